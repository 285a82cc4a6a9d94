package exchangeapp

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/exchange"
	"saksgang/web"
)

const perPage = 50

// stuck is the filter's value for what needs a hand; it is what the page opens
// with.
const stuck = "stuck"

// list answers "what is stuck?": each message with what is wrong and what to do.
func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	state, connection, page := r.FormValue("state"), r.FormValue("connection"), web.PageOf(r)
	q := exchange.Query{Connection: connection, Offset: (page - 1) * perPage, Most: perPage}
	found, total, err := p.find(ctx, state, q)
	if err != nil {
		return err
	}
	titles, err := p.titles(ctx)
	if err != nil {
		return err
	}
	content := web.List{
		Title: i18n.T(ctx, "exchange.list.title"), Count: total, Intro: i18n.T(ctx, "exchange.list.intro"),
		Views: p.views(ctx, r.URL.Path, state), Filter: p.filter(ctx, state, connection, titles), Empty: emptyList(ctx, state, connection),
		Table: p.table(ctx, found, titles, i18n.T(ctx, "exchange.list.title")),
		Pager: web.Pager{Page: page, PerPage: perPage, Total: total},
	}
	return web.Show(w, r, content)
}

func (p pages) find(ctx context.Context, state string, q exchange.Query) ([]exchange.Message, int, error) {
	switch state {
	case "", stuck:
		return p.messages.Stuck(ctx, q)
	case "all":
		return p.messages.Messages(ctx, q)
	}
	q.State = exchange.State(state)
	return p.messages.Messages(ctx, q)
}

// titles are the names of the agreed connections, by key.
func (p pages) titles(ctx context.Context) (map[string]string, error) {
	all, err := p.messages.AllAgreed(ctx)
	titles := make(map[string]string, len(all))
	for _, c := range all {
		titles[c.Key] = c.Title
	}
	return titles, err
}

func titleOf(titles map[string]string, key string) string {
	if title := titles[key]; title != "" {
		return title
	}
	return key
}

func (p pages) views(ctx context.Context, path, state string) []web.View {
	in := path != outPath
	out := []web.View{
		{Name: i18n.T(ctx, "exchange.view.stuck"), Href: "/control/messages", Count: -1, Current: in && (state == "" || state == stuck)},
		{Name: i18n.T(ctx, "exchange.view.all"), Href: "/control/messages?state=all", Count: -1, Current: in && state == "all"},
	}
	if p.opts.Outbox == nil {
		return out
	}
	return append(out,
		web.View{Name: i18n.T(ctx, "exchange.view.out-stuck"), Href: outPath + "?state=" + stuck, Count: -1, Current: !in && state == stuck},
		web.View{Name: i18n.T(ctx, "exchange.view.out"), Href: outPath, Count: -1, Current: !in && (state == "" || state == "all")})
}

var states = []exchange.State{exchange.Received, exchange.Handled, exchange.Problem, exchange.Conflict, exchange.Closed}

func (p pages) filter(ctx context.Context, state, connection string, titles map[string]string) *web.Filter {
	options := []web.Option{{Value: "all", Label: i18n.T(ctx, "exchange.view.all")}}
	for _, s := range states {
		options = append(options, web.Option{Value: string(s), Label: stateWord(ctx, s)})
	}
	var agreed []web.Option
	for _, key := range sortedKeys(titles) {
		agreed = append(agreed, web.Option{Value: key, Label: titles[key]})
	}
	if state == stuck {
		state = ""
	}
	return &web.Filter{Clear: "/control/messages", Fields: []web.Field{
		{Name: "state", Label: i18n.T(ctx, "exchange.list.state"), Kind: web.SelectField, Options: options, Value: state},
		{Name: "connection", Label: i18n.T(ctx, "exchange.list.connection"), Kind: web.SelectField, Options: agreed, Value: connection},
	}}
}

func emptyList(ctx context.Context, state, connection string) web.Empty {
	if connection == "" && (state == "" || state == stuck) {
		return web.Empty{Text: i18n.T(ctx, "exchange.empty.stuck"), Action: web.Link{Text: i18n.T(ctx, "exchange.empty.all"), Href: "/control/messages?state=all"}}
	}
	return web.Empty{Text: i18n.T(ctx, "exchange.empty.filtered"), Action: web.Link{Text: i18n.T(ctx, "exchange.empty.clear"), Href: "/control/messages"}}
}

func (p pages) table(ctx context.Context, found []exchange.Message, titles map[string]string, caption string) web.Table {
	t := web.Table{Caption: caption, Columns: []web.Column{
		{Label: i18n.T(ctx, "exchange.list.what")},
		{Label: i18n.T(ctx, "exchange.list.state")},
		{Label: i18n.T(ctx, "exchange.list.connection")},
		{Label: i18n.T(ctx, "exchange.list.received")},
		{Label: i18n.T(ctx, "exchange.list.wrong")},
	}}
	for _, m := range found {
		t.Rows = append(t.Rows, web.Row{ID: m.ID.String(), Href: Path(m.ID), Cells: []templ.Component{
			web.Link{Text: kindWord(ctx, m.Kind), Href: Path(m.ID), Note: m.Subject},
			stateTag(ctx, m.State),
			web.Text(titleOf(titles, m.Connection)),
			web.When{Time: m.ReceivedAt.Time(), Hour: true},
			wrong(ctx, m),
		}})
	}
	return t
}

// wrong is what is wrong and, beneath it, what to do.
func wrong(ctx context.Context, m exchange.Message) templ.Component {
	return trouble(ctx, m.Trouble(), m.State == exchange.Closed)
}

