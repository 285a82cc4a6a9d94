package engine

import "slices"

// checkWhole finds what no token can reach, and where none can end.
func (c *compiler) checkWhole() {
	c.checkScope(&c.g.top, None)
	for i := range c.g.nodes {
		if x := &c.g.nodes[i]; x.body != nil {
			c.checkScope(x.body, x.Index)
		}
	}
}

func (c *compiler) checkScope(s *scope, owner NodeID) {
	at := func(code string, n NodeID) {
		if n == None {
			c.faults = append(c.faults, Fault{Element: c.g.ID, Name: c.g.Name, Code: code})
			return
		}
		c.fault(&c.source[n].Base, c.g.nodes[n].Name, code)
	}
	from := slices.Clone(s.starts)
	for _, n := range s.nodes {
		x := &c.g.nodes[n]
		if x.Kind == Start || x.instantiate || x.byEvent || x.isLinkCatch() || c.source[n].ForCompensation {
			from = append(from, n)
		}
	}
	if len(from) == 0 {
		at("process.no-start", owner)
		return
	}
	reached := c.closure(from, func(n NodeID) []NodeID { return c.after(n) })
	var ends []NodeID
	for _, n := range s.nodes {
		x := &c.g.nodes[n]
		if !reached[n] {
			at("process.unreachable", n)
		}
		if len(x.out) == 0 && x.Kind != Throw || x.Kind == Throw && x.Event != LinkEvent && len(x.out) == 0 {
			ends = append(ends, n)
		}
	}
	ending := c.closure(ends, func(n NodeID) []NodeID { return c.before(s, n) })
	for _, n := range s.starts {
		if !ending[n] {
			at("process.no-end", n)
		}
	}
}

// after lists where a token may come to from n, in the same scope.
func (c *compiler) after(n NodeID) []NodeID {
	next := append(c.g.LeadsTo(n), c.g.nodes[n].boundaries...)
	if link := c.g.nodes[n].link; link != None {
		next = append(next, link)
	}
	return next
}

func (c *compiler) before(s *scope, n NodeID) []NodeID {
	var previous []NodeID
	for _, m := range s.nodes {
		if slices.Contains(c.after(m), n) {
			previous = append(previous, m)
		}
	}
	return previous
}

func (c *compiler) closure(from []NodeID, next func(NodeID) []NodeID) map[NodeID]bool {
	seen := map[NodeID]bool{}
	for queue := from; len(queue) > 0; {
		n := queue[0]
		queue = queue[1:]
		if !seen[n] {
			seen[n] = true
			queue = append(queue[:len(queue):len(queue)], next(n)...)
		}
	}
	return seen
}

// inclusiveJoins works out, for each incoming flow of an inclusive gateway,
// which nodes a token could still come to it from without passing the gateway.
func (c *compiler) inclusiveJoins() {
	for i := range c.g.nodes {
		x := &c.g.nodes[i]
		if x.Kind != Inclusive || len(x.in) < 2 {
			continue
		}
		s := &c.g.top
		if x.parent != None {
			s = c.g.nodes[x.parent].body
		}
		for _, f := range x.in {
			reach := make([]bool, len(c.g.nodes))
			seen := c.closure([]NodeID{c.g.flows[f].from}, func(n NodeID) []NodeID {
				if n == x.Index {
					return nil
				}
				return c.before(s, n)
			})
			for n := range seen {
				reach[n] = n != x.Index
			}
			x.reaches = append(x.reaches, reach)
		}
	}
}

// number gives the nodes the order in which work flows: each after what leads
// to it, loops aside, the first branch before the second.
func (c *compiler) number() {
	next := 0
	c.numberScope(&c.g.top, &next)
}

func (c *compiler) numberScope(s *scope, next *int) {
	seen := map[NodeID]bool{}
	var finished []NodeID
	var walk func(n NodeID)
	walk = func(n NodeID) {
		if seen[n] {
			return
		}
		seen[n] = true
		after := c.after(n)
		slices.Reverse(after)
		for _, m := range after {
			walk(m)
		}
		finished = append(finished, n)
	}
	for _, n := range slices.Backward(s.nodes) {
		if len(c.g.nodes[n].in) == 0 && c.g.nodes[n].host == None {
			walk(n)
		}
	}
	for _, n := range slices.Backward(s.nodes) {
		walk(n)
	}
	for _, n := range slices.Backward(finished) {
		c.g.nodes[n].Order = *next
		*next++
		if body := c.g.nodes[n].body; body != nil {
			c.numberScope(body, next)
		}
	}
}
