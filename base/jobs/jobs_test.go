package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/jobs"
	"saksgang/base/sqldb"
	"saksgang/testkit"
)

type fixture struct {
	db    *sqldb.DB
	clock *clock.Manual
	queue *jobs.Queue
}

func each(t *testing.T, test func(t *testing.T, f fixture)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		now := clock.NewFixed(time.Date(2024, 1, 8, 12, 0, 0, 0, time.UTC))
		test(t, fixture{db, now, jobs.New(db, now)})
	})
}

func (f fixture) enqueue(t *testing.T, kind string, payload any, order jobs.Order) {
	t.Helper()
	err := f.db.Transact(t.Context(), func(ctx context.Context) error { return f.queue.Enqueue(ctx, kind, payload, order) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestAJobRunsWhenItIsDueAndOnlyOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		var ran []string
		r := jobs.NewRunner(f.queue, "a", nil, jobs.RunnerOptions{})
		r.Handle("note", func(_ context.Context, j jobs.Job) error { ran = append(ran, j.Payload); return nil })
		f.enqueue(t, "note", 1, jobs.Order{})
		f.enqueue(t, "note", 2, jobs.Order{At: f.clock.Now().Add(time.Hour)})
		f.enqueue(t, "note", 3, jobs.Order{Unique: "k"})
		f.enqueue(t, "note", 4, jobs.Order{Unique: "k"})
		for range 2 {
			if _, err := r.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if fmt.Sprint(ran) != "[1 3]" {
			t.Fatalf("ran %v", ran)
		}
		f.clock.Advance(time.Hour)
		if n, err := r.Drain(t.Context()); n != 1 || err != nil || fmt.Sprint(ran) != "[1 3 2]" {
			t.Fatalf("ran %v, %d, %v", ran, n, err)
		}
	})
}

func TestAJobOfATransactionThatFailedNeverWas(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.db.Transact(t.Context(), func(ctx context.Context) error {
			if err := f.queue.Enqueue(ctx, "note", 1, jobs.Order{}); err != nil {
				t.Error(err)
			}
			return errors.New("undone")
		})
		if n, err := jobs.NewRunner(f.queue, "a", nil, jobs.RunnerOptions{}).Drain(t.Context()); n != 0 || err != nil {
			t.Fatalf("%d jobs, %v", n, err)
		}
	})
}

func TestAQueueRunsInOrderAndWaitsForItsFirst(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		var ran []string
		down := true
		r := jobs.NewRunner(f.queue, "a", nil, jobs.RunnerOptions{})
		r.Handle("send", func(_ context.Context, j jobs.Job) error {
			if down && j.Queue == "case 1" {
				return errs.Unavailable(errors.New("refused"), "test.down")
			}
			ran = append(ran, j.Payload)
			return nil
		})
		for i := range 3 {
			f.enqueue(t, "send", i, jobs.Order{Queue: "case 1"})
		}
		f.enqueue(t, "send", 9, jobs.Order{Queue: "case 2"})
		if _, err := r.Drain(t.Context()); err != nil || fmt.Sprint(ran) != "[9]" {
			t.Fatalf("while down: %v, %v", ran, err)
		}
		down = false
		f.clock.Advance(time.Minute)
		if _, err := r.Drain(t.Context()); err != nil || fmt.Sprint(ran) != "[9 0 1 2]" {
			t.Fatalf("afterwards: %v, %v", ran, err)
		}
	})
}

