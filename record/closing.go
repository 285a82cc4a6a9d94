package record

import (
	"context"
	"fmt"

	"saksgang/base/authz"
	"saksgang/base/sqldb"
)

// Closing is an open case file whose matter has been decided, with what keeps
// it from being closed; nil when nothing does.
type Closing struct {
	CaseFile
	Hinders error
}

// ToClose lists them within one's reach, the oldest decision first, and says
// how many there are.
func (s *Service) ToClose(ctx context.Context, most, offset int) ([]Closing, int, error) {
	where, args := authz.ScopeOf(ctx, RightClose).Where(authz.Columns{Agency: "f.agency", Unit: "f.unit", Case: "f.case_id", Owner: "f.responsible"}, 1)
	where = "f.status = 'open' AND f.decided_on IS NOT NULL AND " + where
	total, err := sqldb.One[int](ctx, s.DB, "SELECT count(*) FROM record_case_file f WHERE "+where, args...)
	if err != nil {
		return nil, 0, err
	}
	files, err := sqldb.All[CaseFile](ctx, s.DB, "SELECT "+caseFileColumns+" FROM record_case_file f WHERE "+where+
		fmt.Sprintf(" ORDER BY f.decided_on, f.id LIMIT %d OFFSET %d", most, max(offset, 0)), args...)
	if err != nil {
		return nil, 0, err
	}
	out := make([]Closing, len(files))
	for i, f := range files {
		left, err := s.remaining(ctx, f.ID)
		if err != nil {
			return nil, 0, err
		}
		out[i] = Closing{f.shownTo(ctx), f.close(left)}
	}
	return out, total, nil
}
