package process_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"saksgang/base/blob"
	"saksgang/base/errs"
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
