package feel

var contextFunctions = []definition{
	{"get value(m, key)", func(c *Call, a []Value) Value {
		m, ok1 := contextArg(c, a, 0)
		key, ok2 := arg[string](c, a, 1)
		if !ok1 || !ok2 {
			return nil
		}
		v, there := m.Get(key)
		if !there {
			return c.m.warn(c.at, "feel.unknown-member", "name", key, "type", "context")
		}
		return v
	}},
	{"get entries(m)", func(c *Call, a []Value) Value {
		m, ok := contextArg(c, a, 0)
		if !ok {
			return nil
		}
		c.m.build(c.at, 2*m.Len())
		entries := List{}
		for _, key := range m.keys {
			e := NewContext()
			e.Set("key", key)
			e.Set("value", m.values[key])
			entries = append(entries, e)
		}
		return c.list(entries)
	}},
	{"context(entries)", contextOfEntries},
	{"context put(context, key, value)|context put(context, keys, value)", contextPut},
	{"context merge(contexts)", func(c *Call, a []Value) Value {
		list, ok := listArg(c, a, 0)
		if !ok {
			return nil
		}
		merged := NewContext()
		for i := range list {
			one, ok := list[i].(*Context)
			if !ok {
				return c.wrong(0, "list<context>", list[i])
			}
			c.m.build(c.at, one.Len())
			for _, key := range one.keys {
				merged.Set(key, one.values[key])
			}
		}
		return merged
	}},
}

// contextOfEntries makes a context of {key, value} contexts; no key twice.
func contextOfEntries(c *Call, a []Value) Value {
	list, ok := listArg(c, a, 0)
	if !ok {
		return nil
	}
	c.m.build(c.at, len(list))
	made := NewContext()
	for _, item := range list {
		e, ok := item.(*Context)
		if !ok {
			return c.wrong(0, "list<context>", item)
		}
		raw, _ := e.Get("key")
		key, isText := raw.(string)
		v, hasValue := e.Get("value")
		if _, twice := made.Get(key); !isText || !hasValue || twice {
			return c.refuse(0)
		}
		made.Set(key, v)
	}
	return made
}

// contextPut sets one key, or one reached through a list of keys; by name, the
// first is "key" and the second "keys".
func contextPut(c *Call, a []Value) Value {
	m, ok := contextArg(c, a, 0)
	if !ok {
		return nil
	}
	keys, isList := a[1].(List)
	if !isList || c.named && c.params[1] == "key" {
		key, ok := a[1].(string)
		if !ok {
			return c.wrong(1, "string", a[1])
		}
		keys = List{key}
	}
	if len(keys) == 0 {
		return c.refuse(1)
	}
	return c.put(m, keys, a[2])
}

func (c *Call) put(m *Context, keys List, v Value) Value {
	key, ok := keys[0].(string)
	if !ok {
		return c.wrong(1, "string", keys[0])
	}
	c.m.step(c.at, 1)
	c.m.build(c.at, m.Len()+1)
	m = m.clone()
	if len(keys) > 1 {
		inner, ok := m.values[key].(*Context)
		if !ok {
			return c.m.warn(c.at, "feel.unknown-member", "name", key, "type", "context")
		}
		if v, ok = c.put(inner, keys[1:], v).(*Context); !ok {
			return nil
		}
	}
	m.Set(key, v)
	return m
}
