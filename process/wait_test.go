package process_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/process"
	"saksgang/process/bpmn"
	"saksgang/testkit"
)

// line is a process of the given nodes in a row, between start and end.
func line(key string, nodes ...func(p *bpmn.Process) string) *bpmn.Definitions {
	d := bpmn.New("d", "d")
	p := d.AddProcess(key, "A row")
	p.AddNode(bpmn.StartEvent, "start", "")
	last := "start"
	for _, n := range nodes {
		id := n(p)
		p.Connect("to-"+id, last, id)
		last = id
	}
	p.AddNode(bpmn.EndEvent, "end", "")
	p.Connect("to-end", last, "end")
	return d
}

func userTask(id string, attributes ...string) func(p *bpmn.Process) string {
	return element(bpmn.UserTask, id, append([]string{"role", "leader"}, attributes...)...)
}

func element(kind bpmn.Kind, id string, attributes ...string) func(p *bpmn.Process) string {
	return func(p *bpmn.Process) string {
		n := p.AddNode(kind, id, "Do "+id)
		for i := 0; i+1 < len(attributes); i += 2 {
			n.Set(attributes[i], attributes[i+1])
		}
		return id
	}
}

func TestARefusedServiceTaskIsAnIncidentUntilRetried(t *testing.T) {
	t.Parallel()
	for _, mode := range []process.Mode{process.Inline, process.Job} {
		each(t, func(t *testing.T, w *town) {
			refuse := true
			w.offer("test.record", mode, func(ctx context.Context, c process.Call) (map[string]any, error) {
				if refuse {
					return nil, errs.Invalid("test.plan-lacks-type", "type", "ad")
				}
				return map[string]any{"ok": true}, nil
			})
			w.deploy(standard(), standardMeta)
			c := w.start("hiring", nil, nil)
			w.must(w.s.Complete(as(t.Context(), leader), w.task(c, "need").ID, nil))
			w.drain()
			owner := person("Eva", authz.Holding{Role: "owner"})
			items, err := w.deps.Work.Waiting(as(t.Context(), owner), work.Query{})
			w.must(err)
			if len(items) != 1 || items[0].Kind != "process.incident" || items[0].Title != "Open the case file" {
				t.Fatalf("%+v", items)
			}
			incidents, err := w.s.Incidents(as(t.Context(), admin), c)
			w.must(err)
			if i := incidents[0]; i.Code != "test.plan-lacks-type" || i.Node != "record" || i.Args[0].Value != "ad" {
				t.Errorf("%+v", i)
			}
			w.refuses(w.s.Retry(as(t.Context(), leader), incidents[0].ID), "process.no-such-incident")
			refuse = false
			w.must(w.s.Retry(as(t.Context(), owner), incidents[0].ID))
			w.drain()
			if w.task(c, "approve").Variables["ok"] != true {
				t.Error("the result is lost")
			}
			w.refuses(w.s.Retry(as(t.Context(), owner), incidents[0].ID), "process.incident-closed")
			if w.called[0].Key != w.called[1].Key || w.called[0].Key == "" {
				t.Errorf("keys %q and %q", w.called[0].Key, w.called[1].Key)
			}
			if left, _ := w.deps.Work.Waiting(as(t.Context(), owner), work.Query{}); len(left) != 0 {
				t.Errorf("work is left: %+v", left)
			}
		})
	}
}

func TestAFaultThatMayPassIsTriedAgainAndUndoesNothingMeanwhile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		broken := true
		w.offer("test.record", process.Job, func(context.Context, process.Call) (map[string]any, error) {
			if broken {
				return nil, errs.Unavailable(errors.New("no answer"), "test.down")
			}
			return nil, nil
		})
		w.deploy(standard(), standardMeta)
		c := w.start("hiring", nil, nil)
		w.must(w.s.Complete(as(t.Context(), leader), w.task(c, "need").ID, nil))
		w.drain()
		if got := w.steps(c); got != "start:past need:past record:now approve:later approved:later refused:later" {
			t.Error(got)
		}
		broken = false
		w.clock.Advance(time.Minute)
		w.drain()
		w.task(c, "approve")
	})
}

