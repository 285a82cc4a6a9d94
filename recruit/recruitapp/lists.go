package recruitapp

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/recruit"
	"saksgang/web"
)

const perPage = 50

// hirings is the list of vacancies with how far each has come.
func (p pages) hirings(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	text, stage, page := r.FormValue("q"), recruit.Stage(r.FormValue("stage")), web.PageOf(r)
	open := stage != recruit.StageClosed
	found, total, err := p.s.Vacancies(ctx, recruit.Query{Open: open, Text: text, Stage: stage, Offset: (page - 1) * perPage, Most: perPage})
	if err != nil {
		return err
	}
	title := i18n.T(ctx, "recruit.hirings.title")
	list := web.List{
		Title: title, Count: total, Intro: i18n.T(ctx, "recruit.hirings.intro"), Filter: stageFilter(ctx, text, stage),
		Empty: web.Empty{Text: i18n.T(ctx, "recruit.hirings.empty"), Action: web.Link{Text: i18n.T(ctx, "recruit.hirings.all"), Href: HiringsPath}},
		Table: web.Table{Caption: title, Columns: []web.Column{
			{Label: i18n.T(ctx, "recruit.vacancy")},
			{Label: i18n.T(ctx, "recruit.reference")},
			{Label: i18n.T(ctx, "recruit.stage-label")},
			{Label: i18n.T(ctx, "recruit.deadline")},
			{Label: i18n.T(ctx, "recruit.applications"), Number: true},
		}},
		Pager: web.Pager{Page: page, PerPage: perPage, Total: total},
	}
	for _, v := range found {
		href := "/cases/" + v.Case.String()
		list.Table.Rows = append(list.Table.Rows, web.Row{Href: href, Cells: []templ.Component{
			web.Link{Text: v.Title, Href: href},
			web.Text(v.Reference),
			web.Tag{Text: word(ctx, "stage", string(v.Stage)), Tone: stageTone(v.Stage)},
			day(v.Deadline), web.Number(strconv.Itoa(v.Applications)),
		}})
	}
	return web.Show(w, r, list)
}

func stageFilter(ctx context.Context, text string, stage recruit.Stage) *web.Filter {
	var options []web.Option
	for _, s := range recruit.Stages {
		options = append(options, web.Option{Value: string(s), Label: word(ctx, "stage", string(s))})
	}
	return &web.Filter{Clear: HiringsPath, Fields: []web.Field{
		{Name: "q", Label: i18n.T(ctx, "recruit.hirings.which"), Value: text},
		{Name: "stage", Label: i18n.T(ctx, "recruit.stage-label"), Kind: web.SelectField, Options: options, Value: string(stage)},
	}}
}

func stageTone(s recruit.Stage) web.Tone {
	if s == recruit.StageClosed {
		return web.Neutral
	}
	return web.Info
}

func day(d calendar.Date) web.When {
	if d.IsZero() {
		return web.When{}
	}
	return web.When{Time: dayTime(d)}
}

// stagePanel counts the open vacancies by stage.
func (p pages) stagePanel(ctx context.Context) (web.PanelView, error) {
	counts, err := p.s.ByStage(ctx)
	view := web.PanelView{Title: i18n.T(ctx, "recruit.panel.stages"), Empty: i18n.T(ctx, "recruit.panel.no-vacancies")}
	total := 0
	for _, s := range recruit.Stages {
		if counts[s] == 0 {
			continue
		}
		total += counts[s]
		view.Rows = append(view.Rows, web.PanelRow{
			Text: word(ctx, "stage", string(s)), Href: HiringsPath + "?stage=" + string(s), Note: i18n.T(ctx, "recruit.panel.vacancies", "count", counts[s]),
		})
	}
	view.All = web.Link{Text: i18n.T(ctx, "recruit.hirings.title"), Href: HiringsPath}
	if total > 0 {
		view.All.Text = i18n.T(ctx, "recruit.panel.all", "count", total)
	}
	return view, err
}

// lockedPanel is the lists that HR waits to release, and why each may not go out.
func (p pages) lockedPanel(ctx context.Context) (web.PanelView, error) {
	view := web.PanelView{
		Title: i18n.T(ctx, "recruit.panel.locked"), Empty: i18n.T(ctx, "recruit.panel.no-locked"),
		All: web.Link{Text: i18n.T(ctx, "recruit.hirings.title"), Href: HiringsPath + "?stage=selection"},
	}
	locked, err := p.s.LockedLists(ctx)
	for _, l := range locked {
		view.Rows = append(view.Rows, lockedRow(ctx, l))
	}
	return view, err
}

// uncheckedPanel is the lists that wait for the leader's check.
func (p pages) uncheckedPanel(ctx context.Context) (web.PanelView, error) {
	view := web.PanelView{
		Title: i18n.T(ctx, "recruit.panel.unchecked"), Empty: i18n.T(ctx, "recruit.panel.no-unchecked"),
		All: web.Link{Text: i18n.T(ctx, "recruit.hirings.title"), Href: HiringsPath + "?stage=selection"},
	}
	locked, err := p.s.LockedLists(ctx)
	for _, l := range locked {
		if errs.Has(l.Waits, "recruit.list-unchecked") {
			view.Rows = append(view.Rows, lockedRow(ctx, l))
		}
	}
	return view, err
}

func lockedRow(ctx context.Context, l recruit.LockedList) web.PanelRow {
	row := web.PanelRow{Text: l.Title, Href: tabPath(l.Case), Note: i18n.T(ctx, "recruit.list.ready-note")}
	row.State = &web.Tag{Text: i18n.T(ctx, "recruit.list.ready"), Tone: web.Success}
	if l.Waits != nil {
		row.Note, row.State = sentence(ctx, l.Waits), &web.Tag{Text: i18n.T(ctx, "recruit.list.locked"), Tone: web.Warning}
	}
	return row
}
