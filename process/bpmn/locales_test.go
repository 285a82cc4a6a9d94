package bpmn_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"saksgang/base/i18n"
	"saksgang/process/bpmn"
)

func TestEveryProblemCodeHasItsSentenceInBothLanguages(t *testing.T) {
	t.Parallel()
	bundle, err := i18n.NewBundle(i18n.Source{Package: "bpmn", Files: bpmn.Locales})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range bundle.Gaps() {
		if g.Package == "bpmn" {
			t.Error(g)
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no source", err)
	}
	found := 0
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"(bpmn\.[a-z-]+)"`).FindAllStringSubmatch(string(text), -1) {
			found++
			for _, part := range []string{".sentence", ".remedy"} {
				if !bundle.Has("problem." + m[1] + part) {
					t.Errorf("no %s for %s", part, m[1])
				}
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d codes found in the source", found)
	}
}
