package process

import (
	"context"
	"fmt"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/process/engine"
)

// Run is one run of a process with the drawing it follows and its steps.
type Run struct {
	Instance Instance
	Version  Version
	Steps    []Step // as Steps lists them
}

// Runs lists the runs of a case, oldest first. The actor must see the case.
func (s *Service) Runs(ctx context.Context, c ids.CaseID) ([]Run, error) {
	var runs []Run
	err := s.DB.View(ctx, func(ctx context.Context) error {
		runs = nil
		if _, err := s.CaseOf(ctx, c); err != nil {
			return err
		}
		rows, err := sqldb.All[runRow](ctx, s.DB, "SELECT "+instanceColumns+", "+caseColumns+fromInstances+"WHERE i.case_id = $1 ORDER BY i.id", c)
		if err != nil {
			return err
		}
		for _, row := range rows {
			r, err := s.open(ctx, row)
			if err != nil {
				return err
			}
			steps, err := r.steps(ctx)
			if err != nil {
				return err
			}
			runs = append(runs, Run{Instance: r.instance(row.EndedAt), Version: *r.v, Steps: steps})
		}
		return nil
	})
	return runs, err
}

// RunOf returns the run that a task stands in, to whoever may see the task:
// one who may take it sees what came before and what follows, also without
// seeing the case otherwise.
func (s *Service) RunOf(ctx context.Context, id TaskID) (Run, error) {
	var found Run
	err := s.DB.View(ctx, func(ctx context.Context) error {
		h, err := s.loadTask(ctx, id)
		if err != nil {
			return err
		}
		steps, err := h.steps(ctx)
		found = Run{Instance: h.instance(0), Version: *h.v, Steps: steps}
		return err
	})
	return found, err
}

// CaseNow is a case with the steps where it stands; a closed one stands nowhere.
type CaseNow struct {
	Case
	Steps []Step
}

// CasesNow is Cases with where each stands. It asks the database three times,
// however many cases there are.
func (s *Service) CasesNow(ctx context.Context, q CaseQuery) ([]CaseNow, int, error) {
	var all []CaseNow
	var count int
	err := s.DB.View(ctx, func(ctx context.Context) error {
		cases, total, err := s.Cases(ctx, q)
		if err != nil {
			return err
		}
		all, count = make([]CaseNow, len(cases)), total
		for i, c := range cases {
			all[i].Case = c
		}
		return s.addNow(ctx, all)
	})
	return all, count, err
}

func (s *Service) addNow(ctx context.Context, all []CaseNow) error {
	place := map[ids.CaseID]int{}
	var args []any
	for i, c := range all {
		if c.IsOpen() {
			args = append(args, c.ID)
			place[c.ID] = i
		}
	}
	if len(args) == 0 {
		return nil
	}
	rows, err := sqldb.All[runRow](ctx, s.DB, "SELECT "+instanceColumns+", "+caseColumns+fromInstances+
		"WHERE i.ended_at = 0 AND i.case_id IN "+marks(len(args))+" ORDER BY i.id", args...)
	if err != nil || len(rows) == 0 {
		return err
	}
	now, err := s.nowOf(ctx, rows)
	for i, row := range rows {
		at := place[row.caseRow.ID]
		all[at].Steps = append(all[at].Steps, now[i]...)
	}
	return err
}

// nowOf lists the steps where each of the runs waits.
func (s *Service) nowOf(ctx context.Context, rows []runRow) ([][]Step, error) {
	args := make([]any, len(rows))
	for i, row := range rows {
		args[i] = row.instanceRow.ID
	}
	tasks, err := openTasks(ctx, s.DB, args)
	if err != nil {
		return nil, err
	}
	stuck, err := sqldb.All[incidentRow](ctx, s.DB, selectIncident+"WHERE n.closed_at = 0 AND n.instance IN "+marks(len(args))+" ORDER BY n.id", args...)
	if err != nil {
		return nil, err
	}
	now := make([][]Step, len(rows))
	for i, row := range rows {
		r, err := s.open(ctx, row)
		if err != nil {
			return nil, err
		}
		now[i] = r.now(tasks[r.id], stuck)
	}
	return now, nil
}

