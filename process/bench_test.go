package process_test

import (
	"testing"

	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/process"
	"saksgang/testkit"
)

// BenchmarkDurable measures commands of one client on SQLite with
// synchronous=FULL: each round starts a case and does its two tasks.
func BenchmarkDurable(b *testing.B) {
	w := newTown(b, testkit.SQLite(b), process.Options{})
	w.offer("test.record", process.Inline, nil)
	w.deploy(standard(), standardMeta)
	b.ResetTimer()
	for range b.N {
		c := w.start("hiring", nil, nil)
		w.called = w.called[:0]
		w.must(w.s.Complete(as(b.Context(), leader), w.openTask(c), nil))
		w.must(w.s.Complete(as(b.Context(), hr), w.openTask(c), map[string]any{"approved": true}))
	}
	b.ReportMetric(float64(3*b.N)/b.Elapsed().Seconds(), "commands/s")
}

// openTask finds the case's open task outside the measured time.
func (w *town) openTask(c ids.CaseID) process.TaskID {
	if b, ok := w.t.(*testing.B); ok {
		b.StopTimer()
		defer b.StartTimer()
	}
	tasks, err := w.s.TasksOf(as(w.t.Context(), admin), c)
	w.must(err)
	return tasks[0].ID
}

// BenchmarkFloor is one row in one durable transaction: what no command can
// be faster than.
func BenchmarkFloor(b *testing.B) {
	db := testkit.SQLite(b)
	if _, err := sqldb.Exec(b.Context(), db, "CREATE TABLE floor (a INTEGER NOT NULL)"); err != nil {
		b.Fatal(err)
	}
	for i := range b.N {
		if _, err := sqldb.Exec(b.Context(), db, "INSERT INTO floor (a) VALUES ($1)", i); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commands/s")
}
