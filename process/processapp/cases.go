package processapp

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/process"
	"saksgang/process/engine"
	"saksgang/web"
)

const casesPerPage = 50

// The views of the list of cases.
const (
	viewOpen   = "open"
	viewMine   = "mine"
	viewClosed = "closed"
	viewAll    = "all"
)

// chosen is what the address says of the list.
type chosen struct {
	view string
	process.CaseQuery
}

func chosenIn(r *http.Request) chosen {
	c := chosen{view: r.FormValue("view"), CaseQuery: process.CaseQuery{
		Text: strings.TrimSpace(r.FormValue("q")), Process: r.FormValue("process"), Most: casesPerPage, Offset: (web.PageOf(r) - 1) * casesPerPage,
	}}
	switch c.view {
	case viewMine:
		c.Mine, c.Open = true, true
	case viewClosed:
		c.Closed = true
	case viewAll:
	default:
		c.view, c.Open = viewOpen, true
	}
	return c
}

// isFiltered says that something else than the view hides cases.
func (c chosen) isFiltered() bool { return c.Text != "" || c.Process != "" }

func (c chosen) address(view string) string {
	q := url.Values{}
	if view != viewOpen {
		q.Set("view", view)
	}
	if c.Process != "" {
		q.Set("process", c.Process)
	}
	if c.Text != "" {
		q.Set("q", c.Text)
	}
	return strings.TrimSuffix("/cases?"+q.Encode(), "?")
}

// cases answers "Where is it, who has it?".
func (p *pages) cases(w http.ResponseWriter, r *http.Request) error {
	c := chosenIn(r)
	if r.FormValue("format") == "csv" {
		return p.casesFile(w, r, c)
	}
	ctx := r.Context()
	rows, total, err := p.casesOf(ctx, c)
	if err != nil {
		return err
	}
	versions, err := p.Process.Processes(ctx)
	if err != nil {
		return err
	}
	table, err := p.caseTable(ctx, rows, versions)
	if err != nil {
		return err
	}
	export := c.address(c.view)
	export += map[bool]string{true: "&", false: "?"}[strings.Contains(export, "?")] + "format=csv"
	return web.Show(w, r, web.List{
		Title: i18n.T(ctx, "process.cases.title"), Count: total, Views: c.views(ctx), Filter: c.filter(ctx, versions), Table: table,
		Pager: web.Pager{Page: web.PageOf(r), PerPage: casesPerPage, Total: total}, Export: export, Empty: p.noCases(ctx, c),
		Action: &web.Button{Text: i18n.T(ctx, "process.new.menu"), Href: "/cases/new", Primary: true},
	})
}

// casesOf finds the cases; a case number finds that case, whatever the view.
func (p *pages) casesOf(ctx context.Context, c chosen) ([]process.CaseNow, int, error) {
	if n, err := process.ParseNumber(c.Text); err == nil {
		return p.Process.CasesNow(ctx, process.CaseQuery{Number: n, Process: c.Process, Offset: c.Offset, Most: c.Most})
	}
	return p.Process.CasesNow(ctx, c.CaseQuery)
}

// numbered is the case with this number, if the reader may see it.
func (p *pages) numbered(ctx context.Context, text string) (ids.CaseID, bool) {
	n, err := process.ParseNumber(text)
	if err != nil {
		return ids.CaseID{}, false
	}
	c, err := p.Process.CaseByNumber(ctx, n)
	return c.ID, err == nil
}

func (c chosen) views(ctx context.Context) []web.View {
	var views []web.View
	for _, v := range []string{viewOpen, viewMine, viewClosed, viewAll} {
		views = append(views, web.View{Name: i18n.T(ctx, "process.cases.view-"+v), Href: c.address(v), Count: -1, Current: v == c.view})
	}
	return views
}

func (c chosen) filter(ctx context.Context, versions []process.Version) *web.Filter {
	f := &web.Filter{Clear: chosen{}.address(c.view), Fields: []web.Field{
		{Name: "q", Label: i18n.T(ctx, "process.cases.text"), Value: c.Text},
		{Name: "process", Label: i18n.T(ctx, "process.cases.type"), Kind: web.SelectField, Value: c.Process},
	}}
	for _, v := range versions {
		f.Fields[1].Options = append(f.Fields[1].Options, web.Option{Value: v.Key, Label: v.Meta.Title})
	}
	if c.view != viewOpen {
		f.Keep = map[string]string{"view": c.view}
	}
	return f
}

