package engine

import (
	"slices"

	"saksgang/process/bpmn"
)

// event decides what an event does.
func (c *compiler) event(x *node, n *bpmn.Node) {
	definitions := slices.Clone(n.Events)
	for _, ref := range n.EventRefs {
		for _, e := range c.defs.Events {
			if e.ID == ref {
				definitions = append(definitions, e)
			}
		}
	}
	switch n.Kind {
	case bpmn.StartEvent:
		x.Kind, x.gentle = Start, n.NonInterrupting
	case bpmn.EndEvent:
		x.Kind = End
	case bpmn.BoundaryEvent:
		x.Kind = Boundary
	case bpmn.IntermediateCatchEvent:
		x.Kind = Catch
	case bpmn.IntermediateThrowEvent:
		x.Kind = Throw
	}
	switch len(definitions) {
	case 0:
		c.plainEvent(x, n)
	case 1:
		c.trigger(x, n, definitions[0])
	default:
		c.unsupported(n, "several events on one")
	}
}

func (c *compiler) plainEvent(x *node, n *bpmn.Node) {
	switch x.Kind {
	case Catch, Boundary:
		c.fault(&n.Base, n.Name, "process.event-without-trigger")
	case Throw:
		x.Kind = Pass
	}
}

func (c *compiler) trigger(x *node, n *bpmn.Node, e *bpmn.EventDefinition) {
	catches := x.Kind == Catch || x.Kind == Start || x.Kind == Boundary
	switch {
	case e.Kind == bpmn.EventTimer && catches:
		x.Event = TimerEvent
		x.timer = c.timer(n, e)
	case e.Kind == bpmn.EventMessage && catches:
		x.Event = MessageEvent
		c.message(x, e.Ref)
	case e.Kind == bpmn.EventMessage:
		c.throwEvent(x, n, e)
	case e.Kind == bpmn.EventSignal:
		x.Event, x.Ref = SignalEvent, c.signalName(e.Ref)
	case e.Kind == bpmn.EventError && x.Kind != Catch && x.Kind != Throw:
		x.Event, x.Ref = ErrorEvent, c.errorCode(e.Ref)
	case e.Kind == bpmn.EventEscalation && x.Kind != Catch:
		x.Event, x.Ref = EscalationEvent, c.escalationCode(e.Ref)
	case e.Kind == bpmn.EventTerminate && x.Kind == End:
		x.Event = TerminateEvent
	case e.Kind == bpmn.EventLink && (x.Kind == Throw || x.Kind == Catch):
		x.Event, x.Ref = LinkEvent, e.Name
		if x.Kind == Catch {
			x.Kind = Pass
		}
	default:
		c.unsupported(n, string(e.Kind)+" "+string(n.Kind))
	}
}

// throwEvent sends a message: by the action it names, else within the case.
func (c *compiler) throwEvent(x *node, n *bpmn.Node, e *bpmn.EventDefinition) {
	kind := x.Kind
	c.throwing(x, n, e.Ref, kind)
	if x.Action != "" && (c.opts.HasAction == nil || !c.opts.HasAction(x.Action)) {
		c.fault(&n.Base, n.Name, "process.unknown-action", "action", x.Action)
	}
}

func (c *compiler) signalName(ref string) string {
	for _, s := range c.defs.Signals {
		if s.ID == ref && s.Name != "" {
			return s.Name
		}
	}
	return ref
}

func (c *compiler) errorCode(ref string) string {
	for _, e := range c.defs.Errors {
		if e.ID == ref && e.Code != "" {
			return e.Code
		}
	}
	return ref
}

func (c *compiler) escalationCode(ref string) string {
	for _, e := range c.defs.Escalations {
		if e.ID == ref && e.Code != "" {
			return e.Code
		}
	}
	return ref
}
