package bpmn

import (
	"slices"
	"strings"
)

func cutPrefix(qname string) (prefix, local string, ok bool) {
	qname = strings.TrimSpace(qname)
	if p, l, found := strings.Cut(qname, ":"); found {
		return p, l, true
	}
	return "", qname, false
}

// flowIndex finds the flows of one scope, so that reading stays linear.
type flowIndex struct {
	flows  []*Flow
	byID   map[string]*Flow
	places map[string][]int // of the flows out of a node
}

func indexFlows(flows []*Flow) *flowIndex {
	x := &flowIndex{flows: flows, byID: map[string]*Flow{}, places: map[string][]int{}}
	for i, f := range flows {
		if x.byID[f.ID] == nil {
			x.byID[f.ID] = f
		}
		x.places[f.Source] = append(x.places[f.Source], i)
	}
	return x
}

// node reads a flow node. The flows of its scope are read already, because
// the node's list of outgoing flows says in which order they are tried.
func (r *reader) node(x *xmlNode, flows *flowIndex) *Node {
	c, n := r.open(x), &Node{Kind: Kind(x.name.Local)}
	c.base(&n.Base)
	n.Name = c.attr("name")
	c.listedFlows(n.ID, flows)
	switch {
	case n.Kind.IsEvent():
		c.event(n)
	case n.Kind.IsGateway():
		c.gateway(n)
	default:
		c.activity(n)
	}
	c.rest(&n.Base)
	return n
}

// listedFlows takes the node's lists of incoming and outgoing flows, which
// repeat what the flows say; their one news is the order of the outgoing. An
// entry that no flow confirms stays in Rest, where Validate sees it.
func (c *cursor) listedFlows(id string, flows *flowIndex) {
	order, incoming := map[*Flow]int{}, map[*Flow]bool{}
	for i, k := range c.x.children {
		outgoing := k.name == (Name{SpaceModel, "outgoing"})
		if !outgoing && k.name != (Name{SpaceModel, "incoming"}) || !k.textOnly() {
			continue
		}
		flow := flows.byID[(&cursor{reader: c.reader, x: k}).refText(k.innerText())]
		if flow == nil {
			continue
		}
		_, listed := order[flow]
		switch {
		case outgoing && !listed && flow.Source == id:
			order[flow] = len(order)
			c.kids[i] = true
		case !outgoing && !incoming[flow] && flow.Target == id:
			incoming[flow] = true
			c.kids[i] = true
		}
	}
	flows.reorder(id, order)
}

