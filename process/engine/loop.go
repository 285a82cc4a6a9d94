package engine

import (
	"fmt"

	"saksgang/base/errs"
	"saksgang/process/feel"
)

// mostRounds bounds a multi-instance.
const mostRounds = 1000

// enterLoop puts a token around the rounds of an activity.
func (m *machine) enterLoop(a arrival, x *node) {
	items, count, err := m.rounds(a, x)
	if err != nil {
		m.stopAt(a, "process.loop-unreadable", err)
		return
	}
	t := m.wait(a, InLoop)
	switch {
	case !x.loop.multi:
		m.place(t.ID, 0)
		m.nextRound(t.ID, x, x.loop.before)
		return
	case count == 0:
		m.leaveActivity(t)
		return
	}
	m.place(t.ID, int32(count))
	if items != nil {
		m.setLocal(t.ID, map[string]any{x.loop.items: items})
	}
	m.arm(t, x)
	at := 1
	if !x.loop.sequential {
		at = count
	}
	for round := range at {
		m.ready = append(m.ready, arrival{node: a.node, scope: t.ID, round: int32(round) + 1})
	}
}

func (m *machine) place(id TokenID, n int32) {
	for i := range m.s.Tokens {
		if m.s.Tokens[i].ID == id {
			m.s.Tokens[i].Place = n
		}
	}
}

func (m *machine) setLocal(id TokenID, vars map[string]any) {
	if m.s.Locals == nil {
		m.s.Locals = map[TokenID]map[string]any{}
	}
	m.s.Locals[id] = vars
}

// beginRound gives the token of a multi-instance round its item and number.
func (m *machine) beginRound(t Token, round int32) {
	l := m.g.nodes[t.Node].loop
	if l == nil || !l.multi {
		return
	}
	local := map[string]any{"loopCounter": int64(round)}
	if items, ok := m.s.Locals[t.Scope][l.items].([]any); ok && l.item != "" && int(round) <= len(items) {
		local[l.item] = items[round-1]
	}
	m.setLocal(t.ID, local)
}

// nextRound begins another round of a standard loop, if its condition (asked
// from the second round on, or from the first) and its maximum permit.
func (m *machine) nextRound(id TokenID, x *node, ask bool) {
	t, ok := m.s.Token(id)
	if !ok {
		return
	}
	again := x.loop.most == 0 || int(t.Place) < x.loop.most
	if again && ask && x.loop.when != nil {
		holds, err := m.condition(x.loop.when, t.Scope)
		if err != nil {
			m.stop(t, "process.condition-not-boolean", err)
			return
		}
		again = holds
	}
	if !again {
		m.leaveActivity(t)
		return
	}
	if t.Place == 0 {
		m.arm(t, x)
	}
	m.place(id, t.Place+1)
	m.ready = append(m.ready, arrival{node: t.Node, scope: id, round: t.Place + 1})
}

// roundDone counts a round that has ended, and ends the loop after the last or
// when its completion condition holds.
func (m *machine) roundDone(id TokenID) {
	t, ok := m.s.Token(id)
	if !ok {
		return
	}
	x := &m.g.nodes[t.Node]
	if !x.loop.multi {
		m.nextRound(id, x, true)
		return
	}
	left := t.Place - 1
	m.place(id, left)
	if x.loop.completion != nil {
		enough, err := m.condition(x.loop.completion, t.Scope)
		if err != nil {
			m.stop(t, "process.condition-not-boolean", err)
			return
		}
		if enough {
			left = 0
		}
	}
	switch {
	case left <= 0:
		m.clearScope(id)
		m.leaveActivity(t)
	case x.loop.sequential:
		m.ready = append(m.ready, arrival{node: t.Node, scope: id, round: m.round(t)})
	}
}

// round is the number of the next round of a sequential multi-instance: rounds
// are visits of the activity, the first of which entered the loop itself.
func (m *machine) round(t Token) int32 {
	return int32(m.s.Visits[t.Node]-t.Visit) + 1
}

// rounds reckons how many rounds a multi-instance has, and over which items.
func (m *machine) rounds(a arrival, x *node) ([]any, int, error) {
	if !x.loop.multi {
		return nil, 0, nil
	}
	if x.loop.items != "" {
		v, _ := m.vars(a.scope).Lookup(x.loop.items)
		list, ok := v.(feel.List)
		if !ok || len(list) > mostRounds {
			return nil, 0, errs.Invalid("process.loop-items-not-a-list", "variable", x.loop.items)
		}
		return plainList(list), len(list), nil
	}
	v, err := x.loop.cardinality.Eval(m.vars(a.scope), m.options())
	if err != nil {
		return nil, 0, err
	}
	n, ok := v.(feel.Number)
	if !ok {
		return nil, 0, fmt.Errorf("%s is no number", x.loop.cardinality.Source())
	}
	count, whole := n.Int64()
	if !whole || count < 0 || count > mostRounds {
		return nil, 0, errs.Invalid("process.loop-number-out-of-range", "most", mostRounds)
	}
	return nil, int(count), nil
}

func plainList(list feel.List) []any {
	items := make([]any, len(list))
	for i, item := range list {
		items[i] = plain(item)
	}
	return items
}
