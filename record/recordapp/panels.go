package recordapp

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"saksgang/base/i18n"
	"saksgang/record"
	"saksgang/web"
)

// onHome is how many rows of a panel are read.
const onHome = 5

// unsigned are the entries that wait for the archive.
func (p *pages) unsigned(ctx context.Context) (web.PanelView, error) {
	entries, total, err := p.Unsigned(ctx, onHome)
	v := web.PanelView{
		Title: i18n.T(ctx, "record.panel.unsigned"), Empty: i18n.T(ctx, "record.panel.nothing"),
		All: web.Link{Text: i18n.T(ctx, "record.panel.journal"), Href: "/records/journal"},
	}
	if total > 0 {
		v.All.Text = i18n.T(ctx, "record.panel.all", "count", total)
	}
	for _, e := range entries {
		row := web.PanelRow{Text: e.Title, Note: e.Reference()}
		if len(e.Documents) > 0 {
			row.Href = documentPath(e.Documents[0].ID)
		}
		v.Rows = append(v.Rows, row)
	}
	return v, err
}

// closingPanel are the case files whose matter has been decided, and what
// keeps each from being closed.
func (p *pages) closingPanel(ctx context.Context) (web.PanelView, error) {
	files, total, err := p.ToClose(ctx, onHome, 0)
	v := web.PanelView{Title: i18n.T(ctx, "record.panel.closing"), Empty: i18n.T(ctx, "record.panel.closed")}
	if total > len(files) {
		v.All = web.Link{Text: i18n.T(ctx, "record.panel.closing-all", "count", total), Href: "/records/closing"}
	}
	for _, f := range files {
		state := closingTag(ctx, f)
		v.Rows = append(v.Rows, web.PanelRow{Text: f.Title, Href: fileHref(f.CaseFile), Note: joined(f.Reference(), hinders(ctx, f)), State: &state})
	}
	return v, err
}

func fileHref(f record.CaseFile) string {
	return "/cases/" + f.Case.String() + "/documents#file-" + f.ID.String()
}

func closingTag(ctx context.Context, f record.Closing) web.Tag {
	if f.Hinders == nil {
		return web.Tag{Text: i18n.T(ctx, "record.closing.ready"), Tone: web.Success}
	}
	return web.Tag{Text: i18n.T(ctx, "record.closing.waits"), Tone: web.Warning}
}

func hinders(ctx context.Context, f record.Closing) string {
	if f.Hinders == nil {
		return i18n.T(ctx, "record.closing.nothing")
	}
	what, _ := i18n.Problem(ctx, f.Hinders)
	return what
}

// closing lists all of them.
func (p *pages) closing(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	files, total, err := p.ToClose(ctx, perPage, (web.PageOf(r)-1)*perPage)
	if err != nil {
		return err
	}
	page := web.List{
		Title: i18n.T(ctx, "record.panel.closing"), Count: total, Intro: i18n.T(ctx, "record.closing.intro"),
		Empty: web.Empty{Text: i18n.T(ctx, "record.panel.closed"), Action: web.Link{Text: i18n.T(ctx, "record.search.title"), Href: "/records"}},
		Pager: web.Pager{Page: web.PageOf(r), PerPage: perPage, Total: total},
		Table: web.Table{Caption: i18n.T(ctx, "record.panel.closing"), Columns: []web.Column{
			{Label: i18n.T(ctx, "record.column.file")}, {Label: i18n.T(ctx, "record.closing.decided")}, {Label: i18n.T(ctx, "record.column.state")}, {Label: i18n.T(ctx, "record.closing.left")},
		}},
	}
	for _, f := range files {
		page.Table.Rows = append(page.Table.Rows, web.Row{Href: fileHref(f.CaseFile), Cells: []templ.Component{
			web.Link{Text: f.Title, Href: fileHref(f.CaseFile), Note: f.Reference()}, day(ctx, f.DecidedOn), closingTag(ctx, f), web.Text(hinders(ctx, f)),
		}})
	}
	return web.Show(w, r, page)
}

// disposalPanel is what waits for approval, and what may be proposed.
func (p *pages) disposalPanel(ctx context.Context) (web.PanelView, error) {
	v := web.PanelView{
		Title: i18n.T(ctx, "record.disposal.title"), Empty: i18n.T(ctx, "record.panel.nothing-due"),
		All: web.Link{Text: i18n.T(ctx, "record.panel.disposal-all"), Href: "/records/disposal"},
	}
	all, err := p.Disposals(ctx)
	if err != nil {
		return v, err
	}
	for _, d := range waiting(all) {
		v.Rows = append(v.Rows, web.PanelRow{
			Text: i18n.T(ctx, "record.panel.proposal", "day", dayText(ctx, d.AsOf)), Href: "/records/disposal?disposal=" + d.ID.String(),
			State: &web.Tag{Text: i18n.T(ctx, "record.panel."+d.Status), Tone: web.Warning},
		})
	}
	n, err := p.dueNow(ctx)
	if n.Due > 0 {
		v.Rows = append(v.Rows, web.PanelRow{Text: i18n.T(ctx, "record.panel.due", "count", n.Due), Href: "/records/disposal"})
	}
	return v, err
}

// packagePanel is the packages made last.
func (p *pages) packagePanel(ctx context.Context) (web.PanelView, error) {
	v := web.PanelView{
		Title: i18n.T(ctx, "record.package.title"), Empty: i18n.T(ctx, "record.panel.no-package"),
		All: web.Link{Text: i18n.T(ctx, "record.package.new"), Href: "/records/packages"},
	}
	all, err := p.Packages(ctx)
	for _, o := range all[:min(len(all), onHome)] {
		state := packageTag(ctx, o)
		v.Rows = append(v.Rows, web.PanelRow{Text: packagePeriod(ctx, o), Href: "/records/packages/" + o.ID.String(), State: &state})
	}
	return v, err
}
