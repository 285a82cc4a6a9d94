package feel

func (n *pathNode) eval(m *machine, e *env) Value {
	return m.member(n.at(), m.eval(n.value, e), n.member)
}

// member is v.name; of a list, the list of its items' members.
func (m *machine) member(at int, v Value, name string) Value {
	switch v := v.(type) {
	case List:
		m.step(at, len(v))
		m.build(at, len(v))
		out := make(List, len(v))
		for i, item := range v {
			if nested, ok := item.(List); ok {
				out[i] = m.warn(at, "feel.unknown-member", "name", name, "type", kind(nested))
				continue
			}
			out[i] = m.member(at, item, name)
		}
		return out
	case *Context:
		if found, ok := v.Get(name); ok {
			return found
		}
	default:
		if found, ok := property(v, name); ok {
			return found
		}
	}
	return m.warn(at, "feel.unknown-member", "name", name, "type", kind(v))
}

// property is a built-in member of a date, time, duration or range (DMN 1.5,
// table 66).
func property(v Value, name string) (Value, bool) {
	switch v := v.(type) {
	case Date:
		return dateProperty(v, name)
	case Time:
		return timeProperty(DateTime{Date{1970, 1, 1}, v}, name)
	case DateTime:
		if found, ok := dateProperty(v.Date, name); ok {
			return found, true
		}
		return timeProperty(v, name)
	case YMDuration:
		switch name {
		case "years":
			return Int(v.Months / 12), true
		case "months":
			return Int(v.Months % 12), true
		}
	case DTDuration:
		return durationProperty(v, name)
	case *Range:
		return rangeProperty(v, name)
	}
	return nil, false
}

func dateProperty(d Date, name string) (Value, bool) {
	switch name {
	case "year":
		return Int(int64(d.Year)), true
	case "month":
		return Int(int64(d.Month)), true
	case "day":
		return Int(int64(d.Day)), true
	case "weekday":
		return Int(int64(d.weekday())), true
	}
	return nil, false
}

func timeProperty(d DateTime, name string) (Value, bool) {
	switch name {
	case "hour":
		return Int(int64(d.Hour)), true
	case "minute":
		return Int(int64(d.Minute)), true
	case "second":
		return DTDuration{int64(d.Second), int32(d.Nano)}.seconds(), true
	case "time offset":
		if d.Zone.Local() {
			return nil, true
		}
		return DTDuration{Seconds: int64(d.offset())}, true
	case "timezone":
		if d.Zone.Name == "" {
			return nil, true
		}
		return d.Zone.Name, true
	}
	return nil, false
}

func durationProperty(d DTDuration, name string) (Value, bool) {
	a := d.abs()
	sign := int64(1)
	if d.negative() {
		sign = -1
	}
	switch name {
	case "days":
		return Int(sign * (a.Seconds / daySeconds)), true
	case "hours":
		return Int(sign * (a.Seconds / 3600 % 24)), true
	case "minutes":
		return Int(sign * (a.Seconds / 60 % 60)), true
	case "seconds":
		s := DTDuration{a.Seconds % 60, a.Nanos}.seconds()
		if sign < 0 {
			s = s.neg()
		}
		return s, true
	}
	return nil, false
}

func rangeProperty(r *Range, name string) (Value, bool) {
	switch name {
	case "start":
		return r.Start, true
	case "end":
		return r.End, true
	case "start included":
		return r.StartIncluded, true
	case "end included":
		return r.EndIncluded, true
	}
	return nil, false
}

// filterNode: a number picks the item at that place (from the end, if
// negative), a condition the items for which it is true. What is no list is
// treated as a list of itself.
func (n *filterNode) eval(m *machine, e *env) Value {
	v := m.eval(n.value, e)
	list, ok := v.(List)
	if !ok {
		if v == nil {
			return m.warn(n.at(), "feel.not-a-list", "type", "null")
		}
		list = List{v}
	}
	if len(list) == 0 {
		return n.none(m, e)
	}
	result := List{}
	for i, item := range list {
		m.step(n.at(), 1)
		switch f := m.eval(n.filter, itemEnv(e, item)).(type) {
		case bool:
			if f {
				m.build(n.at(), 1)
				result = append(result, item)
			}
		case nil:
		case Number:
			if i == 0 {
				return m.pick(n.at(), list, f)
			}
			return m.warn(n.filter.at(), "feel.not-a-boolean", "type", "number")
		default:
			return m.warn(n.filter.at(), "feel.not-a-boolean", "type", kind(f))
		}
	}
	return result
}

// none filters an empty list: null at any place, empty by any condition.
func (n *filterNode) none(m *machine, e *env) Value {
	if _, number := m.eval(n.filter, itemEnv(e, nil)).(Number); number {
		return m.warn(n.at(), "feel.no-such-item")
	}
	return List{}
}

// itemEnv binds "item" and, nearer, the item's own members.
func itemEnv(e *env, item Value) *env {
	e = e.bind("item", item)
	if c, ok := item.(*Context); ok {
		return &env{parent: e, ctx: c}
	}
	return e
}

func (m *machine) pick(at int, list List, place Number) Value {
	i, ok := position(list, place)
	if !ok || i >= len(list) {
		return m.warn(at, "feel.no-such-item")
	}
	return list[i]
}

// position turns a place counted from 1, or from the end by -1, into an index;
// false if it is 0 or before the list. A fraction is dropped.
func position(list List, place Number) (int, bool) {
	p, ok := place.truncated()
	switch {
	case !ok || p == 0 || p < -int64(len(list)) || p > int64(len(list))+1:
		return 0, false
	case p < 0:
		return len(list) + int(p), true
	}
	return int(p) - 1, true
}
