package bpmn

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Limits are what Read accepts. A zero field means its default.
type Limits struct {
	Bytes    int64 // default 32 MiB
	Elements int   // default 500 000
	Depth    int   // default 128 elements within one another
	Attrs    int   // on one element; default 256
}

func (l Limits) orDefaults() Limits {
	d := Limits{Bytes: 32 << 20, Elements: 500_000, Depth: 128, Attrs: 256}
	if l.Bytes > 0 {
		d.Bytes = l.Bytes
	}
	if l.Elements > 0 {
		d.Elements = l.Elements
	}
	if l.Depth > 0 {
		d.Depth = l.Depth
	}
	if l.Attrs > 0 {
		d.Attrs = l.Attrs
	}
	return d
}

// xmlNode is an element or (with an empty name) a text as it stands in the
// file, with names resolved and its place kept for errors.
type xmlNode struct {
	name     Name
	attrs    []Attr
	children []*xmlNode
	text     []byte // grows by append, since CDATA may come in many pieces
	at       position
	prefixes *prefixes
	raw      string // the name as written, to match its end tag
}

// prefixes is what namespace prefixes mean at one element.
type prefixes struct {
	outer    *prefixes
	declared map[string]string
}

func (p *prefixes) lookup(prefix string) (string, bool) {
	for ; p != nil; p = p.outer {
		if uri, ok := p.declared[prefix]; ok {
			return uri, true
		}
	}
	return "", prefix == ""
}

type parser struct {
	data   []byte
	dec    *xml.Decoder
	limits Limits
	at     position // where the present token begins
	open   []*xmlNode
	root   *xmlNode
	count  int
}

// parse turns a file into a tree. encoding/xml reads the tokens; names,
// prefixes and limits are ours, since its own translation forgets prefixes.
func parse(r io.Reader, limits Limits) (*xmlNode, error) {
	limits = limits.orDefaults()
	data, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	if err != nil {
		return nil, fmt.Errorf("bpmn: %w", err)
	}
	if int64(len(data)) > limits.Bytes {
		return nil, readError(position{}, "bpmn.too-large", "more than {limit} bytes", "limit", limits.Bytes)
	}
	if data, err = decode(data); err != nil {
		return nil, err
	}
	p := &parser{data: data, dec: xml.NewDecoder(bytes.NewReader(data)), limits: limits, at: position{line: 1, column: 1}}
	p.dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return p.run()
}

func (p *parser) run() (*xmlNode, error) {
	for {
		p.at.advance(p.data, int(p.dec.InputOffset()))
		token, err := p.dec.RawToken()
		if errors.Is(err, io.EOF) {
			return p.finish()
		}
		if err != nil {
			return nil, p.syntax(err)
		}
		if err := p.take(token); err != nil {
			return nil, err
		}
	}
}

func (p *parser) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.Directive:
		return p.fail("bpmn.doctype", "a DOCTYPE or other declaration is not accepted")
	case xml.StartElement:
		return p.start(t)
	case xml.EndElement:
		return p.end(t)
	case xml.CharData:
		return p.chars(string(t))
	}
	return nil // comments and processing instructions are not content
}

func (p *parser) fail(code, detail string, pairs ...any) *ReadError {
	return readError(p.at, code, detail, pairs...)
}

// syntax reports what encoding/xml found wrong, at the place it had come to.
func (p *parser) syntax(err error) error {
	p.at.advance(p.data, int(p.dec.InputOffset()))
	detail := err.Error()
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		detail = syntax.Msg
	}
	return p.fail("bpmn.not-xml", "not well-formed XML: {fault}", "fault", detail)
}

func (p *parser) finish() (*xmlNode, error) {
	if len(p.open) > 0 {
		p.at.advance(p.data, len(p.data))
		last := p.open[len(p.open)-1]
		return nil, p.fail("bpmn.ends-too-early", "the file ends within <{within}>, begun on line {begun}", "within", last.raw, "begun", last.at.line)
	}
	if p.root == nil {
		return nil, readError(position{}, "bpmn.empty", "the file holds no XML element")
	}
	return p.root, nil
}

func (p *parser) start(t xml.StartElement) error {
	if p.count++; p.count > p.limits.Elements {
		return p.fail("bpmn.too-many-elements", "more than {limit} elements", "limit", p.limits.Elements)
	}
	if len(p.open) >= p.limits.Depth {
		return p.fail("bpmn.too-deep", "more than {limit} elements within one another", "limit", p.limits.Depth)
	}
	if len(t.Attr) > p.limits.Attrs {
		return p.fail("bpmn.too-many-attributes", "more than {limit} attributes on one element", "limit", p.limits.Attrs)
	}
	if p.root != nil && len(p.open) == 0 {
		return p.fail("bpmn.second-root", "a second root element <{found}>", "found", rawName(t.Name))
	}
	n := &xmlNode{at: p.at, raw: rawName(t.Name)}
	if err := p.resolve(n, t); err != nil {
		return err
	}
	if p.root == nil {
		p.root = n
	} else {
		parent := p.open[len(p.open)-1]
		parent.children = append(parent.children, n)
	}
	p.open = append(p.open, n)
	return nil
}

