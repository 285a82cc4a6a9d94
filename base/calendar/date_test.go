package calendar_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"saksgang/base/calendar"
)

func TestADateIsISOTextEverywhere(t *testing.T) {
	t.Parallel()
	d := calendar.MustDate("2026-11-22")
	stored, err := d.Value()
	if err != nil || stored != "2026-11-22" {
		t.Fatalf("%v %v", stored, err)
	}
	var scanned, fromBytes, fromNull calendar.Date
	if scanned.Scan(stored) != nil || fromBytes.Scan([]byte("2026-11-22")) != nil || fromNull.Scan(nil) != nil {
		t.Fatal("what was stored is not read")
	}
	if scanned != d || fromBytes != d || !fromNull.IsZero() {
		t.Fatalf("%v %v %v", scanned, fromBytes, fromNull)
	}
	written, err := json.Marshal(struct{ At, None calendar.Date }{At: d})
	if err != nil || string(written) != `{"At":"2026-11-22","None":null}` {
		t.Fatalf("%s %v", written, err)
	}
	var read struct{ At, None calendar.Date }
	if err := json.Unmarshal(written, &read); err != nil || read.At != d || !read.None.IsZero() {
		t.Fatalf("%v %v", read, err)
	}
	if none, err := calendar.Date(0).Value(); none != nil || err != nil {
		t.Fatalf("no date is stored as %v", none)
	}
	if d.Weekday() != time.Sunday || d.Year() != 2026 || d.Month() != time.November || d.Day() != 22 {
		t.Fatalf("%v %v", d.Weekday(), d)
	}
}

func TestWhatIsNoDateIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"2026-02-29", "2026-13-01", "2026-1-1", "22.11.2026", "20261122", "0000-01-01",
		" 2026-11-22", "2026-11-22T00:00:00Z", "i morgen", "",
	} {
		if d, err := calendar.ParseDate(text); err == nil {
			t.Errorf("%q is read as %s", text, d)
		}
	}
	var d calendar.Date
	if err := d.Scan(int64(20260101)); err == nil {
		t.Error("a number is read as a date")
	}
	if err := json.Unmarshal([]byte(`20260101`), &d); err == nil {
		t.Error("a JSON number is read as a date")
	}
}

func TestDatesAgreeWithTheStandardLibrary(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := calendar.Date(rapid.IntRange(1, int(calendar.MaxDate)).Draw(t, "date"))
		at := d.In(time.UTC)
		if at.Format(time.DateOnly) != d.String() || at.Weekday() != d.Weekday() || calendar.DateOf(at) != d {
			t.Fatalf("%s: %s %s", d, at, d.Weekday())
		}
		if again, err := calendar.ParseDate(d.String()); err != nil || again != d {
			t.Fatalf("%s is read back as %s: %v", d, again, err)
		}
		n := rapid.IntRange(-1000, 1000).Draw(t, "n")
		if d.DaysUntil(d.AddDays(n)) != n {
			t.Fatal("adding days and counting them differ")
		}
	})
	if calendar.MaxDate.String() != "9999-12-31" || calendar.Date(1).String() != "0001-01-01" {
		t.Error(calendar.MaxDate, calendar.Date(1))
	}
}

func TestSpansAreReadAndWrittenBack(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"P2Y": "P2Y", "P3W": "P21D", "P1Y2M10DT2H30M": "P1Y2M10DT2H30M", "PT90M": "PT1H30M",
		"P0D": "P0D", "14 virkedager": "14 working days", "1 arbetsdag": "1 working day", "5 hverdage": "5 working days",
	} {
		s, err := calendar.ParseSpan(text)
		if err != nil || s.String() != want {
			t.Errorf("%s is %s: %v", text, s, err)
		}
	}
	for _, text := range []string{
		"", "P", "PT", "P1", "1D", "P1.5D", "-P1D", "P-1D", "P1D2M", "P1D1D", "P1H", "PT1D", "P1DT",
		"10", "10 days", "ti arbeidsdager", "10  working days", "P20260101D", "p1d",
	} {
		if s, err := calendar.ParseSpan(text); err == nil {
			t.Errorf("%q is read as %s", text, s)
		}
	}
}

func FuzzParseSpan(f *testing.F) {
	for _, seed := range []string{"P1Y2M3W4DT5H6M7S", "10 working days", "P0D", "PT", "P99999999999999999999D", "-1 virkedag"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := calendar.ParseSpan(text)
		if err != nil {
			return
		}
		again, err := calendar.ParseSpan(s.String())
		if s.WorkingDays < 0 || s.Days < 0 || s.Months < 0 || s.Clock < 0 {
			t.Fatalf("%q is negative: %+v", text, s)
		}
		if s.Days <= 100_000 && s.Months/12 <= 100_000 && s.Clock <= 100_000*time.Hour && (err != nil || again != s) {
			t.Fatalf("%q is %+v, written %s, read back %+v: %v", text, s, s, again, err)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2026-11-22", "2024-02-29", "0001-01-01", "9999-12-31", "2026-11-2x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := calendar.ParseDate(text); err == nil && d.String() != text {
			t.Fatalf("%q is %s", text, d)
		}
	})
}
