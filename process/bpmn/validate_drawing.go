package bpmn

import "slices"

// lanes sees to it that every node is in exactly one innermost lane of each
// lane set. A boundary event may leave that to the activity it stands on.
func (v *validator) lanes(s *Scope) {
	for _, set := range s.LaneSets {
		in := map[string][]*Lane{}
		v.laneSet(set, nil, s, in)
		for _, n := range s.Nodes {
			switch lanes := in[n.ID]; {
			case len(lanes) == 0 && n.Kind != BoundaryEvent:
				v.add(&n.Base, n.Name, "bpmn.node-in-no-lane", "{name} is in no lane")
			case len(lanes) > 1:
				v.add(&n.Base, n.Name, "bpmn.node-in-two-lanes", "{name} is in the lanes {first} and {second}",
					"first", lanes[0].called(), "second", lanes[1].called())
			}
		}
	}
}

func (l *Lane) called() string {
	if l.Name != "" {
		return l.Name
	}
	return l.ID
}

// laneSet gathers for each node the lanes that list it, leaving out a lane
// around one that lists it too.
func (v *validator) laneSet(set *LaneSet, around []*Lane, s *Scope, in map[string][]*Lane) {
	for _, l := range set.Lanes {
		for _, id := range l.Nodes {
			if v.nodes[id] == nil {
				v.add(&l.Base, l.Name, "bpmn.lane-node-unknown", "the lane {name} lists {other}, which does not exist", "other", id)
			}
			in[id] = slices.DeleteFunc(in[id], func(o *Lane) bool { return slices.Contains(around, o) })
			in[id] = append(in[id], l)
		}
		if l.Child != nil {
			v.laneSet(l.Child, append(slices.Clone(around), l), s, in)
		}
	}
}

func (v *validator) artifacts(a *Artifacts) {
	for _, tie := range a.Associations {
		for _, id := range []string{tie.Source, tie.Target} {
			if v.things[id] == nil && v.d.Process(id) == nil {
				v.add(&tie.Base, "", "bpmn.association-end-missing", "the association {name} ends at {other}, which does not exist", "other", id)
			}
		}
	}
}

func (v *validator) collaboration(c *Collaboration) {
	for _, p := range c.Participants {
		if p.Process != "" && v.d.Process(p.Process) == nil {
			v.add(&p.Base, p.Name, "bpmn.process-missing", "the pool {name} shows the process {other}, which does not exist", "other", p.Process)
		}
	}
	for _, m := range c.MessageFlows {
		source, ok := v.poolAt(m.Source)
		target, ok2 := v.poolAt(m.Target)
		switch {
		case !ok:
			v.add(&m.Base, m.Name, "bpmn.message-end-missing", "the message flow {name} ends at {other}, which does not exist", "other", m.Source)
		case !ok2:
			v.add(&m.Base, m.Name, "bpmn.message-end-missing", "the message flow {name} ends at {other}, which does not exist", "other", m.Target)
		case source == target:
			v.add(&m.Base, m.Name, "bpmn.message-within-pool", "the message flow {name} stays within one pool")
		}
	}
	v.artifacts(&c.Artifacts)
}

// poolAt is the process of a node or of a pool, or the pool where it has none.
func (v *validator) poolAt(id string) (string, bool) {
	if p, ok := v.things[id].(*Participant); ok {
		if p.Process != "" {
			return p.Process, true
		}
		return p.ID, true
	}
	for _, p := range v.d.Processes {
		if n, _ := p.FindNode(id); n != nil {
			return p.ID, true
		}
	}
	return "", false
}

// diagrams sees to it that what is drawn exists.
func (v *validator) diagrams() {
	known := func(id string) bool {
		return id == "" || v.things[id] != nil || v.d.Process(id) != nil ||
			v.d.Collaboration != nil && v.d.Collaboration.ID == id || restHas(v.d.Rest, id)
	}
	for _, d := range v.d.Diagrams {
		for _, s := range d.Shapes {
			if !known(s.Element) {
				v.add(&s.Base, "", "bpmn.drawn-unknown", "the shape {name} draws {other}, which does not exist", "other", s.Element)
			}
		}
		for _, e := range d.Edges {
			if !known(e.Element) {
				v.add(&e.Base, "", "bpmn.drawn-unknown", "the edge {name} draws {other}, which does not exist", "other", e.Element)
			}
		}
	}
}

// restHas says that an element with this id is among those without fields,
// such as a second collaboration, a choreography or a conversation.
func restHas(rest []Element, id string) bool {
	for i := range rest {
		if rest[i].Get("id") == id || restHas(rest[i].Content, id) {
			return true
		}
	}
	return false
}
