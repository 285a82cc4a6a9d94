package i18n_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"saksgang/base/errs"
	"saksgang/base/i18n"
)

func files(pairs ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m["locales/"+pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

const (
	nbRecruit = `
[recruit.task]
title = "Oppgave for {{.name}}"
[recruit.applicants]
one = "{{.count}} søker"
other = "{{.count}} søkere"
["problem.recruit.too-many"]
sentence = "Du har nominert {{.number}} søkere; høyst tre er lov."
remedy = "Ta bort {{.over}}."
`
	enRecruit = `
[recruit.task]
title = "Task for {{.name}}"
[recruit.applicants]
one = "{{.count}} applicant"
other = "{{.count}} applicants"
["problem.recruit.too-many"]
sentence = "You nominated {{.number}} applicants; at most three are allowed."
remedy = "Remove {{.over}}."
`
)

func bundle(t *testing.T) *i18n.Bundle {
	t.Helper()
	b, err := i18n.NewBundle(i18n.Source{Package: "recruit", Files: files("nb.toml", nbRecruit, "en.toml", enRecruit)})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func speaking(t *testing.T, lang i18n.Language) context.Context {
	t.Helper()
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	return i18n.With(t.Context(), bundle(t).Localizer(i18n.Settings{Interface: lang, Zone: oslo}))
}

func TestATextIsSaidInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 26, 13, 5, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		lang i18n.Language
		say  func(context.Context) string
		want string
	}{
		{"a name goes into a sentence", "nb", func(c context.Context) string { return i18n.T(c, "recruit.task.title", "name", "Kari") }, "Oppgave for Kari"},
		{"one is singular", "nb", func(c context.Context) string { return i18n.T(c, "recruit.applicants", "count", 1) }, "1 søker"},
		{"many are plural and grouped", "nb", func(c context.Context) string { return i18n.T(c, "recruit.applicants", "count", 12000) }, "12 000 søkere"},
		{"many are plural in English", "en", func(c context.Context) string { return i18n.T(c, "recruit.applicants", "count", 2) }, "2 applicants"},
		{"a missing key shows itself", "en", func(c context.Context) string { return i18n.T(c, "recruit.nothing") }, "⟦recruit.nothing⟧"},
		{"a near day in Norwegian", "nb", func(c context.Context) string { return i18n.Day(c, at) }, "tor. 26. nov."},
		{"a near day in English", "en", func(c context.Context) string { return i18n.Day(c, at) }, "Thu 26 Nov"},
		{"an instant is told in the town's time zone", "nb", func(c context.Context) string { return i18n.DateTime(c, at) }, "26. nov. 2026 kl. 14.05"},
		{"no date is a dash", "en", func(c context.Context) string { return i18n.Date(c, time.Time{}) }, "–"},
		{"a number has the language's signs", "nb", func(c context.Context) string { return i18n.Number(c, 1234.5) }, "1 234,5"},
		{"a size is rounded to what matters", "nb", func(c context.Context) string { return i18n.Bytes(c, 1_240_000) }, "1,2 MB"},
		{"an age is in its largest unit", "en", func(c context.Context) string { return i18n.Ago(c, 49*time.Hour) }, "2 days ago"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := strings.ReplaceAll(c.say(speaking(t, c.lang)), "\u00a0", " ")
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAProblemSaysWhatAndWhatToDo(t *testing.T) {
	t.Parallel()
	ctx := speaking(t, "en")
	sentence, remedy := i18n.Problem(ctx, errs.Invalid("recruit.too-many", "number", 4, "over", 1))
	if sentence != "You nominated 4 applicants; at most three are allowed." || remedy != "Remove 1." {
		t.Errorf("got %q, %q", sentence, remedy)
	}
	sentence, _ = i18n.Problem(ctx, errs.Denied("recruit.unheard-of"))
	if sentence != "You do not have access to this." {
		t.Errorf("a code without words got %q, want its kind's sentence", sentence)
	}
	sentence, _ = i18n.Problem(ctx, errors.New("disk on fire"))
	if strings.Contains(sentence, "disk") || sentence == "" {
		t.Errorf("an inner error leaked or vanished: %q", sentence)
	}
}

func TestTheCatalogueRefusesWhatWouldConfuse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		sources []i18n.Source
		want    string
	}{
		{"a key two packages claim", []i18n.Source{
			{Package: "a", Files: files("nb.toml", `["problem.x.y"]`+"\nsentence=\"1\"")},
			{Package: "b", Files: files("nb.toml", `["problem.x.y"]`+"\nsentence=\"2\"")},
		}, "is also in a"},
		{"a key outside its package", []i18n.Source{{Package: "a", Files: files("nb.toml", "[b]\nx=\"1\"")}}, `must begin with "a."`},
		{"a file that cannot be read", []i18n.Source{{Package: "a", Files: files("nb.toml", "[b")}}, "a/locales/nb.toml"},
		{"a package without files", []i18n.Source{{Package: "a", Files: files()}}, "a has no locales"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := i18n.NewBundle(c.sources...)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want it to say %q", err, c.want)
			}
		})
	}
}

