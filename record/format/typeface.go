package format

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// typeface measures and encodes text in an embedded TrueType font, and remembers
// the glyphs that were used.
type typeface struct {
	name   string
	data   []byte
	parsed *sfnt.Font
	buf    sfnt.Buffer
	units  float64 // font units in an em
	used   map[sfnt.GlyphIndex]rune
	widths map[sfnt.GlyphIndex]int // in thousandths of an em
}

func newTypeface(name string, ttf []byte) (*typeface, error) {
	parsed, err := sfnt.Parse(ttf)
	if err != nil {
		return nil, err
	}
	return &typeface{
		name: name, data: ttf, parsed: parsed, units: float64(parsed.UnitsPerEm()),
		used: map[sfnt.GlyphIndex]rune{}, widths: map[sfnt.GlyphIndex]int{},
	}, nil
}

// glyph is the glyph for r; false when the font lacks it, since PDF/A forbids
// showing the mark for a missing one.
func (t *typeface) glyph(r rune) (sfnt.GlyphIndex, bool) {
	g, err := t.parsed.GlyphIndex(&t.buf, r)
	if err != nil || g == 0 {
		return 0, false
	}
	if _, known := t.used[g]; !known {
		em := fixed.I(int(t.units))
		advance, err := t.parsed.GlyphAdvance(&t.buf, g, em, font.HintingNone)
		if err != nil {
			return 0, false
		}
		t.used[g] = r
		t.widths[g] = int(float64(advance)/64*1000/t.units + 0.5)
	}
	return g, true
}

// width is the width of s in points at a size.
func (t *typeface) width(s string, size float64) float64 {
	sum := 0
	for _, r := range s {
		if g, ok := t.glyph(r); ok {
			sum += t.widths[g]
		}
	}
	return float64(sum) * size / 1000
}

// encode is s as glyph numbers, two bytes each.
func (t *typeface) encode(s string) []byte {
	var out []byte
	for _, r := range s {
		if g, ok := t.glyph(r); ok {
			out = binary.BigEndian.AppendUint16(out, uint16(g))
		}
	}
	return out
}

// wrap breaks a line at spaces so that each piece fits the width; a word that
// is longer than the line is cut.
func (t *typeface) wrap(line string, size, most float64) []string {
	var out []string
	current := ""
	for _, word := range strings.Split(line, " ") {
		for t.width(word, size) > most {
			if current != "" {
				out, current = append(out, current), ""
			}
			n := t.fits(word, size, most)
			out, word = append(out, word[:n]), word[n:]
		}
		joined := word
		if current != "" {
			joined = current + " " + word
		}
		if t.width(joined, size) > most {
			out, joined = append(out, current), word
		}
		current = joined
	}
	return append(out, current)
}

// fits is how many bytes of word fit the width, at least one letter.
func (t *typeface) fits(word string, size, most float64) int {
	_, first := utf8.DecodeRuneInString(word)
	for n := range word {
		if n > first && t.width(word[:n], size) > most {
			_, last := utf8.DecodeLastRuneInString(word[:n])
			return n - last
		}
	}
	return len(word)
}
