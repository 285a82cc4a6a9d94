package exchangeapp

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/exchange"
	"saksgang/web"
)

// OutKind is the subject under which other modules may put tabs on an outgoing
// message.
const OutKind = "dispatch"

const outPath = "/control/messages/out"

// OutJobs are the handlers of the outbox's jobs, by kind.
func OutJobs(o *exchange.Outbox) map[string]jobs.Handler {
	return map[string]jobs.Handler{exchange.SendJob: o.HandleSend}
}

// outRoutes are the pages of what is sent, when there is an outbox.
func (p pages) outRoutes() web.Module {
	return web.Module{
		Routes: []web.Route{
			{Pattern: "GET " + outPath, Right: exchange.RightRead, Handle: p.outList},
			{Pattern: "POST " + outPath + "/{id}/again", Right: exchange.RightRepair, Handle: p.sendAgain},
			{Pattern: "POST " + outPath + "/{id}/close", Right: exchange.RightRepair, Handle: p.abandon},
			{Pattern: "POST /control/connections/{key}/pause", Right: exchange.RightPause, Handle: p.pause},
			{Pattern: "POST /control/connections/{key}/resume", Right: exchange.RightPause, Handle: p.resume},
		},
		Subjects: []web.SubjectKind{{Kind: OutKind, Path: outPath + "/{id}", Right: exchange.RightRead, Head: p.outHead}},
		Tabs: []web.Tab{
			{Kind: OutKind, Label: "exchange.tab.overview", Right: exchange.RightRead, Body: p.outOverview},
			{Kind: OutKind, Key: "history", Label: "exchange.tab.history", Right: exchange.RightRead, Body: p.outHistory},
		},
	}
}

var outStates = []exchange.OutState{exchange.Waiting, exchange.Sending, exchange.Delivered, exchange.Refused, exchange.Uncertain, exchange.Abandoned}

var outTones = map[exchange.OutState]web.Tone{
	exchange.Waiting: web.Info, exchange.Sending: web.Info, exchange.Delivered: web.Success, exchange.Refused: web.Danger, exchange.Uncertain: web.Warning,
}

func outTag(ctx context.Context, s exchange.OutState) web.Tag {
	return web.Tag{Text: i18n.T(ctx, "exchange.out-state."+string(s)), Tone: outTones[s]}
}

// outList is what is sent, and which connections are paused.
func (p pages) outList(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	state, connection, page := r.FormValue("state"), r.FormValue("connection"), web.PageOf(r)
	q := exchange.OutQuery{Connection: connection, Offset: (page - 1) * perPage, Most: perPage}
	switch state {
	case "", "all":
	case stuck:
		q.Stuck = true
	default:
		q.State = exchange.OutState(state)
	}
	found, total, err := p.opts.Outbox.Dispatches(ctx, q)
	if err != nil {
		return err
	}
	titles, err := p.titles(ctx)
	if err != nil {
		return err
	}
	pausing, err := p.pausing(ctx, titles)
	if err != nil {
		return err
	}
	title := i18n.T(ctx, "exchange.out.title")
	return web.Show(w, r, web.List{
		Title: title, Count: total, Intro: i18n.T(ctx, "exchange.out.intro"), Views: p.views(ctx, r.URL.Path, state),
		Filter: outFilter(ctx, state, connection, titles), Table: outTable(ctx, found, titles, title), After: pausing,
		Empty: web.Empty{Text: i18n.T(ctx, "exchange.out.empty"), Action: web.Link{Text: i18n.T(ctx, "exchange.out.in"), Href: "/control/messages"}},
		Pager: web.Pager{Page: page, PerPage: perPage, Total: total},
	})
}

func outFilter(ctx context.Context, state, connection string, titles map[string]string) *web.Filter {
	options := []web.Option{{Value: stuck, Label: i18n.T(ctx, "exchange.view.stuck")}}
	for _, s := range outStates {
		options = append(options, web.Option{Value: string(s), Label: outTag(ctx, s).Text})
	}
	var agreed []web.Option
	for _, key := range sortedKeys(titles) {
		agreed = append(agreed, web.Option{Value: key, Label: titles[key]})
	}
	if state == "all" {
		state = ""
	}
	return &web.Filter{Clear: outPath, Fields: []web.Field{
		{Name: "state", Label: i18n.T(ctx, "exchange.list.state"), Kind: web.SelectField, Options: options, Value: state},
		{Name: "connection", Label: i18n.T(ctx, "exchange.list.connection"), Kind: web.SelectField, Options: agreed, Value: connection},
	}}
}

