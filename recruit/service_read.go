package recruit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

// Query chooses and pages vacancies, the newest first.
type Query struct {
	Open   bool   // only those not closed
	Text   string // part of title or reference
	Stage  Stage  // empty for all
	Offset int
	Most   int // 0 means 50
}

// Summary is a vacancy in a list.
type Summary struct {
	ID           VacancyID
	Case         ids.CaseID
	Reference    string
	Title        string
	Agency       string
	Unit         string
	Deadline     calendar.Date
	Stage        Stage
	Applications int
}

// mostRead bounds how many vacancies a list is chosen from: what a municipality
// has in hand at once is far below it.
const mostRead = 5000

// Vacancies lists what the actor in ctx may see, and how many there are in all.
// The stage is that of today.
func (s *Service) Vacancies(ctx context.Context, q Query) ([]Summary, int, error) {
	all, err := s.summaries(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	text := strings.ToLower(q.Text)
	all = slices.DeleteFunc(all, func(v Summary) bool {
		return q.Stage != "" && v.Stage != q.Stage || !strings.Contains(strings.ToLower(v.Title+"\n"+v.Reference), text)
	})
	from := min(max(q.Offset, 0), len(all))
	return all[from:min(from+cmp.Or(q.Most, 50), len(all))], len(all), nil
}

// ByStage counts the open vacancies that the actor in ctx may see, by stage.
func (s *Service) ByStage(ctx context.Context) (map[Stage]int, error) {
	all, err := s.summaries(ctx, Query{Open: true})
	counts := map[Stage]int{}
	for _, v := range all {
		counts[v.Stage]++
	}
	return counts, err
}

func (s *Service) summaries(ctx context.Context, q Query) ([]Summary, error) {
	where, args := authz.ScopeOf(ctx, RightRead).Where(authz.Columns{Agency: "agency", Unit: "unit", Case: "case_id"}, 1)
	if q.Open {
		where += " AND closed_at = 0"
	}
	type row struct {
		vacancyRow
		Applications int
	}
	rows, err := sqldb.All[row](ctx, s.DB, "SELECT "+vacancyColumns+", (SELECT count(*) FROM application a WHERE a.vacancy_id = vacancy.id) FROM vacancy WHERE "+
		where+fmt.Sprintf(" ORDER BY opened_at DESC, id DESC LIMIT %d", mostRead), args...)
	if err != nil {
		return nil, err
	}
	out := make([]Summary, len(rows))
	for i, r := range rows {
		v, err := r.vacancy()
		if err != nil {
			return nil, err
		}
		out[i] = Summary{
			ID: v.ID, Case: v.Case, Reference: v.Reference, Title: v.Title, Agency: v.Agency, Unit: v.Unit, Deadline: v.Deadline,
			Stage: v.StageOn(s.today()), Applications: r.Applications,
		}
	}
	return out, nil
}

// LockedList is a public list that is due and not out, and why.
type LockedList struct {
	Vacancy  VacancyID
	Case     ids.CaseID
	Title    string
	Deadline calendar.Date
	Waits    error // nil when it may be released now
}

// LockedLists lists the public lists that are due and not out, within what the
// actor in ctx may see, the oldest deadline first.
func (s *Service) LockedLists(ctx context.Context) ([]LockedList, error) {
	all, err := s.summaries(ctx, Query{Open: true})
	if err != nil {
		return nil, err
	}
	var out []LockedList
	for _, sum := range all {
		if sum.Deadline.IsZero() || sum.Stage == StageNeed || sum.Stage == StagePreparation || sum.Stage == StageApproval {
			continue
		}
		v, err := s.Vacancy(ctx, sum.ID)
		if err != nil {
			return nil, err
		}
		for _, d := range v.Deadlines() {
			if s.today() > d && !v.PublicListFor(d).Released.Done() {
				out = append(out, LockedList{v.ID, v.Case, v.Title, d, v.ListWaits(d, s.Clock.Now())})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b LockedList) int { return cmp.Compare(a.Deadline, b.Deadline) })
	return out, nil
}
