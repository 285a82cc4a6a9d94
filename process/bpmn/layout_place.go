package bpmn

import "math"

const (
	poolHeader   = 30.0
	laneStrip    = 30.0 // a lane that is divided further
	laneHeadPad  = 16.0 // beside the name of a lane, which stands upright
	lanePadTop   = 14.0
	lanePadLow   = 18.0
	laneMin      = 84.0
	blackBox     = 64.0
	poolGap      = 36.0
	rowGap       = 10.0
	labelAirside = 6.0
)

// column is the x of a column's centre line and how far it reaches.
type column struct{ left, right, centre float64 }

// placeLabels keeps room for the names of flows beside the tracks of the
// gutter next to their source, above the line they belong to.
func (g *grid) placeLabels() {
	for _, w := range g.wires {
		if len(w.label) == 0 || w.channel != nil {
			continue
		}
		width, height := textBox(w.label, labelFont, labelLine)
		gu := g.gutters[w.gs]
		gu.labels = math.Max(gu.labels, width)
		r := g.rows[w.labelRow()]
		gu.used[r.index] += height + 2
		r.up = math.Max(r.up, gu.used[r.index]+4)
		w.labelled = Bounds{0, -gu.used[r.index], width, height}
	}
}

// labelRow is the row whose centre line a name stands at.
func (w *wire) labelRow() int {
	if w.line != nil {
		return w.line.index
	}
	return w.to.row
}

// placeColumns gives columns and gutters their x, and returns the right side.
func (g *grid) placeColumns(x float64) float64 {
	g.columns = make([]column, g.cols)
	for _, c := range g.order {
		col := &g.columns[c.col]
		col.left, col.right = math.Max(col.left, c.left), math.Max(col.right, c.right)
	}
	for i, gu := range g.gutters {
		gu.x = math.Ceil(x)
		x = gu.x
		gu.width = 2*gutterMargin + 6
		if gu.tracks > 0 {
			gu.width += float64(gu.tracks-1) * trackPitch
		}
		if gu.labels > 0 {
			gu.width += gu.labels + labelAirside
		}
		x += gu.width
		if i < g.cols {
			g.columns[i].left, g.columns[i].right = math.Ceil(g.columns[i].left), math.Ceil(g.columns[i].right)
			g.columns[i].centre = x + g.columns[i].left
			x += g.columns[i].left + g.columns[i].right
		}
	}
	return x
}

func (gu *gutter) trackX(track int) float64 {
	return gu.x + gutterMargin + float64(track)*trackPitch
}

// labelX is right of all tracks.
func (gu *gutter) labelX() float64 {
	if gu.tracks == 0 {
		return gu.x + labelAirside
	}
	return gu.trackX(gu.tracks-1) + labelAirside
}

func (c column) begin() float64 { return c.centre - c.left }
func (c column) end() float64   { return c.centre + c.right }

// placeRows gives bands and rows their y, and returns the lower side.
func (g *grid) placeRows() float64 {
	for _, c := range g.order {
		r := g.rows[c.row]
		r.up, r.down = math.Ceil(math.Max(r.up, c.up)), math.Ceil(math.Max(r.down, c.down))
	}
	y := 0.0
	for i, a := range g.areas {
		if i > 0 {
			y += a.gapAbove()
		}
		a.bounds.Y = y
		a.gap.place(y - 4)
		for _, b := range a.bands {
			y = g.placeBand(b, y)
		}
		a.bounds.Height = y - a.bounds.Y
	}
	return y
}

func (g *grid) placeBand(b *band, y float64) float64 {
	top := y
	y += lanePadTop
	for i, r := range b.rows {
		if i > 0 {
			y += rowGap
		}
		y += r.channel.height() + r.up
		r.centre = y
		y += r.down
	}
	y += lanePadLow
	if short := b.minHeight() - (y - top); short > 0 {
		for _, r := range b.rows {
			r.centre += math.Floor(short / 2)
		}
		y += short
	}
	for _, r := range b.rows {
		r.channel.place(r.centre - r.up)
	}
	b.shape.Y, b.shape.Height = top, y-top
	return y
}

func (b *band) minHeight() float64 {
	switch {
	case b.area.scope == nil:
		return blackBox
	case b.lane != nil:
		_, h := textBox(b.area.laneLines(b.lane), taskFont, taskLine)
		return math.Max(laneMin, h+20)
	}
	return 0
}

func (g *grid) placeCells() {
	for _, c := range g.order {
		c.centre = Point{g.columns[c.col].centre, g.rows[c.row].centre}
	}
}

// path gives a wire its waypoints, from one end to the other.
func (g *grid) path(w *wire) []Point {
	lead, tail := w.from.lead(), w.to.lead()
	points := append([]Point{}, lead...)
	at := points[len(points)-1].Y
	final := tail[len(tail)-1].Y
	across := final
	switch {
	case w.channel != nil:
		across = w.run.line.y
	case w.line != nil:
		across = w.line.centre
	}
	if l := w.legs[0]; l != nil {
		x := g.gutters[w.gs].trackX(l.track)
		points = append(points, Point{x, at}, Point{x, across})
	}
	if l := w.legs[1]; l != nil {
		x := g.gutters[w.gt].trackX(l.track)
		points = append(points, Point{x, across}, Point{x, final})
	}
	for i := len(tail) - 1; i >= 0; i-- {
		points = append(points, tail[i])
	}
	return straighten(points)
}

// lead is the points from where the end meets its thing towards the gutter.
func (e *end) lead() []Point {
	switch {
	case e.hung != nil:
		b := e.hung.bounds()
		if e.left {
			return []Point{{b.X, b.Centre().Y}}
		}
		return []Point{{b.Right(), b.Centre().Y}}
	case e.boundary != nil:
		x, y := e.cell.centre.X+e.boundary.dx, e.cell.centre.Y
		return []Point{{x, y + e.cell.h/2 + eventSize/2}, {x, y + e.boundary.exitDY}}
	}
	x, y := e.cell.centre.X+e.cell.w/2, e.cell.centre.Y+e.dy
	if e.left {
		x -= e.cell.w
	}
	return []Point{{x, y}}
}

// straighten leaves out points that repeat one or lie on a straight line.
func straighten(points []Point) []Point {
	var out []Point
	for _, p := range points {
		if n := len(out); n > 0 && out[n-1] == p {
			continue
		}
		if n := len(out); n > 1 && between(out[n-2], out[n-1], p) {
			out[n-1] = p
			continue
		}
		out = append(out, p)
	}
	for len(out) < 2 && len(points) > 0 {
		out = append(out, points[len(points)-1])
	}
	return out
}

// between says that b lies on the way from a to c.
func between(a, b, c Point) bool {
	along := func(a, b, c float64) bool { return a <= b && b <= c || a >= b && b >= c }
	return a.X == b.X && b.X == c.X && along(a.Y, b.Y, c.Y) || a.Y == b.Y && b.Y == c.Y && along(a.X, b.X, c.X)
}
