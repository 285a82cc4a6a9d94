package recordapp_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"saksgang/base/i18n"
	"saksgang/record"
	"saksgang/record/format"
	"saksgang/record/noark"
	"saksgang/record/recordapp"
	"saksgang/web"
)

// textKey is a key that stands whole in the code; those that end with "." or
// "-" are begun there and ended by a value.
var textKey = regexp.MustCompile(`"(record\.[a-zA-Z0-9.-]*[a-zA-Z0-9])"`)

func bundle(t *testing.T) *i18n.Bundle {
	t.Helper()
	b, err := i18n.NewBundle(i18n.Source{Package: "record", Files: record.Locales}, i18n.Source{Package: "record", Files: format.Locales},
		i18n.Source{Package: "record", Files: noark.Locales}, i18n.Source{Package: "record", Files: recordapp.Locales}, i18n.Source{Package: "web", Files: web.Locales})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryTextOfThePagesIsThereInBothLanguages(t *testing.T) {
	t.Parallel()
	b := bundle(t)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, f := range files {
		if f == "actions.go" || f == "section.go" || f == "section_letter.go" || filepath.Ext(f) != ".go" || regexp.MustCompile(`_test\.go$`).MatchString(f) {
			continue
		}
		content, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range textKey.FindAllSubmatch(content, -1) {
			key := string(m[1])
			seen++
			if !b.Has(key) && !b.Has("problem."+key+".sentence") && !b.Has(key+".other") {
				t.Errorf("%s: no text for %s", f, key)
			}
		}
	}
	if seen < 120 {
		t.Errorf("only %d keys were found", seen)
	}
	for _, gap := range b.Gaps() {
		t.Error(gap)
	}
}
