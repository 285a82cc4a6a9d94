package format

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jhillyerd/enmime/v2"
	"github.com/ledongthuc/pdf"
	"golang.org/x/net/html"
	"golang.org/x/text/encoding/charmap"

	"saksgang/base/errs"
)

// maxInput is the largest file that text is extracted from.
const maxInput = 256 << 20

// Text is the text of a document as a search shall find it: readable words in
// reading order, without layout. A format that holds no text, such as a
// picture, gives "". Invalid says that the file is damaged, locked or larger
// than is read.
func Text(content []byte) (string, error) {
	if len(content) > maxInput {
		return "", errs.Invalid("record.document-too-large", "bytes", len(content), "most", maxInput)
	}
	return textOf(content, 0)
}

func textOf(content []byte, depth int) (string, error) {
	i := IdentifyBytes(content)
	if i.PDF != nil {
		return pdfPlain(content)
	}
	switch i.Format {
	case PlainText:
		return plainText(content), nil
	case XML, "x-fmt/227":
		return xmlText(bytes.NewReader(content), nil)
	case DOCX:
		return docxText(content)
	case ODT:
		return odtText(content)
	case RTF:
		return rtfText(content)
	case HTML:
		return htmlText(content)
	case Mail:
		return mailText(content, depth)
	}
	return "", nil
}

// TextVariant is the text of a production-format document as UTF-8, to be kept
// as an additional variant beside it. It is no archive variant of an office
// document: layout, pictures and fields are not in it.
func TextVariant(content []byte) ([]byte, error) {
	text, err := Text(content)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(text) == "" {
		return nil, errs.Invalid("record.document-without-text")
	}
	return []byte(cleanText(text)), nil
}

// cleanText leaves only what UTF8Text accepts.
func cleanText(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' && r != '\f' || r == 0x7F {
			return ' '
		}
		return r
	}, s)
}

func plainText(content []byte) string {
	content = bytes.TrimPrefix(content, byteOrderMark)
	if utf8.Valid(content) {
		return string(content)
	}
	// Windows-1252 reads ISO 8859-1 as well, apart from its control characters.
	out, err := charmap.Windows1252.NewDecoder().Bytes(content)
	if err != nil {
		return strings.ToValidUTF8(string(content), "\uFFFD")
	}
	return string(out)
}

// pdfPlain is the text of a PDF, page by page.
func pdfPlain(content []byte) (text string, err error) {
	defer func() {
		if recover() != nil {
			text, err = "", errs.Invalid("record.document-damaged", "format", "PDF")
		}
	}()
	size := int64(len(content))
	doc, err := pdf.NewReader(newBounded(bytes.NewReader(content), size), size)
	if err != nil {
		return "", errs.InvalidBecause(err, "record.document-damaged", "format", "PDF")
	}
	var out strings.Builder
	fonts := map[string]*pdf.Font{}
	for n := 1; n <= doc.NumPage() && out.Len() < pdfText; n++ {
		page := doc.Page(n)
		for _, name := range page.Fonts() {
			if _, known := fonts[name]; !known {
				f := page.Font(name)
				fonts[name] = &f
			}
		}
		words, err := page.GetPlainText(fonts)
		if err != nil {
			return "", errs.InvalidBecause(err, "record.document-damaged", "format", "PDF")
		}
		out.WriteString(words)
		out.WriteByte('\n')
		clear(fonts) // a name means another font on another page
	}
	return out.String(), nil
}

// pdfProducer is the program that says it has written the PDF; empty when
// nothing is said.
func pdfProducer(content []byte) (name string) {
	defer func() {
		if recover() != nil {
			name = ""
		}
	}()
	size := int64(len(content))
	doc, err := pdf.NewReader(newBounded(bytes.NewReader(content), size), size)
	if err != nil {
		return ""
	}
	return tidy(doc.Trailer().Key("Info").Key("Producer").Text())
}

// htmlText is what a reader of the page sees, without the elements named.
func htmlText(content []byte, without ...string) (string, error) {
	var out strings.Builder
	z := html.NewTokenizer(strings.NewReader(plainText(content)))
	hidden := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return "", errs.InvalidBecause(err, "record.document-damaged", "format", "HTML")
			}
			return strings.TrimSpace(out.String()), nil
		case html.StartTagToken:
			name, _ := z.TagName()
			if isHidden(string(name), without) {
				hidden++
			}
			breakBefore(&out, string(name))
		case html.EndTagToken:
			name, _ := z.TagName()
			if isHidden(string(name), without) && hidden > 0 {
				hidden--
			}
			breakBefore(&out, string(name))
		case html.SelfClosingTagToken:
			name, _ := z.TagName()
			breakBefore(&out, string(name))
		case html.TextToken:
			if hidden == 0 {
				out.Write(z.Text())
			}
		}
	}
}

func isHidden(tag string, without []string) bool {
	return tag == "script" || tag == "style" || tag == "template" || slices.Contains(without, tag)
}

// inline elements do not part words.
var inline = map[string]bool{"a": true, "b": true, "em": true, "i": true, "span": true, "strong": true, "sub": true, "sup": true, "u": true, "small": true}

func breakBefore(out *strings.Builder, tag string) {
	if !inline[tag] {
		out.WriteByte('\n')
	}
}

// mailText is the heading, the body and the readable attachments of a message.
func mailText(content []byte, depth int) (string, error) {
	m, err := enmime.ReadEnvelope(bytes.NewReader(content))
	if err != nil {
		return "", errs.InvalidBecause(err, "record.document-damaged", "format", "EML")
	}
	var out strings.Builder
	for _, field := range []string{"Subject", "From", "To", "Cc", "Date"} {
		if v := m.GetHeader(field); v != "" {
			out.WriteString(field + ": " + v + "\n")
		}
	}
	out.WriteString("\n" + m.Text + "\n")
	for _, a := range m.Attachments {
		out.WriteString(a.FileName + "\n")
		if depth >= 2 || out.Len() > pdfText {
			continue
		}
		// An attachment that cannot be read does not hide the message itself.
		if text, err := textOf(a.Content, depth+1); err == nil {
			out.WriteString(text + "\n")
		}
	}
	return out.String(), nil
}
