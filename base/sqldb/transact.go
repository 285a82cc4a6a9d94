package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"time"

	"saksgang/base/errs"
)

// querier is what *sql.DB and *sql.Tx have in common.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// session is the transaction that a context carries.
type session struct {
	db          *DB
	q           querier
	writes      bool
	afterCommit []func()
}

type sessionKey struct{}

func sessionOf(ctx context.Context, db *DB) *session {
	if s, ok := ctx.Value(sessionKey{}).(*session); ok && s.db == db {
		return s
	}
	return nil
}

func withSession(ctx context.Context, s *session) context.Context {
	return context.WithValue(ctx, sessionKey{}, s)
}

const (
	mostAttempts = 12
	firstPause   = 2 * time.Millisecond
)

// Transact runs body in a transaction that may write, and commits it when body
// returns nil. Inside another Transact it joins that one. When the engine says
// that the transaction lost against another, the outermost runs body again, so
// body must have no effect outside the database.
func (db *DB) Transact(ctx context.Context, body func(ctx context.Context) error) error {
	if s := sessionOf(ctx, db); s != nil {
		if !s.writes {
			return errs.Internal(fmt.Errorf("Transact inside View"), "sqldb.write-in-view")
		}
		return body(ctx)
	}
	pause := firstPause
	for attempt := 1; ; attempt++ {
		err := db.attempt(ctx, body)
		if err == nil || !retryable(err) {
			return clear(err)
		}
		if attempt == mostAttempts {
			return errs.Unavailable(err, "sqldb.too-busy")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause + rand.N(pause)):
			pause *= 2
		}
	}
}

func (db *DB) attempt(ctx context.Context, body func(ctx context.Context) error) error {
	if db.group != nil {
		return db.group.do(ctx, db, body)
	}
	tx, err := db.write.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return err
	}
	defer tx.Rollback() // no effect once committed
	s := &session{db: db, q: tx, writes: true}
	if err := body(withSession(ctx, s)); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	for _, f := range s.afterCommit {
		f()
	}
	return nil
}

// View runs body on one consistent state of the database, without writing.
// Inside a transaction it joins that one.
func (db *DB) View(ctx context.Context, body func(ctx context.Context) error) error {
	if sessionOf(ctx, db) != nil {
		return body(ctx)
	}
	tx, err := db.read.BeginTx(ctx, &sql.TxOptions{Isolation: viewIsolation(db.dialect), ReadOnly: true})
	if err != nil {
		return clear(err)
	}
	defer tx.Rollback()
	return body(withSession(ctx, &session{db: db, q: tx}))
}

func viewIsolation(d Dialect) sql.IsolationLevel {
	if d == Postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

// Savepoint runs body so that its writes vanish if it returns an error, while
// the transaction around it goes on. It must be called inside Transact.
func (db *DB) Savepoint(ctx context.Context, body func(ctx context.Context) error) error {
	s := sessionOf(ctx, db)
	if s == nil || !s.writes {
		return errs.Internal(fmt.Errorf("Savepoint outside Transact"), "sqldb.no-transaction")
	}
	if _, err := s.q.ExecContext(ctx, "SAVEPOINT inner_work"); err != nil {
		return err
	}
	hooks := len(s.afterCommit)
	if err := body(ctx); err != nil {
		s.afterCommit = s.afterCommit[:hooks]
		if _, undo := s.q.ExecContext(ctx, "ROLLBACK TO SAVEPOINT inner_work"); undo != nil {
			return fmt.Errorf("%w (and undoing it: %w)", err, undo)
		}
		_, release := s.q.ExecContext(ctx, "RELEASE SAVEPOINT inner_work")
		if release != nil {
			return release
		}
		return err
	}
	_, err := s.q.ExecContext(ctx, "RELEASE SAVEPOINT inner_work")
	return err
}

// AfterCommit runs f once the transaction that ctx carries has committed; f
// must be quick and must not fail, since nothing depends on it but speed.
func AfterCommit(ctx context.Context, f func()) {
	if s, ok := ctx.Value(sessionKey{}).(*session); ok && s.writes {
		s.afterCommit = append(s.afterCommit, f)
		return
	}
	f()
}

// InTransaction says whether ctx carries a transaction that may write.
func InTransaction(ctx context.Context) bool {
	s, ok := ctx.Value(sessionKey{}).(*session)
	return ok && s.writes
}

// clear gives the failures that an administrator can mend their own code.
func clear(err error) error {
	switch {
	case err == nil:
		return nil
	case isFull(err):
		return errs.Unavailable(err, "sqldb.disk-full")
	case isReadOnly(err):
		return errs.Unavailable(err, "sqldb.read-only")
	}
	return err
}
