package record_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/mail"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/record"
	"saksgang/record/format"
)

// world is a small municipality with a plan of its own.
type world struct {
	*record.Service
	deps    base.Deps
	clock   *clock.Manual
	runner  *jobs.Runner
	dir     string
	convert *converter
	hiring  ids.CaseID
	holders audience
}

var (
	opening = time.Date(2024, 3, 4, 8, 0, 0, 0, time.UTC)
	kari    = ids.Derive[ids.User]("test", "Kari")
	per     = ids.Derive[ids.User]("test", "Per")
	liv     = ids.Derive[ids.User]("test", "Liv")
)

func newWorld(t *testing.T, db *sqldb.DB) *world {
	t.Helper()
	w := &world{clock: clock.NewFixed(opening), dir: t.TempDir(), convert: &converter{}, hiring: ids.New[ids.Case](), holders: audience{}}
	if path := db.Path(); path != "" {
		w.dir = filepath.Dir(path)
	}
	queue := jobs.New(db, w.clock)
	w.deps = base.Deps{
		DB: db, Clock: w.clock, Ledger: ledger.New(db, w.clock, ledger.Sealing{}), Work: work.New(db, w.clock), Jobs: queue,
		Files: blob.New(db, w.clock, blob.Dir(filepath.Join(w.dir, "files"))),
		Mail:  mail.New(db, w.clock, queue, mail.Folder(filepath.Join(w.dir, "mail")), "fjordvik.example"),
	}
	w.restart(t)
	return w
}

// restart is a new life of the program on the same database.
func (w *world) restart(t *testing.T) {
	t.Helper()
	w.Service = record.New(w.deps, testPlan{}, record.Options{Archivist: "archivist", Approver: "approver", Converter: w.convert, Audience: w.holders, SystemName: "Saksgang test"})
	w.handle(t)
}

// handle gives the jobs to the service as it is now.
func (w *world) handle(t *testing.T) {
	t.Helper()
	w.runner = jobs.NewRunner(w.deps.Jobs, "test", nil, jobs.RunnerOptions{})
	w.runner.Handle(record.WriteJob, w.Write)
	w.runner.Handle(record.DistributeJob, w.SendCopies)
	w.runner.Handle(record.PreserveJob, w.Preserve)
	w.runner.Handle(record.DisposeJob, w.Dispose)
	w.runner.Handle(record.ScrubJob, w.Scrub)
	w.runner.Handle(record.IndexJob, w.Reindex)
	w.runner.Handle(record.PackageJob, w.MakePackage)
	w.runner.Handle(mail.SendJob, w.deps.Mail.Deliver)
}

