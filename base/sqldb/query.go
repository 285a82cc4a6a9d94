package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// ErrNoRow is what One returns when nothing was found.
var ErrNoRow = errors.New("sqldb: no row")

func (db *DB) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	if err := db.ask(query); err != nil {
		return nil, err
	}
	if s := sessionOf(ctx, db); s != nil {
		return s.q.QueryContext(ctx, query, args...)
	}
	return db.read.QueryContext(ctx, query, args...)
}

// ask lets a simulation make the statement fail.
func (db *DB) ask(query string) error {
	if db.before == nil {
		return nil
	}
	return db.before(query)
}

// All returns every row of the query. T is a scalar, a type that scans itself,
// or a struct whose exported fields take the columns in their order (fields of
// embedded structs in place).
func All[T any](ctx context.Context, db *DB, query string, args ...any) ([]T, error) {
	var out []T
	err := Each(ctx, db, func(v T) error {
		out = append(out, v)
		return nil
	}, query, args...)
	return out, err
}

// Each calls visit for every row of the query, so that a long result need not
// stand in memory. An error of visit ends it and is returned.
func Each[T any](ctx context.Context, db *DB, visit func(T) error, query string, args ...any) error {
	rows, err := db.query(ctx, query, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var v T
		if err := rows.Scan(targets(&v)...); err != nil {
			return err
		}
		if err := visit(v); err != nil {
			return err
		}
	}
	return rows.Err()
}

// One returns the first row, or ErrNoRow.
func One[T any](ctx context.Context, db *DB, query string, args ...any) (T, error) {
	v, found, err := Maybe[T](ctx, db, query, args...)
	if err == nil && !found {
		err = ErrNoRow
	}
	return v, err
}

// Maybe returns the first row and whether there was one.
func Maybe[T any](ctx context.Context, db *DB, query string, args ...any) (v T, found bool, err error) {
	rows, err := db.query(ctx, query, args)
	if err != nil {
		return v, false, err
	}
	defer rows.Close()
	if !rows.Next() {
		return v, false, rows.Err()
	}
	if err := rows.Scan(targets(&v)...); err != nil {
		return v, false, err
	}
	return v, true, rows.Close()
}

// Exec runs a statement and returns how many rows it touched. Outside a
// transaction it is one of its own.
func Exec(ctx context.Context, db *DB, query string, args ...any) (int64, error) {
	s := sessionOf(ctx, db)
	if s == nil {
		var n int64
		err := db.Transact(ctx, func(ctx context.Context) (err error) {
			n, err = Exec(ctx, db, query, args...)
			return err
		})
		return n, err
	}
	if err := db.ask(query); err != nil {
		return 0, err
	}
	res, err := s.q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

var (
	scannerType = reflect.TypeFor[sql.Scanner]()
	timeType    = reflect.TypeFor[time.Time]()
)

// targets lists where the columns of one row go.
func targets(v any) []any {
	p := reflect.ValueOf(v)
	if isScalar(p.Type().Elem()) {
		return []any{v}
	}
	return fields(p.Elem(), nil)
}

func isScalar(t reflect.Type) bool {
	return t.Kind() != reflect.Struct || t == timeType || reflect.PointerTo(t).Implements(scannerType)
}

func fields(s reflect.Value, into []any) []any {
	for i := range s.NumField() {
		f := s.Type().Field(i)
		switch {
		case f.Anonymous && !isScalar(f.Type):
			into = fields(s.Field(i), into)
		case f.IsExported():
			into = append(into, s.Field(i).Addr().Interface())
		}
	}
	return into
}

var likeSigns = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// Like returns the pattern of "contains text", for LIKE … ESCAPE '!'.
func Like(text string) string { return "%" + likeSigns.Replace(text) + "%" }

// LikePrefix returns the pattern of "begins with text", for LIKE … ESCAPE '!'.
func LikePrefix(text string) string { return likeSigns.Replace(text) + "%" }

// Rows writes the places of so many rows of an INSERT: "($1, $2), ($3, $4)".
func Rows(rows, columns int) string {
	b := make([]byte, 0, rows*columns*5)
	for place := 1; place <= rows*columns; place++ {
		switch {
		case place == 1:
			b = append(b, "($"...)
		case place%columns == 1 || columns == 1:
			b = append(b, "), ($"...)
		default:
			b = append(b, ", $"...)
		}
		b = strconv.AppendInt(b, int64(place), 10)
	}
	return string(append(b, ')'))
}
