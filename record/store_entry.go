package record

import (
	"context"
	"crypto/sha256"
	"encoding/binary"

	"saksgang/base/sqldb"
	"saksgang/record/format"
)

const entryColumns = `e.id, e.key, e.case_file, e.note, COALESCE(e.number, 0), COALESCE(e.journal_year, 0), COALESCE(e.journal_seq, 0),
  e.direction, e.document_type, e.plan_version, e.title, e.public_title, e.status, e.settled_by, e.acknowledges, e.answers,
  e.publicity, e.ground, e.cite, e.screen_name, e.screen_years, e.agency, e.unit, e.case_id, e.handler, e.handler_name, e.handler_role,
  e.document_date, e.journal_date, e.received_at, e.sent_at, e.due_on, e.registered_at, e.registered_by, e.signed_at, e.signed_by,
  e.archived_at, e.archived_by, e.mail`

func (s *Service) entry(ctx context.Context, id EntryID) (Entry, bool, error) {
	return sqldb.Maybe[Entry](ctx, s.DB, "SELECT "+entryColumns+" FROM record_entry e WHERE e.id = $1", id)
}

func (s *Service) entryByKey(ctx context.Context, key string) (Entry, bool, error) {
	return sqldb.Maybe[Entry](ctx, s.DB, "SELECT "+entryColumns+" FROM record_entry e WHERE e.key = $1", key)
}

func (s *Service) entriesOf(ctx context.Context, f CaseFileID) ([]Entry, error) {
	return sqldb.All[Entry](ctx, s.DB, "SELECT "+entryColumns+" FROM record_entry e WHERE e.case_file = $1 ORDER BY e.number", f)
}

