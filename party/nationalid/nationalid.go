// Package nationalid reads the numbers that states give to persons and
// organisations.
//
// A number is taken as it is or refused with the one thing that is wrong: too
// short, not digits, no such day, a check digit that does not fit. Nothing is
// mended and nothing is guessed: where a number does not say in which century
// its holder was born, Born is none. The digits never stand in an error, since
// errors are logged. The package is pure and safe for concurrent use.
package nationalid

import (
	"strings"

	"saksgang/base/calendar"
	"saksgang/base/errs"
)

// Kind is one country's number for one kind of holder.
type Kind string

// The kinds that can be read. Each has a file of its own.
const (
	Foedselsnummer      Kind = "no.foedselsnummer"
	DNummer             Kind = "no.d-nummer"
	Organisasjonsnummer Kind = "no.organisasjonsnummer"
)

// Number is a number that has been read. The zero value is no number.
type Number struct {
	Kind   Kind
	Digits string // without spaces
	// Synthetic numbers are given to nobody: test data and demonstrations.
	Synthetic bool
	// Born is the holder's day of birth as the number tells it; none when it
	// does not, and always none for organisations.
	Born calendar.Date
}

// IsZero says that there is no number.
func (n Number) IsZero() bool { return n.Digits == "" }

// IsPerson says that the number belongs to a natural person.
func (n Number) IsPerson() bool { return n.Kind == Foedselsnummer || n.Kind == DNummer }

// Masked is the number as it stands in lists: a person's is cut after the day
// of birth; an organisation's is public.
func (n Number) Masked() string {
	if n.IsPerson() {
		return n.Digits[:6] + " *****"
	}
	return n.String()
}

// String groups the digits as people write them.
func (n Number) String() string {
	switch {
	case n.IsPerson():
		return n.Digits[:6] + " " + n.Digits[6:]
	case n.Kind == Organisasjonsnummer:
		return n.Digits[:3] + " " + n.Digits[3:6] + " " + n.Digits[6:]
	}
	return n.Digits
}

// Parse reads a number that is known to be of the kind.
func Parse(kind Kind, text string) (Number, error) {
	var n Number
	var err error
	switch kind {
	case Foedselsnummer, DNummer:
		n, err = ParsePerson(text)
	case Organisasjonsnummer:
		n, err = ParseOrganisation(text)
	default:
		return Number{}, errs.Invalid("nationalid.unknown-kind", "kind", string(kind))
	}
	if err == nil && n.Kind != kind {
		return Number{}, errs.Invalid("nationalid.other-kind", "kind", string(kind), "found", string(n.Kind))
	}
	return n, err
}

// ParsePerson reads a Norwegian person's number, which tells itself whether it
// is a fødselsnummer or a D-nummer. One space may stand after the sixth digit.
func ParsePerson(text string) (Number, error) {
	digits, err := only(text, 11, 6)
	if err != nil {
		return Number{}, err
	}
	if digits[0] >= '4' && digits[0] <= '7' {
		return dNummer(digits)
	}
	return foedselsnummer(digits)
}

// only returns the digits of text, which may have one space at each of the
// places where people put one.
func only(text string, length int, spaces ...int) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", errs.Invalid("nationalid.empty")
	}
	digits := text
	if strings.Contains(text, " ") {
		for i := len(spaces) - 1; i >= 0; i-- {
			at := spaces[i] + i
			if at < len(digits) && digits[at] == ' ' {
				digits = digits[:at] + digits[at+1:]
			}
		}
	}
	for _, r := range digits {
		if r < '0' || r > '9' {
			return "", errs.Invalid("nationalid.not-digits")
		}
	}
	if len(digits) != length {
		return "", errs.Invalid("nationalid.wrong-length", "digits", len(digits), "wanted", length)
	}
	return digits, nil
}

// remainder is the weighted sum of the digits modulo eleven.
func remainder(digits string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += w * int(digits[i]-'0')
	}
	return sum % 11
}
