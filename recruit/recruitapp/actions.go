package recruitapp

import (
	"context"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/process"
	"saksgang/recruit"
)

// Town tells what forms name by its key.
type Town interface {
	// Position is a position of the municipality's folder.
	Position(ctx context.Context, key string) (Position, error)
	// PersonName is the name of a user.
	PersonName(ctx context.Context, user ids.UserID) (string, error)
}

// Position is what an action asks of a position.
type Position struct {
	Key    string
	Title  string
	Agency string
	Unit   string
	Code   string // of the collective agreement
	Police bool   // its unit requires a police certificate
	Health bool   // its unit requires a health declaration
}

// Tasks give a task with what was attached to it, and a case with its number;
// process.Service does.
type Tasks interface {
	Task(ctx context.Context, id process.TaskID) (process.Task, error)
	CaseOf(ctx context.Context, id ids.CaseID) (process.Case, error)
}

// Files tell the size of a stored file; blob.Files does.
type Files interface {
	Held(ctx context.Context, s blob.Sum) (blob.Ref, error)
}

// actions carry out what a drawing asks of recruit.
type actions struct {
	s     *recruit.Service
	town  Town
	tasks Tasks
	files Files
}

// do is one action: what it does to the case's vacancy, and which right the
// process must declare for it.
type do struct {
	name  string
	right authz.Right
	run   func(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error)
}

// Actions are what recruit offers to drawings. Each runs in the transaction of
// the task or step that names it; the arguments in brackets are read from the
// form (see fields), the attribute side and the others from the drawing.
//
//	recruit.open               report a position (position, reason, internal, police, reference, title)
//	recruit.consult            the union's answer (view, note)
//	recruit.decide-need        one side's decision, by the attribute side: executive or hr (fill, reason)
//	recruit.set-requirements   (must, wish: one on each line)
//	recruit.compose-committee  (employer, union: users)
//	recruit.submit-ad          (heading, text, deadline)
//	recruit.approve-ad         (approved, note: why it goes back)
//	recruit.publish            publishes and opens the case file
//	recruit.look               only returns the facts
//	recruit.extend             (deadline, reason)
//	recruit.decide-withheld    (applicant, grant, reason)
//	recruit.make-extended-list the list for the parties
//	recruit.check-list         the leader's check of the list that is due (checked, correct)
//	recruit.release-list       HR's release of it
//	recruit.shortlist          (chosen, unqualified, reason); nobody at all needs a reason
//	recruit.call               (applicant, or all who are left; time, place, answer-by)
//	recruit.interview          (applicant, notes, keep, done: no more are held)
//	recruit.reference          (applicant, notes, done: no more are taken)
//	recruit.nominate           (ranked, assessment, dissent); who is not assessed is found qualified
//	recruit.case-paper         (text, impartial)
//	recruit.decide             (as-nominated, nobody, order, reason)
//	recruit.offer              (applicant, start, answer-by, salary, percent, conditions)
//	recruit.record-answer      to the open offer, by hand (yes, no, neither: lapsed; note)
//	recruit.write-contract     (applicant, start, answer-by, salary, percent, hours, probation, notice, agreement, conditions)
//	recruit.reject-others      (reason)
//	recruit.sign               registers the signed contract, attached to the task
//	recruit.attest             (attested, ordered, national-id)
//	recruit.new-employee       (introduction, confidentiality, certificate, health)
//	recruit.close              ends the vacancy
func Actions(s *recruit.Service, town Town, tasks Tasks, files Files) []process.Action {
	a := actions{s, town, tasks, files}
	all := []process.Action{{Name: "recruit.open", Right: recruit.RightPrepare, Run: a.open}}
	for _, d := range append(a.preparing(), append(a.choosing(), a.hiring()...)...) {
		all = append(all, process.Action{Name: d.name, Right: d.right, Run: func(ctx context.Context, call process.Call) (map[string]any, error) {
			return a.run(ctx, call, d)
		}})
	}
	return all
}

// run finds the vacancy of the case, does what the action does, and returns the
// facts.
func (a actions) run(ctx context.Context, call process.Call, d do) (map[string]any, error) {
	f, err := fieldsOf(call)
	if err != nil {
		return nil, err
	}
	v, err := a.s.OfCase(asReader(ctx, call.Case), call.Case)
	if err != nil {
		return nil, err
	}
	if v, err = d.run(ctx, f, v); err != nil {
		return nil, err
	}
	facts := Facts(v, a.s.Today())
	if left := map[string]string{"recruit.interview": "interviewsLeft", "recruit.reference": "referencesLeft"}[d.name]; left != "" && f.is("done") {
		facts[left] = 0 // whoever is left is not interviewed or asked about
	}
	return facts, nil
}

// asReader lets an action see the vacancy of its own case: the drawing has given
// the case to who acts. What may be done is asked of the person and the process.
func asReader(ctx context.Context, c ids.CaseID) context.Context {
	actor := authz.ActorFrom(ctx)
	actor.Grants = actor.Grants[:len(actor.Grants):len(actor.Grants)]
	for _, r := range []authz.Right{recruit.RightRead, process.RightSeeCase} {
		actor.Grants = append(actor.Grants, authz.Grant{Right: r, Reach: authz.InCase, Case: c, Because: "process"})
	}
	return authz.With(ctx, actor)
}

// again takes the vacancy as it stands when what was asked has been done
// already, elsewhere.
func (a actions) again(ctx context.Context, was, v recruit.Vacancy, err error, done ...string) (recruit.Vacancy, error) {
	for _, code := range done {
		if errs.Has(err, code) {
			return a.s.OfCase(asReader(ctx, was.Case), was.Case)
		}
	}
	return v, err
}

// open reports a position. Its title, place and what it requires come from the
// folder; a reference or title that the case began with goes before.
func (a actions) open(ctx context.Context, call process.Call) (map[string]any, error) {
	f, err := fieldsOf(call)
	if err != nil {
		return nil, err
	}
	p, err := a.town.Position(ctx, f.one("position"))
	if err != nil {
		return nil, err
	}
	n := recruit.NewVacancy{
		Case: call.Case, Reference: given(call, "reference"), Title: given(call, "title"), Position: p.Key, Agency: p.Agency, Unit: p.Unit,
		Internal: f.is("internal"), Police: p.Police || f.is("police"), Health: p.Health, Reason: f.text("reason"),
	}
	if n.Title == "" {
		n.Title = p.Title
	}
	if n.Reference == "" { // what the world outside can call it: "2024-17"
		c, err := a.tasks.CaseOf(asReader(ctx, call.Case), call.Case)
		if err != nil {
			return nil, err
		}
		n.Reference = strings.ReplaceAll(c.Number.String(), "/", "-")
	}
	if _, err := a.s.Open(ctx, n); err != nil {
		return nil, err
	}
	v, err := a.s.OfCase(asReader(ctx, call.Case), call.Case)
	if err != nil {
		return nil, err
	}
	facts := Facts(v, a.s.Today())
	facts["reference"] = v.Reference
	return facts, nil
}

// given is a value that the case began with.
func given(call process.Call, name string) string {
	text, _ := call.Variables[name].(string)
	return text
}
