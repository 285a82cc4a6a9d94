package nationalid

// dNummer reads the number of a person who is not resident: as a
// fødselsnummer, with 4 added to the first digit (folkeregisterforskriften
// § 2-2-3).
func dNummer(digits string) (Number, error) {
	return person(DNummer, digits, number(digits[0:2])-40)
}
