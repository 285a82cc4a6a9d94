package processapp_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/process"
	"saksgang/process/bpmn"
	"saksgang/process/checklist"
	"saksgang/process/processapp"
	"saksgang/testkit"
	"saksgang/web"
)

// town is a small municipality, served: a process of the tests' own, and the
// people who do it.
type town struct {
	*httptest.Server
	t       *testing.T
	process *process.Service
	clock   *clock.Manual
	broken  bool // the action that opens the case file refuses
}

var (
	anna = person("Anna Leder", authz.Holding{Role: "leader", Agency: "health"})
	bo   = person("Bo Nabo", authz.Holding{Role: "leader", Agency: "school"})
	siv  = person("Siv Personal", authz.Holding{Role: "hr"})
	kim  = person("Kim Personal", authz.Holding{Role: "hr"})
	ola  = administrator(person("Ola Eier", authz.Holding{Role: "owner"}))
)

func person(name string, roles ...authz.Holding) authz.Actor {
	return authz.Actor{User: ids.Derive[ids.User]("processapp-test", name), Name: name, Roles: roles}
}

func administrator(a authz.Actor) authz.Actor {
	for _, r := range process.Rights() {
		a.Grants = append(a.Grants, authz.Grant{Right: r, Reach: authz.Everywhere})
	}
	return a
}

var everybody = []authz.Actor{anna, bo, siv, kim, ola}

// people are the directory, and what the pages ask of people and places.
type people struct{}

func (people) Actor(_ context.Context, user ids.UserID) (authz.Actor, error) {
	if i := slices.IndexFunc(everybody, func(a authz.Actor) bool { return a.User == user }); i >= 0 {
		return everybody[i], nil
	}
	return authz.Actor{}, errs.NotFound("web.not-there")
}

func (people) BySubject(context.Context, string, string) (ids.UserID, error) {
	return ids.UserID{}, errs.NotFound("web.not-there")
}

func (people) Names(_ context.Context, users []ids.UserID) (map[ids.UserID]string, error) {
	names := map[ids.UserID]string{}
	for _, a := range everybody {
		if slices.Contains(users, a.User) {
			names[a.User] = a.Name
		}
	}
	return names, nil
}

func (people) RoleTitles(context.Context) (map[string]string, error) {
	return map[string]string{"leader": "Leader", "hr": "HR officer", "owner": "Process owner"}, nil
}

func (people) Receivers(_ context.Context, role, agency, _ string) ([]web.Option, error) {
	var out []web.Option
	for _, a := range everybody {
		for _, h := range a.Roles {
			if h.Role == role && (h.Agency == "" || h.Agency == agency) {
				out = append(out, web.Option{Value: a.User.String(), Label: a.Name})
			}
		}
	}
	return out, nil
}

func (people) Places(context.Context) ([]processapp.Place, error) {
	return []processapp.Place{
		{Agency: "health", Name: "Health"},
		{Agency: "health", Unit: "skogheim", Name: "Skogheim nursing home"},
		{Agency: "school", Unit: "fjordvik", Name: "Fjordvik school"},
	}, nil
}

func (people) Options(_ context.Context, source string, c process.Case) ([]web.Option, error) {
	if source != "positions" || c.Agency != "health" {
		return nil, nil
	}
	return []web.Option{{Value: "p1", Label: "Nurse, 100 %"}, {Value: "p2", Label: "Nurse, 80 %"}}, nil
}

const needForm = `{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "The need", "type": "object", "properties": {
  "position": {"title": "Which position?", "type": "string", "x-options": "positions"},
  "reason": {"title": "Why is it needed?", "type": "string", "minLength": 5, "x-multiline": true},
  "percent": {"title": "Share of full time", "type": "integer", "minimum": 1, "maximum": 100},
  "start": {"title": "From which day?", "type": "string", "format": "date"}},
  "required": ["position", "reason", "percent"]}`

