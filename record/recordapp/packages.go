package recordapp

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/record"
	"saksgang/record/noark"
	"saksgang/web"
)

// packages lists the archive packages and orders a new one.
func (p *pages) packages(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	page, err := p.packageList(r)
	if err != nil {
		return err
	}
	if authz.ActorFrom(ctx).May(record.RightExtract) {
		page.After = p.packageForms(r, packageForm(r))
	}
	return web.Show(w, r, page)
}

// packageForms order a package, and check one that lies in the packages' folder.
func (p *pages) packageForms(r *http.Request, order web.Form) web.Stack {
	ctx := r.Context()
	parts := web.Stack{web.Section{Title: i18n.T(ctx, "record.package.new"), Body: order}}
	var there []web.Option
	for _, name := range p.foreign() {
		there = append(there, web.Option{Value: name, Label: name})
	}
	if len(there) == 0 {
		return append(parts, web.Section{Title: i18n.T(ctx, "record.package.check"), Body: web.Empty{Text: i18n.T(ctx, "record.package.nothing-there", "folder", p.opt.Packages)}})
	}
	return append(parts, web.Section{Title: i18n.T(ctx, "record.package.check"), Body: web.Form{
		ID: "check", Quiet: true, Action: "/records/packages/check", Fields: []web.Field{
			{Name: "package", Label: i18n.T(ctx, "record.package.path"), Kind: web.SelectField, Options: there, Required: true, Help: i18n.T(ctx, "record.package.check-help", "folder", p.opt.Packages)},
		}, Submit: web.Button{Text: i18n.T(ctx, "record.package.check"), Consequence: i18n.T(ctx, "record.package.check-means")},
	}})
}

// foreign are the folders that lie beside the packages made here, and these.
func (p *pages) foreign() []string {
	entries, err := os.ReadDir(p.opt.Packages)
	if err != nil {
		return nil // no folder yet: there is nothing to check
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasSuffix(e.Name(), ".partial") {
			names = append(names, e.Name())
		}
	}
	return names
}

// checkPackage holds a package in the packages' folder against the rules.
func (p *pages) checkPackage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := r.ParseForm(); err != nil {
		return errs.InvalidBecause(err, "web.form-unreadable")
	}
	name := r.PostForm.Get("package")
	if !slices.Contains(p.foreign(), name) {
		return errs.NotFound("record.package-not-found", "path", "")
	}
	result, err := record.CheckPackage(ctx, filepath.Join(p.opt.Packages, name))
	if err != nil {
		return err
	}
	return web.Show(w, r, web.Report{
		Title: i18n.T(ctx, "record.package.checked", "name", name), Intro: verdict(i18n.From(ctx), result), Table: faultTable(r, result.Faults),
		After: web.Link{Text: i18n.T(ctx, "record.package.title"), Href: "/records/packages"},
	})
}

func (p *pages) packageList(r *http.Request) (web.List, error) {
	ctx := r.Context()
	all, err := p.Packages(ctx)
	if err != nil {
		return web.List{}, err
	}
	page := web.List{
		Title: i18n.T(ctx, "record.package.title"), Count: len(all), Empty: web.Empty{Text: i18n.T(ctx, "record.package.none")},
		Table: web.Table{Caption: i18n.T(ctx, "record.package.title"), Columns: []web.Column{
			{Label: i18n.T(ctx, "record.package.period")}, {Label: i18n.T(ctx, "record.column.state")}, {Label: i18n.T(ctx, "record.package.ordered")}, {Label: i18n.T(ctx, "record.column.who")},
		}},
	}
	for _, o := range all {
		href := "/records/packages/" + o.ID.String()
		page.Table.Rows = append(page.Table.Rows, web.Row{Href: href, Cells: []templ.Component{
			web.Link{Text: packagePeriod(ctx, o), Href: href}, packageTag(ctx, o), web.When{Time: o.OrderedAt.Time(), Hour: true}, web.Text(o.OrderedBy),
		}})
	}
	return page, nil
}

func packagePeriod(ctx context.Context, o record.OrderedPackage) string {
	return dayText(ctx, o.From) + " – " + dayText(ctx, o.To)
}

func packageTag(ctx context.Context, o record.OrderedPackage) web.Tag {
	result, done := o.Result()
	switch {
	case o.SignedAt != 0:
		return web.Tag{Text: i18n.T(ctx, "record.package.signed"), Tone: web.Success}
	case !done:
		return web.Tag{Text: i18n.T(ctx, "record.package.ordered-state"), Tone: web.Info}
	case result.Good() && result.Valid == nil:
		return web.Tag{Text: i18n.T(ctx, "record.package.not-validated"), Tone: web.Warning}
	case result.Good():
		return web.Tag{Text: i18n.T(ctx, "record.package.good"), Tone: web.Success}
	}
	return web.Tag{Text: i18n.T(ctx, "record.package.faulty"), Tone: web.Danger}
}

func packageForm(r *http.Request) web.Form {
	ctx := r.Context()
	return web.Form{ID: "order", Fields: []web.Field{
		{Name: "from", Label: i18n.T(ctx, "record.package.from"), Kind: web.DateField, Required: true},
		{Name: "to", Label: i18n.T(ctx, "record.package.to"), Kind: web.DateField, Required: true},
	}, Submit: web.Button{Text: i18n.T(ctx, "record.package.order"), Consequence: i18n.T(ctx, "record.package.order-means")}}
}

