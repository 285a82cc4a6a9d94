package access

import (
	"context"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/staff"
)

// Actor returns the user with the grants and roles of today. NotFound says
// that there is no such user, or that no role is in force: then nobody enters.
func (s *Service) Actor(ctx context.Context, user ids.UserID) (authz.Actor, error) {
	var actor authz.Actor
	err := s.DB.View(ctx, func(ctx context.Context) error {
		u, err := s.user(ctx, "id = $1", user)
		if err != nil {
			return err
		}
		h, err := s.held(ctx, user)
		if err != nil {
			return err
		}
		if len(h.parts) == 0 {
			return errs.NotFound("access.no-role-in-force")
		}
		actor = authz.Actor{User: user, Name: u.Shown(), Grants: h.grants(), Roles: h.holdings()}
		return nil
	})
	return actor, err
}

// BySubject finds the user whom the log-in provider calls subject.
func (s *Service) BySubject(ctx context.Context, issuer, subject string) (ids.UserID, error) {
	id, found, err := sqldb.Maybe[ids.UserID](ctx, s.DB, "SELECT user_id FROM access_login WHERE issuer = $1 AND subject = $2", issuer, subject)
	if err == nil && !found {
		err = errs.NotFound("access.user-not-found")
	}
	return id, err
}

// part is a role that somebody has: by an assignment, or in a case.
type part struct {
	role   Role
	agency string // of the place: also when only the unit is named
	unit   string
	whole  bool // the agency itself is the place
	inCase ids.CaseID
	from   Assignment
}

// held is everything that decides what one user may do.
type held struct {
	parts   []part
	tree    staff.Tree
	leaders staff.LeadersNow
}

func (s *Service) held(ctx context.Context, user ids.UserID) (held, error) {
	var h held
	roles, err := s.roles(ctx)
	if err != nil {
		return h, err
	}
	if h.tree, err = s.staff.Units(ctx); err != nil {
		return h, err
	}
	if h.leaders, err = s.staff.Leaders(ctx); err != nil {
		return h, err
	}
	assigned, err := s.inForce(ctx, user)
	if err != nil {
		return h, err
	}
	for _, a := range assigned {
		if role, found := roles[a.Role]; found {
			h.parts = append(h.parts, h.part(role, a.Agency, a.Unit, ids.CaseID{}, a))
		}
	}
	inCases, err := s.caseHoldings(ctx, user)
	for _, c := range inCases {
		if role, found := roles[c.Role]; found {
			h.parts = append(h.parts, h.part(role, c.Agency, c.Unit, c.Case, Assignment{}))
		}
	}
	return h, err
}

func (h *held) part(role Role, agency, unit string, inCase ids.CaseID, from Assignment) part {
	p := part{role: role, agency: agency, unit: unit, whole: agency != "" && unit == "", inCase: inCase, from: from}
	if u, found := h.tree.Unit(unit); found {
		p.agency = u.Agency
	}
	return p
}

// grants are what the parts open, spelled out unit by unit, since a scope knows
// no tree.
func (h *held) grants() []authz.Grant {
	var out []authz.Grant
	seen := map[authz.Grant]bool{}
	for _, p := range h.parts {
		for _, right := range p.role.Rights {
			for _, g := range h.reach(p, right) {
				if !seen[g] {
					seen[g] = true
					out = append(out, g)
				}
			}
		}
	}
	return out
}

// reach is how far one right of a part goes. A reach that the place cannot
// fill (a unit for somebody who has the role nowhere) opens nothing.
func (h *held) reach(p part, right FolderRight) []authz.Grant {
	g := authz.Grant{Right: authz.Right(right.Right), Because: p.role.Key}
	switch right.Reach {
	case "own":
		g.Reach = authz.Own
	case "everywhere":
		g.Reach = authz.Everywhere
	case "agency":
		if g.Reach, g.Agency = authz.InAgency, p.agency; g.Agency == "" {
			return nil
		}
	case "case":
		return h.reachCases(p, g)
	case "unit":
		return h.reachUnits(p, g)
	default:
		return nil
	}
	return []authz.Grant{g}
}

// reachCases is the case the part is in; an assigned role reaches the cases in
// which its holder has the same role.
func (h *held) reachCases(p part, g authz.Grant) []authz.Grant {
	var out []authz.Grant
	g.Reach = authz.InCase
	if !p.inCase.IsZero() {
		g.Case = p.inCase
		return []authz.Grant{g}
	}
	for _, other := range h.parts {
		if other.role.Key == p.role.Key && !other.inCase.IsZero() {
			g.Case = other.inCase
			out = append(out, g)
		}
	}
	return out
}

// reachUnits is the unit and all below it; in an agency, all its units.
func (h *held) reachUnits(p part, g authz.Grant) []authz.Grant {
	if p.whole {
		g.Reach, g.Agency = authz.InAgency, p.agency
		return []authz.Grant{g}
	}
	var out []authz.Grant
	g.Reach = authz.InUnit
	for _, unit := range h.tree.Below(p.unit) {
		g.Unit = unit
		out = append(out, g)
	}
	return out
}

// holdings say what work may be taken. A leader takes the work of the units
// below that have no leader of their own; others take that of all below.
func (h *held) holdings() []authz.Holding {
	var out []authz.Holding
	for _, p := range h.parts {
		switch {
		case !p.inCase.IsZero():
			out = append(out, authz.Holding{Role: p.role.Key, Case: p.inCase})
		case p.unit == "":
			out = append(out, authz.Holding{Role: p.role.Key, Agency: p.agency})
		default:
			for _, unit := range h.worksIn(p) {
				out = append(out, authz.Holding{Role: p.role.Key, Unit: unit})
			}
		}
	}
	return out
}

func (h *held) worksIn(p part) []string {
	switch p.role.Given {
	case GivenEmployee:
		return []string{p.unit}
	case GivenUnitLeader:
		return h.tree.BelowUntil(p.unit, func(unit string) bool { _, led := h.leaders.Unit[unit]; return led })
	}
	return h.tree.Below(p.unit)
}
