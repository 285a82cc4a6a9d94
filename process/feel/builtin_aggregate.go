package feel

import "slices"

var listAggregates = []definition{
	{"min(list*)", extreme(-1)},
	{"max(list*)", extreme(1)},
	{"sum(list*)", overNumbers(func(c *Call, n []Number) Value { return c.total(n) })},
	{"product(list*)", overNumbers(func(c *Call, n []Number) Value {
		all := Int(1)
		for _, x := range n {
			var ok bool
			if all, ok = arith(decimal128.Mul, all, x); !ok {
				return c.refuse(0)
			}
		}
		return all
	})},
	{"mean(list*)", overNumbers(func(c *Call, n []Number) Value { return c.mean(n) })},
	{"median(list*)", overNumbers(median)},
	{"stddev(list*)", overNumbers(deviation)},
	{"mode(list*)", mode},
	{"all(list*)", logic(true)},
	{"any(list*)", logic(false)},
}

// extreme is the least (-1) or greatest (1) item; null of none.
func extreme(sign int) func(c *Call, a []Value) Value {
	return func(c *Call, a []Value) Value {
		list, ok := listArg(c, a, 0)
		if !ok || len(list) == 0 {
			return nil
		}
		best := list[0]
		for _, item := range list {
			order, ok := c.m.compare(c.at, item, best)
			if !ok {
				return c.wrong(0, "list<"+kind(best)+">", item)
			}
			if order*sign > 0 {
				best = item
			}
		}
		return best
	}
}

// overNumbers lifts f to a list of at least one number; null of none.
func overNumbers(f func(c *Call, n []Number) Value) func(c *Call, a []Value) Value {
	return func(c *Call, a []Value) Value {
		n, ok := numbersArg(c, a, 0)
		if !ok || len(n) == 0 {
			return nil
		}
		return f(c, n)
	}
}

func (c *Call) total(n []Number) Value {
	sum := Int(0)
	for _, x := range n {
		var ok bool
		if sum, ok = arith(decimal128.Add, sum, x); !ok {
			return c.refuse(0)
		}
	}
	return sum
}

func (c *Call) mean(n []Number) Value {
	sum, ok := c.total(n).(Number)
	if !ok {
		return nil
	}
	return c.m.numbers(c.at, "/", sum, Int(int64(len(n))))
}

func median(c *Call, n []Number) Value {
	slices.SortFunc(n, Number.Cmp)
	half := len(n) / 2
	if len(n)%2 == 1 {
		return n[half]
	}
	return c.mean(n[half-1 : half+1])
}

// deviation is the sample's standard deviation; null of fewer than two.
func deviation(c *Call, n []Number) Value {
	if len(n) < 2 {
		return c.refuse(0)
	}
	middle, ok := c.mean(n).(Number)
	if !ok {
		return nil
	}
	squares := make([]Number, len(n))
	for i, x := range n {
		d, ok1 := arith(decimal128.Sub, x, middle)
		square, ok2 := arith(decimal128.Mul, d, d)
		if !ok1 || !ok2 {
			return c.refuse(0)
		}
		squares[i] = square
	}
	sum, ok := c.total(squares).(Number)
	if !ok {
		return nil
	}
	variance, ok := arith(decimal128.Quo, sum, Int(int64(len(n)-1)))
	if !ok {
		return c.refuse(0)
	}
	return c.root(variance)
}

// mode lists the most frequent numbers, in order.
func mode(c *Call, a []Value) Value {
	n, ok := numbersArg(c, a, 0)
	if !ok {
		return nil
	}
	slices.SortFunc(n, Number.Cmp)
	most, out := 0, List{}
	for i := 0; i < len(n); {
		j := i
		for j < len(n) && n[j].Cmp(n[i]) == 0 {
			j++
		}
		switch {
		case j-i > most:
			most, out = j-i, List{n[i]}
		case j-i == most:
			out = append(out, n[i])
		}
		i = j
	}
	return c.list(out)
}

// logic is all (true unless one is false) or any (false unless one is true);
// null if neither is certain or an item is no boolean.
func logic(all bool) func(c *Call, a []Value) Value {
	return func(c *Call, a []Value) Value {
		list, ok := listArg(c, a, 0)
		if !ok {
			return nil
		}
		unknown := false
		for _, item := range list {
			switch v := item.(type) {
			case bool:
				if v != all {
					return v
				}
			case nil:
				unknown = true
			default:
				c.wrong(0, "list<boolean>", item)
				unknown = true
			}
		}
		if unknown {
			return nil
		}
		return all
	}
}
