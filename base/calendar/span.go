package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Span is a length of time as people and laws give it: calendar time, clock
// time, or working days. WorkingDays stands alone; the others may be joined.
// None of the parts is negative when it comes from ParseSpan.
type Span struct {
	Months      int
	Days        int
	Clock       time.Duration
	WorkingDays int
}

// workingDayWords are the ways the five languages say it.
var workingDayWords = []string{
	"working days", "working day",
	"arbeidsdager", "arbeidsdag", "arbeidsdagar", "virkedager", "virkedag", "virkedagar",
	"arbejdsdage", "arbejdsdag", "hverdage", "hverdag",
	"arbetsdagar", "arbetsdag",
}

// maxSpanNumber bounds each number of a span, so that a slip of the keyboard
// (P20260101D) is refused instead of reckoned.
const maxSpanNumber = 100_000

// ParseSpan reads an ISO 8601 duration in whole numbers (P2Y, P3W, P10D,
// P1DT12H, PT30M) or a number of working days ("10 working days",
// "10 arbeidsdager"). Anything else is refused.
func ParseSpan(text string) (Span, error) {
	if number, words, found := strings.Cut(text, " "); found {
		for _, word := range workingDayWords {
			if n, ok := spanNumber(number); ok && words == word {
				return Span{WorkingDays: n}, nil
			}
		}
		return Span{}, badSpan(text)
	}
	return parseISODuration(text)
}

func badSpan(text string) error {
	return fmt.Errorf("calendar: %q is neither an ISO 8601 duration such as P14D nor a number of working days", text)
}

func spanNumber(text string) (int, bool) {
	for _, r := range text {
		if r < '0' || r > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n <= maxSpanNumber
}

func parseISODuration(text string) (Span, error) {
	rest, ok := strings.CutPrefix(text, "P")
	datePart, clockPart, hasClock := strings.Cut(rest, "T")
	if !ok || rest == "" || hasClock && clockPart == "" {
		return Span{}, badSpan(text)
	}
	var s Span
	okDate := eachPart(datePart, "YMWD", func(n int, unit byte) {
		switch unit {
		case 'Y':
			s.Months += 12 * n
		case 'M':
			s.Months += n
		case 'W':
			s.Days += 7 * n
		case 'D':
			s.Days += n
		}
	})
	okClock := eachPart(clockPart, "HMS", func(n int, unit byte) {
		hours := map[byte]time.Duration{'H': time.Hour, 'M': time.Minute, 'S': time.Second}
		s.Clock += time.Duration(n) * hours[unit]
	})
	if !okDate || !okClock {
		return Span{}, badSpan(text)
	}
	return s, nil
}

// eachPart takes "3W2D" apart, asking that the units come in the given order,
// each at most once.
func eachPart(text, units string, use func(n int, unit byte)) bool {
	for text != "" {
		end := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
		if end < 1 {
			return false
		}
		n, ok := spanNumber(text[:end])
		place := strings.IndexByte(units, text[end])
		if !ok || place < 0 {
			return false
		}
		use(n, text[end])
		units, text = units[place+1:], text[end+1:]
	}
	return true
}

// MustSpan is ParseSpan for text that stands in the code; it panics on a fault.
func MustSpan(text string) Span {
	s, err := ParseSpan(text)
	if err != nil {
		panic(err)
	}
	return s
}

// IsZero tells whether the span has no length.
func (s Span) IsZero() bool { return s == Span{} }

// After adds the calendar part of the span to a date: months first, then days.
// Nothing is moved for closed days, and hours and working days are left out;
// retention periods are reckoned so.
func (s Span) After(d Date) Date { return d.AddMonths(s.Months).AddDays(s.Days) }

// String writes the span so that ParseSpan reads it back.
func (s Span) String() string {
	switch s.WorkingDays {
	case 0:
	case 1:
		return "1 working day"
	default:
		return strconv.Itoa(s.WorkingDays) + " working days"
	}
	var b strings.Builder
	b.WriteByte('P')
	part := func(n int, unit byte) {
		if n != 0 {
			b.WriteString(strconv.Itoa(n))
			b.WriteByte(unit)
		}
	}
	part(s.Months/12, 'Y')
	part(s.Months%12, 'M')
	part(s.Days, 'D')
	if s.Clock != 0 {
		b.WriteByte('T')
		part(int(s.Clock/time.Hour), 'H')
		part(int(s.Clock%time.Hour/time.Minute), 'M')
		part(int(s.Clock%time.Minute/time.Second), 'S')
	}
	if b.Len() == 1 {
		return "P0D"
	}
	return b.String()
}

// MarshalText writes what String writes.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what ParseSpan reads.
func (s *Span) UnmarshalText(text []byte) error {
	parsed, err := ParseSpan(string(text))
	*s = parsed
	return err
}
