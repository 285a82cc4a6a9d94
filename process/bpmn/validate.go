package bpmn

import (
	"strings"
)

// Validate finds what is structurally wrong with d, in the order of the file:
// references to nothing, flows that cross a border, nodes in no lane or in
// two, processes without a beginning or an end. It does not judge expressions
// or what Saksgang's own attributes say.
func Validate(d *Definitions) []Fault {
	v := &validator{d: d, seen: map[string]bool{}, roots: rootIDs(d), nodes: map[string]*Scope{}, things: things(d)}
	for _, p := range d.Processes {
		p.walk(func(s *Scope) {
			for _, n := range s.Nodes {
				v.nodes[n.ID] = s
			}
		})
	}
	v.ids(d)
	for _, p := range d.Processes {
		v.process(p)
	}
	if d.Collaboration != nil {
		v.collaboration(d.Collaboration)
	}
	v.diagrams()
	return v.faults
}

type validator struct {
	d      *Definitions
	faults []Fault
	seen   map[string]bool
	roots  map[string]EventKind
	nodes  map[string]*Scope
	things map[string]any
}

// add notes a fault. What names the fault in English, with {name} for the
// values in pairs.
func (v *validator) add(b *Base, name, code, what string, pairs ...any) {
	called := strings.Join(strings.Fields(name), " ")
	if called == "" {
		called = b.ID
	}
	args := arguments(append([]any{"element", b.ID, "name", called}, pairs...))
	v.faults = append(v.faults, Fault{Element: b.ID, Line: b.Line, Code: code, Args: args, What: fillIn(what, args)})
}

// rootIDs are the messages, signals and so on that events may refer to.
func rootIDs(d *Definitions) map[string]EventKind {
	ids := map[string]EventKind{}
	for _, x := range d.Messages {
		ids[x.ID] = EventMessage
	}
	for _, x := range d.Signals {
		ids[x.ID] = EventSignal
	}
	for _, x := range d.Errors {
		ids[x.ID] = EventError
	}
	for _, x := range d.Escalations {
		ids[x.ID] = EventEscalation
	}
	return ids
}

// ids sees to it that what others refer to has an id of its own.
func (v *validator) ids(d *Definitions) {
	for _, p := range d.Processes {
		v.id(&p.Base, p.Name)
		p.walk(func(s *Scope) {
			for _, l := range s.AllLanes() {
				v.id(&l.Base, l.Name)
			}
			for _, n := range s.Nodes {
				v.id(&n.Base, n.Name)
			}
			for _, f := range s.Flows {
				v.id(&f.Base, f.Name)
			}
			for _, x := range s.Data {
				v.id(&x.Base, x.Name)
			}
		})
	}
	if c := d.Collaboration; c != nil {
		for _, p := range c.Participants {
			v.id(&p.Base, p.Name)
		}
		for _, m := range c.MessageFlows {
			v.id(&m.Base, m.Name)
		}
	}
}

func (v *validator) id(b *Base, name string) {
	switch {
	case b.ID == "":
		v.add(b, name, "bpmn.id-missing", "an element called {name} has no id")
	case v.seen[b.ID]:
		v.add(b, name, "bpmn.id-twice", "the id {element} is used twice")
	}
	v.seen[b.ID] = true
}

func (v *validator) process(p *Process) {
	v.ends(&p.Base, p.Name, &p.Scope)
	v.lanes(&p.Scope)
	v.scope(&p.Scope, false)
}

// ends sees to it that work can begin and end. A sub-process may leave both
// out (BPMN 2.0.2, 13.3.4), but not only one of them.
func (v *validator) ends(b *Base, name string, s *Scope) {
	if len(s.Nodes) == 0 {
		return
	}
	starts, ends := s.starts(), s.ends()
	inner := v.nodes[b.ID] != nil
	if starts == 0 && (!inner || ends > 0) {
		v.add(b, name, "bpmn.start-missing", "{name} has no start event")
	}
	if ends == 0 && (!inner || starts > 0) {
		v.add(b, name, "bpmn.end-missing", "{name} has no end event")
	}
}

// starts counts where a process can begin: also a receive task or an
// event-based gateway may begin one.
func (s *Scope) starts() int {
	n := 0
	for _, x := range s.Nodes {
		if x.Kind == StartEvent || x.Instantiate {
			n++
		}
	}
	return n
}

func (s *Scope) ends() int {
	n := 0
	for _, x := range s.Nodes {
		if x.Kind == EndEvent {
			n++
		}
	}
	return n
}

