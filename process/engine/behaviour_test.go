package engine

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"saksgang/base/errs"
	"saksgang/process/bpmn"
)

// drawing makes a process from a short text: nodes as "kind id", flows as
// "a > b" or "a > b if condition"; "else" makes a flow the default.
func drawing(t testing.TB, lines ...string) *bpmn.Definitions {
	t.Helper()
	kinds := map[string]bpmn.Kind{
		"start": bpmn.StartEvent, "end": bpmn.EndEvent, "user": bpmn.UserTask, "service": bpmn.ServiceTask, "manual": bpmn.ManualTask,
		"xor": bpmn.ExclusiveGateway, "and": bpmn.ParallelGateway, "or": bpmn.InclusiveGateway, "first": bpmn.EventBasedGateway,
		"catch": bpmn.IntermediateCatchEvent, "sub": bpmn.SubProcess,
	}
	d := bpmn.New("d", "d")
	p := d.AddProcess("p", "P")
	for i, line := range lines {
		words := strings.Fields(line)
		if kind, ok := kinds[words[0]]; ok {
			n := p.AddNode(kind, words[1], "")
			if kind == bpmn.ServiceTask {
				n.Set("action", "x.y")
			}
			continue
		}
		f := p.Connect(fmt.Sprint("f", i), words[0], words[2])
		if _, condition, found := strings.Cut(line, " if "); found {
			f.When(condition)
		}
		if strings.HasSuffix(line, " else") {
			p.Node(words[0]).Default = f.ID
		}
	}
	return d
}

// raised returns the incidents of the last step, as "node code".
func (d *driver) raised() string {
	var all []string
	for _, e := range d.effects {
		if e.Kind == RaiseIncident {
			all = append(all, d.g.Node(e.Node).ID+" "+e.Text)
		}
	}
	return strings.Join(all, ", ")
}

func (d *driver) expect(incidents string) {
	d.t.Helper()
	if got := d.raised(); got != incidents {
		d.t.Errorf("incidents %q, want %q", got, incidents)
	}
}

func TestWhatCannotBeToldIsAnIncidentNotADefault(t *testing.T) {
	t.Parallel()
	def := drawing(t, "start s", "user u", "xor g", "end yes", "end no", "s > u", "u > g", "g > yes if amount > 10", "g > no else")
	for name, c := range map[string]struct {
		amount    any
		incidents string
		ends      string
	}{
		"true goes that way":             {11, "", "yes"},
		"false takes the default":        {9, "", "no"},
		"a missing value is an incident": {nil, "g process.condition-not-boolean", ""},
		"a text for a number too":        {"11", "g process.condition-not-boolean", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := driver{t: t, g: compiled(t, def, Options{})}
			d.begin(nil)
			vars := map[string]any{}
			if c.amount != nil {
				vars["amount"] = c.amount
			}
			d.step(Input{Kind: TaskDone, Token: d.at("u").ID, Vars: vars})
			d.expect(c.incidents)
			if c.incidents != "" {
				reason := d.effects[len(d.effects)-1].Err
				if !strings.Contains(fmt.Sprint(reason), "amount > 10") {
					t.Errorf("the reason does not name the condition: %v", reason)
				}
				d.s.Vars = map[string]any{"amount": 11}
				d.step(Input{Kind: Retry, Token: d.at("g").ID})
				c.ends = "yes"
			}
			if last := d.trace[len(d.trace)-1]; d.s.Status != Completed || last != c.ends && d.trace[len(d.trace)-2] != c.ends {
				t.Errorf("status %v, passed %v, want %s", d.s.Status, d.trace, c.ends)
			}
		})
	}
}

func TestALoopWithoutAWaitIsAnIncidentNotAHang(t *testing.T) {
	t.Parallel()
	d := driver{t: t, g: compiled(t, drawing(t, "start s", "xor a", "xor b", "end e", "s > a", "a > b", "b > a else", "b > e if stop = true"), Options{})}
	d.begin(map[string]any{"stop": false})
	if len(d.s.Tokens) != 2 || !strings.HasSuffix(d.raised(), "process.loop-without-wait") {
		t.Errorf("%q, %v", d.raised(), d.s.Tokens)
	}
}

