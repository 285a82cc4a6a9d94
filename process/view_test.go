package process_test

import (
	"strings"
	"testing"

	"saksgang/base/authz"
	"saksgang/base/ids"
	"saksgang/process"
	"saksgang/process/bpmn"
)

func TestAListOfCasesSaysWhereEachStands(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.offer("test.record", process.Inline, nil)
		w.deploy(standard(), standardMeta)
		first, second := w.start("hiring", nil, nil), w.start("hiring", nil, nil)
		third := w.start("hiring", nil, nil)
		w.must(w.s.Take(as(t.Context(), leader), w.task(first, "need").ID))
		w.must(w.s.Complete(as(t.Context(), leader), w.task(second, "need").ID, nil))
		w.must(w.s.Cancel(as(t.Context(), admin), third, "not needed"))
		cases, count, err := w.s.CasesNow(as(t.Context(), admin), process.CaseQuery{})
		w.must(err)
		var told []string
		for _, c := range cases {
			line := c.Number.String()
			for _, s := range c.Steps {
				line += " " + s.Node + ":" + strings.Join(s.Roles, "+")
				if s.Person == leader.User {
					line += ":taken"
				}
			}
			told = append(told, line)
		}
		if got, want := strings.Join(told, ", "), "2024/3, 2024/2 approve:hr, 2024/1 need:leader:taken"; got != want || count != 3 {
			t.Errorf("%d cases: %s, want %s", count, got, want)
		}
	})
}

func TestAListOfCasesNamesWhatHasStopped(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.offer("test.record", process.Inline, nil)
		w.deploy(standard(), standardMeta)
		c := w.start("hiring", nil, nil)
		w.must(w.s.Complete(as(t.Context(), leader), w.task(c, "need").ID, nil))
		w.must(w.s.Complete(as(t.Context(), hr), w.task(c, "approve").ID, map[string]any{"approved": "perhaps"}))
		cases, _, err := w.s.CasesNow(as(t.Context(), admin), process.CaseQuery{})
		w.must(err)
		if len(cases) != 1 || len(cases[0].Steps) != 1 || cases[0].Steps[0].Incident == "" {
			t.Errorf("%+v", cases)
		}
	})
}

func TestOneSeesOnlyOnesOwnCasesAndTheirCount(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.offer("test.record", process.Inline, nil)
		w.deploy(standard(), standardMeta)
		w.start("hiring", nil, nil)
		mine := w.start("hiring", nil, map[string][]ids.UserID{"member": {other.User}})
		for _, q := range []process.CaseQuery{{}, {Mine: true}} {
			cases, count, err := w.s.CasesNow(as(t.Context(), other), q)
			w.must(err)
			if count != 1 || cases[0].ID != mine {
				t.Errorf("%+v shows %d cases", q, count)
			}
		}
		for _, c := range []struct {
			who  authz.Actor
			want int
		}{{other, 1}, {admin, 2}, {hr, 0}} {
			open, err := w.s.OpenByProcess(as(t.Context(), c.who))
			w.must(err)
			if open["hiring"] != c.want {
				t.Errorf("%s counts %d open cases, want %d", c.who.Name, open["hiring"], c.want)
			}
		}
	})
}

func TestWhoMayTakeATaskSeesTheStepsAroundIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.offer("test.record", process.Inline, nil)
		w.deploy(standard(), standardMeta)
		c := w.start("hiring", nil, nil)
		id := w.task(c, "need").ID
		run, err := w.s.RunOf(as(t.Context(), leader), id)
		w.must(err)
		if len(run.Steps) != 6 || run.Version.Key != "hiring" || run.Instance.Case != c {
			t.Errorf("%+v", run)
		}
		_, err = w.s.RunOf(as(t.Context(), hr), id)
		w.refuses(err, "process.no-such-task")
		_, err = w.s.Runs(as(t.Context(), leader), c) // may take a task of it, and no more
		w.refuses(err, "process.no-such-case")
		runs, err := w.s.Runs(as(t.Context(), admin), c)
		w.must(err)
		if len(runs) != 1 || runs[0].Instance.ID != run.Instance.ID || len(runs[0].Steps) != 6 {
			t.Errorf("%+v", runs)
		}
	})
}

func TestMayStartSaysWhatStartingWouldSay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.offer("test.record", process.Inline, nil)
		v := w.deploy(standard(), standardMeta)
		for _, c := range []struct {
			who    authz.Actor
			agency string
			want   bool
		}{{leader, "health", true}, {leader, "school", false}, {hr, "health", false}, {admin, "school", true}} {
			ctx := as(t.Context(), c.who)
			if got := v.MayStart(ctx, c.agency, ""); got != c.want {
				t.Errorf("%s in %s: %v", c.who.Name, c.agency, got)
			}
			_, err := w.s.StartCase(ctx, process.Start{Process: "hiring", Title: "Nurse", Agency: c.agency})
			if (err == nil) != c.want {
				t.Errorf("%s in %s: %v", c.who.Name, c.agency, err)
			}
		}
	})
}

func TestAProcessThatAMessageStartsIsNotStartedByHand(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		d := bpmn.New("d", "d")
		d.AddMessage("m", "application")
		p := d.AddProcess("arrival", "Arrival")
		p.AddNode(bpmn.StartEvent, "start", "").Events = []*bpmn.EventDefinition{bpmn.Event(bpmn.EventMessage, "m")}
		p.AddNode(bpmn.UserTask, "read", "Read it").Set("role", "hr")
		p.AddNode(bpmn.EndEvent, "end", "")
		p.Connect("f1", "start", "read")
		p.Connect("f2", "read", "end")
		v := w.deploy(d, process.Meta{Starters: []string{"hr"}})
		if v.MayStart(as(t.Context(), hr), "health", "") {
			t.Error("it may be started by hand")
		}
	})
}

func TestACaseIsFoundByItsTitleInLargeOrSmallLetters(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.offer("test.record", process.Inline, nil)
		w.deploy(standard(), standardMeta)
		_, err := w.s.StartCase(as(t.Context(), admin), process.Start{Process: "hiring", Title: "Økonom, 100 % ÅSTUN_1", Agency: "health"})
		w.must(err)
		for text, want := range map[string]int{"økonom": 1, "ÅSTUN": 1, "åstun": 1, "100 %": 1, "1%0": 0, "åstun_1": 1, "åstunx1": 0} {
			_, count, err := w.s.Cases(as(t.Context(), admin), process.CaseQuery{Text: text})
			w.must(err)
			if count != want {
				t.Errorf("%q finds %d cases, want %d", text, count, want)
			}
		}
	})
}
