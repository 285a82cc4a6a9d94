package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"saksgang/base/authz"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/process"
	"saksgang/recruit"
)

// The people of the play, by their keys in Fjordvik's folder.
const (
	leaderKey      = "marte-solvang"
	chiefKey       = "oystein-brekkhus"
	hrKey          = "amina-dahle"
	unionKey       = "torunn-myklevoll"
	memberKey      = "jonas-hauglid"
	archivistKey   = "sigrid-nessheim"
	secondApprover = "liv-torgersrud"
)

// scene is one step of the play: on which day after the first, at which hour.
type scene struct {
	name      string
	day, hour int
	do        func(ctx context.Context, p *play) error
	// A scene without do is a task that one of the cast completes.
	who   string
	node  string // of the drawing
	given func(ctx context.Context, p *play) (map[string]any, error)
	left  func(a recruit.Application) bool // done again for each of these; nil once
}

// play does the scene.
func (sc scene) play(ctx context.Context, p *play) error {
	if sc.do != nil {
		return sc.do(ctx, p)
	}
	return person(sc.who, func(ctx context.Context, p *play) error {
		for {
			t, given, err := sc.next(ctx, p)
			if err != nil || t.ID.IsZero() {
				return err
			}
			if err := p.finish(ctx, t, given); err != nil {
				return err
			}
			if sc.left == nil {
				return nil
			}
		}
	})(ctx, p)
}

// next is the task that the scene is to do now, with what is given for it; none
// when it has been done.
func (sc scene) next(ctx context.Context, p *play) (process.Task, map[string]any, error) {
	given := map[string]any{}
	if sc.left != nil {
		v, err := p.vacancy(ctx)
		if err != nil {
			return process.Task{}, nil, err
		}
		i := slices.IndexFunc(v.Applications, func(a recruit.Application) bool { return a.InTheRunning() && sc.left(a) })
		if i < 0 {
			return process.Task{}, nil, nil
		}
		given["soker"] = v.Applications[i].ID.String()
	}
	t, open, err := p.task(ctx, sc.node)
	if err != nil || !open {
		return process.Task{}, nil, err
	}
	if sc.given == nil {
		return t, given, nil
	}
	more, err := sc.given(ctx, p)
	for name, value := range more {
		given[name] = value
	}
	return t, given, err
}

// fixed gives the same each time.
func fixed(given map[string]any) func(ctx context.Context, p *play) (map[string]any, error) {
	return func(context.Context, *play) (map[string]any, error) { return given, nil }
}

// person does something as one of the cast, with the rights of that day. What it
// sends bears a command id made of the scene, so that a scene that was cut off
// and is played again does nothing twice.
func person(key string, do func(ctx context.Context, p *play) error) func(ctx context.Context, p *play) error {
	return func(ctx context.Context, p *play) error {
		ctx, err := p.as(ctx, key)
		if err != nil {
			return err
		}
		return do(ctx, p)
	}
}

// once is a context whose next command is the same one each time it is sent.
func once(ctx context.Context, name string) context.Context {
	return command.With(ctx, ids.Derive[ids.Command]("demo", name))
}

func (p *play) caseID() (ids.CaseID, error) {
	if p.progress.Case == "" {
		return ids.CaseID{}, errs.NotFound("app.demo-unreadable")
	}
	return ids.Parse[ids.Case](p.progress.Case)
}

// task finds the open task of a node of the drawing. Without one it says whether
// the case has been there and gone on, or has not come there.
func (p *play) task(ctx context.Context, node string) (t process.Task, open bool, err error) {
	id, err := p.caseID()
	if err != nil {
		return t, false, err
	}
	tasks, err := p.process.TasksOf(ctx, id)
	if err != nil {
		return t, false, err
	}
	for _, t := range tasks {
		if t.Node == node {
			return t, true, nil
		}
	}
	// The doer may not see the case any more when the task is done.
	steps, err := p.process.Steps(authz.With(ctx, onlooker), id)
	if err != nil {
		return t, false, err
	}
	for _, s := range steps {
		if s.Node == node && s.When == process.Past {
			return t, false, nil
		}
	}
	return t, false, fmt.Errorf("the case has not come to %q", node)
}

