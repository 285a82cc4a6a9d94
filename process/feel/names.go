package feel

import "strings"

// nameIndex finds known names in a stream of tokens, by their first word.
type nameIndex map[string][]knownName

type knownName struct {
	name   string
	tokens []token
}

// add enters name, if it could occur in a source at all.
func (x nameIndex) add(name string) {
	tokens := nameTokens(name)
	if len(tokens) == 0 || tokens[0].kind != tokenName {
		return
	}
	for _, k := range x[tokens[0].text] {
		if k.name == name {
			return
		}
	}
	x[tokens[0].text] = append(x[tokens[0].text], knownName{name, tokens})
}

// nameTokens cuts a name like a source; nil if it is not one.
func nameTokens(name string) (tokens []token) {
	defer func() {
		if fault := recover(); fault != nil {
			if _, ours := fault.(*Error); !ours {
				panic(fault)
			}
			tokens = nil
		}
	}()
	tokens = lex(name)
	tokens = tokens[:len(tokens)-1]
	for _, t := range tokens {
		if t.kind == tokenString || t.kind == tokenTemporal {
			return nil
		}
	}
	return tokens
}

// longest returns the known name of most tokens that begins at tokens[0].
func (x nameIndex) longest(tokens []token) (name string, length int) {
	for _, k := range x[tokens[0].text] {
		if len(k.tokens) > length && k.matches(tokens) {
			name, length = k.name, len(k.tokens)
		}
	}
	return name, length
}

func (k knownName) matches(tokens []token) bool {
	if len(k.tokens) > len(tokens) {
		return false
	}
	for i, want := range k.tokens {
		got := tokens[i]
		if got.kind != want.kind || got.text != want.text || i > 0 && got.spaced != want.spaced {
			return false
		}
	}
	return true
}

// scope is the names known at a place, innermost first.
type scope struct {
	parent *scope
	names  nameIndex
	bound  map[string]bool
	filter nameIndex // set inside a filter: members of the item may be meant, of these and other names
}

func newScope(parent *scope, names ...string) *scope {
	s := &scope{parent: parent, names: nameIndex{}, bound: map[string]bool{}}
	for _, n := range names {
		s.add(n)
	}
	return s
}

func (s *scope) add(name string) {
	s.names.add(name)
	s.bound[name] = true
}

// longest is the longest known name of all scopes that begins at tokens[0].
func (s *scope) longest(tokens []token) (name string, length int) {
	for ; s != nil; s = s.parent {
		if n, l := s.names.longest(tokens); l > length {
			name, length = n, l
		}
		if n, l := s.filter.longest(tokens); l > length {
			name, length = n, l
		}
	}
	return name, length
}

// knows says whether name is bound here, and filtered whether it stands inside
// a filter, where it may be a member of the item.
func (s *scope) knows(name string) (known, filtered bool) {
	for ; s != nil; s = s.parent {
		if s.bound[name] {
			return true, filtered
		}
		filtered = filtered || s.filter != nil
	}
	return false, filtered
}

// stops are the words that end an unknown name, because they may follow an
// operand.
var stops = map[string]bool{
	"and": true, "or": true, "between": true, "in": true, "instance": true,
	"then": true, "else": true, "return": true, "satisfies": true,
}

// greedy joins the words at tokens[0] to a name: those that have no other
// meaning after an operand.
func greedy(tokens []token) (name string, length int) {
	for length < len(tokens) && tokens[length].kind == tokenName && (length == 0 || !stops[tokens[length].text]) {
		length++
	}
	words := make([]string, length)
	for i := range words {
		words[i] = tokens[i].text
	}
	return strings.Join(words, " "), length
}

// beforeColon reads a name that ends at ":", as keys, named arguments and
// parameters do; whatever a name may hold is in it.
func beforeColon(tokens []token) (name string, length int) {
	for length < len(tokens) && inName(tokens[length]) {
		length++
	}
	if length == 0 || tokens[0].kind != tokenName || !tokens[length].is(":") {
		return "", 0
	}
	return joined(tokens[:length]), length
}

func inName(t token) bool {
	switch t.kind {
	case tokenName, tokenNumber:
		return true
	case tokenSymbol:
		return strings.Contains("./-'+**", t.text)
	}
	return false
}

// joined writes the tokens as a name: one space where there was blank.
func joined(tokens []token) string {
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 && t.spaced {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
	}
	return b.String()
}
