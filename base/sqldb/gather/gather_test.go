package gather

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"modernc.org/libc"
	_ "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// openDB opens a database on the layer, with a cache so small that what a transaction
// changes is written to the log before its commit.
func openDB(t *testing.T, path string) *sql.DB {
	t.Helper()
	if err := Register(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+path+"?vfs="+Name+"&_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(5)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func exec(t *testing.T, db interface {
	Exec(string, ...any) (sql.Result, error)
}, query string, args ...any) {
	t.Helper()
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatal(query, err)
	}
}

func count(t *testing.T, db interface {
	QueryRow(string, ...any) *sql.Row
}) (n int) {
	t.Helper()
	if err := db.QueryRow("SELECT count(*) FROM line").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func sound(t *testing.T, db *sql.DB) {
	t.Helper()
	var said string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&said); err != nil || said != "ok" {
		t.Fatal(said, err)
	}
}

// left is a database as a process that dies now would leave it, opened by SQLite's
// own layer.
func left(t *testing.T, path string) *sql.DB {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "left.db")
	for _, end := range []string{"", "-wal"} {
		data, err := os.ReadFile(path + end)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(copied+end, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", "file:"+copied)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

const table = "CREATE TABLE line (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"

func TestACommitIsInTheFilesWhenItReturns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	db := openDB(t, path)
	exec(t, db, table)
	for n := 1; n <= 40; n++ {
		exec(t, db, "INSERT INTO line (text) VALUES ($1)", strings.Repeat("x", n*1000))
		if got := count(t, left(t, path)); got != n {
			t.Fatalf("after %d commits the files have %d", n, got)
		}
	}
	exec(t, db, "PRAGMA wal_checkpoint(TRUNCATE)")
	if got := count(t, left(t, path)); got != 40 {
		t.Fatalf("after the log was moved the files have %d", got)
	}
	sound(t, db)
}

func TestALargeTransactionReadsWhatItHasWrittenAndOthersDoNot(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	db, other := openDB(t, path), openDB(t, path)
	exec(t, db, table)
	for _, end := range []string{"ROLLBACK", "COMMIT"} {
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		for n := range 2000 {
			exec(t, tx, "INSERT INTO line (id, text) VALUES ($1, $2)", (n*7919)%2003, fmt.Sprint(n, strings.Repeat("x", 500)))
			if n%500 == 499 {
				if mine, theirs := count(t, tx), count(t, other); mine != n+1 || theirs != 0 {
					t.Fatalf("of %d rows the transaction reads %d, another %d", n+1, mine, theirs)
				}
			}
		}
		if end == "ROLLBACK" {
			err = tx.Rollback()
		} else {
			err = tx.Commit()
		}
		want := map[string]int{"ROLLBACK": 0, "COMMIT": 2000}[end]
		if got := count(t, other); err != nil || got != want {
			t.Fatalf("after %s another reads %d, %v", end, got, err)
		}
		sound(t, other)
	}
	if got := count(t, left(t, path)); got != 2000 {
		t.Errorf("the files have %d", got)
	}
}

func TestACommitThatCannotBeWrittenFailsAndLeavesWhatWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	db := openDB(t, path)
	exec(t, db, table)
	exec(t, db, "INSERT INTO line (text) VALUES ('first')")
	own := map[*methods]moveFunc{}
	mu.Lock()
	for _, m := range known {
		own[m] = m.write
		m.write = func(*libc.TLS, uintptr, uintptr, int32, int64) int32 { return sqlite3.SQLITE_FULL }
	}
	mu.Unlock()
	restored := func() {
		for m, write := range own {
			m.write = write
		}
	}
	t.Cleanup(restored)
	_, err := db.Exec("INSERT INTO line (text) VALUES ('second')")
	if err == nil || !strings.Contains(err.Error(), "full") {
		t.Fatalf("a full disk: %v", err)
	}
	restored()
	if got := count(t, db); got != 1 {
		t.Errorf("after the refused commit %d rows", got)
	}
	exec(t, db, "INSERT INTO line (text) VALUES ('third')")
	sound(t, db)
	var all string
	if err := left(t, path).QueryRow("SELECT group_concat(text) FROM (SELECT text FROM line ORDER BY id)").Scan(&all); err != nil || all != "first,third" {
		t.Errorf("the files have %q, %v", all, err)
	}
}
