package bpmn_test

import (
	"path/filepath"
	"strings"
	"testing"

	"saksgang/process/bpmn"
)

// sound is a small process without a fault, for each test to break.
func sound() (*bpmn.Definitions, *bpmn.Process) {
	d := bpmn.New("d", "Prøve")
	p := d.AddProcess("p", "Prøve")
	d.AddPool("pool", "Prøve", "p")
	d.AddPool("other", "Andre", "")
	p.AddNode(bpmn.StartEvent, "s", "Start")
	p.AddNode(bpmn.ExclusiveGateway, "g", "Hva?").Default = "f3"
	p.AddNode(bpmn.UserTask, "a", "A")
	p.AddNode(bpmn.UserTask, "b", "B")
	p.AddNode(bpmn.EndEvent, "e", "Slutt")
	p.AddBoundary("a", "late", "Frist", bpmn.Timer(bpmn.TimeDuration, "P1D"))
	for _, f := range [][3]string{{"f1", "s", "g"}, {"f2", "g", "a"}, {"f3", "g", "b"}, {"f4", "a", "e"}, {"f5", "b", "e"}, {"f6", "late", "b"}} {
		p.Connect(f[0], f[1], f[2])
	}
	p.AddLane("l1", "En", "s", "g", "a")
	p.AddLane("l2", "To").AddLane("l2a", "To A", "b", "e")
	p.Annotate("note", "Merk", "a")
	d.Collaboration.MessageFlows = []*bpmn.MessageFlow{{Base: bpmn.Base{ID: "m"}, Source: "a", Target: "other"}}
	bpmn.Layout(d)
	return d, p
}

func TestASoundProcessHasNoFault(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]*bpmn.Definitions{"checklist": checklist(), "branched": branched()} {
		for _, f := range bpmn.Validate(d) {
			t.Errorf("%s: %v", name, f)
		}
	}
	d, _ := sound()
	for _, f := range bpmn.Validate(d) {
		t.Error(f)
	}
}

