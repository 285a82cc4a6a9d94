package format

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"saksgang/base/errs"
)

// The page of a letter, in points: A4 with margins.
const (
	pageWidth, pageHeight = 595.28, 841.89
	margin                = 71.0
	lineHeight            = 1.35
)

// program is how a made PDF names its maker.
const program = "Saksgang"

var profile = sync.OnceValue(srgbProfile)

// RenderPDFA writes the letter as PDF/A-2b with its fonts inside. The same
// letter always gives the same bytes. Invalid names a character that the font
// does not have (record.letter-character-missing); the caller may then keep the
// letter as text by RenderText. The result has passed our structural check, or
// is an Internal error.
//
// The file is written here rather than by a PDF library, since those at hand
// give no file identifier and stamp the clock into the file.
func RenderPDFA(l Letter) ([]byte, error) {
	s, err := newSetting()
	if err != nil {
		return nil, errs.Internal(err, "record.letter-not-rendered")
	}
	for _, b := range copied(l).blocks() {
		if err := s.set(b); err != nil {
			return nil, err
		}
	}
	out, err := s.write(l)
	if err != nil {
		return nil, errs.Internal(err, "record.letter-not-rendered")
	}
	if report := CheckPDF(bytes.NewReader(out), int64(len(out))); !report.Valid() {
		return nil, errs.Internal(fmt.Errorf("own PDF/A has faults: %s", strings.Join(report.Faults, "; ")), "record.letter-not-rendered")
	}
	return out, nil
}

// setting is a letter being set into pages.
type setting struct {
	regular, bold *typeface
	pages         []*bytes.Buffer
	y             float64 // of the next line's top
}

func newSetting() (*setting, error) {
	regular, err := newTypeface("GoRegular", goregular.TTF)
	if err != nil {
		return nil, err
	}
	bold, err := newTypeface("GoBold", gobold.TTF)
	if err != nil {
		return nil, err
	}
	s := &setting{regular: regular, bold: bold}
	s.newPage()
	return s, nil
}

func (s *setting) newPage() {
	s.pages = append(s.pages, &bytes.Buffer{})
	s.y = pageHeight - margin
}

// set puts a block below what has been set.
func (s *setting) set(b block) error {
	face, name := s.regular, "F1"
	if b.bold {
		face, name = s.bold, "F2"
	}
	for _, line := range b.lines {
		for _, r := range line {
			if _, ok := face.glyph(r); !ok {
				return errs.Invalid("record.letter-character-missing", "character", fmt.Sprintf("U+%04X", r))
			}
		}
		for _, piece := range face.wrap(line, b.size, pageWidth-2*margin) {
			if s.y-b.size*lineHeight < margin {
				s.newPage()
			}
			s.y -= b.size * lineHeight
			fmt.Fprintf(s.pages[len(s.pages)-1], "BT /%s %g Tf 1 0 0 1 %g %.2f Tm <%X> Tj ET\n",
				name, b.size, margin, s.y, face.encode(piece))
		}
	}
	s.y -= b.after
	return nil
}

// write makes the file: catalogue, pages, fonts, colour profile, metadata.
func (s *setting) write(l Letter) ([]byte, error) {
	p := newPDFFile()
	const catalogue, tree, info, metadata, intent, regular, bold = 1, 2, 3, 4, 5, 6, 7
	p.reserve(7)
	firstPage := p.reserve(2 * len(s.pages))
	made := l.Made.UTC().Truncate(time.Second)
	title := tidy(strings.ReplaceAll(l.Title, "\n", " "))
	var kids strings.Builder
	for i, content := range s.pages {
		n := firstPage + 2*i
		fmt.Fprintf(&kids, "%d 0 R ", n)
		p.object(n, fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %g %g] /Contents %d 0 R "+
			"/Resources << /Font << /F1 %d 0 R /F2 %d 0 R >> >> >>", tree, pageWidth, pageHeight, n+1, regular, bold))
		p.stream(n+1, "", content.Bytes(), true)
	}
	p.object(tree, fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", kids.String(), len(s.pages)))
	p.object(catalogue, fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R /Metadata %d 0 R /Lang %s /ViewerPreferences << /DisplayDocTitle true >> "+
		"/OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1) /Info (sRGB IEC61966-2.1) /DestOutputProfile %d 0 R >>] >>",
		tree, metadata, p.text(l.Language), intent))
	date := "D:" + made.Format("20060102150405") + "Z"
	p.object(info, fmt.Sprintf("<< /Title %s /Producer (%s) /CreationDate (%s) /ModDate (%s) >>", p.text(title), program, date, date))
	p.stream(metadata, "/Type /Metadata /Subtype /XML", xmp(title, made), false)
	p.stream(intent, "/N 3", profile(), true)
	if err := p.typeface(regular, s.regular); err != nil {
		return nil, err
	}
	if err := p.typeface(bold, s.bold); err != nil {
		return nil, err
	}
	return p.finish(catalogue, info), nil
}

// xmp is the metadata packet that claims PDF/A-2b and repeats what Info says.
func xmp(title string, made time.Time) []byte {
	var escaped bytes.Buffer
	_ = xml.EscapeText(&escaped, []byte(title)) // a bytes.Buffer does not fail
	date := made.Format("2006-01-02T15:04:05Z")
	return []byte("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` + "\n" +
		`<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>` + "\n" +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + escaped.String() + `</rdf:li></rdf:Alt></dc:title></rdf:Description>` + "\n" +
		`<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>` + program + `</pdf:Producer></rdf:Description>` + "\n" +
		`<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreateDate>` + date + `</xmp:CreateDate><xmp:ModifyDate>` + date + `</xmp:ModifyDate></rdf:Description>` + "\n" +
		"</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>")
}
