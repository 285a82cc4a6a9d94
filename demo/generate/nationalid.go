package main

import (
	"fmt"
	"time"
)

// Synthetic numbers are made as the tax administration makes its own for
// testing: 80 is added to the month of a fødselsnummer, so that no living
// person can have it, and organisation numbers begin with 3.

// syntheticID returns a synthetic fødselsnummer for a day of birth between
// 1940 and 1999 (individual numbers 000–499) or 2000 and 2039 (500–999); an
// even serial is a woman's. ok is false where a control digit would be 10 and
// no such number exists.
func syntheticID(born time.Time, serial int) (id string, ok bool) {
	if born.Year() >= 2000 {
		serial += 500
	}
	digits := fmt.Sprintf("%02d%02d%02d%03d", born.Day(), int(born.Month())+80, born.Year()%100, serial)
	for _, weights := range [][]int{
		{3, 7, 6, 1, 8, 9, 4, 5, 2},
		{5, 4, 3, 2, 7, 6, 5, 4, 3, 2},
	} {
		control, ok := controlDigit(digits, weights)
		if !ok {
			return "", false
		}
		digits += control
	}
	return digits, true
}

// controlDigit is the modulus 11 control digit by the weights.
func controlDigit(digits string, weights []int) (string, bool) {
	sum := 0
	for i, w := range weights {
		sum += w * int(digits[i]-'0')
	}
	control := (11 - sum%11) % 11
	return fmt.Sprint(control), control < 10
}
