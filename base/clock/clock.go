// Package clock is the only place that knows what time it is.
//
// Instants are UTC with microseconds, which is what both databases keep. What
// needs the time takes a Clock, so that a test, a demonstration or a replay
// can decide it.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time.
type Clock interface {
	// Now is the present instant in UTC, whole microseconds.
	Now() time.Time
}

// Instant is a point in time as the database stores it: microseconds since
// 1970-01-01T00:00:00Z. Zero means "not set".
type Instant int64

// At returns t as an Instant; the zero time gives zero.
func At(t time.Time) Instant {
	if t.IsZero() {
		return 0
	}
	return Instant(t.UnixMicro())
}

// Time returns the instant in UTC; zero gives the zero time.
func (i Instant) Time() time.Time {
	if i == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(i)).UTC()
}

// IsZero says that the instant is not set.
func (i Instant) IsZero() bool { return i == 0 }

// System is the machine's clock.
func System() Clock { return system{} }

type system struct{}

func (system) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// Manual is a clock that stands still until it is moved. It is safe for
// concurrent use.
type Manual struct {
	mu  sync.Mutex
	now time.Time
}

// NewFixed returns a clock that shows t until it is moved.
func NewFixed(t time.Time) *Manual { return &Manual{now: t.UTC().Truncate(time.Microsecond)} }

// Now returns the time that the clock shows.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Set moves the clock to t. A clock never goes backwards: an earlier t is ignored.
func (m *Manual) Set(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if t = t.UTC().Truncate(time.Microsecond); t.After(m.now) {
		m.now = t
	}
}

// Advance moves the clock forward by d.
func (m *Manual) Advance(d time.Duration) { m.Set(m.Now().Add(d)) }
