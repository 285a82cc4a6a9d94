package processapp_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"saksgang/municipality"
	"saksgang/process"
	"saksgang/process/bpmn"
	"saksgang/process/checklist"
	"saksgang/process/processapp"
)

const leaveYAML = `schema: 1
key: leave
title: Leave
purpose: Give somebody leave.
file: leave.bpmn
checklist: leave.checklist.tsv
owner: leader
starters: [leader]
rights: [leave.grant]
lanes:
  - {name: Leader, roles: [leader]}
  - {name: HR, roles: [hr]}
revise_by: 2030-01-01
`

const leaveRows = "Nr\tWhat\tWho\n1\tApply\tLeader\n2\tGrant\tHR\n"

// leaveFolder is a folder that checks without faults: the drawing's second task
// has an action, its first a form.
func leaveFolder(t *testing.T) map[string]string {
	t.Helper()
	table, _, err := checklist.Parse([]byte(leaveRows), checklist.Options{})
	if err != nil {
		t.Fatal(err)
	}
	drawing, _ := checklist.Draft(table, checklist.DraftOptions{Name: "Leave"})
	first, _ := drawing.Node("task-1")
	first.Set("form", "application")
	second, _ := drawing.Node("task-2")
	second.Set("action", "leave.grant")
	var text bytes.Buffer
	if err := bpmn.Write(&text, drawing); err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"processes/leave.yaml": leaveYAML, "processes/leave.bpmn": text.String(), "processes/leave.checklist.tsv": leaveRows,
		"forms/application.json": `{"$schema": "https://json-schema.org/draft/2020-12/schema", "x-schema": 1, "title": "T", "type": "object", "properties": {"a": {"title": "A", "type": "string"}}}`,
	}
}

func TestTheFolderTellsWhatKeepsADrawingFromRunning(t *testing.T) {
	t.Parallel()
	const drawing = "processes/leave.bpmn"
	for _, c := range []struct {
		name, file, from, to string
		want                 []string
	}{
		{"nothing", drawing, "", "", nil},
		{"a file that ends in the middle", drawing, "</bpmn:definitions>", "", []string{"bpmn.ends-too-early 87"}},
		{"no BPMN at all", drawing, "*", "<html/>", []string{"bpmn.not-bpmn 1"}},
		{"a flow to nothing, told once", drawing, `sourceRef="start" targetRef="task-1"`, `sourceRef="start" targetRef="gone"`, []string{"bpmn.listed-flow-unknown 20", "bpmn.flow-target-missing 37"}},
		{"an action that nobody offers", drawing, `action="leave.grant"`, `action="leave.refuse"`, []string{"process.unknown-action 27"}},
		{"a form that is not there", drawing, `form="application"`, `form="aplication"`, []string{"municipality.unknown-reference 20"}},
		{"a role that is not there", drawing, `form="application"`, `role="leader, hrr"`, []string{"municipality.unknown-reference 20"}},
		{"a role held by taking part in the case", drawing, `form="application"`, `role="leader panel@case"`, nil},
		{"a right that the process does not declare", "processes/leave.yaml", "rights: [leave.grant]\n", "", []string{"process.right-not-declared 27"}},
		{"a lane that is spelled otherwise", "processes/leave.yaml", "name: HR", "name: Hr", []string{"process.lane-not-drawn 12"}},
		{"a lane that the drawing does not have", "processes/leave.yaml", "  - {name: HR", "  - {name: Union, roles: [hr]}\n  - {name: HR", []string{"process.lane-not-drawn 12"}},
		{"a checklist without a table", "processes/leave.checklist.tsv", "*", "only prose\n", []string{"checklist.no-table 1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			files := leaveFolder(t)
			old := files[c.file]
			if c.from == "*" {
				files[c.file] = c.to
			} else if c.from != "" {
				files[c.file] = strings.Replace(old, c.from, c.to, 1)
			}
			if c.from != "" && files[c.file] == old {
				t.Fatalf("%q does not stand in\n%s", c.from, old)
			}
			if diff := cmp.Diff(c.want, faultsIn(t, files)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// faultsIn lists code and line of each fault.
func faultsIn(t *testing.T, files map[string]string) []string {
	t.Helper()
	offered := process.NewRegistry()
	offered.Add(process.Action{Name: "leave.grant", Right: "leave.grant", Run: func(context.Context, process.Call) (map[string]any, error) { return nil, nil }})
	r := municipality.NewRegistry()
	processapp.RegisterSections(r, offered)
	r.Know("access.role", "leader", "hr")
	r.Know("access.right", "leave.grant")
	folder := fstest.MapFS{}
	for name, text := range files {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	_, faults, err := r.Check(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range faults {
		all = append(all, fmt.Sprint(f.Code, " ", f.Line))
	}
	return all
}
