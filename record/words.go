package record

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/swedish"
	"golang.org/x/text/unicode/norm"
)

// longCompound is from how many letters a word is taken for a compound, whose
// later parts can be searched for; shortestPart is how short such a part may be.
const (
	longCompound = 9
	shortestPart = 5
	mostWords    = 200_000 // distinct, of one document
)

// wordsOf are the distinct words by which a text is found: its words, and for
// long ones every ending, so that "stilling" finds "sykepleierstilling". What
// is longer than an index takes is left out.
func wordsOf(texts ...string) []string {
	set := map[string]struct{}{}
	for _, text := range texts {
		for _, w := range split(text) {
			if len(set) >= mostWords {
				break
			}
			set[w] = struct{}{}
			letters := []rune(w)
			if len(letters) < longCompound || !unicode.IsLetter(letters[0]) || len(letters) > 60 {
				continue
			}
			for i := 3; i+shortestPart <= len(letters); i++ {
				set[string(letters[i:])] = struct{}{}
			}
		}
	}
	out := make([]string, 0, len(set))
	for w := range set {
		out = append(out, w)
	}
	slices.Sort(out)
	return out
}

// soughtWords are the words of a query: by their stem in the municipality's
// language when they are long enough to have one, and then with any ending.
func soughtWords(query, language string) []string {
	var out []string
	for _, w := range split(query) {
		if utf8.RuneCountInString(w) >= 4 && !unicode.IsDigit([]rune(w)[0]) {
			w = stem(w, language) + "*"
		}
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

func split(text string) []string {
	return strings.FieldsFunc(strings.ToLower(norm.NFC.String(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// stem cuts a word's inflection. The Nordic stemmers only cut, so that the stem
// is how the word itself begins; where one should not, the word is kept.
func stem(word, language string) string {
	env := snowballstem.NewEnv(word)
	switch language {
	case "da":
		danish.Stem(env)
	case "sv":
		swedish.Stem(env)
	default:
		norwegian.Stem(env)
	}
	if cut := env.Current(); strings.HasPrefix(word, cut) && utf8.RuneCountInString(cut) >= 3 {
		return cut
	}
	return word
}
