package format

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"saksgang/base/errs"
)

// Limits on what a ZIP may unfold to: a bomb is refused, not unpacked.
const (
	maxEntry   = 64 << 20 // bytes of one file inside
	maxEntries = 5_000
	maxDepth   = 400
)

var errTooLarge = errors.New("unfolds to more than is read")

// readEntry reads one file of a ZIP up to a limit, whatever its header says.
func readEntry(f *zip.File, limit int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	content, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(content)) > limit {
		return nil, errTooLarge
	}
	return content, nil
}

// office opens a ZIP and reads the parts that keep says hold text, in order.
func office(content []byte, name string, keep func(part string) bool, breaks map[string]string) (string, error) {
	damaged := func(err error) error {
		return errs.InvalidBecause(err, "record.document-damaged", "format", name)
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return "", damaged(err)
	}
	if len(z.File) > maxEntries {
		return "", damaged(errTooLarge)
	}
	var out strings.Builder
	for _, f := range z.File {
		if !keep(f.Name) {
			continue
		}
		part, err := readEntry(f, maxEntry-int64(out.Len()))
		if err != nil {
			return "", damaged(err)
		}
		text, err := xmlText(bytes.NewReader(part), breaks)
		if err != nil {
			return "", damaged(err)
		}
		out.WriteString(text + "\n")
	}
	return strings.TrimSpace(out.String()) + "\n", nil
}

// docxText is the body, notes, headers and footers of a Word document.
func docxText(content []byte) (string, error) {
	keep := func(part string) bool {
		if !strings.HasPrefix(part, "word/") || !strings.HasSuffix(part, ".xml") {
			return false
		}
		base := strings.TrimSuffix(strings.TrimPrefix(part, "word/"), ".xml")
		for _, p := range []string{"document", "footnotes", "endnotes", "header", "footer", "comments"} {
			if strings.TrimRight(base, "0123456789") == p {
				return true
			}
		}
		return false
	}
	// Deleted text stands in delText, field codes in instrText: neither is read.
	return office(content, "DOCX", keep, map[string]string{
		"p": "\n", "br": "\n", "cr": "\n", "tab": "\t", "tc": "\t", "delText": skip, "instrText": skip,
	})
}

// odtText is the text of an OpenDocument text.
func odtText(content []byte) (string, error) {
	keep := func(part string) bool { return part == "content.xml" || part == "styles.xml" }
	return office(content, "ODT", keep, map[string]string{
		"p": "\n", "h": "\n", "line-break": "\n", "tab": "\t", "s": " ", "table-cell": "\t", "tracked-changes": skip,
	})
}

// skip marks an element whose text is not read.
const skip = "skip"

// xmlText is the character data of XML. breaks says what an element stands for
// in text (written where it ends), or skip; with nil every element parts words.
func xmlText(r io.Reader, breaks map[string]string) (string, error) {
	d := xml.NewDecoder(r)
	d.CharsetReader = latinReader
	var out strings.Builder
	hidden, depth := 0, 0
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out.String(), nil
		}
		if err != nil {
			return "", errs.InvalidBecause(err, "record.document-damaged", "format", "XML")
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return "", errs.Invalid("record.document-damaged", "format", "XML")
			}
			if breaks[t.Name.Local] == skip {
				hidden++
			}
		case xml.EndElement:
			depth--
			with, known := breaks[t.Name.Local]
			switch {
			case with == skip:
				hidden--
			case known && hidden == 0:
				out.WriteString(with)
			case breaks == nil:
				out.WriteByte('\n')
			}
		case xml.CharData:
			if hidden == 0 {
				out.Write(t)
			}
		}
	}
}
