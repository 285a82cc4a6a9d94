package process

import (
	"context"
	"maps"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/process/engine"
)

// Complete does a task with what was entered, and runs the instance on to the
// next waits. Whoever may take the task may complete it at once.
//
// The form is checked first: Invalid process.form-invalid has an argument for
// each field at fault. The task's action, if it has one, is called with the
// input; its refusal is returned unchanged, and nothing has happened. Input and
// what the action returns become variables of the instance, by the element's
// result mapping.
func (s *Service) Complete(ctx context.Context, id TaskID, input map[string]any) error {
	return s.do(ctx, "process.complete", func(ctx context.Context) error {
		h, err := s.mineToDo(ctx, id)
		if err != nil {
			return err
		}
		n := h.node()
		if n.Form != "" && s.opts.Forms != nil {
			if err := s.opts.Forms.Validate(ctx, n.Form, input); err != nil {
				return err
			}
		}
		result, err := h.act(ctx, input)
		if err != nil {
			return err
		}
		text, err := jsonText(input)
		if err != nil {
			return err
		}
		if err := h.closeTask(ctx, "done", authz.ActorFrom(ctx).User, text); err != nil {
			return err
		}
		in := s.inputAt(engine.TaskDone, engine.TokenID(h.t.Token))
		in.Vars = result
		if err := h.step(ctx, in); err != nil {
			return err
		}
		return h.finish(ctx, h.ledgerSubject(), "task-completed", map[string]any{"node": h.t.Node, "name": n.Name})
	})
}

// act calls the task's action, as the person, and returns input and result
// together.
func (h heldTask) act(ctx context.Context, input map[string]any) (map[string]any, error) {
	n := h.node()
	if n.Action == "" {
		return input, nil
	}
	a, err := h.s.actions.get(n.Action)
	if err != nil {
		return nil, err
	}
	t, ok := h.state.Token(engine.TokenID(h.t.Token))
	if !ok {
		return nil, errs.Conflict("process.task-closed", "task", h.t.ID)
	}
	given, err := h.given(t)
	if err != nil {
		return nil, err
	}
	maps.Copy(given, input) // the person's word goes before what the drawing proposed
	call := h.callAt(t, given)
	call.Task = h.t.ID
	ctx, during := watchParts(ctx)
	result, err := a.Run(h.asPerson(ctx), call)
	h.forgetRoles(during)
	if err != nil {
		return nil, err
	}
	merged := maps.Clone(input)
	if merged == nil {
		merged = map[string]any{}
	}
	maps.Copy(merged, result)
	return merged, nil
}

// given is what the drawing's input mapping shows the doer.
func (h heldTask) given(t engine.Token) (map[string]any, error) {
	in := h.s.inputAt(0, t.ID)
	return engine.Inputs(h.v.Graph, &h.state, t.ID, &in)
}
