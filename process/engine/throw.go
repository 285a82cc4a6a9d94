package engine

// catcher finds the event that catches what is thrown at t: on its activity,
// else in the scope around it (an event sub-process first), and so outwards.
// An event without a code catches every code.
func (m *machine) catcher(t Token, event Event, code string) (*node, Token, bool) {
	for {
		if t.ID != root {
			for _, b := range m.nodeOf(t).boundaries {
				if x := &m.g.nodes[b]; x.catches(event, code) {
					return x, t, true
				}
			}
		}
		outer, ok := m.s.Token(t.Scope)
		if !ok {
			return nil, Token{}, false
		}
		if x, found := m.inner(outer, event, code, t); found {
			return x, outer, true
		}
		t = outer
	}
}

func (x *node) catches(event Event, code string) bool {
	return x.Event == event && (x.Ref == "" || x.Ref == code)
}

// inner finds an event sub-process of the scope that catches; one does not
// catch what is thrown within itself.
func (m *machine) inner(owner Token, event Event, code string, from Token) (*node, bool) {
	if owner.Phase != InScope {
		return nil, false
	}
	body := &m.g.top
	if owner.ID != root {
		body = m.g.nodes[owner.Node].body
	}
	for _, e := range body.events {
		if e == from.Node {
			continue
		}
		for _, n := range m.g.nodes[e].body.nodes {
			if x := &m.g.nodes[n]; x.Kind == Start && x.catches(event, code) {
				return x, true
			}
		}
	}
	return nil, false
}

// throwError takes the scope away up to what catches the error; what nobody
// catches ends the instance.
func (m *machine) throwError(scope TokenID, code string) {
	t, ok := m.s.Token(scope)
	if !ok {
		return
	}
	x, at, found := m.catchScope(t, ErrorEvent, code)
	if !found {
		m.end(Failed, code)
		return
	}
	m.caughtError(at, x)
}

// caughtError goes on from what caught an error thrown at or within the token.
func (m *machine) caughtError(at Token, x *node) {
	if x.Kind == Start {
		m.clearScope(at.ID)
		m.beginEvent(at.ID, x)
		return
	}
	m.s.Visits[x.Index]++
	m.interrupt(at, x)
}

// catchScope is catcher for what is thrown by an event within the scope of t.
func (m *machine) catchScope(t Token, event Event, code string) (*node, Token, bool) {
	if x, found := m.inner(t, event, code, Token{Node: None}); found && x.parent != t.Node {
		return x, t, true
	}
	return m.catcher(t, event, code)
}

// escalate tells what catches the escalation; nothing need.
func (m *machine) escalate(scope TokenID, code string) {
	t, ok := m.s.Token(scope)
	if !ok {
		return
	}
	x, at, found := m.catchScope(t, EscalationEvent, code)
	switch {
	case !found:
	case x.Kind == Start:
		if !x.gentle {
			m.clearScope(at.ID)
		}
		m.beginEvent(at.ID, x)
	case x.gentle:
		m.s.Visits[x.Index]++
		if m.leave(x.Index, at.Scope) {
			m.passed(x.Index)
		}
	default:
		m.s.Visits[x.Index]++
		m.interrupt(at, x)
	}
}

// signal wakes every token of the instance that waits for it.
func (m *machine) signal(name string) {
	var waiting []TokenID
	for _, t := range m.s.Tokens {
		if t.Phase == AtSignal && m.nodeOf(t).Ref == name {
			waiting = append(waiting, t.ID)
		}
	}
	for _, id := range waiting {
		if t, still := m.s.Token(id); still {
			m.happen(t, m.nodeOf(t))
		}
	}
}
