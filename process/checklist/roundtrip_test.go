package checklist_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"saksgang/process/bpmn"
	"saksgang/process/checklist"
	"saksgang/testkit"
)

// fatal is what testing.T and rapid.T have in common.
type fatal interface {
	Helper()
	Fatalf(format string, args ...any)
}

func parse(t fatal, text string) checklist.Table {
	t.Helper()
	table, _, err := checklist.Parse([]byte(text), checklist.Options{})
	if err != nil {
		t.Fatalf("%v, for\n%q", err, text)
	}
	return table
}

// throughFile draws a table, writes the drawing as XML and reads it again.
func throughFile(t fatal, table checklist.Table) (file string, back *bpmn.Definitions) {
	t.Helper()
	d, _ := checklist.Draft(table, checklist.DraftOptions{Name: "P"})
	var b bytes.Buffer
	if err := bpmn.Write(&b, d); err != nil {
		t.Fatalf("%v, for %q", err, table.Rows)
	}
	file = b.String()
	back, err := bpmn.Read(&b)
	if err != nil {
		t.Fatalf("%v, for %q", err, table.Rows)
	}
	return file, back
}

func rowsOf(d *bpmn.Definitions) []checklist.Row {
	table, _ := checklist.Rows(d)
	return table.Rows
}

var noExtraIsNil = cmpopts.EquateEmpty()

// sameThroughDrawing is the promise of the package: text → drawing → text gives
// the same cells, and drawing that text again the same drawing.
func sameThroughDrawing(t fatal, table checklist.Table) {
	t.Helper()
	file, back := throughFile(t, table)
	got, remarks := checklist.Rows(back)
	if diff := cmp.Diff(table.Rows, got.Rows, noExtraIsNil); diff != "" {
		t.Fatalf("the rows changed on the way:\n%s", diff)
	}
	if len(remarks) != 0 {
		t.Fatalf("remarks on what nobody changed: %v", remarks)
	}
	text := checklist.WriteText(got, false)
	again := parse(t, text)
	if diff := cmp.Diff(got.Rows, again.Rows, noExtraIsNil); diff != "" {
		t.Fatalf("the text is read otherwise:\n%s\n%q", diff, text)
	}
	if second, _ := throughFile(t, again); second != file {
		t.Fatalf("the text gives another drawing:\n%s", cmp.Diff(file, second))
	}
}

// cellText makes cells as people write them, and as nobody should.
func cellText() *rapid.Generator[string] {
	piece := rapid.SampledFrom([]string{
		"Leder", "leder", "HR", "Kommunalsjef", "rådgiver", "Øystein", "og", "och", "eller", "/", ",", ".", " ", "  ", "- ", " - ", "•",
		"\n", "\n- ", "<br>", "<ul>", "<li>", "</li>", "<ul style=\"x\"> - ", "<b>", "**", "`", "\"", "\"\"", "'", "(", ")", ";", ":", "|", "\\|", "&", "&amp;",
		"om", "hvis", "innen 5 dager", "senest 1. mai", "avgjør", "drøfter med", "å", "1", "1)", "2.1", "Nr", "Oppgave:", "#", "=1+1", "\u00a0", "é", "→", "😀", "\uFFFD",
	})
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "pieces"), rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
	})
}

func tables() *rapid.Generator[checklist.Table] {
	return rapid.Custom(func(t *rapid.T) checklist.Table {
		table := checklist.Table{Columns: checklist.Columns{Number: "Nr", What: "Hva", Who: "Hvem"}}
		if rapid.Bool().Draw(t, "further column") {
			table.Columns.Extra = []string{rapid.SampledFrom([]string{"Frist", "Merknad"}).Draw(t, "column")}
		}
		number := rapid.SampledFrom([]string{"", "1", "2", "3", "4.", "1a", "2.1", "Steg 5", "B)", "**6**", "Innledning"})
		for range rapid.IntRange(1, 6).Draw(t, "rows") {
			row := checklist.Row{Number: number.Draw(t, "number"), What: "x" + cellText().Draw(t, "what"), Who: cellText().Draw(t, "who")}
			if table.Columns.Extra != nil {
				row.Extra = []string{cellText().Draw(t, "further")}
			}
			table.Rows = append(table.Rows, row)
		}
		return table
	})
}

func TestEveryTableComesBackFromItsDrawing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { sameThroughDrawing(t, tables().Draw(t, "table")) })
}

