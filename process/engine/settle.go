package engine

import "saksgang/base/errs"

// settle is asked when nothing moves: an inclusive join that waits for nobody
// goes on, a scope without tokens ends. It says whether anything moves now.
func (m *machine) settle() bool {
	for _, t := range m.s.Tokens {
		x := m.nodeOf(t)
		if t.Phase == AtJoin && x.Kind == Inclusive && m.inclusiveReady(x, t.Scope) {
			m.pass(x, t.Scope)
			return true
		}
	}
	// Innermost first: a scope's token comes before those within it.
	for i := len(m.s.Tokens) - 1; i >= 0; i-- {
		t := m.s.Tokens[i]
		if t.Phase == InScope && m.isEmpty(t.ID) {
			m.close(t)
			return len(m.ready) > 0 || m.s.Status == Running
		}
	}
	m.findStuck()
	return false
}

func (m *machine) nodeOf(t Token) *node {
	if t.Node == None {
		return &m.g.nodes[0]
	}
	return &m.g.nodes[t.Node]
}

// isEmpty says that nothing is left in a scope but triggers of its event
// sub-processes.
func (m *machine) isEmpty(scope TokenID) bool {
	for _, t := range m.s.Tokens {
		if t.Scope == scope && t.Host != scope {
			return false
		}
	}
	return true
}

// close ends a scope whose tokens have all ended.
func (m *machine) close(t Token) {
	if t.ID == root {
		m.end(Completed, "")
		return
	}
	if m.g.nodes[t.Node].byEvent {
		m.disarm(t.ID)
		m.remove(t.ID)
		m.passed(t.Node)
		return
	}
	m.leaveActivity(t)
}

// end ends the instance: whatever still waits is taken away.
func (m *machine) end(as Status, code string) {
	m.kill(root)
	m.ready = nil
	m.s.Status = as
	m.effect(Effect{Kind: Ended, Text: code})
}

// inclusiveReady says that no token can still come to the gateway by a flow
// that none has come by (BPMN 2.0.2, 13.4.3).
func (m *machine) inclusiveReady(x *node, scope TokenID) bool {
	for i := range x.in {
		if _, came := m.joined(x.Index, scope, int32(i)); came {
			continue
		}
		for _, t := range m.s.Tokens {
			if t.Scope == scope && t.Node != None && t.Node != x.Index && x.reaches[i][t.Node] && !m.reachesArrived(x, scope, t.Node) {
				return false
			}
		}
	}
	return true
}

// reachesArrived says that the token could as well come by a flow that one has
// come by already; then the gateway does not wait for it.
func (m *machine) reachesArrived(x *node, scope TokenID, n NodeID) bool {
	for i := range x.in {
		if _, came := m.joined(x.Index, scope, int32(i)); came && x.reaches[i][n] {
			return true
		}
	}
	return false
}

// findStuck makes an incident of a join that nothing can complete any more:
// only tokens at joins are left in its scope.
func (m *machine) findStuck() {
	for _, s := range m.s.Tokens {
		if s.Phase != InScope {
			continue
		}
		var first Token
		stuck := true
		for _, t := range m.s.Tokens {
			if t.Scope != s.ID || t.Host == s.ID {
				continue
			}
			if t.Phase != AtJoin {
				stuck = false
			} else if first.ID == 0 {
				first = t
			}
		}
		if stuck && first.ID != 0 {
			m.stop(first, "process.join-never-complete", errs.Invalid("process.join-never-complete"))
		}
	}
}
