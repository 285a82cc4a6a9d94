package staff

import (
	"context"
	"encoding/json"

	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/period"
	"saksgang/base/sqldb"
	"saksgang/party"
)

type unitRow struct {
	Key, Name, Agency, Parent, Kind, Address, Requires string
}

func (r unitRow) unit() (Unit, error) {
	u := Unit{Key: r.Key, Name: r.Name, Agency: r.Agency, Parent: r.Parent, Kind: r.Kind, Address: r.Address}
	if err := json.Unmarshal([]byte(r.Requires), &u.Requires); err != nil {
		return u, errs.Internal(err, "staff.requirements-unreadable", "unit", r.Key)
	}
	return u, nil
}

// Units returns the tree of the units in effect. It checks no rights: where
// things are is known to all.
func (s *Service) Units(ctx context.Context) (Tree, error) {
	rows, err := sqldb.All[unitRow](ctx, s.DB, `SELECT key, name, agency, parent, kind, address, requires FROM staff_unit
WHERE ended IS NULL ORDER BY sort_key, key`)
	if err != nil {
		return Tree{}, err
	}
	units := make([]Unit, len(rows))
	for i, r := range rows {
		if units[i], err = r.unit(); err != nil {
			return Tree{}, err
		}
	}
	return newTree(units), nil
}

// Agencies lists the agencies in effect. It checks no rights.
func (s *Service) Agencies(ctx context.Context) ([]Agency, error) {
	return sqldb.All[Agency](ctx, s.DB, "SELECT key, name, org_number, leader, leader_since FROM staff_agency WHERE ended IS NULL ORDER BY key")
}

const selectPosition = `SELECT p.key, p.unit, p.occupation, CASE WHEN p.title = '' THEN o.title ELSE p.title END, p.percent, p.leads, o.authorised
FROM staff_position p JOIN staff_occupation o ON o.code = p.occupation `

func (s *Service) position(ctx context.Context, key string) (Position, error) {
	p, found, err := sqldb.Maybe[Position](ctx, s.DB, selectPosition+"WHERE p.key = $1 AND p.ended IS NULL", key)
	if err == nil && !found {
		err = errs.NotFound("staff.position-not-found", "position", key)
	}
	return p, err
}

func (s *Service) positionsIn(ctx context.Context, unit string) ([]Position, error) {
	return sqldb.All[Position](ctx, s.DB, selectPosition+"WHERE p.unit = $1 AND p.ended IS NULL ORDER BY p.leads DESC, p.key", unit)
}

type employmentRow struct {
	ID                            EmploymentID
	Party                         party.ID
	Position, Unit, Agency, Title string
	Percent                       float64
	Leads, StandsIn               bool
	From, To                      calendar.Date
	Source                        string
	Case                          ids.CaseID
	Recorded                      clock.Instant
}

const selectEmployment = `SELECT e.id, e.party, e.position, p.unit, u.agency, CASE WHEN p.title = '' THEN o.title ELSE p.title END,
  e.percent, p.leads, e.stands_in, e.valid_from, e.valid_to, e.source, e.case_id, e.recorded_at
FROM staff_employment e
JOIN staff_position p ON p.key = e.position
JOIN staff_unit u ON u.key = p.unit
JOIN staff_occupation o ON o.code = p.occupation `

func (s *Service) employments(ctx context.Context, where string, args ...any) ([]Employment, error) {
	rows, err := sqldb.All[employmentRow](ctx, s.DB, selectEmployment+where, args...)
	out := make([]Employment, len(rows))
	for i, r := range rows {
		out[i] = Employment{
			ID: r.ID, Party: r.Party, Position: r.Position, Unit: r.Unit, Agency: r.Agency, Title: r.Title, Percent: r.Percent,
			Leads: r.Leads, StandsIn: r.StandsIn, Valid: period.Dates{From: r.From, To: r.To}, Source: r.Source, Case: r.Case, Recorded: r.Recorded,
		}
	}
	return out, err
}

func (s *Service) insertEmployment(ctx context.Context, e Employment, sourceKey string) error {
	_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO staff_employment (id, party, position, percent, stands_in, valid_from, valid_to, source, source_key, case_id, ended_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11)`, e.ID, e.Party, e.Position, e.Percent, e.StandsIn,
		e.Valid.From.String(), e.Valid.To, e.Source, sourceKey, e.Case, e.Recorded)
	return err
}

// setEnd ends an employment by command: the folder does not take it up again.
func (s *Service) setEnd(ctx context.Context, id EmploymentID, to calendar.Date) error {
	_, err := sqldb.Exec(ctx, s.DB, "UPDATE staff_employment SET valid_to = $1, ended_by = 'command' WHERE id = $2", to, id)
	return err
}
