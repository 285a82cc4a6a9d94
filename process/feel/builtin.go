package feel

import "strings"

// The functions of DMN 1.5, 10.3.4. Each is entered with its ways to be called;
// how parameters are written is said at signature.add.

type definition struct {
	ways string // "name(param, param?)", several divided by "|"
	call func(c *Call, a []Value) Value
}

// builtins is filled once at start; functions written in Go refer to each other
// through it by no other way than as values.
var (
	builtins     = map[string]*Function{}
	builtinScope = newScope(nil)
)

func init() {
	for _, table := range [][]definition{
		conversions, stringFunctions, listFunctions, listAggregates, numberFunctions,
		timeFunctions, rangeFunctions, contextFunctions,
	} {
		for _, d := range table {
			define(d)
		}
	}
}

func define(d definition) {
	n := &native{call: d.call}
	var name string
	for _, way := range strings.Split(d.ways, "|") {
		head, list, _ := strings.Cut(strings.TrimSuffix(strings.TrimSpace(way), ")"), "(")
		name = head
		var s signature
		for _, p := range strings.Split(list, ",") {
			if p = strings.TrimSpace(p); p != "" {
				s.add(p)
			}
		}
		n.signatures = append(n.signatures, s)
	}
	builtins[name] = &Function{name: name, native: n}
	builtinScope.add(name)
}

// given says whether the argument was given at all.
func given(a []Value, i int) bool {
	_, none := a[i].(missing)
	return !none
}

// arg is the i-th argument as a T; a list of one T will do. Otherwise it warns.
func arg[T any](c *Call, a []Value, i int) (T, bool) {
	v, ok := a[i].(T)
	if !ok {
		v, ok = single(a[i]).(T)
	}
	if !ok {
		var want T
		c.wrong(i, kind(any(want)), a[i])
	}
	return v, ok
}

// listArg is the i-th argument as a list; what is no list is a list of itself,
// but null is not.
func listArg(c *Call, a []Value, i int) (List, bool) {
	switch v := a[i].(type) {
	case List:
		c.m.step(c.at, len(v))
		return v, true
	case nil, missing:
		c.wrong(i, "list", a[i])
		return nil, false
	default:
		return List{v}, true
	}
}

// contextArg is the i-th argument as a context.
func contextArg(c *Call, a []Value, i int) (*Context, bool) {
	v, ok := single(a[i]).(*Context)
	if !ok {
		c.wrong(i, "context", a[i])
	}
	return v, ok
}

// numbersArg is the i-th argument as a list of numbers.
func numbersArg(c *Call, a []Value, i int) ([]Number, bool) {
	list, ok := listArg(c, a, i)
	if !ok {
		return nil, false
	}
	numbers := make([]Number, len(list))
	for j, item := range list {
		if numbers[j], ok = item.(Number); !ok {
			c.wrong(i, "number", item)
			return nil, false
		}
	}
	return numbers, true
}

// wrong warns about the i-th argument.
func (c *Call) wrong(i int, expected string, found Value) Value {
	return c.m.warn(c.at, "feel.wrong-argument", "function", c.fn, "parameter", c.params[i],
		"expected", expected, "found", kind(found))
}

// refuse warns that an argument of the right type has a value that the function
// does not take.
func (c *Call) refuse(i int) Value {
	return c.m.warn(c.at, "feel.bad-argument", "function", c.fn, "parameter", c.params[i])
}

// text gives s as a result, within the budget of size.
func (c *Call) text(s string) Value {
	c.m.build(c.at, len(s))
	return s
}

// list gives items as a result, within the budget of size.
func (c *Call) list(items List) Value {
	c.m.build(c.at, len(items))
	if items == nil {
		return List{}
	}
	return items
}
