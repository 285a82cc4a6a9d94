package processapp_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"saksgang/base/authz"
	"saksgang/base/ledger"
	"saksgang/process"
	"saksgang/process/bpmn"
	"saksgang/process/processapp"
)

func TestATaskShowsWhatToDecideAndWhatFollows(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		c, need := tn.started()
		status, page := tn.as(anna).get(processapp.TaskPath(need))
		if status != http.StatusOK {
			t.Fatalf("status %d", status)
		}
		holds(t, page, "Describe the need", "<p class=\"sg-kind\">Step 1</p>", c.Number.String()+" Nurse, Skogheim", "Free to take", "Nobody yet; it waits for Leader",
			"Which position?", "Nurse, 80 %", "Share of full time", "Look at the plan", "Ask the union", "Note on the need",
			"By itself: “Open the case file”. Next: “Approve the need” (HR officer).", `data-step="need" data-stage="now"`, `aria-current="step"`)
		if n := strings.Count(page, "<h1"); n != 1 {
			t.Errorf("%d main headings", n)
		}
	})
}

func TestATaskOfOthersLooksLikeNone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		_, need := tn.started()
		v := tn.as(siv)
		_, none := v.get("/desk/tasks/0194f1a0-0000-7000-8000-000000000000")
		status, page := v.get(processapp.TaskPath(need))
		if status != http.StatusNotFound || mainOf(page) != mainOf(none) {
			t.Errorf("status %d:\n%s", status, mainOf(page))
		}
		for _, verb := range []string{"", "/draft", "/take", "/give", "/return", "/send-back", "/comment", "/attach"} {
			if status, page, _ := v.post(processapp.TaskPath(need)+verb, url.Values{"reason": {"Two have left"}}); status != http.StatusNotFound {
				t.Errorf("POST %s answers %d: %s", verb, status, mainOf(page))
			}
		}
	})
}

func TestTwoPeopleTakeACaseToItsEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		c, need := tn.started()
		a, s := tn.as(anna), tn.as(siv)
		status, page, h := a.post(processapp.TaskPath(need), url.Values{"position": {"p2"}, "reason": {"Two have left"}, "percent": {"80"}})
		if status != http.StatusSeeOther || h.Get("Location") != "/desk/tasks" {
			t.Fatalf("status %d to %q:\n%s", status, h.Get("Location"), mainOf(page))
		}
		approve := tn.taskAt(c.ID, "approve")
		_, page = s.get(processapp.TaskPath(approve))
		holds(t, page, ">Decide</button>", "Next, depending on the answer: the case ends with “Refused” or the case ends with “Approved”.", "done", "Anna Leder")
		if status, _, _ = s.post(processapp.TaskPath(approve), url.Values{"answer": {"yes"}}); status != http.StatusSeeOther {
			t.Fatalf("status %d", status)
		}
		if tn.caseOf(c.ID).IsOpen() {
			t.Error("the case is still open")
		}
		_, page = a.get(processapp.TaskPath(need)) // hers, and done
		holds(t, page, "What was entered", "Nurse, 80 %", "Two have left", "Done by")
		lacks(t, page, `id="complete"`)
	})
}

func TestADoubleSendCompletesOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		c, need := tn.started()
		v := tn.as(anna)
		_, page := v.get(processapp.TaskPath(need))
		form := url.Values{"sg-command": {commandIn(t, page)}, "position": {"p1"}, "reason": {"Two have left"}, "percent": {"100"}}
		var both sync.WaitGroup
		answers := make([]int, 4)
		for i := range answers {
			both.Go(func() { answers[i], _, _ = v.post(processapp.TaskPath(need), form) })
		}
		both.Wait()
		for _, status := range answers {
			if status != http.StatusSeeOther {
				t.Errorf("one of the sends answered %d", status)
			}
		}
		events, err := tn.process.Ledger.OfCase(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		done := 0
		for _, e := range events {
			if e.Kind == "task-completed" {
				done++
			}
		}
		if done != 1 {
			t.Errorf("the task was completed %d times", done)
		}
		form.Del("sg-command")
		if status, page, _ := v.post(processapp.TaskPath(need), form); status != http.StatusConflict || !strings.Contains(page, "has been done or withdrawn meanwhile") {
			t.Errorf("another send answers %d:\n%s", status, mainOf(page))
		}
	})
}

func TestAFormThatComesBackKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		_, need := tn.started()
		typed := url.Values{"sg-command": {"x"}, "position": {"p2"}, "reason": {"<b>Two & one</b>"}, "percent": {"many"}, "start": {"soon"}}
		status, page, _ := tn.as(anna).post(processapp.TaskPath(need), typed)
		if status != http.StatusUnprocessableEntity {
			t.Fatalf("status %d", status)
		}
		holds(t, page, "&lt;b&gt;Two &amp; one&lt;/b&gt;", `value="many"`, `value="soon"`, `<option value="p2" selected>`, "Write a number.", "Write a date", `href="#f-complete-percent"`)
	})
}

func TestARefusalOfTheRuleBehindATaskIsSaidAtTheFieldItNames(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		c, need := tn.started()
		approve := tn.completed(c, need)
		status, page, _ := tn.as(siv).post(processapp.TaskPath(approve), url.Values{"answer": {"yes"}, "note": {"against the rule"}})
		if status != http.StatusConflict {
			t.Fatalf("status %d", status)
		}
		holds(t, page, "The one you chose does not hold the role", `href="#f-complete-note"`, `value="against the rule"`)
		if tn.taskAt(c.ID, "approve") != approve {
			t.Error("the task is gone")
		}
	})
}

func TestSendingBackAsksForAReasonInItsOwnForm(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		c, need := tn.started()
		approve := tn.completed(c, need)
		status, page, _ := tn.as(siv).post(processapp.TaskPath(approve)+"/send-back", url.Values{"sg-reason-send-back": {" "}})
		if status != http.StatusUnprocessableEntity {
			t.Fatalf("status %d", status)
		}
		holds(t, page, "A reason is missing.", "<details class=\"ds-details sg-details\" data-size=\"sm\" open>")
	})
}

func TestATaskChangesHands(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		c, need := tn.started()
		path := processapp.TaskPath(tn.completed(c, need))
		s, k := tn.as(siv), tn.as(kim)
		_, page := s.get(path)
		holds(t, page, "Free to take", "Kim Personal")
		lacks(t, page, "Give it back")
		s.post(path+"/take", nil)
		_, page = s.get(path)
		holds(t, page, "Yours", "The task is yours.")
		if status, _ := k.get(path); status != http.StatusNotFound {
			t.Errorf("Kim gets %d for what Siv has", status)
		}
		if status, _, h := s.post(path+"/give", url.Values{"sg-to": {kim.User.String()}}); status != http.StatusSeeOther || h.Get("Location") != "/desk/tasks" {
			t.Errorf("giving answers %d to %s", status, h.Get("Location"))
		}
		if status, _ := s.get(path); status != http.StatusNotFound {
			t.Errorf("Siv gets %d for what Kim has", status)
		}
		k.post(path+"/return", url.Values{"sg-reason-return": {"I am away"}})
		_, page = s.get(path)
		holds(t, page, "Kim Personal gave it back", "I am away", "Free to take")
		if status, page, _ := s.post(path+"/give", url.Values{"sg-to": {""}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "It is not said who is to have the task.") {
			t.Errorf("giving to nobody answers %d", status)
		}
	})
}

