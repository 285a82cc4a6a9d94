package format

import (
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Letter is a letter as data: what every rendition of it says.
type Letter struct {
	Language   string   // of the text, BCP 47: "nb"
	Sender     []string // name and address, one line each
	Recipient  []string
	Date       string // as it shall be read: "4. mars 2024"
	Reference  string // such as "Vår ref.: 2024/14-3"
	Title      string
	Paragraphs []string // an empty line in the text parts paragraphs, not lines within one
	Signature  []string // name, title, and how it was signed
	Made       time.Time
}

// block is a stretch of a letter that is set alike.
type block struct {
	lines []string
	bold  bool
	size  float64 // points
	after float64 // space below, points
}

// blocks is the letter in reading order; both renditions are made from it, so
// that they cannot say different things.
func (l Letter) blocks() []block {
	all := []block{
		{lines: l.Sender, size: 10, after: 24},
		{lines: l.Recipient, size: 11, after: 24},
		{lines: nonBlank(l.Reference, l.Date), size: 10, after: 18},
		{lines: nonBlank(l.Title), bold: true, size: 14, after: 12},
	}
	for _, p := range l.Paragraphs {
		all = append(all, block{lines: strings.Split(p, "\n"), size: 11, after: 9})
	}
	all = append(all, block{lines: l.Signature, size: 11})
	kept := all[:0]
	for _, b := range all {
		for i, line := range b.lines {
			b.lines[i] = tidy(line)
		}
		if len(nonBlank(b.lines...)) > 0 {
			kept = append(kept, b)
		}
	}
	return kept
}

func nonBlank(lines ...string) []string {
	var out []string
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			out = append(out, l)
		}
	}
	return out
}

// tidy makes a line printable: composed letters, spaces for tabs, no controls.
func tidy(s string) string {
	s = norm.NFC.String(cleanText(s))
	s = strings.NewReplacer("\t", "    ", "\r", "", "\f", " ", "\u00AD", "").Replace(s)
	return strings.TrimRight(s, " ")
}

// RenderText writes the letter as UTF-8 plain text, which is an archive format.
func RenderText(l Letter) []byte {
	var out strings.Builder
	for i, b := range copied(l).blocks() {
		if i > 0 {
			out.WriteString("\n")
		}
		for _, line := range b.lines {
			out.WriteString(line + "\n")
		}
	}
	return []byte(out.String())
}

// copied keeps blocks from tidying the caller's own slices.
func copied(l Letter) Letter {
	l.Sender = append([]string(nil), l.Sender...)
	l.Recipient = append([]string(nil), l.Recipient...)
	l.Signature = append([]string(nil), l.Signature...)
	return l
}
