package sqldb_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"saksgang/base/errs"
	"saksgang/base/sqldb"
	"saksgang/testkit"
)

// filesWith lists the files under dir that hold a word.
func filesWith(t *testing.T, dir, word string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // the server's own coming and going
			return nil
		}
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if bytes.Contains(content, []byte(word)) {
			out = append(out, strings.TrimPrefix(path, dir))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// noise cannot be compressed, so that a long value is stored as it is.
func noise(n int) string {
	var out strings.Builder
	for i := 0; out.Len() < n; i++ {
		sum := sha256.Sum256([]byte{byte(i), byte(i >> 8)})
		out.WriteString(hex.EncodeToString(sum[:]))
	}
	return out.String()
}

func scrub(ctx context.Context, db *sqldb.DB) error {
	for table := ""; ; {
		next, err := db.Scrub(ctx, table)
		if err != nil || next == "" {
			return err
		}
		table = next
	}
}

// On PostgreSQL a word stays in its page, in an index, in the long values and
// in the planner's samples until the table is written anew.
func TestWhatWasErasedIsInNoFileOfPostgreSQL(t *testing.T) {
	t.Parallel()
	const word = "kvitsymrebakken"
	cluster := testkit.NewPostgresCluster(t)
	ctx := t.Context()
	db, err := sqldb.Open(ctx, cluster.URL, sqldb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	exec := func(statement string, args ...any) {
		t.Helper()
		if _, err := sqldb.Exec(ctx, db, statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec("CREATE TABLE letter (id BIGINT NOT NULL PRIMARY KEY, recipient TEXT NOT NULL, body TEXT NOT NULL)")
	exec("CREATE INDEX letter_recipient ON letter (recipient)")
	for i := range 50 {
		exec("INSERT INTO letter VALUES ($1, $2, $3)", i, word+noise(20)[:i%20], word+noise(9000))
	}
	exec("ANALYZE letter")
	exec("UPDATE letter SET recipient = '', body = '' WHERE id < 25")
	exec("DELETE FROM letter WHERE id >= 25")
	cluster.Settle(t)
	before := filesWith(t, cluster.Data(), word)
	if len(before) < 4 {
		t.Fatalf("the word was in %v; want the table, its index, its long values and the samples", before)
	}

	reading, stop := context.WithCancel(ctx)
	seen, over := make(chan struct{}), make(chan error)
	go func() {
		over <- db.View(reading, func(inside context.Context) error {
			_, err := sqldb.One[int](inside, db, "SELECT count(*) FROM letter")
			close(seen)
			<-reading.Done()
			return err
		})
	}()
	<-seen
	if err := scrub(ctx, db); !errs.Has(err, "sqldb.too-busy") {
		t.Errorf("while somebody reads the past it answers %v", err)
	}
	stop()
	<-over
	if err := scrub(ctx, db); err != nil {
		t.Fatal(err)
	}
	cluster.Settle(t)
	if after := filesWith(t, cluster.Data(), word); len(after) != 0 {
		t.Errorf("it is still in %v", after)
	}
}
