package bpmn_test

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"saksgang/process/bpmn"
)

// picture is a laid-out process with what the rules need to know of it.
type picture struct {
	d       *bpmn.Definitions
	diagram *bpmn.Diagram
	nodes   map[string]*bpmn.Node
	scopes  map[string]*bpmn.Scope // of each node
	parent  map[*bpmn.Scope]string // the sub-process of each inner scope
	shapes  map[string]*bpmn.Shape
	notes   map[string]bool // notes and data
}

func pictureOf(d *bpmn.Definitions) *picture {
	p := &picture{
		d: d, diagram: d.Diagrams[0], nodes: map[string]*bpmn.Node{}, scopes: map[string]*bpmn.Scope{},
		parent: map[*bpmn.Scope]string{}, shapes: map[string]*bpmn.Shape{}, notes: map[string]bool{},
	}
	for _, process := range d.Processes {
		p.take(&process.Scope)
	}
	for _, s := range p.diagram.Shapes {
		p.shapes[s.Element] = s
	}
	return p
}

func (p *picture) take(s *bpmn.Scope) {
	for _, n := range s.Nodes {
		p.nodes[n.ID], p.scopes[n.ID] = n, s
		if n.Body != nil {
			p.parent[n.Body] = n.ID
			p.take(n.Body)
		}
	}
	for _, a := range s.Annotations {
		p.notes[a.ID] = true
	}
	for _, x := range s.Data {
		p.notes[x.ID] = true
	}
}

// within says that inner is outer or lies in it as part of a sub-process.
func (p *picture) within(inner, outer string) bool {
	for inner != "" {
		if inner == outer {
			return true
		}
		inner = p.parent[p.scopes[inner]]
	}
	return false
}

// belong says that two nodes may touch: one within the other, or a boundary
// event and what it stands on.
func (p *picture) belong(a, b string) bool {
	on := func(a, b string) bool {
		return p.nodes[a].Kind == bpmn.BoundaryEvent && p.within(p.nodes[a].AttachedTo, b)
	}
	return p.within(a, b) || p.within(b, a) || on(a, b) || on(b, a)
}

// rules are what holds of every drawing, each with the name it is tested by.
var rules = map[string]func(p *picture) error{
	"every flow node is drawn once":                             (*picture).nodesDrawnOnce,
	"every flow node is in the lane that lists it and no other": (*picture).nodesInTheirLane,
	"lanes and pools cover their pool without overlapping":      (*picture).lanesFillPool,
	"no two nodes overlap":                                      (*picture).nodesApart,
	"no edge goes through a node that is not its end":           (*picture).edgesClear,
	"every edge begins and ends at its ends":                    (*picture).edgesMeetEnds,
	"edges run up, down and across only":                        (*picture).edgesOrthogonal,
	"every flow, message and tie is drawn":                      (*picture).edgesDrawn,
	"notes and data lie in the pool and on nothing":             (*picture).notesApart,
	"names do not lie on nodes":                                 (*picture).labelsApart,
}

func TestLayoutOfAnyProcess(t *testing.T) {
	t.Parallel()
	for name, rule := range rules {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				d := anyProcess(t)
				bpmn.Layout(d)
				if err := rule(pictureOf(d)); err != nil {
					t.Fatal(err)
				}
			})
		})
	}
}

func TestLayoutOfForeignModels(t *testing.T) {
	t.Parallel()
	for _, path := range foreignFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			d, _ := readFile(t, path)
			bpmn.Layout(d)
			p := pictureOf(d)
			for _, name := range []string{
				"every flow node is drawn once", "no two nodes overlap", "edges run up, down and across only",
				"no edge goes through a node that is not its end", "names do not lie on nodes",
			} {
				if err := rules[name](p); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
}

func TestLayoutDependsOnTheProcessAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyProcess(t)
		bpmn.Layout(d)
		first := d.Diagrams
		bpmn.Layout(d)
		if diff := cmp.Diff(first, d.Diagrams); diff != "" {
			t.Fatalf("laid out twice:\n%s", diff)
		}
	})
}

func (p *picture) nodesDrawnOnce() error {
	count := map[string]int{}
	for _, s := range p.diagram.Shapes {
		count[s.Element]++
	}
	for id := range p.nodes {
		if count[id] != 1 {
			return fmt.Errorf("%s is drawn %d times", id, count[id])
		}
	}
	return nil
}

func (p *picture) nodesInTheirLane() error {
	for _, process := range p.d.Processes {
		for _, n := range process.Nodes {
			own := process.LaneOf(n.ID)
			for _, l := range process.Lanes() {
				in := p.shapes[l.ID].Bounds.Contains(p.shapes[n.ID].Bounds)
				touches := p.shapes[l.ID].Bounds.Overlaps(p.shapes[n.ID].Bounds)
				if (l == own) != in || touches != in {
					return fmt.Errorf("%s %v and lane %s %v", n.ID, p.shapes[n.ID].Bounds, l.ID, p.shapes[l.ID].Bounds)
				}
			}
		}
	}
	return nil
}

