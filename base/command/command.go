// Package command carries out one request of one actor exactly once.
//
// The request has an identifier that its sender chose (a form's hidden field, a
// machine's idempotency key). Its work and the row that remembers its result
// commit together; repeated, it returns the first result and does nothing. A
// request that failed left nothing and may be repeated.
package command

import (
	"context"
	"encoding/json"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

type idKey struct{}

// With returns a context in which the next Run is the request id.
func With(ctx context.Context, id ids.CommandID) context.Context {
	return context.WithValue(ctx, idKey{}, id)
}

// Run carries out body in one transaction (joining one that is open) under the
// name "module.verb". Without an identifier in ctx it is remembered by a fresh
// one. Conflict says that the identifier was used for something else.
func Run[T any](ctx context.Context, db *sqldb.DB, now clock.Clock, name string, body func(ctx context.Context) (T, error)) (T, error) {
	var result T
	id, _ := ctx.Value(idKey{}).(ids.CommandID)
	if id.IsZero() {
		err := db.Transact(ctx, func(ctx context.Context) (err error) {
			result, err = body(ctx)
			return err
		})
		return result, err
	}
	// What body calls in turn is part of this request, not a repetition of it.
	inner := With(ctx, ids.CommandID{})
	actor := authz.ActorFrom(ctx).User
	if actor.IsZero() {
		actor = nobody
	}
	err := db.Transact(inner, func(ctx context.Context) error {
		var fresh T
		result = fresh
		done, err := earlier(ctx, db, actor, id, name, &result)
		if done || err != nil {
			return err
		}
		if result, err = body(ctx); err != nil {
			return err
		}
		return remember(ctx, db, now, actor, id, name, result)
	})
	return result, err
}

// nobody stands in the row of a request whose sender is not logged in.
var nobody = ids.Derive[ids.User]("command", "nobody")

func earlier(ctx context.Context, db *sqldb.DB, actor ids.UserID, id ids.CommandID, name string, result any) (bool, error) {
	type row struct{ Name, Result string }
	r, found, err := sqldb.Maybe[row](ctx, db, "SELECT name, result FROM command WHERE actor = $1 AND id = $2", actor, id)
	if err != nil || !found {
		return false, err
	}
	if r.Name != name {
		return false, errs.Conflict("command.id-reused", "command", id)
	}
	if err := json.Unmarshal([]byte(r.Result), result); err != nil {
		return false, errs.Internal(err, "command.result-unreadable", "command", id)
	}
	return true, nil
}

func remember(ctx context.Context, db *sqldb.DB, now clock.Clock, actor ids.UserID, id ids.CommandID, name string, result any) error {
	text, err := json.Marshal(result)
	if err != nil {
		return errs.Internal(err, "command.result-unwritable", "command", id)
	}
	_, err = sqldb.Exec(ctx, db, "INSERT INTO command (actor, id, name, result, done_at) VALUES ($1, $2, $3, $4, $5)",
		actor, id, name, string(text), clock.At(now.Now()))
	return err
}
