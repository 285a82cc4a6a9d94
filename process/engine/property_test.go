package engine

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"saksgang/process/bpmn"
)

// builder draws random structured processes: each block has one way in and one
// way out, so whatever is drawn must reach its end.
type builder struct {
	t    *rapid.T
	n    int
	size int
}

func (b *builder) id(what string) string {
	b.n++
	return fmt.Sprintf("%s%d", what, b.n)
}

// block adds a block after the node from, and returns its last node.
func (b *builder) block(s *bpmn.Scope, from string, depth int) string {
	b.size--
	kinds := []string{"task", "action", "manual"}
	if depth > 0 && b.size > 0 { // first what rapid draws most
		kinds = append([]string{"parallel", "inclusive", "sequence", "exclusive", "sub", "loop", "multi"}, kinds...)
	}
	switch rapid.SampledFrom(kinds).Draw(b.t, "block") {
	case "task":
		return b.node(s, from, bpmn.UserTask)
	case "action":
		id := b.node(s, from, bpmn.ServiceTask)
		s.Node(id).Set("action", "x.y")
		return id
	case "manual":
		return b.node(s, from, bpmn.ManualTask)
	case "sequence":
		return b.block(s, b.block(s, from, depth-1), depth-1)
	case "parallel":
		return b.split(s, from, bpmn.ParallelGateway, depth)
	case "exclusive":
		return b.split(s, from, bpmn.ExclusiveGateway, depth)
	case "inclusive":
		return b.split(s, from, bpmn.InclusiveGateway, depth)
	case "sub":
		return b.sub(s, from, depth, nil)
	case "multi":
		count := rapid.IntRange(0, 3).Draw(b.t, "rounds")
		return b.sub(s, from, depth, &bpmn.Loop{
			Multi: true, Sequential: rapid.Bool().Draw(b.t, "sequential"), Cardinality: &bpmn.Expression{Text: fmt.Sprint(count)},
		})
	default:
		return b.again(s, from, depth)
	}
}

func (b *builder) node(s *bpmn.Scope, from string, kind bpmn.Kind) string {
	id := b.id("n")
	s.AddNode(kind, id, "")
	s.Connect(b.id("f"), from, id)
	return id
}

func (b *builder) split(s *bpmn.Scope, from string, kind bpmn.Kind, depth int) string {
	open := b.node(s, from, kind)
	shut := b.id("join")
	s.AddNode(kind, shut, "")
	branches := rapid.IntRange(2, 3).Draw(b.t, "branches")
	for i := range branches {
		first := len(s.Flows)
		last := b.block(s, open, depth-1)
		s.Connect(b.id("f"), last, shut)
		if kind == bpmn.ParallelGateway {
			continue
		}
		if i == branches-1 {
			s.Node(open).Default = s.Flows[first].ID
			continue
		}
		s.Flows[first].When(fmt.Sprintf("x >= %d", rapid.IntRange(0, 4).Draw(b.t, "bound")))
	}
	return shut
}

func (b *builder) sub(s *bpmn.Scope, from string, depth int, loop *bpmn.Loop) string {
	id := b.node(s, from, bpmn.SubProcess)
	s.Node(id).Loop = loop
	body := s.Node(id).Body
	start := b.id("start")
	body.AddNode(bpmn.StartEvent, start, "")
	last := b.block(body, start, depth-1)
	end := b.id("end")
	body.AddNode(bpmn.EndEvent, end, "")
	body.Connect(b.id("f"), last, end)
	return id
}

// again is a loop: back to its beginning until a counter that every task
// raises has passed a bound.
func (b *builder) again(s *bpmn.Scope, from string, depth int) string {
	head := b.node(s, from, bpmn.ExclusiveGateway)
	task := b.node(s, head, bpmn.UserTask)
	last := b.block(s, task, depth-1)
	which := b.node(s, last, bpmn.ExclusiveGateway)
	s.Connect(b.id("f"), which, head).When(fmt.Sprintf("done < %d", rapid.IntRange(1, 6).Draw(b.t, "times")))
	out := b.id("n")
	s.AddNode(bpmn.ManualTask, out, "")
	onward := b.id("f")
	s.Connect(onward, which, out)
	s.Node(which).Default = onward
	return out
}

func drawProcess(t *rapid.T) *bpmn.Definitions {
	b := &builder{t: t, size: 25}
	d := bpmn.New("d", "d")
	p := d.AddProcess("p", "Random")
	p.AddNode(bpmn.StartEvent, "start", "")
	last := "start"
	for range rapid.IntRange(1, 4).Draw(t, "blocks") {
		last = b.block(&p.Scope, last, 4)
	}
	p.AddNode(bpmn.EndEvent, "end", "")
	p.Connect("last", last, "end")
	return d
}

