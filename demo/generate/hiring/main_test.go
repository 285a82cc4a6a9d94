package main

import (
	"bytes"
	"os"
	"testing"

	"saksgang/process/bpmn"
	"saksgang/process/checklist"
	"saksgang/process/engine"
)

const folder = "../../fjordvik/processes/"

func drawn(t *testing.T) (text []byte, d *bpmn.Definitions) {
	t.Helper()
	text, err := os.ReadFile(folder + "ansettelse.checklist.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if d, err = draw(text); err != nil {
		t.Fatal(err)
	}
	return text, d
}

func TestTheDrawingInTheFolderIsTheOneMadeHere(t *testing.T) {
	t.Parallel()
	_, d := drawn(t)
	var made bytes.Buffer
	if err := bpmn.Write(&made, d); err != nil {
		t.Fatal(err)
	}
	stands, err := os.ReadFile(folder + "ansettelse.bpmn")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(made.Bytes(), stands) {
		t.Error("ansettelse.bpmn is another: go generate ./demo/generate/hiring")
	}
}

func TestTheDrawingIsSoundAndCanRun(t *testing.T) {
	t.Parallel()
	_, d := drawn(t)
	for _, fault := range bpmn.Validate(d) {
		t.Error(fault)
	}
	roles := map[string][]string{}
	for _, lane := range lanes {
		roles[lane] = []string{"somebody"}
	}
	_, faults := engine.Compile(d, d.Processes[0].ID, engine.Options{HasAction: func(string) bool { return true }, Lanes: roles, NeedRoles: true})
	for _, fault := range faults {
		t.Error(fault)
	}
}

// A node in the way of no flow, or in a lane that is not drawn, is a slip.
func TestEveryNodeStandsInALane(t *testing.T) {
	t.Parallel()
	_, d := drawn(t)
	p := d.Processes[0]
	for _, n := range p.Nodes {
		if p.LaneOf(n.ID) == nil {
			t.Errorf("%s stands in no lane", n.ID)
		}
	}
}

func TestTheRowsKeepTheirLabelsWordsAndLanes(t *testing.T) {
	t.Parallel()
	text, d := drawn(t)
	table, _, err := checklist.Parse(text, checklist.Options{})
	if err != nil {
		t.Fatal(err)
	}
	labels := ""
	for _, row := range table.Rows {
		labels += row.Label() + " "
	}
	if want := "1 2 4 5 6 7 8 9 10 11 12 13 14 15 "; labels != want {
		t.Errorf("labels %s, want %s", labels, want)
	}
	back, _ := checklist.Rows(d)
	kept := map[string]checklist.Row{}
	for _, row := range back.Rows {
		if row.Label() != "" {
			kept[row.Label()] = row
		}
	}
	for _, row := range table.Rows {
		if got := kept[row.Label()]; got.What != row.What || got.Who != row.Who {
			t.Errorf("row %s came back as %q, %q", row.Label(), got.What, got.Who)
		}
	}
}
