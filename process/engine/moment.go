package engine

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"saksgang/base/calendar"
	"saksgang/process/bpmn"
	"saksgang/process/feel"
)

// moment is a point in time, reckoned from when it is asked: a date, a span, or
// FEEL that gives one of them.
type moment struct {
	at   time.Time     // a fixed instant
	day  calendar.Date // a fixed day: its end
	span calendar.Span
	expr *feel.Expr
}

// timer is a moment that may come again.
type timer struct {
	moment
	again int32 // how many more times; -1 without end
}

func (c *compiler) readMoment(n *bpmn.Node, text string) (*moment, error) {
	if strings.HasPrefix(text, "=") {
		return &moment{expr: c.expression(&n.Base, n.Name, text)}, nil
	}
	m, err := parseMoment(text)
	if err != nil {
		return nil, err
	}
	return &m, nil
}

func parseMoment(text string) (moment, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return moment{at: at}, nil
	}
	if day, err := calendar.ParseDate(text); err == nil {
		return moment{day: day}, nil
	}
	span, err := calendar.ParseSpan(text)
	return moment{span: span}, err
}

func (c *compiler) timer(n *bpmn.Node, e *bpmn.EventDefinition) *timer {
	if e.Time == nil || strings.TrimSpace(e.Time.Text) == "" {
		c.fault(&n.Base, n.Name, "process.timer-without-time")
		return nil
	}
	text := strings.TrimSpace(e.Time.Text)
	again := int32(0)
	if e.Timer == bpmn.TimeCycle {
		times, rest, ok := cycle(text)
		if !ok {
			c.fault(&n.Base, n.Name, "process.deadline-unreadable", "attribute", string(e.Timer), "text", text)
			return nil
		}
		again, text = times, rest
	}
	m, err := c.readMoment(n, text)
	if err != nil {
		c.faultBecause(err, &n.Base, n.Name, "process.deadline-unreadable", "attribute", string(e.Timer), "text", text)
		return nil
	}
	return &timer{moment: *m, again: again}
}

// cycle takes "R3/P1D" apart: three times, a day between. "R/P1D" has no end.
func cycle(text string) (again int32, rest string, ok bool) {
	head, rest, found := strings.Cut(text, "/")
	number, isCycle := strings.CutPrefix(head, "R")
	if !found || !isCycle {
		return 0, "", false
	}
	if number == "" {
		return -1, rest, true
	}
	n, err := strconv.ParseInt(number, 10, 31)
	return int32(n) - 1, rest, err == nil && n > 0
}

// when reckons the moment from now. Spans in days and longer end with their
// last day, in the municipality's zone, and on a working day.
func (m *moment) when(in *Input, vars feel.Scope) (time.Time, error) {
	switch {
	case m.expr != nil:
		return m.evaluated(in, vars)
	case !m.at.IsZero():
		return m.at, nil
	case !m.day.IsZero():
		return endOf(m.day, in), nil
	}
	return after(m.span, in), nil
}

func after(s calendar.Span, in *Input) time.Time {
	if in.Calendar != nil {
		return in.Calendar.DeadlineAt(in.Now, s).UTC()
	}
	if s.Clock == 0 {
		return calendar.DateOf(in.Now.UTC()).AddDays(s.WorkingDays + 1).AddMonths(s.Months).AddDays(s.Days).In(time.UTC)
	}
	return in.Now.AddDate(0, s.Months, s.Days).Add(s.Clock)
}

func endOf(d calendar.Date, in *Input) time.Time {
	zone := time.UTC
	if in.Calendar != nil {
		zone = in.Calendar.Zone()
	}
	return d.AddDays(1).In(zone).UTC()
}

func (m *moment) evaluated(in *Input, vars feel.Scope) (time.Time, error) {
	zone := time.UTC
	if in.Calendar != nil {
		zone = in.Calendar.Zone()
	}
	v, err := m.expr.Eval(vars, feel.Options{Now: in.Now.In(zone)})
	if err != nil {
		return time.Time{}, err
	}
	switch v := v.(type) {
	case feel.Date:
		return endOf(calendar.On(v.Year, time.Month(v.Month), v.Day), in), nil
	case feel.DateTime:
		return v.Instant(zone).UTC(), nil
	case feel.DTDuration:
		return in.Now.Add(time.Duration(v.Seconds)*time.Second + time.Duration(v.Nanos)), nil
	case feel.YMDuration:
		return after(calendar.Span{Months: int(v.Months)}, in), nil
	case string:
		text, err := parseMoment(v)
		if err != nil {
			return time.Time{}, err
		}
		return text.when(in, vars)
	}
	return time.Time{}, fmt.Errorf("%s is %s, not a date, a time or a span", m.expr.Source(), feel.Format(v))
}

// Due reckons when the timer start event n begins an instance, the round-th
// time (from 0), counted from now; false says that it does not begin another.
func (g *Graph) Due(n NodeID, round int, now time.Time, c Calendar) (time.Time, bool, error) {
	t := g.nodes[n].timer
	if t == nil || t.again >= 0 && round > int(t.again) {
		return time.Time{}, false, nil
	}
	at, err := t.when(&Input{Now: now, Calendar: c}, feel.Vars{})
	return at, err == nil, err
}
