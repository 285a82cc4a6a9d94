package processapp

import (
	"context"
	"maps"
	"net/http"

	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/work"
	"saksgang/process"
	"saksgang/web"
)

// complete does the task with what was entered, and goes on to the list or, if
// asked, to the next thing that waits.
func (p *pages) complete(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := taskID(r)
	if err != nil {
		return err
	}
	t, err := p.Process.Task(ctx, id)
	if err != nil {
		return err
	}
	once := command.With(ctx, commandOf(r))
	if !t.ClosedAt.IsZero() { // sent twice, or done meanwhile: the Service knows which
		if err := p.Process.Complete(once, id, nil); err != nil {
			return err
		}
		return p.completed(w, r)
	}
	e, err := p.entry(ctx, t)
	if err != nil {
		return err
	}
	input, faults, err := e.read(ctx, r.PostForm)
	if err == nil {
		if err = p.Process.Complete(once, id, input); err != nil {
			faults = e.faultsOf(ctx, err)
		}
	}
	if err != nil {
		return p.refuse(w, r, id, &refusal{form: "complete", err: err, faults: faults})
	}
	return p.completed(w, r)
}

func (p *pages) completed(w http.ResponseWriter, r *http.Request) error {
	web.Done(r.Context(), "process.task.completed")
	if r.PostFormValue(thenField) != "next" {
		return web.Redirect(w, r, "/desk/tasks")
	}
	waiting, err := p.Process.Work.Waiting(r.Context(), work.Query{Most: 1})
	if err != nil {
		return err
	}
	if len(waiting) == 0 || waiting[0].Link == "" {
		return web.Redirect(w, r, "/desk/tasks")
	}
	return web.Redirect(w, r, waiting[0].Link)
}

// refuse shows the task again with the form that was refused, what was typed in
// it and why. What is our own fault, or a part that does not answer, is the
// problem page's.
func (p *pages) refuse(w http.ResponseWriter, r *http.Request, id process.TaskID, back *refusal) error {
	status := web.StatusOf(back.err)
	switch errs.KindOf(back.err) {
	case errs.KindInvalid, errs.KindConflict, errs.KindDenied:
	case errs.KindNotFound:
		status = http.StatusUnprocessableEntity // something that was chosen; the task itself is there
	default:
		return back.err
	}
	if errs.Has(back.err, "process.no-such-task") {
		return back.err
	}
	back.typed = maps.Clone(r.PostForm)
	return p.showTask(w, r, id, status, back)
}

// change carries out one POST on a task: a command once, then done is said and
// the reader comes back to where to.
func (p *pages) change(w http.ResponseWriter, r *http.Request, form, done string, do func(ctx context.Context, id process.TaskID) error) error {
	id, err := taskID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	if err := do(command.With(ctx, commandOf(r)), id); err != nil {
		return p.refuse(w, r, id, &refusal{form: form, err: err})
	}
	web.Done(ctx, done)
	if _, err := p.Process.Task(ctx, id); err != nil { // it has left the reader's hands
		return web.Redirect(w, r, "/desk/tasks")
	}
	return web.Redirect(w, r, TaskPath(id))
}

// take makes the task the reader's own.
func (p *pages) take(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "complete", "process.task.taken", p.Process.Take)
}

// give hands the task to another.
func (p *pages) give(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "give", "process.task.given", func(ctx context.Context, id process.TaskID) error {
		var to ids.UserID
		if text := r.PostFormValue("sg-to"); text != "" {
			if err := to.UnmarshalText([]byte(text)); err != nil {
				return errs.InvalidBecause(err, "process.receiver-missing")
			}
		}
		return p.Process.Give(ctx, id, to)
	})
}

// giveBack returns the task to those who may take it.
func (p *pages) giveBack(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "return", "process.task.returned", func(ctx context.Context, id process.TaskID) error {
		return p.Process.Return(ctx, id, r.PostFormValue("sg-reason-return"))
	})
}

// sendBack lets the case go back the way that the drawing has for it.
func (p *pages) sendBack(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "send-back", "process.task.has-been-sent-back", func(ctx context.Context, id process.TaskID) error {
		return p.Process.SendBack(ctx, id, r.PostFormValue("sg-reason-send-back"))
	})
}

// saveDraft keeps what has been typed, as it was typed. It uses no request id:
// the same form is sent again, to complete the task.
func (p *pages) saveDraft(w http.ResponseWriter, r *http.Request) error {
	id, err := taskID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	t, err := p.Process.Task(ctx, id)
	if err != nil {
		return err
	}
	e, err := p.entry(ctx, t)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return errs.InvalidBecause(err, "process.upload-unreadable")
	}
	if err := p.Process.SaveDraft(ctx, id, e.keep(r.PostForm)); err != nil {
		return err
	}
	web.Done(ctx, "process.task.draft-saved")
	return web.Redirect(w, r, TaskPath(id))
}
