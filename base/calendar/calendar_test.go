package calendar_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"saksgang/base/calendar"
)

func TestDeadlines(t *testing.T) {
	t.Parallel()
	cases := []struct {
		say     string
		country calendar.Country
		from    string
		limit   string
		want    string
	}{
		{"ten working days over a weekend", calendar.Norway, "2026-11-20", "10 working days", "2026-12-04"},
		{"three working days over Easter", calendar.Norway, "2026-04-01", "3 arbeidsdager", "2026-04-09"},
		{"one working day from a Friday", calendar.Norway, "2026-11-20", "1 virkedag", "2026-11-23"},
		{"three weeks that end on Christmas Day", calendar.Norway, "2026-12-04", "P3W", "2026-12-28"},
		{"three weeks that end on Easter Monday", calendar.Norway, "2026-03-16", "P3W", "2026-04-07"},
		{"one month from the 31st", calendar.Norway, "2026-08-31", "P1M", "2026-09-30"},
		{"one month into a short February", calendar.Norway, "2026-01-31", "P1M", "2026-03-02"}, // 28 Feb is a Saturday
		{"a year from leap day", calendar.Norway, "2028-02-29", "P1Y", "2029-02-28"},
		{"no time at all, asked on a Sunday", calendar.Norway, "2026-11-22", "P0D", "2026-11-23"},
		{"four weeks that end on grundlovsdag", calendar.Denmark, "2026-05-08", "P4W", "2026-06-08"},
		{"two weeks that end on store bededag before it went", calendar.Denmark, "2023-04-21", "P2W", "2023-05-08"},
		{"two weeks that end on that Friday after it went", calendar.Denmark, "2024-04-12", "P2W", "2024-04-26"},
		{"three weeks that end on midsummer eve", calendar.Sweden, "2026-05-29", "P3W", "2026-06-22"},
		{"three weeks that end on the eve of Epiphany", calendar.Sweden, "2003-12-15", "P3W", "2004-01-05"},
		{"two arbetsdagar over the national day", calendar.Sweden, "2025-06-05", "2 arbetsdagar", "2025-06-10"},
	}
	for _, c := range cases {
		got := mustCalendar(t, c.country).Deadline(calendar.MustDate(c.from), calendar.MustSpan(c.limit))
		if got.String() != c.want {
			t.Errorf("%s: %s from %s ends %s, want %s", c.say, c.limit, c.from, got, c.want)
		}
	}
}

func TestADeadlineIsPassedAtMidnightInTheMunicipality(t *testing.T) {
	t.Parallel()
	cases := []struct {
		say, from, limit, want string
	}{
		{"winter: midnight is 23:00 UTC", "2026-11-20T12:00:00Z", "1 working day", "2026-11-23T23:00:00Z"},
		{"summer: midnight is 22:00 UTC", "2026-07-06T12:00:00Z", "P1D", "2026-07-07T22:00:00Z"},
		{"late evening is the next day already", "2026-07-06T22:30:00Z", "P1D", "2026-07-08T22:00:00Z"},
		{"hours run by the clock, through a Saturday", "2026-11-20T12:00:00Z", "PT24H", "2026-11-21T12:00:00Z"},
		{"a day and hours over the change to summer time", "2026-03-28T12:00:00Z", "P1DT1H", "2026-03-29T12:00:00Z"},
	}
	norway := mustCalendar(t, calendar.Norway)
	for _, c := range cases {
		from, err := time.Parse(time.RFC3339, c.from)
		if err != nil {
			t.Fatal(err)
		}
		got := norway.DeadlineAt(from, calendar.MustSpan(c.limit)).UTC().Format(time.RFC3339)
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.say, got, c.want)
		}
	}
}

