package record

import (
	"context"
	"strconv"
	"strings"

	"saksgang/base/blob"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
)

// NewEntry is something to register: what came in, what was sent, or a
// document of one's own.
type NewEntry struct {
	Key          string // the same key is the same entry
	CaseFile     CaseFileID
	DocumentType string // a row of the plan, which decides the rest
	// Status and Handler as a connection's mapping says (requirement A7); empty
	// is what follows from the direction, and the case file's responsible.
	Status      Status
	Handler     ids.UserID
	HandlerName string
	HandlerRole string
	// Fields fill in the title's pattern, by key or by word in any language.
	Fields         map[string]string
	Correspondents []Correspondent
	Documents      []NewDocument // the main one first, or marked
	Answers        EntryID       // the entry that this one answers and settles
	DocumentDate   calendar.Date // zero is today
	ReceivedAt     clock.Instant // zero is now
	DueOn          calendar.Date

	byMail bool // it goes by mail in the same transaction
}

// NewDocument is one document of an entry.
type NewDocument struct {
	DocumentType string // empty is the entry's
	Title        string // empty is by the row's pattern; never a file name
	FileName     string // as it came; erased at disposal
	File         blob.Ref
	Main         bool

	written *written // made here: both variants are at hand
}

// Register writes an entry with its documents into the case file. The plan's
// row decides title, class, publicity and retention; a row that is kept without
// a journal makes an archive note, and one that is not captured is refused. The
// files must be stored already. Each document gets its archive variant by a job
// (PreserveJob). Repeated with the same key it returns the first.
func (s *Service) Register(ctx context.Context, n NewEntry) (EntryID, error) {
	return run(ctx, s, "register", func(ctx context.Context) (EntryID, error) {
		known, found, err := s.entryByKey(ctx, n.Key)
		if found || err != nil {
			return known.ID, err
		}
		if _, err := s.fileFor(ctx, n.CaseFile, RightRegister); err != nil {
			return EntryID{}, err
		}
		e, err := s.register(ctx, n)
		return e.ID, err
	})
}

// register is Register without asking for the right, which whoever ordered the
// document had when he did.
func (s *Service) register(ctx context.Context, n NewEntry) (Entry, error) {
	plan, err := s.plan.Plan(ctx)
	if err != nil {
		return Entry{}, err
	}
	f, _, err := s.caseFile(ctx, n.CaseFile)
	if err != nil {
		return Entry{}, err
	}
	e, row, err := s.newEntry(ctx, plan, f, n)
	if err != nil {
		return e, err
	}
	if err := s.insertEntry(ctx, e); err != nil {
		return e, err
	}
	if err := s.insertCorrespondents(ctx, e.ID, everyone(plan, row, f, e, n.Correspondents)); err != nil {
		return e, err
	}
	if err := s.addDocuments(ctx, plan, e, n); err != nil {
		return e, err
	}
	if err := s.answered(ctx, plan, e, n.byMail); err != nil {
		return e, err
	}
	if err := s.number(ctx, &e); err != nil {
		return e, err
	}
	if err := s.orderCopies(ctx, row, e); err != nil {
		return e, err
	}
	return e, s.tellEntry(ctx, e, "registered", map[string]any{
		"file": f.Reference(), "number": e.Number, "type": e.DocumentType, "plan": e.PlanVersion, "documents": len(n.Documents),
	})
}

