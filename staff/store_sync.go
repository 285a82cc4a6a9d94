package staff

import (
	"context"
	"encoding/json"

	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/sqldb"
	"saksgang/party"
	"saksgang/staff/level"
)

// syncing is one run of Sync inside its transaction.
type syncing struct {
	*Service
	ctx    context.Context
	folder Folder
	holder map[string]party.ID // by the folder's keys
}

// Every row of the organisation has a key first and whether it has ended last.
type (
	key   struct{ Key string }
	ended struct{ Ended bool }
)

func (k key) RowKey() string   { return k.Key }
func (e ended) HasEnded() bool { return e.Ended }

type personRow struct {
	key
	Party party.ID
	Title string
	ended
}

type agencyRow struct {
	key
	Name, OrgNumber string
	Leader          party.ID
	ended
}

type folderUnitRow struct {
	key
	Name, Agency, Parent, Kind, Address, Requires string
	ended
}

type occupationRow struct {
	key
	Title      string
	Authorised bool
	Represents string
	ended
}

type positionRow struct {
	key
	Unit, Occupation, Title string
	Percent                 float64
	Leads                   bool
	ended
}

// settle compares a table with what is wanted; columns are the row's fields in
// their order, without the last.
func settle[R level.Row](run *syncing, table, columns string, wanted []R, put func(R) error) (level.Changes, error) {
	present, err := sqldb.All[R](run.ctx, run.DB, "SELECT "+columns+", ended IS NOT NULL FROM "+table)
	if err != nil {
		return level.Changes{}, err
	}
	keyColumn := "key"
	if table == "staff_occupation" {
		keyColumn = "code"
	}
	return level.Settle(present, wanted, put, func(r R) error {
		_, err := sqldb.Exec(run.ctx, run.DB, "UPDATE "+table+" SET ended = $1 WHERE "+keyColumn+" = $2", run.Today(), r.RowKey())
		return err
	})
}

func (run *syncing) people(parties []party.New) (level.Changes, error) {
	ids, err := run.parties.RegisterAll(run.ctx, parties, "folder")
	if err != nil {
		return level.Changes{}, err
	}
	run.holder = make(map[string]party.ID, len(ids))
	wanted := make([]personRow, len(ids))
	for i, p := range run.folder.People {
		run.holder[p.Key] = ids[i]
		wanted[i] = personRow{key: key{p.Key}, Party: ids[i]}
		if p.Demo != nil {
			wanted[i].Title = p.Demo.Title
		}
	}
	return settle(run, "staff_person", "key, party, title", wanted, func(r personRow) error {
		return run.exec(`INSERT INTO staff_person (key, party, title) VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET party = excluded.party, title = excluded.title, ended = NULL`, r.Key, r.Party, r.Title)
	})
}

func (run *syncing) agencies() (level.Changes, error) {
	wanted := make([]agencyRow, len(run.folder.Agencies))
	for i, a := range run.folder.Agencies {
		leader, err := run.personOf(a.Leader)
		if err != nil {
			return level.Changes{}, err
		}
		wanted[i] = agencyRow{key: key{a.Key}, Name: a.Name, OrgNumber: a.OrgNumber, Leader: leader}
	}
	return settle(run, "staff_agency", "key, name, org_number, leader", wanted, func(r agencyRow) error {
		return run.exec(`INSERT INTO staff_agency (key, name, org_number, leader, leader_since) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key) DO UPDATE SET name = excluded.name, org_number = excluded.org_number, ended = NULL,
  leader_since = CASE WHEN staff_agency.leader IS DISTINCT FROM excluded.leader THEN $6 ELSE staff_agency.leader_since END,
  leader = excluded.leader`, r.Key, r.Name, r.OrgNumber, r.Leader, run.firstLed(r), run.Today().String())
	})
}

// firstLed is from when an agency that is new to us is led: from when its
// leader has worked here, since the folder tells no other date.
func (run *syncing) firstLed(a agencyRow) calendar.Date {
	if a.Leader.IsZero() {
		return 0
	}
	since := run.Today()
	for _, p := range run.folder.Positions {
		if run.holder[p.Holder] == a.Leader && p.Since < since {
			since = p.Since
		}
	}
	return since
}

func (run *syncing) units() (level.Changes, error) {
	wanted := make([]folderUnitRow, len(run.folder.Units))
	for i, u := range run.folder.Units {
		requires, err := json.Marshal(u.Requires)
		if err != nil {
			return level.Changes{}, errs.Internal(err, "staff.requirements-unwritable", "unit", u.Key)
		}
		wanted[i] = folderUnitRow{
			key: key{u.Key}, Name: u.Name, Agency: u.Agency, Parent: u.Parent, Kind: u.Kind,
			Address: u.Address, Requires: string(requires),
		}
	}
	const columns = "key, name, agency, parent, kind, address, requires"
	return settle(run, "staff_unit", columns, wanted, func(r folderUnitRow) error {
		return run.exec(`INSERT INTO staff_unit (`+columns+`, sort_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (key) DO UPDATE SET name = excluded.name, agency = excluded.agency, parent = excluded.parent, kind = excluded.kind,
  address = excluded.address, requires = excluded.requires, sort_key = excluded.sort_key, ended = NULL`,
			r.Key, r.Name, r.Agency, r.Parent, r.Kind, r.Address, r.Requires, party.SortKey(r.Name))
	})
}

func (run *syncing) occupations() (level.Changes, error) {
	wanted := make([]occupationRow, len(run.folder.Occupations))
	for i, o := range run.folder.Occupations {
		wanted[i] = occupationRow{key: key{o.Code}, Title: o.Title, Authorised: o.Authorised, Represents: o.Union}
	}
	return settle(run, "staff_occupation", "code, title, authorised, represents", wanted, func(r occupationRow) error {
		return run.exec(`INSERT INTO staff_occupation (code, title, authorised, represents) VALUES ($1, $2, $3, $4)
ON CONFLICT (code) DO UPDATE SET title = excluded.title, authorised = excluded.authorised, represents = excluded.represents, ended = NULL`,
			r.Key, r.Title, r.Authorised, r.Represents)
	})
}

func (run *syncing) positions() (level.Changes, error) {
	wanted := make([]positionRow, len(run.folder.Positions))
	for i, p := range run.folder.Positions {
		wanted[i] = positionRow{key: key{p.Key}, Unit: p.Unit, Occupation: p.Occupation, Title: p.Title, Percent: p.Percent, Leads: p.Leads}
	}
	const columns = "key, unit, occupation, title, percent, leads"
	return settle(run, "staff_position", columns, wanted, func(r positionRow) error {
		return run.exec(`INSERT INTO staff_position (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (key) DO UPDATE SET unit = excluded.unit, occupation = excluded.occupation, title = excluded.title,
  percent = excluded.percent, leads = excluded.leads, ended = NULL`, r.Key, r.Unit, r.Occupation, r.Title, r.Percent, r.Leads)
	})
}

// personOf is the party of a person that the folder names; none for "".
func (run *syncing) personOf(named string) (party.ID, error) {
	id, found := run.holder[named]
	if named != "" && !found {
		return party.ID{}, errs.Invalid("staff.person-not-found", "person", named)
	}
	return id, nil
}

func (run *syncing) exec(query string, args ...any) error {
	_, err := sqldb.Exec(run.ctx, run.DB, query, args...)
	return err
}
