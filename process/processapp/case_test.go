package processapp_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"saksgang/base/authz"
	"saksgang/base/ledger"
	"saksgang/process"
	"saksgang/process/processapp"
)

func TestAPersonStartsACaseAndComesToItsFirstTask(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		v := tn.as(anna)
		_, page := v.get("/cases/new")
		holds(t, page, "Personnel", "From a need to a person in place", "The number of the position", "3 months")
		_, page = v.get("/cases/new?process=hiring")
		holds(t, page, "Skogheim nursing home", "Next: “Describe the need” (Leader).", "The budget")
		lacks(t, page, "Fjordvik school")
		form := url.Values{"sg-command": {commandIn(t, page)}, "process": {"hiring"}, "title": {"Nurse, Skogheim"}, "place": {"health/skogheim"}}
		var to []string
		for range 2 { // sent twice, one case
			_, _, h := v.post("/cases/new", form)
			to = append(to, h.Get("Location"))
		}
		cases, count, err := tn.process.Cases(authz.With(t.Context(), ola), process.CaseQuery{})
		if err != nil || count != 1 {
			t.Fatalf("%d cases, %v", count, err)
		}
		if want := processapp.TaskPath(tn.taskAt(cases[0].ID, "need")); to[0] != want || to[1] != want {
			t.Errorf("went to %v, want %s", to, want)
		}
	})
}

func TestACaseIsStartedOnlyByWhoMayAndWhere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		_, page := tn.as(siv).get("/cases/new")
		holds(t, page, "None of your roles starts a case.")
		if status, _ := tn.as(siv).get("/cases/new?process=hiring"); status != http.StatusNotFound {
			t.Errorf("the form answers %d", status)
		}
		v := tn.as(anna)
		form := url.Values{"process": {"hiring"}, "title": {"Teacher"}, "place": {"school/fjordvik"}}
		if status, page, _ := v.post("/cases/new", form); status != http.StatusForbidden || !strings.Contains(page, `value="Teacher"`) {
			t.Errorf("another agency: %d\n%s", status, mainOf(page))
		}
		form = url.Values{"process": {"hiring"}, "title": {" "}, "place": {""}}
		status, page, _ := v.post("/cases/new", form)
		if status != http.StatusUnprocessableEntity {
			t.Errorf("without a title: %d", status)
		}
		holds(t, page, "Something is missing before the case can start.", `href="#f-start-title"`, `href="#f-start-place"`)
		if _, count, _ := tn.process.Cases(authz.With(t.Context(), ola), process.CaseQuery{}); count != 0 {
			t.Errorf("%d cases were started", count)
		}
	})
}

func TestTheListOfCasesSaysWhereEachIsAndWhoHasIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		c, need := tn.started()
		tn.completed(c, need)
		tn.started()
		v := tn.as(ola)
		_, page := v.get("/cases")
		holds(t, page, "2024/1", "2024/2", "Approve the need", "HR officer", "Describe the need", `<span class="sg-count">2</span>`)
		_, page = v.get("/cases?q=2024/2")
		holds(t, page, "2024/2", `<span class="sg-count">1</span>`)
		_, page = v.get("/cases?q=teacher&process=hiring")
		holds(t, page, "No cases match. 2 without the filter.", `href="/cases"`)
		_, page = v.get("/cases?view=closed")
		holds(t, page, "No case that you may see has been closed.")
	})
}

func TestAListAndItsCountsHoldOnlyWhatOneMaySee(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		c, _ := tn.started()
		v := tn.as(bo)
		for _, path := range []string{"/cases", "/cases?view=all", "/cases?q=2024/1", "/cases?q=zzz", "/search?q=Nurse", "/search?q=2024/1", "/cases?format=csv", "/processes", "/desk"} {
			_, page := v.get(path)
			lacks(t, mainOf(page), "Nurse, Skogheim", "without the filter", `href="/cases?process=hiring"`)
		}
		_, none := v.get("/cases/0194f1a0-0000-7000-8000-000000000000")
		for _, path := range []string{"", "/history", "/history.csv"} {
			if status, page := v.get(processapp.CasePath(c.ID) + path); status != http.StatusNotFound || mainOf(page) != mainOf(none) {
				t.Errorf("%s answers %d", path, status)
			}
		}
	})
}

