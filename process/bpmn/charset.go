package bpmn

import (
	"bytes"
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
		return nil, readError(position{line: 1, column: 1}, "bpmn.encoding-unknown", "no reader for the encoding {encoding}", "encoding", name)
	}
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return nil, readError(position{line: 1, column: 1}, "bpmn.encoding-broken", "the text is not {encoding}", "encoding", name)
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
	return readError(at, "bpmn.encoding-broken", "a byte that is not {encoding}; does the first line name another encoding than the file is in?", "encoding", "UTF-8")
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
