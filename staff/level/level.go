// Package level brings a table to what a file says, by comparing the two.
//
// It is level-triggered: what is compared is what should be and what is, never
// what has happened since last time, so that running it again changes nothing
// and a run that was missed is made up by the next. What should no longer be is
// ended and not removed. The first error ends the run; the caller's
// transaction undoes the rest.
package level

import (
	"maps"
	"slices"
)

// Row is a row of a table that knows its key and whether it has ended. Rows
// compare with ==.
type Row interface {
	comparable
	RowKey() string
	HasEnded() bool
}

// Changes counts what a run did.
type Changes struct {
	Put   int // entered, changed or taken up again
	Ended int
}

// Any says that something changed.
func (c Changes) Any() bool { return c.Put+c.Ended > 0 }

// Settle calls put for every wanted row that is not among the present ones as
// it is, then end for every present one that is neither wanted nor ended, each
// in the order of the keys.
func Settle[R Row](present, wanted []R, put, end func(R) error) (Changes, error) {
	var done Changes
	have, want := byKey(present), byKey(wanted)
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if row, found := have[key]; found && row == want[key] {
			continue
		}
		if err := put(want[key]); err != nil {
			return done, err
		}
		done.Put++
	}
	for _, key := range slices.Sorted(maps.Keys(have)) {
		if _, found := want[key]; found || have[key].HasEnded() {
			continue
		}
		if err := end(have[key]); err != nil {
			return done, err
		}
		done.Ended++
	}
	return done, nil
}

func byKey[R Row](rows []R) map[string]R {
	out := make(map[string]R, len(rows))
	for _, r := range rows {
		out[r.RowKey()] = r
	}
	return out
}