func TestTheExportHoldsTheRowsAndNoFormula(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		ctx := authz.With(t.Context(), ola)
		for _, title := range []string{"Nurse; Skogheim", `=HYPERLINK("http://x")`} {
			if _, err := tn.process.StartCase(ctx, process.Start{Process: "hiring", Title: title, Agency: "health"}); err != nil {
				t.Fatal(err)
			}
		}
		_, text, h := tn.as(ola).do(http.MethodGet, "/cases?format=csv", "", nil)
		if !strings.HasPrefix(h.Get("Content-Type"), "text/csv") || !strings.Contains(h.Get("Content-Disposition"), "cases.csv") {
			t.Errorf("%v", h)
		}
		reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\uFEFF")))
		reader.Comma = ';'
		rows, err := reader.ReadAll()
		if err != nil || len(rows) != 3 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		if rows[1][0] != `'=HYPERLINK("http://x")` || rows[2][0] != "Nurse; Skogheim" || rows[2][1] != "2024/1" || rows[2][3] != "Describe the need" || rows[2][5] != "2024-01-08" {
			t.Errorf("%v", rows)
		}
	})
}

func TestTheOverviewTellsWhatHappenedWhatIsNextAndByWhichVersion(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		c, need := tn.started()
		tn.completed(c, need)
		_, page := tn.as(ola).get(processapp.CasePath(c.ID))
		holds(t, page, "Case 2024/1", "Ola Eier", "Approve the need", "Hiring, version 1", "A case keeps the version it began with",
			`data-step="need" data-stage="past"`, `data-step="approve" data-stage="now"`, "Anna Leder", "Next, depending on the answer")
	})
}

func TestAStoppedCaseSaysWhyAndIsTriedAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		c, need := tn.started()
		tn.broken = true
		input := map[string]any{"position": "p1", "reason": "Two have left", "percent": 100}
		if err := tn.process.Complete(authz.With(t.Context(), anna), need, input); err != nil {
			t.Fatal(err)
		}
		v := tn.as(ola)
		_, page := v.get(processapp.CasePath(c.ID))
		holds(t, page, "Stopped: Open the case file", "Try again", "It has stood here since")
		action := page[strings.Index(page, `/incidents/`)-len(processapp.CasePath(c.ID)):]
		action, _, _ = strings.Cut(action, `"`)
		if status, _, _ := tn.as(siv).post(action, nil); status != http.StatusNotFound {
			t.Errorf("a stranger's retry answers %d", status)
		}
		tn.broken = false
		if status, page, _ := v.post(action, url.Values{"sg-command": {commandIn(t, page)}}); status != http.StatusSeeOther {
			t.Fatalf("retry answers %d: %s", status, mainOf(page))
		}
		_, page = v.get(processapp.CasePath(c.ID))
		lacks(t, page, "Stopped: ")
		tn.taskAt(c.ID, "approve")
	})
}

func TestHistoryTellsWhoDidWhatAndWhy(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		c, need := tn.started()
		path := processapp.TaskPath(tn.completed(c, need))
		tn.as(siv).post(path+"/take", nil)
		tn.as(siv).post(path+"/send-back", url.Values{"sg-reason-send-back": {"The share is missing"}})
		v := tn.as(ola)
		_, page := v.get(processapp.CasePath(c.ID) + "/history")
		holds(t, page, "Case opened", "Task done: Describe the need", "Task taken: Approve the need", "Case sent back: Approve the need", "The share is missing",
			"Siv Personal", "Verified unchanged", "0 of 4 events are sealed")
		_, page = tn.as(anna).get(processapp.TaskPath(tn.taskAt(c.ID, "need")))
		holds(t, page, "Sent back", "The share is missing", "Two have left")
		_, text, _ := v.do(http.MethodGet, processapp.CasePath(c.ID)+"/history.csv", "", nil)
		if n := strings.Count(text, "\r\n"); n != 5 {
			t.Errorf("the export has %d lines:\n%s", n, text)
		}
	})
}

