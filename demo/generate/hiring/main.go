// Command hiring draws Fjordvik's hiring process.
//
// It begins with the municipality's checklist, drawn as checklist.Draft draws
// it: one user task for each row, in the lane of its first who, which it keeps
// with its label and cells. What a checklist cannot say is added here by hand:
// branches, waits, what the program does by itself, forms and actions. The
// drawing is then laid out anew. The same checklist gives the same file; change
// the process here, or in the drawing with any BPMN tool and no more here.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"saksgang/process/bpmn"
	"saksgang/process/checklist"
)

//go:generate go run . ../../fjordvik/processes

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: hiring FOLDER")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(folder string) error {
	text, err := os.ReadFile(filepath.Join(folder, "ansettelse.checklist.tsv"))
	if err != nil {
		return err
	}
	d, err := draw(text)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := bpmn.Write(&out, d); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "ansettelse.bpmn"), out.Bytes(), 0o644)
}

// draw makes the executable drawing of the checklist.
func draw(text []byte) (*bpmn.Definitions, error) {
	table, _, err := checklist.Parse(text, checklist.Options{})
	if err != nil {
		return nil, err
	}
	d, _ := checklist.Draft(table, checklist.DraftOptions{Name: "Ansette en medarbeider"})
	d.ID, d.Diagrams = "ansettelse", nil
	d.AddMessage("offer-answered", "recruit.offer-answered").Set("key", "= offerKey")
	p := d.Processes[0]
	p.ID, d.Collaboration.Participants[0].Process = "ansettelse-prosess", "ansettelse-prosess"
	rows := slices.DeleteFunc(p.Nodes, func(n *bpmn.Node) bool { return n.Kind != bpmn.UserTask })
	p.Nodes, p.Flows, p.LaneSets, p.Annotations, p.Associations = nil, nil, nil, nil, nil
	r := refiner{p: p, rows: rows, lanes: map[string][]string{}}
	for _, n := range nodes {
		if err := r.add(n); err != nil {
			return nil, err
		}
	}
	for i, f := range flows {
		r.connect(fmt.Sprintf("flyt-%d", i+1), f)
	}
	for i, name := range lanes {
		p.AddLane(fmt.Sprintf("bane-%d", i+1), name, r.lanes[name]...)
	}
	bpmn.Layout(d)
	return d, nil
}

type refiner struct {
	p     *bpmn.Process
	rows  []*bpmn.Node
	lanes map[string][]string
}

// add places a node: a row's task as it was drafted, or one of our own.
func (r *refiner) add(n node) error {
	var made *bpmn.Node
	if n.kind == row {
		i := slices.IndexFunc(r.rows, func(t *bpmn.Node) bool { return t.ID == n.id })
		if i < 0 {
			return fmt.Errorf("the checklist has no row for %s", n.id)
		}
		made = r.rows[i]
		r.p.Nodes = append(r.p.Nodes, made)
	} else {
		made = r.p.AddNode(n.kind, n.id, n.name)
	}
	r.lanes[n.lane] = append(r.lanes[n.lane], n.id)
	for _, a := range n.attributes {
		name, value, _ := strings.Cut(a, ":")
		made.Set(name, value)
	}
	for _, in := range n.inputs {
		name, value, _ := strings.Cut(in, ":")
		made.Extend(bpmn.NewElement("input", value, "name", name))
	}
	for _, fact := range n.keeps {
		made.Extend(bpmn.NewElement("result", "= "+fact, "name", fact))
	}
	made.Default, made.AttachedTo = n.otherwise, n.on
	if n.while != "" {
		made.Loop = &bpmn.Loop{TestBefore: true, Condition: &bpmn.Expression{Formal: true, Text: n.while}}
	}
	switch {
	case n.duration != "":
		made.Events = []*bpmn.EventDefinition{bpmn.Timer(bpmn.TimeDuration, n.duration)}
	case n.until != "":
		made.Events = []*bpmn.EventDefinition{bpmn.Timer(bpmn.TimeDate, n.until)}
	case n.message != "":
		made.Events = []*bpmn.EventDefinition{bpmn.Event(bpmn.EventMessage, n.message)}
	}
	return nil
}

func (r *refiner) connect(id string, f flow) {
	made := r.p.Connect(id, f.from, f.to)
	made.Name = f.name
	if f.when != "" {
		made.When(f.when)
	}
	if from := r.p.Node(f.from); from.Default == f.to {
		from.Default = id
	}
}
