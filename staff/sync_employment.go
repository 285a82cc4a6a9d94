package staff

import (
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/ids"
	"saksgang/base/period"
	"saksgang/base/sqldb"
	"saksgang/party"
	"saksgang/staff/level"
)

// holding is a line of the folder that says who holds a position, or the
// employment that such a line became.
type holding struct {
	key
	ID       EmploymentID // empty in what is wanted
	Party    party.ID
	Position string
	Percent  float64
	From, To calendar.Date
	EndedBy  string
	ended
}

// employmentsOfFolder settles the employments that the folder tells of. Those
// that a command has ended stay ended, and those that a contract made are not
// its business: a line that tells of the same holding is the same holding.
func (run *syncing) employmentsOfFolder() (level.Changes, error) {
	units, err := run.Units(run.ctx)
	if err != nil {
		return level.Changes{}, err
	}
	present, byKey, err := run.presentHoldings()
	if err != nil {
		return level.Changes{}, err
	}
	wanted, err := run.wantedHoldings(byKey)
	if err != nil {
		return level.Changes{}, err
	}
	unitOf := make(map[string]Unit, len(run.folder.Positions))
	for _, p := range run.folder.Positions {
		unitOf[p.Key], _ = units.Unit(p.Unit)
	}
	put := func(h holding) error {
		unit := unitOf[h.Position]
		e := Employment{
			ID: byKey[h.Key].ID, Party: h.Party, Position: h.Position, Unit: unit.Key, Agency: unit.Agency, Percent: h.Percent,
			Valid: period.Dates{From: h.From, To: h.To}, Source: FromFolder, Recorded: clock.At(run.Clock.Now()),
		}
		return run.putHolding(e, h.Key)
	}
	return level.Settle(present, wanted, put, run.endHolding)
}

// presentHoldings reads what earlier runs made; ids are kept beside the rows,
// so that rows compare with what the folder wants.
func (run *syncing) presentHoldings() (rows []holding, byKey map[string]holding, err error) {
	all, err := sqldb.All[holding](run.ctx, run.DB, `SELECT source_key, id, party, position, percent, valid_from, valid_to, ended_by, ended_by <> ''
FROM staff_employment WHERE source_key <> ''`)
	byKey = make(map[string]holding, len(all))
	for i, h := range all {
		byKey[h.Key] = h
		all[i].ID = EmploymentID{}
	}
	return all, byKey, err
}

func (run *syncing) wantedHoldings(byKey map[string]holding) ([]holding, error) {
	contracts, err := run.employments(run.ctx, "WHERE e.source = $1", FromContract)
	if err != nil {
		return nil, err
	}
	agreed := map[string]bool{}
	for _, e := range contracts {
		agreed[e.Position+"/"+e.Party.String()] = true
	}
	var wanted []holding
	for _, p := range run.folder.Positions {
		if p.Holder == "" {
			continue
		}
		id, err := run.personOf(p.Holder)
		if err != nil {
			return nil, err
		}
		if agreed[p.Key+"/"+id.String()] {
			continue
		}
		h := holding{key: key{p.Key + "/" + p.Holder + "/" + p.Since.String()}, Party: id, Position: p.Key, Percent: p.Percent, From: p.Since, To: p.Temporary}
		if before, found := byKey[h.Key]; found && before.EndedBy == "command" {
			before.ID = EmploymentID{}
			h = before // as it was ended
		}
		wanted = append(wanted, h)
	}
	return wanted, nil
}

func (run *syncing) putHolding(e Employment, sourceKey string) error {
	if e.ID.IsZero() {
		e.ID = ids.New[employmentKind]()
		if err := run.insertEmployment(run.ctx, e, sourceKey); err != nil {
			return err
		}
		return run.belong(run.ctx, e)
	}
	err := run.exec("UPDATE staff_employment SET party = $1, percent = $2, valid_from = $3, valid_to = $4, ended_by = '' WHERE id = $5",
		e.Party, e.Percent, e.Valid.From.String(), e.Valid.To, e.ID)
	if err != nil {
		return err
	}
	return run.belong(run.ctx, e)
}

// placesFollow moves the people along when a position changes unit or a unit
// its agency.
func (run *syncing) placesFollow(done Synced) error {
	if !done.Units.Any() && !done.Positions.Any() {
		return nil
	}
	all, err := run.Employed(run.ctx)
	if err != nil {
		return err
	}
	for _, e := range all {
		if err := run.belong(run.ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// endHolding ends what has left the folder: from today it no longer holds.
func (run *syncing) endHolding(h holding) error {
	to := max(run.Today(), h.From)
	if !h.To.IsZero() && h.To < to {
		to = h.To // it ended by itself
	}
	if err := run.exec("UPDATE staff_employment SET valid_to = $1, ended_by = 'folder' WHERE source_key = $2", to, h.Key); err != nil {
		return err
	}
	id, err := sqldb.One[EmploymentID](run.ctx, run.DB, "SELECT id FROM staff_employment WHERE source_key = $1", h.Key)
	if err != nil {
		return err
	}
	e, err := run.Employment(run.ctx, id)
	if err != nil {
		return err
	}
	return run.belong(run.ctx, e)
}
