package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"saksgang/base/errs"
	"saksgang/base/i18n"
)

const (
	homeRows    = 10 // Waiting for me, by due date
	panelRows   = 5
	homePanels  = 4
	taskPerPage = 50
)

// homeView is Home as loaded.
type homeView struct {
	work        bool
	mine        []WorkRow
	mineTotal   int
	others      []WorkRow
	othersTotal int
	panels      []panelShown
}

// panelShown is a panel, or why it could not be shown.
type panelShown struct {
	PanelView
	key     string
	problem *Problem
}

// home answers "What must I do now?".
func (s *Shell) home(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	h := homeView{work: s.Work != nil, panels: s.panelsFor(ctx)}
	if s.Work != nil {
		var err error
		h.mine, h.mineTotal, err = s.Work.Waiting(ctx, WorkQuery{View: WorkForMe, Limit: homeRows})
		if err != nil {
			return err
		}
		h.others, h.othersTotal, err = s.Work.Waiting(ctx, WorkQuery{View: WorkOthers, Limit: panelRows})
		if err != nil {
			return err
		}
	}
	return Show(w, r, content{i18n.T(ctx, "web.home.title"), homePage(h)})
}

// content is a page of web's own.
type content struct {
	title string
	main  templ.Component
}

func (c content) PageTitle() string     { return c.title }
func (c content) Main() templ.Component { return c.main }

// panelsFor loads at most four panels; one that fails says so in its place and
// takes nothing else down.
func (s *Shell) panelsFor(ctx context.Context) []panelShown {
	var out []panelShown
	for _, p := range s.panels {
		if len(out) == homePanels {
			break
		}
		if !may(ctx, p.Right) {
			continue
		}
		v, err := p.Load(ctx)
		shown := panelShown{PanelView: v, key: p.Key}
		if err != nil {
			s.log.ErrorContext(ctx, "panel failed", "panel", p.Key, "error", err)
			what, remedy := i18n.Problem(ctx, err)
			shown.Title, shown.problem = joined("", v.Title, ""), &Problem{What: what, Remedy: remedy}
		}
		shown.Rows = shown.Rows[:min(len(shown.Rows), panelRows)]
		out = append(out, shown)
	}
	return out
}

// whereTo is what one with nothing to do can do: see how the cases go or, with
// none under way, start what the menu New begins with.
func whereTo(ctx context.Context, underWay bool) Link {
	s := viewOf(ctx).shell
	if s == nil {
		return Link{}
	}
	r := viewOf(ctx).request.WithContext(ctx)
	if starts := s.startsFor(r); len(starts) > 0 && !underWay {
		return Link{Text: starts[0].Text, Href: starts[0].Href}
	}
	if s.opens(r, "/cases") {
		return Link{Text: i18n.T(ctx, "web.home.your-cases"), Href: "/cases"}
	}
	return Link{}
}

// nothingWaits names the next deadline others work towards, if there is one.
func nothingWaits(ctx context.Context, h homeView) Empty {
	e := Empty{Text: i18n.T(ctx, "web.home.nothing"), Action: whereTo(ctx, len(h.others) > 0)}
	for _, o := range h.others {
		if !o.Due.IsZero() {
			e.Text += " " + i18n.T(ctx, "web.home.next", "day", i18n.Day(ctx, o.Due), "what", joined(", ", o.What, o.About))
			break
		}
	}
	return e
}

// tasks is everything that waits, in the reader's views.
func (s *Shell) tasks(w http.ResponseWriter, r *http.Request) error {
	view := r.FormValue("view")
	switch view {
	case WorkMine, WorkRoles, WorkDeputy, WorkFinished:
	default:
		view = WorkForMe
	}
	return s.showTasks(w, r, view, i18n.T(r.Context(), "web.tasks.title"), "/desk/tasks")
}

// waiting is what others do and the reader waits for.
func (s *Shell) waiting(w http.ResponseWriter, r *http.Request) error {
	return s.showTasks(w, r, WorkOthers, i18n.T(r.Context(), "web.home.others"), "/desk/waiting")
}

