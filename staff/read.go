package staff

import (
	"context"
	"fmt"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/sqldb"
	"saksgang/party"
)

// Employment returns one by its id. It checks no rights: those who hold the id
// were given it.
func (s *Service) Employment(ctx context.Context, id EmploymentID) (Employment, error) {
	found, err := s.employments(ctx, "WHERE e.id = $1", id)
	if err == nil && len(found) == 0 {
		err = errs.NotFound("staff.employment-not-found")
	}
	if err != nil {
		return Employment{}, err
	}
	return found[0], nil
}

// Position returns a position in effect. It checks no rights: what positions
// there are is public.
func (s *Service) Position(ctx context.Context, key string) (Position, error) {
	return s.position(ctx, key)
}

// EmploymentsOf lists a person's employments within the reader's rights, those
// that ended too, latest first.
func (s *Service) EmploymentsOf(ctx context.Context, id party.ID) ([]Employment, error) {
	where, args := authz.ScopeOf(ctx, RightRead).Where(authz.Columns{Agency: "u.agency", Unit: "p.unit"}, 2)
	return s.employments(ctx, "WHERE e.party = $1 AND "+where+" ORDER BY e.valid_from DESC, e.id", append([]any{id}, args...)...)
}

// Employed lists every employment that is in effect today or will be, whoever
// asks: it is for access, which decides from it who is given what.
func (s *Service) Employed(ctx context.Context) ([]Employment, error) {
	return s.employments(ctx, "WHERE e.valid_to IS NULL OR e.valid_to > $1 ORDER BY e.party, e.valid_from, e.id", s.Today().String())
}

// EmployedParty is Employed for one person.
func (s *Service) EmployedParty(ctx context.Context, id party.ID) ([]Employment, error) {
	return s.employments(ctx, "WHERE e.party = $2 AND (e.valid_to IS NULL OR e.valid_to > $1) ORDER BY e.valid_from, e.id", s.Today().String(), id)
}

// Marks tells of each party what it does here today, "Sykepleier, Skogheim",
// within the reader's rights; those who do nothing here are left out.
func (s *Service) Marks(ctx context.Context, parties []party.ID) (map[party.ID]string, error) {
	out := map[party.ID]string{}
	if len(parties) == 0 {
		return out, nil
	}
	args := []any{s.Today().String()}
	marks := make([]string, len(parties))
	for i, id := range parties {
		args = append(args, id)
		marks[i] = fmt.Sprintf("$%d", len(args))
	}
	where, more := authz.ScopeOf(ctx, RightRead).Where(authz.Columns{Agency: "u.agency", Unit: "p.unit"}, len(args)+1)
	type markRow struct {
		Party       party.ID
		Title, Unit string
	}
	rows, err := sqldb.All[markRow](ctx, s.DB, `SELECT e.party, CASE WHEN p.title = '' THEN o.title ELSE p.title END, u.name
FROM staff_employment e JOIN staff_position p ON p.key = e.position JOIN staff_unit u ON u.key = p.unit
JOIN staff_occupation o ON o.code = p.occupation
WHERE e.valid_from <= $1 AND (e.valid_to IS NULL OR e.valid_to > $1) AND e.party IN (`+strings.Join(marks, ", ")+") AND "+where+
		" ORDER BY e.percent, e.id", append(args, more...)...)
	for _, r := range rows {
		out[r.Party] = r.Title + ", " + r.Unit // the largest share stands last and wins
	}
	return out, err
}

// UnitsBelow is the unit and all units under it.
func (s *Service) UnitsBelow(ctx context.Context, key string) ([]string, error) {
	tree, err := s.Units(ctx)
	return tree.Below(key), err
}

// LeaderOf is who leads the unit today: its own leader, else that of the
// nearest unit above, else the agency's. NotFound says that nobody does.
func (s *Service) LeaderOf(ctx context.Context, unit string) (Leader, error) {
	tree, err := s.Units(ctx)
	if err != nil {
		return Leader{}, err
	}
	leaders, err := s.Leaders(ctx)
	if err != nil {
		return Leader{}, err
	}
	u, found := tree.Unit(unit)
	for at := u; found; at, found = tree.Unit(at.Parent) {
		if leader, led := leaders.Unit[at.Key]; led {
			return s.named(ctx, leader)
		}
	}
	if leader, led := leaders.Agency[u.Agency]; led {
		return s.named(ctx, leader)
	}
	return Leader{}, errs.NotFound("staff.nobody-leads", "unit", unit)
}

func (s *Service) named(ctx context.Context, l Leader) (Leader, error) {
	names, err := s.parties.Names(ctx, []party.ID{l.Party})
	l.Name = names[l.Party]
	return l, err
}

// LeadersNow is who leads what today, without names. A unit without an entry
// is led from above.
type LeadersNow struct {
	Unit   map[string]Leader
	Agency map[string]Leader
}

// Leaders returns who leads today: the holder of a unit's leading position, and
// the one whom the folder names for an agency.
func (s *Service) Leaders(ctx context.Context) (LeadersNow, error) {
	now := LeadersNow{Unit: map[string]Leader{}, Agency: map[string]Leader{}}
	today := s.Today()
	leading, err := s.employments(ctx, "WHERE p.leads AND e.valid_from <= $1 AND (e.valid_to IS NULL OR e.valid_to > $1) AND u.ended IS NULL ORDER BY e.stands_in DESC, e.valid_from DESC, e.id", today.String())
	if err != nil {
		return now, err
	}
	for _, e := range leading { // one who stands in leads before the one who is absent
		if _, led := now.Unit[e.Unit]; !led {
			now.Unit[e.Unit] = Leader{Party: e.Party, Unit: e.Unit, Agency: e.Agency, Since: e.Valid.From}
		}
	}
	agencies, err := s.Agencies(ctx)
	for _, a := range agencies {
		if !a.Leader.IsZero() {
			now.Agency[a.Key] = Leader{Party: a.Leader, Agency: a.Key, Since: a.LeaderSince}
		}
	}
	return now, err
}

// PartyOfKey is the party that a person of the folder is.
func (s *Service) PartyOfKey(ctx context.Context, key string) (party.ID, error) {
	id, found, err := sqldb.Maybe[party.ID](ctx, s.DB, "SELECT party FROM staff_person WHERE key = $1", key)
	if err == nil && !found {
		err = errs.NotFound("staff.person-not-found", "person", key)
	}
	return id, err
}

// Member is a person of the folder as a party, with the title that the folder
// presents the person by, if it does.
type Member struct {
	Key   string
	Party party.ID
	Title string
}

// PeopleOfFolder lists the folder's people in the order of their keys.
func (s *Service) PeopleOfFolder(ctx context.Context) ([]Member, error) {
	return sqldb.All[Member](ctx, s.DB, "SELECT key, party, title FROM staff_person WHERE ended IS NULL ORDER BY key")
}

// PartyNames are the names of parties that the caller already may speak of.
func (s *Service) PartyNames(ctx context.Context, ids []party.ID) (map[party.ID]string, error) {
	return s.parties.Names(ctx, ids)
}
