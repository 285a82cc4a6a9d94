package process

import (
	"context"
	"slices"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
)

// inCase marks a role that is held by taking part in one case. Work that waits
// for a case's participants waits for the marked role, which nobody holds
// outside the case.
const inCase = "@case"

// AddParticipant lets a user take part in a case in a role, as long as it is
// open; it needs process.administer over the case. Taking part already is no
// error. Open tasks of the role that nobody has taken now wait for the
// participants.
func (s *Service) AddParticipant(ctx context.Context, c ids.CaseID, role string, user ids.UserID) error {
	return s.participants(ctx, "process.add-participant", "participant-added", c, role, user, func(ctx context.Context) (bool, error) {
		_, already, err := sqldb.Maybe[int64](ctx, s.DB, "SELECT from_at FROM process_participant WHERE case_id = $1 AND role = $2 AND person = $3 AND until_at = 0", c, role, user)
		if err != nil || already {
			return false, err
		}
		return true, s.insertParticipant(ctx, c, role, user)
	})
}

// RemoveParticipant ends a user's part in a case; not taking part is no error.
// Tasks of the role that the user had go back to the others.
func (s *Service) RemoveParticipant(ctx context.Context, c ids.CaseID, role string, user ids.UserID) error {
	return s.participants(ctx, "process.remove-participant", "participant-removed", c, role, user, func(ctx context.Context) (bool, error) {
		n, err := sqldb.Exec(ctx, s.DB, "UPDATE process_participant SET until_at = $1 WHERE case_id = $2 AND role = $3 AND person = $4 AND until_at = 0", s.now(), c, role, user)
		partsChanged(ctx)
		return n > 0, err
	})
}

func (s *Service) participants(ctx context.Context, name string, kind ledger.Kind, id ids.CaseID, role string, user ids.UserID, change func(ctx context.Context) (bool, error)) error {
	gone := user
	if kind == "participant-added" {
		gone = ids.UserID{}
	}
	return s.do(ctx, name, func(ctx context.Context) error {
		c, err := s.caseFor(ctx, id, RightAdminister)
		if err != nil {
			return err
		}
		if c.ClosedAt != 0 {
			return errs.Conflict("process.case-closed")
		}
		if role == "" || user.IsZero() {
			return errs.Invalid("process.participant-incomplete")
		}
		changed, err := change(ctx)
		if err != nil || !changed {
			return err
		}
		payload := map[string]any{"role": role, "user": user}
		if err := s.append(ctx, c, ledger.Subject{Kind: "case", ID: id.String()}, kind, payload); err != nil {
			return err
		}
		return s.resolveAgain(ctx, c, role, gone)
	})
}

// insertParticipant begins now, or just after an earlier part has ended now.
func (s *Service) insertParticipant(ctx context.Context, c ids.CaseID, role string, user ids.UserID) error {
	_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO process_participant (case_id, role, person, from_at, until_at)
VALUES ($1, $2, $3, (SELECT COALESCE(max(CASE WHEN until_at >= $4 THEN until_at + 1 END), $4) FROM process_participant
  WHERE case_id = $1 AND role = $2 AND person = $3), 0)`, c, role, user, s.now())
	partsChanged(ctx)
	return err
}

// parts notes whether somebody's part in a case began or ended meanwhile, also
// deep within what an action does in turn.
type parts struct {
	changed bool
	around  *parts
}

type partsKey struct{}

func watchParts(ctx context.Context) (context.Context, *parts) {
	around, _ := ctx.Value(partsKey{}).(*parts)
	p := &parts{around: around}
	return context.WithValue(ctx, partsKey{}, p), p
}

func partsChanged(ctx context.Context) {
	p, _ := ctx.Value(partsKey{}).(*parts)
	for ; p != nil; p = p.around {
		p.changed = true
	}
}

// Participants lists who takes part in a case, and who did. The actor must see
// the case.
func (s *Service) Participants(ctx context.Context, c ids.CaseID) ([]Participant, error) {
	if _, err := s.CaseOf(ctx, c); err != nil {
		return nil, err
	}
	return sqldb.All[Participant](ctx, s.DB, "SELECT role, person, from_at, until_at FROM process_participant WHERE case_id = $1 ORDER BY role, from_at, person", c)
}

type part struct {
	Case ids.CaseID
	Role string
}

func (s *Service) partsOf(ctx context.Context, user ids.UserID) ([]part, error) {
	return sqldb.All[part](ctx, s.DB, "SELECT case_id, role FROM process_participant WHERE person = $1 AND until_at = 0 ORDER BY case_id, role", user)
}

// HoldingsOf lists the roles that a user holds by taking part in open cases:
// each as itself and marked, within the case. Whoever logs a user in adds them
// to the actor's roles.
func (s *Service) HoldingsOf(ctx context.Context, user ids.UserID) ([]authz.Holding, error) {
	parts, err := s.partsOf(ctx, user)
	var held []authz.Holding
	for _, p := range parts {
		held = append(held, authz.Holding{Role: p.Role, Case: p.Case}, authz.Holding{Role: p.Role + inCase, Case: p.Case})
	}
	return held, err
}

// GrantsOf lists the grants that come with taking part, whatever the role.
func (s *Service) GrantsOf(ctx context.Context, user ids.UserID) ([]authz.Grant, error) {
	parts, err := s.partsOf(ctx, user)
	var grants []authz.Grant
	for i, p := range parts {
		if i == 0 || parts[i-1].Case != p.Case {
			grants = append(grants, authz.Grant{Right: RightSeeCase, Reach: authz.InCase, Case: p.Case, Because: p.Role})
		}
	}
	return grants, err
}

// resolve says for whom a task of the roles waits: for the participants in
// those of the roles that have any, else for the holders of all of them.
func (r *run) resolve(ctx context.Context, roles []string) ([]string, error) {
	if !r.asked {
		var err error
		r.roles, err = sqldb.All[string](ctx, r.s.DB, "SELECT DISTINCT role FROM process_participant WHERE case_id = $1 AND until_at = 0", r.c.ID)
		if err != nil {
			return nil, err
		}
		r.asked = true
	}
	var marked []string
	for _, role := range roles {
		if slices.Contains(r.roles, role) {
			marked = append(marked, role+inCase)
		}
	}
	if len(marked) > 0 {
		return marked, nil
	}
	return roles, nil
}

// resolveAgain makes an open task that concerns the role wait for those who it
// waits for now.
func (h heldTask) resolveAgain(ctx context.Context, role string, gone ids.UserID) error {
	if !slices.Contains(h.node().Roles, role) {
		return nil
	}
	if h.t.Person == gone {
		h.t.Person = ids.UserID{}
	}
	return h.resolveNow(ctx)
}

func (h heldTask) resolveNow(ctx context.Context) error {
	now, err := h.resolve(ctx, h.node().Roles)
	if err != nil {
		return err
	}
	if err := h.closeWorkFrom(ctx, 0); err != nil {
		return err
	}
	h.t.Role = strings.Join(now, " ")
	_, err = sqldb.Exec(ctx, h.s.DB, "UPDATE process_task SET role = $1, person = $2 WHERE id = $3 AND closed_at = 0", h.t.Role, h.t.Person, h.t.ID)
	if err != nil {
		return err
	}
	return h.putWork(ctx)
}
