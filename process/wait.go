package process

import (
	"context"
	"encoding/json"
	"fmt"

	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/process/engine"
)

// The kinds of jobs.
const (
	jobAction   = "process.action"
	jobTimer    = "process.timer"
	jobRemind   = "process.remind"
	jobEscalate = "process.escalate"
	jobMessage  = "process.message"
	jobLapse    = "process.lapse"
	jobBegin    = "process.begin"
)

// tokenJob concerns a token that waits.
type tokenJob struct {
	Instance InstanceID     `json:"instance"`
	Token    engine.TokenID `json:"token"`
	Round    int32          `json:"round,omitempty"` // of a timer that comes again
}

// taskJob concerns a task.
type taskJob struct {
	Task TaskID `json:"task"`
}

// Handle registers the handlers of this module's jobs.
func (s *Service) Handle(r *jobs.Runner) {
	r.Handle(jobAction, s.runAction)
	r.Handle(jobTimer, s.fireTimer)
	r.Handle(jobRemind, s.remind)
	r.Handle(jobEscalate, s.escalate)
	r.Handle(jobMessage, s.deliverThrown)
	r.Handle(jobLapse, s.lapse)
	r.Handle(jobBegin, s.beginByTimer)
}

func payloadOf[T any](job jobs.Job) (T, error) {
	var p T
	if err := json.Unmarshal([]byte(job.Payload), &p); err != nil {
		return p, errs.InvalidBecause(err, "process.job-unreadable", "job", job.ID)
	}
	return p, nil
}

func (r *run) setTimer(ctx context.Context, e engine.Effect) error {
	t, _ := r.state.Token(e.Token)
	return r.s.Jobs.Enqueue(ctx, jobTimer, tokenJob{r.id, e.Token, t.Place}, jobs.Order{At: e.Due})
}

// fireTimer lets a timer's token go on, if it still waits.
func (s *Service) fireTimer(ctx context.Context, job jobs.Job) error {
	p, err := payloadOf[tokenJob](job)
	if err != nil {
		return err
	}
	return s.settle(ctx, job, p.Instance, func(ctx context.Context, r *run) (string, error) {
		t, ok := r.state.Token(p.Token)
		if !ok || t.Phase != engine.AtTimer || t.Place != p.Round {
			return "", nil
		}
		return r.v.Graph.Node(t.Node).ID, r.step(ctx, s.inputAt(engine.TimerFired, p.Token))
	})
}

// settle runs what a job has for an instance in one transaction with marking
// the job done. Body returns the node concerned, or "" when nothing is to do.
func (s *Service) settle(ctx context.Context, job jobs.Job, id InstanceID, body func(ctx context.Context, r *run) (string, error)) error {
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		if err := s.Jobs.Finish(ctx, job); err != nil {
			return err
		}
		r, err := s.load(ctx, id)
		if err != nil {
			return err
		}
		ctx = r.asProcess(ctx)
		node, err := body(ctx, r)
		if err != nil || node == "" {
			return err
		}
		return r.finish(ctx, ledger.Subject{Kind: "instance", ID: id.String()}, "moved", map[string]any{"node": node, "by": job.Kind})
	})
}

func (r *run) enqueueAction(ctx context.Context, e engine.Effect) error {
	return r.s.Jobs.Enqueue(ctx, jobAction, tokenJob{Instance: r.id, Token: e.Token}, jobs.Order{
		Unique: fmt.Sprintf("%s/%d", r.id, e.Token),
	})
}

// runAction calls a job action outside any transaction, and brings its result
// home in one.
func (s *Service) runAction(ctx context.Context, job jobs.Job) error {
	p, err := payloadOf[tokenJob](job)
	if err != nil {
		return err
	}
	r, err := s.load(ctx, p.Instance)
	if err != nil {
		return err
	}
	t, ok := r.state.Token(p.Token)
	if !ok || t.Phase != engine.AtAction {
		return nil // taken away meanwhile, or done by an earlier life of this job
	}
	n := r.v.Graph.Node(t.Node)
	var result map[string]any
	a, err := s.actions.get(n.Action)
	if err == nil {
		var call Call
		if call, err = r.call(p.Token); err == nil {
			result, err = a.Run(r.asProcess(ctx), call)
		}
	}
	if err != nil && !isRefusal(err) {
		return err
	}
	return s.settle(ctx, job, p.Instance, func(ctx context.Context, r *run) (string, error) {
		in := s.inputAt(engine.ActionDone, p.Token)
		in.Vars = result
		if err != nil {
			in.Kind, in.Vars, in.Code, in.Err = engine.ActionFailed, nil, errs.CodeOf(err), err
		}
		failure := r.step(ctx, in)
		if errs.Has(failure, "process.not-waiting") {
			return "", nil
		}
		return n.ID, failure
	})
}

