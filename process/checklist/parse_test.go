package checklist_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/process/checklist"
)

// lineOf writes a row on one line, its cells parted by "¦".
func lineOf(r checklist.Row) string {
	return strings.Join(append([]string{r.Number, r.What, r.Who}, r.Extra...), "¦")
}

func TestTablesAreFoundInEveryForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"tab-separated text", "Nr\tHva\tHvem\n1\tRing \tLeder\n", []string{"1¦Ring ¦Leder"}},
		{"in the middle of other text", "Kjære alle,\n\nListen vår\n\n\tHva\tHvem\n1\tRing\tLeder\n3\tSkriv\tHR\n\nHilsen, oss; dere\n", []string{"1¦Ring¦Leder", "3¦Skriv¦HR"}},
		{"with a blank line between the rows", "Nr\tHva\tHvem\n\n1\tRing\tLeder\n\n2\tSkriv\tHR\n", []string{"1¦Ring¦Leder", "2¦Skriv¦HR"}},
		{"columns in another order", "Ansvarlig\tOppgave\t#\nLeder\tRing\t1\n", []string{"1¦Ring¦Leder"}},
		{"columns named by questions", "Steg\tVad ska göras?\tVem gör det?\nA\tRinga\tChef\n", []string{"A¦Ringa¦Chef"}},
		{"without a number", "Hvad\tHvem\nRing\tLeder\n", []string{"¦Ring¦Leder"}},
		{"step is the number where there is a task", "Trinn\tAktivitet\tRolle\n1\tRing\tLeder\n", []string{"1¦Ring¦Leder"}},
		{"without a header", "1\tRing\tLeder\n2.1\tSkriv\tHR\n", []string{"1¦Ring¦Leder", "2.1¦Skriv¦HR"}},
		{"under a header in other words", "Rekkjefølgje\tGjer dette\tDen som gjer\n1\tRing\tLeder\n2\tSkriv\tHR\n", []string{"1¦Ring¦Leder", "2¦Skriv¦HR"}},
		{"with further columns", "Nr\tHva\tFrist\tHvem\tMerknad\n1\tRing\t1. mai\tLeder\tnb\n", []string{"1¦Ring¦Leder¦1. mai¦nb"}},
		{"a header on every page", "Nr\tHva\tHvem\n1\tRing\tLeder\nNr\tHva\tHvem\n2\tSkriv\tHR\n", []string{"1¦Ring¦Leder", "2¦Skriv¦HR"}},
		{"quoted cells with tabs, quotes and line ends", "Nr\tHva\tHvem\n1\t\"Ring\n\"\"nå\"\"\ttil\"\tLeder\n", []string{"1¦Ring\n\"nå\"\ttil¦Leder"}},
		{"a quote that is a quote", "Nr\tHva\tHvem\n1\t\"Ring\" nå\tLeder\n2\t\"Skriv\tHR\n", []string{"1¦\"Ring\" nå¦Leder", "2¦\"Skriv¦HR"}},
		{"cells broken over lines", "Nr\tHva\tHvem\n1\tRing\n- nå\n- høyt\tLeder\n2\tSkriv\tHR\n", []string{"1¦Ring\n- nå\n- høyt¦Leder", "2¦Skriv¦HR"}},
		{"a row without its last tab", "Nr\tHva\tHvem\n1\tRing\n2\tSkriv\tHR\n", []string{"1¦Ring¦", "2¦Skriv¦HR"}},
		{"semicolons", "Tekst, med komma; og semikolon.\n\nNr;Hva;Hvem\n1;\"Ring; nå\";Leder\n2;Skriv;HR\n\nSlutt; takk; hei.\n", []string{"1¦Ring; nå¦Leder", "2¦Skriv¦HR"}},
		{"commas", "Nr,Hva,Hvem\n1,\"Ring\n- nå, \"\"du\"\"\",Leder\n", []string{"1¦Ring\n- nå, \"du\"¦Leder"}},
		{"semicolons without a header", "1;Ring;Leder\n2;Skriv;HR\n", []string{"1¦Ring¦Leder", "2¦Skriv¦HR"}},
		{"Markdown", "# Liste\n\n| Nr | Hva | Hvem |\n|:---|:-:|---:|\n| 1 | Ring \\| skriv<br>- nå | Leder |\n", []string{"1¦Ring | skriv<br>- nå¦Leder"}},
		{"Markdown without outer pipes", "Nr | Kva | Kven\n--- | --- | ---\n1 | Ring | Leiar\n2 | | \n", []string{"1¦Ring¦Leiar", "2¦¦"}},
		{"Markdown with an empty header", "|   |   |   |\n|---|---|---|\n| 1 | Ring | Leder |\n| 2 | Skriv | HR |\n", []string{"1¦Ring¦Leder", "2¦Skriv¦HR"}},
		{"HTML", "<p>x</p><table class='a'><caption>L</caption><tr><th>Nr<th>Hvad<th>Hvem</tr><tr><td> 1 </td><td>Ring &amp;\n  skriv <ul><li>n&aring;</li><li>h&oslash;yt<ol><li>her</ol></ul></td><td>Leder<br/>HR</td></tr></table>", []string{"1¦Ring & skriv<br>- nå<br>- høyt<br>  - her¦Leder<br>HR"}},
		{"HTML with cells over several rows", "<table><tr><th>Hva<th>Hvem<tr><td>Ring<td rowspan=2>Leder<tr><td>Skriv</table>", []string{"¦Ring¦Leder", "¦Skriv¦Leder"}},
		{"HTML written as text in a cell", "Nr\tHva\tHvem\n1\tRing <ul style=\"a\"> - nå - her \tLeder\n", []string{"1¦Ring <ul style=\"a\"> - nå - her ¦Leder"}},
		{"the longer of two", "Nr\tHva\tHvem\n1\ta\tb\n\nNr\tHva\tHvem\n1\tc\td\n2\te\tf\n", []string{"1¦c¦d", "2¦e¦f"}},
		{"one with a header before a longer one without", "1\ta\tb\n2\tc\td\n\nx\n\nHva\tHvem\ne\tf\n", []string{"¦e¦f"}},
		{"UTF-16 from a spreadsheet", "\xff\xfeN\x00r\x00\t\x00H\x00v\x00a\x00\t\x00H\x00v\x00e\x00m\x00\r\x00\n\x001\x00\t\x00\xe5\x00\t\x00b\x00", []string{"1¦å¦b"}},
		{"Latin-1 with CR LF", "Nr\tHva\tHvem\r\n1\tS\xf8k\tN\xe6rmeste leder\r\n", []string{"1¦Søk¦Nærmeste leder"}},
		{"a byte order mark", "\xef\xbb\xbfHva\tHvem\nRing\tLeder", []string{"¦Ring¦Leder"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			table := parse(t, c.text)
			var got []string
			for _, row := range table.Rows {
				got = append(got, lineOf(row))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			sameThroughDrawing(t, table)
		})
	}
}

