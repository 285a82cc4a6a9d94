// Package jobs does the machine's work: rendering, sending, timers.
//
// A job is written in the transaction of what it follows from, so it exists
// exactly when that happened. A runner leases it, runs its handler outside any
// transaction, and marks it done. A handler runs at least once: a runner that
// dies leaves its lease to run out, and another takes the job. A handler whose
// effect is in the database calls Finish inside its transaction, so that effect
// and "done" are one. Jobs of one queue run one after the other, oldest first;
// a job that has failed for good blocks its queue until it is run again or
// given up.
package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

// Kind is the type that ids of jobs carry.
type jobKind struct{}

// ID identifies a job.
type ID = ids.ID[jobKind]

// Job is work for the machine.
type Job struct {
	ID       ID
	Kind     string // "module.verb", names the handler
	Unique   string // at most one job of this kind and key, ever; empty for any number
	Queue    string // jobs of one queue run in order; empty for none
	Payload  string // JSON
	RunAt    clock.Instant
	Attempts int
}

// Queue holds the jobs of one database.
type Queue struct {
	db    *sqldb.DB
	clock clock.Clock
	wake  chan struct{}
}

// New returns the queue of db.
func New(db *sqldb.DB, now clock.Clock) *Queue {
	return &Queue{db: db, clock: now, wake: make(chan struct{}, 1)}
}

// Order says when and how a job is to run; the zero value means at once.
type Order struct {
	Unique string
	Queue  string
	At     time.Time
}

// Enqueue writes a job in the transaction that ctx carries. A second one with
// the same kind and unique key is no error and changes nothing.
func (q *Queue) Enqueue(ctx context.Context, kind string, payload any, order Order) error {
	text, err := json.Marshal(payload)
	if err != nil {
		return errs.Internal(err, "jobs.payload-unwritable")
	}
	now := clock.At(q.clock.Now())
	at := now
	if !order.At.IsZero() {
		at = clock.At(order.At)
	}
	_, err = sqldb.Exec(ctx, q.db, `INSERT INTO job (id, kind, unique_key, queue_key, payload, state, run_at, attempts,
  lease_until, leased_by, last_error, created_at, done_at)
VALUES ($1, $2, $3, $4, $5, 'ready', $6, 0, 0, '', '', $7, 0) ON CONFLICT DO NOTHING`,
		ids.New[jobKind](), kind, orNull(order.Unique), orNull(order.Queue), string(text), at, now)
	if err == nil {
		sqldb.AfterCommit(ctx, q.nudge)
	}
	return err
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func (q *Queue) nudge() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// Finish marks the job done in the transaction that ctx carries. Conflict says
// that somebody else finished it meanwhile: the handler's effect must not
// happen again.
func (q *Queue) Finish(ctx context.Context, job Job) error {
	n, err := sqldb.Exec(ctx, q.db, "UPDATE job SET state = 'done', done_at = $1, lease_until = 0 WHERE id = $2 AND state = 'ready'",
		clock.At(q.clock.Now()), job.ID)
	if err == nil && n == 0 {
		err = errs.Conflict("jobs.finished-elsewhere", "job", job.ID)
	}
	return err
}

// Status is a job as the pages show it.
type Status struct {
	ID        ID
	Kind      string
	State     string // ready, done, failed
	RunAt     clock.Instant
	Attempts  int
	LastError string // a problem code and arguments, never personal data
	CreatedAt clock.Instant
}

// Troubled lists the jobs that have failed at least once and are not done.
func (q *Queue) Troubled(ctx context.Context, most int) ([]Status, error) {
	return sqldb.All[Status](ctx, q.db, `SELECT id, kind, state, run_at, attempts, last_error, created_at FROM job
WHERE state <> 'done' AND last_error <> '' ORDER BY created_at LIMIT $1`, most)
}

// Again makes a failed job ready to run now.
func (q *Queue) Again(ctx context.Context, id ID) error {
	n, err := sqldb.Exec(ctx, q.db, "UPDATE job SET state = 'ready', run_at = $1, attempts = 0 WHERE id = $2 AND state = 'failed'", clock.At(q.clock.Now()), id)
	if err == nil && n == 0 {
		err = errs.NotFound("jobs.not-failed")
	}
	return err
}

// Counts is how much work the machine has.
type Counts struct {
	Waiting int
	Failed  int           // for good; a person must look at them
	Oldest  clock.Instant // since when the job that is most overdue has been due; zero when none is
}

// Count counts the jobs that are not done.
func (q *Queue) Count(ctx context.Context) (Counts, error) {
	return sqldb.One[Counts](ctx, q.db, `SELECT COALESCE(SUM(CASE WHEN state = 'ready' THEN 1 ELSE 0 END), 0),
  COALESCE(SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END), 0),
  COALESCE(MIN(CASE WHEN state = 'ready' AND run_at <= $1 THEN run_at END), 0)
FROM job WHERE state <> 'done'`, clock.At(q.clock.Now()))
}

// Sweep removes the jobs that were done before a time, and says how many. Those
// with a unique key stay, since the same order may come again at any time and
// must not be carried out twice; those of a recurring kind go, since their keys
// are times that will not come again.
func (q *Queue) Sweep(ctx context.Context, before time.Time, recurring ...string) (int64, error) {
	args := []any{clock.At(before)}
	marks := "''"
	for _, kind := range recurring {
		args = append(args, kind)
		marks += fmt.Sprintf(", $%d", len(args))
	}
	return sqldb.Exec(ctx, q.db, "DELETE FROM job WHERE state = 'done' AND done_at < $1 AND (unique_key IS NULL OR kind IN ("+marks+"))", args...)
}

// NextAt is when the earliest ready job may run; zero when none waits.
func (q *Queue) NextAt(ctx context.Context) (clock.Instant, error) {
	return sqldb.One[clock.Instant](ctx, q.db, "SELECT COALESCE(min(run_at), 0) FROM job WHERE state = 'ready'")
}
