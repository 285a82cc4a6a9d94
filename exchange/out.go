package exchange

import (
	"context"
	"crypto/sha256"
	"encoding/json"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/work"
)

// RightPause stops and resumes what is sent over a connection.
const RightPause authz.Right = "exchange.pause"

// SendJob is the kind of job that sends the next message of a lane.
const SendJob = "exchange.send"

const (
	// dispatchWork is the kind of the items about one message that was not taken.
	dispatchWork = "exchange.dispatch"
	// destinationWork is the kind of the items about a destination that does not answer.
	destinationWork = "exchange.destination"
)

type dispatchKind struct{}

// DispatchID identifies an outgoing message; the other system sees it as the
// event's id and as idempotency key.
type DispatchID = ids.ID[dispatchKind]

// OutState is where an outgoing message stands.
type OutState string

// The states of an outgoing message.
const (
	Waiting   OutState = "waiting"
	Sending   OutState = "sending" // an attempt was begun, its outcome is not written yet
	Delivered OutState = "delivered"
	Refused   OutState = "refused"   // the other system will not have it; a person must look
	Uncertain OutState = "uncertain" // nobody knows whether it arrived; a person must ask
	Abandoned OutState = "closed"    // closed by hand
)

// Outgoing is something to tell another system.
type Outgoing struct {
	Connection string
	Kind       string     // the event's type, "application-status"
	Case       ids.CaseID // messages of one case go in order; zero for none
	Key        string     // the same key again is the same message
	Payload    any        // the event's data, as JSON
}

// Dispatch is an outgoing message as it stands.
type Dispatch struct {
	ID           DispatchID
	Connection   string
	Kind         string
	Case         ids.CaseID
	Key          string
	Digest       blob.Sum
	Payload      string // JSON; empty when forgotten
	State        OutState
	Problem      string // the code of what went wrong last
	Args         string
	Attempts     int // since it last went well
	FailingSince clock.Instant
	CreatedAt    clock.Instant
	SettledAt    clock.Instant
	Forgotten    clock.Instant
}

// Trouble is what went wrong last, as an error for the catalogue; nil when
// nothing did.
func (d Dispatch) Trouble() error { return troubleOf(d.Problem, d.Args) }

// Event is the message as the other system gets it: a CloudEvent 1.0 in JSON.
func (d Dispatch) Event() ([]byte, error) {
	text, err := json.Marshal(Envelope{
		SpecVersion: "1.0", ID: d.ID.String(), Source: "/saksgang", Type: d.Kind, Subject: d.Key,
		Time: d.CreatedAt.Time().Format("2006-01-02T15:04:05.000000Z07:00"), Data: json.RawMessage(d.Payload),
	})
	if err != nil {
		return nil, errs.Internal(err, "exchange.event-unwritable")
	}
	return text, nil
}

// Outbox sends messages to agreed destinations.
//
// A message is written in the transaction of what it tells of, and a job sends
// it. Messages of one connection and one case go one after the other. A
// destination that does not answer is tried again with growing pauses and its
// owner is told; after two days the connection pauses itself. What it refuses
// gets an owner and lets the next one pass. When the outcome of an attempt is
// not known, the destination is asked what it has before anything is sent
// again; one that cannot be asked leaves the message uncertain, which is shown
// and never sent again by itself.
type Outbox struct {
	base.Deps
	connections Connections
	transports  map[string]Transport
}

// NewOutbox returns the outbox; transports carry the ways of their kind
// (FolderOut, HTTPOut).
func NewOutbox(deps base.Deps, connections Connections, transports map[string]Transport) *Outbox {
	return &Outbox{Deps: deps, connections: connections, transports: transports}
}

