package feel

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"saksgang/base/i18n"
)

func TestEveryProblemCodeHasItsSentenceInBothLanguages(t *testing.T) {
	t.Parallel()
	bundle, err := i18n.NewBundle(i18n.Source{Package: "feel", Files: Locales})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range bundle.Gaps() {
		if g.Package == "feel" {
			t.Error(g)
		}
	}
	for code := range codesInSource(t) {
		for _, part := range []string{".sentence", ".remedy"} {
			if !bundle.Has("problem." + code + part) {
				t.Errorf("no %s for %s", part, code)
			}
		}
	}
}

// codesInSource finds every code the package can give.
func codesInSource(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no source", err)
	}
	code := regexp.MustCompile(`"(feel\.[a-z-]+)"`)
	codes := map[string]bool{
		// Made from their first part where the source ends.
		"feel.expected-at-end": true, "feel.expected-expression-at-end": true,
		"feel.expected-name-at-end": true, "feel.expected-type-at-end": true,
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range code.FindAllStringSubmatch(string(text), -1) {
			codes[m[1]] = true
		}
	}
	return codes
}
