package feel

import (
	"fmt"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// Durations are bounded so that sums of a few of them never leave int64.
const (
	maxDuration = int64(1e17) // seconds: three billion years
	maxMonths   = int64(1e11)
)

// YMDuration is a number of months.
type YMDuration struct{ Months int64 }

// DTDuration is a number of seconds and, always forward from there, 0 to
// 999,999,999 nanoseconds: -0.5 s is {-1, 500000000}.
type DTDuration struct {
	Seconds int64
	Nanos   int32
}

// dtOf carries nanoseconds over into seconds.
func dtOf(seconds, nanos int64) DTDuration {
	carry := floorDiv(nanos, second)
	return DTDuration{Seconds: seconds + carry, Nanos: int32(nanos - carry*second)}
}

func dtOfNanos(n int64) DTDuration { return dtOf(0, n) }

func (d DTDuration) neg() DTDuration { return dtOf(-d.Seconds, -int64(d.Nanos)) }

func (d DTDuration) negative() bool { return d.Seconds < 0 }

func (d DTDuration) abs() DTDuration {
	if d.negative() {
		return d.neg()
	}
	return d
}

func (d DTDuration) add(o DTDuration) (DTDuration, bool) {
	sum := dtOf(d.Seconds+o.Seconds, int64(d.Nanos)+int64(o.Nanos))
	return sum, sum.Seconds <= maxDuration && sum.Seconds >= -maxDuration
}

func (d DTDuration) cmp(o DTDuration) int {
	if c := compareInts(d.Seconds, o.Seconds); c != 0 {
		return c
	}
	return compareInts(int64(d.Nanos), int64(o.Nanos))
}

func compareInts(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// seconds is the duration as a decimal number of seconds.
func (d DTDuration) seconds() Number {
	sum, _ := arith(decimal128.Add, Int(d.Seconds), Number{apd.New(int64(d.Nanos), -9)})
	return sum
}

// dtOfSeconds drops what is less than a nanosecond.
func dtOfSeconds(n Number) (DTDuration, bool) {
	whole, ok := n.rounded(0, apd.RoundFloor)
	if !ok {
		return DTDuration{}, false
	}
	s, ok := whole.Int64()
	if !ok || s > maxDuration || s < -maxDuration {
		return DTDuration{}, false
	}
	rest, _ := arith(decimal128.Sub, n, whole)
	scaled, _ := arith(decimal128.Mul, rest, Int(second))
	part, ok := scaled.truncated()
	return dtOf(s, part), ok
}

// ymOfMonths drops what is less than a month.
func ymOfMonths(n Number) (YMDuration, bool) {
	m, ok := n.truncated()
	return YMDuration{m}, ok && m <= maxMonths && m >= -maxMonths
}

// String is the duration in ISO 8601, "P1Y2M"; none is "P0M".
func (d YMDuration) String() string {
	if d.Months == 0 {
		return "P0M"
	}
	var b strings.Builder
	m := d.Months
	if m < 0 {
		b.WriteByte('-')
		m = -m
	}
	b.WriteByte('P')
	if m >= 12 {
		fmt.Fprintf(&b, "%dY", m/12)
	}
	if m%12 != 0 {
		fmt.Fprintf(&b, "%dM", m%12)
	}
	return b.String()
}

// String is the duration in ISO 8601, "P1DT2H3M4.5S"; none is "PT0S".
func (d DTDuration) String() string {
	if d == (DTDuration{}) {
		return "PT0S"
	}
	var b strings.Builder
	if d.negative() {
		b.WriteByte('-')
	}
	a := d.abs()
	b.WriteByte('P')
	if days := a.Seconds / daySeconds; days != 0 {
		fmt.Fprintf(&b, "%dD", days)
	}
	rest := a.Seconds % daySeconds
	if rest == 0 && a.Nanos == 0 {
		return b.String()
	}
	b.WriteByte('T')
	if h := rest / 3600; h != 0 {
		fmt.Fprintf(&b, "%dH", h)
	}
	if m := rest / 60 % 60; m != 0 {
		fmt.Fprintf(&b, "%dM", m)
	}
	if s := rest % 60; s != 0 || a.Nanos != 0 {
		fmt.Fprintf(&b, "%d%sS", s, fraction(int(a.Nanos)))
	}
	return b.String()
}

// MarshalText is String, for JSON.
func (d YMDuration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// MarshalText is String, for JSON.
func (d DTDuration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// monthsBetween counts whole months from one date and time to another on the
// local clock; it is negative when to is earlier.
func monthsBetween(from, to DateTime) YMDuration {
	if to.localSeconds() < from.localSeconds() {
		return YMDuration{-monthsBetween(to, from).Months}
	}
	months := int64(to.Year-from.Year)*12 + int64(to.Month-from.Month)
	clock := to.secondOfDay() - from.secondOfDay()
	if to.Day < from.Day || to.Day == from.Day && (clock < 0 || clock == 0 && to.Nano < from.Nano) {
		months--
	}
	return YMDuration{months}
}
