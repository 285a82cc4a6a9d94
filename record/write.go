package record

import (
	"bytes"
	"context"
	"encoding/json"

	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/mail"
	"saksgang/base/sqldb"
	"saksgang/record/format"
)

// WriteJob is the kind of job that writes an ordered document; its handler is
// Service.Write.
const WriteJob = "record.write"

// Order is a document to be written: from a template, or of Lines alone.
type Order struct {
	Key          string // the same key is the same document
	CaseFile     CaseFileID
	DocumentType string
	Template     string // key of a letter; empty writes Lines under the entry's title
	Language     string // of the letter; empty is the plan's
	Fields       map[string]string
	Lines        []string // paragraphs after the template's, or instead of it
	// Correspondent is whom it goes to; an empty name is a document of one's own.
	Correspondent Correspondent
	Mail          string // address to send it to; empty sends nothing
	Answers       EntryID
	Handler       ids.UserID
	HandlerName   string
	HandlerRole   string
	// By is who it is written for; zero is whoever orders it.
	By     ids.UserID
	ByName string
}

// storedOrder is an order with who gave it and when.
type storedOrder struct {
	Order
	At         clock.Instant
	OnBehalfOf ids.UserID
}

// WriteDocument orders a document: a job writes it, registers it, settles what
// it answers and sends it, once. What can be refused is refused now: an unknown
// row or letter, a field without a value, an answer that would settle nothing.
func (s *Service) WriteDocument(ctx context.Context, o Order) error {
	return s.do(ctx, "write-document", func(ctx context.Context) error {
		_, known, err := s.orderByKey(ctx, o.Key)
		if known || err != nil {
			return err
		}
		f, err := s.fileFor(ctx, o.CaseFile, RightRegister)
		if err != nil {
			return err
		}
		if err := s.checkOrder(ctx, f, o); err != nil {
			return err
		}
		actor := authz.ActorFrom(ctx)
		if o.By.IsZero() {
			o.By, o.ByName = actor.User, actor.Name
		}
		if o.ByName == "" {
			o.ByName = s.personName(ctx, o.By)
		}
		says, err := json.Marshal(storedOrder{Order: o, At: s.now(), OnBehalfOf: actor.OnBehalfOf})
		if err != nil {
			return errs.Internal(err, "record.order-unwritable")
		}
		id := ids.New[orderKind]()
		_, err = sqldb.Exec(ctx, s.DB, "INSERT INTO record_order (id, key, case_file, says, ordered_at) VALUES ($1, $2, $3, $4, $5)",
			id, o.Key, o.CaseFile, string(says), s.now())
		if err != nil {
			return err
		}
		if err := s.Jobs.Enqueue(ctx, WriteJob, id, jobs.Order{Unique: id.String()}); err != nil {
			return err
		}
		return s.tellFile(ctx, f, "document-ordered", map[string]any{"order": id, "type": o.DocumentType})
	})
}

// checkOrder refuses now what the job could only fail on later.
func (s *Service) checkOrder(ctx context.Context, f CaseFile, o Order) error {
	plan, err := s.plan.Plan(ctx)
	if err != nil {
		return err
	}
	n := NewEntry{Key: o.Key, CaseFile: f.ID, DocumentType: o.DocumentType, Fields: o.Fields, Documents: make([]NewDocument, 1), Answers: o.Answers}
	e, _, err := s.newEntry(ctx, plan, f, n)
	if err != nil {
		return err
	}
	if _, err := s.compose(plan, f, e, storedOrder{Order: o, At: s.now()}); err != nil {
		return err
	}
	if o.Template == "" && len(o.Lines) == 0 {
		return errs.Invalid("record.letter-empty", "type", o.DocumentType)
	}
	if o.Answers.IsZero() || e.Acknowledges {
		return nil
	}
	_, _, err = s.answerable(ctx, o.Answers, &e)
	return err
}

type orderRow struct {
	ID       OrderID
	CaseFile CaseFileID
	Says     string
	Entry    EntryID
}

const orderColumns = "id, case_file, says, entry"

func (s *Service) order(ctx context.Context, id OrderID) (orderRow, bool, error) {
	return sqldb.Maybe[orderRow](ctx, s.DB, "SELECT "+orderColumns+" FROM record_order WHERE id = $1", id)
}

func (s *Service) orderByKey(ctx context.Context, key string) (orderRow, bool, error) {
	return sqldb.Maybe[orderRow](ctx, s.DB, "SELECT "+orderColumns+" FROM record_order WHERE key = $1", key)
}

