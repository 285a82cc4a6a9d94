package access

import (
	"context"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/party"
	"saksgang/staff"
	"saksgang/staff/level"
)

// Effect is what TakeEffect found to do; all zero when it was done already.
type Effect struct {
	Users    int           // made
	Roles    level.Changes // given and ended by what follows from staff
	Began    int           // recorded as having come into effect
	Finished int           // recorded as having gone out of effect
}

// manyEvents is how many events one run writes one by one; above it, as when a
// folder is loaded, one event stands for all.
const manyEvents = 50

// TakeEffect brings users and roles to what follows from staff today, and
// records which roles have come into or gone out of effect since it last ran.
// It may run at any time and any number of times: once each night, at start,
// and after whatever changes who works where.
func (s *Service) TakeEffect(ctx context.Context) (Effect, error) {
	var done Effect
	ctx = authz.With(ctx, folderActor(authz.ActorFrom(ctx).User))
	err := s.DB.Transact(ctx, func(ctx context.Context) (err error) {
		done, err = s.takeEffect(ctx)
		return err
	})
	return done, err
}

// folderActor is who acts when roles follow from facts. It holds no rights.
func folderActor(activatedBy ids.UserID) authz.Actor {
	return authz.Actor{User: ids.Derive[ids.User]("municipality", "access/"), Name: "access/roles.yaml", OnBehalfOf: activatedBy}
}

func (s *Service) takeEffect(ctx context.Context) (Effect, error) {
	var done Effect
	run, employed, agencies, err := s.beginSettling(ctx, &done)
	if err != nil {
		return done, err
	}
	if done.Roles, err = run.settleFacts(run.factsOfStaff(employed, agencies), ids.UserID{}); err != nil {
		return done, err
	}
	return done, s.announce(ctx, &done)
}

// beginSettling loads what facts are made of and gives everybody a user.
func (s *Service) beginSettling(ctx context.Context, done *Effect) (*settling, []staff.Employment, []staff.Agency, error) {
	run := &settling{Service: s, ctx: ctx}
	var err error
	if run.roles, err = s.roles(ctx); err != nil {
		return nil, nil, nil, err
	}
	employed, err := s.staff.Employed(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	members, err := s.staff.PeopleOfFolder(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	agencies, err := s.staff.Agencies(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	people := titles(employed, members)
	for _, a := range agencies {
		if _, found := people[a.Leader]; !found && !a.Leader.IsZero() {
			people[a.Leader] = ""
		}
	}
	for _, m := range members {
		if _, found := people[m.Party]; !found {
			people[m.Party] = m.Title
		}
	}
	done.Users, err = run.ensureUsers(people)
	return run, employed, agencies, err
}

// announcement is an assignment whose coming or going is not recorded yet.
type announcement struct {
	ID   AssignmentID
	User ids.UserID
	Role string
	Unit string
	On   calendar.Date
	Case ids.CaseID
}

// announce records what has come into and gone out of effect.
func (s *Service) announce(ctx context.Context, done *Effect) error {
	began, err := s.unannounced(ctx, "began", "valid_from <= $1 AND (valid_to IS NULL OR valid_to > valid_from)", "valid_from")
	if err != nil {
		return err
	}
	finished, err := s.unannounced(ctx, "finished", "valid_to IS NOT NULL AND valid_to <= $1 AND valid_to > valid_from", "valid_to")
	if err != nil {
		return err
	}
	done.Began, done.Finished = len(began), len(finished)
	if len(began)+len(finished) > manyEvents {
		_, err := s.Ledger.Append(ctx, ledger.Event{
			Module: "access", Subject: ledger.Subject{Kind: "access", ID: "roles"}, Kind: "roles-settled",
			Payload: map[string]int{"users": done.Users, "began": len(began), "finished": len(finished)},
		})
		return err
	}
	if err := s.announceEach(ctx, "role-began", began); err != nil {
		return err
	}
	return s.announceEach(ctx, "role-finished", finished)
}

// unannounced finds the rows whose mark is not set, and sets it.
func (s *Service) unannounced(ctx context.Context, mark, where, on string) ([]announcement, error) {
	rows, err := sqldb.All[announcement](ctx, s.DB, "SELECT id, user_id, role, unit, "+on+", case_id FROM access_assignment WHERE "+
		where+" AND "+mark+" = $2 ORDER BY "+on+", id", s.Today().String(), false)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	_, err = sqldb.Exec(ctx, s.DB, "UPDATE access_assignment SET "+mark+" = $3 WHERE "+where+" AND "+mark+" = $2", s.Today().String(), false, true)
	return rows, err
}

func (s *Service) announceEach(ctx context.Context, kind ledger.Kind, rows []announcement) error {
	for _, r := range rows {
		a := Assignment{Case: r.Case}
		if err := s.record(ctx, r.User, a, kind, r.On, map[string]any{"role": r.Role, "unit": r.Unit, "on": r.On}); err != nil {
			return err
		}
	}
	return nil
}

// Admit gives the person of an employment a user and the roles that follow
// from it, in effect from its first day. It is called with the signed contract,
// in the same transaction; called again it returns the same user. The actor
// needs RightAssign over the unit or the case.
func (s *Service) Admit(ctx context.Context, id staff.EmploymentID) (User, error) {
	var user User
	err := s.DB.Transact(ctx, func(ctx context.Context) error {
		e, err := s.staff.Employment(ctx, id)
		if err != nil {
			return err
		}
		if err := authz.Require(ctx, RightAssign, authz.Object{Agency: e.Agency, Unit: e.Unit, Case: e.Case}); err != nil {
			return err
		}
		made, err := s.admit(ctx, e)
		if err != nil {
			return err
		}
		if user, err = s.user(ctx, "party = $1", e.Party); err != nil || !made {
			return err
		}
		return s.record(ctx, user.ID, Assignment{Agency: e.Agency, Case: e.Case}, "admitted", e.Valid.From,
			map[string]any{"employment": e.ID, "unit": e.Unit, "from": e.Valid.From})
	})
	return user, err
}

// admit settles one person's facts; made says that anything was new.
func (s *Service) admit(ctx context.Context, e staff.Employment) (made bool, err error) {
	roles, err := s.roles(ctx)
	if err != nil {
		return false, err
	}
	employed, err := s.staff.EmployedParty(ctx, e.Party)
	if err != nil {
		return false, err
	}
	if len(employed) == 0 {
		return false, errs.Conflict("access.employment-over", "employment", e.ID)
	}
	run := &settling{Service: s, ctx: ctx, roles: roles}
	users, err := run.ensureUser(e.Party, titles(employed, nil)[e.Party])
	if err != nil {
		return false, err
	}
	changes, err := run.settleFacts(run.factsOfStaff(employed, nil)[:2], run.users[e.Party])
	return users || changes.Any(), err
}

// ensureUser is ensureUsers for one, who keeps the title there is.
func (run *settling) ensureUser(id party.ID, title string) (made bool, err error) {
	u, err := run.user(run.ctx, "party = $1", id)
	if errs.KindOf(err) == errs.KindNotFound && err != nil {
		n, err := run.ensureUsers(map[party.ID]string{id: title})
		return n > 0, err
	}
	run.users = map[party.ID]ids.UserID{id: u.ID}
	return false, err
}
