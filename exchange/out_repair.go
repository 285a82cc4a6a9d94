package exchange

import (
	"context"
	"crypto/sha256"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
)

// Pause is a connection over which nothing is sent for now.
type Pause struct {
	Connection string
	Reason     string // in a person's words; empty when it paused itself
	By         string // who paused it; empty likewise
	At         clock.Instant
}

// Pause stops sending over a connection, such as while the other system is
// moved. What is ordered meanwhile waits. Invalid says that the reason is
// missing; a second pause changes only the reason.
func (o *Outbox) Pause(ctx context.Context, connection, reason string) error {
	return o.change(ctx, "exchange.pause", connection, func(ctx context.Context) error {
		if reason == "" {
			return errs.Invalid("exchange.pause-reason-missing")
		}
		p := Pause{Connection: connection, Reason: reason, By: authz.ActorFrom(ctx).Name, At: clock.At(o.Clock.Now())}
		if err := o.writePause(ctx, p); err != nil {
			return err
		}
		return o.recordPause(ctx, connection, "paused", reason)
	})
}

// Resume sends what waits, in its order. A connection that is not paused stays
// as it is.
func (o *Outbox) Resume(ctx context.Context, connection string) error {
	return o.change(ctx, "exchange.resume", connection, func(ctx context.Context) error {
		was, err := sqldb.Exec(ctx, o.DB, "DELETE FROM outgoing_pause WHERE connection = $1", connection)
		if err != nil || was == 0 {
			return err
		}
		// Failing is counted anew, or the first attempt would pause it again.
		if _, err := sqldb.Exec(ctx, o.DB, "UPDATE outgoing SET attempts = 0, failing_since = 0 WHERE connection = $1 AND state IN ('waiting', 'sending')", connection); err != nil {
			return err
		}
		lanes, err := o.lanes(ctx, connection)
		if err != nil {
			return err
		}
		for _, l := range lanes {
			if err := o.enqueue(ctx, l, jobs.Order{}); err != nil {
				return err
			}
		}
		if err := o.Work.Close(ctx, destinationWork, connection); err != nil {
			return err
		}
		return o.recordPause(ctx, connection, "resumed", "")
	})
}

func (o *Outbox) change(ctx context.Context, name, connection string, body func(ctx context.Context) error) error {
	_, err := command.Run(ctx, o.DB, o.Clock, name, func(ctx context.Context) (bool, error) {
		if err := authz.Require(ctx, RightPause, authz.Object{}); err != nil {
			return false, err
		}
		_, known, err := o.connections.Connection(ctx, connection)
		if err == nil && !known {
			err = errs.NotFound("exchange.no-connection", "connection", connection)
		}
		if err != nil {
			return false, err
		}
		return true, body(ctx)
	})
	return err
}

func (o *Outbox) recordPause(ctx context.Context, connection string, kind ledger.Kind, reason string) error {
	_, err := o.Ledger.Append(ctx, ledger.Event{
		Module: "exchange", Subject: ledger.Subject{Kind: "connection", ID: connection}, Kind: kind, Payload: map[string]any{"reason": reason},
	})
	return err
}

// SendAgain sends a message that was refused, or of which nobody knows whether
// it arrived, once more under the same id.
func (o *Outbox) SendAgain(ctx context.Context, id DispatchID) error {
	_, err := command.Run(ctx, o.DB, o.Clock, "exchange.send-again", func(ctx context.Context) (bool, error) {
		d, err := o.forRepair(ctx, id)
		if err != nil {
			return false, err
		}
		if !d.Forgotten.IsZero() {
			return false, errs.Invalid("exchange.forgotten")
		}
		after := d.Problem
		d.State, d.Attempts, d.FailingSince = Waiting, 0, 0
		if err := o.write(ctx, d, nil, 0); err != nil {
			return false, err
		}
		if err := o.Work.Close(ctx, dispatchWork, id.String()); err != nil {
			return false, err
		}
		if err := o.record(ctx, d, "sent again", map[string]any{"after": after}); err != nil {
			return false, err
		}
		return true, o.enqueue(ctx, laneOf(d), jobs.Order{})
	})
	return err
}

// Abandon ends a message that a person has dealt with elsewhere, or found to
// have arrived; reason and the other side's reference are kept in History.
func (o *Outbox) Abandon(ctx context.Context, id DispatchID, reason, reference string) error {
	_, err := command.Run(ctx, o.DB, o.Clock, "exchange.abandon", func(ctx context.Context) (bool, error) {
		d, err := o.forRepair(ctx, id)
		if err != nil {
			return false, err
		}
		if reason == "" {
			return false, errs.Invalid("exchange.reason-missing")
		}
		cause := d.Trouble()
		d.State = Abandoned
		if err := o.write(ctx, d, cause, clock.At(o.Clock.Now())); err != nil {
			return false, err
		}
		if err := o.Work.Close(ctx, dispatchWork, id.String()); err != nil {
			return false, err
		}
		return true, o.record(ctx, d, "closed by hand", map[string]any{"reason": reason, "reference": reference})
	})
	return err
}

func (o *Outbox) forRepair(ctx context.Context, id DispatchID) (Dispatch, error) {
	d, err := o.Dispatch(ctx, id)
	if err != nil {
		return d, err
	}
	if err := authz.Require(ctx, RightRepair, authz.Object{Case: d.Case}); err != nil {
		return d, err
	}
	if d.State != Refused && d.State != Uncertain {
		return d, errs.Conflict("exchange.not-waiting", "state", string(d.State))
	}
	return d, nil
}

// History lists what was done with an outgoing message, oldest first. NotFound
// for a stranger.
func (o *Outbox) History(ctx context.Context, id DispatchID) ([]ledger.Entry, error) {
	if _, err := o.Dispatch(ctx, id); err != nil {
		return nil, err
	}
	return o.Ledger.OfSubject(ctx, ledger.Subject{Kind: "dispatch", ID: id.String()})
}

// Forget removes the content of a settled message, and its digest, from which
// little content could be guessed, in the transaction of a disposal; that it was sent, and what became of it, stays. Conflict says that
// it is still on its way. The caller calls ForgetCopy after the transaction.
func (o *Outbox) Forget(ctx context.Context, id DispatchID) error {
	n, err := sqldb.Exec(ctx, o.DB, `UPDATE outgoing SET payload = '', digest = $1, problem_args = '[]', forgotten_at = $2
WHERE id = $3 AND state NOT IN ('waiting', 'sending')`, make([]byte, sha256.Size), clock.At(o.Clock.Now()), id)
	if err == nil && n == 0 {
		err = errs.Conflict("exchange.on-its-way")
	}
	return err
}

// ForgetCopy takes away the copy that a transport keeps within reach.
func (o *Outbox) ForgetCopy(ctx context.Context, id DispatchID) error {
	d, err := o.loadDispatch(ctx, id)
	if err != nil {
		return err
	}
	connection, known, err := o.connections.Connection(ctx, d.Connection)
	if err != nil || !known {
		return err
	}
	way, transport, err := o.wayOut(connection)
	if errs.Has(err, "exchange.no-way-out") {
		return nil
	}
	if err != nil {
		return err
	}
	if eraser, keeps := transport.(Eraser); keeps {
		return eraser.Erase(ctx, way, d)
	}
	return nil
}