func TestAnInlineActionsFaultUndoesTheCommand(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.offer("test.record", process.Inline, func(context.Context, process.Call) (map[string]any, error) {
			return nil, errs.Unavailable(errors.New("full"), "test.disk-full")
		})
		w.deploy(standard(), standardMeta)
		c := w.start("hiring", nil, nil)
		id := w.task(c, "need").ID
		w.refuses(w.s.Complete(as(t.Context(), leader), id, nil), "test.disk-full")
		if w.task(c, "need").ID != id {
			t.Error("the task is gone")
		}
	})
}

func TestADeadlineCountsWorkingDaysAndRemindsAndEscalates(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		norway, err := calendar.New(calendar.Norway, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		w := newTown(t, db, process.Options{Calendar: norway})
		w.deploy(line("late", userTask("answer", "deadline", "5 working days", "reminder", "3 working days", "escalate", "chief")), process.Meta{})
		c := w.start("late", nil, nil)
		due := w.task(c, "answer").DueAt
		if want := time.Date(2024, 1, 15, 23, 0, 0, 0, time.UTC); !due.Equal(want) { // Monday 8 + 5 = the end of Monday 15, in Oslo
			t.Errorf("due %v, want %v", due, want)
		}
		chief := as(t.Context(), person("Chief", authz.Holding{Role: "chief"}))
		w.drain()
		w.clock.Set(time.Date(2024, 1, 12, 9, 0, 0, 0, time.UTC))
		w.drain()
		items, err := w.deps.Work.Waiting(as(t.Context(), leader), work.Query{})
		w.must(err)
		if len(items) != 1 || items[0].Reason != "process.reason.reminder" {
			t.Errorf("%+v", items)
		}
		w.clock.Set(due.Add(time.Second))
		w.drain()
		if items, _ := w.deps.Work.Waiting(chief, work.Query{}); len(items) != 1 || items[0].Kind != "process.escalation" {
			t.Errorf("%+v", items)
		}
		w.must(w.s.Complete(as(t.Context(), leader), w.task(c, "answer").ID, nil))
		if items, _ := w.deps.Work.Waiting(chief, work.Query{}); len(items) != 0 {
			t.Errorf("%+v", items)
		}
	})
}

func TestATimerOnATaskTakesItAwayOnceItIsDue(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		d := line("timed", userTask("answer"))
		p := d.Processes[0]
		p.AddBoundary("answer", "late", "", bpmn.Timer(bpmn.TimeDuration, "PT2H"))
		userTask("remind")(p)
		p.Connect("f", "late", "remind")
		p.Connect("g", "remind", "end")
		w.deploy(d, process.Meta{})
		in := w.start("timed", nil, nil)
		late := w.start("timed", nil, nil)
		gone := w.task(late, "answer").ID
		w.must(w.s.Complete(as(t.Context(), leader), w.task(in, "answer").ID, nil))
		w.clock.Advance(2 * time.Hour)
		w.drain()
		if w.caseOf(in).IsOpen() {
			t.Error("the answered case is open")
		}
		w.refuses(w.s.Complete(as(t.Context(), leader), gone, nil), "process.no-such-task")
		w.must(w.s.Complete(as(t.Context(), leader), w.task(late, "remind").ID, nil))
		if w.caseOf(late).IsOpen() {
			t.Error("the late case is open")
		}
	})
}

