package record

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzSought: what somebody types is either a number, and then that number
// alone, or words that every database takes.
func FuzzSought(f *testing.F) {
	for _, seed := range []string{
		"2026/14", "2026/14-3", " 2026/14 ", "2026/14 kontrakt", "2026/14x", "2026/-14", "+2026/14", "2026/14-", "99999999999999999999/1",
		"2026/9999999999", "20/14", "0x7e/1", "2026/14-3-4", "søknad Å\x00", "\xff\xfe", "a' OR 1=1 --", `"quoted" AND NOT (x*)`, "٢٠٢٦/١٤", "ﬁ Ǆ", "",
	} {
		f.Add(seed, "nb")
	}
	f.Fuzz(func(t *testing.T, text, language string) {
		n := numbersIn(text)
		var said string
		switch len(n) {
		case 0:
		case 2:
			said = fmt.Sprintf("%04d/%d", n...)
		case 3:
			said = fmt.Sprintf("%04d/%d-%d", n...)
		default:
			t.Fatalf("%q holds %v", text, n)
		}
		if said != "" && strings.Count(text, "/") != 1 || said != "" && fmt.Sprint(numbersIn(said)) != fmt.Sprint(n) {
			t.Fatalf("%q was read as %s", text, said)
		}
		for _, w := range soughtWords(text, language) {
			if !utf8.ValidString(w) || strings.ContainsAny(w, "\x00\"'() ") {
				t.Fatalf("%q is searched for as %q", text, w)
			}
		}
	})
}

func TestANumberJumpsOnlyWhenItStandsAlone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2026/14": "[2026 14]", " 2026/14-3 ": "[2026 14 3]", "2026/14 kontrakt": "[]", "2026/14x": "[]", "2026/-14": "[]", "+2026/14": "[]", "2026/14-": "[]", "2026/99999999999": "[]",
	} {
		if got := fmt.Sprint(numbersIn(text)); got != want {
			t.Errorf("%q is read as %s, want %s", text, got, want)
		}
	}
}
