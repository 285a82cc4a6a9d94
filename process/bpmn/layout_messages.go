package bpmn

import "math"

// Messages go between pools: from a node straight up or down its column where
// nothing stands in the way, otherwise by the gutter beside it, into the gap
// between the pools, along the gap, and in the same way to the other end.

// message is a message flow with the way each end reaches the gap.
type message struct {
	wire   *wire
	ends   [2]*end
	rises  [2]rise
	below  *area // the gap is the one above this pool
	run    *run  // along the gap; nil where one end is a pool's border
	labelX float64
}

// rise is how an end reaches the gap: by its column, or by a gutter's leg. A
// pool's border needs neither and follows the other end.
type rise struct {
	column bool
	dx     float64 // from the cell's centre
	leg    *leg
}

// addMessageFlows notes the messages between what is drawn. One that ends
// within a sub-process is drawn to the sub-process.
func (g *grid) addMessageFlows(d *Definitions) {
	if d.Collaboration == nil {
		return
	}
	for _, f := range d.Collaboration.MessageFlows {
		w := &wire{id: f.ID, label: wrap(f.Name, flowLabelWidth, labelFont)}
		var ok, ok2 bool
		w.from, ok = g.messageEnd(f.Source)
		w.to, ok2 = g.messageEnd(f.Target)
		for _, e := range []end{w.from, w.to} {
			if e.boundary != nil {
				e.boundary.exits = true
			}
		}
		if ok && ok2 && (w.from.area == nil || w.from.area != w.to.area) {
			g.messages = append(g.messages, &message{wire: w, ends: [2]*end{&w.from, &w.to}})
		}
	}
}

func (g *grid) messageEnd(id string) (end, bool) {
	if c := g.cells[id]; c != nil {
		return end{cell: c, boundary: g.stands[id]}, true
	}
	for _, a := range g.areas {
		if p := a.pool.participant; p != nil && p.ID == id {
			return end{area: a}, true
		}
	}
	return end{}, false
}

// freeSides has events and gateways carry their name above, where a message
// leaves or enters below.
func (g *grid) freeSides() {
	for _, m := range g.messages {
		for _, e := range m.ends {
			if g.between(m) && e.cell != nil && m.down(e, g) {
				e.cell.nameAbove = true
			}
		}
	}
}

// routeMessages finds the ways, now that rows have their order.
func (g *grid) routeMessages() {
	taken := map[upOrDown]int{}
	for _, m := range g.messages {
		if !g.between(m) {
			g.wires = append(g.wires, m.wire)
			g.routeOther(m.wire)
			continue
		}
		for i, e := range m.ends {
			if e.cell == nil {
				continue
			}
			side := upOrDown{e.cell, m.down(e, g)}
			if g.clear(e, m) && (taken[side] == 0 || e.cell.node.Kind.IsActivity()) {
				taken[side]++
				m.rises[i].column = true
			}
		}
		m.below.straight = append(m.below.straight, m)
	}
	g.spread(taken)
	for _, a := range g.areas {
		for _, m := range a.straight {
			g.finishRoute(m)
		}
	}
}

// upOrDown is one side of a cell, as messages leave it.
type upOrDown struct {
	cell *cell
	down bool
}

// between finds the gap that m runs in; false where both ends are in one pool
// and it is no message between pools at all.
func (g *grid) between(m *message) bool {
	index := map[*area]int{}
	for i, a := range g.areas {
		index[a] = i
	}
	var at [2]int
	for i, e := range m.ends {
		if e.area != nil {
			at[i] = index[e.area]
			e.row = e.area.bands[0].rows[0].index
			continue
		}
		e.row = e.cell.row
		at[i] = index[g.rows[e.row].band.area]
	}
	if at[0] == at[1] {
		for _, e := range m.ends {
			if e.cell == nil { // from a pool to itself makes no sense; drawn above it
				m.below = g.areas[at[0]]
				return true
			}
		}
		return false
	}
	m.below = g.areas[max(at[0], at[1])]
	return true
}

// down says that the gap is below the end.
func (m *message) down(e *end, g *grid) bool { return g.rows[e.row].index < m.below.first() }

func (a *area) first() int { return a.bands[0].rows[0].index }

// clear says that nothing stands between the end and the gap in its column.
func (g *grid) clear(e *end, m *message) bool {
	c := e.cell
	if e.boundary != nil || !g.emptyTo(m, e) {
		return false
	}
	if m.down(e, g) {
		if len(c.hangs) > 0 || len(c.boundary) > 0 || len(c.label) > 0 && !c.labelAbove {
			return false
		}
		return g.emptyColumn(c.col, e.row+1, m.below.first())
	}
	if c.labelAbove {
		return false
	}
	return g.emptyColumn(c.col, m.below.first(), e.row)
}

// emptyTo says that nothing stands in e's column up to the pool at the other
// end, where that is one.
func (g *grid) emptyTo(m *message, e *end) bool {
	for _, other := range m.ends {
		if other.area == nil {
			continue
		}
		last := other.area.bands[len(other.area.bands)-1]
		end := last.rows[len(last.rows)-1].index
		if end < e.row {
			return g.emptyColumn(e.cell.col, end+1, e.row)
		}
		return g.emptyColumn(e.cell.col, e.row+1, other.area.first())
	}
	return true
}

