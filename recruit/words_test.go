package recruit_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"saksgang/base"
	"saksgang/base/i18n"
	"saksgang/recruit"
	"saksgang/recruit/candidate"
)

var (
	problemCall = regexp.MustCompile(`errs\.(?:Invalid|Denied|NotFound|Conflict|Internal|Unavailable|InvalidBecause)\((?:err, )?"(recruit\.[a-z-]+)"`)
	workTitle   = regexp.MustCompile(`"@(recruit\.work\.[a-z-]+)"`)
)

func TestEveryProblemRuleStageAndTitleHasItsWordsInBothLanguages(t *testing.T) {
	t.Parallel()
	bundle, err := i18n.NewBundle(i18n.Source{Package: "base", Files: base.Locales}, i18n.Source{Package: "recruit", Files: recruit.Locales},
		i18n.Source{Package: "recruit", Files: candidate.Locales})
	if err != nil {
		t.Fatal(err)
	}
	for _, gap := range bundle.Gaps() {
		t.Error(gap)
	}
	needs := map[string]bool{}
	for _, r := range recruit.Rules {
		needs["recruit.rule."+r.ID] = true
		if r.Refused != "" {
			needs["problem."+r.Refused+".sentence"], needs["problem."+r.Refused+".remedy"] = true, true
		}
	}
	for _, s := range recruit.Stages {
		needs["recruit.stage."+string(s)] = true
	}
	for _, text := range sources(t) {
		for _, m := range problemCall.FindAllStringSubmatch(text, -1) {
			needs["problem."+m[1]+".sentence"], needs["problem."+m[1]+".remedy"] = true, true
		}
		for _, m := range workTitle.FindAllStringSubmatch(text, -1) {
			needs[m[1]] = true
		}
	}
	if len(needs) < 150 {
		t.Fatalf("only %d texts are looked for: the sources were not read", len(needs))
	}
	for _, language := range bundle.Languages() {
		words := bundle.Localizer(i18n.Settings{Interface: language})
		for key := range needs {
			if !words.Has(key) {
				t.Errorf("%s lacks %s", language, key)
			}
		}
	}
}

// sources are the texts of the module's Go files, tests aside.
func sources(t *testing.T) []string {
	t.Helper()
	var texts []string
	for _, pattern := range []string{"*.go", "recruitapp/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if match, _ := filepath.Match("*_test.go", filepath.Base(name)); match {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, string(text))
		}
	}
	return texts
}
