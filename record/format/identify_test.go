package format_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"time"

	"saksgang/base/errs"
	"saksgang/record/format"
	"saksgang/testkit"
)

// zipped makes a ZIP of name, content pairs.
func zipped(t testing.TB, parts ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i+1 < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

// docx makes a Word document of paragraphs.
func docx(t testing.TB, paragraphs ...string) []byte {
	t.Helper()
	body := ""
	for _, p := range paragraphs {
		body += "<w:p><w:r><w:t>" + p + "</w:t></w:r></w:p>"
	}
	return zipped(t, "[Content_Types].xml", "<Types/>",
		"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document `+wordNS+`><w:body>`+body+`</w:body></w:document>`,
		"word/header1.xml", `<w:hdr `+wordNS+`><w:p><w:r><w:t>Topptekst</w:t></w:r></w:p></w:hdr>`)
}

func odt(t testing.TB, text string) []byte {
	t.Helper()
	return zipped(t, "mimetype", "application/vnd.oasis.opendocument.text",
		"content.xml", `<o:document-content xmlns:o="urn:office" xmlns:text="urn:text"><text:p>`+text+`</text:p></o:document-content>`)
}

const message = "From: soker@example.org\r\nTo: postmottak@fjordvik.example\r\nSubject: =?utf-8?q?S=C3=B8knad?=\r\n" +
	"Date: Mon, 4 Mar 2024 08:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHei, her er søknaden.\r\n"

func TestAFileIsKnownByItsContentAndNotByItsName(t *testing.T) {
	t.Parallel()
	wave := append([]byte("RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"), make([]byte, 20)...)
	adpcm := bytes.Replace(wave, []byte("\x10\x00\x00\x00\x01\x00"), []byte("\x10\x00\x00\x00\x02\x00"), 1)
	cases := map[string]struct {
		content []byte
		format  string
		archive bool
	}{
		"UTF-8 text is an archive format":                   {[]byte("Søknad på stilling\n"), format.PlainText, true},
		"UTF-8 text with a byte order mark too":             {[]byte("\xef\xbb\xbfSøknad\n"), format.PlainText, true},
		"ISO 8859-1 text is one, with its character set":    {[]byte("S\xf8knad\n"), format.PlainText, true},
		"Windows text is not":                               {[]byte("S\xf8knad \x93sitat\x94\n"), format.PlainText, false},
		"well-formed XML is":                                {[]byte("<?xml version=\"1.0\"?><a><b/></a>"), format.XML, true},
		"XML in ISO 8859-1 is":                              {[]byte("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xf8</a>"), format.XML, true},
		"broken XML is not":                                 {[]byte("<?xml version=\"1.0\"?><a><b></a>"), format.XML, false},
		"XML that stops in the middle is not":               {[]byte("<?xml version=\"1.0\"?><a><b/>"), format.XML, false},
		"GML is XML of its own kind":                        {[]byte("<?xml version=\"1.0\"?><gml:x xmlns:gml=\"http://www.opengis.net/gml/3.2\"/>"), "x-fmt/227", true},
		"HTML is not":                                       {[]byte("<!DOCTYPE html><html><body>Hei</body></html>"), format.HTML, false},
		"a mail is not":                                     {[]byte(message), format.Mail, false},
		"a Word document is not":                            {docx(t, "Hei"), format.DOCX, false},
		"an OpenDocument text is not":                       {odt(t, "Hei"), format.ODT, false},
		"a ZIP is not":                                      {zipped(t, "a.txt", "a"), format.ZIP, false},
		"TIFF is":                                           {[]byte("II*\x00\x08\x00\x00\x00"), "fmt/353", true},
		"PNG is, since 2018":                                {[]byte("\x89PNG\r\n\x1a\n\x00\x00"), "fmt/11", true},
		"JPEG with JFIF 1.01 is":                            {[]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x01"), "fmt/43", true},
		"GIF is not":                                        {[]byte("GIF89a\x01\x00"), "fmt/4", false},
		"FLAC is":                                           {[]byte("fLaC\x00\x00"), "fmt/279", true},
		"PCM sound is":                                      {wave, "fmt/141", true},
		"other sound in the same wrapping is not":           {adpcm, "fmt/6", false},
		"a PDF that does not claim PDF/A is not":            {[]byte("%PDF-1.4\n%\xe2\xe3\xcf\xd3\nnonsense"), "fmt/18", false},
		"an old Word document is not":                       {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00"), "fmt/40", false},
		"bytes that nothing recognises are not":             {[]byte{0, 1, 2, 3, 4, 5}, format.Unknown, false},
		"an empty file is not":                              {nil, format.Unknown, false},
		"text with control characters is not":               {[]byte("Søk\x00nad"), format.Unknown, false},
		"text that ends inside a letter is not UTF-8":       {[]byte("S\xc3"), format.PlainText, true},
		"a word processor's text named as PDF stays a text": {[]byte("Dette er ikke %PDF-1.4"), format.PlainText, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := format.IdentifyBytes(c.content)
			if i.Format != c.format || i.Archive() != c.archive {
				t.Fatalf("got %q archive=%t%s", i.Format, i.Archive(), i.Reason())
			}
		})
	}
}

func TestPlainTextTellsItsCharacterSet(t *testing.T) {
	t.Parallel()
	if d := format.IdentifyBytes([]byte("S\xf8knad")).Details(); d != "Tegnsett: ISO-8859-1" {
		t.Fatal(d)
	}
	if d := format.IdentifyBytes([]byte("Søknad")).Details(); d != "Tegnsett: UTF-8" {
		t.Fatal(d)
	}
	if format.UTF8Text([]byte("S\xf8knad")) || !format.UTF8Text([]byte("Søknad\n")) {
		t.Fatal("UTF8Text")
	}
}

func TestTheListOfArchiveFormatsIsThatOfTheDay(t *testing.T) {
	t.Parallel()
	day := func(y int) time.Time { return time.Date(y, 6, 1, 0, 0, 0, 0, time.UTC) }
	cases := map[string]struct {
		format string
		at     time.Time
		ok     bool
	}{
		"PDF/A-2b since 2018":          {format.PDFA2b, day(2018), true},
		"not before":                   {format.PDFA2b, day(2017), false},
		"PDF/A-1b from 2007":           {"fmt/354", day(2010), true},
		"never PDF/A-3, files inside":  {"fmt/480", day(2024), false},
		"never Word":                   {format.DOCX, day(2024), false},
		"without a day the list today": {format.PDFA2b, time.Time{}, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, ok := format.Approved(c.format, c.at); ok != c.ok {
				t.Fatalf("approved: %t", ok)
			}
		})
	}
	for _, a := range format.Approvals() {
		if a.Source == "" || a.Ext == "" || a.Name == "" || a.From.IsZero() {
			t.Errorf("the row of %s lacks something: %+v", a.Format, a)
		}
	}
}

// Each case spoils one thing in a PDF/A of our own, at the same place in the file
// so that the table of objects still fits where the length is kept.
func TestTheStructuralCheckFindsWhatPDFAForbids(t *testing.T) {
	t.Parallel()
	good, err := format.RenderPDFA(letter())
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct{ old, new, fault string }{
		"no file identifier":     {"/ID [<", "/IX [<", "no file identifier"},
		"no output intent":       {"/S /GTS_PDFA1", "/S /GTS_PDFX1", "no PDF/A output intent"},
		"a font left out":        {"/FontFile2", "/FontFileX", "is not embedded"},
		"no claim":               {"<pdfaid:part>2<", "<pdfaid:parx>2<", "do not claim PDF/A"},
		"metadata gone":          {"/Metadata 4 0 R", "/Metadatx 4 0 R", "do not claim PDF/A"},
		"a script":               {"/DisplayDocTitle true >>", "/X 1 >> /OpenAction << /S /JavaScript >>", ""},
		"encrypted":              {"/Info 3 0 R", "/Encrypt <<>>", ""},
		"the binary mark gone":   {"%\xE2\xE3\xCF\xD3\n", "%abcd\n", "marks binary content"},
		"the wrong colour count": {"<< /N 3", "<< /N 4", "number of colours"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad := bytes.Replace(good, []byte(c.old), []byte(c.new), 1)
			if bytes.Equal(bad, good) {
				t.Fatal("the test changed nothing")
			}
			report := format.CheckPDF(bytes.NewReader(bad), int64(len(bad)))
			if report.Valid() || !strings.Contains(strings.Join(report.Faults, "; "), c.fault) {
				t.Fatalf("faults: %v", report.Faults)
			}
			if i := format.IdentifyBytes(bad); i.Archive() || i.Format == format.PDFA2b {
				t.Fatalf("still called %s", i.Format)
			}
		})
	}
}

