package calendar

import (
	"fmt"
	"sync"
	"time"
)

// Calendar answers what a working day is in one municipality. Make it with
// New; it is safe for use by many at once.
type Calendar struct {
	country Country
	zone    *time.Location
	own     map[Date]string
	years   sync.Map // int → map[Date]string
}

// New returns the calendar of a municipality: the country's closed days and
// its own, each with its name. An empty zone means the country's.
func New(country Country, zone string, own map[Date]string) (*Calendar, error) {
	if _, err := ParseCountry(string(country)); err != nil {
		return nil, err
	}
	if zone == "" {
		zone = country.Zone()
	}
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" {
		return nil, fmt.Errorf("calendar: %q is not a known time zone", zone)
	}
	copied := make(map[Date]string, len(own))
	for day, name := range own {
		copied[day] = name
	}
	return &Calendar{country: country, zone: loc, own: copied}, nil
}

// Country returns the country whose closed days hold.
func (c *Calendar) Country() Country { return c.country }

// Zone returns the municipality's time zone.
func (c *Calendar) Zone() *time.Location { return c.zone }

// Today returns the date that the instant has in the municipality.
func (c *Calendar) Today(now time.Time) Date { return DateOf(now.In(c.zone)) }

// Closed tells whether d is no working day, and by which name when it has
// one; Saturdays and Sundays that are nothing else have an empty name.
func (c *Calendar) Closed(d Date) (name string, closed bool) {
	if name, found := c.year(d.Year())[d]; found {
		return name, true
	}
	if name, found := c.own[d]; found {
		return name, true
	}
	weekday := d.Weekday()
	return "", weekday == time.Saturday || weekday == time.Sunday
}

func (c *Calendar) year(year int) map[Date]string {
	if known, found := c.years.Load(year); found {
		return known.(map[Date]string)
	}
	days := make(map[Date]string)
	for _, day := range c.country.ClosedDays(year) {
		if _, taken := days[day.Date]; !taken {
			days[day.Date] = day.Name
		}
	}
	known, _ := c.years.LoadOrStore(year, days)
	return known.(map[Date]string)
}

// IsWorkingDay tells whether the town hall works on d.
func (c *Calendar) IsWorkingDay(d Date) bool {
	_, closed := c.Closed(d)
	return !closed
}

// NextWorkingDay returns d when it is a working day, else the first after it.
// A limit that ends on a closed day ends then (Norway: domstolloven § 149).
func (c *Calendar) NextWorkingDay(d Date) Date {
	for !c.IsWorkingDay(d) {
		d = d.AddDays(1)
	}
	return d
}

// PreviousWorkingDay returns d when it is a working day, else the last before
// it.
func (c *Calendar) PreviousWorkingDay(d Date) Date {
	for !c.IsWorkingDay(d) {
		d = d.AddDays(-1)
	}
	return d
}

// AddWorkingDays returns the nth working day after d, which itself is not
// counted; with a negative n the nth before it. Zero days is the next working
// day from d, so that the answer always is a working day.
func (c *Calendar) AddWorkingDays(d Date, n int) Date {
	if n == 0 {
		return c.NextWorkingDay(d)
	}
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.AddDays(step)
		if c.IsWorkingDay(d) {
			n--
		}
	}
	return d
}

// WorkingDaysBetween counts the working days after from up to and including
// to, so that it undoes AddWorkingDays; negative when to lies before from
// (then the working days from to, included, up to from, not included).
func (c *Calendar) WorkingDaysBetween(from, to Date) int {
	count := 0
	for d := from.AddDays(1); d <= to; d = d.AddDays(1) {
		if c.IsWorkingDay(d) {
			count++
		}
	}
	for d := from.AddDays(-1); d >= to; d = d.AddDays(-1) {
		if c.IsWorkingDay(d) {
			count--
		}
	}
	return count
}

// Deadline returns the last day of a limit that runs from the day of an event.
// The day itself is not counted (domstolloven § 148); a limit in calendar time
// that would end on a closed day ends on the next working day. Hours of the
// span are left out: use DeadlineAt for them.
func (c *Calendar) Deadline(from Date, limit Span) Date {
	if limit.WorkingDays != 0 {
		return c.AddWorkingDays(from, limit.WorkingDays)
	}
	return c.NextWorkingDay(limit.After(from))
}

// DeadlineAt returns the first instant that is too late. For limits in days
// and longer it is midnight at the end of the last day, in the municipality's
// zone; a limit with hours runs by the clock from the instant, through closed
// days.
func (c *Calendar) DeadlineAt(from time.Time, limit Span) time.Time {
	local := from.In(c.zone)
	if limit.Clock == 0 {
		return c.Deadline(DateOf(local), limit).AddDays(1).In(c.zone)
	}
	moved := local.AddDate(0, 0, DateOf(local).DaysUntil(limit.After(DateOf(local))))
	return moved.Add(limit.Clock)
}
