package feel_test

import (
	"maps"
	"slices"
	"time"

	"saksgang/process/feel"
)

// evaluation computes the results of one test case.
type evaluation struct {
	inputs map[string]feel.Value
	run    func(x *feel.Expr, s feel.Scope) feel.Value
	plain  *bool // whether only literal expressions were met
	depth  int
}

// world is what an expression sees: values by name, with names of members.
type world struct {
	in     *model
	values feel.Vars
	names  []string
}

func (w world) with(name string, v feel.Value, typeRef string) world {
	values := maps.Clone(w.values)
	values[name] = v
	names := append(slices.Clone(w.names), name)
	return world{w.in, values, append(names, w.in.members(name, typeRef, 0)...)}
}

var tckOptions = feel.Options{Now: time.Date(2026, 11, 26, 14, 5, 0, 0, time.UTC)}

func newEvaluation(inputs map[string]feel.Value, plain *bool) *evaluation {
	return &evaluation{inputs: inputs, plain: plain, run: func(x *feel.Expr, s feel.Scope) feel.Value {
		v, err := x.Eval(s, tckOptions)
		if err != nil {
			return nil
		}
		return v
	}}
}

// value is what an element of the model stands for.
func (ev *evaluation) value(m *model, e *element, prefix string) feel.Value {
	name, typeRef := variable(e)
	switch e.name {
	case "inputData":
		if prefix != "" {
			if c, ok := ev.inputs[prefix].(*feel.Context); ok {
				v, _ := c.Get(name)
				return m.fit(v, typeRef)
			}
		}
		return m.fit(ev.inputs[name], typeRef)
	case "decision":
		if given, ok := ev.inputs[name]; ok {
			return given
		}
		b := e.boxed()
		if b == nil {
			return nil
		}
		return m.fit(ev.boxed(b, ev.world(m, e)), typeRef)
	case "businessKnowledgeModel":
		logic := e.child("encapsulatedLogic")
		if logic.name == "" {
			return nil
		}
		return ev.function(name, typeRef, logic, ev.world(m, e))
	case "decisionService":
		return ev.service(m, e)
	}
	return nil
}

// world gathers what e requires.
func (ev *evaluation) world(m *model, e *element) world {
	w := world{in: m, values: feel.Vars{}}
	needs := m.requirements(e, "informationRequirement", "requiredInput", "requiredDecision")
	needs = append(needs, m.requirements(e, "knowledgeRequirement", "requiredKnowledge")...)
	for _, q := range needs {
		name, typeRef := variable(q.of)
		v := ev.value(q.in, q.of, q.prefix)
		if q.prefix == "" {
			w = w.with(name, v, typeRef)
			continue
		}
		c, ok := w.values[q.prefix].(*feel.Context)
		if !ok {
			c = feel.NewContext()
			w = w.with(q.prefix, c, "")
		}
		c.Set(name, v)
		w.names = append(w.names, q.prefix+"."+name)
	}
	return w
}

// function makes a function of a definition; in a call it shares the budget of
// the caller.
func (ev *evaluation) function(name, typeRef string, def *element, w world) feel.Value {
	if kind := def.attrs["kind"]; kind != "" && kind != "FEEL" {
		return nil
	}
	var params []string
	for _, p := range def.all("formalParameter") {
		params = append(params, p.attrs["name"])
	}
	return feel.NewFunction(name, feel.Func{Params: params, Call: func(c *feel.Call, args []feel.Value) (feel.Value, error) {
		inner, scope := *ev, w
		inner.run = c.Eval
		for i, p := range def.all("formalParameter") {
			v := w.in.fit(args[i], p.attrs["typeRef"])
			if v == nil && args[i] != nil {
				return nil, nil
			}
			scope = scope.with(params[i], v, p.attrs["typeRef"])
		}
		scope = scope.with(name, ev.self(name, typeRef, def, w), "")
		b := def.boxed()
		if b == nil {
			return nil, nil
		}
		v := w.in.fit(inner.boxed(b, scope), def.attrs["typeRef"])
		return w.in.result(v, typeRef), nil
	}})
}

// self lets a function call itself.
func (ev *evaluation) self(name, typeRef string, def *element, w world) feel.Value {
	if name == "" {
		return nil
	}
	return ev.function(name, typeRef, def, w)
}

// result fits a function's result to its variable's type, which may be a
// function type; then its output type counts.
func (m *model) result(v feel.Value, typeRef string) feel.Value {
	if def := m.types[typeRef]; def != nil && len(def.all("functionItem")) > 0 {
		return m.fit(v, def.child("functionItem").attrs["outputTypeRef"])
	}
	return m.fit(v, typeRef)
}

