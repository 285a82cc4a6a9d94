package processapp

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"

	"github.com/a-h/templ"

	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/why"
	"saksgang/process"
	"saksgang/web"
)

// goToStarted leads to the new case, or to its first task if the reader has it.
func (p *pages) goToStarted(w http.ResponseWriter, r *http.Request, id ids.CaseID) error {
	ctx := r.Context()
	tasks, err := p.Process.TasksOf(ctx, id)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if mayDo(ctx, t) {
			return web.Redirect(w, r, TaskPath(t.ID))
		}
	}
	if _, err := p.Process.CaseOf(ctx, id); err != nil { // started for others to do
		return web.Redirect(w, r, "/cases")
	}
	return web.Redirect(w, r, CasePath(id))
}

// caseView is a case as loaded for one reader.
type caseView struct {
	process.Case
	words
	runs  []process.Run
	tasks []process.Task // the reader's, or all for who administers
	mine  map[process.TaskID]bool
}

func (p *pages) viewCase(ctx context.Context, text string) (*caseView, error) {
	id, err := caseID(text)
	if err != nil {
		return nil, err
	}
	v := &caseView{mine: map[process.TaskID]bool{}}
	if v.Case, err = p.Process.CaseOf(ctx, id); err != nil {
		return nil, err
	}
	if v.runs, err = p.Process.Runs(ctx, id); err != nil {
		return nil, err
	}
	if v.tasks, err = p.Process.TasksOf(ctx, id); err != nil {
		return nil, err
	}
	for _, t := range v.tasks {
		v.mine[t.ID] = true
	}
	users := []ids.UserID{v.Owner}
	for _, run := range v.runs {
		users = append(users, peopleIn(run.Steps)...)
	}
	v.words, err = p.wordsFor(ctx, users...)
	for _, run := range v.runs {
		v.owners[run.Version.Key] = run.Version.Meta.Owner
	}
	return v, err
}

// now are the steps where the case waits, in the order of work.
func (v *caseView) now() process.CaseNow {
	c := process.CaseNow{Case: v.Case}
	for _, run := range v.runs {
		for _, s := range run.Steps {
			if s.When == process.Now && isShown(s) {
				c.Steps = append(c.Steps, s)
			}
		}
	}
	return c
}

// caseHead is what stands above the tabs of a case.
func (p *pages) caseHead(r *http.Request, text string) (web.Subject, error) {
	ctx := r.Context()
	v, err := p.viewCase(ctx, text)
	if err != nil {
		return web.Subject{}, err
	}
	standing := standingOf(ctx, v.words, v.now())
	s := web.Subject{
		Kind: i18n.T(ctx, "process.case.kind", "number", v.Number), Name: v.Title, State: &standing.state,
		Owner: standing.holder, Since: cmp.Or(v.ClosedAt, v.OpenedAt), Due: standing.due, Back: &web.Link{Text: i18n.T(ctx, "process.cases.title"), Href: "/cases"},
	}
	for _, t := range v.tasks {
		if mayDo(ctx, t) {
			s.Primary = &web.Button{Text: i18n.T(ctx, "process.case.do", "task", t.Name), Href: TaskPath(t.ID)}
			break
		}
	}
	return s, nil
}

// overview is what happened, what comes next and who has it.
func (p *pages) overview(r *http.Request, text string) (templ.Component, error) {
	ctx := r.Context()
	v, err := p.viewCase(ctx, text)
	if err != nil {
		return nil, err
	}
	stopped, err := p.stopped(ctx, v)
	if err != nil {
		return nil, err
	}
	facts, err := p.caseFacts(ctx, v)
	if err != nil {
		return nil, err
	}
	parts := append(stopped, facts)
	for i, run := range v.runs {
		d, err := p.drawings.of(run.Version)
		if err != nil {
			return nil, err
		}
		title := i18n.T(ctx, "process.case.steps")
		if len(v.runs) > 1 {
			title = run.Version.Meta.Title
		}
		parts = append(parts, web.Steps{
			Title: title, Steps: d.list(ctx, v.words, run.Steps, v.mine),
			Drawing: d.picture(ctx, run.Version.Meta.Title, "r"+string(rune('a'+i%26))+"-", run.Steps),
		})
	}
	people, err := p.parties(ctx, v)
	if people != nil {
		parts = append(parts, people)
	}
	return parts, err
}

// stopped tells where the case cannot go on, and lets those who may try again.
func (p *pages) stopped(ctx context.Context, v *caseView) (web.Stack, error) {
	incidents, err := p.Process.Incidents(ctx, v.ID)
	var alerts web.Stack
	for _, i := range incidents {
		if !i.ClosedAt.IsZero() {
			continue
		}
		alert := web.Alert{Tone: web.Danger, Title: i18n.T(ctx, "process.case.stopped-at", "step", v.nameOf(i))}
		what, remedy := i18n.Problem(ctx, &errs.Error{Kind: errs.KindInternal, Code: i.Code, Args: i.Args})
		alert.Text = what + " " + remedy
		alert.Body = web.Text(i18n.T(ctx, "process.case.stopped-since", "when", i18n.DateTime(ctx, i.OpenedAt)))
		if v.mayRetry(ctx, i) {
			alert.Body = web.Stack{alert.Body, web.Button{
				Text: i18n.T(ctx, "process.case.retry"), Href: CasePath(v.ID) + "/incidents/" + i.ID.String(), Post: true,
				Values: map[string]string{commandField: fresh().Value}, Consequence: i18n.T(ctx, "process.case.retry-then"),
			}}
		}
		alerts = append(alerts, alert)
	}
	return alerts, err
}