// JobFailed makes an incident of a job of this module that was given up. The
// runner's onFailed calls it in its transaction; it says whether the job was one.
func (s *Service) JobFailed(ctx context.Context, job jobs.Job, cause error) (bool, error) {
	if job.Kind != jobAction && job.Kind != jobTimer {
		return false, nil
	}
	p, err := payloadOf[tokenJob](job)
	if err != nil {
		return true, err
	}
	r, err := s.load(ctx, p.Instance)
	if err != nil {
		return true, err
	}
	ctx = r.asProcess(ctx)
	in := s.inputAt(engine.GivenUp, p.Token)
	in.Code, in.Err = errs.CodeOf(cause), cause
	switch err := r.step(ctx, in); {
	case errs.Has(err, "process.not-waiting"):
		return true, nil
	case err != nil:
		return true, err
	}
	return true, r.finish(ctx, ledger.Subject{Kind: "instance", ID: p.Instance.String()}, "stopped", map[string]any{"by": job.Kind})
}

// remind puts a task's work again, with the reason that it is waited for.
func (s *Service) remind(ctx context.Context, job jobs.Job) error {
	return s.aboutTask(ctx, job, func(ctx context.Context, h heldTask) error {
		for _, item := range h.items() {
			item.Reason = "process.reason.reminder"
			if err := s.Work.Put(ctx, item); err != nil {
				return err
			}
		}
		return h.tell(ctx, "task-reminded", map[string]any{})
	})
}

// escalate tells the role above that a task's deadline has passed.
func (s *Service) escalate(ctx context.Context, job jobs.Job) error {
	return s.aboutTask(ctx, job, func(ctx context.Context, h heldTask) error {
		item := h.items()[0]
		item.Kind, item.Reason, item.Subject = workEscalation, "process.reason.escalation", h.t.ID.String()
		item.Created, item.Person = 0, ids.UserID{}
		item.Role, item.Link = h.node().Escalate, s.opts.CaseLink+h.c.ID.String()
		if err := s.Work.Put(ctx, item); err != nil {
			return err
		}
		return h.tell(ctx, "task-escalated", map[string]any{"to": item.Role})
	})
}

// aboutTask does what a job has for a task, if the task is still open.
func (s *Service) aboutTask(ctx context.Context, job jobs.Job, body func(ctx context.Context, h heldTask) error) error {
	p, err := payloadOf[taskJob](job)
	if err != nil {
		return err
	}
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		if err := s.Jobs.Finish(ctx, job); err != nil {
			return err
		}
		h, found, err := s.anyTask(ctx, p.Task)
		if err != nil || !found || h.t.ClosedAt != 0 {
			return err
		}
		return body(h.asProcess(ctx), h)
	})
}

// anyTask reads a task, whoever asks.
func (s *Service) anyTask(ctx context.Context, id TaskID) (heldTask, bool, error) {
	r, found, err := sqldb.Maybe[taskRunRow](ctx, s.DB, selectTask+"WHERE t.id = $1", id)
	if err != nil || !found {
		return heldTask{}, found, err
	}
	run, err := s.open(ctx, runRow{r.instanceRow, r.caseRow})
	return heldTask{run: run, t: r.taskRow}, err == nil, err
}

// resolveAgain puts the case's open tasks that concern the role before those
// they wait for now. A task that gone has, who takes part no more, goes back.
func (s *Service) resolveAgain(ctx context.Context, c caseRow, role string, gone ids.UserID) error {
	rows, err := sqldb.All[taskRunRow](ctx, s.DB, selectTask+"WHERE i.case_id = $1 AND t.closed_at = 0 ORDER BY t.id", c.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		r, err := s.open(ctx, runRow{row.instanceRow, row.caseRow})
		if err != nil {
			return err
		}
		if err := (heldTask{run: r, t: row.taskRow}).resolveAgain(ctx, role, gone); err != nil {
			return err
		}
	}
	return nil
}

const selectTask = "SELECT " + taskColumns + ", " + instanceColumns + ", " + caseColumns + `
FROM process_task t JOIN process_instance i ON i.id = t.instance JOIN process_case c ON c.id = i.case_id `
