package feel_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"saksgang/base/errs"
	"saksgang/process/feel"
)

func TestGoValuesBecomeFEELValues(t *testing.T) {
	t.Parallel()
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []struct {
		rule string
		in   any
		want string
	}{
		{"an integer", int64(-5), `-5`},
		{"a float by its shortest digits", 0.1, `0.1`},
		{"a JSON number with all its digits", json.Number("12345678901234567890.123"), `12345678901234567890.123`},
		{"a time in UTC", time.Date(2026, 11, 26, 12, 0, 0, 5e8, time.UTC), `2026-11-26T12:00:00.5Z`},
		{"a time in a place", time.Date(2026, 7, 1, 12, 0, 0, 0, oslo), `2026-07-01T12:00:00@Europe/Oslo`},
		{"a time at an offset", time.Date(2026, 7, 1, 12, 0, 0, 0, time.FixedZone("", -5400)), `2026-07-01T12:00:00-01:30`},
		{"a duration", 36*time.Hour + 500*time.Millisecond, `P1DT12H0.5S`},
		{"what JSON gives", map[string]any{"b": []any{1.0, nil}, "a": "x"}, `{a: "x", b: [1, null]}`},
	} {
		v, err := feel.Of(e.in)
		if err != nil || feel.Format(v) != e.want {
			t.Errorf("%s is %s (%v), want %s", e.rule, feel.Format(v), err, e.want)
		}
	}
}

func TestOtherGoValuesAreRefused(t *testing.T) {
	t.Parallel()
	for _, v := range []any{struct{}{}, make(chan int), []any{func() {}}, map[string]any{"a": &struct{}{}}} {
		if _, err := feel.Of(v); errs.CodeOf(err) != "feel.foreign-value" {
			t.Errorf("%T: %v", v, err)
		}
	}
	if _, err := feel.Of(json.Number("NaN")); errs.CodeOf(err) != "feel.not-a-number" {
		t.Error(err)
	}
}

func TestValuesAreWrittenAsJSON(t *testing.T) {
	t.Parallel()
	x, err := feel.Parse(`{n: 1.50, when: @"2026-11-26", at: @"12:00:00Z", moment: @"2026-11-26T12:00:00@Europe/Oslo",
		wait: @"P3D", years: @"P2Y", r: [1..5), l: [true, null, "æ"], c: {"b b": 1, a: 2}, f: abs}`)
	if err != nil {
		t.Fatal(err)
	}
	v, err := x.Eval(nil, feel.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"n":1.5,"when":"2026-11-26","at":"12:00:00Z","moment":"2026-11-26T12:00:00@Europe/Oslo",` +
		`"wait":"P3D","years":"P2Y","r":"[1..5)","l":[true,null,"æ"],"c":{"b b":1,"a":2},"f":"function abs"}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestADateAndTimeIsAnInstant(t *testing.T) {
	t.Parallel()
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"2026-07-01T12:00:00":             "2026-07-01T10:00:00Z",
		"2026-07-01T12:00:00Z":            "2026-07-01T12:00:00Z",
		"2026-01-01T12:00:00@Europe/Oslo": "2026-01-01T11:00:00Z",
		"2026-01-01":                      "2025-12-31T23:00:00Z",
	} {
		d, ok := feel.ParseDateTime(text)
		if got := d.Instant(oslo).UTC().Format(time.RFC3339); !ok || got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}

func TestAFunctionOfTheCallersIsCalledLikeOneOfFEELs(t *testing.T) {
	t.Parallel()
	working := feel.Func{
		Params: []string{"date", "days", "calendar?"},
		Call: func(c *feel.Call, args []feel.Value) (feel.Value, error) {
			date, ok1 := args[0].(feel.Date)
			days, ok2 := args[1].(feel.Number)
			if !ok1 || !ok2 {
				return nil, errors.New("wrong")
			}
			n, _ := days.Int64()
			to := time.Date(date.Year, time.Month(date.Month), date.Day, 0, 0, 0, 0, time.UTC)
			for ; n > 0; n-- {
				for to = to.AddDate(0, 0, 1); to.Weekday() == time.Saturday || to.Weekday() == time.Sunday; {
					to = to.AddDate(0, 0, 1)
				}
			}
			return feel.DateTimeOf(to).Date, nil
		},
	}
	opts := feel.Options{Now: noon, Functions: map[string]feel.Func{"working days after": working}}
	for expr, want := range map[string]string{
		`working days after(today(), 2)`:                                           `2026-11-30`,
		`working days after(days: 3, date: @"2026-11-26")`:                         `2026-12-01`,
		`working days after("2026-11-26", 2)`:                                      `null`,
		`working days after(today())`:                                              `null`,
		`(for d in [1, 2] return working days after(today(), d))[2] > today()`:     `true`,
		`if working days after(today(), 5) <= @"2026-12-03" then "due" else "not"`: `"due"`,
	} {
		x, err := feel.Parse(expr)
		if err != nil {
			t.Fatal(err)
		}
		v, err := x.Eval(nil, opts)
		if err != nil || feel.Format(v) != want {
			t.Errorf("%s is %s (%v), want %s", expr, feel.Format(v), err, want)
		}
	}
}

func TestAFunctionOfTheCallersSharesTheBudget(t *testing.T) {
	t.Parallel()
	body, err := feel.Parse(`count(for i in 1..n return i)`, "n")
	if err != nil {
		t.Fatal(err)
	}
	opts := feel.Options{Functions: map[string]feel.Func{
		"count to": {Params: []string{"n"}, Call: func(c *feel.Call, args []feel.Value) (feel.Value, error) {
			return c.Eval(body, feel.Vars{"n": args[0]}), nil
		}},
		"twice": {Params: []string{"f", "x"}, Call: func(c *feel.Call, args []feel.Value) (feel.Value, error) {
			f, ok := args[0].(*feel.Function)
			if !ok {
				return nil, errors.New("no function")
			}
			return c.Invoke(f, c.Invoke(f, args[1])), nil
		}},
	}}
	x, err := feel.Parse(`[count to(10), twice(function(x) x * 3, 2)]`)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := x.Eval(nil, opts); err != nil || feel.Format(v) != `[10, 18]` {
		t.Errorf("%s (%v)", feel.Format(v), err)
	}
	opts.MaxSteps = 30
	if _, err := x.Eval(nil, opts); errs.CodeOf(err) != "feel.too-many-steps" {
		t.Errorf("a loop within a function of the caller's: %v", err)
	}
}

func TestTypesOfTheCallersAreAskedFor(t *testing.T) {
	t.Parallel()
	x, err := feel.Parse(`[5 instance of Even Number, 4 instance of Even Number, [2] instance of list<Even Number>]`)
	if err != nil {
		t.Fatal(err)
	}
	v, err := x.Eval(nil, feel.Options{IsType: func(v feel.Value, name string) (is, known bool) {
		n, _ := v.(feel.Number)
		i, whole := n.Int64()
		return whole && i%2 == 0, name == "Even Number"
	}})
	if err != nil || feel.Format(v) != `[false, true, true]` {
		t.Errorf("%s (%v)", feel.Format(v), err)
	}
}

func TestWithoutAClockTodayIsUnknown(t *testing.T) {
	t.Parallel()
	x, err := feel.Parse(`today()`)
	if err != nil {
		t.Fatal(err)
	}
	r, err := x.Run(nil, feel.Options{})
	if err != nil || r.Value != nil || len(r.Warnings) != 1 || r.Warnings[0].Code != "feel.no-clock" {
		t.Errorf("%v %v %v", r.Value, r.Warnings, err)
	}
}
