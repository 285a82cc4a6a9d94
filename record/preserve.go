package record

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"

	"saksgang/base/blob"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/work"
	"saksgang/record/format"
)

// PreserveJob is the kind of job that gives a received document its archive
// variant; its handler is Service.Preserve.
const PreserveJob = "record.preserve"

// ConvertWork is the kind of work item for a document that only a person can
// bring into an archive format.
const ConvertWork = "record.convert"

// mostConversions is how often a conversion is tried before a person gets it.
const mostConversions = 3

// mostBytes is the largest document that is read into memory to be converted
// or searched.
const mostBytes = 256 << 20

func (s *Service) enqueuePreserve(ctx context.Context, d DocumentID) error {
	return s.Jobs.Enqueue(ctx, PreserveJob, d, jobs.Order{Unique: d.String()})
}

// Preserve is the handler of PreserveJob: it identifies the file by its
// content, makes the words searchable, and adds the archive variant: the same
// file when it is in an archive format, otherwise a conversion with the
// checksums of both. What cannot be converted here becomes a task with an owner.
func (s *Service) Preserve(ctx context.Context, job jobs.Job) error {
	var id DocumentID
	if err := json.Unmarshal([]byte(job.Payload), &id); err != nil {
		return errs.InvalidBecause(err, "record.job-unreadable")
	}
	d, found, err := s.document(ctx, id)
	if err != nil {
		return err
	}
	if !found {
		return errs.NotFound("record.document-not-found")
	}
	if d.Archive != "pending" {
		return nil
	}
	original, found, err := s.productionOf(ctx, id)
	if err != nil || !found {
		return orElse(err, errs.NotFound("record.document-not-found"))
	}
	content, err := s.content(ctx, original.Sum)
	if err != nil {
		return err
	}
	p, err := s.prepare(ctx, original, content)
	if errs.KindOf(err) == errs.KindUnavailable && err != nil && job.Attempts >= mostConversions {
		p.reason, err = errs.CodeOf(err), nil // the converter does not manage this one
	}
	if err != nil {
		return err
	}
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		if err := s.Jobs.Finish(ctx, job); err != nil {
			return err
		}
		return s.keep(ctx, d, original, p)
	})
}

// prepared is what Preserve found out and made outside the transaction.
type prepared struct {
	kind      format.Identified
	text      string
	archive   blob.Ref // zero when a person must do it
	to        format.Identified
	converted *format.Converted
	reason    string // problem code, when a person must do it
}

func (s *Service) prepare(ctx context.Context, original Object, content []byte) (prepared, error) {
	p := prepared{kind: format.IdentifyBytes(content)}
	// A file whose text cannot be read is kept all the same.
	p.text, _ = format.Text(content)
	if p.kind.Archive() {
		p.archive, p.to = original.Ref(), p.kind
		return p, nil
	}
	made, err := s.opt.Converter.Convert(ctx, content, format.PDFA2b)
	switch {
	case err == nil:
		p.converted, p.to = &made, format.IdentifyBytes(made.Content)
		p.archive, err = s.Files.Put(ctx, bytes.NewReader(made.Content))
		return p, err
	case errs.KindOf(err) == errs.KindInvalid, errs.Has(err, "record.no-converter"):
		p.reason = errs.CodeOf(err)
		return p, nil
	}
	return p, err
}

// keep adds what was prepared, in the job's transaction.
func (s *Service) keep(ctx context.Context, d Document, original Object, p prepared) error {
	if err := s.identified(ctx, original.ID, p.kind); err != nil {
		return err
	}
	if err := s.indexDocument(ctx, d, p.text); err != nil {
		return err
	}
	if p.reason != "" {
		return s.needsHand(ctx, d, p.reason)
	}
	return s.addArchive(ctx, d, original, p)
}

func (s *Service) addArchive(ctx context.Context, d Document, original Object, p prepared) error {
	o := Object{
		ID: ids.New[objectKind](), Document: d.ID, Version: 1, Variant: "archive", Format: p.to.Format, Details: p.to.Details(), MediaType: p.to.MediaType,
		Sum: p.archive.Sum, Size: p.archive.Size, CreatedAt: s.now(), CreatedBy: s.actorName(ctx),
	}
	if err := s.addObject(ctx, o); err != nil {
		return err
	}
	if p.converted != nil {
		err := s.addConversion(ctx, Conversion{
			Object: o.ID, From: p.kind.Format, To: p.to.Format, Tool: p.converted.Tool, FromSum: original.Sum, ToSum: o.Sum,
			At: o.CreatedAt, By: o.CreatedBy,
		})
		if err != nil {
			return err
		}
	}
	return s.setArchive(ctx, d.ID, "ready", "")
}

