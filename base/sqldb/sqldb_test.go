package sqldb_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/testkit"
)

type commandRow struct {
	Actor  ids.UserID
	ID     ids.CommandID
	Name   string
	Result string
	DoneAt int64
}

const insertCommand = "INSERT INTO command (actor, id, name, result, done_at) VALUES ($1, $2, $3, $4, $5)"

func insert(ctx context.Context, db *sqldb.DB, row commandRow) error {
	_, err := sqldb.Exec(ctx, db, insertCommand, row.Actor, row.ID, row.Name, row.Result, row.DoneAt)
	return err
}

func fresh(name string) commandRow {
	return commandRow{Actor: ids.New[ids.User](), ID: ids.New[ids.Command](), Name: name, Result: "{}", DoneAt: 7}
}

func count(t *testing.T, db *sqldb.DB) int {
	t.Helper()
	n, err := sqldb.One[int](t.Context(), db, "SELECT count(*) FROM command")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestARowComesBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		want := fresh("blåbær")
		if err := insert(t.Context(), db, want); err != nil {
			t.Fatal(err)
		}
		got, err := sqldb.One[commandRow](t.Context(), db, "SELECT actor, id, name, result, done_at FROM command WHERE id = $1", want.ID)
		if err != nil || got != want {
			t.Fatalf("got %+v, %v", got, err)
		}
		if _, err := sqldb.One[string](t.Context(), db, "SELECT name FROM command WHERE name = $1", "x"); !errors.Is(err, sqldb.ErrNoRow) {
			t.Fatalf("a missing row gave %v", err)
		}
	})
}

func TestAFailedTransactionLeavesNothing(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		refused := errs.Invalid("test.refused")
		err := db.Transact(t.Context(), func(ctx context.Context) error {
			if err := insert(ctx, db, fresh("a")); err != nil {
				return err
			}
			return db.Transact(ctx, func(ctx context.Context) error { return refused })
		})
		if !errors.Is(err, refused) || count(t, db) != 0 {
			t.Fatalf("error %v, rows %d", err, count(t, db))
		}
	})
}

func TestASavepointUndoesOnlyItself(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		err := db.Transact(t.Context(), func(ctx context.Context) error {
			if err := insert(ctx, db, fresh("kept")); err != nil {
				return err
			}
			inner := db.Savepoint(ctx, func(ctx context.Context) error {
				if err := insert(ctx, db, fresh("undone")); err != nil {
					return err
				}
				return errs.Invalid("test.refused")
			})
			if !errs.Has(inner, "test.refused") {
				t.Errorf("the savepoint returned %v", inner)
			}
			return insert(ctx, db, fresh("kept too"))
		})
		if err != nil || count(t, db) != 2 {
			t.Fatalf("error %v, rows %d", err, count(t, db))
		}
	})
}

func TestCommandsThatShareACommitFailAlone(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		const clients, each = 20, 10
		var wg sync.WaitGroup
		for client := range clients {
			wg.Go(func() {
				for range each {
					fails := client%4 == 0
					err := db.Transact(context.Background(), func(ctx context.Context) error {
						if err := insert(ctx, db, fresh("x")); err != nil {
							return err
						}
						if fails {
							return errs.Invalid("test.refused")
						}
						return nil
					})
					if fails != errs.Has(err, "test.refused") || (!fails && err != nil) {
						t.Errorf("client %d: %v", client, err)
					}
				}
			})
		}
		wg.Wait()
		if got, want := count(t, db), clients*each*3/4; got != want {
			t.Fatalf("%d rows, want %d", got, want)
		}
	})
}

func TestAPanicUndoesItsTransactionAndReachesItsCaller(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		func() {
			defer func() {
				if recover() != "broken" {
					t.Error("the panic did not reach the caller")
				}
			}()
			db.Transact(t.Context(), func(ctx context.Context) error {
				if err := insert(ctx, db, fresh("a")); err != nil {
					return err
				}
				panic("broken")
			})
		}()
		if err := insert(t.Context(), db, fresh("b")); err != nil || count(t, db) != 1 {
			t.Fatalf("afterwards: %v, rows %d", err, count(t, db))
		}
	})
}