// reorder puts the flows out of one node in this order, in the places that
// flows out of it already have. Flows that the order does not name come last.
func (x *flowIndex) reorder(source string, order map[*Flow]int) {
	var own []*Flow
	for _, place := range x.places[source] {
		own = append(own, x.flows[place])
	}
	rank := func(f *Flow) int {
		if i, ok := order[f]; ok {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(own, func(a, b *Flow) int { return rank(a) - rank(b) })
	for i, place := range x.places[source] {
		x.flows[place] = own[i]
	}
}

func (c *cursor) event(n *Node) {
	for _, k := range c.eventDefinitions() {
		n.Events = append(n.Events, c.eventDefinition(k))
	}
	n.EventRefs = c.refs("eventDefinitionRef")
	n.ParallelMultiple = c.is("parallelMultiple")
	switch n.Kind {
	case StartEvent:
		n.NonInterrupting = c.isNot("isInterrupting")
	case BoundaryEvent:
		n.NonInterrupting = c.isNot("cancelActivity")
		n.AttachedTo = c.ref("attachedToRef")
	}
	n.Inputs = c.dataAssociations("dataInputAssociation")
	n.Outputs = c.dataAssociations("dataOutputAssociation")
}

var eventKinds = []EventKind{
	EventMessage, EventTimer, EventSignal, EventError, EventEscalation,
	EventConditional, EventLink, EventCompensate, EventCancel, EventTerminate,
}

func (c *cursor) eventDefinitions() []*xmlNode {
	names := make([]string, len(eventKinds))
	for i, k := range eventKinds {
		names[i] = string(k) + "EventDefinition"
	}
	return c.all(SpaceModel, names...)
}

// eventRefNames is the attribute by which each kind names what it is about.
var eventRefNames = map[EventKind]string{
	EventMessage: "messageRef", EventSignal: "signalRef", EventError: "errorRef",
	EventEscalation: "escalationRef", EventCompensate: "activityRef",
}

func (r *reader) eventDefinition(x *xmlNode) *EventDefinition {
	c := r.open(x)
	e := &EventDefinition{Kind: EventKind(strings.TrimSuffix(x.name.Local, "EventDefinition"))}
	c.base(&e.Base)
	if name := eventRefNames[e.Kind]; name != "" {
		e.Ref = c.ref(name)
	}
	switch e.Kind {
	case EventTimer:
		for _, k := range []TimerKind{TimeDate, TimeDuration, TimeCycle} {
			if e.Time == nil {
				e.Timer, e.Time = k, c.expression(string(k))
			}
		}
		if e.Time == nil {
			e.Timer = ""
		}
	case EventConditional:
		e.Condition = c.expression("condition")
	case EventLink:
		e.Name = c.attr("name")
	}
	c.rest(&e.Base)
	return e
}

func (c *cursor) gateway(n *Node) {
	switch n.Kind {
	case ExclusiveGateway, InclusiveGateway, ComplexGateway:
		n.Default = c.ref("default")
	case EventBasedGateway:
		n.Instantiate = c.is("instantiate")
	}
	if n.Kind == ComplexGateway {
		n.Activation = c.expression("activationCondition")
	}
}

func (c *cursor) activity(n *Node) {
	n.Default = c.ref("default")
	n.ForCompensation = c.is("isForCompensation")
	n.Inputs = c.dataAssociations("dataInputAssociation")
	n.Outputs = c.dataAssociations("dataOutputAssociation")
	if k := c.one(SpaceModel, "multiInstanceLoopCharacteristics"); k != nil {
		n.Loop = c.multiInstance(k)
	} else if k := c.one(SpaceModel, "standardLoopCharacteristics"); k != nil {
		n.Loop = c.standardLoop(k)
	}
	switch n.Kind {
	case SendTask:
		n.Message = c.ref("messageRef")
	case ReceiveTask:
		n.Message = c.ref("messageRef")
		n.Instantiate = c.is("instantiate")
	case ScriptTask:
		n.ScriptFormat, n.Script = c.attr("scriptFormat"), c.plain("script")
	case CallActivity:
		n.Called = c.ref("calledElement")
	}
	if n.Kind.IsSubProcess() {
		n.Body = &Scope{}
		n.ByEvent = c.is("triggeredByEvent")
		c.scope(n.Body)
	}
	if n.Kind == AdHocSubProcess {
		n.Completion = c.expression("completionCondition")
	}
}

func (r *reader) multiInstance(x *xmlNode) *Loop {
	c, l := r.open(x), &Loop{Multi: true}
	c.base(&l.Base)
	l.Sequential = c.is("isSequential")
	l.Cardinality = c.expression("loopCardinality")
	l.Items = c.oneRef("loopDataInputRef")
	l.Completion = c.expression("completionCondition")
	c.rest(&l.Base)
	return l
}

func (r *reader) standardLoop(x *xmlNode) *Loop {
	c, l := r.open(x), &Loop{}
	c.base(&l.Base)
	l.TestBefore = c.is("testBefore")
	l.Condition = c.expression("loopCondition")
	c.rest(&l.Base)
	return l
}

func (c *cursor) dataAssociations(local string) []*DataAssociation {
	var out []*DataAssociation
	for _, k := range c.all(SpaceModel, local) {
		a, in := &DataAssociation{}, c.open(k)
		in.base(&a.Base)
		a.Sources = in.refs("sourceRef")
		a.Target = in.oneRef("targetRef")
		in.rest(&a.Base)
		out = append(out, a)
	}
	return out
}
