package bpmn

// A tie from a node to what hangs below it goes straight down from the node
// and in from the left. All other ties are wires like message flows.

// short says how t joins a node and what hangs below it, if it does: the
// item, and the id it hangs by.
func (g *grid) short(t tie) (h *hung, by string) {
	h, by = g.hung[t.from], t.to
	if h == nil {
		h, by = g.hung[t.to], t.from
	}
	switch {
	case h == nil || h.cell == nil || h.cell.loose != nil:
		return nil, ""
	case g.flows[by] != nil && g.cells[g.flows[by].Source] == h.cell:
		return h, by
	case g.cells[by] == h.cell && h.cell.id == by:
		return h, by
	case g.cells[by] == h.cell && g.stands[by] != nil && g.stands[by].ties:
		return h, by
	}
	return nil, ""
}

// addTies makes wires of the ties that are not short.
func (g *grid) addTies() {
	for _, t := range g.ties {
		if h, _ := g.short(t); h != nil {
			continue
		}
		from, ok := g.anyEnd(t.from)
		to, ok2 := g.anyEnd(t.to)
		if !ok || !ok2 {
			continue
		}
		w := &wire{id: t.id, from: from, to: to}
		g.wires = append(g.wires, w)
		g.routeOther(w)
	}
}

func (g *grid) drawTies(out *drawing) {
	for _, t := range g.ties {
		h, by := g.short(t)
		if h == nil {
			continue
		}
		points := g.shortPath(h, by)
		if t.from == h.id {
			for i, k := 0, len(points)-1; i < k; i, k = i+1, k-1 {
				points[i], points[k] = points[k], points[i]
			}
		}
		out.addEdge(t.id, points, nil)
	}
}

// shortPath goes from the node, boundary event or flow to the item.
func (g *grid) shortPath(h *hung, by string) []Point {
	c := h.cell
	b := h.bounds()
	in := Point{b.X, b.Y + min(h.h/2, 15)} // beside the first line of a long note
	tieX := c.centre.X + c.tieDX()
	if on := g.stands[by]; on != nil {
		x, y := c.centre.X+on.dx, c.centre.Y+on.tieDY
		return straighten([]Point{{x, c.centre.Y + c.h/2 + eventSize/2}, {x, y}, {tieX, y}, {tieX, in.Y}, in})
	}
	if f := g.flows[by]; f != nil { // to the flow where it has just left the column
		x, y := g.columns[c.col].end()+labelAirside, c.centre.Y
		if on := g.stands[f.Source]; on != nil {
			y += on.exitDY
		}
		return straighten([]Point{{x, y}, {x, in.Y}, {b.Right(), in.Y}})
	}
	return straighten([]Point{{tieX, c.centre.Y + c.h/2}, {tieX, in.Y}, in})
}
