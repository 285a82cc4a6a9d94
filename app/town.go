package app

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"saksgang/access"
	"saksgang/access/accessapp"
	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/exchange/exchangeapp"
	"saksgang/municipality"
	"saksgang/municipality/sections"
	"saksgang/process"
	"saksgang/process/processapp"
	"saksgang/record/recordapp"
	"saksgang/recruit/recruitapp"
	"saksgang/staff"
	"saksgang/staff/staffapp"
)

// newRegistry gathers the sections of every module: what a municipality's
// folder may hold.
func newRegistry() *municipality.Registry {
	r := municipality.NewRegistry()
	sections.Register(r)
	staffapp.RegisterSections(r)
	accessapp.RegisterSections(r)
	accessapp.KnowRights(r)
	recordapp.RegisterSections(r)
	processapp.RegisterSections(r, offered())
	exchangeapp.RegisterSections(r)
	recruitapp.RegisterSections(r)
	return r
}

// offered are the actions of every module, to check drawings against; none of
// them can run.
func offered() *process.Registry {
	r := process.NewRegistry()
	for _, a := range slices.Concat(recruitapp.Actions(nil, nil, nil, nil), recordapp.Actions(nil)) {
		r.Add(a)
	}
	return r
}

// setUp is who applies an approved folder: it may do what that takes, and
// nothing else.
var setUp = authz.Actor{
	User: ids.Derive[ids.User]("saksgang", "set-up"), Name: "Saksgang",
	Grants: everywhere(process.RightDeploy, access.RightAssign, municipality.RightRead, "staff.edit", "staff.read", "party.read", "party.edit"),
}

func everywhere(rights ...authz.Right) []authz.Grant {
	out := make([]authz.Grant, len(rights))
	for i, r := range rights {
		out[i] = authz.Grant{Right: r, Reach: authz.Everywhere, Because: "set-up"}
	}
	return out
}

// first puts a checked folder in force in an empty database: it is drafted,
// checked, approved and activated by set-up, as the first version may be. All
// of it happens or nothing.
func (h *house) first(ctx context.Context, folder fs.FS) error {
	setter := setUp
	setter.Grants = append(everywhere(municipality.Rights()...), setter.Grants...)
	return h.DB.Transact(authz.With(ctx, setter), func(ctx context.Context) error {
		v, err := h.municipality.Draft(ctx, folder, "")
		if err != nil {
			return err
		}
		if v.Number != 1 {
			return errs.Conflict("municipality.none-in-force", "day", h.today().String())
		}
		if _, faults, err := h.municipality.Check(ctx, v.ID); err != nil {
			if len(faults) > 0 {
				err = fmt.Errorf("%w (%s:%d)", err, faults[0].File, faults[0].Line)
			}
			return err
		}
		if _, err := h.municipality.Approve(ctx, v.ID); err != nil {
			return err
		}
		_, err = h.municipality.Activate(ctx, v.ID, h.today())
		return err
	})
}

// today is the day it is in the municipality.
func (h *house) today() calendar.Date { return calendar.DateOf(h.Clock.Now().In(h.zone)) }

// apply makes the program follow the folder that is in force: people, units and
// roles, drawings, forms, plan, connections. It compares with what is there, so
// applying twice changes nothing.
func (h *house) apply(ctx context.Context, loaded *municipality.Loaded) error {
	ctx = authz.With(ctx, setUp)
	h.loaded.Store(loaded)
	if _, err := h.staff.Sync(ctx, staffapp.Load(loaded)); err != nil {
		return err
	}
	if _, err := h.access.Sync(ctx, accessapp.Load(loaded)); err != nil {
		return err
	}
	if err := h.forms.Replace(municipalForms(loaded)); err != nil {
		return err
	}
	if err := h.deploy(ctx, loaded); err != nil {
		return err
	}
	h.applied = loaded.Digest
	return nil
}

func municipalForms(loaded *municipality.Loaded) []process.FolderForm {
	var out []process.FolderForm
	for _, f := range municipality.Values[process.FolderForm](loaded, processapp.FormsSection) {
		out = append(out, *f)
	}
	return out
}

func (h *house) deploy(ctx context.Context, loaded *municipality.Loaded) error {
	drawings := map[string]string{}
	for _, d := range municipality.Values[process.FolderText](loaded, processapp.DrawingsSection) {
		drawings[d.Name] = string(d.Text)
	}
	for _, p := range municipality.Values[process.FolderProcess](loaded, processapp.ProcessesSection) {
		drawing, found := drawings[strings.TrimSuffix(p.File, ".bpmn")]
		if !found {
			return errs.NotFound("app.no-drawing", "process", p.Key)
		}
		if _, err := h.process.Deploy(ctx, p.Key, drawing, metaOf(*p)); err != nil {
			return err
		}
	}
	return nil
}

