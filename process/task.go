package process

import (
	"context"
	"io"
	"slices"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/process/engine"
)

// openTask writes a task that the drawing has come to, and its work.
func (r *run) openTask(ctx context.Context, e engine.Effect) error {
	n := r.v.Graph.Node(e.Node)
	roles, err := r.resolve(ctx, n.Roles)
	if err != nil {
		return err
	}
	h := heldTask{run: r, t: taskRow{
		ID: ids.New[taskKind](), Token: int64(e.Token), Node: n.ID, Visit: int64(e.Visit),
		Role: strings.Join(roles, " "), OpenedAt: r.s.now(), DueAt: clock.At(e.Due),
	}}
	_, err = sqldb.Exec(ctx, r.s.DB, `INSERT INTO process_task (id, instance, token, node, visit, role, person, opened_at, due_at, closed_at, outcome)
VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8, 0, '')`, h.t.ID, r.id, h.t.Token, h.t.Node, h.t.Visit, h.t.Role, h.t.OpenedAt, h.t.DueAt)
	if err != nil {
		return err
	}
	if !e.Remind.IsZero() {
		if err := r.s.Jobs.Enqueue(ctx, jobRemind, taskJob{h.t.ID}, jobs.Order{At: e.Remind}); err != nil {
			return err
		}
	}
	if n.Escalate != "" && !e.Due.IsZero() {
		if err := r.s.Jobs.Enqueue(ctx, jobEscalate, taskJob{h.t.ID}, jobs.Order{At: e.Due}); err != nil {
			return err
		}
	}
	return h.putWork(ctx)
}

// withdrawTask closes the task of a token that was taken away.
func (r *run) withdrawTask(ctx context.Context, token engine.TokenID) error {
	t, found, err := sqldb.Maybe[taskRow](ctx, r.s.DB, "SELECT "+taskColumns+" FROM process_task t WHERE t.instance = $1 AND t.token = $2 AND t.closed_at = 0", r.id, int64(token))
	if err != nil || !found {
		return err
	}
	return heldTask{run: r, t: t}.closeTask(ctx, "withdrawn", ids.UserID{}, nil)
}

// openFor loads a task that is still to be done.
func (s *Service) openFor(ctx context.Context, id TaskID) (heldTask, error) {
	h, err := s.loadTask(ctx, id)
	if err == nil && h.t.ClosedAt != 0 {
		err = errs.Conflict("process.task-closed", "task", id)
	}
	return h, err
}

// mineToDo loads an open task that the actor has or may take; an administrator
// may give it on, but not do it.
func (s *Service) mineToDo(ctx context.Context, id TaskID) (heldTask, error) {
	h, err := s.openFor(ctx, id)
	if err == nil && !h.isMine(authz.ActorFrom(ctx)) {
		err = errs.Denied("process.not-your-task", "task", id)
	}
	return h, err
}

func (h heldTask) tell(ctx context.Context, kind ledger.Kind, payload map[string]any) error {
	payload["node"], payload["name"] = h.t.Node, h.node().Name
	return h.s.append(ctx, h.c, h.ledgerSubject(), kind, payload)
}

func (h heldTask) ledgerSubject() ledger.Subject {
	return ledger.Subject{Kind: "task", ID: h.t.ID.String()}
}

// assign gives the task to a person, or with the zero person back to its role.
func (h heldTask) assign(ctx context.Context, to ids.UserID) error {
	n, err := sqldb.Exec(ctx, h.s.DB, "UPDATE process_task SET person = $1 WHERE id = $2 AND closed_at = 0", to, h.t.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.Conflict("process.task-closed", "task", h.t.ID)
	}
	h.t.Person = to
	return h.putWork(ctx)
}

