package web

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
)

// What a session holds. Nothing else is kept between requests.
const (
	sessionUser     = "user"
	sessionLanguage = "language"
	sessionLetters  = "letters-off"
	sessionFlash    = "flash"
	sessionTo       = "to"
	sessionState    = "oidc-state"
	sessionNonce    = "oidc-nonce"
	sessionVerifier = "oidc-verifier"
	sessionSeen     = "seen"
)

const (
	sessionLife = 10 * time.Hour   // a long working day
	sessionIdle = 90 * time.Minute // then one logs in again
	// seenEvery is how exactly idleness is known: writing it down for every
	// page would make each a write to the database.
	seenEvery = 5 * time.Minute
)

func newSessions(o Options) *scs.SessionManager {
	m := scs.New()
	if o.Sessions != nil {
		m.Store = o.Sessions
	}
	m.Lifetime = sessionLife
	m.HashTokenInStore = true // a copied database opens no session
	m.Cookie.Name = "saksgang"
	if o.Secure {
		m.Cookie.Name = "__Host-saksgang"
	}
	m.Cookie.Secure = o.Secure
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.HttpOnly = true
	return m
}

// sessionFault answers a request whose session could not be read or kept.
// Whatever the handler still writes is dropped: it would follow the answer.
func (s *Shell) sessionFault(w http.ResponseWriter, r *http.Request, err error) {
	s.fail(w, r.WithContext(s.viewContext(r.Context(), r, nil)), errs.Unavailable(err, "web.session"))
	if rec, ok := w.(*recorder); ok {
		rec.closed = true
	}
}

// withView loads who the reader is and how to speak to them.
func (s *Shell) withView(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		v := &view{
			l:       s.localizer(s.language(r, i18n.Language(s.sessions.GetString(ctx, sessionLanguage)))),
			letters: !s.sessions.GetBool(ctx, sessionLetters),
		}
		if s.sessions.Exists(ctx, sessionFlash) {
			v.flash = s.sessions.PopString(ctx, sessionFlash)
		}
		ctx = s.viewContext(ctx, r, v)
		ctx, err := s.withPerson(ctx)
		r = r.WithContext(ctx)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// withPerson puts the session's user into the context. A user who is gone is a
// stranger from then on; a directory that does not answer is said so.
func (s *Shell) withPerson(ctx context.Context) (context.Context, error) {
	text := s.sessions.GetString(ctx, sessionUser)
	if text == "" {
		return ctx, nil
	}
	user, err := ids.Parse[ids.User](text)
	if err != nil || s.idle(ctx) {
		return ctx, s.sessions.Destroy(ctx)
	}
	actor, err := s.Directory.Actor(ctx, user)
	if errs.KindOf(err) == errs.KindNotFound && err != nil {
		return ctx, s.sessions.Destroy(ctx)
	}
	if err != nil {
		return ctx, err
	}
	return authz.With(ctx, actor), nil
}

// idle says whether the reader has been away too long, and notes that they are
// here. It is the machine's time: a case's clock may stand still or jump.
func (s *Shell) idle(ctx context.Context) bool {
	since := time.Since(time.Unix(s.sessions.GetInt64(ctx, sessionSeen), 0))
	if since > seenEvery && since <= sessionIdle {
		s.sessions.Put(ctx, sessionSeen, time.Now().Unix())
	}
	return since > sessionIdle
}

// enter begins a session for user; the token is new, so that one planted
// beforehand opens nothing.
func (s *Shell) enter(ctx context.Context, user ids.UserID) error {
	if err := s.sessions.RenewToken(ctx); err != nil {
		return errs.Internal(err, "web.session")
	}
	s.sessions.Put(ctx, sessionUser, user.String())
	s.sessions.Put(ctx, sessionSeen, time.Now().Unix())
	return nil
}

// Done remembers, until the next page, what was just done: a key in the
// catalogue. The next page says it above its content.
func Done(ctx context.Context, key string) {
	if v := viewOf(ctx); v.shell != nil {
		v.shell.sessions.Put(ctx, sessionFlash, key)
	}
}

// settings changes language and keys; they are the reader's own, in the session.
func (s *Shell) settings(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if lang := i18n.Language(r.PostFormValue("language")); lang != "" {
		if !s.Bundle.Speaks(lang) {
			return errs.Invalid("web.unknown-language")
		}
		s.sessions.Put(ctx, sessionLanguage, string(lang))
	}
	if keys := r.PostFormValue("letters"); keys != "" {
		s.sessions.Put(ctx, sessionLetters, keys == "off")
	}
	return Redirect(w, r, localPath(r.PostFormValue("to"), "/desk"))
}

// logout ends the session here; the provider's own session is the provider's.
func (s *Shell) logout(w http.ResponseWriter, r *http.Request) error {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return errs.Internal(err, "web.session")
	}
	return Redirect(w, r, "/login?out=1")
}
