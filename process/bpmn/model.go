package bpmn

// Base is what every BPMN element carries.
type Base struct {
	ID   string
	Docs []Documentation
	// Ext are the children of extensionElements, ours and other vendors'.
	// A slice that is empty but not nil is an empty extensionElements.
	Ext []Element
	// Attrs are attributes without a field of their own: Saksgang's (see Get
	// and Set), other vendors', and rare ones of BPMN (their Space is empty).
	Attrs []Attr
	// Rest are child elements without a field of their own, for example
	// ioSpecification and potentialOwner. They are written where the schema
	// wants them.
	Rest []Element
	// Line is where Read found the element; 0 for one made by hand. It is no
	// part of the definition and is not written.
	Line int
}

// Documentation is a text for people, with its format ("" is text/plain).
// Where the text holds markup, Content has it and is what Write writes, and
// Text is the same without the markup: clear Content when changing Text.
type Documentation struct {
	ID      string
	Format  string
	Text    string
	Attrs   []Attr
	Content []Element
}

// Definitions is one BPMN file.
type Definitions struct {
	Base
	Name            string
	TargetNamespace string
	// Namespaces are the prefixes declared on the root; those Write needs and
	// does not find here it adds.
	Namespaces []Namespace

	// Root elements that others refer to by id.
	Messages    []*Message
	Signals     []*Signal
	Errors      []*Error
	Escalations []*Escalation
	// Events are event definitions shared by reference (Node.EventRefs).
	Events []*EventDefinition

	// Collaboration holds the pools; nil for a process without one. A second
	// collaboration in a file is kept in Rest.
	Collaboration *Collaboration
	Processes     []*Process
	// Diagrams hold the drawing; the first is the one that is shown.
	Diagrams []*Diagram
}

// Namespace is a prefix ("" is the default namespace) and its URI.
type Namespace struct{ Prefix, URI string }

// Message is what a message event, a send or a receive task refers to.
type Message struct {
	Base
	Name    string
	ItemRef string
}

// Signal is what signal events refer to.
type Signal struct {
	Base
	Name string
}

// Error is what error events refer to.
type Error struct {
	Base
	Name string
	Code string
}

// Escalation is what escalation events refer to.
type Escalation struct {
	Base
	Name string
	Code string
}

// Collaboration is pools and the messages between them.
type Collaboration struct {
	Base
	Name         string
	Participants []*Participant
	MessageFlows []*MessageFlow
	Artifacts
}

// Participant is a pool. One without a Process is a black box.
type Participant struct {
	Base
	Name    string
	Process string
}

// MessageFlow goes between pools, or nodes in different pools.
type MessageFlow struct {
	Base
	Name           string
	Source, Target string
	Message        string
}

// Process is a flow of work that can be run on its own.
type Process struct {
	Base
	Name       string
	Executable bool
	Scope
}

// Scope is the content of a process or of a sub-process. A sequence flow
// never leaves its scope.
type Scope struct {
	LaneSets []*LaneSet
	Nodes    []*Node
	// Flows are in an order that gives each node's outgoing flows in the
	// order in which their conditions are tried.
	Flows []*Flow
	Data  []*Data
	Artifacts
}

// Artifacts are what explains the drawing without taking part in the flow.
type Artifacts struct {
	Annotations  []*Annotation
	Associations []*Association
	Groups       []*Group
}

// LaneSet is one division of a scope (or of a lane) into lanes.
type LaneSet struct {
	Base
	Name  string
	Lanes []*Lane
}

// Lane is a row of the drawing: who does the work.
type Lane struct {
	Base
	Name string
	// Nodes are the ids of the lane's flow nodes. A node in a nested lane is
	// listed there, and may be listed here too.
	Nodes []string
	Child *LaneSet
}

// Flow is a sequence flow from Source to Target, both node ids of its scope.
type Flow struct {
	Base
	Name           string
	Source, Target string
	Condition      *Expression
}

// Expression is a condition, a time or a number in some language.
type Expression struct {
	Base
	// Formal is xsi:type="tFormalExpression"; it may name a Language.
	Formal   bool
	Language string
	// Text is verbatim, with any space around it.
	Text string
}

// Data is a data object, a reference to one, or a reference to a data store.
type Data struct {
	Base
	Kind       DataKind
	Name       string
	Ref        string // the data object or store referred to
	Collection bool
}

// DataKind is the element name of a Data.
type DataKind string

// The kinds of data. A DataObject itself is not drawn, its references are.
const (
	DataObject          DataKind = "dataObject"
	DataObjectReference DataKind = "dataObjectReference"
	DataStoreReference  DataKind = "dataStoreReference"
)

// Annotation is a note in the drawing.
type Annotation struct {
	Base
	Text   string
	Format string
}

// Association ties an annotation (or a compensation handler) to something.
type Association struct {
	Base
	Source, Target string
	// Direction is "", "None", "One" or "Both".
	Direction string
}

// Group is a frame around things that belong together.
type Group struct {
	Base
	Category string // id of a categoryValue, kept in Definitions.Rest
}
