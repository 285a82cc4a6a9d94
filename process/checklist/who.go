package checklist

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// whoReading is a who cell taken apart.
type whoReading struct {
	first string
	at    Span
	whos  []Either
	// slots are the who's that could each have a bullet. listed says that they
	// stand as a list, so that bullets and who's are surely meant to fit.
	slots     []Either
	listed    bool
	decision  *Decision
	consulted []Either
	unclear   []Remark
}

// readWho reads a cell. bullets is how many bullets the row has, which decides
// whether names that only stand side by side are several.
func readWho(cell string, known names, bullets int) whoReading {
	var r whoReading
	pieces := divide(cell)
	cell = unmarked(cell)
	for _, p := range pieces {
		r.piece(cell, p.Span)
	}
	r.listed = len(pieces) > 1 && len(r.slots) > 1
	if len(r.whos) == 0 {
		r.unclear = append(r.unclear, Remark{Code: "no-who"})
		return r
	}
	r.sideBySide(cell, known, bullets)
	return r
}

// piece reads one line of a cell: sentences with names, a verb that decides,
// words that consult.
func (r *whoReading) piece(cell string, p Span) {
	line := p.of(cell)
	var slot []Either
	from := 0
	for _, end := range append(sentenceEnds(line), len(line)) {
		slot = append(slot, r.sentence(cell, Span{p.Start + from, p.Start + end})...)
		from = end
	}
	r.whos = append(r.whos, slot...)
	r.slots = append(r.slots, slot...)
}

// sentence returns the names of those who do the task.
func (r *whoReading) sentence(cell string, s Span) []Either {
	names, decides := s, false
	if at, end, ok := findPhrase(s.of(cell), consultPhrases); ok {
		with := Span{s.Start + end, s.End}
		if at, _, also := findPhrase(with.of(cell), decisionPhrases); also { // "drøfter med HTV og avgjør"
			with.End, decides = with.Start+at, true
		}
		for _, g := range splitNames(cell, with) {
			r.consulted = append(r.consulted, g.either)
		}
		names.End = s.Start + at
	}
	if _, end, ok := findPhrase(names.of(cell), passivePhrases); ok {
		names.Start, decides = names.Start+end, true
	} else if at, _, ok := findPhrase(names.of(cell), decisionPhrases); ok {
		names.End, decides = names.Start+at, true
	}
	var whos []Either
	for _, g := range splitNames(cell, names) {
		if r.first == "" {
			r.first, r.at = g.either[0], g.first
		}
		whos = append(whos, g.either)
	}
	if decides && len(whos) > 0 {
		r.decision = &Decision{By: whos, Joint: len(whos) > 1}
	}
	return whos
}

// sideBySide divides names that a line end once divided: "Leder Leder HTV".
func (r *whoReading) sideBySide(cell string, known names, bullets int) {
	var slots []Either
	divided := 0
	for _, either := range r.slots {
		last := len(either) - 1
		run := known.divide(either[0], bullets)
		if len(run) < 2 {
			slots = append(slots, either)
			continue
		}
		divided += len(run) - 1
		for _, name := range run[:len(run)-1] {
			slots = append(slots, Either{name})
		}
		slots = append(slots, append(Either{run[len(run)-1]}, either[1:last+1]...))
	}
	at := -1
	if len(slots) > 0 {
		at = strings.Index(r.at.of(cell), slots[0][0])
	}
	if divided == 0 || at < 0 { // markup between the words: they cannot be told apart in the cell
		return
	}
	r.unclear = append(r.unclear, Remark{Code: "side-by-side", Args: []any{"text", brief(plain(cell)), "whos", len(slots)}})
	r.slots, r.whos, r.listed = slots, slots, true
	r.first = slots[0][0]
	r.at = Span{r.at.Start + at, r.at.Start + at + len(r.first)}
}

// group is alternatives with the place of the first of them.
type group struct {
	either Either
	first  Span
}

