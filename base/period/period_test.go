package period_test

import (
	"testing"

	"pgregory.net/rapid"

	"saksgang/base/calendar"
	"saksgang/base/period"
)

func dates(from, to string) period.Dates {
	p := period.Dates{From: calendar.MustDate(from)}
	if to != "" {
		p.To = calendar.MustDate(to)
	}
	return p
}

func TestTheFirstDayIsInAndTheLastIsOut(t *testing.T) {
	t.Parallel()
	year := dates("2026-01-01", "2027-01-01")
	open := dates("2026-01-01", "")
	cases := []struct {
		say  string
		in   period.Dates
		day  string
		want bool
	}{
		{"the first day", year, "2026-01-01", true},
		{"the last day of the year", year, "2026-12-31", true},
		{"the day it ends", year, "2027-01-01", false},
		{"the day before", year, "2025-12-31", false},
		{"far ahead with no end", open, "9999-12-31", true},
		{"a period that ends where it begins", dates("2026-01-01", "2026-01-01"), "2026-01-01", false},
	}
	for _, c := range cases {
		if got := c.in.Contains(calendar.MustDate(c.day)); got != c.want {
			t.Errorf("%s: %v contains %s = %v", c.say, c.in, c.day, got)
		}
	}
}

func TestPeriodsThatFollowEachOtherDoNotOverlap(t *testing.T) {
	t.Parallel()
	if dates("2026-01-01", "2026-07-01").Overlaps(dates("2026-07-01", "")) {
		t.Error("the second begins the day the first ends")
	}
	if !dates("2026-01-01", "2026-07-02").Overlaps(dates("2026-07-01", "")) {
		t.Error("1 July is in both")
	}
	if got := dates("2026-01-01", "").String(); got != "[2026-01-01, )" {
		t.Error(got)
	}
	if got := dates("2026-01-01", "2026-02-01").String(); got != "[2026-01-01, 2026-02-01)" {
		t.Error(got)
	}
}

func TestWhatIsInBothIsInTheIntersection(t *testing.T) {
	t.Parallel()
	small := func(t *rapid.T, name string) period.Dates {
		return period.Dates{
			From: calendar.Date(rapid.IntRange(1, 12).Draw(t, name+" from")),
			To:   calendar.Date(rapid.IntRange(0, 12).Draw(t, name+" to")),
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p, q := small(t, "p"), small(t, "q")
		common, ok := p.Intersect(q)
		shared := false
		for d := calendar.Date(1); d < 15; d++ {
			both := p.Contains(d) && q.Contains(d)
			shared = shared || both
			if both != (ok && common.Contains(d)) {
				t.Fatalf("%v and %v at %d: common %v %v", p, q, d, common, ok)
			}
		}
		if shared != ok || p.Overlaps(q) != q.Overlaps(p) {
			t.Fatalf("%v and %v: ok %v", p, q, ok)
		}
	})
}
