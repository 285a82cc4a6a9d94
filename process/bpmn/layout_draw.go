package bpmn

import "math"

// drawing is shapes and edges with coordinates from 0, 0.
type drawing struct {
	shapes        []*Shape
	edges         []*Edge
	width, height float64
}

func (d *drawing) shift(dx, dy float64) {
	for _, s := range d.shapes {
		s.Bounds.X += dx
		s.Bounds.Y += dy
		s.Label.shift(dx, dy)
	}
	for _, e := range d.edges {
		for i := range e.Waypoints {
			e.Waypoints[i].X += dx
			e.Waypoints[i].Y += dy
		}
		e.Label.shift(dx, dy)
	}
}

func (l *Label) shift(dx, dy float64) {
	if l != nil && l.Bounds != nil {
		l.Bounds.X += dx
		l.Bounds.Y += dy
	}
}

// draw turns the grid into shapes and edges.
func (g *grid) draw() *drawing {
	g.number()
	g.freeSides()
	for _, c := range g.order {
		c.measure()
	}
	g.addFlows()
	g.addTies()
	g.routeMessages()
	g.assignTracks()
	g.placeLabels()
	header := g.headerWidth()
	out := &drawing{}
	out.width = math.Max(g.placeColumns(header), header+240)
	if g.isBody() {
		out.width = g.placeColumns(header)
	}
	out.height = g.placeRows()
	g.placeCells()
	for _, a := range g.areas {
		a.bounds.Width = out.width
		g.drawArea(a, out)
	}
	for _, c := range g.order {
		g.drawCell(c, out)
	}
	for _, w := range g.wires {
		out.addEdge(w.id, g.path(w), g.wireLabel(w))
	}
	for _, a := range g.areas {
		for _, m := range a.straight {
			path := g.messagePath(m)
			out.addEdge(m.wire.id, path, g.messageLabel(m, path))
		}
	}
	g.drawTies(out)
	return out
}

func (g *grid) isBody() bool {
	return len(g.areas) == 1 && g.areas[0].pool.participant == nil && len(g.areas[0].scope.LaneSets) == 0
}

// headerWidth is the room for the names of pools and lanes.
func (g *grid) headerWidth() float64 {
	width := 0.0
	for _, a := range g.areas {
		w := 0.0
		if a.pool.participant != nil {
			w = poolHeader
		}
		if a.scope != nil && len(a.scope.LaneSets) > 0 {
			w += a.lanesWidth()
		}
		width = math.Max(width, w)
	}
	return width
}

func (a *area) lanesWidth() float64 {
	deepest := 0
	for _, set := range a.scope.LaneSets {
		deepest = max(deepest, set.depth())
	}
	return float64(max(deepest-1, 0))*laneStrip + a.laneHeader()
}

// laneHeader is wide enough for the longest part of a name that is not broken.
func (a *area) laneHeader() float64 {
	const least, most = 100.0, 190.0
	width := least
	for _, l := range a.scope.Lanes() {
		for _, piece := range pieces(l.Name) {
			width = math.Max(width, boldWidth(piece)+laneHeadPad)
		}
	}
	return math.Min(math.Ceil(width), most)
}

func (a *area) laneLines(l *Lane) []string {
	return wrap(l.Name, (a.laneHeader()-laneHeadPad)/bolder, taskFont)
}

func (set *LaneSet) depth() int {
	deepest := 0
	for _, l := range set.Lanes {
		d := 1
		if l.Child != nil {
			d += l.Child.depth()
		}
		deepest = max(deepest, d)
	}
	return deepest
}

func (g *grid) drawArea(a *area, out *drawing) {
	x := 0.0
	if p := a.pool.participant; p != nil {
		out.shapes = append(out.shapes, upright(p.ID, a.bounds))
		x = poolHeader
	}
	if a.scope == nil {
		return
	}
	for _, set := range a.scope.LaneSets {
		g.drawLanes(a, set, x, out)
	}
}

func upright(id string, b Bounds) *Shape {
	horizontal := true
	return &Shape{Base: Base{ID: id + "_di"}, Element: id, Bounds: b, Horizontal: &horizontal}
}

