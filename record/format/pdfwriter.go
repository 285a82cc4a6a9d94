package format

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// pdfFile is a PDF being written: numbered objects, then the table of where
// they stand.
type pdfFile struct {
	out     bytes.Buffer
	offsets []int // of object n at n-1
}

func newPDFFile() *pdfFile {
	p := &pdfFile{}
	p.out.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	return p
}

// reserve gives out object numbers before their objects are written.
func (p *pdfFile) reserve(n int) (first int) {
	first = len(p.offsets) + 1
	p.offsets = append(p.offsets, make([]int, n)...)
	return first
}

func (p *pdfFile) object(n int, body string) {
	p.offsets[n-1] = p.out.Len()
	fmt.Fprintf(&p.out, "%d 0 obj\n%s\nendobj\n", n, body)
}

// stream writes a stream object; metadata stay uncompressed so that any program
// can read them.
func (p *pdfFile) stream(n int, dict string, data []byte, compress bool) {
	if compress {
		var packed bytes.Buffer
		z := zlib.NewWriter(&packed)
		_, _ = z.Write(data) // a bytes.Buffer does not fail
		_ = z.Close()
		data, dict = packed.Bytes(), dict+" /Filter /FlateDecode"
	}
	p.offsets[n-1] = p.out.Len()
	fmt.Fprintf(&p.out, "%d 0 obj\n<< %s /Length %d >>\nstream\n", n, dict, len(data))
	p.out.Write(data)
	p.out.WriteString("\nendstream\nendobj\n")
}

// finish writes table and trailer. The file identifier is the digest of the
// content, so that the same letter always gives the same file.
func (p *pdfFile) finish(root, info int) []byte {
	sum := sha256.Sum256(p.out.Bytes())
	id := hex.EncodeToString(sum[:16])
	start := p.out.Len()
	fmt.Fprintf(&p.out, "xref\n0 %d\n0000000000 65535 f \n", len(p.offsets)+1)
	for _, at := range p.offsets {
		fmt.Fprintf(&p.out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&p.out, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] >>\nstartxref\n%d\n%%%%EOF\n",
		len(p.offsets)+1, root, info, id, id, start)
	return p.out.Bytes()
}

// text is a PDF text string in UTF-16.
func (p *pdfFile) text(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteString(">")
	return b.String()
}

// typeface writes a font as a composite TrueType font with every glyph it has,
// the widths of those used, and which letters they are.
func (p *pdfFile) typeface(n int, t *typeface) error {
	first := p.reserve(4)
	p.object(n, fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>",
		t.name, first, first+3))
	p.object(first, fmt.Sprintf("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "+
		"/CIDToGIDMap /Identity /DW 0 /W [%s] /FontDescriptor %d 0 R >>", t.name, t.widthArray(), first+1))
	descriptor, err := t.descriptor(first + 2)
	if err != nil {
		return err
	}
	p.object(first+1, descriptor)
	p.stream(first+2, fmt.Sprintf("/Length1 %d", len(t.data)), t.data, true)
	p.stream(first+3, "", t.unicodeMap(), true)
	return nil
}

// glyphs are the glyphs that were used, in order.
func (t *typeface) glyphs() []sfnt.GlyphIndex {
	all := make([]sfnt.GlyphIndex, 0, len(t.used))
	for g := range t.used {
		all = append(all, g)
	}
	slices.Sort(all)
	return all
}

func (t *typeface) widthArray() string {
	var b strings.Builder
	for _, g := range t.glyphs() {
		fmt.Fprintf(&b, "%d [%d] ", g, t.widths[g])
	}
	return b.String()
}

func (t *typeface) descriptor(file int) (string, error) {
	em := fixed.I(int(t.units))
	metrics, err := t.parsed.Metrics(&t.buf, em, font.HintingNone)
	if err != nil {
		return "", err
	}
	box, err := t.parsed.Bounds(&t.buf, em, font.HintingNone)
	if err != nil {
		return "", err
	}
	scale := func(v fixed.Int26_6) int { return int(float64(v) / 64 * 1000 / t.units) }
	return fmt.Sprintf("<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%d %d %d %d] /ItalicAngle 0 "+
		"/Ascent %d /Descent %d /CapHeight %d /StemV 80 /FontFile2 %d 0 R >>", t.name,
		scale(box.Min.X), -scale(box.Max.Y), scale(box.Max.X), -scale(box.Min.Y),
		scale(metrics.Ascent), -scale(metrics.Descent), scale(metrics.CapHeight), file), nil
}

// unicodeMap is the ToUnicode map, at most 100 letters a section.
func (t *typeface) unicodeMap() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for section := range slices.Chunk(t.glyphs(), 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(section))
		for _, g := range section {
			fmt.Fprintf(&b, "<%04X> <", g)
			for _, u := range utf16.Encode([]rune{t.used[g]}) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
