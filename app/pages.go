package app

import (
	"context"
	"strings"

	"saksgang/access"
	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/municipality"
	"saksgang/process"
	"saksgang/process/processapp"
	"saksgang/record"
	"saksgang/record/recordapp"
	"saksgang/recruit/recruitapp"
	"saksgang/staff"
	"saksgang/staff/staffapp"
	"saksgang/web"
)

// pagePeople is processapp's People: names and roles from access.
type pagePeople struct{ *access.Service }

// RoleTitles are what roles are called.
func (p pagePeople) RoleTitles(ctx context.Context) (map[string]string, error) {
	roles, err := p.Roles(ctx)
	out := make(map[string]string, len(roles))
	for _, r := range roles {
		out[r.Key] = r.Title
	}
	return out, err
}

// Receivers lists who holds the role in a place.
func (p pagePeople) Receivers(ctx context.Context, role, agency, unit string) ([]web.Option, error) {
	users, err := p.Holders(ctx, role, agency, unit)
	return options(users), err
}

func options(users []access.User) []web.Option {
	out := make([]web.Option, len(users))
	for i, u := range users {
		out[i] = web.Option{Value: u.ID.String(), Label: u.Shown()}
	}
	return out
}

// pageFolder is what process pages show of the folder in force: its forms,
// checklists, document types and places, and the choices that forms offer.
type pageFolder struct{ h *house }

// Form is the JSON Schema of a form.
func (f pageFolder) Form(_ context.Context, key string) ([]byte, error) {
	for _, form := range municipalForms(f.h.loaded.Load()) {
		if form.Key == key {
			return form.Schema, nil
		}
	}
	return nil, errs.NotFound("process.no-such-form", "form", key)
}

// Checklist is the text that a process was drawn from.
func (f pageFolder) Checklist(_ context.Context, key string) ([]byte, bool, error) {
	for _, c := range municipality.Values[process.FolderText](f.h.loaded.Load(), processapp.ChecklistsSection) {
		if c.Name == key {
			return c.Text, true, nil
		}
	}
	return nil, false, nil
}

// DocumentTitles are what document types are called.
func (f pageFolder) DocumentTitles(context.Context) (map[string]string, error) {
	out := map[string]string{}
	for _, p := range municipality.Values[record.FolderPlan](f.h.loaded.Load(), recordapp.PlanSection) {
		for _, t := range p.Types {
			out[t.Key] = t.Title
		}
	}
	return out, nil
}

// Places lists units in the order of the folder.
func (f pageFolder) Places(context.Context) ([]processapp.Place, error) {
	var out []processapp.Place
	for _, units := range municipality.Values[staff.FolderUnits](f.h.loaded.Load(), staffapp.UnitsSection) {
		for _, u := range units.Units {
			out = append(out, processapp.Place{Agency: u.Agency, Unit: u.Key, Name: u.Name})
		}
	}
	return out, nil
}

// Options offers the alternatives of a field.
func (f pageFolder) Options(ctx context.Context, source string, c process.Case) ([]web.Option, error) {
	switch source {
	case "people":
		return f.near(ctx, c)
	case "applicants":
		return recruitapp.Applicants(f.h.recruit)(ctx, c.ID)
	case "positions":
		return f.positions(ctx, c)
	case "units":
		places, err := f.Places(ctx)
		out := make([]web.Option, len(places))
		for i, p := range places {
			out[i] = web.Option{Value: p.Unit, Label: p.Name}
		}
		return out, err
	}
	return nil, nil
}

// near are the people whom a case of the unit most likely concerns: those who
// work there, their leaders, the union's representatives and HR.
func (f pageFolder) near(ctx context.Context, c process.Case) ([]web.Option, error) {
	settings := f.h.settings().Roles
	roles := []string{settings.Union, settings.HR}
	everybody, err := f.h.access.Roles(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range everybody {
		switch r.Given {
		case access.GivenEmployee, access.GivenUnitLeader, access.GivenAgencyLeader:
			roles = append(roles, r.Key)
		}
	}
	seen := map[ids.UserID]bool{}
	var users []access.User
	for _, role := range roles {
		holders, err := f.h.access.Holders(ctx, role, c.Agency, c.Unit)
		if err != nil {
			return nil, err
		}
		for _, u := range holders {
			if !seen[u.ID] {
				seen[u.ID] = true
				users = append(users, u)
			}
		}
	}
	return options(users), nil
}

// positions are those of the case's unit, the vacant ones first; many have the
// same title, so each says its share and who holds it.
func (f pageFolder) positions(ctx context.Context, c process.Case) ([]web.Option, error) {
	page, err := f.h.staff.Unit(authz.With(ctx, setUp), c.Unit)
	if err != nil {
		return nil, err
	}
	var vacant, held []web.Option
	for _, p := range page.Positions {
		share := i18n.From(ctx).Percent(p.Percent / 100)
		if len(p.Holders) == 0 {
			vacant = append(vacant, web.Option{Value: p.Key, Label: i18n.T(ctx, "app.position.vacant", "title", p.Title, "share", share)})
			continue
		}
		var names []string
		for _, h := range p.Holders {
			names = append(names, h.Name)
		}
		held = append(held, web.Option{Value: p.Key, Label: i18n.T(ctx, "app.position.held", "title", p.Title, "share", share, "names", strings.Join(names, ", "))})
	}
	return append(vacant, held...), nil
}
