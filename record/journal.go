package record

import (
	"context"
	"fmt"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/sqldb"
	"saksgang/record/noark"
)

// JournalQuery chooses a stretch of the journal.
type JournalQuery struct {
	Public   bool // as the public reads it: screened words are marked out for all
	From, To calendar.Date
	Offset   int
	Most     int // 0 means 50
}

// JournalLine is one registry entry as a journal shows it.
type JournalLine struct {
	Entry     EntryID
	Document  DocumentID // the main one; zero when the reader may not see it
	Reference string     // 2026/14-3
	FileTitle string
	Title     string
	// Masked says that words of the title or names are marked out.
	Masked       bool
	Parties      []string
	Direction    string
	Year, Seq    int
	JournalDate  calendar.Date
	DocumentDate calendar.Date
	Status       Status
	Ground       string
	Settled      Method
	Waits        bool // for its settlement
	Handler      string
	UnitName     string
}

type journalRow struct {
	Entry
	File     int
	FileYear int
	Title    string
	Public   string
	Unit     string
	Main     DocumentID
	Settled  string
}

// Journal lists registry entries within one's reach, newest first, and says how
// many there are. Who may not see what is withheld sees the line with screened
// words marked out, as the public does. Archive notes are in no journal.
func (s *Service) Journal(ctx context.Context, q JournalQuery) ([]JournalLine, int, error) {
	columns := authz.Columns{Agency: "e.agency", Unit: "e.unit", Case: "e.case_id", Owner: "e.handler"}
	where, args := authz.ScopeOf(ctx, RightRead).Where(columns, 1)
	where = "NOT e.note AND e.number IS NOT NULL AND " + where
	for _, c := range []struct {
		condition string
		day       calendar.Date
	}{{"e.journal_date >= $%d", q.From}, {"e.journal_date <= $%d", q.To}} {
		if !c.day.IsZero() {
			where, args = where+" AND "+fmt.Sprintf(c.condition, len(args)+1), append(args, c.day)
		}
	}
	if q.Most == 0 {
		q.Most = 50
	}
	var lines []JournalLine
	total := 0
	err := s.DB.View(ctx, func(ctx context.Context) (err error) {
		if total, err = sqldb.One[int](ctx, s.DB, "SELECT count(*) FROM record_entry e WHERE "+where, args...); err != nil {
			return err
		}
		rows, err := sqldb.All[journalRow](ctx, s.DB, "SELECT "+entryColumns+`, f.number, f.year, f.title, f.public_title, f.unit_name,
  (SELECT d.id FROM record_document d WHERE d.entry = e.id AND d.main), COALESCE((SELECT x.method FROM record_settlement x WHERE x.entry = e.id), '')
FROM record_entry e JOIN record_case_file f ON f.id = e.case_file WHERE `+where+
			fmt.Sprintf(" ORDER BY e.journal_year DESC, e.journal_seq DESC LIMIT %d OFFSET %d", q.Most, max(q.Offset, 0)), args...)
		if err != nil {
			return err
		}
		lines = make([]JournalLine, len(rows))
		for i, r := range rows {
			if lines[i], err = s.journalLine(ctx, r, q.Public || !maySee(ctx, r.Entry)); err != nil {
				return err
			}
		}
		return nil
	})
	return lines, total, err
}

func (s *Service) journalLine(ctx context.Context, r journalRow, mask bool) (JournalLine, error) {
	e := r.Entry
	l := JournalLine{
		Entry: e.ID, Document: r.Main, Reference: fmt.Sprintf("%d/%d-%d", r.FileYear, r.File, e.Number), FileTitle: r.Title, Title: e.Title,
		Direction: e.Direction, Year: e.JournalYear, Seq: e.JournalSeq, JournalDate: e.JournalDate, DocumentDate: e.DocumentDate, Status: e.Status,
		Ground: e.Cite, Settled: Method(r.Settled), Waits: r.Settled == "" && e.SettledBy != "" && e.mustBeSettled(), Handler: e.HandlerName, UnitName: r.Unit,
	}
	if mask {
		l.FileTitle, l.Title, l.Masked = r.Public, e.PublicTitle, r.Public != r.Title || e.PublicTitle != e.Title
		if !maySee(ctx, e) {
			l.Document = DocumentID{}
		}
	}
	all, err := s.correspondents(ctx, e.ID)
	for _, c := range all {
		switch {
		case c.internal(), c.Role == "copy":
		case mask && c.Screened:
			l.Parties, l.Masked = append(l.Parties, noark.ScreenedText), true
		default:
			l.Parties = append(l.Parties, c.Name)
		}
	}
	return l, err
}
