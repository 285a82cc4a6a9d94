package engine

// fired lets an event that waited happen.
func (m *machine) fired(t Token, phase Phase) error {
	if t.Phase != phase {
		return tooLate(t.ID)
	}
	x := &m.g.nodes[t.Node]
	if phase == AtMessage {
		if err := m.setResult(t); err != nil {
			m.stop(t, "process.result-unreadable", err)
			return nil
		}
	}
	m.happen(t, x)
	return nil
}

func (m *machine) happen(t Token, x *node) {
	switch x.Kind {
	case Boundary:
		m.s.Visits[x.Index]++
		m.boundary(t, x)
	case Start:
		m.eventSubProcess(t, x)
	default:
		m.caught(t, x)
	}
}

// caught lets an intermediate event, or the branch of a choice, go on.
func (m *machine) caught(t Token, x *node) {
	if t.Host == 0 {
		m.leaveActivity(t)
		return
	}
	choice, ok := m.s.Token(t.Host)
	if ok && choice.Phase == AtChoice {
		m.remove(t.ID)
		m.kill(choice.ID)
		m.passed(choice.Node)
	}
	if m.leave(x.Index, t.Scope) {
		m.passed(x.Index)
	}
}

// boundary leaves the activity by the event, or lets the activity go on.
func (m *machine) boundary(t Token, x *node) {
	host, ok := m.s.Token(t.Host)
	if !ok {
		m.remove(t.ID)
		return
	}
	if !x.gentle {
		m.remove(t.ID)
		m.interrupt(host, x)
		return
	}
	m.again(t, x)
	if m.leave(x.Index, t.Scope) {
		m.passed(x.Index)
	}
}

// again sets a repeating timer once more; other events have had their turn,
// but a message or signal may come again while the activity lasts.
func (m *machine) again(t Token, x *node) {
	if x.Event != TimerEvent {
		m.remove(t.ID)
		m.await(arrival{node: t.Node, scope: t.Scope}, x, t.Host)
		return
	}
	if x.timer.again >= 0 && t.Place >= x.timer.again {
		m.remove(t.ID)
		return
	}
	due, err := x.timer.when(m.in, m.vars(t.Scope))
	if err != nil {
		m.stop(t, "process.deadline-not-a-time", err)
		return
	}
	for i := range m.s.Tokens {
		if m.s.Tokens[i].ID == t.ID {
			m.s.Tokens[i].Place++
		}
	}
	m.effect(Effect{Kind: SetTimer, Token: t.ID, Node: t.Node, Visit: uint32(t.Place) + 1, Due: due})
}

// interrupt takes the activity away and goes on from its boundary event.
func (m *machine) interrupt(host Token, x *node) {
	m.kill(host.ID)
	if m.leave(x.Index, host.Scope) {
		m.passed(x.Index)
	}
}

// eventSubProcess begins the event sub-process that the start event x triggers.
func (m *machine) eventSubProcess(t Token, x *node) {
	owner := t.Scope
	if x.gentle {
		m.again(t, x)
	} else {
		m.remove(t.ID)
		m.clearScope(owner)
	}
	m.beginEvent(owner, x)
}

func (m *machine) beginEvent(owner TokenID, x *node) {
	sub := &m.g.nodes[x.parent]
	m.s.Visits[sub.Index]++
	inner := m.wait(arrival{node: sub.Index, scope: owner}, InScope)
	m.armStarts(sub.body, inner.ID)
	m.arrive(x.Index, inner.ID, 0)
}

// clearScope takes away everything in a scope, but not the scope itself.
func (m *machine) clearScope(scope TokenID) {
	for {
		var victim TokenID
		for _, t := range m.s.Tokens {
			if t.Scope == scope {
				victim = t.ID
				break
			}
		}
		if victim == 0 {
			break
		}
		m.kill(victim)
	}
	m.forget(scope)
}

// kill takes a token away with all that stands on it or is within it.
func (m *machine) kill(id TokenID) {
	t, ok := m.s.Token(id)
	if !ok {
		return
	}
	for {
		var victim TokenID
		for _, c := range m.s.Tokens {
			if c.Host == id || c.Scope == id {
				victim = c.ID
				break
			}
		}
		if victim == 0 {
			break
		}
		m.kill(victim)
	}
	m.forget(id)
	m.remove(id)
	if kind := closing[t.Phase]; kind != 0 {
		m.effect(Effect{Kind: kind, Token: id, Node: t.Node, Visit: t.Visit})
	}
}

// closing is what the world outside is told when a token in the phase is taken away.
var closing = [...]EffectKind{
	AtTask: CloseTask, AtAction: CancelAction, AtTimer: CancelTimer, AtMessage: CancelMessage, AtIncident: CloseIncident,
}

// disarm takes away the events that stand on a token.
func (m *machine) disarm(host TokenID) {
	for {
		var victim TokenID
		for _, t := range m.s.Tokens {
			if t.Host == host {
				victim = t.ID
				break
			}
		}
		if victim == 0 {
			return
		}
		m.kill(victim)
	}
}

// forget takes back what was on its way within a scope.
func (m *machine) forget(scope TokenID) {
	kept := m.ready[:0:0]
	for _, a := range m.ready {
		if a.scope != scope {
			kept = append(kept, a)
		}
	}
	m.ready = kept
}
