package checklist_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"saksgang/process/bpmn"
	"saksgang/process/checklist"
)

func TestATaskInAnotherLaneChangesTheFirstWhoAlone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, who, lane, want string
		remark                string
	}{
		{"one who alone becomes the lane's name", "Leder.", "HTV", "HTV", ""},
		{"the others stay", "Leder/kommunalsjef, Personalkontor.", "HTV", "HTV/kommunalsjef, Personalkontor.", ""},
		{"what they do stays", "Leder og HR avgjør. Drøfter med HTV", "Rådmann", "Rådmann og HR avgjør. Drøfter med HTV", ""},
		{"markup stays", "<b>Leder</b><br>HR", "HTV", "<b>HTV</b><br>HR", ""},
		{"a lane spelled alike is the same", "Leder. ", "LEDER", "Leder. ", ""},
		{"nobody becomes somebody", "", "HTV", "HTV", ""},
		{"somebody named twice is remarked on", "Leder og HR avgjør", "HR", "HR og HR avgjør", "named-twice"},
		{"a lane that reads as two is remarked on", "Leder", "Plan og bygg", "Plan og bygg", "lane-reads-otherwise"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, _ := checklist.Draft(checklist.Table{Rows: []checklist.Row{{Number: "1", What: "Ring", Who: c.who}}}, checklist.DraftOptions{})
			p := d.Processes[0]
			p.MoveToLane("task-1", p.AddLane("new", c.lane))
			table, remarks := checklist.Rows(d)
			code := ""
			for _, r := range remarks {
				code += r.Code
			}
			if got := table.Rows[0].Who; got != c.want || code != c.remark || table.Rows[0].What != "Ring" {
				t.Errorf("who is %q, remarked %q", got, code)
			}
		})
	}
}

func TestALaneRenamedChangesTheRowsInIt(t *testing.T) {
	t.Parallel()
	d, _ := checklist.Draft(parse(t, "Hva\tHvem\na\tLeder, HR\nb\tHR\nc\tleder"), checklist.DraftOptions{})
	d.Processes[0].Lanes()[0].Name = "Rektor"
	table, _ := checklist.Rows(d)
	if text := checklist.WriteText(table, false); text != "\ta\tRektor, HR\n\tb\tHR\n\tc\tRektor\n" {
		t.Errorf("%q", text)
	}
}

func TestARenamedTaskKeepsItsBullets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ what, want string }{
		{"Ring", "Ny"},
		{"Ring:\n- nå\n- høyt", "Ny:\n- nå\n- høyt"},
		{"  **Ring** <ul> - nå ", "  **Ny** <ul> - nå "},
		{"- Ring\n- skriv", "- Ny\n- skriv"},
		{"", "Ny"},
		{"Ring <i>nå</i><br>- høyt", "Ny<br>- høyt"},
	} {
		d, _ := checklist.Draft(checklist.Table{Rows: []checklist.Row{{What: c.what, Who: "Leder"}}}, checklist.DraftOptions{})
		node, _ := d.Node("task")
		node.Name = "Ny"
		if got := rowsOf(d)[0]; got.What != c.want || got.Who != "Leder" {
			t.Errorf("%q becomes %q", c.what, got.What)
		}
	}
}

func TestRowsComeInTheOrderOfTheFlow(t *testing.T) {
	t.Parallel()
	d := bpmn.New("d", "")
	p := d.AddProcess("p", "")
	d.AddPool("pool", "Kommunen", "p")
	p.AddNode(bpmn.EndEvent, "end", "")
	p.AddNode(bpmn.ServiceTask, "last", "Send\nsvar")
	sub := p.AddNode(bpmn.SubProcess, "sub", "Vurdering")
	p.AddNode(bpmn.UserTask, "first", "Motta")
	p.AddNode(bpmn.StartEvent, "start", "")
	p.AddNode(bpmn.CallActivity, "ring", "Purr")
	sub.Body.AddNode(bpmn.UserTask, "inner", "Les")
	p.AddLane("l", "Leder", "sub", "last")
	for i, f := range [][2]string{{"start", "first"}, {"first", "sub"}, {"sub", "last"}, {"last", "end"}, {"last", "sub"}, {"ring", "ring"}} {
		p.Connect(string(rune('a'+i)), f[0], f[1])
	}
	table, _ := checklist.Rows(d)
	var got []string
	for _, r := range table.Rows {
		got = append(got, r.What+" "+r.Who)
	}
	// sub and last lead to each other; the ring is entered at sub.
	want := []string{"Motta Kommunen", "Purr Kommunen", "Les Leder", "Send svar Leder"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestATaskAddedByHandIsARow(t *testing.T) {
	t.Parallel()
	d, _ := checklist.Draft(parse(t, "Nr\tHva\tHvem\n1\tRing\tLeder\n2\tSkriv\tHR"), checklist.DraftOptions{})
	p := d.Processes[0]
	p.AddNode(bpmn.UserTask, "by-hand", "Vent")
	p.Flow("flow-2").Target = "by-hand"
	p.Connect("more", "by-hand", "task-2")
	p.MoveToLane("by-hand", p.Lanes()[1])
	table, _ := checklist.Rows(d)
	if text := checklist.WriteText(table, false); text != "1\tRing\tLeder\n\tVent\tHR\n2\tSkriv\tHR\n" {
		t.Errorf("%q", text)
	}
}

func TestTheNoteSaysTheRestInTheRowsOwnWords(t *testing.T) {
	t.Parallel()
	d, _ := checklist.Draft(parse(t, strings.Join([]string{
		"Nr\tHva\tHvem\tFrist",
		"1\t\"Ring\n- " + strings.Repeat("langt ", 20) + "hvis det trengs\n- nå\"\tLeder/HR\t1. mai",
		"2\tSkriv\tleder\t",
	}, "\n")), checklist.DraftOptions{})
	notes := d.Processes[0].Annotations
	want := "Leder/HR\n– " + strings.TrimSpace(strings.Repeat("langt ", 15)) + "…\n– nå\n… hvis det trengs\nFrist: 1. mai"
	if len(notes) != 1 || notes[0].Text != want {
		t.Errorf("%d notes, the first\n%s\nwant\n%s", len(notes), notes[0].Text, want)
	}
}