// worker does whatever waits, in an order drawn from t, and keeps count.
type worker struct {
	t    *rapid.T
	g    *Graph
	s    State
	open map[TokenID]EffectKind
	done int
}

func (w *worker) step(in Input) []Effect {
	in.Now = testNow
	before := w.s
	kept, _ := w.s.Encode()
	s, effects, err := Step(w.g, w.s, in)
	if err != nil {
		w.t.Fatalf("%+v: %v", in, err)
	}
	again, sameEffects, _ := Step(w.g, before, in)
	if !reflect.DeepEqual(s, again) || !reflect.DeepEqual(effects, sameEffects) {
		w.t.Fatalf("the same step gave another result")
	}
	if now, _ := before.Encode(); !slices.Equal(now, kept) {
		w.t.Fatalf("the step changed the state it was given")
	}
	w.s = stored(w.t, s)
	for _, e := range effects {
		switch e.Kind {
		case OpenTask, CallAction:
			if _, twice := w.open[e.Token]; twice {
				w.t.Fatalf("token %d opened twice", e.Token)
			}
			w.open[e.Token] = e.Kind
		case CloseTask, CancelAction:
			delete(w.open, e.Token)
		case RaiseIncident:
			w.t.Fatalf("incident at %s: %s %v", w.g.Node(e.Node).ID, e.Text, e.Err)
		}
	}
	return effects
}

// stored takes a state through its encoding.
func stored(t *rapid.T, s State) State {
	text, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	vars, err := s.EncodeVars()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Decode(text, vars)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := back.Encode()
	if !slices.Equal(text, again) {
		t.Fatalf("the state changed in its encoding: %+v, %+v", s, back)
	}
	return back
}

// tokensAreWhole checks that each open task has its one token and each token
// stands in a scope that is there.
func (w *worker) tokensAreWhole() {
	seen := map[TokenID]bool{}
	for _, t := range w.s.Tokens {
		if seen[t.ID] {
			w.t.Fatalf("two tokens %d", t.ID)
		}
		seen[t.ID] = true
	}
	for _, t := range w.s.Tokens {
		if t.ID != root && !seen[t.Scope] {
			w.t.Fatalf("token %+v stands in a scope that is gone", t)
		}
		if _, open := w.open[t.ID]; (t.Phase == AtTask || t.Phase == AtAction) != open {
			w.t.Fatalf("token %+v, open %v", t, open)
		}
	}
	for id := range w.open {
		if !seen[id] {
			w.t.Fatalf("the task of token %d is open, but the token is lost", id)
		}
	}
}

func TestEveryStructuredProcessReachesItsEndInAnyOrderOfWork(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := drawProcess(t)
		g, faults := Compile(d, "p", Options{HasAction: func(string) bool { return true }})
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		w := &worker{t: t, g: g, open: map[TokenID]EffectKind{}}
		w.step(Input{Kind: Begin, Node: None, Vars: map[string]any{"x": rapid.IntRange(0, 5).Draw(t, "x"), "done": 0}})
		for w.s.Status == Running {
			w.tokensAreWhole()
			if len(w.open) == 0 {
				t.Fatalf("nothing waits, and it has not ended: %+v", w.s.Tokens)
			}
			ids := make([]TokenID, 0, len(w.open))
			for id := range w.open {
				ids = append(ids, id)
			}
			slices.Sort(ids)
			id := rapid.SampledFrom(ids).Draw(t, "next")
			kind := map[EffectKind]InputKind{OpenTask: TaskDone, CallAction: ActionDone}[w.open[id]]
			delete(w.open, id)
			w.done++
			w.step(Input{Kind: kind, Token: id, Vars: map[string]any{"done": w.done}})
			if _, _, err := Step(w.g, w.s, Input{Kind: kind, Token: id, Now: testNow}); err == nil {
				t.Fatalf("token %d was done twice", id)
			}
		}
		if w.s.Status != Completed || len(w.s.Tokens) != 0 || len(w.open) != 0 {
			t.Fatalf("ended as %v with %v", w.s.Status, w.s.Tokens)
		}
	})
}

func FuzzDecodeNeverPanics(f *testing.F) {
	g := standard(f)
	s, _, err := Step(g, State{}, Input{Kind: Begin, Node: None, Now: testNow})
	if err != nil {
		f.Fatal(err)
	}
	text, err := s.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text, `{"a":1}`)
	f.Add([]byte{1, 1, 0xff}, "{")
	f.Fuzz(func(t *testing.T, state []byte, vars string) {
		s, err := Decode(state, vars)
		if err != nil {
			return
		}
		again, err := s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Decode(again, "{}"); err != nil {
			t.Fatalf("what was encoded is unreadable: %v", err)
		}
	})
}
