package bench

import (
	"context"
	"math/rand/v2"
	"time"

	"saksgang/base/console"
	"saksgang/base/sqldb"
	"saksgang/process"
)

// budget is how much is measured.
type budget struct {
	rounds    int           // of each pair
	memory    time.Duration // of a round in memory
	cases     int           // started and completed in a round
	clients   int           // at once, where there are many
	weighed   int           // waiting instances whose bytes are counted
	few, many int           // waiting instances whose paces are compared
}

// full is about two minutes' worth on two cores.
var full = budget{rounds: 7, memory: time.Second, cases: 1000, clients: 50, weighed: 20_000, few: 1_000, many: 100_000}

// waitingLimit is how many bytes a waiting instance may take (architecture,
// "The process engine").
const waitingLimit = 2048

// goal is what a ratio has to reach; zero bounds nothing.
type goal struct{ least, most float64 }

var goals = map[string]goal{
	"memory":        {least: 300},
	"durable":       {least: 0.40},
	"group":         {least: 2},
	"waiting_bytes": {most: 1},
	"flatness":      {least: 0.8, most: 1.25},
}

// engineBench measures the running of processes: start, user task, service
// task, exclusive gateway, end.
type engineBench struct {
	budget
	dir     string
	streams console.Streams
	open    opener
	figures []Figure
}

func (b *engineBench) say(key string, args ...any) { b.streams.Say("%s", b.streams.Words.T(key, args...)) }

func (b *engineBench) run(ctx context.Context) ([]Figure, error) {
	for _, part := range []func(ctx context.Context) error{b.inMemory, b.durable, b.group, b.waiting} {
		if err := part(ctx); err != nil {
			return nil, err
		}
	}
	return b.figures, nil
}

// add keeps a figure and tells how it stands to its goal.
func (b *engineBench) add(f Figure) {
	b.figures = append(b.figures, f)
	key := "bench.goal-reached"
	if g := goals[f.Name]; f.Ratio < g.least || g.most > 0 && f.Ratio > g.most {
		key = "bench.goal-missed"
	}
	b.say(key, "name", f.Name, "value", f.Value, "unit", f.Unit, "ratio", f.Ratio, "reference", f.Reference, "goal", goals[f.Name].text(b))
}

func (g goal) text(b *engineBench) string {
	switch {
	case g.most == 0:
		return b.streams.Words.T("bench.at-least", "ratio", g.least)
	case g.least == 0:
		return b.streams.Words.T("bench.at-most", "ratio", g.most)
	}
	return b.streams.Words.T("bench.between", "least", g.least, "most", g.most)
}

// inMemory is the engine alone against npm bpmn-engine, instances a second.
func (b *engineBench) inMemory(ctx context.Context) error {
	other, err := b.open(ctx, b.say)
	if err != nil {
		return err
	}
	defer other.Close()
	ours, err := newInMemory()
	if err != nil {
		return err
	}
	b.say("bench.measuring", "name", "memory")
	value := func(ctx context.Context) (float64, error) { return ours.round(ctx, b.memory) }
	reference := func(ctx context.Context) (float64, error) { return other.Round(ctx, b.memory) }
	v, r, err := alternate(ctx, b.rounds, value, reference)
	if err != nil {
		return err
	}
	b.add(figure("memory", v, "instances/s", other.Name(), r))
	return nil
}

// durable is commands a second of one client against the floor: transactions
// of one row, committed durably one after the other, in the same folder.
func (b *engineBench) durable(ctx context.Context) error {
	town, err := openTown(ctx, b.dir, "durable", sqldb.Options{})
	if err != nil {
		return err
	}
	defer town.close()
	floor, err := openFloor(ctx, b.dir)
	if err != nil {
		return err
	}
	defer floor.close()
	b.say("bench.measuring", "name", "durable")
	value := func(ctx context.Context) (float64, error) { return town.round(ctx, b.cases, 1) }
	reference := func(ctx context.Context) (float64, error) { return floor.round(ctx, 2*b.cases) }
	v, r, err := alternate(ctx, b.rounds, value, reference)
	if err != nil {
		return err
	}
	b.add(figure("durable", v, "commands/s", "durable one-row transactions/s, 1 client", r))
	return nil
}

