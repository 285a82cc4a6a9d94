package format

import (
	"strconv"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"saksgang/base/errs"
)

// rtfUnread are destinations that hold no text a reader sees.
var rtfUnread = map[string]bool{
	"fonttbl": true, "colortbl": true, "stylesheet": true, "info": true, "pict": true, "object": true, "themedata": true, "datastore": true,
	"listtable": true, "listoverridetable": true, "rsidtbl": true, "generator": true, "xmlnstbl": true, "fldinst": true, "filetbl": true,
	"revtbl": true, "colorschememapping": true, "latentstyles": true, "bkmkstart": true, "bkmkend": true, "datafield": true,
}

// rtfSigns are control words that stand for a sign.
var rtfSigns = map[string]string{
	"par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "cell": "\t", "tab": "\t", "emdash": "—", "endash": "–",
	"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ",
}

// rtfState is what a group of RTF inherits and may change for itself.
type rtfState struct {
	unread bool // a destination that holds no text a reader sees
	hidden bool // text that the writer has hidden
	skip   int  // how many characters stand after a \u for those who know none
}

// rtfReader reads RTF in the Western European character set, and Unicode.
type rtfReader struct {
	in    []byte
	at    int
	out   strings.Builder
	now   rtfState
	outer []rtfState
	skip  int // characters that a \u has said already
	half  rune
}

// rtfText is the text of an RTF document. Invalid says that its groups do not
// close, or nest too deep.
func rtfText(content []byte) (string, error) {
	r := rtfReader{in: content, now: rtfState{skip: 1}}
	for r.at < len(r.in) {
		c := r.in[r.at]
		r.at++
		switch c {
		case '{':
			if r.outer = append(r.outer, r.now); len(r.outer) > maxDepth {
				return "", errs.Invalid("record.document-damaged", "format", "RTF")
			}
		case '}':
			if len(r.outer) == 0 {
				return "", errs.Invalid("record.document-damaged", "format", "RTF")
			}
			r.now, r.outer, r.skip = r.outer[len(r.outer)-1], r.outer[:len(r.outer)-1], 0
			if len(r.outer) == 0 {
				return r.out.String(), nil // what follows the document is no part of it
			}
		case '\\':
			r.control()
		case '\r', '\n':
		default:
			r.letter(c)
		}
	}
	return "", errs.Invalid("record.document-damaged", "format", "RTF")
}

// letter is one character of the document's character set.
func (r *rtfReader) letter(c byte) {
	if r.skip > 0 {
		r.skip--
		return
	}
	r.write(string(charmap.Windows1252.DecodeByte(c)))
}

func (r *rtfReader) write(s string) {
	if !r.now.unread && !r.now.hidden {
		r.out.WriteString(s)
	}
}

// control reads what follows a backslash.
func (r *rtfReader) control() {
	if r.at >= len(r.in) {
		return
	}
	c := r.in[r.at]
	if !isLetter(c) {
		r.at++
		r.symbol(c)
		return
	}
	from := r.at
	for r.at < len(r.in) && isLetter(r.in[r.at]) {
		r.at++
	}
	word, number, numbered := string(r.in[from:r.at]), 0, false
	from = r.at
	for r.at < len(r.in) && (r.in[r.at] >= '0' && r.in[r.at] <= '9' || r.at == from && r.in[r.at] == '-') {
		r.at++
	}
	if n, err := strconv.Atoi(string(r.in[from:r.at])); err == nil {
		number, numbered = n, true
	}
	if r.at < len(r.in) && r.in[r.at] == ' ' {
		r.at++
	}
	r.word(word, number, numbered)
}

func (r *rtfReader) symbol(c byte) {
	switch c {
	case '\'':
		if r.at+2 <= len(r.in) {
			if n, err := strconv.ParseUint(string(r.in[r.at:r.at+2]), 16, 8); err == nil {
				r.letter(byte(n))
			}
			r.at += 2
		}
	case '*':
		r.now.unread = true // a destination for those who know it
	case '~':
		r.write("\u00A0")
	case '_':
		r.write("-")
	case '\r', '\n':
		r.write("\n")
	case '\\', '{', '}':
		r.letter(c)
	}
}

func (r *rtfReader) word(word string, number int, numbered bool) {
	switch {
	case rtfUnread[word]:
		r.now.unread = true
	case word == "v":
		r.now.hidden = !numbered || number != 0
	case word == "plain": // as the document's text is without any property
		r.now.hidden = false
	case word == "uc" && numbered:
		r.now.skip = max(number, 0)
	case word == "u" && numbered:
		r.unicode(rune(uint16(number))) // RTF writes them as 16 bits with a sign
		r.skip = r.now.skip
	case word == "bin" && numbered:
		r.at = min(r.at+max(number, 0), len(r.in))
	default:
		r.write(rtfSigns[word])
	}
}

// unicode joins the two halves that a character beyond 16 bits is written as.
func (r *rtfReader) unicode(c rune) {
	switch {
	case c >= 0xD800 && c < 0xDC00:
		r.half = c
	case c >= 0xDC00 && c < 0xE000:
		if r.half != 0 {
			r.write(string((r.half-0xD800)<<10 + (c - 0xDC00) + 0x10000))
		}
		r.half = 0
	default:
		r.write(string(c))
	}
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
