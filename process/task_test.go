package process_test

import (
	"context"
	"testing"

	"saksgang/base/authz"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/work"
	"saksgang/process"
)

func TestACaseGoesFromStartToEndThroughTwoPeople(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.offer("test.record", process.Inline, func(ctx context.Context, c process.Call) (map[string]any, error) {
			actor := authz.ActorFrom(ctx)
			if actor.OnBehalfOf != leader.User || actor.User != process.Principal("hiring") || !actor.May("test.do") || actor.May("process.start") {
				t.Errorf("the action ran as %+v", actor)
			}
			return map[string]any{"file": "24/1"}, nil
		})
		w.deploy(standard(), standardMeta)
		c := w.start("hiring", map[string]any{"percent": 100}, nil)
		if got := w.caseOf(c); got.Number.String() != "2024/1" || !got.IsOpen() || got.Owner != admin.User {
			t.Errorf("%+v", got)
		}
		if got, want := w.steps(c), "start:past need:now record:later approve:later approved:later refused:later"; got != want {
			t.Errorf("steps %s, want %s", got, want)
		}
		w.must(w.s.Complete(as(t.Context(), leader), w.task(c, "need").ID, map[string]any{"reason": "growth"}))
		approve := w.task(c, "approve")
		if approve.Variables["file"] != "24/1" || approve.Variables["reason"] != "growth" || approve.Role != "hr" {
			t.Errorf("%+v", approve)
		}
		if call := w.called[0]; call.Variables["reason"] != "growth" || call.Node != "record" || call.Case != c {
			t.Errorf("%+v", call)
		}
		w.must(w.s.Complete(as(t.Context(), hr), approve.ID, map[string]any{"approved": true}))
		if got, want := w.steps(c), "start:past need:past record:past approve:past approved:past refused:skipped"; got != want {
			t.Errorf("steps %s, want %s", got, want)
		}
		if w.caseOf(c).IsOpen() {
			t.Error("the case is still open")
		}
		if open, err := w.deps.Work.OfCase(t.Context(), c); len(open) != 0 || err != nil {
			t.Errorf("work is left: %+v %v", open, err)
		}
	})
}

func TestNobodyButTheRoleSeesATask(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.offer("test.record", process.Inline, nil)
		w.deploy(standard(), standardMeta)
		id := w.task(w.start("hiring", nil, nil), "need").ID
		for _, stranger := range []authz.Actor{other, hr, {}} {
			ctx := as(t.Context(), stranger)
			_, err := w.s.Task(ctx, id)
			w.refuses(err, "process.no-such-task")
			w.refuses(w.s.Take(ctx, id), "process.no-such-task")
			w.refuses(w.s.Complete(ctx, id, nil), "process.no-such-task")
			w.refuses(w.s.Give(ctx, id, hr.User), "process.no-such-task")
		}
		w.refuses(w.s.Complete(as(t.Context(), admin), id, nil), "process.not-your-task")
		w.must(w.s.Take(as(t.Context(), leader), id))
		second := person("Cecilie", authz.Holding{Role: "leader", Agency: "health"})
		w.refuses(w.s.Complete(as(t.Context(), second), id, nil), "process.no-such-task")
	})
}

func TestATaskIsTakenGivenReturnedAndDoneOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.offer("test.record", process.Inline, nil)
		w.deploy(standard(), standardMeta)
		id := w.task(w.start("hiring", nil, nil), "need").ID
		second := person("Cecilie", authz.Holding{Role: "leader", Agency: "health"})
		me, her := as(t.Context(), leader), as(t.Context(), second)
		w.must(w.s.Take(me, id))
		w.must(w.s.Take(me, id))
		w.must(w.s.Give(me, id, second.User))
		w.refuses(w.s.Return(me, id, "not mine"), "process.no-such-task")
		w.must(w.s.SaveDraft(her, id, map[string]any{"reason": "half"}))
		_, err := w.s.Comment(her, id, "Who knows the budget?")
		w.must(err)
		got, err := w.s.Task(her, id)
		w.must(err)
		if got.Draft["reason"] != "half" || len(got.Notes) != 1 || got.Notes[0].ByName != "Cecilie" {
			t.Errorf("%+v", got)
		}
		w.refuses(w.s.Return(her, id, " "), "process.reason-missing")
		w.must(w.s.Return(her, id, "I am away"))
		waiting, err := w.deps.Work.Waiting(me, work.Query{})
		w.must(err)
		if len(waiting) != 1 || waiting[0].Person != (ids.UserID{}) || waiting[0].About != "Nurse, Skogheim" {
			t.Errorf("%+v", waiting)
		}
		w.must(w.s.Complete(me, id, nil))
		w.refuses(w.s.Complete(me, id, nil), "process.task-closed")
		w.refuses(w.s.Complete(her, id, nil), "process.no-such-task")
	})
}

func TestARepeatedCommandReturnsItsFirstResult(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.offer("test.record", process.Inline, nil)
		w.deploy(standard(), standardMeta)
		once := command.With(as(t.Context(), admin), ids.New[ids.Command]())
		start := process.Start{Process: "hiring", Title: "Nurse", Agency: "health"}
		first, err := w.s.StartCase(once, start)
		w.must(err)
		again, err := w.s.StartCase(once, start)
		w.must(err)
		if first != again {
			t.Errorf("two cases: %v and %v", first, again)
		}
		done := command.With(as(t.Context(), leader), ids.New[ids.Command]())
		id := w.task(first, "need").ID
		w.must(w.s.Complete(done, id, nil))
		w.must(w.s.Complete(done, id, nil))
	})
}

func TestAnActionsRefusalRefusesTheCompletionUnchanged(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		refuse := true
		w.offer("test.record", process.Inline, nil)
		w.offer("test.decide", process.Inline, func(ctx context.Context, c process.Call) (map[string]any, error) {
			if authz.ActorFrom(ctx).User != leader.User {
				t.Errorf("ran as %v", authz.ActorFrom(ctx))
			}
			if refuse {
				return nil, errs.Conflict("test.rule-broken", "need", c.Input["reason"])
			}
			return map[string]any{"decided": true}, nil
		})
		d := standard()
		d.Processes[0].Node("need").Set("action", "test.decide")
		w.deploy(d, standardMeta)
		c := w.start("hiring", nil, nil)
		id := w.task(c, "need").ID
		err := w.s.Complete(as(t.Context(), leader), id, map[string]any{"reason": "x"})
		w.refuses(err, "test.rule-broken")
		if args := errs.ArgsOf(err); len(args) != 1 || args[0].Value != "x" {
			t.Errorf("changed on the way: %v", err)
		}
		if w.task(c, "need").ID != id {
			t.Error("the task is gone")
		}
		refuse = false
		w.must(w.s.Complete(as(t.Context(), leader), id, map[string]any{"reason": "x"}))
		if got := w.task(c, "approve").Variables; got["decided"] != true || got["reason"] != "x" {
			t.Errorf("%v", got)
		}
	})
}
