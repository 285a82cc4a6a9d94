package processapp

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/work"
	"saksgang/process"
	"saksgang/process/engine"
	"saksgang/web"
)

// taskView is a task as loaded for one reader.
type taskView struct {
	process.Task
	words
	run      process.Run
	drawing  *drawing
	form     entry
	seesCase bool
	mine     bool // the reader may do it; who administers the case may only give it on
	refusal  *refusal
}

// refusal is a form that comes back: which, why, and what was typed in it.
type refusal struct {
	form   string
	err    error
	faults map[string]string
	typed  map[string][]string
}

// task is one thing to decide, or what was decided.
func (p *pages) task(w http.ResponseWriter, r *http.Request) error {
	id, err := taskID(r)
	if err != nil {
		return err
	}
	return p.showTask(w, r, id, http.StatusOK, nil)
}

func (p *pages) showTask(w http.ResponseWriter, r *http.Request, id process.TaskID, status int, back *refusal) error {
	ctx := r.Context()
	t, err := p.Process.Task(ctx, id)
	if err != nil {
		return err
	}
	if back != nil && !t.ClosedAt.IsZero() {
		return back.err // there is no form left to show it in
	}
	v, err := p.viewTask(ctx, t)
	if err != nil {
		return err
	}
	v.refusal = back
	content, err := p.taskContent(ctx, v)
	if err != nil {
		return err
	}
	return web.ShowStatus(w, r, status, content)
}

func (p *pages) taskContent(ctx context.Context, v *taskView) (web.Content, error) {
	if v.mine && v.ClosedAt.IsZero() {
		return p.step(ctx, v)
	}
	return p.taskRecord(ctx, v)
}

func (p *pages) viewTask(ctx context.Context, t process.Task) (*taskView, error) {
	v := &taskView{Task: t, mine: mayDo(ctx, t)}
	var err error
	if v.run, err = p.Process.RunOf(ctx, t.ID); err != nil {
		return nil, err
	}
	if v.drawing, err = p.drawings.of(v.run.Version); err != nil {
		return nil, err
	}
	if v.form, err = p.entry(ctx, t); err != nil {
		return nil, err
	}
	_, err = p.Process.CaseOf(ctx, t.Case.ID)
	v.seesCase = err == nil
	if err != nil && errs.KindOf(err) != errs.KindNotFound {
		return nil, err
	}
	v.words, err = p.wordsFor(ctx, append(peopleIn(v.run.Steps), t.Person, t.ClosedBy)...)
	return v, err
}

// mayDo says whether the reader has the task or may take it.
func mayDo(ctx context.Context, t process.Task) bool {
	actor := authz.ActorFrom(ctx)
	if t.Person == actor.User && !actor.User.IsZero() {
		return true
	}
	return slices.ContainsFunc(strings.Fields(t.Role), func(role string) bool {
		return work.MayTake(actor, work.Item{Role: role, Person: t.Person, Agency: t.Case.Agency, Unit: t.Case.Unit, Case: t.Case.ID})
	})
}

// step is the page for whoever may do the task.
func (p *pages) step(ctx context.Context, v *taskView) (web.Step, error) {
	s := web.Step{
		Title: v.title(ctx), Number: v.number(ctx), Case: v.caseLink(), State: v.holding(ctx), Due: v.DueAt,
		Facts: v.facts(ctx), Notices: v.notices(ctx), Form: v.completeForm(ctx), Steps: v.steps(ctx),
	}
	if v.Person.IsZero() {
		s.Before = v.taking(ctx)
	}
	for _, point := range v.drawing.guide(v.node()) {
		s.Guide = append(s.Guide, web.GuideItem{Text: point})
	}
	documents, err := p.documentTypes(ctx, v.Documents)
	if err != nil {
		return s, err
	}
	if len(documents.Items) > 0 {
		s.Documents = documents
	}
	if v.MaySendBack {
		s.Return = v.reasonForm(ctx, "send-back")
	}
	handOver, err := p.handOver(ctx, v)
	s.After = web.Stack{handOver, v.notes(ctx)}
	return s, err
}