const approvalForm = `{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Approval", "type": "object", "properties": {
  "answer": {"title": "Your answer", "type": "string", "oneOf": [{"const": "yes", "title": "Approved"}, {"const": "no", "title": "Refused"}]},
  "note": {"title": "Note", "type": "string"}},
  "required": ["answer"]}`

var forms = []process.FolderForm{{Key: "need", Schema: []byte(needForm)}, {Key: "approval", Schema: []byte(approvalForm)}}

func (people) Form(_ context.Context, key string) ([]byte, error) {
	for _, f := range forms {
		if f.Key == key {
			return f.Schema, nil
		}
	}
	return nil, errs.NotFound("process.no-such-form", "form", key)
}

const hiringList = "No\tWhat\tWho\n1\tDescribe the need\tLeader\n2\tApprove it\tHR\n3\tTell the union\tLeader\n"

func (people) Checklist(_ context.Context, key string) ([]byte, bool, error) {
	return []byte(hiringList), key == "hiring", nil
}

func (people) DocumentTitles(context.Context) (map[string]string, error) {
	return map[string]string{"need-note": "Note on the need"}, nil
}

// hiring is drawn from the checklist and refined: its first row is refined with
// form, guide and deadline, a step is put in by hand, the second is renamed and
// can be sent back, the third is taken out.
func hiring(t *testing.T) string {
	t.Helper()
	table, _, err := checklist.Parse([]byte(hiringList), checklist.Options{})
	if err != nil {
		t.Fatal(err)
	}
	drawn, _ := checklist.Draft(table, checklist.DraftOptions{Name: "Hiring"})
	rows := map[string]*bpmn.Node{}
	for _, n := range drawn.Processes[0].Nodes {
		if row, ok := checklist.Drawn(n); ok {
			rows[row.Label()] = n
		}
	}
	d := bpmn.New("d", "Hiring")
	p := d.AddProcess("hiring", "Hiring")
	p.AddNode(bpmn.StartEvent, "start", "")
	need := p.AddNode(bpmn.UserTask, "need", "Describe the need")
	need.Ext = rows["1"].Ext
	for name, value := range map[string]string{
		"form": "need", "deadline": "3 working days", "guide": "- Look at the plan\n- Ask the union", "documents": "need-note",
	} {
		need.Set(name, value)
	}
	p.AddNode(bpmn.ServiceTask, "record", "Open the case file").Set("action", "test.record")
	approve := p.AddNode(bpmn.UserTask, "approve", "Approve the need")
	approve.Ext = rows["2"].Ext
	approve.Set("form", "approval")
	approve.Set("verb", "Decide")
	approve.Set("action", "test.decide")
	p.AddBoundary("approve", "back", "", bpmn.Event(bpmn.EventError, "returned"))
	d.Errors = append(d.Errors, &bpmn.Error{Base: bpmn.Base{ID: "returned"}, Name: "returned", Code: "returned"})
	p.AddNode(bpmn.ExclusiveGateway, "which", "")
	p.AddNode(bpmn.EndEvent, "approved", "Approved")
	p.AddNode(bpmn.EndEvent, "refused", "Refused")
	for i, f := range [][2]string{{"start", "need"}, {"need", "record"}, {"record", "approve"}, {"approve", "which"}, {"back", "need"}, {"which", "refused"}} {
		p.Connect("f"+string(rune('a'+i)), f[0], f[1])
	}
	p.Connect("yes", "which", "approved").When(`answer = "yes"`)
	p.Node("which").Default = "ff"
	p.AddLane("l1", "Leader", "start", "need").Set("role", "leader")
	p.AddLane("l2", "HR", "record", "approve", "back", "which", "approved", "refused").Set("role", "hr")
	bpmn.Layout(d)
	var text strings.Builder
	if err := bpmn.Write(&text, d); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

var hiringMeta = process.Meta{
	Title: "Hiring", Purpose: "From a need to a person in place", Area: "Personnel", Owner: "owner", Starters: []string{"leader"}, Rights: []string{"test.record"},
	AtHand: []string{"The number of the position", "The budget"}, UsualTime: "P3M", ReviseBy: "2024-06-30",
}

func words(t *testing.T) *i18n.Bundle {
	t.Helper()
	b, err := i18n.NewBundle(
		i18n.Source{Package: "web", Files: web.Locales}, i18n.Source{Package: "process", Files: process.Locales}, i18n.Source{Package: "process", Files: processapp.Locales})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var morning = time.Date(2024, 1, 8, 9, 0, 0, 0, time.UTC)

// newTown serves the pages over a fresh database.
func newTown(t *testing.T, db *sqldb.DB) *town {
	t.Helper()
	tn := &town{t: t, clock: clock.NewFixed(morning)}
	deps := base.Deps{
		DB: db, Clock: tn.clock, Ledger: ledger.New(db, tn.clock, ledger.Sealing{}), Work: work.New(db, tn.clock),
		Jobs: jobs.New(db, tn.clock), Files: blob.New(db, tn.clock, blob.Dir(t.TempDir())),
	}
	schemas, err := process.NewSchemaForms(forms)
	if err != nil {
		t.Fatal(err)
	}
	actions := process.NewRegistry()
	actions.Add(process.Action{Name: "test.record", Right: "test.record", Run: func(context.Context, process.Call) (map[string]any, error) {
		if tn.broken {
			return nil, errs.Conflict("web.nothing-chosen")
		}
		return map[string]any{"file": "24/1"}, nil
	}})
	actions.Add(process.Action{Name: "test.decide", Right: "test.record", Run: func(_ context.Context, c process.Call) (map[string]any, error) {
		if c.Input["note"] == "against the rule" {
			return nil, errs.Conflict("process.not-a-holder", "role", "hr", "field", "note")
		}
		return nil, nil
	}})
	tn.process = process.New(deps, actions, process.Options{Forms: schemas})
	if _, err := tn.process.Deploy(authz.With(t.Context(), ola), "hiring", hiring(t), hiringMeta); err != nil {
		t.Fatal(err)
	}
	tn.serve(deps)
	return tn
}

func (tn *town) serve(deps base.Deps) {
	tn.t.Helper()
	demo := &web.Demo{}
	for _, a := range everybody {
		demo.People = append(demo.People, web.DemoPerson{User: a.User, Name: a.Name, Role: "-", Sentence: "-", Try: "-"})
	}
	shell, err := web.New(web.Options{
		Bundle: words(tn.t), Clock: tn.clock, Directory: people{}, Town: "Fjordvik kommune", Zone: time.UTC, Demo: demo, Work: desk{deps.Work}, MaxBody: 1 << 20, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		tn.t.Fatal(err)
	}
	err = shell.Add(processapp.Module(processapp.Deps{
		Process: tn.process, People: people{}, Places: people{}, Choices: people{}, Folder: people{},
		Verified: func(context.Context) (time.Time, error) { return morning, nil },
	}))
	if err != nil {
		tn.t.Fatal(err)
	}
	tn.Server = httptest.NewServer(shell.Handler())
	tn.t.Cleanup(tn.Close)
}

// desk shows base/work as app does, as far as these tests need it.
type desk struct{ *work.List }

func (d desk) Waiting(ctx context.Context, q web.WorkQuery) ([]web.WorkRow, int, error) {
	if q.View != web.WorkForMe && q.View != web.WorkMine {
		return nil, 0, nil
	}
	items, err := d.List.Waiting(ctx, work.Query{Text: q.Text})
	var rows []web.WorkRow
	for _, i := range items {
		rows = append(rows, web.WorkRow{ID: i.Kind + "/" + i.Subject, What: i.Title, About: i.About, Href: i.Link, Due: i.Due.Time()})
	}
	return rows, len(rows), err
}

func (desk) Take(context.Context, []string) error            { return errors.ErrUnsupported }
func (desk) Give(context.Context, []string, string) error    { return errors.ErrUnsupported }
func (desk) Receivers(context.Context) ([]web.Option, error) { return nil, nil }

// each runs a test on both engines.
func each(t *testing.T, test func(t *testing.T, tn *town)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) { test(t, newTown(t, db)) })
}

// started opens a case as Anna and returns it with its first task.
func (tn *town) started() (process.Case, process.TaskID) {
	tn.t.Helper()
	ctx := authz.With(tn.t.Context(), anna)
	id, err := tn.process.StartCase(ctx, process.Start{Process: "hiring", Title: "Nurse, Skogheim", Agency: "health", Unit: "skogheim"})
	if err != nil {
		tn.t.Fatal(err)
	}
	return tn.caseOf(id), tn.taskAt(id, "need")
}

func (tn *town) caseOf(id ids.CaseID) process.Case {
	tn.t.Helper()
	c, err := tn.process.CaseOf(authz.With(tn.t.Context(), ola), id)
	if err != nil {
		tn.t.Fatal(err)
	}
	return c
}

// taskAt is the open task at the node.
func (tn *town) taskAt(c ids.CaseID, node string) process.TaskID {
	tn.t.Helper()
	tasks, err := tn.process.TasksOf(authz.With(tn.t.Context(), ola), c)
	if err != nil {
		tn.t.Fatal(err)
	}
	for _, t := range tasks {
		if t.Node == node {
			return t.ID
		}
	}
	tn.t.Fatalf("no open task at %s among %+v", node, tasks)
	return process.TaskID{}
}

// completed does the first task as Anna, so that HR's waits.
func (tn *town) completed(c process.Case, need process.TaskID) process.TaskID {
	tn.t.Helper()
	input := map[string]any{"position": "p1", "reason": "Two have left", "percent": 100}
	if err := tn.process.Complete(authz.With(tn.t.Context(), anna), need, input); err != nil {
		tn.t.Fatal(err)
	}
	return tn.taskAt(c.ID, "approve")
}

// visitor is somebody with cookies and no script.
type visitor struct {
	t    *testing.T
	tn   *town
	http *http.Client
	lang string
}

func (tn *town) as(who authz.Actor) *visitor {
	tn.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		tn.t.Fatal(err)
	}
	v := &visitor{tn.t, tn, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, "en"}
	if status, _, _ := v.post("/demo/login", url.Values{"user": {who.User.String()}}); status != http.StatusSeeOther {
		tn.t.Fatalf("log-in answered %d", status)
	}
	return v
}

