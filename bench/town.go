package bench

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/command"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/migrations"
	"saksgang/process"
)

const (
	processKey = "engine"
	actionName = "bench.record"
	agency     = "health"
	unit       = "skogheim"
)

// clerk starts the cases and does their tasks.
var clerk = authz.Actor{
	User: ids.Derive[ids.User]("bench", "clerk"), Name: "Clerk",
	Roles:  []authz.Holding{{Role: "clerk", Agency: agency}},
	Grants: []authz.Grant{{Right: process.RightDeploy, Reach: authz.Everywhere}},
}

// town is a municipality on an SQLite file of its own, as production runs it:
// synchronous=FULL, ledger on, every command with its identifier.
type town struct {
	db   *sqldb.DB
	work *work.List
	s    *process.Service
}

func openTown(ctx context.Context, dir, name string, opts sqldb.Options) (*town, error) {
	db, err := sqldb.Open(ctx, filepath.Join(dir, name+".db"), opts)
	if err != nil {
		return nil, err
	}
	t := &town{db: db, work: work.New(db, clock.System())}
	if _, err = db.Migrate(ctx, migrations.Files, ""); err == nil {
		err = t.deploy(ctx, filepath.Join(dir, name+"-files"))
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return t, nil
}

func (t *town) deploy(ctx context.Context, files string) error {
	now := clock.System()
	actions := process.NewRegistry()
	actions.Add(process.Action{
		Name: actionName, Right: actionName, Mode: process.Inline,
		Run: func(context.Context, process.Call) (map[string]any, error) { return nil, nil },
	})
	t.s = process.New(base.Deps{
		DB: t.db, Clock: now, Ledger: ledger.New(t.db, now, ledger.Sealing{}), Work: t.work,
		Jobs: jobs.New(t.db, now), Files: blob.New(t.db, now, blob.Dir(files)),
	}, actions, process.Options{})
	_, err := t.s.Deploy(authz.With(ctx, clerk), processKey, string(drawing), process.Meta{
		Title: "Grant or refuse an application", Owner: "clerk", Starters: []string{"clerk"}, Rights: []string{actionName},
	})
	return err
}

func (t *town) close() { t.db.Close() }

// asCommand is a context in which the clerk sends a command that was not sent before.
func asCommand(ctx context.Context) context.Context {
	return command.With(authz.With(ctx, clerk), ids.New[ids.Command]())
}

// start opens so many cases; each waits at its user task then.
func (t *town) start(ctx context.Context, n, clients int) (time.Duration, error) {
	return spread(n, clients, func(int) error {
		_, err := t.s.StartCase(asCommand(ctx), process.Start{
			Process: processKey, Title: "Support for transport, Skogheim", Agency: agency, Unit: unit,
			Variables: map[string]any{"purpose": "transport to work", "asked": 500, "received": "2024-03-01"},
		})
		return err
	})
}

// complete does the tasks; each instance runs through its action and its
// gateway to its end.
func (t *town) complete(ctx context.Context, tasks []process.TaskID, clients int) (time.Duration, error) {
	return spread(len(tasks), clients, func(i int) error {
		return t.s.Complete(asCommand(ctx), tasks[i], decision)
	})
}

// waiting lists the tasks that wait for the clerk.
func (t *town) waiting(ctx context.Context) ([]process.TaskID, error) {
	items, err := t.work.Waiting(authz.With(ctx, clerk), work.Query{Whose: work.MyRoles, Most: 1 << 30})
	if err != nil {
		return nil, err
	}
	tasks := make([]process.TaskID, len(items))
	for i, item := range items {
		if err := tasks[i].UnmarshalText([]byte(item.Subject)); err != nil {
			return nil, err
		}
	}
	return tasks, nil
}

// round starts so many cases and completes their tasks, and gives how many
// commands a second that was; finding the tasks is not counted.
func (t *town) round(ctx context.Context, cases, clients int) (float64, error) {
	started, err := t.start(ctx, cases, clients)
	if err != nil {
		return 0, err
	}
	tasks, err := t.waiting(ctx)
	if err != nil {
		return 0, err
	}
	completed, err := t.complete(ctx, tasks, clients)
	return perSecond(cases+len(tasks), started+completed), err
}

// among gives rounds in which one client starts cases and completes as many
// tasks, chosen at random among those that waited before the first round, so
// that always as many wait.
func (t *town) among(ctx context.Context, s series) (measured, error) {
	tasks, err := t.waiting(ctx)
	if err != nil {
		return nil, err
	}
	rand.Shuffle(len(tasks), func(i, j int) { tasks[i], tasks[j] = tasks[j], tasks[i] })
	return func(ctx context.Context) (float64, error) {
		started, err := t.start(ctx, s.cases, 1)
		if err != nil {
			return 0, err
		}
		if len(tasks) < s.cases {
			if tasks, err = t.waiting(ctx); err != nil {
				return 0, err
			}
			rand.Shuffle(len(tasks), func(i, j int) { tasks[i], tasks[j] = tasks[j], tasks[i] })
		}
		completed, err := t.complete(ctx, tasks[:s.cases], 1)
		tasks = tasks[s.cases:]
		return perSecond(2*s.cases, started+completed), err
	}, nil
}

// weight is how many bytes the pages of all tables and indexes take, the
// ledger's aside.
func (t *town) weight(ctx context.Context) (int64, error) {
	return sqldb.One[int64](ctx, t.db, "SELECT sum(pgsize) FROM dbstat WHERE name NOT LIKE '%ledger%'")
}

// spread does n things by so many clients at once and tells how long it took.
func spread(n, clients int, do func(i int) error) (time.Duration, error) {
	began := time.Now()
	if clients == 1 {
		for i := range n {
			if err := do(i); err != nil {
				return 0, err
			}
		}
		return time.Since(began), nil
	}
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && failed.Load() == nil; i = int(next.Add(1)) - 1 {
				if err := do(i); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	all.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return time.Since(began), nil
}
