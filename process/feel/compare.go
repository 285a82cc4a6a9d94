package feel

import (
	"math"
	"strings"
)

// compare orders two values of one kind: negative, 0, positive. False means
// that there is no order between them: other kinds, null, or one time with a
// zone and one without.
func compare(a, b Value) (int, bool) {
	switch a := a.(type) {
	case Number:
		if b, ok := b.(Number); ok {
			return a.Cmp(b), true
		}
	case string:
		if b, ok := b.(string); ok {
			return strings.Compare(a, b), true
		}
	case YMDuration:
		if b, ok := b.(YMDuration); ok {
			return compareInts(a.Months, b.Months), true
		}
	case DTDuration:
		if b, ok := b.(DTDuration); ok {
			return a.cmp(b), true
		}
	}
	return compareTemporal(a, b)
}

func compareTemporal(a, b Value) (int, bool) {
	switch a := a.(type) {
	case Date:
		if b, ok := b.(Date); ok {
			return compareInts(a.days(), b.days()), true
		}
	case Time:
		if b, ok := b.(Time); ok && a.Zone.Local() == b.Zone.Local() {
			return dtOf(a.utcSecond(), int64(a.Nano)).cmp(dtOf(b.utcSecond(), int64(b.Nano))), true
		}
	case DateTime:
		if b, ok := b.(DateTime); ok && a.Zone.Local() == b.Zone.Local() {
			return dtOf(a.epoch(), int64(a.Nano)).cmp(dtOf(b.epoch(), int64(b.Nano))), true
		}
	}
	return 0, false
}

// ordered says that values of v's kind have an order.
func ordered(v Value) bool {
	_, ok := compare(v, v)
	return ok
}

// maxNesting is how deep values are followed when they are compared or
// written. Values cannot be cyclic; this guards the stack.
const maxNesting = 1000

// Equal is FEEL's "=": true, false, or nil where the kinds differ. Null equals
// null alone.
func Equal(a, b Value) Value {
	return (&equality{left: math.MaxInt}).of(a, b, 0)
}

// equality compares within a budget: parts of a value may be shared, so that a
// small value can be endless to look through. Out of budget, it gives nil.
type equality struct{ left int }

func (q *equality) of(a, b Value, depth int) Value {
	q.left -= 1 + span(a)
	if depth > maxNesting || q.left < 0 {
		return nil
	}
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	switch a := a.(type) {
	case bool:
		if b, ok := b.(bool); ok {
			return a == b
		}
		return nil
	case List:
		if b, ok := b.(List); ok {
			return q.lists(a, b, depth)
		}
		return nil
	case *Context:
		if b, ok := b.(*Context); ok {
			return q.contexts(a, b, depth)
		}
		return nil
	case *Range:
		if b, ok := b.(*Range); ok {
			return a.StartIncluded == b.StartIncluded && a.EndIncluded == b.EndIncluded &&
				q.of(a.Start, b.Start, depth+1) == true && q.of(a.End, b.End, depth+1) == true
		}
		return nil
	}
	c, ok := compare(a, b)
	if !ok {
		return nil
	}
	return c == 0
}

func (q *equality) lists(a, b List, depth int) Value {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if q.of(a[i], b[i], depth+1) != true {
			return false
		}
	}
	return true
}

func (q *equality) contexts(a, b *Context, depth int) Value {
	if a.Len() != b.Len() {
		return false
	}
	for _, key := range a.keys {
		other, there := b.Get(key)
		if !there || q.of(a.values[key], other, depth+1) != true {
			return false
		}
	}
	return true
}

// span is the work of looking at a value's own text, in steps.
func span(v Value) int {
	const bytesPerStep = 64
	if s, ok := v.(string); ok {
		return len(s) / bytesPerStep
	}
	return 0
}

// equal is Equal within the budget of work.
func (m *machine) equal(at int, a, b Value) Value {
	q := &equality{left: m.opts.MaxSteps - m.steps}
	before := q.left
	v := q.of(a, b, 0)
	m.step(at, before-q.left)
	return v
}

// same is "equal for sure".
func (m *machine) same(at int, a, b Value) bool { return m.equal(at, a, b) == true }

// compare is the function compare within the budget of work.
func (m *machine) compare(at int, a, b Value) (int, bool) {
	m.step(at, span(a))
	return compare(a, b)
}
