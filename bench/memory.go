package bench

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"time"

	"saksgang/base/errs"
	"saksgang/process/bpmn"
	"saksgang/process/engine"
)

// drawing is the process that everything here runs: start, user task, service
// task, exclusive gateway with a FEEL condition, end.
//
//go:embed reference/engine.bpmn
var drawing []byte

// decision is what the user task is completed with.
var decision = map[string]any{"amount": 500, "granted": true}

// inMemory drives the engine alone: it does at once what each step asks for.
type inMemory struct {
	graph   *engine.Graph
	granted engine.NodeID
	actions map[string]func(vars map[string]any) map[string]any
}

func newInMemory() (*inMemory, error) {
	defs, err := bpmn.Read(bytes.NewReader(drawing))
	if err != nil {
		return nil, err
	}
	d := &inMemory{actions: map[string]func(map[string]any) map[string]any{
		actionName: func(map[string]any) map[string]any { return nil },
	}}
	graph, faults := engine.Compile(defs, processKey, engine.Options{
		HasAction: func(name string) bool { return d.actions[name] != nil }, NeedRoles: true,
	})
	if len(faults) > 0 {
		return nil, faults[0]
	}
	d.graph = graph
	d.granted, _ = graph.Find("granted")
	return d, nil
}

// instance runs one instance from its start to its end.
func (d *inMemory) instance(now time.Time) error {
	state, effects, err := engine.Step(d.graph, engine.State{}, engine.Input{Kind: engine.Begin, Node: engine.None, Now: now})
	for err == nil && state.Status == engine.Running {
		in, asked := d.answer(&state, effects)
		if !asked {
			break
		}
		in.Now = now
		state, effects, err = engine.Step(d.graph, state, in)
	}
	if err == nil && (state.Status != engine.Completed || state.Visits[d.granted] != 1) {
		err = fmt.Errorf("the instance stands at %v", state.Tokens)
	}
	return err
}

// answer is what the world outside says to the effects of a step.
func (d *inMemory) answer(state *engine.State, effects []engine.Effect) (engine.Input, bool) {
	for _, e := range effects {
		switch e.Kind {
		case engine.OpenTask:
			return engine.Input{Kind: engine.TaskDone, Token: e.Token, Vars: decision}, true
		case engine.CallAction:
			run := d.actions[d.graph.Node(e.Node).Action]
			return engine.Input{Kind: engine.ActionDone, Token: e.Token, Vars: run(state.Vars)}, true
		}
	}
	return engine.Input{}, false
}

// round runs instances for as long as it is told.
func (d *inMemory) round(ctx context.Context, length time.Duration) (float64, error) {
	began, n := time.Now(), 0
	for time.Since(began) < length {
		for range 100 {
			if err := d.instance(began); err != nil {
				return 0, errs.Internal(err, "bench.failed")
			}
		}
		n += 100
		if err := ctx.Err(); err != nil {
			return 0, err
		}
	}
	return perSecond(n, time.Since(began)), nil
}
