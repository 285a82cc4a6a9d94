package process_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"saksgang/base/i18n"
	"saksgang/process"
)

// notProblems are names of the same form that are no problem codes: commands,
// jobs, rights, kinds of work.
var notProblems = regexp.MustCompile(`^process\.(action|timer|remind|escalate|message|lapse|begin|task|incident|escalation|` +
	`see-case|start|start-in|administer|deploy|take|give|return|send-back|save-draft|comment|attach|complete|cancel|retry|move|correct|deliver|` +
	`add-participant|remove-participant)$`)

func TestEveryProblemCodeHasItsSentenceInBothLanguages(t *testing.T) {
	t.Parallel()
	bundle, err := i18n.NewBundle(i18n.Source{Package: "process", Files: process.Locales})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range bundle.Gaps() {
		if g.Package == "process" {
			t.Error(g)
		}
	}
	found := 0
	for _, pattern := range []string{"*.go", "engine/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile(`"(process\.[a-z-]+)"`).FindAllStringSubmatch(string(text), -1) {
				if notProblems.MatchString(m[1]) {
					continue
				}
				found++
				for _, part := range []string{".sentence", ".remedy"} {
					if key := "problem." + m[1] + part; !bundle.Has(key) {
						t.Errorf("%s: no %s", f, key)
					}
				}
			}
		}
	}
	if found < 80 {
		t.Errorf("only %d codes found in the source", found)
	}
}
