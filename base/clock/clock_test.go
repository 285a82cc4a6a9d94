package clock_test

import (
	"testing"
	"time"

	"saksgang/base/clock"
)

func TestAnInstantKeepsMicroseconds(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 29, 2, 30, 0, 123456789, time.FixedZone("CEST", 7200))
	if got := clock.At(at).Time(); !got.Equal(at.Truncate(time.Microsecond)) || got.Location() != time.UTC {
		t.Fatalf("got %v", got)
	}
	if !clock.At(time.Time{}).IsZero() || !clock.Instant(0).Time().IsZero() {
		t.Fatal("not set stays not set")
	}
}

func TestAClockNeverGoesBackwards(t *testing.T) {
	t.Parallel()
	start := time.Date(2024, 1, 8, 8, 0, 0, 0, time.UTC)
	c := clock.NewFixed(start)
	c.Set(start.Add(-time.Hour))
	if !c.Now().Equal(start) {
		t.Fatalf("went back to %v", c.Now())
	}
	c.Advance(time.Minute)
	if !c.Now().Equal(start.Add(time.Minute)) {
		t.Fatalf("got %v", c.Now())
	}
}