func TestOnlyTheCellsOfARenamedAndMovedTaskChange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		table := tables().Draw(t, "table")
		_, d := throughFile(t, table)
		p := d.Processes[0]
		at := rapid.IntRange(0, len(table.Rows)-1).Draw(t, "row")
		task := p.Nodes[at+1] // the start comes first
		task.Name = "Ganske nytt navn"
		p.MoveToLane(task.ID, p.AddLane("new", "Helt andre"))
		got := rowsOf(d)
		if row := got[at]; !strings.Contains(row.What, "Ganske nytt navn") || !strings.Contains(row.Who, "Helt andre") {
			t.Fatalf("row %d does not show the change: %q", at, row)
		}
		got[at].What, got[at].Who = table.Rows[at].What, table.Rows[at].Who
		if diff := cmp.Diff(table.Rows, got, noExtraIsNil); diff != "" {
			t.Fatalf("other cells changed:\n%s", diff)
		}
	})
}

func TestTheHiringChecklistComesBack(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile(testkit.Data(t, "seeds/002_a81d40bdad913f9b.txt"))
	if err != nil {
		t.Fatal(err)
	}
	table := parse(t, string(source))
	if len(table.Rows) != 14 || table.Rows[2].Number != "4" || table.Rows[13].Number != "15" {
		t.Fatalf("%d rows, third %q", len(table.Rows), table.Rows[2].Number)
	}
	sameThroughDrawing(t, table)
	d, _ := checklist.Draft(table, checklist.DraftOptions{})
	var lanes []string
	for _, lane := range d.Processes[0].Lanes() {
		lanes = append(lanes, lane.Name)
	}
	want := []string{"Kommunalsjef", "Leder", "Intervjuutvalget", "Nærmeste leder", "Ansettelsesutvalg", "Personalkontoret"}
	if diff := cmp.Diff(want, lanes); diff != "" {
		t.Error(diff)
	}
	if text := checklist.WriteText(table, false); !bytes.Contains(source, []byte(text)) {
		t.Error("the rows are not as they stood in the source")
	}
}

func TestDrawingsOfOthersGiveARowForEachTask(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file string
		want string // a row among the rows
	}{
		{"C.1.0.bpmn", ""},
		{"A.2.0.bpmn", "\tTask 1\t"},
		{"A.4.0.bpmn", "\tTask 1\t"},
	} {
		f, err := os.Open(filepath.Join(testkit.Data(t, "data/bpmn/miwg"), c.file))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		d, err := bpmn.Read(f)
		if err != nil {
			t.Fatal(err)
		}
		table, _ := checklist.Rows(d)
		if text := checklist.WriteText(table, false); !strings.Contains(text, c.want) {
			t.Errorf("%s gives\n%s", c.file, text)
		} else {
			t.Logf("%s\n%s", c.file, text)
		}
	}
}

// FuzzParseThenDraw holds for any bytes: what is read as a table comes back.
func FuzzParseThenDraw(f *testing.F) {
	for _, seed := range []string{
		"Nr\tHva\tHvem\n1\tRing\tLeder\n", "\tHva\tHvem\n1\tA <ul> - b - c \tLeder Leder\n", "Nr;Hva;Hvem\n1;\"a\n- b\";c\n", "#,What,Who\n1,\"x, y\",z",
		"| Nr | Kva | Kven |\n|--|--|--|\n| 1 | a \\| b<br>- c | d |\n", "<table><tr><th>Vad<th>Vem<tr><td rowspan=2>a<td>b<tr><td>c</table>",
		"1\ta\n- b\tLeder\n2\tc\tHR\n", "\xff\xfe1\x00\t\x00a\x00", "Nr\tHva\tHvem\n1\tom s\xe5 og om\tinnen",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		table, remarks, err := checklist.Parse(file, checklist.Options{})
		if err != nil {
			return
		}
		for _, r := range remarks {
			if r.Code == "" || r.Position > len(table.Rows) {
				t.Errorf("remark %+v", r)
			}
		}
		_, d := throughFile(t, table)
		if diff := cmp.Diff(table.Rows, rowsOf(d), noExtraIsNil); diff != "" {
			t.Errorf("the rows changed on the way:\n%s", diff)
		}
	})
}

// FuzzTextIsReadBack holds for any bytes: the text of a table is read as it.
func FuzzTextIsReadBack(f *testing.F) {
	f.Add([]byte("Hva;Hvem;Nr\n\"a\n- b\";c;\n;;x\n"))
	f.Add([]byte("| Hva | Hvem |\n|--|--|\n| \"a | b | c |\n"))
	f.Add([]byte("1\ta\tb\tc\n2\td\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		table, _, err := checklist.Parse(file, checklist.Options{})
		if err != nil {
			return
		}
		text := checklist.WriteText(table, false)
		again, _, err := checklist.Parse([]byte(text), checklist.Options{})
		if err != nil {
			t.Fatalf("%v\n%q\n%q", err, table.Rows, text)
		}
		if second := checklist.WriteText(again, false); second != text {
			t.Errorf("%q\nis read and written as\n%q", text, second)
		}
	})
}
