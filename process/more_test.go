package process_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/errs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/process"
	"saksgang/process/bpmn"
)

func TestOfTwoWhoDoATaskAtOnceOneWins(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.deploy(line("race", userTask("answer")), process.Meta{})
		for range 5 {
			id := w.task(w.start("race", nil, nil), "answer").ID
			errors := make([]error, 4)
			var all sync.WaitGroup
			for i := range errors {
				all.Go(func() { errors[i] = w.s.Complete(as(t.Context(), leader), id, map[string]any{"by": i}) })
			}
			all.Wait()
			won := 0
			for _, err := range errors {
				switch {
				case err == nil:
					won++
				case !errs.Has(err, "process.task-closed") && !errs.Has(err, "process.changed-meanwhile"):
					t.Errorf("lost by %v", err)
				}
			}
			if won != 1 {
				t.Errorf("%d won: %v", won, errors)
			}
		}
	})
}

func TestBranchesDoneAtOnceBothCount(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		d := bpmn.New("d", "d")
		p := d.AddProcess("sides", "Side by side")
		for _, n := range []func(p *bpmn.Process) string{
			element(bpmn.StartEvent, "start"), element(bpmn.ParallelGateway, "fork"), userTask("a"), userTask("b"),
			element(bpmn.ParallelGateway, "join"), element(bpmn.EndEvent, "end"),
		} {
			n(p)
		}
		for _, f := range []string{"start fork", "fork a", "fork b", "a join", "b join", "join end"} {
			from, to, _ := strings.Cut(f, " ")
			p.Connect(from+to, from, to)
		}
		w.deploy(d, process.Meta{})
		for range 5 {
			c := w.start("sides", nil, nil)
			var both sync.WaitGroup
			for _, node := range []string{"a", "b"} {
				id := w.task(c, node).ID
				both.Go(func() {
					if err := w.s.Complete(as(t.Context(), leader), id, nil); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			if w.caseOf(c).IsOpen() {
				t.Errorf("a branch is lost: %s", w.steps(c))
			}
		}
	})
}

func TestAFormNamesEachFieldAtFault(t *testing.T) {
	t.Parallel()
	const schema = `{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Need", "type": "object", "required": ["position", "percent"],
  "properties": {"position": {"type": "string", "minLength": 1}, "percent": {"type": "number", "minimum": 1, "maximum": 100},
    "from": {"type": "string", "format": "date"}}}`
	forms, err := process.NewSchemaForms([]process.FolderForm{{Key: "need", Schema: []byte(schema)}})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		input map[string]any
		want  string // field keyword …
	}{
		"all is well":           {map[string]any{"position": "Nurse", "percent": 80, "from": "2024-03-01"}, ""},
		"nothing is filled in":  {nil, "percent required position required"},
		"values out of bounds":  {map[string]any{"position": "", "percent": 120}, "percent maximum position minLength"},
		"a day that is no date": {map[string]any{"position": "Nurse", "percent": 80, "from": "soon"}, "from format"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := forms.Validate(t.Context(), "need", c.input)
			var got []string
			for _, a := range errs.ArgsOf(err) {
				if a.Name != "form" {
					got = append(got, a.Name, a.Value.(string))
				}
			}
			if strings.Join(got, " ") != c.want || (err != nil) != errs.Has(err, "process.form-invalid") {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
	if err := forms.Validate(t.Context(), "other", nil); !errs.Has(err, "process.no-such-form") {
		t.Errorf("got %v", err)
	}
}

func TestACaseStartsByItsTimerUntilTheProcessIsReplaced(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		d := line("yearly", userTask("report"))
		d.Processes[0].Node("start").Events = []*bpmn.EventDefinition{bpmn.Timer(bpmn.TimeCycle, "R/PT24H")}
		w.deploy(d, process.Meta{Agency: "health"})
		_, err := w.s.StartCase(as(t.Context(), admin), process.Start{Process: "yearly", Title: "By hand"})
		w.refuses(err, "process.needs-its-trigger")
		for range 3 {
			w.clock.Advance(24 * time.Hour)
			w.drain()
		}
		cases, count, err := w.s.Cases(as(t.Context(), admin), process.CaseQuery{})
		w.must(err)
		if count != 3 || cases[0].Agency != "health" {
			t.Errorf("%d %+v", count, cases)
		}
		w.deploy(line("yearly", userTask("report")), process.Meta{Agency: "health"})
		w.clock.Advance(48 * time.Hour)
		w.drain()
		if _, count, _ = w.s.Cases(as(t.Context(), admin), process.CaseQuery{}); count != 3 {
			t.Errorf("%d cases after the timer was taken out", count)
		}
	})
}

func TestAFileIsHeldByTheTaskItIsAttachedTo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.deploy(line("files", userTask("answer")), process.Meta{})
		id := w.task(w.start("files", nil, nil), "answer").ID
		ref, err := w.deps.Files.Put(t.Context(), strings.NewReader("a reference"))
		w.must(err)
		_, err = w.s.Attach(as(t.Context(), other), id, ref, "reference.txt", "text/plain")
		w.refuses(err, "process.no-such-task")
		_, err = w.s.Attach(as(t.Context(), leader), id, ref, "reference.txt", "text/plain")
		w.must(err)
		got, err := w.s.Task(as(t.Context(), leader), id)
		w.must(err)
		if n := got.Notes; len(n) != 1 || n[0].File != ref.Sum || n[0].FileName != "reference.txt" || ref.Sum == (blob.Sum{}) {
			t.Errorf("%+v", n)
		}
	})
}