// insertEntry writes the entry without its numbers, which are taken last.
func (s *Service) insertEntry(ctx context.Context, e Entry) error {
	_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO record_entry (id, key, case_file, note, direction, document_type, plan_version, title, public_title,
  status, settled_by, acknowledges, answers, publicity, ground, cite, screen_name, screen_years, agency, unit, case_id,
  handler, handler_name, handler_role, document_date, journal_date, received_at, sent_at, due_on, registered_at, registered_by,
  signed_at, signed_by, archived_at, archived_by, mail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28,
  $29, $30, $31, $32, $33, $34, $35, $36)`,
		e.ID, e.Key, e.CaseFile, e.Note, e.Direction, e.DocumentType, e.PlanVersion, e.Title, e.PublicTitle,
		string(e.Status), e.SettledBy, e.Acknowledges, e.Answers, e.Publicity, e.Ground, e.Cite, e.ScreenName, e.ScreenYears, e.Agency, e.Unit, e.Case,
		e.Handler, e.HandlerName, e.HandlerRole, e.DocumentDate, e.JournalDate, e.ReceivedAt, e.SentAt, e.DueOn, e.RegisteredAt, e.RegisteredBy,
		e.SignedAt, e.SignedBy, e.ArchivedAt, e.ArchivedBy, e.Mail)
	return err
}

func (s *Service) updateEntry(ctx context.Context, e Entry) error {
	_, err := sqldb.Exec(ctx, s.DB, `UPDATE record_entry SET title = $1, public_title = $2, status = $3, publicity = $4, ground = $5, cite = $6,
  screen_name = $7, handler = $8, handler_name = $9, handler_role = $10, document_date = $11, signed_at = $12, signed_by = $13, mail = $14
WHERE id = $15`,
		e.Title, e.PublicTitle, string(e.Status), e.Publicity, e.Ground, e.Cite, e.ScreenName, e.Handler, e.HandlerName, e.HandlerRole,
		e.DocumentDate, e.SignedAt, e.SignedBy, e.Mail, e.ID)
	return err
}

// number gives the entry its place in the case file and, when it is
// journalised, in the journal. It is the last thing a transaction does.
func (s *Service) number(ctx context.Context, e *Entry) error {
	var err error
	if e.Number, err = s.next(ctx, "entry/"+e.CaseFile.String()); err != nil {
		return err
	}
	if e.Note {
		_, err = sqldb.Exec(ctx, s.DB, "UPDATE record_entry SET number = $1 WHERE id = $2", e.Number, e.ID)
		return err
	}
	e.JournalYear = e.JournalDate.Year()
	if e.JournalSeq, err = s.next(ctx, "journal/"+itoa(e.JournalYear)); err != nil {
		return err
	}
	_, err = sqldb.Exec(ctx, s.DB, "UPDATE record_entry SET number = $1, journal_year = $2, journal_seq = $3 WHERE id = $4",
		e.Number, e.JournalYear, e.JournalSeq, e.ID)
	return err
}

func (s *Service) insertCorrespondents(ctx context.Context, e EntryID, all []Correspondent) error {
	for i, c := range all {
		if err := s.insertCorrespondent(ctx, e, i+1, c); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) insertCorrespondent(ctx context.Context, e EntryID, place int, c Correspondent) error {
	_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO record_correspondent (entry, place, role, name, screened, mail, party, unit, handler)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, e, place, c.Role, c.Name, c.Screened, c.Mail, c.Party, c.Unit, c.Handler)
	return err
}

func (s *Service) correspondents(ctx context.Context, e EntryID) ([]Correspondent, error) {
	return sqldb.All[Correspondent](ctx, s.DB, `SELECT role, name, screened, mail, party, unit, handler
FROM record_correspondent WHERE entry = $1 ORDER BY place`, e)
}

const settlementColumns = "entry, id, method, by_entry, note, on_day, at, by_name"

func (s *Service) settlement(ctx context.Context, e EntryID) (Settlement, bool, error) {
	return sqldb.Maybe[Settlement](ctx, s.DB, "SELECT "+settlementColumns+" FROM record_settlement WHERE entry = $1", e)
}

func (s *Service) insertSettlement(ctx context.Context, x Settlement) error {
	_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO record_settlement (entry, id, method, by_entry, note, on_day, at, by_name)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, x.Entry, x.ID, string(x.Method), x.ByEntry, x.Note, x.On, x.At, x.By)
	return err
}

const documentColumns = `d.id, d.entry, d.case_file, d.place, d.main, d.document_type, d.type_title, d.plan_version, d.title, d.publicity, d.cite,
  d.outcome, d.after_span, d.from_event, d.rule, d.rule_cite, d.document_date, d.archive, d.archive_reason, d.search_row,
  d.created_at, d.created_by, d.disposed_at, d.disposed_by`

func (s *Service) document(ctx context.Context, id DocumentID) (Document, bool, error) {
	return sqldb.Maybe[Document](ctx, s.DB, "SELECT "+documentColumns+" FROM record_document d WHERE d.id = $1", id)
}

func (s *Service) documentsOf(ctx context.Context, e EntryID) ([]Document, error) {
	return sqldb.All[Document](ctx, s.DB, "SELECT "+documentColumns+" FROM record_document d WHERE d.entry = $1 ORDER BY d.place", e)
}

func (s *Service) insertDocument(ctx context.Context, d Document) error {
	_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO record_document (id, entry, case_file, place, main, document_type, type_title, plan_version, title,
  publicity, cite, outcome, after_span, from_event, rule, rule_cite, document_date, archive, archive_reason, search_row,
  created_at, created_by, disposed_at, disposed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
		d.ID, d.Entry, d.CaseFile, d.Place, d.Main, d.DocumentType, d.TypeTitle, d.PlanVersion, d.Title,
		d.Publicity, d.Cite, d.Outcome, d.After, d.From, d.Rule, d.RuleCite, d.DocumentDate, d.Archive, d.ArchiveReason, d.SearchRow,
		d.CreatedAt, d.CreatedBy, d.DisposedAt, d.DisposedBy)
	return err
}

// setArchive says how far a document is on its way to an archive format.
func (s *Service) setArchive(ctx context.Context, d DocumentID, state, reason string) error {
	_, err := sqldb.Exec(ctx, s.DB, "UPDATE record_document SET archive = $1, archive_reason = $2 WHERE id = $3 AND archive <> 'disposed'", state, reason, d)
	return err
}

// searchRow is the number under which a document's words stand in the search
// table; it is a hash, and one that is taken fails the registration, which may
// be repeated.
func searchRow(d DocumentID) int64 {
	sum := sha256.Sum256(d[:])
	return int64(binary.BigEndian.Uint64(sum[:8]) >> 1)
}

const objectColumns = "o.id, o.document, o.version, o.variant, o.format, o.details, o.media_type, o.file_name, o.sum, o.size, o.created_at, o.created_by"

func (s *Service) objectsOf(ctx context.Context, d DocumentID) ([]Object, error) {
	return sqldb.All[Object](ctx, s.DB, "SELECT "+objectColumns+" FROM record_object o WHERE o.document = $1 ORDER BY o.version, o.variant", d)
}

// addObject names a stored file as one of the document's and holds it.
func (s *Service) addObject(ctx context.Context, o Object) error {
	if err := s.Files.Hold(ctx, o.Ref()); err != nil {
		return err
	}
	_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO record_object (id, document, version, variant, format, details, media_type, file_name, sum, size, created_at, created_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		o.ID, o.Document, o.Version, o.Variant, o.Format, o.Details, o.MediaType, o.FileName, o.Sum, o.Size, o.CreatedAt, o.CreatedBy)
	return err
}

func (s *Service) addConversion(ctx context.Context, c Conversion) error {
	_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO record_conversion (object, from_format, to_format, tool, note, from_sum, to_sum, at, by_name)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, c.Object, c.From, c.To, c.Tool, c.Note, c.FromSum, c.ToSum, c.At, c.By)
	return err
}

func (s *Service) conversionOf(ctx context.Context, o ObjectID) (Conversion, bool, error) {
	return sqldb.Maybe[Conversion](ctx, s.DB, `SELECT object, from_format, to_format, tool, note, from_sum, to_sum, at, by_name
FROM record_conversion WHERE object = $1`, o)
}

// remaining lists, by their numbers in the case file, the entries that keep it
// from closing.
func (s *Service) remaining(ctx context.Context, f CaseFileID) (remaining, error) {
	var left remaining
	for _, q := range []struct {
		into *[]string
		sql  string
	}{
		{&left.Unsettled, "SELECT CAST(e.number AS TEXT) FROM record_entry e WHERE e.case_file = $1 AND " + unsettled + " ORDER BY e.number"},
		{&left.Unsigned, "SELECT CAST(e.number AS TEXT) FROM record_entry e WHERE e.case_file = $1 AND " + unsigned + " ORDER BY e.number"},
		{&left.Unarchived, `SELECT CAST(e.number AS TEXT) FROM record_entry e JOIN record_document d ON d.entry = e.id
WHERE e.case_file = $1 AND e.status <> 'cancelled' AND d.archive IN ('pending', 'task') ORDER BY e.number, d.place`},
		{&left.Unwritten, "SELECT CAST(o.key AS TEXT) FROM record_order o WHERE o.case_file = $1 AND o.entry IS NULL ORDER BY o.ordered_at"},
	} {
		var err error
		if *q.into, err = sqldb.All[string](ctx, s.DB, q.sql, f); err != nil {
			return left, err
		}
	}
	return left, nil
}

func (s *Service) productionOf(ctx context.Context, d DocumentID) (Object, bool, error) {
	return sqldb.Maybe[Object](ctx, s.DB, "SELECT "+objectColumns+" FROM record_object o WHERE o.document = $1 AND o.variant = 'production' ORDER BY o.version DESC LIMIT 1", d)
}

// identified notes what a file was found to be.
func (s *Service) identified(ctx context.Context, o ObjectID, i format.Identified) error {
	_, err := sqldb.Exec(ctx, s.DB, "UPDATE record_object SET format = $1, details = $2, media_type = $3 WHERE id = $4", i.Format, i.Details(), i.MediaType, o)
	return err
}
