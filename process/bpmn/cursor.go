package bpmn

import (
	"math"
	"strconv"
	"strings"
)

// reader turns the tree of a file into the model. It keeps the first fault;
// after that what it returns is not used.
type reader struct {
	target string // the targetNamespace, to recognise our own references
	err    error
}

func (r *reader) fail(x *xmlNode, code, detail string, pairs ...any) {
	if r.err == nil {
		r.err = readError(x.at, code, detail, pairs...)
	}
}

// cursor hands out the parts of one element. What nobody has taken by the
// time rest is called goes into Base.Attrs and Base.Rest, so that nothing can
// be forgotten.
type cursor struct {
	*reader
	x     *xmlNode
	attrs []bool
	kids  []bool
}

func (r *reader) open(x *xmlNode) *cursor {
	return &cursor{reader: r, x: x, attrs: make([]bool, len(x.attrs)), kids: make([]bool, len(x.children))}
}

// attr takes an attribute of BPMN's own; "" if absent.
func (c *cursor) attr(local string) string { return c.attrNamed(Name{"", local}) }

func (c *cursor) attrNamed(name Name) string {
	for i, a := range c.x.attrs {
		if a.Name == name {
			c.attrs[i] = true
			return a.Value
		}
	}
	return ""
}

// flag takes a boolean attribute, nil if absent.
func (c *cursor) flag(local string) *bool {
	value := false
	switch text := strings.TrimSpace(c.attr(local)); text {
	case "":
		return nil
	case "true", "1":
		value = true
	case "false", "0":
	default:
		c.fail(c.x, "bpmn.not-boolean", "{attribute}={value} on <{on}> is neither true nor false", "attribute", local, "value", text, "on", c.x.raw)
	}
	return &value
}

// is takes a boolean attribute that is false when absent.
func (c *cursor) is(local string) bool {
	f := c.flag(local)
	return f != nil && *f
}

// isNot takes a boolean attribute that is true when absent, and says whether
// it is false.
func (c *cursor) isNot(local string) bool {
	f := c.flag(local)
	return f != nil && !*f
}

// number takes a finite decimal attribute, which has to be there.
func (c *cursor) number(local string) float64 {
	text := c.attr(local)
	v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		c.fail(c.x, "bpmn.not-number", "{attribute}={value} on <{on}> is not a number", "attribute", local, "value", text, "on", c.x.raw)
	}
	return v
}

// ref takes an attribute that names another element.
func (c *cursor) ref(local string) string { return c.refText(c.attr(local)) }

// refText drops the prefix of a reference into this very file, where it says
// nothing more; other prefixes stay, as they name another file's element.
func (c *cursor) refText(value string) string {
	value = strings.TrimSpace(value)
	prefix, local, ok := strings.Cut(value, ":")
	if !ok || c.target == "" {
		return value
	}
	if uri, known := c.x.prefixes.lookup(prefix); known && uri == c.target {
		return local
	}
	return value
}

// all takes every child element of this namespace with one of these names
// (any name if none is given).
func (c *cursor) all(space string, locals ...string) []*xmlNode {
	var found []*xmlNode
	for i, k := range c.x.children {
		if k.isText() || k.name.Space != space || c.kids[i] {
			continue
		}
		for _, local := range locals {
			if k.name.Local == local {
				found = append(found, k)
				c.kids[i] = true
			}
		}
	}
	return found
}

// one takes the first child element with this name, nil if there is none. A
// second one stays for Rest.
func (c *cursor) one(space, local string) *xmlNode {
	for i, k := range c.x.children {
		if !c.kids[i] && k.name == (Name{space, local}) {
			c.kids[i] = true
			return k
		}
	}
	return nil
}

// plain takes the first child with this name if it holds text alone; one with
// attributes or elements stays for Rest.
func (c *cursor) plain(local string) string {
	for i, k := range c.x.children {
		if !c.kids[i] && k.name == (Name{SpaceModel, local}) && k.textOnly() {
			c.kids[i] = true
			return k.innerText()
		}
	}
	return ""
}

