package process

import (
	"context"
	"slices"

	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/process/engine"
)

// Task returns a task to whoever has it, may take it or has done it, and to who
// administers its case. To everybody else it is NotFound process.no-such-task.
func (s *Service) Task(ctx context.Context, id TaskID) (Task, error) {
	var task Task
	err := s.DB.View(ctx, func(ctx context.Context) error {
		h, err := s.loadTask(ctx, id)
		if err != nil {
			return err
		}
		task, err = h.full(ctx)
		return err
	})
	return task, err
}

func (h heldTask) full(ctx context.Context) (Task, error) {
	t := h.task()
	type texts struct{ Draft, Input string }
	entered, err := sqldb.One[texts](ctx, h.s.DB, "SELECT COALESCE(draft, ''), COALESCE(input, '') FROM process_task WHERE id = $1", h.t.ID)
	if err != nil {
		return t, err
	}
	if t.Draft, err = engine.DecodeVars([]byte(entered.Draft)); err != nil {
		return t, err
	}
	if t.Input, err = engine.DecodeVars([]byte(entered.Input)); err != nil {
		return t, err
	}
	if t.Notes, err = h.s.notes(ctx, h.t.ID); err != nil {
		return t, err
	}
	if at, ok := h.state.Token(engine.TokenID(h.t.Token)); ok && h.t.ClosedAt == 0 {
		t.Given, err = h.given(at)
	}
	return t, err
}

func (h heldTask) task() Task {
	n := h.node()
	return Task{
		ID: h.t.ID, Case: h.c.toCase(), Instance: h.id, Node: n.ID, Name: n.Name, Visit: int(h.t.Visit), Lane: n.Lane,
		Role: h.t.Role, Person: h.t.Person, Form: n.Form, Action: n.Action, Guide: n.Guide, Documents: n.Documents,
		Attributes: n.Attributes, Variables: h.state.Vars, MaySendBack: h.maySendBack(),
		OpenedAt: h.t.OpenedAt.Time(), DueAt: h.t.DueAt.Time(), ClosedAt: h.t.ClosedAt.Time(), ClosedBy: h.t.ClosedBy,
		Withdrawn: h.t.Outcome == "withdrawn",
	}
}

type noteRow struct {
	ID       NoteID
	Kind     string
	Person   ids.UserID
	Name     string
	Text     string
	File     blob.Sum
	FileName string
	Media    string
	MadeAt   clock.Instant
}

func (s *Service) notes(ctx context.Context, task TaskID) ([]Note, error) {
	rows, err := sqldb.All[noteRow](ctx, s.DB, "SELECT id, kind, person, name, text, file, file_name, media, made_at FROM process_note WHERE task = $1 ORDER BY made_at, id", task)
	notes := make([]Note, len(rows))
	for i, r := range rows {
		notes[i] = Note{ID: r.ID, Kind: r.Kind, By: r.Person, ByName: r.Name, Text: r.Text, File: r.File, FileName: r.FileName, Media: r.Media, At: r.MadeAt.Time()}
	}
	return notes, err
}

// TasksOf lists the open tasks of a case that the actor has or may take, oldest
// first; all of them for who administers it.
func (s *Service) TasksOf(ctx context.Context, c ids.CaseID) ([]Task, error) {
	rows, err := sqldb.All[taskRunRow](ctx, s.DB, selectTask+"WHERE i.case_id = $1 AND t.closed_at = 0 ORDER BY t.opened_at, t.id", c)
	if err != nil {
		return nil, err
	}
	actor := authz.ActorFrom(ctx)
	var tasks []Task
	for _, row := range rows {
		r, err := s.open(ctx, runRow{row.instanceRow, row.caseRow})
		if err != nil {
			return nil, err
		}
		h := heldTask{run: r, t: row.taskRow}
		if h.isMine(actor) || authz.ScopeOf(ctx, RightAdminister).Allows(h.c.object()) {
			tasks = append(tasks, h.task())
		}
	}
	return tasks, nil
}

