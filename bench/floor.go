package bench

import (
	"context"
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

// weight is how many bytes the pages of all tables and indexes take, the
// ledger's aside.
func (t *town) weight(ctx context.Context) (int64, error) {
	return sqldb.One[int64](ctx, t.db, "SELECT sum(pgsize) FROM dbstat WHERE name NOT LIKE '%ledger%'")
}