// Send orders a message, in the transaction that ctx carries or in one of its
// own. The same key and payload again change nothing and return the first id.
// Conflict says that the key was used for another payload; NotFound, that no
// such connection was agreed; Invalid, that nothing may be sent over it.
func (o *Outbox) Send(ctx context.Context, m Outgoing) (DispatchID, error) {
	d, err := o.dispatch(ctx, m)
	if err != nil {
		return DispatchID{}, err
	}
	err = o.DB.Transact(ctx, func(ctx context.Context) error {
		earlier, found, err := o.byKey(ctx, d.Connection, d.Key)
		if err != nil {
			return err
		}
		if found {
			d.ID = earlier.ID
			if earlier.Forgotten.IsZero() && (earlier.Digest != d.Digest || earlier.Kind != d.Kind) {
				return errs.Conflict("exchange.key-sent-otherwise", "first", earlier.ID)
			}
			return nil
		}
		if err := o.insert(ctx, d); err != nil {
			return err
		}
		if err := o.record(ctx, d, "ordered", map[string]any{"connection": d.Connection, "kind": d.Kind}); err != nil {
			return err
		}
		return o.enqueue(ctx, laneOf(d), jobs.Order{})
	})
	return d.ID, err
}

func (o *Outbox) dispatch(ctx context.Context, m Outgoing) (Dispatch, error) {
	connection, known, err := o.connections.Connection(ctx, m.Connection)
	switch {
	case err != nil:
		return Dispatch{}, err
	case !known:
		return Dispatch{}, errs.NotFound("exchange.no-connection", "connection", m.Connection)
	case m.Key == "" || m.Kind == "":
		return Dispatch{}, errs.Invalid("exchange.key-missing")
	}
	if _, _, err := o.wayOut(connection); err != nil {
		return Dispatch{}, err
	}
	payload, err := json.Marshal(m.Payload)
	if err != nil {
		return Dispatch{}, errs.InvalidBecause(err, "exchange.payload-unwritable")
	}
	return Dispatch{
		ID: ids.New[dispatchKind](), Connection: m.Connection, Kind: m.Kind, Case: m.Case, Key: m.Key,
		Digest: sha256.Sum256(payload), Payload: string(payload), State: Waiting, Args: "[]", CreatedAt: clock.At(o.Clock.Now()),
	}, nil
}

// wayOut is the first of the connection's ways that something can be sent by.
func (o *Outbox) wayOut(c FolderConnection) (FolderWay, Transport, error) {
	if c.Direction != "in" {
		for _, w := range c.Ways {
			if t, can := o.transports[w.Kind]; can {
				return w, t, nil
			}
		}
	}
	return FolderWay{}, nil, errs.Invalid("exchange.no-way-out", "connection", c.Key)
}

// lane is what goes in order: the messages of one connection and one case.
type lane struct {
	Connection string     `json:"connection"`
	Case       ids.CaseID `json:"case"`
}

func laneOf(d Dispatch) lane { return lane{d.Connection, d.Case} }

func (o *Outbox) enqueue(ctx context.Context, l lane, order jobs.Order) error {
	order.Queue = SendJob + "/" + l.Connection + "/" + l.Case.String()
	return o.Jobs.Enqueue(ctx, SendJob, l, order)
}

func (o *Outbox) record(ctx context.Context, d Dispatch, kind ledger.Kind, payload any) error {
	_, err := o.Ledger.Append(ctx, ledger.Event{
		Case: d.Case, Module: "exchange", Subject: ledger.Subject{Kind: "dispatch", ID: d.ID.String()}, Kind: kind, Payload: payload,
	})
	return err
}

// ask gives a message that was not taken to the connection's owner.
func (o *Outbox) ask(ctx context.Context, d Dispatch) error {
	connection, known, err := o.connections.Connection(ctx, d.Connection)
	if err != nil {
		return err
	}
	if !known {
		connection.Title = d.Connection
	}
	return o.Work.Put(ctx, work.Item{
		Kind: dispatchWork, Subject: d.ID.String(), Title: "@exchange.work." + string(d.State), About: connection.Title,
		Reason: "work.reason.owner", Link: DispatchPath(d.ID), Role: connection.Owner, Case: d.Case,
	})
}

// DispatchPath is the address of an outgoing message.
func DispatchPath(id DispatchID) string { return "/control/messages/out/" + id.String() }

// ParseDispatchID reads an id as it stands in an address; what is no id is not
// there.
func ParseDispatchID(text string) (DispatchID, error) {
	id, err := ids.Parse[dispatchKind](text)
	if err != nil {
		return id, errs.NotFound("exchange.no-message")
	}
	return id, nil
}
