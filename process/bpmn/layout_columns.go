package bpmn

// columns gives each flow node of a scope its column: one more than the
// furthest of the nodes that lead to it, loops left aside. A boundary event
// counts as the activity it stands on and gets no column.
func columns(s *Scope, host func(id string) string) map[string]int {
	c := &columnist{next: map[string][]string{}, state: map[string]int{}, column: map[string]int{}}
	var order []string
	for _, n := range s.Nodes {
		if host(n.ID) == n.ID {
			order = append(order, n.ID)
		}
	}
	known := map[string]bool{}
	for _, id := range order {
		known[id] = true
	}
	link := func(source, target string) {
		if source, target = host(source), host(target); known[source] && known[target] {
			c.next[source] = append(c.next[source], target)
		}
	}
	for _, f := range s.Flows {
		link(f.Source, f.Target)
	}
	for _, a := range s.Associations { // a compensation handler follows what it undoes
		link(a.Source, a.Target)
	}
	c.visitAll(s, order)
	c.assign()
	c.pullStarts(order)
	return c.column
}

type columnist struct {
	next   map[string][]string
	state  map[string]int // 0 new, 1 on the path, 2 done
	done   []string       // in the order finished: each after all it leads to
	ahead  map[string][]string
	column map[string]int
}

// visitAll goes depth first, from starts before anything else, so that the
// flow that closes a loop is the one that leads back.
func (c *columnist) visitAll(s *Scope, order []string) {
	c.ahead = map[string][]string{}
	into := map[string]bool{}
	for _, targets := range c.next {
		for _, t := range targets {
			into[t] = true
		}
	}
	for _, n := range s.Nodes {
		if n.Kind == StartEvent {
			c.visit(n.ID)
		}
	}
	for _, id := range order {
		if !into[id] {
			c.visit(id)
		}
	}
	for _, id := range order {
		c.visit(id)
	}
}

// visit is depth first with a stack of its own, since a process may be long.
func (c *columnist) visit(id string) {
	type frame struct {
		id string
		i  int
	}
	if c.state[id] != 0 {
		return
	}
	c.state[id] = 1
	stack := []frame{{id, 0}}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.i == len(c.next[top.id]) {
			c.state[top.id] = 2
			c.done = append(c.done, top.id)
			stack = stack[:len(stack)-1]
			continue
		}
		target := c.next[top.id][top.i]
		top.i++
		if c.state[target] != 1 { // otherwise it leads back
			c.ahead[top.id] = append(c.ahead[top.id], target)
		}
		if c.state[target] == 0 {
			c.state[target] = 1
			stack = append(stack, frame{target, 0})
		}
	}
}

func (c *columnist) assign() {
	for i := len(c.done) - 1; i >= 0; i-- {
		id := c.done[i]
		c.column[id] += 0 // those without a flow stand in column 0
		for _, t := range c.ahead[id] {
			c.column[t] = max(c.column[t], c.column[id]+1)
		}
	}
}

// pullStarts moves nodes that nothing leads to up to what they lead to.
func (c *columnist) pullStarts(order []string) {
	into := map[string]bool{}
	for _, targets := range c.ahead {
		for _, t := range targets {
			into[t] = true
		}
	}
	for _, id := range order {
		if into[id] || len(c.ahead[id]) == 0 {
			continue
		}
		nearest := c.column[c.ahead[id][0]]
		for _, t := range c.ahead[id] {
			nearest = min(nearest, c.column[t])
		}
		c.column[id] = nearest - 1
	}
}