func (g *grid) emptyColumn(col, from, to int) bool {
	for r := from; r < to; r++ {
		if g.rows[r].cells[col] != nil {
			return false
		}
	}
	return true
}

// spread divides the side of a node among the messages that leave there.
func (g *grid) spread(taken map[upOrDown]int) {
	given := map[upOrDown]int{}
	for _, a := range g.areas {
		for _, m := range a.straight {
			for i, e := range m.ends {
				if !m.rises[i].column {
					continue
				}
				side := upOrDown{e.cell, m.down(e, g)}
				given[side]++
				part := float64(given[side]) / float64(taken[side]+1)
				m.rises[i].dx = (part - 0.5) * e.cell.w
			}
		}
	}
}

// finishRoute gives an end that cannot use its column a leg in a gutter, and
// the message its run along the gap.
func (g *grid) finishRoute(m *message) {
	level := m.below.first()*levels - 1
	var at [2]int
	for i, e := range m.ends {
		switch {
		case e.cell == nil:
		case m.rises[i].column:
			at[i] = 2*e.cell.col + 1
		default:
			if e.cell.node.Kind.IsActivity() && e.boundary == nil {
				e.dy = e.cell.h / 4
			}
			at[i] = 2 * e.gutter()
			to := level
			if other := m.ends[1-i]; other.area != nil {
				to = other.level()
			}
			l := &leg{wire: m.wire, gutter: e.gutter(), a: e.level(), b: to}
			l.key = "m " + string(rune('0'+i)) + m.wire.id
			m.rises[i].leg = l
		}
	}
	switch {
	case m.ends[0].cell == nil && m.ends[1].cell == nil:
		l := &leg{wire: m.wire, a: m.ends[0].level(), b: m.ends[1].level(), key: "m " + m.wire.id}
		m.rises[0].leg = l
	case m.ends[0].cell != nil && m.ends[1].cell != nil:
		m.run = &run{wire: m.wire, a: min(at[0], at[1]), b: max(at[0], at[1]), key: "m " + m.wire.id}
		m.below.gap.runs = append(m.below.gap.runs, m.run)
	}
}

// gapAbove is how far a pool stands below the one above it.
func (a *area) gapAbove() float64 {
	names := 0.0
	for _, m := range a.straight {
		if _, h := textBox(m.wire.label, labelFont, labelLine); m.run == nil {
			names = math.Max(names, h)
		}
	}
	return math.Ceil(math.Max(poolGap, math.Max(names+12, a.gap.height()+10)))
}

// messagePath gives a message its waypoints.
func (g *grid) messagePath(m *message) []Point {
	var ways [2][]Point
	for i, e := range m.ends {
		if e.cell == nil {
			continue
		}
		ways[i] = g.riseFrom(m, i)
	}
	for i, e := range m.ends {
		if e.cell != nil {
			continue
		}
		x := 0.0
		if other := ways[1-i]; len(other) > 0 {
			x = other[len(other)-1].X
		} else {
			x = g.gutters[0].trackX(m.rises[0].leg.track)
		}
		y := e.area.bounds.Y
		if e.area != m.below {
			y = e.area.bounds.Bottom()
		}
		ways[i] = []Point{{x, y}}
	}
	points := ways[0]
	if m.run != nil {
		y := m.run.line.y
		points = append(points, Point{points[len(points)-1].X, y}, Point{ways[1][len(ways[1])-1].X, y})
	}
	for i := len(ways[1]) - 1; i >= 0; i-- {
		points = append(points, ways[1][i])
	}
	m.labelX = ways[0][len(ways[0])-1].X
	return straighten(points)
}

// riseFrom goes from the end to where it turns up or down.
func (g *grid) riseFrom(m *message, i int) []Point {
	e, r := m.ends[i], m.rises[i]
	if !r.column {
		lead := e.lead()
		return append(lead, Point{g.gutters[r.leg.gutter].trackX(r.leg.track), lead[len(lead)-1].Y})
	}
	b := e.cell.bounds()
	y := b.Y
	if m.down(e, g) {
		y = b.Bottom()
	}
	return []Point{{e.cell.centre.X + r.dx, y}}
}

// messageLabel is where the name of a message stands: in the gap.
func (g *grid) messageLabel(m *message, path []Point) *Label {
	if len(m.wire.label) == 0 {
		return nil
	}
	w, h := textBox(m.wire.label, labelFont, labelLine)
	if m.run == nil {
		gap := m.below.gapAbove()
		return &Label{Bounds: &Bounds{m.labelX + 6, m.below.bounds.Y - gap/2 - h/2, w, h}}
	}
	a, b := path[0].X, path[len(path)-1].X
	for i := 0; i+1 < len(path); i++ {
		if path[i].Y == m.run.line.y && path[i+1].Y == m.run.line.y {
			a, b = path[i].X, path[i+1].X
		}
	}
	return &Label{Bounds: &Bounds{(a+b)/2 - w/2, m.run.line.y - h - 2, w, h}}
}
