package migrations_test

import (
	"strings"
	"testing"

	"saksgang/base/sqldb"
	"saksgang/testkit"
)

// A CHECK with three values or more behind IN has SQLite build a table for every
// row that is written: a chain of OR does not.
func TestNothingIsBuiltToCheckARow(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	tables, err := sqldb.All[string](t.Context(), db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%'")
	if err != nil || len(tables) < 30 {
		t.Fatal(tables, err)
	}
	for _, table := range tables {
		columns, err := sqldb.All[string](t.Context(), db, "SELECT name FROM pragma_table_info($1)", table)
		if err != nil {
			t.Fatal(err)
		}
		values := strings.TrimSuffix(strings.Repeat("NULL, ", len(columns)), ", ")
		type step struct {
			Address    int64
			Opcode     string
			P1, P2, P3 int64
			P4         *string
			P5         int64
			Comment    *string
		}
		steps, err := sqldb.All[step](t.Context(), db, "EXPLAIN INSERT INTO "+table+" VALUES ("+values+")")
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range steps {
			if s.Opcode == "OpenEphemeral" {
				t.Errorf("a row of %s needs a table of its own to be checked: write CHECK (a = 'x' OR a = 'y' OR …)", table)
			}
		}
	}
}