// drawLanes draws lanes before the lanes within them, and returns what they
// cover.
func (g *grid) drawLanes(a *area, set *LaneSet, x float64, out *drawing) *Bounds {
	var all *Bounds
	for _, l := range set.Lanes {
		s := upright(l.ID, Bounds{})
		out.shapes = append(out.shapes, s)
		if l.Child != nil && len(l.Child.Lanes) > 0 {
			s.Bounds = *g.drawLanes(a, l.Child, x+laneStrip, out)
			s.Bounds.Width += s.Bounds.X - x
			s.Bounds.X = x
		} else {
			b := a.bandFor(l)
			s.Bounds = Bounds{x, b.shape.Y, a.bounds.Width - x, b.shape.Height}
			_, h := textBox(a.laneLines(l), taskFont, taskLine)
			s.Label = &Label{Bounds: &Bounds{x + laneHeadPad/2, s.Bounds.Centre().Y - h/2, a.laneHeader() - laneHeadPad, h}}
		}
		all = around(all, s.Bounds)
	}
	return all
}

func (g *grid) drawCell(c *cell, out *drawing) {
	if c.loose != nil {
		out.addHung(c.loose)
		return
	}
	s := &Shape{Base: Base{ID: c.id + "_di"}, Element: c.id, Bounds: c.bounds()}
	yes, no := true, false
	if len(c.label) > 0 {
		b := c.labelBounds()
		s.Label = &Label{Bounds: &b}
	}
	if c.node.Kind == ExclusiveGateway {
		s.MarkerVisible = &yes
	}
	if c.node.Kind.IsSubProcess() {
		s.Expanded = &no
	}
	out.shapes = append(out.shapes, s)
	if c.inner != nil {
		s.Expanded = &yes
		head := s.Bounds.Height - c.inner.height
		c.inner.shift(s.Bounds.X+(s.Bounds.Width-c.inner.width)/2, s.Bounds.Y+head-bodyPad/2)
		out.shapes = append(out.shapes, c.inner.shapes...)
		out.edges = append(out.edges, c.inner.edges...)
	}
	for _, b := range c.boundary {
		s := &Shape{Base: Base{ID: b.node.ID + "_di"}, Element: b.node.ID, Bounds: b.bounds(c)}
		if len(b.label) > 0 {
			l := b.labelBounds(c)
			s.Label = &Label{Bounds: &l}
		}
		out.shapes = append(out.shapes, s)
	}
	for _, h := range c.hangs {
		out.addHung(h)
	}
}

func (d *drawing) addHung(h *hung) {
	s := &Shape{Base: Base{ID: h.id + "_di"}, Element: h.id, Bounds: h.bounds()}
	if h.data != nil && len(h.lines) > 0 {
		w, height := textBox(h.lines, labelFont, labelLine)
		s.Label = &Label{Bounds: &Bounds{s.Bounds.Centre().X - w/2, s.Bounds.Bottom() + 4, w, height}}
	}
	d.shapes = append(d.shapes, s)
}

func (d *drawing) addEdge(id string, points []Point, label *Label) {
	if id == "" {
		return // BPMN has no way to draw what has no id
	}
	d.edges = append(d.edges, &Edge{Base: Base{ID: id + "_di"}, Element: id, Waypoints: points, Label: label})
}

// wireLabel is where the name of a flow stands.
func (g *grid) wireLabel(w *wire) *Label {
	if len(w.label) == 0 {
		return nil
	}
	b := w.labelled
	if w.channel == nil {
		b.X = g.gutters[w.gs].labelX()
		b.Y += g.rows[w.labelRow()].centre
		return &Label{Bounds: &b}
	}
	b.Width, b.Height = textBox(w.label, labelFont, labelLine)
	b.Y = w.run.line.y - b.Height - 2
	for _, r := range w.run.line.runs {
		if r == w.run {
			break
		}
		_, h := textBox(r.wire.label, labelFont, labelLine)
		b.Y -= h
	}
	if w.gt > w.gs {
		b.X = g.columns[w.gs].begin() + 2
	} else {
		b.X = g.columns[w.gs-1].end() - b.Width
	}
	last := g.gutters[len(g.gutters)-1]
	b.X = math.Max(math.Min(b.X, last.x+last.width-b.Width), g.gutters[0].x)
	return &Label{Bounds: &b}
}
