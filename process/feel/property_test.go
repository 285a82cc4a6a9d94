package feel_test

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"saksgang/process/feel"
)

// eval evaluates expr, which must be well formed.
func eval(t *rapid.T, expr string, scope feel.Vars) feel.Value {
	names := make([]string, 0, len(scope))
	for name := range scope {
		names = append(names, name)
	}
	x, err := feel.Parse(expr, names...)
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	v, err := x.Eval(scope, feel.Options{})
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	return v
}

func mustHold(t *rapid.T, expr string, scope feel.Vars) {
	if eval(t, expr, scope) != true {
		t.Fatalf("%s does not hold for %v", expr, scope)
	}
}

// amount draws a decimal of at most ten digits and four decimals.
func amount(t *rapid.T, label string) feel.Number {
	text := fmt.Sprintf("%d.%04d", rapid.Int64Range(-999_999, 999_999).Draw(t, label), rapid.IntRange(0, 9999).Draw(t, label+" decimals"))
	n, err := feel.ParseNumber(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDecimalsAgreeWithExactFractions(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := amount(t, "a"), amount(t, "b")
		x, y := rational(t, a), rational(t, b)
		scope := feel.Vars{"a": a, "b": b}
		for op, want := range map[string]*big.Rat{
			"+": new(big.Rat).Add(x, y), "-": new(big.Rat).Sub(x, y), "*": new(big.Rat).Mul(x, y),
		} {
			got, ok := eval(t, "a "+op+" b", scope).(feel.Number)
			if !ok || rational(t, got).Cmp(want) != 0 {
				t.Fatalf("%s %s %s = %s, want %s", a, op, b, got, want.FloatString(10))
			}
		}
		mustHold(t, "(a < b) = (b > a) and (a = b or a < b or a > b)", scope)
		mustHold(t, "b = 0 or modulo(a, b) + b * floor(a / b) = a", scope)
		mustHold(t, "number(string(a)) = a", scope)
	})
}

func rational(t *rapid.T, n feel.Number) *big.Rat {
	r, ok := new(big.Rat).SetString(n.String())
	if !ok {
		t.Fatalf("%s is no number", n)
	}
	return r
}

func TestRoundingStaysWithinOneUnit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		scope := feel.Vars{"n": amount(t, "n"), "s": rapid.IntRange(-7, 6).Draw(t, "scale")}
		mustHold(t, "floor(n, s) <= n and n <= ceiling(n, s)", scope)
		mustHold(t, "ceiling(n, s) - floor(n, s) in (0, 10 ** -s)", scope)
		mustHold(t, "abs(round up(n, s)) >= abs(n) and abs(round down(n, s)) <= abs(n)", scope)
		mustHold(t, "abs(decimal(n, s) - n) <= 10 ** -s / 2", scope)
		mustHold(t, "round half up(n, s) in (round up(n, s), round down(n, s))", scope)
	})
}

// day draws a date that Go's calendar knows too.
func day(t *rapid.T, label string) time.Time {
	return time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 3_000_000).Draw(t, label))
}

func TestTheCalendarAgreesWithGos(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := day(t, "day")
		n := rapid.IntRange(-100_000, 100_000).Draw(t, "days")
		date := feel.Date{Year: d.Year(), Month: int(d.Month()), Day: d.Day()}
		scope := feel.Vars{"d": date, "n": n}
		if want := d.AddDate(0, 0, n); want.Year() > 0 {
			got := eval(t, `d + @"P1D" * n`, scope)
			if got != (feel.Date{Year: want.Year(), Month: int(want.Month()), Day: want.Day()}) {
				t.Fatalf("%v + %d days is %v, want %v", date, n, got, want)
			}
		}
		mustHold(t, `d + @"P1D" * n - d = @"P1D" * n`, scope)
		mustHold(t, `date(string(d)) = d`, scope)
		_, week := d.ISOWeek()
		scope["week"], scope["yearday"], scope["weekday"] = week, d.YearDay(), (int(d.Weekday())+6)%7+1
		mustHold(t, `week of year(d) = week and day of year(d) = yearday and d.weekday = weekday`, scope)
	})
}

func TestMonthsAddedAreMonthsBetween(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := day(t, "day")
		date := feel.Date{Year: d.Year(), Month: int(d.Month()), Day: min(d.Day(), 28)}
		scope := feel.Vars{"d": date, "n": rapid.IntRange(0, 2400).Draw(t, "months")}
		mustHold(t, `years and months duration(d, d + @"P1M" * n) = @"P1M" * n`, scope)
		mustHold(t, `d + @"P1M" * n - @"P1M" * n = d`, scope)
	})
}

func TestInstantsInAPlaceAgreeWithGos(t *testing.T) {
	t.Parallel()
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "at"), 0).In(oslo)
		seconds := rapid.Int64Range(-100_000_000, 100_000_000).Draw(t, "seconds")
		got := eval(t, `at + @"PT1S" * n`, feel.Vars{"at": at, "n": seconds})
		want := at.Add(time.Duration(seconds) * time.Second)
		moment, ok := got.(feel.DateTime)
		if !ok || moment.String() != feel.DateTimeOf(want).String() {
			t.Fatalf("%v + %d s is %v, want %v", at, seconds, got, want)
		}
	})
}

func TestRangesAgreeWithTheirMembers(t *testing.T) {
	t.Parallel()
	bound := rapid.IntRange(0, 6)
	brackets := rapid.SampledFrom([]string{"[%d..%d]", "(%d..%d]", "[%d..%d)", "(%d..%d)"})
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) string {
			low := bound.Draw(t, label+" low")
			high := low + rapid.IntRange(1, 4).Draw(t, label+" length")
			return fmt.Sprintf(brackets.Draw(t, label+" brackets"), low, high)
		}
		r, s := draw("r"), draw("s")
		// Halves stand for the values between whole numbers.
		scope := feel.Vars{"halves": halves(0, 12)}
		relations := map[string]string{
			"during(%s, %s)":    "every x in halves satisfies not(x in %s) or x in %s",
			"overlaps(%s, %s)":  "some x in halves satisfies x in %s and x in %s",
			"coincides(%s, %s)": "every x in halves satisfies (x in %s) = (x in %s)",
		}
		for relation, members := range relations {
			got, want := eval(t, fmt.Sprintf(relation, r, s), nil), eval(t, fmt.Sprintf(members, r, s), scope)
			if got != want {
				t.Fatalf(relation+" is %v, but of the members %v", r, s, got, want)
			}
		}
		mustHold(t, fmt.Sprintf("before(%[1]s, %[2]s) = after(%[2]s, %[1]s)", r, s), nil)
		mustHold(t, fmt.Sprintf("includes(%[1]s, %[2]s) = during(%[2]s, %[1]s)", r, s), nil)
		mustHold(t, fmt.Sprintf("not(before(%[1]s, %[2]s) and overlaps(%[1]s, %[2]s))", r, s), nil)
		mustHold(t, fmt.Sprintf("range(string(%[1]s)) = %[1]s", r), nil)
	})
}

// halves are the numbers from low to high in steps of a half.
func halves(low, high int) []any {
	var out []any
	for i := low * 2; i <= high*2; i++ {
		out = append(out, float64(i)/2)
	}
	return out
}
