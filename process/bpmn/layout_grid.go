package bpmn

import "slices"

// grid is a drawing in columns and rows, before it has coordinates. One grid
// holds all pools of a file; each open sub-process has one of its own.
type grid struct {
	areas  []*area
	scopes []*Scope
	order  []*cell
	cells  map[string]*cell // by node id; nodes within a sub-process lead to it
	stands map[string]*boundary
	hung   map[string]*hung
	flows  map[string]*Flow
	// things to hang, and the lines between them and what they belong to
	notes []artifact
	ties  []tie
	cols  int
	rows  []*row
	wires []*wire
	// messages are routed after the flows, when the rows have their order
	messages []*message
	gutters  []*gutter
	columns  []column
}

// area is a pool, or the whole of a sub-process.
type area struct {
	pool   pool
	scope  *Scope // nil for a black box
	bands  []*band
	bounds Bounds
	// the gap above it, with the messages that cross or run along it
	gap      channel
	straight []*message
}

// band is a lane, or the place of nodes without one.
type band struct {
	lane  *Lane
	area  *area
	subs  []map[int]*cell // rows, by column
	rows  []*row
	shape Bounds
}

// row is a row of cells across all columns, with its channel above.
type row struct {
	band     *band
	index    int
	cells    map[int]*cell
	up, down float64 // how far it reaches from its centre line
	centre   float64
	lines    []reserved // flows along the centre line
	channel  channel
}

// artifact is a note or data with the area it was found in.
type artifact struct {
	item *hung
	area *area
}

// tie is an association or data association, from one id to another.
type tie struct {
	id, from, to string
}

func newGrid() *grid {
	return &grid{
		cells: map[string]*cell{}, stands: map[string]*boundary{},
		hung: map[string]*hung{}, flows: map[string]*Flow{},
	}
}

// drawBody lays out the inside of a sub-process.
func drawBody(n *Node) *drawing {
	g := newGrid()
	g.addPool(pool{process: &Process{Scope: *n.Body}})
	g.hangAll()
	return g.draw()
}

func (g *grid) addPool(p pool) {
	a := &area{pool: p}
	g.areas = append(g.areas, a)
	if p.process == nil {
		a.bands = []*band{{area: a, subs: []map[int]*cell{{}}}}
		return
	}
	s := &p.process.Scope
	a.scope = s
	g.scopes = append(g.scopes, s)
	for _, l := range s.Lanes() {
		a.bands = append(a.bands, &band{lane: l, area: a, subs: []map[int]*cell{{}}})
	}
	host := hosts(s)
	g.addCells(s, host)
	g.addRows(a, columns(s, host))
	for _, f := range s.Flows {
		if _, ok := g.nodeEnd(f.Source, s); ok {
			if to, ok := g.nodeEnd(f.Target, s); ok && to.boundary == nil {
				g.flows[f.ID] = f
			}
		}
	}
	g.addScopeArtifacts(s, a)
}

// hosts tells which cell a node belongs to: its own, or that of the activity
// a boundary event stands on.
func hosts(s *Scope) func(string) string {
	on := map[string]string{}
	kinds := map[string]Kind{}
	for _, n := range s.Nodes {
		kinds[n.ID] = n.Kind
	}
	for _, n := range s.Nodes {
		if n.Kind == BoundaryEvent && kinds[n.AttachedTo].IsActivity() {
			on[n.ID] = n.AttachedTo
		}
	}
	return func(id string) string {
		if host, ok := on[id]; ok {
			return host
		}
		return id
	}
}

func (g *grid) addCells(s *Scope, host func(string) string) {
	for _, n := range s.Nodes {
		if host(n.ID) != n.ID || g.cells[n.ID] != nil {
			continue
		}
		c := newNodeCell(n, s)
		g.cells[n.ID] = c
		g.order = append(g.order, c)
		if n.Body != nil {
			n.Body.walk(func(in *Scope) {
				for _, inner := range in.Nodes {
					if g.cells[inner.ID] == nil {
						g.cells[inner.ID] = c
					}
				}
			})
		}
	}
	for _, n := range s.Nodes {
		if host(n.ID) == n.ID || g.stands[n.ID] != nil {
			continue
		}
		b := &boundary{node: n, exits: len(s.Outgoing(n.ID)) > 0}
		c := g.cells[host(n.ID)]
		g.stands[n.ID] = b
		g.cells[n.ID] = c
		c.boundary = append(c.boundary, b)
	}
}

// addRows gives each cell of the scope a row within its band: that of the
// first node that leads to it if that is free, otherwise the nearest.
func (g *grid) addRows(a *area, column map[string]int) {
	var own []*cell
	for _, c := range g.order {
		if c.scope == a.scope {
			c.col = column[c.id]
			g.cols = max(g.cols, c.col+1)
			own = append(own, c)
		}
	}
	slices.SortStableFunc(own, func(x, y *cell) int { return x.col - y.col })
	lanes := lanesByNode(a.scope)
	leads := map[*cell][]*cell{}
	for _, f := range a.scope.Flows {
		if from, to := g.cells[f.Source], g.cells[f.Target]; from != nil && to != nil {
			leads[to] = append(leads[to], from)
		}
	}
	at := map[*cell]*band{}
	subOf := map[*cell]int{}
	for _, c := range own {
		b := a.bandFor(lanes[c.id])
		wish := 0
		for _, from := range leads[c] {
			if at[from] == b && from.col < c.col {
				wish = subOf[from]
				break
			}
		}
		at[c], subOf[c] = b, b.put(c, wish)
	}
}

