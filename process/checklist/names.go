package checklist

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// names are the who's a checklist knows, made alike.
type names map[string]bool

// knownNames gathers every name that some row has by itself.
func knownNames(rows []Row) names {
	known := names{}
	for _, row := range rows {
		for _, either := range readWho(row.Who, nil, 0).whos {
			for _, name := range either {
				known[alike(name)] = true
			}
		}
	}
	return known
}

// maxSideBySide is how many names may stand side by side; the ways to divide
// more of them are too many to try.
const maxSideBySide = 12

// divide cuts a run of names where a capital letter begins a new one, if every
// piece is a name known from elsewhere, or if the first is and there are as
// many pieces as bullets. It returns nil where the run is one name.
func (known names) divide(run string, bullets int) []string {
	starts := capitals(run)
	if len(starts) < 2 || len(starts) > maxSideBySide || known == nil {
		return nil
	}
	if pieces := known.cover(run, starts); pieces != nil {
		return pieces
	}
	var pieces []string
	for i, start := range starts {
		end := len(run)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		pieces = append(pieces, strings.TrimSpace(run[start:end]))
	}
	if len(pieces) == bullets && known[alike(pieces[0])] {
		return pieces
	}
	return nil
}

// cover divides run into known names, the longest first; the run itself does
// not count. nil if it cannot be done.
func (known names) cover(run string, starts []int) []string {
	for i := len(starts) - 1; i > 0; i-- {
		head := strings.TrimSpace(run[:starts[i]])
		if !known[alike(head)] {
			continue
		}
		tail := strings.TrimSpace(run[starts[i]:])
		if pieces := known.cover(tail, capitals(tail)); pieces != nil && !known.alone(tail) {
			return append([]string{head}, pieces...)
		}
		if known[alike(tail)] {
			return []string{head, tail}
		}
	}
	return nil
}

// alone says that a name is known and cannot be divided.
func (known names) alone(name string) bool {
	return known[alike(name)] && len(capitals(name)) < 2
}

// capitals are the places where a word of run begins with a capital letter,
// if its first word does.
func capitals(run string) []int {
	var starts []int
	previous := ' '
	for i, r := range run {
		if unicode.IsSpace(previous) && unicode.IsUpper(r) {
			starts = append(starts, i)
		}
		previous = r
	}
	if first, _ := utf8.DecodeRuneInString(run); !unicode.IsUpper(first) {
		return nil
	}
	return starts
}
