package recordapp_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

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
	"saksgang/municipality"
	"saksgang/record"
	"saksgang/record/recordapp"
	"saksgang/testkit"
	"saksgang/web"
)

// town is Fjordvik's own document plan, one hiring, and three people.
type town struct {
	*httptest.Server
	records *record.Service
	plan    *record.Plan
	deps    base.Deps
	clock   *clock.Manual
	runner  *jobs.Runner
	hiring  ids.CaseID
}

var (
	opening   = time.Date(2024, 3, 4, 8, 0, 0, 0, time.UTC)
	archivist = ids.Derive[ids.User]("recordapp-test", "archivist")
	leader    = ids.Derive[ids.User]("recordapp-test", "leader")
	lawyer    = ids.Derive[ids.User]("recordapp-test", "lawyer")
	clerk     = ids.Derive[ids.User]("recordapp-test", "clerk")
)

type people map[ids.UserID]authz.Actor

func (p people) Actor(_ context.Context, user ids.UserID) (authz.Actor, error) {
	if a, ok := p[user]; ok {
		return a, nil
	}
	return authz.Actor{}, errs.NotFound("web.not-there")
}

func (people) BySubject(context.Context, string, string) (ids.UserID, error) {
	return ids.UserID{}, errs.NotFound("web.not-there")
}

func actor(user ids.UserID, name string, rights ...authz.Right) authz.Actor {
	a := authz.Actor{User: user, Name: name}
	for _, r := range rights {
		a.Grants = append(a.Grants, authz.Grant{Right: r, Reach: authz.Everywhere})
	}
	return a
}

func everybody() people {
	all := []authz.Right{record.RightRead, record.RightReadScreened, record.RightRegister, record.RightSignOff, record.RightScreen, record.RightClose, record.RightProposeDisposal}
	return people{
		archivist: actor(archivist, "Kari Arkivar", all...),
		leader:    actor(leader, "Per Arkivleder", record.RightRead, record.RightReadScreened, record.RightApproveDisposal, record.RightExtract),
		lawyer:    actor(lawyer, "Liv Jurist", record.RightApproveDisposal),
		clerk:     actor(clerk, "Nils Nykommer", record.RightRead),
	}
}

// fjordvik is the document plan of the municipality that the project comes with.
type fjordvik struct{ plan *record.Plan }

func (f fjordvik) Plan(context.Context) (*record.Plan, error) { return f.plan, nil }

