package work_test

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"
	"testing/fstest"

	"saksgang/base/authz"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/migrations"
	"saksgang/testkit"
)

// What waited before kind and subject became the key waits afterwards, and of
// what was closed several times the last stands.
func TestWhatWaitsSurvivesTheUpgradeOfItsTable(t *testing.T) {
	t.Parallel()
	targets := map[string]string{"sqlite": filepath.Join(t.TempDir(), "old.db"), "postgres": testkit.EmptyPostgresURL(t)}
	for name, target := range targets {
		t.Run(name, func(t *testing.T) {
			db, err := sqldb.Open(t.Context(), target, sqldb.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.Migrate(t.Context(), until(t, "20261122080000"), ""); err != nil {
				t.Fatal(err)
			}
			me := authz.Actor{User: ids.New[ids.User]()}
			for i, closed := range []int{5, 9, 0, 7} {
				subject := []string{"twice", "twice", "waits", "waits"}[i]
				_, err := sqldb.Exec(t.Context(), db, `INSERT INTO work_item (id, kind, subject, title, about, reason, link, agency, unit, role, person, created_at, due_at, closed_at)
VALUES ($1, 'k', $2, $3, '', '', '', '', '', '', $4, 1, 0, $5)`, ids.New[ids.Case](), subject, fmt.Sprint(subject, closed), me.User, closed)
				if err != nil {
					t.Fatal(err)
				}
			}
			if _, err := db.Migrate(t.Context(), migrations.Files, ""); err != nil {
				t.Fatal(err)
			}
			list := work.New(db, noon)
			waiting, finished := titles(t, list, me, work.Query{}), titles(t, list, me, work.Query{Whose: work.Finished})
			if got := fmt.Sprint(waiting, finished); got != "[waits0] [twice9]" {
				t.Fatal(got)
			}
		})
	}
}

// until is the stream of migrations as it stood before the given timestamp.
func until(t *testing.T, before string) fs.FS {
	t.Helper()
	files, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	stream := fstest.MapFS{}
	for _, name := range files {
		if name >= before {
			continue
		}
		text, err := fs.ReadFile(migrations.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		stream[name] = &fstest.MapFile{Data: text}
	}
	return stream
}
