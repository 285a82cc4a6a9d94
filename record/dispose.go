package record

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/mail"
	"saksgang/base/sqldb"
)

// DisposeJob is the kind of job that performs an approved disposal; its handler
// is Service.Dispose.
const DisposeJob = "record.dispose"

// Dispose is the handler of DisposeJob. In one transaction the documents' files
// are let go of, their words leave the search, mails lose their text and every
// Forgetter erases its copies; the metadata stay, with who and when. Then the
// files themselves are destroyed, and ScrubJob is ordered. After a crash the
// second part is done again from the beginning, which is harmless.
func (s *Service) Dispose(ctx context.Context, job jobs.Job) error {
	var id DisposalID
	if err := json.Unmarshal([]byte(job.Payload), &id); err != nil {
		return errs.InvalidBecause(err, "record.job-unreadable")
	}
	var after []func(ctx context.Context) error
	err := s.DB.Transact(ctx, func(ctx context.Context) error {
		after = nil
		d, err := s.disposalFor(ctx, id)
		if err != nil {
			return err
		}
		ctx = authz.With(ctx, authz.Actor{User: d.Second, Name: d.SecondName})
		if d.Status == "approved" {
			if d, err = s.erase(ctx, d); err != nil {
				return err
			}
		}
		if d.Status != "performed" {
			return errs.Conflict("record.disposal-over", "disposal", id)
		}
		after, err = s.forgetAll(ctx, d)
		return err
	})
	if err != nil {
		return err
	}
	for _, clean := range after {
		if err := clean(ctx); err != nil {
			return err
		}
	}
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		if err := s.Jobs.Finish(ctx, job); err != nil {
			return err
		}
		return s.Jobs.Enqueue(ctx, ScrubJob, scrubbing{Disposal: id}, jobs.Order{})
	})
}

// ScrubJob is the kind of job that takes what a disposal has erased out of the
// database's files; its handler is Service.Scrub.
const ScrubJob = "record.scrub"

// scrubbing is how far a ScrubJob has come.
type scrubbing struct {
	Disposal DisposalID `json:"disposal"`
	After    string     `json:"after,omitempty"` // the last table that is done
}

// scrubShare is how long one ScrubJob works before it leaves the rest to the
// next, well within the time that a job may take.
const scrubShare = 30 * time.Second

// Scrub is the handler of ScrubJob. Only when it has come to its end is the
// disposal's certificate that of documents that are gone.
func (s *Service) Scrub(ctx context.Context, job jobs.Job) error {
	var at scrubbing
	if err := json.Unmarshal([]byte(job.Payload), &at); err != nil {
		return errs.InvalidBecause(err, "record.job-unreadable")
	}
	done := false
	for began := time.Now(); !done && time.Since(began) < scrubShare; {
		table, err := s.DB.Scrub(ctx, at.After)
		if err != nil {
			return err
		}
		at.After, done = table, table == ""
	}
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		if err := s.Jobs.Finish(ctx, job); err != nil {
			return err
		}
		if !done {
			return s.Jobs.Enqueue(ctx, ScrubJob, at, jobs.Order{})
		}
		_, err := sqldb.Exec(ctx, s.DB, "UPDATE record_disposal_item SET state = 'gone', files = '' WHERE disposal = $1 AND state = 'erasing'", at.Disposal)
		return err
	})
}

// erase is the transaction's first half: what record itself holds.
func (s *Service) erase(ctx context.Context, d Disposal) (Disposal, error) {
	due, err := s.dueBy(ctx, d.AsOf, "AND EXISTS (SELECT 1 FROM record_disposal_item i WHERE i.document = d.id AND i.disposal = $1 AND i.state = 'proposed')", d.ID)
	if err != nil {
		return d, err
	}
	gone := 0
	for _, c := range due {
		if c.Held {
			continue // a complaint came meanwhile
		}
		gone++
		if err := s.eraseDocument(ctx, d, c.Document); err != nil {
			return d, err
		}
	}
	_, err = sqldb.Exec(ctx, s.DB, "UPDATE record_disposal_item SET state = 'kept', kept = 'held' WHERE disposal = $1 AND state = 'proposed'", d.ID)
	if err != nil {
		return d, err
	}
	d.Status, d.PerformedAt = "performed", s.now()
	if d.Event, err = s.tellDisposal(ctx, d, "performed", map[string]any{"documents": gone}); err != nil {
		return d, err
	}
	return d, s.updateDisposal(ctx, d)
}

func (s *Service) eraseDocument(ctx context.Context, d Disposal, id DocumentID) error {
	objects, err := s.objectsOf(ctx, id)
	if err != nil {
		return err
	}
	var sums []blob.Sum
	for _, o := range objects {
		if err := s.Files.Release(ctx, o.Sum); err != nil {
			return err
		}
		sums = append(sums, o.Sum)
	}
	for _, q := range []string{
		"DELETE FROM record_conversion WHERE object IN (SELECT id FROM record_object WHERE document = $1)",
		"DELETE FROM record_object WHERE document = $1",
	} {
		if _, err := sqldb.Exec(ctx, s.DB, q, id); err != nil {
			return err
		}
	}
	_, err = sqldb.Exec(ctx, s.DB, "UPDATE record_document SET archive = 'disposed', archive_reason = '', disposed_at = $1, disposed_by = $2 WHERE id = $3",
		s.now(), d.SecondName, id)
	if err != nil {
		return err
	}
	document, _, err := s.document(ctx, id)
	if err != nil {
		return err
	}
	if err := s.indexDocument(ctx, document, ""); err != nil {
		return err
	}
	files, err := json.Marshal(sums)
	if err != nil {
		return errs.Internal(err, "record.order-unwritable")
	}
	if err := s.Work.Close(ctx, ConvertWork, id.String()); err != nil {
		return err
	}
	_, err = sqldb.Exec(ctx, s.DB, "UPDATE record_disposal_item SET state = 'erasing', files = $1 WHERE disposal = $2 AND document = $3", string(files), d.ID, id)
	return err
}

