package checklist_test

import (
	"strings"
	"testing"
	"time"

	"saksgang/process/checklist"
)

// What anybody may send in must not hold the program up.
func TestHostileTextIsReadInTime(t *testing.T) {
	t.Parallel()
	const size = 1 << 18
	for name, unit := range map[string]string{
		"conditions":    "1\t" + strings.Repeat("hvis om innen ", 1100) + "\tx\n",
		"dashes":        "1\t" + strings.Repeat("( - ", 4000) + "\tx\n",
		"names":         "1\tx\t" + strings.Repeat("A B/", 4000) + "\n",
		"quotes":        "\"\n",
		"tabbed quotes": "\"\t\"a\t\n",
		"commas":        "1,\",",
		"tables":        "<table>",
		"cells":         "<table><tr><td colspan=999 rowspan=999>",
		"pipes":         "|a|b|c\n",
		"brackets":      "1\tx\t" + strings.Repeat("<b", 8000) + "\n",
	} {
		text := "Nr\tHva\tHvem\n" + strings.Repeat(unit, size/len(unit))
		begun := time.Now()
		if table, _, err := checklist.Parse([]byte(text), checklist.Options{}); err == nil {
			checklist.Interpret(table)
		}
		if took := time.Since(begun); took > 10*time.Second {
			t.Errorf("%s took %v", name, took)
		} else {
			t.Logf("%s took %v", name, took)
		}
	}
}
