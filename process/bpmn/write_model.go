package bpmn

import "slices"

// element is the whole file.
func (d *Definitions) element() Element {
	m := newMaker(SpaceModel, "definitions", &d.Base)
	m.attr("name", d.Name).attr("targetNamespace", d.TargetNamespace)
	for _, x := range d.Messages {
		in := newMaker(SpaceModel, "message", &x.Base).attr("name", x.Name).attr("itemRef", x.ItemRef)
		m.child(in.done(&x.Base))
	}
	for _, x := range d.Signals {
		m.child(newMaker(SpaceModel, "signal", &x.Base).attr("name", x.Name).done(&x.Base))
	}
	for _, x := range d.Errors {
		in := newMaker(SpaceModel, "error", &x.Base).attr("name", x.Name).attr("errorCode", x.Code)
		m.child(in.done(&x.Base))
	}
	for _, x := range d.Escalations {
		in := newMaker(SpaceModel, "escalation", &x.Base).attr("name", x.Name).attr("escalationCode", x.Code)
		m.child(in.done(&x.Base))
	}
	for _, x := range d.Events {
		m.child(x.element())
	}
	if d.Collaboration != nil {
		m.child(d.Collaboration.element())
	}
	for _, x := range d.Processes {
		m.child(x.element())
	}
	e := m.done(&d.Base)
	at := len(e.Content)
	for at > 0 && e.Content[at-1].Name == bpmnName("relationship") {
		at-- // the schema has the diagrams before these
	}
	for i, x := range d.Diagrams {
		e.Content = slices.Insert(e.Content, at+i, x.element())
	}
	declared := make([]Attr, 0, len(d.Namespaces)+len(e.Attrs))
	for _, n := range d.Namespaces {
		declared = append(declared, Attr{Name{spaceXMLNS, n.Prefix}, n.URI})
	}
	e.Attrs = append(declared, e.Attrs...)
	return e
}

func (x *Collaboration) element() Element {
	m := newMaker(SpaceModel, "collaboration", &x.Base).attr("name", x.Name)
	for _, p := range x.Participants {
		in := newMaker(SpaceModel, "participant", &p.Base).attr("name", p.Name).attr("processRef", p.Process)
		m.child(in.done(&p.Base))
	}
	for _, f := range x.MessageFlows {
		in := newMaker(SpaceModel, "messageFlow", &f.Base).attr("name", f.Name)
		in.attr("sourceRef", f.Source).attr("targetRef", f.Target).attr("messageRef", f.Message)
		m.child(in.done(&f.Base))
	}
	m.artifacts(&x.Artifacts)
	return m.done(&x.Base)
}

func (p *Process) element() Element {
	m := newMaker(SpaceModel, "process", &p.Base).attr("name", p.Name).is("isExecutable", p.Executable)
	m.ranks = processRanks
	m.scope(&p.Scope)
	return m.done(&p.Base)
}

func (m *maker) scope(s *Scope) {
	for _, set := range s.LaneSets {
		m.child(set.element("laneSet"))
	}
	incoming, outgoing := map[string][]string{}, map[string][]string{}
	for _, f := range s.Flows {
		outgoing[f.Source] = append(outgoing[f.Source], f.ID)
		incoming[f.Target] = append(incoming[f.Target], f.ID)
	}
	for _, n := range s.Nodes {
		m.child(n.element(incoming[n.ID], outgoing[n.ID]))
	}
	for _, f := range s.Flows {
		in := newMaker(SpaceModel, "sequenceFlow", &f.Base).attr("name", f.Name)
		in.attr("sourceRef", f.Source).attr("targetRef", f.Target)
		m.child(in.expression("conditionExpression", f.Condition).done(&f.Base))
	}
	for _, d := range s.Data {
		m.child(d.element())
	}
	m.artifacts(&s.Artifacts)
}

func (set *LaneSet) element(local string) Element {
	m := newMaker(SpaceModel, local, &set.Base).attr("name", set.Name)
	for _, l := range set.Lanes {
		in := newMaker(SpaceModel, "lane", &l.Base).attr("name", l.Name).texts("flowNodeRef", l.Nodes)
		if l.Child != nil {
			in.child(l.Child.element("childLaneSet"))
		}
		m.child(in.done(&l.Base))
	}
	return m.done(&set.Base)
}

func (d *Data) element() Element {
	m := newMaker(SpaceModel, string(d.Kind), &d.Base).attr("name", d.Name)
	switch d.Kind {
	case DataObject:
		m.is("isCollection", d.Collection)
	case DataObjectReference:
		m.attr("dataObjectRef", d.Ref)
	case DataStoreReference:
		m.attr("dataStoreRef", d.Ref)
	}
	return m.done(&d.Base)
}