func TestAJoinThatNothingCanCompleteIsAnIncident(t *testing.T) {
	t.Parallel()
	d := driver{t: t, g: compiled(t, drawing(t, "start s", "xor a", "manual m", "manual n", "and j", "end e",
		"s > a", "a > m if x = 1", "a > n else", "m > j", "n > j", "j > e"), Options{})}
	d.begin(map[string]any{"x": 1})
	d.expect("j process.join-never-complete")
}

func TestNoWayOnIsAnIncidentThatARetryMends(t *testing.T) {
	t.Parallel()
	d := driver{t: t, g: compiled(t, drawing(t, "start s", "xor g", "end a", "end b", "s > g", "g > a if x = 1", "g > b if x = 2"), Options{})}
	d.begin(map[string]any{"x": 3})
	d.expect("g process.no-way-on")
	visits := d.s.Visits[1]
	d.s.Vars = map[string]any{"x": 2}
	d.step(Input{Kind: Retry, Token: d.at("g").ID})
	if d.s.Status != Completed || d.s.Visits[1] != visits {
		t.Errorf("status %v, visits %v", d.s.Status, d.s.Visits)
	}
}

func TestATerminateEndTakesEverythingAway(t *testing.T) {
	t.Parallel()
	def := drawing(t, "start s", "and f", "user a", "user b", "end stop", "end e", "s > f", "f > a", "f > b", "a > stop", "b > e")
	def.Processes[0].Node("stop").Events = []*bpmn.EventDefinition{bpmn.Event(bpmn.EventTerminate, "")}
	d := driver{t: t, g: compiled(t, def, Options{})}
	d.begin(nil)
	b := d.at("b").ID
	d.step(Input{Kind: TaskDone, Token: d.at("a").ID})
	closed := false
	for _, e := range d.effects {
		closed = closed || e.Kind == CloseTask && e.Token == b
	}
	if d.s.Status != Completed || !closed {
		t.Errorf("status %v, closed %v", d.s.Status, closed)
	}
}

func TestATimerBesideATaskComesAsOftenAsItsCycleSays(t *testing.T) {
	t.Parallel()
	def := drawing(t, "start s", "user u", "manual told", "end e", "end e2", "s > u", "u > e", "told > e2")
	p := def.Processes[0]
	p.AddBoundary("u", "nudge", "", bpmn.Timer(bpmn.TimeCycle, "R2/PT1H")).NonInterrupting = true
	p.Connect("n", "nudge", "told")
	d := driver{t: t, g: compiled(t, def, Options{})}
	d.begin(nil)
	timer := d.at("nudge").ID
	d.step(Input{Kind: TimerFired, Token: timer, Now: testNow.Add(time.Hour)})
	d.step(Input{Kind: TimerFired, Token: timer, Now: testNow.Add(2 * time.Hour)})
	if _, still := d.s.Token(timer); still {
		t.Error("the timer waits a third time")
	}
	if got := strings.Count(strings.Join(d.trace, " "), "told"); got != 2 {
		t.Errorf("told %d times", got)
	}
	d.step(Input{Kind: TaskDone, Token: d.at("u").ID})
	if d.s.Status != Completed {
		t.Errorf("status %v, tokens %v", d.s.Status, d.s.Tokens)
	}
}

func TestTheFirstEventDecides(t *testing.T) {
	t.Parallel()
	def := drawing(t, "start s", "first g", "catch answer", "catch late", "end a", "end b", "s > g", "g > answer", "g > late", "answer > a", "late > b")
	def.AddMessage("m", "answer")
	p := def.Processes[0]
	p.Node("answer").Events = []*bpmn.EventDefinition{bpmn.Event(bpmn.EventMessage, "m")}
	p.Node("late").Events = []*bpmn.EventDefinition{bpmn.Timer(bpmn.TimeDuration, "P14D")}
	d := driver{t: t, g: compiled(t, def, Options{})}
	d.begin(nil)
	late := d.at("late").ID
	d.step(Input{Kind: MessageCame, Token: d.at("answer").ID, Vars: map[string]any{"yes": true}})
	if d.s.Status != Completed || d.s.Vars["yes"] != true {
		t.Errorf("%+v", d.s)
	}
	if _, _, err := Step(d.g, d.s, Input{Kind: TimerFired, Token: late}); !errs.Has(err, "process.not-waiting") {
		t.Errorf("the timer fired too: %v", err)
	}
}