// drain runs every job that is due.
func (w *world) drain(t *testing.T) {
	t.Helper()
	if _, err := w.runner.Drain(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// audience is who holds which role, wherever.
type audience map[string][]authz.Actor

func (a audience) Holders(_ context.Context, role, _, _ string) ([]authz.Actor, error) {
	return a[role], nil
}

func (audience) RoleTitles(context.Context) (map[string]string, error) { return nil, nil }

// converter makes a PDF/A that says what the source said, or refuses.
type converter struct{ fails error }

func (c *converter) Convert(_ context.Context, in []byte, _ string) (format.Converted, error) {
	if c.fails != nil {
		return format.Converted{}, c.fails
	}
	text, err := format.Text(in)
	if err != nil {
		return format.Converted{}, err
	}
	out, err := format.RenderPDFA(format.Letter{Language: "nb", Title: "Konvertert", Paragraphs: []string{text}, Made: opening})
	return format.Converted{Content: out, From: format.IdentifyBytes(in).Format, To: format.PDFA2b, Tool: "test"}, err
}

// as lets a person act who holds the rights everywhere.
func as(user ids.UserID, name string, rights ...authz.Right) context.Context {
	a := authz.Actor{User: user, Name: name}
	for _, r := range rights {
		a.Grants = append(a.Grants, authz.Grant{Right: r, Reach: authz.Everywhere})
	}
	return authz.With(context.Background(), a)
}

func archivist() context.Context {
	return as(kari, "Kari Arkivar", record.RightRead, record.RightReadScreened, record.RightRegister, record.RightSignOff, record.RightScreen,
		record.RightClose, record.RightProposeDisposal, record.RightExtract)
}

func (w *world) put(t *testing.T, content string) blob.Ref {
	t.Helper()
	ref, err := w.deps.Files.Put(context.Background(), strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func (w *world) open(t *testing.T) record.CaseFileID {
	t.Helper()
	id, err := w.OpenCaseFile(archivist(), record.NewCaseFile{
		Key: "hiring/1", Case: w.hiring, Kind: "hiring", Title: "Sykepleier, Skogheim", Agency: "helse", Unit: "skogheim", UnitName: "Skogheim",
		Responsible: kari, ResponsibleName: "Leder Skogheim",
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

var nurse = map[string]string{"stilling.tittel": "Sykepleier", "søker.navn": "Ola Nordmann Dahl", "stilling.nummer": "7"}

// apply registers an application with a CV.
func (w *world) apply(t *testing.T, f record.CaseFileID, key, text string) record.EntryID {
	t.Helper()
	id, err := w.Register(archivist(), record.NewEntry{
		Key: key, CaseFile: f, DocumentType: "soknad", Fields: nurse,
		Correspondents: []record.Correspondent{{Name: "Ola Nordmann Dahl", Mail: "ola@example.org"}},
		Documents: []record.NewDocument{
			{FileName: "soknad-ola.txt", File: w.put(t, text), Main: true},
			{DocumentType: "cv", FileName: "cv-ola.txt", File: w.put(t, "CV for "+text)},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (w *world) reject(t *testing.T, f record.CaseFileID, key string, answers record.EntryID) {
	t.Helper()
	err := w.WriteDocument(archivist(), record.Order{
		Key: key, CaseFile: f, DocumentType: "avslag", Template: "avslag", Fields: nurse,
		Correspondent: record.Correspondent{Name: "Ola Nordmann Dahl"}, Mail: "ola@example.org", Answers: answers,
	})
	if err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, err error, code string) {
	t.Helper()
	if code == "" && err != nil || code != "" && !errs.Has(err, code) {
		t.Errorf("want %q, got %v", code, err)
	}
}

// count is how many rows of a table hold.
func (w *world) count(t *testing.T, table string) int {
	t.Helper()
	n, err := sqldb.One[int](context.Background(), w.deps.DB, "SELECT count(*) FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// files lists every file of the data folder whose content holds the text.
func (w *world) holding(t *testing.T, text string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(w.dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(bytes.ToLower(content), []byte(strings.ToLower(text))) || strings.Contains(strings.ToLower(path), strings.ToLower(text)) {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// testPlan is a document plan of a few rows.
type testPlan struct{}

func (testPlan) Plan(context.Context) (*record.Plan, error) { return thePlan, nil }

var thePlan = makePlan()

func makePlan() *record.Plan {
	ground := func(key, cite string) record.FolderGround {
		return record.FolderGround{Key: key, Provisions: []record.FolderProvision{
			{Cite: cite + " (gammel)", From: calendar.MustDate("2000-01-01"), To: calendar.MustDate("2020-01-01")},
			{Cite: cite, From: calendar.MustDate("2020-01-01")},
		}}
	}
	preserve := record.FolderRetention{Outcome: "preserve", Ground: "bevaring"}
	years := func(n int) record.FolderRetention {
		return record.FolderRetention{Outcome: "dispose", After: calendar.Span{Months: 12 * n}, From: "decision", Ground: "kassasjon"}
	}
	hidden := record.FolderPublicity{Status: "exempt", Ground: "ansettelse", ScreenName: true}
	marked := record.FolderPublicity{Status: "screened", Ground: "ansettelse", ScreenName: true}
	public := record.FolderPublicity{Status: "public"}
	row := func(key, title, pattern, registration, direction string, p record.FolderPublicity, r record.FolderRetention) record.FolderDocumentType {
		return record.FolderDocumentType{Key: key, Title: title, NamePattern: pattern, Class: "401", Registration: registration, Direction: direction, File: "hiring", Publicity: p, Retention: r}
	}
	types := []record.FolderDocumentType{
		row("stillingsannonse", "Stillingsannonse", "Stillingsannonse – {{stilling.tittel}}", "journal", "internal-no-reply", public, preserve),
		row("soknad", "Søknad", "Søknad – {{søker.navn}}", "journal", "incoming", hidden, years(2)),
		row("cv", "CV", "CV – {{søker.navn}}", "archive", "incoming", hidden, years(2)),
		row("bekreftelse", "Bekreftelse", "Bekreftelse – {{søker.navn}}", "journal", "outgoing", marked, years(2)),
		row("avslag", "Avslag", "Svar på søknad – {{søker.navn}}", "journal", "outgoing", marked, years(2)),
		row("svar-unntak", "Svar på krav", "Svar på krav – {{søker.navn}}", "journal", "outgoing", hidden, preserve),
		row("avtale", "Signert avtale", "Signert avtale – {{søker.navn}}", "journal", "incoming", marked, preserve),
		row("innstilling", "Innstilling", "Innstilling – {{stilling.tittel}}", "journal", "internal", hidden, preserve),
		row("referansenotat", "Referansenotat", "Referansenotat – {{søker.navn}}", "archive", "internal-no-reply", hidden, years(1)),
		row("soknad-ansatt", "Søknad fra den ansatte", "Søknad – {{søker.navn}}", "archive", "incoming", hidden, preserve),
		row("kunngjoring", "Kunngjøring", "Kunngjøring – {{stilling.tittel}}", "journal", "outgoing", public, years(2)),
		row("omtale", "Omtale", "Omtale av {{søker.navn}}", "journal", "outgoing", record.FolderPublicity{Status: "public", ScreenName: true}, preserve),
		row("huskelapp", "Huskelapp", "Huskelapp", "none", "internal-no-reply", public, preserve),
	}
	for i := range types {
		switch types[i].Key {
		case "soknad":
			types[i].Settled = "reply"
		case "avtale":
			types[i].Settled = "note"
		case "kunngjoring":
			types[i].Copies = []string{"alle"}
		case "bekreftelse":
			types[i].Acknowledges = true
		}
	}
	letter := func(key, subject, body string) record.FolderLetter {
		s, _ := record.ParseLetter(subject)
		b, _ := record.ParseLetter(body)
		return record.FolderLetter{Key: key, Language: "nb", Type: key, Subject: subject, Letter: record.Letter{Subject: s, Body: b}}
	}
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		panic(err)
	}
	return &record.Plan{
		Version: "1", Zone: oslo, Language: "nb", Owner: "planeier", Types: types,
		Town:    record.Town{Name: "Fjordvik kommune", OrgNumber: "310999180", Mail: "post@fjordvik.example", Web: "https://www.fjordvik.example", Address: []string{"Rådhusgata 1", "9918 Fjordvik"}},
		Grounds: []record.FolderGround{ground("ansettelse", "offl. § 25 første ledd"), ground("bevaring", "arkivlova § 12"), ground("kassasjon", "arkivlova § 13")},
		Classes: record.FolderClasses{Key: "funksjon", Title: "Arkivnøkkel", Classes: []record.FolderClass{
			{Key: "4", Title: "Personal"}, {Key: "40", Title: "Rekruttering", Parent: "4"}, {Key: "401", Title: "Ansettelse", Parent: "40"},
		}},
		Lists: []record.FolderList{
			{Key: "alle", Title: "Nye stillinger", Members: []record.FolderMember{{Role: "union"}, {Name: "NAV Fjordvik", Mail: "Nav@fjordvik.example"}}},
			{Key: "innside", Title: "Tillitsvalgte", Members: []record.FolderMember{{Role: "union"}, {Role: "union", Unit: "skogheim"}}},
		},
		Letters: []record.FolderLetter{
			letter("avslag", "Svar på søknaden din – {{stilling.tittel}}", "Hei, {{søker.navn}}\n\n# Hva vi har avgjort\n\nStillingen er besatt.\n\n- ett\n- to\n\nMed hilsen\n\n{{kommune.navn}}"),
			letter("bekreftelse", "Vi har mottatt søknaden din", "Hei, {{søker.navn}}\n\nVi mottok søknaden. Saken har nummer {{sak.nummer}}."),
		},
	}
}
