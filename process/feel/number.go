package feel

import (
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// Number is a FEEL number: a decimal of up to 34 digits with the exponent range
// of IEEE 754 decimal128. The zero value is 0. It is immutable.
type Number struct{ d *apd.Decimal }

// decimal128 rounds half even, as DMN 1.5, 10.3.2.3.1 asks. Underflow gives 0;
// what has no finite result is an error.
var decimal128 = apd.Context{
	Precision: 34, MaxExponent: 6144, MinExponent: -6143, Rounding: apd.RoundHalfEven,
	Traps: apd.DefaultTraps &^ (apd.Underflow | apd.Subnormal),
}

var zero = new(apd.Decimal)

// Int returns n as a Number.
func Int(n int64) Number { return Number{apd.New(n, 0)} }

// ParseNumber reads "-12.50", ".5" or "1.2e-3". What is no number, or too large
// for one, is feel.not-a-number.
func ParseNumber(text string) (Number, error) {
	if !isNumber(text) {
		return Number{}, problem("feel.not-a-number", "number", text)
	}
	d, _, err := decimal128.NewFromString(text)
	if err != nil || d.Form != apd.Finite {
		return Number{}, problem("feel.not-a-number", "number", text)
	}
	return Number{d}, nil
}

// isNumber checks the form, since apd also reads "NaN", "1_000" and "Infinity".
func isNumber(text string) bool {
	s := strings.TrimPrefix(strings.TrimPrefix(text, "-"), "+")
	mantissa, exponent, scientific := strings.Cut(strings.ToLower(s), "e")
	if scientific && !digits(strings.TrimPrefix(strings.TrimPrefix(exponent, "-"), "+")) {
		return false
	}
	whole, fraction, point := strings.Cut(mantissa, ".")
	if point && !digits(fraction) {
		return false
	}
	return digits(whole) || point && whole == ""
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func (n Number) dec() *apd.Decimal {
	if n.d == nil {
		return zero
	}
	return n.d
}

// Decimal returns a copy of the number.
func (n Number) Decimal() *apd.Decimal { return new(apd.Decimal).Set(n.dec()) }

// Cmp is -1, 0 or 1 as n is less than, equal to or greater than o.
func (n Number) Cmp(o Number) int { return n.dec().Cmp(o.dec()) }

// Sign is -1, 0 or 1.
func (n Number) Sign() int { return n.dec().Sign() }

// String writes the number plainly: no exponent, no zeros at the end.
func (n Number) String() string {
	d, _ := new(apd.Decimal).Reduce(n.dec())
	if d.IsZero() {
		return "0"
	}
	return d.Text('f')
}

// MarshalJSON writes the number with all its digits.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(n.String()), nil }

// Int64 returns the number if it is whole and fits.
func (n Number) Int64() (int64, bool) {
	i, err := n.dec().Int64()
	return i, err == nil
}

// truncated is the whole part, if it fits.
func (n Number) truncated() (int64, bool) {
	whole, ok := n.rounded(0, apd.RoundDown)
	if !ok {
		return 0, false
	}
	return whole.Int64()
}

func (n Number) whole() bool {
	_, frac := new(apd.Decimal), new(apd.Decimal)
	n.dec().Modf(nil, frac)
	return frac.IsZero()
}

type decimalOp func(d, x, y *apd.Decimal) (apd.Condition, error)

// arith applies op; false means that there is no finite result.
func arith(op decimalOp, a, b Number) (Number, bool) {
	d := new(apd.Decimal)
	if _, err := op(d, a.dec(), b.dec()); err != nil || d.Form != apd.Finite {
		return Number{}, false
	}
	return Number{d}, true
}

func (n Number) neg() Number {
	d := new(apd.Decimal).Neg(n.dec())
	if d.IsZero() {
		d.Negative = false
	}
	return Number{d}
}

// rounded rounds to scale digits after the point (before it, if negative).
// False when what comes out is too large for a number.
func (n Number) rounded(scale int32, mode apd.Rounder) (Number, bool) {
	x := n.dec()
	if -scale <= x.Exponent || x.IsZero() {
		return n, true
	}
	d := &apd.Decimal{Negative: x.Negative, Exponent: -scale}
	half := -1 // what is dropped against half of the last digit kept
	if drop := int64(-scale) - int64(x.Exponent); drop <= x.NumDigits() {
		unit, rest := new(apd.BigInt).Exp(apd.NewBigInt(10), apd.NewBigInt(drop), nil), new(apd.BigInt)
		d.Coeff.QuoRem(&x.Coeff, unit, rest)
		if rest.Sign() == 0 {
			return Number{d}, true
		}
		half = rest.Lsh(rest, 1).Cmp(unit)
	}
	if mode.ShouldAddOne(&d.Coeff, d.Negative, half) {
		d.Coeff.Add(&d.Coeff, apd.NewBigInt(1))
	}
	if d.IsZero() {
		return Int(0), true
	}
	_, err := decimal128.Round(d, d)
	return Number{d}, err == nil
}

// modulo is dividend - divisor*floor(dividend/divisor): it has the divisor's
// sign. False when the divisor is 0 or the quotient has more than 34 digits.
func modulo(dividend, divisor Number) (Number, bool) {
	r, ok := arith(decimal128.Rem, dividend, divisor)
	if !ok || r.Sign() == 0 || r.Sign() == divisor.Sign() {
		return r, ok
	}
	return arith(decimal128.Add, r, divisor)
}

// maxPower bounds the exponents whose power is worth computing: beyond it the
// result is 0, 1, out of range, or differs from 1 by less than a digit.
const maxPower = 1_000_000_000

// power is base**exponent; false when it has no finite real value.
func power(base, exponent Number) (Number, bool) {
	if base.Sign() == 0 && exponent.Sign() == 0 {
		return Int(1), true
	}
	if e := exponent.dec(); e.NumDigits()+int64(e.Exponent) > 10 || e.Cmp(apd.New(maxPower, 0)) > 0 || e.Cmp(apd.New(-maxPower, 0)) < 0 {
		return Number{}, false
	}
	return arith(decimal128.Pow, base, exponent)
}
