package recruit_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"saksgang/recruit"
)

// shownOverHTTP is where each rule is shown with the whole program, over HTTP.
const shownOverHTTP = "../app/rules_test.go"

// Every rule of the table has its test, twice by the same name: one in this
// folder calls the Service and looks for the rule's refusal, one in app asks for
// it over HTTP, where TestTheRulesOfHiringHoldOverHTTP wants a page to have told
// each refusal.
func TestEveryRuleHasItsTest(t *testing.T) {
	t.Parallel()
	services, pages := serviceTests(t), pageTests(t)
	seen := map[string]bool{}
	for _, r := range recruit.Rules {
		body, known := services[r.Test]
		if !known {
			t.Errorf("rule %s names the test %s, which is not here", r.ID, r.Test)
		}
		if known && !strings.Contains(body, r.Refused) {
			t.Errorf("rule %s: %s says nothing of %s", r.ID, r.Test, r.Refused)
		}
		if !pages[r.Test] {
			t.Errorf("rule %s: %s is not among the showings of %s", r.ID, r.Test, shownOverHTTP)
		}
		if seen[r.ID] {
			t.Errorf("rule %s stands twice", r.ID)
		}
		seen[r.ID] = true
	}
	for name := range pages {
		if _, known := services[name]; !known {
			t.Errorf("%s is shown over HTTP and not of the Service", name)
		}
	}
}

// serviceTests are the tests of this folder, with what they say.
func serviceTests(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]string{}
	for _, path := range files {
		text, parsed := parsedFile(t, path)
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
				tests[f.Name.Name] = text[f.Pos()-1 : f.End()-1]
			}
		}
	}
	return tests
}

// pageTests are the names of the showings in app.
func pageTests(t *testing.T) map[string]bool {
	t.Helper()
	_, parsed := parsedFile(t, shownOverHTTP)
	tests := map[string]bool{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		pair, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		if key, ok := pair.Key.(*ast.BasicLit); ok && key.Kind == token.STRING {
			tests[strings.Trim(key.Value, `"`)] = true
		}
		return true
	})
	if len(tests) == 0 {
		t.Fatalf("%s shows nothing", shownOverHTTP)
	}
	return tests
}

func parsedFile(t *testing.T, path string) (string, *ast.File) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), path, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), parsed
}
