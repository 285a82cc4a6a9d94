package bpmn

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// preferred are the prefixes for namespaces that the root does not declare.
var preferred = map[string]string{
	SpaceModel: "bpmn", SpaceDiagram: "bpmndi", SpaceDC: "dc", SpaceDI: "di",
	SpaceXSI: "xsi", SpaceSaksgang: "saksgang",
}

type serialiser struct {
	w     *bufio.Writer
	scope []Namespace // declared, outermost first
	err   error
	id    string // of the nearest element with one, for errors
}

func serialise(w io.Writer, root Element) error {
	s := &serialiser{w: bufio.NewWriter(w)}
	s.write(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	root.Attrs = append(missingNamespaces(root), root.Attrs...)
	s.element(&root, 0, false)
	s.write("\n")
	if s.err != nil {
		return s.err
	}
	return s.w.Flush()
}

// missingNamespaces declares on the root what is used and declared nowhere at
// the root, in order of first use.
func missingNamespaces(root Element) []Attr {
	known, taken := map[string]bool{"": true, spaceXML: true, spaceXMLNS: true}, map[string]bool{}
	for _, a := range root.Attrs {
		if a.Name.Space == spaceXMLNS {
			taken[a.Name.Local] = true
			known[a.Value] = true
		}
	}
	var added []Attr
	need := func(uri string) {
		prefix := preferred[uri]
		if known[uri] || prefix == "" { // a vendor's is declared where it is used
			return
		}
		for taken[prefix] {
			prefix += "_"
		}
		known[uri], taken[prefix] = true, true
		added = append(added, Attr{Name{spaceXMLNS, prefix}, uri})
	}
	walkNames(&root, need)
	return added
}

func walkNames(e *Element, visit func(uri string)) {
	visit(e.Name.Space)
	for _, a := range e.Attrs {
		visit(a.Name.Space)
	}
	for i := range e.Content {
		walkNames(&e.Content[i], visit)
	}
}

func (s *serialiser) write(text string) {
	if s.err == nil {
		_, s.err = s.w.WriteString(text)
	}
}

func (s *serialiser) element(e *Element, depth int, inline bool) {
	if id := e.Get("id"); id != "" {
		s.id = id
	}
	outer := len(s.scope)
	defer func() { s.scope = s.scope[:outer] }()
	for _, a := range e.Attrs {
		if a.Name.Space == spaceXMLNS {
			s.scope = append(s.scope, Namespace{a.Name.Local, a.Value})
		}
	}
	name := s.name(e.Name, false)
	var attrs strings.Builder
	for _, a := range e.Attrs {
		attrs.WriteString(" " + s.name(a.Name, true) + `="` + s.escape(s.value(a), true) + `"`)
	}
	s.write("<" + name)
	for _, n := range s.scope[outer+declarations(e):] { // what name had to add
		s.write(" " + xmlnsName(n.Prefix) + `="` + s.escape(n.URI, true) + `"`)
	}
	s.write(attrs.String())
	if len(e.Content) == 0 {
		s.write("/>")
		return
	}
	s.write(">")
	s.content(e, depth, inline)
	s.write("</" + name + ">")
}

func declarations(e *Element) int {
	n := 0
	for _, a := range e.Attrs {
		if a.Name.Space == spaceXMLNS {
			n++
		}
	}
	return n
}

// content indents children, except where there is text beside them.
func (s *serialiser) content(e *Element, depth int, inline bool) {
	inline = inline || keepsSpace(e)
	for i := range e.Content {
		c := &e.Content[i]
		if c.IsText() {
			s.write(s.escape(c.Text, false))
			continue
		}
		if !inline {
			s.write("\n" + strings.Repeat("  ", depth+1))
		}
		s.element(c, depth+1, inline)
	}
	if !inline {
		s.write("\n" + strings.Repeat("  ", depth))
	}
}

func keepsSpace(e *Element) bool {
	for _, a := range e.Attrs {
		if a.Name == (Name{spaceXML, "space"}) && a.Value == "preserve" {
			return true
		}
	}
	for i := range e.Content {
		if e.Content[i].IsText() {
			return true
		}
	}
	return e.Name == bpmnName("documentation")
}

// name gives a name the prefix that is in force, or declares a new one.
func (s *serialiser) name(n Name, attribute bool) string {
	switch {
	case n.Space == spaceXMLNS:
		return xmlnsName(n.Local)
	case n.Space == spaceXML:
		return "xml:" + n.Local
	case attribute && n.Space == "":
		return n.Local
	}
	prefix, ok := s.prefixFor(n.Space, attribute)
	if !ok {
		prefix = s.declare(n.Space)
	}
	if prefix == "" {
		return n.Local
	}
	return prefix + ":" + n.Local
}

func xmlnsName(prefix string) string {
	if prefix == "" {
		return "xmlns"
	}
	return "xmlns:" + prefix
}

// prefixFor finds a prefix in force for the namespace: the default one if it
// may be used, otherwise the one declared first.
func (s *serialiser) prefixFor(uri string, attribute bool) (string, bool) {
	if !attribute && s.meaning("") == uri {
		return "", true
	}
	for _, n := range s.scope {
		if n.URI == uri && n.Prefix != "" && s.meaning(n.Prefix) == uri {
			return n.Prefix, true
		}
	}
	return "", false
}

func (s *serialiser) meaning(prefix string) string {
	for i := len(s.scope) - 1; i >= 0; i-- {
		if s.scope[i].Prefix == prefix {
			return s.scope[i].URI
		}
	}
	return ""
}

// declare makes a prefix for the element being written.
func (s *serialiser) declare(uri string) string {
	prefix := preferred[uri]
	if uri == "" {
		s.scope = append(s.scope, Namespace{"", ""})
		return ""
	}
	for i := 1; prefix == "" || s.meaning(prefix) != ""; i++ {
		prefix = fmt.Sprintf("ns%d", i)
	}
	s.scope = append(s.scope, Namespace{prefix, uri})
	return prefix
}

// value expands the type of a formal expression, "{namespace}name".
func (s *serialiser) value(a Attr) string {
	if a.Name != (Name{SpaceXSI, "type"}) || !strings.HasPrefix(a.Value, "{"+SpaceModel+"}") {
		return a.Value
	}
	return s.name(bpmnName(strings.TrimPrefix(a.Value, "{"+SpaceModel+"}")), false)
}

// escape writes text so that reading gives the same text back.
func (s *serialiser) escape(text string, attribute bool) string {
	var b strings.Builder
	for i, r := range text {
		if !isXMLChar(r) || r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD") {
			s.fail(r)
			return ""
		}
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '\r':
			b.WriteString("&#13;")
		case attribute && r == '"':
			b.WriteString("&quot;")
		case attribute && r == '\n':
			b.WriteString("&#10;")
		case attribute && r == '\t':
			b.WriteString("&#9;")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func (s *serialiser) fail(r rune) {
	if s.err == nil {
		s.err = fmt.Errorf("bpmn: the element %q holds the character %U, which XML cannot hold", s.id, r)
	}
}

// isXMLChar is the production Char of XML 1.0.
func isXMLChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}
