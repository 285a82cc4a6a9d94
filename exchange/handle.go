package exchange

import (
	"context"
	"encoding/json"
	"io"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/sqldb"
)

// Handle is the handler of HandleJob: it hands the message on, and marks it
// handled in the same transaction.
func (s *Service) Handle(ctx context.Context, job jobs.Job) error {
	var id MessageID
	if err := json.Unmarshal([]byte(job.Payload), &id); err != nil {
		return errs.InvalidBecause(err, "exchange.job-unreadable")
	}
	m, err := s.load(ctx, id)
	if err != nil || m.State != Received {
		return err
	}
	connection, known, err := s.connections.Connection(ctx, m.Connection)
	if err != nil {
		return err
	}
	if !known {
		return s.wrong(ctx, job, FolderConnection{Title: m.Connection}, m, errs.NotFound("exchange.no-connection", "connection", m.Connection))
	}
	handler, d, err := s.delivery(ctx, connection, m)
	if err != nil {
		return s.wrong(ctx, job, connection, m, err)
	}
	ctx = authz.With(ctx, actorOf(connection))
	var prepared any
	if handler.Prepare != nil {
		if prepared, err = handler.Prepare(ctx, d); err != nil {
			return s.wrong(ctx, job, connection, m, err)
		}
	}
	err = s.DB.Transact(ctx, func(ctx context.Context) error {
		outcome, err := handler.Handle(ctx, d, prepared)
		if err != nil {
			return err
		}
		m.Case = outcome.Case
		if err := s.settle(ctx, m.ID, Handled, outcome.Case, outcome.Result, nil); err != nil {
			return err
		}
		if err := s.record(ctx, m, "handled", map[string]any{"kind": m.Kind}); err != nil {
			return err
		}
		if err := s.answer(ctx, m); err != nil {
			return err
		}
		return s.Jobs.Finish(ctx, job)
	})
	return s.wrong(ctx, job, connection, m, err)
}

// actorOf is the connection as one who acts: it may do nothing but what its
// handler does, and History names it.
func actorOf(c FolderConnection) authz.Actor {
	return authz.Actor{User: ids.Derive[ids.User]("exchange/connection", c.Key), Name: c.Title}
}

func (s *Service) delivery(ctx context.Context, connection FolderConnection, m Message) (Handler, Delivery, error) {
	d := Delivery{Message: m, Mapping: connection.Documents}
	handler, known := s.handlers[m.Kind]
	if !known || !connection.takes(m.Kind) {
		return handler, d, errs.Invalid("exchange.kind-not-agreed", "kind", m.Kind)
	}
	if envelope, ok := d.Part(EnvelopeFile); ok {
		text, err := s.read(ctx, envelope)
		if err != nil {
			return handler, d, err
		}
		e, err := readEnvelope(text)
		if err != nil {
			return handler, d, err
		}
		d.Data = e.Data
	}
	return handler, d, nil
}

func (c FolderConnection) takes(kind string) bool {
	for _, k := range c.Messages {
		if k.Kind == kind {
			return true
		}
	}
	return false
}

func (s *Service) read(ctx context.Context, p Part) ([]byte, error) {
	r, err := s.Files.Open(ctx, p.File.Sum)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// wrong parks the message with an owner when the case is wrong. Other errors
// are returned, so that the job is tried again.
func (s *Service) wrong(ctx context.Context, job jobs.Job, connection FolderConnection, m Message, cause error) error {
	if cause == nil {
		return nil
	}
	switch errs.KindOf(cause) {
	case errs.KindInvalid, errs.KindNotFound, errs.KindDenied:
	case errs.KindConflict:
		if errs.Has(cause, "jobs.finished-elsewhere") {
			return cause
		}
	default:
		return cause
	}
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		m.State = Problem
		if err := s.settle(ctx, m.ID, Problem, m.Case, "", cause); err != nil {
			return err
		}
		if err := s.record(ctx, m, "not handled", map[string]any{"problem": errs.CodeOf(cause)}); err != nil {
			return err
		}
		if err := s.answer(ctx, m); err != nil {
			return err
		}
		if err := s.ask(ctx, connection, m); err != nil {
			return err
		}
		return s.Jobs.Finish(ctx, job)
	})
}

// Again hands a message that had a problem, or that conflicted, to its handler
// once more, after the cause was mended.
func (s *Service) Again(ctx context.Context, id MessageID) error {
	_, err := command.Run(ctx, s.DB, s.Clock, "exchange.again", func(ctx context.Context) (bool, error) {
		m, err := s.forRepair(ctx, id)
		if err != nil {
			return false, err
		}
		if _, err := readable(m); err != nil {
			return false, err
		}
		if _, err := sqldb.Exec(ctx, s.DB, "UPDATE message SET state = 'received', problem = '', problem_args = '[]' WHERE id = $1", id); err != nil {
			return false, err
		}
		if err := s.Work.Close(ctx, workKind, id.String()); err != nil {
			return false, err
		}
		if err := s.record(ctx, m, "tried again", map[string]any{"after": m.Problem}); err != nil {
			return false, err
		}
		attempt := id.String() + "/" + ids.New[messageKind]().String()
		return true, s.Jobs.Enqueue(ctx, HandleJob, id, jobs.Order{Unique: attempt})
	})
	return err
}

// readable refuses to try again what cannot be read: only its sender can mend it.
func readable(m Message) (Message, error) {
	if m.Kind == "" || m.Forgotten != 0 {
		return m, errs.Invalid("exchange.unreadable")
	}
	return m, nil
}

// CloseByHand ends a message that a person has dealt with elsewhere; reason and
// the other side's reference are kept in History.
func (s *Service) CloseByHand(ctx context.Context, id MessageID, reason, reference string) error {
	_, err := command.Run(ctx, s.DB, s.Clock, "exchange.close-by-hand", func(ctx context.Context) (bool, error) {
		m, err := s.forRepair(ctx, id)
		if err != nil {
			return false, err
		}
		if reason == "" {
			return false, errs.Invalid("exchange.reason-missing")
		}
		if err := s.settleAs(ctx, m, Closed); err != nil {
			return false, err
		}
		return true, s.record(ctx, m, "closed by hand", map[string]any{"reason": reason, "reference": reference})
	})
	return err
}

func (s *Service) settleAs(ctx context.Context, m Message, state State) error {
	_, err := sqldb.Exec(ctx, s.DB, "UPDATE message SET state = $1, handled_at = $2 WHERE id = $3", string(state), clock.At(s.Clock.Now()), m.ID)
	if err != nil {
		return err
	}
	return s.Work.Close(ctx, workKind, m.ID.String())
}

func (s *Service) forRepair(ctx context.Context, id MessageID) (Message, error) {
	m, err := s.load(ctx, id)
	if err != nil {
		return m, err
	}
	if err := authz.See(ctx, RightRead, authz.Object{Case: m.Case}, "exchange.no-message"); err != nil {
		return m, err
	}
	if err := authz.Require(ctx, RightRepair, authz.Object{Case: m.Case}); err != nil {
		return m, err
	}
	if m.State != Problem && m.State != Conflict {
		return m, errs.Conflict("exchange.not-waiting", "state", string(m.State))
	}
	return m, nil
}
