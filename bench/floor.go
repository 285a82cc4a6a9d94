package bench

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"saksgang/base/sqldb"
)

// floor is what no durable command can be faster than: one row in one
// transaction, through the same driver with the same settings.
type floor struct{ db *sqldb.DB }

func openFloor(ctx context.Context, dir string) (*floor, error) {
	db, err := sqldb.Open(ctx, filepath.Join(dir, "floor.db"), sqldb.Options{})
	if err != nil {
		return nil, err
	}
	if _, err := sqldb.Exec(ctx, db, "CREATE TABLE floor (number INTEGER NOT NULL) STRICT"); err != nil {
		db.Close()
		return nil, err
	}
	return &floor{db}, nil
}

func (f *floor) close() { f.db.Close() }

func (f *floor) round(ctx context.Context, n int) (float64, error) {
	began := time.Now()
	for i := range n {
		if _, err := sqldb.Exec(ctx, f.db, "INSERT INTO floor (number) VALUES ($1)", i); err != nil {
			return 0, err
		}
	}
	return perSecond(n, time.Since(began)), nil
}

// mostSettling bounds settle where the log never stops growing.
const mostSettling = 100

// settle runs rounds until SQLite's write-ahead log has its full length and is
// written over from its beginning: while it grows, the file system has to make
// room at each commit, which is no lasting cost.
func settle(ctx context.Context, db *sqldb.DB, round measured) error {
	before := int64(-1)
	for range mostSettling {
		log, err := os.Stat(db.Path() + "-wal")
		if err != nil {
			return err
		}
		if log.Size() == before {
			return nil
		}
		before = log.Size()
		if _, err := round(ctx); err != nil {
			return err
		}
	}
	return nil
}
