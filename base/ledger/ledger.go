// Package ledger records what happened, append-only and verifiable.
//
// An event is written in the transaction of the change it tells of, so that
// neither is ever there without the other. Its digest covers a salt and the
// payload, which stand in a table of their own: personal data can be erased by
// law while the digest still verifies, and Verify tells "erased under event X"
// from "missing". A sealer gives events leaf numbers in a Merkle tree (RFC 6962)
// and signs its head; heads are kept outside the database too, so that a
// database put back to an earlier state is noticed.
//
// If the machine dies between an event and its sealing, the event waits in the
// queue of unsealed events, and the next sealer takes it: no gaps.
package ledger

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

// Subject is the thing that an event tells of.
type Subject struct {
	Kind string // "case-file", "task"
	ID   string
}

// Kind says what happened: "settled". Every kind that the program appends has
// its words in the catalogues.
type Kind string

// Words is the catalogue's key for what happened in a module. It is the one
// place where the spaces of a kind become hyphens.
func (k Kind) Words(module string) string {
	return module + ".event." + strings.ReplaceAll(string(k), " ", "-")
}

// Event is what a module appends. Who acted comes from the context.
type Event struct {
	Effective time.Time  // when it took effect; zero means now
	Agency    string     // the agency concerned, if one
	Case      ids.CaseID // the case it belongs to, if any
	Module    string
	Subject   Subject
	Kind      Kind
	Version   int // of the payload's shape; zero means 1
	Payload   any // as JSON; may hold personal data
}

// Ledger appends to and reads the ledger of one database.
type Ledger struct {
	db    *sqldb.DB
	clock clock.Clock
	seal  Sealing
	also  []HeadStore // where heads are kept beside the sealing's own place
}

// New returns the ledger of db. Sealing may be zero where nothing is sealed.
func New(db *sqldb.DB, now clock.Clock, sealing Sealing) *Ledger {
	return &Ledger{db: db, clock: now, seal: sealing}
}

// Append writes the event in the transaction that ctx carries.
func (l *Ledger) Append(ctx context.Context, e Event) (ids.EventID, error) {
	written, err := l.AppendAll(ctx, e)
	if err != nil {
		return ids.EventID{}, err
	}
	return written[0], nil
}

// AppendAll writes events that happened together, in their order.
func (l *Ledger) AppendAll(ctx context.Context, events ...Event) ([]ids.EventID, error) {
	if !sqldb.InTransaction(ctx) {
		return nil, errs.Internal(fmt.Errorf("Append outside a transaction"), "ledger.no-transaction")
	}
	written := make([]ids.EventID, len(events))
	entries := make([]entry, len(events))
	for i, e := range events {
		payload, err := json.Marshal(e.Payload)
		if err != nil {
			return nil, errs.Internal(err, "ledger.payload-unwritable")
		}
		salt := make([]byte, 32)
		rand.Read(salt)
		entries[i] = entry{l.row(ctx, e, digest(salt, payload)), salt, payload}
		written[i] = entries[i].ID
	}
	return written, insert(ctx, l.db, entries)
}

func (l *Ledger) row(ctx context.Context, e Event, digest []byte) row {
	actor, now := authz.ActorFrom(ctx), l.clock.Now()
	r := row{
		ID: ids.New[ids.Event](), RecordedAt: clock.At(now), EffectiveAt: clock.At(e.Effective),
		Actor: actor.User, ActorName: actor.Name, OnBehalfOf: actor.OnBehalfOf,
		Agency: e.Agency, Case: e.Case, Module: e.Module,
		SubjectKind: e.Subject.Kind, SubjectID: e.Subject.ID, Kind: e.Kind, Version: int64(max(e.Version, 1)), Digest: digest,
	}
	if r.Actor.IsZero() {
		r.Actor = machine
	}
	if e.Effective.IsZero() {
		r.EffectiveAt = r.RecordedAt
	}
	return r
}

// machine stands as actor of what no person or process asked for.
var machine = ids.Derive[ids.User]("ledger", "machine")

func digest(salt, payload []byte) []byte {
	h := sha256.New()
	h.Write(salt)
	h.Write(payload)
	return h.Sum(nil)
}

// Entry is one event as History shows it.
type Entry struct {
	ID         ids.EventID
	At         clock.Instant
	Effective  clock.Instant
	Actor      ids.UserID
	ActorName  string
	OnBehalfOf ids.UserID
	Agency     string
	Case       ids.CaseID
	Module     string
	Subject    Subject
	Kind       Kind
	Payload    string // JSON, or empty when erased
	Erased     bool
	Sealed     bool
}

// Words is the catalogue's key for what the event tells of.
func (e Entry) Words() string { return e.Kind.Words(e.Module) }

