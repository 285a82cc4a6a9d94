package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/sqldb"
)

// Handler does a job. It runs outside any transaction and may run again after
// a crash. An error of kind Invalid, Denied, NotFound or Conflict fails the job
// at once; others are tried again with growing pauses.
type Handler func(ctx context.Context, job Job) error

// Runner runs the jobs of a queue on this node.
type Runner struct {
	queue    *Queue
	node     string
	handlers map[string]Handler
	next     map[string]func(ctx context.Context) error // by recurring kind
	onFailed OnFailed
	opts     RunnerOptions
}

// OnFailed is told, in a transaction, of a job that has failed for good. It says
// whether the matter is settled by that: somebody else has taken it over (a
// letter, a case), so the job is done and holds nothing in its queue back.
type OnFailed func(ctx context.Context, job Job, cause error) (settled bool, err error)

// RunnerOptions are tunables; the zero value is what production uses.
type RunnerOptions struct {
	Workers int           // jobs at a time; 0 means 4
	Lease   time.Duration // how long a job may take; 0 means 2 minutes
	Poll    time.Duration // how often to look for due jobs; 0 means 1 second
	GiveUp  time.Duration // how long a job is tried; 0 means 48 hours
}

// NewRunner returns a runner. Node names this program among others on the same
// database; jobs that an earlier life of the same node left are its own again.
// OnFailed may be nil.
func NewRunner(q *Queue, node string, onFailed OnFailed, opts RunnerOptions) *Runner {
	if opts.Workers == 0 {
		opts.Workers = 4
	}
	if opts.Lease == 0 {
		opts.Lease = 2 * time.Minute
	}
	if opts.Poll == 0 {
		opts.Poll = time.Second
	}
	if opts.GiveUp == 0 {
		opts.GiveUp = 48 * time.Hour
	}
	return &Runner{queue: q, node: node, handlers: map[string]Handler{}, next: map[string]func(ctx context.Context) error{}, onFailed: onFailed, opts: opts}
}

// Handle registers the handler of a kind; before Run or Drain.
func (r *Runner) Handle(kind string, h Handler) {
	if _, twice := r.handlers[kind]; twice {
		panic("jobs: two handlers for " + kind)
	}
	r.handlers[kind] = h
}

// HandleRecurring registers the handler of a kind that comes again and again:
// the handler orders the next run itself, and when a run has failed for good
// next orders it, so that one bad day does not end it.
func (r *Runner) HandleRecurring(kind string, h Handler, next func(ctx context.Context) error) {
	r.Handle(kind, h)
	r.next[kind] = next
}

// Recurring lists the kinds that come again and again; the unique keys of their
// jobs are times.
func (r *Runner) Recurring() []string { return slices.Sorted(maps.Keys(r.next)) }

// Run runs jobs until ctx ends, and returns when those under way have ended.
func (r *Runner) Run(ctx context.Context) error {
	if err := r.reclaim(ctx); err != nil {
		return err
	}
	var workers sync.WaitGroup
	for range r.opts.Workers {
		workers.Go(func() { r.work(ctx) })
	}
	workers.Wait()
	return nil
}

func (r *Runner) work(ctx context.Context) {
	for ctx.Err() == nil {
		job, found, err := r.lease(ctx)
		switch {
		case err != nil:
			if ctx.Err() == nil {
				slog.ErrorContext(ctx, "leasing a job", "error", err)
			}
			r.rest(ctx)
		case !found:
			r.rest(ctx)
		default:
			r.do(ctx, job)
			r.queue.nudge()
		}
	}
}

func (r *Runner) rest(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-r.queue.wake:
	case <-time.After(r.opts.Poll):
	}
}

// Drain runs every job that is due now, one at a time, until none is left, and
// returns how many it ran. It is for demonstrations and tests.
func (r *Runner) Drain(ctx context.Context) (int, error) {
	if err := r.reclaim(ctx); err != nil {
		return 0, err
	}
	for n := 0; ; n++ {
		job, found, err := r.lease(ctx)
		if err != nil || !found {
			return n, err
		}
		r.do(ctx, job)
		if err := ctx.Err(); err != nil {
			return n, err
		}
	}
}

func (r *Runner) reclaim(ctx context.Context) error {
	_, err := sqldb.Exec(ctx, r.queue.db, "UPDATE job SET lease_until = 0 WHERE leased_by = $1 AND state = 'ready' AND lease_until > 0", r.node)
	return err
}