// Take makes a task of the actor's role the actor's own. Who has it already may
// take it again.
func (s *Service) Take(ctx context.Context, id TaskID) error {
	return s.do(ctx, "process.take", func(ctx context.Context) error {
		h, err := s.mineToDo(ctx, id)
		user := authz.ActorFrom(ctx).User
		if err != nil || h.t.Person == user {
			return err
		}
		if err := h.assign(ctx, user); err != nil {
			return err
		}
		return h.tell(ctx, "task-taken", map[string]any{})
	})
}

// Give hands a task to somebody: by who has it or may take it, or by who
// administers the case. Invalid process.not-a-holder says that the other does
// not hold the task's role.
func (s *Service) Give(ctx context.Context, id TaskID, to ids.UserID) error {
	return s.do(ctx, "process.give", func(ctx context.Context) error {
		h, err := s.openFor(ctx, id)
		if err != nil {
			return err
		}
		if to.IsZero() {
			return errs.Invalid("process.receiver-missing")
		}
		if err := h.mayReceive(ctx, to); err != nil {
			return err
		}
		if err := h.assign(ctx, to); err != nil {
			return err
		}
		return h.tell(ctx, "task-given", map[string]any{"to": to, "from": h.t.Person})
	})
}

func (h heldTask) mayReceive(ctx context.Context, to ids.UserID) error {
	if h.s.opts.Holders == nil {
		return nil
	}
	for _, role := range h.t.roles() {
		plain, marked := strings.CutSuffix(role, inCase)
		if marked {
			_, takesPart, err := sqldb.Maybe[int64](ctx, h.s.DB, "SELECT from_at FROM process_participant WHERE case_id = $1 AND role = $2 AND person = $3 AND until_at = 0", h.c.ID, plain, to)
			if err != nil || takesPart {
				return err
			}
			continue
		}
		holds, err := h.s.opts.Holders.Holds(ctx, to, plain, h.c.object())
		if err != nil || holds {
			return err
		}
	}
	return errs.Invalid("process.not-a-holder", "role", h.t.Role)
}

// Return gives a task back to those who may take it, with a reason that stands
// among its notes.
func (s *Service) Return(ctx context.Context, id TaskID, reason string) error {
	return s.do(ctx, "process.return", func(ctx context.Context) error {
		h, err := s.openFor(ctx, id)
		if err != nil {
			return err
		}
		if strings.TrimSpace(reason) == "" {
			return errs.Invalid("process.reason-missing")
		}
		if h.t.Person.IsZero() {
			return errs.Conflict("process.task-not-taken", "task", id)
		}
		if _, err := h.note(ctx, Note{Kind: "return", Text: reason}); err != nil {
			return err
		}
		if err := h.assign(ctx, ids.UserID{}); err != nil {
			return err
		}
		return h.tell(ctx, "task-returned", map[string]any{"reason": reason})
	})
}

// SendBack leaves a task by the boundary error event "returned" that the
// drawing puts on it, typically to the step before. The reason becomes the
// variable "returned". Conflict process.no-way-back says that there is none.
func (s *Service) SendBack(ctx context.Context, id TaskID, reason string) error {
	return s.do(ctx, "process.send-back", func(ctx context.Context) error {
		h, err := s.mineToDo(ctx, id)
		if err != nil {
			return err
		}
		if strings.TrimSpace(reason) == "" {
			return errs.Invalid("process.reason-missing")
		}
		if !h.maySendBack() {
			return errs.Conflict("process.no-way-back", "task", id)
		}
		if _, err := h.note(ctx, Note{Kind: "return", Text: reason}); err != nil {
			return err
		}
		in := s.inputAt(engine.TaskLeft, engine.TokenID(h.t.Token))
		in.Code, in.Vars = wayBack, map[string]any{wayBack: reason}
		if err := h.step(ctx, in); err != nil {
			return err
		}
		return h.finish(ctx, h.ledgerSubject(), "task-sent-back", map[string]any{"node": h.t.Node, "name": h.node().Name, "reason": reason})
	})
}

