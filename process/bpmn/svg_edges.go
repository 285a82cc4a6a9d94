package bpmn

import (
	"math"
	"strings"
)

// markers are the ends of edges.
func (p *painter) markers() {
	id := esc(p.o.Prefix)
	p.b.WriteString(`<defs>` +
		`<marker id="` + id + `arrow" viewBox="0 0 10 10" refX="9.5" refY="5" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="tip" d="M0 1L10 5L0 9z" fill="` + lineColour + `"/></marker>` +
		`<marker id="` + id + `open-arrow" viewBox="0 0 12 12" refX="11" refY="6" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto"><path class="open" d="M1 1.5L11 6L1 10.5z" fill="#fff" stroke="` + lineColour + `"/></marker>` +
		`<marker id="` + id + `thin-arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path class="association" d="M1 1L9 5L1 9" fill="none" stroke="` + quietColour + `"/></marker>` +
		`<marker id="` + id + `ring" viewBox="0 0 10 10" refX="0.5" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><circle class="open" cx="5" cy="5" r="4" fill="#fff" stroke="` + lineColour + `"/></marker>` +
		`<marker id="` + id + `default" viewBox="0 0 16 12" refX="0" refY="6" markerWidth="16" markerHeight="12" markerUnits="userSpaceOnUse" orient="auto"><path class="flow" d="M6 11L11 1" fill="none" stroke="` + lineColour + `" stroke-width="1.5"/></marker>` +
		`<marker id="` + id + `condition" viewBox="0 0 18 12" refX="0" refY="6" markerWidth="18" markerHeight="12" markerUnits="userSpaceOnUse" orient="auto"><path class="open" d="M0.5 6L8 1.5L16 6L8 10.5z" fill="#fff" stroke="` + lineColour + `"/></marker>` +
		"</defs>\n")
}

func (p *painter) edge(e *Edge) {
	if len(e.Waypoints) < 2 {
		return
	}
	style := func(class, colour, extra string, ends ...string) {
		for i := 0; i+1 < len(ends); i += 2 {
			extra += ` ` + ends[i] + `="url(#` + esc(p.o.Prefix) + ends[i+1] + `)"`
		}
		p.f(`<path class="%s" d="%s" fill="none" stroke="%s" stroke-width="1.4"%s/>`+"\n", class, rounded(e.Waypoints), colour, extra)
	}
	switch x := p.things[e.Element].(type) {
	case flowIn:
		ends := []string{"marker-end", "arrow"}
		source := x.scope.Node(x.Source)
		switch {
		case source != nil && source.Default == x.ID:
			ends = append(ends, "marker-start", "default")
		case source != nil && source.Kind.IsActivity() && x.Condition != nil:
			ends = append(ends, "marker-start", "condition")
		}
		style("flow", lineColour, "", ends...)
	case *MessageFlow:
		style("flow", lineColour, ` stroke-dasharray="8 5"`, "marker-start", "ring", "marker-end", "open-arrow")
	case *DataAssociation:
		style("association", quietColour, ` stroke-dasharray="1.5 4" stroke-linecap="round"`, "marker-end", "thin-arrow")
	case *Association:
		var ends []string
		if x.Direction == "One" || x.Direction == "Both" {
			ends = append(ends, "marker-end", "thin-arrow")
		}
		if x.Direction == "Both" {
			ends = append(ends, "marker-start", "thin-arrow")
		}
		style("association", quietColour, ` stroke-dasharray="1.5 4" stroke-linecap="round"`, ends...)
	default:
		style("association", quietColour, ` stroke-dasharray="4 4"`)
	}
}

// rounded is a path through the points whose corners are a little rounded.
func rounded(points []Point) string {
	const radius = 6
	var b strings.Builder
	b.WriteString("M" + num(points[0].X) + " " + num(points[0].Y))
	for i := 1; i+1 < len(points); i++ {
		corner := points[i]
		before, after := towards(corner, points[i-1], radius), towards(corner, points[i+1], radius)
		b.WriteString("L" + num(before.X) + " " + num(before.Y))
		b.WriteString("Q" + num(corner.X) + " " + num(corner.Y) + " " + num(after.X) + " " + num(after.Y))
	}
	last := points[len(points)-1]
	b.WriteString("L" + num(last.X) + " " + num(last.Y))
	return b.String()
}

// towards is the point that far on the way from a to b, at most half way.
func towards(a, b Point, far float64) Point {
	length := math.Hypot(b.X-a.X, b.Y-a.Y)
	if length == 0 {
		return a
	}
	part := math.Min(far/length, 0.5)
	return Point{a.X + (b.X-a.X)*part, a.Y + (b.Y-a.Y)*part}
}

// edgeLabel writes the name of a flow, where the drawing has a place for it
// or over the middle of the edge.
func (p *painter) edgeLabel(e *Edge) {
	name := ""
	switch x := p.things[e.Element].(type) {
	case flowIn:
		name = x.Name
	case *MessageFlow:
		name = x.Name
	}
	if strings.TrimSpace(name) == "" || len(e.Waypoints) < 2 {
		return
	}
	if e.Label != nil && e.Label.Bounds != nil {
		p.label(name, *e.Label.Bounds)
		return
	}
	a, b := middle(e.Waypoints)
	lines := wrap(name, flowLabelWidth, labelFont)
	width, height := textBox(lines, labelFont, labelLine)
	p.label(name, Bounds{(a.X+b.X)/2 - width/2, (a.Y+b.Y)/2 - height - 3, width, height})
}

// middle is the longest straight part of an edge.
func middle(points []Point) (a, b Point) {
	longest := -1.0
	for i := 0; i+1 < len(points); i++ {
		if l := math.Hypot(points[i+1].X-points[i].X, points[i+1].Y-points[i].Y); l > longest {
			longest, a, b = l, points[i], points[i+1]
		}
	}
	return a, b
}

// label writes a name in the place kept for it. A place from elsewhere may be
// too narrow for our letters; then the text keeps its centre.
func (p *painter) label(name string, b Bounds) {
	width := math.Max(b.Width+1, 60)
	lines := wrap(name, width, labelFont)
	_, height := textBox(lines, labelFont, labelLine)
	p.lines(lines, b.Centre().X, b.Centre().Y-height/2, labelFont, labelLine, "middle", `class="label"`)
}

// lines writes wrapped text from y downwards.
func (p *painter) lines(lines []string, x, y, size, lineHeight float64, anchor, extra string) {
	p.f(`<text %s font-size="%s" text-anchor="%s" fill="%s">`, extra, num(size), anchor, inkColour)
	for i, l := range lines {
		p.f(`<tspan x="%s" y="%s">%s</tspan>`, num(x), num(y+float64(i)*lineHeight+lineHeight*0.5+size*0.35), esc(l))
	}
	p.f("</text>\n")
}
