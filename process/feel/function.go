package feel

import (
	"slices"
	"strings"
	"time"
)

// Function is a function as a value: one written in an expression, one of
// FEEL's own, or one of the caller's.
type Function struct {
	name     string
	params   []param
	body     node
	env      *env
	expr     *Expr
	external bool
	native   *native
}

// NewFunction makes a value of a caller's function.
func NewFunction(name string, f Func) *Function {
	s := signature{}
	for _, p := range f.Params {
		s.add(p)
	}
	return &Function{name: name, native: &native{signatures: []signature{s}, outside: f.Call}}
}

// Name is the function's name, empty for one written in an expression.
func (f *Function) Name() string { return f.name }

// String names the function.
func (f *Function) String() string { return "function " + f.name }

// MarshalText is String, for JSON.
func (f *Function) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// Arity is how many parameters a function written in an expression has; -1 for
// others.
func (f *Function) arity() int {
	if f.native != nil {
		return -1
	}
	return len(f.params)
}

// Call is one call of a function of the caller's, within an evaluation.
type Call struct {
	m  *machine
	at int
	fn string
	// named says that the arguments came by name, params which they are.
	named  bool
	params []string
}

// Now is the evaluation's time; zero if it has none.
func (c *Call) Now() time.Time { return c.m.opts.Now }

// Invoke calls f with args, within the same budget.
func (c *Call) Invoke(f *Function, args ...Value) Value {
	return c.m.invoke(c.at, f, args, nil)
}

// Eval evaluates another expression within the same budget.
func (c *Call) Eval(x *Expr, scope Scope) Value {
	outer := c.m.expr
	c.m.expr = x
	v := c.m.eval(x.root, &env{scope: scope})
	c.m.expr = outer
	return v
}

func (n *callNode) eval(m *machine, e *env) Value {
	var callee Value
	if name, ok := n.callee.(*nameNode); ok {
		var known bool
		if callee, known = m.resolve(name.name, e); !known {
			return m.warn(name.at(), "feel.unknown-function", "name", name.name)
		}
	} else {
		callee = m.eval(n.callee, e)
	}
	f, ok := callee.(*Function)
	if !ok {
		return m.warn(n.at(), "feel.not-a-function", "type", kind(callee))
	}
	args := make([]Value, len(n.args))
	for i, a := range n.args {
		args[i] = m.eval(a, e)
	}
	return m.invoke(n.at(), f, args, n.names)
}

// invoke calls f; names is nil for positional arguments.
func (m *machine) invoke(at int, f *Function, args []Value, names []string) Value {
	if f.native != nil {
		return m.invokeNative(at, f, args, names)
	}
	if f.external {
		return m.warn(at, "feel.external-function")
	}
	ordered, ok := f.order(args, names)
	if !ok {
		return m.warn(at, "feel.wrong-arguments", "function", f.label())
	}
	inner := f.env
	for i, p := range f.params {
		v, fits := m.coerce(ordered[i], p.of)
		if !fits {
			return m.warn(at, "feel.wrong-argument", "function", f.label(), "parameter", p.name,
				"expected", p.of.name, "found", kind(ordered[i]))
		}
		inner = inner.bind(p.name, v)
	}
	outer := m.expr
	m.expr = f.expr
	v := m.eval(f.body, inner)
	m.expr = outer
	return v
}

// label names f in a warning.
func (f *Function) label() string {
	if f.name == "" {
		return "function"
	}
	return f.name
}

// order puts arguments into the order of the parameters: as many, none twice.
func (f *Function) order(args []Value, names []string) ([]Value, bool) {
	if len(args) != len(f.params) {
		return nil, false
	}
	if names == nil {
		return args, true
	}
	ordered := make([]Value, len(args))
	for i, p := range f.params {
		at := slices.Index(names, p.name)
		if at < 0 {
			return nil, false
		}
		ordered[i] = args[at]
	}
	return ordered, true
}

// native is a function in Go.
type native struct {
	signatures []signature
	call       func(c *Call, a []Value) Value
	outside    func(c *Call, a []Value) (Value, error)
}

// signature is one way to call a native function.
type signature struct {
	params   []string
	optional int  // how many at the end may be left out
	rest     bool // the last takes all remaining arguments, as a list
	spread   bool // the only one takes a list, or the list's items as arguments
}

// add enters a parameter: "name", "name?" (may be left out), "name..." (all
// that remain), "name*" (a list, or its items).
func (s *signature) add(p string) {
	switch {
	case strings.HasSuffix(p, "?"):
		p = strings.TrimSuffix(p, "?")
		s.optional++
	case strings.HasSuffix(p, "..."):
		p = strings.TrimSuffix(p, "...")
		s.rest = true
	case strings.HasSuffix(p, "*"):
		p = strings.TrimSuffix(p, "*")
		s.spread = true
	}
	s.params = append(s.params, p)
}

// place puts arguments where the parameters are; false if they do not fit.
func (s signature) place(args []Value, names []string) ([]Value, bool) {
	if names != nil {
		return s.placeNamed(args, names)
	}
	switch {
	case s.spread:
		if len(args) == 1 {
			return args, true
		}
		return []Value{List(args)}, len(args) > 0
	case s.rest:
		fixed := len(s.params) - 1
		if len(args) <= fixed {
			return nil, false
		}
		return append(slices.Clone(args[:fixed]), List(args[fixed:])), true
	}
	if len(args) > len(s.params) || len(args) < len(s.params)-s.optional {
		return nil, false
	}
	for len(args) < len(s.params) {
		args = append(args, missing{})
	}
	return args, true
}

func (s signature) placeNamed(args []Value, names []string) ([]Value, bool) {
	placed := make([]Value, len(s.params))
	used := 0
	for i, p := range s.params {
		at := slices.Index(names, p)
		switch {
		case at >= 0:
			placed[i] = args[at]
			used++
		case i >= len(s.params)-s.optional:
			placed[i] = missing{}
		default:
			return nil, false
		}
	}
	return placed, used == len(args)
}

func (m *machine) invokeNative(at int, f *Function, args []Value, names []string) Value {
	m.step(at, 1)
	for _, s := range f.native.signatures {
		placed, ok := s.place(slices.Clip(args), names)
		if !ok {
			continue
		}
		c := &Call{m: m, at: at, fn: f.name, named: names != nil, params: s.params}
		if f.native.outside == nil {
			return f.native.call(c, placed)
		}
		return c.outside(f.native.outside, placed)
	}
	return m.warn(at, "feel.wrong-arguments", "function", f.name)
}

// outside calls a function of the caller's, which sees null for what was left
// out and may return anything that Of takes.
func (c *Call) outside(call func(*Call, []Value) (Value, error), args []Value) Value {
	for i, a := range args {
		if _, none := a.(missing); none {
			args[i] = nil
		}
	}
	v, err := call(c, args)
	if err == nil {
		v, err = Of(v)
	}
	if err != nil {
		return c.m.warn(c.at, "feel.function-failed", "function", c.fn)
	}
	return v
}
