package exchange

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
)

// Agreed returns the connection of that key, and whether it has been agreed.
func (s *Service) Agreed(ctx context.Context, key string) (FolderConnection, bool, error) {
	return s.connections.Connection(ctx, key)
}

// AllAgreed lists the agreed connections.
func (s *Service) AllAgreed(ctx context.Context) ([]FolderConnection, error) {
	return s.connections.Connections(ctx)
}

// Way returns the connection's way of that kind.
func (c FolderConnection) Way(kind Way) (FolderWay, bool) {
	for _, w := range c.Ways {
		if w.Kind == string(kind) {
			return w, true
		}
	}
	return FolderWay{}, false
}

// DeliveryBytes is the most that one delivery may hold, in bytes.
func (l FolderLimits) DeliveryBytes() int64 { return l.bounded().delivery }

// Sender is the other system as one who acts: it may hand in messages and learn
// what became of them, and nothing else. History names it.
func (c FolderConnection) Sender() authz.Actor {
	a := actorOf(c)
	for _, right := range []authz.Right{RightDeliver, RightRead} {
		a.Grants = append(a.Grants, authz.Grant{Right: right, Reach: authz.Everywhere, Because: c.Key})
	}
	return a
}

// Stuck lists the messages that need a hand, newest first, and how many there
// are in all; the query's state is not looked at.
func (s *Service) Stuck(ctx context.Context, q Query) ([]Message, int, error) {
	q.State = ""
	where, args := q.where(authz.ScopeOf(ctx, RightRead))
	where += " AND state IN ('problem', 'conflict')"
	most := q.Most
	if most == 0 {
		most = 50
	}
	var out []Message
	var total int
	err := s.DB.View(ctx, func(ctx context.Context) (err error) {
		if total, err = sqldb.One[int](ctx, s.DB, "SELECT count(*) FROM message WHERE "+where, args...); err != nil {
			return err
		}
		page := fmt.Sprintf(" ORDER BY received_at DESC, id DESC LIMIT %d OFFSET %d", most, max(q.Offset, 0))
		rows, err := sqldb.All[messageRow](ctx, s.DB, "SELECT "+messageColumns+" FROM message WHERE "+where+page, args...)
		for _, r := range rows {
			out = append(out, r.message())
		}
		return err
	})
	return out, total, err
}

// Trouble is the problem of a message as an error, for the catalogue; nil when
// there is none.
func (m Message) Trouble() error { return troubleOf(m.Problem, m.Args) }

func troubleOf(code, arguments string) error {
	if code == "" {
		return nil
	}
	var stored []errs.Arg
	if err := json.Unmarshal([]byte(arguments), &stored); err != nil {
		stored = nil // the sentence stands without them
	}
	args := make([]any, 0, 2*len(stored))
	for _, a := range stored {
		value := a.Value
		if n, ok := value.(float64); ok && n == float64(int64(n)) {
			value = int64(n) // JSON has one kind of number; people read lines and sizes
		}
		args = append(args, a.Name, value)
	}
	return errs.Invalid(code, args...)
}

// History lists what was done with a message, oldest first. NotFound for a
// stranger.
func (s *Service) History(ctx context.Context, id MessageID) ([]ledger.Entry, error) {
	if _, err := s.Message(ctx, id); err != nil {
		return nil, err
	}
	return s.Ledger.OfSubject(ctx, ledger.Subject{Kind: "message", ID: id.String()})
}

// OpenPart opens a file of a message, the first being 0, and records that the
// actor read it. NotFound for a stranger, and for a file that is not there.
func (s *Service) OpenPart(ctx context.Context, id MessageID, number int) (Part, io.ReadCloser, error) {
	m, err := s.Message(ctx, id)
	if err != nil {
		return Part{}, nil, err
	}
	if number < 0 || number >= len(m.Parts) {
		return Part{}, nil, errs.NotFound("exchange.no-message")
	}
	p := m.Parts[number]
	r, err := s.Files.Open(ctx, p.File.Sum)
	if err != nil {
		return p, nil, err
	}
	err = s.DB.Transact(ctx, func(ctx context.Context) error {
		return s.record(ctx, m, "file read", map[string]any{"file": p.File.Sum, "number": number})
	})
	if err != nil {
		_ = r.Close() // nothing was read from it
		return p, nil, err
	}
	return p, r, nil
}

// ParseMessageID reads an id as it stands in an address; what is no id is not
// there.
func ParseMessageID(text string) (MessageID, error) {
	id, err := ids.Parse[messageKind](text)
	if err != nil {
		return id, errs.NotFound("exchange.no-message")
	}
	return id, nil
}