func TestAWrongValueIsCorrectedAndTheIncidentRetried(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.offer("test.record", process.Inline, nil)
		d := standard()
		d.Processes[0].Flow("yes").When("amount <= 1000")
		w.deploy(d, standardMeta)
		c := w.start("hiring", nil, nil)
		w.must(w.s.Complete(as(t.Context(), leader), w.task(c, "need").ID, nil))
		w.must(w.s.Complete(as(t.Context(), hr), w.task(c, "approve").ID, nil))
		me := as(t.Context(), admin)
		incidents, err := w.s.Incidents(me, c)
		w.must(err)
		if len(incidents) != 1 || incidents[0].Code != "process.condition-not-boolean" || incidents[0].Node != "which" {
			t.Fatalf("%+v", incidents)
		}
		instance := incidents[0].Instance
		w.refuses(w.s.Correct(as(t.Context(), hr), instance, map[string]any{"amount": 1}, "typo"), "process.no-such-case")
		w.must(w.s.Correct(me, instance, map[string]any{"amount": 500}, "it was left out"))
		w.must(w.s.Retry(me, incidents[0].ID))
		if got, want := w.steps(c), "start:past need:past record:past approve:past approved:past refused:skipped"; got != want {
			t.Errorf("steps %s, want %s", got, want)
		}
	})
}

func TestWhatWasEnteredInAClosedCaseCanBeErasedForGood(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		const marker = "ZEBRAFINCH"
		w.deploy(line("erase", userTask("answer"), userTask("more")), process.Meta{})
		c := w.start("erase", map[string]any{"start": marker}, nil)
		me := as(t.Context(), leader)
		id := w.task(c, "answer").ID
		_, err := w.s.Comment(me, id, marker)
		w.must(err)
		w.must(w.s.Take(me, id))
		w.must(w.s.Return(me, id, marker))
		ref, err := w.deps.Files.Put(t.Context(), strings.NewReader(marker))
		w.must(err)
		_, err = w.s.Attach(me, id, ref, marker+".txt", "text/plain")
		w.must(err)
		w.must(w.s.Complete(me, id, map[string]any{"text": marker}))
		_, err = w.s.Deliver(t.Context(), process.Message{Name: "x", Case: c, Once: "1", Payload: map[string]any{"text": marker}})
		w.must(err)
		erase := func() error {
			return w.db.Transact(t.Context(), func(ctx context.Context) error {
				under, err := w.deps.Ledger.Append(ctx, ledger.Event{Case: c, Module: "record", Subject: ledger.Subject{Kind: "case", ID: c.String()}, Kind: "disposed"})
				if err != nil {
					return err
				}
				return w.s.Erase(ctx, c, under)
			})
		}
		w.refuses(erase(), "process.case-open")
		w.must(w.s.Complete(me, w.task(c, "more").ID, map[string]any{"text": marker}))
		w.must(erase())
		for _, query := range []string{
			"SELECT variables FROM process_instance", "SELECT COALESCE(input, '') || COALESCE(draft, '') FROM process_task",
			"SELECT text || file_name FROM process_note", "SELECT payload FROM process_message",
			"SELECT COALESCE(payload, '') FROM ledger_payload",
		} {
			lines, err := sqldb.All[string](t.Context(), w.db, query)
			w.must(err)
			if strings.Contains(strings.Join(lines, "\n"), marker) {
				t.Errorf("it is left: %s: %v", query, lines)
			}
		}
		if refs, err := sqldb.One[int](t.Context(), w.db, "SELECT COALESCE(sum(refs), 0) FROM blob"); refs != 0 || err != nil {
			t.Errorf("%d references to files are left, %v", refs, err)
		}
		if got, want := w.steps(c), "start:past answer:past more:past end:past"; got != want {
			t.Errorf("steps %s, want %s", got, want)
		}
	})
}