func TestAMunicipalitysOwnClosedDays(t *testing.T) {
	t.Parallel()
	eve := calendar.MustDate("2026-12-24")
	own := map[calendar.Date]string{eve: "Julaften, rådhuset stengt"}
	c, err := calendar.New(calendar.Norway, "Europe/Oslo", own)
	if err != nil {
		t.Fatal(err)
	}
	delete(own, eve)
	if name, closed := c.Closed(eve); !closed || name != "Julaften, rådhuset stengt" {
		t.Errorf("%q %v", name, closed)
	}
	if got := c.AddWorkingDays(calendar.MustDate("2026-12-23"), 1).String(); got != "2026-12-28" {
		t.Errorf("the day after is %s", got)
	}
	if name, closed := c.Closed(calendar.MustDate("2026-11-22")); name != "" || !closed {
		t.Errorf("a Sunday: %q %v", name, closed)
	}
	if got := c.PreviousWorkingDay(calendar.MustDate("2026-12-27")).String(); got != "2026-12-23" {
		t.Errorf("the working day before is %s", got)
	}
	if got := c.Today(time.Date(2026, 7, 1, 22, 30, 0, 0, time.UTC)).String(); got != "2026-07-02" {
		t.Errorf("today is %s", got)
	}
}

func TestWhatIsNoCountryOrZoneIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ country, zone string }{
		{"fi", ""}, {"", ""}, {"NO", ""}, {"no", "Europe/Oslå"}, {"no", "Local"}, {"no", "../../etc/passwd"},
	} {
		if _, err := calendar.New(calendar.Country(c.country), c.zone, nil); err == nil {
			t.Errorf("%q %q is accepted", c.country, c.zone)
		}
	}
	for _, country := range calendar.Countries() {
		if c := mustCalendar(t, country); c.Zone().String() != country.Zone() || c.Country() != country {
			t.Errorf("%s: %s", country, c.Zone())
		}
	}
}

func anyCountry(t *rapid.T) *calendar.Calendar {
	own := rapid.MapOf(rapid.Custom(anyDate), rapid.Just("stengt")).Draw(t, "own")
	c, err := calendar.New(rapid.SampledFrom(calendar.Countries()).Draw(t, "country"), "", own)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func anyDate(t *rapid.T) calendar.Date {
	return calendar.MustDate("2024-01-01").AddDays(rapid.IntRange(0, 2555).Draw(t, "day"))
}

func TestAddingWorkingDaysAndCountingThemAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, from := anyCountry(t), anyDate(t)
		n := rapid.IntRange(-60, 60).Filter(func(n int) bool { return n != 0 }).Draw(t, "n")
		to := c.AddWorkingDays(from, n)
		if !c.IsWorkingDay(to) {
			t.Fatalf("%s is closed", to)
		}
		if got := c.WorkingDaysBetween(from, to); got != n {
			t.Fatalf("%d working days from %s is %s, counted %d", n, from, to, got)
		}
		if later := c.AddWorkingDays(from, n+1); n+1 != 0 && later <= to {
			t.Fatalf("one more day leads from %s to %s", to, later)
		}
		if next := c.AddWorkingDays(from.AddDays(1), n); next < to {
			t.Fatalf("beginning a day later ends earlier: %s before %s", next, to)
		}
	})
}

func TestADeadlineIsAWorkingDayAndNeverEarlierForALaterStart(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, from := anyCountry(t), anyDate(t)
		limit := calendar.Span{
			Months: rapid.IntRange(0, 14).Draw(t, "months"),
			Days:   rapid.IntRange(0, 40).Draw(t, "days"),
		}
		end := c.Deadline(from, limit)
		if !c.IsWorkingDay(end) || end < from {
			t.Fatalf("%s from %s ends %s", limit, from, end)
		}
		if later := c.Deadline(from.AddDays(1), limit); later < end {
			t.Fatalf("beginning a day later ends earlier: %s before %s", later, end)
		}
		if c.NextWorkingDay(end) != end || c.PreviousWorkingDay(end) != end {
			t.Fatal("a working day is its own next and previous one")
		}
	})
}
