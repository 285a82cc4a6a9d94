package web_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/why"
	"saksgang/web"
	"saksgang/web/chart"
)

// The tests' own small town: two people, some work and one module whose pages
// are one of each kind.

var (
	leader   = ids.Derive[ids.User]("web-test", "leader")
	newcomer = ids.Derive[ids.User]("web-test", "newcomer")
	today    = time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)
)

type people map[ids.UserID]authz.Actor

func (p people) Actor(_ context.Context, user ids.UserID) (authz.Actor, error) {
	if a, ok := p[user]; ok {
		return a, nil
	}
	return authz.Actor{}, errs.NotFound("web.not-there")
}

func (p people) BySubject(_ context.Context, _, subject string) (ids.UserID, error) {
	if subject == "leader" {
		return leader, nil
	}
	return ids.UserID{}, errs.NotFound("web.not-there")
}

func demoPeople() people {
	all := []authz.Grant{{Right: "demo.read", Reach: authz.Everywhere}, {Right: "demo.change", Reach: authz.Everywhere}}
	return people{
		leader:   {User: leader, Name: "Randi Leder", Grants: all},
		newcomer: {User: newcomer, Name: "Nils Nykommer"},
	}
}

// work is a list that remembers what was done with it.
type work struct {
	mu    sync.Mutex
	taken []string
	given map[string]string
	rows  []web.WorkRow
	fail  error
}

func (l *work) Waiting(_ context.Context, q web.WorkQuery) ([]web.WorkRow, int, error) {
	if l.fail != nil {
		return nil, 0, l.fail
	}
	rows := l.rows
	switch {
	case q.View == web.WorkOthers:
		rows = []web.WorkRow{{ID: "9", What: "Answer the pay change", About: "Nurse, Skogheim", Holder: "the union", Due: today.AddDate(0, 0, 4), Href: "/demo/step"}}
	case q.View == web.WorkDeputy || q.View == web.WorkFinished || q.Text == "zzz":
		rows = nil
	}
	end := min(q.Offset+q.Limit, len(rows))
	return rows[min(q.Offset, end):end], len(rows), nil
}

func (l *work) Take(_ context.Context, chosen []string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken = append(l.taken, chosen...)
	return nil
}

func (l *work) Give(_ context.Context, chosen []string, to string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range chosen {
		l.given[id] = to
	}
	return nil
}

func (l *work) Receivers(context.Context) ([]web.Option, error) {
	return []web.Option{{Value: "kari", Label: "Kari Kollega"}}, nil
}

func demoWork() *work {
	l := &work{given: map[string]string{}}
	whats := []string{
		"Approve the nomination", "Check the public applicant list", "Decide the need", "Answer the request to be withheld",
		"Sign the contract", "Sign off 3 registry entries", "Look at a damaged application", "Approve the ad", "Read the union's answer",
		"Choose whom to interview", "Hand out a key", "Settle the introduction",
	}
	for i, what := range whats {
		l.rows = append(l.rows, web.WorkRow{
			ID: fmt.Sprint(i), What: what, About: "Nurse, Skogheim nursing home", Case: fmt.Sprintf("2026/%d", 1200+i),
			WhyMe: "You lead the unit", Due: today.AddDate(0, 0, i-1), Since: today.AddDate(0, 0, -3), Href: "/demo/step",
		})
	}
	return l
}

// town is a shell with the demo module, served.
type town struct {
	*httptest.Server
	shell *web.Shell
	work  *work
	log   *bytes.Buffer
}

type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

func words(t testing.TB) *i18n.Bundle {
	t.Helper()
	b, err := i18n.NewBundle(i18n.Source{Package: "web", Files: web.Locales})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func newTown(t testing.TB, change func(*web.Options)) *town {
	t.Helper()
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	tn := &town{work: demoWork(), log: &bytes.Buffer{}}
	o := web.Options{
		Bundle: words(t), Clock: clock.NewFixed(today), Directory: demoPeople(), Town: "Fjordvik kommune", Zone: oslo, Work: tn.work,
		Log: slog.New(slog.NewJSONHandler(&lockedWriter{w: tn.log}, nil)),
		Demo: &web.Demo{People: []web.DemoPerson{
			{User: leader, Name: "Randi Leder", Role: "Leader, Skogheim nursing home", Sentence: "She needs a nurse from January, and has the committee on Thursday.", Try: "approve the nomination."},
			{User: newcomer, Name: "Nils Nykommer", Role: "Committee member", Sentence: "He sits in one committee and sees that case alone.", Try: "read the applications."},
		}},
	}
	if change != nil {
		change(&o)
	}
	tn.shell, err = web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := tn.shell.Add(demoModule()); err != nil {
		t.Fatal(err)
	}
	tn.Server = httptest.NewServer(tn.shell.Handler())
	t.Cleanup(tn.Close)
	return tn
}

func page(c func(r *http.Request) web.Content) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error { return web.Show(w, r, c(r)) }
}

