package recruitapp_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/process"
	"saksgang/recruit"
	"saksgang/recruit/recruitapp"
	"saksgang/testkit"
)

// fjordvik is the folder as it stands in the repository.
const fjordvik = "../../demo/fjordvik"

// archive remembers what it was asked, by hand.
type archive struct {
	files    int
	received []recruit.Incoming
	written  []recruit.Order
	noted    []string
}

func (a *archive) OpenFile(context.Context, recruit.NewFile) (string, error) {
	a.files++
	return "file-1", nil
}

func (a *archive) Receive(_ context.Context, d recruit.Incoming) (string, error) {
	a.received = append(a.received, d)
	return fmt.Sprintf("entry-%d", len(a.received)), nil
}

func (a *archive) Write(_ context.Context, d recruit.Order) error {
	a.written = append(a.written, d)
	return nil
}

func (a *archive) TakeNoteOf(_ context.Context, entry, _ string) error {
	a.noted = append(a.noted, entry)
	return nil
}

func (a *archive) Decided(context.Context, string, calendar.Date) error { return nil }

func (a *archive) count(kind recruit.Kind) int {
	n := 0
	for _, o := range a.written {
		if o.Kind == kind {
			n++
		}
	}
	return n
}

type employer struct{ hired []recruit.Hired }

func (e *employer) Hire(_ context.Context, h recruit.Hired) (string, error) {
	e.hired = append(e.hired, h)
	return "personnel file", nil
}

// registers are the municipality's positions and people.
type registers map[ids.UserID]string

func (registers) Position(_ context.Context, key string) (recruitapp.Position, error) {
	if key != "skogheim-2-ledig" {
		return recruitapp.Position{}, errs.NotFound("staff.position-not-found")
	}
	return recruitapp.Position{Key: key, Title: "Sykepleier", Agency: "helse", Unit: "skogheim-2", Code: "7174", Police: true, Health: true}, nil
}

func (r registers) PersonName(_ context.Context, u ids.UserID) (string, error) { return r[u], nil }

// town is Fjordvik's hiring process with its people, and what stands around it
// made by hand.
type town struct {
	t       *testing.T
	db      *sqldb.DB
	clock   *clock.Manual
	deps    base.Deps
	process *process.Service
	recruit *recruit.Service
	runner  *jobs.Runner
	archive *archive
	hires   *employer
	people  map[string]authz.Actor
	c       ids.CaseID
	named   map[string]any // what the case begins with
}

var cast = map[string]authz.Holding{
	"leader":  {Role: "leder", Agency: "helse", Unit: "skogheim-2"},
	"chief":   {Role: "kommunalsjef", Agency: "helse"},
	"hr":      {Role: "hr-medarbeider"},
	"hr2":     {Role: "hr-medarbeider"},
	"union":   {Role: "hovedtillitsvalgt", Agency: "helse"},
	"member":  {Role: "ansatt"},
	"second":  {Role: "leder", Agency: "helse", Unit: "annet-sted"},
	"archive": {Role: "arkivar"},
}

func each(t *testing.T, test func(t *testing.T, f *town)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) { test(t, newTown(t, db)) })
}

