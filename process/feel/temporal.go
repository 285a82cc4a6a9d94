package feel

import (
	"fmt"
	"strings"
	"time"
)

// maxYear is the last year there is a date in, before and after the epoch
// (DMN 1.5, 10.3.2.3.4).
const maxYear = 999_999_999

// Date is a day in the proleptic Gregorian calendar.
type Date struct{ Year, Month, Day int }

// Zone is what a time is relative to: nothing (the zero value, local time), a
// fixed offset, or a place's rules.
type Zone struct {
	Name   string // IANA name such as "Europe/Oslo"; then Offset is not used
	Offset int    // seconds east of UTC
	Fixed  bool   // Offset holds
}

// Time is a time of day.
type Time struct {
	Hour, Minute, Second, Nano int
	Zone                       Zone
}

// DateTime is a date and a time of that day.
type DateTime struct {
	Date
	Time
}

// DateTimeOf is t with its zone: by name if it has one, else by offset.
func DateTimeOf(t time.Time) DateTime {
	_, offset := t.Zone()
	zone := Zone{Offset: offset, Fixed: true}
	if name := t.Location().String(); name != "UTC" && name != "Local" {
		if _, ok := location(name); ok {
			zone = Zone{Name: name}
		}
	}
	return DateTime{
		Date{t.Year(), int(t.Month()), t.Day()},
		Time{t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone},
	}
}

// Instant is the moment meant; a local date and time is taken in zone.
func (d DateTime) Instant(zone *time.Location) time.Time {
	if d.Zone.Local() {
		return time.Date(d.Year, time.Month(d.Month), d.Day, d.Hour, d.Minute, d.Second, d.Nano, zone)
	}
	return time.Unix(d.epoch(), int64(d.Nano)).In(zone)
}

// Local says that there is neither offset nor place.
func (z Zone) Local() bool { return z == Zone{} }

// String is the zone as it stands at the end of a time: "", "Z", "+01:00", "@Europe/Oslo".
func (z Zone) String() string {
	switch {
	case z.Local():
		return ""
	case z.Name != "":
		return "@" + z.Name
	case z.Offset == 0:
		return "Z"
	}
	sign, o := '+', z.Offset
	if o < 0 {
		sign, o = '-', -o
	}
	s := fmt.Sprintf("%c%02d:%02d", sign, o/3600, o/60%60)
	if o%60 != 0 {
		s += fmt.Sprintf(":%02d", o%60)
	}
	return s
}

// String is the date in ISO 8601.
func (d Date) String() string {
	sign, year := "", d.Year
	if year < 0 {
		sign, year = "-", -year
	}
	return fmt.Sprintf("%s%04d-%02d-%02d", sign, year, d.Month, d.Day)
}

// String is the time in ISO 8601, or with "@" and the place.
func (t Time) String() string {
	s := fmt.Sprintf("%02d:%02d:%02d", t.Hour, t.Minute, t.Second)
	return s + fraction(t.Nano) + t.Zone.String()
}

// String is date, "T" and time.
func (d DateTime) String() string { return d.Date.String() + "T" + d.Time.String() }

// MarshalText is String, for JSON.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// MarshalText is String, for JSON.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// MarshalText is String, for JSON.
func (d DateTime) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func fraction(nanos int) string {
	if nanos == 0 {
		return ""
	}
	return "." + strings.TrimRight(fmt.Sprintf("%09d", nanos), "0")
}

func (d Date) valid() bool {
	return d.Year >= -maxYear && d.Year <= maxYear && d.Month >= 1 && d.Month <= 12 &&
		d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month)
}

