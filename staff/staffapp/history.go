package staffapp

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/a-h/templ"

	"saksgang/base/calendar"
	"saksgang/base/i18n"
	"saksgang/base/ledger"
	"saksgang/party"
	"saksgang/web"
)

// told is what the events of an employment tell.
type told struct {
	Party    party.ID      `json:"party"`
	Position string        `json:"position"`
	From     calendar.Date `json:"from"`
	To       calendar.Date `json:"to"`
	Before   calendar.Date `json:"before"`
	Reason   string        `json:"reason"`
}

// history is who came and who left by contract.
func (p pages) history(r *http.Request, key string) (templ.Component, error) {
	ctx := r.Context()
	entries, err := p.staff.UnitHistory(ctx, key)
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return web.Empty{Text: i18n.T(ctx, "staff.history.empty"), Action: web.Link{Text: i18n.T(ctx, "staff.history.unit"), Href: UnitPath(key)}}, nil
	}
	var events []web.Event
	for _, e := range entries {
		event, err := p.event(ctx, e)
		if err != nil {
			return nil, err
		}
		events = append(events, event)
	}
	return web.History{Events: events}, nil
}

func (p pages) event(ctx context.Context, e ledger.Entry) (web.Event, error) {
	event := web.Event{At: e.At.Time(), Who: web.Who(ctx, e.ActorName), What: i18n.T(ctx, e.Words())}
	if !e.Case.IsZero() {
		event.Href = "/cases/" + e.Case.String()
	}
	var t told
	if err := json.Unmarshal([]byte(e.Payload), &t); err != nil {
		return event, nil // erased by law, or told in another form by a later program
	}
	event.Reason, event.Before, event.After = t.Reason, shown(ctx, t.Before), shown(ctx, t.To)
	if t.Party.IsZero() {
		return event, nil
	}
	names, err := p.staff.PartyNames(ctx, []party.ID{t.Party})
	event.After = names[t.Party] + ", " + i18n.T(ctx, "staff.event.from", "date", shown(ctx, t.From))
	return event, err
}

// shown is a date in words, or nothing.
func shown(ctx context.Context, d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return i18n.Date(ctx, d.In(i18n.From(ctx).Zone))
}