// A case may have hundreds of events: the newest come first, fifty to an
// address, and the export has them all.
func TestALongHistoryIsTurnedPageByPage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		c, _ := tn.started()
		var more []ledger.Event
		for n := range 118 {
			more = append(more, ledger.Event{
				Case: c.ID, Module: "process", Subject: ledger.Subject{Kind: "task", ID: "x"}, Kind: "task-completed", Payload: map[string]any{"name": fmt.Sprintf("event %03d", n)},
			})
		}
		folder := authz.With(t.Context(), authz.Actor{Name: "access/roles.yaml"})
		if err := tn.process.DB.Transact(folder, func(ctx context.Context) error {
			_, err := tn.process.Ledger.AppendAll(ctx, more...)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		v, path := tn.as(ola), processapp.CasePath(c.ID)+"/history"
		for query, want := range map[string][2]string{"": {"event 117", "event 068"}, "?page=2": {"event 067", "event 018"}, "?page=3": {"event 017", "Case opened"}, "?page=99": {"event 017", "Case opened"}} {
			_, page := v.get(path + query)
			holds(t, page, want[0], want[1], "of 119 events are sealed", "The municipality&#39;s folder, the roles")
			if n := strings.Count(page, "<tr>"); n > 51 || strings.Contains(page, "access/roles.yaml") {
				t.Errorf("%q shows %d rows", query, n)
			}
		}
		_, page := v.get(path + "?page=2")
		holds(t, page, "51–100", "page=1", "page=3")
		_, text, _ := v.do(http.MethodGet, path+".csv", "", nil)
		if n := strings.Count(text, "\r\n"); n != 120 || strings.Contains(text, "access/roles.yaml") {
			t.Errorf("the export has %d lines", n)
		}
	})
}

func TestTheSearchBoxFindsCasesAndANumberJumps(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		c, _ := tn.started()
		v := tn.as(ola)
		_, page := v.get("/search?q=Skogheim")
		holds(t, page, "2024/1 Nurse, Skogheim", "Describe the need")
		if _, _, h := v.do(http.MethodGet, "/search?q=2024%2F1", "", nil); h.Get("Location") != processapp.CasePath(c.ID) {
			t.Errorf("the number leads to %q", h.Get("Location"))
		}
	})
}

func TestHomeShowsTheCasesThatAreMine(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		tn.started()
		_, page := tn.as(anna).get("/desk")
		holds(t, page, "My cases")
		_, page = tn.as(ola).get("/desk")
		holds(t, page, "You own no open case")
	})
}

func TestAProcessShowsWhatEachStepTakes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		tn.started()
		v := tn.as(ola)
		_, page := v.get("/processes")
		holds(t, page, "Personnel", "Process owner", "30 Jun 2024", `href="/cases?process=hiring"`)
		_, page = v.get("/processes/hiring")
		holds(t, page, "1 Describe the need", "The need", "3 working days", "Ask the union", "Note on the need", "Done by itself", `id="p-task-need"`)
		_, page = v.get("/processes/hiring/versions")
		holds(t, page, "Version 1", "in force", "Ola Eier")
		_, page = v.get("/processes/hiring/history")
		holds(t, page, "New version put in force")
		if status, _ := v.get("/processes/none"); status != http.StatusNotFound {
			t.Errorf("a process that is not there answers %d", status)
		}
	})
}

func TestTheDifferenceFromTheChecklistIsToldRowByRow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tn *town) {
		_, page := tn.as(anna).get("/processes/hiring/checklist")
		holds(t, page, "Same: 1 · Renamed: 1 · Added: 1 · Missing: 1", "Approve the need", "Tell the union", "Open the case file")
	})
}