func demoModule() web.Module {
	return web.Module{
		Name: "demo",
		Routes: []web.Route{
			{Pattern: "GET /cases", Right: "demo.read", Handle: page(demoList)},
			{Pattern: "GET /cases/new", Right: "demo.change", Handle: page(demoList)},
			{Pattern: "GET /records", Right: "demo.read", Handle: page(demoList)},
			{Pattern: "GET /records/journal", Right: "demo.read", Handle: page(demoList)},
			{Pattern: "GET /records/plan", Right: "demo.read", Handle: page(demoList)},
			{Pattern: "GET /people", Right: "demo.read", Handle: page(demoList)},
			{Pattern: "GET /processes", Right: "demo.read", Handle: page(demoList)},
			{Pattern: "GET /control/messages", Right: "demo.read", Handle: page(demoList)},
			{Pattern: "GET /setup", Right: "demo.change", Handle: page(demoList)},
			{Pattern: "GET /demo/step", Right: "demo.change", Handle: page(func(*http.Request) web.Content { return demoStep() })},
			{Pattern: "POST /demo/step", Right: "demo.change", Handle: sendStep},
			{Pattern: "GET /demo/worklist", Right: "demo.change", Handle: page(demoWorklist)},
			{Pattern: "GET /demo/report", Right: "demo.read", Handle: page(demoReport)},
			{Pattern: "GET /demo/nothing", Right: "demo.read", Handle: page(demoNothing)},
			{Pattern: "GET /demo/panic", Right: "demo.read", Handle: func(http.ResponseWriter, *http.Request) error { panic("the disk is on fire") }},
			{Pattern: "GET /demo/fail/{kind}", Right: "demo.read", Handle: demoFail},
			{Pattern: "GET /api/v1/fail/{kind}", Right: "demo.read", Handle: demoFail},
		},
		Subjects: []web.SubjectKind{{Kind: "case", Path: "/cases/{id}", Right: "demo.read", Head: demoHead}},
		Tabs: []web.Tab{
			{Kind: "case", Key: "history", Label: "web.history.title", Order: 1, Right: "demo.read", Body: demoHistory},
			{Kind: "case", Key: "documents", Label: "web.step.documents", Order: 20, Right: "demo.read", Body: demoDocuments},
			{Kind: "case", Key: "", Label: "web.steps.label", Right: "demo.read", Body: demoOverview},
			{Kind: "case", Key: "secret", Label: "web.nav.access", Order: 30, Right: "demo.secret", Body: demoDocuments},
		},
		Panels: []web.Panel{
			{Key: "unit", Order: 1, Right: "demo.read", Load: func(context.Context) (web.PanelView, error) {
				return web.PanelView{Title: "My unit", AsOf: today.AddDate(0, 0, -1), All: web.Link{Text: "Show all 12", Href: "/people"}, Rows: []web.PanelRow{
					{Text: "2 vacancies", Href: "/cases", Note: "Nurse, Skogheim · Cleaner, Town hall"},
					{Text: "1 certificate runs out", Href: "/people", State: &web.Tag{Text: "in 9 days", Tone: web.Warning}},
					{Text: "3 stand-ins this week", Href: "/people"},
					{Text: "4", Href: "/x"},
					{Text: "5", Href: "/x"},
					{Text: "the sixth row", Href: "/x"},
				}}, nil
			}},
			{Key: "broken", Order: 2, Right: "demo.read", Load: func(context.Context) (web.PanelView, error) {
				return web.PanelView{Title: "Figures"}, errs.Unavailable(io.ErrUnexpectedEOF, "demo.figures")
			}},
		},
		Searches: []web.Search{{
			Key: "cases", Right: "demo.read",
			Find: func(_ context.Context, text string, limit int) (web.Hits, error) {
				if text == "nothing" {
					return web.Hits{}, nil
				}
				return web.Hits{Title: "Cases", Total: 12, All: "/cases?q=" + text, Items: []web.Hit{{Title: "2026/1201 Nurse, Skogheim", Href: "/cases/1201", Text: "Hiring · with Randi Leder", State: &web.Tag{Text: "Interviews", Tone: web.Info}}}}, nil
			},
			Jump: func(_ context.Context, text string) (string, bool) { return "/cases/1201", text == "2026/1201" },
		}},
		Whys:   []web.WhySource{{Kind: "retention", Right: "demo.read", Explain: func(context.Context, string) (why.Answer, error) { return demoAnswer(), nil }}},
		Starts: []web.Start{{Label: "web.nav.cases", Href: "/cases/new", Order: 1}},
	}
}

