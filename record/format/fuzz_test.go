package format_test

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"saksgang/record/format"
)

func seeds(f *testing.F) {
	f.Helper()
	pdf, err := format.RenderPDFA(format.Letter{Title: "Svar", Paragraphs: []string{"Hei"}})
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range [][]byte{
		pdf, pdf[:len(pdf)/2], docx(f, "Søknad"), odt(f, "Søknad"), []byte(message), []byte("<?xml version=\"1.0\"?><a/>"),
		[]byte("<!DOCTYPE html><p>Hei"), []byte("S\xf8knad"), []byte(`{\rtf1{\fonttbl{\f0 T;}}S\'f8k\u-10179?\u-8704?\par}`), []byte("RIFF1234WAVEfmt 123456789"), []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01"),
		[]byte("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000015 00000 n \ntrailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n66\n%%EOF\n"),
	} {
		f.Add(s)
	}
}

// FuzzIdentify: whatever arrives is named or not named, never a panic, and what
// is called UTF-8 text is.
func FuzzIdentify(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		i := format.IdentifyBytes(content)
		if i.Charset == "UTF-8" && !utf8.Valid(content) {
			t.Fatal("called UTF-8, but is not")
		}
		if i.Archive() && i.Format == format.Unknown {
			t.Fatal("an unknown format is no archive format")
		}
	})
}

// FuzzText: extraction ends with text or an error.
func FuzzText(f *testing.F) {
	seeds(f)
	f.Fuzz(func(_ *testing.T, content []byte) {
		_, _ = format.Text(content)
	})
}

// FuzzCheckPDF: the structural check ends, and finds nothing wrong only with
// what claims PDF/A.
func FuzzCheckPDF(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		r := format.CheckPDF(bytes.NewReader(content), int64(len(content)))
		if r.Valid() && r.Part == 0 {
			t.Fatal("valid without a claim")
		}
	})
}

// FuzzRenderPDFA: any letter becomes a PDF/A that passes the check, or names the
// character it lacks; its text rendition is always UTF-8 text.
func FuzzRenderPDFA(f *testing.F) {
	f.Add("Svar på søknad", "Hei,\n\nVi viser til søknaden.", "Åse")
	f.Add("<&>\x00", "\t\r\n", "\xff")
	f.Fuzz(func(t *testing.T, title, paragraph, name string) {
		l := format.Letter{Language: "nb", Title: title, Paragraphs: []string{paragraph}, Recipient: []string{name}}
		if out, err := format.RenderPDFA(l); err == nil && !format.IdentifyBytes(out).Archive() {
			t.Fatal("not an archive format")
		}
		if text := format.RenderText(l); len(text) > 0 && !format.UTF8Text(text) {
			t.Fatal("not UTF-8 text")
		}
	})
}
