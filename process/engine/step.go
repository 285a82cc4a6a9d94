package engine

import (
	"fmt"
	"maps"
	"slices"

	"saksgang/base/errs"
	"saksgang/process/feel"
)

// MaxSteps is how many nodes one step may pass before it is taken for a loop
// without a wait.
const MaxSteps = 10_000

// Step tells what follows from in: the state in which every token waits again,
// and what is to happen outside. Conflict process.not-waiting says that the
// token is gone or waits for something else: what happened came too late, and
// the state stays as it was.
func Step(g *Graph, s State, in Input) (State, []Effect, error) {
	m := machine{g: g, s: s.copied(len(g.nodes)), in: &in}
	if err := m.take(); err != nil {
		return s, nil, err
	}
	m.run()
	return m.s, m.effects, nil
}

// machine is one step under way.
type machine struct {
	g       *Graph
	s       State
	in      *Input
	ready   []arrival
	effects []Effect
	steps   int
	owned   bool // Vars is ours to write
}

// arrival is a token on its way to a node.
type arrival struct {
	node  NodeID
	scope TokenID
	into  int32 // by which of the node's incoming flows
	round int32 // of a loop: which round of the activity this is
}

func tooLate(t TokenID) error { return errs.Conflict("process.not-waiting", "token", int(t)) }

func (m *machine) take() error {
	if m.in.Kind == Begin {
		return m.begin()
	}
	if m.s.Status != Running {
		return tooLate(m.in.Token)
	}
	if m.in.Kind == Cancel {
		m.end(Cancelled, "")
		return nil
	}
	t, found := m.s.Token(m.in.Token)
	if !found {
		return tooLate(m.in.Token)
	}
	switch m.in.Kind {
	case TaskDone:
		return m.finishWork(t, AtTask)
	case ActionDone:
		return m.finishWork(t, AtAction)
	case ActionFailed:
		return m.actionFailed(t)
	case GivenUp:
		return m.givenUp(t)
	case TaskLeft:
		return m.leftTask(t)
	case TimerFired:
		return m.fired(t, AtTimer)
	case MessageCame:
		return m.fired(t, AtMessage)
	case Retry:
		return m.retry(t)
	}
	return errs.Internal(fmt.Errorf("input %d", m.in.Kind), "process.unknown-input")
}

func (m *machine) begin() error {
	if m.s.Status != NotStarted {
		return errs.Conflict("process.already-started")
	}
	m.s.Status, m.s.Next = Running, root+1
	m.s.Tokens = append(m.s.Tokens, Token{ID: root, Node: None, Phase: InScope})
	m.setAll(m.in.Vars)
	starts := m.g.top.starts
	if m.in.Node != None {
		starts = []NodeID{m.in.Node}
		if x := &m.g.nodes[m.in.Node]; x.Kind == Catch || x.Kind == EventBased {
			m.s.Visits[m.in.Node]++
			m.passed(m.in.Node)
			m.leave(m.in.Node, root)
			m.armStarts(&m.g.top, root)
			return nil
		}
	}
	if len(starts) == 0 {
		return errs.Invalid("process.needs-its-trigger")
	}
	for _, n := range starts {
		m.arrive(n, root, 0)
	}
	m.armStarts(&m.g.top, root)
	return nil
}

// finishWork takes a task's or an action's result and lets the token go on.
func (m *machine) finishWork(t Token, phase Phase) error {
	if t.Phase != phase {
		return tooLate(t.ID)
	}
	if err := m.setResult(t); err != nil {
		m.disarm(t.ID)
		m.stop(t, "process.result-unreadable", err)
		return nil
	}
	m.leaveActivity(t)
	return nil
}

func (m *machine) actionFailed(t Token) error {
	if t.Phase != AtAction {
		return tooLate(t.ID)
	}
	if handler, host, found := m.catcher(t, ErrorEvent, m.in.Code); found {
		m.caughtError(host, handler)
		return nil
	}
	m.disarm(t.ID)
	m.stop(t, m.in.Code, m.in.Err)
	return nil
}

// leftTask goes on from a boundary error event of a task, without its result.
func (m *machine) leftTask(t Token) error {
	if t.Phase != AtTask {
		return tooLate(t.ID)
	}
	x, host, ok := m.catcher(t, ErrorEvent, m.in.Code)
	if !ok || host.ID != t.ID {
		return errs.Conflict("process.no-way-back", "token", int(t.ID))
	}
	m.setAll(m.in.Vars)
	m.s.Visits[x.Index]++
	m.interrupt(host, x)
	return nil
}

