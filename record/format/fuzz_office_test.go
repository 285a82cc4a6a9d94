package format_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"saksgang/record/format"
)

// packed is a document of an office program with one part.
func packed(f testing.TB, kind, name string, text []byte) []byte {
	f.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	files := []struct {
		name string
		text []byte
	}{{name, text}}
	if kind == "odt" {
		files = append(files[:0:0], struct {
			name string
			text []byte
		}{"mimetype", []byte("application/vnd.oasis.opendocument.text")}, files[0])
	} else {
		files = append(files, struct {
			name string
			text []byte
		}{"[Content_Types].xml", []byte(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`)})
	}
	for _, file := range files {
		part, err := w.CreateHeader(&zip.FileHeader{Name: file.name, Method: zip.Store})
		if err == nil {
			_, err = part.Write(file.text)
		}
		if err != nil {
			f.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	return b.Bytes()
}

// FuzzOffice: whatever a stranger puts into a part of an office document, its
// text is found as text that can be stored, or a fault of the document is told.
// The archive around it is whole, so that what is tried is the part.
func FuzzOffice(f *testing.F) {
	const body = `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Søknad</w:t><w:tab/></w:r></w:p><w:p><w:del>x</w:del></w:p></w:body></w:document>`
	for _, seed := range []string{
		body, body[:60], strings.ReplaceAll(body, "Søknad", "&#0;"), strings.ReplaceAll(body, "Søknad", "&#xFFFE;"), strings.ReplaceAll(body, "Søknad", "\xff"),
		`<?xml version="1.0" encoding="ISO-8859-1"?>` + "<a>\xf8</a>", `<?xml version="1.0" encoding="UTF-7"?><a/>`, `<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>`,
		strings.Repeat("<a>", 500), `<a xmlns:w="w" w:w="1"/></a>`, `<office:text xmlns:office="o" xmlns:text="t"><text:p>Hei<text:s text:c="9"/></text:p></office:text>`, "",
	} {
		f.Add(true, []byte(seed))
		f.Add(false, []byte(seed))
	}
	f.Fuzz(func(t *testing.T, word bool, part []byte) {
		kind, name := "odt", "content.xml"
		if word {
			kind, name = "docx", "word/document.xml"
		}
		text, err := format.Text(packed(t, kind, name, part))
		if err == nil && (!utf8.ValidString(text) || strings.ContainsRune(text, 0)) {
			t.Fatalf("%q was taken for text", text)
		}
	})
}
