package access

import (
	"context"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/period"
)

// Grant is a decision to give a user a role.
type Grant struct {
	User   ids.UserID
	Role   string
	Agency string // with neither: the whole municipality
	Unit   string
	Valid  period.Dates // zero From is today
	Case   ids.CaseID
	Reason string
}

// Assign gives a user a role that is given by decision. Nobody gives a role to
// oneself (requirement D11). The same again gives the assignment that is there.
// The actor needs RightAssign over the place or the case.
func (s *Service) Assign(ctx context.Context, g Grant) (Assignment, error) {
	actor := authz.ActorFrom(ctx)
	if g.Valid.From.IsZero() {
		g.Valid.From = s.Today()
	}
	if err := g.check(actor); err != nil {
		return Assignment{}, err
	}
	a := Assignment{
		ID: ids.New[assignmentKind](), Source: SourceGranted, User: g.User, Role: g.Role, Agency: g.Agency, Unit: g.Unit,
		Valid: g.Valid, Case: g.Case, Reason: strings.TrimSpace(g.Reason), By: actor.Name, Given: clock.At(s.Clock.Now()),
	}
	err := s.DB.Transact(ctx, func(ctx context.Context) error {
		place, err := s.placeOf(ctx, g)
		if err != nil {
			return err
		}
		if err := authz.Require(ctx, RightAssign, place); err != nil {
			return err
		}
		if err := s.mayBeGiven(ctx, g); err != nil {
			return err
		}
		key := strings.Join([]string{g.User.String(), g.Role, g.Agency, g.Unit, g.Case.String(), g.Valid.From.String()}, "/")
		present, err := s.assignments(ctx, "source = $1 AND source_key = $2", SourceGranted, key)
		if err != nil {
			return err
		}
		if len(present) > 0 && present[0].Valid == g.Valid {
			a = present[0]
			return nil
		}
		if len(present) > 0 {
			a.ID = present[0].ID
		}
		if err := s.putAssignment(ctx, a, key, actor.User); err != nil {
			return err
		}
		return s.record(ctx, g.User, a, "role-given", a.Valid.From, map[string]any{
			"role": g.Role, "agency": g.Agency, "unit": g.Unit, "from": g.Valid.From, "to": g.Valid.To, "reason": a.Reason,
		})
	})
	return a, err
}

// check is what is wrong with a grant by itself.
func (g Grant) check(actor authz.Actor) error {
	switch {
	case g.User == actor.User:
		return errs.Denied("access.to-oneself", "role", g.Role)
	case strings.TrimSpace(g.Reason) == "":
		return errs.Invalid("access.reason-missing")
	case g.Valid.IsEmpty():
		return errs.Invalid("access.ends-before-it-begins", "person", "", "role", g.Role)
	}
	return nil
}

func (s *Service) placeOf(ctx context.Context, g Grant) (authz.Object, error) {
	place := authz.Object{Agency: g.Agency, Unit: g.Unit, Case: g.Case}
	if g.Unit == "" {
		return place, nil
	}
	tree, err := s.staff.Units(ctx)
	if err != nil {
		return place, err
	}
	u, found := tree.Unit(g.Unit)
	if !found {
		return place, errs.Invalid("access.unknown-unit", "unit", g.Unit)
	}
	place.Agency = u.Agency
	return place, nil
}

func (s *Service) mayBeGiven(ctx context.Context, g Grant) error {
	if _, err := s.User(ctx, g.User); err != nil {
		return err
	}
	roles, err := s.roles(ctx)
	if err != nil {
		return err
	}
	role, found := roles[g.Role]
	if !found {
		return errs.Invalid("access.unknown-role", "role", g.Role)
	}
	if role.Given != GivenAssigned {
		return errs.Invalid("access.follows-from-fact", "role", g.Role, "given", role.Given)
	}
	return nil
}

// Revoke ends a role that was given by decision; to is the first day without
// it. What follows from a fact ends with the fact.
func (s *Service) Revoke(ctx context.Context, id AssignmentID, to calendar.Date, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return errs.Invalid("access.reason-missing")
	}
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		found, err := s.assignments(ctx, "id = $1", id)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return errs.NotFound("access.assignment-not-found")
		}
		a := found[0]
		place, err := s.placeOf(ctx, Grant{Agency: a.Agency, Unit: a.Unit, Case: a.Case})
		if err != nil {
			return err
		}
		if err := authz.Require(ctx, RightAssign, place); err != nil {
			return err
		}
		if a.Source != SourceGranted {
			return errs.Invalid("access.follows-from-fact", "role", a.Role, "given", a.Source)
		}
		end := max(to, a.Valid.From)
		if err := s.endAssignment(ctx, "id = $3", end, id); err != nil {
			return err
		}
		return s.record(ctx, a.User, a, "role-taken", end, map[string]any{"role": a.Role, "to": end, "reason": reason})
	})
}
