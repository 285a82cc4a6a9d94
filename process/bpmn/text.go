package bpmn

import (
	"math"
	"strings"
	"unicode"
)

// The drawing's text sizes, in pixels. Layout leaves room for these and SVG
// draws with them.
const (
	taskFont, taskLine   = 13.0, 17.0
	labelFont, labelLine = 12.0, 15.0
	noteFont, noteLine   = 12.0, 16.0
)

// glyphs are the widths, in thousandths of the font size, of the characters
// from space to "~" in the sans-serif faces that share Arial's measures.
var glyphs = [...]int{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
}

// roomier is how much wider than Arial a face may be and still fit.
const roomier = 1.08

// textWidth is the width of one line at a font size, with room for a face
// that is a little wider than Arial.
func textWidth(s string, size float64) float64 {
	sum := 0
	for _, r := range s {
		sum += glyphWidth(r)
	}
	return float64(sum) / 1000 * size * roomier
}

func glyphWidth(r rune) int {
	switch {
	case r >= ' ' && r <= '~':
		return glyphs[r-' ']
	case unicode.Is(unicode.Mn, r):
		return 0
	case r == 'æ' || r == 'Æ' || r == '—' || r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
		return 1000
	case unicode.IsUpper(r):
		return 722
	case r > 0x2000:
		return 800
	}
	return 556
}

// wrap breaks text into lines that fit the width: at line breaks that are in
// it, between words, after a slash or hyphen, and within a word that is wider
// than a line. It never gives more than one line for text without content.
func wrap(text string, width, size float64) []string {
	var lines []string
	for _, paragraph := range strings.Split(strings.ReplaceAll(text, "\r", ""), "\n") {
		lines = append(lines, wrapParagraph(paragraph, width, size)...)
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

func wrapParagraph(text string, width, size float64) []string {
	var lines []string
	line := ""
	for _, piece := range pieces(text) {
		if line != "" && textWidth(strings.TrimRight(line+piece, " "), size) > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line = ""
		}
		for textWidth(strings.TrimRight(piece, " "), size) > width {
			head := fitting(piece, width, size)
			lines = append(lines, head)
			piece = piece[len(head):]
		}
		line += piece
	}
	if line = strings.TrimRight(line, " "); line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// pieces splits text where a line may end; each piece keeps its space.
func pieces(text string) []string {
	var out []string
	var piece strings.Builder
	runes := []rune(strings.Join(strings.Fields(text), " "))
	for i, r := range runes {
		piece.WriteRune(r)
		inWord := i > 0 && i+1 < len(runes) && unicode.IsLetter(runes[i-1]) && unicode.IsLetter(runes[i+1])
		if r == ' ' || inWord && (r == '/' || r == '-') {
			out = append(out, piece.String())
			piece.Reset()
		}
	}
	if piece.Len() > 0 {
		out = append(out, piece.String())
	}
	return out
}

// fitting is the longest beginning of a word that fits, at least one character.
func fitting(word string, width, size float64) string {
	end := 0
	for i, r := range word {
		next := i + len(string(r))
		if end > 0 && textWidth(word[:next], size) > width {
			break
		}
		end = next
	}
	return word[:end]
}

// bolder is how much wider bold letters are, also in a face that is roomier
// than Arial: a lane's name must not run out of its head.
const bolder = 1.25

func boldWidth(s string) float64 { return textWidth(strings.TrimRight(s, " "), taskFont) * bolder }

// textBox is the size of wrapped text.
func textBox(lines []string, size, lineHeight float64) (width, height float64) {
	for _, l := range lines {
		width = math.Max(width, textWidth(l, size))
	}
	return math.Ceil(width), float64(len(lines)) * lineHeight
}