// refs takes child elements that each name another element. One that names
// nothing stays for Rest.
func (c *cursor) refs(local string) []string { return c.someRefs(local, len(c.x.children)) }

// oneRef takes the first of them.
func (c *cursor) oneRef(local string) string {
	if found := c.someRefs(local, 1); len(found) > 0 {
		return found[0]
	}
	return ""
}

func (c *cursor) someRefs(local string, most int) []string {
	var out []string
	for i, k := range c.x.children {
		if len(out) == most {
			break
		}
		if c.kids[i] || k.name != (Name{SpaceModel, local}) || !k.textOnly() {
			continue
		}
		if value := (&cursor{reader: c.reader, x: k}).refText(k.innerText()); value != "" {
			c.kids[i] = true
			out = append(out, value)
		}
	}
	return out
}

func (n *xmlNode) textOnly() bool {
	for _, c := range n.children {
		if !c.isText() {
			return false
		}
	}
	return len(n.attrs) == 0
}

// base takes id, documentation and extension elements. It is called first,
// and rest last.
func (c *cursor) base(b *Base) {
	b.Line = c.x.at.line
	b.ID = strings.TrimSpace(c.attr("id"))
	for _, d := range c.all(SpaceModel, "documentation") {
		b.Docs = append(b.Docs, c.documentation(d))
	}
	for i, k := range c.x.children {
		if k.name == (Name{SpaceModel, "extensionElements"}) && onlyPrefixes(k.attrs) {
			c.kids[i] = true
			b.Ext = extensions(k)
			break
		}
	}
}

func onlyPrefixes(attrs []Attr) bool {
	for _, a := range attrs {
		if a.Name.Space != spaceXMLNS {
			return false
		}
	}
	return true
}

// extensions returns the content of extensionElements. Prefixes declared on
// it move to its children, which may use them.
func extensions(x *xmlNode) []Element {
	out := append([]Element{}, x.content(false)...)
	if len(out) == 1 && out[0].IsText() && blank(out[0].Text) {
		return []Element{}
	}
	for i := range out {
		for k := len(x.attrs) - 1; k >= 0 && !out[i].IsText(); k-- {
			if !hasAttr(out[i].Attrs, x.attrs[k].Name) {
				out[i].Attrs = append([]Attr{x.attrs[k]}, out[i].Attrs...)
			}
		}
	}
	return out
}

func hasAttr(attrs []Attr, name Name) bool {
	for _, a := range attrs {
		if a.Name == name {
			return true
		}
	}
	return false
}

func (c *cursor) documentation(x *xmlNode) Documentation {
	in := c.open(x)
	d := Documentation{ID: in.attr("id"), Format: in.attr("textFormat"), Text: x.innerText()}
	var left Base
	in.rest(&left)
	d.Attrs = left.Attrs
	for _, k := range x.children {
		if !k.isText() {
			d.Content = x.content(true)
			break
		}
	}
	return d
}

// rest puts what nobody has taken where it is kept, in the order in which it
// will be written; text that should not be there comes last, as one piece.
func (c *cursor) rest(b *Base) {
	for i, a := range c.x.attrs {
		if !c.attrs[i] {
			b.Attrs = append(b.Attrs, a)
		}
	}
	var text []byte
	for i, k := range c.x.children {
		switch {
		case c.kids[i]:
		case !k.isText():
			b.Rest = append(b.Rest, k.element(false))
		case !blank(k.text):
			text = append(text, k.text...)
		}
	}
	ranks := childRanks
	if c.x.name == bpmnName("process") {
		ranks = processRanks
	}
	sortByRank(b.Rest, ranks)
	if len(text) > 0 {
		b.Rest = append(b.Rest, textElement(string(text)))
	}
}
