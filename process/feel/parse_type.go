package feel

// typeRef reads a type: number, date and time, list<string>, context<a: Any>,
// range<date>, function<number, number> -> string, or a name of the caller's.
func (p *parser) typeRef() *typeRef {
	p.depth++
	if p.depth > maxParseDepth {
		p.fail("feel.too-deep", "most", maxParseDepth)
	}
	defer func() { p.depth-- }()
	t := &typeRef{name: p.typeName()}
	switch t.name {
	case "list", "range":
		if p.accept("<") {
			t.args = append(t.args, p.typeRef())
			p.expect(">")
		}
	case "context":
		if p.accept("<") {
			t.fields = p.typeFields()
		}
	case "function":
		p.functionType(t)
	}
	return t
}

// typeName reads a known type's name, or words of the caller's, with dots.
func (p *parser) typeName() string {
	if p.peek().kind != tokenName {
		p.fail("feel.expected-type", "found", p.found())
	}
	if name, length := typeNames.longest(p.ahead()); length > 0 {
		p.i += length
		return name
	}
	name, length := greedy(p.ahead())
	p.i += length
	for p.accept(".") {
		part, length := greedy(p.ahead())
		if length == 0 {
			p.fail("feel.expected-type", "found", p.found())
		}
		p.i += length
		name += "." + part
	}
	return name
}

var typeNames = func() nameIndex {
	x := nameIndex{}
	for _, n := range []string{
		"Any", "Null", "number", "string", "boolean", "date", "time", "date and time",
		"days and time duration", "years and months duration", "list", "context", "range", "function",
	} {
		x.add(n)
	}
	return x
}()

func (p *parser) typeFields() []typeField {
	var fields []typeField
	for !p.peek().is(">") {
		name, length := beforeColon(p.ahead())
		if length == 0 {
			p.fail("feel.expected-name", "found", p.found())
		}
		p.i += length
		p.expect(":")
		fields = append(fields, typeField{name, p.typeRef()})
		if !p.accept(",") {
			break
		}
	}
	p.expect(">")
	return fields
}

func (p *parser) functionType(t *typeRef) {
	if !p.accept("<") {
		return
	}
	for !p.peek().is(">") {
		t.args = append(t.args, p.typeRef())
		if !p.accept(",") {
			break
		}
	}
	p.expect(">")
	p.expect("->")
	t.result = p.typeRef()
}
