package exchange

import (
	"context"
	"encoding/json"
	"time"

	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/work"
)

const (
	// longestPause is the longest time between two attempts.
	longestPause = 15 * time.Minute
	// tellAfter is how many attempts fail before the owner is told; about a
	// quarter of an hour.
	tellAfter = 10
	// pauseAfter is how long a destination may fail before sending pauses itself.
	pauseAfter = 48 * time.Hour
)

// HandleSend is the handler of SendJob: it sends the lane's oldest message and,
// when that is settled, orders the next.
func (o *Outbox) HandleSend(ctx context.Context, job jobs.Job) error {
	var l lane
	if err := json.Unmarshal([]byte(job.Payload), &l); err != nil {
		return errs.InvalidBecause(err, "exchange.job-unreadable")
	}
	paused, err := o.isPaused(ctx, l.Connection)
	if err != nil || paused {
		return err // Resume orders it anew
	}
	d, found, err := o.oldest(ctx, l)
	if err != nil || !found {
		return err
	}
	connection, known, err := o.connections.Connection(ctx, l.Connection)
	if err != nil {
		return err
	}
	if !known {
		return o.settle(ctx, job, d, Refused, errs.NotFound("exchange.no-connection", "connection", l.Connection))
	}
	way, transport, err := o.wayOut(connection)
	if err != nil {
		return o.settle(ctx, job, d, Refused, err)
	}
	if d.State == Sending {
		return o.afterUnknown(ctx, job, d, way, transport)
	}
	return o.attempt(ctx, job, d, way, transport)
}

// attempt hands the message over. That it was begun is written first, so that
// after a crash nobody believes it was not.
func (o *Outbox) attempt(ctx context.Context, job jobs.Job, d Dispatch, way FolderWay, transport Transport) error {
	if err := o.mark(ctx, d.ID, Sending); err != nil {
		return err
	}
	d.State = Sending
	err := transport.Deliver(ctx, way, d)
	switch {
	case err == nil:
		return o.settle(ctx, job, d, Delivered, nil)
	case ctx.Err() != nil:
		return err // stopping: the outcome is asked for in the next life
	case errs.KindOf(err) == errs.KindInvalid:
		return o.settle(ctx, job, d, Refused, err)
	case errs.KindOf(err) == errs.KindUnavailable:
		d.State = Waiting
	}
	return o.later(ctx, job, d, err)
}

// afterUnknown goes on after an attempt whose outcome is not known.
func (o *Outbox) afterUnknown(ctx context.Context, job jobs.Job, d Dispatch, way FolderWay, transport Transport) error {
	has, tells, err := transport.Ask(ctx, way, d)
	switch {
	case err != nil && ctx.Err() != nil:
		return err
	case err != nil:
		return o.later(ctx, job, d, err)
	case !tells:
		return o.settle(ctx, job, d, Uncertain, errs.Invalid("exchange.outcome-unknown"))
	case has:
		return o.settle(ctx, job, d, Delivered, nil)
	}
	return o.attempt(ctx, job, d, way, transport)
}

// ended is what History says of a message whose way has ended.
var ended = map[OutState]ledger.Kind{Delivered: "delivered", Refused: "refused", Uncertain: "uncertain"}

// settle ends a message and orders the next of its lane.
func (o *Outbox) settle(ctx context.Context, job jobs.Job, d Dispatch, state OutState, cause error) error {
	return o.DB.Transact(context.WithoutCancel(ctx), func(ctx context.Context) error {
		d.State = state
		if err := o.write(ctx, d, cause, clock.At(o.Clock.Now())); err != nil {
			return err
		}
		if err := o.record(ctx, d, ended[state], map[string]any{"problem": codeOf(cause)}); err != nil {
			return err
		}
		var err error
		if state == Delivered {
			err = o.Work.Close(ctx, destinationWork, d.Connection)
		} else {
			err = o.ask(ctx, d)
		}
		if err != nil {
			return err
		}
		if err := o.next(ctx, laneOf(d)); err != nil {
			return err
		}
		return o.Jobs.Finish(ctx, job)
	})
}

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return errs.CodeOf(err)
}

func (o *Outbox) next(ctx context.Context, l lane) error {
	_, more, err := o.oldest(ctx, l)
	if err != nil || !more {
		return err
	}
	return o.enqueue(ctx, l, jobs.Order{})
}

// later tries the message again after a pause. The lane waits for it, since a
// destination that is down is down for all.
func (o *Outbox) later(ctx context.Context, job jobs.Job, d Dispatch, cause error) error {
	return o.DB.Transact(ctx, func(ctx context.Context) error {
		now := o.Clock.Now()
		d.Attempts++
		if d.FailingSince.IsZero() {
			d.FailingSince = clock.At(now)
		}
		if err := o.write(ctx, d, cause, 0); err != nil {
			return err
		}
		var err error
		switch {
		case now.Sub(d.FailingSince.Time()) >= pauseAfter:
			err = o.pauseItself(ctx, d)
		case d.Attempts == tellAfter:
			err = o.tell(ctx, d, "destination-silent")
		}
		if err != nil {
			return err
		}
		if err := o.enqueue(ctx, laneOf(d), jobs.Order{At: now.Add(pauseOf(d.Attempts))}); err != nil {
			return err
		}
		return o.Jobs.Finish(ctx, job)
	})
}

// pauseOf is 1, 2, 4 … seconds, at most longestPause.
func pauseOf(attempts int) time.Duration {
	return min(time.Second<<min(attempts-1, 20), longestPause)
}

// tell gives a destination that does not answer to the connection's owner.
func (o *Outbox) tell(ctx context.Context, d Dispatch, what string) error {
	connection, known, err := o.connections.Connection(ctx, d.Connection)
	if err != nil || !known {
		return err
	}
	return o.Work.Put(ctx, work.Item{
		Kind: destinationWork, Subject: d.Connection, Title: "@exchange.work." + what, About: connection.Title,
		Reason: "work.reason.owner", Link: "/control/messages/out?connection=" + d.Connection, Role: connection.Owner,
	})
}

func (o *Outbox) pauseItself(ctx context.Context, d Dispatch) error {
	if err := o.writePause(ctx, Pause{Connection: d.Connection, At: clock.At(o.Clock.Now())}); err != nil {
		return err
	}
	if err := o.recordPause(ctx, d.Connection, "paused itself", ""); err != nil {
		return err
	}
	return o.tell(ctx, d, "destination-paused")
}
