package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // a municipality's zone must be known on any machine

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/se"
)

// Country is the ISO 3166 code, in small letters, of a country whose closed
// days are known here.
type Country string

// The countries whose municipalities the program serves.
const (
	Norway  Country = "no"
	Denmark Country = "dk"
	Sweden  Country = "se"
)

// Countries lists them in a fixed order.
func Countries() []Country { return []Country{Norway, Denmark, Sweden} }

// ParseCountry reads "no", "dk" or "se".
func ParseCountry(text string) (Country, error) {
	if c := Country(text); slices.Contains(Countries(), c) {
		return c, nil
	}
	return "", fmt.Errorf("calendar: %q is not one of the countries no, dk, se", text)
}

// UnmarshalText reads "no", "dk" or "se".
func (c *Country) UnmarshalText(text []byte) error {
	parsed, err := ParseCountry(string(text))
	*c = parsed
	return err
}

// Zone returns the name of the country's time zone.
func (c Country) Zone() string {
	switch c {
	case Denmark:
		return "Europe/Copenhagen"
	case Sweden:
		return "Europe/Stockholm"
	default:
		return "Europe/Oslo"
	}
}

// ClosedDay is a date on which no time limit ends, with the name the country
// uses. Equated tells that it is no public holiday but is treated as one when
// a time limit is reckoned.
type ClosedDay struct {
	Date    Date
	Name    string
	Equated bool
}

// Public holidays follow, for Norway, lov 24. februar 1995 nr. 12
// om helligdager § 2 and lov 26. april 1947 nr. 1 (1 and 17 May); for
// Denmark the holidays of the national church, without store bededag from 2024
// (lov nr. 214 af 6. marts 2023); for Sweden lag (1989:253).
//
// Equated days come from the rule on reckoning time: forældelsesloven § 27
// stk. 2 (grundlovsdag, 24 and 31 December) and lag (1930:173) § 2
// (midsommarafton, julafton, nyårsafton). Norway has none: the days before
// Easter, Christmas and New Year are half days, and half days are worked.
var (
	publicHolidays = map[Country][]*cal.Holiday{
		Norway: append(slices.Clone(no.Holidays),
			named(aa.Easter, "Første påskedag"), named(aa.Pentecost, "Første pinsedag")),
		Denmark: append(without(dk.Holidays, dk.Grundlovsdag),
			named(aa.Easter, "Påskedag"), named(aa.Pentecost, "Pinsedag")),
		Sweden: append(without(se.Holidays, se.Midsommarafton, se.Julafton, se.Nyarsafton),
			se.Paskdagen, se.Pingstdagen),
	}
	equatedDays = map[Country][]*cal.Holiday{
		Denmark: {
			dk.Grundlovsdag,
			fixedDay("Juleaftensdag", time.December, 24),
			fixedDay("Nytårsaftensdag", time.December, 31),
		},
		Sweden: {se.Midsommarafton, se.Julafton, se.Nyarsafton},
	}
)

func named(h *cal.Holiday, name string) *cal.Holiday {
	return h.Clone(&cal.Holiday{Name: name})
}

func fixedDay(name string, month time.Month, day int) *cal.Holiday {
	return &cal.Holiday{Name: name, Month: month, Day: day, Func: cal.CalcDayOfMonth}
}

func without(all []*cal.Holiday, left ...*cal.Holiday) []*cal.Holiday {
	return slices.DeleteFunc(slices.Clone(all), func(h *cal.Holiday) bool {
		return slices.Contains(left, h)
	})
}

// ClosedDays lists the country's public holidays and equated days of a year in
// order of date. Saturdays and Sundays are not listed unless they are holidays
// as well. Two on one date (Norway: Ascension Day on 17 May) are both listed.
func (c Country) ClosedDays(year int) []ClosedDay {
	var days []ClosedDay
	add := func(list []*cal.Holiday, equated bool) {
		for _, h := range list {
			if at, _ := h.Calc(year); !at.IsZero() {
				days = append(days, ClosedDay{Date: DateOf(at), Name: h.Name, Equated: equated})
			}
		}
	}
	add(publicHolidays[c], false)
	add(equatedDays[c], true)
	slices.SortStableFunc(days, func(a, b ClosedDay) int {
		if a.Date != b.Date {
			return int(a.Date) - int(b.Date)
		}
		return strings.Compare(a.Name, b.Name)
	})
	return days
}
