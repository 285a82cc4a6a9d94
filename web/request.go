package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"saksgang/base/errs"
	"saksgang/base/i18n"
)

// requestNote is what the log will say of a request: no address and no query,
// which may name people, only the route's pattern.
type requestNote struct {
	id    string
	route string
	code  string
}

type noteKey struct{}

func note(ctx context.Context) *requestNote {
	if n, ok := ctx.Value(noteKey{}).(*requestNote); ok {
		return n
	}
	return &requestNote{}
}

// RequestID is the reference a person can give when something went wrong.
func RequestID(ctx context.Context) string { return note(ctx).id }

func (s *Shell) withNote(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := &requestNote{id: newRequestID()}
		w.Header().Set("X-Request-Id", n.id)
		rec := &recorder{ResponseWriter: w}
		start := time.Now() // how long it took is the machine's time, not the case's
		next.ServeHTTP(rec, r.WithContext(context.WithValue(r.Context(), noteKey{}, n)))
		s.log.LogAttrs(r.Context(), slog.LevelInfo, "request",
			slog.String("request", n.id), slog.String("method", r.Method), slog.String("route", n.route),
			slog.Int("status", rec.code()), slog.String("problem", n.code), slog.Duration("took", time.Since(start)))
	})
}

func newRequestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// recorder remembers the status, and whether anything was written.
type recorder struct {
	http.ResponseWriter
	status int
	closed bool // the answer has been given; the rest is dropped
}

func (r *recorder) WriteHeader(status int) {
	if r.closed {
		return
	}
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.closed {
		return len(b), nil
	}
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) code() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}

// withRecovery turns a panic into the page for our own faults.
func (s *Shell) withRecovery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil || p == http.ErrAbortHandler {
				return
			}
			err := errs.Internal(fmt.Errorf("panic: %v\n%s", p, debug.Stack()), "web.panic")
			// The session and language may not have been loaded yet.
			s.fail(w, r.WithContext(s.viewContext(r.Context(), r, nil)), err)
		}()
		next.ServeHTTP(w, r)
	})
}

// withHeaders sets what keeps a page from being misused by another.
func withHeaders(next http.Handler) http.Handler {
	const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src 'self'; object-src 'none'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store") // pages hold personal data; assets say otherwise
		next.ServeHTTP(w, r)
	})
}

// view is what every page needs to know of its reader.
type view struct {
	shell   *Shell
	request *http.Request
	now     time.Time
	l       *i18n.Localizer
	flash   string // key of what was just done
	letters bool   // single-letter keys are on
}

type viewKey struct{}

func viewOf(ctx context.Context) view {
	v, _ := ctx.Value(viewKey{}).(view)
	return v
}

// viewContext puts language and person into the context.
func (s *Shell) viewContext(ctx context.Context, r *http.Request, v *view) context.Context {
	if v == nil {
		v = &view{letters: true}
	}
	v.shell, v.request, v.now = s, r, s.Clock.Now()
	if v.l == nil {
		v.l = s.localizer(s.language(r, ""))
	}
	return context.WithValue(i18n.With(ctx, v.l), viewKey{}, *v)
}

func (s *Shell) localizer(lang i18n.Language) *i18n.Localizer {
	content := s.Content
	if content == "" {
		content = i18n.Bokmal
	}
	return s.Bundle.Localizer(i18n.Settings{Interface: lang, Content: content, Country: s.Country, Zone: s.Zone})
}

// language is what the reader has chosen, else the municipality's, else what
// the browser asks for.
func (s *Shell) language(r *http.Request, chosen i18n.Language) i18n.Language {
	if s.Bundle.Speaks(chosen) {
		return chosen
	}
	if s.Language != "" {
		return s.Language
	}
	return s.Bundle.Choose(r.Header.Get("Accept-Language"))
}

// Show writes a page of the given content.
func Show(w http.ResponseWriter, r *http.Request, c Content) error {
	return ShowStatus(w, r, http.StatusOK, c)
}

// ShowStatus is Show with another status, such as 422 for a form that comes
// back. The page is made before the first byte is sent, so that a fault while
// making it becomes a problem page and never half a page.
func ShowStatus(w http.ResponseWriter, r *http.Request, status int, c Content) error {
	var page bytes.Buffer
	if err := layout(c).Render(r.Context(), &page); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := page.WriteTo(w)
	if err != nil { // the reader has gone; there is nobody to tell
		note(r.Context()).code = "web.reader-gone"
	}
	return nil
}

func queryEscape(s string) string { return url.QueryEscape(s) }

// localPath returns to when it is an address within Saksgang, else instead:
// a log-in must not send people elsewhere.
func localPath(to, instead string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/") ||
		strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n") {
		return instead
	}
	return to
}
