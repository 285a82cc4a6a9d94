package feel_test

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// element is a node of an XML document; that is all the DMN the tests need.
type element struct {
	name     string
	attrs    map[string]string // by local name
	children []*element
	text     string
}

func readXML(t *testing.T, path string) *element {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	root := &element{}
	stack := []*element{root}
	decoder := xml.NewDecoder(f)
	for {
		tok, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return root.children[0]
		}
		if err != nil {
			t.Fatalf("%s: %v", filepath.Base(path), err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			e := &element{name: tok.Name.Local, attrs: map[string]string{}}
			for _, a := range tok.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			top := stack[len(stack)-1]
			top.children = append(top.children, e)
			stack = append(stack, e)
		case xml.CharData:
			stack[len(stack)-1].text += string(tok)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		}
	}
}

// child is the first child so named, or an empty element.
func (e *element) child(name string) *element {
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return &element{}
}

func (e *element) all(name string) []*element {
	var out []*element
	for _, c := range e.children {
		if c.name == name {
			out = append(out, c)
		}
	}
	return out
}

// body is the text of the element's <text> child.
func (e *element) body() string { return strings.TrimSpace(e.child("text").text) }

// boxedNames are the elements that are expressions.
var boxedNames = map[string]bool{
	"literalExpression": true, "context": true, "list": true, "relation": true, "invocation": true,
	"functionDefinition": true, "decisionTable": true, "conditional": true, "filter": true,
	"for": true, "every": true, "some": true,
}

// boxed is the expression among e's children, nil if there is none.
func (e *element) boxed() *element {
	for _, c := range e.children {
		if boxedNames[c.name] {
			return c
		}
	}
	return nil
}

// model is one DMN file.
type model struct {
	namespace string
	byID      map[string]*element
	byName    map[string]*element
	types     map[string]*element
	imports   map[string]string // namespace → name
	others    map[string]*model // by namespace
}

func readModels(t *testing.T, folder string) map[string]*model {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.dmn"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s holds no model", folder)
	}
	models, byNamespace := map[string]*model{}, map[string]*model{}
	for _, f := range files {
		m := newModel(readXML(t, f), byNamespace)
		models[filepath.Base(f)] = m
		byNamespace[m.namespace] = m
	}
	return models
}

func newModel(root *element, others map[string]*model) *model {
	m := &model{
		namespace: root.attrs["namespace"], byID: map[string]*element{}, byName: map[string]*element{},
		types: map[string]*element{}, imports: map[string]string{}, others: others,
	}
	for _, c := range root.children {
		switch c.name {
		case "itemDefinition":
			m.types[c.attrs["name"]] = c
		case "import":
			m.imports[c.attrs["namespace"]] = c.attrs["name"]
		case "inputData", "decision", "businessKnowledgeModel", "decisionService":
			m.byID[c.attrs["id"]] = c
			m.byName[c.attrs["name"]] = c
		}
	}
	return m
}

// requirement is an element another one needs, and under which import.
type requirement struct {
	of     *element
	in     *model
	prefix string
}

// requirements are the elements that e's requirements of the kind refer to.
func (m *model) requirements(e *element, kind string, links ...string) []requirement {
	var out []requirement
	for _, r := range e.all(kind) {
		for _, link := range links {
			for _, l := range r.all(link) {
				if q, ok := m.resolve(l.attrs["href"]); ok {
					out = append(out, q)
				}
			}
		}
	}
	return out
}

func (m *model) resolve(href string) (requirement, bool) {
	namespace, id, _ := strings.Cut(href, "#")
	if namespace == "" || namespace == m.namespace {
		e, ok := m.byID[id]
		return requirement{of: e, in: m}, ok
	}
	other, ok := m.others[namespace]
	if !ok {
		return requirement{}, false
	}
	e, ok := other.byID[id]
	return requirement{of: e, in: other, prefix: m.imports[namespace]}, ok
}

// variable is the name an element's value has, with its type.
func variable(e *element) (name, typeRef string) {
	v := e.child("variable")
	name = v.attrs["name"]
	if name == "" {
		name = e.attrs["name"]
	}
	return name, v.attrs["typeRef"]
}

// texts are the bodies of all <text> elements of a document.
func texts(document string) []string {
	var out []string
	for _, part := range strings.Split(document, "<text>")[1:] {
		body, _, ok := strings.Cut(part, "</text>")
		if ok {
			out = append(out, strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&", "&quot;", `"`).Replace(body))
		}
	}
	return out
}
