package hrxml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"saksgang/base/errs"
)

// node is one element of a vacancy, known by its local name; a node without a
// name is text.
type node struct {
	name         string
	attrs        []xml.Attr
	text         string
	children     []*node
	line, column int
}

// openings returns the PositionOpening elements of a document.
func openings(text []byte) ([]*node, error) {
	t := tree{d: xml.NewDecoder(bytes.NewReader(text))}
	t.d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // UTF-8 by now
	t.d.Entity = xml.HTMLEntity                                                          // &nbsp; and the like are sent without a declaration
	for {
		line, column := t.d.InputPos()
		token, err := t.d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, t.malformed(err)
		}
		if err := t.take(token, line, column); err != nil {
			return nil, err
		}
	}
	if len(t.found) == 0 {
		return nil, errs.Invalid("exchange.hrxml-no-position")
	}
	return t.found, nil
}

// tree gathers the elements of the document's vacancies.
type tree struct {
	d     *xml.Decoder
	depth int
	nodes int
	open  []*node // within a vacancy, the outermost first
	found []*node
}

func (t *tree) take(token xml.Token, line, column int) error {
	switch token := token.(type) {
	case xml.Directive:
		return errs.Invalid("exchange.hrxml-doctype", "line", line, "column", column)
	case xml.StartElement:
		return t.start(token, line, column)
	case xml.EndElement:
		t.depth--
		if len(t.open) > 0 {
			t.open = t.open[:len(t.open)-1]
		}
	case xml.CharData:
		if len(t.open) > 0 {
			return t.add(&node{text: string(token), line: line, column: column})
		}
	}
	return nil
}

func (t *tree) start(e xml.StartElement, line, column int) error {
	if t.depth++; t.depth > mostDepth {
		return errs.Invalid("exchange.hrxml-too-deep", "line", line, "column", column, "most", mostDepth)
	}
	n := &node{name: e.Name.Local, line: line, column: column}
	for _, a := range e.Attr {
		if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
			n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Local: a.Name.Local}, Value: a.Value})
		}
	}
	if len(t.open) > 0 {
		err := t.add(n)
		t.open = append(t.open, n)
		return err
	}
	if n.name != "PositionOpening" {
		return nil
	}
	if len(t.found) == mostPositions {
		return errs.Invalid("exchange.hrxml-too-many", "line", line, "column", column, "most", mostPositions)
	}
	t.found, t.open = append(t.found, n), append(t.open, n)
	return nil
}

func (t *tree) add(n *node) error {
	if t.nodes++; t.nodes > mostNodes {
		return errs.Invalid("exchange.hrxml-too-many", "line", n.line, "column", n.column, "most", mostNodes)
	}
	parent := t.open[len(t.open)-1]
	parent.children = append(parent.children, n)
	return nil
}

// malformed tells where the XML breaks. The parser's own words are left out of
// the arguments: they may quote the document.
func (t *tree) malformed(err error) error {
	line, column := t.d.InputPos()
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		line = syntax.Line
	}
	return errs.Invalid("exchange.hrxml-malformed", "line", line, "column", column)
}

// at follows local names downward and returns the first element there; nil
// when there is none.
func (n *node) at(path ...string) *node {
	for _, name := range path {
		n = n.child(name)
	}
	return n
}

func (n *node) child(name string) *node {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// all returns every element of that name beneath n.
func (n *node) all(name string) []*node {
	var out []*node
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if c.name == name {
			out = append(out, c)
		}
		out = append(out, c.all(name)...)
	}
	return out
}

// words is the text of n and what it holds, on one line.
func (n *node) words() string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	n.gather(&b)
	return strings.Join(strings.Fields(clean(b.String())), " ")
}

func (n *node) gather(b *strings.Builder) {
	b.WriteString(n.text)
	for _, c := range n.children {
		c.gather(b)
		if c.name != "" {
			b.WriteByte(' ')
		}
	}
}

func (n *node) attr(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// markup is what stands in n as HTML: its text is markup already, escaped or in
// CDATA; elements that stand there unescaped are written out.
func (n *node) markup() string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString(n.text)
	for _, c := range n.children {
		if c.name == "" {
			b.WriteString(c.text)
			continue
		}
		b.WriteString("<" + c.name + ">" + c.markup() + "</" + c.name + ">")
	}
	return b.String()
}

const namespace = "http://ns.hr-xml.org/2007-04-15"

// document writes n as a document of its own.
func (n *node) document() []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	n.write(&b, ` xmlns="`+namespace+`"`)
	b.WriteByte('\n')
	return b.Bytes()
}

func (n *node) write(b *bytes.Buffer, more string) {
	if n.name == "" {
		b.WriteString(textSigns.Replace(n.text))
		return
	}
	b.WriteString("<" + n.name + more)
	for _, a := range n.attrs {
		b.WriteString(" " + a.Name.Local + `="` + attributeSigns.Replace(a.Value) + `"`)
	}
	b.WriteByte('>')
	for _, c := range n.children {
		c.write(b, "")
	}
	b.WriteString("</" + n.name + ">")
}

var (
	textSigns      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")
	attributeSigns = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "\r", "&#xD;", "\n", "&#xA;", "\t", "&#x9;")
)