func TestTheHeadingAboveIsTheName(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Ny ansatt\n\nNr\tHva\tHvem\n1\ta\tb":                                     "Ny ansatt",
		"## **Ny** ansatt ##\n| Hva | Hvem |\n|--|--|\n| a | b |":                 "Ny ansatt",
		"Her står en hel setning.\nHva\tHvem\na\tb":                               "",
		"<h1>Om</h1><h2>Ny <i>ansatt</i></h2><table><tr><th>Hva<th>Hvem<tr><td>a": "Ny ansatt",
		"<table><caption>Ny ansatt</caption><tr><th>Hva<th>Hvem<tr><td>a":         "Ny ansatt",
	} {
		if got := parse(t, text).Name; got != want {
			t.Errorf("%q is named %q", text, got)
		}
	}
}

func TestWhatIsNoChecklistIsRefused(t *testing.T) {
	t.Parallel()
	for text, code := range map[string]string{
		" \n\t ":                                                   "checklist.empty",
		"Et brev, om ting; og tang.":                               "checklist.no-table",
		"Konto\tNavn\tBeløp\nDrift\tLønn\t100":                     "checklist.no-table",
		"Rolle\tBeskrivelse\nLeder\tHar ansvar":                    "checklist.no-table",
		"2024\tLønn\t100\n2025\tLønn\t200":                         "checklist.no-table",
		"Nr\tHva\tHvem\n\t\t\n":                                    "checklist.no-rows",
		`<d xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>`: "checklist.is-drawing",
		strings.Repeat("x", 5<<20):                                 "checklist.too-large",
		"Nr\tHva\tHvem\n" + strings.Repeat("1\ta\tb\n", 5001):      "checklist.too-large",
		"Nr\tHva\tHvem\n1\ta\t" + strings.Repeat("b", 40_000):      "checklist.too-large",
	} {
		_, _, err := checklist.Parse([]byte(text), checklist.Options{})
		if !errs.Has(err, code) {
			t.Errorf("%.40q gives %v, want %s", text, err, code)
		}
	}
	_, _, err := checklist.Parse([]byte("Hva\tHvem\na\tb"), checklist.Options{Table: 2})
	if !errs.Has(err, "checklist.table-not-there") {
		t.Error(err)
	}
}

