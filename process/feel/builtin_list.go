package feel

import "slices"

var listFunctions = []definition{
	{"list contains(list, element)", func(c *Call, a []Value) Value {
		list, ok := listArg(c, a, 0)
		if !ok {
			return nil
		}
		return c.indexOf(list, a[1]) >= 0
	}},
	{"count(list*)", func(c *Call, a []Value) Value {
		list, ok := listArg(c, a, 0)
		if !ok {
			return nil
		}
		return Int(int64(len(list)))
	}},
	{"sublist(list, start position, length?)", sublist},
	{"append(list, item...)", func(c *Call, a []Value) Value {
		list, ok := listArg(c, a, 0)
		if !ok {
			return nil
		}
		return c.list(slices.Concat(list, a[1].(List)))
	}},
	{"concatenate(list, lists...)|concatenate(list)", concatenate},
	{"union(list, lists...)|union(list)", func(c *Call, a []Value) Value {
		all, ok := concatenate(c, a).(List)
		if !ok {
			return nil
		}
		return distinct(c, all)
	}},
	{"insert before(list, position, newItem)", insertBefore},
	{"remove(list, position)", remove},
	{"list replace(list, position, newItem)|list replace(list, match, newItem)", listReplace},
	{"reverse(list)", func(c *Call, a []Value) Value {
		list, ok := listArg(c, a, 0)
		if !ok {
			return nil
		}
		list = slices.Clone(list)
		slices.Reverse(list)
		return c.list(list)
	}},
	{"index of(list, match)", func(c *Call, a []Value) Value {
		list, ok := listArg(c, a, 0)
		if !ok {
			return nil
		}
		places := List{}
		for i, item := range list {
			if c.m.same(c.at, item, a[1]) {
				places = append(places, Int(int64(i+1)))
			}
		}
		return c.list(places)
	}},
	{"distinct values(list)", func(c *Call, a []Value) Value {
		list, ok := listArg(c, a, 0)
		if !ok {
			return nil
		}
		return distinct(c, list)
	}},
	{"flatten(list)", func(c *Call, a []Value) Value {
		list, ok := listArg(c, a, 0)
		if !ok {
			return nil
		}
		return flatten(c, List{}, list, 0)
	}},
	{"sort(list, precedes?)", sorted},
}

func (c *Call) indexOf(list List, v Value) int {
	return slices.IndexFunc(list, func(item Value) bool { return c.m.same(c.at, item, v) })
}

// place is the i-th argument as an index into list.
func (c *Call) place(a []Value, i int, list List) (int, bool) {
	n, ok := arg[Number](c, a, i)
	if !ok {
		return 0, false
	}
	at, ok := position(list, n)
	if !ok || at >= len(list) {
		c.refuse(i)
		return 0, false
	}
	return at, true
}

func sublist(c *Call, a []Value) Value {
	list, ok := listArg(c, a, 0)
	if !ok {
		return nil
	}
	from, ok := c.place(a, 1, list)
	if !ok {
		return nil
	}
	to := len(list)
	if given(a, 2) {
		length, ok := arg[Number](c, a, 2)
		if !ok {
			return nil
		}
		n, ok := length.truncated()
		if !ok || n < 0 || n > int64(len(list)-from) {
			return c.refuse(2)
		}
		to = from + int(n)
	}
	return c.list(slices.Clone(list[from:to]))
}

func concatenate(c *Call, a []Value) Value {
	out, ok := listArg(c, a, 0)
	if !ok {
		return nil
	}
	rest := List{}
	if len(a) > 1 {
		rest = a[1].(List)
	}
	for i := range rest {
		list, ok := listArg(&Call{m: c.m, at: c.at, fn: c.fn, params: slices.Repeat([]string{"lists"}, len(rest))}, rest, i)
		if !ok {
			return nil
		}
		c.m.build(c.at, len(list))
		out = slices.Concat(out, list)
	}
	return c.list(out)
}

func insertBefore(c *Call, a []Value) Value {
	list, ok := listArg(c, a, 0)
	if !ok {
		return nil
	}
	at, ok := c.place(a, 1, list)
	if !ok {
		return nil
	}
	return c.list(slices.Insert(slices.Clone(list), at, a[2]))
}

func remove(c *Call, a []Value) Value {
	list, ok := listArg(c, a, 0)
	if !ok {
		return nil
	}
	at, ok := c.place(a, 1, list)
	if !ok {
		return nil
	}
	return c.list(slices.Delete(slices.Clone(list), at, at+1))
}

// listReplace replaces the item at a position, or all for which a function of
// item and new item is true.
func listReplace(c *Call, a []Value) Value {
	list, ok := listArg(c, a, 0)
	if !ok {
		return nil
	}
	list = slices.Clone(list)
	match, ok := a[1].(*Function)
	if !ok {
		at, ok := c.place(a, 1, list)
		if !ok {
			return nil
		}
		list[at] = a[2]
		return c.list(list)
	}
	for i, item := range list {
		hit, ok := c.Invoke(match, item, a[2]).(bool)
		if !ok {
			return c.refuse(1)
		}
		if hit {
			list[i] = a[2]
		}
	}
	return c.list(list)
}

func distinct(c *Call, list List) Value {
	out := List{}
	for _, item := range list {
		if c.indexOf(out, item) < 0 {
			out = append(out, item)
		}
	}
	return c.list(out)
}

func flatten(c *Call, out, list List, depth int) List {
	if depth > maxNesting {
		c.m.limit(c.at, "feel.too-deep", maxNesting)
	}
	c.m.step(c.at, len(list))
	for _, item := range list {
		if inner, ok := item.(List); ok {
			out = flatten(c, out, inner, depth+1)
			continue
		}
		c.m.build(c.at, 1)
		out = append(out, item)
	}
	return out
}

// sorted sorts by a function that says whether one item precedes another, or
// without one in the items' own order. Items neither of which precedes the
// other stay as they were.
func sorted(c *Call, a []Value) Value {
	list, ok := listArg(c, a, 0)
	if !ok {
		return nil
	}
	precedes := func(x, y Value) (bool, bool) {
		order, ok := c.m.compare(c.at, x, y)
		return order < 0, ok
	}
	if given(a, 1) {
		f, ok := arg[*Function](c, a, 1)
		if !ok {
			return nil
		}
		precedes = func(x, y Value) (bool, bool) {
			first, ok := c.Invoke(f, x, y).(bool)
			return first, ok
		}
	}
	list = slices.Clone(list)
	fits := true
	slices.SortStableFunc(list, func(x, y Value) int {
		c.m.step(c.at, 1)
		first, ok1 := precedes(x, y)
		if first || !ok1 {
			fits = fits && ok1
			return -1
		}
		second, ok2 := precedes(y, x)
		fits = fits && ok2
		if second {
			return 1
		}
		return 0
	})
	if !fits {
		return c.refuse(0)
	}
	return c.list(list)
}
