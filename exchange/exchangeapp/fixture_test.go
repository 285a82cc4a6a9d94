package exchangeapp_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/mail"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/exchange"
	"saksgang/exchange/exchangeapp"
	"saksgang/exchange/hrxml"
	"saksgang/testkit"
	"saksgang/web"
)

// agreed are the connections of a municipality's folder, as told by it.
type agreed []exchange.FolderConnection

func (a agreed) Connection(_ context.Context, key string) (exchange.FolderConnection, bool, error) {
	for _, c := range a {
		if c.Key == key {
			return c, true, nil
		}
	}
	return exchange.FolderConnection{}, false, nil
}

func (a agreed) Connections(context.Context) ([]exchange.FolderConnection, error) { return a, nil }

var kinds = []exchange.FolderMessage{{Kind: "application", Handler: "test"}, {Kind: "vacancy", Handler: "test"}}

var connections = agreed{
	{
		Key: "recruiter", Title: "Rekrutteringssystemet", Owner: "hr", Direction: "both", Messages: kinds,
		Ways: []exchange.FolderWay{
			{Kind: "http", Path: "connections/recruiter/messages", Secret: "RECRUITER"},
			{Kind: "hrxml", Path: "connections/recruiter/positions", Secret: "RECRUITER"},
			{Kind: "http-out", URL: "https://recruiter.example", Path: "status"},
		},
		Limits: exchange.FolderLimits{FileMB: 1, MessageMB: 2, Files: 4},
	},
	{Key: "other", Title: "Et annet system", Owner: "hr", Direction: "in", Messages: kinds, Ways: []exchange.FolderWay{{Kind: "http", Path: "x", Secret: "OTHER"}}},
	{Key: "unset", Title: "Uten hemmelighet", Owner: "hr", Direction: "in", Ways: []exchange.FolderWay{{Kind: "http", Path: "x", Secret: "NOT_SET"}, {Kind: "hrxml", Path: "x"}}},
	{Key: "folder-only", Title: "Bare mappe", Owner: "hr", Direction: "in", Ways: []exchange.FolderWay{{Kind: "folder", Path: "x", Secret: "RECRUITER"}}},
}

type secrets map[string]string

func (s secrets) Secret(name string) (string, bool) { v, ok := s[name]; return v, ok }

const token = "a-token-of-the-recruiter"

type people map[ids.UserID]authz.Actor

func (p people) Actor(_ context.Context, user ids.UserID) (authz.Actor, error) {
	if a, found := p[user]; found {
		return a, nil
	}
	return authz.Actor{}, errs.NotFound("access.user-not-found")
}

func (p people) BySubject(context.Context, string, string) (ids.UserID, error) {
	return ids.UserID{}, errs.NotFound("access.user-not-found")
}

// there is the other system; it takes everything but what it is told to refuse.
type there struct{ refuse error }

func (t *there) Deliver(context.Context, exchange.FolderWay, exchange.Dispatch) error {
	return t.refuse
}

func (t *there) Ask(context.Context, exchange.FolderWay, exchange.Dispatch) (has, tells bool, err error) {
	return false, false, nil
}

// refusing is a mail server that takes nothing.
type refusing struct{}

func (refusing) Deliver(context.Context, mail.Letter) error { return errs.Invalid("mail.refused") }

func (f *fixture) AddresseeOf(context.Context, ids.CaseID) (ids.UserID, string, error) {
	return f.owner, "hr", nil
}

type fixture struct {
	*exchange.Service
	t       *testing.T
	server  *httptest.Server
	door    *testkit.Visitor
	outbox  *mail.Outbox
	out     *exchange.Outbox
	there   *there
	post    *exchange.Post
	run     *jobs.Runner
	theCase ids.CaseID
	owner   ids.UserID // reads and repairs
	reader  ids.UserID // reads
	member  ids.UserID // reads what belongs to theCase
	nobody  ids.UserID
	took    []string
	reject  error // what the handler answers
}

func each(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) { test(t, newFixture(t, db)) })
}

func newFixture(t *testing.T, db *sqldb.DB) *fixture {
	t.Helper()
	now := clock.NewFixed(time.Date(2024, 1, 8, 12, 0, 0, 0, time.UTC))
	queue := jobs.New(db, now)
	f := &fixture{
		t: t, theCase: ids.New[ids.Case](), owner: ids.New[ids.User](), reader: ids.New[ids.User](),
		member: ids.New[ids.User](), nobody: ids.New[ids.User](),
	}
	f.outbox = mail.New(db, now, queue, refusing{}, "fjordvik.example")
	f.Service = exchange.New(base.Deps{
		DB: db, Clock: now, Ledger: ledger.New(db, now, ledger.Sealing{}), Work: work.New(db, now), Jobs: queue,
		Files: blob.New(db, now, blob.Dir(t.TempDir())), Mail: f.outbox,
	}, connections, t.TempDir())
	for _, kind := range []string{"application", "vacancy"} {
		f.Register(exchange.Handler{Kind: kind, Handle: f.take})
	}
	f.there = &there{}
	f.out = exchange.NewOutbox(f.Deps, connections, map[string]exchange.Transport{exchange.HTTPOut: f.there})
	f.post = exchange.NewPost(f.Deps, f)
	f.outbox.KeptBy(f.post)
	f.run = jobs.NewRunner(queue, "a", nil, jobs.RunnerOptions{})
	exchangeapp.RegisterJobs(f.run, f.Service)
	for kind, handle := range exchangeapp.OutJobs(f.out) {
		f.run.Handle(kind, handle)
	}
	f.run.Handle(mail.SendJob, f.outbox.Deliver)
	f.serve(now)
	return f
}

