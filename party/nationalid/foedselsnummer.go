package nationalid

import (
	"time"

	"saksgang/base/calendar"
	"saksgang/base/errs"
)

// foedselsnummer reads eleven digits: day, month and year of birth, three that
// tell persons of one day apart, and two check digits
// (folkeregisterforskriften § 2-2-1).
func foedselsnummer(digits string) (Number, error) {
	return person(Foedselsnummer, digits, number(digits[0:2]))
}

// person reads what fødselsnummer and D-nummer have in common. Numbers by the
// rules of 1964 leave no remainder in the first check; those issued from 2032
// leave 0, 1, 2 or 3 and no longer tell the century.
func person(kind Kind, digits string, day int) (Number, error) {
	first := remainder(digits, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
	month, synthetic, ok := monthOf(number(digits[2:4]))
	if !ok {
		return Number{}, errs.Invalid("nationalid.no-such-date")
	}
	year := number(digits[4:6])
	century, told := centuryOf(year, number(digits[6:9]))
	told = told && first == 0
	if !existsIn(day, month, year, century, told) {
		return Number{}, errs.Invalid("nationalid.no-such-date")
	}
	if first > 3 {
		return Number{}, errs.Invalid("nationalid.check-digit", "which", 1)
	}
	if remainder(digits, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) != 0 {
		return Number{}, errs.Invalid("nationalid.check-digit", "which", 2)
	}
	n := Number{Kind: kind, Digits: digits, Synthetic: synthetic}
	if told {
		n.Born = calendar.On(century+year, time.Month(month), day)
	}
	return n, nil
}

// monthOf takes the mark of a synthetic series off the month: 40 by NAV and the
// directorate of health, 80 by Skatteetaten.
func monthOf(written int) (month int, synthetic, ok bool) {
	for _, added := range []int{0, 40, 80} {
		if m := written - added; m >= 1 && m <= 12 {
			return m, added > 0, true
		}
	}
	return 0, false, false
}

// centuryOf is told by the three digits after the date in numbers by the rules
// of 1964; told is false for combinations that were never issued.
func centuryOf(year, individual int) (century int, told bool) {
	switch {
	case individual <= 499:
		return 1900, true
	case individual <= 749 && year >= 54:
		return 1800, true
	case year <= 39:
		return 2000, true
	case individual >= 900:
		return 1900, true
	}
	return 0, false
}

// existsIn says whether the day is in the calendar: of its century, or of any
// when the number does not tell which.
func existsIn(day, month, year, century int, told bool) bool {
	centuries := []int{1800, 1900, 2000}
	if told {
		centuries = []int{century}
	}
	for _, c := range centuries {
		d := calendar.On(c+year, time.Month(month), day)
		if day >= 1 && d.Day() == day && int(d.Month()) == month {
			return true
		}
	}
	return false
}

func number(digits string) int {
	n := 0
	for _, r := range digits {
		n = 10*n + int(r-'0')
	}
	return n
}
