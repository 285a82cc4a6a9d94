package processapp

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/web"
)

const eventsPerPage = 50

// seen is the case, for a reader who may see it.
func (p *pages) seen(ctx context.Context, text string) (ids.CaseID, error) {
	id, err := caseID(text)
	if err == nil {
		_, err = p.Process.CaseOf(ctx, id)
	}
	return id, err
}

// caseHistory is who did what, when and why, the newest first.
func (p *pages) caseHistory(r *http.Request, text string) (templ.Component, error) {
	ctx := r.Context()
	id, err := p.seen(ctx, text)
	if err != nil {
		return nil, err
	}
	count, err := p.Process.Ledger.CountOfCase(ctx, id)
	if err != nil {
		return nil, err
	}
	pager := web.Pager{Page: web.PageOf(r), PerPage: eventsPerPage, Total: count.Events}
	pager.Page = max(1, min(pager.Page, (count.Events+eventsPerPage-1)/eventsPerPage))
	entries, err := p.Process.Ledger.LatestOfCase(ctx, id, (pager.Page-1)*eventsPerPage, eventsPerPage)
	if err != nil {
		return nil, err
	}
	return p.history(ctx, entries, count, web.History{Export: "/cases/" + text + "/history.csv", Pager: pager})
}

// history shows entries, of which there are count in all, in their order.
func (p *pages) history(ctx context.Context, entries []ledger.Entry, count ledger.Count, h web.History) (templ.Component, error) {
	w, err := p.wordsInEvents(ctx, entries)
	if err != nil {
		return nil, err
	}
	if p.Verified != nil {
		if h.Verified, err = p.Verified(ctx); err != nil {
			return nil, err
		}
	}
	for _, e := range entries {
		h.Events = append(h.Events, w.event(ctx, e))
	}
	if count.Events == 0 {
		return h, nil
	}
	seal := i18n.T(ctx, "process.history.sealed-all", "count", count.Sealed)
	if count.Sealed < count.Events {
		seal = i18n.T(ctx, "process.history.sealed", "sealed", count.Sealed, "of", count.Events)
	}
	return web.Stack{quiet(seal), h}, nil
}

// wordsInEvents names the people whom events tell of.
func (p *pages) wordsInEvents(ctx context.Context, entries []ledger.Entry) (words, error) {
	var users []ids.UserID
	for _, e := range entries {
		t := toldIn(e)
		users = append(users, t.User, userIn(t.To), userIn(t.From))
	}
	return p.wordsFor(ctx, users...)
}

func toldIn(e ledger.Entry) payload {
	var t payload
	if err := json.Unmarshal([]byte(e.Payload), &t); err != nil {
		return payload{} // erased, or told in another form by another module or program
	}
	return t
}

// userIn is the user that a value names, or none.
func userIn(value json.RawMessage) ids.UserID {
	var id ids.UserID
	if json.Unmarshal(value, &id) != nil {
		return ids.UserID{}
	}
	return id
}

// event is one event in words: by the catalogue of the module it comes from,
// else by its kind as it stands.
func (w words) event(ctx context.Context, e ledger.Entry) web.Event {
	out := web.Event{At: e.At.Time(), Who: web.Who(ctx, e.ActorName), What: eventName(ctx, e)}
	if e.Erased {
		out.Reason = i18n.T(ctx, "process.event.erased")
		return out
	}
	t := toldIn(e)
	if t.Name != "" {
		out.What += ": " + strings.Join(strings.Fields(t.Name), " ")
	}
	out.Reason = t.Reason
	if e.Module != "process" {
		return out
	}
	switch e.Kind {
	case "participant-added":
		out.After = said(", ", w.names[t.User], w.role(t.Role))
	case "participant-removed":
		out.Before = said(", ", w.names[t.User], w.role(t.Role))
	case "task-given":
		out.Before, out.After = w.names[userIn(t.From)], w.names[userIn(t.To)]
	case "moved-to-version":
		out.Before, out.After = string(t.From), string(t.To)
	case "case-opened":
		out.After = t.Title
	}
	return out
}

func eventName(ctx context.Context, e ledger.Entry) string {
	if key := e.Words(); i18n.From(ctx).Has(key) {
		return i18n.T(ctx, key)
	}
	return i18n.T(ctx, "process.event.recorded", "what", strings.ReplaceAll(string(e.Kind), "-", " "))
}

// caseHistoryFile is the same events as a file, the oldest first.
func (p *pages) caseHistoryFile(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := p.seen(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	entries, err := p.Process.Ledger.OfCase(ctx, id)
	if err != nil {
		return err
	}
	names, err := p.wordsInEvents(ctx, entries)
	if err != nil {
		return err
	}
	rows := [][]string{{
		i18n.T(ctx, "process.history.when"), i18n.T(ctx, "process.history.who"), i18n.T(ctx, "process.history.what"), i18n.T(ctx, "process.history.why"),
		i18n.T(ctx, "process.history.before"), i18n.T(ctx, "process.history.after"), i18n.T(ctx, "process.history.sealed-column"), i18n.T(ctx, "process.history.event"),
	}}
	for _, e := range entries {
		told := names.event(ctx, e)
		sealed := i18n.T(ctx, "process.no")
		if e.Sealed {
			sealed = i18n.T(ctx, "process.yes")
		}
		at := told.At.In(i18n.From(ctx).Zone).Format(time.RFC3339)
		rows = append(rows, []string{at, told.Who, told.What, told.Reason, told.Before, told.After, sealed, e.ID.String()})
	}
	return sendTable(w, i18n.T(ctx, "process.history.file"), rows)
}
