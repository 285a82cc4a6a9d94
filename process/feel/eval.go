package feel

import (
	"time"
)

// Scope gives the values an expression refers to by name.
type Scope interface {
	// Lookup returns the named value and whether there is one.
	Lookup(name string) (Value, bool)
}

// Vars is a Scope of Go values; each is turned into a Value by Of when it is
// used, and is as good as absent if Of refuses it.
type Vars map[string]any

// Lookup is the Scope's.
func (v Vars) Lookup(name string) (Value, bool) {
	raw, ok := v[name]
	if !ok {
		return nil, false
	}
	value, err := Of(raw)
	return value, err == nil
}

// Limits that hold where Options says nothing.
const (
	DefaultSteps = 200_000
	DefaultDepth = 1_000
	DefaultSize  = 1 << 20
)

// Options are what an evaluation may use. The zero value has no clock, no
// functions but FEEL's own, and the default limits.
type Options struct {
	// Now is what now() and today() tell, in its location's zone. While it is
	// zero they are null.
	Now time.Time
	// Functions are the caller's, by name; they come after variables and before
	// FEEL's own. Give their names to Parse: then Uses knows them, and a name
	// may hold signs and words of the language.
	Functions map[string]Func
	// IsType says whether v is of a type that FEEL does not know by itself. It
	// may be nil; then no type but FEEL's is known.
	IsType func(v Value, name string) (is, known bool)
	// MaxSteps bounds the work: one step for a part of the expression evaluated
	// or a list item looked at.
	MaxSteps int
	// MaxDepth bounds nesting and recursion.
	MaxDepth int
	// MaxSize bounds what is built: one for a list item, a context entry or a
	// byte of text. The result, written out, may not be larger either. Values
	// of the scope do not count until they are part of the result.
	MaxSize int
}

// Func is a function of the caller's. An error makes the call null with the
// warning feel.function-failed.
type Func struct {
	Params []string // in order; a "?" at the end of a name makes it optional
	Call   func(c *Call, args []Value) (Value, error)
}

// Result is what an evaluation gave.
type Result struct {
	Value    Value
	Warnings []*Error // why something in it was null; at most 50, in order
	Steps    int
}

// Eval gives the expression's value in scope, which may be nil. The error is
// one of the limits' (Options); everything else that goes wrong is null.
func (x *Expr) Eval(scope Scope, opts Options) (Value, error) {
	r, err := x.Run(scope, opts)
	return r.Value, err
}

// Run is Eval that also tells the reasons for nulls.
func (x *Expr) Run(scope Scope, opts Options) (Result, error) {
	return run(x, opts, func(m *machine) Value { return m.eval(x.root, &env{scope: scope}) })
}

// Condition is for expressions that must be true or false. What is neither is
// feel.not-a-condition at the expression's beginning, with the first warning as
// its cause.
func (x *Expr) Condition(scope Scope, opts Options) (bool, error) {
	r, err := x.Run(scope, opts)
	if err != nil {
		return false, err
	}
	if b, ok := r.Value.(bool); ok {
		return b, nil
	}
	fault := problem("feel.not-a-condition", "type", kind(r.Value)).at(x.src, x.start)
	if len(r.Warnings) > 0 {
		fault.Cause = r.Warnings[0]
	}
	return false, fault
}

func run(x *Expr, opts Options, start func(m *machine) Value) (r Result, err error) {
	m := newMachine(x, opts)
	defer func() {
		if fault := recover(); fault != nil {
			limit, ours := fault.(*Error)
			if !ours {
				panic(fault)
			}
			r, err = Result{Warnings: m.warnings, Steps: m.steps}, limit
		}
	}()
	v := start(m)
	if weigh(v, m.opts.MaxSize, 0) > m.opts.MaxSize {
		m.limit(x.start, "feel.too-large", m.opts.MaxSize)
	}
	return Result{Value: v, Warnings: m.warnings, Steps: m.steps}, nil
}

// machine is one evaluation: what is left of its budget, and its warnings.
type machine struct {
	opts               Options
	expr               *Expr // whose code is running, for places
	steps, depth, size int
	warnings           []*Error
	found              map[outer]Value
}

func newMachine(x *Expr, opts Options) *machine {
	if opts.MaxSteps <= 0 {
		opts.MaxSteps = DefaultSteps
	}
	if opts.MaxDepth <= 0 {
		opts.MaxDepth = DefaultDepth
	}
	if opts.MaxSize <= 0 {
		opts.MaxSize = DefaultSize
	}
	return &machine{opts: opts, expr: x, found: map[outer]Value{}}
}

// eval evaluates n within the budget.
func (m *machine) eval(n node, e *env) Value {
	m.step(n.at(), 1)
	m.depth++
	if m.depth > m.opts.MaxDepth {
		m.limit(n.at(), "feel.too-deep", m.opts.MaxDepth)
	}
	v := n.eval(m, e)
	m.depth--
	return v
}