// onlooker sees how far the case has come, and may do nothing.
var onlooker = authz.Actor{User: setUp.User, Grants: everywhere(process.RightSeeCase)}

func (p *play) finish(ctx context.Context, t process.Task, given map[string]any) error {
	if t.Person.IsZero() {
		if err := p.process.Take(ctx, t.ID); err != nil {
			return err
		}
	}
	input, err := p.input(t.Form, given)
	if err != nil {
		return err
	}
	return p.process.Complete(ctx, t.ID, input)
}

// property is what a form says of one field, as far as filling it in needs it.
type property struct {
	Type    string    `json:"type"`
	Format  string    `json:"format"`
	Const   any       `json:"const"`
	Minimum any       `json:"minimum"`
	Options string    `json:"x-options"`
	Least   int       `json:"minItems"`
	Items   *property `json:"items"`
	OneOf   []struct {
		Const any `json:"const"`
	} `json:"oneOf"`
}

// input fills in what a form requires and the scene does not give.
func (p *play) input(form string, given map[string]any) (map[string]any, error) {
	input := map[string]any{}
	for name, value := range given {
		switch v := value.(type) {
		case inDays:
			value = p.date(int(v))
		case castOf:
			var users []any
			for _, key := range v {
				users = append(users, p.user(key))
			}
			value = users
		}
		input[name] = value
	}
	if form == "" {
		return input, nil
	}
	all := municipalForms(p.loaded.Load())
	i := slices.IndexFunc(all, func(f process.FolderForm) bool { return f.Key == form })
	if i < 0 {
		return nil, errs.NotFound("app.no-form", "form", form)
	}
	var schema struct {
		Properties map[string]property `json:"properties"`
		Required   []string            `json:"required"`
	}
	if err := json.Unmarshal(all[i].Schema, &schema); err != nil {
		return nil, errs.InvalidBecause(err, "app.no-form", "form", form)
	}
	for _, name := range schema.Required {
		if _, has := input[name]; !has {
			input[name] = p.filled(schema.Properties[name])
		}
	}
	return input, nil
}

func (p *play) filled(q property) any {
	switch {
	case q.Const != nil:
		return q.Const
	case len(q.OneOf) > 0:
		return q.OneOf[0].Const
	case q.Type == "boolean":
		return true
	case q.Type == "number", q.Type == "integer":
		if q.Minimum != nil {
			return q.Minimum
		}
		return 1
	case q.Type == "array" && q.Least > 0 && q.Items != nil:
		return []any{p.filled(*q.Items)}
	case q.Type == "array":
		return []any{}
	case q.Options == "people":
		return p.user(leaderKey)
	case q.Options == "units":
		return "skogheim-2"
	case q.Format == "date":
		return p.date(0)
	}
	return "Vurdert og i orden."
}

// castOf are people of the cast, as a form holds them.
type castOf []string

// inDays is a date so many days after the scene.
type inDays int

func (p *play) date(days int) string {
	return p.clock.Now().In(p.zone).AddDate(0, 0, days).Format(time.DateOnly)
}

// vacancy is the vacancy of the play's case, as HR sees it.
func (p *play) vacancy(ctx context.Context) (recruit.Vacancy, error) {
	id, err := p.caseID()
	if err != nil {
		return recruit.Vacancy{}, err
	}
	ctx, err = p.as(ctx, hrKey)
	if err != nil {
		return recruit.Vacancy{}, err
	}
	return p.recruit.OfCase(ctx, id)
}

// applicant finds an application by the number in the sender's id.
func applicant(v recruit.Vacancy, sourceID string) (recruit.Application, error) {
	for _, a := range v.Applications {
		if strings.HasSuffix(a.SourceID, sourceID) {
			return a, nil
		}
	}
	return recruit.Application{}, fmt.Errorf("no application came as %s", sourceID)
}

// user is the id of one of the cast, as forms hold it.
func (p *play) user(key string) string { return p.cast[key].User.String() }
