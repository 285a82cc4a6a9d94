package sqldb_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"testing"

	"saksgang/base/sqldb"
	"saksgang/testkit"
)

func searchTable(t *testing.T, db *sqldb.DB) {
	t.Helper()
	for _, line := range []string{
		`-- only sqlite:CREATE VIRTUAL TABLE t_search USING fts5(words, tokenize = "unicode61 remove_diacritics 0", detail = none)`,
		`-- only sqlite:INSERT INTO t_search (t_search, rank) VALUES ('secure-delete', 1)`,
		`-- only postgres:CREATE TABLE t_search (rowid BIGINT NOT NULL PRIMARY KEY, words TSVECTOR NOT NULL)`,
		`-- only postgres:CREATE INDEX t_search_words ON t_search USING GIN (words)`,
	} {
		if text := db.Dialect().Translate(line); text != "" {
			if _, err := sqldb.Exec(t.Context(), db, text); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func found(t *testing.T, db *sqldb.DB, words ...string) []int64 {
	t.Helper()
	condition, arg := db.Matching("t_search", "r.rowid", words, 1)
	got, err := sqldb.All[int64](t.Context(), db, "SELECT r.rowid FROM t_search r WHERE "+condition+" ORDER BY r.rowid", arg)
	if err != nil {
		t.Fatalf("%v: %v", words, err)
	}
	return got
}

func TestBothEnginesFindTheSameWords(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		searchTable(t, db)
		index := func(row int64, words ...string) {
			if err := db.Index(t.Context(), "t_search", row, words); err != nil {
				t.Fatal(err)
			}
		}
		index(1, "søknad", "sykepleier", "åse", "o'brien", "2026", "")
		index(2, "søknader", "åsen", "ærlig")
		index(3, "aase", "sykepleier")
		index(3, "and", "or", "not", "near") // in place of what it had
		for _, c := range []struct {
			say   string
			words []string
			want  []int64
		}{
			{"a whole word", []string{"søknad"}, []int64{1}},
			{"the beginning of a word", []string{"søknad*"}, []int64{1, 2}},
			{"every word must be there", []string{"søknad*", "ærlig"}, []int64{2}},
			{"å is a letter of its own", []string{"ase"}, nil},
			{"å is found as å", []string{"åse"}, []int64{1}},
			{"a number", []string{"2026"}, []int64{1}},
			{"words that the engines give a meaning are words", []string{"and", "or", "not", "near"}, []int64{3}},
			{"what was replaced is not found", []string{"aase"}, nil},
			{"no words find nothing", nil, nil},
			{"a sign is no word", []string{"*", "o'brien", `"`, "a:b", "(("}, nil},
		} {
			if got := found(t, db, c.words...); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", c.say, got, c.want)
			}
		}
		if err := db.Unindex(t.Context(), "t_search", 1); err != nil {
			t.Fatal(err)
		}
		if got := found(t, db, "søknad*"); !slices.Equal(got, []int64{2}) {
			t.Errorf("after removal %v", got)
		}
	})
}

func TestRemovedWordsAreInNoFileOfSQLite(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	searchTable(t, db)
	for row := range int64(200) {
		words := []string{"felles", fmt.Sprintf("hemmelig%dord", row), "xyzzyplugh"}
		if err := db.Index(t.Context(), "t_search", row, words); err != nil {
			t.Fatal(err)
		}
	}
	for row := range int64(200) {
		if err := db.Index(t.Context(), "t_search", row, []string{"felles"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Checkpoint(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{db.Path(), db.Path() + "-wal"} {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{"hemmelig", "zzyplugh"} {
			if bytes.Contains(content, []byte(part)) {
				t.Errorf("%s still holds %q", path, part)
			}
		}
	}
}
