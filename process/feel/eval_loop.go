package feel

func (n *forNode) eval(m *machine, e *env) Value {
	result := List{}
	ok := m.iterate(n.iterators, e, func(inner *env) bool {
		// The results so far are visible as "partial". They may not be changed
		// by what is appended later, hence the capacity.
		inner = inner.bind("partial", result[:len(result):len(result)])
		m.build(n.at(), 1)
		result = append(result, m.eval(n.body, inner))
		return true
	})
	if !ok {
		return nil
	}
	return result
}

// someNode: "some" is true if one is true, "every" if all are; a condition that
// is neither true nor false makes the whole null unless another decides it.
func (n *someNode) eval(m *machine, e *env) Value {
	decided, unknown := false, false
	ok := m.iterate(n.iterators, e, func(inner *env) bool {
		value, known := m.truth(n.condition, inner)
		unknown = unknown || !known
		decided = known && value != n.every
		return !decided
	})
	switch {
	case !ok:
		return nil
	case decided:
		return !n.every
	case unknown:
		return nil
	}
	return n.every
}

// iterate calls visit for each combination of the iterators' values, the last
// iterator turning fastest, until visit returns false. It is false itself if
// something iterated over is no list.
func (m *machine) iterate(iterators []iterator, e *env, visit func(*env) bool) bool {
	_, ok := m.turn(iterators, e, visit)
	return ok
}

func (m *machine) turn(iterators []iterator, e *env, visit func(*env) bool) (more, ok bool) {
	if len(iterators) == 0 {
		return visit(e), true
	}
	it := iterators[0]
	next, ok := m.sequence(it, e)
	if !ok {
		return false, false
	}
	for v, there := next(); there; v, there = next() {
		m.step(it.from.at(), 1)
		more, ok := m.turn(iterators[1:], e.bind(it.name, v), visit)
		if !ok || !more {
			return more, ok
		}
	}
	return true, true
}

// sequence returns a function that gives the values of an iterator one by one.
func (m *machine) sequence(it iterator, e *env) (next func() (Value, bool), ok bool) {
	from := m.eval(it.from, e)
	if it.to != nil {
		return m.count(it.from.at(), from, m.eval(it.to, e))
	}
	switch v := from.(type) {
	case List:
		i := -1
		return func() (Value, bool) {
			if i++; i >= len(v) {
				return nil, false
			}
			return v[i], true
		}, true
	case *Range:
		return m.countRange(it.from.at(), v)
	case nil:
		m.warn(it.from.at(), "feel.not-a-list", "type", "null")
		return nil, false
	}
	one := List{from}
	return func() (Value, bool) {
		if len(one) == 0 {
			return nil, false
		}
		v := one[0]
		one = nil
		return v, true
	}, true
}

// countRange counts through a range of whole numbers or dates, without the
// bounds it excludes.
func (m *machine) countRange(at int, r *Range) (func() (Value, bool), bool) {
	if r.Start == nil || r.End == nil {
		m.warn(at, "feel.not-countable", "start", kind(r.Start), "end", kind(r.End))
		return nil, false
	}
	next, ok := m.count(at, r.Start, r.End)
	if !ok {
		return nil, false
	}
	return func() (Value, bool) {
		for {
			v, there := next()
			if !there || r.contains(v) == true {
				return v, there
			}
		}
	}, true
}

// count goes from one whole number or date to another, up or down, both
// included.
func (m *machine) count(at int, from, to Value) (func() (Value, bool), bool) {
	start, end, make, ok := countable(from, to)
	if !ok {
		m.warn(at, "feel.not-countable", "start", kind(from), "end", kind(to))
		return nil, false
	}
	by := int64(1)
	if start > end {
		by = -1
	}
	i, done := start, false
	return func() (Value, bool) {
		if done {
			return nil, false
		}
		v := make(i)
		done = i == end
		i += by
		return v, true
	}, true
}

func countable(from, to Value) (start, end int64, make func(int64) Value, ok bool) {
	switch f := from.(type) {
	case Number:
		t, both := to.(Number)
		if !both {
			return 0, 0, nil, false
		}
		start, ok1 := f.Int64()
		end, ok2 := t.Int64()
		return start, end, func(i int64) Value { return Int(i) }, ok1 && ok2
	case Date:
		t, both := to.(Date)
		if !both {
			return 0, 0, nil, false
		}
		return f.days(), t.days(), func(i int64) Value {
			d, _ := dateOfDays(i)
			return d
		}, true
	}
	return 0, 0, nil, false
}
