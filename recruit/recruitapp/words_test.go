package recruitapp_test

import (
	"slices"
	"testing"

	"saksgang/base/i18n"
	"saksgang/municipality"
	"saksgang/recruit"
	"saksgang/recruit/candidate"
	"saksgang/recruit/recruitapp"
	"saksgang/web"
)

func bundle(t *testing.T) *i18n.Bundle {
	t.Helper()
	b, err := i18n.NewBundle(i18n.Source{Package: "web", Files: web.Locales}, i18n.Source{Package: "municipality", Files: municipality.Locales},
		i18n.Source{Package: "recruit", Files: recruit.Locales}, i18n.Source{Package: "recruit", Files: candidate.Locales},
		i18n.Source{Package: "recruit", Files: recruitapp.Locales})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryWordIsInEveryLanguage(t *testing.T) {
	t.Parallel()
	b := bundle(t)
	for _, gap := range b.Gaps() {
		t.Error(gap)
	}
	for _, language := range []i18n.Language{i18n.Bokmal, i18n.English} {
		words := b.Localizer(i18n.Settings{Interface: language})
		for _, m := range []web.Module{recruitapp.Module(nil, nil, nil)} {
			for _, tab := range m.Tabs {
				if !words.Has(tab.Label) {
					t.Errorf("%s lacks %s", language, tab.Label)
				}
			}
			for _, r := range m.Routes {
				if deed, ok := deedOf(r.Pattern); ok {
					for _, key := range []string{"recruit.deed." + deed, "recruit.deed." + deed + "-follows", "recruit.done." + deed} {
						if !words.Has(key) {
							t.Errorf("%s lacks %s", language, key)
						}
					}
				}
			}
		}
		for _, r := range recruit.Rules {
			if text := recruitapp.RuleWho(words, r); slices.Contains([]rune(text), '⟦') {
				t.Error(text)
			}
		}
	}
}