func (v *caseView) runOf(i process.Incident) (process.Run, bool) {
	for _, run := range v.runs {
		if run.Instance.ID == i.Instance {
			return run, true
		}
	}
	return process.Run{}, false
}

func (v *caseView) nameOf(i process.Incident) string {
	if run, known := v.runOf(i); known {
		if n, known := run.Version.Graph.Find(i.Node); known && run.Version.Graph.Node(n).Name != "" {
			return run.Version.Graph.Node(n).Name
		}
	}
	return i.Node
}

func (v *caseView) mayRetry(ctx context.Context, i process.Incident) bool {
	run, known := v.runOf(i)
	return known && run.Version.MayRetry(ctx, v.Case)
}

// retry lets a stopped case go on from where it stands.
func (p *pages) retry(w http.ResponseWriter, r *http.Request) error {
	id, err := caseID(r.PathValue("id"))
	if err != nil {
		return err
	}
	var incident process.IncidentID
	if err := readID(&incident, r.PathValue("incident"), "process.no-such-incident"); err != nil {
		return err
	}
	ctx := r.Context()
	if err := p.Process.Retry(command.With(ctx, commandOf(r)), incident); err != nil {
		return err
	}
	web.Done(ctx, "process.case.retried")
	return web.Redirect(w, r, CasePath(id))
}

// caseFacts are where it is, what follows, and which version it runs by.
func (p *pages) caseFacts(ctx context.Context, v *caseView) (web.Facts, error) {
	var facts web.Facts
	for _, run := range v.runs {
		for _, s := range run.Steps {
			if s.When != process.Now || !isShown(s) {
				continue
			}
			link := web.Link{Text: stepName(ctx, s), Note: said(" · ", stepWho(ctx, v.words, s), stepNote(ctx, s))}
			if v.mine[s.Task] {
				link.Href = TaskPath(s.Task)
			}
			facts = append(facts, web.Fact{Name: i18n.T(ctx, "process.when.now"), Value: link, Note: consequence(ctx, v.words, run.Version, s.Node)})
		}
	}
	if place, err := p.placeName(ctx, v.Case); err != nil {
		return nil, err
	} else if place != "" {
		facts = append(facts, web.Fact{Name: i18n.T(ctx, "process.new.place"), Value: web.Text(place)})
	}
	if v.names[v.Owner] != "" {
		facts = append(facts, web.Fact{Name: i18n.T(ctx, "process.case.owner"), Value: web.Text(v.names[v.Owner])})
	}
	for _, run := range v.runs {
		deployer, err := p.deployer(ctx, run.Version)
		if err != nil {
			return nil, err
		}
		title := i18n.T(ctx, "process.version", "process", run.Version.Meta.Title, "version", run.Version.Version)
		facts = append(facts, web.Fact{
			Name: i18n.T(ctx, "process.process"), Value: web.Link{Text: title, Href: ProcessPath(run.Version.Key)},
			Why: &web.Why{ID: "version-" + run.Instance.ID.String(), About: title, Answer: p.whyVersion(ctx, run, title, deployer)},
		})
	}
	return facts, nil
}

// whyVersion explains why a case runs by the version it does.
func (p *pages) whyVersion(ctx context.Context, run process.Run, title, deployer string) why.Answer {
	return why.Answer{
		Decided: title, Rule: i18n.T(ctx, "process.why.rule"), By: deployer, At: run.Version.DeployedAt,
		Source: i18n.T(ctx, "process.why.source", "day", i18n.Date(ctx, run.Instance.StartedAt)),
		Remedy: i18n.T(ctx, "process.why.remedy"), Link: ProcessPath(run.Version.Key) + "/versions",
	}
}

// deployer is who put the version in force; versions are numbered as they came.
func (p *pages) deployer(ctx context.Context, v process.Version) (string, error) {
	entries, err := p.Process.Ledger.OfSubject(ctx, ledger.Subject{Kind: ProcessKind, ID: v.Key})
	version := 0
	for _, e := range entries {
		if e.Kind != "version-deployed" {
			continue
		}
		if version++; version == v.Version {
			return e.ActorName, err
		}
	}
	return "", err
}

func (p *pages) placeName(ctx context.Context, c process.Case) (string, error) {
	places, err := p.Places.Places(ctx)
	for _, place := range places {
		if place.Agency == c.Agency && place.Unit == c.Unit {
			return place.Name, err
		}
	}
	return c.Unit, err // it has ended
}

// parties are who takes part, and who did.
func (p *pages) parties(ctx context.Context, v *caseView) (templ.Component, error) {
	all, err := p.Process.Participants(ctx, v.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	users := make([]ids.UserID, len(all))
	for i, part := range all {
		users[i] = part.User
	}
	names, err := p.People.Names(ctx, users)
	t := web.Table{Caption: i18n.T(ctx, "process.case.parties"), Shown: true, Columns: []web.Column{
		{Label: i18n.T(ctx, "process.case.person")}, {Label: i18n.T(ctx, "process.case.role")}, {Label: i18n.T(ctx, "process.case.period")},
	}}
	for _, part := range all {
		period := i18n.T(ctx, "process.case.from", "day", i18n.Date(ctx, part.From.Time()))
		if part.Until != 0 {
			period = i18n.Date(ctx, part.From.Time()) + " – " + i18n.Date(ctx, part.Until.Time())
		}
		t.Rows = append(t.Rows, web.Row{Cells: []templ.Component{orNothing(names[part.User]), web.Text(v.role(part.Role)), web.Text(period)}})
	}
	return t, err
}

// payload is what the events of a process may tell.
type payload struct {
	Name, Title, Reason, Role string
	To, From                  json.RawMessage
	User                      ids.UserID
	Version                   int
}
