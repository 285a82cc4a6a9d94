package bpmn

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
)

var declaredEncoding = regexp.MustCompile(`^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']`)

// decode returns data as UTF-8, by its byte order mark or the encoding that
// its XML declaration names. XML without either is UTF-8.
func decode(data []byte) ([]byte, error) {
	if enc := utf16(data); enc != nil {
		return enc.NewDecoder().Bytes(data)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	name := ""
	if m := declaredEncoding.FindSubmatch(data[:min(len(data), 1024)]); m != nil {
		name = string(m[1])
	}
	switch strings.ToLower(name) {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return data, checkUTF8(data)
	}
	enc, err := ianaindex.IANA.Encoding(name)
	if err != nil || enc == nil {
		return nil, &ReadError{Line: 1, Column: 1, Code: "encoding-unknown", Detail: fmt.Sprintf("no reader for the encoding %q", name)}
	}
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return nil, &ReadError{Line: 1, Column: 1, Code: "encoding-broken", Detail: fmt.Sprintf("the text is not %s: %v", name, err)}
	}
	return out, nil
}

// utf16 recognises the two byte orders, with a mark or by the first "<".
func utf16(data []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}), bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM)
	case bytes.HasPrefix(data, []byte{0, '<'}):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case bytes.HasPrefix(data, []byte{'<', 0}):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	}
	return nil
}

func checkUTF8(data []byte) error {
	if utf8.Valid(data) {
		return nil
	}
	at := position{line: 1, column: 1}
	for at.offset < len(data) {
		if r, size := utf8.DecodeRune(data[at.offset:]); r == utf8.RuneError && size == 1 {
			break
		}
		at.advance(data, at.offset+1)
	}
	return &ReadError{
		Line: at.line, Column: at.column, Code: "encoding-broken",
		Detail: "a byte that is not UTF-8; does the first line name another encoding than the file is in?",
	}
}

// position is a place in the decoded text; lines and columns count from 1,
// columns in characters.
type position struct{ offset, line, column int }

// advance moves p to offset or, if that is within a character, past it.
func (p *position) advance(data []byte, offset int) {
	for p.offset < offset && p.offset < len(data) {
		r, size := utf8.DecodeRune(data[p.offset:])
		p.offset += size
		p.column++
		if r == '\n' {
			p.line++
			p.column = 1
		}
	}
}
