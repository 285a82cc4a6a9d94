package web_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"saksgang/testkit/browser"
)

func desk(t *testing.T) (*browser.Page, *town) {
	t.Helper()
	tn := newTown(t, nil)
	p := browser.New(t)
	signIn(t, p, tn, "Be Randi Leder")
	return p, tn
}

func (tn *town) at(path string) string { return tn.URL + path }

// focused is the words or name of what has focus.
const focused = `(() => { const e = document.activeElement; return e.id || e.name || e.textContent.trim(); })()`

func TestAPersonWithoutAMouseWorksTheDay(t *testing.T) {
	t.Parallel()
	p, tn := desk(t)
	p.Press("/")
	p.Type("2026/1201")
	p.Press("Enter")
	p.WaitURL("/cases/1201")
	p.Press("g")
	p.Press("w")
	p.WaitURL("/desk")
	p.Press("j")
	p.Press("j")
	if got := p.Eval(focused); !strings.Contains(got, "Check the public applicant list") {
		t.Errorf("j twice put the focus on %s", got)
	}
	p.Press("k")
	p.Press("Enter")
	p.WaitURL("/demo/step")
	p.Click("checkbox", "Applicant 12")
	p.Fill("Starts", "2027-01-04")
	p.Fill("Reason", "Best against the ad")
	p.Press("Control+Enter")
	p.WaitURL("/desk")
	p.WaitText("The tasks are yours.")
	if got := p.Eval(`document.activeElement.className`); !strings.Contains(got, "sg-flash") {
		t.Errorf("the focus did not go to what was done, but to %s", got)
	}
	p.Goto(tn.at("/desk/tasks?view=roles"))
	p.Press("j")
	p.Press("x")
	p.WaitText("Rows chosen: 1")
	p.Click("button", "Take the tasks")
	p.WaitText("The tasks are yours.")
	if len(tn.work.taken) != 1 {
		t.Errorf("taken: %v", tn.work.taken)
	}
	p.Goto(tn.at("/desk/tasks"))
	p.Press("j")
	p.Press("Enter")
	p.WaitURL("/demo/step") // also where rows can be chosen
}

func TestEverythingOnAPageIsReachedByTab(t *testing.T) {
	t.Parallel()
	p, tn := desk(t)
	const reachable = `(() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
		.filter((e) => e.checkVisibility() && !e.closest("dialog:not([open])")).length)()`
	for _, path := range []string{"/desk", "/cases", "/cases/1201", "/demo/step", "/demo/worklist", "/demo/report"} {
		p.Goto(tn.at(path))
		want := p.Eval(reachable)
		p.Eval(`new Promise((done) => { window.seen = new Set(); document.addEventListener("focusin", (e) => seen.add(e.target)); done(0); })`)
		for range 130 {
			p.Press("Tab")
		}
		const missed = `(() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
			.filter((e) => e.checkVisibility() && !e.closest("dialog:not([open])") && !seen.has(e))
			.filter((e) => e.type !== "radio" || ![...seen].some((s) => s.name === e.name))
			.map((e) => e.outerHTML.slice(0, 90)).join(" | "))()`
		if left := p.Eval(missed); left != `""` {
			t.Errorf("%s (%s to reach): out of reach: %s", path, want, left)
		}
	}
}

func TestFocusGoesToTheFaultsAndOnToTheField(t *testing.T) {
	t.Parallel()
	p, tn := desk(t)
	p.AllowFaults = true // the browser reports the 422
	p.Goto(tn.at("/demo/step"))
	p.Click("button", "Approve nomination")
	p.WaitText("Something is missing or wrong in the form.")
	if got := p.Eval(`document.activeElement.textContent`); !strings.Contains(got, "Something is missing") {
		t.Errorf("the focus is on %s", got)
	}
	p.Press("Tab")
	p.Press("Enter")
	if got := p.Eval(focused); got != `"f-reason"` {
		t.Errorf("the fault's link put the focus on %s", got)
	}
	p.Axe()
}