func TestAHookRunsOnlyAfterACommit(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ran := 0
		body := func(result error) func(ctx context.Context) error {
			return func(ctx context.Context) error {
				sqldb.AfterCommit(ctx, func() { ran++ })
				if ran != 0 {
					t.Error("the hook ran before the commit")
				}
				return result
			}
		}
		if err := db.Transact(t.Context(), body(errs.Invalid("test.refused"))); err == nil || ran != 0 {
			t.Fatalf("after a failure: %v, ran %d", err, ran)
		}
		if err := db.Transact(t.Context(), body(nil)); err != nil || ran != 1 {
			t.Fatalf("after a commit: %v, ran %d", err, ran)
		}
	})
}

// Two transactions that read what the other writes cannot both commit
// unchanged; the second is run again and sees the first.
func TestTransactionsAreSerializable(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				err := db.Transact(context.Background(), func(ctx context.Context) error {
					n, err := sqldb.One[int64](ctx, db, "SELECT count(*) FROM command")
					if err != nil {
						return err
					}
					row := fresh("n")
					row.DoneAt = n
					return insert(ctx, db, row)
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		distinct, err := sqldb.One[int](t.Context(), db, "SELECT count(DISTINCT done_at) FROM command")
		if err != nil || distinct != 8 {
			t.Fatalf("%d distinct counts, want 8 (%v)", distinct, err)
		}
	})
}

func TestAViewNeitherChangesNorIsChanged(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		err := db.View(t.Context(), func(ctx context.Context) error {
			before, err := sqldb.One[int](ctx, db, "SELECT count(*) FROM command")
			if err != nil {
				return err
			}
			if err := insert(t.Context(), db, fresh("meanwhile")); err != nil {
				return err
			}
			after, err := sqldb.One[int](ctx, db, "SELECT count(*) FROM command")
			if before != 0 || after != 0 {
				t.Errorf("the view saw %d, then %d", before, after)
			}
			if inner := insert(ctx, db, fresh("b")); inner == nil {
				t.Error("a view could write")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAColumnRefusesAValueOfAnotherType(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		row := fresh("x")
		_, err := sqldb.Exec(t.Context(), db, insertCommand, row.Actor, row.ID, row.Name, row.Result, "yesterday")
		if err == nil {
			t.Fatal("text went into a number")
		}
	})
}

func TestTheSameKeyTwiceIsADuplicate(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		row := fresh("x")
		if err := insert(t.Context(), db, row); err != nil {
			t.Fatal(err)
		}
		if err := insert(t.Context(), db, row); !sqldb.IsDuplicate(err) {
			t.Fatalf("got %v", err)
		}
	})
}

