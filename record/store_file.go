package record

import (
	"context"

	"saksgang/base/clock"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

const caseFileColumns = `f.id, f.key, f.case_id, f.kind, f.year, f.number, f.title, f.public_title, f.ground, f.class, f.agency, f.unit,
  f.unit_name, f.responsible, f.responsible_name, f.status, f.opened_on, f.opened_at, f.opened_by, f.closed_on, f.closed_at, f.closed_by,
  f.decided_on, f.ended_on`

func (s *Service) caseFile(ctx context.Context, id CaseFileID) (CaseFile, bool, error) {
	return sqldb.Maybe[CaseFile](ctx, s.DB, "SELECT "+caseFileColumns+" FROM record_case_file f WHERE f.id = $1", id)
}

func (s *Service) caseFileByKey(ctx context.Context, key string) (CaseFile, bool, error) {
	return sqldb.Maybe[CaseFile](ctx, s.DB, "SELECT "+caseFileColumns+" FROM record_case_file f WHERE f.key = $1", key)
}

func (s *Service) insertCaseFile(ctx context.Context, f CaseFile) error {
	_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO record_case_file (id, key, case_id, kind, year, number, title, public_title, ground, class,
  agency, unit, unit_name, responsible, responsible_name, status, opened_on, opened_at, opened_by, closed_on, closed_at, closed_by, decided_on, ended_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
		f.ID, f.Key, f.Case, f.Kind, f.Year, f.Number, f.Title, f.PublicTitle, f.Ground, f.Class,
		f.Agency, f.Unit, f.UnitName, f.Responsible, f.ResponsibleName, f.Status, f.OpenedOn, f.OpenedAt, f.OpenedBy,
		f.ClosedOn, f.ClosedAt, f.ClosedBy, f.DecidedOn, f.EndedOn)
	return err
}

func (s *Service) updateCaseFile(ctx context.Context, f CaseFile) error {
	_, err := sqldb.Exec(ctx, s.DB, `UPDATE record_case_file SET status = $1, closed_on = $2, closed_at = $3, closed_by = $4,
  decided_on = $5, ended_on = $6 WHERE id = $7`, f.Status, f.ClosedOn, f.ClosedAt, f.ClosedBy, f.DecidedOn, f.EndedOn, f.ID)
	return err
}

// next gives the next number of a series. It is called last, since it makes
// others who want one wait.
func (s *Service) next(ctx context.Context, series string) (int, error) {
	return sqldb.One[int](ctx, s.DB, `INSERT INTO record_counter (series, last) VALUES ($1, 1)
ON CONFLICT (series) DO UPDATE SET last = record_counter.last + 1 RETURNING last`, series)
}

type classRow struct {
	Code      string
	ID        ids.ID[classRow]
	Parent    string
	Title     string
	CreatedAt clock.Instant
	CreatedBy string
}

// keepClass notes a class and those above it the first time one is used.
func (s *Service) keepClass(ctx context.Context, path []FolderClass) error {
	for _, c := range path {
		_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO record_class (code, id, parent, title, created_at, created_by)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (code) DO NOTHING`,
			c.Key, ids.New[classRow](), c.Parent, c.Title, s.now(), s.actorName(ctx))
		if err != nil {
			return err
		}
	}
	return nil
}

const holdColumns = "id, case_file, reason, opened_at, opened_by, closed_at, closed_by"

func (s *Service) openHold(ctx context.Context, f CaseFileID) (Hold, bool, error) {
	return sqldb.Maybe[Hold](ctx, s.DB, "SELECT "+holdColumns+" FROM record_hold WHERE case_file = $1 AND closed_at = 0", f)
}

func (s *Service) insertChange(ctx context.Context, c Change) error {
	_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO record_change (id, case_file, unit, element, before, after, reason, at, by_name)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, c.ID, c.CaseFile, c.Unit, c.Element, c.Before, c.After, c.Reason, c.At, c.By)
	return err
}

// changed notes a new value of one element (Noark 5 endringslogg).
func (s *Service) changed(ctx context.Context, file CaseFileID, unit [16]byte, element, before, after, reason string) error {
	return s.insertChange(ctx, Change{
		ID: ids.New[Change](), CaseFile: file, Unit: ids.ID[Change](unit), Element: element,
		Before: before, After: after, Reason: reason, At: s.now(), By: s.actorName(ctx),
	})
}
