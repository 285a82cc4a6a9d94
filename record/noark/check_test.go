package noark_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"saksgang/record/noark"
	"saksgang/testkit"
)

// replace changes a file of a package and says in arkivuttrekk.xml that it is
// so, so that only the change itself is wrong.
func replace(t *testing.T, dir, name, old, with string) {
	t.Helper()
	before := read(t, dir, name)
	after := strings.Replace(before, old, with, 1)
	if before == after {
		t.Fatalf("%q is not in %s", old, name)
	}
	write(t, dir, name, after)
	if name == "arkivuttrekk.xml" {
		return
	}
	write(t, dir, "arkivuttrekk.xml", strings.Replace(read(t, dir, "arkivuttrekk.xml"), digest(before), digest(after), 1))
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestCheckFindsEveryKindOfDamage(t *testing.T) {
	t.Parallel()
	const structure, running, public, uttrekk = "arkivstruktur.xml", "loependeJournal.xml", "offentligJournal.xml", "arkivuttrekk.xml"
	swap := func(name, old, with string) func(*testing.T, string) {
		return func(t *testing.T, dir string) { t.Helper(); replace(t, dir, name, old, with) }
	}
	doc := "dokumenter/2024/1/" + string(id(kindObject, 1)) + ".txt"
	cases := map[string]struct {
		damage func(*testing.T, string)
		rule   string
	}{
		"an empty element":              {swap(structure, "<tittel>Personal</tittel>", "<tittel> </tittel>"), noark.RuleEmptyElement},
		"XML that stops":                {swap(structure, "</arkivdel>", ""), noark.RuleNotXML},
		"a systemID used twice":         {swap(structure, string(id(kindDocument, 2)), string(id(kindDocument, 1))), noark.RuleRepeatedID},
		"an open case file":             {swap(structure, "<saksstatus>Avsluttet<", "<saksstatus>Under behandling<"), noark.RuleStatus},
		"an open series":                {swap(structure, "Avsluttet periode", "Aktiv periode"), noark.RuleStatus},
		"an entry not archived":         {swap(structure, "<journalstatus>Arkivert<", "<journalstatus>Ekspedert<"), noark.RuleStatus},
		"a document being edited":       {swap(structure, "Dokumentet er ferdigstilt", "Dokumentet er under redigering"), noark.RuleStatus},
		"a settlement by nothing":       {swap(structure, "</avskrivningsmaate>", "</avskrivningsmaate><referanseAvskrivesAvJournalpost>"+string(id(kindEntry, 404))+"</referanseAvskrivesAvJournalpost>"), noark.RuleReference},
		"a change of nothing":           {swap("endringslogg.xml", string(id(kindCaseFile, 1)), string(id(kindCaseFile, 404))), noark.RuleReference},
		"another checksum":              {swap(structure, "<sjekksum>", "<sjekksum>00"), noark.RuleChecksum},
		"another size":                  {swap(structure, "<filstoerrelse>", "<filstoerrelse>1"), noark.RuleSize},
		"another format":                {swap(structure, "<format>x-fmt/111<", "<format>fmt/101<"), noark.RuleFormatDiffers},
		"a path out of the package":     {swap(structure, doc, "../../secret.txt"), noark.RuleFileMissing},
		"a journal that counts wrong":   {swap(running, "<antallJournalposter>4<", "<antallJournalposter>5<"), noark.RuleCount},
		"a journal row of nothing":      {swap(running, "<systemID>"+string(id(kindEntry, 2)), "<systemID>"+string(id(kindEntry, 404))), noark.RuleJournal},
		"journals that differ":          {swap(public, "<systemID>"+string(id(kindEntry, 2)), "<systemID>"+string(id(kindEntry, 404))), noark.RuleJournal},
		"a journal out of order":        {swap(running, "<journalsekvensnummer>2<", "<journalsekvensnummer>9<"), noark.RuleJournal},
		"a screened name shown":         {swap(public, ">*****</korrespondansepartNavn>", ">Søker Nummer1</korrespondansepartNavn>"), noark.RuleScreening},
		"a screened name in a title":    {swap(public, "<offentligTittel>Søknad på stilling", "<offentligTittel>Søknad, Nummer1 Søker"), noark.RuleScreening},
		"a count of case files":         {swap(uttrekk, `<value>//mappe</value></property>`+"\n"+`<property dataType="integer" name="value"><value>2<`, `<value>//mappe</value></property>`+"\n"+`<property dataType="integer" name="value"><value>3<`), noark.RuleCount},
		"a count of files":              {swap(uttrekk, `name="antallDokumentfiler"><value>4<`, `name="antallDokumentfiler"><value>5<`), noark.RuleCount},
		"a statement on screening":      {swap(uttrekk, `name="inneholderSkjermetInformasjon"><value>true<`, `name="inneholderSkjermetInformasjon"><value>false<`), noark.RuleCount},
		"a file of XML that was edited": {func(t *testing.T, dir string) { t.Helper(); write(t, dir, running, read(t, dir, running)+" ") }, noark.RuleChecksum},
		"a document that is gone": {func(t *testing.T, dir string) {
			t.Helper()
			if err := os.Remove(filepath.Join(dir, filepath.FromSlash(doc))); err != nil {
				t.Fatal(err)
			}
		}, noark.RuleFileMissing},
		"a document that was changed":  {func(t *testing.T, dir string) { t.Helper(); write(t, dir, doc, "annet") }, noark.RuleChecksum},
		"a document nobody speaks of":  {func(t *testing.T, dir string) { t.Helper(); write(t, dir, "dokumenter/ekstra.txt", "x") }, noark.RuleFileUnreferenced},
		"a journal that is missing":    {func(t *testing.T, dir string) { t.Helper(); _ = os.Remove(filepath.Join(dir, public)) }, noark.RuleFileMissing},
		"a document in another format": {func(t *testing.T, dir string) { t.Helper(); write(t, dir, doc, "GIF89a\x01\x00") }, noark.RuleFormat},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, dir := extracted(t, synthetic{caseFiles: 2, perFile: 2, changeEntry: func(e *noark.RegistryEntry) {
				e.Screening = screened(noark.ScreenSenderName)
			}}, nil)
			mustBeFaultless(t, dir)
			c.damage(t, dir)
			faults, err := noark.Check(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range faults {
				if f.Rule == c.rule && f.What != "" {
					return
				}
			}
			t.Errorf("not found; got %v", faults)
		})
	}
}

