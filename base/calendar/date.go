// Package calendar knows dates, the working days of Norway, Denmark and
// Sweden, and when a time limit ends.
//
// A Date is a day without a clock: it has no zone and no hour, and is written
// as ISO 8601 text everywhere outside the program. A Calendar joins a
// country's closed days with a municipality's own and a time zone. Both are
// plain values, safe for use by many at once; nothing here reads the clock.
// Text that is no date or no span is refused with an error that quotes it;
// there is no guessing.
package calendar

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Date is a day in the proleptic Gregorian calendar, counted from 0001-01-01,
// which is 1. The zero value means "no date". Dates compare with < and ==.
type Date int32

// epochDays is the Date of 1970-01-01.
const epochDays = 719163

// MaxDate is 9999-12-31, the last day that four digits of year can write.
const MaxDate Date = 3652059

// On returns the date of a year, month and day; days outside the month roll
// over as in time.Date (31 February becomes 2 or 3 March).
func On(year int, month time.Month, day int) Date {
	seconds := time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()
	return Date(seconds/86400 + epochDays)
}

// DateOf returns the day that t has in its own location.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return On(year, month, day)
}

// ParseDate reads ISO 8601 extended text, "2026-11-22", and nothing else.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Year() < 1 {
		return 0, fmt.Errorf("calendar: %q is not a date of the form YYYY-MM-DD", text)
	}
	return DateOf(t), nil
}

// MustDate is ParseDate for text that stands in the code; it panics on a fault.
func MustDate(text string) Date {
	d, err := ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero tells whether d is no date.
func (d Date) IsZero() bool { return d == 0 }

// In returns the first instant of the day in loc. Where the clock is moved at
// midnight it is the first instant that exists.
func (d Date) In(loc *time.Location) time.Time {
	year, month, day := d.parts()
	return time.Date(year, month, day, 0, 0, 0, 0, loc)
}

func (d Date) parts() (int, time.Month, int) {
	return time.Unix((int64(d)-epochDays)*86400, 0).UTC().Date()
}

// Year returns the year of d.
func (d Date) Year() int { year, _, _ := d.parts(); return year }

// Month returns the month of d.
func (d Date) Month() time.Month { _, month, _ := d.parts(); return month }

// Day returns the day of the month of d.
func (d Date) Day() int { _, _, day := d.parts(); return day }

// Weekday returns the day of the week; 0001-01-01 was a Monday.
func (d Date) Weekday() time.Weekday { return time.Weekday(((int(d) % 7) + 7) % 7) }

// AddDays moves d by n days; n may be negative.
func (d Date) AddDays(n int) Date { return d + Date(n) }

// AddMonths moves d by n months and keeps the day of the month, or takes the
// last day where the month is shorter: one month from 31 January ends on
// 28 or 29 February (Norway: domstolloven § 148; Denmark: forældelsesloven
// § 27 says the same).
func (d Date) AddMonths(n int) Date {
	year, month, day := d.parts()
	first := On(year, month+time.Month(n), 1)
	last := On(first.Year(), first.Month()+1, 0).Day()
	return first.AddDays(min(day, last) - 1)
}

// DaysUntil counts the days from d to other; negative when other is before d.
func (d Date) DaysUntil(other Date) int { return int(other) - int(d) }

// String writes ISO text; no date is the empty string.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	year, month, day := d.parts()
	return fmt.Sprintf("%04d-%02d-%02d", year, int(month), day)
}

// MarshalText writes ISO text; no date is empty.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads ISO text; empty text is no date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// MarshalJSON writes a string, or null for no date.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads a string or null.
func (d *Date) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*d = 0
		return nil
	}
	if len(data) < 2 || data[0] != '"' || data[len(data)-1] != '"' {
		return fmt.Errorf("calendar: %s is not a date of the form \"YYYY-MM-DD\"", data)
	}
	return d.UnmarshalText(data[1 : len(data)-1])
}

// Value stores ISO text, or NULL for no date.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what Value stored.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = 0
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	default:
		return fmt.Errorf("calendar: a date cannot be read from %T", src)
	}
}
