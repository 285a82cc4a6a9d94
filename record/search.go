package record

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/sqldb"
)

const searchTable = "record_search"

// indexDocument makes a document findable by its titles, its correspondents and
// what it says. After disposal only the metadata are left.
func (s *Service) indexDocument(ctx context.Context, d Document, text string) error {
	e, _, err := s.entry(ctx, d.Entry)
	if err != nil {
		return err
	}
	texts := []string{d.Title, d.TypeTitle, e.Title, text}
	all, err := s.correspondents(ctx, d.Entry)
	if err != nil {
		return err
	}
	for _, c := range all {
		if !c.internal() {
			texts = append(texts, c.Name)
		}
	}
	if d.DisposedAt == 0 {
		original, _, err := s.productionOf(ctx, d.ID)
		if err != nil {
			return err
		}
		texts = append(texts, original.FileName)
	}
	return s.DB.Index(ctx, searchTable, d.SearchRow, wordsOf(texts...))
}

// reach is what an actor may see, as conditions on entries.
type reach struct {
	read     string // within record.read
	screened string // within record.read-screened
	args     []any
}

func reachOf(ctx context.Context, firstArg int) reach {
	columns := authz.Columns{Agency: "e.agency", Unit: "e.unit", Case: "e.case_id", Owner: "e.handler"}
	read, args := authz.ScopeOf(ctx, RightRead).Where(columns, firstArg)
	screened, more := authz.ScopeOf(ctx, RightReadScreened).Where(columns, firstArg+len(args))
	return reach{read, screened, append(args, more...)}
}

// entries holds for the entries that the actor may see: within the reach of
// record.read, and where one is not public, of record.read-screened as well.
func (r reach) entries() string {
	return "(" + r.read + " AND (e.publicity = 'public' OR " + r.screened + "))"
}

// documents holds for the documents that the actor may see: an open entry may
// have an attachment that is not.
func (r reach) documents() string {
	return "(" + r.read + " AND (e.publicity = 'public' AND d.publicity = 'public' OR " + r.screened + "))"
}

// maySee is reach for an entry at hand.
func maySee(ctx context.Context, e Entry) bool {
	return authz.ScopeOf(ctx, RightRead).Allows(e.object()) && (e.Publicity == "public" || maySeeScreened(ctx, e.object()))
}

func maySeeScreened(ctx context.Context, o authz.Object) bool {
	return authz.ScopeOf(ctx, RightReadScreened).Allows(o)
}

// Query is what to search for, and which page of the answer.
type Query struct {
	Text     string // words; a number such as 2026/14-3 is words too
	From, To calendar.Date
	Type     string // document type; empty for all
	Offset   int
	Most     int // 0 means 25
}

// Hit is a document that a search found.
type Hit struct {
	Document     DocumentID
	Entry        EntryID
	CaseFile     CaseFileID
	Title        string
	EntryTitle   string
	FileTitle    string
	Year, File   int
	Number       int
	DocumentType string
	TypeTitle    string
	Publicity    string
	JournalDate  calendar.Date
	Disposed     clock.Instant
}

// Reference is the entry's number, "2026/14-3".
func (h Hit) Reference() string { return fmt.Sprintf("%d/%d-%d", h.Year, h.File, h.Number) }

// Found is a page of hits, and how many there are in all within one's rights.
type Found struct {
	Hits  []Hit
	Total int
}

// Search finds documents by metadata and text. What the actor may not see is
// neither found nor counted.
func (s *Service) Search(ctx context.Context, q Query) (Found, error) {
	plan, err := s.plan.Plan(ctx)
	if err != nil {
		return Found{}, err
	}
	may := reachOf(ctx, 1)
	where, args := may.documents(), may.args
	if text := strings.TrimSpace(q.Text); text != "" {
		condition, arg := s.matches(text, plan.Language, len(args)+1)
		where, args = where+" AND "+condition, append(args, arg...)
	}
	for _, c := range []struct {
		condition string
		value     any
		set       bool
	}{
		{"e.journal_date >= $%d", q.From, !q.From.IsZero()},
		{"e.journal_date <= $%d", q.To, !q.To.IsZero()},
		{"d.document_type = $%d", q.Type, q.Type != ""},
	} {
		if c.set {
			where, args = where+" AND "+fmt.Sprintf(c.condition, len(args)+1), append(args, c.value)
		}
	}
	if q.Most == 0 {
		q.Most = 25
	}
	const from = " FROM record_document d JOIN record_entry e ON e.id = d.entry JOIN record_case_file f ON f.id = d.case_file WHERE "
	var found Found
	err = s.DB.View(ctx, func(ctx context.Context) error {
		if found.Total, err = sqldb.One[int](ctx, s.DB, "SELECT count(*)"+from+where, args...); err != nil {
			return err
		}
		page := fmt.Sprintf(" ORDER BY e.journal_date DESC, f.year DESC, f.number DESC, e.number, d.place LIMIT %d OFFSET %d", q.Most, max(q.Offset, 0))
		found.Hits, err = sqldb.All[Hit](ctx, s.DB, `SELECT d.id, e.id, f.id, d.title, e.title, CASE WHEN `+may.screened+` THEN f.title ELSE f.public_title END, f.year, f.number,
  COALESCE(e.number, 0), d.document_type, d.type_title, d.publicity, e.journal_date, d.disposed_at`+from+where+page, args...)
		return err
	})
	return found, err
}

// matches finds by words, or jumps to a number such as 2026/14 or 2026/14-3.
func (s *Service) matches(text, language string, arg int) (string, []any) {
	switch n := numbersIn(text); len(n) {
	case 3:
		return fmt.Sprintf("f.year = $%d AND f.number = $%d AND e.number = $%d", arg, arg+1, arg+2), n
	case 2:
		return fmt.Sprintf("f.year = $%d AND f.number = $%d", arg, arg+1), n
	}
	condition, value := s.DB.Matching(searchTable, "d.search_row", soughtWords(text, language), arg)
	return condition, []any{value}
}

// numberText is a case file's number, "2026/14", or an entry's, "2026/14-3".
var numberText = regexp.MustCompile(`^(\d{4})/(\d{1,9})(?:-(\d{1,9}))?$`)

// numbersIn are the year, the file's number and the entry's, if one, of a text
// that is a number and nothing else.
func numbersIn(text string) []any {
	found := numberText.FindStringSubmatch(strings.TrimSpace(text))
	if found == nil {
		return nil
	}
	var all []any
	for _, digits := range found[1:] {
		if n, err := strconv.Atoi(digits); err == nil { // the last may be missing
			all = append(all, n)
		}
	}
	return all
}