func (s *Service) newEntry(ctx context.Context, plan *Plan, f CaseFile, n NewEntry) (Entry, FolderDocumentType, error) {
	row, err := plan.Type(n.DocumentType)
	if err != nil {
		return Entry{}, row, err
	}
	switch {
	case n.Key == "":
		return Entry{}, row, errs.Invalid("record.key-missing")
	case row.Registration == "none":
		return Entry{}, row, errs.Invalid("record.not-captured", "type", row.Key)
	case !f.isOpen():
		return Entry{}, row, errs.Conflict("record.case-file-closed", "file", f.Reference())
	case len(n.Documents) == 0 && n.Status != Reserved:
		return Entry{}, row, errs.Invalid("record.entry-without-document", "type", row.Key)
	}
	today := s.today(plan)
	e := Entry{
		ID: ids.New[entryKind](), Key: n.Key, CaseFile: f.ID, Note: row.Registration == "archive", Direction: row.Direction,
		DocumentType: row.Key, PlanVersion: plan.Version, SettledBy: row.Settled, Acknowledges: row.Acknowledges, Answers: n.Answers,
		Publicity: row.Publicity.Status, Ground: row.Publicity.Ground, ScreenName: row.Publicity.ScreenName, ScreenYears: row.Publicity.Years,
		Agency: f.Agency, Unit: f.Unit, Case: f.Case, DocumentDate: n.DocumentDate, JournalDate: today, DueOn: n.DueOn,
		RegisteredAt: s.now(), RegisteredBy: s.actorName(ctx),
	}
	if e.DocumentDate.IsZero() {
		e.DocumentDate = today
	}
	if e.Status, err = firstStatus(n.Status, row.Direction); err != nil {
		return e, row, err
	}
	if e.Cite, err = plan.Cite(e.Ground, today); err != nil {
		return e, row, err
	}
	if e.Title, e.PublicTitle, err = plan.titles(row, s.fieldsOf(plan, f, n.Fields)); err != nil {
		return e, row, err
	}
	s.fillDates(&e, n)
	s.fillHandler(ctx, &e, f, n)
	return e, row, nil
}

func (s *Service) fillDates(e *Entry, n NewEntry) {
	switch {
	case e.Direction == "incoming" && n.ReceivedAt != 0:
		e.ReceivedAt = n.ReceivedAt
	case e.Direction == "incoming":
		e.ReceivedAt = e.RegisteredAt
	case e.Direction == "outgoing" && e.Status != Finished && e.Status != Reserved:
		e.SentAt = e.RegisteredAt
	}
	if e.Status == Journaled {
		e.SignedAt, e.SignedBy = e.RegisteredAt, e.RegisteredBy
	}
}

func (s *Service) fillHandler(ctx context.Context, e *Entry, f CaseFile, n NewEntry) {
	e.Handler, e.HandlerName, e.HandlerRole = n.Handler, n.HandlerName, n.HandlerRole
	if e.Handler.IsZero() {
		e.Handler = f.Responsible
	}
	if e.HandlerName == "" {
		e.HandlerName = s.personName(ctx, e.Handler)
	}
	if e.HandlerName == "" {
		e.HandlerName = f.ResponsibleName
	}
}

// fieldsOf are the caller's fields with those that the case file gives.
func (s *Service) fieldsOf(plan *Plan, f CaseFile, fields map[string]string) map[string]string {
	values := keyed(fields)
	for key, value := range map[string]string{
		"case.number": f.Reference(), "case.title": f.Title, "case.handler": f.ResponsibleName,
		"unit.name": f.UnitName, "town.name": plan.Town.Name, "town.email": plan.Town.Mail,
		"town.address": strings.Join(plan.Town.Address, ", "), "unit.address": strings.Join(plan.Town.Address, ", "),
	} {
		if values[key] == "" {
			values[key] = value
		}
	}
	return values
}

// everyone is the outside correspondents with our own side, which Noark asks
// for and which carries the handler.
func everyone(plan *Plan, row FolderDocumentType, f CaseFile, e Entry, outside []Correspondent) []Correspondent {
	var all []Correspondent
	for _, c := range outside {
		if c.Role == "" {
			c.Role = "recipient"
			if row.Direction == "incoming" {
				c.Role = "sender"
			}
		}
		c.Screened = c.Screened || row.Publicity.ScreenName && !c.internal()
		all = append(all, c)
	}
	own := Correspondent{Role: "internal-sender", Name: plan.Town.Name, Unit: f.UnitName, Handler: e.HandlerName}
	if row.Direction == "incoming" {
		own.Role = "internal-recipient"
	}
	return append(all, own)
}

func (s *Service) addDocuments(ctx context.Context, plan *Plan, e Entry, n NewEntry) error {
	main := 0
	for i, d := range n.Documents {
		if d.Main {
			main = i
			break
		}
	}
	place := 1
	order := append([]NewDocument{}, n.Documents...)
	if main > 0 {
		order = append([]NewDocument{n.Documents[main]}, append(order[:main:main], order[main+1:]...)...)
	}
	for i, d := range order {
		if err := s.addDocument(ctx, plan, e, n, d, place, i == 0); err != nil {
			return err
		}
		place++
	}
	return nil
}

