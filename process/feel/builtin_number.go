package feel

import "github.com/cockroachdb/apd/v3"

var numberFunctions = []definition{
	{"decimal(n, scale)", rounding},
	{"floor(n, scale?)", rounding},
	{"ceiling(n, scale?)", rounding},
	{"round up(n, scale)", rounding},
	{"round down(n, scale)", rounding},
	{"round half up(n, scale)", rounding},
	{"round half down(n, scale)", rounding},
	{"abs(n)", absolute},
	{"modulo(dividend, divisor)", func(c *Call, a []Value) Value {
		dividend, ok1 := arg[Number](c, a, 0)
		divisor, ok2 := arg[Number](c, a, 1)
		if !ok1 || !ok2 {
			return nil
		}
		r, ok := modulo(dividend, divisor)
		if !ok {
			return c.refuse(1)
		}
		return r
	}},
	{"sqrt(number)", func(c *Call, a []Value) Value {
		n, ok := arg[Number](c, a, 0)
		if !ok {
			return nil
		}
		return c.root(n)
	}},
	{"log(number)", transcendent(decimal128.Ln)},
	{"exp(number)", transcendent(decimal128.Exp)},
	{"odd(number)", divisible(false)},
	{"even(number)", divisible(true)},
}

// The scales decimal128 has (DMN 1.5, table 75).
const (
	minScale = -6111
	maxScale = 6176
)

func rounding(c *Call, a []Value) Value {
	n, ok := arg[Number](c, a, 0)
	if !ok {
		return nil
	}
	scale := int64(0)
	if given(a, 1) {
		s, ok := arg[Number](c, a, 1)
		if !ok {
			return nil
		}
		if scale, ok = s.truncated(); !ok || scale < minScale || scale > maxScale {
			return c.refuse(1)
		}
	}
	r, ok := n.rounded(int32(scale), roundings[c.fn])
	if !ok {
		return c.refuse(0)
	}
	return r
}

func absolute(c *Call, a []Value) Value {
	switch v := single(a[0]).(type) {
	case Number:
		if v.Sign() < 0 {
			return v.neg()
		}
		return v
	case YMDuration:
		return YMDuration{max(v.Months, -v.Months)}
	case DTDuration:
		return v.abs()
	}
	return c.wrong(0, "number", a[0])
}

func (c *Call) root(n Number) Value {
	d := new(apd.Decimal)
	if _, err := decimal128.Sqrt(d, n.dec()); err != nil || d.Form != apd.Finite {
		return c.refuse(0)
	}
	return Number{d}
}

// transcendent is log or exp, which cost more than an ordinary step.
func transcendent(op func(d, x *apd.Decimal) (apd.Condition, error)) func(c *Call, a []Value) Value {
	const work = 50
	return func(c *Call, a []Value) Value {
		n, ok := arg[Number](c, a, 0)
		if !ok {
			return nil
		}
		c.m.step(c.at, work)
		d := new(apd.Decimal)
		if _, err := op(d, n.dec()); err != nil || d.Form != apd.Finite {
			return c.refuse(0)
		}
		return Number{d}
	}
}

// divisible says whether a whole number is even, or odd.
func divisible(even bool) func(c *Call, a []Value) Value {
	return func(c *Call, a []Value) Value {
		n, ok := arg[Number](c, a, 0)
		if !ok {
			return nil
		}
		rest, ok := modulo(n, Int(2))
		if !ok || !n.whole() {
			return c.refuse(0)
		}
		return (rest.Sign() == 0) == even
	}
}