// erasing is one document whose copies are being erased.
type erasing struct {
	Document     DocumentID
	DocumentType string
	Entry        EntryID
	Key          string
	Case         ids.CaseID
	CaseFile     CaseFileID
	Mail         mail.ID
	Files        string
	Left         int // documents of the entry that are still here
}

// forgetAll asks everybody who may have a copy, and returns what is to be done
// after the commit.
func (s *Service) forgetAll(ctx context.Context, d Disposal) ([]func(ctx context.Context) error, error) {
	rows, err := sqldb.All[erasing](ctx, s.DB, `SELECT d.id, d.document_type, e.id, e.key, e.case_id, e.case_file, e.mail, i.files,
  (SELECT count(*) FROM record_document o WHERE o.entry = e.id AND o.archive <> 'disposed')
FROM record_disposal_item i JOIN record_document d ON d.id = i.document JOIN record_entry e ON e.id = d.entry
WHERE i.disposal = $1 AND i.state = 'erasing' ORDER BY d.id`, d.ID)
	if err != nil {
		return nil, err
	}
	var after []func(ctx context.Context) error
	for _, r := range rows {
		gone := Disposed{
			Document: r.Document, DocumentType: r.DocumentType, Entry: r.Entry, EntryKey: r.Key, EntryGone: r.Left == 0,
			Case: r.Case, CaseFile: r.CaseFile, Event: d.Event,
		}
		if err := json.Unmarshal([]byte(r.Files), &gone.Files); err != nil {
			return nil, errs.Internal(err, "record.job-unreadable")
		}
		cleanups, err := s.forget(ctx, r, gone)
		if err != nil {
			return nil, err
		}
		after = append(after, cleanups...)
	}
	return after, nil
}

func (s *Service) forget(ctx context.Context, r erasing, gone Disposed) ([]func(ctx context.Context) error, error) {
	var after []func(ctx context.Context) error
	if gone.EntryGone {
		// Who it was from or to is metadata; where they could be reached is not.
		if _, err := sqldb.Exec(ctx, s.DB, "UPDATE record_correspondent SET mail = '' WHERE entry = $1 AND mail <> ''", gone.Entry); err != nil {
			return nil, err
		}
	}
	if gone.EntryGone && !r.Mail.IsZero() {
		clean, err := s.forgetMail(ctx, r.Mail)
		if err != nil {
			return nil, err
		}
		after = append(after, clean)
	}
	if gone.EntryGone {
		cleanups, err := s.forgetCopies(ctx, gone.Entry)
		if err != nil {
			return nil, err
		}
		after = append(after, cleanups...)
	}
	for _, f := range s.forgetters {
		cleanups, err := f.Forget(ctx, gone)
		if err != nil {
			return nil, err
		}
		after = append(after, cleanups...)
	}
	return append(after, func(ctx context.Context) error {
		var all error
		for _, sum := range gone.Files {
			_, err := s.Files.DestroyOrphan(ctx, sum)
			all = errors.Join(all, err)
		}
		return all
	}), nil
}

// forgetMail erases the text of the mail that a letter went by.
func (s *Service) forgetMail(ctx context.Context, id mail.ID) (func(ctx context.Context) error, error) {
	gone, err := s.Mail.Forget(ctx, id)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		var all error
		for _, messageID := range gone {
			all = errors.Join(all, s.Mail.ForgetCopy(ctx, messageID))
		}
		return all
	}, nil
}

const disposalColumns = "id, as_of, status, proposed_at, proposed_by, first, first_name, first_at, second, second_name, second_at, performed_at, event"

func (s *Service) disposal(ctx context.Context, id DisposalID) (Disposal, bool, error) {
	return sqldb.Maybe[Disposal](ctx, s.DB, "SELECT "+disposalColumns+" FROM record_disposal WHERE id = $1", id)
}

func (s *Service) insertDisposal(ctx context.Context, d Disposal) error {
	_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO record_disposal (id, as_of, status, proposed_at, proposed_by, first, first_name, first_at, second, second_name, second_at, performed_at, event)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		d.ID, d.AsOf, d.Status, d.ProposedAt, d.ProposedBy, d.First, d.FirstName, d.FirstAt, d.Second, d.SecondName, d.SecondAt, d.PerformedAt, d.Event)
	return err
}

func (s *Service) updateDisposal(ctx context.Context, d Disposal) error {
	_, err := sqldb.Exec(ctx, s.DB, `UPDATE record_disposal SET status = $1, first = $2, first_name = $3, first_at = $4, second = $5, second_name = $6, second_at = $7,
  performed_at = $8, event = $9 WHERE id = $10`,
		d.Status, d.First, d.FirstName, d.FirstAt, d.Second, d.SecondName, d.SecondAt, d.PerformedAt, d.Event, d.ID)
	return err
}