func TestAPDFWithoutTheClaimIsNotCalledPDFA(t *testing.T) {
	t.Parallel()
	i, err := format.IdentifyFile(testkit.Data(t, "data/noark5/samples-noark5-tester/noark5/dokumenter/5000000.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	if i.Archive() || i.PDF.Flavour() != "" || i.PDF.Pages == 0 {
		t.Fatalf("%+v", i.PDF)
	}
}

func TestTextIsFoundInEveryFormatThatArrives(t *testing.T) {
	t.Parallel()
	mailWithFile := "From: a@example.org\r\nDate: Mon, 4 Mar 2024 08:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" +
		"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSe vedlegg.\r\n--x\r\nContent-Type: text/plain; name=cv.txt\r\nContent-Disposition: attachment; filename=cv.txt\r\n\r\nKaldfjord sykehus\r\n--x--\r\n"
	cases := map[string]struct {
		content []byte
		want    []string
		not     []string
	}{
		"text":                 {[]byte("Søknad"), []string{"Søknad"}, nil},
		"ISO 8859-1 text":      {[]byte("S\xf8knad"), []string{"Søknad"}, nil},
		"XML":                  {[]byte("<?xml version=\"1.0\"?><a><b>Søknad</b><c>Vedlegg</c></a>"), []string{"Søknad\n", "Vedlegg"}, nil},
		"Word":                 {docx(t, "Søknad", "Hilsen &amp; takk"), []string{"Søknad\n", "Hilsen & takk", "Topptekst"}, nil},
		"OpenDocument":         {odt(t, "Søknad"), []string{"Søknad"}, nil},
		"HTML without scripts": {[]byte("<!DOCTYPE html><html><style>p{}</style><p>Søk<b>nad</b></p><script>var hemmelig</script></html>"), []string{"Søknad"}, []string{"hemmelig", "p{}"}},
		"mail":                 {[]byte(message), []string{"Subject: Søknad", "her er søknaden", "soker@example.org"}, nil},
		"a mail's attachment":  {[]byte(mailWithFile), []string{"Se vedlegg", "cv.txt", "Kaldfjord sykehus"}, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := format.Text(c.content)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range c.want {
				if !strings.Contains(got, w) {
					t.Errorf("%q is not in %q", w, got)
				}
			}
			for _, w := range c.not {
				if strings.Contains(got, w) {
					t.Errorf("%q is in %q", w, got)
				}
			}
		})
	}
}

