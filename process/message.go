package process

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"saksgang/base/clock"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/process/engine"
)

// Message is something that has happened elsewhere, for whoever awaits it: a
// token of the case, or with a zero Case the token that waits with the key.
type Message struct {
	Name    string
	Case    ids.CaseID
	Key     string
	Payload map[string]any
	// Once identifies the message: delivered again it does nothing.
	Once string
}

// Delivery tells what became of a message.
type Delivery struct {
	Taken bool       // by a token; otherwise it is kept
	Case  ids.CaseID // whose token took it
}

type messageRow struct {
	ID      messageID
	Digest  []byte
	TakenAt clock.Instant
}

// Deliver hands a message over. One that nobody awaits yet is kept until
// somebody does: one to a case as long as the case is open, one by key for
// Options.KeepMessages. Delivered again with the same content it does nothing;
// with other content it is Conflict process.message-differs. It asks for no
// right: whoever calls has decided that the message may come in.
func (s *Service) Deliver(ctx context.Context, m Message) (Delivery, error) {
	if m.Name == "" || m.Once == "" || m.Case.IsZero() && m.Key == "" {
		return Delivery{}, errs.Invalid("process.message-incomplete", "message", m.Name)
	}
	payload, err := jsonText(m.Payload)
	if err != nil {
		return Delivery{}, err
	}
	text := "{}"
	if payload != nil {
		text = *payload
	}
	return command.Run(ctx, s.DB, s.Clock, "process.deliver", func(ctx context.Context) (Delivery, error) {
		id, before, err := s.keep(ctx, m, text)
		if err != nil || before != nil {
			return Delivery{Taken: before != nil && before.TakenAt != 0, Case: m.Case}, err
		}
		return s.hand(ctx, m, id)
	})
}

// keep writes the message, or finds that it was delivered before.
func (s *Service) keep(ctx context.Context, m Message, payload string) (messageID, *messageRow, error) {
	id := ids.New[messageKind]()
	digest := sha256.Sum256([]byte(m.Name + "\x00" + m.Case.String() + "\x00" + m.Key + "\x00" + payload))
	if !m.Case.IsZero() {
		c, err := s.caseRow(ctx, m.Case)
		if err != nil {
			return id, nil, err
		}
		if c.ClosedAt != 0 {
			return id, nil, errs.Conflict("process.case-closed")
		}
	}
	n, err := sqldb.Exec(ctx, s.DB, `INSERT INTO process_message (id, once, digest, name, case_id, key, payload, received_at, taken_at, lapsed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0) ON CONFLICT (once) DO NOTHING`, id, m.Once, digest[:], m.Name, m.Case, m.Key, payload, s.now())
	if err != nil || n == 1 {
		return id, nil, err
	}
	before, err := sqldb.One[messageRow](ctx, s.DB, "SELECT id, digest, taken_at FROM process_message WHERE once = $1", m.Once)
	if err == nil && string(before.Digest) != string(digest[:]) {
		err = errs.Conflict("process.message-differs", "message", m.Name)
	}
	return id, &before, err
}

type awaitRow struct {
	Instance InstanceID
	Token    int64
}

// hand gives the message to the token that has waited longest.
func (s *Service) hand(ctx context.Context, m Message, id messageID) (Delivery, error) {
	query, args := "case_id = $2 AND key = ''", []any{m.Name, m.Case}
	if m.Case.IsZero() {
		query, args = "key = $2 AND key <> ''", []any{m.Name, m.Key}
	}
	w, found, err := sqldb.Maybe[awaitRow](ctx, s.DB, "SELECT instance, token FROM process_await WHERE name = $1 AND "+query+" ORDER BY instance, token LIMIT 1", args...)
	if err != nil {
		return Delivery{}, err
	}
	if !found {
		if m.Case.IsZero() {
			err = s.Jobs.Enqueue(ctx, jobLapse, lapseJob{id}, jobs.Order{At: s.Clock.Now().Add(s.opts.KeepMessages)})
		}
		return Delivery{Case: m.Case}, err
	}
	r, err := s.load(ctx, w.Instance)
	if err != nil {
		return Delivery{}, err
	}
	token := engine.TokenID(w.Token)
	if err := r.take(ctx, token, id); err != nil {
		return Delivery{}, err
	}
	in := s.inputAt(engine.MessageCame, token)
	if in.Vars, err = s.payload(ctx, id); err != nil {
		return Delivery{}, err
	}
	if err := r.step(ctx, in); err != nil {
		return Delivery{}, err
	}
	err = r.finish(ctx, ledger.Subject{Kind: "message", ID: id.String()}, "message-taken", map[string]any{"message": m.Name})
	return Delivery{Taken: true, Case: r.c.ID}, err
}