var (
	// "R&D" and "B&U" are one name.
	bothSigns   = regexp.MustCompile(`,|;|\s&\s|\s\+\s`)
	bothWords   = []string{"og", "och", "and", "samt"}
	eitherWords = []string{"eller", "or"}
	// eitherSigns stand for "/" and for og/eller, which is either.
	eitherSigns = regexp.MustCompile(`(?i)\s(?:og|och|and)\s*/\s*(?:eller|or)\s|/`)
)

// splitNames divides a stretch of a cell into who's. A name that ends in a
// hyphen goes on after "og" ("Plan- og byggavdelingen"), and brackets are part
// of their name.
func splitNames(cell string, s Span) []group {
	var groups []group
	for _, both := range divideAt(cell, s, bothSigns, bothWords) {
		var g group
		for _, one := range divideAt(cell, both, eitherSigns, eitherWords) {
			one = nameSpan(cell, one)
			name := plain(one.of(cell))
			if !hasLetter(name) {
				continue
			}
			if len(g.either) == 0 {
				g.first = one
			}
			g.either = append(g.either, name)
		}
		if len(g.either) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// optional are words before a name that say it may not be needed.
var optional = regexp.MustCompile(`(?i)^(?:ev\.|evt\.|eventuelt|eventuellt|eventuelle|ev|evt)\s+`)

// nameSpan is the name alone: without what says when, "ev." and punctuation.
func nameSpan(cell string, s Span) Span {
	s = s.trim(cell)
	if m := optional.FindStringIndex(s.of(cell)); m != nil {
		s.Start += m[1]
	}
	for _, c := range clausesIn(s.of(cell)).spans {
		if c.Start > 0 {
			s.End = s.Start + c.Start
			break
		}
		s.End = s.Start
	}
	s = s.trimAny(cell, "*_`.,:;-", "*_`.,:;")
	if s.Start < s.End && strings.Count(s.of(cell), "(") > strings.Count(s.of(cell), ")") {
		s = s.trimAny(cell, "(", "(")
	}
	return s
}

// divideAt cuts a span at signs and words outside brackets.
func divideAt(cell string, s Span, signs *regexp.Regexp, separators []string) []Span {
	text := s.of(cell)
	var cuts []Span
	for _, m := range signs.FindAllStringIndex(text, -1) {
		cuts = append(cuts, Span{m[0], m[1]})
	}
	signCuts := cuts
	for _, w := range words(text) {
		if slices.Contains(separators, w.text) && !partOfSign(signCuts, w.Span) && spaced(text, w.Span) {
			cuts = append(cuts, w.Span)
		}
	}
	slices.SortFunc(cuts, func(a, b Span) int { return a.Start - b.Start })
	var out []Span
	at, seen, open := 0, 0, 0
	for _, c := range cuts {
		open += strings.Count(text[seen:c.Start], "(") - strings.Count(text[seen:c.Start], ")")
		seen = c.Start
		before := strings.TrimRightFunc(text[:c.Start], unicode.IsSpace)
		if strings.HasSuffix(before, "-") || open > 0 || followsSlash(text, c) {
			continue
		}
		out = append(out, Span{s.Start + at, s.Start + c.Start})
		at = c.End
	}
	return append(out, Span{s.Start + at, s.End})
}

func partOfSign(cuts []Span, w Span) bool {
	return slices.ContainsFunc(cuts, func(c Span) bool { return w.Start < c.End && c.Start < w.End })
}

// spaced says that a word has space around it, so that "og-" is no separator.
func spaced(text string, w Span) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:w.Start])
	after, _ := utf8.DecodeRuneInString(text[w.End:])
	return (w.Start == 0 || unicode.IsSpace(before) || before == '/') && (w.End == len(text) || unicode.IsSpace(after) || after == '/')
}

// followsSlash says that "og" is part of og/eller, which divides alternatives.
func followsSlash(text string, c Span) bool {
	return strings.HasPrefix(strings.TrimLeft(text[c.End:], " "), "/") && hasLetter(text[c.Start:c.End])
}
