package access

import (
	"context"

	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/ids"
	"saksgang/base/period"
	"saksgang/base/sqldb"
	"saksgang/party"
	"saksgang/staff"
	"saksgang/staff/level"
)

// wantedRow is an assignment that follows from a fact, or the one that is
// there. Rows compare with ==, so it holds nothing that the fact does not say.
type wantedRow struct {
	Key                string
	User               ids.UserID
	Role, Agency, Unit string
	From, To           calendar.Date
	Case               ids.CaseID
	Ended              bool
}

func (r wantedRow) RowKey() string { return r.Key }
func (r wantedRow) HasEnded() bool { return r.Ended }

// fact is why somebody has a role.
type fact struct {
	source string
	by     string // what says so, for "Why?"
	rows   []wantedRow
}

// settling compares facts with assignments inside one transaction.
type settling struct {
	*Service
	ctx   context.Context
	roles map[string]Role
	users map[party.ID]ids.UserID
}

// settleFacts brings the assignments of each fact's source to its rows. With
// onlyUser, those of others are left alone.
func (run *settling) settleFacts(facts []fact, onlyUser ids.UserID) (level.Changes, error) {
	var all level.Changes
	for _, f := range facts {
		done, err := run.settleFact(f, onlyUser)
		if err != nil {
			return all, err
		}
		all.Put, all.Ended = all.Put+done.Put, all.Ended+done.Ended
	}
	return all, nil
}

func (run *settling) settleFact(f fact, onlyUser ids.UserID) (level.Changes, error) {
	query := `SELECT source_key, user_id, role, agency, unit, valid_from, valid_to, case_id, valid_to IS NOT NULL AND valid_to <= $2
FROM access_assignment WHERE source = $1`
	args := []any{f.source, run.Today().String()}
	if !onlyUser.IsZero() {
		query, args = query+" AND user_id = $3", append(args, onlyUser)
	}
	present, err := sqldb.All[wantedRow](run.ctx, run.DB, query, args...)
	if err != nil {
		return level.Changes{}, err
	}
	put := func(r wantedRow) error {
		return run.putAssignment(run.ctx, Assignment{
			ID: ids.New[assignmentKind](), Source: f.source, User: r.User, Role: r.Role, Agency: r.Agency, Unit: r.Unit,
			Valid: period.Dates{From: r.From, To: r.To}, Case: r.Case, By: f.by, Given: clock.At(run.Clock.Now()),
		}, r.Key, ids.UserID{})
	}
	end := func(r wantedRow) error {
		return run.endAssignment(run.ctx, "source = $3 AND source_key = $4", max(run.Today(), r.From), f.source, r.Key)
	}
	return level.Settle(present, f.rows, put, end)
}

// factsOfStaff are the roles that follow from being employed, leading a unit
// and leading an agency.
func (run *settling) factsOfStaff(employed []staff.Employment, agencies []staff.Agency) []fact {
	today := run.Today()
	employee := fact{source: GivenEmployee, by: "access/roles.yaml"}
	leader := fact{source: GivenUnitLeader, by: "access/roles.yaml"}
	chief := fact{source: GivenAgencyLeader, by: "access/roles.yaml"}
	for key, role := range run.roles {
		for _, e := range employed {
			row := wantedRow{
				Key: e.ID.String() + "/" + key, User: run.users[e.Party], Role: key, Unit: e.Unit,
				From: e.Valid.From, To: e.Valid.To, Case: e.Case,
			}
			switch {
			case role.Given == GivenEmployee:
				employee.rows = append(employee.rows, row)
			case role.Given == GivenUnitLeader && e.Leads:
				leader.rows = append(leader.rows, row)
			}
		}
		for _, a := range agencies {
			if role.Given == GivenAgencyLeader && !a.Leader.IsZero() {
				chief.rows = append(chief.rows, wantedRow{
					Key: a.Key + "/" + a.Leader.String() + "/" + key, User: run.users[a.Leader], Role: key, Agency: a.Key,
					From: a.LeaderSince,
				})
			}
		}
	}
	for _, f := range []*fact{&employee, &leader, &chief} {
		for i := range f.rows {
			f.rows[i].Ended = ended(f.rows[i].To, today)
		}
	}
	return []fact{employee, leader, chief}
}

// ensureUsers gives every party that works here a user, with the name and
// title of now. It returns how many were made.
func (run *settling) ensureUsers(parties map[party.ID]string) (made int, err error) {
	run.users = make(map[party.ID]ids.UserID, len(parties))
	present, err := sqldb.All[User](run.ctx, run.DB, "SELECT "+userColumns+" FROM access_user")
	if err != nil {
		return 0, err
	}
	known := make(map[party.ID]User, len(present))
	for _, u := range present {
		known[u.Party] = u
	}
	wanted := make([]party.ID, 0, len(parties))
	for id := range parties {
		wanted = append(wanted, id)
	}
	names, err := run.parties.Names(run.ctx, wanted)
	if err != nil {
		return 0, err
	}
	for id, title := range parties {
		u, found := known[id]
		if !found {
			u = User{ID: ids.New[ids.User](), Party: id}
			made++
		}
		run.users[id] = u.ID
		if found && u.Name == names[id] && u.Title == title {
			continue
		}
		u.Name, u.Title = names[id], title
		if err := run.enterUser(u); err != nil {
			return made, err
		}
	}
	return made, nil
}

// enterUser writes a user, and lets the right over one's own reach the person.
func (run *settling) enterUser(u User) error {
	if err := run.insertUser(run.ctx, u); err != nil {
		return err
	}
	return run.parties.Belong(run.ctx, u.Party, party.Place{
		Source: PlaceSource, Key: u.ID.String(), Owner: u.ID, Valid: period.Dates{From: run.Today()},
	})
}

// titles are what people are called by: the folder's own title, else that of
// the largest employment.
func titles(employed []staff.Employment, members []staff.Member) map[party.ID]string {
	out := map[party.ID]string{}
	share := map[party.ID]float64{}
	for _, e := range employed {
		if _, found := out[e.Party]; !found || e.Percent > share[e.Party] {
			out[e.Party], share[e.Party] = e.Title, e.Percent
		}
	}
	for _, m := range members {
		if m.Title != "" {
			out[m.Party] = m.Title
		}
	}
	return out
}
