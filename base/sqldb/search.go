package sqldb

import (
	"context"
	"fmt"
	"strings"
	"unicode"
)

// A search table holds the words of numbered rows: FTS5 on SQLite, tsvector on
// PostgreSQL. A module makes its own in a migration, one line for each engine:
//
//	-- only sqlite:CREATE VIRTUAL TABLE t USING fts5(words, tokenize = "unicode61 remove_diacritics 0", detail = none);
//	-- only sqlite:INSERT INTO t (t, rank) VALUES ('secure-delete', 1);
//	-- only postgres:CREATE TABLE t (rowid BIGINT NOT NULL PRIMARY KEY, words TSVECTOR NOT NULL);
//	-- only postgres:CREATE INDEX t_words ON t USING GIN (words);
//
// The words are made in Go (letters and digits alone, lower case), so that both
// engines find the same; without 'secure-delete' FTS5 keeps words of rows that
// were removed.

// Index makes row findable by the words, in place of those it had. A word that
// holds anything but letters and digits is left out.
func (db *DB) Index(ctx context.Context, table string, row int64, words []string) error {
	if err := db.Unindex(ctx, table, row); err != nil {
		return err
	}
	kept := make([]string, 0, len(words))
	for _, w := range words {
		if IsWord(w) {
			kept = append(kept, w)
		}
	}
	value := "$2"
	if db.dialect == Postgres {
		value = "CAST($2 AS tsvector)"
	}
	_, err := Exec(ctx, db, "INSERT INTO "+table+" (rowid, words) VALUES ($1, "+value+")", row, strings.Join(kept, " "))
	return err
}

// Unindex removes the words of row; none is no error.
func (db *DB) Unindex(ctx context.Context, table string, row int64) error {
	_, err := Exec(ctx, db, "DELETE FROM "+table+" WHERE rowid = $1", row)
	return err
}

// Matching returns a condition that holds for the rows, by their number in
// column, which have every one of the words; a word that ends with "*" stands
// for every word that begins so. The argument is numbered arg. Without words it
// holds for no row.
func (db *DB) Matching(table, column string, words []string, arg int) (string, any) {
	var parts []string
	for _, w := range words {
		stem, prefix := strings.CutSuffix(w, "*")
		if !IsWord(stem) {
			continue
		}
		part := `"` + stem + `"`
		if db.dialect == Postgres {
			part = "'" + stem + "'"
		}
		switch {
		case prefix && db.dialect == Postgres:
			part += ":*"
		case prefix:
			part += " *"
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return fmt.Sprintf("CAST($%d AS TEXT) IS NULL", arg), "-"
	}
	if db.dialect == Postgres {
		return fmt.Sprintf("%s IN (SELECT rowid FROM %s WHERE words @@ CAST($%d AS tsquery))", column, table, arg), strings.Join(parts, " & ")
	}
	return fmt.Sprintf("%s IN (SELECT rowid FROM %s WHERE %s MATCH $%d)", column, table, table, arg), strings.Join(parts, " AND ")
}

// longestWord is the longest that is indexed, in bytes; PostgreSQL takes no
// lexeme of 2 kB.
const longestWord = 200

// IsWord says whether a search table takes the word: letters and digits alone.
func IsWord(w string) bool {
	if w == "" || len(w) > longestWord {
		return false
	}
	for _, r := range w {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return true
}
