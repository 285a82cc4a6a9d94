package feel

import "strings"

// primary reads what an expression is made of at its ends.
func (p *parser) primary() node {
	t := p.peek()
	at := p.place()
	switch t.kind {
	case tokenNumber:
		p.take()
		n, err := ParseNumber(t.text)
		if err != nil {
			p.failAt(t.pos, "feel.bad-number", "number", t.text)
		}
		return &literalNode{at, n}
	case tokenString:
		p.take()
		return &literalNode{at, t.text}
	case tokenTemporal:
		p.take()
		v, ok := parseTemporal(t.text)
		if !ok {
			p.failAt(t.pos, "feel.bad-temporal", "text", t.text)
		}
		return &literalNode{at, v}
	case tokenName:
		return p.word()
	case tokenSymbol:
		switch t.text {
		case "(":
			return p.parenthesis()
		case "[":
			return p.bracket()
		case "]":
			return p.openRange()
		case "{":
			return p.context()
		}
	}
	p.fail("feel.expected-expression", "found", p.found())
	return nil
}

// word reads what begins with a word: a known name before all, so that "if due"
// may be one, then the language's own words, then an unknown name.
func (p *parser) word() node {
	at, t := p.place(), p.peek()
	known, length := p.scope.longest(p.ahead())
	if length <= 1 {
		if n := p.keyword(at, t.text); n != nil {
			return n
		}
		if stops[t.text] {
			p.fail("feel.expected-expression", "found", p.found())
		}
	}
	if free, n := greedy(p.ahead()); length == 0 || n > length {
		known, length = free, n
	}
	p.i += length
	p.use(known, t.pos)
	if strings.Contains(known, ".") {
		return p.dotted(at, known)
	}
	return &nameNode{at, known}
}

// dotted is a known name with dots: a variable so named, or else a path.
func (p *parser) dotted(at pos, name string) node {
	parts := strings.Split(name, ".")
	var path node = &nameNode{at, parts[0]}
	for _, member := range parts[1:] {
		path = &pathNode{pos: at, value: path, member: member}
	}
	return &dottedNode{pos: at, name: name, path: path}
}

// use notes a name that comes from outside the expression.
func (p *parser) use(name string, offset int) {
	inner := p.scope
	for ; inner.parent.parent != nil; inner = inner.parent {
		if inner.bound[name] {
			return
		}
	}
	known, filtered := p.scope.knows(name)
	if name == tested {
		return
	}
	if builtins[name] != nil && !inner.bound[name] || !known && filtered {
		return
	}
	p.uses = append(p.uses, Use{Name: name, Known: known, offset: offset})
}

func (p *parser) keyword(at pos, word string) node {
	switch word {
	case "null":
		p.take()
		return &literalNode{at, nil}
	case "true", "false":
		p.take()
		return &literalNode{at, word == "true"}
	case "if":
		return p.conditional()
	case "for":
		return p.loop()
	case "some", "every":
		return p.quantified()
	case "function":
		if p.tokens[p.i+1].is("(") {
			return p.function()
		}
	}
	return nil
}

func (p *parser) conditional() node {
	n := &ifNode{pos: p.place()}
	p.take()
	return p.inside(func() node {
		n.condition = p.expression()
		p.expectWord("then")
		n.then = p.expression()
		p.expectWord("else")
		n.otherwise = p.expression()
		return n
	})
}

func (p *parser) loop() node {
	n := &forNode{pos: p.place()}
	p.take()
	return p.inside(func() node {
		s := newScope(p.scope)
		n.iterators = p.iterators(s)
		p.expectWord("return")
		s.add("partial")
		n.body = p.within(s, p.expression)
		return n
	})
}

func (p *parser) quantified() node {
	n := &someNode{pos: p.place()}
	n.every = p.take().text == "every"
	return p.inside(func() node {
		s := newScope(p.scope)
		n.iterators = p.iterators(s)
		p.expectWord("satisfies")
		n.condition = p.within(s, p.expression)
		return n
	})
}