func TestTheProcessOwnerGivesATaskOnAndDoesNotDoIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		c, need := tn.started()
		path := processapp.TaskPath(tn.completed(c, need))
		v := tn.as(ola)
		_, page := v.get(path)
		holds(t, page, "You administer the case", "Give it to somebody else")
		lacks(t, page, `id="complete"`, "Take the task")
		if status, _, _ := v.post(path+"/give", url.Values{"sg-to": {siv.User.String()}}); status != http.StatusSeeOther {
			t.Errorf("giving answers %d", status)
		}
		if status, _, _ := v.post(path+"/give", url.Values{"sg-to": {bo.User.String()}}); status != http.StatusOK && status != http.StatusSeeOther {
			t.Errorf("giving on answers %d", status) // who may hold it is process.Options.Holders's to say
		}
	})
}

func TestADraftKeepsWhatWasTypedAsItWasTyped(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		_, need := tn.started()
		v := tn.as(anna)
		v.post(processapp.TaskPath(need)+"/draft", url.Values{"percent": {"8o"}, "reason": {"half a thou"}, "stranger": {"x"}})
		_, page := v.get(processapp.TaskPath(need))
		holds(t, page, "The draft is saved.", `value="8o"`, "half a thou")
		commandIn(t, page)
		kept, err := tn.process.Task(authz.With(t.Context(), anna), need)
		if err != nil || kept.Draft["stranger"] != nil || kept.Draft["percent"] == nil {
			t.Errorf("%v %v", kept.Draft, err)
		}
	})
}

func TestSendAndNextOpensWhatWaitsNext(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		_, first := tn.started()
		_, second := tn.started()
		form := url.Values{"position": {"p1"}, "reason": {"Two have left"}, "percent": {"100"}, "sg-then": {"next"}}
		v := tn.as(anna)
		if _, _, h := v.post(processapp.TaskPath(first), form); h.Get("Location") != processapp.TaskPath(second) {
			t.Errorf("went to %s", h.Get("Location"))
		}
		if _, _, h := v.post(processapp.TaskPath(second), form); h.Get("Location") != "/desk/tasks" {
			t.Errorf("with nothing left, went to %s", h.Get("Location"))
		}
	})
}

// upload is a form with a file in it.
func upload(t *testing.T, name, content string) (string, *bytes.Buffer) {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, err := m.CreateFormFile("sg-file", name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return m.FormDataContentType(), &body
}

func TestCommentsAndFilesStandOnTheTask(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		_, need := tn.started()
		v, path := tn.as(anna), processapp.TaskPath(need)
		v.post(path+"/comment", url.Values{"sg-comment": {"Who knows the <budget>?"}})
		kind, body := upload(t, `C:\plans\budget "24".html`, "<!doctype html><script>alert(1)</script>")
		if status, page, _ := v.do(http.MethodPost, path+"/attach", kind, body); status != http.StatusSeeOther {
			t.Fatalf("attaching answers %d: %s", status, mainOf(page))
		}
		_, page := v.get(path)
		holds(t, page, "Who knows the &lt;budget&gt;?", "budget &#34;24&#34;.html", "Anna Leder")
		task, err := tn.process.Task(authz.With(t.Context(), anna), need)
		if err != nil {
			t.Fatal(err)
		}
		file := path + "/files/" + task.Notes[1].ID.String()
		status, text, h := v.do(http.MethodGet, file, "", nil)
		if status != http.StatusOK || !strings.Contains(text, "alert(1)") || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") ||
			!strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("status %d, %v: %s", status, h, text)
		}
		entries, err := tn.process.Ledger.OfCase(t.Context(), task.Case.ID)
		if last := entries[len(entries)-1]; err != nil || last.Kind != "attachment-read" || last.Actor != anna.User || !strings.Contains(last.Payload, task.Notes[1].ID.String()) {
			t.Errorf("the reading was recorded as %+v (%v)", last, err)
		}
		if status, _ := tn.as(siv).get(file); status != http.StatusNotFound {
			t.Errorf("a stranger to the task gets %d", status)
		}
		for _, c := range []struct{ content, want string }{{"", "The file is empty."}, {strings.Repeat("x", 2<<20), "larger than 1 MB"}} {
			kind, body := upload(t, "f.txt", c.content)
			if status, page, _ := v.do(http.MethodPost, path+"/attach", kind, body); status != http.StatusUnprocessableEntity || !strings.Contains(page, c.want) {
				t.Errorf("%d bytes: %d, without %q", len(c.content), status, c.want)
			}
		}
	})
}

func TestGetChangesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		c, need := tn.started()
		before := tn.trace(c)
		v := tn.as(anna)
		for _, verb := range []string{"", "/draft", "/take", "/give", "/return", "/send-back", "/comment", "/attach"} {
			v.get(processapp.TaskPath(need) + verb + "?sg-comment=x&sg-to=" + kim.User.String() + "&position=p1&reason=because&percent=100")
		}
		for _, path := range tn.pages(c, need) {
			v.get(path)
		}
		if after := tn.trace(c); after != before {
			t.Errorf("before:\n%s\nafter:\n%s", before, after)
		}
	})
}

// trace is everything that reading must not change.
func (tn *town) trace(c process.Case) string {
	tn.t.Helper()
	events, err := tn.process.Ledger.OfCase(tn.t.Context(), c.ID)
	if err != nil {
		tn.t.Fatal(err)
	}
	of, err := tn.process.Ledger.OfSubject(tn.t.Context(), ledger.Subject{Kind: "process", ID: "hiring"})
	if err != nil {
		tn.t.Fatal(err)
	}
	_, count, err := tn.process.Cases(authz.With(tn.t.Context(), ola), process.CaseQuery{})
	if err != nil {
		tn.t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range append(events, of...) {
		b.WriteString(string(e.Kind) + " ")
	}
	b.WriteString(strings.Repeat("|", count))
	return b.String()
}

// pages is every page there is, for a case with an open task.
func (tn *town) pages(c process.Case, open process.TaskID) []string {
	return []string{
		processapp.TaskPath(open), "/cases", "/cases?q=nothing", "/cases?view=mine", "/cases?view=closed", "/cases/new", "/cases/new?process=hiring",
		processapp.CasePath(c.ID), processapp.CasePath(c.ID) + "/history", "/processes", "/processes?q=zzz", "/processes/hiring", "/processes/hiring/checklist",
		"/processes/hiring/versions", "/processes/hiring/history", "/search?q=Nurse", "/desk",
	}
}

func TestWithoutAChecklistStepsAreCounted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		d := bpmn.New("d", "Leave")
		p := d.AddProcess("leave", "Leave")
		p.AddNode(bpmn.StartEvent, "start", "")
		p.AddNode(bpmn.UserTask, "ask", "Ask for leave").Set("role", "leader")
		p.AddNode(bpmn.UserTask, "tell", "Tell the others").Set("role", "leader")
		p.AddNode(bpmn.EndEvent, "end", "")
		for i, f := range [][2]string{{"start", "ask"}, {"ask", "tell"}, {"tell", "end"}} {
			p.Connect("f"+string(rune('a'+i)), f[0], f[1])
		}
		var text strings.Builder
		if err := bpmn.Write(&text, d); err != nil {
			t.Fatal(err)
		}
		ctx := authz.With(t.Context(), ola)
		if _, err := tn.process.Deploy(ctx, "leave", text.String(), process.Meta{Title: "Leave", Owner: "owner"}); err != nil {
			t.Fatal(err)
		}
		id, err := tn.process.StartCase(ctx, process.Start{Process: "leave", Title: "Easter", Agency: "health"})
		if err != nil {
			t.Fatal(err)
		}
		v, path := tn.as(anna), processapp.TaskPath(tn.taskAt(id, "ask"))
		_, page := v.get(path)
		holds(t, page, "Step 1 of 2", "Complete the task", "Next: “Tell the others” (Leader).")
		if status, _, _ := v.post(path, nil); status != http.StatusSeeOther { // it asks for nothing
			t.Errorf("status %d", status)
		}
		_, page = v.get(processapp.TaskPath(tn.taskAt(id, "tell")))
		holds(t, page, "Step 2 of 2", "Next: the case is closed.")
	})
}
