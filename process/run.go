package process

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/process/engine"
)

// run is one instance while a command works on it.
type run struct {
	s        *Service
	v        *Version
	c        caseRow
	id       InstanceID
	revision int64
	state    engine.State
	started  clock.Instant
	actor    authz.Actor // whose command it is

	passed  []string        // nodes, for the trace
	calls   []engine.Effect // inline actions that are still to be called
	awaited []engine.Effect // tokens that a kept message may be waiting for
	roles   []string        // roles with participants; nil until asked
	asked   bool
	called  int // inline actions in this command
}

// step feeds an input to the instance and carries out what follows, inline
// actions included, until every token waits for the world outside.
func (r *run) step(ctx context.Context, in engine.Input) error {
	if err := r.once(ctx, in); err != nil {
		return err
	}
	for len(r.calls) > 0 || len(r.awaited) > 0 {
		if len(r.awaited) > 0 {
			next := r.awaited[0]
			r.awaited = r.awaited[1:]
			if err := r.takeKept(ctx, next); err != nil {
				return err
			}
			continue
		}
		next := r.calls[0]
		r.calls = r.calls[1:]
		if err := r.callInline(ctx, next); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) once(ctx context.Context, in engine.Input) error {
	state, effects, err := engine.Step(r.v.Graph, r.state, in)
	if err != nil {
		return err
	}
	r.state = state
	for _, e := range effects {
		if err := r.effect(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// finish saves the instance and tells the ledger what was passed.
func (r *run) finish(ctx context.Context, subject ledger.Subject, kind ledger.Kind, payload map[string]any) error {
	if err := r.s.save(ctx, r); err != nil {
		return err
	}
	if payload == nil {
		payload = map[string]any{}
	}
	payload["instance"] = r.id
	if len(r.passed) > 0 {
		payload["passed"] = r.passed
	}
	if r.state.Status > engine.Running {
		payload["ended"] = int(r.state.Status)
	}
	events := []ledger.Event{processEvent(r.c, subject, kind, payload)}
	if r.state.Status > engine.Running {
		closed, err := r.s.closeCaseIfDone(ctx, r.c)
		if err != nil {
			return err
		}
		if closed {
			events = append(events, processEvent(r.c, ledger.Subject{Kind: "case", ID: r.c.ID.String()}, "case-closed", map[string]any{}))
		}
	}
	_, err := r.s.Ledger.AppendAll(ctx, events...)
	return err
}

func (s *Service) append(ctx context.Context, c caseRow, subject ledger.Subject, kind ledger.Kind, payload map[string]any) error {
	_, err := s.Ledger.Append(ctx, processEvent(c, subject, kind, payload))
	return err
}

func processEvent(c caseRow, subject ledger.Subject, kind ledger.Kind, payload map[string]any) ledger.Event {
	return ledger.Event{Agency: c.Agency, Case: c.ID, Module: "process", Subject: subject, Kind: kind, Payload: payload}
}

// effect carries out one thing that follows from a step.
func (r *run) effect(ctx context.Context, e engine.Effect) error {
	switch e.Kind {
	case engine.Passed:
		r.passed = append(r.passed, r.v.Graph.Node(e.Node).ID)
	case engine.OpenTask:
		return r.openTask(ctx, e)
	case engine.CloseTask:
		return r.withdrawTask(ctx, e.Token)
	case engine.CallAction:
		return r.callAction(ctx, e)
	case engine.SetTimer:
		return r.setTimer(ctx, e)
	case engine.AwaitMessage:
		return r.await(ctx, e)
	case engine.CancelMessage:
		return r.unawait(ctx, e.Token)
	case engine.SendMessage:
		return r.sendWithin(ctx, e)
	case engine.RaiseIncident:
		return r.raise(ctx, e)
	case engine.CloseIncident:
		return r.closeIncident(ctx, e.Token)
	}
	return nil // cancelled timers and actions find nothing when they run
}

// inlineLimit is how long an inline action may take before it is complained of.
const inlineLimit = 5 * time.Millisecond

// mostCalls is how many inline actions one command may call before it is taken
// for a loop without a wait.
const mostCalls = 500

// callAction calls an inline action later in this step, or writes a job.
func (r *run) callAction(ctx context.Context, e engine.Effect) error {
	a, err := r.s.actions.get(r.v.Graph.Node(e.Node).Action)
	if err == nil && a.Mode == Job {
		return r.enqueueAction(ctx, e)
	}
	r.calls = append(r.calls, e)
	return nil
}

// callInline runs an action in a savepoint. A refusal goes back to the drawing;
// any other error undoes the command.
func (r *run) callInline(ctx context.Context, e engine.Effect) error {
	if t, ok := r.state.Token(e.Token); !ok || t.Phase != engine.AtAction {
		return nil // taken away by what came before it in this step
	}
	if r.called++; r.called > mostCalls {
		in := r.s.inputAt(engine.GivenUp, e.Token)
		in.Code = "process.loop-without-wait"
		in.Err = errs.Invalid(in.Code, "most", mostCalls)
		return r.once(ctx, in)
	}
	a, err := r.s.actions.get(r.v.Graph.Node(e.Node).Action)
	var result map[string]any
	ctx, during := watchParts(ctx)
	if err == nil {
		err = r.s.DB.Savepoint(ctx, func(ctx context.Context) error {
			call, err := r.call(e.Token)
			if err != nil {
				return err
			}
			began := time.Now()
			result, err = a.Run(r.asProcess(ctx), call)
			if took := time.Since(began); took > inlineLimit {
				slog.WarnContext(ctx, "an inline action is slow", "action", a.Name, "took", took)
			}
			return err
		})
	}
	r.forgetRoles(during)
	in := r.s.inputAt(engine.ActionDone, e.Token)
	in.Vars = result
	if err != nil {
		if !isRefusal(err) {
			return err
		}
		in.Kind, in.Vars, in.Code, in.Err = engine.ActionFailed, nil, errs.CodeOf(err), err
	}
	return r.once(ctx, in)
}

// forgetRoles asks for the participants anew if an action has changed them.
func (r *run) forgetRoles(during *parts) {
	if during.changed {
		r.asked, r.roles, r.c.Shared = false, nil, true
	}
}

// isRefusal tells a module's "no" from a fault that may pass.
func isRefusal(err error) bool {
	switch errs.KindOf(err) {
	case errs.KindInvalid, errs.KindDenied, errs.KindNotFound, errs.KindConflict:
		return true
	}
	return false
}

// call is what the action at the token is told.
func (r *run) call(token engine.TokenID) (Call, error) {
	in := r.s.inputAt(0, token)
	input, err := engine.Inputs(r.v.Graph, &r.state, token, &in)
	if err != nil {
		return Call{}, err
	}
	t, _ := r.state.Token(token)
	return r.callAt(t, input), nil
}

func (r *run) callAt(t engine.Token, input map[string]any) Call {
	n := r.v.Graph.Node(t.Node)
	return Call{
		Case: r.c.ID, Instance: r.id, Process: r.v.Key, Agency: r.c.Agency, Unit: r.c.Unit,
		Node: n.ID, NodeName: n.Name, Visit: int(t.Visit), Variables: r.state.Vars, Input: input, Attributes: n.Attributes,
		Key: r.id.String() + "/" + n.ID + "/" + itoa(int(t.Visit)) + r.roundOf(t),
	}
}

// roundOf tells the rounds of a multi-instance apart, which share a visit.
func (r *run) roundOf(t engine.Token) string {
	if round, ok := r.state.Locals[t.ID]["loopCounter"]; ok {
		return "/" + text(round)
	}
	return ""
}

// asProcess lets the process act, with the rights it declares, in its case and
// its case's agency and unit, on behalf of whose command it is; without one, of
// the case's owner.
func (r *run) asProcess(ctx context.Context) context.Context {
	onBehalfOf := r.actor.User
	if r.actor.OnBehalfOf != (ids.UserID{}) {
		onBehalfOf = r.actor.OnBehalfOf
	}
	if onBehalfOf.IsZero() {
		onBehalfOf = r.c.Owner
	}
	return authz.With(ctx, authz.Actor{
		User: Principal(r.v.Key), Name: r.v.Meta.Title, OnBehalfOf: onBehalfOf, Grants: r.declared(),
	})
}

// asPerson lets the person act in a user task's action: with her own rights
// and, since the drawing gives the task to her, those the process declares.
func (r *run) asPerson(ctx context.Context) context.Context {
	actor := r.actor
	actor.Grants = append(slices.Clone(actor.Grants), r.declared()...)
	return authz.With(ctx, actor)
}

// declared are the process's rights, within the case and its place.
func (r *run) declared() []authz.Grant {
	because := "process " + r.v.Key
	var grants []authz.Grant
	for _, right := range r.v.Meta.Rights {
		g := authz.Grant{Right: authz.Right(right), Reach: authz.InCase, Case: r.c.ID, Because: because}
		grants = append(grants, g)
		if r.c.Agency != "" {
			grants = append(grants, authz.Grant{Right: g.Right, Reach: authz.InAgency, Agency: r.c.Agency, Because: because})
		}
		if r.c.Unit != "" {
			grants = append(grants, authz.Grant{Right: g.Right, Reach: authz.InUnit, Unit: r.c.Unit, Because: because})
		}
	}
	return grants
}

// Principal is who a process acts as.
func Principal(key string) ids.UserID { return ids.Derive[ids.User]("process", key) }

// closeCaseIfDone closes the case when its last instance has ended, and says
// whether it did.
func (s *Service) closeCaseIfDone(ctx context.Context, c caseRow) (bool, error) {
	n, err := sqldb.Exec(ctx, s.DB, `UPDATE process_case SET closed_at = $1 WHERE id = $2 AND closed_at = 0
AND NOT EXISTS (SELECT 1 FROM process_instance WHERE case_id = $2 AND ended_at = 0)`, s.now(), c.ID)
	if err != nil || n == 0 {
		return false, err
	}
	if c.Shared {
		_, err = sqldb.Exec(ctx, s.DB, "UPDATE process_participant SET until_at = $1 WHERE case_id = $2 AND until_at = 0", s.now(), c.ID)
	}
	if err == nil {
		err = s.lapseMessages(ctx, c.ID)
	}
	return true, err
}

// lapseMessages ends the keeping of the messages that a case did not come to
// await. It looks first: mostly there are none, and SQLite prepares more for an
// UPDATE by what it changes than reading takes.
func (s *Service) lapseMessages(ctx context.Context, id ids.CaseID) error {
	const unawaited = "case_id = $1 AND taken_at = 0 AND lapsed_at = 0"
	kept, err := sqldb.One[bool](ctx, s.DB, "SELECT EXISTS (SELECT 1 FROM process_message WHERE "+unawaited+")", id)
	if err != nil || !kept {
		return err
	}
	_, err = sqldb.Exec(ctx, s.DB, "UPDATE process_message SET lapsed_at = $2 WHERE "+unawaited, id, s.now())
	return err
}