// lanesByNode finds the innermost lane of every node at once.
func lanesByNode(s *Scope) map[string]*Lane {
	lanes := map[string]*Lane{}
	for _, l := range s.AllLanes() {
		for _, id := range l.Nodes {
			lanes[id] = l
		}
	}
	return lanes
}

// bandFor finds the band of a lane. A node listed only by a lane that is
// divided further goes to the first lane within; one that is in no lane to a
// band below the lanes.
func (a *area) bandFor(l *Lane) *band {
	for l != nil && l.Child != nil && len(l.Child.Lanes) > 0 {
		l = l.Child.Lanes[0]
	}
	for _, b := range a.bands {
		if b.lane == l {
			return b
		}
	}
	b := &band{area: a, subs: []map[int]*cell{{}}}
	a.bands = append(a.bands, b)
	return b
}

// put stands c in the free row nearest to the one wished for, and returns it.
func (b *band) put(c *cell, wish int) int {
	for away := 0; ; away++ {
		for _, sub := range []int{wish + away, wish - away} {
			if sub < 0 {
				continue
			}
			for len(b.subs) <= sub {
				b.subs = append(b.subs, map[int]*cell{})
			}
			if b.subs[sub][c.col] == nil {
				b.subs[sub][c.col] = c
				return sub
			}
		}
	}
}

func (g *grid) addScopeArtifacts(s *Scope, a *area) {
	for _, n := range s.Annotations {
		g.addItem(newNote(n), a)
	}
	for _, d := range s.Data {
		if d.Kind != DataObject {
			g.addItem(newData(d), a)
		}
	}
	for _, t := range s.Associations {
		g.ties = append(g.ties, tie{t.ID, t.Source, t.Target})
	}
	for _, n := range s.Nodes {
		for _, in := range n.Inputs {
			if len(in.Sources) > 0 {
				g.ties = append(g.ties, tie{in.ID, in.Sources[0], n.ID})
			}
		}
		for _, out := range n.Outputs {
			g.ties = append(g.ties, tie{out.ID, n.ID, out.Target})
		}
	}
}

// addArtifacts takes in the notes of a collaboration.
func (g *grid) addArtifacts(x *Artifacts) {
	var last *area
	for _, a := range g.areas {
		if last == nil || a.scope != nil {
			last = a
		}
	}
	for _, n := range x.Annotations {
		if last == nil {
			last = &area{bands: []*band{{}}}
			last.bands[0].area = last
			g.areas = append(g.areas, last)
		}
		g.addItem(newNote(n), last)
	}
	for _, t := range x.Associations {
		g.ties = append(g.ties, tie{t.ID, t.Source, t.Target})
	}
}

func (g *grid) addItem(h *hung, a *area) {
	if h.id == "" || g.hung[h.id] == nil {
		g.hung[h.id] = h
		g.notes = append(g.notes, artifact{h, a})
	}
}

// hangAll hangs each note and piece of data below the node it is first tied
// to; what is tied to none gets cells of its own, below everything else.
func (g *grid) hangAll() {
	var loose []artifact
	for _, x := range g.notes {
		c := g.hostOf(x.item)
		if c == nil {
			loose = append(loose, x)
			continue
		}
		x.item.cell = c
		c.hangs = append(c.hangs, x.item)
	}
	g.openBoundaries()
	next := map[*area]int{}
	for _, x := range loose {
		i := next[x.area]
		next[x.area]++
		c := newLooseCell(x.item)
		wide := max(g.cols, 4)
		c.col = i % wide
		g.cols = max(g.cols, c.col+1)
		g.order = append(g.order, c)
		b := x.area.bands[len(x.area.bands)-1]
		if i%wide == 0 {
			b.subs = append(b.subs, map[int]*cell{})
		}
		b.subs[len(b.subs)-1][c.col] = c
	}
}

// openBoundaries has boundary events leave room for ties that lead away.
func (g *grid) openBoundaries() {
	for _, t := range g.ties {
		if h, _ := g.short(t); h != nil {
			continue
		}
		for _, id := range []string{t.from, t.to} {
			if b := g.stands[id]; b != nil {
				b.exits = true
			}
		}
	}
}

func (g *grid) hostOf(h *hung) *cell {
	for _, t := range g.ties {
		other := t.to
		if other == h.id {
			other = t.from
		} else if t.from != h.id {
			continue
		}
		if f := g.flows[other]; f != nil {
			other = f.Source
		}
		if c := g.cells[other]; c != nil {
			if b := g.stands[other]; b != nil {
				b.ties = true
			}
			return c
		}
	}
	return nil
}

// number gives the rows of all bands their order from top to bottom.
func (g *grid) number() {
	for _, a := range g.areas {
		for _, b := range a.bands {
			for _, cells := range b.subs {
				r := &row{band: b, index: len(g.rows), cells: cells}
				for _, c := range cells {
					c.row = r.index
				}
				b.rows = append(b.rows, r)
				g.rows = append(g.rows, r)
			}
		}
	}
}