func (s *Service) addDocument(ctx context.Context, plan *Plan, e Entry, n NewEntry, in NewDocument, place int, main bool) error {
	d, err := s.newDocument(ctx, plan, e, n, in)
	if err != nil {
		return err
	}
	d.Place, d.Main = place, main
	if err := s.insertDocument(ctx, d); err != nil {
		return err
	}
	if in.written != nil {
		return s.addWritten(ctx, d, *in.written)
	}
	err = s.addObject(ctx, Object{
		ID: ids.New[objectKind](), Document: d.ID, Version: 1, Variant: "production", FileName: in.FileName,
		Sum: in.File.Sum, Size: in.File.Size, CreatedAt: d.CreatedAt, CreatedBy: d.CreatedBy,
	})
	if err != nil {
		return err
	}
	if err := s.indexDocument(ctx, d, ""); err != nil {
		return err
	}
	return s.enqueuePreserve(ctx, d.ID)
}

func (s *Service) newDocument(ctx context.Context, plan *Plan, e Entry, n NewEntry, in NewDocument) (Document, error) {
	if in.DocumentType == "" {
		in.DocumentType = e.DocumentType
	}
	row, err := plan.Type(in.DocumentType)
	if err != nil {
		return Document{}, err
	}
	if row.Registration == "none" {
		return Document{}, errs.Invalid("record.not-captured", "type", row.Key)
	}
	if in.File.Sum.IsZero() && in.written == nil {
		return Document{}, errs.Invalid("record.document-without-file", "document", row.Key)
	}
	d := Document{
		ID: ids.New[documentKind](), Entry: e.ID, CaseFile: e.CaseFile, DocumentType: row.Key, TypeTitle: row.Title, PlanVersion: plan.Version,
		Title: strings.TrimSpace(in.Title), Publicity: row.Publicity.Status, Outcome: row.Retention.Outcome, After: After{row.Retention.After},
		From: row.Retention.From, Rule: row.Retention.Ground, DocumentDate: e.DocumentDate, Archive: "pending",
		CreatedAt: e.RegisteredAt, CreatedBy: s.actorName(ctx),
	}
	d.SearchRow = searchRow(d.ID)
	if d.Title == "" {
		f, _, err := s.caseFile(ctx, e.CaseFile)
		if err != nil {
			return d, err
		}
		if d.Title, _, err = plan.titles(row, s.fieldsOf(plan, f, n.Fields)); err != nil {
			return d, err
		}
	}
	if d.Cite, err = plan.Cite(row.Publicity.Ground, e.JournalDate); err != nil {
		return d, err
	}
	d.RuleCite, err = plan.Cite(row.Retention.Ground, e.JournalDate)
	return d, err
}

func itoa(n int) string { return strconv.Itoa(n) }

// CopyOf is a copy of an entry's documents to be kept in another case file, such
// as the application of the one hired in the personnel file.
type CopyOf struct {
	Key          string
	Entry        EntryID
	CaseFile     CaseFileID
	DocumentType string // the row that decides in the other file, for every document
	Fields       map[string]string
}

// Copy registers the documents of an entry once more, in another case file and
// by the row that holds there; the files are shared, so that what is destroyed
// in the one remains in the other. Conflict says that a document has been
// destroyed already.
func (s *Service) Copy(ctx context.Context, c CopyOf) (EntryID, error) {
	return run(ctx, s, "copy", func(ctx context.Context) (EntryID, error) {
		from, err := s.entryFor(ctx, c.Entry, RightRegister)
		if err != nil {
			return EntryID{}, err
		}
		documents, err := s.documentsOf(ctx, from.ID)
		if err != nil {
			return EntryID{}, err
		}
		n := NewEntry{Key: c.Key, CaseFile: c.CaseFile, DocumentType: c.DocumentType, Fields: c.Fields, DocumentDate: from.DocumentDate, ReceivedAt: from.ReceivedAt}
		all, err := s.correspondents(ctx, from.ID)
		if err != nil {
			return EntryID{}, err
		}
		for _, who := range all {
			if !who.internal() {
				n.Correspondents = append(n.Correspondents, who)
			}
		}
		for _, d := range documents {
			original, found, err := s.productionOf(ctx, d.ID)
			if err != nil || !found {
				return EntryID{}, orElse(err, errs.Conflict("record.document-destroyed", "document", d.ID))
			}
			n.Documents = append(n.Documents, NewDocument{Title: d.Title, FileName: original.FileName, File: original.Ref(), Main: d.Main})
		}
		return s.Register(ctx, n)
	})
}