func TestGapsBetweenLanguagesAreListed(t *testing.T) {
	t.Parallel()
	b, err := i18n.NewBundle(i18n.Source{Package: "a", Files: files(
		"nb.toml", "[a]\nboth=\"x {{.who}}\"\nonly=\"x\"", "en.toml", "[a]\nboth=\"x {{.whom}}\"")})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range b.Gaps() {
		got = append(got, g.String())
	}
	want := "a: en: a.both: has placeholders [whom], others have [who]\na: en: a.only: missing"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	if gaps := bundle(t).Gaps(); len(gaps) != 0 {
		t.Errorf("our own words have gaps: %v", gaps)
	}
}

func TestTheBrowsersWishDecidesTheLanguage(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]i18n.Language{
		"":                         "nb",
		"en-GB,en;q=0.9":           "en",
		"nn-NO,nn;q=0.9,en;q=0.5":  "nb",
		"fi":                       "nb",
		"not a header at all ;;;;": "nb",
	} {
		if got := bundle(t).Choose(header); got != want {
			t.Errorf("%q chose %s, want %s", header, got, want)
		}
	}
}

func TestAnotherLanguageForContentThanForButtons(t *testing.T) {
	t.Parallel()
	l := bundle(t).Localizer(i18n.Settings{Interface: "en", Content: "nb"})
	if got := l.InContentLanguage().T("recruit.task.title", "name", "X"); got != "Oppgave for X" {
		t.Errorf("the letter says %q", got)
	}
	if got := l.T("recruit.task.title", "name", "X"); got != "Task for X" {
		t.Errorf("the button says %q", got)
	}
}

func TestTheSameWordsInAnotherZone(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, 1, 8, 23, 30, 0, 0, time.UTC)
	l := bundle(t).Localizer(i18n.Settings{Interface: "en"})
	there := l.In(time.FixedZone("Oslo", 3600))
	if here, said := l.DateTime(at), there.DateTime(at); !strings.Contains(here, "23:30") || !strings.Contains(said, "00:30") || !strings.Contains(said, "9 Jan") {
		t.Errorf("%q and %q", here, said)
	}
	if got := there.T("recruit.task.title", "name", "X"); got != "Task for X" {
		t.Errorf("the words are %q", got)
	}
}

func FuzzACatalogueFileNeverPanics(f *testing.F) {
	f.Add(nbRecruit)
	f.Add("[a]\none=\"x\"\nother=3")
	f.Add("a = \"{{.b\"")
	f.Fuzz(func(t *testing.T, text string) {
		b, err := i18n.NewBundle(i18n.Source{Package: "a", Files: files("nb.toml", text)})
		if err == nil {
			b.Gaps()
		}
	})
}
