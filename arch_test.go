// Package saksgang_test holds the rules that the whole house keeps: who may
// import whom, a package comment for every package, files of readable length.
package saksgang_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// modules may import base and only the modules named here. A new edge is added
// with its reason.
var modules = map[string][]string{
	"exchange": nil,
	"process":  nil,
	"party":    nil,
	"staff":    {"party"},          // an employment is somebody's
	"access":   {"staff", "party"}, // a role is held in a unit, a user is a person
	"record":   {"party"},          // a document has senders and receivers
	"recruit":  {"party", "staff"}, // applicants are persons, vacancies are positions
}

// pure packages stand inside a module but use no database: they may import
// base/errs and base/calendar, and each other only as named here.
var pure = map[string][]string{
	"process/bpmn":      nil,
	"process/feel":      nil,
	"process/checklist": {"process/bpmn"},                 // a checklist becomes a drawing
	"process/engine":    {"process/bpmn", "process/feel"}, // a drawing runs, its conditions are FEEL
	"record/noark":      {"record/format"},                // a package names the format of each document
	"record/format":     nil,
	"party/nationalid":  nil,
	"exchange/hrxml":    nil,
	"recruit/candidate": nil,
}

// shell is what every Mapp package may use beside its own module.
var shell = []string{"web", "municipality", "process", "exchange"}

type goFile struct {
	path    string
	dir     string
	imports []string
	comment bool
	lines   int
	test    bool
}

// TestWhoMayImportWhom holds the table above and the architecture's other rules:
// base knows no module, web and municipality know only base, only app and bench
// know a Mapp, cmd knows only app, and testkit stays in tests.
func TestWhoMayImportWhom(t *testing.T) {
	t.Parallel()
	for _, f := range goFiles(t) {
		for _, imported := range f.imports {
			target, ours := strings.CutPrefix(imported, "saksgang/")
			if !ours || target == f.dir {
				continue
			}
			if !mayImport(f, target) {
				t.Errorf("%s may not import %s", f.path, imported)
			}
		}
	}
}

func mayImport(f goFile, target string) bool {
	room, _, _ := strings.Cut(f.dir, "/")
	if room == "testkit" && (within(target, "base") || target == "migrations" || within(target, "testkit")) {
		return true
	}
	if f.test && (within(target, "testkit") || within(target, "migrations")) {
		return true
	}
	switch {
	case within(target, "testkit"):
		return false
	case room == "cmd":
		return target == "app"
	case room == "app", room == "bench":
		return true
	case room == "base":
		return within(target, "base")
	case room == "web", room == "municipality":
		return within(target, "base") || within(target, room) || (strings.HasSuffix(f.dir, "app") && within(target, "web"))
	}
	if allowed, isPure := pure[f.dir]; isPure {
		return target == "base/errs" || target == "base/calendar" || target == "base/i18n" || slices.Contains(allowed, target)
	}
	if others, isModule := modules[room]; isModule {
		return mayImportFromModule(f, room, target, others)
	}
	return true // tools, generators, demo
}

func mayImportFromModule(f goFile, room, target string, others []string) bool {
	if within(target, "base") || within(target, room) && !isMapp(target) {
		return true
	}
	if isMapp(target) {
		return within(target, f.dir) || within(f.dir, target)
	}
	allowed := slices.Clone(others)
	if isMapp(f.dir) {
		allowed = append(allowed, shell...)
	}
	return slices.ContainsFunc(allowed, func(m string) bool { return within(target, m) })
}

// isMapp says that a package is a module's face: "record/recordapp".
func isMapp(dir string) bool {
	room, rest, _ := strings.Cut(dir, "/")
	return rest == room+"app" || strings.HasPrefix(rest, room+"app/")
}

func within(target, room string) bool {
	return target == room || strings.HasPrefix(target, room+"/")
}

func TestEveryPackageOpensWithWhatItPromises(t *testing.T) {
	t.Parallel()
	commented := map[string]bool{}
	for _, f := range goFiles(t) {
		if !f.test {
			commented[f.dir] = commented[f.dir] || f.comment
		}
	}
	for dir, ok := range commented {
		if !ok {
			t.Errorf("%s has no package comment", dir)
		}
	}
}

func TestNoFileHasGrownIntoTwoRooms(t *testing.T) {
	t.Parallel()
	for _, f := range goFiles(t) {
		if !f.test && f.lines > 600 {
			t.Errorf("%s has %d lines; 600 is the most", f.path, f.lines)
		}
	}
}

// goFiles reads every Go file that we wrote, generated ones left out.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	var out []goFile
	err := filepath.WalkDir(".", func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && (e.Name() == "node_modules" || e.Name() == "testdata" || strings.HasPrefix(e.Name(), ".") && p != ".") {
			return fs.SkipDir
		}
		if e.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_templ.go") {
			return nil
		}
		f, err := readGoFile(p)
		out = append(out, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func readGoFile(p string) (goFile, error) {
	text, err := os.ReadFile(p)
	if err != nil {
		return goFile{}, err
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), p, text, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return goFile{}, err
	}
	f := goFile{
		path: filepath.ToSlash(p), dir: path.Dir(filepath.ToSlash(p)), test: strings.HasSuffix(p, "_test.go"),
		comment: parsed.Doc != nil, lines: strings.Count(string(text), "\n"),
	}
	for _, i := range parsed.Imports {
		f.imports = append(f.imports, strings.Trim(i.Path.Value, `"`))
	}
	return f, nil
}
