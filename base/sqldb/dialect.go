package sqldb

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"saksgang/base/errs"
)

// Dialect is one of the two engines. Every branch on it stands in this file:
//
//	types         migrations use PostgreSQL's names (Translate)
//	row locks     SKIP LOCKED on PostgreSQL, not needed on SQLite (Skip)
//	repeating     which errors mean "run it again" (retryable)
//	search        FTS5 or tsvector (CreateSearch … in search.go)
//	erasing       what was erased leaves the files (Scrub)
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

// The patience of a scrubbing: how long it waits for others, and how often it
// looks.
const (
	scrubWaits = 5 * time.Second
	scrubLooks = 100 * time.Millisecond
)

// Scrub takes what has been erased out of the files of the database, outside
// any transaction. On SQLite, which overwrites what it deletes, the write-ahead
// log is emptied. PostgreSQL keeps the old version of a row in its page even
// after an ordinary vacuum, so each table is written anew, with its indexes and
// long values, and so are the planner's samples of it: one table a call, the
// first by name after the one given. It returns that table's name; empty when
// all is done. The table is locked meanwhile, about ten seconds a gigabyte.
//
// What neither can reach: PostgreSQL's write-ahead log until the server recycles
// it, its archive, and backups. Unavailable says that somebody reads what was
// there before, or holds the table: try again.
func (db *DB) Scrub(ctx context.Context, after string) (string, error) {
	if db.dialect == SQLite {
		return "", db.Checkpoint(ctx)
	}
	const samples = "pg_statistic"
	if after == samples {
		return "", nil
	}
	next, found, err := Maybe[string](ctx, db, `SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = CAST(current_schema() AS regnamespace) AND ($1 = '' OR relname > $1) ORDER BY relname LIMIT 1`, after)
	if err != nil {
		return "", err
	}
	if !found {
		return samples, db.rewrite(ctx, "VACUUM (FULL) pg_catalog."+samples)
	}
	return next, db.rewrite(ctx, `VACUUM (FULL, ANALYZE) "`+next+`"`)
}

// rewrite vacuums one table when nobody reads the past any more: a row that an
// old snapshot may still see would be copied into the new file.
func (db *DB) rewrite(ctx context.Context, vacuum string) (err error) {
	c, err := db.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	const older = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
AND backend_type = 'client backend' AND backend_xmin IS NOT NULL AND xact_start < to_timestamp($1)`
	var began float64
	if err := c.QueryRowContext(ctx, "SELECT extract(epoch FROM clock_timestamp())").Scan(&began); err != nil {
		return err
	}
	for waited := time.Duration(0); ; waited += scrubLooks {
		var readers int
		if err := c.QueryRowContext(ctx, older, began).Scan(&readers); err != nil {
			return err
		}
		if readers == 0 {
			break
		}
		if waited >= scrubWaits {
			return errs.Unavailable(fmt.Errorf("%d older readers", readers), "sqldb.too-busy")
		}
		time.Sleep(scrubLooks)
	}
	if _, err := c.ExecContext(ctx, fmt.Sprintf("SET lock_timeout = %d", scrubWaits.Milliseconds())); err != nil {
		return err
	}
	_, err = c.ExecContext(ctx, vacuum)
	_, reset := c.ExecContext(context.WithoutCancel(ctx), "RESET lock_timeout")
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "55P03" {
		return errs.Unavailable(err, "sqldb.too-busy")
	}
	return errors.Join(err, reset)
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
