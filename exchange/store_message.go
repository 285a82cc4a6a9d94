package exchange

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

// messageRow is a message as it stands in its table.
type messageRow struct {
	ID                               MessageID
	Connection, Source, SourceID     string
	Content                          blob.Sum
	Kind, Subject                    string
	CameAs                           Way
	FileName                         string
	Case                             ids.CaseID
	State                            State
	Problem, Args, Result            string
	Repeats                          int
	ReceivedAt, HandledAt, Forgotten clock.Instant
}

func (r messageRow) message() Message {
	return Message{
		ID: r.ID, Connection: r.Connection, Source: r.Source, SourceID: r.SourceID, Content: r.Content, Kind: r.Kind,
		Subject: r.Subject, CameAs: r.CameAs, FileName: r.FileName, Case: r.Case, State: r.State, Problem: r.Problem, Args: r.Args,
		Result: r.Result, Repeats: r.Repeats, ReceivedAt: r.ReceivedAt, HandledAt: r.HandledAt, Forgotten: r.Forgotten,
	}
}

const messageColumns = `id, connection, source, source_id, content, kind, subject, came_as, file_name, case_id, state,
  problem, problem_args, result, repeats, received_at, handled_at, forgotten_at`

func (s *Service) insert(ctx context.Context, m Message) error {
	_, err := sqldb.Exec(ctx, s.DB, "INSERT INTO message ("+messageColumns+`)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, 0)`,
		m.ID, m.Connection, m.Source, m.SourceID, m.Content, m.Kind, m.Subject, string(m.CameAs), m.FileName, m.Case, string(m.State),
		m.Problem, m.Args, m.Result, m.Repeats, m.ReceivedAt)
	if err != nil {
		return err
	}
	for i, p := range m.Parts {
		if err := s.Files.Hold(ctx, p.File); err != nil {
			return err
		}
		_, err := sqldb.Exec(ctx, s.DB, "INSERT INTO message_part (message_id, position, name, sha256, size) VALUES ($1, $2, $3, $4, $5)",
			m.ID, i, p.Name, p.File.Sum, p.File.Size)
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) load(ctx context.Context, id MessageID) (Message, error) {
	r, found, err := sqldb.Maybe[messageRow](ctx, s.DB, "SELECT "+messageColumns+" FROM message WHERE id = $1", id)
	if err != nil || !found {
		return Message{}, orNotFound(err)
	}
	m := r.message()
	if m.Forgotten == 0 {
		m.Parts, err = s.parts(ctx, id)
	}
	return m, err
}

func orNotFound(err error) error {
	if err != nil {
		return err
	}
	return errs.NotFound("exchange.no-message")
}

type partRow struct {
	Name string
	Sum  blob.Sum
	Size int64
}

func (s *Service) parts(ctx context.Context, id MessageID) ([]Part, error) {
	rows, err := sqldb.All[partRow](ctx, s.DB, "SELECT name, sha256, size FROM message_part WHERE message_id = $1 ORDER BY position", id)
	out := make([]Part, len(rows))
	for i, r := range rows {
		out[i] = Part{Name: r.Name, File: blob.Ref{Sum: r.Sum, Size: r.Size}}
	}
	return out, err
}

// sameKey returns the messages with the key of m, the first that came first.
func (s *Service) sameKey(ctx context.Context, m Message) ([]messageRow, error) {
	return sqldb.All[messageRow](ctx, s.DB, "SELECT "+messageColumns+` FROM message
WHERE connection = $1 AND source = $2 AND source_id = $3 ORDER BY received_at, id`, m.Connection, m.Source, m.SourceID)
}

func (s *Service) settle(ctx context.Context, id MessageID, state State, c ids.CaseID, result string, problem error) error {
	code, args := "", "[]"
	if problem != nil {
		code = errs.CodeOf(problem)
		text, err := json.Marshal(errs.ArgsOf(problem))
		if err != nil {
			return errs.Internal(err, "exchange.problem-unwritable")
		}
		args = string(text)
	}
	_, err := sqldb.Exec(ctx, s.DB, "UPDATE message SET state = $1, case_id = $2, result = $3, problem = $4, problem_args = $5, handled_at = $6 WHERE id = $7",
		string(state), c, result, code, args, clock.At(s.Clock.Now()), id)
	return err
}

// Query chooses and pages messages, newest first.
type Query struct {
	State      State  // empty for all
	Connection string // empty for all
	Case       ids.CaseID
	Offset     int
	Most       int // 0 means 50
}

// Messages lists what the actor in ctx may see, and how many there are in all.
func (s *Service) Messages(ctx context.Context, q Query) ([]Message, int, error) {
	where, args := q.where(authz.ScopeOf(ctx, RightRead))
	var out []Message
	var total int
	err := s.DB.View(ctx, func(ctx context.Context) (err error) {
		if total, err = sqldb.One[int](ctx, s.DB, "SELECT count(*) FROM message WHERE "+where, args...); err != nil {
			return err
		}
		page := fmt.Sprintf(" ORDER BY received_at DESC, id DESC LIMIT %d OFFSET %d", cmp.Or(q.Most, 50), max(q.Offset, 0))
		rows, err := sqldb.All[messageRow](ctx, s.DB, "SELECT "+messageColumns+" FROM message WHERE "+where+page, args...)
		for _, r := range rows {
			out = append(out, r.message())
		}
		return err
	})
	return out, total, err
}

func (q Query) where(scope authz.Scope) (string, []any) {
	where, args := scope.Where(authz.Columns{Case: "case_id"}, 1)
	add := func(column string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(" AND %s = $%d", column, len(args))
	}
	if q.State != "" {
		add("state", string(q.State))
	}
	if q.Connection != "" {
		add("connection", q.Connection)
	}
	if !q.Case.IsZero() {
		add("case_id", q.Case)
	}
	return where, args
}

// Message returns one message with its parts. NotFound for a stranger.
func (s *Service) Message(ctx context.Context, id MessageID) (Message, error) {
	m, err := s.load(ctx, id)
	if err != nil {
		return m, err
	}
	return m, authz.See(ctx, RightRead, authz.Object{Case: m.Case}, "exchange.no-message")
}
