package process_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/process"
	"saksgang/process/bpmn"
	"saksgang/testkit"
)

// town is a municipality in a test: a service, its world, and a few people.
type town struct {
	t       testing.TB
	db      *sqldb.DB
	clock   *clock.Manual
	deps    base.Deps
	actions *process.Registry
	s       *process.Service
	runner  *jobs.Runner
	called  []process.Call
}

var (
	leader = person("Anna, leader", authz.Holding{Role: "leader", Agency: "health"})
	other  = person("Bo, leader elsewhere", authz.Holding{Role: "leader", Agency: "school"})
	hr     = person("Siv, HR", authz.Holding{Role: "hr"})
	admin  = withRights(person("Ola, process owner", authz.Holding{Role: "owner"}), "process.see-case", "process.start", "process.administer", "process.deploy")
)

func person(name string, roles ...authz.Holding) authz.Actor {
	return authz.Actor{User: ids.Derive[ids.User]("test", name), Name: name, Roles: roles}
}

func withRights(a authz.Actor, rights ...authz.Right) authz.Actor {
	for _, r := range rights {
		a.Grants = append(a.Grants, authz.Grant{Right: r, Reach: authz.Everywhere})
	}
	return a
}

func as(ctx context.Context, a authz.Actor) context.Context { return authz.With(ctx, a) }

// each runs a test on both engines.
func each(t *testing.T, test func(t *testing.T, w *town)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) { test(t, newTown(t, db, process.Options{})) })
}

func newTown(t testing.TB, db *sqldb.DB, opts process.Options) *town {
	t.Helper()
	now := clock.NewFixed(time.Date(2024, 1, 8, 9, 0, 0, 0, time.UTC))
	w := &town{t: t, db: db, clock: now, actions: process.NewRegistry()}
	w.deps = base.Deps{
		DB: db, Clock: now, Ledger: ledger.New(db, now, ledger.Sealing{}), Work: work.New(db, now),
		Jobs: jobs.New(db, now), Files: blob.New(db, now, blob.Dir(t.TempDir())),
	}
	w.s = process.New(w.deps, w.actions, opts)
	w.runner = jobs.NewRunner(w.deps.Jobs, "test", w.s.JobFailed, jobs.RunnerOptions{})
	w.s.Handle(w.runner)
	return w
}

// note offers an action that only remembers that it was called.
func (w *town) offer(name string, mode process.Mode, run func(ctx context.Context, c process.Call) (map[string]any, error)) {
	w.actions.Add(process.Action{Name: name, Right: "test.do", Mode: mode, Run: func(ctx context.Context, c process.Call) (map[string]any, error) {
		w.called = append(w.called, c)
		if run == nil {
			return nil, nil
		}
		return run(ctx, c)
	}})
}

// deploy puts a drawing in force under the key of its process.
func (w *town) deploy(d *bpmn.Definitions, meta process.Meta) process.Version {
	w.t.Helper()
	var text strings.Builder
	w.must(bpmn.Write(&text, d))
	meta.Owner, meta.Title = "owner", d.Processes[0].Name
	meta.Rights = []string{"test.do"}
	v, err := w.s.Deploy(as(w.t.Context(), admin), d.Processes[0].ID, text.String(), meta)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

func (w *town) start(key string, vars map[string]any, participants map[string][]ids.UserID) ids.CaseID {
	w.t.Helper()
	c, err := w.s.StartCase(as(w.t.Context(), admin), process.Start{
		Process: key, Title: "Nurse, Skogheim", Agency: "health", Unit: "skogheim", Variables: vars, Participants: participants,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// task returns the only open task of the case at the node.
func (w *town) task(c ids.CaseID, node string) process.Task {
	w.t.Helper()
	tasks, err := w.s.TasksOf(as(w.t.Context(), admin), c)
	if err != nil {
		w.t.Fatal(err)
	}
	i := slices.IndexFunc(tasks, func(t process.Task) bool { return t.Node == node })
	if i < 0 {
		w.t.Fatalf("no open task at %s: %+v", node, tasks)
	}
	return tasks[i]
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) refuses(err error, code string) {
	w.t.Helper()
	if !errs.Has(err, code) {
		w.t.Errorf("got %v, want %s", err, code)
	}
}

func (w *town) drain() {
	w.t.Helper()
	if _, err := w.runner.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// steps writes the steps of a case as "node:when" in their order.
func (w *town) steps(c ids.CaseID) string {
	w.t.Helper()
	steps, err := w.s.Steps(as(w.t.Context(), admin), c)
	if err != nil {
		w.t.Fatal(err)
	}
	var words []string
	for _, s := range steps {
		words = append(words, s.Node+":"+[...]string{"later", "now", "past", "skipped"}[s.When])
	}
	return strings.Join(words, " ")
}

func (w *town) caseOf(c ids.CaseID) process.Case {
	w.t.Helper()
	got, err := w.s.CaseOf(as(w.t.Context(), admin), c)
	w.must(err)
	return got
}

// standard is need (leader) → publish (leader's action) → approve (hr) → end,
// refused when hr says so.
func standard() *bpmn.Definitions {
	d := bpmn.New("d", "d")
	p := d.AddProcess("hiring", "Hiring")
	p.AddNode(bpmn.StartEvent, "start", "Start")
	p.AddNode(bpmn.UserTask, "need", "Describe the need")
	p.AddNode(bpmn.ServiceTask, "record", "Open the case file").Set("action", "test.record")
	p.AddNode(bpmn.UserTask, "approve", "Approve")
	p.AddNode(bpmn.ExclusiveGateway, "which", "")
	p.AddNode(bpmn.EndEvent, "approved", "Approved")
	p.AddNode(bpmn.EndEvent, "refused", "Refused")
	p.Connect("f1", "start", "need")
	p.Connect("f2", "need", "record")
	p.Connect("f3", "record", "approve")
	p.Connect("f4", "approve", "which")
	p.Connect("yes", "which", "approved").When("approved = true")
	p.Connect("no", "which", "refused")
	p.Node("which").Default = "no"
	p.AddLane("l1", "Leader", "start", "need", "record").Set("role", "leader")
	p.AddLane("l2", "HR", "approve", "which", "approved", "refused")
	return d
}

var standardMeta = process.Meta{Lanes: map[string][]string{"HR": {"hr"}}, Starters: []string{"leader"}}