func trouble(ctx context.Context, fault error, over bool) templ.Component {
	if fault == nil || over {
		return nil
	}
	sentence, remedy := i18n.Problem(ctx, fault)
	return web.Link{Text: sentence, Note: remedy}
}

// kindWord is the kind in the reader's language; a kind of another system's own
// is shown as it is called there.
func kindWord(ctx context.Context, kind string) string {
	if kind == "" {
		return i18n.T(ctx, "exchange.kind-unknown")
	}
	if key := "exchange.message-kind." + kind; i18n.From(ctx).Has(key) {
		return i18n.T(ctx, key)
	}
	return kind
}

func stateWord(ctx context.Context, s exchange.State) string {
	return i18n.T(ctx, "exchange.state."+string(s))
}

var tones = map[exchange.State]web.Tone{
	exchange.Received: web.Info, exchange.Handled: web.Success, exchange.Problem: web.Danger, exchange.Conflict: web.Warning,
}

func stateTag(ctx context.Context, s exchange.State) web.Tag {
	return web.Tag{Text: stateWord(ctx, s), Tone: tones[s]}
}

// ofCase is the tab Messages on a case: what came, within the reader's rights.
func (p pages) ofCase(r *http.Request, text string) (templ.Component, error) {
	ctx := r.Context()
	id, err := parseCase(text)
	if err != nil {
		return nil, err
	}
	found, _, err := p.messages.Messages(ctx, exchange.Query{Case: id, Most: 500})
	if err != nil {
		return nil, err
	}
	sent, err := p.sentOf(ctx, id)
	if err != nil {
		return nil, err
	}
	letters, err := p.lettersOf(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(found)+len(sent)+len(letters) == 0 {
		return web.Empty{Text: i18n.T(ctx, "exchange.empty.case"), Action: web.Link{Text: i18n.T(ctx, "exchange.empty.overview"), Href: "/cases/" + id.String()}}, nil
	}
	titles, err := p.titles(ctx)
	if err != nil {
		return nil, err
	}
	var out web.Stack
	if len(found) > 0 {
		out = append(out, web.Section{Title: i18n.T(ctx, "exchange.case.in"), Body: p.table(ctx, found, titles, i18n.T(ctx, "exchange.case.in"))})
	}
	if len(sent) > 0 {
		out = append(out, web.Section{Title: i18n.T(ctx, "exchange.case.out"), Body: outTable(ctx, sent, titles, i18n.T(ctx, "exchange.case.out"))})
	}
	if len(letters) > 0 {
		out = append(out, web.Section{Title: i18n.T(ctx, "exchange.case.letters"), Body: letterTable(r, letters)})
	}
	return out, nil
}

func (p pages) sentOf(ctx context.Context, id ids.CaseID) ([]exchange.Dispatch, error) {
	if p.opts.Outbox == nil {
		return nil, nil
	}
	sent, _, err := p.opts.Outbox.Dispatches(ctx, exchange.OutQuery{Case: id, Most: 500})
	return sent, err
}

// panel is "Messages needing a hand" on Home, those that came first.
func (p pages) panel(ctx context.Context) (web.PanelView, error) {
	view := web.PanelView{Title: i18n.T(ctx, "exchange.panel.title"), Empty: i18n.T(ctx, "exchange.panel.empty")}
	found, total, err := p.messages.Stuck(ctx, exchange.Query{Most: panelRows})
	if err != nil {
		return view, err
	}
	titles, err := p.titles(ctx)
	if err != nil {
		return view, err
	}
	for _, m := range found {
		tag := stateTag(ctx, m.State)
		sentence, _ := i18n.Problem(ctx, m.Trouble())
		view.Rows = append(view.Rows, web.PanelRow{
			Text: kindWord(ctx, m.Kind) + ", " + titleOf(titles, m.Connection), Href: Path(m.ID), Note: sentence, State: &tag,
		})
	}
	view.All = web.Link{Text: i18n.T(ctx, "exchange.panel.all", "count", total), Href: "/control/messages"}
	return view, p.addSent(ctx, &view, total, titles)
}

const panelRows = 5

// addSent adds what was sent and not taken; the panel then leads to it when
// nothing else needs a hand.
func (p pages) addSent(ctx context.Context, view *web.PanelView, total int, titles map[string]string) error {
	if p.opts.Outbox == nil {
		return nil
	}
	sent, stuckOut, err := p.opts.Outbox.Dispatches(ctx, exchange.OutQuery{Stuck: true, Most: panelRows})
	if err != nil {
		return err
	}
	for _, d := range sent {
		tag := outTag(ctx, d.State)
		sentence, _ := i18n.Problem(ctx, d.Trouble())
		view.Rows = append(view.Rows, web.PanelRow{
			Text: kindWord(ctx, d.Kind) + ", " + titleOf(titles, d.Connection), Href: exchange.DispatchPath(d.ID), Note: sentence, State: &tag,
		})
	}
	if stuckOut > 0 {
		view.All.Text = i18n.T(ctx, "exchange.panel.all", "count", total+stuckOut)
		if total == 0 {
			view.All.Href = outPath + "?state=" + stuck
		}
	}
	return nil
}

// mayRepair says whether the reader may try again and close the message.
func mayRepair(ctx context.Context, m exchange.Message) bool {
	return authz.ScopeOf(ctx, exchange.RightRepair).Allows(authz.Object{Case: m.Case}) &&
		(m.State == exchange.Problem || m.State == exchange.Conflict)
}
