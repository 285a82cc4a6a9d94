package format

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/mail"
	"strings"
	"unicode/utf8"
)

// identifyZIP looks at the names in a ZIP: an office document or just a ZIP.
func identifyZIP(r io.ReaderAt, size int64) Identified {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return Identified{Format: ZIP, MediaType: "application/zip", Faults: []string{"the ZIP is damaged"}}
	}
	for _, f := range z.File {
		switch f.Name {
		case "word/document.xml":
			return Identified{Format: DOCX, MediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
		case "xl/workbook.xml":
			return Identified{Format: "fmt/214", MediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
		case "ppt/presentation.xml":
			return Identified{Format: "fmt/215", MediaType: "application/vnd.openxmlformats-officedocument.presentationml.presentation"}
		case "mimetype":
			if i, ok := identifyODF(f); ok {
				return i
			}
		}
	}
	return Identified{Format: ZIP, MediaType: "application/zip"}
}

func identifyODF(f *zip.File) (Identified, bool) {
	content, err := readEntry(f, 200)
	if err != nil {
		return Identified{}, false
	}
	switch media := string(content); media {
	case "application/vnd.oasis.opendocument.text":
		return Identified{Format: ODT, MediaType: media}, true
	case "application/vnd.oasis.opendocument.spreadsheet":
		return Identified{Format: "fmt/295", MediaType: media}, true
	}
	return Identified{}, false
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// identifyMarkup knows XML, HTML and mail, which are text as well.
func identifyMarkup(r io.ReaderAt, size int64, head []byte) (Identified, bool, error) {
	start := bytes.TrimLeft(bytes.TrimPrefix(head, byteOrderMark), " \t\r\n")
	low := bytes.ToLower(start[:min(len(start), 1024)])
	if bytes.HasPrefix(low, []byte("<!doctype html")) || bytes.HasPrefix(low, []byte("<html")) {
		return Identified{Format: HTML, MediaType: "text/html"}, true, nil
	}
	if bytes.HasPrefix(start, []byte("<?xml")) {
		i, err := identifyXML(io.NewSectionReader(r, 0, size), bytes.Contains(low, []byte("<html")))
		return i, true, err
	}
	if isMail(head) {
		return Identified{Format: Mail, MediaType: "message/rfc822"}, true, nil
	}
	return Identified{}, false, nil
}

// identifyXML reads XML to its end, since only well-formed XML is an archive
// format, and tells GML by its namespace.
func identifyXML(r io.Reader, html bool) (Identified, error) {
	i := Identified{Format: XML, MediaType: "text/xml"}
	d := xml.NewDecoder(r)
	d.CharsetReader = latinReader
	depth := 0
	for {
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		var syntax *xml.SyntaxError
		if err != nil {
			if !errors.As(err, &syntax) && !strings.Contains(err.Error(), "xml:") {
				return i, err
			}
			i.Faults = append(i.Faults, "the XML is not well-formed")
			break
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth == 1 {
				i.root(t, html)
			}
		case xml.EndElement:
			depth--
		}
	}
	if depth != 0 && len(i.Faults) == 0 {
		i.Faults = append(i.Faults, "the XML is not well-formed")
	}
	return i, nil
}

func (i *Identified) root(t xml.StartElement, html bool) {
	if html && strings.EqualFold(t.Name.Local, "html") {
		i.Format, i.MediaType = HTML, "application/xhtml+xml"
	}
	for _, a := range t.Attr {
		if strings.HasPrefix(a.Value, "http://www.opengis.net/gml") {
			i.Format, i.MediaType = "x-fmt/227", "application/gml+xml"
		}
	}
}

// latinReader reads the two character sets besides UTF-8 that XML here may have.
func latinReader(charset string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(charset) {
	case "utf-8", "us-ascii":
		return in, nil
	case "iso-8859-1", "latin1":
		return &latin1{in: in}, nil
	}
	return nil, errors.New("xml: unsupported character set")
}

// latin1 turns ISO 8859-1 into UTF-8.
type latin1 struct {
	in  io.Reader
	out []byte
}

func (l *latin1) Read(p []byte) (int, error) {
	for len(l.out) == 0 {
		buf := make([]byte, 4096)
		n, err := l.in.Read(buf)
		for _, b := range buf[:n] {
			l.out = utf8.AppendRune(l.out, rune(b))
		}
		if n == 0 && err != nil {
			return 0, err
		}
	}
	n := copy(p, l.out)
	l.out = l.out[n:]
	return n, nil
}

// isMail says whether head begins as an Internet message with a sender.
func isMail(head []byte) bool {
	m, err := mail.ReadMessage(bytes.NewReader(head))
	if err != nil || m.Header.Get("From") == "" {
		return false
	}
	for _, sign := range []string{"Message-Id", "Mime-Version", "Received"} {
		if m.Header.Get(sign) != "" {
			return true
		}
	}
	_, err = m.Header.Date()
	return err == nil
}

// identifyText tells plain text and its character set.
func identifyText(r io.ReaderAt, size int64) (Identified, bool, error) {
	if size > maxTextScan {
		return Identified{}, false, nil
	}
	scan := newTextScan()
	if _, err := io.Copy(scan, io.NewSectionReader(r, 0, size)); err != nil {
		return Identified{}, false, err
	}
	charset, ok := scan.charset()
	if !ok {
		return Identified{}, false, nil
	}
	i := Identified{Format: PlainText, MediaType: "text/plain", Charset: charset}
	if charset == "windows-1252" {
		i.Charset = ""
		i.Faults = append(i.Faults, "the text is in a Windows character set, not UTF-8 or ISO 8859-1")
	}
	return i, true, nil
}

// UTF8Text says whether content is plain text in UTF-8: well encoded, with no
// control characters besides tab, line feed, carriage return and form feed.
func UTF8Text(content []byte) bool {
	scan := newTextScan()
	_, _ = scan.Write(content)
	charset, ok := scan.charset()
	return ok && charset == "UTF-8"
}

// textScan watches bytes go by and remembers what speaks against text.
type textScan struct {
	control bool // a control character: not text at all
	c1      bool // 0x80–0x9F, which ISO 8859-1 does not use
	notUTF8 bool
	rest    []byte // an unfinished UTF-8 sequence
}

func newTextScan() *textScan { return &textScan{} }

func (s *textScan) Write(p []byte) (int, error) {
	for _, b := range p {
		switch {
		case b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f', b == 0x7F:
			s.control = true
		case b >= 0x80 && b <= 0x9F:
			s.c1 = true
		}
	}
	if s.notUTF8 {
		return len(p), nil
	}
	all := append(s.rest, p...)
	for len(all) > 0 {
		r, width := utf8.DecodeRune(all)
		if r == utf8.RuneError && width <= 1 {
			if !utf8.FullRune(all) {
				break
			}
			s.notUTF8 = true
			break
		}
		all = all[width:]
	}
	s.rest = append(s.rest[:0:0], all...)
	return len(p), nil
}

// charset is what the bytes can be; not ok when they are not text.
func (s *textScan) charset() (string, bool) {
	switch {
	case s.control:
		return "", false
	case !s.notUTF8 && len(s.rest) == 0:
		return "UTF-8", true
	case s.c1:
		return "windows-1252", true
	}
	return "ISO-8859-1", true
}
