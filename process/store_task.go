package process

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/process/engine"
)

const taskColumns = "t.id, t.token, t.node, t.visit, t.role, t.person, t.opened_at, t.due_at, t.closed_at, t.closed_by, t.outcome"

type taskRow struct {
	ID       TaskID
	Token    int64
	Node     string
	Visit    int64
	Role     string // one or more, by spaces
	Person   ids.UserID
	OpenedAt clock.Instant
	DueAt    clock.Instant
	ClosedAt clock.Instant
	ClosedBy ids.UserID
	Outcome  string
}

// taskRunRow is a task with its instance and case.
type taskRunRow struct {
	taskRow
	instanceRow
	caseRow
}

// heldTask is a task that a command works on, with its instance.
type heldTask struct {
	*run
	t taskRow
}

func (t taskRow) roles() []string { return strings.Fields(t.Role) }

// loadTask reads a task for whoever has or may take it. To everybody else it is
// not there, but to those who administer the case.
func (s *Service) loadTask(ctx context.Context, id TaskID) (heldTask, error) {
	h, found, err := s.anyTask(ctx, id)
	if err == nil && !found {
		err = errs.NotFound("process.no-such-task")
	}
	if err != nil {
		return heldTask{}, err
	}
	if !h.isMine(authz.ActorFrom(ctx)) && !authz.ScopeOf(ctx, RightAdminister).Allows(h.c.object()) {
		return heldTask{}, errs.NotFound("process.no-such-task")
	}
	return h, nil
}

// isMine says that the actor has the task, may take it, or has done it.
func (h heldTask) isMine(a authz.Actor) bool {
	if h.t.ClosedAt != 0 {
		return !a.User.IsZero() && h.t.ClosedBy == a.User
	}
	for _, item := range h.items() {
		if work.MayTake(a, item) {
			return true
		}
	}
	return false
}

func (h heldTask) node() *engine.Node {
	n, _ := h.v.Graph.Find(h.t.Node)
	return h.v.Graph.Node(n)
}

// items are the rows in the work list: one for the person who has the task,
// else one for each role that may take it.
func (h heldTask) items() []work.Item {
	n := h.node()
	item := work.Item{
		Kind: workTask, Title: n.Name, About: h.c.Title, Reason: "process.reason.role", Link: h.s.opts.TaskLink + h.t.ID.String(),
		Agency: h.c.Agency, Unit: h.c.Unit, Case: h.c.ID, Person: h.t.Person, AskedBy: h.c.Owner, Created: h.t.OpenedAt, Due: h.t.DueAt,
	}
	if item.Title == "" {
		item.Title = n.ID
	}
	roles := h.t.roles()
	if !h.t.Person.IsZero() {
		item.Reason = "process.reason.mine"
		roles = roles[:min(1, len(roles))]
	}
	items := make([]work.Item, 0, len(roles))
	for i, role := range roles {
		item.Role, item.Subject = role, h.subject(i)
		items = append(items, item)
	}
	return items
}

// subject is the task's id, with a number where several roles may take it.
func (h heldTask) subject(i int) string {
	if i == 0 {
		return h.t.ID.String()
	}
	return h.t.ID.String() + "/" + strconv.Itoa(i)
}

const workTask, workIncident, workEscalation = "process.task", "process.incident", "process.escalation"

// putWork makes the work list say what the task says.
func (h heldTask) putWork(ctx context.Context) error {
	items := h.items()
	for _, item := range items {
		if err := h.s.Work.Put(ctx, item); err != nil {
			return err
		}
	}
	return h.closeWorkFrom(ctx, len(items))
}

// closeWorkFrom withdraws the task's work items but the first n.
func (h heldTask) closeWorkFrom(ctx context.Context, n int) error {
	return h.endWorkFrom(ctx, n, h.s.Work.Withdraw)
}

func (h heldTask) endWorkFrom(ctx context.Context, n int, end func(ctx context.Context, kind, subject string) error) error {
	for i := n; i < max(len(h.t.roles()), 1); i++ {
		if err := end(ctx, workTask, h.subject(i)); err != nil {
			return err
		}
	}
	return nil
}

// closeTask ends the task's wait, by whom it says or, withdrawn, by nobody.
func (h heldTask) closeTask(ctx context.Context, outcome string, by ids.UserID, input *string) error {
	n, err := sqldb.Exec(ctx, h.s.DB, `UPDATE process_task SET closed_at = $1, closed_by = $2, outcome = $3, input = $4, draft = NULL
WHERE id = $5 AND closed_at = 0`, h.s.now(), by, outcome, input, h.t.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.Conflict("process.task-closed", "task", h.t.ID)
	}
	if h.node().Escalate != "" {
		if err := h.s.Work.Withdraw(ctx, workEscalation, h.t.ID.String()); err != nil {
			return err
		}
	}
	if by.IsZero() {
		return h.closeWorkFrom(ctx, 0)
	}
	return h.endWorkFrom(ctx, 0, h.s.Work.Close)
}

func jsonText(v map[string]any) (*string, error) {
	if v == nil {
		return nil, nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		return nil, errs.InvalidBecause(err, "process.input-unwritable")
	}
	s := string(text)
	return &s, nil
}

func itoa(n int) string { return strconv.Itoa(n) }
