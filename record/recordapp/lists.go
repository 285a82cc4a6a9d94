package recordapp

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/calendar"
	"saksgang/base/i18n"
	"saksgang/record"
	"saksgang/web"
)

const perPage = 25

// search is where a document is found by its words and its numbers.
func (p *pages) search(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	plan, err := p.Plan(ctx)
	if err != nil {
		return err
	}
	q := record.Query{
		Text: strings.TrimSpace(r.FormValue("q")), Type: r.FormValue("type"), From: dateOf(r, "from"), To: dateOf(r, "to"),
		Most: perPage, Offset: (web.PageOf(r) - 1) * perPage,
	}
	found, err := p.Search(ctx, q)
	if err != nil {
		return err
	}
	var types []web.Option
	for _, t := range plan.Types {
		types = append(types, web.Option{Value: t.Key, Label: t.Title})
	}
	page := web.List{
		Title: i18n.T(ctx, "record.search.title"), Count: found.Total,
		Filter: &web.Filter{Clear: "/records", Fields: []web.Field{
			{Name: "q", Label: i18n.T(ctx, "record.search.words"), Value: q.Text, Help: i18n.T(ctx, "record.search.help")},
			{Name: "type", Label: i18n.T(ctx, "record.search.type"), Kind: web.SelectField, Options: types, Value: q.Type},
			{Name: "from", Label: i18n.T(ctx, "record.search.from"), Kind: web.DateField, Value: q.From.String()},
			{Name: "to", Label: i18n.T(ctx, "record.search.to"), Kind: web.DateField, Value: q.To.String()},
		}},
		Empty: web.Empty{Text: i18n.T(ctx, "record.search.empty"), Action: web.Link{Text: i18n.T(ctx, "record.search.clear"), Href: "/records"}},
		Pager: web.Pager{Page: web.PageOf(r), PerPage: perPage, Total: found.Total},
		Table: web.Table{Caption: i18n.T(ctx, "record.search.title"), Columns: []web.Column{
			{Label: i18n.T(ctx, "record.column.document")},
			{Label: i18n.T(ctx, "record.column.number")},
			{Label: i18n.T(ctx, "record.column.file")},
			{Label: i18n.T(ctx, "record.column.day")},
			{Label: i18n.T(ctx, "record.column.publicity")},
		}},
	}
	for _, h := range found.Hits {
		note := h.TypeTitle
		if h.Disposed != 0 {
			note = joined(note, i18n.T(ctx, "record.disposed"))
		}
		page.Table.Rows = append(page.Table.Rows, web.Row{Href: documentPath(h.Document), Cells: []templ.Component{
			web.Link{Text: h.Title, Href: documentPath(h.Document), Note: note},
			web.Text(h.Reference()), web.Text(h.FileTitle),
			day(ctx, h.JournalDate), publicityTag(ctx, h.Publicity),
		}})
	}
	return web.Show(w, r, page)
}

func joined(parts ...string) string { return strings.Join(parts, " · ") }

// dateOf is a date of the address; what is none is left out.
func dateOf(r *http.Request, name string) calendar.Date {
	d, err := calendar.ParseDate(r.FormValue(name))
	if err != nil {
		return 0
	}
	return d
}

