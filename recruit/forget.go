package recruit

import (
	"context"

	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

// Forget erases who an applicant was, in the transaction of a disposal: name,
// address and every word about the person. What was done, and when, stays. It
// returns how the sender named the application, so that copies elsewhere can be
// found.
func (s *Service) Forget(ctx context.Context, id ApplicationID, under ids.EventID) (FromApplicant, error) {
	type named struct{ Source, SourceID string }
	came, found, err := sqldb.Maybe[named](ctx, s.DB, "SELECT source, source_id FROM application WHERE id = $1", id)
	who := FromApplicant{Source: came.Source, SourceID: came.SourceID}
	if err != nil {
		return who, err
	}
	if !found {
		return who, errs.NotFound("recruit.no-application")
	}
	_, err = sqldb.Exec(ctx, s.DB, "UPDATE application SET name = '', mail = '', remarks = '{}' WHERE id = $1", id)
	if err != nil {
		return who, err
	}
	return who, s.forgetWords(ctx, id, under)
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