// needsHand makes a task of a document that cannot be converted here. It names
// no file and no person.
func (s *Service) needsHand(ctx context.Context, d Document, reason string) error {
	if err := s.setArchive(ctx, d.ID, "task", reason); err != nil {
		return err
	}
	e, _, err := s.entry(ctx, d.Entry)
	if err != nil {
		return err
	}
	f, _, err := s.caseFile(ctx, d.CaseFile)
	if err != nil {
		return err
	}
	plan, err := s.plan.Plan(ctx)
	if err != nil {
		return err
	}
	return s.Work.Put(ctx, work.Item{
		Kind: ConvertWork, Subject: d.ID.String(), Title: "@record.work.convert", About: f.Reference() + "-" + itoa(e.Number) + " " + d.TypeTitle,
		Reason: "work.reason.role", Link: d.path(), Agency: e.Agency, Unit: e.Unit, Case: e.Case, Role: s.archivist(plan),
	})
}

// AddArchiveVariant adds an archive variant that a person has made, and closes
// the task. The file is stored already; Invalid says that it is in no archive
// format.
func (s *Service) AddArchiveVariant(ctx context.Context, id DocumentID, file blob.Ref, tool string) error {
	content, err := s.content(ctx, file.Sum)
	if err != nil {
		return err
	}
	to := format.IdentifyBytes(content)
	if !to.Archive() {
		return errs.Invalid("record.not-an-archive-format", "format", to.Format)
	}
	return s.do(ctx, "add-archive-variant", func(ctx context.Context) error {
		d, found, err := s.document(ctx, id)
		if err == nil && !found {
			err = errs.NotFound("record.document-not-found")
		}
		if err != nil {
			return err
		}
		e, err := s.entryFor(ctx, d.Entry, RightSignOff)
		if err != nil {
			return err
		}
		if d.Archive == "ready" || d.Archive == "disposed" {
			return errs.Conflict("record.archive-variant-there", "document", d.ID)
		}
		original, _, err := s.productionOf(ctx, id)
		if err != nil {
			return err
		}
		made := format.Converted{Tool: tool, From: original.Format, To: to.Format}
		p := prepared{kind: format.Identified{Format: original.Format}, archive: file, to: to, converted: &made}
		if err := s.addArchive(ctx, d, original, p); err != nil {
			return err
		}
		if err := s.Work.Close(ctx, ConvertWork, d.ID.String()); err != nil {
			return err
		}
		return s.tellEntry(ctx, e, "archive-variant-added", map[string]any{"document": d.ID, "format": to.Format})
	})
}

// addWritten adds the two files of a document that was made here.
func (s *Service) addWritten(ctx context.Context, d Document, w written) error {
	made := Object{
		ID: ids.New[objectKind](), Document: d.ID, Version: 1, Variant: "production", Format: format.HTML, Details: format.Name(format.HTML),
		MediaType: "text/html", Sum: w.page.Sum, Size: w.page.Size, CreatedAt: d.CreatedAt, CreatedBy: d.CreatedBy,
	}
	if err := s.addObject(ctx, made); err != nil {
		return err
	}
	if err := s.indexDocument(ctx, d, w.letter.text()); err != nil {
		return err
	}
	p := prepared{
		kind: format.Identified{Format: format.HTML}, archive: w.sealed, to: w.kind,
		converted: &format.Converted{Tool: s.opt.SystemName, From: format.HTML, To: w.kind.Format},
	}
	return s.addArchive(ctx, d, made, p)
}

// content reads a whole file.
func (s *Service) content(ctx context.Context, sum blob.Sum) (content []byte, err error) {
	r, err := s.Files.Open(ctx, sum)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	content, err = io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err == nil && len(content) > mostBytes {
		err = errs.Invalid("record.document-too-large", "bytes", len(content), "most", mostBytes)
	}
	return content, err
}

// IndexJob is the kind of job that makes a document's words anew; its handler
// is Service.Reindex.
const IndexJob = "record.index"

// reindex orders the words of a document to be made anew from its file.
func (s *Service) reindex(ctx context.Context, d Document) error {
	return s.Jobs.Enqueue(ctx, IndexJob, d.ID, jobs.Order{})
}

// Reindex is the handler of IndexJob.
func (s *Service) Reindex(ctx context.Context, job jobs.Job) error {
	var id DocumentID
	if err := json.Unmarshal([]byte(job.Payload), &id); err != nil {
		return errs.InvalidBecause(err, "record.job-unreadable")
	}
	original, found, err := s.productionOf(ctx, id)
	if err != nil {
		return err
	}
	text := ""
	if found {
		content, err := s.content(ctx, original.Sum)
		if err != nil {
			return err
		}
		text, _ = format.Text(content) // a file whose text cannot be read is found by its metadata
	}
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		if err := s.Jobs.Finish(ctx, job); err != nil {
			return err
		}
		d, found, err := s.document(ctx, id)
		if err != nil || !found {
			return err
		}
		if d.DisposedAt != 0 {
			text = "" // it went while its file was being read
		}
		return s.indexDocument(ctx, d, text)
	})
}