const selectEntry = `SELECT e.id, e.recorded_at, e.effective_at, e.actor, e.actor_name, e.on_behalf_of, e.agency, e.case_id,
  e.module, e.subject_kind, e.subject_id, e.kind, COALESCE(p.payload, ''), p.erased_under IS NOT NULL, l.number IS NOT NULL
FROM ledger_event e
JOIN ledger_payload p ON p.event_id = e.id
LEFT JOIN ledger_leaf l ON l.event_id = e.id `

type entryRow struct {
	ID                             ids.EventID
	At, Effective                  clock.Instant
	Actor                          ids.UserID
	ActorName                      string
	OnBehalfOf                     ids.UserID
	Agency                         string
	Case                           ids.CaseID
	Module, SubjectKind, SubjectID string
	Kind                           Kind
	Payload                        string
	Erased, Sealed                 bool
}

// OfCase lists the events of a case, oldest first. The caller has checked that
// the reader may see the case.
func (l *Ledger) OfCase(ctx context.Context, c ids.CaseID) ([]Entry, error) {
	return l.entries(ctx, "WHERE e.case_id = $1 ORDER BY e.recorded_at, e.id", c)
}

// LatestOfCase lists a part of the case's events, newest first, leaving out the
// first skip. The caller has checked that the reader may see the case.
func (l *Ledger) LatestOfCase(ctx context.Context, c ids.CaseID, skip, most int) ([]Entry, error) {
	return l.entries(ctx, "WHERE e.case_id = $1 ORDER BY e.recorded_at DESC, e.id DESC LIMIT $2 OFFSET $3", c, most, skip)
}

// Count is how many events there are, and how many of them are sealed.
type Count struct{ Events, Sealed int }

// CountOfCase counts a case's events.
func (l *Ledger) CountOfCase(ctx context.Context, c ids.CaseID) (Count, error) {
	return sqldb.One[Count](ctx, l.db, `SELECT count(*), count(n.number) FROM ledger_event e
LEFT JOIN ledger_leaf n ON n.event_id = e.id WHERE e.case_id = $1`, c)
}

// OfSubject lists the events of one subject, oldest first.
func (l *Ledger) OfSubject(ctx context.Context, s Subject) ([]Entry, error) {
	return l.entries(ctx, "WHERE e.subject_kind = $1 AND e.subject_id = $2 ORDER BY e.recorded_at, e.id", s.Kind, s.ID)
}

// LatestOfSubject lists the subject's last events, newest first.
func (l *Ledger) LatestOfSubject(ctx context.Context, s Subject, most int) ([]Entry, error) {
	return l.entries(ctx, "WHERE e.subject_kind = $1 AND e.subject_id = $2 ORDER BY e.recorded_at DESC, e.id DESC LIMIT $3", s.Kind, s.ID, most)
}

func (l *Ledger) entries(ctx context.Context, where string, args ...any) ([]Entry, error) {
	rows, err := sqldb.All[entryRow](ctx, l.db, selectEntry+where, args...)
	if err != nil {
		return nil, err
	}
	out := make([]Entry, len(rows))
	for i, r := range rows {
		out[i] = Entry{
			ID: r.ID, At: r.At, Effective: r.Effective, Actor: r.Actor, ActorName: r.ActorName, OnBehalfOf: r.OnBehalfOf,
			Agency: r.Agency, Case: r.Case, Module: r.Module, Subject: Subject{Kind: r.SubjectKind, ID: r.SubjectID},
			Kind: r.Kind, Payload: r.Payload, Erased: r.Erased, Sealed: r.Sealed,
		}
	}
	return out, nil
}

// EraseOf erases every payload about a subject; see Erase.
func (l *Ledger) EraseOf(ctx context.Context, about Subject, under ids.EventID) error {
	_, err := sqldb.Exec(ctx, l.db, `UPDATE ledger_payload SET salt = NULL, payload = NULL, erased_under = $1 WHERE erased_under IS NULL
AND event_id IN (SELECT id FROM ledger_event WHERE subject_kind = $2 AND subject_id = $3)`, under, about.Kind, about.ID)
	return err
}

// Erase removes salt and payload of the events for good; under is the event
// that tells why it was lawful. The digests stay. It must be called inside the
// transaction that appended under; the caller runs sqldb.DB.Checkpoint after it.
func (l *Ledger) Erase(ctx context.Context, events []ids.EventID, under ids.EventID) error {
	for _, e := range events {
		_, err := sqldb.Exec(ctx, l.db, "UPDATE ledger_payload SET salt = NULL, payload = NULL, erased_under = $1 WHERE event_id = $2 AND erased_under IS NULL", under, e)
		if err != nil {
			return err
		}
	}
	return nil
}