func TestResultsAndInputsAreMapped(t *testing.T) {
	t.Parallel()
	def := drawing(t, "start s", "service a", "service b", "end e", "s > a", "a > b", "b > e")
	p := def.Processes[0]
	p.Node("a").Extend(bpmn.NewElement("result", "= total * 2", "name", "double"))
	p.Node("b").Extend(bpmn.NewElement("input", "= double + 1", "name", "number"))
	p.Node("b").Extend(bpmn.NewElement("input", "as it is", "name", "text"))
	p.Node("b").Set("result", "whole")
	d := driver{t: t, g: compiled(t, def, Options{})}
	d.begin(nil)
	d.step(Input{Kind: ActionDone, Token: d.at("a").ID, Vars: map[string]any{"total": 21, "noise": 1}})
	got, err := Inputs(d.g, &d.s, d.at("b").ID, &Input{Now: testNow})
	if err != nil || fmt.Sprint(got["number"]) != "43" || got["text"] != "as it is" {
		t.Errorf("%v, %v", got, err)
	}
	if _, kept := d.s.Vars["noise"]; kept {
		t.Error("what the mapping leaves out was kept")
	}
	d.step(Input{Kind: ActionDone, Token: d.at("b").ID, Vars: map[string]any{"ok": true}})
	if whole, _ := d.s.Vars["whole"].(map[string]any); whole["ok"] != true {
		t.Errorf("%v", d.s.Vars)
	}
}

func TestARefusedActionIsCaughtByItsCode(t *testing.T) {
	t.Parallel()
	def := drawing(t, "start s", "service a", "user mend", "end e", "end m", "s > a", "a > e", "mend > m")
	def.Errors = append(def.Errors, &bpmn.Error{Base: bpmn.Base{ID: "e1"}, Code: "record.closed"})
	def.Processes[0].AddBoundary("a", "caught", "", bpmn.Event(bpmn.EventError, "e1"))
	def.Processes[0].Connect("c", "caught", "mend")
	for code, want := range map[string]string{"record.closed": "", "record.other": "a record.other"} {
		d := driver{t: t, g: compiled(t, def, Options{})}
		d.begin(nil)
		d.step(Input{Kind: ActionFailed, Token: d.at("a").ID, Code: code})
		d.expect(want)
		if want == "" {
			d.at("mend")
		}
	}
}

func TestFaultsNameTheElementAndWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lines []string
		spoil func(p *bpmn.Process)
		want  string
	}{
		"an unreadable condition": {[]string{"start s", "xor g", "end a", "end b", "s > g", "g > a if x >", "g > b else"}, nil, "f5: process.expression-unreadable"},
		"an unreachable task":     {[]string{"start s", "end e", "user lost", "s > e", "lost > e"}, func(p *bpmn.Process) { p.Connect("l", "lost", "lost") }, "lost: process.unreachable"},
		"no end":                  {[]string{"start s", "user u", "s > u", "u > u"}, nil, "s: process.no-end"},
		"no start":                {[]string{"xor a", "xor b", "a > b", "b > a"}, nil, "p: process.no-start"},
		"an unknown action":       {[]string{"start s", "service a", "end e", "s > a", "a > e"}, func(p *bpmn.Process) { p.Node("a").Set("action", "no.such") }, "a: process.unknown-action action=no.such"},
		"a way without condition": {[]string{"start s", "xor g", "end a", "end b", "s > g", "g > a", "g > b if x = 1"}, nil, "g: process.flow-without-condition"},
		"a bad deadline":          {[]string{"start s", "user u", "end e", "s > u", "u > e"}, func(p *bpmn.Process) { p.Node("u").Set("deadline", "soon") }, "u: process.deadline-unreadable"},
		"an unsupported element":  {[]string{"start s", "manual c", "end e", "s > c", "c > e"}, func(p *bpmn.Process) { p.Node("c").Kind = bpmn.CallActivity }, "c: process.unsupported-element what=callActivity"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := drawing(t, c.lines...)
			if c.spoil != nil {
				c.spoil(d.Processes[0])
			}
			_, faults := Compile(d, "p", Options{HasAction: func(name string) bool { return name == "x.y" }})
			if len(faults) == 0 || !strings.HasPrefix(faults[0].Error(), c.want) {
				t.Errorf("faults %v, want %s", faults, c.want)
			}
		})
	}
}
