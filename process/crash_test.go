package process_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"saksgang/base/authz"
	"saksgang/base/command"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/process"
	"saksgang/process/bpmn"
	"saksgang/testkit"
)

// simulation plays a seeded day at the town hall. Disturbed, any statement of
// any command or job may fail, and a command's answer may be lost; whoever asked
// then asks again with the same identifier.
type simulation struct {
	*town
	random    *rand.Rand // of the day: the same, disturbed or not
	faults    *rand.Rand // of the disturbances; nil for an undisturbed day
	failIn    int        // statements until one fails; 0 for none
	suffered  int
	commands  int
	cases     []ids.CaseID
	delivered map[string]bool // what a job action did outside, by key
}

var errLost = errors.New("the machine died here")

// before is asked before each statement.
func (s *simulation) before(string) error {
	if s.failIn == 0 {
		return nil
	}
	s.failIn--
	if s.failIn == 0 {
		s.suffered++
		return errLost
	}
	return nil
}

func newSimulation(t *testing.T, target string, seed uint64, disturbed bool) *simulation {
	t.Helper()
	s := &simulation{random: rand.New(rand.NewPCG(seed, 1)), delivered: map[string]bool{}}
	db, err := sqldb.Open(t.Context(), target, sqldb.Options{Before: s.before})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := sqldb.Exec(t.Context(), db, "CREATE TABLE effect (title TEXT NOT NULL, node TEXT NOT NULL, visit BIGINT NOT NULL)"); err != nil {
		t.Fatal(err)
	}
	s.town = newTown(t, db, process.Options{})
	s.offer("test.note", process.Inline, s.note)
	s.offer("test.send", process.Job, func(_ context.Context, c process.Call) (map[string]any, error) {
		s.delivered[c.Key] = true
		return map[string]any{"sent": true}, nil
	})
	s.deploy(simulated(), process.Meta{})
	if disturbed {
		s.faults = rand.New(rand.NewPCG(seed, 2))
	}
	return s
}

// note is an inline action with an effect in the database.
func (s *simulation) note(ctx context.Context, c process.Call) (map[string]any, error) {
	_, err := sqldb.Exec(ctx, s.db, "INSERT INTO effect (title, node, visit) SELECT title, $2, $3 FROM process_case WHERE id = $1", c.Case, c.Node, int64(c.Visit))
	return map[string]any{"noted " + c.Node: c.Visit}, err
}

// simulated has a bit of everything: branches side by side, a loop, an action
// of each kind, a message, and a timer that takes a task away.
func simulated() *bpmn.Definitions {
	d := bpmn.New("d", "d")
	d.AddMessage("m", "answer")
	p := d.AddProcess("simulated", "Simulated")
	add := func(kind bpmn.Kind, id string, attributes ...string) { element(kind, id, attributes...)(p) }
	add(bpmn.StartEvent, "start")
	add(bpmn.UserTask, "write", "role", "leader")
	add(bpmn.ServiceTask, "note", "action", "test.note")
	add(bpmn.ParallelGateway, "fork")
	add(bpmn.UserTask, "read", "role", "leader", "reminder", "P1D")
	add(bpmn.ServiceTask, "send", "action", "test.send")
	add(bpmn.ReceiveTask, "answer")
	p.Node("answer").Message = "m"
	add(bpmn.ParallelGateway, "join")
	add(bpmn.UserTask, "decide", "role", "leader", "action", "test.note")
	add(bpmn.ExclusiveGateway, "again")
	add(bpmn.EndEvent, "end")
	for i, f := range [][2]string{
		{"start", "write"},
		{"write", "note"},
		{"note", "fork"},
		{"fork", "read"},
		{"fork", "send"},
		{"send", "answer"},
		{"answer", "join"},
		{"read", "join"},
		{"join", "decide"},
		{"decide", "again"},
		{"late", "join2"},
		{"join2", "join"},
		{"again", "end"},
	} {
		if f[0] == "late" {
			p.AddBoundary("read", "late", "", bpmn.Timer(bpmn.TimeDuration, "PT2H"))
			add(bpmn.ServiceTask, "join2", "action", "test.note")
		}
		p.Connect(fmt.Sprint("f", i), f[0], f[1])
	}
	// The join takes the branch of the reader by either way, so they meet first.
	p.Flows = slices.DeleteFunc(p.Flows, func(f *bpmn.Flow) bool { return f.Target == "join" && f.Source != "answer" })
	add(bpmn.ExclusiveGateway, "either")
	p.Connect("e1", "read", "either")
	p.Connect("e2", "join2", "either")
	p.Connect("e3", "either", "join")
	p.Connect("back", "again", "write").When("again = true")
	p.Node("again").Default = "f12"
	return d
}

// carryOut does a command to its end, whatever happens on the way.
func (s *simulation) carryOut(actor authz.Actor, do func(ctx context.Context) error) {
	s.t.Helper()
	s.commands++
	id := ids.Derive[ids.Command]("simulation", fmt.Sprint(s.commands))
	ctx := command.With(as(s.t.Context(), actor), id)
	for attempt := 1; ; attempt++ {
		s.arm(40)
		err := do(ctx)
		s.failIn = 0
		if err != nil && !errors.Is(err, errLost) || attempt > 10 {
			s.t.Fatalf("command %d: %v", s.commands, err)
		}
		answerLost := s.faults != nil && s.faults.IntN(4) == 0
		if err == nil && !answerLost {
			return
		}
	}
}

// arm lets one of the next statements fail, now and then.
func (s *simulation) arm(within int) {
	if s.faults != nil && s.faults.IntN(2) == 0 {
		s.failIn = 1 + s.faults.IntN(within)
	}
}