func outTable(ctx context.Context, found []exchange.Dispatch, titles map[string]string, caption string) web.Table {
	t := web.Table{Caption: caption, Columns: []web.Column{
		{Label: i18n.T(ctx, "exchange.list.what")},
		{Label: i18n.T(ctx, "exchange.list.state")},
		{Label: i18n.T(ctx, "exchange.list.connection")},
		{Label: i18n.T(ctx, "exchange.out.ordered")},
		{Label: i18n.T(ctx, "exchange.list.wrong")},
	}}
	for _, d := range found {
		t.Rows = append(t.Rows, web.Row{ID: d.ID.String(), Href: exchange.DispatchPath(d.ID), Cells: []templ.Component{
			web.Link{Text: kindWord(ctx, d.Kind), Href: exchange.DispatchPath(d.ID), Note: d.Key},
			outTag(ctx, d.State),
			web.Text(titleOf(titles, d.Connection)),
			web.When{Time: d.CreatedAt.Time(), Hour: true},
			trouble(ctx, d.Trouble(), d.State == exchange.Abandoned),
		}})
	}
	return t
}

// pausing is which connections are paused and since when, with the way to
// resume them, and for the others the way to pause.
func (p pages) pausing(ctx context.Context, titles map[string]string) (templ.Component, error) {
	if !authz.ActorFrom(ctx).May(exchange.RightPause) {
		return nil, nil //nolint:nilnil // nothing is shown to who may change nothing
	}
	paused, err := p.opts.Outbox.Paused(ctx)
	if err != nil {
		return nil, err
	}
	all, err := p.messages.AllAgreed(ctx)
	if err != nil {
		return nil, err
	}
	var out web.Stack
	for _, c := range all {
		if c.Direction == "in" {
			continue
		}
		out = append(out, web.Section{Title: titleOf(titles, c.Key), Body: pausingOf(ctx, c.Key, paused)})
	}
	return out, nil
}

func pausingOf(ctx context.Context, key string, paused []exchange.Pause) templ.Component {
	for _, was := range paused {
		if was.Connection != key {
			continue
		}
		text := i18n.T(ctx, "exchange.out.paused-itself", "when", was.At)
		if was.By != "" {
			text = i18n.T(ctx, "exchange.out.paused", "when", was.At, "by", was.By, "reason", was.Reason)
		}
		return web.Stack{
			web.Alert{Tone: web.Warning, Title: text},
			web.Button{Text: i18n.T(ctx, "exchange.out.resume"), Href: "/control/connections/" + key + "/resume", Post: true, Consequence: i18n.T(ctx, "exchange.out.resume-consequence"), Values: commandValue()},
		}
	}
	return web.Details{Summary: i18n.T(ctx, "exchange.out.pause"), Body: pauseForm(ctx, key)}
}

func commandValue() map[string]string {
	return map[string]string{"command": ids.New[ids.Command]().String()}
}

func pauseForm(ctx context.Context, key string) web.Form {
	return web.Form{
		ID: "pause-" + key, Action: "/control/connections/" + key + "/pause",
		Fields: []web.Field{
			{Name: "reason", Label: i18n.T(ctx, "exchange.out.pause-reason"), Required: true, MaxLen: 500},
			{Name: "command", Kind: web.HiddenField, Value: ids.New[ids.Command]().String()},
		},
		Submit: web.Button{Text: i18n.T(ctx, "exchange.out.pause"), Consequence: i18n.T(ctx, "exchange.out.pause-consequence")},
	}
}

func (p pages) pause(w http.ResponseWriter, r *http.Request) error {
	if err := p.opts.Outbox.Pause(once(r), r.PathValue("key"), strings.TrimSpace(r.PostFormValue("reason"))); err != nil {
		return err
	}
	web.Done(r.Context(), "exchange.done.paused")
	return web.Redirect(w, r, outPath)
}

func (p pages) resume(w http.ResponseWriter, r *http.Request) error {
	if err := p.opts.Outbox.Resume(once(r), r.PathValue("key")); err != nil {
		return err
	}
	web.Done(r.Context(), "exchange.done.resumed")
	return web.Redirect(w, r, outPath)
}

func (p pages) loadOut(ctx context.Context, text string) (exchange.Dispatch, error) {
	id, err := exchange.ParseDispatchID(text)
	if err != nil {
		return exchange.Dispatch{}, err
	}
	return p.opts.Outbox.Dispatch(ctx, id)
}

func mayRepairOut(ctx context.Context, d exchange.Dispatch) bool {
	return authz.ScopeOf(ctx, exchange.RightRepair).Allows(authz.Object{Case: d.Case}) &&
		(d.State == exchange.Refused || d.State == exchange.Uncertain)
}