func TestWhatCannotSucceedIsToldAtOnceAndTheRestGivesUpInTheEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		var told []string
		attempts := 0
		r := jobs.NewRunner(f.queue, "a", func(_ context.Context, j jobs.Job, cause error) (bool, error) {
			told = append(told, errs.CodeOf(cause))
			return false, nil
		}, jobs.RunnerOptions{})
		r.Handle("wrong", func(context.Context, jobs.Job) error { return errs.Invalid("test.wrong") })
		r.Handle("panics", func(context.Context, jobs.Job) error { panic("oh") })
		r.Handle("down", func(context.Context, jobs.Job) error { attempts++; return errors.New("no answer") })
		f.enqueue(t, "wrong", 1, jobs.Order{})
		f.enqueue(t, "down", 1, jobs.Order{})
		f.enqueue(t, "unknown", 1, jobs.Order{})
		for range 80 {
			if _, err := r.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			f.clock.Advance(time.Hour)
		}
		slices.Sort(told)
		if fmt.Sprint(told) != "[internal jobs.no-handler test.wrong]" {
			t.Fatalf("told %v after %d attempts", told, attempts)
		}
		if attempts < 48 || attempts > 70 {
			t.Fatalf("%d attempts over 48 hours", attempts)
		}
		troubled, err := f.queue.Troubled(t.Context(), 10)
		if err != nil || len(troubled) != 3 {
			t.Fatalf("%+v %v", troubled, err)
		}
		for _, s := range troubled {
			if err := f.queue.Again(t.Context(), s.ID); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestAnEffectAndItsDoneAreOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		effects := 0
		r := jobs.NewRunner(f.queue, "a", nil, jobs.RunnerOptions{})
		r.Handle("count", func(ctx context.Context, j jobs.Job) error {
			first := f.db.Transact(ctx, func(ctx context.Context) error { return f.queue.Finish(ctx, j) })
			if first == nil {
				effects++
			}
			again := f.db.Transact(ctx, func(ctx context.Context) error { return f.queue.Finish(ctx, j) })
			if errs.KindOf(again) != errs.KindConflict {
				t.Errorf("a second finish gave %v", again)
			}
			return nil
		})
		f.enqueue(t, "count", 1, jobs.Order{})
		if _, err := r.Drain(t.Context()); err != nil || effects != 1 {
			t.Fatalf("%d effects, %v", effects, err)
		}
	})
}

func TestManyNodesShareTheJobsWithoutDoingOneTwice(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		const n = 60
		for i := range n {
			f.enqueue(t, "count", i, jobs.Order{})
		}
		var mu sync.Mutex
		seen := map[string]int{}
		ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
		defer stop()
		var nodes sync.WaitGroup
		for _, name := range []string{"a", "b", "c"} {
			r := jobs.NewRunner(f.queue, name, nil, jobs.RunnerOptions{Poll: 10 * time.Millisecond})
			r.Handle("count", func(_ context.Context, j jobs.Job) error {
				mu.Lock()
				defer mu.Unlock()
				if seen[j.Payload]++; len(seen) == n {
					stop()
				}
				return nil
			})
			nodes.Go(func() {
				if err := r.Run(ctx); err != nil && ctx.Err() == nil {
					t.Error(err)
				}
			})
		}
		nodes.Wait()
		for payload, times := range seen {
			if times != 1 {
				t.Errorf("job %s ran %d times", payload, times)
			}
		}
		if len(seen) != n {
			t.Fatalf("%d of %d jobs ran", len(seen), n)
		}
	})
}

func TestANodeThatComesBackTakesUpWhatItLeft(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.enqueue(t, "note", 1, jobs.Order{})
		dying, die := context.WithCancel(t.Context())
		first := jobs.NewRunner(f.queue, "a", nil, jobs.RunnerOptions{})
		first.Handle("note", func(ctx context.Context, _ jobs.Job) error { die(); return ctx.Err() })
		first.Drain(dying)
		ran := 0
		count := func(context.Context, jobs.Job) error { ran++; return nil }
		other := jobs.NewRunner(f.queue, "b", nil, jobs.RunnerOptions{})
		other.Handle("note", count)
		if _, err := other.Drain(t.Context()); err != nil || ran != 0 {
			t.Fatalf("another node took a leased job: %d, %v", ran, err)
		}
		back := jobs.NewRunner(f.queue, "a", nil, jobs.RunnerOptions{})
		back.Handle("note", count)
		if _, err := back.Drain(t.Context()); err != nil || ran != 1 {
			t.Fatalf("ran %d, %v", ran, err)
		}
	})
}

