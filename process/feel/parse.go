package feel

import (
	"slices"
	"strings"
)

// maxSource is what a source may be long, in bytes.
const maxSource = 32 << 10

// Expr is a compiled expression. It does not change and is safe for concurrent
// use.
type Expr struct {
	src   string
	start int // where the first word stands
	root  node
	uses  []Use
}

// Use is one place where an expression refers to a name from outside.
type Use struct {
	Name  string
	Known bool // among the names given to Parse
	Line  int
	Col   int

	offset int
}

// placeUses fills in lines and columns in one walk over the source.
func placeUses(src string, uses []Use) {
	slices.SortStableFunc(uses, func(a, b Use) int { return a.offset - b.offset })
	line, col, done := 1, 1, 0
	for i := range uses {
		for _, r := range src[done:uses[i].offset] {
			col++
			if r == '\n' {
				line, col = line+1, 1
			}
		}
		done = uses[i].offset
		uses[i].Line, uses[i].Col = line, col
	}
}

// Parse compiles one FEEL expression. names are those that will be in scope; a
// name of members, "loan.annual-rate", tells that "loan" has a member
// "annual-rate". A name that is not known is taken as the words it is written
// with and looked up when it is evaluated; see Expr.Uses.
//
// What is not FEEL is refused with an *Error that has the place.
func Parse(src string, names ...string) (*Expr, error) {
	return compile(src, names, func(p *parser) node { return p.expression() })
}

// Source is the text the expression was made from.
func (x *Expr) Source() string { return x.src }

// Uses lists the names the expression takes from outside, in order of place.
// FEEL's own functions are not among them, nor names in a filter that may be
// members of the item filtered.
func (x *Expr) Uses() []Use { return x.uses }

func compile(src string, names []string, start func(*parser) node) (x *Expr, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			syntax, ours := fault.(*Error)
			if !ours {
				panic(fault)
			}
			x, err = nil, syntax
		}
	}()
	if len(src) > maxSource {
		return nil, problem("feel.too-long", "most", maxSource).at(src, maxSource)
	}
	p := newParser(src, names)
	root := start(p)
	if !p.peek().isEnd() {
		p.fail("feel.unexpected", "found", p.found())
	}
	placeUses(src, p.uses)
	return &Expr{src: src, start: p.tokens[0].pos, root: root, uses: p.uses}, nil
}

// parser reads tokens by recursive descent; faults are thrown to compile.
type parser struct {
	src     string
	tokens  []token
	i       int
	depth   int
	scope   *scope
	members nameIndex // names after a dot, and of members inside filters
	uses    []Use
	endings int // >0 while reading the end of a range, which "[" may close
}

func newParser(src string, names []string) *parser {
	p := &parser{src: src, tokens: lex(src), members: nameIndex{}}
	for _, m := range []string{"time offset", "start included", "end included"} {
		p.members.add(m)
	}
	p.scope = newScope(builtinScope)
	for _, n := range names {
		p.scope.add(n)
		for rest := n; ; {
			head, tail, dotted := strings.Cut(rest, ".")
			if !dotted {
				break
			}
			if rest == n {
				p.scope.names.add(head)
				p.scope.bound[head] = true
			}
			p.members.add(tail)
			rest = tail
		}
	}
	// The end token stands for all that follows it, so that looking ahead needs
	// no check.
	end := p.tokens[len(p.tokens)-1]
	p.tokens = append(p.tokens, end, end)
	return p
}

func (t token) isEnd() bool { return t.kind == tokenEnd }

func (p *parser) peek() token { return p.tokens[p.i] }

func (p *parser) ahead() []token { return p.tokens[p.i:] }

func (p *parser) take() token {
	t := p.tokens[p.i]
	if !t.isEnd() {
		p.i++
	}
	return t
}

// accept takes the symbol if it stands here.
func (p *parser) accept(symbol string) bool {
	if p.peek().is(symbol) {
		p.i++
		return true
	}
	return false
}

func (p *parser) acceptWord(word string) bool {
	if p.peek().word(word) {
		p.i++
		return true
	}
	return false
}

func (p *parser) expect(symbol string) {
	if !p.accept(symbol) {
		p.fail("feel.expected", "expected", symbol, "found", p.found())
	}
}

func (p *parser) expectWord(word string) {
	if !p.acceptWord(word) {
		p.fail("feel.expected", "expected", word, "found", p.found())
	}
}

// found is the token here as the source has it; empty at the end.
func (p *parser) found() string {
	t := p.peek()
	return p.src[t.pos:t.end]
}

// fail throws a syntax error at the token here.
func (p *parser) fail(code string, args ...any) { p.failAt(p.peek().pos, code, args...) }

func (p *parser) failAt(offset int, code string, args ...any) {
	if len(args) == 4 && args[3] == "" {
		code, args = code+"-at-end", args[:2]
	}
	if len(args) == 2 && args[0] == "found" && args[1] == "" {
		code, args = code+"-at-end", nil
	}
	panic(problem(code, args...).at(p.src, offset))
}

// maxParseDepth bounds nesting, and with it the stack.
const maxParseDepth = 250

func (p *parser) nested(read func() node) node {
	p.depth++
	if p.depth > maxParseDepth {
		p.fail("feel.too-deep", "most", maxParseDepth)
	}
	n := read()
	p.depth--
	return n
}

// within reads with names added to those in scope.
func (p *parser) within(s *scope, read func() node) node {
	outer := p.scope
	p.scope = s
	n := read()
	p.scope = outer
	return n
}

// inside reads what stands in brackets, where a range's end is not near.
func (p *parser) inside(read func() node) node {
	outer := p.endings
	p.endings = 0
	n := read()
	p.endings = outer
	return n
}

func (p *parser) place() pos { return pos(p.peek().pos) }
