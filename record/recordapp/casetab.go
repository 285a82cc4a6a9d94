package recordapp

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/record"
	"saksgang/web"
)

// caseDocuments is the tab Documents of a case: its case files with what the
// reader may see of them.
func (p *pages) caseDocuments(r *http.Request, id string) (templ.Component, error) {
	ctx := r.Context()
	c, err := ids.Parse[ids.Case](id)
	if err != nil {
		return nil, errs.NotFound("record.case-file-not-found")
	}
	files, err := p.CaseFilesOf(ctx, c)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return web.Empty{Text: i18n.T(ctx, "record.case.no-file")}, nil
	}
	body, here := web.Stack{}, "/cases/"+c.String()+"/documents"
	for _, f := range files {
		part, err := p.fileSection(ctx, f, here)
		if err != nil {
			return nil, err
		}
		body = append(body, part)
	}
	list, err := p.documentList(r, record.CaseQuery{Case: c}, here)
	return append(body, list...), err
}

// fileSection is a case file: what the plan still expects of it, and what may be
// done with it. Here is the page it stands on.
func (p *pages) fileSection(ctx context.Context, f record.CaseFile, here string) (templ.Component, error) {
	missing, err := p.Missing(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	complaint, err := p.complaint(ctx, f, here)
	if err != nil {
		return nil, err
	}
	body := web.Stack(append(p.fileActions(ctx, f, here), complaint...)) // above what may be hundreds of rows
	if len(missing) > 0 {
		body = append(body, web.Details{Summary: i18n.T(ctx, "record.case.expected", "count", len(missing)), Body: web.Text(strings.Join(missing, ", "))})
	}
	return web.Section{
		Title: i18n.T(ctx, "record.case.file", "number", f.Reference()) + " " + f.Title, ID: "file-" + f.ID.String(),
		Note: joined(i18n.T(ctx, "record.case."+f.Status), f.Class, f.ResponsibleName), Body: body,
	}, nil
}

// documentList is a page of the documents of a case or a file; filter, sort and
// page stand in the address.
func (p *pages) documentList(r *http.Request, q record.CaseQuery, here string) (web.Stack, error) {
	ctx := r.Context()
	plan, err := p.Plan(ctx)
	if err != nil {
		return nil, err
	}
	q.Text, q.Type, q.State, q.Sort = strings.TrimSpace(r.FormValue("q")), r.FormValue("type"), r.FormValue("state"), r.FormValue("sort")
	q.Most, q.Offset = perPage, (web.PageOf(r)-1)*perPage
	documents, total, err := p.CaseDocuments(ctx, q)
	if err != nil {
		return nil, err
	}
	var types, states []web.Option
	for _, t := range plan.Types {
		types = append(types, web.Option{Value: t.Key, Label: t.Title})
	}
	for _, s := range record.CaseStates() {
		states = append(states, web.Option{Value: s, Label: i18n.T(ctx, "record.case.only-"+s)})
	}
	filter := web.Filter{Clear: here, Fields: []web.Field{
		{Name: "q", Label: i18n.T(ctx, "record.search.words"), Value: q.Text},
		{Name: "type", Label: i18n.T(ctx, "record.search.type"), Kind: web.SelectField, Options: types, Value: q.Type},
		{Name: "state", Label: i18n.T(ctx, "record.column.state"), Kind: web.SelectField, Options: states, Value: q.State},
	}}
	if q.Sort != "" {
		filter.Keep = map[string]string{"sort": q.Sort}
	}
	if total == 0 {
		empty := web.Empty{Text: i18n.T(ctx, "record.case.empty")}
		if q.Text+q.Type+q.State != "" {
			empty = web.Empty{Text: i18n.T(ctx, "record.search.empty"), Action: web.Link{Text: i18n.T(ctx, "record.search.clear"), Href: here}}
		}
		return web.Stack{filter, empty}, nil
	}
	t := web.Table{Caption: i18n.T(ctx, "record.case.documents", "count", total), Shown: true, Sort: cmp.Or(q.Sort, "number"), Columns: []web.Column{
		{Label: i18n.T(ctx, "record.column.number"), Sort: "number"},
		{Label: i18n.T(ctx, "record.column.title")},
		{Label: i18n.T(ctx, "record.column.day"), Sort: "day"},
		{Label: i18n.T(ctx, "record.column.publicity")},
		{Label: i18n.T(ctx, "record.column.retention")},
		{Label: i18n.T(ctx, "record.column.state")},
	}}
	for _, d := range documents {
		t.Rows = append(t.Rows, documentRow(ctx, d))
	}
	return web.Stack{filter, t, web.Pager{Page: web.PageOf(r), PerPage: perPage, Total: total}}, nil
}

func documentRow(ctx context.Context, d record.CaseDocument) web.Row {
	number := web.Text("")
	if d.Main {
		number = web.Text(d.Reference())
	}
	state := statusTag(ctx, d.Status)
	switch {
	case d.DisposedAt != 0:
		state = *disposedTag(ctx, true)
	case d.Archive == "task":
		state = web.Tag{Text: i18n.T(ctx, "record.archive.task"), Tone: web.Warning}
	case d.Archive == "pending":
		state = web.Tag{Text: i18n.T(ctx, "record.archive.pending"), Tone: web.Info}
	case d.Waits:
		state = web.Tag{Text: i18n.T(ctx, "record.journal.waits"), Tone: web.Warning}
	}
	return web.Row{Href: documentPath(d.ID), Cells: []templ.Component{
		number,
		web.Link{Text: d.Title, Href: documentPath(d.ID), Note: d.TypeTitle},
		day(ctx, d.JournalDate),
		publicityTag(ctx, d.Publicity), web.Text(retention(ctx, d.Outcome, d.From, d.After.Span)), state,
	}}
}

// fileActions sign off and close a case file; what hinders it is said instead.
func (p *pages) fileActions(ctx context.Context, f record.CaseFile, here string) []templ.Component {
	actor := authz.ActorFrom(ctx)
	if f.Status != "open" {
		return nil
	}
	path := "/records/files/" + f.ID.String()
	values := map[string]string{"back": here}
	var out []templ.Component
	if actor.May(record.RightSignOff) {
		out = append(out, web.Button{Text: i18n.T(ctx, "record.do.sign-off-file"), Href: path + "/sign-off", Post: true, Values: values, Consequence: i18n.T(ctx, "record.do.sign-off-means")})
	}
	if actor.May(record.RightClose) {
		b := web.Button{Text: i18n.T(ctx, "record.do.close"), Href: path + "/close", Post: true, Values: values, Consequence: i18n.T(ctx, "record.do.close-means")}
		if err := p.Remaining(ctx, f.ID); err != nil {
			b.Blocked, _ = i18n.Problem(ctx, err)
		}
		out = append(out, b)
	}
	return out
}

func (p *pages) changeFile(w http.ResponseWriter, r *http.Request, done string, do func(record.CaseFileID) error) error {
	if err := r.ParseForm(); err != nil {
		return errs.InvalidBecause(err, "web.form-unreadable")
	}
	id, err := idOf[record.CaseFileID](r, "id")
	if err != nil {
		return errs.NotFound("record.case-file-not-found")
	}
	if err := do(id); err != nil {
		return err
	}
	web.Done(r.Context(), done)
	return web.Redirect(w, r, backTo(r, record.EntryView{}))
}

func (p *pages) signOffFile(w http.ResponseWriter, r *http.Request) error {
	return p.changeFile(w, r, "record.done.signed-off", func(id record.CaseFileID) error {
		_, err := p.SignOffFile(r.Context(), id)
		return err
	})
}

func (p *pages) closeFile(w http.ResponseWriter, r *http.Request) error {
	return p.changeFile(w, r, "record.done.closed", func(id record.CaseFileID) error { return p.Close(r.Context(), id) })
}
