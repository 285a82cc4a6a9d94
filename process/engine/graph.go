package engine

import (
	"time"

	"saksgang/base/calendar"
	"saksgang/process/feel"
)

// NodeID is a node of one graph. Instances keep it; Graph.ID tells the id in
// the drawing.
type NodeID int32

// None is no node.
const None NodeID = -1

// Kind is what a node does when a token comes to it.
type Kind uint8

// The kinds of node.
const (
	Pass       Kind = iota + 1 // nothing: manual tasks, plain events
	User                       // a person works
	Action                     // a module's action is called
	Catch                      // waits for its event
	Throw                      // causes its event
	Exclusive                  // one way on
	Parallel                   // all ways on, and waits for all ways in
	Inclusive                  // the ways that hold, and waits for those under way
	EventBased                 // the way whose event comes first
	SubProcess                 // a flow of its own within
	End                        // the token ends here, causing its event
	Boundary                   // an event that stands on an activity
	Start                      // where a scope begins
)

// Event is what an event waits for or causes.
type Event uint8

// The events.
const (
	NoEvent Event = iota
	TimerEvent
	MessageEvent
	SignalEvent
	ErrorEvent
	EscalationEvent
	TerminateEvent
	LinkEvent
)

// Graph is a compiled process. It does not change and is safe for concurrent use.
type Graph struct {
	ID, Name string
	nodes    []node
	flows    []flow
	byID     map[string]NodeID
	top      scope
}

// scope is the content of the process or of a sub-process.
type scope struct {
	starts []NodeID // start events without a trigger, or nodes nothing leads to
	events []NodeID // event sub-processes
	nodes  []NodeID
}

type flow struct {
	id       string
	from, to NodeID
	into     int32 // place among the incoming flows of to
	when     *feel.Expr
}

type node struct {
	Node
	out, in     []int32
	byDefault   int32 // flow, or -1
	boundaries  []NodeID
	body        *scope
	parent      NodeID // the sub-process around it, or None
	host        NodeID // of a boundary event
	gentle      bool   // non-interrupting
	byEvent     bool   // an event sub-process
	instantiate bool
	timer       *timer
	link        NodeID // where a link leads
	loop        *loop
	due, remind *moment
	inputs      []binding
	results     []binding
	key         *feel.Expr
	reaches     [][]bool // of an inclusive join: which nodes reach each incoming flow
}

type binding struct {
	name string
	expr *feel.Expr
	text string
}

// Node is what a person or a driver may ask about a node.
type Node struct {
	Index NodeID
	ID    string // in the drawing
	Name  string
	Kind  Kind
	Event Event
	// Ref is the name of the message, signal or escalation, or the error's code.
	Ref string
	// Key is a message's correlation key as FEEL text, or empty: then the case is the key.
	Key string
	// Lane is the lane's name, Roles who does it: any of them.
	Lane  string
	Roles []string
	// Action is the verb that is called: by a service task, or when a user task is done.
	Action    string
	Form      string
	Escalate  string // the role that is told when the deadline has passed
	Guide     string
	Documents []string
	Result    string // the variable that takes the result as a whole
	// Attributes are all of Saksgang's attributes on the element, as written.
	Attributes map[string]string
	Order      int // place in the drawing's order of flow, from 0
}

// loop says that an activity is done several times.
type loop struct {
	multi, sequential bool
	before            bool // a standard loop tests before its first round
	when, completion  *feel.Expr
	cardinality       *feel.Expr
	items, item       string
	most              int
	quiet             bool // multi-instance that does not wait for its rounds
}

// Calendar reckons deadlines by the municipality's working days.
// *calendar.Calendar is one.
type Calendar interface {
	// DeadlineAt returns the first instant that is too late.
	DeadlineAt(from time.Time, limit calendar.Span) time.Time
	// Zone is the municipality's time zone.
	Zone() *time.Location
}

// Find returns the node with this id in the drawing.
func (g *Graph) Find(id string) (NodeID, bool) {
	n, ok := g.byID[id]
	return n, ok
}

// Node returns what is known of n.
func (g *Graph) Node(n NodeID) *Node { return &g.nodes[n].Node }

// Nodes is how many nodes there are; they are numbered from 0.
func (g *Graph) Nodes() int { return len(g.nodes) }

// Parent is the sub-process that n stands in, or None.
func (g *Graph) Parent(n NodeID) NodeID { return g.nodes[n].parent }

// Host is the activity that a boundary event stands on, or None.
func (g *Graph) Host(n NodeID) NodeID { return g.nodes[n].host }

// Starters lists the start events of the process that wait for event.
func (g *Graph) Starters(event Event) []NodeID {
	var found []NodeID
	for _, n := range g.top.nodes {
		x := &g.nodes[n]
		if (x.Kind == Start || x.instantiate) && x.Event == event {
			found = append(found, n)
		}
	}
	return found
}

// LeadsTo lists the nodes that a token leaving n may come to next.
func (g *Graph) LeadsTo(n NodeID) []NodeID {
	var next []NodeID
	for _, f := range g.nodes[n].out {
		next = append(next, g.flows[f].to)
	}
	return next
}

// Leaves says that a boundary error event with exactly this code stands on n.
func (g *Graph) Leaves(n NodeID, code string) bool {
	for _, b := range g.nodes[n].boundaries {
		if x := &g.nodes[b]; x.Event == ErrorEvent && x.Ref == code {
			return true
		}
	}
	return false
}
