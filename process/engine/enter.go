package engine

import "saksgang/base/errs"

// enter lets a token come to a node: it passes, waits, or stops.
func (m *machine) enter(a arrival) {
	x := &m.g.nodes[a.node]
	if m.steps > MaxSteps {
		m.stopAt(a, "process.loop-without-wait", errs.Invalid("process.loop-without-wait", "most", MaxSteps))
		return
	}
	if x.joins() {
		m.join(a, x)
		return
	}
	m.s.Visits[a.node]++
	if x.loop != nil && !m.isRound(a) {
		m.enterLoop(a, x)
		return
	}
	m.perform(a, x)
}

// joins says that a token waits here for the other ways in.
func (x *node) joins() bool {
	return (x.Kind == Parallel || x.Kind == Inclusive) && len(x.in) > 1
}

// isRound says that the token comes to the activity as one of its rounds.
func (m *machine) isRound(a arrival) bool {
	t, ok := m.s.Token(a.scope)
	return ok && t.Phase == InLoop && t.Node == a.node
}

func (m *machine) perform(a arrival, x *node) {
	switch x.Kind {
	case Pass, Start, Boundary:
		m.through(a)
	case User:
		m.openTask(a, x)
	case Action:
		t := m.wait(a, AtAction)
		m.effect(Effect{Kind: CallAction, Token: t.ID, Node: a.node, Visit: t.Visit})
		m.arm(t, x)
	case Catch:
		m.await(a, x, 0)
	case Throw:
		m.throw(a, x)
	case Exclusive, Parallel, Inclusive:
		m.through(a)
	case EventBased:
		m.choose(a, x)
	case SubProcess:
		m.open(a, x)
	case End:
		m.finish(a, x)
	}
}

// through passes the node without a wait. A round of a loop is over then.
func (m *machine) through(a arrival) {
	if m.isRound(a) {
		m.passed(a.node)
		m.roundDone(a.scope)
		return
	}
	if m.leave(a.node, a.scope) {
		m.passed(a.node)
	}
}

func (m *machine) openTask(a arrival, x *node) {
	e := Effect{Kind: OpenTask, Node: a.node}
	var err error
	if x.due != nil {
		e.Due, err = x.due.when(m.in, m.vars(a.scope))
	}
	if err == nil && x.remind != nil {
		e.Remind, err = x.remind.when(m.in, m.vars(a.scope))
	}
	if err != nil {
		m.stopAt(a, "process.deadline-not-a-time", err)
		return
	}
	t := m.wait(a, AtTask)
	e.Token, e.Visit = t.ID, t.Visit
	m.effect(e)
	m.arm(t, x)
}

// arm makes the events that stand on an activity wait.
func (m *machine) arm(t Token, x *node) {
	for _, b := range x.boundaries {
		m.await(arrival{node: b, scope: t.Scope}, &m.g.nodes[b], t.ID)
	}
}

// armStarts makes the triggers of a scope's event sub-processes wait.
func (m *machine) armStarts(s *scope, owner TokenID) {
	for _, e := range s.events {
		for _, n := range m.g.nodes[e].body.nodes {
			if x := &m.g.nodes[n]; x.Kind == Start && x.Event != NoEvent {
				m.await(arrival{node: n, scope: owner}, x, owner)
			}
		}
	}
}

// await makes an event wait; host is the token it stands on, if any. Errors
// and escalations wait for nothing: they are looked for when one is thrown.
func (m *machine) await(a arrival, x *node, host TokenID) {
	e := Effect{Node: a.node}
	var phase Phase
	switch x.Event {
	case TimerEvent:
		due, err := x.timer.when(m.in, m.vars(a.scope))
		if err != nil {
			m.stopEvent(a, host, "process.deadline-not-a-time", err)
			return
		}
		phase, e.Kind, e.Due = AtTimer, SetTimer, due
	case MessageEvent:
		key, err := m.key(x, a.scope)
		if err != nil {
			m.stopEvent(a, host, "process.key-unreadable", err)
			return
		}
		phase, e.Kind, e.Text, e.Key = AtMessage, AwaitMessage, x.Ref, key
	case SignalEvent:
		phase = AtSignal
	default:
		return
	}
	t := m.wait(a, phase)
	m.s.Tokens[len(m.s.Tokens)-1].Host = host
	e.Token, e.Visit = t.ID, m.s.Visits[a.node]
	if e.Kind != 0 {
		m.effect(e)
	}
}

func (m *machine) stopEvent(a arrival, host TokenID, code string, err error) {
	t := m.wait(a, AtIncident)
	m.s.Tokens[len(m.s.Tokens)-1].Host = host
	m.stop(t, code, err)
}

// key is the value of a message's correlation key.
func (m *machine) key(x *node, scope TokenID) (string, error) {
	if x.key == nil {
		return "", nil
	}
	v, err := x.key.Eval(m.vars(scope), m.options())
	if err != nil {
		return "", err
	}
	switch v := plain(v).(type) {
	case string:
		return v, nil
	case nil:
		return "", errs.Invalid("process.key-is-null", "message", x.Ref)
	default:
		return textOf(v), nil
	}
}

// choose waits for the first of several events.
func (m *machine) choose(a arrival, x *node) {
	t := m.wait(a, AtChoice)
	for _, f := range x.out {
		n := m.g.flows[f].to
		m.s.Visits[n]++
		m.await(arrival{node: n, scope: a.scope}, &m.g.nodes[n], t.ID)
	}
}

// open begins a sub-process.
func (m *machine) open(a arrival, x *node) {
	t := m.wait(a, InScope)
	m.arm(t, x)
	m.armStarts(x.body, t.ID)
	for _, n := range x.body.starts {
		m.arrive(n, t.ID, 0)
	}
}

// finish ends a token, and causes what its end event says.
func (m *machine) finish(a arrival, x *node) {
	m.passed(a.node)
	switch x.Event {
	case TerminateEvent:
		m.clearScope(a.scope)
	case ErrorEvent:
		m.throwError(a.scope, x.Ref)
	default:
		m.cause(a.scope, x)
	}
}

func (m *machine) throw(a arrival, x *node) {
	if x.Event == LinkEvent {
		m.passed(a.node)
		m.arrive(x.link, a.scope, 0)
		return
	}
	m.through(a)
	m.cause(a.scope, x)
}

// cause does what a throwing event does to others.
func (m *machine) cause(scope TokenID, x *node) {
	switch x.Event {
	case MessageEvent:
		m.effect(Effect{Kind: SendMessage, Node: x.Index, Text: x.Ref})
	case SignalEvent:
		m.signal(x.Ref)
	case EscalationEvent:
		m.escalate(scope, x.Ref)
	}
}
