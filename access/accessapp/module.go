package accessapp

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"saksgang/access"
	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/why"
	"saksgang/party"
	"saksgang/staff"
	"saksgang/web"
)

// personKind is party's subject; Mapp packages do not import each other.
const personKind = "person"

// pages are the handlers with what they need.
type pages struct {
	access *access.Service
	staff  *staff.Service
}

// Module is what access shows: a tab on each person, and why a role is held.
func Module(s *access.Service, st *staff.Service) web.Module {
	p := pages{s, st}
	return web.Module{
		Name: "access",
		Tabs: []web.Tab{{Kind: personKind, Key: "access", Label: "access.tab", Order: 40, Right: access.RightRead, Body: p.tab}},
		Whys: []web.WhySource{{Kind: "role", Right: access.RightRead, Explain: p.explain}},
	}
}

// words are what keys are called.
type words struct {
	roles     map[string]access.Role
	units     staff.Tree
	agencies  map[string]string
	resources map[string]string
}

func (p pages) words(ctx context.Context) (words, error) {
	w := words{roles: map[string]access.Role{}, agencies: map[string]string{}}
	roles, err := p.access.Roles(ctx)
	if err != nil {
		return w, err
	}
	for _, r := range roles {
		w.roles[r.Key] = r
	}
	if w.units, err = p.staff.Units(ctx); err != nil {
		return w, err
	}
	agencies, err := p.staff.Agencies(ctx)
	if err != nil {
		return w, err
	}
	for _, a := range agencies {
		w.agencies[a.Key] = a.Name
	}
	w.resources, err = p.access.ResourceNames(ctx)
	return w, err
}

// place is where a role is held, in words.
func (w words) place(ctx context.Context, a access.Assignment) string {
	u, found := w.units.Unit(a.Unit)
	switch {
	case found:
		return u.Name
	case a.Unit != "":
		return a.Unit // it has ended
	case a.Agency != "":
		return w.agencies[a.Agency]
	}
	return i18n.T(ctx, "access.everywhere")
}

// title is what a role is called; one that has left the folder is its key.
func (w words) title(role string) string {
	if r, found := w.roles[role]; found {
		return r.Title
	}
	return role
}

// tab is which roles a person has, where, since when and why, and what they
// open elsewhere.
func (p pages) tab(r *http.Request, text string) (templ.Component, error) {
	ctx := r.Context()
	var id party.ID
	if err := id.UnmarshalText([]byte(text)); err != nil {
		return nil, errs.NotFound("access.user-not-found")
	}
	nobody := web.Empty{Text: i18n.T(ctx, "access.nobody"), Action: web.Link{Text: i18n.T(ctx, "access.person"), Href: "/people/" + text}}
	user, err := p.access.UserOf(ctx, id)
	if errs.KindOf(err) == errs.KindNotFound && err != nil {
		return nobody, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := p.access.AssignmentsOf(ctx, user.ID)
	if err != nil {
		return nil, err
	}
	w, err := p.words(ctx)
	if err != nil || len(all) == 0 {
		return nobody, err
	}
	parts := web.Stack{p.rolesTable(ctx, w, all)}
	if opened := w.openedBy(ctx, all, p.access.Today()); len(opened.Rows) > 0 {
		parts = append(parts, opened)
	}
	return parts, nil
}

func (p pages) rolesTable(ctx context.Context, w words, all []access.Assignment) web.Table {
	table := web.Table{Caption: i18n.T(ctx, "access.roles"), Shown: true, Columns: []web.Column{
		{Label: i18n.T(ctx, "access.role")},
		{Label: i18n.T(ctx, "access.place")},
		{Label: i18n.T(ctx, "access.since")},
		{Label: i18n.T(ctx, "access.until")},
		{Label: i18n.T(ctx, "access.follows-from")},
	}}
	today := p.access.Today()
	for _, a := range all {
		role := web.Link{Text: w.title(a.Role)}
		switch {
		case a.Valid.From > today:
			role.Note = i18n.T(ctx, "access.later")
		case !a.Valid.Contains(today):
			role.Note = i18n.T(ctx, "access.over")
		}
		table.Rows = append(table.Rows, web.Row{Cells: []templ.Component{
			role, web.Text(w.place(ctx, a)), date(ctx, a.Valid.From), date(ctx, a.Valid.To),
			web.Stack{web.Text(i18n.T(ctx, "access.source."+a.Source)), web.Why{ID: "role-" + a.ID.String(), About: w.title(a.Role), Answer: w.answer(ctx, a)}},
		}})
	}
	return table
}

func date(ctx context.Context, d calendar.Date) templ.Component {
	if d.IsZero() {
		return web.When{}
	}
	return web.When{Time: d.In(i18n.From(ctx).Zone)}
}

// openedBy is what today's roles open elsewhere, and at which level
// (requirement C10).
func (w words) openedBy(ctx context.Context, all []access.Assignment, today calendar.Date) web.Table {
	table := web.Table{Caption: i18n.T(ctx, "access.opens"), Shown: true, Columns: []web.Column{
		{Label: i18n.T(ctx, "access.resource")}, {Label: i18n.T(ctx, "access.level")}, {Label: i18n.T(ctx, "access.by-role")},
	}}
	type opening struct{ resource, level string }
	by := map[opening][]string{}
	var order []opening
	for _, a := range all {
		if !a.Valid.Contains(today) {
			continue
		}
		for _, opened := range w.roles[a.Role].Resources {
			o := opening{w.resources[opened.Resource], opened.Level}
			if by[o] == nil {
				order = append(order, o)
			}
			if title := w.title(a.Role); !slices.Contains(by[o], title) {
				by[o] = append(by[o], title)
			}
		}
	}
	slices.SortFunc(order, func(a, b opening) int { return slices.Compare(party.SortKey(a.resource), party.SortKey(b.resource)) })
	for _, o := range order {
		table.Rows = append(table.Rows, web.Row{Cells: []templ.Component{
			web.Text(o.resource), web.Text(o.level), web.Text(strings.Join(by[o], ", ")),
		}})
	}
	return table
}

// answer is the five lines about one role of one person.
func (w words) answer(ctx context.Context, a access.Assignment) why.Answer {
	from := i18n.Date(ctx, a.Valid.From.In(i18n.From(ctx).Zone))
	return why.Answer{
		Decided: i18n.T(ctx, "access.why.decided", "role", w.title(a.Role), "place", w.place(ctx, a), "from", from),
		Rule:    i18n.T(ctx, "access.why.rule-"+a.Source),
		By:      a.By, At: a.Given.Time(),
		Source: i18n.T(ctx, "access.source."+a.Source), AsOf: a.Given.Time(),
		Remedy: i18n.T(ctx, "access.why.remedy-"+a.Source),
	}
}

// explain is the same on a page of its own, /why/role/{assignment}.
func (p pages) explain(ctx context.Context, id string) (why.Answer, error) {
	var assignment access.AssignmentID
	if err := assignment.UnmarshalText([]byte(id)); err != nil || assignment.IsZero() {
		return why.Answer{}, errs.NotFound("access.assignment-not-found")
	}
	a, err := p.access.Assignment(ctx, assignment)
	if err != nil {
		return why.Answer{}, err
	}
	w, err := p.words(ctx)
	return w.answer(ctx, a), err
}