func TestWhatIsUnclearNamesItsRow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"nobody is named", "Nr\tHva\tHvem\n7\tRing\t\n", "Row 7: Nobody is named; the task stands in a lane of its own."},
		{"a row without a number goes by its place", "Hva\tHvem\n\tLeder\n", "Row number 1 (without a label): What is to be done is not said; the task has no name."},
		{"cells are missing", "Nr\tHva\tHvem\tFrist\n1\tRing\tLeder\n", "Row 1: The row has 3 cells where the table has 4; those missing are empty."},
		{"cells are too many", "Nr\tHva\tHvem\n1\tRing\tLeder\tnå\n", "Row 1: The row has 4 cells where the table has 3; the last are kept without a column name."},
		{"a number is repeated", "Nr\tHva\tHvem\n1\tRing\tLeder\n1.\tSkriv\tLeder\n", "Row 1: The number also stands on row 1; this is row 2."},
		{"a heading within the table", "Nr\tHva\tHvem\nFørst\t\t\n1\tRing\tLeder\n", "“Først” is read as a heading within the table (after 0 rows) and is not drawn."},
		{"another checklist", "Nr\tHva\tHvem\n1\ta\tb\n2\tc\td\n\nNr\tHva\tHvem\n1\te\tf\n", "The text has another checklist, at line 5 (1 rows). The one at line 1 is drawn; --table 2 draws the other."},
		{"unknown headings", "Pos\tGjer\tDen\n1\ta\tb\n2\tc\td\n", "The columns have unknown headings; “Gjer” is read as what and “Den” as who."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			table, remarks, err := checklist.Parse([]byte(c.text), checklist.Options{})
			if err != nil {
				t.Fatal(err)
			}
			_, more := checklist.Draft(table, checklist.DraftOptions{})
			var got []string
			for _, r := range append(remarks, more...) {
				got = append(got, r.Sentence(english(t)))
			}
			if len(got) != 1 || got[0] != c.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

func english(t *testing.T) *i18n.Localizer {
	t.Helper()
	bundle, err := i18n.NewBundle(i18n.Source{Package: "checklist", Files: checklist.Locales})
	if err != nil {
		t.Fatal(err)
	}
	for _, gap := range bundle.Gaps() {
		t.Errorf("words: %v", gap)
	}
	return bundle.Localizer(i18n.Settings{Interface: i18n.English})
}