// lease takes the oldest due job that no queue holds back. Leases run by the
// machine's own time, since a demonstration's clock may stand still.
func (r *Runner) lease(ctx context.Context) (Job, bool, error) {
	var job Job
	var found bool
	err := r.queue.db.Transact(ctx, func(ctx context.Context) error {
		var err error
		present := clock.At(time.Now())
		job, found, err = sqldb.Maybe[Job](ctx, r.queue.db, `SELECT id, kind, COALESCE(unique_key, ''), COALESCE(queue_key, ''), payload, run_at, attempts
FROM job j WHERE state = 'ready' AND run_at <= $1 AND lease_until < $2
AND (queue_key IS NULL OR NOT EXISTS (SELECT 1 FROM job e WHERE e.queue_key = j.queue_key AND e.state <> 'done' AND e.id < j.id))
ORDER BY run_at, id LIMIT 1`+r.queue.db.SkipLocked(), clock.At(r.queue.clock.Now()), present)
		if err != nil || !found {
			return err
		}
		job.Attempts++
		_, err = sqldb.Exec(ctx, r.queue.db, "UPDATE job SET lease_until = $1, leased_by = $2, attempts = $3 WHERE id = $4",
			present+clock.Instant(r.opts.Lease.Microseconds()), r.node, job.Attempts, job.ID)
		return err
	})
	return job, found && err == nil, err
}

func (r *Runner) do(ctx context.Context, job Job) {
	err := r.call(ctx, job)
	if err != nil && ctx.Err() != nil {
		return // stopping: the lease runs out, or this node takes it up again
	}
	ctx = context.WithoutCancel(ctx) // what was done is marked done even when stopping
	if err == nil {
		err = r.queue.Finish(ctx, job)
		if errs.Has(err, "jobs.finished-elsewhere") {
			return // by its own transaction, as it should be
		}
	}
	if err != nil {
		if err := r.failed(ctx, job, err); err != nil {
			slog.ErrorContext(ctx, "marking a failed job", "job", job.ID, "error", err)
		}
	}
}

func (r *Runner) call(ctx context.Context, job Job) (err error) {
	handler, known := r.handlers[job.Kind]
	if !known {
		return errs.NotFound("jobs.no-handler", "kind", job.Kind)
	}
	defer func() {
		if p := recover(); p != nil {
			err = errs.Internal(fmt.Errorf("panic: %v", p), "jobs.panicked", "kind", job.Kind)
		}
	}()
	ctx, stop := context.WithTimeoutCause(ctx, r.opts.Lease, errors.New("the job took longer than its lease"))
	defer stop()
	return handler(ctx, job)
}

func (r *Runner) failed(ctx context.Context, job Job, cause error) error {
	slog.WarnContext(ctx, "a job failed", "job", job.ID, "kind", job.Kind, "attempt", job.Attempts, "error", cause)
	return r.queue.db.Transact(ctx, func(ctx context.Context) error {
		again, pause := r.again(job, cause)
		state, at := "ready", clock.At(r.queue.clock.Now().Add(pause))
		if !again {
			state = "failed"
		}
		n, err := sqldb.Exec(ctx, r.queue.db, "UPDATE job SET state = $1, run_at = $2, lease_until = 0, last_error = $3 WHERE id = $4 AND state = 'ready'",
			state, at, cause.Error(), job.ID)
		if err != nil || n == 0 || again {
			return err
		}
		settled, err := r.takenOver(ctx, job, cause)
		if err != nil || !settled {
			return err
		}
		_, err = sqldb.Exec(ctx, r.queue.db, "UPDATE job SET state = 'done', done_at = $1 WHERE id = $2", clock.At(r.queue.clock.Now()), job.ID)
		return err
	})
}

// takenOver hands a job that has failed for good to whoever goes on from there:
// the next run of its kind, or who was told.
func (r *Runner) takenOver(ctx context.Context, job Job, cause error) (bool, error) {
	if next := r.next[job.Kind]; next != nil {
		return true, next(ctx)
	}
	if r.onFailed == nil {
		return false, nil
	}
	return r.onFailed(ctx, job, cause)
}

// again says whether to try once more, and after how long: 1, 2, 4 … seconds,
// at most an hour apart, until the job is GiveUp old.
func (r *Runner) again(job Job, cause error) (bool, time.Duration) {
	switch errs.KindOf(cause) {
	case errs.KindInvalid, errs.KindDenied, errs.KindNotFound, errs.KindConflict:
		return false, 0
	}
	pause := time.Hour
	if job.Attempts < 12 {
		pause = time.Second << (job.Attempts - 1)
	}
	spent := time.Duration(0)
	for n := 1; n < job.Attempts; n++ {
		spent += min(time.Second<<min(n-1, 12), time.Hour)
	}
	return spent < r.opts.GiveUp, pause
}
