package bpmn

func (d *Diagram) element() Element {
	m := newMaker(SpaceDiagram, "BPMNDiagram", &d.Base).attr("name", d.Name)
	plane := newMaker(SpaceDiagram, "BPMNPlane", &d.Plane).attr("bpmnElement", d.Element)
	for _, s := range d.Shapes {
		plane.child(s.element())
	}
	for _, e := range d.Edges {
		plane.child(e.element())
	}
	m.child(plane.doneDrawn(&d.Plane))
	return m.doneDrawn(&d.Base)
}

// doneDrawn is done for parts of the drawing: an extension comes first, the
// other children are in order already.
func (m *maker) doneDrawn(b *Base) Element {
	var first []Element
	for _, e := range b.Rest {
		if e.Name == (Name{SpaceDI, "extension"}) {
			first = append(first, e)
			continue
		}
		m.child(e)
	}
	m.e.Content = append(first, m.e.Content...)
	m.e.Attrs = append(m.typed, b.Attrs...)
	return m.e
}

func (s *Shape) element() Element {
	m := newMaker(SpaceDiagram, "BPMNShape", &s.Base).attr("bpmnElement", s.Element)
	m.flag("isHorizontal", s.Horizontal).flag("isExpanded", s.Expanded).flag("isMarkerVisible", s.MarkerVisible)
	m.child(s.Bounds.element())
	m.label(s.Label)
	return m.doneDrawn(&s.Base)
}

func (e *Edge) element() Element {
	m := newMaker(SpaceDiagram, "BPMNEdge", &e.Base).attr("bpmnElement", e.Element)
	for _, p := range e.Waypoints {
		in := &maker{e: Element{Name: Name{SpaceDI, "waypoint"}}}
		in.number("x", p.X).number("y", p.Y)
		m.child(in.doneDrawn(&Base{}))
	}
	m.label(e.Label)
	return m.doneDrawn(&e.Base)
}

func (b Bounds) element() Element {
	m := &maker{e: Element{Name: Name{SpaceDC, "Bounds"}}}
	m.number("x", b.X).number("y", b.Y).number("width", b.Width).number("height", b.Height)
	return m.doneDrawn(&Base{})
}

func (m *maker) label(l *Label) {
	if l == nil {
		return
	}
	in := newMaker(SpaceDiagram, "BPMNLabel", &l.Base)
	if l.Bounds != nil {
		in.child(l.Bounds.element())
	}
	m.child(in.doneDrawn(&l.Base))
}