// Written says which entry an ordered document became; the zero entry while
// its job has not run.
func (s *Service) Written(ctx context.Context, key string) (EntryID, error) {
	row, found, err := s.orderByKey(ctx, key)
	if err == nil && !found {
		err = errs.NotFound("record.order-not-found")
	}
	return row.Entry, err
}

// Write is the handler of WriteJob. Files are stored outside the transaction;
// everything else happens in one, with the job's own "done". A crash before it
// leaves files that nothing names, which are swept.
func (s *Service) Write(ctx context.Context, job jobs.Job) error {
	var id OrderID
	if err := json.Unmarshal([]byte(job.Payload), &id); err != nil {
		return errs.InvalidBecause(err, "record.job-unreadable")
	}
	row, found, err := s.order(ctx, id)
	if err != nil {
		return err
	}
	if !found {
		return errs.NotFound("record.order-not-found")
	}
	if !row.Entry.IsZero() {
		return nil
	}
	var o storedOrder
	if err := json.Unmarshal([]byte(row.Says), &o); err != nil {
		return errs.InvalidBecause(err, "record.job-unreadable")
	}
	ctx = authz.With(ctx, authz.Actor{User: o.By, Name: o.ByName, OnBehalfOf: o.OnBehalfOf})
	w, err := s.write(ctx, row, o)
	if err != nil {
		return err
	}
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		if err := s.Jobs.Finish(ctx, job); err != nil {
			return err
		}
		return s.fileWritten(ctx, row, o, w)
	})
}

// written is a document that was made here, with both its files stored.
type written struct {
	letter       composed
	page, sealed blob.Ref          // accessible HTML, and PDF/A or UTF-8 text
	kind         format.Identified // of sealed
}

func (s *Service) write(ctx context.Context, row orderRow, o storedOrder) (written, error) {
	plan, err := s.plan.Plan(ctx)
	if err != nil {
		return written{}, err
	}
	f, _, err := s.caseFile(ctx, row.CaseFile)
	if err != nil {
		return written{}, err
	}
	e, _, err := s.newEntry(ctx, plan, f, NewEntry{
		Key: o.Key, CaseFile: f.ID, DocumentType: o.DocumentType, Fields: o.Fields, Documents: make([]NewDocument, 1),
	})
	if err != nil {
		return written{}, err
	}
	letter, err := s.compose(plan, f, e, o)
	if err != nil {
		return written{}, err
	}
	page, sealed, err := render(letter)
	if err != nil {
		return written{}, err
	}
	w := written{letter: letter, kind: format.IdentifyBytes(sealed)}
	if w.page, err = s.Files.Put(ctx, bytes.NewReader(page)); err != nil {
		return w, err
	}
	w.sealed, err = s.Files.Put(ctx, bytes.NewReader(sealed))
	return w, err
}

// fileWritten registers, settles, sends and remembers, in the job's transaction.
func (s *Service) fileWritten(ctx context.Context, row orderRow, o storedOrder, w written) error {
	n := NewEntry{
		Key: o.Key, CaseFile: row.CaseFile, DocumentType: o.DocumentType, Handler: o.Handler, HandlerName: o.HandlerName, HandlerRole: o.HandlerRole,
		Fields: o.Fields, Answers: o.Answers, Documents: []NewDocument{{written: &w, Main: true}}, byMail: o.Mail != "",
	}
	if o.Correspondent.Name != "" {
		o.Correspondent.Mail = o.Mail
		n.Correspondents = []Correspondent{o.Correspondent}
	}
	e, err := s.register(ctx, n)
	if err != nil {
		return err
	}
	if o.Mail != "" {
		if err := s.send(ctx, e, o, w.letter); err != nil {
			return err
		}
	}
	_, err = sqldb.Exec(ctx, s.DB, "UPDATE record_order SET says = '', entry = $1 WHERE id = $2", e.ID, row.ID)
	return err
}

func (s *Service) send(ctx context.Context, e Entry, o storedOrder, letter composed) error {
	plan, err := s.plan.Plan(ctx)
	if err != nil {
		return err
	}
	f, _, err := s.caseFile(ctx, e.CaseFile)
	if err != nil {
		return err
	}
	e.Mail, err = s.Mail.Send(ctx, mail.Letter{
		Case: f.Case, From: plan.Town.Mail, To: o.Mail, Subject: letter.Letter.Title, Body: letter.mailText(plan, f, e),
	})
	if err != nil {
		return err
	}
	return s.updateEntry(ctx, e)
}