func TestADraftStaysUntilItHasBeenSent(t *testing.T) {
	t.Parallel()
	p, tn := desk(t)
	p.Goto(tn.at("/demo/step"))
	p.Fill("Reason", "Half a thought")
	p.WaitText("The draft is kept in this browser.")
	p.Goto(tn.at("/desk"))
	p.Goto(tn.at("/demo/step"))
	p.WaitText("Here is your draft from last time.")
	if got := p.Eval(`document.querySelector("#f-reason").value`); got != `"Half a thought"` {
		t.Errorf("the draft came back as %s", got)
	}
	p.Focus("Reason")
	p.Press("Control+Enter")
	p.WaitURL("/desk")
	p.Goto(tn.at("/demo/step"))
	if got := p.Eval(`document.querySelector("#f-reason").value`); got != `""` {
		t.Errorf("after it was sent the draft still says %s", got)
	}
}

func TestWhatWasTypedOutlivesAProblemPage(t *testing.T) {
	t.Parallel()
	p, tn := desk(t)
	p.AllowFaults = true // the browser reports the 409
	p.Goto(tn.at("/demo/step"))
	p.Fill("Reason", "too late")
	p.Press("Tab") // away from the field, straight to sending: no time for the draft to be kept
	p.Press("Control+Enter")
	p.WaitText("Somebody else changed this while you worked.")
	p.WaitText("What you wrote is not lost")
	p.Goto(tn.at("/demo/step"))
	if got := p.Eval(`document.querySelector("#f-reason").value`); got != `"too late"` {
		t.Errorf("going back shows %s", got)
	}
}

func TestChoosingAStepMarksItsShapeAndTheOtherWayRound(t *testing.T) {
	t.Parallel()
	p, tn := desk(t)
	p.Goto(tn.at("/cases/1201"))
	p.TabTo("link", "Interviews")
	const marked = `[...document.querySelectorAll("[data-marked]")].map((e) => e.tagName + e.dataset.step).join(" ")`
	if got := p.Eval(marked); got != `"LIt4 gt4"` {
		t.Errorf("choosing in the list marked %s", got)
	}
	p.Eval(`document.querySelector("svg [data-step=t1]").dispatchEvent(new MouseEvent("click", {bubbles: true}))`)
	if got := p.Eval(marked); got != `"LIt1 gt1"` {
		t.Errorf("choosing in the drawing marked %s", got)
	}
	if got := p.Eval(`document.querySelector("svg [data-step=t4]").dataset.stage`); got != `"now"` {
		t.Errorf("the present step is drawn as %s", got)
	}
}

func TestSingleKeysCanBeTurnedOff(t *testing.T) {
	t.Parallel()
	p, _ := desk(t)
	p.Press("?")
	p.WaitText("Show this list")
	p.Press("Escape")
	p.Click("summary", "Randi Leder") // the menu under the own name
	p.Click("button", "Turn single keys off")
	p.WaitFor("body[data-sg-letters=off]")
	p.Press("/")
	if got := p.Eval(focused); got == `"sg-q"` {
		t.Error("/ still goes to the search box")
	}
}

func TestWhyIsLinkable(t *testing.T) {
	t.Parallel()
	p, tn := desk(t)
	p.Goto(tn.at("/cases/1201#why-retention"))
	if got := p.Eval(`document.querySelector("#why-retention").open`); got != "true" {
		t.Error("a link to a Why does not open it")
	}
	p.WaitText("Document plan, row 14")
}

func TestPaperHasTheContentAndNothingToPress(t *testing.T) {
	t.Parallel()
	p, tn := desk(t)
	p.Goto(tn.at("/cases/1201#why-retention"))
	p.Media("print")
	if folder := os.Getenv("SAKSGANG_GALLERY"); folder != "" {
		p.Screenshot(filepath.Join(folder, "subject-paper.png"))
	}
	const shown = `(() => [...document.querySelectorAll("header, footer, nav, button")].filter((e) => e.checkVisibility()).map((e) => e.className).join(" "))()`
	if got := p.Eval(shown); got != `""` {
		t.Errorf("on paper there is still %s", got)
	}
	for _, want := range []string{"h1", ".sg-facts", "#why-retention .sg-why-lines", ".sg-steplist"} {
		if p.Eval(`document.querySelector("`+want+`").checkVisibility()`) != "true" {
			t.Errorf("on paper %s is missing", want)
		}
	}
}

func TestPagesWorkWithoutScript(t *testing.T) {
	t.Parallel()
	// A visitor without a browser's script does the same by links and forms alone.
	tn := newTown(t, nil)
	_, text := as(t, tn, leader).get("/demo/step")
	for _, want := range []string{`<form class="sg-form" method="post"`, `<details class="sg-why"`, `<button class="ds-button" type="submit"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the step lacks %s", want)
		}
	}
}
