package bpmn

import "slices"

// Process returns the process with this id, or nil.
func (d *Definitions) Process(id string) *Process {
	for _, p := range d.Processes {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// Node returns the flow node with this id in any process or sub-process, and
// the scope that holds it; nil, nil where there is none.
func (d *Definitions) Node(id string) (*Node, *Scope) {
	for _, p := range d.Processes {
		if n, s := p.FindNode(id); n != nil {
			return n, s
		}
	}
	return nil, nil
}

// FindNode returns the flow node with this id in s or in a sub-process of it,
// and the scope that holds it; nil, nil where there is none.
func (s *Scope) FindNode(id string) (*Node, *Scope) {
	for _, n := range s.Nodes {
		if n.ID == id {
			return n, s
		}
		if n.Body != nil {
			if found, in := n.Body.FindNode(id); found != nil {
				return found, in
			}
		}
	}
	return nil, nil
}

// Node returns the flow node with this id in s itself, or nil.
func (s *Scope) Node(id string) *Node {
	for _, n := range s.Nodes {
		if n.ID == id {
			return n
		}
	}
	return nil
}

// Flow returns the sequence flow with this id in s itself, or nil.
func (s *Scope) Flow(id string) *Flow {
	for _, f := range s.Flows {
		if f.ID == id {
			return f
		}
	}
	return nil
}

// Outgoing returns the flows that leave the node, in the order in which their
// conditions are tried.
func (s *Scope) Outgoing(node string) []*Flow {
	var out []*Flow
	for _, f := range s.Flows {
		if f.Source == node {
			out = append(out, f)
		}
	}
	return out
}

// Incoming returns the flows that lead to the node.
func (s *Scope) Incoming(node string) []*Flow {
	var in []*Flow
	for _, f := range s.Flows {
		if f.Target == node {
			in = append(in, f)
		}
	}
	return in
}

// BoundaryOf returns the boundary events that stand on the activity.
func (s *Scope) BoundaryOf(activity string) []*Node {
	var on []*Node
	for _, n := range s.Nodes {
		if n.Kind == BoundaryEvent && n.AttachedTo == activity {
			on = append(on, n)
		}
	}
	return on
}

// Lanes returns the innermost lanes of s (those without lanes within), from
// top to bottom.
func (s *Scope) Lanes() []*Lane {
	var leaves []*Lane
	for _, l := range s.AllLanes() {
		if l.Child == nil || len(l.Child.Lanes) == 0 {
			leaves = append(leaves, l)
		}
	}
	return leaves
}

// AllLanes returns every lane of s, each before the lanes within it.
func (s *Scope) AllLanes() []*Lane {
	var all []*Lane
	for _, set := range s.LaneSets {
		all = append(all, set.all()...)
	}
	return all
}

func (set *LaneSet) all() []*Lane {
	var all []*Lane
	for _, l := range set.Lanes {
		all = append(all, l)
		if l.Child != nil {
			all = append(all, l.Child.all()...)
		}
	}
	return all
}

// LaneOf returns the innermost lane that lists the node, or nil. A boundary
// event that no lane lists is in the lane of the activity it stands on.
func (s *Scope) LaneOf(node string) *Lane {
	var found *Lane
	for _, l := range s.AllLanes() {
		if slices.Contains(l.Nodes, node) {
			found = l // a lane within comes after the lane around it
		}
	}
	if n := s.Node(node); found == nil && n != nil && n.AttachedTo != "" && n.AttachedTo != node {
		if host := s.Node(n.AttachedTo); host != nil && host.Kind != BoundaryEvent {
			return s.LaneOf(host.ID)
		}
	}
	return found
}

// MoveToLane takes the node out of every lane and puts it in this one.
func (s *Scope) MoveToLane(node string, to *Lane) {
	for _, l := range s.AllLanes() {
		l.Nodes = slices.DeleteFunc(l.Nodes, func(id string) bool { return id == node })
	}
	to.Nodes = append(to.Nodes, node)
}

// AnnotationsOf returns the notes tied to the element by an association, in
// either direction.
func (a *Artifacts) AnnotationsOf(element string) []*Annotation {
	var notes []*Annotation
	for _, note := range a.Annotations {
		for _, tie := range a.Associations {
			if tie.Source == element && tie.Target == note.ID || tie.Target == element && tie.Source == note.ID {
				notes = append(notes, note)
				break
			}
		}
	}
	return notes
}

// PoolOf returns the participant that shows the process, or nil.
func (d *Definitions) PoolOf(process string) *Participant {
	if d.Collaboration == nil {
		return nil
	}
	for _, p := range d.Collaboration.Participants {
		if p.Process == process {
			return p
		}
	}
	return nil
}
