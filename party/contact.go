package party

import (
	"net/mail"
	"strings"

	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/period"
)

type contactKind struct{}

// contactRow is a Contact as it stands in its table.
type contactRow struct {
	ID    ids.ID[contactKind]
	Party ID
	Contact
	RecordedTo clock.Instant
}

// revise says how the present beliefs about one kind of contact change when a
// new value is to hold over its period: every belief that overlaps is given
// up, and what of it lies outside the new period is believed anew. The result
// never overlaps itself, and says nothing new about days outside the period.
func revise(present []contactRow, value Contact) (givenUp []contactRow, added []Contact) {
	for _, belief := range present {
		if belief.Kind != value.Kind || !belief.Valid.Overlaps(value.Valid) {
			continue
		}
		givenUp = append(givenUp, belief)
		for _, rest := range outside(belief.Valid, value.Valid) {
			kept := belief.Contact
			kept.Valid = rest
			added = append(added, kept)
		}
	}
	return givenUp, append(added, value)
}

// outside is what of p lies before and after cut.
func outside(p, cut period.Dates) []period.Dates {
	var rest []period.Dates
	if before := (period.Dates{From: p.From, To: cut.From}); p.From < cut.From {
		rest = append(rest, before)
	}
	if after := (period.Dates{From: cut.To, To: p.To}); !cut.IsOpen() && (p.IsOpen() || cut.To < p.To) {
		rest = append(rest, after)
	}
	return rest
}

// clean returns the value as it is kept, or says what is wrong. The value
// itself never stands in the error.
func clean(kind ContactKind, value string) (string, error) {
	value = strings.TrimSpace(strings.ReplaceAll(value, "\r\n", "\n"))
	if value == "" {
		return "", errs.Invalid("party.contact-empty", "kind", string(kind))
	}
	switch kind {
	case Mail:
		address, err := mail.ParseAddress(value)
		if err != nil || address.Address != value {
			return "", errs.Invalid("party.mail-malformed")
		}
	case Phone:
		if digits := strings.Map(phoneDigit, value); len(digits) < 5 || strings.Trim(value, "0123456789+ ()-") != "" {
			return "", errs.Invalid("party.phone-malformed")
		}
	case Address:
	default:
		return "", errs.Invalid("party.unknown-contact-kind", "kind", string(kind))
	}
	return value, nil
}

func phoneDigit(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}
