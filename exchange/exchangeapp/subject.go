package exchangeapp

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/exchange"
	"saksgang/web"
)

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

func parseCase(text string) (ids.CaseID, error) {
	id, err := ids.Parse[ids.Case](text)
	if err != nil {
		return id, errs.NotFound("exchange.no-message")
	}
	return id, nil
}

func (p pages) load(ctx context.Context, text string) (exchange.Message, error) {
	id, err := exchange.ParseMessageID(text)
	if err != nil {
		return exchange.Message{}, err
	}
	return p.messages.Message(ctx, id)
}

// head is what stands above a message's tabs.
func (p pages) head(r *http.Request, text string) (web.Subject, error) {
	ctx := r.Context()
	m, err := p.load(ctx, text)
	if err != nil {
		return web.Subject{}, err
	}
	titles, err := p.titles(ctx)
	if err != nil {
		return web.Subject{}, err
	}
	tag := stateTag(ctx, m.State)
	subject := web.Subject{
		Kind: i18n.T(ctx, "exchange.message"), Name: kindWord(ctx, m.Kind) + ", " + titleOf(titles, m.Connection),
		State: &tag, Since: m.ReceivedAt.Time(), Back: &web.Link{Text: i18n.T(ctx, "exchange.list.title"), Href: "/control/messages"},
		Notices: notices(ctx, m),
	}
	if mayRepair(ctx, m) {
		subject.Primary = &web.Button{
			Text: i18n.T(ctx, "exchange.again"), Href: Path(m.ID) + "/again", Post: true, Primary: true,
			Values: map[string]string{"command": ids.New[ids.Command]().String()}, Consequence: i18n.T(ctx, "exchange.again-consequence"),
		}
		if m.Kind == "" {
			subject.Primary.Blocked = i18n.T(ctx, "exchange.again-blocked")
		}
	}
	return subject, nil
}

// notices say what is wrong and what to do, and that the content is gone.
func notices(ctx context.Context, m exchange.Message) []web.Alert {
	var out []web.Alert
	if fault := m.Trouble(); fault != nil && m.State != exchange.Closed {
		sentence, remedy := i18n.Problem(ctx, fault)
		alert := web.Alert{Tone: tones[m.State], Title: sentence, Text: remedy}
		if first := firstOf(fault); first != "" {
			alert.Links = []web.Link{{Text: i18n.T(ctx, "exchange.first"), Href: "/control/messages/" + first}}
		}
		out = append(out, alert)
	}
	if !m.Forgotten.IsZero() {
		out = append(out, web.Alert{Tone: web.Info, Title: i18n.T(ctx, "exchange.forgotten", "when", m.Forgotten)})
	}
	return out
}

// firstOf is the message that came first with the same id, when that is what
// is wrong.
func firstOf(fault error) string {
	for _, a := range errs.ArgsOf(fault) {
		if text, ok := a.Value.(string); ok && a.Name == "first" {
			return text
		}
	}
	return ""
}

// overview is what a message is, its files, and how it is closed by hand.
func (p pages) overview(r *http.Request, text string) (templ.Component, error) {
	m, err := p.load(r.Context(), text)
	if err != nil {
		return nil, err
	}
	return p.body(r.Context(), m, closeForm(r.Context(), m)), nil
}

func (p pages) body(ctx context.Context, m exchange.Message, form web.Form) web.Stack {
	out := web.Stack{
		facts(ctx, m),
		web.Section{Title: i18n.T(ctx, "exchange.files"), Body: files(ctx, m)},
	}
	if mayRepair(ctx, m) {
		out = append(out, closingPart(ctx, "exchange.close-note", form))
	}
	return out
}

func facts(ctx context.Context, m exchange.Message) web.Facts {
	source, id := m.Source, "exchange.fact.source-id"
	if m.Source == exchange.NamedOnly {
		source, id = i18n.T(ctx, "exchange.fact.source-unknown"), "exchange.fact.file-name"
	}
	out := web.Facts{
		{Name: i18n.T(ctx, "exchange.fact.source"), Value: web.Text(source)},
		{Name: i18n.T(ctx, id), Value: web.Text(m.SourceID)},
		{Name: i18n.T(ctx, "exchange.fact.way"), Value: web.Text(i18n.T(ctx, "exchange.way."+string(m.CameAs)))},
		{Name: i18n.T(ctx, "exchange.fact.received"), Value: web.When{Time: m.ReceivedAt.Time(), Hour: true}},
	}
	add := func(key string, value templ.Component, shown bool) {
		if shown {
			out = append(out, web.Fact{Name: i18n.T(ctx, key), Value: value})
		}
	}
	add("exchange.fact.subject", web.Text(m.Subject), m.Subject != "")
	add("exchange.fact.settled", web.When{Time: m.HandledAt.Time(), Hour: true}, isSettled(m))
	add("exchange.fact.result", web.Text(m.Result), m.Result != "")
	add("exchange.fact.repeats", web.Number(strconv.Itoa(m.Repeats)), m.Repeats > 0)
	add("exchange.fact.case", web.Link{Text: i18n.T(ctx, "exchange.fact.case-link"), Href: "/cases/" + m.Case.String()}, !m.Case.IsZero())
	return out
}

// isSettled says that nothing more happens to the message by itself or by hand.
func isSettled(m exchange.Message) bool {
	return m.State == exchange.Handled || m.State == exchange.Closed
}

