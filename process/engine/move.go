package engine

import "saksgang/base/errs"

// Move takes an instance from one version of a process to another. Mapping
// says, by id in the drawing, which node of the new version corresponds to one
// of the old; a node that is not in it corresponds to the one with its own id.
// Only the nodes where tokens stand must have a counterpart, of the same kind
// and in a corresponding sub-process: else Invalid process.move-unmapped or
// process.move-unlike names it. Nothing is opened or closed by moving: what
// waits goes on waiting.
func Move(from, to *Graph, s State, mapping map[string]string) (State, error) {
	out := s.copied(0)
	out.Visits = make([]uint32, len(to.nodes))
	counterpart := func(n NodeID) (NodeID, bool) {
		id := from.nodes[n].ID
		if other, listed := mapping[id]; listed {
			id = other
		}
		return to.Find(id)
	}
	for n, visits := range s.Visits {
		if m, ok := counterpart(NodeID(n)); ok && n < len(from.nodes) {
			out.Visits[m] += visits
		}
	}
	for i := range out.Tokens {
		t := &out.Tokens[i]
		if t.Node == None {
			continue
		}
		old := &from.nodes[t.Node]
		n, ok := counterpart(t.Node)
		if !ok {
			return s, errs.Invalid("process.move-unmapped", "node", old.ID)
		}
		x := &to.nodes[n]
		if !sameWork(old, x) || !sameParent(from, to, old, x, mapping) {
			return s, errs.Invalid("process.move-unlike", "node", old.ID, "to", x.ID)
		}
		if old.joins() && t.Place != leaving {
			place, ok := sameWayIn(from, to, old, x, t.Place)
			if !ok {
				return s, errs.Invalid("process.move-unlike", "node", old.ID, "to", x.ID)
			}
			t.Place = place
		}
		t.Node = n
	}
	return out, nil
}

// sameWork says that a token may wait at y as it waited at x.
func sameWork(x, y *node) bool {
	return x.Kind == y.Kind && x.Event == y.Event && (x.loop == nil) == (y.loop == nil) && x.byEvent == y.byEvent
}

func sameParent(from, to *Graph, x, y *node, mapping map[string]string) bool {
	if x.parent == None || y.parent == None {
		return x.parent == y.parent
	}
	id := from.nodes[x.parent].ID
	if other, listed := mapping[id]; listed {
		id = other
	}
	return to.nodes[y.parent].ID == id
}

// sameWayIn finds the incoming flow with the id of the one a token came by.
func sameWayIn(from, to *Graph, x, y *node, place int32) (int32, bool) {
	if int(place) >= len(x.in) {
		return 0, false
	}
	id := from.flows[x.in[place]].id
	for i, f := range y.in {
		if to.flows[f].id == id {
			return int32(i), true
		}
	}
	return 0, false
}