// step takes n from the budget of work.
func (m *machine) step(at, n int) {
	m.steps += n
	if m.steps > m.opts.MaxSteps {
		m.limit(at, "feel.too-many-steps", m.opts.MaxSteps)
	}
}

// build takes n from the budget of size.
func (m *machine) build(at, n int) {
	m.size += n
	if m.size > m.opts.MaxSize {
		m.limit(at, "feel.too-large", m.opts.MaxSize)
	}
}

// limit throws to run.
func (m *machine) limit(at int, code string, most int) {
	panic(problem(code, "most", most).at(m.expr.src, at))
}

const maxWarnings = 50

// warn notes why a value is null, and gives that null. The same at the same
// place is noted once.
func (m *machine) warn(at int, code string, args ...any) Value {
	for _, w := range m.warnings {
		if w.Code == code && w.Offset == at {
			return nil
		}
	}
	if len(m.warnings) < maxWarnings {
		m.warnings = append(m.warnings, problem(code, args...).at(m.expr.src, at))
	}
	return nil
}

// env is the names bound at a point of evaluation, innermost first. A frame
// binds one name, or a context's keys, or (at the outer end) the caller's scope.
type env struct {
	parent *env
	name   string
	value  Value
	ctx    *Context
	scope  Scope
}

func (e *env) bind(name string, v Value) *env { return &env{parent: e, name: name, value: v} }

func (e *env) lookup(m *machine, name string) (Value, bool) {
	for ; e != nil; e = e.parent {
		switch {
		case e.ctx != nil:
			if v, ok := e.ctx.Get(name); ok {
				return v, true
			}
		case e.scope != nil:
			if v, ok := m.outside(e, name); ok {
				return v, true
			}
		case e.parent != nil && e.name == name:
			return e.value, true
		}
	}
	return nil, false
}

// outer is a name of the caller's scope, as seen from an outermost frame.
type outer struct {
	frame *env
	name  string
}

// outside asks the caller's scope once for each name: what it gives may have to
// be converted at some cost.
func (m *machine) outside(frame *env, name string) (Value, bool) {
	key := outer{frame, name}
	if v, ok := m.found[key]; ok {
		return v, true
	}
	v, ok := frame.scope.Lookup(name)
	if ok {
		m.found[key] = v
	}
	return v, ok
}

func (n *literalNode) eval(*machine, *env) Value { return n.value }

func (n *nameNode) eval(m *machine, e *env) Value {
	if v, ok := m.resolve(n.name, e); ok {
		return v
	}
	return m.warn(n.at(), "feel.unknown-name", "name", n.name)
}

func (n *dottedNode) eval(m *machine, e *env) Value {
	if v, ok := m.resolve(n.name, e); ok {
		return v
	}
	return m.eval(n.path, e)
}

// resolve finds a variable, then a function of the caller's, then one of FEEL's.
func (m *machine) resolve(name string, e *env) (Value, bool) {
	if v, ok := e.lookup(m, name); ok {
		return v, true
	}
	if f, ok := m.opts.Functions[name]; ok {
		return NewFunction(name, f), true
	}
	if f := builtins[name]; f != nil {
		return f, true
	}
	return nil, false
}

func (n *ifNode) eval(m *machine, e *env) Value {
	switch c := m.eval(n.condition, e).(type) {
	case bool:
		if c {
			return m.eval(n.then, e)
		}
	case nil:
	default:
		m.warn(n.condition.at(), "feel.not-a-boolean", "type", kind(c))
	}
	return m.eval(n.otherwise, e)
}

func (n *listNode) eval(m *machine, e *env) Value {
	m.build(n.at(), len(n.items))
	list := make(List, len(n.items))
	for i, item := range n.items {
		list[i] = m.eval(item, e)
	}
	return list
}

// A context's entries see those before them; the functions among them also
// those after, and themselves.
func (n *contextNode) eval(m *machine, e *env) Value {
	m.build(n.at(), len(n.entries))
	c := NewContext()
	inner := &env{parent: e, ctx: c}
	for _, entry := range n.entries {
		c.Set(entry.key, m.eval(entry.value, inner))
	}
	return c
}

func (n *rangeNode) eval(m *machine, e *env) Value {
	r := &Range{
		Start: m.eval(n.start, e), End: m.eval(n.end, e),
		StartIncluded: n.startIncluded, EndIncluded: n.endIncluded,
	}
	if r.Start == nil || r.End == nil || !r.wellFormed() {
		return m.warn(n.at(), "feel.bad-range", "start", kind(r.Start), "end", kind(r.End))
	}
	return r
}

func (n *functionNode) eval(m *machine, e *env) Value {
	return &Function{params: n.params, body: n.body, env: e, expr: m.expr, external: n.external}
}
