package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/errs"
)

// Handler answers a request or says what went wrong. An error is mapped once,
// here, to a status and a page (or an RFC 9457 document under /api/), so a
// handler returns it as it came. It must not have written before it fails.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Route is one address with the right it takes. The shell refuses a request
// whose actor does not hold the right anywhere; which things the actor may see
// or change is decided by the module's Service.
type Route struct {
	Pattern string // as net/http.ServeMux reads it: "GET /cases/{id}"
	Right   authz.Right
	Or      authz.Right // opens it as well; empty for none
	Handle  Handler
}

// opensTo says whether the context's person may use the route at all.
func (rt Route) opensTo(ctx context.Context) bool {
	return may(ctx, rt.Right) || (rt.Or != "" && may(ctx, rt.Or))
}

// split returns the method and path of a pattern.
func (rt Route) split() (method, path string) {
	method, path, ok := strings.Cut(rt.Pattern, " ")
	if !ok {
		return "", rt.Pattern
	}
	return method, path
}

// check says what is wrong with the route, before it can do harm.
func (rt Route) check() error {
	method, path := rt.split()
	switch {
	case method == "" || !strings.HasPrefix(path, "/"):
		return fmt.Errorf("web: route %q must be \"METHOD /path\"", rt.Pattern)
	case rt.Right == "":
		return fmt.Errorf("web: route %q names no right", rt.Pattern)
	case rt.Handle == nil:
		return fmt.Errorf("web: route %q has no handler", rt.Pattern)
	}
	return nil
}

// guard wraps a route's handler: rights first, then the handler, then its error.
func (s *Shell) guard(rt Route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		note(r.Context()).route = rt.Pattern
		if !rt.opensTo(r.Context()) {
			s.refuse(w, r)
			return
		}
		if err := rt.Handle(w, r); err != nil {
			s.fail(w, r, err)
		}
	}
}

// refuse sends a stranger to log in, and shows everybody else the page for
// what is not there or not theirs.
func (s *Shell) refuse(w http.ResponseWriter, r *http.Request) {
	if signedIn(r.Context()) || strings.HasPrefix(r.URL.Path, "/api/") {
		err := errs.NotFound("web.not-there")
		if !signedIn(r.Context()) {
			err = errs.Denied("web.not-signed-in")
		}
		s.fail(w, r, err)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		s.fail(w, r, errs.Denied("web.not-signed-in"))
		return
	}
	http.Redirect(w, r, "/login?to="+queryEscape(r.URL.RequestURI()), http.StatusSeeOther)
}

// Redirect sends the browser on after a change, so that reloading repeats nothing.
func Redirect(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
