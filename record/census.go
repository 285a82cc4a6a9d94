package record

import (
	"context"

	"saksgang/base/sqldb"
)

// Census is how many documents there are, and where they are on their way:
// captured = disposed + open + the rest, which lies in closed case files.
type Census struct {
	Captured    int // document descriptions
	Disposed    int // of which only the metadata are left
	Open        int // in case files that are not closed
	OpenUnowned int // of those, in case files that nobody is responsible for
}

// Census counts the documents within the actor's reach.
func (s *Service) Census(ctx context.Context) (Census, error) {
	may := reachOf(ctx, 1)
	return sqldb.One[Census](ctx, s.DB, `SELECT count(*), count(CASE WHEN d.archive = 'disposed' THEN 1 END),
  count(CASE WHEN f.status = 'open' AND d.archive <> 'disposed' THEN 1 END),
  count(CASE WHEN f.status = 'open' AND d.archive <> 'disposed' AND f.responsible IS NULL THEN 1 END)
FROM record_document d JOIN record_entry e ON e.id = d.entry JOIN record_case_file f ON f.id = e.case_file WHERE `+may.entries(), may.args...)
}
