package sqldb

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// Dialect is one of the two engines. Every branch on it stands in this file:
//
//	types         migrations use PostgreSQL's names (Translate)
//	row locks     SKIP LOCKED on PostgreSQL, not needed on SQLite (Skip)
//	repeating     which errors mean "run it again" (retryable)
//	search        FTS5 or tsvector (CreateSearch … in search.go)
type Dialect int

const (
	// SQLite is an embedded file; one writer at a time.
	SQLite Dialect = iota
	// Postgres is a server; any number of nodes.
	Postgres
)

func (d Dialect) String() string { return [...]string{"sqlite", "postgres"}[d] }

var sqliteTypes = strings.NewReplacer(
	"BYTEA", "BLOB",
	"BIGINT", "INTEGER",
	"BOOLEAN", "INTEGER",
	"DOUBLE PRECISION", "REAL",
)

var endOfTable = regexp.MustCompile(`(?m)^\);`)

// Translate turns the text of a migration into this engine's. Migrations use
// the types TEXT, BIGINT, BYTEA, BOOLEAN and DOUBLE PRECISION, and a table ends
// with ");" on a line of its own: on SQLite it becomes STRICT there, so that a
// column refuses a value of another type as PostgreSQL does. Lines that begin
// with "-- only sqlite:" or "-- only postgres:" are for that engine alone.
func (d Dialect) Translate(migration string) string {
	other := map[Dialect]string{SQLite: "-- only postgres:", Postgres: "-- only sqlite:"}[d]
	mine := "-- only " + d.String() + ":"
	lines := strings.Split(migration, "\n")
	kept := lines[:0]
	for _, line := range lines {
		if strings.HasPrefix(line, other) {
			continue
		}
		kept = append(kept, strings.TrimPrefix(line, mine))
	}
	text := strings.Join(kept, "\n")
	if d == Postgres {
		return text
	}
	return endOfTable.ReplaceAllString(sqliteTypes.Replace(text), ") STRICT;")
}

// SkipLocked ends a SELECT that picks rows to work on, so that two nodes pick
// different rows. SQLite has one writer and needs nothing.
func (db *DB) SkipLocked() string {
	if db.dialect == Postgres {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// AdvisoryLock makes transactions that ask for the same key wait for each other
// until they end. SQLite's transactions do so anyway.
func (db *DB) AdvisoryLock(ctx context.Context, key int64) error {
	if db.dialect == Postgres {
		_, err := Exec(ctx, db, "SELECT pg_advisory_xact_lock($1)", key)
		return err
	}
	return nil
}

// retryable says that the engine asks us to run the transaction again.
func retryable(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		const busy, locked = 5, 6
		return lite.Code()&0xff == busy || lite.Code()&0xff == locked
	}
	return false
}

// IsDuplicate says that err comes from a unique index or primary key.
func IsDuplicate(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		const constraintPrimaryKey, constraintUnique = 1555, 2067
		return lite.Code() == constraintPrimaryKey || lite.Code() == constraintUnique
	}
	return false
}

// isFull says that the disk (or the quota) is full.
func isFull(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "53100"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		const full = 13
		return lite.Code()&0xff == full
	}
	return false
}

// isReadOnly says that the database may not be written.
func isReadOnly(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "25006"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		const readOnly = 8
		return lite.Code()&0xff == readOnly
	}
	return false
}