func (f *fixture) serve(now clock.Clock) {
	f.t.Helper()
	all := people{
		f.owner:  {User: f.owner, Name: "Amina Dahle", Grants: grants(authz.Everywhere, ids.CaseID{}, exchange.RightRead, exchange.RightRepair, exchange.RightPause), Roles: []authz.Holding{{Role: "hr"}}},
		f.reader: {User: f.reader, Name: "Lars Arkivar", Grants: grants(authz.Everywhere, ids.CaseID{}, exchange.RightRead)},
		f.member: {User: f.member, Name: "Kim Komite", Grants: grants(authz.InCase, f.theCase, exchange.RightRead)},
		f.nobody: {User: f.nobody, Name: "Nils Ingen"},
	}
	bundle, err := i18n.NewBundle(i18n.Source{Package: "web", Files: web.Locales}, i18n.Source{Package: "exchange", Files: exchange.Locales},
		i18n.Source{Package: "exchange", Files: exchangeapp.Locales}, i18n.Source{Package: "exchange", Files: hrxml.Locales})
	if err != nil {
		f.t.Fatal(err)
	}
	demo := &web.Demo{}
	for user, a := range all {
		demo.People = append(demo.People, web.DemoPerson{User: user, Name: a.Name})
	}
	shell, err := web.New(web.Options{Bundle: bundle, Clock: now, Directory: all, Demo: demo, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		f.t.Fatal(err)
	}
	if err := shell.Add(exchangeapp.Module(shell, f.Service, exchangeapp.Options{
		Secrets: secrets{"RECRUITER": token, "OTHER": "another-token"}, Schemas: map[string][]byte{"candidate.json": []byte(`{"type": "object"}`)}, DemoMail: f.outbox, Outbox: f.out, Post: f.post,
	})); err != nil {
		f.t.Fatal(err)
	}
	if err := shell.Add(web.Module{Name: "case", Subjects: []web.SubjectKind{{Kind: "case", Path: "/cases/{id}", Right: web.SignedIn, Head: func(*http.Request, string) (web.Subject, error) {
		return web.Subject{Kind: "Case", Name: "A case"}, nil
	}}}}); err != nil {
		f.t.Fatal(err)
	}
	f.door = testkit.Visit(f.t, shell.Handler())
	f.server = httptest.NewServer(shell.Handler())
	f.t.Cleanup(f.server.Close)
}

func grants(reach authz.Reach, c ids.CaseID, rights ...authz.Right) []authz.Grant {
	var out []authz.Grant
	for _, r := range rights {
		out = append(out, authz.Grant{Right: r, Reach: reach, Case: c})
	}
	return out
}

func (f *fixture) take(_ context.Context, d exchange.Delivery, _ any) (exchange.Outcome, error) {
	if f.reject != nil {
		return exchange.Outcome{}, f.reject
	}
	f.took = append(f.took, d.SourceID)
	return exchange.Outcome{Case: f.theCase, Result: "number " + d.SourceID}, nil
}

func (f *fixture) drain() {
	f.t.Helper()
	if _, err := f.run.Drain(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
}

// answered is a machine's view of an answer.
type answered struct {
	status   int
	header   http.Header
	Code     string             `json:"code"`
	Title    string             `json:"title"`
	Status   int                `json:"status"`
	Args     map[string]any     `json:"args"`
	Message  exchange.MessageID `json:"message"`
	State    exchange.State     `json:"state"`
	Repeated bool               `json:"duplicate"`
	Result   string             `json:"result"`
	SourceID string             `json:"id"`
	Problem  *answered          `json:"problem"`
	Receipts []answered         `json:"receipts"`
	Position string             `json:"position"`
}

func (f *fixture) send(method, path, kind string, body io.Reader, change func(*http.Request)) answered {
	f.t.Helper()
	r, err := http.NewRequestWithContext(f.t.Context(), method, f.server.URL+"/api/v1/connections/"+path, body)
	if err != nil {
		f.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", kind)
	if change != nil {
		change(r)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		f.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		f.t.Fatal(err)
	}
	out := answered{status: answer.StatusCode, header: answer.Header}
	if err := json.Unmarshal(text, &out); err != nil {
		f.t.Fatalf("%d %s", answer.StatusCode, text)
	}
	return out
}

const events = "application/cloudevents+json"

func event(id, name string) string {
	text, _ := json.Marshal(exchange.Envelope{
		SpecVersion: "1.0", ID: id, Source: "/recruiter", Type: "application", Subject: "FJ-17", Data: json.RawMessage(`{"name": "` + name + `"}`),
	})
	return string(text)
}

func (f *fixture) deliver(id, name string) answered {
	f.t.Helper()
	return f.send(http.MethodPost, "recruiter/messages", events, strings.NewReader(event(id, name)), nil)
}

func (f *fixture) as(user ids.UserID) *testkit.Visitor { f.t.Helper(); return f.door.As(user) }

func (f *fixture) all() []exchange.Message {
	f.t.Helper()
	ctx := authz.With(f.t.Context(), authz.Actor{User: f.owner, Grants: grants(authz.Everywhere, ids.CaseID{}, exchange.RightRead)})
	out, _, err := f.Messages(ctx, exchange.Query{Most: 1000})
	if err != nil {
		f.t.Fatal(err)
	}
	return out
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func shows(t *testing.T, page string, wanted, unwanted []string) {
	t.Helper()
	for _, w := range wanted {
		if !strings.Contains(page, w) {
			t.Errorf("the page lacks %q", w)
		}
	}
	for _, u := range append(unwanted, "⟦") {
		if strings.Contains(page, u) {
			t.Errorf("the page tells %q", u)
		}
	}
}
