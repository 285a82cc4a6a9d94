package bench

import (
	"context"
	"fmt"
	"time"

	"saksgang/base/console"
	"saksgang/base/sqldb"
)

// budget is how much is measured.
type budget struct {
	memory  series
	durable series
	group   series
	flat    series

	length   time.Duration // of a round in memory
	clients  int           // at once, where there are many
	weighed  int           // waiting instances whose bytes are counted
	waitFew  int           // waiting instances whose paces are compared
	waitMany int
}

// series is so many rounds of so many cases, each started and completed.
type series struct{ rounds, cases int }

// full is about a minute and a half on two cores. Where one client waits for
// the disk the rounds are short and many: others may keep the disk busy.
var full = budget{
	memory:  series{rounds: 7},
	durable: series{rounds: 41, cases: 100},
	group:   series{rounds: 9, cases: 1000},
	flat:    series{rounds: 41, cases: 100},
	length:  800 * time.Millisecond,
	clients: 50, weighed: 20_000, waitFew: 1_000, waitMany: 100_000,
}

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

func (b *engineBench) run(ctx context.Context) ([]Figure, error) {
	for _, part := range []func(ctx context.Context) error{b.measureMemory, b.measureDurable, b.measureGroup, b.measureWaiting} {
		if err := part(ctx); err != nil {
			return nil, err
		}
	}
	return b.figures, nil
}

func (b *engineBench) say(key string, args ...any) {
	b.streams.Say("%s", b.streams.Words.T(key, args...))
}

// add keeps a figure and tells how it stands to its goal.
func (b *engineBench) add(f Figure) {
	b.figures = append(b.figures, f)
	key := "bench.goal-reached"
	if g := goals[f.Name]; f.Ratio < g.least || g.most > 0 && f.Ratio > g.most {
		key = "bench.goal-missed"
	}
	b.say(key, "name", f.Name, "value", f.Value, "unit", f.Unit, "ratio", f.Ratio, "reference", f.Reference, "goal", b.wanted(goals[f.Name]))
}

func (b *engineBench) wanted(g goal) string {
	switch {
	case g.most == 0:
		return b.streams.Words.T("bench.at-least", "ratio", g.least)
	case g.least == 0:
		return b.streams.Words.T("bench.at-most", "ratio", g.most)
	}
	return b.streams.Words.T("bench.between", "least", g.least, "most", g.most)
}

// measureMemory holds the engine alone against npm bpmn-engine, instances a
// second. It comes first: without its reference nothing is measured.
func (b *engineBench) measureMemory(ctx context.Context) error {
	other, err := b.open(ctx, b.streams)
	if err != nil {
		return err
	}
	defer other.Close()
	ours, err := newInMemory()
	if err != nil {
		return err
	}
	b.say("bench.measuring", "name", "memory")
	v, r, err := alternate(ctx, b.memory.rounds,
		func(ctx context.Context) (float64, error) { return ours.round(ctx, b.length) },
		func(ctx context.Context) (float64, error) { return other.Round(ctx, b.length) })
	if err != nil {
		return err
	}
	b.add(figure("memory", v, "instances/s", other.Name(), r))
	return nil
}

// measureDurable holds the commands of one client against the floor:
// transactions of one row, each committed durably, in the same folder.
func (b *engineBench) measureDurable(ctx context.Context) error {
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
	value := func(ctx context.Context) (float64, error) { return town.round(ctx, b.durable.cases, 1) }
	reference := func(ctx context.Context) (float64, error) { return floor.round(ctx, 5*b.durable.cases) }
	if err := settle(ctx, town.db, value); err != nil {
		return err
	}
	if err := settle(ctx, floor.db, reference); err != nil {
		return err
	}
	v, r, err := alternate(ctx, b.durable.rounds, value, reference)
	if err != nil {
		return err
	}
	b.add(figure("durable", v, "commands/s", "durable one-row transactions/s, 1 client", r))
	return nil
}

// measureGroup holds the commands of many clients against the same without
// group commit.
func (b *engineBench) measureGroup(ctx context.Context) error {
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
	v, r, err := alternate(ctx, b.group.rounds,
		func(ctx context.Context) (float64, error) { return grouped.round(ctx, b.group.cases, b.clients) },
		func(ctx context.Context) (float64, error) { return single.round(ctx, b.group.cases, b.clients) })
	if err != nil {
		return err
	}
	b.add(figure("group", v, "commands/s", "the same clients without group commit", r))
	return nil
}

// measureWaiting weighs waiting instances, and holds the pace of one client
// among many of them against the pace among few.
func (b *engineBench) measureWaiting(ctx context.Context) error {
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
	loaded, err := many.weight(ctx)
	if err != nil {
		return err
	}
	b.add(figure("waiting_bytes", float64(loaded-empty)/float64(b.weighed), "bytes", "the most it may take", waitingLimit))
	if err := b.fill(ctx, many, b.weighed, b.waitMany); err != nil {
		return err
	}
	return b.measureFlatness(ctx, many)
}

func (b *engineBench) measureFlatness(ctx context.Context, many *town) error {
	few, err := openTown(ctx, b.dir, "few", sqldb.Options{})
	if err != nil {
		return err
	}
	defer few.close()
	if err := b.fill(ctx, few, 0, b.waitFew); err != nil {
		return err
	}
	b.say("bench.measuring", "name", "flatness")
	value, err := many.among(ctx, b.flat)
	if err != nil {
		return err
	}
	reference, err := few.among(ctx, b.flat)
	if err != nil {
		return err
	}
	v, r, err := alternate(ctx, b.flat.rounds, value, reference)
	if err != nil {
		return err
	}
	b.add(figure("flatness", v, "commands/s", fmt.Sprintf("the same among %d waiting instances", b.waitFew), r))
	return nil
}

// fill starts cases until so many wait, and tells how far it is.
func (b *engineBench) fill(ctx context.Context, t *town, have, want int) error {
	const step = 20_000
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
