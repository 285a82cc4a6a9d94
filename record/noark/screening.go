package noark

import (
	"strings"
	"unicode"

	"saksgang/base/errs"
)

// ScreenedText stands in the public journal where something is hidden
// (requirement 5.2.6 names the asterisk).
const ScreenedText = "*****"

// PublicTitleOf is what the public may read of the entry's title: the public
// title when there is one, else the title with what is screened left out.
// Screened words cannot be guessed, so they demand a public title.
func (e RegistryEntry) PublicTitleOf() (string, error) {
	return publicTitle(e.ID, e.Title, e.PublicTitle, e.Screening, ScreenTitleWords, ScreenTitleButFirstLine)
}

// PublicTitleOf is what the public may read of the case file's title.
func (f CaseFile) PublicTitleOf() (string, error) {
	return publicTitle(f.ID, f.Title, f.PublicTitle, f.Screening, ScreenCaseTitleWords, ScreenCaseTitleButFirstLine)
}

func publicTitle(id SystemID, title, public string, s *Screening, words, butFirstLine ScreenedMetadata) (string, error) {
	switch {
	case !blank(public):
		return public, nil
	case s.Screens(ScreenTemporarily):
		return ScreenedText, nil
	case s.Screens(words):
		return "", errs.Invalid("record.public-title-missing", "unit", string(id))
	case s.Screens(butFirstLine):
		first, _, more := strings.Cut(title, "\n")
		if more {
			return strings.TrimSpace(first) + " " + ScreenedText, nil
		}
		return first, nil
	}
	return title, nil
}

// ScreenedName says whether the public must not read c's name on an entry with
// the screening s.
func (c Correspondent) ScreenedName(s *Screening) bool {
	if c.Screened {
		return true
	}
	if c.Type.Sends() {
		return s.Screens(ScreenSenderName)
	}
	return s.Screens(ScreenRecipientName)
}

// PublicNameOf is what the public may read of c's name.
func (c Correspondent) PublicNameOf(s *Screening) string {
	if !c.ScreenedName(s) {
		return c.Name
	}
	if !blank(c.PublicName) {
		return c.PublicName
	}
	return ScreenedText
}

// publicRow is what one line of the public journal says.
type publicRow struct {
	class      *Class // nil where it is screened
	caseTitle  string
	entryTitle string
	names      []string // beside Entry.Correspondents
}

// screen makes the public form of a journal row. A screened name that would
// still be readable in a title is refused: the title is then screened wrongly,
// and only a person can mend it.
func screen(r JournalRow) (publicRow, error) {
	var p publicRow
	var err error
	if p.caseTitle, err = r.CaseFile.PublicTitleOf(); err != nil {
		return p, err
	}
	if p.entryTitle, err = r.Entry.PublicTitleOf(); err != nil {
		return p, err
	}
	if c := r.Class; c != nil && !c.Screening.Screens(ScreenClassID) && !c.Screening.Screens(ScreenClassTitle) {
		p.class = c
	}
	var hidden []string
	for _, c := range r.Entry.Correspondents {
		p.names = append(p.names, c.PublicNameOf(r.Entry.Screening))
		if c.ScreenedName(r.Entry.Screening) {
			hidden = append(hidden, c.Name)
		}
	}
	if r.CaseFile.Screening.Screens(ScreenPartyName) {
		for _, party := range r.CaseFile.Parties {
			hidden = append(hidden, party.Name)
		}
	}
	return p, p.leaks(r.Entry.ID, hidden)
}

// leaks refuses a row whose public text still holds every word of a hidden name.
func (p publicRow) leaks(entry SystemID, hidden []string) error {
	if len(hidden) == 0 {
		return nil
	}
	texts := append([]string{p.caseTitle, p.entryTitle}, p.names...)
	if p.class != nil {
		texts = append(texts, p.class.Code+" "+p.class.Title)
	}
	for _, name := range hidden {
		for _, text := range texts {
			if readable(name, text) {
				return errs.Invalid("record.screened-name-readable", "entry", string(entry))
			}
		}
	}
	return nil
}

// readable says whether every word of name stands in text, in any order, as
// whole words and whatever their case.
func readable(name, text string) bool {
	wanted := wordsOf(name)
	if len(wanted) == 0 {
		return false
	}
	have := map[string]bool{}
	for _, w := range wordsOf(text) {
		have[w] = true
	}
	for _, w := range wanted {
		if !have[w] && !have[w+"s"] {
			return false
		}
	}
	return true
}

func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}