// givenUp makes an incident of what the world outside could not do; no event in
// the drawing catches it.
func (m *machine) givenUp(t Token) error {
	if t.Phase != AtAction && t.Phase != AtTimer {
		return tooLate(t.ID)
	}
	m.disarm(t.ID)
	m.stop(t, m.in.Code, m.in.Err)
	return nil
}

// retry takes a token out of its incident: on its way out of the node, or by
// coming to it again. What stood on the activity is armed anew.
func (m *machine) retry(t Token) error {
	if t.Phase != AtIncident {
		return tooLate(t.ID)
	}
	x := &m.g.nodes[t.Node]
	round, _ := m.s.Locals[t.ID]["loopCounter"]
	m.remove(t.ID)
	m.effect(Effect{Kind: CloseIncident, Token: t.ID, Node: t.Node})
	again := arrival{node: t.Node, scope: t.Scope, into: t.Place, round: int32(whole(round))}
	switch {
	case t.Place == leaving:
		if m.leave(t.Node, t.Scope) {
			m.passed(t.Node)
		}
	case t.Host != 0:
		again.into = 0
		m.await(again, x, t.Host)
	default:
		if !x.joins() {
			m.s.Visits[t.Node]--
		}
		m.ready = append(m.ready, again)
	}
	return nil
}

// run lets every token that is ready go on until each waits.
func (m *machine) run() {
	for {
		for len(m.ready) > 0 && m.s.Status == Running {
			a := m.ready[0]
			m.ready = m.ready[1:]
			m.steps++
			m.enter(a)
		}
		if m.s.Status != Running || !m.settle() {
			return
		}
	}
}

func (m *machine) arrive(n NodeID, scope TokenID, into int32) {
	m.ready = append(m.ready, arrival{node: n, scope: scope, into: into})
}

func (m *machine) effect(e Effect) { m.effects = append(m.effects, e) }

func (m *machine) passed(n NodeID) { m.effects = append(m.effects, Effect{Kind: Passed, Node: n}) }

// wait puts a token at the node.
func (m *machine) wait(a arrival, p Phase) Token {
	t := Token{ID: m.s.Next, Scope: a.scope, Node: a.node, Phase: p, Visit: m.s.Visits[a.node], Place: a.into}
	m.s.Next++
	m.s.Tokens = append(m.s.Tokens, t)
	if a.round > 0 {
		m.beginRound(t, a.round)
	}
	return t
}

// stop turns a token into an incident, or puts one at the node.
func (m *machine) stop(t Token, code string, err error) {
	for i := range m.s.Tokens {
		if m.s.Tokens[i].ID == t.ID {
			m.s.Tokens[i].Phase = AtIncident
		}
	}
	m.effect(Effect{Kind: RaiseIncident, Token: t.ID, Node: t.Node, Visit: t.Visit, Text: code, Err: err})
}

func (m *machine) stopAt(a arrival, code string, err error) {
	m.stop(m.wait(a, AtIncident), code, err)
}

func (m *machine) remove(id TokenID) {
	m.s.Tokens = slices.DeleteFunc(m.s.Tokens, func(t Token) bool { return t.ID == id })
	if m.s.Locals != nil {
		delete(m.s.Locals, id)
	}
}

// set gives a variable of the instance a value.
func (m *machine) set(name string, v any) {
	if !m.owned {
		m.s.Vars = maps.Clone(m.s.Vars)
		if m.s.Vars == nil {
			m.s.Vars = map[string]any{}
		}
		m.owned = true
	}
	m.s.Vars[name] = v
}

func (m *machine) setAll(vars map[string]any) {
	for name, v := range vars {
		m.set(name, v)
	}
}

// setResult stores what a task, an action or a message brought, by the
// element's mapping: FEEL over the result and the variables, the whole result
// under one name, or each of its entries under its own.
func (m *machine) setResult(t Token) error {
	x := &m.g.nodes[t.Node]
	switch {
	case len(x.results) > 0:
		seen := scopeOf{m.in.Vars, m.vars(t.Scope)}
		for _, b := range x.results {
			v, err := b.expr.Eval(seen, feel.Options{Now: m.in.Now})
			if err != nil {
				return err
			}
			m.set(b.name, plain(v))
		}
	case x.Result != "":
		m.set(x.Result, anyMap(m.in.Vars))
	default:
		m.setAll(m.in.Vars)
	}
	return nil
}

func anyMap(m map[string]any) any {
	if m == nil {
		return map[string]any{}
	}
	return m
}
