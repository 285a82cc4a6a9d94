package feel

// Tests are compiled unary tests, as in a decision table's cell:
// `< 18`, `[1..5], 10`, `not("a", "b")`, `-`. In them "?" is the value tested.
type Tests struct{ expr *Expr }

// tested is the name of the value that unary tests are about.
const tested = "?"

// ParseUnary compiles unary tests; see Parse.
func ParseUnary(src string, names ...string) (*Tests, error) {
	x, err := compile(src, append([]string{tested}, names...), func(p *parser) node { return p.unaryTests() })
	if err != nil {
		return nil, err
	}
	return &Tests{x}, nil
}

// Uses lists the names the tests take from outside; see Expr.Uses.
func (t *Tests) Uses() []Use { return t.expr.Uses() }

// Eval tests input: true, false, or nil if it cannot be told. Errors are as for
// Expr.Eval.
func (t *Tests) Eval(input Value, scope Scope, opts Options) (Value, error) {
	r, err := t.Run(input, scope, opts)
	return r.Value, err
}

// Run is Eval that also tells the reasons for nulls.
func (t *Tests) Run(input Value, scope Scope, opts Options) (Result, error) {
	return run(t.expr, opts, func(m *machine) Value {
		e := &env{scope: scope}
		return m.eval(t.expr.root, e.bind(tested, input))
	})
}

// anyTest is "-": every value passes.
type anyTest struct{ pos }

// testsNode is a list of tests, of which one must hold, or with not: none.
type testsNode struct {
	pos
	not   bool
	tests []node
}

func (p *parser) unaryTests() node {
	at := p.place()
	if p.peek().is("-") && p.tokens[p.i+1].isEnd() {
		p.take()
		return &anyTest{at}
	}
	if p.peek().word("not") && p.tokens[p.i+1].is("(") {
		p.i += 2
		n := &testsNode{pos: at, not: true, tests: p.tests()}
		p.expect(")")
		return n
	}
	return &testsNode{pos: at, tests: p.tests()}
}

func (n *anyTest) eval(*machine, *env) Value { return true }

func (n *testsNode) eval(m *machine, e *env) Value {
	input, _ := e.lookup(m, tested)
	v := m.anyOf(n.tests, input, e)
	if b, ok := v.(bool); ok {
		return b != n.not
	}
	return nil
}

func (n *inNode) eval(m *machine, e *env) Value {
	return m.anyOf(n.tests, m.eval(n.value, e), e)
}

// anyOf is true if input passes one of the tests, null if none but one cannot
// be told.
func (m *machine) anyOf(tests []node, input Value, e *env) Value {
	var result Value = false
	for _, t := range tests {
		switch v := m.test(t, input, e).(type) {
		case bool:
			if v {
				return true
			}
		default:
			result = nil
		}
	}
	return result
}

// test applies one test to input: a comparison; a condition about "?"; or a
// value that input equals or lies in.
func (m *machine) test(t node, input Value, e *env) Value {
	if c, ok := t.(*compareTest); ok {
		return m.compared(c.at(), c.op, input, m.eval(c.operand, e))
	}
	v := m.eval(t, e)
	switch v := v.(type) {
	case bool:
		if asks(t) {
			return v
		}
	case *Range:
		if _, ranged := input.(*Range); !ranged {
			return m.within(t.at(), v, input)
		}
	case List:
		return m.among(t.at(), v, input)
	case nil:
		if _, literal := t.(*literalNode); !literal {
			return nil
		}
	}
	return m.equalTo(t.at(), input, v)
}

func (m *machine) equalTo(at int, input, v Value) Value {
	equal := m.equal(at, input, v)
	if equal == nil {
		m.warn(at, "feel.not-comparable", "left", kind(input), "right", kind(v))
	}
	return equal
}

func (m *machine) within(at int, r *Range, input Value) Value {
	m.step(at, 2*span(input))
	in := r.contains(input)
	if in == nil {
		bound := r.Start
		if bound == nil {
			bound = r.End
		}
		m.warn(at, "feel.not-comparable", "left", kind(input), "right", kind(bound))
	}
	return in
}

// among looks for input in a list of values and ranges. A list may also be
// equal to the input as a whole.
func (m *machine) among(at int, list List, input Value) Value {
	if m.same(at, list, input) {
		return true
	}
	for _, item := range list {
		m.step(at, 1+2*span(input))
		if r, ok := item.(*Range); ok && r.contains(input) == true || m.same(at, item, input) {
			return true
		}
	}
	return false
}

// asks says whether a test speaks about "?", so that its truth is the answer
// rather than a value to compare with.
func asks(n node) bool {
	switch n := n.(type) {
	case *nameNode:
		return n.name == tested
	case *dottedNode:
		return asks(n.path)
	case *unaryNode:
		return asks(n.operand)
	case *binaryNode:
		return asks(n.left) || asks(n.right)
	case *logicNode:
		return asks(n.left) || asks(n.right)
	case *betweenNode:
		return asks(n.value) || asks(n.low) || asks(n.high)
	case *inNode:
		return asks(n.value) || anyAsks(n.tests)
	case *compareTest:
		return asks(n.operand)
	case *instanceNode:
		return asks(n.value)
	case *rangeNode:
		return asks(n.start) || asks(n.end)
	case *listNode:
		return anyAsks(n.items)
	case *pathNode:
		return asks(n.value)
	case *filterNode:
		return asks(n.value) || asks(n.filter)
	case *callNode:
		return asks(n.callee) || anyAsks(n.args)
	case *ifNode:
		return asks(n.condition) || asks(n.then) || asks(n.otherwise)
	case *forNode:
		return iteratorsAsk(n.iterators) || asks(n.body)
	case *someNode:
		return iteratorsAsk(n.iterators) || asks(n.condition)
	}
	return false
}

func anyAsks(nodes []node) bool {
	for _, n := range nodes {
		if asks(n) {
			return true
		}
	}
	return false
}

func iteratorsAsk(all []iterator) bool {
	for _, it := range all {
		if asks(it.from) || it.to != nil && asks(it.to) {
			return true
		}
	}
	return false
}

// eval makes a comparison sign and a bound a range: (>= 5).
func (n *compareTest) eval(m *machine, e *env) Value {
	v := m.eval(n.operand, e)
	r := &Range{}
	switch n.op {
	case "<":
		r.End = v
	case "<=":
		r.End, r.EndIncluded = v, true
	case ">":
		r.Start = v
	case ">=":
		r.Start, r.StartIncluded = v, true
	case "=":
		r = &Range{v, v, true, true}
	}
	if !r.wellFormed() {
		return m.warn(n.at(), "feel.bad-range", "start", kind(r.Start), "end", kind(r.End))
	}
	return r
}
