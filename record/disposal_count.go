package record

import (
	"context"
	"fmt"
	"strings"

	"saksgang/base/calendar"
	"saksgang/base/sqldb"
)

// DueCount is how many documents DueForDisposal would list.
type DueCount struct {
	Due  int // may be proposed
	Held int // a complaint holds them back
}

// baseColumns hold the day that retention counts from, by the event.
var baseColumns = map[string]string{
	"decision": "f.decided_on", "case-closed": "f.closed_on", "document-date": "d.document_date", "employment-ended": "f.ended_on",
}

// CountDue counts them without reading them: thousands wait for their day.
func (s *Service) CountDue(ctx context.Context, asOf calendar.Date) (DueCount, error) {
	if err := maySeeDue(ctx); err != nil {
		return DueCount{}, err
	}
	var n DueCount
	err := s.DB.View(ctx, func(ctx context.Context) error {
		condition, args, err := s.hasRunOut(ctx, asOf)
		if err != nil || condition == "" {
			return err
		}
		n, err = sqldb.One[DueCount](ctx, s.DB, "SELECT count(CASE WHEN NOT "+held+" THEN 1 END), count(CASE WHEN "+held+" THEN 1 END)"+
			candidates+notProposed+" AND ("+condition+")", args...)
		return err
	})
	return n, err
}

// hasRunOut is Due as a condition: for each of the few ways to reckon, the last
// day to have counted from. It is empty when nothing is to go, ever.
func (s *Service) hasRunOut(ctx context.Context, asOf calendar.Date) (condition string, args []any, err error) {
	type way struct {
		From  string
		After After
	}
	ways, err := sqldb.All[way](ctx, s.DB, "SELECT DISTINCT from_event, after_span FROM record_document WHERE outcome = 'dispose' AND disposed_at = 0")
	var each []string
	for _, w := range ways {
		n := len(args)
		each = append(each, fmt.Sprintf("d.from_event = $%d AND d.after_span = $%d AND %s <= $%d", n+1, n+2, baseColumns[w.From], n+3))
		args = append(args, w.From, w.After, lastBase(w.After.Span, asOf))
	}
	return strings.Join(each, " OR "), args, err
}

// lastBase is the last day from which the span has run out on asOf. Going back
// by the span alone misses days at the end of a month.
func lastBase(after calendar.Span, asOf calendar.Date) calendar.Date {
	base := asOf.AddDays(-after.Days).AddMonths(-after.Months)
	for after.After(base) > asOf {
		base = base.AddDays(-1)
	}
	for after.After(base.AddDays(1)) <= asOf {
		base = base.AddDays(1)
	}
	return base
}