func TestAMessageIsTakenOnceWhetherItComesEarlyOrLate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		d := line("asks", userTask("ask"), element(bpmn.ReceiveTask, "answer", "result", "answer"), userTask("read"))
		d.AddMessage("m1", "answer-came")
		d.Processes[0].Node("answer").Message = "m1"
		w.deploy(d, process.Meta{})
		early, late := w.start("asks", nil, nil), w.start("asks", nil, nil)
		deliver := func(c ids.CaseID, once, text string) (process.Delivery, error) {
			return w.s.Deliver(t.Context(), process.Message{Name: "answer-came", Case: c, Once: once, Payload: map[string]any{"text": text}})
		}
		got, err := deliver(early, "1", "yes")
		w.must(err)
		if got.Taken {
			t.Error("taken before anybody awaited it")
		}
		for _, c := range []ids.CaseID{early, late} {
			w.must(w.s.Complete(as(t.Context(), leader), w.task(c, "ask").ID, nil))
		}
		got, err = deliver(late, "2", "no")
		w.must(err)
		if !got.Taken || got.Case != late {
			t.Errorf("%+v", got)
		}
		again, err := deliver(late, "2", "no")
		w.must(err)
		if !again.Taken {
			t.Errorf("%+v", again)
		}
		_, err = deliver(late, "2", "maybe")
		w.refuses(err, "process.message-differs")
		for c, want := range map[ids.CaseID]string{early: "yes", late: "no"} {
			if got := w.task(c, "read").Variables["answer"].(map[string]any)["text"]; got != want {
				t.Errorf("got %v, want %s", got, want)
			}
		}
	})
}

func TestAMessageFindsTheCaseByItsKey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		d := line("keyed", element(bpmn.ReceiveTask, "answer", "key", "= reference"), userTask("read"))
		d.AddMessage("m1", "receipt")
		d.Processes[0].Node("answer").Message = "m1"
		w.deploy(d, process.Meta{})
		one := w.start("keyed", map[string]any{"reference": "A-1"}, nil)
		two := w.start("keyed", map[string]any{"reference": "A-2"}, nil)
		got, err := w.s.Deliver(t.Context(), process.Message{Name: "receipt", Key: "A-2", Once: "x"})
		w.must(err)
		if got.Case != two {
			t.Errorf("%+v, want %v and not %v", got, two, one)
		}
		w.task(two, "read")
		kept, err := w.s.Deliver(t.Context(), process.Message{Name: "receipt", Key: "A-3", Once: "y"})
		w.must(err)
		w.clock.Advance(91 * 24 * time.Hour)
		w.drain()
		three := w.start("keyed", map[string]any{"reference": "A-3"}, nil)
		if kept.Taken || w.steps(three) != "start:past answer:now read:later end:later" {
			t.Errorf("a message was kept longer than it may: %s", w.steps(three))
		}
	})
}

func TestATaskWaitsForTheCasesParticipantsWhereThereAreAny(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.deploy(line("part", userTask("assess")), process.Meta{})
		member := person("Ida")
		c := w.start("part", nil, map[string][]ids.UserID{"leader": {member.User}})
		asMember := func() context.Context {
			a := member
			var err error
			a.Roles, err = w.s.HoldingsOf(t.Context(), member.User)
			w.must(err)
			a.Grants, err = w.s.GrantsOf(t.Context(), member.User)
			w.must(err)
			return as(t.Context(), a)
		}
		id := w.task(c, "assess").ID
		_, err := w.s.Task(as(t.Context(), leader), id)
		w.refuses(err, "process.no-such-task")
		_, err = w.s.Task(asMember(), id)
		w.must(err)
		cases, count, err := w.s.Cases(asMember(), process.CaseQuery{})
		w.must(err)
		if count != 1 || cases[0].ID != c {
			t.Errorf("%d %+v", count, cases)
		}
		w.must(w.s.Take(asMember(), id))
		w.refuses(w.s.RemoveParticipant(asMember(), c, "leader", member.User), "authz.denied")
		w.must(w.s.RemoveParticipant(as(t.Context(), admin), c, "leader", member.User))
		_, err = w.s.Task(asMember(), id)
		w.refuses(err, "process.no-such-task")
		_, err = w.s.CaseOf(asMember(), c)
		w.refuses(err, "process.no-such-case")
		w.must(w.s.AddParticipant(as(t.Context(), admin), c, "leader", member.User))
		w.must(w.s.Complete(asMember(), id, nil))
		if held, _ := w.s.HoldingsOf(t.Context(), member.User); len(held) != 0 {
			t.Errorf("holdings outlive the case: %v", held)
		}
	})
}

