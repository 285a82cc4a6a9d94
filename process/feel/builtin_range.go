package feel

// The relations between points and ranges of DMN 1.5, table 78. A point is what
// is no range.
var rangeFunctions = []definition{
	{"before(point1, point2)|before(point, range)|before(range, point)|before(range1, range2)", relation(before)},
	{"after(point1, point2)|after(point, range)|after(range, point)|after(range1, range2)", relation(flip(before))},
	{"meets(range1, range2)", relation(ranges(meets))},
	{"met by(range1, range2)", relation(flip(ranges(meets)))},
	{"overlaps(range1, range2)", relation(ranges(overlaps))},
	{"overlaps before(range1, range2)", relation(ranges(overlapsBefore))},
	{"overlaps after(range1, range2)", relation(flip(ranges(overlapsBefore)))},
	{"finishes(point, range)|finishes(range1, range2)", relation(finishes)},
	{"finished by(range, point)|finished by(range1, range2)", relation(flip(finishes))},
	{"includes(range, point)|includes(range1, range2)", relation(flip(during))},
	{"during(point, range)|during(range1, range2)", relation(during)},
	{"starts(point, range)|starts(range1, range2)", relation(starts)},
	{"started by(range, point)|started by(range1, range2)", relation(flip(starts))},
	{"coincides(point1, point2)|coincides(range1, range2)", relation(coincides)},
}

// related says whether a relation holds; false, false if it cannot be told.
type related func(a, b Value) (holds, ok bool)

func relation(r related) func(c *Call, a []Value) Value {
	return func(c *Call, a []Value) Value {
		holds, ok := r(single(a[0]), single(a[1]))
		if !ok {
			return c.m.warn(c.at, "feel.not-comparable", "left", kind(a[0]), "right", kind(a[1]))
		}
		return holds
	}
}

func flip(r related) related {
	return func(a, b Value) (holds, ok bool) { return r(b, a) }
}

// ranges is a relation of two ranges; a point has none.
func ranges(r func(a, b *Range) (holds, ok bool)) related {
	return func(a, b Value) (holds, ok bool) {
		x, ok1 := a.(*Range)
		y, ok2 := b.(*Range)
		if !ok1 || !ok2 {
			return false, false
		}
		return r(x, y)
	}
}

// bound is an end of a range: a value, and on which side of it the range lies.
// The side is 0 if the value itself belongs to the range, else 1 (just above
// it) or -1 (just below). A missing value is beyond all others.
type bound struct {
	value    Value
	side     int
	infinite int // -1 or 1 for a missing value
}

func (r *Range) low() bound {
	if r.Start == nil {
		return bound{infinite: -1}
	}
	if r.StartIncluded {
		return bound{value: r.Start}
	}
	return bound{value: r.Start, side: 1}
}

func (r *Range) high() bound {
	if r.End == nil {
		return bound{infinite: 1}
	}
	if r.EndIncluded {
		return bound{value: r.End}
	}
	return bound{value: r.End, side: -1}
}

// span of a value: of a point, itself at both ends.
func ends(v Value) (low, high bound, ok bool) {
	if r, isRange := v.(*Range); isRange {
		return r.low(), r.high(), true
	}
	return bound{value: v}, bound{value: v}, ordered(v)
}

func (b bound) cmp(o bound) (int, bool) {
	if b.infinite != 0 || o.infinite != 0 {
		return b.infinite - o.infinite, true
	}
	c, ok := compare(b.value, o.value)
	if c == 0 {
		c = b.side - o.side
	}
	return c, ok
}

func before(a, b Value) (holds, ok bool) {
	_, high, ok1 := ends(a)
	low, _, ok2 := ends(b)
	c, ok3 := high.cmp(low)
	return c < 0, ok1 && ok2 && ok3
}

// meets: one ends where the other begins, and both have that value.
func meets(a, b *Range) (holds, ok bool) {
	if a.End == nil || b.Start == nil {
		return false, true
	}
	c, ok := compare(a.End, b.Start)
	return c == 0 && a.EndIncluded && b.StartIncluded, ok
}

// overlaps: they have a value in common.
func overlaps(a, b *Range) (holds, ok bool) {
	c1, ok1 := a.low().cmp(b.high())
	c2, ok2 := b.low().cmp(a.high())
	return c1 <= 0 && c2 <= 0, ok1 && ok2
}

// overlapsBefore: a begins first, and ends within b.
func overlapsBefore(a, b *Range) (holds, ok bool) {
	starts, ok1 := a.low().cmp(b.low())
	reaches, ok2 := b.low().cmp(a.high())
	ends, ok3 := a.high().cmp(b.high())
	return starts < 0 && reaches <= 0 && ends <= 0, ok1 && ok2 && ok3
}

func finishes(a, b Value) (holds, ok bool) {
	r, isRange := b.(*Range)
	if !isRange {
		return false, false
	}
	low, high, ok1 := ends(a)
	c1, ok2 := high.cmp(r.high())
	c2, ok3 := low.cmp(r.low())
	return c1 == 0 && c2 >= 0, ok1 && ok2 && ok3
}

func starts(a, b Value) (holds, ok bool) {
	r, isRange := b.(*Range)
	if !isRange {
		return false, false
	}
	low, high, ok1 := ends(a)
	c1, ok2 := low.cmp(r.low())
	c2, ok3 := high.cmp(r.high())
	return c1 == 0 && c2 <= 0, ok1 && ok2 && ok3
}

// during: a lies wholly within b.
func during(a, b Value) (holds, ok bool) {
	r, isRange := b.(*Range)
	if !isRange {
		return false, false
	}
	low, high, ok1 := ends(a)
	c1, ok2 := low.cmp(r.low())
	c2, ok3 := high.cmp(r.high())
	return c1 >= 0 && c2 <= 0, ok1 && ok2 && ok3
}

func coincides(a, b Value) (holds, ok bool) {
	low1, high1, ok1 := ends(a)
	low2, high2, ok2 := ends(b)
	c1, ok3 := low1.cmp(low2)
	c2, ok4 := high1.cmp(high2)
	return c1 == 0 && c2 == 0, ok1 && ok2 && ok3 && ok4
}
