package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/party"
)

// linkLife is how long a log-in link waits to be used.
const linkLife = 24 * time.Hour

// AddUser makes a user of a person who is not employed here: those who set the
// program up, before there is anybody else. The same person again is the same
// user. The actor needs RightAssign everywhere.
func (s *Service) AddUser(ctx context.Context, id party.ID, title string) (User, error) {
	var user User
	err := s.DB.Transact(ctx, func(ctx context.Context) error {
		if err := authz.Require(ctx, RightAssign, authz.Object{}); err != nil {
			return err
		}
		run := &settling{Service: s, ctx: ctx}
		made, err := run.ensureUser(id, title)
		if err != nil {
			return err
		}
		if user, err = s.UserOf(ctx, id); err != nil || !made {
			return err
		}
		return s.record(ctx, user.ID, Assignment{}, "user-made", s.Today(), map[string]string{"title": title})
	})
	return user, err
}

// Link makes a link's token that logs the user in once, within a day; earlier
// ones of the user open nothing any more. Only its hash is kept. The actor
// needs RightAssign everywhere.
func (s *Service) Link(ctx context.Context, user ids.UserID) (token string, until time.Time, err error) {
	token, until = rand.Text(), s.Clock.Now().Add(linkLife)
	err = s.DB.Transact(ctx, func(ctx context.Context) error {
		if err := authz.Require(ctx, RightAssign, authz.Object{}); err != nil {
			return err
		}
		if _, err := s.User(ctx, user); err != nil {
			return err
		}
		if err := s.exec(ctx, "DELETE FROM access_login_link WHERE user_id = $1", user); err != nil {
			return err
		}
		if err := s.exec(ctx, "INSERT INTO access_login_link (hash, user_id, expires) VALUES ($1, $2, $3)", linkHash(token), user, clock.At(until)); err != nil {
			return err
		}
		return s.record(ctx, user, Assignment{}, "link-made", s.Today(), map[string]any{"until": clock.At(until)})
	})
	return token, until, err
}

// Redeem uses up a link's token and says whom it logs in. Invalid says that it
// is spent, too old or never was; which one is told to nobody.
func (s *Service) Redeem(ctx context.Context, token string) (ids.UserID, error) {
	var user ids.UserID
	err := s.DB.Transact(ctx, func(ctx context.Context) error {
		found, ok, err := sqldb.Maybe[ids.UserID](ctx, s.DB, "SELECT user_id FROM access_login_link WHERE hash = $1 AND expires > $2",
			linkHash(token), clock.At(s.Clock.Now()))
		if err != nil {
			return err
		}
		if !ok {
			return errs.Invalid("access.link-spent")
		}
		if err := s.exec(ctx, "DELETE FROM access_login_link WHERE hash = $1", linkHash(token)); err != nil {
			return err
		}
		user = found
		return s.record(ctx, user, Assignment{}, "link-used", s.Today(), nil)
	})
	return user, err
}

func linkHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