func demoFail(_ http.ResponseWriter, r *http.Request) error {
	return map[string]error{
		"invalid": errs.Invalid("web.nothing-chosen"), "denied": errs.Denied("authz.denied"), "not-found": errs.NotFound("demo.gone"),
		"conflict": errs.Conflict("demo.changed"), "unavailable": errs.Unavailable(io.EOF, "demo.down"), "internal": errs.Internal(io.EOF, "demo.broken", "row", 7),
	}[r.PathValue("kind")]
}

func demoAnswer() why.Answer {
	return why.Answer{
		Decided: "Kept for 12 years", Rule: "Document plan, row 14 “Application”", Version: "version 3", By: "Arne Arkivar, archivist", At: today.AddDate(0, -2, 0),
		Source: "Fjordvik's document plan", AsOf: today.AddDate(0, 0, -1), Remedy: "Ask the plan's owner to change the row", Link: "/records/plan",
	}
}

func demoList(r *http.Request) web.Content {
	l := web.List{
		Title: "Cases", Count: 214, Action: &web.Button{Text: "New case", Href: "/cases/new", Primary: true},
		Views: []web.View{
			{Name: "All", Href: "/cases", Count: 214, Current: true},
			{Name: "Hiring", Href: "/cases?type=hiring", Count: 31},
			{Name: "Pay change", Href: "/cases?type=pay", Count: 12},
			{Name: "Insight request", Href: "/cases?type=insight", Count: 4},
		},
		Filter: &web.Filter{Clear: "/cases", Fields: []web.Field{
			{Name: "q", Label: "Name or number", Value: r.FormValue("q")},
			{Name: "step", Label: "Step", Kind: web.SelectField, Value: r.FormValue("step"), Options: []web.Option{{Value: "ad", Label: "Ad"}, {Value: "interview", Label: "Interview"}}},
			{Name: "from", Label: "Due from", Kind: web.DateField, Value: r.FormValue("from")},
		}},
		Table: web.Table{Caption: "Cases", Sort: r.FormValue("sort"), Columns: []web.Column{
			{Label: "Case", Sort: "name"}, {Label: "Number"}, {Label: "Step"}, {Label: "With"}, {Label: "Since", Sort: "since"}, {Label: "Due", Sort: "due"}, {Label: "Applicants", Number: true},
		}},
		Bulk:   []web.Button{{Text: "Give to", Name: "do", Value: "give"}},
		Pager:  web.Pager{Page: web.PageOf(r), PerPage: 12, Total: 214},
		Export: "/cases?format=csv", Empty: web.Empty{Text: "No cases match. 214 without the filter.", Action: web.Link{Text: "Clear the filter", Href: "/cases"}},
	}
	steps := []web.Tag{{Text: "Interviews", Tone: web.Info}, {Text: "Ad", Tone: web.Neutral}, {Text: "Contract", Tone: web.Success}, {Text: "Waits for union", Tone: web.Warning}}
	for i := range 12 {
		l.Table.Rows = append(l.Table.Rows, web.Row{
			ID: fmt.Sprint(1201 + i), Href: fmt.Sprint("/cases/", 1201+i), Cells: []templ.Component{
				web.Link{Text: []string{"Nurse, Skogheim", "Teacher, Fjordvik school", "Cleaner, Town hall", "Planner, Technical services"}[i%4], Href: fmt.Sprint("/cases/", 1201+i)},
				web.Text(fmt.Sprintf("2026/%d", 1201+i)), steps[i%4], web.Text("Randi Leder"),
				web.When{Time: today.AddDate(0, 0, -i)},
				web.Due(today.AddDate(0, 0, i-2)), web.Number(fmt.Sprint(43 - 3*i)),
			},
		})
	}
	return l
}