func rawName(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// resolve gives n its names with namespaces instead of prefixes.
func (p *parser) resolve(n *xmlNode, t xml.StartElement) error {
	if len(p.open) > 0 {
		n.prefixes = p.open[len(p.open)-1].prefixes
	}
	if err := p.declare(n, t.Attr); err != nil {
		return err
	}
	var err error
	if n.name, err = p.name(n, t.Name, false); err != nil {
		return err
	}
	seen := make(map[Name]bool, len(t.Attr))
	for _, a := range t.Attr {
		name, err := p.name(n, a.Name, true)
		if err != nil {
			return err
		}
		if seen[name] {
			return p.fail("bpmn.attribute-twice", "the attribute {attribute} stands twice on <{on}>", "attribute", rawName(a.Name), "on", n.raw)
		}
		seen[name] = true
		n.attrs = append(n.attrs, Attr{name, a.Value})
	}
	return nil
}

// declare takes in the xmlns attributes of one element.
func (p *parser) declare(n *xmlNode, attrs []xml.Attr) error {
	declared := map[string]string{}
	for _, a := range attrs {
		switch {
		case a.Name.Space == "" && a.Name.Local == "xmlns":
			declared[""] = a.Value
		case a.Name.Space == "xmlns":
			if a.Name.Local == "xml" || a.Name.Local == "xmlns" || a.Value == "" {
				return p.fail("bpmn.prefix-reserved", "the prefix {prefix} cannot stand for {space}", "prefix", a.Name.Local, "space", a.Value)
			}
			declared[a.Name.Local] = a.Value
		default:
			continue
		}
		if a.Value == spaceXMLNS || a.Value == spaceXML {
			return p.fail("bpmn.prefix-reserved", "the prefix {prefix} cannot stand for {space}", "prefix", a.Name.Local, "space", a.Value)
		}
	}
	if len(declared) > 0 {
		n.prefixes = &prefixes{outer: n.prefixes, declared: declared}
	}
	return nil
}

func (p *parser) name(n *xmlNode, raw xml.Name, attribute bool) (Name, error) {
	if strings.Contains(raw.Local, ":") || raw.Local == "" {
		return Name{}, p.fail("bpmn.name-bad", "{found} is not an XML name", "found", rawName(raw))
	}
	switch {
	case raw.Space == "xmlns":
		if !attribute {
			return Name{}, p.fail("bpmn.name-bad", "{found} is not an XML name", "found", rawName(raw))
		}
		return Name{spaceXMLNS, raw.Local}, nil
	case attribute && raw.Space == "" && raw.Local == "xmlns":
		return Name{spaceXMLNS, ""}, nil
	case raw.Space == "xml":
		return Name{spaceXML, raw.Local}, nil
	case attribute && raw.Space == "":
		return Name{"", raw.Local}, nil
	}
	uri, ok := n.prefixes.lookup(raw.Space)
	if !ok {
		return Name{}, p.fail("bpmn.prefix-unknown", "the prefix of {found} is not declared", "found", rawName(raw))
	}
	return Name{uri, raw.Local}, nil
}

func (p *parser) end(t xml.EndElement) error {
	if len(p.open) == 0 {
		return p.fail("bpmn.end-tag-alone", "</{found}> ends nothing", "found", rawName(t.Name))
	}
	last := p.open[len(p.open)-1]
	if last.raw != rawName(t.Name) {
		return p.fail("bpmn.end-tag-wrong", "</{found}> where </{within}> was expected, begun on line {begun}",
			"found", rawName(t.Name), "within", last.raw, "begun", last.at.line)
	}
	p.open = p.open[:len(p.open)-1]
	return nil
}

func (p *parser) chars(s string) error {
	if len(p.open) == 0 {
		if !blank(s) {
			p.at.advance(p.data, p.at.offset+len(s)-len(strings.TrimLeft(s, " \t\r\n")))
			return p.fail("bpmn.text-outside", "text outside the root element")
		}
		return nil
	}
	parent := p.open[len(p.open)-1]
	if k := len(parent.children); k > 0 && parent.children[k-1].isText() {
		parent.children[k-1].text = append(parent.children[k-1].text, s...) // a CDATA section, or a comment between
		return nil
	}
	parent.children = append(parent.children, &xmlNode{text: []byte(s), at: p.at})
	return nil
}

func (n *xmlNode) isText() bool { return n.name.Local == "" }

// innerText is all text within n, in order.
func (n *xmlNode) innerText() string {
	if n.isText() {
		return string(n.text)
	}
	var b strings.Builder
	for _, c := range n.children {
		b.WriteString(c.innerText())
	}
	return b.String()
}

// element turns n into content that is kept as it is. White space is kept in
// and below an element that also holds text, or asks for it by xml:space.
func (n *xmlNode) element(mixed bool) Element {
	if n.isText() {
		return textElement(string(n.text))
	}
	return Element{Name: n.name, Attrs: n.attrs, Content: n.content(mixed)}
}

func (n *xmlNode) content(mixed bool) []Element {
	mixed = mixed || isMixed(n)
	hasElements := false
	for _, c := range n.children {
		hasElements = hasElements || !c.isText()
	}
	var out []Element
	for _, c := range n.children {
		if c.isText() && hasElements && !mixed && blank(c.text) {
			continue
		}
		out = append(out, c.element(mixed))
	}
	return out
}

func isMixed(n *xmlNode) bool {
	for _, a := range n.attrs {
		if a.Name == (Name{spaceXML, "space"}) {
			return a.Value == "preserve"
		}
	}
	for _, c := range n.children {
		if c.isText() && !blank(c.text) {
			return true
		}
	}
	return false
}

// blank says that s is XML white space alone.
func blank[T string | []byte](s T) bool { return strings.Trim(string(s), " \t\r\n") == "" }
