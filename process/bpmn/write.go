package bpmn

import (
	"cmp"
	"io"
	"slices"
	"strconv"
)

// Write writes d as UTF-8 XML that follows the order of BPMN's schemas. The
// same definitions give the same bytes. Namespaces that d lacks are added on
// the root. An error names the element whose text XML cannot hold (a control
// character, or broken UTF-8), or comes from w.
func Write(w io.Writer, d *Definitions) error {
	return serialise(w, d.element())
}

func bpmnName(local string) Name { return Name{SpaceModel, local} }

// maker builds one element from its fields. Children get a rank by name, so
// that fields and Rest together come out as the schema wants them.
type maker struct {
	e     Element
	typed []Attr
	ranks map[string]int
}

func newMaker(space, local string, b *Base) *maker {
	m := &maker{e: Element{Name: Name{space, local}}, ranks: childRanks}
	m.attr("id", b.ID)
	return m
}

func (m *maker) attr(local, value string) *maker {
	if value != "" {
		m.typed = append(m.typed, Attr{Name{"", local}, value})
	}
	return m
}

// is writes a boolean that is false when absent.
func (m *maker) is(local string, value bool) *maker {
	if value {
		m.attr(local, "true")
	}
	return m
}

// isNot writes a boolean that is true when absent.
func (m *maker) isNot(local string, not bool) *maker {
	if not {
		m.attr(local, "false")
	}
	return m
}

func (m *maker) flag(local string, value *bool) *maker {
	if value != nil {
		m.attr(local, strconv.FormatBool(*value))
	}
	return m
}

func (m *maker) number(local string, value float64) *maker {
	m.typed = append(m.typed, Attr{Name{"", local}, strconv.FormatFloat(value, 'f', -1, 64)})
	return m
}

func (m *maker) child(e ...Element) *maker {
	m.e.Content = append(m.e.Content, e...)
	return m
}

// text adds a child that holds text alone; none if the text is empty.
func (m *maker) text(local, text string) *maker {
	if text != "" {
		m.child(Element{Name: bpmnName(local), Content: []Element{textElement(text)}})
	}
	return m
}

func (m *maker) texts(local string, texts []string) *maker {
	for _, t := range texts {
		m.text(local, t)
	}
	return m
}

func (m *maker) expression(local string, e *Expression) *maker {
	if e == nil {
		return m
	}
	in := newMaker(SpaceModel, local, &e.Base).attr("language", e.Language)
	if e.Formal {
		// The serialiser turns the braces into the prefix that is in force.
		in.typed = append(in.typed, Attr{Name{SpaceXSI, "type"}, "{" + SpaceModel + "}tFormalExpression"})
	}
	out := in.done(&e.Base)
	if e.Text != "" {
		out.Content = append([]Element{textElement(e.Text)}, out.Content...)
	}
	return m.child(out)
}

// done adds what Base keeps and sorts the children.
func (m *maker) done(b *Base) Element {
	for _, d := range b.Docs {
		m.child(d.element())
	}
	if b.Ext != nil {
		m.child(Element{Name: bpmnName("extensionElements"), Content: b.Ext})
	}
	m.child(b.Rest...)
	m.e.Attrs = append(m.typed, b.Attrs...)
	sortByRank(m.e.Content, m.ranks)
	return m.e
}

func sortByRank(elements []Element, ranks map[string]int) {
	slices.SortStableFunc(elements, func(a, b Element) int {
		return cmp.Compare(rank(a, ranks), rank(b, ranks))
	})
}

func rank(e Element, ranks map[string]int) int {
	switch r, ok := ranks[e.Name.Local]; {
	case e.Name == (Name{SpaceDI, "extension"}):
		return firstRank
	case e.Name.Space != SpaceModel:
		return lastRank // what the schema knows no place for
	case ok:
		return r
	}
	return flowElementRank
}

func (d *Documentation) element() Element {
	e := Element{Name: bpmnName("documentation"), Content: d.Content}
	for _, a := range []Attr{{Name{"", "id"}, d.ID}, {Name{"", "textFormat"}, d.Format}} {
		if a.Value != "" {
			e.Attrs = append(e.Attrs, a)
		}
	}
	e.Attrs = append(e.Attrs, d.Attrs...)
	if e.Content == nil && d.Text != "" {
		e.Content = []Element{textElement(d.Text)}
	}
	return e
}

// childRanks is the order of children in the schemas, one list for all types
// but the process, which has its resource roles after the artifacts. Names
// that are not here are flow elements or root elements, in any order.
var childRanks = ranks(
	"documentation", "extensionElements", "import", "extension", "auditing", "monitoring", "categoryValueRef",
	"participant", "messageFlow", "interfaceRef", "endPointRef", "participantMultiplicity",
	"incoming", "outgoing", "partitionElement", "flowNodeRef", "childLaneSet",
	"ioSpecification", "property", "dataInput", "dataOutput",
	"sourceRef", "targetRef", "transformation", "assignment",
	"dataInputAssociation", "dataOutputAssociation", "inputSet", "outputSet",
	"performer", "humanPerformer", "potentialOwner", "resourceRole",
	"multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "loopCharacteristics",
	"laneSet", flowElements, "association", "group", "textAnnotation",
	"conversation", "callConversation", "subConversation", "conversationAssociation",
	"participantAssociation", "messageFlowAssociation", "correlationKey", "choreographyRef", "conversationLink",
	"processRoles", "correlationSubscription", "supports", "rendering", "script", "dataState",
	"loopCardinality", "loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem",
	"complexBehaviorDefinition", "completionCondition", "activationCondition", "conditionExpression",
	"relationship",
)

const (
	flowElements = "flowElements" // stands for every name that is not listed
	firstRank    = -1
	lastRank     = 1 << 20
)

var (
	flowElementRank = childRanks[flowElements]
	processRanks    = withProcessRoles(childRanks)
)

func ranks(names ...string) map[string]int {
	m := make(map[string]int, len(names))
	for i, n := range names {
		m[n] = i
	}
	m["association"], m["group"] = m["textAnnotation"], m["textAnnotation"] // artifacts, in any order
	return m
}

func withProcessRoles(all map[string]int) map[string]int {
	m := make(map[string]int, len(all))
	for k, v := range all {
		m[k] = v
	}
	for _, role := range []string{"performer", "humanPerformer", "potentialOwner", "resourceRole"} {
		m[role] = all["processRoles"]
	}
	return m
}
