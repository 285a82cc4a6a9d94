package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// groupLimit is the most commands that share one durable commit.
const groupLimit = 64

// group lets independent commands share one durable commit on SQLite, whose
// writers wait for each other anyway: whoever holds the baton runs everything
// that queued up meanwhile, each in a savepoint of its own, and commits once.
// A command's error or panic undoes that command alone. If the shared commit
// fails, every command in it gets the error and nothing of any happened.
type group struct {
	pool  *sql.DB
	limit int
	baton chan struct{}

	mu      sync.Mutex
	waiting []*groupCommand
}

type groupCommand struct {
	ctx  context.Context
	db   *DB
	body func(ctx context.Context) error
	done chan struct{}

	session  *session
	err      error
	panicked any
}

func newGroup(pool *sql.DB, limit int) *group {
	return &group{pool: pool, limit: limit, baton: make(chan struct{}, 1)}
}

func (g *group) do(ctx context.Context, db *DB, body func(ctx context.Context) error) error {
	c := &groupCommand{ctx: ctx, db: db, body: body, done: make(chan struct{})}
	g.mu.Lock()
	g.waiting = append(g.waiting, c)
	g.mu.Unlock()
	for {
		select {
		case <-c.done:
			return c.result()
		case g.baton <- struct{}{}:
			g.lead()
			<-g.baton
		}
	}
}

func (c *groupCommand) result() error {
	if c.panicked != nil {
		panic(c.panicked)
	}
	return c.err
}

func (g *group) next() []*groupCommand {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := min(len(g.waiting), g.limit)
	batch := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	return batch
}

func (g *group) lead() {
	batch := g.next()
	if len(batch) == 0 {
		return
	}
	err := g.commit(batch)
	for _, c := range batch {
		if c.err == nil && c.panicked == nil {
			c.err = err
		}
		if c.err == nil && c.panicked == nil {
			for _, f := range c.session.afterCommit {
				f()
			}
		}
		close(c.done)
	}
}

// commit runs the batch in one transaction. Once begun, a command is finished
// even if its caller stops waiting: interrupting SQLite inside a transaction
// would undo the work of the others.
func (g *group) commit(batch []*groupCommand) error {
	tx, err := g.pool.BeginTx(context.Background(), nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	succeeded := 0
	for _, c := range batch {
		if err := c.run(tx, len(batch) > 1); err != nil {
			return err
		}
		if c.err == nil && c.panicked == nil {
			succeeded++
		}
	}
	if succeeded == 0 {
		return nil
	}
	return tx.Commit()
}

// run executes one command; the error it returns concerns the whole batch.
func (c *groupCommand) run(tx *sql.Tx, shared bool) error {
	if c.err = c.ctx.Err(); c.err != nil {
		return nil
	}
	ctx := context.WithoutCancel(c.ctx)
	c.session = &session{db: c.db, q: tx, writes: true}
	if !shared {
		c.call(withSession(ctx, c.session))
		return nil
	}
	if _, err := tx.ExecContext(ctx, "SAVEPOINT command"); err != nil {
		return err
	}
	c.call(withSession(ctx, c.session))
	if c.err != nil || c.panicked != nil {
		if _, err := tx.ExecContext(ctx, "ROLLBACK TO SAVEPOINT command"); err != nil {
			return errors.Join(c.err, err)
		}
	}
	_, err := tx.ExecContext(ctx, "RELEASE SAVEPOINT command")
	return err
}

func (c *groupCommand) call(ctx context.Context) {
	defer func() { c.panicked = recover() }()
	c.err = c.body(ctx)
}