func (p pages) outHead(r *http.Request, text string) (web.Subject, error) {
	ctx := r.Context()
	d, err := p.loadOut(ctx, text)
	if err != nil {
		return web.Subject{}, err
	}
	titles, err := p.titles(ctx)
	if err != nil {
		return web.Subject{}, err
	}
	tag := outTag(ctx, d.State)
	subject := web.Subject{
		Kind: i18n.T(ctx, "exchange.out.message"), Name: kindWord(ctx, d.Kind) + ", " + titleOf(titles, d.Connection), State: &tag,
		Since: d.CreatedAt.Time(), Back: &web.Link{Text: i18n.T(ctx, "exchange.out.title"), Href: outPath},
	}
	if fault := d.Trouble(); fault != nil && d.State != exchange.Abandoned {
		sentence, remedy := i18n.Problem(ctx, fault)
		subject.Notices = []web.Alert{{Tone: outTones[d.State], Title: sentence, Text: remedy}}
	}
	if mayRepairOut(ctx, d) {
		subject.Primary = &web.Button{
			Text: i18n.T(ctx, "exchange.out.again"), Href: exchange.DispatchPath(d.ID) + "/again", Post: true, Primary: true,
			Values: commandValue(), Consequence: i18n.T(ctx, "exchange.out.again-consequence"),
		}
	}
	return subject, nil
}

func (p pages) outOverview(r *http.Request, text string) (templ.Component, error) {
	d, err := p.loadOut(r.Context(), text)
	if err != nil {
		return nil, err
	}
	return outBody(r.Context(), d, outCloseForm(r.Context(), d)), nil
}

func outCloseForm(ctx context.Context, d exchange.Dispatch) web.Form {
	return closing(ctx, exchange.DispatchPath(d.ID)+"/close", "dispatch-"+d.ID.String())
}

func outBody(ctx context.Context, d exchange.Dispatch, form web.Form) web.Stack {
	facts := web.Facts{
		{Name: i18n.T(ctx, "exchange.out.key"), Value: web.Text(d.Key)},
		{Name: i18n.T(ctx, "exchange.out.their-id"), Value: web.Text(d.ID.String())},
		{Name: i18n.T(ctx, "exchange.out.ordered"), Value: web.When{Time: d.CreatedAt.Time(), Hour: true}},
		{Name: i18n.T(ctx, "exchange.fact.settled"), Value: web.When{Time: d.SettledAt.Time(), Hour: true}},
	}
	if d.Attempts > 0 {
		facts = append(facts, web.Fact{Name: i18n.T(ctx, "exchange.out.attempts"), Value: web.Number(strconv.Itoa(d.Attempts))})
	}
	if !d.Case.IsZero() {
		facts = append(facts, web.Fact{Name: i18n.T(ctx, "exchange.fact.case"), Value: web.Link{Text: i18n.T(ctx, "exchange.fact.case-link"), Href: "/cases/" + d.Case.String()}})
	}
	out := web.Stack{facts}
	if mayRepairOut(ctx, d) {
		out = append(out, closingPart(ctx, "exchange.out.close-note", form))
	}
	return out
}

func (p pages) sendAgain(w http.ResponseWriter, r *http.Request) error {
	id, err := exchange.ParseDispatchID(r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := p.opts.Outbox.SendAgain(once(r), id); err != nil {
		return err
	}
	web.Done(r.Context(), "exchange.done.sent-again")
	return web.Redirect(w, r, exchange.DispatchPath(id))
}

func (p pages) abandon(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, err := p.loadOut(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	err = p.opts.Outbox.Abandon(once(r), d.ID, strings.TrimSpace(r.PostFormValue("reason")), strings.TrimSpace(r.PostFormValue("reference")))
	if errs.Has(err, "exchange.reason-missing") {
		form := outCloseForm(ctx, d)
		reasonMissing(r, &form, err)
		return p.shell.ShowSubjectForm(w, r, OutKind, "", outBody(ctx, d, form))
	}
	if err != nil {
		return err
	}
	web.Done(ctx, "exchange.done.closed")
	return web.Redirect(w, r, exchange.DispatchPath(d.ID))
}

func (p pages) outHistory(r *http.Request, text string) (templ.Component, error) {
	id, err := exchange.ParseDispatchID(text)
	if err != nil {
		return nil, err
	}
	entries, err := p.opts.Outbox.History(r.Context(), id)
	return events(r.Context(), entries), err
}