func (v *taskView) node() *engine.Node {
	n, _ := v.run.Version.Graph.Find(v.Node)
	return v.run.Version.Graph.Node(n)
}

func (v *taskView) title(ctx context.Context) string {
	if v.Name == "" {
		return i18n.T(ctx, "process.step.unnamed")
	}
	return strings.Join(strings.Fields(v.Name), " ")
}

func (v *taskView) number(ctx context.Context) string {
	number := v.drawing.numbers[v.Node]
	switch {
	case number == "":
		return ""
	case !v.drawing.counted: // a checklist may leave numbers out
		return i18n.T(ctx, "process.task.step", "number", number)
	}
	return i18n.T(ctx, "process.task.number", "number", number, "of", v.drawing.numbered)
}

// caseLink leads to the case those who may see it.
func (v *taskView) caseLink() *web.Link {
	l := &web.Link{Text: v.Case.Number.String() + " " + v.Case.Title}
	if v.seesCase {
		l.Href = CasePath(v.Case.ID)
	}
	return l
}

func (v *taskView) holding(ctx context.Context) *web.Tag {
	if v.Person.IsZero() {
		return &web.Tag{Text: i18n.T(ctx, "process.task.free"), Tone: web.Neutral}
	}
	return &web.Tag{Text: i18n.T(ctx, "process.task.yours"), Tone: web.Info}
}

// facts are who has it, and what the drawing gives the doer to know.
func (v *taskView) facts(ctx context.Context) web.Facts {
	has := web.Fact{Name: i18n.T(ctx, "process.task.with"), Value: web.Text(v.names[v.Person])}
	if v.Person.IsZero() {
		has.Value = web.Text(i18n.T(ctx, "process.task.nobody", "roles", v.waiting(i18n.T(ctx, "process.or"), strings.Fields(v.Role))))
	}
	facts := web.Facts{
		{Name: i18n.T(ctx, "process.process"), Value: web.Link{Text: v.run.Version.Meta.Title, Href: ProcessPath(v.run.Version.Key)}},
		has,
		{Name: i18n.T(ctx, "process.task.since"), Value: web.When{Time: v.OpenedAt, Hour: true}},
	}
	return append(facts, v.form.given(ctx, v.Given)...)
}

// notices tell why the task has come back, if it has.
func (v *taskView) notices(ctx context.Context) []web.Alert {
	for _, n := range slices.Backward(v.Notes) {
		if n.Kind == "return" && v.Person.IsZero() {
			return []web.Alert{{Tone: web.Warning, Title: i18n.T(ctx, "process.task.given-back", "name", n.ByName, "day", i18n.Date(ctx, n.At)), Text: n.Text}}
		}
	}
	if reason, ok := v.Variables["returned"].(string); ok && v.Visit > 1 && reason != "" {
		return []web.Alert{{Tone: web.Warning, Title: i18n.T(ctx, "process.task.sent-back"), Text: reason}}
	}
	return nil
}

// verb is what the one primary button says: the drawing's word for it, if it
// has one. A task's name will not do: checklists name many by a noun.
func (v *taskView) verb(ctx context.Context) string {
	if verb := v.Attributes["verb"]; verb != "" {
		return verb
	}
	return i18n.T(ctx, "process.task.complete")
}

const thenField = "sg-then"

func (v *taskView) completeForm(ctx context.Context) web.Form {
	f := web.Form{
		ID: "complete", Action: TaskPath(v.ID), Draft: "task-" + v.ID.String(), Fields: append([]web.Field{fresh()}, v.form.fields...),
		Submit: web.Button{Text: v.verb(ctx), Consequence: consequence(ctx, v.words, v.run.Version, v.Node)},
		Others: []web.Button{
			{Text: i18n.T(ctx, "process.task.and-next"), Submits: true, Name: thenField, Value: "next"},
			{Text: i18n.T(ctx, "process.task.save-draft"), Submits: true, Href: TaskPath(v.ID) + "/draft"},
		},
	}
	if v.form.draft != nil {
		v.form.draft[commandField] = []string{f.Fields[0].Value}
		f.Fill(v.form.draft)
	}
	v.comeBack(ctx, &f)
	return f
}

