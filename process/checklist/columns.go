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

// guess places the columns of a grid without a header: number, what, who,
// unless the numbers are plainly elsewhere. ok is false where nothing suggests
// a checklist.
func guess(cells [][]string) (placing, bool) {
	width := usualWidth(cells)
	if width < 3 {
		return placing{}, false
	}
	number := -1
	for column := range width {
		if likeNumbers(cells, column) {
			number = column
			break
		}
	}
	if number < 0 {
		return placing{0, 1, 2}, emptyColumn(cells, 0) && !emptyColumn(cells, 2)
	}
	place := placing{roleNumber: number}
	rest := 0
	for column := range width {
		if column == number {
			continue
		}
		if rest == 0 {
			place[roleWhat] = column
		} else if rest == 1 {
			place[roleWho] = column
		}
		rest++
	}
	return place, true
}

// likeNumbers says that at least half of the column's cells are numbers and
// that there are at least two, or one in a table of one row.
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
