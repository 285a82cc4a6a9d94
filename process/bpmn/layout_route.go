package bpmn

// end is where a wire meets something: the left or right side of a node, a
// boundary event, a note, data, or the border of a pool.
type end struct {
	cell     *cell
	boundary *boundary
	hung     *hung
	area     *area // a pool's border
	row      int
	dy       float64 // from the centre line, for what is not on it
	left     bool    // which side
}

// Heights within a row, as far as the order of wires is concerned. The
// channel is above everything else of its row.
const (
	levels        = 10
	levelCentre   = 5
	levelBoundary = 6
	levelHung     = 7
)

func (e *end) level() int {
	switch {
	case e.boundary != nil:
		return e.row*levels + levelBoundary
	case e.hung != nil && e.hung.cell.loose == nil:
		return e.row*levels + levelHung
	}
	return e.row*levels + levelCentre
}

func (e *end) gutter() int {
	if e.left {
		return e.cell.col
	}
	return e.cell.col + 1
}

// onlyRight says that the end can be reached from the right alone.
func (e *end) onlyRight() bool {
	return e.boundary != nil || e.hung != nil && e.hung.cell.loose == nil
}

// wire is anything drawn as a line between two ends.
type wire struct {
	id       string
	from, to end
	isFlow   bool
	label    []string
	labelled Bounds

	gs, gt  int  // the gutters next to from and to
	line    *row // the row whose centre line it follows, nil for none
	channel *row // the row above which it runs, nil for none
	legs    [2]*leg
	run     *run
	keys    [2]string
}

// reserved is a stretch of a row's centre line that a flow follows.
type reserved struct {
	a, b     int
	from, to *cell
}

func (g *grid) addFlows() {
	out := map[string]int{}
	for _, s := range g.scopes {
		for _, f := range s.Flows {
			out[f.Source]++
		}
		for _, f := range s.Flows {
			from, ok := g.nodeEnd(f.Source, s)
			to, ok2 := g.nodeEnd(f.Target, s)
			if !ok || !ok2 || to.boundary != nil {
				continue
			}
			to.left = true
			w := &wire{id: f.ID, from: from, to: to, isFlow: true, label: wrap(f.Name, flowLabelWidth, labelFont)}
			w.keys = [2]string{"s" + f.Source, "t" + f.Target}
			g.wires = append(g.wires, w)
		}
	}
	for _, w := range g.wires {
		g.routeFlow(w, out)
	}
}

// nodeEnd is an end at a node of this very scope.
func (g *grid) nodeEnd(id string, s *Scope) (end, bool) {
	c := g.cells[id]
	if c == nil || c.scope != s || c.id != id && g.stands[id] == nil {
		return end{}, false
	}
	return end{cell: c, boundary: g.stands[id], row: c.row}, true
}

// anyEnd is an end at whatever has this id.
func (g *grid) anyEnd(id string) (end, bool) {
	if h := g.hung[id]; h != nil {
		return end{cell: h.cell, hung: h, row: h.cell.row}, true
	}
	if c := g.cells[id]; c != nil {
		e := end{cell: c, boundary: g.stands[id], row: c.row}
		if c.node.Kind.IsActivity() && e.boundary == nil {
			e.dy = c.h / 4 // clear of the flows
		}
		return e, true
	}
	return end{}, false
}

// routeFlow takes a flow from the right of its source to the left of its
// target: straight, along one of their rows where nothing stands between, or
// through a channel. A flow that leads back goes around above both.
func (g *grid) routeFlow(w *wire, out map[string]int) {
	w.gs, w.gt = w.from.gutter(), w.to.gutter()
	if w.gs == w.gt {
		if w.from.level() != w.to.level() {
			key := w.keys[0]
			if out[w.key0()] == 1 {
				key = w.keys[1]
			}
			w.legs[0] = &leg{wire: w, gutter: w.gs, a: w.from.level(), b: w.to.level(), rightB: true, key: key}
		}
		return
	}
	fromRow, toRow := g.rows[w.from.row], g.rows[w.to.row]
	tryFirst, trySecond := toRow, fromRow
	if out[w.key0()] == 1 {
		tryFirst, trySecond = fromRow, toRow
	}
	for _, r := range []*row{tryFirst, trySecond} {
		if r == fromRow && w.from.boundary != nil || !r.free(w) {
			continue
		}
		r.lines = append(r.lines, reserved{w.gs, w.gt, w.from.cell, w.to.cell})
		w.line = r
		g.legsTo(w, r.index*levels+levelCentre)
		return
	}
	above := w.from.row
	if w.gt > w.gs {
		above = max(above, w.to.row)
	} else {
		above = min(above, w.to.row)
	}
	g.throughChannel(w, above)
}

func (w *wire) key0() string { return w.keys[0][1:] }

// free says that w can follow the centre line of r from gutter to gutter.
func (r *row) free(w *wire) bool {
	if w.gt < w.gs {
		return false
	}
	for col := w.gs; col < w.gt; col++ {
		if r.cells[col] != nil {
			return false
		}
	}
	for _, l := range r.lines {
		if l.a <= w.gt && w.gs <= l.b && l.from != w.from.cell && l.to != w.to.cell {
			return false
		}
	}
	return true
}

func (g *grid) throughChannel(w *wire, above int) {
	w.channel = g.rows[above]
	w.run = &run{wire: w, a: min(w.gs, w.gt), b: max(w.gs, w.gt), key: w.keys[1]}
	g.rows[above].channel.runs = append(g.rows[above].channel.runs, w.run)
	g.legsTo(w, above*levels)
}

// legsTo adds the vertical parts, to and from a horizontal part at level.
func (g *grid) legsTo(w *wire, level int) {
	forward := w.gt > w.gs
	if a := w.from.level(); a != level {
		w.legs[0] = &leg{wire: w, gutter: w.gs, a: a, b: level, rightA: w.from.left, rightB: forward, key: w.keys[0]}
	}
	if b := w.to.level(); b != level {
		w.legs[1] = &leg{wire: w, gutter: w.gt, a: level, b: b, rightA: !forward, rightB: w.to.left, key: w.keys[1]}
	}
}

// routeOther takes a tie between the sides that are nearest
// to each other, always through channels.
func (g *grid) routeOther(w *wire) {
	w.keys = [2]string{"s " + w.id, "t " + w.id} // a line of its own
	w.chooseSides()
	w.gs, w.gt = w.from.gutter(), w.to.gutter()
	if w.gs == w.gt {
		w.legs[0] = &leg{
			wire: w, gutter: w.gs, a: w.from.level(), b: w.to.level(),
			rightA: w.from.left, rightB: w.to.left, key: w.keys[0],
		}
		return
	}
	g.throughChannel(w, max(w.from.row, w.to.row))
}

func (w *wire) chooseSides() {
	best := -1
	for _, sides := range [][2]bool{{false, true}, {false, false}, {true, false}, {true, true}} {
		if sides[0] && w.from.onlyRight() || sides[1] && w.to.onlyRight() {
			continue
		}
		from, to := w.from, w.to
		from.left, to.left = sides[0], sides[1]
		distance := max(from.gutter(), to.gutter()) - min(from.gutter(), to.gutter())
		if best < 0 || distance < best {
			best = distance
			w.from.left, w.to.left = sides[0], sides[1]
		}
	}
}
