package feel

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // an expression means the same on a machine without zone files
)

// Years have four digits, or more without zeros in front; no plus sign.
var (
	dateForm = regexp.MustCompile(`^(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)$`)
	timeForm = regexp.MustCompile(`^(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+\-/]+)?$`)
	ymForm   = regexp.MustCompile(`^(-)?P(?:(\d+)Y)?(?:(\d+)M)?$`)
	dtForm   = regexp.MustCompile(`^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?$`)
)

// ParseDate reads "2026-12-24"; false if there is no such day.
func ParseDate(s string) (Date, bool) {
	m := dateForm.FindStringSubmatch(s)
	if m == nil {
		return Date{}, false
	}
	d := Date{int(number(m[1])), int(number(m[2])), int(number(m[3]))}
	return d, d.valid()
}

// ParseTime reads "14:05:00", "14:05:00.5+01:00" or "14:05:00@Europe/Oslo".
// Digits after the ninth decimal of a second are dropped.
func ParseTime(s string) (Time, bool) {
	m := timeForm.FindStringSubmatch(s)
	if m == nil {
		return Time{}, false
	}
	zone, ok := parseZone(m[5])
	t := Time{int(number(m[1])), int(number(m[2])), int(number(m[3])), nanos(m[4]), zone}
	return t, ok && t.Hour < 24 && t.Minute < 60 && t.Second < 60
}

// ParseDateTime reads a date, "T" and a time; a date alone means its midnight.
// Hour 24 is the next day's midnight.
func ParseDateTime(s string) (DateTime, bool) {
	day, clock, timed := strings.Cut(s, "T")
	d, ok := ParseDate(day)
	if !ok || !timed {
		return DateTime{Date: d}, ok
	}
	if rest, midnight := strings.CutPrefix(clock, "24:00:00"); midnight {
		t, ok := ParseTime("00:00:00" + rest)
		next, there := dateOfDays(d.days() + 1)
		return DateTime{next, t}, ok && there && t.Nano == 0
	}
	t, ok := ParseTime(clock)
	return DateTime{d, t}, ok
}

// parseZone reads "", "Z", "+01:00" (up to 18 hours) or "@Europe/Oslo".
func parseZone(s string) (Zone, bool) {
	const farthest = 18 * 3600
	switch {
	case s == "":
		return Zone{}, true
	case s == "Z":
		return Zone{Fixed: true}, true
	case s[0] == '@':
		_, ok := location(s[1:])
		return Zone{Name: s[1:]}, ok
	}
	minutes, seconds := number(s[4:6]), int64(0)
	if len(s) > 6 {
		seconds = number(s[7:9])
	}
	offset := int(number(s[1:3])*3600 + minutes*60 + seconds)
	if minutes > 59 || seconds > 59 || offset > farthest {
		return Zone{}, false
	}
	if s[0] == '-' {
		offset = -offset
	}
	return Zone{Offset: offset, Fixed: true}, true
}

// zones keeps the locations found. Only names that exist enter it, so it has an
// upper bound.
var zones sync.Map

func location(name string) (*time.Location, bool) {
	if name == "" || name == "Local" {
		return nil, false
	}
	if loc, ok := zones.Load(name); ok {
		return loc.(*time.Location), true
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, false
	}
	zones.Store(name, loc)
	return loc, true
}

// number reads digits that a form has let through; too many are the largest
// int64, which every check refuses.
func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

func nanos(digits string) int {
	return int(number((digits + "000000000")[:9]))
}

// ParseYMDuration reads "P1Y6M".
func ParseYMDuration(s string) (YMDuration, bool) {
	m := ymForm.FindStringSubmatch(s)
	if m == nil || m[2] == "" && m[3] == "" {
		return YMDuration{}, false
	}
	years, months := number(m[2]), number(m[3])
	if years > maxMonths/12 || months > maxMonths {
		return YMDuration{}, false
	}
	d := YMDuration{Months: years*12 + months}
	if m[1] != "" {
		d.Months = -d.Months
	}
	return d, true
}

// ParseDTDuration reads "P1DT2H30M0.5S".
func ParseDTDuration(s string) (DTDuration, bool) {
	m := dtForm.FindStringSubmatch(s)
	if m == nil || strings.HasSuffix(s, "T") || strings.HasSuffix(s, "P") {
		return DTDuration{}, false
	}
	days, hours, minutes, seconds := number(m[2]), number(m[3]), number(m[4]), number(m[5])
	if days > maxDuration/daySeconds || hours > maxDuration/3600 || minutes > maxDuration/60 || seconds > maxDuration {
		return DTDuration{}, false
	}
	d := dtOf(days*daySeconds+hours*3600+minutes*60+seconds, int64(nanos(m[6])))
	if m[1] != "" {
		d = d.neg()
	}
	return d, true
}

// parseTemporal reads what may stand in @"…": a date, a date and time, a time
// or a duration.
func parseTemporal(s string) (Value, bool) {
	if d, ok := ParseDate(s); ok {
		return d, true
	}
	if d, ok := ParseDateTime(s); ok {
		return d, true
	}
	if t, ok := ParseTime(s); ok {
		return t, true
	}
	if d, ok := ParseYMDuration(s); ok {
		return d, true
	}
	if d, ok := ParseDTDuration(s); ok {
		return d, true
	}
	return nil, false
}
