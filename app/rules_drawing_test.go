package app

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"saksgang/demo"
	"saksgang/process/bpmn"
	"saksgang/recruit"
)

// The rules must hold however a municipality draws its hiring. So Fjordvik has
// here a drawing that keeps nothing in order: every step of recruit may be done
// at any time, any number of times, by anybody who works there, with forms that
// require nothing. What is refused then is refused by the rules alone.
const freely = "fritt"

// freeStep is a step of that drawing: what it does, and the fields of its form
// as name:kind. The kinds are text, date, yes, whole, people, applicants and
// positions.
type freeStep struct {
	node, action, side string
	fields             string
}

var freeSteps = []freeStep{
	{node: "open", action: "recruit.open", fields: "position:positions reason:text"},
	{node: "consult", action: "recruit.consult", fields: "view:text note:text"},
	{node: "decide-need", action: "recruit.decide-need", side: "executive", fields: "fill:yes reason:text"},
	{node: "decide-need-hr", action: "recruit.decide-need", side: "hr", fields: "fill:yes reason:text"},
	{node: "set-requirements", action: "recruit.set-requirements", fields: "must:text wish:text"},
	{node: "compose-committee", action: "recruit.compose-committee", fields: "employer:people union:people"},
	{node: "submit-ad", action: "recruit.submit-ad", fields: "heading:text text:text deadline:date"},
	{node: "approve-ad", action: "recruit.approve-ad", fields: "approved:yes note:text"},
	{node: "publish", action: "recruit.publish"},
	{node: "check-list", action: "recruit.check-list", fields: "checked:yes correct:yes"},
	{node: "release-list", action: "recruit.release-list"},
	{node: "nominate", action: "recruit.nominate", fields: "ranked:applicants assessment:text"},
	{node: "case-paper", action: "recruit.case-paper", fields: "text:text impartial:yes"},
	{node: "decide", action: "recruit.decide", fields: "order:applicants nobody:yes reason:text"},
	{node: "offer", action: "recruit.offer", fields: "applicant:applicants start:date answer-by:date salary:text percent:text"},
	{node: "write-contract", action: "recruit.write-contract", fields: "start:date answer-by:date salary:text percent:text hours:text probation:text notice:text agreement:text"},
	{node: "reject-others", action: "recruit.reject-others", fields: "reason:text"},
	{node: "sign", action: "recruit.sign"},
	{node: "attest", action: "recruit.attest", fields: "attested:yes ordered:yes national-id:text"},
	{node: "new-employee", action: "recruit.new-employee", fields: "introduction:yes confidentiality:yes certificate:yes health:yes"},
	{node: "close", action: "recruit.close"},
}

// freeFolder is Fjordvik's folder with that drawing, and without its thousand
// other employees.
func freeFolder(t *testing.T) fs.FS {
	t.Helper()
	folder := fstest.MapFS{}
	fjordvik := demo.Fjordvik()
	err := fs.WalkDir(fjordvik, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.Contains(name, "-generated") {
			return err
		}
		text, err := fs.ReadFile(fjordvik, name)
		folder[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	meta := "schema: 1\nkey: " + freely + "\ntitle: Ansettelse uten rekkefølge\npurpose: Prøver at reglene holder alene.\nfile: " + freely + `.bpmn
owner: hr-medarbeider
starters: [leder]
rights: [recruit.read, recruit.prepare, recruit.consult, recruit.decide-need, recruit.decide-need-hr, recruit.approve-ad, recruit.check-public-list, recruit.release-list, recruit.nominate, recruit.decide, recruit.offer, recruit.contract]
lanes:
  - {name: Alle, roles: [ansatt, leder, kommunalsjef, hr-medarbeider, hovedtillitsvalgt]}
revise_by: 2030-01-01
`
	folder["processes/"+freely+".yaml"] = &fstest.MapFile{Data: []byte(meta)}
	folder["processes/"+freely+".bpmn"] = &fstest.MapFile{Data: []byte(freeDrawing(t))}
	folder["organisation/positions-"+freely+".yaml"] = &fstest.MapFile{Data: []byte(freePositions())}
	for _, s := range freeSteps {
		if s.fields != "" {
			folder["forms/"+freely+"-"+s.node+".json"] = &fstest.MapFile{Data: freeForm(t, s)}
		}
	}
	return folder
}

// freePosition is the vacant position of the n-th hiring.
func freePosition(n int) string { return fmt.Sprintf("skogheim-2-%s-%d", freely, n) }

func freePositions() string {
	var text strings.Builder
	text.WriteString("schema: 1\npositions:\n")
	for n := range 2 * len(recruit.Rules) {
		fmt.Fprintf(&text, "  - {key: %s, unit: skogheim-2, occupation: \"7174\", percent: 1}\n", freePosition(n+1))
	}
	return text.String()
}

func freeDrawing(t *testing.T) string {
	t.Helper()
	d := bpmn.New(freely, "Ansettelse uten rekkefølge")
	p := d.AddProcess(freely+"-prosess", "Ansettelse uten rekkefølge")
	p.AddNode(bpmn.StartEvent, "start", "")
	p.AddNode(bpmn.ParallelGateway, "all", "")
	p.Connect("flow-start", "start", "all")
	nodes := []string{"start", "all"}
	for _, s := range freeSteps {
		task := p.AddNode(bpmn.UserTask, s.node, s.node)
		task.Set("action", s.action)
		if s.fields != "" {
			task.Set("form", freely+"-"+s.node)
		}
		if s.side != "" {
			task.Set("side", s.side)
		}
		task.Loop = &bpmn.Loop{Condition: &bpmn.Expression{Formal: true, Text: "true"}}
		p.AddNode(bpmn.EndEvent, s.node+"-end", "")
		p.Connect("to-"+s.node, "all", s.node)
		p.Connect("from-"+s.node, s.node, s.node+"-end")
		nodes = append(nodes, s.node, s.node+"-end")
	}
	p.AddLane("lane", "Alle", nodes...)
	bpmn.Layout(d)
	var text strings.Builder
	if err := bpmn.Write(&text, d); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

var freeKinds = map[string]map[string]any{
	"text":       {"type": "string"},
	"date":       {"type": "string", "format": "date"},
	"yes":        {"type": "boolean"},
	"positions":  {"type": "string", "x-options": "positions"},
	"people":     {"type": "array", "items": map[string]any{"type": "string", "x-options": "people"}},
	"applicants": {"type": "array", "items": map[string]any{"type": "string", "x-options": "applicants"}},
}

func freeForm(t *testing.T, s freeStep) []byte {
	t.Helper()
	var properties []string
	for _, field := range strings.Fields(s.fields) {
		name, kind, _ := strings.Cut(field, ":")
		property := map[string]any{"title": name}
		for key, value := range freeKinds[kind] {
			property[key] = value
		}
		text, err := json.Marshal(property)
		if err != nil {
			t.Fatal(err)
		}
		properties = append(properties, fmt.Sprintf("%q: %s", name, text))
	}
	return []byte(`{"$schema": "https://json-schema.org/draft/2020-12/schema", "x-schema": 1, "title": "` + s.node + `", "type": "object", "properties": {` + strings.Join(properties, ", ") + `}}`)
}