// iterators reads `a in x, b in 1..n`; each is in scope for those after it.
func (p *parser) iterators(s *scope) []iterator {
	var all []iterator
	for {
		name := p.newName("in")
		it := iterator{name: name}
		p.expectWord("in")
		p.within(s, func() node {
			it.from = p.expression()
			if p.accept("..") {
				it.to = p.expression()
			}
			return nil
		})
		all = append(all, it)
		s.add(name)
		if !p.accept(",") {
			return all
		}
	}
}

// newName reads a name that is being introduced, up to the word or sign that
// must follow it.
func (p *parser) newName(until string) string {
	n := 0
	for tokens := p.ahead(); inName(tokens[n]) && !tokens[n].word(until); {
		n++
	}
	if n == 0 || p.peek().kind != tokenName {
		p.fail("feel.expected-name", "found", p.found())
	}
	name := joined(p.ahead()[:n])
	p.i += n
	return name
}

// function reads a definition: function(a, b: number) body.
func (p *parser) function() node {
	n := &functionNode{pos: p.place()}
	p.take()
	p.expect("(")
	s := newScope(p.scope)
	for !p.peek().is(")") {
		prm := param{name: p.newName(":")}
		if p.accept(":") {
			prm.of = p.typeRef()
		}
		n.params = append(n.params, prm)
		s.add(prm.name)
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return p.inside(func() node {
		n.external = p.acceptWord("external")
		n.body = p.within(s, p.expression)
		return n
	})
}

// parenthesis reads (expression), a range such as (1..5], or a comparison as a
// range such as (>= 5).
func (p *parser) parenthesis() node {
	at := p.place()
	p.take()
	var n node
	p.inside(func() node {
		if p.comparator() && !p.peek().is("!=") {
			n = p.test()
		} else {
			n = p.expression()
		}
		return nil
	})
	if p.peek().is("..") {
		return p.rangeFrom(at, n, false)
	}
	p.expect(")")
	return n
}

// bracket reads a list or a range that includes its start.
func (p *parser) bracket() node {
	list := &listNode{pos: p.place()}
	p.take()
	ranged := false
	p.inside(func() node {
		for !p.peek().is("]") {
			list.items = append(list.items, p.expression())
			if ranged = len(list.items) == 1 && p.peek().is(".."); ranged || !p.accept(",") {
				break
			}
			if p.peek().is("]") {
				p.fail("feel.expected-expression", "found", p.found())
			}
		}
		return nil
	})
	if ranged {
		return p.rangeFrom(list.pos, list.items[0], true)
	}
	p.expect("]")
	return list
}

// openRange reads a range written ]1..5].
func (p *parser) openRange() node {
	at := p.place()
	p.take()
	start := p.inside(func() node { return p.nested(p.additive) })
	if !p.peek().is("..") {
		p.expect("..")
	}
	return p.rangeFrom(at, start, false)
}

// rangeFrom reads a range on from its "..".
func (p *parser) rangeFrom(at pos, start node, included bool) node {
	p.expect("..")
	n := &rangeNode{pos: at, start: start, startIncluded: included}
	p.endings++
	n.end = p.additive()
	p.endings--
	switch {
	case p.accept("]"):
		n.endIncluded = true
	case p.accept(")"), p.accept("["):
	default:
		p.expect("]")
	}
	return n
}

// context reads {key: value, …}; each key is in scope for the entries after it.
func (p *parser) context() node {
	n := &contextNode{pos: p.place()}
	p.take()
	s := newScope(p.scope)
	seen := map[string]bool{}
	return p.inside(func() node {
		for !p.peek().is("}") {
			at := p.peek().pos
			key := p.key()
			if seen[key] {
				p.failAt(at, "feel.duplicate-key", "key", key)
			}
			seen[key] = true
			p.expect(":")
			n.entries = append(n.entries, entry{key, p.within(s, p.expression)})
			s.add(key)
			p.members.add(key)
			if !p.accept(",") {
				break
			}
		}
		p.expect("}")
		return n
	})
}

func (p *parser) key() string {
	if t := p.peek(); t.kind == tokenString {
		return p.take().text
	}
	name, length := beforeColon(p.ahead())
	if length == 0 {
		p.fail("feel.expected-name", "found", p.found())
	}
	p.i += length
	return name
}