// Steps lists the nodes of a case's instances in the order of work, with what
// is past, now and later, who has or did it, and when. Gateways and the events
// on activities are left out where nothing is to be told of them. The actor
// must see the case.
func (s *Service) Steps(ctx context.Context, c ids.CaseID) ([]Step, error) {
	if _, err := s.CaseOf(ctx, c); err != nil {
		return nil, err
	}
	var steps []Step
	err := s.DB.View(ctx, func(ctx context.Context) error {
		rows, err := sqldb.All[runRow](ctx, s.DB, "SELECT "+instanceColumns+", "+caseColumns+fromInstances+"WHERE i.case_id = $1 ORDER BY i.id", c)
		if err != nil {
			return err
		}
		for _, row := range rows {
			r, err := s.open(ctx, row)
			if err != nil {
				return err
			}
			of, err := r.steps(ctx)
			if err != nil {
				return err
			}
			steps = append(steps, of...)
		}
		return nil
	})
	return steps, err
}

func (r *run) steps(ctx context.Context) ([]Step, error) {
	g := r.v.Graph
	steps := make([]Step, g.Nodes())
	for i := range steps {
		steps[i] = r.bareStep(g.Node(engine.NodeID(i)))
	}
	for _, t := range r.state.Tokens {
		if t.Node != engine.None && t.Phase != engine.AtJoin {
			steps[t.Node].When = Now
		}
	}
	if err := r.addTasks(ctx, steps); err != nil {
		return nil, err
	}
	if err := r.addIncidents(ctx, steps); err != nil {
		return nil, err
	}
	slices.SortStableFunc(steps, func(a, b Step) int { return r.order(a) - r.order(b) })
	return slices.DeleteFunc(steps, func(s Step) bool { return isSilent(s) }), nil
}

func (r *run) order(s Step) int {
	n, _ := r.v.Graph.Find(s.Node)
	return r.v.Graph.Node(n).Order
}

// isSilent leaves out what tells a reader nothing.
func isSilent(s Step) bool {
	switch s.Kind {
	case engine.Exclusive, engine.Parallel, engine.Inclusive, engine.EventBased:
		return s.Incident == ""
	case engine.Boundary:
		return s.Visits == 0
	}
	return false
}

func (r *run) bareStep(n *engine.Node) Step {
	s := Step{Node: n.ID, Name: n.Name, Kind: n.Kind, Lane: n.Lane, Roles: n.Roles}
	if int(n.Index) < len(r.state.Visits) {
		s.Visits = int(r.state.Visits[n.Index])
	}
	switch {
	case s.Visits > 0:
		s.When = Past
	case r.state.Status > engine.Running:
		s.When = Skipped
	}
	return s
}

func (r *run) addTasks(ctx context.Context, steps []Step) error {
	rows, err := sqldb.All[taskRow](ctx, r.s.DB, "SELECT "+taskColumns+" FROM process_task t WHERE t.instance = $1 ORDER BY t.opened_at, t.id", r.id)
	if err != nil {
		return err
	}
	for _, t := range rows {
		n, known := r.v.Graph.Find(t.Node)
		if !known || steps[n].When == Now && t.ClosedAt != 0 {
			continue // of a version before, or an earlier visit of what is now
		}
		s := &steps[n]
		s.Task, s.Person, s.Since, s.Due = t.ID, t.Person, t.OpenedAt.Time(), t.DueAt.Time()
		if t.ClosedAt != 0 {
			s.Person, s.Since = t.ClosedBy, t.ClosedAt.Time()
		}
	}
	return nil
}

func (r *run) addIncidents(ctx context.Context, steps []Step) error {
	rows, err := sqldb.All[incidentRow](ctx, r.s.DB, selectIncident+"WHERE n.instance = $1 AND n.closed_at = 0 ORDER BY n.id", r.id)
	if err != nil {
		return err
	}
	for _, i := range rows {
		if n, known := r.v.Graph.Find(i.Node); known {
			steps[n].Incident, steps[n].IncidentID, steps[n].Since = i.Code, i.ID, i.OpenedAt.Time()
		}
	}
	return nil
}

// Drawing returns the version an instance runs by. The actor must see the case.
func (s *Service) Drawing(ctx context.Context, c ids.CaseID, id InstanceID) (Version, error) {
	if _, err := s.CaseOf(ctx, c); err != nil {
		return Version{}, err
	}
	r, err := s.load(ctx, id)
	if err != nil {
		return Version{}, err
	}
	return *r.v, nil
}
