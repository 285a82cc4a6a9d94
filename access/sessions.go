package access

import (
	"context"
	"time"

	"saksgang/base/clock"
	"saksgang/base/sqldb"
)

// Sessions keeps the web's sessions in the database, so that any node answers
// for any session. It is a scs.CtxStore. A session that has expired is not
// found, whether or not it has been swept. Take the machine's own clock, as
// the session manager does, even where the municipality's stands still.
type Sessions struct {
	db    *sqldb.DB
	clock clock.Clock
}

// NewSessions returns the sessions of db.
func NewSessions(db *sqldb.DB, now clock.Clock) *Sessions { return &Sessions{db: db, clock: now} }

// FindCtx returns the data of a token that has not expired.
func (s *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	return sqldb.Maybe[[]byte](ctx, s.db, "SELECT data FROM access_session WHERE token = $1 AND expires > $2", token, clock.At(s.clock.Now()))
}

// CommitCtx enters or replaces the data of a token.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, err := sqldb.Exec(ctx, s.db, `INSERT INTO access_session (token, data, expires) VALUES ($1, $2, $3)
ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires = excluded.expires`, token, data, clock.At(expiry))
	return err
}

// DeleteCtx removes a token; none is no error.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	_, err := sqldb.Exec(ctx, s.db, "DELETE FROM access_session WHERE token = $1", token)
	return err
}

// Find is FindCtx for callers without a context.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx for callers without a context.
func (s *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx for callers without a context.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// Sweep removes the sessions that have expired, and says how many.
func (s *Sessions) Sweep(ctx context.Context) (int64, error) {
	return sqldb.Exec(ctx, s.db, "DELETE FROM access_session WHERE expires <= $1", clock.At(s.clock.Now()))
}
