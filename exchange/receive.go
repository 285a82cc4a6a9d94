package exchange

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/base/work"
)

// HandleJob is the kind of job that hands a message to its handler.
const HandleJob = "exchange.handle"

// workKind is the kind of the items that wait for a person to look.
const workKind = "exchange.message"

// Arrival is a message on its way in. Its parts are stored already, so that
// what remains is one short transaction.
type Arrival struct {
	Connection string
	Way        Way
	Name       string // the file's or folder's name, as it came
	Kind       string // for ways without an envelope; else taken from it
	Source     string // likewise
	SourceID   string // likewise
	Parts      []Part
	Envelope   []byte // event.json, when there is one
	Damage     error  // why it could not be unpacked, if it could not
}

// Receipt is what the sender gets when the message is stored.
type Receipt struct {
	Message   MessageID `json:"message"`
	State     State     `json:"state"`
	Duplicate bool      `json:"duplicate,omitempty"` // the same came before
}

// Receive stores a message. When it returns without an error the message is
// durable, whatever is wrong with it. It is a command: the same command id
// again is the same arrival, and is not counted as a repetition. NotFound says that no such connection was
// agreed.
func (s *Service) Receive(ctx context.Context, a Arrival) (Receipt, error) {
	connection, known, err := s.connections.Connection(ctx, a.Connection)
	if err != nil {
		return Receipt{}, err
	}
	if !known {
		return Receipt{}, errs.NotFound("exchange.no-connection", "connection", a.Connection)
	}
	m := s.message(a)
	return command.Run(ctx, s.DB, s.Clock, "exchange.receive", func(ctx context.Context) (Receipt, error) {
		same, err := s.sameKey(ctx, m)
		if err != nil {
			return Receipt{}, err
		}
		if i := slices.IndexFunc(same, func(r messageRow) bool { return r.Content == m.Content }); i >= 0 {
			_, err := sqldb.Exec(ctx, s.DB, "UPDATE message SET repeats = repeats + 1 WHERE id = $1", same[i].ID)
			return Receipt{Message: same[i].ID, State: same[i].State, Duplicate: true}, err
		}
		if len(same) > 0 && m.State == Received {
			m.State = Conflict
			m.Problem, m.Args = problem(errs.Conflict("exchange.other-content", "first", same[0].ID))
		}
		return Receipt{Message: m.ID, State: m.State}, s.store(ctx, connection, m)
	})
}

// message reads the envelope; what is wrong with it becomes the message's state.
func (s *Service) message(a Arrival) Message {
	m := Message{
		ID: ids.New[messageKind](), Connection: a.Connection, Source: a.Source, SourceID: a.SourceID, Kind: a.Kind, CameAs: a.Way,
		FileName: a.Name, State: Received, Args: "[]", ReceivedAt: clock.At(s.Clock.Now()), Parts: a.Parts, Content: contentOf(a.Parts),
	}
	fault := a.Damage
	if fault == nil && m.Kind == "" {
		var e Envelope
		if e, fault = readEnvelope(a.Envelope); fault == nil {
			m.Source, m.SourceID, m.Kind, m.Subject = e.Source, e.ID, e.Type, e.Subject
		}
	}
	if m.SourceID == "" { // unreadable: the name it came under is all there is
		m.Source, m.SourceID = NamedOnly, a.Name
	}
	if fault != nil {
		m.State = Problem
		m.Problem, m.Args = problem(fault)
	}
	return m
}

func problem(err error) (code, args string) {
	text, marshal := json.Marshal(errs.ArgsOf(err))
	if marshal != nil {
		text = []byte("[]")
	}
	return errs.CodeOf(err), string(text)
}

// contentOf hashes what came: the names and sums of the parts, in name order.
func contentOf(parts []Part) blob.Sum {
	lines := make([]string, len(parts))
	for i, p := range parts {
		lines[i] = fmt.Sprintf("%s %q\n", p.File.Sum, p.Name)
	}
	slices.Sort(lines)
	return sha256.Sum256([]byte(strings.Join(lines, "")))
}

func (s *Service) store(ctx context.Context, connection FolderConnection, m Message) error {
	if err := s.insert(ctx, m); err != nil {
		return err
	}
	if err := s.record(ctx, m, "received", map[string]any{"content": m.Content, "parts": len(m.Parts), "state": m.State}); err != nil {
		return err
	}
	if err := s.answer(ctx, m); err != nil {
		return err
	}
	if m.State != Received {
		return s.ask(ctx, connection, m)
	}
	return s.Jobs.Enqueue(ctx, HandleJob, m.ID, jobs.Order{Unique: m.ID.String(), Queue: queueOf(m)})
}

// queueOf keeps the messages about one subject in order, and lets the others
// pass them.
func queueOf(m Message) string {
	if m.Subject == "" {
		return ""
	}
	return "exchange/" + m.Connection + "/" + m.Subject + "/" + m.SourceID
}

func (s *Service) record(ctx context.Context, m Message, kind ledger.Kind, payload any) error {
	_, err := s.Ledger.Append(ctx, ledger.Event{
		Case: m.Case, Module: "exchange", Subject: ledger.Subject{Kind: "message", ID: m.ID.String()}, Kind: kind, Payload: payload,
	})
	return err
}

// ask gives the message to a person of the role that owns its kind.
func (s *Service) ask(ctx context.Context, connection FolderConnection, m Message) error {
	owner := connection.Owner
	for _, k := range connection.Messages {
		if k.Kind == m.Kind && k.Owner != "" {
			owner = k.Owner
		}
	}
	return s.Work.Put(ctx, work.Item{
		Kind: workKind, Subject: m.ID.String(), Title: "@exchange.work." + string(m.State), About: connection.Title,
		Reason: "work.reason.owner", Link: "/control/messages/" + m.ID.String(), Role: owner, Case: m.Case,
	})
}
