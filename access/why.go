package access

import (
	"context"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/ids"
)

// Why lists every path by which the user has the right today; none when the
// user does not have it. A user may ask about oneself; others need RightRead
// where the user works.
func (s *Service) Why(ctx context.Context, user ids.UserID, right authz.Right) ([]Path, error) {
	var out []Path
	err := s.DB.View(ctx, func(ctx context.Context) error {
		if err := s.mayAsk(ctx, user); err != nil {
			return err
		}
		h, err := s.held(ctx, user)
		if err != nil {
			return err
		}
		for _, p := range h.parts {
			for _, opened := range p.role.Rights {
				if authz.Right(opened.Right) == right {
					out = append(out, h.paths(p, opened)...)
				}
			}
		}
		return nil
	})
	return out, err
}

// paths are one for each case, and one for a place with what is below it.
func (h *held) paths(p part, opened FolderRight) []Path {
	grants := h.reach(p, opened)
	if len(grants) > 1 && grants[0].Reach == authz.InUnit {
		grants = grants[:1]
	}
	out := make([]Path, len(grants))
	for i, g := range grants {
		out[i] = Path{
			Role: p.role.Key, RoleTitle: p.role.Title, Reach: g.Reach,
			Agency: g.Agency, Unit: g.Unit, Case: g.Case, Assignment: p.from,
		}
	}
	return out
}

// mayAsk says NotFound unless the actor is the user, or may read about access
// in one of the places where the user has a role.
func (s *Service) mayAsk(ctx context.Context, user ids.UserID) error {
	actor := authz.ActorFrom(ctx)
	if !user.IsZero() && actor.User == user {
		return nil
	}
	scope := actor.Scope(RightRead)
	if scope.IsEmpty() {
		return errs.NotFound("access.user-not-found")
	}
	tree, err := s.staff.Units(ctx)
	if err != nil {
		return err
	}
	all, err := s.assignments(ctx, "user_id = $1", user)
	if err != nil {
		return err
	}
	for _, a := range all {
		at := authz.Object{Agency: a.Agency, Unit: a.Unit}
		if u, found := tree.Unit(a.Unit); found {
			at.Agency = u.Agency
		}
		if scope.Allows(at) {
			return nil
		}
	}
	return errs.NotFound("access.user-not-found")
}
