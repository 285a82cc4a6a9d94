package recordapp

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/record"
	"saksgang/web"
)

// disposal is the worklist of what may go: the proposal that waits, with its
// documents; without one, what is due and the earlier ones.
func (p *pages) disposal(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	all, err := p.Disposals(ctx)
	if err != nil {
		return err
	}
	open := waiting(all)
	if len(open) == 0 {
		return p.nothingWaits(w, r, all)
	}
	at := 0
	for i, d := range open {
		if d.ID.String() == r.FormValue("disposal") {
			at = i
		}
	}
	v, err := p.Disposal(ctx, open[at].ID)
	if err != nil {
		return err
	}
	return web.Show(w, r, worklist(ctx, v, at+1, len(open)))
}

// waiting are the proposals that lack an approval.
func waiting(all []record.Disposal) []record.Disposal {
	return slices.DeleteFunc(slices.Clone(all), func(d record.Disposal) bool { return d.Status != "proposed" && d.Status != "approved-once" })
}

// dueNow counts what may be proposed today, and what a complaint holds back.
func (p *pages) dueNow(ctx context.Context) (record.DueCount, error) {
	plan, err := p.planFor(ctx)
	if err != nil {
		return record.DueCount{}, err
	}
	return p.CountDue(ctx, plan.Today(p.Clock.Now()))
}

func worklist(ctx context.Context, v record.DisposalView, at, of int) web.Worklist {
	page := web.Worklist{
		Title: i18n.T(ctx, "record.disposal.title"), At: at, Of: of, Action: "/records/disposal", Item: v.ID.String(),
		Note: i18n.T(ctx, "record.disposal.note"),
		Left: web.Side{Title: i18n.T(ctx, "record.disposal.documents", "count", len(v.Items)), Body: web.Stack{keepForm(ctx, v), itemTable(ctx, v)}},
		Right: web.Side{Title: i18n.T(ctx, "record.disposal.approvals"), Body: web.Facts{
			{Name: i18n.T(ctx, "record.disposal.as-of"), Value: day(ctx, v.AsOf)},
			{Name: i18n.T(ctx, "record.disposal.proposed"), Value: web.When{Time: v.ProposedAt.Time()}, Note: v.ProposedBy},
			{Name: i18n.T(ctx, "record.disposal.first"), Value: web.When{Time: v.FirstAt.Time()}, Note: v.FirstName},
			{Name: i18n.T(ctx, "record.disposal.second"), Value: web.When{Time: v.SecondAt.Time()}, Note: v.SecondName},
		}},
	}
	actor := authz.ActorFrom(ctx)
	switch {
	case !actor.May(record.RightApproveDisposal):
	case v.Status == "proposed":
		page.Choices = append(page.Choices, web.Choice{Value: "first", Label: i18n.T(ctx, "record.disposal.approve-first"), Key: "g", Primary: true, Consequence: i18n.T(ctx, "record.disposal.first-means")})
	case actor.User != v.First:
		page.Choices = append(page.Choices, web.Choice{Value: "second", Label: i18n.T(ctx, "record.disposal.approve-second"), Key: "g", Primary: true, Consequence: i18n.T(ctx, "record.disposal.second-means")})
	default:
		page.Note = i18n.T(ctx, "record.disposal.another")
	}
	page.Choices = append(page.Choices, web.Choice{Value: "withdraw", Label: i18n.T(ctx, "record.disposal.withdraw"), Key: "t"})
	return page
}

func itemTable(ctx context.Context, v record.DisposalView) web.Table {
	t := web.Table{Caption: i18n.T(ctx, "record.disposal.documents", "count", len(v.Items)), Columns: []web.Column{
		{Label: i18n.T(ctx, "record.column.number")},
		{Label: i18n.T(ctx, "record.column.document")},
		{Label: i18n.T(ctx, "record.column.due")},
		{Label: i18n.T(ctx, "record.column.ground")},
		{Label: i18n.T(ctx, "record.column.state")},
	}}
	for _, i := range v.Items {
		state := i18n.T(ctx, "record.item."+i.State)
		if i.Kept == "held" {
			state = i18n.T(ctx, "record.item.held")
		}
		t.Rows = append(t.Rows, web.Row{Cells: []templ.Component{
			web.Text(fmt.Sprintf("%d/%d-%d", i.Year, i.File, i.Number)), web.Text(i.TypeTitle), day(ctx, i.DueOn), web.Text(i.RuleCite), web.Text(state),
		}})
	}
	return t
}

// itemName tells a document from the others of its entry, by its title too
// where the reader may see it.
func itemName(ctx context.Context, i record.DisposalItem) string {
	name := i18n.T(ctx, "record.disposal.item", "number", fmt.Sprintf("%d/%d-%d", i.Year, i.File, i.Number), "place", i.Place, "type", i.TypeTitle)
	if i.Title == "" || i.Title == i.TypeTitle {
		return name
	}
	return joined(name, i.Title)
}

// keepForm takes one document out of a proposal; who may not approve sees none.
func keepForm(ctx context.Context, v record.DisposalView) templ.Component {
	if !authz.ActorFrom(ctx).May(record.RightApproveDisposal) {
		return web.Stack{}
	}
	var documents []web.Option
	for _, i := range v.Items {
		if i.State == "proposed" {
			documents = append(documents, web.Option{Value: i.Document.String(), Label: itemName(ctx, i)})
		}
	}
	if len(documents) == 0 {
		return web.Stack{}
	}
	return web.Details{Summary: i18n.T(ctx, "record.disposal.keep"), Body: web.Form{ID: "keep", Quiet: true, Action: "/records/disposal/keep", Fields: []web.Field{
		{Name: "disposal", Kind: web.HiddenField, Value: v.ID.String()},
		{Name: "document", Label: i18n.T(ctx, "record.column.document"), Kind: web.SelectField, Options: documents, Required: true},
		{Name: "reason", Label: i18n.T(ctx, "record.do.reason"), Kind: web.TextArea, Rows: 2, Required: true},
	}, Submit: web.Button{Text: i18n.T(ctx, "record.disposal.keep"), Consequence: i18n.T(ctx, "record.disposal.keep-means")}}}
}

