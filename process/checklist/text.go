package checklist

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Span is a place in a cell, in bytes: [Start, End).
type Span struct{ Start, End int }

func (s Span) of(cell string) string { return cell[s.Start:s.End] }

// trim moves the ends of a span past white space.
func (s Span) trim(cell string) Span {
	for s.Start < s.End {
		r, size := utf8.DecodeRuneInString(cell[s.Start:s.End])
		if !isSpace(r) {
			break
		}
		s.Start += size
	}
	for s.Start < s.End {
		r, size := utf8.DecodeLastRuneInString(cell[s.Start:s.End])
		if !isSpace(r) {
			break
		}
		s.End -= size
	}
	return s
}

// isSpace is white space, and what is pasted from pages and cannot be seen.
func isSpace(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\u2060' || r == '\ufeff'
}

// trimAny is trim for these characters, which are ASCII, and white space.
func (s Span) trimAny(cell, left, right string) Span {
	for {
		s = s.trim(cell)
		switch {
		case s.Start < s.End && strings.IndexByte(left, cell[s.Start]) >= 0:
			s.Start++
		case s.Start < s.End && strings.IndexByte(right, cell[s.End-1]) >= 0:
			s.End--
		default:
			return s
		}
	}
}

var (
	tag      = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)
	emphasis = regexp.MustCompile(`\*\*|__|` + "`")
)

// tags are the HTML elements that text is marked with; "<name of the applicant>"
// is text.
var tags = map[string]bool{}

func init() {
	for _, name := range strings.Fields("a abbr b big blockquote br center code dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img input " +
		"ins kbd label li mark o:p ol p pre s small span strike strong sub sup table tbody td th thead tr tt u ul") {
		tags[name] = true
	}
}

func replaceTags(cell string, by func(string) string) string {
	return tag.ReplaceAllStringFunc(cell, func(found string) string {
		name := strings.ToLower(strings.Trim(found, "</>"))
		if end := strings.IndexAny(name, " \t\n/"); end >= 0 {
			name = name[:end]
		}
		if !tags[name] {
			return found
		}
		return by(found)
	})
}

// plain is text as people read it: without tags and emphasis, in one line.
func plain(cell string) string {
	cell = replaceTags(cell, func(string) string { return " " })
	cell = emphasis.ReplaceAllString(cell, "")
	return strings.Join(strings.Fields(cell), " ")
}

// unmarked is a cell with spaces in place of tags and emphasis, so that places
// in it are places in the cell.
func unmarked(cell string) string {
	spaces := func(mark string) string { return strings.Repeat(" ", len(mark)) }
	return emphasis.ReplaceAllStringFunc(replaceTags(cell, spaces), spaces)
}

// alike is what two equal names have in common: no case, outer space, final
// dot, and one way to write å (some systems write a and a ring).
func alike(name string) string {
	name = strings.TrimFunc(norm.NFC.String(plain(name)), isSpace)
	return strings.TrimSpace(strings.TrimRight(strings.ToLower(name), ". "))
}

// brief is text cut at a word to what fits in a line.
func brief(text string) string { return shorten(text, 60) }

func shorten(text string, limit int) string {
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	cut := limit - 1
	for i := cut; i > limit/2; i-- {
		if unicode.IsSpace(runes[i]) {
			cut = i
			break
		}
	}
	return strings.TrimRight(string(runes[:cut]), " ,;:–-") + "…"
}

// word is a run of letters and digits, in lower case, with its place.
type word struct {
	text string
	Span
}

func words(text string) []word {
	var all []word
	start := -1
	end := func(at int) {
		if start >= 0 {
			all = append(all, word{strings.ToLower(text[start:at]), Span{start, at}})
			start = -1
		}
	}
	for i, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			if start < 0 {
				start = i
			}
			continue
		}
		end(i)
	}
	end(len(text))
	return all
}

// abbreviations end in a dot that does not end a sentence.
var abbreviations = map[string]bool{
	"ev": true, "evt": true, "eks": true, "ex": true, "f": true, "t": true, "ift": true, "iht": true, "pga": true,
	"inkl": true, "ink": true, "nr": true, "kl": true, "ca": true, "bl": true, "a": true, "m": true, "fl": true, "mm": true,
	"osv": true, "dvs": true, "jf": true, "jfr": true, "avd": true, "adm": true, "ass": true, "ang": true, "mv": true,
	"mfl": true, "eg": true, "resp": true, "kap": true, "pkt": true, "tlf": true, "dr": true, "st": true, "ledn": true, "o": true,
}

// sentenceEnds are the places after each sentence of text but the last: a dot,
// question or exclamation mark before a space and a capital letter.
func sentenceEnds(text string) []int {
	var ends []int
	for i := 0; i < len(text); i++ {
		if strings.IndexByte(".!?", text[i]) < 0 || i+1 >= len(text) {
			continue
		}
		rest := strings.TrimLeftFunc(text[i+1:], unicode.IsSpace)
		next, _ := utf8.DecodeRuneInString(rest)
		if len(rest) == len(text)-i-1 || !unicode.IsUpper(next) || abbreviated(text[:i]) {
			continue
		}
		ends = append(ends, i+1)
	}
	return ends
}

// abbreviated says that text ends in an abbreviation.
func abbreviated(text string) bool {
	start := strings.LastIndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	return abbreviations[strings.ToLower(text[start+1:])]
}
