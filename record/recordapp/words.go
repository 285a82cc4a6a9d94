package recordapp

import (
	"context"
	"net/url"
	"time"

	"saksgang/base/calendar"
	"saksgang/base/i18n"
	"saksgang/record"
	"saksgang/web"
)

func escape(text string) string { return url.QueryEscape(text) }

// day is a date as pages show it.
func day(ctx context.Context, d calendar.Date) web.When {
	if d.IsZero() {
		return web.When{}
	}
	zone := i18n.From(ctx).Zone
	if zone == nil {
		zone = time.UTC
	}
	return web.When{Time: d.In(zone)}
}

// statusTag tells how far an entry has come.
func statusTag(ctx context.Context, s record.Status) web.Tag {
	tone := web.Neutral
	switch s {
	case record.Journaled, record.Archived:
		tone = web.Success
	case record.Received, record.Finished, record.Dispatched:
		tone = web.Info
	}
	return web.Tag{Text: i18n.T(ctx, "record.status."+string(s)), Tone: tone}
}

// publicityTag tells who may see something.
func publicityTag(ctx context.Context, status string) web.Tag {
	tone := web.Success
	if status != "public" {
		tone = web.Warning
	}
	return web.Tag{Text: i18n.T(ctx, "record.publicity."+status), Tone: tone}
}

func disposedTag(ctx context.Context, gone bool) *web.Tag {
	if !gone {
		return nil
	}
	return &web.Tag{Text: i18n.T(ctx, "record.disposed"), Tone: web.Neutral}
}

// span is a length of time in words: "2 years", "6 months".
func span(ctx context.Context, s calendar.Span) string {
	switch {
	case s.Months > 0 && s.Months%12 == 0:
		return i18n.T(ctx, "record.years", "count", s.Months/12)
	case s.Months > 0:
		return i18n.T(ctx, "record.months", "count", s.Months)
	}
	return i18n.T(ctx, "record.days", "count", s.Days)
}

// retention is what the plan says of a document's life, in words.
func retention(ctx context.Context, outcome, from string, after calendar.Span) string {
	if outcome != "dispose" {
		return i18n.T(ctx, "record.retention.preserve")
	}
	return i18n.T(ctx, "record.retention.dispose", "after", span(ctx, after), "from", i18n.T(ctx, "record.from."+from))
}

// dayText is the day in words, for where only words fit.
func dayText(ctx context.Context, d calendar.Date) string {
	return i18n.Date(ctx, day(ctx, d).Time)
}
