// Package mail sends letters by electronic mail.
//
// A letter is written in the transaction that causes it, with a Message-ID that
// never changes, and a job sends it. Each letter of a case goes after the one
// before it. When the program dies between sending and remembering, the
// transport is asked what it has; one that cannot be asked (SMTP) leaves the
// letter "uncertain", which is shown and never sent again by itself: a letter
// may be missing a receipt, but it does not come twice. A letter that is
// uncertain or refused is handed to the Keeper in the transaction that finds it
// out; a person marks it as arrived, or has it sent again as a letter of its own.
package mail

import (
	"context"
	"encoding/json"
	"net/mail"

	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/sqldb"
)

type letterKind struct{}

// ID identifies a letter.
type ID = ids.ID[letterKind]

// State is where a letter is on its way.
type State string

// The states of a letter. A letter whose outcome is not known is Uncertain.
const (
	Waiting   State = "waiting"
	Sending   State = "sending"
	Sent      State = "sent"
	Uncertain State = "uncertain"
	Refused   State = "refused"
	Erased    State = "erased"
)

// Letter is one mail to one recipient. It carries no protected data: what,
// which number, what next and when, and one link.
type Letter struct {
	ID        ID
	MessageID string // without angle brackets
	Case      ids.CaseID
	From      string
	To        string
	Subject   string
	Body      string // plain text
	State     State
	Created   clock.Instant
	SentAt    clock.Instant
	Again     ID // the letter that a person had sent instead; zero for none
}

// Stuck says that the letter waits for a person.
func (l Letter) Stuck() bool {
	return (l.State == Refused || l.State == Uncertain) && l.Again.IsZero()
}

// Transport carries letters out of the house.
type Transport interface {
	// Deliver hands the letter over. An error of kind Unavailable means that
	// nothing was handed over; of kind Invalid, that it was refused for good;
	// any other, that nobody knows.
	Deliver(ctx context.Context, l Letter) error
}

// Asker is a transport that can tell whether it has a letter.
type Asker interface {
	Has(ctx context.Context, messageID string) (bool, error)
}

// Eraser is a transport that can take its copy of a letter away.
type Eraser interface {
	Erase(ctx context.Context, messageID string) error
}

// Keeper sees to it that a person learns what became of a letter.
type Keeper interface {
	// NotArrived is told of a letter that is refused or uncertain, in the
	// transaction that makes it so.
	NotArrived(ctx context.Context, l Letter) error
	// Forgotten is told of a letter that is erased, in that transaction.
	Forgotten(ctx context.Context, id ID) error
}

// Outbox is the outgoing mail of one database.
type Outbox struct {
	db        *sqldb.DB
	clock     clock.Clock
	queue     *jobs.Queue
	transport Transport
	domain    string
	keeper    Keeper
}

// New returns the outbox; domain ends the Message-IDs.
func New(db *sqldb.DB, now clock.Clock, queue *jobs.Queue, transport Transport, domain string) *Outbox {
	return &Outbox{db: db, clock: now, queue: queue, transport: transport, domain: domain}
}

// KeptBy says who is told of letters that do not arrive.
func (o *Outbox) KeptBy(k Keeper) { o.keeper = k }

// SendJob is the kind of job that sends a letter; Deliver is its handler.
const SendJob = "mail.send"

// Send writes the letter in the transaction that ctx carries; a job sends it
// after the commit. It returns the letter's id.
func (o *Outbox) Send(ctx context.Context, l Letter) (ID, error) {
	l.ID = ids.New[letterKind]()
	l.MessageID = l.ID.String() + "@" + o.domain
	l.Created = clock.At(o.clock.Now())
	_, err := sqldb.Exec(ctx, o.db, `INSERT INTO mail (id, message_id, case_id, sender, recipient, subject, body, state, created_at, sent_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, 0)`, l.ID, l.MessageID, l.Case, l.From, l.To, l.Subject, l.Body, l.Created)
	if err != nil {
		return l.ID, err
	}
	order := jobs.Order{Unique: l.ID.String()}
	if !l.Case.IsZero() {
		order.Queue = "mail/" + l.Case.String()
	}
	return l.ID, o.queue.Enqueue(ctx, SendJob, l.ID, order)
}

