package exchange

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

const dispatchColumns = `id, connection, kind, case_id, idempotency_key, digest, payload, state, problem, problem_args, attempts,
  failing_since, created_at, settled_at, forgotten_at`

func (o *Outbox) insert(ctx context.Context, d Dispatch) error {
	_, err := sqldb.Exec(ctx, o.DB, "INSERT INTO outgoing ("+dispatchColumns+`)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '[]', 0, 0, $9, 0, 0)`,
		d.ID, d.Connection, d.Kind, d.Case, d.Key, d.Digest, d.Payload, string(d.State), d.CreatedAt)
	return err
}

func (o *Outbox) byKey(ctx context.Context, connection, key string) (Dispatch, bool, error) {
	return sqldb.Maybe[Dispatch](ctx, o.DB, "SELECT "+dispatchColumns+" FROM outgoing WHERE connection = $1 AND idempotency_key = $2", connection, key)
}

// oldest is the message of a lane that is to go first.
func (o *Outbox) oldest(ctx context.Context, l lane) (Dispatch, bool, error) {
	return sqldb.Maybe[Dispatch](ctx, o.DB, "SELECT "+dispatchColumns+` FROM outgoing
WHERE connection = $1 AND case_id IS NOT DISTINCT FROM $2 AND state IN ('waiting', 'sending') ORDER BY created_at, id LIMIT 1`, l.Connection, l.Case)
}

func (o *Outbox) lanes(ctx context.Context, connection string) ([]lane, error) {
	cases, err := sqldb.All[ids.CaseID](ctx, o.DB, "SELECT DISTINCT case_id FROM outgoing WHERE connection = $1 AND state IN ('waiting', 'sending')", connection)
	out := make([]lane, len(cases))
	for i, c := range cases {
		out[i] = lane{connection, c}
	}
	return out, err
}

func (o *Outbox) mark(ctx context.Context, id DispatchID, state OutState) error {
	_, err := sqldb.Exec(ctx, o.DB, "UPDATE outgoing SET state = $1 WHERE id = $2", string(state), id)
	return err
}

// write stores what changed about a message and what went wrong, if anything.
func (o *Outbox) write(ctx context.Context, d Dispatch, cause error, settled clock.Instant) error {
	code, args := "", "[]"
	if cause != nil {
		text, err := json.Marshal(errs.ArgsOf(cause))
		if err != nil {
			return errs.Internal(err, "exchange.problem-unwritable")
		}
		code, args = errs.CodeOf(cause), string(text)
	}
	_, err := sqldb.Exec(ctx, o.DB, `UPDATE outgoing SET state = $1, problem = $2, problem_args = $3, attempts = $4, failing_since = $5, settled_at = $6 WHERE id = $7`,
		string(d.State), code, args, d.Attempts, d.FailingSince, settled, d.ID)
	return err
}

func (o *Outbox) writePause(ctx context.Context, p Pause) error {
	_, err := sqldb.Exec(ctx, o.DB, `INSERT INTO outgoing_pause (connection, reason, paused_by, paused_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (connection) DO UPDATE SET reason = excluded.reason, paused_by = excluded.paused_by`, p.Connection, p.Reason, p.By, p.At)
	return err
}

func (o *Outbox) isPaused(ctx context.Context, connection string) (bool, error) {
	n, err := sqldb.One[int](ctx, o.DB, "SELECT count(*) FROM outgoing_pause WHERE connection = $1", connection)
	return n > 0, err
}

// Paused lists the connections over which nothing is sent for now. The caller
// has checked that the reader may know.
func (o *Outbox) Paused(ctx context.Context) ([]Pause, error) {
	return sqldb.All[Pause](ctx, o.DB, "SELECT connection, reason, paused_by, paused_at FROM outgoing_pause ORDER BY connection")
}

func (o *Outbox) loadDispatch(ctx context.Context, id DispatchID) (Dispatch, error) {
	d, found, err := sqldb.Maybe[Dispatch](ctx, o.DB, "SELECT "+dispatchColumns+" FROM outgoing WHERE id = $1", id)
	if err != nil || !found {
		return d, orNotFound(err)
	}
	return d, nil
}

// Dispatch returns one outgoing message. NotFound for a stranger.
func (o *Outbox) Dispatch(ctx context.Context, id DispatchID) (Dispatch, error) {
	d, err := o.loadDispatch(ctx, id)
	if err != nil {
		return d, err
	}
	return d, authz.See(ctx, RightRead, authz.Object{Case: d.Case}, "exchange.no-message")
}

// OutQuery chooses and pages outgoing messages, newest first.
type OutQuery struct {
	State      OutState // empty for all
	Stuck      bool     // only those that are not on their way as they should
	Connection string   // empty for all
	Case       ids.CaseID
	Offset     int
	Most       int // 0 means 50
}

// Dispatches lists what the actor in ctx may see, and how many there are in all.
func (o *Outbox) Dispatches(ctx context.Context, q OutQuery) ([]Dispatch, int, error) {
	where, args := q.where(authz.ScopeOf(ctx, RightRead))
	var out []Dispatch
	var total int
	err := o.DB.View(ctx, func(ctx context.Context) (err error) {
		if total, err = sqldb.One[int](ctx, o.DB, "SELECT count(*) FROM outgoing WHERE "+where, args...); err != nil {
			return err
		}
		page := fmt.Sprintf(" ORDER BY created_at DESC, id DESC LIMIT %d OFFSET %d", cmp.Or(q.Most, 50), max(q.Offset, 0))
		out, err = sqldb.All[Dispatch](ctx, o.DB, "SELECT "+dispatchColumns+" FROM outgoing WHERE "+where+page, args...)
		return err
	})
	return out, total, err
}

func (q OutQuery) where(scope authz.Scope) (string, []any) {
	where, args := scope.Where(authz.Columns{Case: "case_id"}, 1)
	add := func(column string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(" AND %s = $%d", column, len(args))
	}
	if q.Stuck {
		where += " AND (state IN ('refused', 'uncertain') OR state IN ('waiting', 'sending') AND attempts > 0)"
	}
	if q.State != "" {
		add("state", string(q.State))
	}
	if q.Connection != "" {
		add("connection", q.Connection)
	}
	if !q.Case.IsZero() {
		add("case_id", q.Case)
	}
	return where, args
}
