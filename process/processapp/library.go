package processapp

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"saksgang/base/calendar"
	"saksgang/base/i18n"
	"saksgang/process"
	"saksgang/web"
)

// library answers "How do we do it here?".
func (p *pages) library(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	versions, err := p.Process.Processes(ctx)
	if err != nil {
		return err
	}
	open, err := p.Process.OpenByProcess(ctx)
	if err != nil {
		return err
	}
	names, err := p.wordsFor(ctx)
	if err != nil {
		return err
	}
	text, area := strings.TrimSpace(r.FormValue("q")), r.FormValue("area")
	l := web.List{
		Title: i18n.T(ctx, "process.library.title"), Intro: i18n.T(ctx, "process.library.intro"), Filter: libraryFilter(ctx, versions, text, area),
		Empty: web.Empty{Text: i18n.T(ctx, "process.library.none"), Action: web.Link{Text: i18n.T(ctx, "process.library.setup"), Href: "/setup/municipality"}},
		Table: web.Table{Caption: i18n.T(ctx, "process.library.title"), Columns: []web.Column{
			{Label: i18n.T(ctx, "process.process")},
			{Label: i18n.T(ctx, "process.library.area")},
			{Label: i18n.T(ctx, "process.library.owner")},
			{Label: i18n.T(ctx, "process.library.revise")},
			{Label: i18n.T(ctx, "process.library.open"), Number: true},
		}},
	}
	if len(versions) > 0 {
		l.Empty = web.Empty{Text: i18n.T(ctx, "process.library.none-match", "count", len(versions)), Action: web.Link{Text: i18n.T(ctx, "process.library.clear"), Href: "/processes"}}
	}
	for _, v := range versions {
		if !matches(v, text, area) {
			continue
		}
		l.Count++
		l.Table.Rows = append(l.Table.Rows, web.Row{Href: ProcessPath(v.Key), Cells: []templ.Component{
			web.Link{Text: v.Meta.Title, Href: ProcessPath(v.Key), Note: v.Meta.Purpose},
			orNothing(v.Meta.Area), orNothing(names.role(v.Meta.Owner)),
			p.revision(ctx, v), openCases(ctx, v.Key, open[v.Key]),
		}})
	}
	return web.Show(w, r, l)
}

// openCases leads to the cases that the reader may see.
func openCases(ctx context.Context, key string, count int) templ.Component {
	if count == 0 {
		return web.Number(i18n.Number(ctx, 0))
	}
	return web.Link{Text: i18n.Number(ctx, count), Href: "/cases?process=" + key}
}

func libraryFilter(ctx context.Context, versions []process.Version, text, area string) *web.Filter {
	var areas []string
	for _, v := range versions {
		if v.Meta.Area != "" && !slices.Contains(areas, v.Meta.Area) {
			areas = append(areas, v.Meta.Area)
		}
	}
	slices.Sort(areas)
	options := make([]web.Option, len(areas))
	for i, a := range areas {
		options[i] = web.Option{Value: a, Label: a}
	}
	return &web.Filter{Clear: "/processes", Fields: []web.Field{
		{Name: "q", Label: i18n.T(ctx, "process.library.text"), Value: text},
		{Name: "area", Label: i18n.T(ctx, "process.library.area"), Kind: web.SelectField, Options: options, Value: area},
	}}
}

func matches(v process.Version, text, area string) bool {
	words := strings.ToLower(v.Meta.Title + " " + v.Meta.Purpose)
	return (area == "" || v.Meta.Area == area) && strings.Contains(words, strings.ToLower(text))
}

// revision is the day by which the process is to be gone through again.
func (p *pages) revision(ctx context.Context, v process.Version) templ.Component {
	due := dayOf(ctx, v.Meta.ReviseBy)
	if !due.IsZero() && due.Before(p.Process.Clock.Now()) {
		return web.Tag{Text: i18n.T(ctx, "process.library.overdue", "day", i18n.Date(ctx, due)), Tone: web.Danger}
	}
	return web.When{Time: due}
}

// dayOf is a date of the folder as an instant of that day's end, so that a
// revision is late on the day after.
func dayOf(ctx context.Context, text string) time.Time {
	d, err := calendar.ParseDate(text)
	if err != nil {
		return time.Time{}
	}
	return d.AddDays(1).In(i18n.From(ctx).Zone).Add(-time.Minute)
}