// Deliver is the handler of SendJob.
func (o *Outbox) Deliver(ctx context.Context, job jobs.Job) error {
	var id ID
	if err := json.Unmarshal([]byte(job.Payload), &id); err != nil {
		return errs.InvalidBecause(err, "mail.job-unreadable")
	}
	l, err := o.Get(ctx, id)
	if err != nil {
		return err
	}
	switch l.State {
	case Waiting:
		return o.deliver(ctx, job, l)
	case Sending:
		return o.resume(ctx, job, l)
	}
	return nil
}

func (o *Outbox) deliver(ctx context.Context, job jobs.Job, l Letter) error {
	if err := o.mark(ctx, l.ID, Sending); err != nil {
		return err
	}
	err := o.transport.Deliver(ctx, l)
	switch {
	case err == nil:
		return o.finish(ctx, job, l.ID, Sent)
	case errs.KindOf(err) == errs.KindInvalid:
		return o.finish(ctx, job, l.ID, Refused)
	case errs.KindOf(err) == errs.KindUnavailable:
		if back := o.mark(ctx, l.ID, Waiting); back != nil {
			return back
		}
	}
	return err
}

// resume goes on after an attempt whose outcome is not known.
func (o *Outbox) resume(ctx context.Context, job jobs.Job, l Letter) error {
	asker, ok := o.transport.(Asker)
	if !ok {
		return o.finish(ctx, job, l.ID, Uncertain)
	}
	has, err := asker.Has(ctx, l.MessageID)
	if err != nil {
		return err
	}
	if has {
		return o.finish(ctx, job, l.ID, Sent)
	}
	return o.deliver(ctx, job, l)
}

func (o *Outbox) mark(ctx context.Context, id ID, s State) error {
	_, err := sqldb.Exec(ctx, o.db, "UPDATE mail SET state = $1 WHERE id = $2", string(s), id)
	return err
}

func (o *Outbox) finish(ctx context.Context, job jobs.Job, id ID, s State) error {
	return o.db.Transact(context.WithoutCancel(ctx), func(ctx context.Context) error {
		if err := o.end(ctx, id, s); err != nil {
			return err
		}
		return o.queue.Finish(ctx, job)
	})
}

// end writes what became of the letter, and tells the keeper of what did not
// arrive.
func (o *Outbox) end(ctx context.Context, id ID, s State) error {
	_, err := sqldb.Exec(ctx, o.db, "UPDATE mail SET state = $1, sent_at = $2 WHERE id = $3", string(s), clock.At(o.clock.Now()), id)
	if err != nil || s == Sent || o.keeper == nil {
		return err
	}
	l, err := o.Get(ctx, id)
	if err != nil {
		return err
	}
	return o.keeper.NotArrived(ctx, l)
}

// GaveUp is told that a letter's job has failed for good: a letter that was
// never handed over has not arrived, and of any other nobody knows. That settles
// the job: the case's later letters go.
func (o *Outbox) GaveUp(ctx context.Context, job jobs.Job) (settled bool, err error) {
	var id ID
	if err := json.Unmarshal([]byte(job.Payload), &id); err != nil {
		return false, errs.InvalidBecause(err, "mail.job-unreadable")
	}
	err = o.db.Transact(ctx, func(ctx context.Context) error {
		l, err := o.Get(ctx, id)
		if err != nil {
			return err
		}
		switch l.State {
		case Waiting:
			return o.end(ctx, id, Refused)
		case Sending:
			return o.end(ctx, id, Uncertain)
		}
		return nil
	})
	return err == nil, err
}