func (p *picture) lanesFillPool() error {
	for _, participant := range p.d.Collaboration.Participants {
		pool := p.shapes[participant.ID]
		for _, other := range p.d.Collaboration.Participants {
			if other != participant && pool.Bounds.Overlaps(p.shapes[other.ID].Bounds) {
				return fmt.Errorf("pools %s and %s overlap", participant.ID, other.ID)
			}
		}
		process := p.d.Process(participant.Process)
		if process == nil || len(process.LaneSets) == 0 {
			continue
		}
		height := 0.0
		for _, l := range process.Lanes() {
			b := p.shapes[l.ID].Bounds
			height += b.Height
			if !pool.Bounds.Contains(b) || b.Right() != pool.Bounds.Right() {
				return fmt.Errorf("lane %s %v in pool %v", l.ID, b, pool.Bounds)
			}
			if name := p.shapes[l.ID].Label.Bounds; !b.Contains(*name) {
				return fmt.Errorf("the name of lane %s is at %v, the lane at %v", l.ID, *name, b)
			}
		}
		if math.Abs(height-pool.Bounds.Height) > 0.01 {
			return fmt.Errorf("lanes are %v high, their pool %v", height, pool.Bounds.Height)
		}
	}
	return nil
}

func (p *picture) nodesApart() error {
	for a := range p.nodes {
		for b := range p.nodes {
			if a < b && !p.belong(a, b) && p.shapes[a].Bounds.Overlaps(p.shapes[b].Bounds) {
				return fmt.Errorf("%s %v and %s %v", a, p.shapes[a].Bounds, b, p.shapes[b].Bounds)
			}
			if a != b && p.within(a, b) && !p.shapes[b].Bounds.Contains(p.shapes[a].Bounds) {
				return fmt.Errorf("%s is not inside its sub-process %s", a, b)
			}
		}
	}
	return nil
}

// endsOf gives the two ids that each drawn edge joins.
func (p *picture) endsOf() map[string][2]string {
	ends := map[string][2]string{}
	for _, process := range p.d.Processes {
		scopes := []*bpmn.Scope{&process.Scope}
		for len(scopes) > 0 {
			s := scopes[0]
			scopes = scopes[1:]
			for _, f := range s.Flows {
				ends[f.ID] = [2]string{f.Source, f.Target}
			}
			for _, a := range s.Associations {
				ends[a.ID] = [2]string{a.Source, a.Target}
			}
			for _, n := range s.Nodes {
				for _, in := range n.Inputs {
					if len(in.Sources) > 0 {
						ends[in.ID] = [2]string{in.Sources[0], n.ID}
					}
				}
				for _, out := range n.Outputs {
					ends[out.ID] = [2]string{n.ID, out.Target}
				}
				if n.Body != nil {
					scopes = append(scopes, n.Body)
				}
			}
		}
	}
	if p.d.Collaboration != nil {
		for _, m := range p.d.Collaboration.MessageFlows {
			ends[m.ID] = [2]string{m.Source, m.Target}
		}
	}
	return ends
}

func (p *picture) edgesClear() error {
	ends := p.endsOf()
	for _, e := range p.diagram.Edges {
		for i := 0; i+1 < len(e.Waypoints); i++ {
			line := spanned(e.Waypoints[i], e.Waypoints[i+1])
			for id := range p.nodes {
				if p.mayCross(ends[e.Element], id) {
					continue
				}
				if line.Overlaps(p.shapes[id].Bounds) {
					return fmt.Errorf("%s from %v crosses %s: %v through %v", e.Element, ends[e.Element], id, line, p.shapes[id].Bounds)
				}
			}
		}
	}
	return nil
}

// mayCross says that an edge may lie within a node: a sub-process that one of
// its ends is part of, or what a boundary event at its end stands on. The
// ends themselves are looked at by edgesMeetEnds.
func (p *picture) mayCross(ends [2]string, id string) bool {
	for _, end := range ends {
		if n := p.nodes[end]; n == nil {
			continue
		} else if p.within(end, id) || n.Kind == bpmn.BoundaryEvent && p.within(n.AttachedTo, id) {
			return true
		}
		if p.within(id, end) {
			return false
		}
	}
	return p.within2(ends, id)
}

// within2 says that the edge belongs to the inside of the sub-process id.
func (p *picture) within2(ends [2]string, id string) bool {
	for _, end := range ends {
		if p.nodes[end] == nil && p.notes[end] && p.parentOfNote(end) != "" && p.within(p.parentOfNote(end), id) {
			return true
		}
	}
	return false
}

func (p *picture) parentOfNote(id string) string {
	for s, parent := range p.parent {
		for _, a := range s.Annotations {
			if a.ID == id {
				return parent
			}
		}
		for _, x := range s.Data {
			if x.ID == id {
				return parent
			}
		}
	}
	return ""
}

