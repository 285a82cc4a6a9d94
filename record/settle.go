package record

import (
	"context"
	"strings"

	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/record/noark"
)

// Settle ends what an incoming entry waits for: by the entry that answers it,
// or, without one, by a note. An acknowledgement never settles. Conflict says
// that it is settled already.
func (s *Service) Settle(ctx context.Context, id EntryID, m Method, by EntryID, note string) error {
	return s.do(ctx, "settle", func(ctx context.Context) error {
		e, err := s.entryFor(ctx, id, RightSignOff)
		if err != nil {
			return err
		}
		var reply *Entry
		if !by.IsZero() {
			r, err := s.entryFor(ctx, by, RightRead)
			if err != nil {
				return err
			}
			reply = &r
		}
		note = strings.TrimSpace(note)
		if err := e.settle(m, reply, note); err != nil {
			return err
		}
		if earlier, found, err := s.settlement(ctx, id); found || err != nil {
			if err == nil && earlier.Method == m && earlier.ByEntry == by {
				return nil // repeated
			}
			return orElse(err, errs.Conflict("record.entry-settled-already", "entry", e.ID))
		}
		plan, err := s.plan.Plan(ctx)
		if err != nil {
			return err
		}
		return s.settle(ctx, plan, e, m, by, note)
	})
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// TakeNoteOf settles an entry without a reply (tatt til etterretning). A
// reason must be given where the plan's row asks for a reply.
func (s *Service) TakeNoteOf(ctx context.Context, id EntryID, note string) error {
	return s.Settle(ctx, id, TakenNoteOf, EntryID{}, note)
}

func (s *Service) settle(ctx context.Context, plan *Plan, e Entry, m Method, by EntryID, note string) error {
	err := s.insertSettlement(ctx, Settlement{
		Entry: e.ID, ID: ids.New[Settlement](), Method: m, ByEntry: by, Note: note, On: s.today(plan), At: s.now(), By: s.actorName(ctx),
	})
	if err != nil {
		return err
	}
	return s.tellEntry(ctx, e, "settled", map[string]any{"method": m, "by": by})
}

// answered settles what a new entry answers. An acknowledgement keeps the
// reference and settles nothing; so does an answer to what is settled already.
func (s *Service) answered(ctx context.Context, plan *Plan, reply Entry, byMail bool) error {
	if reply.Answers.IsZero() || reply.Acknowledges {
		return nil
	}
	e, waits, err := s.answerable(ctx, reply.Answers, &reply)
	if err != nil || !waits {
		return err
	}
	m := ByLetter
	if byMail {
		m = ByMail
	}
	return s.settle(ctx, plan, e, m, reply.ID, "")
}

// answerable asks the rule whether reply may settle the entry, and says whether
// the entry still waits for it.
func (s *Service) answerable(ctx context.Context, id EntryID, reply *Entry) (e Entry, waits bool, err error) {
	e, found, err := s.entry(ctx, id)
	if err == nil && !found {
		err = errs.NotFound("record.entry-not-found")
	}
	if err != nil {
		return e, false, err
	}
	if _, settled, err := s.settlement(ctx, id); settled || err != nil {
		return e, false, err
	}
	return e, true, e.settle(ByLetter, reply, "")
}

// SignOff is the archive's "seen and right": the entry becomes journaled. An
// incoming entry that the plan wants no answer to is settled as taken for
// information. Repeated, it changes nothing.
func (s *Service) SignOff(ctx context.Context, id EntryID) error {
	return s.do(ctx, "sign-off", func(ctx context.Context) error {
		e, err := s.entryFor(ctx, id, RightSignOff)
		if err != nil {
			return err
		}
		return s.signOff(ctx, e)
	})
}

func (s *Service) signOff(ctx context.Context, e Entry) error {
	signed, err := e.sign()
	if err != nil {
		return err
	}
	if signed.Status != e.Status {
		signed.SignedAt, signed.SignedBy = s.now(), s.actorName(ctx)
		if err := s.updateEntry(ctx, signed); err != nil {
			return err
		}
		if err := s.changed(ctx, e.CaseFile, e.ID, "journalstatus", noarkStatus(e.Status), noarkStatus(signed.Status), ""); err != nil {
			return err
		}
		if err := s.tellEntry(ctx, signed, "signed-off", nil); err != nil {
			return err
		}
	}
	if e.SettledBy == "" && e.mustBeSettled() {
		return s.inform(ctx, e)
	}
	return nil
}

// inform settles what the plan wants no answer to.
func (s *Service) inform(ctx context.Context, e Entry) error {
	if _, settled, err := s.settlement(ctx, e.ID); settled || err != nil {
		return err
	}
	plan, err := s.plan.Plan(ctx)
	if err != nil {
		return err
	}
	return s.settle(ctx, plan, e, ForInformation, EntryID{}, "")
}

// SignOffFile signs off every entry of a case file that waits for it, and says
// how many.
func (s *Service) SignOffFile(ctx context.Context, id CaseFileID) (int, error) {
	return run(ctx, s, "sign-off-file", func(ctx context.Context) (int, error) {
		if _, err := s.fileFor(ctx, id, RightSignOff); err != nil {
			return 0, err
		}
		entries, err := s.entriesOf(ctx, id)
		n := 0
		for _, e := range entries {
			if err != nil {
				break
			}
			if e.Note || e.Status.Final() || e.Status == Reserved {
				continue
			}
			if e.Status != Journaled {
				n++
			}
			err = s.signOff(ctx, e)
		}
		return n, err
	})
}

// noarkStatus is Noark's word for the status (M053); the steps before an entry
// is journalised have none there.
func noarkStatus(st Status) string {
	return string(map[Status]noark.EntryStatus{
		Dispatched: noark.EntryDispatched, Journaled: noark.EntryRegistered,
		Archived: noark.EntryArchived, Cancelled: noark.EntryCancelled,
	}[st])
}

// Cancel marks an entry as a mistake (utgår), with a reason; it stays to be
// seen. A settled or resting entry is not cancelled.
func (s *Service) Cancel(ctx context.Context, id EntryID, reason string) error {
	return s.do(ctx, "cancel", func(ctx context.Context) error {
		e, err := s.entryFor(ctx, id, RightSignOff)
		if err != nil {
			return err
		}
		if strings.TrimSpace(reason) == "" {
			return errs.Invalid("record.reason-missing")
		}
		if e.Status.Final() {
			return errs.Conflict("record.entry-at-rest", "entry", e.ID)
		}
		before := e.Status
		e.Status = Cancelled
		if err := s.updateEntry(ctx, e); err != nil {
			return err
		}
		if err := s.changed(ctx, e.CaseFile, e.ID, "journalstatus", noarkStatus(before), noarkStatus(Cancelled), reason); err != nil {
			return err
		}
		return s.tellEntry(ctx, e, "cancelled", nil)
	})
}