// service makes a function of a decision service: its inputs are the
// parameters, its output decisions the result.
func (ev *evaluation) service(m *model, e *element) feel.Value {
	var params []requirement
	var names []string
	for _, kind := range []string{"inputData", "inputDecision"} {
		for _, l := range e.all(kind) {
			if q, ok := m.resolve(l.attrs["href"]); ok {
				params = append(params, q)
				name, _ := variable(q.of)
				names = append(names, name)
			}
		}
	}
	name, typeRef := variable(e)
	return feel.NewFunction(name, feel.Func{Params: names, Call: func(c *feel.Call, args []feel.Value) (feel.Value, error) {
		inner := *ev
		inner.run, inner.inputs = c.Eval, map[string]feel.Value{}
		for i, q := range params {
			_, of := variable(q.of)
			v := q.in.fit(args[i], of)
			if v == nil && args[i] != nil {
				return nil, nil
			}
			inner.inputs[names[i]] = v
		}
		return m.result(inner.outputs(m, e), typeRef), nil
	}})
}

func (ev *evaluation) outputs(m *model, e *element) feel.Value {
	out := feel.NewContext()
	var last feel.Value
	for _, l := range e.all("outputDecision") {
		if q, ok := m.resolve(l.attrs["href"]); ok {
			name, _ := variable(q.of)
			last = ev.value(q.in, q.of, q.prefix)
			out.Set(name, last)
		}
	}
	if out.Len() == 1 {
		return last
	}
	return out
}

// literal evaluates the text of a literal expression.
func (ev *evaluation) literal(text string, w world) feel.Value {
	x, err := feel.Parse(text, w.names...)
	if err != nil {
		return nil
	}
	return ev.run(x, w.values)
}

// boxed evaluates any boxed expression.
func (ev *evaluation) boxed(b *element, w world) feel.Value {
	if b == nil || ev.depth > 100 {
		return nil
	}
	inner := *ev
	inner.depth++
	if b.name == "literalExpression" {
		return w.in.fit(inner.literal(b.body(), w), b.attrs["typeRef"])
	}
	*ev.plain = false
	var v feel.Value
	switch b.name {
	case "context":
		v = inner.context(b, w)
	case "list":
		v = inner.list(b, w)
	case "relation":
		v = inner.relation(b, w)
	case "invocation":
		v = inner.invocation(b, w)
	case "functionDefinition":
		v = inner.function("", "", b, w)
	case "decisionTable":
		v = inner.table(b, w)
	case "conditional":
		v = inner.conditional(b, w)
	default:
		v = inner.iteration(b, w)
	}
	return w.in.fit(v, b.attrs["typeRef"])
}

func (ev *evaluation) context(b *element, w world) feel.Value {
	c := feel.NewContext()
	for _, entry := range b.all("contextEntry") {
		variable := entry.child("variable")
		name, typeRef := variable.attrs["name"], variable.attrs["typeRef"]
		v := w.in.fit(ev.boxed(entry.boxed(), w), typeRef)
		if variable.name == "" {
			return v
		}
		if _, twice := c.Get(name); twice {
			return nil
		}
		c.Set(name, v)
		w = w.with(name, v, typeRef)
	}
	return c
}

func (ev *evaluation) list(b *element, w world) feel.Value {
	out := feel.List{}
	for _, item := range b.children {
		if boxedNames[item.name] {
			out = append(out, ev.boxed(item, w))
		}
	}
	return out
}

func (ev *evaluation) relation(b *element, w world) feel.Value {
	out := feel.List{}
	for _, row := range b.all("row") {
		c := feel.NewContext()
		cells := ev.list(row, w).(feel.List)
		for i, column := range b.all("column") {
			c.Set(column.attrs["name"], cells[i])
		}
		out = append(out, c)
	}
	return out
}

// invocation calls the function with its bindings by name.
func (ev *evaluation) invocation(b *element, w world) feel.Value {
	call := b.child("literalExpression").body() + "("
	for i, binding := range b.all("binding") {
		p := binding.child("parameter")
		hidden := "argument" + string(rune('a'+i))
		w = w.with(hidden, w.in.fit(ev.boxed(binding.boxed(), w), p.attrs["typeRef"]), "")
		if i > 0 {
			call += ", "
		}
		call += p.attrs["name"] + ": " + hidden
	}
	return ev.literal(call+")", w)
}

func (ev *evaluation) conditional(b *element, w world) feel.Value {
	truth, ok := ev.boxed(b.child("if").boxed(), w).(bool)
	switch {
	case !ok:
		return nil
	case truth:
		return ev.boxed(b.child("then").boxed(), w)
	}
	return ev.boxed(b.child("else").boxed(), w)
}

// iteration evaluates for, every, some and filter over a boxed list.
func (ev *evaluation) iteration(b *element, w world) feel.Value {
	list := ev.boxed(b.child("in").boxed(), w)
	w = w.with("hidden list", list, "")
	text := func(part string) string { return "(" + b.child(part).boxed().body() + ")" }
	v := b.attrs["iteratorVariable"]
	switch b.name {
	case "filter":
		return ev.literal("hidden list["+text("match")+"]", w)
	case "for":
		return ev.literal("for "+v+" in hidden list return "+text("return"), w)
	}
	return ev.literal(b.name+" "+v+" in hidden list satisfies "+text("satisfies"), w)
}