// noCases is one sentence and one way on. What the filter hides is counted
// within the reader's rights.
func (p *pages) noCases(ctx context.Context, c chosen) web.Empty {
	if c.isFiltered() {
		without := c.CaseQuery
		without.Text, without.Process, without.Offset, without.Most = "", "", 0, 1
		if _, hidden, err := p.Process.Cases(ctx, without); err == nil && hidden > 0 {
			return web.Empty{
				Text:   i18n.T(ctx, "process.cases.none-match", "count", hidden),
				Action: web.Link{Text: i18n.T(ctx, "process.cases.clear"), Href: chosen{}.address(c.view)},
			}
		}
	}
	e := web.Empty{Text: i18n.T(ctx, "process.cases.none-"+c.view), Action: web.Link{Text: i18n.T(ctx, "process.cases.desk"), Href: "/desk"}}
	if authz.ActorFrom(ctx).May(process.RightStart) {
		e.Action = web.Link{Text: i18n.T(ctx, "process.cases.start"), Href: "/cases/new"}
	}
	return e
}

// standing is where a case is, in words.
type standing struct {
	state        web.Tag // open, stopped or closed
	step, holder string
	since, due   time.Time
}

// waitsOnItsOwn leaves out the deadline that runs beside a task: it is the
// task that the case waits for.
func waitsOnItsOwn(s process.Step) bool { return s.Kind != engine.Boundary || s.Incident != "" }

// standingOf sums up the steps where a case waits: the first one is named, and
// how many more there are.
func standingOf(ctx context.Context, w words, c process.CaseNow) standing {
	if !c.IsOpen() {
		return standing{state: web.Tag{Text: i18n.T(ctx, "process.case.closed"), Tone: web.Success}, since: c.ClosedAt}
	}
	open := web.Tag{Text: i18n.T(ctx, "process.case.open"), Tone: web.Info}
	var steps []process.Step
	for _, s := range c.Steps {
		if waitsOnItsOwn(s) {
			steps = append(steps, s)
		}
	}
	if len(steps) == 0 {
		return standing{state: open, step: i18n.T(ctx, "process.step.automatic"), since: c.OpenedAt}
	}
	first := steps[0]
	for _, s := range steps[1:] { // what has stopped goes before what goes on
		if s.Incident != "" && first.Incident == "" {
			first = s
		}
	}
	s := standing{state: open, step: stepName(ctx, first), holder: stepWho(ctx, w, first), since: first.Since}
	if first.Incident != "" {
		s.state, s.holder = web.Tag{Text: i18n.T(ctx, "process.case.stopped"), Tone: web.Danger}, w.role(w.owners[c.Process])
	}
	if more := len(steps) - 1; more > 0 {
		s.step = i18n.T(ctx, "process.case.and-more", "step", s.step, "more", more)
	}
	for _, one := range c.Steps {
		if !one.Due.IsZero() && (s.due.IsZero() || one.Due.Before(s.due)) {
			s.due = one.Due
		}
	}
	return s
}

func (p *pages) wordsForCases(ctx context.Context, rows []process.CaseNow) (words, error) {
	var users []ids.UserID
	for _, c := range rows {
		users = append(append(users, c.Owner), peopleIn(c.Steps)...)
	}
	w, err := p.wordsFor(ctx, users...)
	if err != nil {
		return w, err
	}
	versions, err := p.Process.Processes(ctx)
	for _, v := range versions {
		w.owners[v.Key] = v.Meta.Owner
	}
	return w, err
}

func titlesOf(versions []process.Version) map[string]string {
	titles := map[string]string{}
	for _, v := range versions {
		titles[v.Key] = v.Meta.Title
	}
	return titles
}

func (p *pages) caseTable(ctx context.Context, rows []process.CaseNow, versions []process.Version) (web.Table, error) {
	t := web.Table{Caption: i18n.T(ctx, "process.cases.title")}
	for _, label := range caseColumns(ctx) {
		t.Columns = append(t.Columns, web.Column{Label: label})
	}
	w, err := p.wordsForCases(ctx, rows)
	titles := titlesOf(versions)
	for _, c := range rows {
		s := standingOf(ctx, w, c)
		t.Rows = append(t.Rows, web.Row{Href: CasePath(c.ID), Danger: s.state.Tone == web.Danger, Cells: []templ.Component{
			web.Link{Text: c.Title, Href: CasePath(c.ID)},
			web.Text(c.Number.String()), web.Text(titles[c.Process]),
			s.cell(), orNothing(s.holder),
			web.When{Time: s.since},
			web.Due(s.due),
		}})
	}
	return t, err
}