func newTown(t *testing.T, db *sqldb.DB) *town {
	t.Helper()
	now := clock.NewFixed(time.Date(2024, 1, 8, 9, 0, 0, 0, time.UTC))
	norway, err := calendar.New("no", "Europe/Oslo", nil)
	must(t, err)
	f := &town{t: t, db: db, clock: now, archive: &archive{}, hires: &employer{}, people: map[string]authz.Actor{}, named: map[string]any{"reference": "FJ-1"}}
	names := registers{}
	for who, role := range cast {
		user := ids.Derive[ids.User]("test", who)
		f.people[who], names[user] = authz.Actor{User: user, Name: who, Roles: []authz.Holding{role}}, who
	}
	admin := authz.Actor{User: ids.Derive[ids.User]("test", "admin"), Name: "admin"}
	for _, r := range append(process.Rights(), recruit.RightRead) {
		admin.Grants = append(admin.Grants, authz.Grant{Right: r, Reach: authz.Everywhere})
	}
	f.people["admin"] = admin
	f.deps = base.Deps{
		DB: db, Clock: now, Ledger: ledger.New(db, now, ledger.Sealing{}), Work: work.New(db, now),
		Jobs: jobs.New(db, now), Files: blob.New(db, now, blob.Dir(t.TempDir())),
	}
	registry := process.NewRegistry()
	forms, err := process.NewSchemaForms(folderForms(t))
	must(t, err)
	f.process = process.New(f.deps, registry, process.Options{Calendar: norway, Forms: forms})
	f.recruit = recruit.New(f.deps, f.archive, f.hires, recruitapp.Cases(f.process), recruit.Options{
		Calendar: norway, WithdrawDays: 3, CommitteeRole: "intervjuutvalg", UnionRole: "hovedtillitsvalgt", HRRole: "hr-medarbeider",
	})
	for _, a := range recruitapp.Actions(f.recruit, names, f.process, f.deps.Files) {
		registry.Add(a)
	}
	f.runner = jobs.NewRunner(f.deps.Jobs, "test", f.process.JobFailed, jobs.RunnerOptions{})
	f.process.Handle(f.runner)
	f.deploy()
	return f
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func folderForms(t *testing.T) []process.FolderForm {
	t.Helper()
	files, err := filepath.Glob(fjordvik + "/forms/*.json")
	must(t, err)
	var forms []process.FolderForm
	for _, name := range files {
		text, err := os.ReadFile(name)
		must(t, err)
		forms = append(forms, process.FolderForm{Key: strings.TrimSuffix(filepath.Base(name), ".json"), Schema: text})
	}
	return forms
}

// deploy puts Fjordvik's drawing in force as the folder describes it.
func (f *town) deploy() {
	f.t.Helper()
	text, err := os.ReadFile(fjordvik + "/processes/ansettelse.yaml")
	must(f.t, err)
	var p process.FolderProcess
	must(f.t, yaml.Unmarshal(text, &p))
	drawing, err := os.ReadFile(fjordvik + "/processes/" + p.File)
	must(f.t, err)
	meta := process.Meta{Title: p.Title, Owner: p.Owner, Starters: p.Starters, Rights: p.Rights, Lanes: map[string][]string{}}
	for _, l := range p.Lanes {
		meta.Lanes[l.Name] = l.Roles
	}
	_, err = f.process.Deploy(f.as("admin"), p.Key, string(drawing), meta)
	must(f.t, err)
}

// as is the person with what she holds now, by her role and in her cases.
func (f *town) as(who string) context.Context {
	actor := f.people[who]
	if f.process != nil && who != "admin" {
		held, err := f.process.HoldingsOf(f.t.Context(), actor.User)
		must(f.t, err)
		grants, err := f.process.GrantsOf(f.t.Context(), actor.User)
		must(f.t, err)
		actor.Roles = append(slices.Clone(actor.Roles), held...)
		actor.Grants = append(slices.Clone(actor.Grants), grants...)
		for _, h := range held {
			actor.Grants = append(actor.Grants, authz.Grant{Right: recruit.RightRead, Reach: authz.InCase, Case: h.Case})
		}
	}
	if who == "leader" {
		actor.Grants = append(actor.Grants, authz.Grant{Right: recruit.RightSeeCertificate, Reach: authz.InUnit, Unit: "skogheim-2"})
	}
	return authz.With(f.t.Context(), actor)
}

func (f *town) user(who string) string { return f.people[who].User.String() }

// start begins a case as the leader.
func (f *town) start() {
	f.t.Helper()
	c, err := f.process.StartCase(f.as("leader"), process.Start{
		Process: "ansettelse", Title: "Sykepleier, Skogheim avdeling 2", Agency: "helse", Unit: "skogheim-2", Variables: f.named,
	})
	must(f.t, err)
	f.c = c
}

// open are the nodes at which tasks wait.
func (f *town) open() string {
	f.t.Helper()
	tasks, err := f.process.TasksOf(f.as("admin"), f.c)
	must(f.t, err)
	var nodes []string
	for _, t := range tasks {
		nodes = append(nodes, t.Node)
	}
	slices.Sort(nodes)
	return strings.Join(nodes, " ")
}

func (f *town) waitsAt(nodes string) {
	f.t.Helper()
	if got := f.open(); got != nodes {
		incidents, _ := f.process.Incidents(f.as("admin"), f.c)
		f.t.Fatalf("tasks wait at %q, want %q; incidents %+v", got, nodes, incidents)
	}
}

func (f *town) task(node string) process.Task {
	f.t.Helper()
	tasks, err := f.process.TasksOf(f.as("admin"), f.c)
	must(f.t, err)
	i := slices.IndexFunc(tasks, func(t process.Task) bool { return t.Node == node })
	if i < 0 {
		f.t.Fatalf("no task at %s, but at %q", node, f.open())
	}
	return tasks[i]
}

type form map[string]any

// try completes the task at a node as somebody.
func (f *town) try(who, node string, input form) error {
	f.t.Helper()
	return f.process.Complete(f.as(who), f.task(node).ID, input)
}

func (f *town) do(who, node string, input form) {
	f.t.Helper()
	if err := f.try(who, node, input); err != nil {
		f.t.Fatalf("%s at %s: %v", who, node, err)
	}
}

func (f *town) refused(who, node string, input form, code string) {
	f.t.Helper()
	if err := f.try(who, node, input); !errs.Has(err, code) {
		f.t.Fatalf("%s at %s: %v, want %s", who, node, err, code)
	}
}

// at moves the clock, and lets timers fire.
func (f *town) at(day string) {
	f.t.Helper()
	f.clock.Set(calendar.MustDate(day).In(time.UTC).Add(8 * time.Hour))
	_, err := f.runner.Drain(f.t.Context())
	must(f.t, err)
}

func (f *town) now() recruit.Vacancy {
	f.t.Helper()
	v, err := f.recruit.OfCase(f.as("admin"), f.c)
	must(f.t, err)
	return v
}

// apply sends an application in, as a recruitment system does.
func (f *town) apply(name string) string {
	f.t.Helper()
	got, err := f.recruit.ReceiveApplication(f.t.Context(), recruit.NewApplication{
		Reference: "FJ-1", Source: "/recruiter", SourceID: name, Name: name, Mail: strings.ToLower(name) + "@example.net",
		Attachments: []recruit.Attachment{{Kind: recruit.KindApplication, Name: "application.txt"}},
	})
	must(f.t, err)
	return got.Application.String()
}

func (f *town) answers(name string, yes bool) {
	f.t.Helper()
	_, err := f.recruit.AnswerOffer(f.t.Context(), recruit.FromApplicant{Source: "/recruiter", SourceID: name}, yes, nil)
	must(f.t, err)
}

func grantIn(right authz.Right, unit string) authz.Grant {
	return authz.Grant{Right: right, Reach: authz.InUnit, Unit: unit}
}

func mustDate(text string) calendar.Date { return calendar.MustDate(text) }