func (s *Shell) showTasks(w http.ResponseWriter, r *http.Request, view, title, path string) error {
	ctx := r.Context()
	page := PageOf(r)
	q := WorkQuery{View: view, Text: strings.TrimSpace(r.FormValue("q")), Limit: taskPerPage, Offset: (page - 1) * taskPerPage}
	rows, total, err := s.Work.Waiting(ctx, q)
	if err != nil {
		return err
	}
	l := List{
		Title: title, Count: total,
		Table:  taskTable(ctx, rows, view),
		Pager:  Pager{Page: page, PerPage: taskPerPage, Total: total},
		Filter: &Filter{Clear: path + "?view=" + view, Fields: []Field{{Name: "q", Label: i18n.T(ctx, "web.tasks.filter"), Value: q.Text}}},
		Empty:  Empty{Text: i18n.T(ctx, "web.home.nothing"), Action: Link{Text: i18n.T(ctx, "web.tasks.home"), Href: "/desk"}},
	}
	if q.Text != "" {
		l.Empty = Empty{Text: i18n.T(ctx, "web.list.no-match"), Action: Link{Text: i18n.T(ctx, "web.list.clear"), Href: l.Filter.Clear}}
	}
	if view != WorkOthers {
		l.Filter.Keep = map[string]string{"view": view}
		l.Views = taskViews(ctx, view)
	}
	return s.withBulk(w, r, l, view)
}

// withBulk adds what can be done with chosen rows of the view.
func (s *Shell) withBulk(w http.ResponseWriter, r *http.Request, l List, view string) error {
	ctx := r.Context()
	if view == WorkForMe || view == WorkRoles {
		l.Bulk = append(l.Bulk, Button{Text: i18n.T(ctx, "web.tasks.take"), Name: "do", Value: "take", Href: "/desk/tasks"})
	}
	if view == WorkForMe || view == WorkMine || view == WorkDeputy {
		receivers, err := s.Work.Receivers(ctx)
		if err != nil {
			return err
		}
		if len(receivers) > 0 {
			l.Bulk = append(l.Bulk, Button{Text: i18n.T(ctx, "web.tasks.give"), Name: "do", Value: "give", Href: "/desk/tasks"})
			l.BulkFields = []Field{{Name: "to", Label: i18n.T(ctx, "web.tasks.to"), Kind: SelectField, Options: receivers}}
		}
	}
	return Show(w, r, l)
}

func taskViews(ctx context.Context, current string) []View {
	var out []View
	for _, v := range []string{WorkForMe, WorkMine, WorkRoles, WorkDeputy, WorkFinished} {
		out = append(out, View{Name: i18n.T(ctx, "web.tasks.view-"+v), Href: "/desk/tasks?view=" + v, Count: -1, Current: v == current})
	}
	return out
}

func taskTable(ctx context.Context, rows []WorkRow, view string) Table {
	t := Table{Caption: i18n.T(ctx, "web.tasks.title"), Columns: []Column{
		{Label: i18n.T(ctx, "web.tasks.what")},
		{Label: i18n.T(ctx, "web.tasks.about")},
		{Label: i18n.T(ctx, "web.tasks.case")},
		{Label: i18n.T(ctx, "web.tasks.why-me")},
		{Label: i18n.T(ctx, "web.tasks.due")},
	}}
	if view == WorkOthers {
		t.Columns[3].Label = i18n.T(ctx, "web.tasks.holder")
	}
	for _, r := range rows {
		reason := r.WhyMe
		if view == WorkOthers {
			reason = r.Holder
		}
		t.Rows = append(t.Rows, Row{ID: r.ID, Href: r.Href, Danger: overdue(ctx, r.Due), Cells: []templ.Component{
			Link{Text: r.What, Href: r.Href}, Text(dash(r.About)), Text(dash(r.Case)), Text(dash(reason)), Due(r.Due),
		}})
	}
	return t
}

// Due is a deadline, with a word when it has passed.
type Due time.Time

// moveTasks takes or gives the chosen rows.
func (s *Shell) moveTasks(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := r.ParseForm(); err != nil {
		return errs.InvalidBecause(err, "web.form-unreadable")
	}
	chosen := r.PostForm["id"]
	if len(chosen) == 0 {
		return errs.Invalid("web.nothing-chosen")
	}
	switch r.PostFormValue("do") {
	case "take":
		if err := s.Work.Take(ctx, chosen); err != nil {
			return err
		}
		Done(ctx, "web.tasks.taken")
	case "give":
		to := r.PostFormValue("to")
		if to == "" {
			return errs.Invalid("web.no-receiver")
		}
		if err := s.Work.Give(ctx, chosen, to); err != nil {
			return err
		}
		Done(ctx, "web.tasks.given")
	default:
		return errs.Invalid("web.form-unreadable")
	}
	return Redirect(w, r, "/desk/tasks")
}
