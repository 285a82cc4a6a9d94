package engine

import (
	"strings"
	"testing"
	"time"

	"saksgang/process/bpmn"
)

var testNow = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// standard is start → user task → service task → exclusive gateway → end.
func standard(t testing.TB) *Graph {
	t.Helper()
	d := bpmn.New("d", "d")
	p := d.AddProcess("p", "Standard")
	p.AddNode(bpmn.StartEvent, "start", "")
	p.AddNode(bpmn.UserTask, "decide", "Decide").Set("role", "leader")
	p.AddNode(bpmn.ServiceTask, "record", "Record").Set("action", "record.note")
	p.AddNode(bpmn.ExclusiveGateway, "which", "")
	p.AddNode(bpmn.EndEvent, "granted", "")
	p.AddNode(bpmn.EndEvent, "refused", "")
	p.Connect("f1", "start", "decide")
	p.Connect("f2", "decide", "record")
	p.Connect("f3", "record", "which")
	p.Connect("yes", "which", "granted").When("amount <= 1000 and granted")
	p.Connect("no", "which", "refused")
	p.Node("which").Default = "no"
	return compiled(t, d, Options{})
}

func compiled(t testing.TB, d *bpmn.Definitions, opts Options) *Graph {
	t.Helper()
	if opts.HasAction == nil {
		opts.HasAction = func(string) bool { return true }
	}
	g, faults := Compile(d, d.Processes[0].ID, opts)
	for _, f := range faults {
		t.Error(f)
	}
	if t.Failed() {
		t.FailNow()
	}
	return g
}

// driver plays the world outside: it completes what opens, first in first out.
type driver struct {
	t       testing.TB
	g       *Graph
	s       State
	effects []Effect
	trace   []string
}

func (d *driver) step(in Input) {
	d.t.Helper()
	if in.Now.IsZero() {
		in.Now = testNow
	}
	s, effects, err := Step(d.g, d.s, in)
	if err != nil {
		d.t.Fatal(err)
	}
	d.s, d.effects = s, effects
	for _, e := range effects {
		if e.Kind == Passed {
			d.trace = append(d.trace, d.g.Node(e.Node).ID)
		}
	}
}

func (d *driver) begin(vars map[string]any) { d.step(Input{Kind: Begin, Node: None, Vars: vars}) }

// at returns the token that waits at the node with this id.
func (d *driver) at(id string) Token {
	d.t.Helper()
	n, ok := d.g.Find(id)
	if !ok {
		d.t.Fatalf("no node %s", id)
	}
	for _, t := range d.s.Tokens {
		if t.Node == n && t.Phase != AtJoin {
			return t
		}
	}
	d.t.Fatalf("nothing waits at %s; tokens %+v", id, d.s.Tokens)
	return Token{}
}

func TestTheStandardProcessRunsToItsEnd(t *testing.T) {
	t.Parallel()
	d := driver{t: t, g: standard(t)}
	d.begin(nil)
	d.step(Input{Kind: TaskDone, Token: d.at("decide").ID, Vars: map[string]any{"amount": 500, "granted": true}})
	d.step(Input{Kind: ActionDone, Token: d.at("record").ID})
	if d.s.Status != Completed || len(d.s.Tokens) != 0 {
		t.Errorf("status %v, tokens %v", d.s.Status, d.s.Tokens)
	}
	want := "start decide record which granted"
	if got := strings.Join(d.trace, " "); got != want {
		t.Errorf("passed %s, want %s", got, want)
	}
}

func BenchmarkMemory(b *testing.B) {
	g := standard(b)
	vars := map[string]any{"amount": 500, "granted": true}
	b.ReportAllocs()
	for b.Loop() {
		s, e, err := Step(g, State{}, Input{Kind: Begin, Node: None, Now: testNow})
		if err != nil {
			b.Fatal(err)
		}
		for s.Status == Running {
			in := Input{Now: testNow}
			for _, x := range e {
				switch x.Kind {
				case OpenTask:
					in.Kind, in.Token, in.Vars = TaskDone, x.Token, vars
				case CallAction:
					in.Kind, in.Token = ActionDone, x.Token
				}
			}
			if s, e, err = Step(g, s, in); err != nil {
				b.Fatal(err)
			}
		}
	}
}
