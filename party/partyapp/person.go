package partyapp

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/calendar"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/period"
	"saksgang/party"
	"saksgang/web"
)

// overview is what we know of a party, each value with its source and date.
func (p pages) overview(r *http.Request, text string) (templ.Component, error) {
	found, err := p.get(r, text)
	if err != nil {
		return nil, err
	}
	ctx := r.Context()
	parts := web.Stack{web.Section{Title: i18n.T(ctx, "party.known"), Body: facts(ctx, found)}}
	if found.Withheld {
		parts = append(parts, web.Alert{Tone: web.Info, Title: i18n.T(ctx, "party.withheld.title"), Text: i18n.T(ctx, "party.withheld.text")})
		may, err := p.parties.May(ctx, party.RightReadProtected, found.ID)
		if err != nil {
			return nil, err
		}
		if may {
			parts = append(parts, revealForm(ctx, found.ID))
		}
	}
	may, err := p.parties.May(ctx, party.RightEdit, found.ID)
	if may {
		form := contactForm(ctx, found.ID, p.parties.Today())
		parts = append(parts, web.Details{Summary: i18n.T(ctx, "party.contact.correct"), Body: form})
	}
	return parts, err
}

func facts(ctx context.Context, found party.Party) web.Facts {
	source := i18n.T(ctx, "party.source-since", "source", sourceName(ctx, found.Source), "since", i18n.Date(ctx, found.Registered.Time()))
	out := web.Facts{{Name: i18n.T(ctx, "party.name"), Value: web.Text(found.Name()), Note: source}}
	if !found.Number.IsZero() {
		note := source
		if found.Number.Synthetic {
			note = i18n.T(ctx, "party.synthetic") + " · " + source
		}
		out = append(out, web.Fact{Name: i18n.T(ctx, "party.number-kind."+strings.TrimPrefix(string(found.Number.Kind), "no.")), Value: web.Text(masked(found)), Note: note})
	}
	zone := i18n.From(ctx).Zone
	for _, c := range found.Contact {
		out = append(out, web.Fact{
			Name: i18n.T(ctx, "party.contact."+string(c.Kind)), Value: lines(c.Value),
			Note: i18n.T(ctx, "party.source-since", "source", sourceName(ctx, c.Source), "since", i18n.Date(ctx, c.Valid.From.In(zone))),
		})
	}
	return out
}

// lines is an address on one line.
func lines(value string) templ.Component { return web.Text(strings.ReplaceAll(value, "\n", ", ")) }

// sourceName is the source in words, or as it was written.
func sourceName(ctx context.Context, source string) string {
	if key := "party.source." + source; i18n.From(ctx).Has(key) {
		return i18n.T(ctx, key)
	}
	return source
}

func revealForm(ctx context.Context, id party.ID) web.Form {
	return web.Form{
		ID: "reveal", Action: Path(id) + "/reveal",
		Fields: []web.Field{{Name: "purpose", Label: i18n.T(ctx, "party.reveal.purpose"), Help: i18n.T(ctx, "party.reveal.help"), Required: true, MaxLen: 200}},
		Submit: web.Button{Text: i18n.T(ctx, "party.reveal.do"), Consequence: i18n.T(ctx, "party.reveal.consequence")},
	}
}

// reveal shows what is protected, once, on the answer itself: no address leads
// to it and nothing keeps it.
func (p pages) reveal(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r.PathValue("id"))
	if err != nil {
		return err
	}
	ctx := r.Context()
	found, err := p.parties.Reveal(ctx, id, r.PostFormValue("purpose"))
	if errs.KindOf(err) == errs.KindInvalid && err != nil {
		form := revealForm(ctx, id)
		form.Fill(r.PostForm)
		form.Fail(ctx, err, nil)
		return p.shell.ShowSubjectForm(w, r, Kind, "", web.Stack{form})
	}
	if err != nil {
		return err
	}
	return web.Show(w, r, web.Plain{
		Title: found.Name(), Intro: i18n.T(ctx, "party.reveal.shown"), Narrow: true,
		Body: web.Stack{facts(ctx, found), web.Link{Text: i18n.T(ctx, "party.reveal.back"), Href: Path(id)}},
	})
}

