package format

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/ledongthuc/pdf"
)

// PDFReport is what our structural check found of a PDF.
type PDFReport struct {
	Version     string // "1.7"
	Part        int    // claimed PDF/A part, 0 for none
	Conformance string // claimed level, "B", "U" or "A"
	Pages       int
	Encrypted   bool
	Faults      []string // against the claimed PDF/A flavour, or why it cannot be read
}

// Flavour is the claimed flavour such as "2b", empty for none.
func (r PDFReport) Flavour() string {
	if r.Part == 0 {
		return ""
	}
	return fmt.Sprintf("%d%s", r.Part, strings.ToLower(r.Conformance))
}

// Valid says that the file claims a PDF/A flavour we know and that nothing was
// found against it.
func (r PDFReport) Valid() bool {
	return pdfaFormats[r.Flavour()] != "" && len(r.Faults) == 0
}

// Limits on what a hostile PDF may make us do.
const (
	pdfVisits  = 200_000          // objects looked at
	pdfTime    = 20 * time.Second // spent in one file
	pdfMaxSize = 512 << 20
	pdfText    = 16 << 20 // bytes of text kept
)

var errPDFLimit = errors.New("the PDF asks for more work than is allowed")

// bounded is a ReaderAt that panics with errPDFLimit when a reader of PDF goes
// round in circles; every use of the library recovers.
type bounded struct {
	r        io.ReaderAt
	left     int64
	deadline time.Time
}

func newBounded(r io.ReaderAt, size int64) *bounded {
	return &bounded{r: r, left: 64<<20 + 400*size, deadline: time.Now().Add(pdfTime)}
}

func (b *bounded) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, io.EOF
	}
	if b.left -= int64(len(p)); b.left < 0 || time.Now().After(b.deadline) {
		panic(errPDFLimit)
	}
	return b.r.ReadAt(p, off)
}

// CheckPDF reads the structure of a PDF and holds it against the PDF/A flavour
// that its metadata claim (ISO 19005-1 and -2): file identifier, no encryption,
// metadata, output intent, embedded fonts, no scripts or other forbidden
// actions, no foreign files inside, no forbidden compression, structure tree
// for level A. It does not interpret the page contents.
func CheckPDF(r io.ReaderAt, size int64) (report PDFReport) {
	c := &pdfCheck{seen: map[string]bool{}}
	defer func() {
		if x := recover(); x != nil {
			c.fault("the PDF is damaged: %v", x)
		}
		report = c.report
	}()
	head := make([]byte, min(size, 32))
	_, _ = r.ReadAt(head, 0)
	c.header(head)
	if size > pdfMaxSize {
		c.fault("the PDF is larger than is checked")
		return
	}
	doc, err := pdf.NewReader(newBounded(r, size), size)
	if err != nil {
		c.report.Encrypted = errors.Is(err, pdf.ErrInvalidPassword)
		c.fault("the PDF cannot be read: %v", err)
		return
	}
	c.document(doc)
	return
}

// pdfCheck is one check under way.
type pdfCheck struct {
	report PDFReport
	seen   map[string]bool // faults already told, and fonts already looked at
	visits int
}

func (c *pdfCheck) fault(what string, args ...any) {
	text := fmt.Sprintf(what, args...)
	if !c.seen[text] && len(c.report.Faults) < 50 {
		c.seen[text] = true
		c.report.Faults = append(c.report.Faults, text)
	}
}

func (c *pdfCheck) header(head []byte) {
	if len(head) >= 8 {
		c.report.Version = string(head[5:8])
	}
	_, second, _ := bytes.Cut(head, []byte("\n"))
	high := 0
	for _, b := range second[:min(len(second), 5)] {
		if b > 127 {
			high++
		}
	}
	if high < 4 {
		c.fault("the second line is not the comment that marks binary content")
	}
}