func (p *pages) orderPackage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := r.ParseForm(); err != nil {
		return errs.InvalidBecause(err, "web.form-unreadable")
	}
	from, err := calendar.ParseDate(r.PostForm.Get("from"))
	to, err2 := calendar.ParseDate(r.PostForm.Get("to"))
	if err == nil && err2 == nil {
		id, err := p.OrderPackage(ctx, from, to, p.opt.Packages, p.opt.Schemas)
		if err == nil {
			web.Done(ctx, "record.done.package-ordered")
			return web.Redirect(w, r, "/records/packages/"+id.String())
		}
		if errs.KindOf(err) != errs.KindInvalid {
			return err
		}
	}
	page, err := p.packageList(r)
	if err != nil {
		return err
	}
	form := packageForm(r)
	form.Fill(r.PostForm)
	refused := errs.Invalid("record.period-invalid", "start", r.PostForm.Get("from"), "end", r.PostForm.Get("to"))
	form.Fail(ctx, refused, nil)
	page.After = p.packageForms(r, form)
	return web.ShowStatus(w, r, web.StatusOf(refused), page)
}

// packageReport tells what is in a package, and its faults by rule and file.
func (p *pages) packageReport(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := idOf[record.PackageID](r, "id")
	if err != nil {
		return errs.NotFound("record.package-not-found")
	}
	o, err := p.Package(ctx, id)
	if err != nil {
		return err
	}
	page := web.Report{Title: i18n.T(ctx, "record.package.report", "from", dayText(ctx, o.From), "to", dayText(ctx, o.To)), AsOf: o.FinishedAt.Time()}
	result, done := o.Result()
	switch {
	case !done:
		page.Intro = i18n.T(ctx, "record.package.under-way")
		page.After = web.Progress{Label: i18n.T(ctx, "record.package.progress"), Done: 1, Of: 3, Text: i18n.T(ctx, "record.package.ordered-state")}
	case result.Problem != "":
		page.Intro, _ = i18n.Problem(ctx, problemOf(result))
		page.Notes = []string{i18n.T(ctx, "record.package.not-made")}
	default:
		page.Intro = verdict(i18n.From(ctx), result)
		page.After = append(web.Stack{packageFacts(r, o, result)}, signature(ctx, o, result)...)
		page.Table = faultTable(r, result.Faults)
	}
	return web.Show(w, r, page)
}

func problemOf(p record.Package) error {
	var args []any
	for _, f := range p.Faults {
		args = append(args, f.Rule, f.What)
	}
	return errs.Invalid(p.Problem, args...)
}

// signature is what signs the package off, or why the reader may not.
func signature(ctx context.Context, o record.OrderedPackage, result record.Package) web.Stack {
	actor := authz.ActorFrom(ctx)
	switch {
	case o.SignedAt != 0 || !result.Good():
		return nil
	case o.Orderer.IsZero():
		what, remedy := i18n.Problem(ctx, errs.Denied("record.package-without-orderer"))
		return web.Stack{web.Alert{Tone: web.Info, Title: what, Text: remedy}}
	case actor.User == o.Orderer || !actor.May(record.RightSignPackage):
		return web.Stack{web.Alert{Tone: web.Info, Text: i18n.T(ctx, "record.package.another")}}
	}
	return web.Stack{web.Button{
		Text: i18n.T(ctx, "record.package.sign"), Href: "/records/packages/" + o.ID.String() + "/sign-off", Post: true, Primary: true,
		Consequence: i18n.T(ctx, "record.package.sign-means"),
	}}
}

func (p *pages) signOffPackage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := idOf[record.PackageID](r, "id")
	if err != nil {
		return errs.NotFound("record.package-not-found")
	}
	if err := p.SignOffPackage(ctx, id); err != nil {
		return err
	}
	web.Done(ctx, "record.done.package-signed")
	return web.Redirect(w, r, "/records/packages/"+id.String())
}

func packageFacts(r *http.Request, o record.OrderedPackage, p record.Package) web.Facts {
	ctx := r.Context()
	number := func(n int) templ.Component { return web.Number(i18n.Number(ctx, n)) }
	facts := web.Facts{
		{Name: i18n.T(ctx, "record.package.path"), Value: web.Text(p.Dir)},
		{Name: i18n.T(ctx, "record.package.files"), Value: number(p.Files)},
		{Name: i18n.T(ctx, "record.package.case-files"), Value: number(p.CaseFiles)},
		{Name: i18n.T(ctx, "record.package.entries"), Value: number(p.RegistryEntries)},
		{Name: i18n.T(ctx, "record.package.notes"), Value: number(p.ArchiveNotes)},
		{Name: i18n.T(ctx, "record.package.documents"), Value: number(p.Descriptions)},
		{Name: i18n.T(ctx, "record.package.disposed"), Value: number(p.Disposed)},
	}
	if o.SignedAt != 0 {
		facts = append(web.Facts{{Name: i18n.T(ctx, "record.package.signed"), Value: web.When{Time: o.SignedAt.Time(), Hour: true}, Note: o.SignerName}}, facts...)
	}
	official := "record.package.official"
	if !p.OfficialSchemas {
		official = "record.package.not-official"
	}
	return append(facts, web.Fact{Name: i18n.T(ctx, "record.package.schemas"), Value: web.Text(i18n.T(ctx, official)), Note: strings.Join(p.MissingSchemas, ", ")})
}

func faultTable(r *http.Request, faults []noark.Fault) web.Table {
	ctx := r.Context()
	t := web.Table{Caption: i18n.T(ctx, "record.package.faults"), Shown: true, Columns: []web.Column{
		{Label: i18n.T(ctx, "record.package.rule")}, {Label: i18n.T(ctx, "record.package.file")}, {Label: i18n.T(ctx, "record.package.what")},
	}}
	for _, f := range faults {
		t.Rows = append(t.Rows, web.Row{Danger: true, Cells: []templ.Component{web.Text(f.Rule), web.Text(f.File), web.Text(f.What)}})
	}
	return t
}