// scope looks at what is within s. The parts of an ad-hoc sub-process need no
// order, and so no flows.
func (v *validator) scope(s *Scope, adHoc bool) {
	in, out := map[string]int{}, map[string]int{}
	for _, f := range s.Flows {
		v.flow(f, s)
		out[f.Source]++
		in[f.Target]++
	}
	for _, n := range s.Nodes {
		v.node(n, s)
		alone := in[n.ID] == 0 && out[n.ID] == 0 && len(s.Nodes) > 1
		if alone && n.Kind != BoundaryEvent && !n.ByEvent && !n.ForCompensation && !adHoc {
			v.add(&n.Base, n.Name, "bpmn.unconnected", "nothing leads to or from {name}")
		}
	}
	v.artifacts(&s.Artifacts)
}

func (v *validator) flow(f *Flow, s *Scope) {
	v.flowEnd(f, s, f.Source, "bpmn.flow-source-missing", "the flow {name} begins at {other}, which does not exist")
	v.flowEnd(f, s, f.Target, "bpmn.flow-target-missing", "the flow {name} leads to {other}, which does not exist")
	if n := s.Node(f.Source); n != nil && n.Kind == EndEvent {
		v.add(&f.Base, f.Name, "bpmn.flow-from-end", "the flow {name} begins at the end event {other}", "other", f.Source)
	}
	if n := s.Node(f.Target); n != nil && (n.Kind == StartEvent || n.Kind == BoundaryEvent) {
		v.add(&f.Base, f.Name, "bpmn.flow-into-start", "the flow {name} leads to {other}, which nothing may lead to", "other", f.Target)
	}
}

func (v *validator) flowEnd(f *Flow, s *Scope, id, code, what string) {
	switch in := v.nodes[id]; {
	case in == nil:
		v.add(&f.Base, f.Name, code, what, "other", id)
	case in != s:
		v.add(&f.Base, f.Name, "bpmn.flow-crosses-border", "the flow {name} crosses the border of a process or sub-process to {other}", "other", id)
	}
}

func (v *validator) node(n *Node, s *Scope) {
	if n.Default != "" {
		if f := s.Flow(n.Default); f == nil || f.Source != n.ID {
			v.add(&n.Base, n.Name, "bpmn.default-not-outgoing", "the default flow {other} does not leave {name}", "other", n.Default)
		}
	}
	for i := range n.Rest {
		if x := &n.Rest[i]; x.Name == bpmnName("incoming") || x.Name == bpmnName("outgoing") {
			v.add(&n.Base, n.Name, "bpmn.listed-flow-unknown", "{name} lists the flow {other}, which does not say so", "other", strings.TrimSpace(x.InnerText()))
		}
	}
	v.event(n, s)
	if n.Body != nil {
		if n.Kind != AdHocSubProcess {
			v.ends(&n.Base, n.Name, n.Body)
		}
		v.lanes(n.Body)
		v.scope(n.Body, n.Kind == AdHocSubProcess)
	}
}

func (v *validator) event(n *Node, s *Scope) {
	if n.Kind == BoundaryEvent {
		if host := s.Node(n.AttachedTo); host == nil || !host.Kind.IsActivity() {
			v.add(&n.Base, n.Name, "bpmn.boundary-host-missing", "{name} stands on {other}, which is no activity beside it", "other", n.AttachedTo)
		}
		if len(n.Events) == 0 && len(n.EventRefs) == 0 {
			v.add(&n.Base, n.Name, "bpmn.boundary-without-cause", "{name} does not say what it reacts to")
		}
	}
	for _, e := range n.Events {
		if want, ok := eventRefNames[e.Kind]; ok && e.Kind != EventCompensate && e.Ref != "" && v.roots[e.Ref] != e.Kind {
			v.add(&n.Base, n.Name, "bpmn.reference-unknown", "{name} refers to {other} ({as}), which does not exist", "other", e.Ref, "as", want)
		}
		if e.Kind == EventTimer && (e.Time == nil || blank(e.Time.Text)) {
			v.add(&n.Base, n.Name, "bpmn.timer-without-time", "the timer {name} has no time")
		}
	}
	for _, ref := range n.EventRefs {
		if !v.sharedEvent(ref) {
			v.add(&n.Base, n.Name, "bpmn.reference-unknown", "{name} refers to {other} ({as}), which does not exist", "other", ref, "as", "eventDefinitionRef")
		}
	}
	if n.Message != "" && v.roots[n.Message] != EventMessage {
		v.add(&n.Base, n.Name, "bpmn.reference-unknown", "{name} refers to {other} ({as}), which does not exist", "other", n.Message, "as", "messageRef")
	}
}

func (v *validator) sharedEvent(id string) bool {
	for _, e := range v.d.Events {
		if e.ID == id {
			return true
		}
	}
	return false
}
