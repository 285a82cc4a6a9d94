package engine

import (
	"encoding/json"

	"saksgang/process/feel"
)

// scopeOf looks a name up in the first map, then in the rest.
type scopeOf struct {
	first map[string]any
	rest  feel.Scope
}

// Lookup is the feel.Scope's.
func (s scopeOf) Lookup(name string) (feel.Value, bool) {
	if v, ok := feel.Vars(s.first).Lookup(name); ok {
		return v, true
	}
	if s.rest == nil {
		return nil, false
	}
	return s.rest.Lookup(name)
}

// vars is what an expression sees within a scope: the locals of the rounds it
// stands in, the innermost first, then the instance's variables.
func (m *machine) vars(scope TokenID) feel.Scope {
	var seen feel.Scope = feel.Vars(m.s.Vars)
	if len(m.s.Locals) == 0 {
		return seen
	}
	var inner []map[string]any
	for t, ok := m.s.Token(scope); ok; t, ok = m.s.Token(t.Scope) {
		if local := m.s.Locals[t.ID]; local != nil {
			inner = append(inner, local)
		}
	}
	for i := len(inner) - 1; i >= 0; i-- {
		seen = scopeOf{inner[i], seen}
	}
	return seen
}

func (m *machine) condition(x *feel.Expr, scope TokenID) (bool, error) {
	return x.Condition(m.vars(scope), m.options())
}

func (m *machine) options() feel.Options {
	o := feel.Options{Now: m.in.Now}
	if m.in.Calendar != nil && !o.Now.IsZero() {
		o.Now = o.Now.In(m.in.Calendar.Zone())
	}
	return o
}

// plain turns a FEEL value into what JSON gives, so that a variable is the
// same before and after it was stored.
func plain(v feel.Value) any {
	switch v.(type) {
	case nil, bool, string:
		return v
	}
	text, err := json.Marshal(v)
	if err != nil {
		return feel.Format(v)
	}
	decoded, err := decodeVars(text)
	if err != nil {
		return feel.Format(v)
	}
	return decoded
}

// Inputs evaluates the inputs that the drawing gives the task or action at
// token: <saksgang:input name="x">= FEEL, or text</saksgang:input>. The locals
// of a multi-instance round are among them, under their own names.
func Inputs(g *Graph, s *State, token TokenID, in *Input) (map[string]any, error) {
	t, ok := s.Token(token)
	if !ok {
		return nil, tooLate(token)
	}
	m := machine{g: g, s: *s, in: in}
	values := map[string]any{}
	for scope, found := t, true; found; scope, found = s.Token(scope.Scope) {
		for name, v := range s.Locals[scope.ID] {
			if _, inner := values[name]; !inner {
				values[name] = v
			}
		}
	}
	for _, b := range g.nodes[t.Node].inputs {
		if b.expr == nil {
			values[b.name] = b.text
			continue
		}
		v, err := b.expr.Eval(scopeOf{s.Locals[t.ID], m.vars(t.Scope)}, m.options())
		if err != nil {
			return nil, err
		}
		values[b.name] = plain(v)
	}
	return values, nil
}

// whole is a local number, also after it was stored.
func whole(v any) int64 {
	switch v := v.(type) {
	case int64:
		return v
	case json.Number:
		n, _ := v.Int64()
		return n
	}
	return 0
}
