package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"saksgang/base/i18n"
	"saksgang/testkit"
)

func TestEveryTextStandsInEveryLanguage(t *testing.T) {
	t.Parallel()
	bundle, err := i18n.NewBundle(sources()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, gap := range bundle.Gaps() {
		t.Error(gap)
	}
}

// A problem code in the source has its sentence and remedy in the catalogue.
func TestEveryProblemHasItsSentence(t *testing.T) {
	t.Parallel()
	bundle, err := i18n.NewBundle(sources()...)
	if err != nil {
		t.Fatal(err)
	}
	for code, at := range problemCodes(t) {
		for _, part := range []string{"sentence", "remedy"} {
			if !bundle.Has("problem." + code + "." + part) {
				t.Errorf("%s: the problem %s has no %s", at, code, part)
			}
		}
	}
}

// codeAt says at which argument a constructor of base/errs takes the code.
var codeAt = map[string]int{
	"Invalid": 0, "Denied": 0, "NotFound": 0, "Conflict": 0, "Unavailable": 1, "Internal": 1, "InvalidBecause": 1,
}

func problemCodes(t *testing.T) map[string]string {
	t.Helper()
	codes := map[string]string{}
	err := filepath.WalkDir(testkit.ProjectRoot(), func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && (e.Name() == "node_modules" || e.Name() == "testdata" || strings.HasPrefix(e.Name(), ".")) {
			return fs.SkipDir
		}
		if e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if code, ok := codeOf(n); ok {
				codes[code] = set.Position(n.Pos()).String()
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(codes) < 100 {
		t.Fatalf("only %d problem codes were found; the search is broken", len(codes))
	}
	return codes
}

func codeOf(n ast.Node) (string, bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return "", false
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	at, known := codeAt[f.Sel.Name]
	if pkg, ok := f.X.(*ast.Ident); !known || !ok || pkg.Name != "errs" || len(call.Args) <= at {
		return "", false
	}
	text, ok := call.Args[at].(*ast.BasicLit)
	if !ok || text.Kind != token.STRING {
		return "", false
	}
	code, err := strconv.Unquote(text.Value)
	return code, err == nil
}

// What a case's history tells stands in words, never as the kind of an event.
func TestEveryEventHasItsWords(t *testing.T) {
	t.Parallel()
	bundle, err := i18n.NewBundle(sources()...)
	if err != nil {
		t.Fatal(err)
	}
	kinds := 0
	for _, module := range []string{"record", "recruit", "access", "staff", "party", "exchange"} {
		for kind, at := range eventKinds(t, module) {
			kinds++
			if key := module + ".event." + strings.ReplaceAll(kind, " ", "-"); !bundle.Has(key) {
				t.Errorf("%s: the event %q has no words in %s", at, kind, key)
			}
		}
	}
	if kinds < 70 {
		t.Fatalf("only %d kinds of events were found; the search is broken", kinds)
	}
}

// toldBy are the functions through which the modules append to the ledger.
var toldBy = map[string]bool{"record": true, "tellEntry": true, "tellFile": true, "announceEach": true}

func eventKinds(t *testing.T, module string) map[string]string {
	t.Helper()
	kinds := map[string]string{}
	set := token.NewFileSet()
	paths, err := filepath.Glob(filepath.Join(testkit.ProjectRoot(), module, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if kind := kindOf(n); kind != "" {
				kinds[kind] = set.Position(n.Pos()).String()
			}
			return true
		})
	}
	return kinds
}

// kindOf is the kind of event that a call appends, or that a command of recruit
// names.
func kindOf(n ast.Node) string {
	switch n := n.(type) {
	case *ast.CallExpr:
		if f, ok := n.Fun.(*ast.SelectorExpr); !ok || !toldBy[f.Sel.Name] {
			return ""
		}
		for _, arg := range n.Args {
			if kind := textOf(arg); kind != "" {
				return kind
			}
		}
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && key.Name == "kind" {
			return textOf(n.Value)
		}
	}
	return ""
}

func textOf(e ast.Expr) string {
	literal, ok := e.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(literal.Value)
	if err != nil {
		return ""
	}
	return text
}