func TestFaultsAreFound(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		breakIt       func(d *bpmn.Definitions, p *bpmn.Process)
		code, element string
	}{
		"a flow from nothing":             {func(_ *bpmn.Definitions, p *bpmn.Process) { p.Flow("f1").Source = "x" }, "bpmn.flow-source-missing", "f1"},
		"a flow to nothing":               {func(_ *bpmn.Definitions, p *bpmn.Process) { p.Flow("f5").Target = "x" }, "bpmn.flow-target-missing", "f5"},
		"a flow into a sub-process":       {func(_ *bpmn.Definitions, p *bpmn.Process) { withBody(p).Target = "inner" }, "bpmn.flow-crosses-border", "f7"},
		"a flow out of an end":            {func(_ *bpmn.Definitions, p *bpmn.Process) { p.Connect("f7", "e", "a") }, "bpmn.flow-from-end", "f7"},
		"a flow into a start":             {func(_ *bpmn.Definitions, p *bpmn.Process) { p.Connect("f7", "a", "s") }, "bpmn.flow-into-start", "f7"},
		"a flow into a boundary event":    {func(_ *bpmn.Definitions, p *bpmn.Process) { p.Connect("f7", "b", "late") }, "bpmn.flow-into-start", "f7"},
		"a default flow of somebody else": {func(_ *bpmn.Definitions, p *bpmn.Process) { p.Node("g").Default = "f1" }, "bpmn.default-not-outgoing", "g"},
		"no start":                        {func(_ *bpmn.Definitions, p *bpmn.Process) { p.Node("s").Kind = bpmn.Task }, "bpmn.start-missing", "p"},
		"no end":                          {func(_ *bpmn.Definitions, p *bpmn.Process) { p.Node("e").Kind = bpmn.Task }, "bpmn.end-missing", "p"},
		"a node in no lane":               {func(_ *bpmn.Definitions, p *bpmn.Process) { p.LaneSets[0].Lanes[0].Nodes = []string{"s", "g"} }, "bpmn.node-in-no-lane", "a"},
		"a node in two lanes": {func(_ *bpmn.Definitions, p *bpmn.Process) {
			p.LaneSets[0].Lanes[0].Nodes = []string{"s", "g", "a", "b"}
		}, "bpmn.node-in-two-lanes", "b"},
		"a lane that lists nothing":        {func(_ *bpmn.Definitions, p *bpmn.Process) { p.MoveToLane("x", p.LaneSets[0].Lanes[0]) }, "bpmn.lane-node-unknown", "l1"},
		"a boundary event on nothing":      {func(_ *bpmn.Definitions, p *bpmn.Process) { p.Node("late").AttachedTo = "x" }, "bpmn.boundary-host-missing", "late"},
		"a boundary event on a gateway":    {func(_ *bpmn.Definitions, p *bpmn.Process) { p.Node("late").AttachedTo = "g" }, "bpmn.boundary-host-missing", "late"},
		"a boundary event without a cause": {func(_ *bpmn.Definitions, p *bpmn.Process) { p.Node("late").Events = nil }, "bpmn.boundary-without-cause", "late"},
		"a timer without a time":           {func(_ *bpmn.Definitions, p *bpmn.Process) { p.Node("late").Events[0].Time.Text = " " }, "bpmn.timer-without-time", "late"},
		"a message that is not there": {func(_ *bpmn.Definitions, p *bpmn.Process) {
			p.Node("late").Events[0] = bpmn.Event(bpmn.EventMessage, "x")
		}, "bpmn.reference-unknown", "late"},
		"a shared event that is not there": {func(_ *bpmn.Definitions, p *bpmn.Process) { p.Node("late").EventRefs = []string{"x"} }, "bpmn.reference-unknown", "late"},
		"a task nothing leads to": {func(_ *bpmn.Definitions, p *bpmn.Process) {
			p.MoveToLane(p.AddNode(bpmn.Task, "t", "T").ID, p.Lanes()[0])
		}, "bpmn.unconnected", "t"},
		"an id used twice":                  {func(_ *bpmn.Definitions, p *bpmn.Process) { p.Flow("f1").ID = "a" }, "bpmn.id-twice", "a"},
		"an id that is missing":             {func(_ *bpmn.Definitions, p *bpmn.Process) { p.Flow("f1").ID = "" }, "bpmn.id-missing", ""},
		"a note tied to nothing":            {func(_ *bpmn.Definitions, p *bpmn.Process) { p.Associations[0].Source = "x" }, "bpmn.association-end-missing", "note-tie"},
		"a pool without its process":        {func(d *bpmn.Definitions, _ *bpmn.Process) { d.Collaboration.Participants[1].Process = "x" }, "bpmn.process-missing", "other"},
		"a message to nothing":              {func(d *bpmn.Definitions, _ *bpmn.Process) { d.Collaboration.MessageFlows[0].Target = "x" }, "bpmn.message-end-missing", "m"},
		"a message within a pool":           {func(d *bpmn.Definitions, _ *bpmn.Process) { d.Collaboration.MessageFlows[0].Target = "b" }, "bpmn.message-within-pool", "m"},
		"a drawing of nothing":              {func(d *bpmn.Definitions, _ *bpmn.Process) { d.Diagrams[0].Shapes[0].Element = "x" }, "bpmn.drawn-unknown", "pool_di"},
		"a list of flows that is not right": {func(_ *bpmn.Definitions, p *bpmn.Process) { p.Node("a").Rest = []bpmn.Element{outgoing("f1")} }, "bpmn.listed-flow-unknown", "a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, p := sound()
			c.breakIt(d, p)
			for _, f := range bpmn.Validate(d) {
				if f.Code == c.code && f.Element == c.element {
					if strings.Contains(f.What, "{") {
						t.Errorf("an argument is missing in %q", f.What)
					}
					return
				}
			}
			t.Errorf("%s on %q is not among %v", c.code, c.element, bpmn.Validate(d))
		})
	}
}

func outgoing(flow string) bpmn.Element {
	return bpmn.Element{Name: bpmn.Name{Space: bpmn.SpaceModel, Local: "outgoing"}, Content: []bpmn.Element{{Text: flow}}}
}

func withBody(p *bpmn.Process) *bpmn.Flow {
	sub := p.AddNode(bpmn.SubProcess, "sub", "")
	sub.Body.AddNode(bpmn.Task, "inner", "")
	return p.Connect("f7", "a", "sub")
}

func TestFaultsNameTheLine(t *testing.T) {
	t.Parallel()
	d, err := bpmn.Read(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	d.Processes[0].Flows[0].Target = "x"
	for _, f := range bpmn.Validate(d) {
		if f.Code == "bpmn.flow-target-missing" && f.Line == 2 {
			return
		}
	}
	t.Errorf("no fault on line 2: %v", bpmn.Validate(d))
}

// What the reference models themselves leave out, by their own authors' choice.
func TestForeignModelsHaveNoFaultsButThese(t *testing.T) {
	t.Parallel()
	known := map[string]int{
		"B.1.0.bpmn bpmn.timer-without-time": 1, "C.1.0.bpmn bpmn.timer-without-time": 1,
		"ReceiveTask_Instantiate.bpmn bpmn.start-missing": 1, "ReceiveTask_Instantiate.bpmn bpmn.end-missing": 1,
	}
	for _, path := range foreignFiles(t) {
		d, _ := readFile(t, path)
		for _, f := range bpmn.Validate(d) {
			key := filepath.Base(path) + " " + f.Code
			if known[key]--; known[key] < 0 {
				t.Errorf("%s: %v", filepath.Base(path), f)
			}
		}
	}
}
