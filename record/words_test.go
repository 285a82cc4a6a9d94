package record_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"saksgang/base/i18n"
	"saksgang/record"
	"saksgang/record/format"
	"saksgang/record/noark"
)

// problemCode is a code where an error is made, or in a table of rules.
var problemCode = regexp.MustCompile(`(?:errs\.[A-Za-z]+\((?:[a-zA-Z]+, )?|\t\{)"(record\.[a-z0-9-]+)"`)

func TestEveryProblemHasASentenceAndARemedyInBothLanguages(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	codes := map[string]bool{}
	for _, f := range files {
		content, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range problemCode.FindAllSubmatch(content, -1) {
			codes[string(m[1])] = true
		}
	}
	if len(codes) < 40 {
		t.Fatalf("only %d codes were found", len(codes))
	}
	bundle, err := i18n.NewBundle(i18n.Source{Package: "record", Files: record.Locales},
		i18n.Source{Package: "record", Files: format.Locales}, i18n.Source{Package: "record", Files: noark.Locales})
	if err != nil {
		t.Fatal(err)
	}
	for code := range codes {
		for _, key := range []string{"problem." + code + ".sentence", "problem." + code + ".remedy"} {
			if !bundle.Has(key) {
				t.Errorf("no text for %s", key)
			}
		}
	}
	for _, gap := range bundle.Gaps() {
		t.Error(gap)
	}
}