// comeBack fills a form that was refused with what was typed, and says why.
func (v *taskView) comeBack(ctx context.Context, f *web.Form) {
	if v.refusal != nil && v.refusal.form == f.ID {
		f.Fill(v.refusal.typed)
		f.Fail(ctx, v.refusal.err, v.refusal.faults)
	}
}

func (v *taskView) refused(form string) bool { return v.refusal != nil && v.refusal.form == form }

// steps is the run's list beside its drawing, with this step marked.
func (v *taskView) steps(ctx context.Context) *web.Steps {
	title := v.run.Version.Meta.Title
	return &web.Steps{
		Title: i18n.T(ctx, "process.case.steps"), Steps: v.drawing.list(ctx, v.words, v.run.Steps, nil),
		Drawing: v.drawing.picture(ctx, title, "p-", v.run.Steps),
	}
}

// taskRecord is the page of a task that is done, or that the reader may only
// give on.
func (p *pages) taskRecord(ctx context.Context, v *taskView) (web.Subject, error) {
	s := web.Subject{Kind: v.number(ctx), Name: v.title(ctx), Back: v.caseLink(), Facts: v.facts(ctx)}
	if s.Kind == "" {
		s.Kind = i18n.T(ctx, "process.task.kind")
	}
	var parts web.Stack
	switch {
	case v.Withdrawn:
		s.State = &web.Tag{Text: i18n.T(ctx, "process.task.withdrawn"), Tone: web.Neutral}
	case !v.ClosedAt.IsZero():
		s.State = &web.Tag{Text: i18n.T(ctx, "process.when.past"), Tone: web.Success}
		s.Facts = append(s.Facts[:1:1], web.Fact{Name: i18n.T(ctx, "process.task.done-by"), Value: web.Text(v.names[v.ClosedBy])},
			web.Fact{Name: i18n.T(ctx, "process.task.done-at"), Value: web.When{Time: v.ClosedAt, Hour: true}})
		if answers := v.form.answers(ctx, v.Input); len(answers) > 0 {
			parts = append(parts, web.Section{Title: i18n.T(ctx, "process.task.entered"), Body: answers})
		}
	default:
		s.Due = v.DueAt
		s.Notices = []web.Alert{{Tone: web.Info, Text: i18n.T(ctx, "process.task.not-yours-to-do")}}
		handOver, err := p.handOver(ctx, v)
		if err != nil {
			return s, err
		}
		parts = append(parts, handOver)
	}
	s.Body = append(parts, v.notes(ctx), *v.steps(ctx))
	return s, nil
}

// documentTypes are the documents that belong to a step, by what they are called.
func (p *pages) documentTypes(ctx context.Context, keys []string) (*web.Documents, error) {
	titles, err := p.documentTitles(ctx, keys)
	if err != nil {
		return nil, err
	}
	documents := &web.Documents{}
	for _, title := range titles {
		documents.Items = append(documents.Items, web.Document{Title: title})
	}
	return documents, nil
}

func (p *pages) documentTitles(ctx context.Context, keys []string) ([]string, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	titles, err := p.Folder.DocumentTitles(ctx)
	var out []string
	for _, key := range keys {
		if titles[key] != "" {
			key = titles[key]
		}
		out = append(out, key)
	}
	return out, err
}

// taking stands before the form, so that nobody goes through it to take the task.
func (v *taskView) taking(ctx context.Context) templ.Component {
	return web.Button{
		Text: i18n.T(ctx, "process.task.take"), Href: TaskPath(v.ID) + "/take", Post: true,
		Values: map[string]string{commandField: fresh().Value}, Consequence: i18n.T(ctx, "process.task.take-then"),
	}
}