// cell is the step, after the state where the case is not simply open.
func (s standing) cell() templ.Component {
	if s.state.Tone == web.Info {
		return web.Text(s.step)
	}
	return together(s.state, web.Text(s.step))
}

// inFile is the same in one cell of a file.
func (s standing) inFile() string {
	if s.state.Tone == web.Info {
		return s.step
	}
	return said(": ", s.state.Text, s.step)
}

func caseColumns(ctx context.Context) []string {
	return []string{
		i18n.T(ctx, "process.cases.case"), i18n.T(ctx, "process.cases.number"), i18n.T(ctx, "process.cases.type"), i18n.T(ctx, "process.cases.step"),
		i18n.T(ctx, "process.cases.holder"), i18n.T(ctx, "process.cases.since"), i18n.T(ctx, "process.cases.due"),
	}
}

// orNothing leaves a cell without words to the table's dash.
func orNothing(text string) templ.Component {
	if text == "" {
		return nil
	}
	return web.Text(text)
}

// exportAtOnce is how many cases an export reads at a time.
const exportAtOnce = 500

// casesFile is the same rows as a file, all of them.
func (p *pages) casesFile(w http.ResponseWriter, r *http.Request, c chosen) error {
	ctx := r.Context()
	versions, err := p.Process.Processes(ctx)
	if err != nil {
		return err
	}
	titles := titlesOf(versions)
	rows := [][]string{caseColumns(ctx)}
	c.Offset, c.Most = 0, exportAtOnce
	for {
		cases, total, err := p.casesOf(ctx, c)
		if err != nil {
			return err
		}
		names, err := p.wordsForCases(ctx, cases)
		if err != nil {
			return err
		}
		for _, one := range cases {
			s := standingOf(ctx, names, one)
			rows = append(rows, []string{one.Title, one.Number.String(), titles[one.Process], s.inFile(), s.holder, isoDay(ctx, s.since), isoDay(ctx, s.due)})
		}
		if c.Offset += exportAtOnce; c.Offset >= total || len(cases) == 0 {
			return sendTable(w, i18n.T(ctx, "process.cases.file"), rows)
		}
	}
}

// isoDay is a day as spreadsheets read it.
func isoDay(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(i18n.From(ctx).Zone).Format(time.DateOnly)
}

const panelRows = 5

// myCases is the panel on Home: open cases that the reader owns or takes part in.
func (p *pages) myCases(ctx context.Context) (web.PanelView, error) {
	view := web.PanelView{Title: i18n.T(ctx, "process.cases.mine"), Empty: i18n.T(ctx, "process.cases.none-mine")}
	rows, total, err := p.Process.CasesNow(ctx, process.CaseQuery{Mine: true, Open: true, Most: panelRows})
	if err != nil {
		return view, err
	}
	w, err := p.wordsForCases(ctx, rows)
	for _, c := range rows {
		s := standingOf(ctx, w, c)
		view.Rows = append(view.Rows, web.PanelRow{Text: c.Title, Href: CasePath(c.ID), Note: said(" · ", s.inFile(), s.holder)})
	}
	if total > 0 {
		view.All = web.Link{Text: i18n.T(ctx, "process.cases.all-mine", "count", total), Href: "/cases?view=" + viewMine}
	}
	return view, err
}

// said puts the parts that say something together.
func said(between string, parts ...string) string {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, between)
}

// findCases is process's part of the one search box.
func (p *pages) findCases(ctx context.Context, text string, limit int) (web.Hits, error) {
	hits := web.Hits{Title: i18n.T(ctx, "process.cases.title"), All: "/cases?view=all&q=" + url.QueryEscape(text)}
	rows, total, err := p.Process.CasesNow(ctx, process.CaseQuery{Text: text, Most: limit})
	if err != nil {
		return hits, err
	}
	w, err := p.wordsForCases(ctx, rows)
	hits.Total = total
	for _, c := range rows {
		s := standingOf(ctx, w, c)
		hits.Items = append(hits.Items, web.Hit{
			Title: c.Number.String() + " " + c.Title, Href: CasePath(c.ID), Text: said(" · ", s.step, s.holder), State: &s.state,
		})
	}
	return hits, err
}

// jumpToCase leads from a case number straight to the case.
func (p *pages) jumpToCase(ctx context.Context, text string) (string, bool) {
	id, found := p.numbered(ctx, strings.TrimSpace(text))
	return CasePath(id), found
}
