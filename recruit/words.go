package recruit

import (
	"cmp"
	"embed"
	"strconv"
	"strings"
	"sync"
	"time"

	"saksgang/base/calendar"
	"saksgang/base/i18n"
)

// Locales hold the words of recruit: its problems, rules, stages and the titles
// of its work, and what it writes into documents.
//
//go:embed locales/*.toml
var Locales embed.FS

var documentWords = sync.OnceValue(func() *i18n.Bundle {
	b, err := i18n.NewBundle(i18n.Source{Package: "recruit", Files: Locales})
	if err != nil {
		panic(err) // our own embedded files; shown by every test that writes a document
	}
	return b
})

// words are those of a document in a language; empty is the municipality's.
func (s *Service) words(language string) *i18n.Localizer {
	return documentWords().Localizer(i18n.Settings{Interface: cmp.Or(i18n.Language(language), s.opts.Language, i18n.Bokmal), Zone: s.zone()})
}

// day writes a date as the document's reader writes it; the zero date is empty.
func (s *Service) day(language string, d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return s.words(language).Date(d.In(s.zone()))
}

func (s *Service) dayOf(language string, t time.Time) string { return s.day(language, s.dateOf(t)) }

// counted tells how many applicants there are and of what sex, which a public
// list says also of those who are withheld (offentleglova § 25).
func (s *Service) counted(all []Application) string {
	words, by := s.words(""), map[string]int{}
	for _, a := range all {
		by[a.Gender]++
	}
	var parts []string
	for _, gender := range []string{"female", "male"} {
		if n := by[gender]; n > 0 {
			parts = append(parts, words.T("recruit.gender."+gender, "count", n))
			delete(by, gender)
		}
	}
	rest := 0
	for _, n := range by {
		rest += n
	}
	if rest > 0 && len(parts) > 0 {
		parts = append(parts, words.T("recruit.gender.untold", "count", rest))
	}
	text := strconv.Itoa(len(all))
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	return text
}
