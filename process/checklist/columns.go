package checklist

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// role is what a column holds.
type role int

const (
	roleNumber role = iota
	roleWhat
	roleWho
	roleCount
)

// headings are the words that name a column, in bokmål, nynorsk, Danish,
// Swedish and English. Where several columns could be what or who, the one
// whose word stands in the earlier list is.
var headings = [roleCount][][]string{
	roleNumber: {
		{"nr", "nummer", "no", "number", "#", "№", "løpenr", "løpenummer", "löpnr", "löpnummer", "nr/trinn", "num"},
		{"punkt", "pkt", "trinn", "steg", "trin", "step", "id", "ledd", "fase", "rekkefølge", "rækkefølge", "ordning", "punktnr"},
	},
	roleWhat: {
		{"hva", "kva", "hvad", "vad", "what"},
		{
			"oppgave", "oppgaver", "oppgåve", "oppgåver", "opgave", "opgaver", "uppgift", "uppgifter", "task", "tasks",
			"arbeidsoppgave", "arbeidsoppgaver", "arbejdsopgave", "arbetsuppgift", "aktivitet", "aktiviteter", "activity", "gjøremål", "gjeremål",
			"gøremål", "göra", "tiltak", "handling", "handlinger", "action", "åtgärd", "åtgärder", "moment", "att göra", "todo", "to do",
		},
		{"beskrivelse", "beskriving", "beskrivning", "description", "arbeid", "steg", "trinn", "trin", "step", "punkt", "sjekkpunkt", "innhold", "indhold", "innehåll", "tekst", "text"},
	},
	roleWho: {
		{"hvem", "kven", "vem", "who"},
		{
			"ansvarlig", "ansvarleg", "ansvarig", "ansvarlige", "ansvariga", "responsible", "utføres av", "utført av", "udføres af", "udført af",
			"utförs av", "utfört av", "utfører", "udfører", "utförare", "ansvarlig for", "ansvarshavende", "done by", "performed by",
		},
		{"ansvar", "rolle", "roller", "roll", "role", "aktør", "aktør(er)", "aktör", "eier", "ejer", "ägare", "owner", "person", "funksjon", "funktion", "av", "af"},
	},
}

// placing is the column of each role, -1 where there is none.
type placing [roleCount]int

// header says whether a record is a header with columns for what and who, and
// where they are.
func header(record []string) (placing, bool) {
	var words []string
	for _, cell := range record {
		if isNumber(cell) && !namesNumber(headingWord(cell)) {
			return placing{}, false // a row of the table
		}
		words = append(words, headingWord(cell))
	}
	place, weak := placing{-1, -1, -1}, 0
	for _, r := range []role{roleWho, roleWhat} {
		column, list := pick(words, headings[r], place)
		if column < 0 {
			return place, false
		}
		if list == 2 {
			weak++
		}
		place[r] = column
	}
	if weak == 2 { // "Role | Description" is a table of something else
		return place, false
	}
	place[roleNumber], _ = pick(words, headings[roleNumber], place)
	if place[roleNumber] < 0 && words[0] == "" {
		place[roleNumber] = 0
	}
	return place, true
}

// isHeaderExactly is header for a record in the middle of a table, where a row
// may well begin with "Task …": what and who must be the words alone.
func isHeaderExactly(record []string) bool {
	place, ok := header(record)
	return ok && named(headings[roleWhat], headingWord(record[place[roleWhat]])) &&
		named(headings[roleWho], headingWord(record[place[roleWho]]))
}

func namesNumber(word string) bool { return named(headings[roleNumber], word) }

func named(lists [][]string, word string) bool {
	return slices.ContainsFunc(lists, func(list []string) bool { return slices.Contains(list, word) })
}

// pick returns the column named by the earliest list, and that list: by the
// whole cell, else by the cell's first word ("Hvem har ansvar?").
func pick(words []string, names [][]string, taken placing) (column, at int) {
	for at, list := range names {
		for i, word := range words {
			if !slices.Contains(taken[:], i) && slices.Contains(list, word) {
				return i, at
			}
		}
		for i, word := range words {
			first, _, _ := strings.Cut(word, " ")
			if !slices.Contains(taken[:], i) && slices.Contains(list, strings.TrimRight(first, "/,-")) {
				return i, at
			}
		}
	}
	return -1, -1
}

// maxHeader is the longest cell, in characters, that can be a column's name.
// It keeps a row that begins with "What we do…" from being taken for a header.
const maxHeader = 40

func headingWord(cell string) string {
	word := strings.ToLower(plain(cell))
	if len([]rune(word)) > maxHeader {
		return "-"
	}
	return strings.TrimFunc(word, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".:?*_", r) })
}

var numberLike = regexp.MustCompile(`^(\pL{1,6}[ .-]?)?\d+([.\-/]\d+)*[ .]?\pL?[.):]?$|^\pL[.)]$|^[IVXivx]+[.)]$`)

// isNumber says that a cell reads like the number of a row: "1", "1a", "2.1",
// "A3", "b)", "Steg 4".
func isNumber(cell string) bool {
	cell = plain(cell)
	return len(cell) <= 16 && numberLike.MatchString(cell)
}

// guess places the columns of a grid without a header: number, what, who. ok is
// false where nothing suggests a checklist: the first column must hold numbers
// (or nothing at all), and the third must not.
func guess(cells [][]string) (placing, bool) {
	place := placing{0, 1, 2}
	if usualWidth(cells) < 3 || likeNumbers(cells, place[roleWho]) {
		return place, false
	}
	return place, likeNumbers(cells, 0) || emptyColumn(cells, 0) && !emptyColumn(cells, place[roleWho])
}

// unknownHeader says that the first record stands above numbers without being
// one: a header in words that are not ours. What it has of our words decides;
// the other columns stand in order.
func unknownHeader(cells [][]string) (placing, bool) {
	if len(cells) < 3 || strings.TrimSpace(cells[0][0]) == "" || isNumber(cells[0][0]) {
		return placing{}, false
	}
	for _, record := range cells[1:] {
		if len(record) < 3 || !isNumber(record[0]) {
			return placing{}, false
		}
	}
	place, words := placing{0, -1, -1}, []string{}
	for _, cell := range cells[0] {
		words = append(words, headingWord(cell))
	}
	place[roleWho], _ = pick(words, headings[roleWho], place)
	place[roleWhat], _ = pick(words, headings[roleWhat], place)
	for _, r := range []role{roleWhat, roleWho} {
		for i := 0; place[r] < 0; i++ {
			if !slices.Contains(place[:], i) {
				place[r] = i
			}
		}
	}
	return place, place[roleWho] < len(cells[0]) && place[roleWhat] < len(cells[0])
}

// likeNumbers says that at least half of the column's cells are numbers.
func likeNumbers(cells [][]string, column int) bool {
	numbers := 0
	for _, record := range cells {
		if column < len(record) && isNumber(record[column]) {
			numbers++
		}
	}
	return numbers > 0 && numbers*2 >= len(cells)
}

func emptyColumn(cells [][]string, column int) bool {
	for _, record := range cells {
		if column < len(record) && strings.TrimSpace(record[column]) != "" {
			return false
		}
	}
	return true
}