func TestATaskOfTwoRolesWaitsForEitherUntilOneTakesIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.deploy(line("either", userTask("answer", "role", "leader, hr")), process.Meta{})
		c := w.start("either", nil, nil)
		id := w.task(c, "answer").ID
		count := func(a authz.Actor) int {
			n, err := w.deps.Work.Count(as(t.Context(), a), work.Query{})
			w.must(err)
			return n
		}
		if count(leader) != 1 || count(hr) != 1 || count(other) != 0 {
			t.Errorf("work: leader %d, hr %d, other %d", count(leader), count(hr), count(other))
		}
		w.must(w.s.Take(as(t.Context(), hr), id))
		if count(leader) != 0 || count(hr) != 1 {
			t.Errorf("taken: leader %d, hr %d", count(leader), count(hr))
		}
		w.must(w.s.Return(as(t.Context(), hr), id, "not for me"))
		if count(leader) != 1 || count(hr) != 1 {
			t.Errorf("returned: leader %d, hr %d", count(leader), count(hr))
		}
		w.must(w.s.Complete(as(t.Context(), leader), id, nil))
		if count(leader) != 0 || count(hr) != 0 {
			t.Errorf("done: leader %d, hr %d", count(leader), count(hr))
		}
	})
}

func TestEachOfAListGetsAnActionOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, mode := range []process.Mode{process.Inline, process.Job} {
		each(t, func(t *testing.T, w *town) {
			w.offer("test.tell", mode, nil)
			d := line("tell", element(bpmn.ServiceTask, "tell", "action", "test.tell"))
			loop := &bpmn.Loop{Multi: true, Items: "applicants"}
			loop.SetItemName("applicant")
			d.Processes[0].Node("tell").Loop = loop
			d.Processes[0].Node("tell").Extend(bpmn.NewElement("input", "= applicant.name", "name", "name"))
			w.deploy(d, process.Meta{})
			c := w.start("tell", map[string]any{"applicants": []any{map[string]any{"name": "A"}, map[string]any{"name": "B"}}}, nil)
			w.drain()
			keys := map[string]any{}
			for _, call := range w.called {
				keys[call.Key] = call.Input["name"]
			}
			if len(w.called) != 2 || len(keys) != 2 || w.caseOf(c).IsOpen() {
				t.Errorf("called %v", keys)
			}
		})
	}
}

func TestAnActionThatIsOfferedNoMoreStopsTheCaseWhereItIsCalled(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.offer("test.record", process.Inline, nil)
		w.deploy(standard(), standardMeta)
		c := w.start("hiring", nil, nil)
		w.s = process.New(w.deps, process.NewRegistry(), process.Options{}) // the program after an upgrade
		w.must(w.s.Complete(as(t.Context(), leader), w.task(c, "need").ID, nil))
		incidents, err := w.s.Incidents(as(t.Context(), admin), c)
		w.must(err)
		if len(incidents) != 1 || incidents[0].Code != "process.unknown-action" {
			t.Errorf("%+v", incidents)
		}
	})
}

func TestADrawingThatCannotRunIsRefusedWithItsFault(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *town) {
		w.offer("test.record", process.Inline, nil)
		var text strings.Builder
		w.must(bpmn.Write(&text, standard()))
		me := as(t.Context(), admin)
		_, err := w.s.Deploy(me, "hiring", text.String(), process.Meta{})
		w.refuses(err, "process.cannot-run")
		_, faults, err := w.s.Check(text.String(), standardMeta)
		w.must(err)
		if len(faults) != 1 || faults[0].Code != "process.right-not-declared" || faults[0].Element != "record" {
			t.Errorf("%v", faults)
		}
		_, err = w.s.Deploy(as(t.Context(), leader), "hiring", text.String(), standardMeta)
		w.refuses(err, "authz.denied")
		_, err = w.s.StartCase(me, process.Start{Process: "hiring", Title: "Nurse"})
		w.refuses(err, "process.no-such-process")
	})
}