// handOver is how a task changes hands: give, give back.
func (p *pages) handOver(ctx context.Context, v *taskView) (templ.Component, error) {
	var parts web.Stack
	receivers, err := p.receivers(ctx, v.Task)
	if err != nil {
		return nil, err
	}
	if len(receivers) > 0 {
		parts = append(parts, web.Details{Summary: i18n.T(ctx, "process.task.give"), Open: v.refused("give"), Body: v.giveForm(ctx, receivers)})
	}
	if !v.Person.IsZero() {
		parts = append(parts, web.Details{Summary: i18n.T(ctx, "process.task.return"), Open: v.refused("return"), Body: *v.reasonForm(ctx, "return")})
	}
	if len(parts) == 0 {
		return nil, nil
	}
	return web.Section{Title: i18n.T(ctx, "process.task.hands"), Body: parts}, nil
}

// receivers are who may be given the task: the case's participants in a role
// that waits for them, else the role's holders where the case belongs.
func (p *pages) receivers(ctx context.Context, t process.Task) ([]web.Option, error) {
	var out []web.Option
	add := func(more []web.Option) {
		for _, o := range more {
			taken := o.Value == t.Person.String() || o.Value == authz.ActorFrom(ctx).User.String() && t.Person.IsZero()
			if !taken && !slices.ContainsFunc(out, func(x web.Option) bool { return x.Value == o.Value }) {
				out = append(out, o)
			}
		}
	}
	for _, waiting := range strings.Fields(t.Role) {
		role, ofCase := process.RoleOf(waiting)
		if ofCase {
			more, err := p.participants(ctx, t.Case.ID, role)
			if err != nil {
				return nil, err
			}
			add(more)
			continue
		}
		more, err := p.People.Receivers(ctx, role, t.Case.Agency, t.Case.Unit)
		if err != nil {
			return nil, err
		}
		add(more)
	}
	return out, nil
}

func (p *pages) participants(ctx context.Context, c ids.CaseID, role string) ([]web.Option, error) {
	all, err := p.Process.Participants(ctx, c)
	if errs.KindOf(err) == errs.KindNotFound && err != nil {
		return nil, nil // who may take the task but not see the case gives it to nobody
	}
	var users []ids.UserID
	for _, part := range all {
		if part.Role == role && part.Until == 0 {
			users = append(users, part.User)
		}
	}
	if err != nil {
		return nil, err
	}
	names, err := p.People.Names(ctx, users)
	var out []web.Option
	for _, u := range users {
		out = append(out, web.Option{Value: u.String(), Label: names[u]})
	}
	return out, err
}

func (v *taskView) giveForm(ctx context.Context, receivers []web.Option) web.Form {
	f := web.Form{
		ID: "give", Quiet: true, Action: TaskPath(v.ID) + "/give",
		Fields: []web.Field{fresh(), {Name: "sg-to", Label: i18n.T(ctx, "process.task.to"), Kind: web.SelectField, Options: receivers, Required: true}},
		Submit: web.Button{Text: i18n.T(ctx, "process.task.give-do"), Consequence: i18n.T(ctx, "process.task.give-then")},
	}
	v.comeBack(ctx, &f)
	return f
}

// reasonForm is "return" (to those who may take it) or "send-back" (to the step
// before, where the drawing leads there).
func (v *taskView) reasonForm(ctx context.Context, which string) *web.Form {
	f := &web.Form{
		ID: which, Action: TaskPath(v.ID) + "/" + which,
		Fields: []web.Field{fresh(), {
			Name: "sg-reason-" + which, Label: i18n.T(ctx, "process.task.reason"), Kind: web.TextArea, Rows: 3, Required: true, MaxLen: 2000,
			Help: i18n.T(ctx, "process.task.reason-help"),
		}},
		Submit: web.Button{Text: i18n.T(ctx, "process.task."+which+"-do"), Consequence: i18n.T(ctx, "process.task."+which+"-then")},
	}
	v.comeBack(ctx, f)
	return f
}
