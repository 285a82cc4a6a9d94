package hrxml

import (
	"bytes"
	"regexp"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"

	"saksgang/base/errs"
)

var declared = regexp.MustCompile(`^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']`)

// decode returns the document in UTF-8. A document that declares an eight-bit
// encoding but holds valid UTF-8 beyond ASCII was recoded on its way without
// its declaration: text in those encodings is practically never valid UTF-8.
func decode(text []byte) ([]byte, error) {
	if wide, little := utf16(text); wide {
		order := unicode.BigEndian
		if little {
			order = unicode.LittleEndian
		}
		return unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(text)
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	name := "utf-8"
	if m := declared.FindSubmatch(text[:min(len(text), 512)]); m != nil {
		name = string(m[1])
	}
	encoding, err := htmlindex.Get(name)
	if err != nil {
		return nil, errs.Invalid("exchange.hrxml-encoding-unknown", "encoding", name)
	}
	if utf8.Valid(text) {
		return text, nil
	}
	if canonical, _ := htmlindex.Name(encoding); canonical == "utf-8" {
		line, column := placeOf(text, firstInvalid(text))
		return nil, errs.Invalid("exchange.hrxml-encoding-broken", "line", line, "column", column)
	}
	out, err := encoding.NewDecoder().Bytes(text)
	if err != nil {
		return nil, errs.Invalid("exchange.hrxml-encoding-unknown", "encoding", name)
	}
	return out, nil
}

// utf16 recognises UTF-16 by its byte order mark, or by the first "<".
func utf16(text []byte) (wide, little bool) {
	switch {
	case bytes.HasPrefix(text, []byte{0xff, 0xfe}), bytes.HasPrefix(text, []byte{'<', 0}):
		return true, true
	case bytes.HasPrefix(text, []byte{0xfe, 0xff}), bytes.HasPrefix(text, []byte{0, '<'}):
		return true, false
	}
	return false, false
}

func firstInvalid(text []byte) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
	return len(text)
}

func placeOf(text []byte, offset int) (line, column int) {
	before := text[:offset]
	return bytes.Count(before, []byte("\n")) + 1, offset - bytes.LastIndexByte(before, '\n')
}
