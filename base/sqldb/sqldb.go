// Package sqldb opens the one database of a municipality, SQLite or
// PostgreSQL, and runs transactions and queries on it with one portable text.
//
// A transaction travels in the context: what Transact is given runs in one,
// inner calls join it, and only the outermost begins, commits and retries, so
// its body may run more than once and must do nothing slow and nothing that
// cannot be undone. When Transact returns nil the work is durable (SQLite
// synchronous=FULL; PostgreSQL with synchronous_commit on); when it returns an
// error nothing of it happened. If the machine dies in between, either all of
// it or nothing is there afterwards.
//
// The places where the two engines differ stand in dialect.go and nowhere else.
package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"

	"saksgang/base/errs"
	"saksgang/base/sqldb/gather"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	dialect Dialect
	write   *sql.DB
	read    *sql.DB // the same as write on PostgreSQL
	group   *group  // SQLite only
	path    string  // SQLite only: the file
	before  func(query string) error
}

// Options are the tunables of Open. The zero value is what production uses.
type Options struct {
	// NoGroupCommit gives every command its own durable commit (for measuring).
	NoGroupCommit bool
	// Connections is the most connections to hold; 0 means 4 per core.
	Connections int
	// Before is for simulations of failure: it is asked before each statement,
	// and its error is the statement's. Nil asks nobody.
	Before func(query string) error
}

// Open opens the database that target names: "postgres://…", or the path of an
// SQLite file, which is created if its folder exists.
func Open(ctx context.Context, target string, opts Options) (*DB, error) {
	if opts.Connections == 0 {
		opts.Connections = 4 * runtime.GOMAXPROCS(0)
	}
	var db *DB
	var err error
	if strings.HasPrefix(target, "postgres://") || strings.HasPrefix(target, "postgresql://") {
		db, err = openPostgres(target, opts)
	} else {
		db, err = openSQLite(target, opts)
	}
	if err != nil {
		return nil, err
	}
	if err := db.assertSettings(ctx); err != nil {
		db.Close()
		return nil, err
	}
	db.before = opts.Before
	return db, nil
}

func openPostgres(target string, opts Options) (*DB, error) {
	pool, err := sql.Open("pgx", target)
	if err != nil {
		return nil, errs.Unavailable(err, "sqldb.cannot-open")
	}
	pool.SetMaxOpenConns(opts.Connections)
	pool.SetMaxIdleConns(opts.Connections)
	return &DB{dialect: Postgres, write: pool, read: pool}, nil
}

func openSQLite(path string, opts Options) (*DB, error) {
	if err := writable(filepath.Dir(path)); err != nil {
		return nil, err
	}
	if err := ownersAlone(path); err != nil {
		return nil, errs.Unavailable(err, "sqldb.cannot-open")
	}
	if err := gather.Register(); err != nil {
		return nil, errs.Internal(err, "sqldb.cannot-open")
	}
	writer, err := openCaching(sqliteDSN(path, "immediate"))
	if err != nil {
		return nil, errs.Unavailable(err, "sqldb.cannot-open")
	}
	writer.SetMaxOpenConns(1)
	writer.SetMaxIdleConns(1)
	reader, err := openCaching(sqliteDSN(path, "deferred"))
	if err != nil {
		writer.Close()
		return nil, errs.Unavailable(err, "sqldb.cannot-open")
	}
	reader.SetMaxOpenConns(opts.Connections)
	reader.SetMaxIdleConns(opts.Connections)
	db := &DB{dialect: SQLite, write: writer, read: reader, path: path}
	limit := groupLimit
	if opts.NoGroupCommit {
		limit = 1
	}
	db.group = newGroup(writer, limit)
	return db, nil
}

// sqlitePragmas are set by the driver at each connection and asserted at start,
// since the driver silently ignores names that it does not know.
var sqlitePragmas = []struct{ name, set, want string }{
	{"journal_mode", "WAL", "wal"},
	{"synchronous", "FULL", "2"},
	{"foreign_keys", "ON", "1"},
	{"secure_delete", "ON", "1"},
	{"busy_timeout", "10000", "10000"},
	{"temp_store", "MEMORY", "2"},
	{"cache_size", "-16000", "-16000"},
	// A page that many commands in a row change is moved into the file once in
	// 64 MB of log: a command touches some twenty, its neighbour mostly the same.
	{"wal_autocheckpoint", "16000", "16000"},
}

func sqliteDSN(path, txlock string) string {
	q := url.Values{"_txlock": {txlock}, "vfs": {gather.Name}}
	// busy_timeout first: switching to WAL may have to wait for another opener.
	q.Add("_pragma", "busy_timeout(10000)")
	for _, p := range sqlitePragmas {
		q.Add("_pragma", p.name+"("+p.set+")")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func writable(dir string) error {
	probe, err := os.CreateTemp(dir, ".writable-*")
	if errors.Is(err, os.ErrNotExist) {
		return errs.InvalidBecause(err, "sqldb.no-folder")
	}
	if err != nil {
		return errs.Unavailable(err, "sqldb.folder-read-only")
	}
	probe.Close()
	return os.Remove(probe.Name())
}

// ownersAlone makes the file, if it is not there, so that nobody else on the
// machine may read it; SQLite gives its log the same mode.
func ownersAlone(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDONLY, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func (db *DB) assertSettings(ctx context.Context) error {
	if db.dialect == Postgres {
		if err := db.write.PingContext(ctx); err != nil {
			return errs.Unavailable(err, "sqldb.cannot-open")
		}
		return nil
	}
	for _, pool := range []*sql.DB{db.write, db.read} {
		for _, p := range sqlitePragmas {
			var got string
			if err := pool.QueryRowContext(ctx, "PRAGMA "+p.name).Scan(&got); err != nil {
				return errs.Unavailable(err, "sqldb.cannot-open")
			}
			if got != p.want {
				return errs.Internal(fmt.Errorf("PRAGMA %s is %s, want %s", p.name, got, p.want), "sqldb.setting-refused")
			}
		}
	}
	return nil
}

// Close waits for nothing: what has not committed is gone.
func (db *DB) Close() error {
	err := db.write.Close()
	if db.read != db.write {
		err = errors.Join(err, db.read.Close())
	}
	return err
}

// Dialect says which engine this is; only dialect branches may ask.
func (db *DB) Dialect() Dialect { return db.dialect }

// Path is the SQLite file, or empty on PostgreSQL.
func (db *DB) Path() string { return db.path }

// Checkpoint moves SQLite's write-ahead log into the file and empties it, so
// that erased rows are not left behind in it. It does nothing on PostgreSQL.
// Unavailable says that somebody who reads keeps the log: try again.
func (db *DB) Checkpoint(ctx context.Context) error {
	if db.dialect != SQLite {
		return nil
	}
	var busy, pages, moved int
	err := db.write.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	if err == nil && busy != 0 {
		err = errs.Unavailable(fmt.Errorf("%d pages, %d moved", pages, moved), "sqldb.too-busy")
	}
	return err
}

// Snapshot writes a consistent copy of an SQLite database to path, which must
// not exist. On PostgreSQL it answers false: there the server's own tools do it.
func (db *DB) Snapshot(ctx context.Context, path string) (bool, error) {
	if db.dialect != SQLite {
		return false, nil
	}
	_, err := db.read.ExecContext(ctx, "VACUUM INTO $1", path)
	return err == nil, err
}