func metaOf(p process.FolderProcess) process.Meta {
	m := process.Meta{
		Title: p.Title, Purpose: p.Purpose, Area: p.Area, Owner: p.Owner, Starters: p.Starters, Rights: p.Rights, Lanes: map[string][]string{},
		AtHand: p.AtHand, UsualTime: p.Usual.String(), ReviseBy: p.ReviseBy.String(),
	}
	for _, lane := range p.Lanes {
		m.Lanes[lane.Name] = lane.Roles
	}
	return m
}

// inForce builds the house for the folder that is in force, and makes the
// database follow it.
func inForce(ctx context.Context, deps base.Deps, folder Folder, bundle *i18n.Bundle) (*house, error) {
	_, loaded, err := inForceToday(ctx, newVersions(deps), deps.Clock.Now())
	if err != nil {
		return nil, err
	}
	h, err := build(deps, folder, bundle, loaded)
	if err != nil {
		return nil, err
	}
	return h, h.apply(ctx, loaded)
}

// inForceToday finds what is in force on the day it is in the municipality,
// whose zone only its own folder tells: the day may have begun there.
func inForceToday(ctx context.Context, versions *municipality.Service, now time.Time) (municipality.Version, *municipality.Loaded, error) {
	latest, loaded, err := versions.InForce(ctx, calendar.DateOf(now.UTC()).AddDays(1))
	if err != nil {
		return latest, loaded, err
	}
	return versions.InForce(ctx, calendar.DateOf(now.In(sections.ZoneOf(loaded))))
}

// settle puts a folder in force in an empty database and builds the house for it.
func settle(ctx context.Context, deps base.Deps, folder Folder, bundle *i18n.Bundle, files fs.FS) (*house, error) {
	loaded, faults, err := newRegistry().Check(files)
	if err != nil {
		return nil, err
	}
	if len(faults) > 0 {
		return nil, errs.Invalid("app.folder-faulty", "faults", len(faults), "first", faults[0].Position.String())
	}
	h, err := build(deps, folder, bundle, loaded)
	if err != nil {
		return nil, err
	}
	if err := h.first(ctx, files); err != nil {
		return nil, err
	}
	return h, h.apply(ctx, loaded)
}

// town is recruitapp's Town: positions and people by the keys that forms hold.
type town struct{ h *house }

// Position is a position with what its unit requires of a new employee.
func (t town) Position(ctx context.Context, key string) (recruitapp.Position, error) {
	p, err := t.h.staff.Position(authz.With(ctx, setUp), key)
	if err != nil {
		return recruitapp.Position{}, err
	}
	out := recruitapp.Position{Key: p.Key, Title: p.Title, Unit: p.Unit, Code: p.Occupation}
	for _, units := range municipality.Values[staff.FolderUnits](t.h.loaded.Load(), staffapp.UnitsSection) {
		for _, u := range units.Units {
			if u.Key != p.Unit {
				continue
			}
			out.Agency = u.Agency
			for _, r := range u.Requires {
				out.Police = out.Police || r.What == "police-certificate"
				out.Health = out.Health || r.What == "infection-declaration"
			}
		}
	}
	return out, nil
}

// PersonName is the name of a user.
func (t town) PersonName(ctx context.Context, user ids.UserID) (string, error) {
	u, err := t.h.access.User(ctx, user)
	return u.Name, err
}

// placing says where a vacancy from another system belongs: the unit that it
// names as its place, answered for by the unit's leader.
func (h *house) placing(ctx context.Context, o recruitapp.Opening) (agency, unit string, owner ids.UserID, err error) {
	ctx = authz.With(ctx, setUp)
	for _, units := range municipality.Values[staff.FolderUnits](h.loaded.Load(), staffapp.UnitsSection) {
		for _, u := range units.Units {
			if !strings.EqualFold(u.Name, strings.TrimSpace(o.Place)) {
				continue
			}
			leader, err := h.staff.LeaderOf(ctx, u.Key)
			if err != nil {
				return "", "", owner, err
			}
			user, err := h.access.UserOf(ctx, leader.Party)
			return u.Agency, u.Key, user.ID, err
		}
	}
	return "", "", owner, errs.NotFound("app.place-unknown", "place", o.Place)
}
