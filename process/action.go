package process

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/ids"
)

// Mode says where an action runs.
type Mode int

const (
	// Inline runs in the command's transaction, in a savepoint: database rows
	// only, at most 5 ms.
	Inline Mode = iota
	// Job runs outside a transaction, at least once: files, network, templates.
	// The token waits; what Run returns comes back as a command of its own.
	Job
)

// Action is a verb that a module offers to processes.
type Action struct {
	Name  string      // "module.verb"
	Right authz.Right // what it needs; the process must declare it
	Mode  Mode
	// Run does it. The actor in ctx is the process, on behalf of the person
	// whose command came here; for a user task's action it is that person. An
	// error of kind Invalid, Denied, NotFound or Conflict is a refusal, others
	// are faults that may pass. The result becomes variables of the instance.
	Run func(ctx context.Context, call Call) (map[string]any, error)
}

// Call is what an action is told.
type Call struct {
	Case      ids.CaseID
	Instance  InstanceID
	Task      TaskID // of a user task's action
	Process   string // the process's key
	Agency    string // the case's
	Unit      string
	Node      string // id in the drawing
	NodeName  string
	Visit     int
	Variables map[string]any
	// Input is what the person entered (a user task), or what the drawing's
	// input mapping gives (a service task).
	Input map[string]any
	// Attributes are Saksgang's attributes on the element.
	Attributes map[string]string
	// Key is the same each time this very call is made: an action that reaches
	// outside uses it to do its work once.
	Key string
}

// Registry holds the actions that modules offer. It is filled before start.
type Registry struct{ actions map[string]Action }

// NewRegistry returns a registry without actions.
func NewRegistry() *Registry { return &Registry{actions: map[string]Action{}} }

// Add offers an action; twice the same name is a fault of the program.
func (r *Registry) Add(a Action) {
	if _, twice := r.actions[a.Name]; twice || a.Name == "" || a.Run == nil {
		panic(fmt.Sprintf("process: the action %q is offered twice, or is empty", a.Name))
	}
	r.actions[a.Name] = a
}

// Has says whether the action is offered.
func (r *Registry) Has(name string) bool {
	_, ok := r.actions[name]
	return ok
}

// Actions lists what is offered, by name.
func (r *Registry) Actions() []Action {
	var all []Action
	for _, name := range slices.Sorted(maps.Keys(r.actions)) {
		all = append(all, r.actions[name])
	}
	return all
}

func (r *Registry) get(name string) (Action, error) {
	a, ok := r.actions[name]
	if !ok {
		return Action{}, errs.NotFound("process.unknown-action", "action", name)
	}
	return a, nil
}