// payload is read back, so that it is the same whether a message was kept or not.
func (s *Service) payload(ctx context.Context, id messageID) (map[string]any, error) {
	text, err := sqldb.One[string](ctx, s.DB, "SELECT payload FROM process_message WHERE id = $1", id)
	if err != nil {
		return nil, err
	}
	return engine.DecodeVars([]byte(text))
}

// take marks the message as the token's.
func (r *run) take(ctx context.Context, token engine.TokenID, id messageID) error {
	n, err := sqldb.Exec(ctx, r.s.DB, "UPDATE process_message SET taken_at = $1 WHERE id = $2 AND taken_at = 0", r.s.now(), id)
	if err == nil && n == 0 {
		err = errs.Conflict("process.message-taken")
	}
	if err != nil {
		return err
	}
	return r.unawait(ctx, token)
}

// await makes a token wait for its message. One that was kept comes when the
// rest of the step is done.
func (r *run) await(ctx context.Context, e engine.Effect) error {
	_, err := sqldb.Exec(ctx, r.s.DB, "INSERT INTO process_await (instance, token, name, case_id, key) VALUES ($1, $2, $3, $4, $5)",
		r.id, int64(e.Token), e.Text, r.c.ID, e.Key)
	r.awaited = append(r.awaited, e)
	return err
}

// takeKept hands the token the oldest message that was kept for it, if there
// is one and the token has not been taken away in the same step.
func (r *run) takeKept(ctx context.Context, e engine.Effect) error {
	if t, ok := r.state.Token(e.Token); !ok || t.Phase != engine.AtMessage {
		return nil
	}
	query, args := "case_id = $2", []any{e.Text, r.c.ID}
	if e.Key != "" {
		query, args = "case_id IS NULL AND key = $2", []any{e.Text, e.Key}
	}
	kept, found, err := sqldb.Maybe[messageID](ctx, r.s.DB, `SELECT id FROM process_message
WHERE name = $1 AND `+query+` AND taken_at = 0 AND lapsed_at = 0 ORDER BY received_at, id LIMIT 1`, args...)
	if err != nil || !found {
		return err
	}
	if err := r.take(ctx, e.Token, kept); err != nil {
		return err
	}
	in := r.s.inputAt(engine.MessageCame, e.Token)
	if in.Vars, err = r.s.payload(ctx, kept); err != nil {
		return err
	}
	return r.once(ctx, in)
}

func (r *run) unawait(ctx context.Context, token engine.TokenID) error {
	_, err := sqldb.Exec(ctx, r.s.DB, "DELETE FROM process_await WHERE instance = $1 AND token = $2", r.id, int64(token))
	return err
}

// thrownJob is a message that a drawing sends within its case.
type thrownJob struct {
	Case ids.CaseID `json:"case"`
	Name string     `json:"name"`
	Once string     `json:"once"`
}

// sendWithin delivers a message event that names no action, within the case.
func (r *run) sendWithin(ctx context.Context, e engine.Effect) error {
	n := r.v.Graph.Node(e.Node)
	once := fmt.Sprintf("%s/%s/%d", r.id, n.ID, r.state.Visits[e.Node])
	return r.s.Jobs.Enqueue(ctx, jobMessage, thrownJob{r.c.ID, e.Text, once}, jobs.Order{})
}

func (s *Service) deliverThrown(ctx context.Context, job jobs.Job) error {
	p, err := payloadOf[thrownJob](job)
	if err != nil {
		return err
	}
	_, err = s.Deliver(ctx, Message{Name: p.Name, Case: p.Case, Once: p.Once})
	if errs.Has(err, "process.case-closed") {
		return nil // its sender ended the case: nobody is left to take it
	}
	return err
}

type lapseJob struct {
	Message messageID `json:"message"`
}

// lapse ends the keeping of a message by key that nobody came to await.
func (s *Service) lapse(ctx context.Context, job jobs.Job) error {
	p, err := payloadOf[lapseJob](job)
	if err != nil {
		return err
	}
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		n, err := sqldb.Exec(ctx, s.DB, "UPDATE process_message SET lapsed_at = $1 WHERE id = $2 AND taken_at = 0 AND lapsed_at = 0", s.now(), p.Message)
		if err != nil || n == 0 {
			return err
		}
		_, err = s.Ledger.Append(ctx, ledger.Event{
			Module: "process", Subject: ledger.Subject{Kind: "message", ID: p.Message.String()}, Kind: "message-lapsed", Payload: map[string]any{},
		})
		return err
	})
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}
