package bpmn

import "strings"

// Name is an XML name whose Space is the namespace's URI, never a prefix.
// BPMN's own attributes have an empty Space.
type Name struct{ Space, Local string }

// Attr is an attribute. A namespace declaration is kept as an attribute whose
// Space is "http://www.w3.org/2000/xmlns/" and whose Local is the prefix (""
// for the default namespace), because values may use the prefix too.
type Attr struct {
	Name  Name
	Value string
}

// Element is XML that the model has no fields for: extension content of any
// vendor, Saksgang's own child elements, and rare parts of BPMN. An Element
// without a Local name is a piece of text. White space between elements is
// not kept, except where there is text beside it (mixed content).
type Element struct {
	Name    Name
	Attrs   []Attr
	Content []Element
	Text    string // of a piece of text only
}

// NewElement makes a saksgang element with text content (none if empty) and
// attributes given as key/value pairs: NewElement("guide", "Read § 5", "row", "4").
func NewElement(local, text string, pairs ...string) Element {
	e := Element{Name: Name{SpaceSaksgang, local}}
	for i := 0; i+1 < len(pairs); i += 2 {
		e.Attrs = append(e.Attrs, Attr{Name{"", pairs[i]}, pairs[i+1]})
	}
	if text != "" {
		e.Content = []Element{textElement(text)}
	}
	return e
}

func textElement(s string) Element { return Element{Text: s} }

// IsText says that e is a piece of text rather than an element.
func (e *Element) IsText() bool { return e.Name.Local == "" }

// Get returns the value of e's attribute without a namespace, or "".
func (e *Element) Get(local string) string {
	for _, a := range e.Attrs {
		if a.Name.Space == "" && a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// InnerText returns all text within e, in order.
func (e *Element) InnerText() string {
	if e.IsText() {
		return e.Text
	}
	var b strings.Builder
	for i := range e.Content {
		b.WriteString(e.Content[i].InnerText())
	}
	return b.String()
}

// Children returns e's child elements in the Saksgang namespace with this name.
func (e *Element) Children(local string) []Element { return named(e.Content, local) }

func named(all []Element, local string) []Element {
	var found []Element
	for _, e := range all {
		if e.Name == (Name{SpaceSaksgang, local}) {
			found = append(found, e)
		}
	}
	return found
}

// Get returns the value of the saksgang attribute, or "".
func (b *Base) Get(local string) string {
	for _, a := range b.Attrs {
		if a.Name == (Name{SpaceSaksgang, local}) {
			return a.Value
		}
	}
	return ""
}

// Set gives the saksgang attribute a value, in the place it already has or
// last. An empty value removes it, since an absent attribute reads as empty.
func (b *Base) Set(local, value string) {
	name := Name{SpaceSaksgang, local}
	for i := range b.Attrs {
		if b.Attrs[i].Name != name {
			continue
		}
		if value == "" {
			b.Attrs = append(b.Attrs[:i:i], b.Attrs[i+1:]...)
			if len(b.Attrs) == 0 {
				b.Attrs = nil
			}
			return
		}
		b.Attrs[i].Value = value
		return
	}
	if value != "" {
		b.Attrs = append(b.Attrs, Attr{name, value})
	}
}

// Extensions returns the saksgang elements with this name among the extension
// elements, in order.
func (b *Base) Extensions(local string) []Element { return named(b.Ext, local) }

// ExtensionText returns the text of the first saksgang extension element with
// this name, or "".
func (b *Base) ExtensionText(local string) string {
	for _, e := range b.Extensions(local) {
		return e.InnerText()
	}
	return ""
}

// Extend adds an extension element, last.
func (b *Base) Extend(e Element) { b.Ext = append(b.Ext, e) }

// RemoveExtensions takes away every saksgang extension element with this name.
func (b *Base) RemoveExtensions(local string) {
	var kept []Element
	for _, e := range b.Ext {
		if e.Name != (Name{SpaceSaksgang, local}) {
			kept = append(kept, e)
		}
	}
	b.Ext = kept
}
