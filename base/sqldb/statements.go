package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"modernc.org/sqlite"
)

// openCaching opens an SQLite file whose connections keep the statements they
// have prepared: reading a statement's text costs as much as running it.
func openCaching(dsn string) (*sql.DB, error) {
	plain, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(cachingConnector{plain}), nil
}

type cachingConnector struct{ driver.Connector }

// Connect opens a connection that keeps its statements.
func (c cachingConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	full, ok := conn.(sqliteConn)
	if !ok {
		return conn, nil // a driver that has changed: slower, but right
	}
	return &cachingConn{sqliteConn: full, idle: map[string]driver.Stmt{}}, nil
}

// sqliteConn is what the driver's connections can do.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// mostStatements is how many statements a connection keeps. Queries within a
// scope differ by the number of its places, so there is no end to them.
const mostStatements = 300

// cachingConn is used by one goroutine at a time, as database/sql promises. A
// statement is taken out of idle while it runs, so that the same query within
// its own rows gets a statement of its own.
type cachingConn struct {
	sqliteConn
	idle map[string]driver.Stmt
}

func (c *cachingConn) take(ctx context.Context, query string) (driver.Stmt, error) {
	if s, ok := c.idle[query]; ok {
		delete(c.idle, query)
		return s, nil
	}
	return c.sqliteConn.PrepareContext(ctx, query)
}

func (c *cachingConn) giveBack(query string, s driver.Stmt) error {
	if _, another := c.idle[query]; another {
		return s.Close()
	}
	if len(c.idle) >= mostStatements {
		for old, victim := range c.idle {
			delete(c.idle, old)
			if err := victim.Close(); err != nil {
				return err
			}
			break
		}
	}
	c.idle[query] = s
	return nil
}

// ExecContext runs a statement that was prepared before, or prepares it.
func (c *cachingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	result, err := s.(driver.StmtExecContext).ExecContext(ctx, args)
	if back := c.giveBack(query, s); err == nil {
		err = back
	}
	return result, err
}

// QueryContext runs a query that was prepared before, or prepares it.
func (c *cachingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.(driver.StmtQueryContext).QueryContext(ctx, args)
	if err != nil {
		s.Close()
		return nil, err
	}
	return &cachedRows{Rows: rows, done: func() error { return c.giveBack(query, s) }}, nil
}

// Close finalises what was kept, then closes the connection.
func (c *cachingConn) Close() error {
	for _, s := range c.idle {
		s.Close()
	}
	c.idle = nil
	return c.sqliteConn.Close()
}

// cachedRows give their statement back when they are closed.
type cachedRows struct {
	driver.Rows
	done func() error
}

// Close ends the rows.
func (r *cachedRows) Close() error {
	err := r.Rows.Close()
	if r.done == nil {
		return err
	}
	if back := r.done(); err == nil {
		err = back
	}
	r.done = nil
	return err
}