func files(ctx context.Context, m exchange.Message) web.Documents {
	d := web.Documents{Empty: i18n.T(ctx, "exchange.files-none")}
	for i, part := range m.Parts {
		d.Items = append(d.Items, web.Document{
			Title: part.Name, Href: filePath(m.ID, i), Size: part.File.Size,
			Type: strings.ToUpper(strings.TrimPrefix(path.Ext(part.Name), ".")),
		})
	}
	return d
}

func closeForm(ctx context.Context, m exchange.Message) web.Form {
	return closing(ctx, Path(m.ID)+"/close", "message-"+m.ID.String())
}

// closing is the form by which a person says that something was dealt with
// elsewhere.
func closing(ctx context.Context, action, draft string) web.Form {
	return web.Form{
		Action: action, Draft: draft,
		Fields: []web.Field{
			{Name: "reason", Label: i18n.T(ctx, "exchange.close-reason"), Kind: web.TextArea, Rows: 3, Required: true, MaxLen: 2000},
			{Name: "reference", Label: i18n.T(ctx, "exchange.close-reference"), MaxLen: 200, Help: i18n.T(ctx, "exchange.close-reference-help")},
			{Name: "command", Kind: web.HiddenField, Value: ids.New[ids.Command]().String()},
		},
		Submit: web.Button{Text: i18n.T(ctx, "exchange.close"), Consequence: i18n.T(ctx, "exchange.close-consequence")},
	}
}

// closingPart folds the form away beneath what it is for, since trying again is
// the page's one primary action; it stands open when it came back with a fault.
func closingPart(ctx context.Context, note string, form web.Form) web.Details {
	return web.Details{
		Summary: i18n.T(ctx, "exchange.close"), Open: form.Problem != nil,
		Body: web.Stack{web.Text(i18n.T(ctx, note)), form},
	}
}

// once returns the context in which the form's change happens once, however
// often it is sent.
func once(r *http.Request) context.Context {
	id, err := ids.Parse[ids.Command](r.PostFormValue("command"))
	if err != nil {
		return r.Context()
	}
	return command.With(r.Context(), id)
}

func (p pages) again(w http.ResponseWriter, r *http.Request) error {
	id, err := exchange.ParseMessageID(r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := p.messages.Again(once(r), id); err != nil {
		return err
	}
	web.Done(r.Context(), "exchange.done.again")
	return web.Redirect(w, r, Path(id))
}

func (p pages) closeByHand(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	m, err := p.load(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	reason := strings.TrimSpace(r.PostFormValue("reason"))
	err = p.messages.CloseByHand(once(r), m.ID, reason, strings.TrimSpace(r.PostFormValue("reference")))
	if errs.Has(err, "exchange.reason-missing") {
		form := closeForm(ctx, m)
		reasonMissing(r, &form, err)
		return p.shell.ShowSubjectForm(w, r, Kind, "", p.body(ctx, m, form))
	}
	if err != nil {
		return err
	}
	web.Done(ctx, "exchange.done.closed")
	return web.Redirect(w, r, Path(m.ID))
}

// reasonMissing gives the form back with what was typed.
func reasonMissing(r *http.Request, form *web.Form, err error) {
	form.Fill(r.PostForm)
	sentence, _ := i18n.Problem(r.Context(), err)
	form.Fail(r.Context(), err, map[string]string{"reason": sentence})
}

// filePath is the address of a message's file.
func filePath(id exchange.MessageID, number int) string {
	return "/control/message-files/" + id.String() + "/" + strconv.Itoa(number)
}

// part sends one file of a message, for saving and never for showing: it is
// what a stranger sent.
func (p pages) part(w http.ResponseWriter, r *http.Request) error {
	id, err := exchange.ParseMessageID(r.PathValue("id"))
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		return errs.NotFound("exchange.no-message")
	}
	part, content, err := p.messages.OpenPart(r.Context(), id, number)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }() // read only
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": path.Base(part.Name)}))
	h.Set("Content-Length", strconv.FormatInt(part.File.Size, 10))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, _ = io.Copy(w, content) // the reader has gone, or gets less than was promised and sees it
	return nil
}

// history is what was done with the message.
func (p pages) history(r *http.Request, text string) (templ.Component, error) {
	ctx := r.Context()
	id, err := exchange.ParseMessageID(text)
	if err != nil {
		return nil, err
	}
	entries, err := p.messages.History(ctx, id)
	if err != nil {
		return nil, err
	}
	return events(ctx, entries), nil
}

// events are the ledger's entries in the reader's words.
func events(ctx context.Context, entries []ledger.Entry) web.History {
	var h web.History
	for _, e := range entries {
		var said struct{ Reason, Reference, Problem string }
		_ = json.Unmarshal([]byte(e.Payload), &said) // erased by law, or told otherwise by another version
		event := web.Event{At: e.At.Time(), Who: web.Who(ctx, e.ActorName), What: i18n.T(ctx, e.Words()), Reason: said.Reason}
		if said.Reference != "" {
			event.Reason += " (" + said.Reference + ")"
		}
		if said.Problem != "" {
			event.Reason, _ = i18n.Problem(ctx, errs.Invalid(said.Problem))
		}
		h.Events = append(h.Events, event)
	}
	return h
}
