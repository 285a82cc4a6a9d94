package calendar_test

import (
	"fmt"
	"strings"
	"testing"

	"saksgang/base/calendar"
)

// byHand holds, for each country and year, every closed day of the year that
// moves, reckoned by hand from Easter (31 March 2024, 20 April 2025, 5 April
// 2026, 28 March 2027, 16 April 2028, 1 April 2029, 21 April 2030).
var byHand = map[calendar.Country]map[int]string{
	calendar.Norway: {
		2024: "03-28 03-29 03-31 04-01 05-09 05-19 05-20",
		2025: "04-17 04-18 04-20 04-21 05-29 06-08 06-09",
		2026: "04-02 04-03 04-05 04-06 05-14 05-24 05-25",
		2027: "03-25 03-26 03-28 03-29 05-06 05-16 05-17",
		2028: "04-13 04-14 04-16 04-17 05-25 06-04 06-05",
		2029: "03-29 03-30 04-01 04-02 05-10 05-20 05-21",
		2030: "04-18 04-19 04-21 04-22 05-30 06-09 06-10",
	},
	calendar.Denmark: {
		2023: "04-06 04-07 04-09 04-10 05-05 05-18 05-28 05-29",
		2024: "03-28 03-29 03-31 04-01 05-09 05-19 05-20",
		2025: "04-17 04-18 04-20 04-21 05-29 06-08 06-09",
		2026: "04-02 04-03 04-05 04-06 05-14 05-24 05-25",
		2027: "03-25 03-26 03-28 03-29 05-06 05-16 05-17",
		2028: "04-13 04-14 04-16 04-17 05-25 06-04 06-05",
		2029: "03-29 03-30 04-01 04-02 05-10 05-20 05-21",
		2030: "04-18 04-19 04-21 04-22 05-30 06-09 06-10",
	},
	calendar.Sweden: {
		2024: "03-29 03-31 04-01 05-09 05-19 06-21 06-22 11-02",
		2025: "04-18 04-20 04-21 05-29 06-08 06-20 06-21 11-01",
		2026: "04-03 04-05 04-06 05-14 05-24 06-19 06-20 10-31",
		2027: "03-26 03-28 03-29 05-06 05-16 06-25 06-26 11-06",
		2028: "04-14 04-16 04-17 05-25 06-04 06-23 06-24 11-04",
		2029: "03-30 04-01 04-02 05-10 05-20 06-22 06-23 11-03",
		2030: "04-19 04-21 04-22 05-30 06-09 06-21 06-22 11-02",
	},
}

// everyYear holds the closed days that do not move.
var everyYear = map[calendar.Country]string{
	calendar.Norway:  "01-01 05-01 05-17 12-25 12-26",
	calendar.Denmark: "01-01 06-05 12-24 12-25 12-26 12-31",
	calendar.Sweden:  "01-01 01-06 05-01 06-06 12-24 12-25 12-26 12-31",
}

func TestClosedDaysAreThoseReckonedByHand(t *testing.T) {
	t.Parallel()
	for country, years := range byHand {
		for year, moving := range years {
			want := map[calendar.Date]bool{}
			for _, day := range strings.Fields(moving + " " + everyYear[country]) {
				want[calendar.MustDate(fmt.Sprintf("%d-%s", year, day))] = true
			}
			got := map[calendar.Date]bool{}
			for _, day := range country.ClosedDays(year) {
				got[day.Date] = true
				if !want[day.Date] {
					t.Errorf("%s: %s (%s) is not closed", country, day.Date, day.Name)
				}
				if day.Name == "" {
					t.Errorf("%s: %s has no name", country, day.Date)
				}
			}
			for day := range want {
				if !got[day] {
					t.Errorf("%s: %s is closed", country, day)
				}
			}
		}
	}
}

func TestTheNameIsTheCountrysOwn(t *testing.T) {
	t.Parallel()
	cases := []struct {
		country calendar.Country
		day     string
		want    string
		equated bool
	}{
		{calendar.Norway, "2026-04-02", "Skjærtorsdag", false},
		{calendar.Norway, "2026-04-05", "Første påskedag", false},
		{calendar.Norway, "2026-05-17", "Grunnlovsdag", false},
		{calendar.Denmark, "2023-05-05", "Store bededag", false},
		{calendar.Denmark, "2026-06-05", "Grundlovsdag", true},
		{calendar.Denmark, "2026-12-24", "Juleaftensdag", true},
		{calendar.Sweden, "2026-06-19", "Midsommarafton", true},
		{calendar.Sweden, "2026-06-20", "Midsommardagen", false},
	}
	for _, c := range cases {
		day := calendar.MustDate(c.day)
		found := false
		for _, closed := range c.country.ClosedDays(day.Year()) {
			if closed.Date == day {
				found = true
				if closed.Name != c.want || closed.Equated != c.equated {
					t.Errorf("%s %s: %q, equated %v", c.country, c.day, closed.Name, closed.Equated)
				}
			}
		}
		if !found {
			t.Errorf("%s %s is missing", c.country, c.day)
		}
	}
}

func TestTwoHolidaysOnOneDateAreBothListed(t *testing.T) {
	t.Parallel()
	var names []string
	for _, day := range calendar.Norway.ClosedDays(2027) {
		if day.Date == calendar.MustDate("2027-05-17") {
			names = append(names, day.Name)
		}
	}
	if got := strings.Join(names, " and "); got != "Andre pinsedag and Grunnlovsdag" {
		t.Error(got)
	}
}

func TestHalfDaysAreWorked(t *testing.T) {
	t.Parallel()
	cases := []struct {
		country calendar.Country
		day     string
		open    bool
	}{
		{calendar.Norway, "2026-04-01", true}, // Wednesday before Easter
		{calendar.Norway, "2026-12-24", true},
		{calendar.Norway, "2026-12-31", true},
		{calendar.Sweden, "2026-01-05", true}, // trettondagsafton: RÅ 2004 not. 40
		{calendar.Sweden, "2026-04-02", true}, // skärtorsdagen
		{calendar.Sweden, "2026-12-24", false},
		{calendar.Denmark, "2026-05-15", true}, // the Friday after Ascension Day
		{calendar.Denmark, "2024-04-26", true}, // store bededag, abolished
	}
	for _, c := range cases {
		if got := mustCalendar(t, c.country).IsWorkingDay(calendar.MustDate(c.day)); got != c.open {
			t.Errorf("%s %s is worked: %v", c.country, c.day, got)
		}
	}
}

func mustCalendar(t interface{ Fatal(...any) }, country calendar.Country) *calendar.Calendar {
	c, err := calendar.New(country, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