// Each fault is told once, by its rule and its file.
func TestAFaultIsToldByRuleAndFile(t *testing.T) {
	t.Parallel()
	_, dir := extracted(t, synthetic{caseFiles: 1, perFile: 1}, officialSchemas(t))
	mustBeFaultless(t, dir)
	if err := os.Remove(filepath.Join(dir, "addml.xsd")); err != nil {
		t.Fatal(err)
	}
	unit := string(id(kindDocument, 1))
	replace(t, dir, "arkivstruktur.xml", unit, "dokument-1")
	write(t, dir, "metadatakatalog.xsd", read(t, dir, "metadatakatalog.xsd")+"\n")
	faults, err := noark.Check(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range faults {
		got = append(got, f.Rule+" "+f.File)
	}
	want := []string{"file-missing addml.xsd", "id-malformed arkivstruktur.xml", "checksum-differs metadatakatalog.xsd"}
	if !slices.Equal(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
}

func TestCheckFindsAnUnsettledEntry(t *testing.T) {
	t.Parallel()
	_, dir := extracted(t, synthetic{caseFiles: 1, perFile: 1}, nil)
	content := read(t, dir, "arkivstruktur.xml")
	from, to := strings.Index(content, "<avskrivning>"), strings.Index(content, "</avskrivning>")+len("</avskrivning>")
	replace(t, dir, "arkivstruktur.xml", content[from:to], "")
	faults, err := noark.Check(dir)
	if err != nil || len(faults) != 1 || faults[0].Rule != noark.RuleUnsettled {
		t.Fatalf("%v, %v", faults, err)
	}
}

func TestValidateTellsWhereAFileBreaksItsSchema(t *testing.T) {
	t.Parallel()
	_, dir := extracted(t, synthetic{caseFiles: 1, perFile: 1}, officialSchemas(t))
	replace(t, dir, "arkivstruktur.xml", "<journalaar>2024</journalaar>", "<journalaar>i fjor</journalaar>")
	valid, reason, faults, err := noark.Validate(t.Context(), dir)
	if reason == noark.NoValidator {
		testkit.Missing(t, "xmllint")
	}
	if err != nil || valid == nil || *valid {
		t.Fatalf("valid=%v err=%v", valid, err)
	}
	if len(faults) == 0 || faults[0].File != "arkivstruktur.xml" || !strings.Contains(faults[0].What, "journalaar") {
		t.Fatalf("%v", faults)
	}
}

func TestCheckOfAPlaceWithoutAPackageIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := noark.Check(filepath.Join(t.TempDir(), "missing")); err == nil {
		t.Fatal("no error")
	}
	faults, err := noark.Check(t.TempDir())
	if err != nil || len(faults) == 0 {
		t.Fatalf("an empty folder: %v, %v", faults, err)
	}
}
