package i18n

import (
	"context"
	"strconv"
	"time"

	"golang.org/x/text/number"
)

// Day is a day near to now, in the municipality's time zone: "tor. 26. nov.",
// "Thu 26 Nov". The zero time is "–".
func (l *Localizer) Day(t time.Time) string { return l.dated("i18n.format.day", t) }

// Date is a day with its year: "26. nov. 2026", "26 Nov 2026".
func (l *Localizer) Date(t time.Time) string { return l.dated("i18n.format.date", t) }

// DateTime is an instant to the minute: "26. nov. 2026 kl. 14.05".
func (l *Localizer) DateTime(t time.Time) string { return l.dated("i18n.format.date-time", t) }

// Clock is the time of day: "14.05", "14:05".
func (l *Localizer) Clock(t time.Time) string { return l.dated("i18n.format.clock", t) }

func (l *Localizer) dated(key string, t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	t = t.In(l.Zone)
	return l.T(key,
		"weekday", l.T("i18n.weekday."+strconv.Itoa(int(t.Weekday()))),
		"day", strconv.Itoa(t.Day()),
		"month", l.T("i18n.month."+strconv.Itoa(int(t.Month()))),
		"year", strconv.Itoa(t.Year()),
		"hour", t.Format("15"),
		"minute", t.Format("04"))
}

// Number is n with the language's digit grouping and decimal sign.
func (l *Localizer) Number(n any) string { return l.printer.Sprint(number.Decimal(n)) }

// Percent is the share (0.25) as "25 %".
func (l *Localizer) Percent(share float64) string { return l.printer.Sprint(number.Percent(share)) }

// Bytes is the size of a file: "340 B", "1,2 MB".
func (l *Localizer) Bytes(n int64) string {
	const thousand = 1000
	unit, size := 0, float64(n)
	for size >= thousand && unit < 3 {
		size, unit = size/thousand, unit+1
	}
	places := 0
	if unit > 0 && size < 10 {
		places = 1
	}
	digits := l.printer.Sprint(number.Decimal(size, number.MaxFractionDigits(places)))
	return digits + " " + [...]string{"B", "kB", "MB", "GB"}[unit]
}

// Ago is how old something is, in the largest whole unit: "3 days ago".
func (l *Localizer) Ago(age time.Duration) string {
	switch {
	case age < time.Minute:
		return l.T("i18n.ago.now")
	case age < time.Hour:
		return l.T("i18n.ago.minutes", "count", int(age/time.Minute))
	case age < 24*time.Hour:
		return l.T("i18n.ago.hours", "count", int(age/time.Hour))
	}
	return l.T("i18n.ago.days", "count", int(age/(24*time.Hour)))
}

// Day formats t for the context's reader; see Localizer.Day.
func Day(ctx context.Context, t time.Time) string { return From(ctx).Day(t) }

// Date formats t for the context's reader; see Localizer.Date.
func Date(ctx context.Context, t time.Time) string { return From(ctx).Date(t) }

// DateTime formats t for the context's reader; see Localizer.DateTime.
func DateTime(ctx context.Context, t time.Time) string { return From(ctx).DateTime(t) }

// Number formats n for the context's reader; see Localizer.Number.
func Number(ctx context.Context, n any) string { return From(ctx).Number(n) }

// Bytes formats a file size for the context's reader; see Localizer.Bytes.
func Bytes(ctx context.Context, n int64) string { return From(ctx).Bytes(n) }

// Ago formats an age for the context's reader; see Localizer.Ago.
func Ago(ctx context.Context, age time.Duration) string { return From(ctx).Ago(age) }
