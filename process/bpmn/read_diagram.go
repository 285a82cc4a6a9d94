package bpmn

func (r *reader) diagram(x *xmlNode) *Diagram {
	c, d := r.open(x), &Diagram{}
	c.drawn(&d.Base)
	d.Name = c.attr("name")
	if plane := c.one(SpaceDiagram, "BPMNPlane"); plane != nil {
		in := r.open(plane)
		in.drawn(&d.Plane)
		d.Element = in.ref("bpmnElement")
		for _, k := range in.all(SpaceDiagram, "BPMNShape") {
			d.Shapes = append(d.Shapes, r.shape(k))
		}
		for _, k := range in.all(SpaceDiagram, "BPMNEdge") {
			d.Edges = append(d.Edges, r.edge(k))
		}
		in.rest(&d.Plane)
	}
	c.rest(&d.Base)
	return d
}

// drawn takes the id of a part of the drawing, which has no documentation.
func (c *cursor) drawn(b *Base) {
	b.Line = c.x.at.line
	b.ID = c.attr("id")
}

func (r *reader) shape(x *xmlNode) *Shape {
	c, s := r.open(x), &Shape{}
	c.drawn(&s.Base)
	s.Element = c.ref("bpmnElement")
	s.Horizontal = c.flag("isHorizontal")
	s.Expanded = c.flag("isExpanded")
	s.MarkerVisible = c.flag("isMarkerVisible")
	if b := c.one(SpaceDC, "Bounds"); b != nil {
		s.Bounds = r.bounds(b)
	} else {
		r.fail(x, "bpmn.bounds-missing", "the shape of {of} has no Bounds", "of", s.Element)
	}
	s.Label = c.label()
	c.rest(&s.Base)
	return s
}

func (r *reader) edge(x *xmlNode) *Edge {
	c, e := r.open(x), &Edge{}
	c.drawn(&e.Base)
	e.Element = c.ref("bpmnElement")
	for _, k := range c.all(SpaceDI, "waypoint") {
		in := r.open(k)
		e.Waypoints = append(e.Waypoints, Point{in.number("x"), in.number("y")})
	}
	e.Label = c.label()
	c.rest(&e.Base)
	return e
}

func (c *cursor) label() *Label {
	x := c.one(SpaceDiagram, "BPMNLabel")
	if x == nil {
		return nil
	}
	in, l := c.open(x), &Label{}
	in.drawn(&l.Base)
	if b := in.one(SpaceDC, "Bounds"); b != nil {
		bounds := c.bounds(b)
		l.Bounds = &bounds
	}
	in.rest(&l.Base)
	return l
}

func (r *reader) bounds(x *xmlNode) Bounds {
	c := r.open(x)
	return Bounds{c.number("x"), c.number("y"), c.number("width"), c.number("height")}
}