func stream(extra string) fstest.MapFS {
	files := fstest.MapFS{
		"20260101000000_support.sql": {Data: []byte("-- +goose Up\nCREATE TABLE schema_support (\n  one BIGINT NOT NULL,\n  oldest_program BIGINT NOT NULL\n);\nINSERT INTO schema_support (one, oldest_program) VALUES (1, 20260101000000);\n")},
	}
	if extra != "" {
		files["20260102000000_extra.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + extra)}
	}
	return files
}

func TestAnUpgradeTakesASnapshotFirst(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db, err := sqldb.Open(t.Context(), filepath.Join(dir, "a.db"), sqldb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	first, err := db.Migrate(t.Context(), stream(""), dir)
	if err != nil || first.Snapshot != "" || first.To != 20260101000000 {
		t.Fatalf("first: %+v %v", first, err)
	}
	second, err := db.Migrate(t.Context(), stream("CREATE TABLE extra (\n  a BIGINT NOT NULL\n);\n"), dir)
	if err != nil || second.Snapshot == "" {
		t.Fatalf("second: %+v %v", second, err)
	}
	if _, err := os.Stat(second.Snapshot); err != nil {
		t.Fatal(err)
	}
	again, err := db.Migrate(t.Context(), stream("CREATE TABLE extra (\n  a BIGINT NOT NULL\n);\n"), dir)
	if err != nil || again.From != again.To || again.Snapshot != "" {
		t.Fatalf("again: %+v %v", again, err)
	}
}

func TestAProgramTooOldForTheSchemaIsRefused(t *testing.T) {
	t.Parallel()
	targets := map[string]string{"sqlite": filepath.Join(t.TempDir(), "a.db"), "postgres": testkit.EmptyPostgresURL(t)}
	for name, target := range targets {
		db, err := sqldb.Open(t.Context(), target, sqldb.Options{})
		if err != nil {
			t.Fatal(name, err)
		}
		defer db.Close()
		compatible := "CREATE TABLE extra (\n  a BIGINT NOT NULL\n);\n"
		if _, err := db.Migrate(t.Context(), stream(compatible), ""); err != nil {
			t.Fatal(name, err)
		}
		if _, err := db.Migrate(t.Context(), stream(""), ""); err != nil {
			t.Fatalf("%s: an older program that the schema still supports was refused: %v", name, err)
		}
		if _, err := sqldb.Exec(t.Context(), db, "UPDATE schema_support SET oldest_program = 20260102000000"); err != nil {
			t.Fatal(name, err)
		}
		if _, err := db.Migrate(t.Context(), stream(""), ""); !errs.Has(err, "sqldb.program-too-old") {
			t.Fatalf("%s: got %v", name, err)
		}
	}
}

func TestAFolderThatCannotHoldADatabaseIsNamedClearly(t *testing.T) {
	t.Parallel()
	_, err := sqldb.Open(t.Context(), filepath.Join(t.TempDir(), "missing", "a.db"), sqldb.Options{})
	if !errs.Has(err, "sqldb.no-folder") {
		t.Fatalf("got %v", err)
	}
}

func TestTranslateKeepsTheLinesOfOneEngine(t *testing.T) {
	t.Parallel()
	text := "CREATE TABLE a (\n  b BYTEA,\n  c BIGINT\n);\n-- only sqlite:PRAGMA x;\n-- only postgres:SELECT 1;\n"
	lite, pg := sqldb.SQLite.Translate(text), sqldb.Postgres.Translate(text)
	if !strings.Contains(lite, "b BLOB") || !strings.Contains(lite, ") STRICT;") || !strings.Contains(lite, "\nPRAGMA x;") || strings.Contains(lite, "SELECT 1") {
		t.Errorf("sqlite:\n%s", lite)
	}
	if !strings.Contains(pg, "b BYTEA") || strings.Contains(pg, "STRICT") || !strings.Contains(pg, "\nSELECT 1;") || strings.Contains(pg, "PRAGMA") {
		t.Errorf("postgres:\n%s", pg)
	}
}

func TestOnlyItsOwnerMayReadADatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "saksgang.db")
	db, err := sqldb.Open(t.Context(), path, sqldb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := sqldb.Exec(t.Context(), db, "CREATE TABLE t (a INTEGER)"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", filepath.Base(name), info.Mode(), err)
		}
	}
}

// Both are made with SQLite's own limits, so that the error is the real one.
func TestAFullDiskAndAReadOnlyDatabaseAreNamedAndNothingIsChanged(t *testing.T) {
	t.Parallel()
	for code, limit := range map[string]string{"sqldb.disk-full": "PRAGMA max_page_count = 1", "sqldb.read-only": "PRAGMA query_only = ON"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			db, err := sqldb.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), sqldb.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			for _, text := range []string{"CREATE TABLE note (text TEXT NOT NULL)", limit} {
				if _, err := sqldb.Exec(t.Context(), db, text); err != nil {
					t.Fatal(err)
				}
			}
			err = db.Transact(t.Context(), func(ctx context.Context) error {
				_, err := sqldb.Exec(ctx, db, "INSERT INTO note (text) VALUES ($1)", strings.Repeat("x", 1<<20))
				return err
			})
			if !errs.Has(err, code) {
				t.Fatalf("got %v", err)
			}
			if n, err := sqldb.One[int](t.Context(), db, "SELECT count(*) FROM note"); n != 0 || err != nil {
				t.Fatalf("%d, %v", n, err)
			}
		})
	}
}

func TestAFolderThatMayNotBeWrittenIsNamedClearly(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/sys/kernel"); err != nil {
		testkit.Missing(t, "a folder that nobody may write in (/sys/kernel)")
	}
	_, err := sqldb.Open(t.Context(), "/sys/kernel/a.db", sqldb.Options{})
	if !errs.Has(err, "sqldb.folder-read-only") {
		t.Fatalf("got %v", err)
	}
}