func demoHead(_ *http.Request, id string) (web.Subject, error) {
	if id == "0" {
		return web.Subject{}, errs.NotFound("demo.gone")
	}
	return web.Subject{
		Kind: "Case 2026/" + id, Name: "Nurse, Skogheim nursing home", State: &web.Tag{Text: "Interviews", Tone: web.Info},
		Owner: "Randi Leder", Since: today.AddDate(0, -1, 0), Due: today.AddDate(0, 0, 3),
		Primary: &web.Button{Text: "Approve nomination", Href: "/demo/step", Consequence: "HR makes the contract, and the others get their answer when it is signed."},
		Others:  []web.Button{{Text: "Print", Href: "?print=1"}},
		Back:    &web.Link{Text: "Cases", Href: "/cases"},
		Facts: web.Facts{
			{Name: "Position", Value: web.Text("100 %, permanent")},
			{Name: "Applicants", Value: web.Number("43"), Note: "40 registered, 2 twice, 1 damaged"},
			{Name: "Kept", Value: web.Text("12 years"), Why: &web.Why{ID: "retention", About: "12 years", Answer: demoAnswer()}},
			{Name: "Union representative", Value: web.Text("Tove Tillitsvalgt")},
		},
	}, nil
}

func demoSteps() *web.Steps {
	return &web.Steps{Title: "Steps", Drawing: web.Drawing{Title: "Hiring, version 3", SVG: demoSVG}, Steps: []web.ProcessStep{
		{ID: "t1", Number: "1", Name: "Decide the need", Who: "Kommunalsjef and HR", Stage: web.Past, Note: "2 Nov"},
		{ID: "t2", Number: "2", Name: "Publish the ad", Who: "HR", Stage: web.Past, Note: "6 Nov"},
		{ID: "t3", Number: "4", Name: "Internal applicants first", Who: "HR", Stage: web.Skipped},
		{ID: "t4", Number: "5", Name: "Interviews", Who: "Committee", Stage: web.Now, Note: "due Thu 26 Nov", Href: "/demo/step"},
		{ID: "t5", Number: "6", Name: "Nominate", Who: "Leader", Stage: web.Next},
	}}
}

const demoSVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 220" width="760" height="220" role="img" aria-label="Hiring: five steps in three lanes">
<g fill="none" stroke="#c3c9cf"><rect x="1" y="1" width="758" height="72"/><rect x="1" y="73" width="758" height="72"/><rect x="1" y="145" width="758" height="72"/></g>
<g fill="#fff" stroke="#545d66" font-size="12">
<g data-step="t1"><rect x="110" y="14" width="110" height="46" rx="5"/><text x="165" y="41" text-anchor="middle" fill="#1d2327" stroke="none">1 Decide the need</text></g>
<g data-step="t2"><rect x="250" y="86" width="110" height="46" rx="5"/><text x="305" y="113" text-anchor="middle" fill="#1d2327" stroke="none">2 Publish the ad</text></g>
<g data-step="t3"><rect x="380" y="86" width="110" height="46" rx="5"/><text x="435" y="113" text-anchor="middle" fill="#1d2327" stroke="none">4 Internal first</text></g>
<g data-step="t4"><rect x="510" y="158" width="110" height="46" rx="5"/><text x="565" y="185" text-anchor="middle" fill="#1d2327" stroke="none">5 Interviews</text></g>
<g data-step="t5"><rect x="640" y="14" width="110" height="46" rx="5"/><text x="695" y="41" text-anchor="middle" fill="#1d2327" stroke="none">6 Nominate</text></g></g>
<g fill="#545d66" font-size="12"><text x="12" y="41">Leader</text><text x="12" y="113">HR</text><text x="12" y="185">Committee</text></g></svg>`

func demoOverview(*http.Request, string) (templ.Component, error) {
	return web.Stack{
		web.Progress{Label: "How far", Done: 9, Of: 14, Text: "9 of 14 steps"},
		web.Alert{Tone: web.Warning, Title: "One application could not be read", Text: "It is kept, and Randi Leder has a task to ask for it again.", Links: []web.Link{{Text: "See the task", Href: "/demo/step"}}},
		*demoSteps(),
	}, nil
}

func demoDocuments(*http.Request, string) (templ.Component, error) {
	return web.Halves{
		Left: web.Documents{Items: []web.Document{
			{Title: "Ad", Href: "/cases", Type: "PDF", Size: 48_200, At: today, State: &web.Tag{Text: "Public", Tone: web.Success}},
			{Title: "Extended applicant list", Href: "/cases", Type: "HTML", Size: 12_400, At: today, Note: "for the parties"},
		}},
		Right: web.Form{Action: "/demo/step", Fields: []web.Field{{Name: "file", Label: "Document", Kind: web.FileField, Multiple: true, Required: true, Help: "PDF, TXT or DOCX"}}, Submit: web.Button{Text: "Register"}},
	}, nil
}

func demoHistory(*http.Request, string) (templ.Component, error) {
	return web.History{Verified: today, Export: "/cases?format=csv", Events: []web.Event{
		{At: today.Add(-time.Hour), Who: "Randi Leder", What: "Deadline moved", Reason: "Two applicants are ill", Before: "20 Nov", After: "26 Nov"},
		{At: today.AddDate(0, 0, -3), Who: "Hanne HR", What: "Public list released"},
	}}, nil
}

func demoForm() web.Form {
	return web.Form{Draft: "demo-step", Fields: []web.Field{
		{Name: "ranked", Label: "Nominate", Kind: web.ChecksField, Required: true, Help: "At most three, in the order they stand", Options: []web.Option{
			{Value: "a", Label: "Applicant 12", Help: "Qualified; reference taken 19 Nov"}, {Value: "b", Label: "Applicant 4", Help: "Qualified; reference taken 20 Nov"}, {Value: "c", Label: "Applicant 31", Help: "Qualified; reference taken 20 Nov"},
		}},
		{Name: "form", Label: "Kind of employment", Kind: web.RadioField, Required: true, Options: []web.Option{{Value: "permanent", Label: "Permanent"}, {Value: "temporary", Label: "Temporary"}}},
		{Name: "start", Label: "Starts", Kind: web.DateField, Required: true},
		{Name: "scale", Label: "Pay scale", Kind: web.SelectField, Options: []web.Option{{Value: "1", Label: "Nurse"}, {Value: "2", Label: "Specialist nurse"}}},
		{Name: "reason", Label: "Reason", Kind: web.TextArea, Required: true, Help: "What made the difference, against the requirements of the ad"},
		{Name: "checked", Label: "I have no interest in the case that makes me unfit to decide", Kind: web.CheckField, Required: true},
	}, Submit: web.Button{Text: "Approve nomination", Consequence: "When you approve: HR makes the contract; the union representative has her copy."}}
}

func demoStep() web.Step {
	return web.Step{
		Title: "Approve the nomination", Number: "Step 9 of 14", Case: &web.Link{Text: "2026/1201 Nurse, Skogheim nursing home", Href: "/cases/1201"},
		State: &web.Tag{Text: "Waits for you", Tone: web.Info}, Due: today.AddDate(0, 0, 3),
		Compare: &web.Compare{Caption: "Pay, now and proposed", Rows: []web.CompareRow{
			{Name: "Yearly pay", Now: "498 000 kr", To: "512 000 kr", Difference: "+ 14 000 kr"}, {Name: "Share", Now: "100 %", To: "100 %"}, {Name: "Place", Now: "Skogheim", To: "Skogheim"},
		}},
		Form: demoForm(),
		Guide: []web.GuideItem{
			{Text: "Rank at most three, and only those found qualified."}, {Text: "Each needs a reference taken after the interview."}, {Text: "The rules for hiring", Href: "/processes"},
		},
		Whys:      []web.Why{{ID: "due", About: "26 Nov", Answer: demoAnswer()}},
		Documents: &web.Documents{Items: []web.Document{{Title: "Committee's recommendation", Href: "/cases", Type: "PDF", Size: 88_000}, {Title: "Extended applicant list", Href: "/cases", Type: "HTML", Size: 12_400}}},
		Return:    &web.Form{ID: "return", Action: "/demo/step", Fields: []web.Field{{Name: "why", Label: "Reason for sending it back", Kind: web.TextArea, Required: true}}, Submit: web.Button{Text: "Send back"}},
		Steps:     demoSteps(),
	}
}

func sendStep(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.InvalidBecause(err, "web.form-unreadable")
	}
	if r.PostFormValue("reason") == "" {
		s := demoStep()
		s.Form.Fill(r.PostForm)
		err := errs.Invalid("web.form-faults")
		s.Form.Fail(r.Context(), err, map[string]string{"reason": "Must be filled in."})
		return web.ShowStatus(w, r, web.StatusOf(err), s)
	}
	if r.PostFormValue("reason") == "too late" {
		return errs.Conflict("demo.changed")
	}
	web.Done(r.Context(), "web.tasks.taken")
	return web.Redirect(w, r, "/desk")
}

func demoWorklist(*http.Request) web.Content {
	side := func(name, born string) web.Side {
		return web.Side{Title: name, Note: "From the payroll system, 12 Nov 2026", Body: web.Facts{{Name: "Born", Value: web.Text(born)}, {Name: "Employments", Value: web.Text("1")}}}
	}
	return web.Worklist{
		Title: "Same person or not?", At: 3, Of: 17, Left: side("Ola Prøvesen", "1980"), Right: side("Ola K. Prøvesen", "1980"),
		Compare: &web.Compare{Caption: "Value by value", NowLabel: "Left", ToLabel: "Right", Rows: []web.CompareRow{
			{Name: "Name", Now: "Ola Prøvesen", To: "Ola K. Prøvesen", Difference: "weight 0.8"}, {Name: "Address", Now: "Sjøgata 1", To: "Sjøgata 1", Difference: "weight 2.1"},
		}},
		Choices: []web.Choice{
			{Value: "merge", Label: "Merge", Key: "m", Primary: true, Consequence: "The two become one; it can be undone for 30 days."},
			{Value: "not", Label: "Not the same", Key: "n"},
			{Value: "later", Label: "Later", Key: "l"},
		},
		Action: "/demo/step", Item: "17-3", Undo: &web.Button{Text: "Undo the last", Href: "/demo/step", Post: true},
	}
}

func demoReport(*http.Request) web.Content {
	return web.Report{
		Title: "Where do hirings wait?", AsOf: today.AddDate(0, 0, -7), Old: "Figures from Mon 16 Nov; source paused until 30 Nov.",
		Chart: web.Stack{
			chart.Chart{ID: "wait", Kind: chart.Bars, Question: "Working days from step to step", Unit: "days", AsOf: "as of 16 Nov", Labels: []string{"Need", "Ad", "Interviews", "Nomination", "Contract"}, Series: []chart.Series{{Name: "Days", Values: []float64{4, 11, 9, 3, 6}}}, Summary: "The ad takes longest, eleven days."},
			chart.Chart{ID: "year", Kind: chart.Lines, Question: "Hirings a month", Unit: "hirings", Labels: []string{"Jun", "Jul", "Aug", "Sep", "Oct", "Nov"}, Series: []chart.Series{{Name: "2025", Values: []float64{12, 4, 19, 16, 11, 9}}, {Name: "2026", Values: []float64{14, 6, 22, 15, 13, 10}}}, Summary: "Both years peak in August."},
		},
		Table: web.Table{
			Caption: "By unit", Shown: true, Columns: []web.Column{{Label: "Unit"}, {Label: "Hirings", Number: true}, {Label: "Days", Number: true}},
			Rows: []web.Row{{Cells: []templ.Component{web.Link{Text: "Skogheim", Href: "/cases?unit=skogheim"}, web.Number("14"), web.Number("33")}}, {Cells: []templ.Component{web.Link{Text: "Fjordvik school", Href: "/cases?unit=school"}, web.Number("9"), web.Number("28")}}},
		},
		Notes: []string{"Units with fewer than five hirings are not shown."}, Export: "/demo/report?format=csv",
	}
}

func demoNothing(*http.Request) web.Content {
	return web.List{Title: "Controls", Count: 0, Empty: web.Empty{Text: "No controls are active.", Action: web.Link{Text: "Try one on today's data", Href: "/cases"}}}
}

// TestMain lets a person look at the gallery: SAKSGANG_GALLERY=FOLDER.
func TestMain(m *testing.M) { os.Exit(m.Run()) }
