package nationalid_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"saksgang/base/errs"
	"saksgang/party/nationalid"
	"saksgang/testkit"
)

func TestAPersonsNumberIsReadOrRefusedForOneReason(t *testing.T) {
	t.Parallel()
	cases := []struct {
		say, text string
		kind      nationalid.Kind
		born      string
		synthetic bool
		fault     string
	}{
		{"a synthetic fødselsnummer, 80 on the month", "10866918444", nationalid.Foedselsnummer, "1969-06-10", true, ""},
		{"with a space after the date", " 108669 18444 ", nationalid.Foedselsnummer, "1969-06-10", true, ""},
		{"a synthetic fødselsnummer, 40 on the month", "10466900031", nationalid.Foedselsnummer, "1969-06-10", true, ""},
		{"a synthetic D-nummer: 4 on the day as well", "41819077302", nationalid.DNummer, "", true, ""},
		{"one issued from 2032 does not tell the century", "30908299902", nationalid.Foedselsnummer, "", true, ""},
		{"29 February in a leap year", "29020073150", nationalid.Foedselsnummer, "2000-02-29", false, ""},
		{"29 February in another year", "29020105729", "", "", false, "nationalid.no-such-date"},
		{"month 13", "10136918444", "", "", false, "nationalid.no-such-date"},
		{"day 0", "00866918444", "", "", false, "nationalid.no-such-date"},
		{"day 32 of a fødselsnummer", "32866918444", "", "", false, "nationalid.no-such-date"},
		{"a first digit that no series has", "90866918444", "", "", false, "nationalid.no-such-date"},
		{"a digit changed in the middle", "10866919444", "", "", false, "nationalid.check-digit"},
		{"the last digit changed", "10866918445", "", "", false, "nationalid.check-digit"},
		{"two digits swapped", "10866981444", "", "", false, "nationalid.check-digit"},
		{"a letter O for a zero", "1O866918444", "", "", false, "nationalid.not-digits"},
		{"Arabic-Indic digits", "١٠٨٦٦٩١٨٤٤٤", "", "", false, "nationalid.not-digits"},
		{"ten digits", "1086691844", "", "", false, "nationalid.wrong-length"},
		{"twelve digits", "108669184440", "", "", false, "nationalid.wrong-length"},
		{"a space in another place", "1086 6918444", "", "", false, "nationalid.not-digits"},
		{"nothing", "  ", "", "", false, "nationalid.empty"},
	}
	for _, c := range cases {
		n, err := nationalid.ParsePerson(c.text)
		if c.fault != "" {
			if !errs.Has(err, c.fault) || errs.KindOf(err) != errs.KindInvalid || !n.IsZero() {
				t.Errorf("%s: %+v, %v; want %s", c.say, n, err, c.fault)
			}
			continue
		}
		if err != nil || n.Kind != c.kind || n.Born.String() != c.born || n.Synthetic != c.synthetic {
			t.Errorf("%s: %+v, %v", c.say, n, err)
		}
	}
}

func TestAnOrganisationsNumberIsReadOrRefusedForOneReason(t *testing.T) {
	t.Parallel()
	cases := []struct {
		say, text, digits string
		synthetic         bool
		fault             string
	}{
		{"the register's own number", "974760673", "974760673", false, ""},
		{"as people write it", "974 760 673", "974760673", false, ""},
		{"a synthetic one", "310000000", "310000000", true, ""},
		{"a check digit that does not fit", "974760674", "", false, "nationalid.check-digit"},
		{"a first digit that no series has", "574760673", "", false, "nationalid.no-such-series"},
		{"eight digits", "97476067", "", false, "nationalid.wrong-length"},
		{"with the mark of the VAT register", "NO974760673MVA", "", false, "nationalid.not-digits"},
		{"nothing", "", "", false, "nationalid.empty"},
	}
	for _, c := range cases {
		n, err := nationalid.ParseOrganisation(c.text)
		if c.fault != "" {
			if !errs.Has(err, c.fault) {
				t.Errorf("%s: %v; want %s", c.say, err, c.fault)
			}
			continue
		}
		if err != nil || n.Digits != c.digits || n.Synthetic != c.synthetic {
			t.Errorf("%s: %+v, %v", c.say, n, err)
		}
	}
}

// Skatteetaten publishes ten numbers of both rules with the answer for each.
func TestSkatteetatensOwnTestNumbersAreAnsweredAsPublished(t *testing.T) {
	t.Parallel()
	file, err := os.Open(testkit.Data(t, "data/party/identifiers/skatteetaten_foedselsnummer_2032.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) != 11 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, row := range rows[1:] {
		n, err := nationalid.ParsePerson(row[0])
		if valid := err == nil; valid != (row[2] == "true") {
			t.Errorf("number %d (%s): %v", i+1, row[3], err)
		}
		if err == nil && (n.Synthetic != (row[1] == "true") || (n.Kind == nationalid.DNummer) != strings.Contains(row[3], "D-nummer")) {
			t.Errorf("number %d (%s): %+v", i+1, row[3], n)
		}
	}
}

func TestAListShowsADayOfBirthAndNoMore(t *testing.T) {
	t.Parallel()
	n, err := nationalid.Parse(nationalid.Foedselsnummer, "10866918444")
	if err != nil || n.Masked() != "108669 *****" || n.String() != "108669 18444" {
		t.Fatalf("%q %q %v", n.Masked(), n, err)
	}
	if _, err := nationalid.Parse(nationalid.DNummer, "10866918444"); !errs.Has(err, "nationalid.other-kind") {
		t.Fatalf("a fødselsnummer passed as a D-nummer: %v", err)
	}
	if _, err := nationalid.Parse("xx.number", "1"); !errs.Has(err, "nationalid.unknown-kind") {
		t.Fatal(err)
	}
}

func FuzzANumberThatIsReadKeepsItsDigits(f *testing.F) {
	for _, seed := range []string{"10866918444", "108669 18444", "974760673", "974 760 673", "", " ", "29020105729", "\x00", "1 2 3 4 5 6"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, parse := range []func(string) (nationalid.Number, error){nationalid.ParsePerson, nationalid.ParseOrganisation} {
			n, err := parse(text)
			if err != nil {
				if digits := strings.TrimSpace(text); len(digits) >= 6 && strings.Contains(err.Error(), digits) {
					t.Fatal("the error tells the number")
				}
				continue
			}
			if n.Digits != strings.ReplaceAll(strings.TrimSpace(text), " ", "") {
				t.Fatalf("%q became %q", text, n.Digits)
			}
			again, err := nationalid.Parse(n.Kind, n.String())
			if err != nil || again != n {
				t.Fatalf("%q reads back as %+v, %v", n, again, err)
			}
		}
	})
}