// machine runs the jobs that are due, through every failure.
func (s *simulation) machine() {
	s.t.Helper()
	for range 6 {
		s.arm(30)
		_, err := s.runner.Drain(s.t.Context())
		s.failIn = 0
		if err != nil && !errors.Is(err, errLost) {
			s.t.Fatal(err)
		}
		s.clock.Advance(2 * time.Second) // a failed job is tried again soon
	}
}

// day plays the events of a day, then lets everything run out.
func (s *simulation) day(events int) {
	for range events {
		switch n := s.random.IntN(10); {
		case n < 2 || len(s.cases) == 0:
			s.begin()
		case n < 7:
			s.work()
		case n < 8:
			s.answer(s.random.IntN(len(s.cases)))
		case n < 9:
			s.clock.Advance(3 * time.Hour)
		}
		s.machine()
	}
	for i := range s.cases {
		s.answer(i)
		s.answer(i)
		s.answer(i)
	}
	for range 200 {
		s.machine()
		if !s.work() {
			return
		}
	}
	s.t.Fatal("the work has no end")
}

func (s *simulation) begin() {
	var c ids.CaseID
	title := fmt.Sprint("case ", len(s.cases))
	s.carryOut(admin, func(ctx context.Context) (err error) {
		c, err = s.s.StartCase(ctx, process.Start{Process: "simulated", Title: title, Agency: "health", Variables: map[string]any{"rounds": 0}})
		return err
	})
	s.cases = append(s.cases, c)
}

// work does one of the open tasks, and says whether there was one.
func (s *simulation) work() bool {
	var open []process.Task
	for _, c := range s.cases {
		tasks, err := s.s.TasksOf(as(s.t.Context(), admin), c)
		s.must(err)
		open = append(open, tasks...)
	}
	if len(open) == 0 {
		return false
	}
	slices.SortFunc(open, func(a, b process.Task) int {
		return strings.Compare(a.Case.Title+a.Node, b.Case.Title+b.Node)
	})
	task := open[s.random.IntN(len(open))]
	again := task.Node == "decide" && task.Visit < 3 && s.random.IntN(2) == 0
	if s.random.IntN(3) == 0 {
		s.carryOut(leader, func(ctx context.Context) error { return s.s.Take(ctx, task.ID) })
	}
	s.carryOut(leader, func(ctx context.Context) error {
		return s.s.Complete(ctx, task.ID, map[string]any{"again": again, "last": task.Node})
	})
	return true
}

func (s *simulation) answer(i int) {
	if !s.caseOf(s.cases[i]).IsOpen() {
		return
	}
	once := fmt.Sprint("answer ", s.commands)
	s.carryOut(admin, func(ctx context.Context) error {
		_, err := s.s.Deliver(ctx, process.Message{Name: "answer", Case: s.cases[i], Once: once, Payload: map[string]any{"from": once}})
		return err
	})
}

// picture is everything that must be the same after a disturbed day.
func (s *simulation) picture() string {
	var b strings.Builder
	for i, c := range s.cases {
		fmt.Fprintf(&b, "case %d %s\n", i, s.steps(c))
		instances, err := s.s.Instances(as(s.t.Context(), admin), c)
		s.must(err)
		for _, in := range instances {
			for _, name := range slices.Sorted(maps.Keys(in.Variables)) {
				fmt.Fprintf(&b, "  %s = %v\n", name, in.Variables[name])
			}
		}
	}
	for _, query := range []string{
		"SELECT title || ' ' || node || ' ' || CAST(visit AS TEXT) FROM effect ORDER BY 1",
		`SELECT c.title || ' ' || t.node || ' ' || CAST(t.visit AS TEXT) || ' ' || t.outcome FROM process_task t
JOIN process_instance i ON i.id = t.instance JOIN process_case c ON c.id = i.case_id ORDER BY 1`,
		"SELECT kind || ' ' || CAST(count(*) AS TEXT) FROM ledger_event GROUP BY kind ORDER BY kind",
		"SELECT kind || ' ' || state || ' ' || CAST(count(*) AS TEXT) FROM job GROUP BY kind, state ORDER BY kind, state",
		"SELECT kind || ' open' FROM work_item WHERE closed_at = 0 ORDER BY 1",
		"SELECT once || ' ' || CASE WHEN taken_at > 0 THEN 'taken' ELSE 'kept' END FROM process_message ORDER BY 1",
		"SELECT 'awaits ' || name FROM process_await ORDER BY 1",
		"SELECT code FROM process_incident ORDER BY 1",
	} {
		lines, err := sqldb.All[string](s.t.Context(), s.db, query)
		s.must(err)
		b.WriteString(strings.Join(lines, "\n") + "\n")
	}
	fmt.Fprintf(&b, "%d delivered\n", len(s.delivered))
	return b.String()
}

func TestADisturbedDayEndsLikeAnUndisturbedOne(t *testing.T) {
	t.Parallel()
	targets := map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return testkit.SQLite(t).Path() },
		"postgres": func(t *testing.T) string { return testkit.PostgresURL(t) },
	}
	for engine, target := range targets {
		for seed := range uint64(3) {
			t.Run(fmt.Sprint(engine, " seed ", seed), func(t *testing.T) {
				t.Parallel()
				calm, rough := newSimulation(t, target(t), seed, false), newSimulation(t, target(t), seed, true)
				calm.day(40)
				rough.day(40)
				if rough.suffered < 10 {
					t.Errorf("only %d failures", rough.suffered)
				}
				if a, b := calm.picture(), rough.picture(); a != b {
					t.Errorf("undisturbed:\n%s\nafter %d failures:\n%s", a, rough.suffered, b)
				}
			})
		}
	}
}