func leap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysIn(year, month int) int {
	switch month {
	case 2:
		if leap(year) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

const (
	daySeconds  = 24 * 60 * 60
	eraDays     = 146_097 // days in 400 years
	epochInEras = 719_468 // days from 0000-03-01 to 1970-01-01
	second      = 1_000_000_000
	daysOfDates = maxYear * 366
)

// days counts days since 1970-01-01. The year is taken to begin in March, so
// that the leap day is its last.
func (d Date) days() int64 {
	year, month := int64(d.Year), int64(d.Month)
	if month <= 2 {
		year--
	}
	era := floorDiv(year, 400)
	yearOfEra := year - era*400
	dayOfYear := (153*((month+9)%12)+2)/5 + int64(d.Day) - 1
	return era*eraDays + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - epochInEras
}

// dateOfDays is the inverse of days; false beyond the years there are.
func dateOfDays(days int64) (Date, bool) {
	if days > daysOfDates || days < -daysOfDates {
		return Date{}, false
	}
	days += epochInEras
	era := floorDiv(days, eraDays)
	dayOfEra := days - era*eraDays
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	m := (5*dayOfYear + 2) / 153
	d := Date{Year: int(yearOfEra + era*400), Month: int(m+2)%12 + 1, Day: int(dayOfYear-(153*m+2)/5) + 1}
	if d.Month <= 2 {
		d.Year++
	}
	return d, d.valid()
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

// weekday is 1 for Monday to 7 for Sunday.
func (d Date) weekday() int {
	days := d.days() + 3 // 1970-01-01 was a Thursday
	return int(days-floorDiv(days, 7)*7) + 1
}

func (d Date) yearDay() int { return int(d.days()-Date{d.Year, 1, 1}.days()) + 1 }

// isoWeek is the week's number by ISO 8601: week 1 has the year's first Thursday.
func (d Date) isoWeek() int {
	thursday, ok := dateOfDays(d.days() + int64(4-d.weekday()))
	if !ok {
		thursday = d
	}
	return (thursday.yearDay()-1)/7 + 1
}

// addMonths keeps the day, or takes the month's last where it has no such day.
func (d Date) addMonths(months int64) (Date, bool) {
	const limit = 24 * maxYear
	if months > limit || months < -limit {
		return Date{}, false
	}
	total := int64(d.Year)*12 + int64(d.Month-1) + months
	year := floorDiv(total, 12)
	to := Date{Year: int(year), Month: int(total-year*12) + 1, Day: d.Day}
	to.Day = min(to.Day, daysIn(to.Year, to.Month))
	return to, to.valid()
}

func (t Time) secondOfDay() int64 { return int64(t.Hour*3600 + t.Minute*60 + t.Second) }

func timeOfSecond(s int64, nano int, z Zone) Time {
	return Time{int(s / 3600), int(s / 60 % 60), int(s % 60), nano, z}
}

// localSeconds counts seconds since 1970-01-01T00:00:00 on the local clock.
func (d DateTime) localSeconds() int64 { return d.days()*daySeconds + d.secondOfDay() }

func dateTimeOfLocal(s int64, nano int, z Zone) (DateTime, bool) {
	days := floorDiv(s, daySeconds)
	date, ok := dateOfDays(days)
	return DateTime{date, timeOfSecond(s-days*daySeconds, nano, z)}, ok
}

// offset is what the zone's clock is ahead of UTC at d, in seconds.
func (d DateTime) offset() int {
	loc, ok := location(d.Zone.Name)
	if d.Zone.Name == "" || !ok {
		return d.Zone.Offset
	}
	_, offset := time.Date(d.Year, time.Month(d.Month), d.Day, d.Hour, d.Minute, d.Second, 0, loc).Zone()
	return offset
}

// epoch counts seconds since 1970 in UTC; a local time is read as if in UTC.
func (d DateTime) epoch() int64 { return d.localSeconds() - int64(d.offset()) }

// add moves d by a duration: along the instants if it has a zone, else along
// the local clock.
func (d DateTime) add(by DTDuration) (DateTime, bool) {
	if by.Seconds > maxDuration || by.Seconds < -maxDuration {
		return DateTime{}, false
	}
	sum := dtOf(d.epoch()+by.Seconds, int64(d.Nano)+int64(by.Nanos))
	return dateTimeOfEpoch(sum, d.Zone)
}

// dateTimeOfEpoch is the instant on the zone's clock; the inverse of epoch.
func dateTimeOfEpoch(at DTDuration, z Zone) (DateTime, bool) {
	offset := z.Offset
	if loc, ok := location(z.Name); ok {
		_, offset = time.Unix(at.Seconds, 0).In(loc).Zone()
	}
	return dateTimeOfLocal(at.Seconds+int64(offset), int(at.Nanos), z)
}

// utcSecond is the time's second of the day in UTC. A place's rules need a date,
// which a time of day has not: it takes what held there on 1970-01-01.
func (t Time) utcSecond() int64 {
	return t.secondOfDay() - int64(DateTime{Date{1970, 1, 1}, t}.offset())
}

// add wraps around midnight.
func (t Time) add(by DTDuration) Time {
	sum := dtOf(t.secondOfDay()+by.Seconds%daySeconds, int64(t.Nano)+int64(by.Nanos))
	return timeOfSecond(sum.Seconds-floorDiv(sum.Seconds, daySeconds)*daySeconds, int(sum.Nanos), t.Zone)
}
