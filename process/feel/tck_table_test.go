package feel_test

import (
	"slices"
	"strings"

	"saksgang/process/feel"
)

// table evaluates a decision table.
func (ev *evaluation) table(b *element, w world) feel.Value {
	hits := ev.hits(b, w)
	if len(hits) == 0 {
		return ev.defaults(b, w)
	}
	policy := b.attrs["hitPolicy"]
	switch policy {
	case "", "UNIQUE":
		if len(hits) > 1 {
			return nil
		}
	case "ANY":
		for _, h := range hits[1:] {
			if feel.Equal(hits[0], h) != true {
				return nil
			}
		}
	case "PRIORITY", "OUTPUT ORDER":
		ev.prioritise(b, w, hits)
	}
	switch policy {
	case "RULE ORDER", "OUTPUT ORDER":
		return hits
	case "COLLECT":
		return ev.collect(b.attrs["aggregation"], hits)
	}
	return hits[0]
}

// hits are the outputs of the rules that match, in rule order.
func (ev *evaluation) hits(b *element, w world) feel.List {
	type column struct {
		value feel.Value
	}
	var columns []column
	for _, in := range b.all("input") {
		columns = append(columns, column{ev.literal(in.child("inputExpression").body(), w)})
	}
	hits := feel.List{}
	for _, rule := range b.all("rule") {
		matched := true
		for i, cell := range rule.all("inputEntry") {
			matched = matched && ev.matches(cell.body(), columns[i].value, w)
		}
		if matched {
			hits = append(hits, ev.output(b, rule, w))
		}
	}
	return hits
}

func (ev *evaluation) matches(text string, input feel.Value, w world) bool {
	if text == "" {
		return true
	}
	tests, err := feel.ParseUnary(text, w.names...)
	if err != nil {
		return false
	}
	v, err := tests.Eval(input, w.values, tckOptions)
	return err == nil && v == true
}

func (ev *evaluation) output(b, rule *element, w world) feel.Value {
	outputs := b.all("output")
	entries := rule.all("outputEntry")
	if len(outputs) == 1 {
		return ev.literal(entries[0].body(), w)
	}
	c := feel.NewContext()
	for i, o := range outputs {
		c.Set(o.attrs["name"], ev.literal(entries[i].body(), w))
	}
	return c
}

func (ev *evaluation) defaults(b *element, w world) feel.Value {
	outputs := b.all("output")
	if len(outputs) == 1 {
		return ev.literal(outputs[0].child("defaultOutputEntry").body(), w)
	}
	c := feel.NewContext()
	for _, o := range outputs {
		text := o.child("defaultOutputEntry").body()
		if text == "" {
			return nil
		}
		c.Set(o.attrs["name"], ev.literal(text, w))
	}
	return c
}

// prioritise sorts hits by the order in which output values are listed.
func (ev *evaluation) prioritise(b *element, w world, hits feel.List) {
	outputs := b.all("output")
	rank := func(hit feel.Value, i int) int {
		v := hit
		if c, ok := hit.(*feel.Context); ok {
			v, _ = c.Get(outputs[i].attrs["name"])
		}
		order, _ := ev.literal("["+outputs[i].child("outputValues").body()+"]", w).(feel.List)
		return slices.IndexFunc(order, func(o feel.Value) bool { return feel.Equal(o, v) == true })
	}
	slices.SortStableFunc(hits, func(x, y feel.Value) int {
		for i := range outputs {
			if d := rank(x, i) - rank(y, i); d != 0 {
				return d
			}
		}
		return 0
	})
}

func (ev *evaluation) collect(aggregation string, hits feel.List) feel.Value {
	if aggregation == "" {
		return hits
	}
	x, err := feel.Parse(strings.ToLower(aggregation)+"(hits)", "hits")
	if err != nil {
		return nil
	}
	return ev.run(x, feel.Vars{"hits": hits})
}
