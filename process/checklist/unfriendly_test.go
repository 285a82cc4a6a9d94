package checklist

import (
	"slices"
	"testing"

	"saksgang/process/bpmn"
)

// TestTextFromElsewhere holds what real files do that our own do not.
func TestTextFromElsewhere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		titles     []string
		lanes      []string
	}{
		{"CSV with a blank line between the rows", "Nr;Hva;Hvem\n\n1;A;Leder\n\n2;B;HR\n\nVi, du; og jeg; til slutt\n", []string{"A", "B"}, []string{"Leder", "HR"}},
		{"a table within a table that lays out the page", "<table><tr><td>Menu</td><td><table><tr><th>Nr</th><th>Hva</th><th>Hvem</th></tr><tr><td>1</td><td>A</td><td>Leder</td></tr></table></td></tr></table>", []string{"A"}, []string{"Leder"}},
		{"a placeholder in brackets is no markup", "Nr\tHva\tHvem\n1\tSvar <navn på søker> i <b>dag</b>\tLeder\n2\tB\tHR\n", []string{"Svar <navn på søker> i dag", "B"}, []string{"Leder", "HR"}},
		{"a name with & in it is one", "Nr\tHva\tHvem\n1\tA\tB&U-forvaltningen\n2\tB\tLeder & HR\n", []string{"A", "B"}, []string{"B&U-forvaltningen", "Leder"}},
		{"letters that cannot be seen, and å in two parts", "Nr\tHva\tHvem\n1\tA\tRådmann\n2\tB\t\u200bRa\u030admann\n", []string{"A", "B"}, []string{"Rådmann"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			table, _, err := Parse([]byte(c.text), Options{})
			if err != nil {
				t.Fatal(err)
			}
			drawing, _ := Draft(table, DraftOptions{})
			var titles, lanes []string
			for _, n := range drawing.Processes[0].Nodes {
				if n.Kind == bpmn.UserTask {
					titles = append(titles, n.Name)
				}
			}
			for _, l := range drawing.Processes[0].Lanes() {
				lanes = append(lanes, l.Name)
			}
			if !slices.Equal(titles, c.titles) || !slices.Equal(lanes, c.lanes) {
				t.Errorf("got %q in %q", titles, lanes)
			}
		})
	}
}

func TestANewNameIsKeptWithItsBrackets(t *testing.T) {
	t.Parallel()
	d := DrawnRow{Row: Row{What: "Svar<br>- i dag"}, Title: "Svar"}
	if got := d.renamed("Skriv  til <søker> & A"); got != "Skriv til <søker> & A<br>- i dag" {
		t.Error(got)
	}
}
