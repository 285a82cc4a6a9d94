package feel

func (n *instanceNode) eval(m *machine, e *env) Value {
	is, known := m.isType(m.eval(n.value, e), n.of)
	if !known {
		return m.warn(n.at(), "feel.unknown-type", "type", n.of.name)
	}
	return is
}

// isType says whether v conforms to t; known is false where nobody knows t.
func (m *machine) isType(v Value, t *typeRef) (is, known bool) {
	m.step(0, 1)
	switch t.name {
	case "Any":
		return v != nil, true
	case "Null":
		return v == nil, true
	case "list":
		return m.isList(v, t)
	case "range":
		return m.isRange(v, t)
	case "context":
		return m.isContext(v, t)
	case "function":
		f, ok := v.(*Function)
		return ok && (t.result == nil || f.arity() < 0 || f.arity() == len(t.args)), true
	case "number", "string", "boolean", "date", "time", "date and time",
		"days and time duration", "years and months duration":
		return kind(v) == t.name, true
	}
	if m.opts.IsType == nil {
		return false, false
	}
	return m.opts.IsType(v, t.name)
}

func (m *machine) isList(v Value, t *typeRef) (is, known bool) {
	list, ok := v.(List)
	if !ok || len(t.args) == 0 {
		return ok, true
	}
	for _, item := range list {
		if is, known := m.conforms(item, t.args[0]); !is {
			return false, known
		}
	}
	return true, true
}

func (m *machine) isRange(v Value, t *typeRef) (is, known bool) {
	r, ok := v.(*Range)
	if !ok || len(t.args) == 0 {
		return ok, true
	}
	for _, bound := range []Value{r.Start, r.End} {
		if bound == nil {
			continue
		}
		if is, known := m.isType(bound, t.args[0]); !is {
			return false, known
		}
	}
	return true, true
}

func (m *machine) isContext(v Value, t *typeRef) (is, known bool) {
	c, ok := v.(*Context)
	if !ok {
		return false, true
	}
	for _, f := range t.fields {
		member, there := c.Get(f.name)
		if !there {
			return false, true
		}
		if is, known := m.conforms(member, f.of); !is {
			return false, known
		}
	}
	return true, true
}

// conforms is isType for what lies inside a value, where null fits every type.
func (m *machine) conforms(v Value, t *typeRef) (is, known bool) {
	if v == nil {
		return true, true
	}
	return m.isType(v, t)
}

// coerce fits an argument to a parameter's type: null fits, a single item may
// be taken out of its list or put into one (DMN 1.5, 10.3.2.9.4). A type that
// nobody knows takes anything.
func (m *machine) coerce(v Value, t *typeRef) (Value, bool) {
	if t == nil || v == nil {
		return v, true
	}
	if is, known := m.isType(v, t); is || !known {
		return v, true
	}
	if one := single(v); t.name != "list" {
		is, _ := m.isType(one, t)
		return one, is
	}
	if _, list := v.(List); !list {
		is, _ := m.isType(List{v}, t)
		return List{v}, is
	}
	return nil, false
}
