package engine

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"saksgang/process/bpmn"
	"saksgang/testkit"
)

var update = flag.Bool("update", false, "write testdata/betsy-passed.txt anew")

// betsyCase is one input of a model and the trace it must leave.
type betsyCase struct {
	Input   []string          `json:"input"`
	Expect  []string          `json:"expect"`
	Options map[string]string `json:"options"`
}

// TestTheModelsOfBetsyThatPassedBeforeStillPass runs the executable models of
// an outside suite. Which cases pass stands in testdata/betsy-passed.txt: a case
// that no longer passes fails the test, and so does one that passes and is not
// listed, so that the file is always the truth. The order within a trace is
// left out of account, since parallel branches have none.
func TestTheModelsOfBetsyThatPassedBeforeStillPass(t *testing.T) {
	t.Parallel()
	root := testkit.Data(t, "data/bpmn/betsy")
	passed := []string{}
	for _, model := range betsyModels(t, root) {
		for _, c := range model.cases {
			name := strings.TrimSpace(model.name + " " + strings.Join(c.Input, "") + c.Options["setIntegerVariable"])
			got, err := runBetsy(model.file, c)
			slices.Sort(got)
			want := slices.Sorted(slices.Values(c.Expect))
			if err == nil && slices.Equal(got, want) {
				passed = append(passed, name)
				continue
			}
			t.Logf("%s: got %v, want %v, %v", name, got, want, err)
		}
	}
	slices.Sort(passed)
	const list = "testdata/betsy-passed.txt"
	if *update {
		if err := os.WriteFile(list, []byte(strings.Join(passed, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	before := strings.Split(strings.TrimSpace(string(text)), "\n")
	for _, name := range before {
		if !slices.Contains(passed, name) {
			t.Errorf("%s passes no more", name)
		}
	}
	for _, name := range passed {
		if !slices.Contains(before, name) {
			t.Errorf("%s passes and is not in %s: run with -update", name, list)
		}
	}
}

type betsyModel struct {
	name, file string
	cases      []betsyCase
}

func betsyModels(t *testing.T, root string) []betsyModel {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var expected map[string]struct{ Cases []betsyCase }
	if err := json.Unmarshal(text, &expected); err != nil {
		t.Fatal(err)
	}
	var models []betsyModel
	err = filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if name, ok := strings.CutSuffix(filepath.Base(path), ".bpmn"); ok {
			models = append(models, betsyModel{name, path, expected[name].Cases})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return models
}

// runBetsy returns the trace that a model leaves. Its scripts are actions, its
// conditions are turned into FEEL.
func runBetsy(file string, c betsyCase) ([]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	defs, err := bpmn.Read(f)
	if err != nil {
		return nil, err
	}
	w := &betsyWorld{now: testNow}
	for _, p := range defs.Processes {
		scriptsToActions(&p.Scope)
		g, faults := Compile(defs, p.ID, Options{HasAction: func(string) bool { return true }, Language: betsyCondition})
		if len(faults) > 0 {
			if slices.Contains(c.Expect, "GenericError") {
				return []string{"GenericError"}, nil // refused before it starts, as it should be
			}
			return nil, faults[0]
		}
		w.graphs = append(w.graphs, g)
	}
	vars := map[string]any{"test": strings.ToLower(strings.Join(c.Input, "")), "integerVariable": json.Number("0")}
	if n := c.Options["setIntegerVariable"]; n != "" {
		vars["integerVariable"] = json.Number(n)
	}
	beside := w.graphs[1:1]
	if _, ok := c.Options["useParallelProcess"]; ok {
		beside = w.graphs[1:] // these wait already when the first begins
	}
	for _, g := range append(slices.Clone(beside), w.graphs[0]) {
		if err := w.begin(g, None, vars); err != nil {
			return nil, err
		}
	}
	err = w.run()
	return w.trace, err
}

func scriptsToActions(s *bpmn.Scope) {
	for _, n := range s.Nodes {
		if n.Kind == bpmn.ScriptTask {
			n.Set("action", strings.TrimSpace(n.Script))
		}
		if n.Body != nil {
			scriptsToActions(n.Body)
		}
	}
}

// betsyCondition turns the suite's conditions into FEEL.
func betsyCondition(text string) string {
	text, negated := strings.CutPrefix(strings.TrimSpace(text), "!")
	if letter, ok := strings.CutPrefix(text, "test.contains("); ok {
		text = "contains(test, " + letter
	}
	if negated {
		return "not(" + text + ")"
	}
	return text
}

// betsyWorld runs the instances of one file in virtual time: what can be done
// is done at once, and when nothing can, the clock moves to the next timer.
type betsyWorld struct {
	now       time.Time
	graphs    []*Graph
	instances []*betsyInstance
	trace     []string
}

type betsyInstance struct {
	g      *Graph
	s      State
	ready  []betsyDue
	timers []betsyDue
}

type betsyDue struct {
	token TokenID
	node  NodeID
	at    time.Time
}

func (w *betsyWorld) begin(g *Graph, at NodeID, vars map[string]any) error {
	i := &betsyInstance{g: g}
	w.instances = append(w.instances, i)
	return w.step(i, Input{Kind: Begin, Node: at, Vars: vars})
}

func (w *betsyWorld) step(i *betsyInstance, in Input) error {
	in.Now = w.now
	s, effects, err := Step(i.g, i.s, in)
	if err != nil {
		return err
	}
	i.s = s
	for _, e := range effects {
		switch e.Kind {
		case CallAction:
			wait := time.Duration(0)
			if i.g.Node(e.Node).Action == "WAIT_TEN_SECONDS" {
				wait = 10 * time.Second
			}
			i.ready = append(i.ready, betsyDue{e.Token, e.Node, w.now.Add(wait)})
		case SetTimer:
			i.timers = append(i.timers, betsyDue{e.Token, e.Node, e.Due})
		case RaiseIncident:
			if err := w.incident(e); err != nil {
				return err
			}
		case Ended:
			if e.Text != "" {
				w.trace = append(w.trace, "ErrorThrownErrorEvent")
			}
		case SendMessage:
			if err := w.send(e.Text); err != nil {
				return err
			}
		}
	}
	return nil
}

// incident is an error in the suite's words, where it has words for it.
func (w *betsyWorld) incident(e Effect) error {
	switch e.Text {
	case "process.no-way-on":
		w.trace = append(w.trace, "RuntimeException")
	case "process.loop-unreadable":
		w.trace = append(w.trace, "GenericError")
	case "process.join-never-complete": // the suite sees that nothing follows
	default:
		return fmt.Errorf("incident %s: %w", e.Text, e.Err)
	}
	return nil
}

// send hands the message to the tokens that wait for it, and starts the
// processes that it starts.
func (w *betsyWorld) send(name string) error {
	for _, i := range w.instances {
		for _, t := range i.s.Waiting() {
			if t.Phase == AtMessage && i.g.Node(t.Node).Ref == name {
				if err := w.step(i, Input{Kind: MessageCame, Token: t.ID}); err != nil {
					return err
				}
			}
		}
	}
	for _, g := range w.graphs {
		for _, n := range g.Starters(MessageEvent) {
			if g.Node(n).Ref == name {
				if err := w.begin(g, n, nil); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (w *betsyWorld) run() error {
	for range 1000 {
		i, due, timer, found := w.next()
		if !found {
			return nil
		}
		w.now = due.at
		var err error
		if timer {
			err = w.step(i, Input{Kind: TimerFired, Token: due.token})
		} else {
			err = w.act(i, due)
		}
		if err != nil && !errors.Is(err, tooLate(due.token)) {
			return err
		}
	}
	return fmt.Errorf("no end after 1000 steps")
}

// next takes what is due first; an action goes before a timer of the same time.
func (w *betsyWorld) next() (*betsyInstance, betsyDue, bool, bool) {
	var of *betsyInstance
	var from *[]betsyDue
	at := 0
	for _, timers := range []bool{false, true} {
		for _, i := range w.instances {
			list := &i.ready
			if timers {
				list = &i.timers
			}
			for k, d := range *list {
				if from == nil || d.at.Before((*from)[at].at) {
					of, from, at = i, list, k
				}
			}
		}
	}
	if from == nil {
		return nil, betsyDue{}, false, false
	}
	due := (*from)[at]
	*from = slices.Delete(*from, at, at+1)
	return of, due, from == &of.timers, true
}

// act plays a script.
func (w *betsyWorld) act(i *betsyInstance, due betsyDue) error {
	if t, ok := i.s.Token(due.token); !ok || t.Phase != AtAction {
		return nil
	}
	in := Input{Kind: ActionDone, Token: due.token}
	script := i.g.Node(due.node).Action
	for _, line := range strings.FieldsFunc(script, func(r rune) bool { return r == ',' || r == '\n' }) {
		switch line = strings.TrimSpace(line); {
		case strings.HasPrefix(line, "SCRIPT_task"):
			w.trace = append(w.trace, "Task"+strings.TrimPrefix(line, "SCRIPT_task"))
		case line == "CREATE_MARKER_FILE":
			w.trace = append(w.trace, "MarkerExists")
		case line == "INCREMENT_INTEGER_VARIABLE_AND_LOG":
			w.trace = append(w.trace, "Increment")
			n, _ := i.s.Vars["integerVariable"].(json.Number).Int64()
			in.Vars = map[string]any{"integerVariable": json.Number(fmt.Sprint(n + 1))}
		case line == "THROW_ERROR":
			in.Kind, in.Code = ActionFailed, "ERR_CODE"
		case line == "CREATE_LOG_FILE", line == "WAIT_TEN_SECONDS":
		default:
			return fmt.Errorf("script %s", line)
		}
	}
	return w.step(i, in)
}
