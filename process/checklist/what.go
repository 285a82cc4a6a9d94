package checklist

import (
	"regexp"
	"strings"
)

// whatReading is a what cell taken apart.
type whatReading struct {
	title   string
	at      Span
	guide   []string // all that follows the title
	bullets []string // the parts of guide that stand as bullets of a list
	unclear []Remark
}

var (
	breaks     = regexp.MustCompile(`(?i)</?(?:ul|ol|li|br|p|div)\b[^<>]*>|\n`)
	marker     = regexp.MustCompile(`^\s*(?:[-–—*•·▪◦‣]|\d{1,2}[.)]|\pL\))\s+`)
	inlineDash = regexp.MustCompile(`\s[-–•]\s+|^\s*[-–•]\s+`)
	listStart  = regexp.MustCompile(`(?i)<(?:ul|ol)\b`)
	itemStart  = regexp.MustCompile(`(?i)<li\b`)
)

// piece is a stretch of a cell between two breaks.
type piece struct {
	Span
	bullet bool
}

// maxTitle is how long a title may be, in characters, before it is cut at the
// end of its first sentence.
const maxTitle = 100

// readWhat divides a what cell into title and guide.
func readWhat(cell string) whatReading {
	var r whatReading
	pieces := divide(cell)
	if len(pieces) == 0 {
		r.unclear = append(r.unclear, Remark{Code: "no-what"})
		return r
	}
	first := pieces[0]
	r.at = titleSpan(cell, first)
	r.title = plain(r.at.of(cell))
	rest := Span{r.at.End, first.End}.trimAny(cell, ":.", "")
	if text := plain(rest.of(cell)); text != "" {
		r.guide = append(r.guide, text)
	}
	if first.bullet {
		r.bullets = append(r.bullets, plain(first.of(cell)))
		r.unclear = append(r.unclear, Remark{Code: "no-title", Args: []any{"title", brief(r.title)}})
	} else if len(pieces) == 1 && len(dashes(cell, first.Span)) == 1 {
		r.unclear = append(r.unclear, Remark{Code: "dash", Args: []any{"text", brief(r.title)}})
	}
	listed := hasBullets(pieces[1:])
	for _, p := range pieces[1:] {
		text := plain(p.of(cell))
		if listed && !p.bullet && len(r.bullets) > 0 && len(r.guide) > 0 { // a bullet's text goes on in the next line
			r.bullets[len(r.bullets)-1] += " " + text
			r.guide[len(r.guide)-1] += " " + text
			continue
		}
		r.guide = append(r.guide, text)
		if p.bullet || !listed {
			r.bullets = append(r.bullets, text)
		}
	}
	return r
}

func hasBullets(pieces []piece) bool {
	for _, p := range pieces {
		if p.bullet {
			return true
		}
	}
	return false
}

// titleSpan is the title within the first piece.
func titleSpan(cell string, first piece) Span {
	at := first.trimAny(cell, "*_`", "*_`:")
	text := at.of(cell)
	if len([]rune(text)) <= maxTitle {
		return at
	}
	if ends := sentenceEnds(text); len(ends) > 0 {
		at.End = at.Start + ends[0]
	}
	return at
}

// divide gives the pieces of a cell that hold text.
func divide(cell string) []piece {
	var pieces []piece
	add := func(s Span, bullet bool) {
		if m := marker.FindStringIndex(s.of(cell)); m != nil {
			s.Start, bullet = s.Start+m[1], true
		}
		if s = s.trim(cell); plain(s.of(cell)) != "" {
			pieces = append(pieces, piece{s, bullet})
		}
	}
	at, item := 0, false
	for _, b := range breaks.FindAllStringIndex(cell, -1) {
		add(Span{at, b[0]}, item)
		item = itemStart.MatchString(cell[b[0]:b[1]])
		at = b[1]
	}
	add(Span{at, len(cell)}, item)
	return inline(cell, pieces)
}

// inline divides further where a list has been flattened into one line: after
// a list's tag, after the only marked line, after a • anywhere, or where at
// least two dashes stand in a cell without any other structure.
func inline(cell string, pieces []piece) []piece {
	marked := 0
	for _, p := range pieces {
		if p.bullet {
			marked++
		}
	}
	flat := listStart.MatchString(cell) && !itemStart.MatchString(cell)
	var out []piece
	for i, p := range pieces {
		cuts := dashes(cell, p.Span)
		dots := strings.Contains(p.of(cell), " • ")
		switch {
		case len(cuts) == 0, marked > 1 && !dots:
		case flat && i > 0, p.bullet && marked == 1, dots, len(pieces) == 1 && len(cuts) > 1:
			out = append(out, p.cutAt(cell, cuts)...)
			continue
		}
		out = append(out, p)
	}
	return out
}

func (p piece) cutAt(cell string, cuts []Span) []piece {
	var out []piece
	at, bullet := p.Start, p.bullet
	for _, c := range append(cuts, Span{p.End, p.End}) {
		if s := (Span{at, c.Start}).trim(cell); plain(s.of(cell)) != "" {
			out = append(out, piece{s, bullet})
		}
		at, bullet = c.End, true
	}
	return out
}

// dashes are the dashes in a span that may be bullets: those outside brackets
// and not between numbers.
func dashes(cell string, within Span) []Span {
	text := within.of(cell)
	var found []Span
	seen, open := 0, 0
	for _, m := range inlineDash.FindAllStringIndex(text, -1) {
		open += strings.Count(text[seen:m[0]], "(") - strings.Count(text[seen:m[0]], ")")
		seen = m[0]
		before, after := strings.TrimRight(text[:m[0]], " "), text[m[1]:]
		if open <= 0 && !(endsInDigit(before) && startsWithDigit(after)) {
			found = append(found, Span{within.Start + m[0], within.Start + m[1]})
		}
	}
	return found
}

func endsInDigit(s string) bool {
	return s != "" && s[len(s)-1] >= '0' && s[len(s)-1] <= '9'
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }
