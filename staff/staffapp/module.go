package staffapp

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/party"
	"saksgang/staff"
	"saksgang/web"
)

// Kind is the subject under which other modules put their tabs on a unit.
const Kind = "unit"

// personKind is party's subject, and personPath its address; Mapp packages do
// not import each other.
const personKind = "person"

func personPath(id party.ID) string { return "/people/" + id.String() }

// UnitPath is the address of a unit.
func UnitPath(key string) string { return "/people/units/" + key }

// pages are the handlers with what they need.
type pages struct{ staff *staff.Service }

// Module is what staff shows: the units, a unit, and a tab on each person.
func Module(s *staff.Service) web.Module {
	p := pages{s}
	return web.Module{
		Name:     "staff",
		Routes:   []web.Route{{Pattern: "GET /people/units", Right: staff.RightRead, Handle: p.units}},
		Subjects: []web.SubjectKind{{Kind: Kind, Path: "/people/units/{id}", Right: staff.RightRead, Head: p.head}},
		Tabs: []web.Tab{
			{Kind: Kind, Label: "staff.tab.unit", Right: staff.RightRead, Body: p.unit},
			{Kind: Kind, Key: "history", Label: "staff.tab.history", Right: staff.RightRead, Body: p.history},
			{Kind: personKind, Key: "employment", Label: "staff.tab.employment", Order: 10, Right: staff.RightRead, Body: p.employment},
		},
	}
}

// units is the tree of the units within the reader's rights.
func (p pages) units(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	tree, readable, err := p.staff.ReadableUnits(ctx)
	if err != nil {
		return err
	}
	agencies, err := p.agencyNames(ctx)
	if err != nil {
		return err
	}
	title := i18n.T(ctx, "staff.units.title")
	list := web.List{
		Title: title, Empty: web.Empty{Text: i18n.T(ctx, "staff.units.empty"), Action: web.Link{Text: i18n.T(ctx, "staff.units.desk"), Href: "/desk"}},
		Table: web.Table{Caption: title, Columns: []web.Column{
			{Label: i18n.T(ctx, "staff.unit")}, {Label: i18n.T(ctx, "staff.kind-of-unit")}, {Label: i18n.T(ctx, "staff.under")}, {Label: i18n.T(ctx, "staff.agency")},
		}},
	}
	tree.Walk(func(u staff.Unit, _ int) {
		if !readable[u.Key] {
			return
		}
		list.Count++
		above, _ := tree.Unit(u.Parent)
		list.Table.Rows = append(list.Table.Rows, web.Row{Href: UnitPath(u.Key), Cells: []templ.Component{
			web.Link{Text: u.Name, Href: UnitPath(u.Key)}, web.Text(u.Kind), web.Text(above.Name), web.Text(agencies[u.Agency]),
		}})
	})
	return web.Show(w, r, list)
}

func (p pages) agencyNames(ctx context.Context) (map[string]string, error) {
	agencies, err := p.staff.Agencies(ctx)
	out := make(map[string]string, len(agencies))
	for _, a := range agencies {
		out[a.Key] = a.Name
	}
	return out, err
}

// head is what stands above a unit's tabs.
func (p pages) head(r *http.Request, key string) (web.Subject, error) {
	ctx := r.Context()
	page, err := p.staff.Unit(ctx, key)
	if err != nil {
		return web.Subject{}, err
	}
	subject := web.Subject{
		Kind: page.Agency.Name, Name: page.Unit.Name, Owner: page.Leader.Name,
		Back: &web.Link{Text: i18n.T(ctx, "staff.units.title"), Href: "/people/units"},
		Facts: web.Facts{
			{Name: i18n.T(ctx, "staff.people"), Value: web.Number(i18n.Number(ctx, page.Employed))},
			{Name: i18n.T(ctx, "staff.full-time"), Value: web.Number(i18n.Number(ctx, page.Percent/100))},
			{Name: i18n.T(ctx, "staff.vacant"), Value: web.Number(i18n.Number(ctx, page.Vacant/100))},
		},
	}
	if page.Vacant > 0 {
		subject.State = &web.Tag{Text: i18n.T(ctx, "staff.has-vacant"), Tone: web.Info}
	}
	if page.Parent.Key != "" {
		subject.Facts = append(subject.Facts, web.Fact{Name: i18n.T(ctx, "staff.under"), Value: above(ctx, page.Parent)})
	}
	if page.Unit.Address != "" {
		subject.Facts = append(subject.Facts, web.Fact{Name: i18n.T(ctx, "staff.address"), Value: web.Text(page.Unit.Address)})
	}
	return subject, nil
}

// above is the unit over this one, a link for those who may open it.
func above(ctx context.Context, u staff.Unit) templ.Component {
	if authz.ActorFrom(ctx).Scope(staff.RightRead).Allows(authz.Object{Agency: u.Agency, Unit: u.Key}) {
		return web.Link{Text: u.Name, Href: UnitPath(u.Key)}
	}
	return web.Text(u.Name)
}