func TestTheTextOfAWordDocumentIsAnAdditionalVariantInUTF8(t *testing.T) {
	t.Parallel()
	got, err := format.TextVariant(docx(t, "Søknad"))
	if err != nil || !format.UTF8Text(got) {
		t.Fatalf("%q, %v", got, err)
	}
	if _, err := format.TextVariant([]byte("\x89PNG\r\n\x1a\n")); !errs.Has(err, "record.document-without-text") {
		t.Fatalf("a picture has no text: %v", err)
	}
}

func TestAZIPBombIsRefusedAndNotUnpacked(t *testing.T) {
	t.Parallel()
	bomb := zipped(t, "word/document.xml", "<w:document "+wordNS+">"+strings.Repeat(" ", 65<<20)+"</w:document>")
	if len(bomb) > 1<<20 {
		t.Fatal("the bomb is too large to be one")
	}
	if _, err := format.Text(bomb); !errs.Has(err, "record.document-damaged") {
		t.Fatalf("got %v", err)
	}
}

func TestADamagedDocumentIsAnErrorAndNeverAPanic(t *testing.T) {
	t.Parallel()
	whole, err := format.RenderPDFA(letter())
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"half a PDF": whole[:len(whole)/2], "half a Word document": docx(t, "Hei")[:200], "half an XML file": []byte("<?xml version=\"1.0\"?><a>"),
	} {
		if _, err := format.Text(content); err == nil && name != "half a Word document" {
			t.Errorf("%s was read", name)
		}
	}
}
