package recruit

import (
	"context"
	"encoding/json"

	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

// Came is a message as its sender names it.
type Came struct{ Source, SourceID string }

// Forget erases who an applicant was, in the transaction of a disposal: name,
// address and every word about the person. What was done, and when, stays. It
// returns the messages by which it came and what came about it later, so that
// copies elsewhere can be found.
func (s *Service) Forget(ctx context.Context, id ApplicationID, under ids.EventID) ([]Came, error) {
	type named struct{ Source, SourceID, Remarks string }
	a, found, err := sqldb.Maybe[named](ctx, s.DB, "SELECT source, source_id, remarks FROM application WHERE id = $1", id)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, errs.NotFound("recruit.no-application")
	}
	var remarks Remarks
	if err := json.Unmarshal([]byte(a.Remarks), &remarks); err != nil {
		return nil, errs.Internal(err, "recruit.dossier-unreadable", "application", id)
	}
	came := []Came{{a.Source, a.SourceID}}
	for _, later := range remarks.Later {
		came = append(came, Came{a.Source, later})
	}
	_, err = sqldb.Exec(ctx, s.DB, "UPDATE application SET name = '', mail = '', remarks = '{}' WHERE id = $1", id)
	if err != nil {
		return nil, err
	}
	return came, s.forgetWords(ctx, id, under)
}

// forgetWords erases what History kept of the vacancy's steps: reasons and
// assessments name people.
func (s *Service) forgetWords(ctx context.Context, id ApplicationID, under ids.EventID) error {
	vacancy, err := sqldb.One[VacancyID](ctx, s.DB, "SELECT vacancy_id FROM application WHERE id = $1", id)
	if err != nil {
		return err
	}
	return s.Ledger.EraseOf(ctx, subjectOf(vacancy), under)
}
