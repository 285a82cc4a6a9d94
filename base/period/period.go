// Package period holds half-open intervals: valid [from, to), recorded
// [from, to). The first is in, the last is out, so that two that follow each
// other neither overlap nor leave a gap. A zero To has no end. The values are
// plain; nothing here fails.
package period

import (
	"fmt"

	"saksgang/base/calendar"
	"saksgang/base/clock"
)

// Period is the half-open interval [From, To). A zero To means "until further
// notice"; a zero From reaches back to the beginning.
type Period[T calendar.Date | clock.Instant] struct {
	From T `json:"from,omitzero"`
	To   T `json:"to,omitzero"`
}

// Dates is an interval of whole days.
type Dates = Period[calendar.Date]

// Instants is an interval of instants.
type Instants = Period[clock.Instant]

// IsOpen tells whether the period has no end.
func (p Period[T]) IsOpen() bool { return p.To == 0 }

// IsEmpty tells whether nothing lies in the period: it ends where it begins or
// before. An empty period contains and overlaps nothing.
func (p Period[T]) IsEmpty() bool { return !p.IsOpen() && p.To <= p.From }

// Contains tells whether at lies in the period.
func (p Period[T]) Contains(at T) bool {
	return p.From <= at && (p.IsOpen() || at < p.To)
}

// Overlaps tells whether the two have a moment in common.
func (p Period[T]) Overlaps(q Period[T]) bool {
	_, ok := p.Intersect(q)
	return ok
}

// Intersect returns what the two have in common; ok is false, and the period
// worthless, when they have nothing.
func (p Period[T]) Intersect(q Period[T]) (common Period[T], ok bool) {
	common = Period[T]{From: max(p.From, q.From), To: p.To}
	if common.IsOpen() || !q.IsOpen() && q.To < common.To {
		common.To = q.To
	}
	return common, !p.IsEmpty() && !q.IsEmpty() && !common.IsEmpty()
}

// String writes "[from, to)", with nothing after the comma when it is open.
func (p Period[T]) String() string {
	if p.IsOpen() {
		return fmt.Sprintf("[%v, )", p.From)
	}
	return fmt.Sprintf("[%v, %v)", p.From, p.To)
}