func contactForm(ctx context.Context, id party.ID, today calendar.Date) web.Form {
	options := []web.Option{}
	for _, k := range []party.ContactKind{party.Address, party.Mail, party.Phone} {
		options = append(options, web.Option{Value: string(k), Label: i18n.T(ctx, "party.contact."+string(k))})
	}
	return web.Form{
		ID: "contact", Action: Path(id) + "/contact",
		Fields: []web.Field{
			{Name: "command", Kind: web.HiddenField, Value: ids.New[ids.Command]().String()},
			{Name: "kind", Label: i18n.T(ctx, "party.contact.kind"), Kind: web.SelectField, Options: options, Required: true},
			{Name: "value", Label: i18n.T(ctx, "party.contact.value"), Kind: web.TextArea, Rows: 2, Required: true},
			{Name: "from", Label: i18n.T(ctx, "party.contact.from"), Kind: web.DateField, Value: today.String(), Required: true},
			{Name: "source", Label: i18n.T(ctx, "party.contact.source"), Required: true},
			{Name: "reason", Label: i18n.T(ctx, "party.contact.reason"), Required: true},
		},
		Submit: web.Button{Text: i18n.T(ctx, "party.contact.do"), Consequence: i18n.T(ctx, "party.contact.consequence")},
	}
}

// correct takes the form that corrects one kind of contact.
func (p pages) correct(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r.PathValue("id"))
	if err != nil {
		return err
	}
	ctx := r.Context()
	if err = p.correctContact(command.With(ctx, commandOf(r)), id, r); err == nil {
		web.Done(ctx, "party.contact.done")
		return web.Redirect(w, r, Path(id))
	}
	if errs.KindOf(err) != errs.KindInvalid {
		return err
	}
	form := contactForm(ctx, id, p.parties.Today())
	form.Fill(r.PostForm)
	form.Fail(ctx, err, nil)
	return p.shell.ShowSubjectForm(w, r, Kind, "", web.Stack{form})
}

func (p pages) correctContact(ctx context.Context, id party.ID, r *http.Request) error {
	from, err := calendar.ParseDate(r.PostFormValue("from"))
	if err != nil {
		return errs.InvalidBecause(err, "party.date-unreadable")
	}
	_, err = command.Run(ctx, p.parties.DB, p.parties.Clock, "party.correct-contact", func(ctx context.Context) (bool, error) {
		return true, p.parties.CorrectContact(ctx, id, party.Correction{
			Kind: party.ContactKind(r.PostFormValue("kind")), Value: r.PostFormValue("value"),
			Valid: period.Dates{From: from}, Source: r.PostFormValue("source"), Reason: r.PostFormValue("reason"),
		})
	})
	return err
}

// history is what was changed and read.
func (p pages) history(r *http.Request, text string) (templ.Component, error) {
	id, err := idOf(text)
	if err != nil {
		return nil, err
	}
	entries, err := p.parties.History(r.Context(), id)
	var events []web.Event
	for _, e := range entries {
		events = append(events, event(r.Context(), e))
	}
	return web.History{Events: events}, err
}

// told is what the events of a party may tell.
type told struct {
	Kind, Reason, Purpose, Before, After, Source string
}

func event(ctx context.Context, e ledger.Entry) web.Event {
	out := web.Event{At: e.At.Time(), Who: web.Who(ctx, e.ActorName), What: i18n.T(ctx, e.Words())}
	if e.Erased {
		out.Reason = i18n.T(ctx, "party.event.erased")
		return out
	}
	var t told
	if err := json.Unmarshal([]byte(e.Payload), &t); err != nil {
		return out // told in another form by a later program
	}
	out.Reason, out.Before, out.After = strings.TrimSpace(t.Reason+t.Purpose), t.Before, t.After
	switch e.Kind {
	case "registered":
		out.Reason = sourceName(ctx, t.Source)
	case "contact-corrected":
		out.What += ": " + i18n.T(ctx, "party.contact."+t.Kind)
	case "protection-changed":
		out.Before, out.After = protectionName(ctx, t.Before), protectionName(ctx, t.After)
	}
	return out
}

func protectionName(ctx context.Context, grade string) string {
	if grade == "" {
		return i18n.T(ctx, "party.protection.none")
	}
	return i18n.T(ctx, "party.protection."+grade)
}
