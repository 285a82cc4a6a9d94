package record

import (
	"context"
	"fmt"
	"strings"

	"saksgang/base/calendar"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

// CaseQuery is what to list of the documents of a case, or of one case file, and
// which page of it.
type CaseQuery struct {
	Case   ids.CaseID
	Under  string // instead of a case: what the keys of its files begin with
	Text   string // words or a number, as in Search
	Type   string // document type; empty for all
	State  string // one of CaseStates; empty for all
	Sort   string // one of CaseSorts, with "-" for the other way; empty is by number
	Offset int
	Most   int // 0 means 25
}

// What an entry e lacks before its case file can be closed.
const (
	unsettled = "NOT e.note AND e.status <> 'cancelled' AND e.direction IN ('incoming', 'internal')" +
		" AND NOT EXISTS (SELECT 1 FROM record_settlement x WHERE x.entry = e.id)"
	unsigned = "NOT e.note AND e.status NOT IN ('journaled', 'archived', 'cancelled')"

	// unanswered is unsettled that somebody must answer or take note of: what the plan
	// settles itself is settled when it is signed off.
	unanswered = "d.main AND e.settled_by <> '' AND " + unsettled
)

// caseStates are what a list of documents of a case can be narrowed to, with what
// holds for each.
var caseStates = map[string]string{
	"unsettled": unanswered,
	"unsigned":  unsigned,
	"by-hand":   "d.archive = 'task'",
	"destroyed": "d.archive = 'disposed'",
}

// CaseStates are the states that a CaseQuery may name, in the order to show.
func CaseStates() []string { return []string{"unsettled", "unsigned", "by-hand", "destroyed"} }

var caseSorts = map[string]string{
	"number":  "f.year, f.number, e.number, d.place, d.id",
	"-number": "f.year DESC, f.number DESC, e.number DESC, d.place, d.id",
	"day":     "e.journal_date, f.year, f.number, e.number, d.place, d.id",
	"-day":    "e.journal_date DESC, f.year, f.number, e.number, d.place, d.id",
}

// CaseDocument is a document of a case with what is shown of its entry.
type CaseDocument struct {
	Document
	Year, File  int
	Number      int
	Status      Status
	Waits       bool // for an answer, or to be taken note of
	JournalDate calendar.Date
}

// Reference is the entry's number, "2026/14-3".
func (d CaseDocument) Reference() string { return fmt.Sprintf("%d/%d-%d", d.Year, d.File, d.Number) }

// CaseDocuments lists the documents of a case's files that the actor may see,
// and says how many there are. What the actor may not see is not counted.
func (s *Service) CaseDocuments(ctx context.Context, q CaseQuery) ([]CaseDocument, int, error) {
	plan, err := s.plan.Plan(ctx)
	if err != nil {
		return nil, 0, err
	}
	in, args := "f.case_id = $1", []any{q.Case}
	if q.Case.IsZero() {
		in, args = "f.key LIKE $1 ESCAPE '!'", []any{sqldb.LikePrefix(q.Under)}
	}
	may := reachOf(ctx, len(args)+1)
	where, args := in+" AND "+may.documents(), append(args, may.args...)
	if text := strings.TrimSpace(q.Text); text != "" {
		condition, arg := s.matches(text, plan.Language, len(args)+1)
		where, args = where+" AND "+condition, append(args, arg...)
	}
	if q.Type != "" {
		where, args = where+fmt.Sprintf(" AND d.document_type = $%d", len(args)+1), append(args, q.Type)
	}
	if condition, known := caseStates[q.State]; known {
		where += " AND " + condition
	}
	order, known := caseSorts[q.Sort]
	if !known {
		order = caseSorts["number"]
	}
	if q.Most == 0 {
		q.Most = 25
	}
	const from = " FROM record_document d JOIN record_entry e ON e.id = d.entry JOIN record_case_file f ON f.id = d.case_file WHERE "
	var rows []CaseDocument
	total := 0
	err = s.DB.View(ctx, func(ctx context.Context) error {
		if total, err = sqldb.One[int](ctx, s.DB, "SELECT count(*)"+from+where, args...); err != nil {
			return err
		}
		rows, err = sqldb.All[CaseDocument](ctx, s.DB, "SELECT "+documentColumns+", f.year, f.number, COALESCE(e.number, 0), e.status, "+unanswered+", e.journal_date"+from+where+
			fmt.Sprintf(" ORDER BY %s LIMIT %d OFFSET %d", order, q.Most, max(q.Offset, 0)), args...)
		return err
	})
	return rows, total, err
}