// Arrived marks a letter that was refused or uncertain as arrived, in the
// transaction that ctx carries. Conflict says that it does not wait for that.
func (o *Outbox) Arrived(ctx context.Context, id ID) error {
	n, err := sqldb.Exec(ctx, o.db, "UPDATE mail SET state = 'sent' WHERE id = $1 AND again IS NULL AND state IN ('refused', 'uncertain')", id)
	if err == nil && n == 0 {
		err = errs.Conflict("mail.not-stuck")
	}
	return err
}

// SendAgain sends a letter that was refused or uncertain to an address once
// more, in the transaction that ctx carries: as a new letter, since nobody can
// tell a mail server that it has had this one before.
func (o *Outbox) SendAgain(ctx context.Context, id ID, to string) (ID, error) {
	l, err := o.Get(ctx, id)
	if err != nil {
		return ID{}, err
	}
	if !l.Stuck() {
		return ID{}, errs.Conflict("mail.not-stuck")
	}
	if a, err := mail.ParseAddress(to); err != nil || a.Address != to {
		return ID{}, errs.Invalid("mail.recipient-malformed")
	}
	anew, err := o.Send(ctx, Letter{Case: l.Case, From: l.From, To: to, Subject: l.Subject, Body: l.Body})
	if err == nil {
		_, err = sqldb.Exec(ctx, o.db, "UPDATE mail SET again = $1 WHERE id = $2", anew, id)
	}
	return anew, err
}

const columns = "id, message_id, case_id, sender, recipient, subject, body, state, created_at, sent_at, again"

// Get returns one letter.
func (o *Outbox) Get(ctx context.Context, id ID) (Letter, error) {
	l, found, err := sqldb.Maybe[Letter](ctx, o.db, "SELECT "+columns+" FROM mail WHERE id = $1", id)
	if err == nil && !found {
		err = errs.NotFound("mail.not-found")
	}
	return l, err
}

// OfCase lists the letters of a case, oldest first. The caller has checked that
// the reader may see the case.
func (o *Outbox) OfCase(ctx context.Context, c ids.CaseID) ([]Letter, error) {
	return sqldb.All[Letter](ctx, o.db, "SELECT "+columns+" FROM mail WHERE case_id = $1 ORDER BY created_at, id", c)
}

// Latest lists the newest letters; it is what the demonstration's mail page shows.
func (o *Outbox) Latest(ctx context.Context, most int) ([]Letter, error) {
	return sqldb.All[Letter](ctx, o.db, "SELECT "+columns+" FROM mail ORDER BY created_at DESC, id DESC LIMIT $1", most)
}

// Uncertain lists the letters of which nobody knows whether they arrived.
func (o *Outbox) Uncertain(ctx context.Context) ([]Letter, error) {
	return sqldb.All[Letter](ctx, o.db, "SELECT "+columns+" FROM mail WHERE state = 'uncertain' ORDER BY created_at, id")
}

// Forget erases recipient, subject and text of a letter, and of those that went
// instead of it, in the transaction of a disposal; that they were sent, and
// when, stays. It returns their Message-IDs, for ForgetCopy.
func (o *Outbox) Forget(ctx context.Context, id ID) ([]string, error) {
	var gone []string
	for !id.IsZero() {
		l, err := o.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		_, err = sqldb.Exec(ctx, o.db, "UPDATE mail SET recipient = '', subject = '', body = '', state = 'erased' WHERE id = $1 AND state <> 'waiting' AND state <> 'sending'", id)
		if err != nil {
			return nil, err
		}
		if o.keeper != nil {
			if err := o.keeper.Forgotten(ctx, id); err != nil {
				return nil, err
			}
		}
		gone = append(gone, l.MessageID)
		id = l.Again
	}
	return gone, nil
}

// ForgetCopy takes the transport's own copy away where it keeps one; it is
// called after the transaction of Forget.
func (o *Outbox) ForgetCopy(ctx context.Context, messageID string) error {
	if e, ok := o.transport.(Eraser); ok {
		return e.Erase(ctx, messageID)
	}
	return nil
}