func readPlan(t *testing.T) fjordvik {
	t.Helper()
	registry := municipality.NewRegistry()
	recordapp.RegisterSections(registry)
	folder := filepath.Join(testkit.ProjectRoot(), "demo", "fjordvik")
	// Roles and other sections are not read here; demo's own test holds the
	// whole folder against the rules.
	loaded, _, err := registry.Check(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	p := &record.Plan{
		Version: "1", Zone: oslo, Language: "nb",
		Town: record.Town{Name: "Fjordvik kommune", OrgNumber: "310999180", Mail: "post@fjordvik.example", Address: []string{"Rådhusgata 1"}},
	}
	for _, f := range municipality.Values[record.FolderPlan](loaded, recordapp.PlanSection) {
		p.Owner, p.Types = f.Owner, append(p.Types, f.Types...)
	}
	for _, g := range municipality.Values[record.FolderGrounds](loaded, recordapp.GroundsSection) {
		p.Grounds = append(p.Grounds, g.Grounds...)
	}
	for _, c := range municipality.Values[record.FolderClasses](loaded, recordapp.ClassesSection) {
		p.Classes = *c
	}
	for _, l := range municipality.Values[record.FolderLetter](loaded, recordapp.LettersSection) {
		p.Letters = append(p.Letters, *l)
	}
	for _, l := range municipality.Values[record.FolderLists](loaded, recordapp.ListsSection) {
		p.Lists = append(p.Lists, l.Lists...)
	}
	if len(p.Types) < 20 || len(p.Letters) < 5 {
		t.Fatalf("%d rows and %d letters were read", len(p.Types), len(p.Letters))
	}
	return fjordvik{p}
}

func newTown(t *testing.T, db *sqldb.DB) *town {
	t.Helper()
	tn := &town{clock: clock.NewFixed(opening), hiring: ids.New[ids.Case]()}
	dir := t.TempDir()
	queue := jobs.New(db, tn.clock)
	tn.deps = base.Deps{
		DB: db, Clock: tn.clock, Ledger: ledger.New(db, tn.clock, ledger.Sealing{}), Work: work.New(db, tn.clock), Jobs: queue,
		Files: blob.New(db, tn.clock, blob.Dir(filepath.Join(dir, "files"))),
		Mail:  mail.New(db, tn.clock, queue, mail.Folder(filepath.Join(dir, "mail")), "fjordvik.example"),
	}
	plan := readPlan(t)
	tn.plan = plan.plan
	tn.records = record.New(tn.deps, plan, record.Options{SystemName: "Saksgang test", Audience: audience{}})
	tn.runner = jobs.NewRunner(queue, "test", nil, jobs.RunnerOptions{})
	for kind, handle := range recordapp.Jobs(tn.records) {
		tn.runner.Handle(kind, handle)
	}
	tn.runner.Handle(mail.SendJob, tn.deps.Mail.Deliver)
	shell, err := web.New(web.Options{
		Bundle: bundle(t), Clock: tn.clock, Directory: everybody(), Town: "Fjordvik kommune", Log: slog.New(slog.DiscardHandler),
		Demo: &web.Demo{People: []web.DemoPerson{
			{User: archivist, Name: "Kari Arkivar"}, {User: leader, Name: "Per Arkivleder"}, {User: lawyer, Name: "Liv Jurist"}, {User: clerk, Name: "Nils Nykommer"},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []web.Module{recordapp.Module(tn.records, recordapp.Options{Packages: dir}), caseModule()} {
		if err := shell.Add(m); err != nil {
			t.Fatal(err)
		}
	}
	tn.Server = httptest.NewServer(shell.Handler())
	t.Cleanup(tn.Close)
	return tn
}

// caseModule stands for the module that owns cases, on which record has a tab.
func caseModule() web.Module {
	return web.Module{
		Name:     "case",
		Subjects: []web.SubjectKind{{Kind: "case", Path: "/cases/{id}", Right: record.RightRead, Head: func(*http.Request, string) (web.Subject, error) { return web.Subject{Name: "Sak"}, nil }}},
		Tabs:     []web.Tab{{Kind: "case", Key: "", Label: "record.tab.overview", Right: record.RightRead, Body: func(*http.Request, string) (templ.Component, error) { return web.Text("Sak"), nil }}},
	}
}

func (tn *town) as(user ids.UserID) context.Context {
	return authz.With(context.Background(), everybody()[user])
}

var nurse = map[string]string{
	"stilling.tittel": "Sykepleier", "søker.navn": "Ola Nordmann Dahl", "stilling.nummer": "7", "enhet.navn": "Skogheim", "søknad.mottatt": "4. mars",
	"søknad.nummer": "1", "stilling.søknadsfrist": "20. mars",
}

// hire makes a hiring: an advertisement, an application that is answered, one
// document that nobody here can convert.
func (tn *town) hire(t *testing.T) (record.CaseFileID, record.EntryID) {
	t.Helper()
	ctx := tn.as(archivist)
	f, err := tn.records.OpenCaseFile(ctx, record.NewCaseFile{Key: "case/" + tn.hiring.String(), Case: tn.hiring, Kind: "hiring", Title: "Sykepleier, Skogheim", Agency: "helse", Unit: "skogheim"})
	if err != nil {
		t.Fatal(err)
	}
	application := tn.register(t, f, "soknad", "Jeg søker <script>alert(1)</script> stillingen.", "soknad.txt")
	tn.register(t, f, "stillingsannonse", "Vi søker sykepleier.", "annonse.txt")
	err = tn.records.WriteDocument(ctx, record.Order{
		Key: "answer", CaseFile: f, DocumentType: "avslag", Template: "avslag", Fields: nurse, Correspondent: record.Correspondent{Name: "Ola Nordmann Dahl"},
		Mail: "ola@example.org", Answers: application,
	})
	if err != nil {
		t.Fatal(err)
	}
	tn.drain(t)
	return f, application
}

func (tn *town) register(t *testing.T, f record.CaseFileID, kind, text, name string) record.EntryID {
	t.Helper()
	ref, err := tn.deps.Files.Put(context.Background(), strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var from []record.Correspondent
	if kind != "stillingsannonse" {
		from = []record.Correspondent{{Name: "Ola Nordmann Dahl"}}
	}
	id, err := tn.records.Register(tn.as(archivist), record.NewEntry{
		Key: kind, CaseFile: f, DocumentType: kind, Fields: nurse, Correspondents: from,
		Documents: []record.NewDocument{{FileName: name, File: ref}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (tn *town) drain(t *testing.T) {
	t.Helper()
	if _, err := tn.runner.Drain(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// close ends the hiring and goes three years on.
func (tn *town) close(t *testing.T, f record.CaseFileID) {
	t.Helper()
	ctx := tn.as(archivist)
	if _, err := tn.records.SignOffFile(ctx, f); err != nil {
		t.Fatal(err)
	}
	if err := tn.records.Decided(ctx, f, calendar.MustDate("2024-05-02")); err != nil {
		t.Fatal(err)
	}
	if err := tn.records.Close(ctx, f); err != nil {
		t.Fatal(err)
	}
	tn.clock.Set(time.Date(2027, 5, 3, 8, 0, 0, 0, time.UTC))
}

// reader is one person's browser.
type reader struct {
	t      *testing.T
	client *http.Client
	tn     *town
}

func (tn *town) login(t *testing.T, user ids.UserID) *reader {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{t, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, tn}
	r.post("/demo/login", url.Values{"user": {user.String()}})
	return r
}

func (r *reader) get(path string) (*http.Response, string) {
	r.t.Helper()
	answer, err := r.client.Get(r.tn.URL + path)
	return r.read(answer, err)
}

func (r *reader) post(path string, values url.Values) (*http.Response, string) {
	r.t.Helper()
	answer, err := r.client.PostForm(r.tn.URL+path, values)
	return r.read(answer, err)
}

func (r *reader) read(answer *http.Response, err error) (*http.Response, string) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer, string(body)
}

// damage changes one letter of a file.
func damage(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(content), "Fjordvik", "Fjordvika", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}
