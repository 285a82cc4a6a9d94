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
		first, err := claim(ctx, db, now, actor, id, name)
		if err != nil {
			return err
		}
		if !first {
			return earlier(ctx, db, actor, id, name, &result)
		}
		if result, err = body(ctx); err != nil {
			return err
		}
		return remember(ctx, db, actor, id, result)
	})
	return result, err
}

// nobody stands in the row of a request whose sender is not logged in.
var nobody = ids.Derive[ids.User]("command", "nobody")

// nothing is the result of a command that answers nothing, and of every command
// until it is done.
const nothing = "{}"

// claim writes down that the request is being carried out, and says whether it is
// for the first time.
func claim(ctx context.Context, db *sqldb.DB, now clock.Clock, actor ids.UserID, id ids.CommandID, name string) (bool, error) {
	n, err := sqldb.Exec(ctx, db, `INSERT INTO command (actor, id, name, result, done_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (actor, id) DO NOTHING`, actor, id, name, nothing, clock.At(now.Now()))
	return n == 1, err
}

func earlier(ctx context.Context, db *sqldb.DB, actor ids.UserID, id ids.CommandID, name string, result any) error {
	type row struct{ Name, Result string }
	r, err := sqldb.One[row](ctx, db, "SELECT name, result FROM command WHERE actor = $1 AND id = $2", actor, id)
	if err != nil {
		return err
	}
	if r.Name != name {
		return errs.Conflict("command.id-reused", "command", id)
	}
	if err := json.Unmarshal([]byte(r.Result), result); err != nil {
		return errs.Internal(err, "command.result-unreadable", "command", id)
	}
	return nil
}

func remember(ctx context.Context, db *sqldb.DB, actor ids.UserID, id ids.CommandID, result any) error {
	text, err := json.Marshal(result)
	if err != nil {
		return errs.Internal(err, "command.result-unwritable", "command", id)
	}
	if string(text) == nothing {
		return nil
	}
	_, err = sqldb.Exec(ctx, db, "UPDATE command SET result = $1 WHERE actor = $2 AND id = $3", string(text), actor, id)
	return err
}
