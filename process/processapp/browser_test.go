package processapp_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"saksgang/base/authz"
	"saksgang/process"
	"saksgang/process/processapp"
	"saksgang/testkit"
	"saksgang/testkit/browser"
)

func enter(t *testing.T, p *browser.Page, tn *town, button string) {
	t.Helper()
	p.Goto(tn.URL + "/demo/login")
	p.Click("button", button)
	p.WaitURL("/desk")
}

func TestTwoPeopleDoAProcessWithoutAMouse(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		a, s := browser.New(t), browser.New(t)
		a.AllowFaults, s.AllowFaults = true, true // the browser reports the 404 and 422
		enter(t, a, tn, "Be Anna Leder")
		enter(t, s, tn, "Be Siv Personal")

		a.Goto(tn.URL + "/cases")
		a.Click("link", "Start a case")
		a.Click("link", "Hiring")
		a.Fill("What is the case about?", "Nurse, Skogheim")
		a.Select("Unit", "Skogheim nursing home")
		a.Click("button", "Start the case")
		a.WaitURL("/desk/tasks/")
		a.WaitText("The case has been started.")
		needs := a.URL()
		if status := s.Goto(needs); status != 404 {
			t.Errorf("HR opens the leader's task with status %d", status)
		}

		a.Fill("Why is it needed?", "No")
		a.Press("Control+Enter")
		a.WaitText("Something is missing or wrong in the form.")
		if got := a.Eval(`document.querySelector("#f-complete-reason").value`); got != `"No"` {
			t.Errorf("the refused form holds %s", got)
		}
		a.Axe()
		a.Select("Which position?", "Nurse, 100 %")
		a.Fill("Why is it needed?", "Two have left")
		a.Fill("Share of full time", "100")
		a.Press("Control+Enter")
		a.WaitURL("/desk/tasks")
		a.WaitText("The task is done.")

		s.Goto(tn.URL + "/desk/tasks")
		s.Press("j")
		s.Press("Enter")
		s.WaitURL("/desk/tasks/")
		approves := s.URL()
		if status := a.Goto(approves); status != 404 {
			t.Errorf("the leader opens HR's task with status %d", status)
		}
		s.Click("button", "Take the task")
		s.WaitText("The task is yours.")
		s.Click("radio", "Approved")
		s.Click("button", "Decide")
		s.WaitText("The task is done.")

		cases, _, err := tn.process.CasesNow(authz.With(t.Context(), ola), process.CaseQuery{})
		if err != nil || len(cases) != 1 || cases[0].IsOpen() {
			t.Errorf("%+v %v", cases, err)
		}
	})
}

var sizes = []struct {
	name          string
	width, height int
}{{"wide", 1280, 900}, {"telephone", 390, 844}, {"zoomed", 320, 256}}

// TestEveryPageIsAccessible looks at each page in both languages and in every
// size; which database is behind it, a page does not show. With
// SAKSGANG_GALLERY=FOLDER it leaves pictures there.
func TestEveryPageIsAccessible(t *testing.T) {
	t.Parallel()
	for _, language := range []struct{ tag, enter string }{{"en-GB", "Be Ola Eier"}, {"nb-NO", "Vær Ola Eier"}} {
		t.Run(language.tag, func(t *testing.T) {
			t.Parallel()
			tn := newTown(t, testkit.SQLite(t))
			shown := tn.everything()
			p := browser.NewIn(t, language.tag)
			p.AllowFaults = true // the browser reports the 404
			enter(t, p, tn, language.enter)
			tn.look(p, shown, language.tag+"-owner-")
		})
		t.Run(language.tag+" by those who do it", func(t *testing.T) {
			t.Parallel()
			tn := newTown(t, testkit.SQLite(t))
			shown := tn.everything()
			p, q := browser.NewIn(t, language.tag), browser.NewIn(t, language.tag)
			enter(t, p, tn, strings.Replace(language.enter, "Ola Eier", "Siv Personal", 1))
			tn.look(p, shown[:1], language.tag+"-doer-")
			enter(t, q, tn, strings.Replace(language.enter, "Ola Eier", "Anna Leder", 1))
			tn.look(q, []string{shown[2], "/cases/new", "/cases/new?process=hiring", "/desk/tasks"}, language.tag+"-leader-")
		})
	}
}

// everything brings the town to where each page has something to show, and
// lists them: first the task that HR does.
func (tn *town) everything() []string {
	tn.t.Helper()
	first, need := tn.started()
	approve := tn.completed(first, need)
	ctx := authz.With(tn.t.Context(), siv)
	_, err := tn.process.Comment(ctx, approve, "Is the position in the plan?")
	must(tn.t, err)
	must(tn.t, tn.process.AddParticipant(authz.With(tn.t.Context(), ola), first.ID, "union", kim.User))
	stopped, need := tn.started()
	tn.broken = true
	must(tn.t, tn.process.Complete(authz.With(tn.t.Context(), anna), need, map[string]any{"position": "p1", "reason": "Two have left", "percent": 100}))
	third, _ := tn.started()
	must(tn.t, tn.process.Cancel(authz.With(tn.t.Context(), ola), third.ID, "The post is taken away"))
	_, again := tn.started()
	pages := append([]string{processapp.TaskPath(approve), processapp.CasePath(stopped.ID), processapp.TaskPath(again)}, tn.pages(first, approve)...)
	return append(pages, "/cases/0", "/cases?view=all")
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (tn *town) look(p *browser.Page, shown []string, name string) {
	tn.t.Helper()
	folder := os.Getenv("SAKSGANG_GALLERY")
	for _, size := range sizes {
		p.SetViewport(size.width, size.height)
		for i, path := range shown {
			p.Goto(tn.URL + path)
			p.NoSidewaysScroll()
			if size.name != "telephone" {
				p.Axe()
			}
			if text := p.Text("body"); strings.Contains(text, "⟦") {
				tn.t.Errorf("%s lacks a text: %s", path, text)
			}
			if folder != "" {
				file := name + string(rune('a'+i)) + "-" + size.name + ".png"
				p.Screenshot(filepath.Join(folder, file))
			}
		}
	}
}