func (v *visitor) do(method, path, kind string, body io.Reader) (status int, text string, h http.Header) {
	v.t.Helper()
	r, err := http.NewRequest(method, v.tn.URL+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Accept-Language", v.lang)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	answer, err := v.http.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	all, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer.StatusCode, string(all), answer.Header
}

func (v *visitor) get(path string) (int, string) {
	v.t.Helper()
	status, text, _ := v.do(http.MethodGet, path, "", nil)
	return status, text
}

func (v *visitor) post(path string, form url.Values) (int, string, http.Header) {
	v.t.Helper()
	return v.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

var commandValue = regexp.MustCompile(`name="sg-command" value="([^"]+)"`)

// commandIn is the request id that the page's first form carries.
func commandIn(t *testing.T, page string) string {
	t.Helper()
	m := commandValue.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page carries no request id:\n%s", page)
	}
	return m[1]
}

func holds(t *testing.T, page string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, mainOf(page))
		}
	}
}

func lacks(t *testing.T, page string, unwanted ...string) {
	t.Helper()
	for _, bad := range unwanted {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
}

var svg = regexp.MustCompile(`(?s)<svg.*?</svg>`)

// mainOf is what stands between the page's frame, drawings left out.
func mainOf(page string) string {
	if _, after, found := strings.Cut(page, "<main"); found {
		page, _, _ = strings.Cut(after, "</main>")
	}
	return svg.ReplaceAllString(page, "")
}
