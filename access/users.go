package access

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/party"
)

// User returns a user by id. It checks no rights: the name of whoever acts is
// no secret to those who hold the id.
func (s *Service) User(ctx context.Context, id ids.UserID) (User, error) {
	return s.user(ctx, "id = $1", id)
}

// UserOf returns the user that a party is.
func (s *Service) UserOf(ctx context.Context, id party.ID) (User, error) {
	return s.user(ctx, "party = $1", id)
}

// Names are users as History shows them, by id.
func (s *Service) Names(ctx context.Context, wanted []ids.UserID) (map[ids.UserID]string, error) {
	out := make(map[ids.UserID]string, len(wanted))
	for _, id := range wanted {
		u, err := s.User(ctx, id)
		if errs.KindOf(err) == errs.KindNotFound && err != nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		out[id] = u.Shown()
	}
	return out, nil
}

// Colleagues finds users who have a role in force by words that begin words of
// their names, in the order of their names: for choosing a committee or a
// receiver. Anybody who is logged in may ask; it tells name and title alone, and
// leaves out persons under protection.
func (s *Service) Colleagues(ctx context.Context, text string, most int) ([]User, error) {
	if authz.ActorFrom(ctx).User.IsZero() {
		return nil, errs.Denied("authz.denied", "right", "signed-in")
	}
	args := []any{s.Today().String()}
	where := `EXISTS (SELECT 1 FROM access_assignment a WHERE a.user_id = u.id AND a.valid_from <= $1 AND (a.valid_to IS NULL OR a.valid_to > $1))`
	for _, word := range strings.Fields(party.Fold(text)) {
		args = append(args, "% "+word+"%")
		where += fmt.Sprintf(" AND u.folded LIKE $%d", len(args))
	}
	found, err := sqldb.All[User](ctx, s.DB, fmt.Sprintf("SELECT u.id, u.party, u.name, u.title FROM access_user u WHERE %s ORDER BY u.folded, u.id LIMIT %d",
		where, max(most, 1)), args...)
	if err != nil {
		return nil, err
	}
	people := make([]party.ID, len(found))
	for i, u := range found {
		people[i] = u.Party
	}
	protected, err := s.parties.Protected(ctx, people)
	return slices.DeleteFunc(found, func(u User) bool { return protected[u.Party] }), err
}

// Holders lists who has the role today in a place: in the unit or one above
// it, in its agency, or everywhere. An empty unit and agency asks for those who
// have it everywhere. It is for sending and for choosing, and checks no rights.
func (s *Service) Holders(ctx context.Context, role, agency, unit string) ([]User, error) {
	tree, err := s.staff.Units(ctx)
	if err != nil {
		return nil, err
	}
	units := []string{}
	at, found := tree.Unit(unit)
	if found && agency == "" {
		agency = at.Agency
	}
	for ; found; at, found = tree.Unit(at.Parent) {
		units = append(units, at.Key)
	}
	args := []any{role, s.Today().String()}
	place := "a.agency = '' AND a.unit = ''"
	if agency != "" {
		args = append(args, agency)
		place += fmt.Sprintf(" OR a.agency = $%d AND a.unit = ''", len(args))
	}
	if len(units) > 0 {
		var marks string
		marks, args = in(args, units)
		place += " OR a.unit IN " + marks
	}
	return sqldb.All[User](ctx, s.DB, `SELECT DISTINCT u.id, u.party, u.name, u.title FROM access_user u JOIN access_assignment a ON a.user_id = u.id
WHERE a.role = $1 AND a.valid_from <= $2 AND (a.valid_to IS NULL OR a.valid_to > $2) AND (`+place+") ORDER BY u.name, u.id", args...)
}

// Roles lists the roles in effect by key.
func (s *Service) Roles(ctx context.Context) ([]Role, error) {
	all, err := s.roles(ctx)
	out := make([]Role, 0, len(all))
	for _, r := range all {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Role) int { return strings.Compare(a.Key, b.Key) })
	return out, err
}

// AssignmentsOf lists a user's roles, those to come and those that have ended
// too, the latest first. Who may ask is as with Why.
func (s *Service) AssignmentsOf(ctx context.Context, user ids.UserID) ([]Assignment, error) {
	var out []Assignment
	err := s.DB.View(ctx, func(ctx context.Context) (err error) {
		if err = s.mayAsk(ctx, user); err != nil {
			return err
		}
		out, err = s.assignments(ctx, "user_id = $1 ORDER BY valid_from DESC, role, id", user)
		return err
	})
	return out, err
}

// LinkLogin says that the log-in provider's subject is this user. Conflict says
// that the subject is another's. The actor needs RightAssign somewhere.
func (s *Service) LinkLogin(ctx context.Context, user ids.UserID, issuer, subject string) error {
	if err := authz.RequireAnywhere(ctx, RightAssign); err != nil {
		return err
	}
	if issuer == "" || subject == "" {
		return errs.Invalid("access.login-incomplete")
	}
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		if _, err := s.User(ctx, user); err != nil {
			return err
		}
		present, err := s.BySubject(ctx, issuer, subject)
		if err == nil && present != user {
			return errs.Conflict("access.login-taken", "issuer", issuer)
		}
		if err == nil || errs.KindOf(err) != errs.KindNotFound {
			return err
		}
		if err := s.exec(ctx, "INSERT INTO access_login (issuer, subject, user_id) VALUES ($1, $2, $3)", issuer, subject, user); err != nil {
			return err
		}
		return s.record(ctx, user, Assignment{}, "login-linked", s.Today(), map[string]string{"issuer": issuer})
	})
}

// Assignment returns one by its id. Who may ask is as with Why.
func (s *Service) Assignment(ctx context.Context, id AssignmentID) (Assignment, error) {
	found, err := s.assignments(ctx, "id = $1", id)
	if err == nil && len(found) == 0 {
		err = errs.NotFound("access.assignment-not-found")
	}
	if err != nil {
		return Assignment{}, err
	}
	return found[0], s.mayAsk(ctx, found[0].User)
}

// ResourceNames are the names of what roles can open elsewhere, by key.
func (s *Service) ResourceNames(ctx context.Context) (map[string]string, error) {
	type resourceRow struct{ Key, Name string }
	rows, err := sqldb.All[resourceRow](ctx, s.DB, "SELECT key, name FROM access_resource WHERE ended IS NULL")
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.Key] = r.Name
	}
	return out, err
}
