// Package exchange receives every message that other systems send, and keeps
// it until it is dealt with.
//
// A message is stored durably, with its key (connection, source, the source's
// id) and the hash of its content, before a receipt is given. The same message
// again changes nothing and is counted; the same key with other content is a
// conflict that a person looks at, never an overwrite. A job then hands the
// message to the handler of its kind. When the case is wrong (a damaged file, a
// vacancy nobody knows) the message waits with an owner who is told what to do,
// its sender is told too, and nothing else stops. When the program dies the job
// runs again; the handler's effect and "handled" commit together.
package exchange

import (
	"context"
	"encoding/json"
	"strings"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
)

// Rights of exchange.
const (
	// RightRead sees messages and what became of them.
	RightRead authz.Right = "exchange.read"
	// RightRepair tries a message again, or closes it by hand.
	RightRepair authz.Right = "exchange.repair"
	// RightDeliver hands messages in over HTTP.
	RightDeliver authz.Right = "exchange.deliver"
)

type messageKind struct{}

// MessageID identifies a message.
type MessageID = ids.ID[messageKind]

// State is what has become of a message.
type State string

// The states of a message.
const (
	Received State = "received" // stored, not handled yet
	Handled  State = "handled"
	Problem  State = "problem"  // the case is wrong; a person must look
	Conflict State = "conflict" // the key came before, with other content
	Closed   State = "closed"   // closed by hand
)

// Way is how a message came.
type Way string

// The ways in.
const (
	ByFolder Way = "folder"
	ByZip    Way = "zip"
	ByHTTP   Way = "http"
	ByHRXML  Way = "hrxml"
)

// Part is one file of a message, stored by its content.
type Part struct {
	Name string
	File blob.Ref
}

// Message is one delivery of another system.
type Message struct {
	ID         MessageID
	Connection string
	Source     string // who sent it, as the envelope says
	SourceID   string // the sender's own id for it
	Content    blob.Sum
	Kind       string // "recruit.application"
	Subject    string // the business key it concerns, such as a vacancy's reference
	CameAs     Way
	FileName   string // as it came; empty when forgotten
	Case       ids.CaseID
	State      State
	Problem    string // a problem code, when something is wrong
	Args       string // its arguments as JSON: identifiers, never personal data
	Result     string // what the handler made, for the receipt
	Repeats    int    // how often the same came again
	ReceivedAt clock.Instant
	HandledAt  clock.Instant
	Forgotten  clock.Instant
	Parts      []Part
}

// Envelope names a message: a CloudEvent 1.0 in JSON. A delivery of several
// files holds it as event.json; data is what the message says.
type Envelope struct {
	SpecVersion string          `json:"specversion"`
	ID          string          `json:"id"`
	Source      string          `json:"source"`
	Type        string          `json:"type"`
	Subject     string          `json:"subject,omitempty"`
	Time        string          `json:"time,omitempty"`
	Data        json.RawMessage `json:"data,omitempty"`
}

// EnvelopeFile is the name of the envelope among a delivery's files.
const EnvelopeFile = "event.json"

func readEnvelope(text []byte) (Envelope, error) {
	var e Envelope
	if err := json.Unmarshal(text, &e); err != nil {
		return e, errs.InvalidBecause(err, "exchange.envelope-unreadable")
	}
	switch {
	case e.SpecVersion != "1.0":
		return e, errs.Invalid("exchange.envelope-version", "version", e.SpecVersion)
	case e.ID == "" || e.Source == "" || e.Type == "":
		return e, errs.Invalid("exchange.envelope-incomplete")
	case strings.ContainsRune(e.ID+e.Source+e.Type+e.Subject+e.Time, 0): // no database text holds it
		return Envelope{}, errs.Invalid("exchange.envelope-zero")
	}
	return e, nil
}

// NamedOnly is the source of a message that could not be read: only the name it
// came under is known.
const NamedOnly = "name"

// Delivery is a message as its handler gets it.
type Delivery struct {
	Message
	Data    json.RawMessage // the envelope's data; for HR-XML, nothing
	Mapping []FolderMapping // the connection's: status and handler by document kind (A7)
}

// Part returns the part of that name.
func (d Delivery) Part(name string) (Part, bool) {
	for _, p := range d.Parts {
		if p.Name == name {
			return p, true
		}
	}
	return Part{}, false
}

// Outcome is what a handler made of a message.
type Outcome struct {
	Case   ids.CaseID // the case it belongs to
	Result string     // what the sender is told, such as a receipt number
}

// Handler deals with one kind of message. Prepare runs outside any transaction
// and may be slow; Handle runs in the transaction that marks the message
// handled. An error of kind Invalid, NotFound or Conflict says that the case is
// wrong; any other is tried again.
type Handler struct {
	Kind    string
	Prepare func(ctx context.Context, d Delivery) (any, error)
	Handle  func(ctx context.Context, d Delivery, prepared any) (Outcome, error)
}

// Connections tells the agreed connections of the municipality's folder.
type Connections interface {
	Connection(ctx context.Context, key string) (FolderConnection, bool, error)
	Connections(ctx context.Context) ([]FolderConnection, error)
}

// Service receives and keeps messages.
type Service struct {
	base.Deps
	connections Connections
	handlers    map[string]Handler
	root        string
}

// New returns the service; register handlers before jobs run. Root is the
// folder beneath which the connections' own folders lie.
func New(deps base.Deps, connections Connections, root string) *Service {
	return &Service{Deps: deps, connections: connections, handlers: map[string]Handler{}, root: root}
}

// Register adds a handler; two for one kind is a programming fault.
func (s *Service) Register(h Handler) {
	if _, twice := s.handlers[h.Kind]; twice {
		panic("exchange: two handlers for " + h.Kind)
	}
	s.handlers[h.Kind] = h
}
