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