func openTasks(ctx context.Context, db *sqldb.DB, instances []any) (map[InstanceID][]taskRow, error) {
	type row struct {
		Instance InstanceID
		taskRow
	}
	rows, err := sqldb.All[row](ctx, db, "SELECT t.instance, "+taskColumns+" FROM process_task t WHERE t.closed_at = 0 AND t.instance IN "+
		marks(len(instances))+" ORDER BY t.opened_at, t.id", instances...)
	by := map[InstanceID][]taskRow{}
	for _, r := range rows {
		by[r.Instance] = append(by[r.Instance], r.taskRow)
	}
	return by, err
}

// now are the steps that have a token, in the order of work. Where several
// rounds of one step wait, it stands once.
func (r *run) now(tasks []taskRow, stuck []incidentRow) []Step {
	at := map[engine.NodeID]*Step{}
	var order []engine.NodeID
	for _, t := range r.state.Tokens {
		if t.Node == engine.None || t.Phase == engine.AtJoin || at[t.Node] != nil {
			continue
		}
		if r.v.Graph.Node(t.Node).Kind == engine.SubProcess && t.Phase != engine.AtIncident {
			continue // it stands at a step within
		}
		step := r.bareStep(r.v.Graph.Node(t.Node))
		step.When = Now
		at[t.Node], order = &step, append(order, t.Node)
	}
	for _, t := range tasks {
		if n, known := r.v.Graph.Find(t.Node); known && at[n] != nil && at[n].Task.IsZero() {
			step := at[n]
			step.Task, step.Person, step.Roles = t.ID, t.Person, t.roles()
			step.Since, step.Due = t.OpenedAt.Time(), t.DueAt.Time()
		}
	}
	for _, i := range stuck {
		if n, known := r.v.Graph.Find(i.Node); known && i.Instance == r.id && at[n] != nil {
			at[n].Incident, at[n].IncidentID, at[n].Since = i.Code, i.ID, i.OpenedAt.Time()
		}
	}
	steps := make([]Step, len(order))
	for i, n := range order {
		steps[i] = *at[n]
	}
	return steps
}

// marks is "($1, $2, …)" for n arguments.
func marks(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("$%d", i+1)
	}
	return "(" + strings.Join(all, ", ") + ")"
}

// OpenByProcess counts the open cases that the actor may see, by process.
func (s *Service) OpenByProcess(ctx context.Context) (map[string]int, error) {
	where, args := CaseQuery{Open: true}.where(ctx)
	type row struct {
		Process string
		Count   int
	}
	rows, err := sqldb.All[row](ctx, s.DB, "SELECT c.process, count(*) FROM process_case c WHERE "+where+" GROUP BY c.process", args...)
	counts := map[string]int{}
	for _, r := range rows {
		counts[r.Process] = r.Count
	}
	return counts, err
}

// MayStart says whether the actor may start a case of the process in that
// agency and unit; StartCase refuses otherwise. A process that only a message
// or a time starts cannot be started by hand, whoever asks.
func (v *Version) MayStart(ctx context.Context, agency, unit string) bool {
	return v.startsByHand() && mayStart(ctx, v, Start{Agency: agency, Unit: unit}) == nil
}

func (v *Version) startsByHand() bool {
	g := v.Graph
	triggered := len(g.Starters(engine.MessageEvent)) + len(g.Starters(engine.TimerEvent)) + len(g.Starters(engine.SignalEvent))
	return triggered == 0 || len(g.Starters(engine.NoEvent)) > 0
}

// MayRetry says whether the actor may let a stopped case of this version go on;
// Retry refuses otherwise.
func (v *Version) MayRetry(ctx context.Context, c Case) bool {
	if authz.ScopeOf(ctx, RightAdminister).Allows(authz.Object{Agency: c.Agency, Unit: c.Unit, Case: c.ID, Owner: c.Owner}) {
		return true
	}
	o := authz.Object{Agency: c.Agency, Unit: c.Unit, Case: c.ID}
	for _, h := range authz.ActorFrom(ctx).Roles {
		if h.Role == v.Meta.Owner && covers(h, o) {
			return true
		}
	}
	return false
}

// RoleOf takes apart what a task waits for: a role, and whether only the
// case's participants in it count.
func RoleOf(waiting string) (role string, ofCase bool) {
	return strings.CutSuffix(waiting, inCase)
}
