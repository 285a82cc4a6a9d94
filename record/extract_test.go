package record_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"saksgang/base/calendar"
	"saksgang/base/sqldb"
	"saksgang/record"
	"saksgang/testkit"
)

func TestAPeriodFromTheDatabaseIsValidByTheOfficialSchemas(t *testing.T) {
	t.Parallel()
	schemas := []string{testkit.Data(t, "data/noark5/xsd-v5.0"), testkit.Data(t, "data/addml/v8.2")}
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f, application := w.decided(t)
		w.dispose(t)
		from, to := calendar.MustDate("2024-01-01"), calendar.MustDate("2024-12-31")
		dir := filepath.Join(t.TempDir(), "package")
		p, err := w.ExtractPeriod(ctx, from, to, dir, schemas)
		if err != nil {
			t.Fatal(err)
		}
		if !p.Good() || !p.OfficialSchemas || p.CaseFiles != 1 || p.RegistryEntries != 3 || p.ArchiveNotes != 1 || p.Descriptions != 4 || p.Disposed != 3 || p.Documents != 1 {
			t.Errorf("%+v", p)
		}
		if p.Valid == nil {
			testkit.Missing(t, "xmllint")
		}
		public := read(t, dir, "offentligJournal.xml")
		if strings.Contains(public, "Dahl") || !strings.Contains(public, "Søknad – *****") {
			t.Error("the public journal shows an applicant's name, or no applicant at all")
		}
		structure := read(t, dir, "arkivstruktur.xml")
		for _, want := range []string{"utfoertKassasjon", application.String(), "offl. § 25 første ledd", "Besvart med e-post", f.String()} {
			if !strings.Contains(structure, want) {
				t.Errorf("arkivstruktur.xml lacks %q", want)
			}
		}
		if _, err := w.ExtractPeriod(ctx, from, to, dir, schemas); err == nil {
			t.Error("a package was overwritten")
		}
		if _, err := w.ExtractPeriod(as(per, "Per"), from, to, dir+"2", schemas); err == nil {
			t.Error("somebody without the right made a package")
		}
		p, err = w.ExtractPeriod(ctx, calendar.MustDate("2023-01-01"), calendar.MustDate("2023-12-31"), dir+"3", schemas)
		if err == nil {
			t.Errorf("an empty period gave a package: %+v", p)
		}
	})
}

func TestACorrectionStandsInTheChangeLogWithBothValues(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f, application := w.decided(t)
		want(t, w.Correct(ctx, application, record.FieldTitle, "Ny tittel", "Feil"), "record.entry-at-rest")
		want(t, w.Reopen(ctx, f, "Feil tittel"), "")
		want(t, w.Correct(ctx, application, record.FieldTitle, "Søknad på stilling – Ola Nordmann Dahl", ""), "record.reason-missing")
		want(t, w.Correct(ctx, application, record.FieldTitle, "Søknad på stilling – Ola Nordmann Dahl", "Stillingen manglet"), "")
		want(t, w.Correct(as(per, "Per", record.RightRead, record.RightReadScreened, record.RightRegister), application, record.FieldPublicTitle, "Søknad", "x"), "authz.denied")
		w.drain(t)
		found, err := w.Search(ctx, record.Query{Text: "stilling sykehus"})
		if err != nil || found.Total != 1 {
			t.Errorf("%d hits on the new title and the text together, %v", found.Total, err)
		}
		want(t, w.Close(ctx, f), "")
		dir := filepath.Join(t.TempDir(), "package")
		p, err := w.ExtractPeriod(ctx, calendar.MustDate("2027-01-01"), calendar.MustDate("2027-12-31"), dir, nil)
		if err != nil || len(p.Faults) != 0 {
			t.Fatalf("%+v %v", p, err)
		}
		log := read(t, dir, "endringslogg.xml")
		for _, want := range []string{"<tidligereVerdi>Søknad – Ola Nordmann Dahl</tidligereVerdi>", "<nyVerdi>Søknad på stilling – Ola Nordmann Dahl</nyVerdi>", "Avsluttet"} {
			if !strings.Contains(log, want) {
				t.Errorf("endringslogg.xml lacks %q", want)
			}
		}
	})
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