func (c *pdfCheck) document(doc *pdf.Reader) {
	trailer := doc.Trailer()
	root := trailer.Key("Root")
	if v := root.Key("Version").Name(); v != "" {
		c.report.Version = v
	}
	c.claim(root.Key("Metadata"))
	if c.report.Part == 0 {
		c.fault("its metadata do not claim PDF/A")
	}
	if !trailer.Key("Encrypt").IsNull() {
		c.report.Encrypted = true
		c.fault("it is encrypted")
	}
	if id := trailer.Key("ID"); id.Len() != 2 || id.Index(0).RawString() == "" || id.Index(1).RawString() == "" {
		c.fault("the trailer has no file identifier")
	}
	if c.report.Part == 1 && trailer.Key("Type").Name() == "XRef" {
		c.fault("PDF/A-1 does not allow cross-reference streams")
	}
	c.outputIntent(root.Key("OutputIntents"))
	c.catalogue(root)
	c.pageTree(root.Key("Pages"), pdf.Value{}, 0)
	if c.report.Pages == 0 {
		c.fault("it has no pages")
	}
}

var (
	claimPart  = regexp.MustCompile(`pdfaid:part(?:>|=["'])\s*(\d)`)
	claimLevel = regexp.MustCompile(`pdfaid:conformance(?:>|=["'])\s*([A-Za-z])`)
)

// claim reads the PDF/A flavour out of the document's XMP metadata.
func (c *pdfCheck) claim(metadata pdf.Value) {
	if metadata.Kind() != pdf.Stream {
		return
	}
	xmp, err := io.ReadAll(io.LimitReader(metadata.Reader(), 1<<20))
	if err != nil {
		c.fault("its metadata cannot be read")
		return
	}
	if m := claimPart.FindSubmatch(xmp); m != nil {
		c.report.Part = int(m[1][0] - '0')
	}
	if m := claimLevel.FindSubmatch(xmp); m != nil {
		c.report.Conformance = strings.ToUpper(string(m[1]))
	}
	if c.report.Part == 1 && metadata.Key("Filter").Kind() != pdf.Null {
		c.fault("PDF/A-1 does not allow compressed metadata")
	}
}

func (c *pdfCheck) outputIntent(intents pdf.Value) {
	for i := range intents.Len() {
		intent := intents.Index(i)
		if intent.Key("S").Name() != "GTS_PDFA1" {
			continue
		}
		c.profile(intent.Key("DestOutputProfile"))
		return
	}
	c.fault("it has no PDF/A output intent")
}

// profile looks at the header of the ICC profile (ICC.1, 7.2).
func (c *pdfCheck) profile(p pdf.Value) {
	if p.Kind() != pdf.Stream {
		c.fault("the output intent has no colour profile")
		return
	}
	head := make([]byte, 128)
	if _, err := io.ReadFull(p.Reader(), head); err != nil || string(head[36:40]) != "acsp" {
		c.fault("the output intent's colour profile is damaged")
		return
	}
	if binary.BigEndian.Uint32(head) < 128 {
		c.fault("the output intent's colour profile is damaged")
	}
	components := map[string]int64{"RGB ": 3, "GRAY": 1, "CMYK": 4}[string(head[16:20])]
	if components == 0 || components != p.Key("N").Int64() {
		c.fault("the output intent's colour profile does not fit its number of colours")
	}
}

func (c *pdfCheck) catalogue(root pdf.Value) {
	names := root.Key("Names")
	if !names.Key("JavaScript").IsNull() {
		c.fault("it holds scripts")
	}
	if !names.Key("EmbeddedFiles").IsNull() && c.report.Part < 3 {
		c.fault("it holds other files")
	}
	if !root.Key("AA").IsNull() {
		c.fault("it acts by itself when opened")
	}
	c.action(root.Key("OpenAction"))
	form := root.Key("AcroForm")
	if !form.Key("XFA").IsNull() || form.Key("NeedAppearances").Bool() {
		c.fault("its form cannot be shown without a program that fills it in")
	}
	if c.report.Conformance == "A" {
		if !root.Key("MarkInfo").Key("Marked").Bool() || root.Key("StructTreeRoot").Kind() != pdf.Dict {
			c.fault("level A demands a structure tree")
		}
	}
}

// forbidden actions, ISO 19005-2, 6.5.1.
var forbidden = map[string]bool{
	"Launch": true, "Sound": true, "Movie": true, "ResetForm": true, "ImportData": true,
	"JavaScript": true, "Hide": true, "SetOCGState": true, "Rendition": true, "Trans": true, "GoTo3DView": true,
}

func (c *pdfCheck) action(a pdf.Value) {
	for depth := 0; a.Kind() == pdf.Dict && depth < 20; depth++ {
		if kind := a.Key("S").Name(); forbidden[kind] {
			c.fault("it holds the forbidden action %s", kind)
		}
		a = a.Key("Next")
	}
}
