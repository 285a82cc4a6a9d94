package engine

import "saksgang/process/feel"

// leave sends tokens on from the node. It answers false when a condition could
// not be told or none held: then a token stays at the node as an incident.
func (m *machine) leave(n NodeID, scope TokenID) bool {
	x := &m.g.nodes[n]
	if x.Kind == Parallel || len(x.out) == 1 && m.g.flows[x.out[0]].when == nil {
		for _, f := range x.out {
			m.follow(f, scope)
		}
		return true
	}
	if len(x.out) == 0 {
		return true
	}
	chosen, code, err := m.ways(x, scope)
	if code != "" {
		m.stopAt(arrival{node: n, scope: scope, into: leaving}, code, err)
		return false
	}
	for _, f := range chosen {
		m.follow(f, scope)
	}
	return true
}

func (m *machine) follow(f int32, scope TokenID) {
	x := &m.g.flows[f]
	m.arrive(x.to, scope, x.into)
}

// ways lists the flows whose conditions hold: the first one of an exclusive
// gateway, all of them elsewhere; the default flow when none does.
func (m *machine) ways(x *node, scope TokenID) (chosen []int32, code string, err error) {
	conditional := false
	for i, f := range x.out {
		when := m.g.flows[f].when
		if f == x.byDefault {
			conditional = true
			continue
		}
		holds := true
		if when != nil {
			conditional = true
			if holds, err = m.condition(when, scope); err != nil {
				return nil, "process.condition-not-boolean", flowError{m.g.flows[f].id, when, err}
			}
		}
		if holds && x.Kind == Exclusive {
			return x.out[i : i+1 : i+1], "", nil
		}
		if holds {
			chosen = append(chosen, f)
		}
	}
	if len(chosen) == 0 && x.byDefault >= 0 {
		return []int32{x.byDefault}, "", nil
	}
	if len(chosen) == 0 && conditional {
		return nil, "process.no-way-on", nil
	}
	return chosen, "", nil
}

// flowError names the flow whose condition could not be told.
type flowError struct {
	flow string
	when *feel.Expr
	err  error
}

func (e flowError) Error() string { return e.flow + ": " + e.when.Source() + ": " + e.err.Error() }
func (e flowError) Unwrap() error { return e.err }

// leaveActivity ends the token's wait at an activity that is done.
func (m *machine) leaveActivity(t Token) {
	m.disarm(t.ID)
	m.remove(t.ID)
	if outer, ok := m.s.Token(t.Scope); ok && outer.Phase == InLoop && outer.Node == t.Node {
		m.passed(t.Node)
		m.roundDone(outer.ID)
		return
	}
	if m.leave(t.Node, t.Scope) {
		m.passed(t.Node)
	}
}

// join takes a token to a joining gateway, where it waits for the others.
func (m *machine) join(a arrival, x *node) {
	m.wait(a, AtJoin)
	if x.Kind == Inclusive {
		return // settle looks at it when nothing else moves
	}
	if m.present(x, a.scope) == len(x.in) {
		m.pass(x, a.scope)
	}
}

// present counts the incoming flows by which a token has come.
func (m *machine) present(x *node, scope TokenID) int {
	came := 0
	for i := range x.in {
		if _, ok := m.joined(x.Index, scope, int32(i)); ok {
			came++
		}
	}
	return came
}

func (m *machine) joined(n NodeID, scope TokenID, into int32) (TokenID, bool) {
	for _, t := range m.s.Tokens {
		if t.Node == n && t.Scope == scope && t.Phase == AtJoin && t.Place == into {
			return t.ID, true
		}
	}
	return 0, false
}

// pass takes one token of each incoming flow that has one, and goes on as one.
func (m *machine) pass(x *node, scope TokenID) {
	for i := range x.in {
		if t, ok := m.joined(x.Index, scope, int32(i)); ok {
			m.remove(t)
		}
	}
	m.s.Visits[x.Index]++
	if m.leave(x.Index, scope) {
		m.passed(x.Index)
	}
}
