package format

import (
	"github.com/ledongthuc/pdf"
)

// pageTree walks the pages; resources are inherited from the node above.
func (c *pdfCheck) pageTree(node, resources pdf.Value, depth int) {
	c.visit(depth)
	if r := node.Key("Resources"); r.Kind() == pdf.Dict {
		resources = r
	}
	if kids := node.Key("Kids"); kids.Kind() == pdf.Array && node.Key("Type").Name() != "Page" {
		for i := range kids.Len() {
			c.pageTree(kids.Index(i), resources, depth+1)
		}
		return
	}
	if node.Kind() != pdf.Dict {
		return
	}
	c.report.Pages++
	c.page(node, resources)
}

func (c *pdfCheck) page(page, resources pdf.Value) {
	if !page.Key("AA").IsNull() {
		c.fault("a page acts by itself when opened")
	}
	if c.report.Part == 1 && page.Key("Group").Key("S").Name() == "Transparency" {
		c.fault("PDF/A-1 does not allow transparency")
	}
	c.stream(page.Key("Contents"))
	c.resources(resources, 0)
	annotations := page.Key("Annots")
	for i := range annotations.Len() {
		a := annotations.Index(i)
		c.action(a.Key("A"))
		if !a.Key("AA").IsNull() {
			c.fault("an annotation acts by itself")
		}
		switch kind := a.Key("Subtype").Name(); kind {
		case "Sound", "Movie", "3D", "Screen":
			c.fault("it holds an annotation of the forbidden kind %s", kind)
		case "FileAttachment":
			if c.report.Part < 3 {
				c.fault("it holds other files")
			}
		}
		c.resources(a.Key("AP").Key("N").Key("Resources"), 1)
	}
}

// resources looks at the fonts and drawn objects of a page or of something
// drawn on it.
func (c *pdfCheck) resources(r pdf.Value, depth int) {
	c.visit(depth)
	if r.Kind() != pdf.Dict {
		return
	}
	fonts := r.Key("Font")
	for _, name := range fonts.Keys() {
		c.font(fonts.Key(name))
	}
	drawn := r.Key("XObject")
	for _, name := range drawn.Keys() {
		x := drawn.Key(name)
		c.stream(x)
		if c.report.Part == 1 && !x.Key("SMask").IsNull() {
			c.fault("PDF/A-1 does not allow transparency")
		}
		if kind := x.Key("Subtype").Name(); kind == "PS" {
			c.fault("it holds PostScript")
		}
		if x.Key("Subtype").Name() == "Form" {
			c.resources(x.Key("Resources"), depth+1)
		}
	}
	patterns := r.Key("Pattern")
	for _, name := range patterns.Keys() {
		c.resources(patterns.Key(name).Key("Resources"), depth+1)
	}
}

// stream refuses compression that PDF/A forbids.
func (c *pdfCheck) stream(s pdf.Value) {
	if s.Kind() == pdf.Array {
		for i := range s.Len() {
			c.visit(0)
			c.stream(s.Index(i))
		}
		return
	}
	filter := s.Key("Filter")
	for i := -1; i < filter.Len(); i++ {
		name := filter.Name()
		if i >= 0 {
			name = filter.Index(i).Name()
		}
		if name == "LZWDecode" || name == "Crypt" {
			c.fault("it uses the forbidden compression %s", name)
		}
	}
}

// font demands that a font travels with the document.
func (c *pdfCheck) font(f pdf.Value) {
	c.visit(0)
	name := f.Key("BaseFont").Name()
	switch f.Key("Subtype").Name() {
	case "Type3":
		c.resources(f.Key("Resources"), 1)
		return
	case "Type0":
		if c.report.Conformance != "B" && f.Key("ToUnicode").IsNull() {
			c.fault("the font %s does not say which letters it shows", name)
		}
		f = f.Key("DescendantFonts").Index(0)
	}
	descriptor := f.Key("FontDescriptor")
	for _, file := range []string{"FontFile", "FontFile2", "FontFile3"} {
		if descriptor.Key(file).Kind() == pdf.Stream {
			return
		}
	}
	c.fault("the font %s is not embedded", name)
}

// visit ends the check of a PDF that is nested too deeply or goes in circles.
func (c *pdfCheck) visit(depth int) {
	if c.visits++; c.visits > pdfVisits || depth > 60 {
		panic(errPDFLimit)
	}
}
