package process_test

import (
	"testing"

	"saksgang/base/sqldb"
	"saksgang/process"
	"saksgang/testkit"
)

// TestAWaitingInstanceTakesAtMostTwoKilobytes measures the pages of SQLite that
// two thousand waiting cases need: case, instance, task, work item and timer job
// with all their indexes; the ledger aside.
func TestAWaitingInstanceTakesAtMostTwoKilobytes(t *testing.T) {
	t.Parallel()
	w := newTown(t, testkit.SQLite(t), process.Options{})
	w.offer("test.record", process.Inline, nil)
	d := standard()
	d.Processes[0].Node("need").Set("deadline", "10 working days")
	d.Processes[0].Node("need").Set("reminder", "P5D")
	w.deploy(d, standardMeta)
	const cases = 2000
	before := w.pages()
	vars := map[string]any{"position": "Nurse, full time", "percent": 100, "from": "2024-03-01", "reason": "growth"}
	for range cases {
		w.start("hiring", vars, nil)
	}
	bytes := map[string]int64{}
	total := int64(0)
	for name, size := range w.pages() {
		if more := size - before[name]; more > 0 {
			bytes[name] = more / cases
		}
		total += size - before[name]
	}
	t.Logf("%d bytes for one waiting instance: %v", total/cases, bytes)
	if total/cases > 2048 {
		t.Errorf("%d bytes for one waiting instance, at most 2048", total/cases)
	}
}

// pages is how many bytes of pages each table and index has, the ledger aside.
func (w *town) pages() map[string]int64 {
	w.t.Helper()
	type row struct {
		Name string
		Size int64
	}
	rows, err := sqldb.All[row](w.t.Context(), w.db, "SELECT name, sum(pgsize) FROM dbstat WHERE name NOT LIKE '%ledger%' GROUP BY name")
	w.must(err)
	sizes := map[string]int64{}
	for _, r := range rows {
		sizes[r.Name] = r.Size
	}
	return sizes
}
