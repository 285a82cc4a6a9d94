package bpmn

// New makes empty definitions with the namespaces that Saksgang writes.
func New(id, name string) *Definitions {
	return &Definitions{
		Base:            Base{ID: id},
		Name:            name,
		TargetNamespace: SpaceSaksgang,
		Namespaces: []Namespace{
			{"bpmn", SpaceModel},
			{"bpmndi", SpaceDiagram},
			{"dc", SpaceDC},
			{"di", SpaceDI},
			{"xsi", SpaceXSI},
			{"saksgang", SpaceSaksgang},
		},
	}
}

// AddProcess adds an executable process.
func (d *Definitions) AddProcess(id, name string) *Process {
	p := &Process{Base: Base{ID: id}, Name: name, Executable: true}
	d.Processes = append(d.Processes, p)
	return p
}

// AddPool adds a pool that shows the process with this id ("" for a black
// box), and the collaboration if there is none.
func (d *Definitions) AddPool(id, name, process string) *Participant {
	if d.Collaboration == nil {
		d.Collaboration = &Collaboration{Base: Base{ID: d.ID + "-collaboration"}}
	}
	p := &Participant{Base: Base{ID: id}, Name: name, Process: process}
	d.Collaboration.Participants = append(d.Collaboration.Participants, p)
	return p
}

// AddMessage adds a message that events and tasks can refer to.
func (d *Definitions) AddMessage(id, name string) *Message {
	m := &Message{Base: Base{ID: id}, Name: name}
	d.Messages = append(d.Messages, m)
	return m
}

// AddNode adds a flow node; a sub-process gets an empty body.
func (s *Scope) AddNode(kind Kind, id, name string) *Node {
	n := &Node{Base: Base{ID: id}, Kind: kind, Name: name}
	if kind.IsSubProcess() {
		n.Body = &Scope{}
	}
	s.Nodes = append(s.Nodes, n)
	return n
}

// AddBoundary adds a boundary event on the activity with id host.
func (s *Scope) AddBoundary(host, id, name string, event *EventDefinition) *Node {
	n := s.AddNode(BoundaryEvent, id, name)
	n.AttachedTo = host
	n.Events = []*EventDefinition{event}
	return n
}

// Connect adds a sequence flow between two nodes given by id.
func (s *Scope) Connect(id, source, target string) *Flow {
	f := &Flow{Base: Base{ID: id}, Source: source, Target: target}
	s.Flows = append(s.Flows, f)
	return f
}

// When gives f a formal condition in the language of the definitions.
func (f *Flow) When(expression string) *Flow {
	f.Condition = &Expression{Formal: true, Text: expression}
	return f
}

// AddLane adds a lane, last in the scope's first lane set.
func (s *Scope) AddLane(id, name string, nodes ...string) *Lane {
	if len(s.LaneSets) == 0 {
		s.LaneSets = []*LaneSet{{Base: Base{ID: id + "-set"}}}
	}
	l := &Lane{Base: Base{ID: id}, Name: name, Nodes: nodes}
	s.LaneSets[0].Lanes = append(s.LaneSets[0].Lanes, l)
	return l
}

// AddLane adds a lane within l.
func (l *Lane) AddLane(id, name string, nodes ...string) *Lane {
	if l.Child == nil {
		l.Child = &LaneSet{Base: Base{ID: l.ID + "-set"}}
	}
	child := &Lane{Base: Base{ID: id}, Name: name, Nodes: nodes}
	l.Child.Lanes = append(l.Child.Lanes, child)
	return child
}

// Annotate adds a note and the association that ties it to the element. The
// association's id is the note's followed by "-tie".
func (s *Scope) Annotate(id, text, element string) *Annotation {
	a := &Annotation{Base: Base{ID: id}, Text: text}
	s.Annotations = append(s.Annotations, a)
	s.Associations = append(s.Associations, &Association{Base: Base{ID: id + "-tie"}, Source: element, Target: id})
	return a
}

// Timer makes an event definition that waits, for example
// Timer(TimeDuration, "P14D").
func Timer(kind TimerKind, expression string) *EventDefinition {
	return &EventDefinition{Kind: EventTimer, Timer: kind, Time: &Expression{Formal: true, Text: expression}}
}

// Event makes an event definition that refers to a message, signal, error,
// escalation or activity by id ("" for none).
func Event(kind EventKind, ref string) *EventDefinition {
	return &EventDefinition{Kind: kind, Ref: ref}
}
