package record

import (
	"context"
	"io"
	"slices"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

// CaseFile returns a case file that the actor may read.
func (s *Service) CaseFile(ctx context.Context, id CaseFileID) (CaseFile, error) {
	f, found, err := s.caseFile(ctx, id)
	if err != nil {
		return f, err
	}
	if !found || !authz.ScopeOf(ctx, RightRead).Allows(f.object()) {
		return CaseFile{}, errs.NotFound("record.case-file-not-found")
	}
	return f.shownTo(ctx), nil
}

// shownTo is the case file as the actor may read it: a screened title is for
// those who may read what is screened.
func (f CaseFile) shownTo(ctx context.Context) CaseFile {
	if !maySeeScreened(ctx, f.object()) {
		f.Title = f.PublicTitle
	}
	return f
}

// CaseFilesOf lists the case files of a case that the actor may read.
func (s *Service) CaseFilesOf(ctx context.Context, c ids.CaseID) ([]CaseFile, error) {
	where, args := authz.ScopeOf(ctx, RightRead).Where(authz.Columns{Agency: "f.agency", Unit: "f.unit", Case: "f.case_id", Owner: "f.responsible"}, 2)
	files, err := sqldb.All[CaseFile](ctx, s.DB, "SELECT "+caseFileColumns+" FROM record_case_file f WHERE f.case_id = $1 AND "+where+" ORDER BY f.year, f.number",
		append([]any{c}, args...)...)
	for i := range files {
		files[i] = files[i].shownTo(ctx)
	}
	return files, err
}

// CaseFileByKey returns the case file that was opened with the key, and
// whether there is one that the actor may read.
func (s *Service) CaseFileByKey(ctx context.Context, key string) (CaseFile, bool, error) {
	f, found, err := s.caseFileByKey(ctx, key)
	if err != nil || !found || !authz.ScopeOf(ctx, RightRead).Allows(f.object()) {
		return CaseFile{}, false, err
	}
	return f.shownTo(ctx), true, nil
}

// CaseFilesUnder lists the case files whose keys begin with a prefix and that
// the actor may read, the newest first.
func (s *Service) CaseFilesUnder(ctx context.Context, prefix string) ([]CaseFile, error) {
	where, args := authz.ScopeOf(ctx, RightRead).Where(authz.Columns{Agency: "f.agency", Unit: "f.unit", Case: "f.case_id", Owner: "f.responsible"}, 2)
	files, err := sqldb.All[CaseFile](ctx, s.DB, "SELECT "+caseFileColumns+" FROM record_case_file f WHERE f.key LIKE $1 ESCAPE '!' AND "+where+" ORDER BY f.year DESC, f.number DESC",
		append([]any{sqldb.LikePrefix(prefix)}, args...)...)
	for i := range files {
		files[i] = files[i].shownTo(ctx)
	}
	return files, err
}

// EntryView is an entry with everything around it.
type EntryView struct {
	Entry
	File           CaseFile
	Correspondents []Correspondent
	Settlement     *Settlement
	Documents      []Document
	Copies         []SentCopy
}

// Reference is the number that people use, "2026/14-3".
func (v EntryView) Reference() string { return v.File.Reference() + "-" + itoa(v.Number) }

// Entry returns an entry that the actor may see, with everything around it.
func (s *Service) Entry(ctx context.Context, id EntryID) (EntryView, error) {
	e, found, err := s.entry(ctx, id)
	if err != nil {
		return EntryView{}, err
	}
	if !found || !maySee(ctx, e) {
		return EntryView{}, errs.NotFound("record.entry-not-found")
	}
	return s.entryView(ctx, e)
}

// EntryByKey returns the entry that was registered with the key, and whether
// there is one that the actor may see.
func (s *Service) EntryByKey(ctx context.Context, key string) (EntryView, bool, error) {
	e, found, err := s.entryByKey(ctx, key)
	if err != nil || !found || !maySee(ctx, e) {
		return EntryView{}, false, err
	}
	v, err := s.entryView(ctx, e)
	return v, err == nil, err
}

func (s *Service) entryView(ctx context.Context, e Entry) (v EntryView, err error) {
	v.Entry = e
	if v.File, _, err = s.caseFile(ctx, e.CaseFile); err != nil {
		return v, err
	}
	v.File = v.File.shownTo(ctx)
	if v.Correspondents, err = s.correspondents(ctx, e.ID); err != nil {
		return v, err
	}
	if v.Documents, err = s.documentsOf(ctx, e.ID); err != nil {
		return v, err
	}
	if !maySeeScreened(ctx, e.object()) {
		v.Documents = slices.DeleteFunc(v.Documents, func(d Document) bool { return d.Publicity != "public" })
	}
	if v.Copies, err = s.copiesOf(ctx, e.ID); err != nil {
		return v, err
	}
	settled, found, err := s.settlement(ctx, e.ID)
	if found {
		v.Settlement = &settled
	}
	return v, err
}

// Entries lists what the actor may see of a case file, by number.
func (s *Service) Entries(ctx context.Context, id CaseFileID) ([]EntryView, error) {
	if _, err := s.CaseFile(ctx, id); err != nil {
		return nil, err
	}
	may := reachOf(ctx, 2)
	entries, err := sqldb.All[Entry](ctx, s.DB, "SELECT "+entryColumns+" FROM record_entry e WHERE e.case_file = $1 AND "+may.entries()+" ORDER BY e.number",
		append([]any{id}, may.args...)...)
	if err != nil {
		return nil, err
	}
	out := make([]EntryView, len(entries))
	for i, e := range entries {
		if out[i], err = s.entryView(ctx, e); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// DocumentView is a document with everything that its page shows.
type DocumentView struct {
	Document
	Entry       EntryView
	Objects     []Object
	Conversions []Conversion
	Due         calendar.Date // zero while the event has not come, or never
	Hold        *Hold
	Readings    []Reading // who has read what is withheld, newest first
	Changes     []Change  // of its entry, oldest first
}

// Reading is one reading of a document that is withheld from others.
type Reading struct {
	Reader ids.UserID
	Name   string
	At     clock.Instant
}

// Document returns a document that the actor may see. Looking at what is
// written about a document is no reading of it.
func (s *Service) Document(ctx context.Context, id DocumentID) (DocumentView, error) {
	d, e, err := s.seenDocument(ctx, id)
	if err != nil {
		return DocumentView{}, err
	}
	v := DocumentView{Document: d}
	if v.Entry, err = s.entryView(ctx, e); err != nil {
		return v, err
	}
	if v.Objects, err = s.objectsOf(ctx, id); err != nil {
		return v, err
	}
	for _, o := range v.Objects {
		c, found, err := s.conversionOf(ctx, o.ID)
		if err != nil {
			return v, err
		}
		if found {
			v.Conversions = append(v.Conversions, c)
		}
	}
	f := v.Entry.File
	v.Due = Due(d.Outcome, d.From, d.After.Span, Events{Decided: f.DecidedOn, Closed: f.ClosedOn, Document: d.DocumentDate, Ended: f.EndedOn})
	if h, held, err := s.openHold(ctx, f.ID); err != nil {
		return v, err
	} else if held {
		v.Hold = &h
	}
	if v.Changes, err = s.changesOf(ctx, e.ID); err != nil {
		return v, err
	}
	v.Readings, err = sqldb.All[Reading](ctx, s.DB, "SELECT reader, name, at FROM record_reading WHERE document = $1 ORDER BY at DESC, id DESC LIMIT 100", id)
	return v, err
}

func (s *Service) changesOf(ctx context.Context, e EntryID) ([]Change, error) {
	return sqldb.All[Change](ctx, s.DB, `SELECT id, case_file, unit, element, before, after, reason, at, by_name
FROM record_change WHERE unit = $1 ORDER BY at, id`, e)
}

func (s *Service) seenDocument(ctx context.Context, id DocumentID) (Document, Entry, error) {
	d, found, err := s.document(ctx, id)
	if err != nil {
		return d, Entry{}, err
	}
	var e Entry
	if found {
		if e, _, err = s.entry(ctx, d.Entry); err != nil {
			return d, e, err
		}
	}
	if !found || !maySee(ctx, e) || d.Publicity != "public" && !maySeeScreened(ctx, e.object()) {
		return Document{}, Entry{}, errs.NotFound("record.document-not-found")
	}
	return d, e, nil
}

// Read opens one of a document's files. Reading what is withheld from others is
// recorded before anything is given out. NotFound says that the file is not
// there, or not the actor's to see; after disposal there is none.
func (s *Service) Read(ctx context.Context, id DocumentID, object ObjectID) (Object, io.ReadCloser, error) {
	d, e, err := s.seenDocument(ctx, id)
	if err != nil {
		return Object{}, nil, err
	}
	o, found, err := sqldb.Maybe[Object](ctx, s.DB, "SELECT "+objectColumns+" FROM record_object o WHERE o.id = $1 AND o.document = $2", object, id)
	if err != nil || !found {
		return o, nil, orElse(err, errs.NotFound("record.document-not-found"))
	}
	if d.Publicity != "public" {
		if err := s.noteReading(ctx, d, e); err != nil {
			return o, nil, err
		}
	}
	r, err := s.Files.Open(ctx, o.Sum)
	return o, r, err
}

func (s *Service) noteReading(ctx context.Context, d Document, e Entry) error {
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		actor := authz.ActorFrom(ctx)
		_, err := sqldb.Exec(ctx, s.DB, "INSERT INTO record_reading (id, document, reader, name, at) VALUES ($1, $2, $3, $4, $5)",
			ids.New[Reading](), d.ID, actor.User, s.actorName(ctx), s.now())
		if err != nil {
			return err
		}
		return s.tellEntry(ctx, e, "read", map[string]any{"document": d.ID})
	})
}

// Best is the object to show: the archive variant when there is one.
func (v DocumentView) Best() (Object, bool) {
	var best Object
	for _, o := range v.Objects {
		if best.ID.IsZero() || o.Variant == "archive" {
			best = o
		}
	}
	return best, !best.ID.IsZero()
}

// Missing names the document types that the plan expects in a case file of this
// kind and that are not in it (not yet, or never): their titles in the plan.
func (s *Service) Missing(ctx context.Context, id CaseFileID) ([]string, error) {
	f, err := s.CaseFile(ctx, id)
	if err != nil {
		return nil, err
	}
	plan, err := s.plan.Plan(ctx)
	if err != nil {
		return nil, err
	}
	there, err := sqldb.All[string](ctx, s.DB, `SELECT DISTINCT d.document_type FROM record_document d JOIN record_entry e ON e.id = d.entry
WHERE d.case_file = $1 AND e.status <> 'cancelled'`, id)
	var missing []string
	for _, t := range plan.Types {
		if t.Expected && t.File == f.Kind && !slices.Contains(there, t.Key) {
			missing = append(missing, t.Title)
		}
	}
	return missing, err
}

// Unsigned lists registry entries within one's reach that the archive has not
// signed off, oldest first, and says how many there are.
func (s *Service) Unsigned(ctx context.Context, most int) ([]EntryView, int, error) {
	may := reachOf(ctx, 1)
	where := may.entries() + " AND " + unsigned
	total, err := sqldb.One[int](ctx, s.DB, "SELECT count(*) FROM record_entry e WHERE "+where, may.args...)
	if err != nil {
		return nil, 0, err
	}
	entries, err := sqldb.All[Entry](ctx, s.DB, "SELECT "+entryColumns+" FROM record_entry e WHERE "+where+" ORDER BY e.registered_at, e.id LIMIT "+itoa(most), may.args...)
	if err != nil {
		return nil, 0, err
	}
	out := make([]EntryView, len(entries))
	for i, e := range entries {
		if out[i], err = s.entryView(ctx, e); err != nil {
			return nil, 0, err
		}
	}
	return out, total, nil
}
