package sqldb

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"saksgang/base/errs"
)

// Migration says what Migrate did.
type Migration struct {
	From, To int64  // versions of the schema; equal when there was nothing to do
	Snapshot string // the copy taken first, if any
}

// Migrate brings the database up to the newest file in stream: one timestamped
// stream and one version table. A database that holds something is copied to
// snapshots (a folder; empty for no copy) before it is changed. A schema that
// says it needs a newer program than this is refused untouched.
func (db *DB) Migrate(ctx context.Context, stream fs.FS, snapshots string) (Migration, error) {
	m, err := db.Pending(ctx, stream)
	if err != nil || m.From >= m.To {
		m.To = m.From
		return m, err
	}
	provider, err := db.provider(stream)
	if err != nil {
		return Migration{}, err
	}
	from, known := m.From, m.To
	m.To = from
	if from > 0 && snapshots != "" {
		if m.Snapshot, err = db.snapshotBefore(ctx, known, snapshots); err != nil {
			return m, err
		}
	}
	if _, err := provider.Up(ctx); err != nil {
		return m, errs.Internal(err, "sqldb.migration-failed", "from", from, "to", known)
	}
	m.To = known
	return m, nil
}

// Pending says which version the schema has and to which Migrate would bring
// it, and refuses what Migrate refuses. It changes nothing but this: a database
// that has no table of versions yet gets one.
func (db *DB) Pending(ctx context.Context, stream fs.FS) (Migration, error) {
	provider, err := db.provider(stream)
	if err != nil {
		return Migration{}, err
	}
	known := newest(provider)
	from, err := provider.GetDBVersion(ctx)
	if err != nil {
		return Migration{}, errs.Unavailable(err, "sqldb.cannot-read-version")
	}
	return Migration{From: from, To: max(from, known)}, db.refuseNewer(ctx, from, known)
}

// SchemaVersion is the newest migration that has been applied; 0 for none.
func (db *DB) SchemaVersion(ctx context.Context, stream fs.FS) (int64, error) {
	provider, err := db.provider(stream)
	if err != nil {
		return 0, err
	}
	return provider.GetDBVersion(ctx)
}

func (db *DB) provider(stream fs.FS) (*goose.Provider, error) {
	dialect, opts := goose.DialectSQLite3, []goose.ProviderOption{goose.WithTableName("schema_version")}
	if db.dialect == Postgres {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		dialect, opts = goose.DialectPostgres, append(opts, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, db.write, translated{stream, db.dialect}, opts...)
}

func newest(p *goose.Provider) int64 {
	sources := p.ListSources()
	if len(sources) == 0 {
		return 0
	}
	return sources[len(sources)-1].Version
}

// refuseNewer reads the row in which a newer program says which is the oldest
// that may still run beside it. Without such a row any program may.
func (db *DB) refuseNewer(ctx context.Context, version, known int64) error {
	if version <= known {
		return nil
	}
	oldest, found, err := Maybe[int64](ctx, db, "SELECT oldest_program FROM schema_support")
	if err != nil {
		return errs.Unavailable(err, "sqldb.cannot-read-version")
	}
	if !found || oldest > known {
		return errs.Conflict("sqldb.program-too-old", "schema", version, "program", known)
	}
	return nil
}

func (db *DB) snapshotBefore(ctx context.Context, version int64, folder string) (string, error) {
	path := filepath.Join(folder, fmt.Sprintf("before-%d-%d.db", version, time.Now().UnixNano()))
	taken, err := db.Snapshot(ctx, path)
	if err != nil {
		return "", errs.Unavailable(err, "sqldb.snapshot-failed")
	}
	if !taken {
		path = ""
	}
	return path, nil
}

// translated is a stream of migrations in the words of one engine.
type translated struct {
	fs.FS
	dialect Dialect
}

func (t translated) Open(name string) (fs.File, error) {
	f, err := t.FS.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return f, err
	}
	defer f.Close()
	text, err := fs.ReadFile(t.FS, name)
	if err != nil {
		return nil, err
	}
	return &textFile{bytes.NewReader([]byte(t.dialect.Translate(string(text)))), info}, nil
}

func (t translated) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(t.FS, name) }

type textFile struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *textFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *textFile) Close() error               { return nil }