func TestARunningCaseKeepsItsVersionUntilItIsMoved(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		one := w.deploy(line("moving", userTask("first"), userTask("second")), process.Meta{})
		c := w.start("moving", nil, nil)
		two := w.deploy(line("moving", userTask("begin", "role", "hr"), userTask("second")), process.Meta{})
		if again := w.deploy(line("moving", userTask("first"), userTask("second")), process.Meta{}); again.Version != one.Version || two.Version != 2 {
			t.Errorf("versions %d, %d, %d", one.Version, two.Version, again.Version)
		}
		instances, err := w.s.Instances(as(t.Context(), admin), c)
		w.must(err)
		me := as(t.Context(), admin)
		w.refuses(w.s.Move(me, instances[0].ID, 2, nil), "process.move-unmapped")
		w.refuses(w.s.Move(me, instances[0].ID, 2, map[string]string{"first": "start"}), "process.move-unlike")
		w.must(w.s.Move(me, instances[0].ID, 2, map[string]string{"first": "begin"}))
		task := w.task(c, "begin")
		if task.Role != "hr" {
			t.Errorf("it waits for %s", task.Role)
		}
		w.must(w.s.Complete(as(t.Context(), hr), task.ID, nil))
		w.must(w.s.Complete(as(t.Context(), leader), w.task(c, "second").ID, nil))
		if w.caseOf(c).IsOpen() {
			t.Error("the case is open")
		}
	})
}

func TestATaskIsSentBackByTheWayThatTheDrawingHas(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		d := line("back", userTask("write"), userTask("check"))
		d.Errors = append(d.Errors, &bpmn.Error{Base: bpmn.Base{ID: "e"}, Name: "Returned", Code: "returned"})
		p := d.Processes[0]
		p.AddBoundary("check", "returned", "", bpmn.Event(bpmn.EventError, "e"))
		p.Connect("f", "returned", "write")
		w.deploy(d, process.Meta{})
		c := w.start("back", nil, nil)
		me := as(t.Context(), leader)
		w.refuses(w.s.SendBack(me, w.task(c, "write").ID, "why"), "process.no-way-back")
		w.must(w.s.Complete(me, w.task(c, "write").ID, nil))
		if !w.task(c, "check").MaySendBack {
			t.Error("there is a way back")
		}
		w.must(w.s.SendBack(me, w.task(c, "check").ID, "the date is missing"))
		if again := w.task(c, "write"); again.Visit != 2 || again.Variables["returned"] != "the date is missing" {
			t.Errorf("%+v", again)
		}
	})
}

func TestALoopOfActionsWithoutAWaitIsAnIncidentNotAHang(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.offer("test.spin", process.Inline, nil)
		d := line("spin", element(bpmn.ExclusiveGateway, "in"), element(bpmn.ServiceTask, "turn", "action", "test.spin"), element(bpmn.ExclusiveGateway, "out"))
		p := d.Processes[0]
		p.Connect("back", "out", "in").When("stop = null")
		p.Node("out").Default = "to-end"
		w.deploy(d, process.Meta{})
		c := w.start("spin", nil, nil)
		incidents, err := w.s.Incidents(as(t.Context(), admin), c)
		w.must(err)
		if len(incidents) != 1 || incidents[0].Code != "process.loop-without-wait" || incidents[0].Node != "turn" {
			t.Errorf("%+v", incidents)
		}
	})
}