func (p *pages) keepDocument(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := r.ParseForm(); err != nil {
		return errs.InvalidBecause(err, "web.form-unreadable")
	}
	var id record.DisposalID
	var document record.DocumentID
	if id.UnmarshalText([]byte(r.PostForm.Get("disposal"))) != nil || document.UnmarshalText([]byte(r.PostForm.Get("document"))) != nil {
		return errs.NotFound("record.disposal-not-found")
	}
	if err := p.KeepDocument(ctx, id, document, r.PostForm.Get("reason")); err != nil {
		return err
	}
	web.Done(ctx, "record.done.kept")
	return web.Redirect(w, r, "/records/disposal?disposal="+id.String())
}

// nothingWaits shows what is due, what a complaint holds back, and what was done.
func (p *pages) nothingWaits(w http.ResponseWriter, r *http.Request, all []record.Disposal) error {
	ctx := r.Context()
	n, err := p.dueNow(ctx)
	if err != nil {
		return err
	}
	page := web.List{
		Title: i18n.T(ctx, "record.disposal.title"), Count: -1, Intro: i18n.T(ctx, "record.disposal.due", "count", n.Due, "held", n.Held),
		Empty: web.Empty{Text: i18n.T(ctx, "record.disposal.none"), Action: web.Link{Text: i18n.T(ctx, "record.disposal.read-plan"), Href: "/records/plan"}},
		Table: web.Table{Caption: i18n.T(ctx, "record.disposal.earlier"), Shown: true, Columns: []web.Column{
			{Label: i18n.T(ctx, "record.disposal.as-of")}, {Label: i18n.T(ctx, "record.column.state")}, {Label: i18n.T(ctx, "record.disposal.approvals")},
		}},
	}
	if authz.ActorFrom(ctx).May(record.RightProposeDisposal) && n.Due > 0 {
		page.Action = &web.Button{Text: i18n.T(ctx, "record.disposal.propose"), Href: "/records/disposal/propose", Post: true, Primary: true, Consequence: i18n.T(ctx, "record.disposal.propose-means")}
	}
	for _, d := range all {
		href := "/records/disposal/" + d.ID.String()
		page.Table.Rows = append(page.Table.Rows, web.Row{Href: href, Cells: []templ.Component{
			web.Link{Text: dayText(ctx, d.AsOf), Href: href}, web.Text(i18n.T(ctx, "record.disposal."+d.Status)), web.Text(joined(orDash(d.FirstName), orDash(d.SecondName))),
		}})
	}
	return web.Show(w, r, page)
}

// planFor is the plan, also for an approver who may read no records.
func (p *pages) planFor(ctx context.Context) (*record.Plan, error) {
	return p.Plan(authz.With(ctx, authz.Actor{Grants: []authz.Grant{{Right: record.RightRead, Reach: authz.Own}}}))
}

func (p *pages) propose(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	plan, err := p.planFor(ctx)
	if err != nil {
		return err
	}
	id, err := p.ProposeDisposal(ctx, plan.Today(p.Clock.Now()))
	if err != nil {
		return err
	}
	if id.IsZero() {
		return web.Redirect(w, r, "/records/disposal")
	}
	web.Done(ctx, "record.done.proposed")
	return web.Redirect(w, r, "/records/disposal?disposal="+id.String())
}

func (p *pages) decideDisposal(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := r.ParseForm(); err != nil {
		return errs.InvalidBecause(err, "web.form-unreadable")
	}
	var id record.DisposalID
	if err := id.UnmarshalText([]byte(r.PostForm.Get("item"))); err != nil {
		return errs.NotFound("record.disposal-not-found")
	}
	var err error
	done := "record.done.approved-" + r.PostForm.Get("choice")
	switch r.PostForm.Get("choice") {
	case "first":
		err = p.ApproveDisposal(ctx, id, false)
	case "second":
		err = p.ApproveDisposal(ctx, id, true)
	case "withdraw":
		err, done = p.WithdrawDisposal(ctx, id), "record.done.withdrawn"
	default:
		err = errs.Invalid("web.form-unreadable")
	}
	if err != nil {
		return err
	}
	web.Done(ctx, done)
	if r.PostForm.Get("choice") == "second" {
		return web.Redirect(w, r, "/records/disposal/"+id.String())
	}
	return web.Redirect(w, r, "/records/disposal")
}

// certificate tells what was destroyed, by which rule, and who approved it.
func (p *pages) certificate(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := idOf[record.DisposalID](r, "id")
	if err != nil {
		return errs.NotFound("record.disposal-not-found")
	}
	v, err := p.Disposal(ctx, id)
	if err != nil {
		return err
	}
	return web.Show(w, r, web.Report{
		Title: i18n.T(ctx, "record.disposal.certificate", "day", dayText(ctx, v.AsOf)), AsOf: v.PerformedAt.Time(),
		Intro: i18n.T(ctx, "record.disposal."+v.Status), Table: itemTable(ctx, v),
		Notes: []string{
			i18n.T(ctx, "record.disposal.proposed") + ": " + v.ProposedBy, i18n.T(ctx, "record.disposal.first") + ": " + orDash(v.FirstName),
			i18n.T(ctx, "record.disposal.second") + ": " + orDash(v.SecondName),
		},
	})
}
