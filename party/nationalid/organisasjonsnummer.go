package nationalid

import "saksgang/base/errs"

// ParseOrganisation reads a Norwegian organisation number: nine digits, the
// last a check digit modulo eleven (enhetsregisterloven § 5). Issued numbers
// begin with 8 or 9; 2 and 3 begin the synthetic ones of the national test
// data. A space may stand after the third and the sixth digit.
func ParseOrganisation(text string) (Number, error) {
	digits, err := only(text, 9, 3, 6)
	if err != nil {
		return Number{}, err
	}
	n := Number{Kind: Organisasjonsnummer, Digits: digits}
	switch digits[0] {
	case '8', '9':
	case '2', '3':
		n.Synthetic = true
	default:
		return Number{}, errs.Invalid("nationalid.no-such-series")
	}
	if remainder(digits, 3, 2, 7, 6, 5, 4, 3, 2, 1) != 0 {
		return Number{}, errs.Invalid("nationalid.check-digit", "which", 1)
	}
	return n, nil
}