func spanned(a, b bpmn.Point) bpmn.Bounds {
	const thin = 0.2
	return bpmn.Bounds{
		X: math.Min(a.X, b.X) - thin/2, Y: math.Min(a.Y, b.Y) - thin/2,
		Width: math.Abs(a.X-b.X) + thin, Height: math.Abs(a.Y-b.Y) + thin,
	}
}

// edgesMeetEnds also sees to it that an edge does not cut into its own ends:
// only its first and last stretch may touch them, at their border.
func (p *picture) edgesMeetEnds() error {
	ends := p.endsOf()
	for _, e := range p.diagram.Edges {
		for i, id := range ends[e.Element] {
			s := p.shapes[id]
			if s == nil || p.parent[p.scopes[id]] != "" && strings.HasPrefix(e.Element, "m") {
				continue
			}
			at := e.Waypoints[0]
			if i == 1 {
				at = e.Waypoints[len(e.Waypoints)-1]
			}
			if !onBorder(s.Bounds, at) {
				return fmt.Errorf("%s ends at %v, %s is at %v", e.Element, at, id, s.Bounds)
			}
			for k := 0; k+1 < len(e.Waypoints); k++ {
				inner := bpmn.Bounds{X: s.Bounds.X + 1, Y: s.Bounds.Y + 1, Width: s.Bounds.Width - 2, Height: s.Bounds.Height - 2}
				if p.nodes[id] != nil && spanned(e.Waypoints[k], e.Waypoints[k+1]).Overlaps(inner) {
					return fmt.Errorf("%s goes through its own end %s", e.Element, id)
				}
			}
		}
	}
	return nil
}

func onBorder(b bpmn.Bounds, at bpmn.Point) bool {
	const slack = 0.01
	near := func(a, b float64) bool { return math.Abs(a-b) < slack }
	inX := at.X > b.X-slack && at.X < b.Right()+slack
	inY := at.Y > b.Y-slack && at.Y < b.Bottom()+slack
	return inX && inY && (near(at.X, b.X) || near(at.X, b.Right()) || near(at.Y, b.Y) || near(at.Y, b.Bottom()))
}

func (p *picture) edgesOrthogonal() error {
	for _, e := range p.diagram.Edges {
		if len(e.Waypoints) < 2 {
			return fmt.Errorf("%s has %d waypoints", e.Element, len(e.Waypoints))
		}
		for i := 0; i+1 < len(e.Waypoints); i++ {
			if a, b := e.Waypoints[i], e.Waypoints[i+1]; a.X != b.X && a.Y != b.Y {
				return fmt.Errorf("%s goes aslant from %v to %v", e.Element, a, b)
			}
		}
	}
	return nil
}

func (p *picture) edgesDrawn() error {
	drawn := map[string]bool{}
	for _, e := range p.diagram.Edges {
		drawn[e.Element] = true
	}
	for id, ends := range p.endsOf() {
		poolToItself := ends[0] == ends[1] && p.nodes[ends[0]] == nil
		if ends[0] != "nothing" && !poolToItself && !drawn[id] {
			return fmt.Errorf("%s from %s to %s is not drawn", id, ends[0], ends[1])
		}
	}
	return nil
}

func (p *picture) notesApart() error {
	for id := range p.notes {
		s := p.shapes[id]
		if s == nil {
			return fmt.Errorf("%s is not drawn", id)
		}
		inPool := false
		for _, participant := range p.d.Collaboration.Participants {
			inPool = inPool || p.shapes[participant.ID].Bounds.Contains(s.Bounds)
		}
		if !inPool {
			return fmt.Errorf("%s %v is in no pool", id, s.Bounds)
		}
		for other, o := range p.shapes {
			if _, isNode := p.nodes[other]; !isNode && !p.notes[other] || other == id {
				continue
			}
			around := p.nodes[other] != nil && p.within(p.parentOfNote(id), other)
			if s.Bounds.Overlaps(o.Bounds) && !around {
				return fmt.Errorf("%s %v lies on %s %v", id, s.Bounds, other, o.Bounds)
			}
		}
	}
	return nil
}

func (p *picture) labelsApart() error {
	check := func(of string, l *bpmn.Label) error {
		for id := range p.nodes {
			b := p.shapes[id].Bounds
			if !l.Bounds.Overlaps(b) || p.nodes[of] != nil && p.parent[p.scopes[of]] != "" && p.within(p.parent[p.scopes[of]], id) {
				continue
			}
			if b.Contains(*l.Bounds) && p.nodes[id].Body != nil {
				continue // inside an open sub-process
			}
			return fmt.Errorf("the name of %s at %v lies on %s at %v", of, *l.Bounds, id, b)
		}
		return nil
	}
	for _, s := range p.diagram.Shapes {
		if s.Label != nil {
			if err := check(s.Element, s.Label); err != nil {
				return err
			}
		}
	}
	for _, e := range p.diagram.Edges {
		if e.Label != nil {
			if err := check(e.Element, e.Label); err != nil {
				return err
			}
		}
	}
	return nil
}
