package sqldb_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"saksgang/base/sqldb"
	"saksgang/testkit"
)

func TestAQueryWithinItsOwnRowsSeesAllOfThem(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	const query = "SELECT n FROM numbers ORDER BY n"
	err := db.Transact(t.Context(), func(ctx context.Context) error {
		for _, statement := range []string{"CREATE TABLE numbers (n INTEGER NOT NULL)", "INSERT INTO numbers VALUES (1), (2), (3)"} {
			if _, err := sqldb.Exec(ctx, db, statement); err != nil {
				return err
			}
		}
		for range 2 { // the second time with a kept statement
			outer := 0
			err := sqldb.Each(ctx, db, func(int) error {
				outer++
				inner, err := sqldb.All[int](ctx, db, query)
				if len(inner) != 3 {
					t.Errorf("the inner query saw %v", inner)
				}
				return err
			}, query)
			if err != nil || outer != 3 {
				t.Errorf("the outer query saw %d rows, %v", outer, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAKeptStatementFollowsAChangedTable(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	count := func() (n int) {
		n, err := sqldb.One[int](t.Context(), db, "SELECT count(*) FROM changing")
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	run := func(statement string, args ...any) {
		if _, err := sqldb.Exec(t.Context(), db, statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	run("CREATE TABLE changing (a INTEGER)")
	run("INSERT INTO changing (a) VALUES ($1)", 1)
	if count() != 1 {
		t.Error("one row")
	}
	run("DROP TABLE changing")
	run("CREATE TABLE changing (b TEXT, a INTEGER)")
	run("INSERT INTO changing (a) VALUES ($1)", 2)
	run("INSERT INTO changing (a) VALUES ($1)", nil)
	if count() != 2 {
		t.Error("two rows in the new table")
	}
}

func TestMoreStatementsThanAreKeptStillRun(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	for round := range 2 {
		for i := range 400 {
			n, err := sqldb.One[int](t.Context(), db, fmt.Sprintf("SELECT %d", i))
			if n != i || err != nil {
				t.Fatalf("round %d: %d, %v", round, n, err)
			}
		}
	}
}

func TestAFailedStatementRunsAgainWithItsNewArguments(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	if _, err := sqldb.Exec(t.Context(), db, "CREATE TABLE once (a INTEGER NOT NULL PRIMARY KEY)"); err != nil {
		t.Fatal(err)
	}
	const insert = "INSERT INTO once (a) VALUES ($1)"
	for i, c := range []struct {
		value int
		fails bool
	}{{1, false}, {1, true}, {2, false}, {2, true}, {3, false}} {
		_, err := sqldb.Exec(t.Context(), db, insert, c.value)
		if (err != nil) != c.fails {
			t.Errorf("insert %d of %d: %v", i, c.value, err)
		}
	}
}

func TestAStatementThatASimulationFailsUndoesItsTransaction(t *testing.T) {
	t.Parallel()
	lost := errors.New("lost")
	var failing string
	before := func(query string) error {
		if query == failing {
			return lost
		}
		return nil
	}
	db, err := sqldb.Open(t.Context(), testkit.SQLite(t).Path(), sqldb.Options{Before: before})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := sqldb.Exec(t.Context(), db, "CREATE TABLE kept (a INTEGER)"); err != nil {
		t.Fatal(err)
	}
	failing = "INSERT INTO kept (a) VALUES (2)"
	err = db.Transact(t.Context(), func(ctx context.Context) error {
		for _, insert := range []string{"INSERT INTO kept (a) VALUES (1)", failing} {
			if _, err := sqldb.Exec(ctx, db, insert); err != nil {
				return err
			}
		}
		return nil
	})
	if !errors.Is(err, lost) {
		t.Errorf("got %v", err)
	}
	if n, err := sqldb.One[int](t.Context(), db, "SELECT count(*) FROM kept"); n != 0 || err != nil {
		t.Errorf("%d rows, %v", n, err)
	}
}