// percent is a part of full time, "80 %".
func percent(ctx context.Context, p float64) string { return i18n.Number(ctx, p) + " %" }

// unit is positions with who holds them, and what is vacant.
func (p pages) unit(r *http.Request, key string) (templ.Component, error) {
	ctx := r.Context()
	page, err := p.staff.Unit(ctx, key)
	if err != nil {
		return nil, err
	}
	parts := web.Stack{positions(ctx, page)}
	if requires := requirements(ctx, page.Unit); requires != nil {
		parts = append(parts, web.Section{Title: i18n.T(ctx, "staff.requires"), Body: requires})
	}
	if len(page.Below) > 0 {
		below := web.Stack{}
		for _, u := range page.Below {
			below = append(below, web.Link{Text: u.Name, Href: UnitPath(u.Key)})
		}
		parts = append(parts, web.Section{Title: i18n.T(ctx, "staff.below"), Body: below})
	}
	return parts, nil
}

func positions(ctx context.Context, page staff.UnitPage) templ.Component {
	if len(page.Positions) == 0 {
		return web.Empty{Text: i18n.T(ctx, "staff.positions.empty")}
	}
	table := web.Table{Caption: i18n.T(ctx, "staff.positions.title"), Shown: true, Columns: []web.Column{
		{Label: i18n.T(ctx, "staff.position")},
		{Label: i18n.T(ctx, "staff.holder")},
		{Label: i18n.T(ctx, "staff.share"), Number: true},
		{Label: i18n.T(ctx, "staff.since")},
		{Label: i18n.T(ctx, "staff.until")},
	}}
	for _, held := range page.Positions {
		for _, h := range held.Holders {
			table.Rows = append(table.Rows, web.Row{Href: personPath(h.Party), Cells: []templ.Component{
				web.Text(held.Title), holder(ctx, h), web.Number(percent(ctx, h.Percent)), date(ctx, h.Valid.From), date(ctx, h.Valid.To),
			}})
		}
		if held.Vacant > 0 {
			table.Rows = append(table.Rows, web.Row{Now: true, Cells: []templ.Component{
				web.Text(held.Title), web.Tag{Text: i18n.T(ctx, "staff.is-vacant"), Tone: web.Info}, web.Number(percent(ctx, held.Vacant)), nil, nil,
			}})
		}
	}
	return table
}

func holder(ctx context.Context, h staff.Holder) templ.Component {
	link := web.Link{Text: h.Name, Href: personPath(h.Party)}
	switch {
	case !h.Now:
		link.Note = i18n.T(ctx, "staff.begins-later")
	case h.StandsIn:
		link.Note = i18n.T(ctx, "staff.stands-in")
	case h.Leads:
		link.Note = i18n.T(ctx, "staff.leads")
	}
	return link
}

func date(ctx context.Context, d calendar.Date) templ.Component {
	if d.IsZero() {
		return web.When{}
	}
	return web.When{Time: d.In(i18n.From(ctx).Zone)}
}

// requirements are what must be shown or signed before somebody begins.
func requirements(ctx context.Context, u staff.Unit) templ.Component {
	var names []string
	for _, required := range u.Requires {
		names = append(names, i18n.T(ctx, "staff.required."+required.What))
	}
	if names == nil {
		return nil
	}
	return web.Text(strings.Join(names, " · "))
}

// employment is a person's employments.
func (p pages) employment(r *http.Request, text string) (templ.Component, error) {
	ctx := r.Context()
	var id party.ID
	if err := id.UnmarshalText([]byte(text)); err != nil {
		return nil, errs.NotFound("staff.employment-not-found")
	}
	all, err := p.staff.EmploymentsOf(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return web.Empty{Text: i18n.T(ctx, "staff.employment.empty")}, nil
	}
	tree, err := p.staff.Units(ctx)
	table := web.Table{Caption: i18n.T(ctx, "staff.tab.employment"), Columns: []web.Column{
		{Label: i18n.T(ctx, "staff.position")},
		{Label: i18n.T(ctx, "staff.unit")},
		{Label: i18n.T(ctx, "staff.share"), Number: true},
		{Label: i18n.T(ctx, "staff.since")},
		{Label: i18n.T(ctx, "staff.until")},
		{Label: i18n.T(ctx, "staff.known-from")},
	}}
	for _, e := range all {
		u, _ := tree.Unit(e.Unit)
		table.Rows = append(table.Rows, web.Row{Cells: []templ.Component{
			web.Text(e.Title),
			web.Link{Text: u.Name, Href: UnitPath(e.Unit)},
			web.Number(percent(ctx, e.Percent)),
			date(ctx, e.Valid.From), date(ctx, e.Valid.To), source(ctx, e),
		}})
	}
	return table, err
}

// source is where an employment is known from: the folder, or its case.
func source(ctx context.Context, e staff.Employment) templ.Component {
	link := web.Link{Text: i18n.T(ctx, "staff.source."+e.Source), Note: i18n.Date(ctx, e.Recorded.Time())}
	if !e.Case.IsZero() {
		link.Href = "/cases/" + e.Case.String()
	}
	return link
}
