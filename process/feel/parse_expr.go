package feel

// expression reads any expression, from the loosest binding down.
func (p *parser) expression() node { return p.nested(p.disjunction) }

func (p *parser) disjunction() node {
	left := p.conjunction()
	for at := p.place(); p.acceptWord("or"); at = p.place() {
		left = &logicNode{pos: at, left: left, right: p.conjunction()}
	}
	return left
}

func (p *parser) conjunction() node {
	left := p.comparison()
	for at := p.place(); p.acceptWord("and"); at = p.place() {
		left = &logicNode{pos: at, and: true, left: left, right: p.comparison()}
	}
	return left
}

// comparison also reads between, in and instance of, which bind alike.
func (p *parser) comparison() node {
	left := p.additive()
	for {
		at := p.place()
		switch {
		case p.comparator():
			op := p.take().text
			left = &binaryNode{pos: at, op: op, left: left, right: p.additive()}
		case p.acceptWord("between"):
			low := p.additive()
			p.expectWord("and")
			left = &betweenNode{pos: at, value: left, low: low, high: p.additive()}
		case p.acceptWord("in"):
			left = &inNode{pos: at, value: left, tests: p.inTests()}
		case p.acceptWord("instance"):
			p.expectWord("of")
			left = &instanceNode{pos: at, value: left, of: p.typeRef()}
		default:
			return left
		}
	}
}

// comparator says whether a comparison sign stands here.
func (p *parser) comparator() bool {
	t := p.peek()
	if t.kind != tokenSymbol {
		return false
	}
	switch t.text {
	case "=", "!=", "<", "<=", ">", ">=":
		return true
	}
	return false
}

// inTests reads what follows "in": one test, or several in parentheses.
func (p *parser) inTests() []node {
	at := p.place()
	if !p.accept("(") {
		return []node{p.inTest()}
	}
	var tests []node
	p.inside(func() node {
		tests = p.tests()
		return nil
	})
	single := len(tests) == 1
	if single && p.peek().is("..") {
		return []node{p.rangeFrom(at, tests[0], false)}
	}
	p.expect(")")
	if _, sign := tests[0].(*compareTest); single && !sign {
		tests[0] = p.postfixOf(tests[0])
	}
	return tests
}

// inTest reads one test without parentheses; "and" after it is not part of it.
func (p *parser) inTest() node {
	if p.comparator() {
		return p.test()
	}
	return p.additive()
}

// tests reads one or more tests with commas between them.
func (p *parser) tests() []node {
	all := []node{p.test()}
	for p.accept(",") {
		all = append(all, p.test())
	}
	return all
}

// test is a positive unary test: a comparison sign and an operand, or an
// expression.
func (p *parser) test() node {
	if !p.comparator() {
		return p.expression()
	}
	at := p.place()
	op := p.take().text
	return &compareTest{pos: at, op: op, operand: p.additive()}
}

func (p *parser) additive() node {
	left := p.multiplicative()
	for p.peek().is("+") || p.peek().is("-") {
		at, op := p.place(), p.take().text
		left = &binaryNode{pos: at, op: op, left: left, right: p.multiplicative()}
	}
	return left
}

func (p *parser) multiplicative() node {
	left := p.exponent()
	for p.peek().is("*") || p.peek().is("/") {
		at, op := p.place(), p.take().text
		left = &binaryNode{pos: at, op: op, left: left, right: p.exponent()}
	}
	return left
}

func (p *parser) exponent() node {
	left := p.negation()
	for at := p.place(); p.accept("**"); at = p.place() {
		left = &binaryNode{pos: at, op: "**", left: left, right: p.negation()}
	}
	return left
}

func (p *parser) negation() node {
	at := p.place()
	if !p.accept("-") {
		return p.postfix()
	}
	return p.nested(func() node { return &unaryNode{pos: at, operand: p.negation()} })
}

// postfix reads paths, filters and calls, in any order.
func (p *parser) postfix() node { return p.postfixOf(p.primary()) }

func (p *parser) postfixOf(n node) node {
	for {
		at := p.place()
		switch {
		case p.accept("."):
			at = p.place()
			n = &pathNode{pos: at, value: n, member: p.member()}
		case p.peek().is("[") && !p.closesRange():
			p.take()
			n = p.filter(at, n)
		case p.accept("("):
			n = p.call(at, n)
		default:
			return n
		}
	}
}

// closesRange says that "[" ends a range, as in [1..5[, rather than begins a
// filter: nothing that could be a filter follows it.
func (p *parser) closesRange() bool {
	if p.endings == 0 {
		return false
	}
	next := p.tokens[p.i+1]
	switch next.kind {
	case tokenEnd:
		return true
	case tokenSymbol:
		return !next.is("(") && !next.is("[") && !next.is("-") && !next.is("{")
	case tokenName:
		return stops[next.text]
	}
	return false
}

func (p *parser) filter(at pos, value node) node {
	s := newScope(p.scope, "item")
	s.filter = p.members
	f := &filterNode{pos: at, value: value}
	f.filter = p.inside(func() node { return p.within(s, p.expression) })
	p.expect("]")
	return f
}

// member reads the name after a dot.
func (p *parser) member() string {
	if p.peek().kind != tokenName {
		p.fail("feel.expected-name", "found", p.found())
	}
	known, n := p.members.longest(p.ahead())
	if free, length := greedy(p.ahead()); n == 0 || length > n {
		known, n = free, length
	}
	p.i += n
	return known
}

func (p *parser) call(at pos, callee node) node {
	c := &callNode{pos: at, callee: callee}
	p.inside(func() node {
		for !p.peek().is(")") {
			p.argument(c)
			if !p.accept(",") {
				break
			}
			if p.peek().is(")") {
				p.fail("feel.expected-expression", "found", p.found())
			}
		}
		return nil
	})
	p.expect(")")
	return c
}

// argument reads one argument; either all of a call are named, or none.
func (p *parser) argument(c *callNode) {
	name, length := beforeColon(p.ahead())
	if length == 0 {
		if c.names != nil {
			p.fail("feel.expected-name", "found", p.found())
		}
		c.args = append(c.args, p.expression())
		return
	}
	if c.names == nil && len(c.args) > 0 {
		p.fail("feel.mixed-arguments", "argument", name)
	}
	p.i += length
	p.expect(":")
	c.names = append(c.names, name)
	c.args = append(c.args, p.expression())
}