func (m *maker) artifacts(a *Artifacts) {
	for _, x := range a.Annotations {
		in := newMaker(SpaceModel, "textAnnotation", &x.Base).attr("textFormat", x.Format).text("text", x.Text)
		m.child(in.done(&x.Base))
	}
	for _, x := range a.Associations {
		in := newMaker(SpaceModel, "association", &x.Base)
		in.attr("sourceRef", x.Source).attr("targetRef", x.Target).attr("associationDirection", x.Direction)
		m.child(in.done(&x.Base))
	}
	for _, x := range a.Groups {
		m.child(newMaker(SpaceModel, "group", &x.Base).attr("categoryValueRef", x.Category).done(&x.Base))
	}
}

func (n *Node) element(incoming, outgoing []string) Element {
	m := newMaker(SpaceModel, string(n.Kind), &n.Base).attr("name", n.Name)
	m.texts("incoming", incoming).texts("outgoing", outgoing)
	switch {
	case n.Kind.IsEvent():
		m.event(n)
	case n.Kind.IsGateway():
		m.gateway(n)
	default:
		m.activity(n)
	}
	return m.done(&n.Base)
}

func (m *maker) event(n *Node) {
	m.is("parallelMultiple", n.ParallelMultiple)
	switch n.Kind {
	case StartEvent:
		m.isNot("isInterrupting", n.NonInterrupting)
	case BoundaryEvent:
		m.attr("attachedToRef", n.AttachedTo).isNot("cancelActivity", n.NonInterrupting)
	}
	m.dataAssociations("dataInputAssociation", n.Inputs)
	m.dataAssociations("dataOutputAssociation", n.Outputs)
	for _, e := range n.Events {
		m.child(e.element())
	}
	for _, ref := range n.EventRefs {
		m.child(Element{Name: bpmnName("eventDefinitionRef"), Content: []Element{textElement(ref)}})
	}
}

func (e *EventDefinition) element() Element {
	m := newMaker(SpaceModel, string(e.Kind)+"EventDefinition", &e.Base)
	if name := eventRefNames[e.Kind]; name != "" {
		m.attr(name, e.Ref)
	}
	switch e.Kind {
	case EventTimer:
		if e.Timer != "" {
			m.expression(string(e.Timer), e.Time)
		}
	case EventConditional:
		m.expression("condition", e.Condition)
	case EventLink:
		m.attr("name", e.Name)
	}
	return m.done(&e.Base)
}

func (m *maker) gateway(n *Node) {
	switch n.Kind {
	case ExclusiveGateway, InclusiveGateway, ComplexGateway:
		m.attr("default", n.Default)
	case EventBasedGateway:
		m.is("instantiate", n.Instantiate)
	}
	if n.Kind == ComplexGateway {
		m.expression("activationCondition", n.Activation)
	}
}

func (m *maker) activity(n *Node) {
	m.attr("default", n.Default).is("isForCompensation", n.ForCompensation)
	m.dataAssociations("dataInputAssociation", n.Inputs)
	m.dataAssociations("dataOutputAssociation", n.Outputs)
	if n.Loop != nil {
		m.child(n.Loop.element())
	}
	switch n.Kind {
	case SendTask:
		m.attr("messageRef", n.Message)
	case ReceiveTask:
		m.attr("messageRef", n.Message).is("instantiate", n.Instantiate)
	case ScriptTask:
		m.attr("scriptFormat", n.ScriptFormat).text("script", n.Script)
	case CallActivity:
		m.attr("calledElement", n.Called)
	}
	if n.Kind.IsSubProcess() {
		m.is("triggeredByEvent", n.ByEvent)
		if n.Body != nil {
			m.scope(n.Body)
		}
	}
	if n.Kind == AdHocSubProcess {
		m.expression("completionCondition", n.Completion)
	}
}

func (l *Loop) element() Element {
	if !l.Multi {
		m := newMaker(SpaceModel, "standardLoopCharacteristics", &l.Base).is("testBefore", l.TestBefore)
		return m.expression("loopCondition", l.Condition).done(&l.Base)
	}
	m := newMaker(SpaceModel, "multiInstanceLoopCharacteristics", &l.Base).is("isSequential", l.Sequential)
	m.expression("loopCardinality", l.Cardinality).text("loopDataInputRef", l.Items)
	return m.expression("completionCondition", l.Completion).done(&l.Base)
}

func (m *maker) dataAssociations(local string, all []*DataAssociation) {
	for _, a := range all {
		in := newMaker(SpaceModel, local, &a.Base).texts("sourceRef", a.Sources).text("targetRef", a.Target)
		m.child(in.done(&a.Base))
	}
}