// journal is what came in and went out, as the archive or as the public reads it.
func (p *pages) journal(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	public := r.FormValue("view") == "public"
	q := record.JournalQuery{Public: public, From: dateOf(r, "from"), To: dateOf(r, "to"), Most: perPage, Offset: (web.PageOf(r) - 1) * perPage}
	lines, total, err := p.Journal(ctx, q)
	if err != nil {
		return err
	}
	page := web.List{
		Title: i18n.T(ctx, "record.journal.title"), Count: total,
		Views: []web.View{
			{Name: i18n.T(ctx, "record.journal.running"), Href: "/records/journal", Count: -1, Current: !public},
			{Name: i18n.T(ctx, "record.journal.public"), Href: "/records/journal?view=public", Count: -1, Current: public},
		},
		Filter: &web.Filter{Clear: "/records/journal", Fields: []web.Field{
			{Name: "from", Label: i18n.T(ctx, "record.search.from"), Kind: web.DateField, Value: q.From.String()},
			{Name: "to", Label: i18n.T(ctx, "record.search.to"), Kind: web.DateField, Value: q.To.String()},
		}},
		Empty: web.Empty{Text: i18n.T(ctx, "record.journal.empty"), Action: web.Link{Text: i18n.T(ctx, "record.search.clear"), Href: "/records/journal"}},
		Pager: web.Pager{Page: web.PageOf(r), PerPage: perPage, Total: total},
		Table: web.Table{Caption: i18n.T(ctx, "record.journal.title"), Columns: []web.Column{
			{Label: i18n.T(ctx, "record.column.number")},
			{Label: i18n.T(ctx, "record.column.title")},
			{Label: i18n.T(ctx, "record.column.party")},
			{Label: i18n.T(ctx, "record.column.day")},
			{Label: i18n.T(ctx, "record.column.ground")},
			{Label: i18n.T(ctx, "record.column.state")},
		}},
	}
	if public {
		page.Filter.Keep = map[string]string{"view": "public"}
		page.Intro = i18n.T(ctx, "record.journal.public-intro")
	}
	for _, l := range lines {
		page.Table.Rows = append(page.Table.Rows, journalRow(r, l))
	}
	return web.Show(w, r, page)
}

func journalRow(r *http.Request, l record.JournalLine) web.Row {
	ctx := r.Context()
	title := web.Link{Text: l.Title, Note: joined(i18n.T(ctx, "record.direction."+l.Direction), l.FileTitle)}
	if !l.Document.IsZero() {
		title.Href = documentPath(l.Document)
	}
	if l.Masked {
		title.Note = joined(title.Note, i18n.T(ctx, "record.journal.masked"))
	}
	state := statusTag(ctx, l.Status)
	if l.Waits {
		state = web.Tag{Text: i18n.T(ctx, "record.journal.waits"), Tone: web.Warning}
	}
	return web.Row{Href: title.Href, Cells: []templ.Component{
		web.Link{Text: l.Reference, Note: i18n.T(ctx, "record.journal.number", "number", l.Seq, "year", l.Year)},
		title,
		web.Text(strings.Join(l.Parties, ", ")), day(ctx, l.JournalDate), web.Text(orDash(l.Ground)), state,
	}}
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// plan is the document plan, to be read.
func (p *pages) plan(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	plan, err := p.Plan(ctx)
	if err != nil {
		return err
	}
	today := plan.Today(p.Clock.Now())
	page := web.List{
		Title: i18n.T(ctx, "record.plan.title"), Count: len(plan.Types), Intro: i18n.T(ctx, "record.plan.intro"),
		Empty: web.Empty{Text: i18n.T(ctx, "record.plan.empty"), Action: web.Link{Text: i18n.T(ctx, "record.search.title"), Href: "/records"}},
		Table: web.Table{Caption: i18n.T(ctx, "record.plan.title"), Columns: []web.Column{
			{Label: i18n.T(ctx, "record.column.type")},
			{Label: i18n.T(ctx, "record.column.class")},
			{Label: i18n.T(ctx, "record.column.registration")},
			{Label: i18n.T(ctx, "record.column.publicity")},
			{Label: i18n.T(ctx, "record.column.retention")},
			{Label: i18n.T(ctx, "record.column.ground")},
		}},
	}
	roles, err := p.RoleTitles(ctx)
	if err != nil {
		return err
	}
	page.After = distributionLists(ctx, plan, roles)
	for _, t := range plan.Types {
		// A ground without a provision in force is shown as missing.
		screened, _ := plan.Cite(t.Publicity.Ground, today)
		kept, _ := plan.Cite(t.Retention.Ground, today)
		page.Table.Rows = append(page.Table.Rows, web.Row{Cells: []templ.Component{
			web.Link{Text: t.Title, Note: t.NamePattern},
			web.Text(t.Class),
			web.Text(joined(i18n.T(ctx, "record.registration."+t.Registration), i18n.T(ctx, "record.direction."+t.Direction))),
			web.Stack{publicityTag(ctx, t.Publicity.Status), web.Text(screened)},
			web.Link{Text: retention(ctx, t.Retention.Outcome, t.Retention.From, t.Retention.After), Note: t.Retention.Note},
			web.Text(orDash(kept)),
		}})
	}
	return web.Show(w, r, page)
}
