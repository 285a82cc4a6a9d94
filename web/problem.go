package web

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"

	"saksgang/base/errs"
	"saksgang/base/i18n"
)

// statusOf is the one table from what went wrong to HTTP.
var statusOf = map[errs.Kind]int{
	errs.KindInvalid:     http.StatusUnprocessableEntity,
	errs.KindDenied:      http.StatusForbidden,
	errs.KindNotFound:    http.StatusNotFound,
	errs.KindConflict:    http.StatusConflict,
	errs.KindUnavailable: http.StatusServiceUnavailable,
	errs.KindInternal:    http.StatusInternalServerError,
}

// StatusOf is the HTTP status for err.
func StatusOf(err error) int { return statusOf[errs.KindOf(err)] }

// fail answers a request with what went wrong.
func (s *Shell) fail(w http.ResponseWriter, r *http.Request, err error) {
	status := StatusOf(err)
	n := note(r.Context())
	n.code = errs.CodeOf(err)
	if status >= http.StatusInternalServerError {
		s.log.LogAttrs(r.Context(), slog.LevelError, "request failed",
			slog.String("request", n.id), slog.String("route", n.route), slog.Any("error", err))
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "60")
	}
	if strings.HasPrefix(r.URL.Path, "/api/") {
		writeProblemJSON(w, r, status, err)
		return
	}
	// What one may not open looks exactly like what is not there.
	if status == http.StatusForbidden && r.Method == http.MethodGet && signedIn(r.Context()) {
		status, err = http.StatusNotFound, errs.NotFound("web.not-there")
	}
	page := problemContent(r, status, err)
	if showErr := ShowStatus(w, r, status, page); showErr != nil {
		s.log.LogAttrs(r.Context(), slog.LevelError, "the problem page failed", slog.Any("error", showErr))
		http.Error(w, page.Title, status)
	}
}

func problemContent(r *http.Request, status int, err error) Plain {
	ctx := r.Context()
	if status == http.StatusNotFound {
		err = errs.NotFound("web.not-there") // one page, whatever the reason
	}
	what, remedy := i18n.Problem(ctx, err)
	p := Problem{What: what, Remedy: remedy, Who: i18n.T(ctx, "web.problem.who")}
	if status >= http.StatusInternalServerError {
		p.Why = i18n.T(ctx, "web.problem.reference", "id", note(ctx).id)
	}
	return Plain{Title: what, Narrow: true, Body: problemPage(p, r.Method != http.MethodGet)}
}

// document is a problem as RFC 9457 has it.
type document struct {
	Type     string         `json:"type"`
	Title    string         `json:"title"`
	Status   int            `json:"status"`
	Detail   string         `json:"detail,omitempty"`
	Instance string         `json:"instance,omitempty"`
	Code     string         `json:"code"`
	Args     map[string]any `json:"args,omitempty"`
}

func writeProblemJSON(w http.ResponseWriter, r *http.Request, status int, err error) {
	what, remedy := i18n.Problem(r.Context(), err)
	d := document{
		Type: "urn:saksgang:problem:" + errs.CodeOf(err), Title: what, Status: status,
		Detail: remedy, Instance: "urn:saksgang:request:" + note(r.Context()).id, Code: errs.CodeOf(err),
	}
	for _, a := range errs.ArgsOf(err) {
		if d.Args == nil {
			d.Args = map[string]any{}
		}
		d.Args[a.Name] = a.Value
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(d) // the client has gone; there is nobody to tell
}
