package record

import (
	"context"
	"maps"
	"slices"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

// Field is a recorded fact that can be corrected.
type Field string

// The facts that can be corrected. Publicity may only be narrowed or widened by
// whoever decides what is withheld.
const (
	FieldTitle        Field = "title"
	FieldPublicTitle  Field = "public-title"
	FieldDocumentDate Field = "document-date" // ISO text
	FieldHandler      Field = "handler"       // the handler's name
	FieldPublicity    Field = "publicity"     // public, screened, exempt; the plan's ground is kept
	FieldStatus       Field = "status"        // finished → dispatched, when it was sent by other ways
)

// corrections say what each field is called in Noark, which right it takes, and
// how it is set. Set returns what stood there.
var corrections = map[Field]struct {
	element string
	right   authz.Right
	set     func(e *Entry, value string) (before string, err error)
}{
	FieldTitle: {"tittel", RightRegister, func(e *Entry, v string) (string, error) {
		before := e.Title
		if e.PublicTitle == e.Title && e.Publicity == "public" {
			e.PublicTitle = v
		}
		e.Title = v
		return before, nil
	}},
	FieldPublicTitle: {"offentligTittel", RightScreen, func(e *Entry, v string) (string, error) {
		before := e.PublicTitle
		e.PublicTitle = v
		return before, nil
	}},
	FieldDocumentDate: {"dokumentetsDato", RightRegister, func(e *Entry, v string) (string, error) {
		before := e.DocumentDate.String()
		day, err := calendar.ParseDate(v)
		if err != nil {
			return "", errs.InvalidBecause(err, "record.value-unknown", "field", string(FieldDocumentDate))
		}
		e.DocumentDate = day
		return before, nil
	}},
	FieldHandler: {"saksbehandler", RightRegister, func(e *Entry, v string) (string, error) {
		before := e.HandlerName
		e.HandlerName = v
		return before, nil
	}},
	FieldPublicity: {"tilgangsrestriksjon", RightScreen, func(e *Entry, v string) (string, error) {
		before := e.Publicity
		if v != "public" && v != "screened" && v != "exempt" {
			return "", errs.Invalid("record.value-unknown", "field", string(FieldPublicity))
		}
		if v != "public" && e.Cite == "" {
			return "", errs.Invalid("record.screened-without-ground")
		}
		e.Publicity = v
		return before, nil
	}},
	FieldStatus: {"journalstatus", RightSignOff, func(e *Entry, v string) (string, error) {
		before := noarkStatus(e.Status)
		if e.Status != Finished && e.Status != Reserved || Status(v) != Dispatched && Status(v) != Finished {
			return "", errs.Invalid("record.value-unknown", "field", string(FieldStatus))
		}
		e.Status = Status(v)
		return before, nil
	}},
}

// Correct replaces a recorded fact of an entry. What stood there, who changed
// it and why are kept, and go into the change log of a package. An entry at
// rest is corrected only after its case file has been opened again.
func (s *Service) Correct(ctx context.Context, id EntryID, field Field, value, reason string) error {
	return s.do(ctx, "correct", func(ctx context.Context) error { return s.correct(ctx, id, field, nil, value, reason) })
}

// correct is Correct; was is what the corrector has seen there, nil when that is
// not known.
func (s *Service) correct(ctx context.Context, id EntryID, field Field, was *string, value, reason string) error {
	how, known := corrections[field]
	if !known {
		return errs.Invalid("record.value-unknown", "field", string(field))
	}
	e, err := s.entryFor(ctx, id, how.right)
	if err != nil {
		return err
	}
	if !maySee(ctx, e) {
		return errs.NotFound("record.entry-not-found")
	}
	value, reason = strings.TrimSpace(value), strings.TrimSpace(reason)
	switch {
	case reason == "":
		return errs.Invalid("record.reason-missing")
	case value == "":
		return errs.Invalid("record.value-unknown", "field", string(field))
	case e.Status.Final():
		return errs.Conflict("record.entry-at-rest", "entry", e.ID)
	}
	before, err := how.set(&e, value)
	if err == nil && was != nil && *was != before {
		err = errs.Conflict("record.changed-meanwhile", "field", string(field))
	}
	if err != nil || before == value {
		return err
	}
	return s.corrected(ctx, e, field, how.element, before, value, reason)
}

// Correction is another value for a fact, by somebody who has seen Was there.
type Correction struct{ Was, Value string }

// CorrectAll replaces several facts of an entry for one reason, all or none.
// Invalid record.nothing-changed says that no value was given; Conflict that one
// of them has been corrected meanwhile.
func (s *Service) CorrectAll(ctx context.Context, id EntryID, values map[Field]Correction, reason string) error {
	return s.do(ctx, "correct-all", func(ctx context.Context) error {
		if len(values) == 0 {
			return errs.Invalid("record.nothing-changed")
		}
		for _, field := range slices.Sorted(maps.Keys(values)) {
			c := values[field]
			if err := s.correct(ctx, id, field, &c.Was, c.Value, reason); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) corrected(ctx context.Context, e Entry, field Field, element, before, after, reason string) error {
	if field == FieldStatus {
		after = noarkStatus(e.Status)
	}
	if err := s.updateEntry(ctx, e); err != nil {
		return err
	}
	switch field {
	case FieldPublicity:
		if err := s.screenDocuments(ctx, e); err != nil {
			return err
		}
	case FieldTitle:
		if err := s.retitle(ctx, e, before); err != nil {
			return err
		}
	}
	if err := s.changed(ctx, e.CaseFile, e.ID, element, before, after, reason); err != nil {
		return err
	}
	return s.tellEntry(ctx, e, "corrected", map[string]any{"element": element})
}

// screenDocuments makes the entry's main document as open as the entry.
func (s *Service) screenDocuments(ctx context.Context, e Entry) error {
	_, err := sqldb.Exec(ctx, s.DB, "UPDATE record_document SET publicity = $1, cite = $2 WHERE entry = $3 AND main", e.Publicity, e.Cite, e.ID)
	return err
}

// retitle lets a document that bears the entry's old title bear the new one.
func (s *Service) retitle(ctx context.Context, e Entry, before string) error {
	if _, err := sqldb.Exec(ctx, s.DB, "UPDATE record_document SET title = $1 WHERE entry = $2 AND title = $3", e.Title, e.ID, before); err != nil {
		return err
	}
	documents, err := s.documentsOf(ctx, e.ID)
	if err != nil {
		return err
	}
	for _, d := range documents {
		// The words are made anew by the job that reads the file.
		if err := s.reindex(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// SetHandler gives an entry another handler.
func (s *Service) SetHandler(ctx context.Context, id EntryID, user ids.UserID, name string) error {
	return s.do(ctx, "set-handler", func(ctx context.Context) error {
		e, err := s.entryFor(ctx, id, RightRegister)
		if err != nil {
			return err
		}
		if e.Status.Final() {
			return errs.Conflict("record.entry-at-rest", "entry", e.ID)
		}
		if name == "" {
			name = s.personName(ctx, user)
		}
		before := e.HandlerName
		e.Handler, e.HandlerName = user, name
		if err := s.updateEntry(ctx, e); err != nil {
			return err
		}
		if err := s.changed(ctx, e.CaseFile, e.ID, "saksbehandler", before, name, ""); err != nil {
			return err
		}
		return s.tellEntry(ctx, e, "handed-over", map[string]any{"to": user})
	})
}
