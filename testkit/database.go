package testkit

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"saksgang/base/sqldb"
	"saksgang/migrations"
)

// Each runs a database test on SQLite and on PostgreSQL, each time on a fresh
// database of the present schema. The two runs are parallel to other tests.
func Each(t *testing.T, test func(t *testing.T, db *sqldb.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, SQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, Postgres(t))
	})
}

// SQLite returns a fresh SQLite database of the present schema.
func SQLite(t testing.TB) *sqldb.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "saksgang.db")
	copyTemplate(t, path)
	return open(t, path)
}

// Postgres returns a fresh PostgreSQL database of the present schema.
func Postgres(t testing.TB) *sqldb.DB {
	t.Helper()
	return open(t, PostgresURL(t))
}

// PostgresURL returns the address of a fresh PostgreSQL database of the present
// schema, which is dropped when the test ends.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server := startedPostgres(t)
	name := fmt.Sprintf("t%d", databases.Add(1))
	server.admin(t, "CREATE DATABASE "+name+" TEMPLATE saksgang_template")
	t.Cleanup(func() { server.admin(t, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return server.url(name)
}

// EmptyPostgresURL returns the address of a fresh database without a schema.
func EmptyPostgresURL(t testing.TB) string {
	t.Helper()
	server := startedPostgres(t)
	name := fmt.Sprintf("t%d", databases.Add(1))
	server.admin(t, "CREATE DATABASE "+name)
	t.Cleanup(func() { server.admin(t, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return server.url(name)
}

var databases atomic.Int64

func open(t testing.TB, target string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(context.Background(), target, sqldb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

var sqliteTemplate struct {
	once sync.Once
	file []byte
	err  error
}

// copyTemplate migrates once in a test binary and copies the file afterwards.
func copyTemplate(t testing.TB, path string) {
	t.Helper()
	s := &sqliteTemplate
	s.once.Do(func() { s.file, s.err = migratedFile() })
	if s.err != nil {
		t.Fatal(s.err)
	}
	if err := os.WriteFile(path, s.file, 0o600); err != nil {
		t.Fatal(err)
	}
}

func migratedFile() ([]byte, error) {
	dir, err := os.MkdirTemp("", "saksgang-template-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	ctx, path := context.Background(), filepath.Join(dir, "template.db")
	db, err := sqldb.Open(ctx, path, sqldb.Options{})
	if err != nil {
		return nil, err
	}
	if _, err = db.Migrate(ctx, migrations.Files, ""); err == nil {
		err = db.Checkpoint(ctx)
	}
	if closing := db.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}