// group is commands a second of many clients against the same without group
// commit.
func (b *engineBench) group(ctx context.Context) error {
	grouped, err := openTown(ctx, b.dir, "grouped", sqldb.Options{})
	if err != nil {
		return err
	}
	defer grouped.close()
	single, err := openTown(ctx, b.dir, "single", sqldb.Options{NoGroupCommit: true})
	if err != nil {
		return err
	}
	defer single.close()
	b.say("bench.measuring", "name", "group")
	value := func(ctx context.Context) (float64, error) { return grouped.round(ctx, b.cases, b.clients) }
	reference := func(ctx context.Context) (float64, error) { return single.round(ctx, b.cases, b.clients) }
	v, r, err := alternate(ctx, b.rounds, value, reference)
	if err != nil {
		return err
	}
	b.add(figure("group", v, "commands/s", "the same clients without group commit", r))
	return nil
}

// waiting weighs waiting instances, and compares the pace of commands among
// few of them with the pace among many.
func (b *engineBench) waiting(ctx context.Context) error {
	many, err := openTown(ctx, b.dir, "many", sqldb.Options{})
	if err != nil {
		return err
	}
	defer many.close()
	empty, err := many.weight(ctx)
	if err != nil {
		return err
	}
	if err := b.fill(ctx, many, 0, b.weighed); err != nil {
		return err
	}
	weight, err := many.weight(ctx)
	if err != nil {
		return err
	}
	b.add(figure("waiting_bytes", float64(weight-empty)/float64(b.weighed), "bytes", "the most it may take", waitingLimit))
	if err := b.fill(ctx, many, b.weighed, b.many); err != nil {
		return err
	}
	few, err := openTown(ctx, b.dir, "few", sqldb.Options{})
	if err != nil {
		return err
	}
	defer few.close()
	if err := b.fill(ctx, few, 0, b.few); err != nil {
		return err
	}
	return b.flatness(ctx, few, many)
}

func (b *engineBench) flatness(ctx context.Context, few, many *town) error {
	b.say("bench.measuring", "name", "flatness")
	value := func(ctx context.Context) (float64, error) { return many.among(ctx, b.cases/2) }
	reference := func(ctx context.Context) (float64, error) { return few.among(ctx, b.cases/2) }
	v, r, err := alternate(ctx, b.rounds, value, reference)
	if err != nil {
		return err
	}
	b.add(figure("flatness", v, "commands/s", "the same among 1,000 waiting instances", r))
	return nil
}

// fill starts cases until so many wait, and tells how far it is.
func (b *engineBench) fill(ctx context.Context, t *town, have, want int) error {
	const step = 10_000
	for have < want {
		n := min(step, want-have)
		if _, err := t.start(ctx, n, b.clients); err != nil {
			return err
		}
		have += n
		b.say("bench.waiting", "have", have, "want", want)
	}
	return nil
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

// among starts so many cases and completes as many tasks, chosen at random
// among all that wait: as many wait afterwards as before.
func (t *town) among(ctx context.Context, cases int) (float64, error) {
	tasks, err := t.waiting(ctx)
	if err != nil {
		return 0, err
	}
	rand.Shuffle(len(tasks), func(i, j int) { tasks[i], tasks[j] = tasks[j], tasks[i] })
	chosen := append([]process.TaskID(nil), tasks[:min(cases, len(tasks))]...)
	started, err := t.start(ctx, len(chosen), 1)
	if err != nil {
		return 0, err
	}
	completed, err := t.complete(ctx, chosen, 1)
	return perSecond(2*len(chosen), started+completed), err
}
