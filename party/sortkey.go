package party

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// SortKey orders names as a Norwegian or Danish list does: a letter's accent
// does not count, aa is å, and æ (ä), ø (ö), å stand last in that order. Keys
// are compared byte by byte, as both databases compare BYTEA.
func SortKey(name string) []byte {
	var key strings.Builder
	for _, word := range words(name) {
		for _, r := range word {
			if last := strings.IndexRune("æøå", r); last >= 0 {
				key.WriteByte('z' + 1 + byte(last/2)) // two bytes each in UTF-8
				continue
			}
			key.WriteRune(r)
		}
		key.WriteByte(' ')
	}
	return []byte(key.String())
}

// Fold is the text that searches compare: lower case, without accents, with
// the Nordic letters kept and written one way.
func Fold(text string) string { return strings.Join(words(text), " ") }

// words are the folded words of a text: letters and digits, the rest parts them.
func words(text string) []string {
	return strings.FieldsFunc(foldLetters(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

var oneWay = strings.NewReplacer("ä", "æ", "ö", "ø", "aa", "å", "ð", "d", "þ", "th", "ß", "ss", "ł", "l", "đ", "d")

func foldLetters(text string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.ToLower(text)) {
		if strings.ContainsRune("æøåäö", r) {
			b.WriteRune(r)
			continue
		}
		for _, part := range norm.NFD.String(string(r)) {
			if !unicode.Is(unicode.Mn, part) {
				b.WriteRune(part)
			}
		}
	}
	return oneWay.Replace(b.String())
}
