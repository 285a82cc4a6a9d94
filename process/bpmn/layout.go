package bpmn

// Layout draws d anew: its diagrams are replaced by one. The drawing reads
// from left to right, one band per lane, and depends on d alone.
//
// Nodes stand in columns by their longest path from a start, and in rows
// within their lane. Between columns are gutters and above rows are channels
// in which nothing stands; flows run there, or along a row where its cells
// are empty. So no flow can pass through a node, however the process is made.
// Notes and data hang below the node they belong to, in its own cell.
//
// A node that no lane lists stands below the lanes. What refers to something
// that does not exist is not drawn, nor is a flow into a boundary event, a
// message from a pool to itself, or a second flow that one note is tied to;
// Validate names the first three. A group keeps around
// it what it held in the drawing before, and is left out if that was nothing.
func Layout(d *Definitions) {
	members := groupMembers(d)
	g := newGrid()
	for _, p := range poolsOf(d) {
		g.addPool(p)
	}
	if d.Collaboration != nil {
		g.addArtifacts(&d.Collaboration.Artifacts)
	}
	g.hangAll()
	g.addMessageFlows(d)
	out := g.draw()
	diagram := &Diagram{Base: Base{ID: "diagram"}, Plane: Base{ID: "plane"}, Element: planeElement(d)}
	out.shift(pageMargin, pageMargin)
	diagram.Shapes, diagram.Edges = out.shapes, out.edges
	frameGroups(d, diagram, members)
	d.Diagrams = []*Diagram{diagram}
}

const pageMargin = 20

func planeElement(d *Definitions) string {
	if d.Collaboration != nil {
		return d.Collaboration.ID
	}
	if len(d.Processes) > 0 {
		return d.Processes[0].ID
	}
	return ""
}

// pool is a process to draw, a participant, or both.
type pool struct {
	participant *Participant
	process     *Process
}

// poolsOf lists the pools in their order, then the processes without one. A
// process that two participants name is drawn in the first.
func poolsOf(d *Definitions) []pool {
	var pools []pool
	drawn := map[string]bool{}
	if d.Collaboration != nil {
		for _, p := range d.Collaboration.Participants {
			process := d.Process(p.Process)
			if process != nil && drawn[process.ID] {
				process = nil
			}
			if process != nil {
				drawn[process.ID] = true
			}
			pools = append(pools, pool{p, process})
		}
	}
	for _, p := range d.Processes {
		if !drawn[p.ID] {
			pools = append(pools, pool{nil, p})
		}
	}
	return pools
}

// groupMembers finds what each group holds: in BPMN only the drawing says so.
func groupMembers(d *Definitions) map[string][]string {
	members := map[string][]string{}
	for _, g := range allGroups(d) {
		for _, diagram := range d.Diagrams {
			frame := diagram.ShapeOf(g.ID)
			if frame == nil {
				continue
			}
			for _, s := range diagram.Shapes {
				if n, _ := d.Node(s.Element); n != nil && frame.Bounds.Contains(s.Bounds) {
					members[g.ID] = append(members[g.ID], s.Element)
				}
			}
		}
	}
	return members
}

func allGroups(d *Definitions) []*Group {
	var all []*Group
	if d.Collaboration != nil {
		all = append(all, d.Collaboration.Groups...)
	}
	for _, p := range d.Processes {
		p.walk(func(s *Scope) { all = append(all, s.Groups...) })
	}
	return all
}

// walk visits s and every scope within it, outermost first.
func (s *Scope) walk(visit func(*Scope)) {
	visit(s)
	for _, n := range s.Nodes {
		if n.Body != nil {
			n.Body.walk(visit)
		}
	}
}

func frameGroups(d *Definitions, diagram *Diagram, members map[string][]string) {
	const margin = 8
	for _, g := range allGroups(d) {
		var frame *Bounds
		for _, id := range members[g.ID] {
			if s := diagram.ShapeOf(id); s != nil {
				frame = around(frame, s.Bounds)
			}
		}
		if frame == nil {
			continue
		}
		diagram.Shapes = append(diagram.Shapes, &Shape{
			Base: Base{ID: g.ID + "_di"}, Element: g.ID,
			Bounds: Bounds{frame.X - margin, frame.Y - margin, frame.Width + 2*margin, frame.Height + 2*margin},
		})
	}
}

func around(frame *Bounds, b Bounds) *Bounds {
	if frame == nil {
		return &b
	}
	x, y := min(frame.X, b.X), min(frame.Y, b.Y)
	return &Bounds{x, y, max(frame.Right(), b.Right()) - x, max(frame.Bottom(), b.Bottom()) - y}
}