func TestTheSweepKeepsWhatMustNotBeDoneTwice(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		ran := 0
		r := jobs.NewRunner(f.queue, "a", nil, jobs.RunnerOptions{})
		r.Handle("note", func(context.Context, jobs.Job) error { ran++; return nil })
		r.Handle("nightly", func(context.Context, jobs.Job) error { return nil })
		f.enqueue(t, "note", 1, jobs.Order{})
		f.enqueue(t, "note", 2, jobs.Order{Unique: "letter"})
		f.enqueue(t, "nightly", 3, jobs.Order{Unique: "2024-01-08"})
		f.enqueue(t, "note", 4, jobs.Order{At: f.clock.Now().Add(100 * 24 * time.Hour)})
		if _, err := r.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		sweep := func(want int64) {
			t.Helper()
			n, err := f.queue.Sweep(t.Context(), f.clock.Now().Add(-30*24*time.Hour), "nightly")
			if err != nil || n != want {
				t.Fatalf("swept %d, want %d, %v", n, want, err)
			}
		}
		sweep(0)
		f.clock.Advance(31 * 24 * time.Hour)
		sweep(2)
		f.enqueue(t, "note", 2, jobs.Order{Unique: "letter"})
		if _, err := r.Drain(t.Context()); err != nil || ran != 2 {
			t.Fatalf("ran %d, %v", ran, err)
		}
		if c, err := f.queue.Count(t.Context()); err != nil || c.Waiting != 1 || c.Failed != 0 || !c.Oldest.IsZero() {
			t.Fatalf("%+v, %v", c, err)
		}
	})
}

func TestOverdueAndFailedJobsAreCounted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		r := jobs.NewRunner(f.queue, "a", nil, jobs.RunnerOptions{})
		r.Handle("bad", func(context.Context, jobs.Job) error { return errs.Invalid("jobs.not-failed") })
		f.enqueue(t, "bad", 1, jobs.Order{})
		if _, err := r.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		due := f.clock.Now()
		f.enqueue(t, "bad", 2, jobs.Order{})
		f.clock.Advance(time.Hour)
		if c, err := f.queue.Count(t.Context()); err != nil || c != (jobs.Counts{Waiting: 1, Failed: 1, Oldest: clock.At(due)}) {
			t.Fatalf("%+v, %v", c, err)
		}
	})
}

func TestAFailureThatSomebodyHasTakenOverHoldsNothingBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		for settled, want := range map[bool]string{true: "[second]", false: "[]"} {
			ran := []string{}
			r := jobs.NewRunner(f.queue, "a", func(context.Context, jobs.Job, error) (bool, error) { return settled, nil }, jobs.RunnerOptions{})
			r.Handle("send", func(_ context.Context, j jobs.Job) error {
				if j.Payload == `"first"` {
					return errs.Invalid("test.wrong")
				}
				ran = append(ran, strings.Trim(j.Payload, `"`))
				return nil
			})
			queue := fmt.Sprint("case ", settled)
			f.enqueue(t, "send", "first", jobs.Order{Queue: queue})
			f.enqueue(t, "send", "second", jobs.Order{Queue: queue})
			if _, err := r.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(ran) != want {
				t.Errorf("settled %v: %v ran, want %s", settled, ran, want)
			}
		}
	})
}

func TestWhatRecursGoesOnAfterARunThatFailedForGood(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		runs, orders := 0, 0
		r := jobs.NewRunner(f.queue, "a", nil, jobs.RunnerOptions{})
		next := func(ctx context.Context) error {
			orders++
			return f.queue.Enqueue(ctx, "nightly", orders, jobs.Order{Unique: fmt.Sprint(orders), Queue: "nightly"})
		}
		r.HandleRecurring("nightly", func(ctx context.Context, _ jobs.Job) error {
			if runs++; runs == 1 {
				return errs.Invalid("test.wrong")
			}
			return nil
		}, next)
		f.enqueue(t, "nightly", 0, jobs.Order{Unique: "0", Queue: "nightly"})
		if _, err := r.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if runs != 2 || orders != 1 || fmt.Sprint(r.Recurring()) != "[nightly]" {
			t.Fatalf("%d runs, %d ordered after a failure, recurring %v", runs, orders, r.Recurring())
		}
	})
}