// wayBack is the error code of a boundary event that leads back.
const wayBack = "returned"

func (h heldTask) maySendBack() bool {
	return h.v.Graph.Leaves(h.node().Index, wayBack)
}

// SaveDraft keeps what has been entered so far, unchecked. Nil forgets it.
func (s *Service) SaveDraft(ctx context.Context, id TaskID, draft map[string]any) error {
	return s.do(ctx, "process.save-draft", func(ctx context.Context) error {
		h, err := s.mineToDo(ctx, id)
		if err != nil {
			return err
		}
		text, err := jsonText(draft)
		if err != nil {
			return err
		}
		_, err = sqldb.Exec(ctx, s.DB, "UPDATE process_task SET draft = $1 WHERE id = $2", text, h.t.ID)
		return err
	})
}

// Comment adds what somebody says about a task.
func (s *Service) Comment(ctx context.Context, id TaskID, text string) (NoteID, error) {
	return command.Run(ctx, s.DB, s.Clock, "process.comment", func(ctx context.Context) (NoteID, error) {
		h, err := s.openFor(ctx, id)
		if err != nil {
			return NoteID{}, err
		}
		if strings.TrimSpace(text) == "" {
			return NoteID{}, errs.Invalid("process.comment-empty")
		}
		return h.note(ctx, Note{Kind: "comment", Text: text})
	})
}

// Attach encloses a file that base/blob has stored, and holds it.
func (s *Service) Attach(ctx context.Context, id TaskID, file blob.Ref, name, media string) (NoteID, error) {
	return command.Run(ctx, s.DB, s.Clock, "process.attach", func(ctx context.Context) (NoteID, error) {
		h, err := s.openFor(ctx, id)
		if err != nil {
			return NoteID{}, err
		}
		if err := s.Files.Hold(ctx, file); err != nil {
			return NoteID{}, err
		}
		return h.note(ctx, Note{Kind: "attachment", File: file.Sum, FileName: name, Media: media})
	})
}

// OpenAttachment opens a file that is enclosed with a task which the actor may
// see, and records that she read it. NotFound when there is no such file.
func (s *Service) OpenAttachment(ctx context.Context, id TaskID, note string) (Note, io.ReadCloser, error) {
	t, err := s.Task(ctx, id)
	if err != nil {
		return Note{}, nil, err
	}
	at := slices.IndexFunc(t.Notes, func(n Note) bool { return n.ID.String() == note && !n.File.IsZero() })
	if at < 0 {
		return Note{}, nil, errs.NotFound("process.no-such-task")
	}
	n := t.Notes[at]
	content, err := s.Files.Open(ctx, n.File)
	if err != nil {
		return n, nil, err
	}
	err = s.DB.Transact(ctx, func(ctx context.Context) error {
		h, err := s.loadTask(ctx, id)
		if err != nil {
			return err
		}
		return h.tell(ctx, "attachment-read", map[string]any{"note": n.ID})
	})
	if err != nil {
		_ = content.Close() // nothing was read from it
		return n, nil, err
	}
	return n, content, nil
}

// noted is what History says of each kind of note; a return is told with the
// task that was returned.
var noted = map[string]ledger.Kind{"comment": "task-comment", "attachment": "task-attachment"}

// note writes what is said or enclosed, and tells the ledger.
func (h heldTask) note(ctx context.Context, n Note) (NoteID, error) {
	actor := authz.ActorFrom(ctx)
	id := ids.New[noteKind]()
	_, err := sqldb.Exec(ctx, h.s.DB, `INSERT INTO process_note (id, case_id, task, kind, person, name, text, file, file_name, media, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, id, h.c.ID, h.t.ID, n.Kind, actor.User, actor.Name, n.Text, n.File, n.FileName, n.Media, h.s.now())
	if err != nil || n.Kind == "return" {
		return id, err
	}
	return id, h.tell(ctx, noted[n.Kind], map[string]any{"note": id})
}
