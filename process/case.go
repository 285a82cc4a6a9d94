package process

import (
	"context"
	"slices"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/process/engine"
)

// StartCase opens a case and runs its process to the first waits. It needs
// process.start in the agency or unit, or a role that the process names among
// its starters there.
func (s *Service) StartCase(ctx context.Context, start Start) (ids.CaseID, error) {
	if strings.TrimSpace(start.Title) == "" {
		return ids.CaseID{}, errs.Invalid("process.case-without-title")
	}
	return command.Run(ctx, s.DB, s.Clock, "process.start", func(ctx context.Context) (ids.CaseID, error) {
		number, err := s.currentNumber(ctx, start.Process)
		if err != nil {
			return ids.CaseID{}, err
		}
		v, err := s.version(ctx, number)
		if err != nil {
			return ids.CaseID{}, err
		}
		if err := mayStart(ctx, v, start); err != nil {
			return ids.CaseID{}, err
		}
		return s.start(ctx, v, start)
	})
}

func mayStart(ctx context.Context, v *Version, start Start) error {
	o := authz.Object{Agency: start.Agency, Unit: start.Unit}
	for _, h := range authz.ActorFrom(ctx).Roles {
		if slices.Contains(v.Meta.Starters, h.Role) && covers(h, o) {
			return nil
		}
	}
	return authz.Require(ctx, RightStart, o)
}

// covers says that the holding reaches the object.
func covers(h authz.Holding, o authz.Object) bool {
	return (h.Agency == "" || h.Agency == o.Agency) && (h.Unit == "" || h.Unit == o.Unit) && (h.Case.IsZero() || h.Case == o.Case)
}

func (s *Service) start(ctx context.Context, v *Version, start Start) (ids.CaseID, error) {
	actor := authz.ActorFrom(ctx)
	c := caseRow{
		ID: ids.New[ids.Case](), Title: start.Title, Process: v.Key, Agency: start.Agency, Unit: start.Unit,
		Owner: start.Owner, OpenedAt: s.now(), Year: int64(s.localYear()),
	}
	if c.Owner.IsZero() {
		c.Owner = actor.User
	}
	var err error
	if c.Serial, err = s.insertCase(ctx, c); err != nil {
		return c.ID, err
	}
	for role, users := range start.Participants {
		for _, u := range users {
			if err := s.insertParticipant(ctx, c.ID, role, u); err != nil {
				return c.ID, err
			}
			c.Shared = true
		}
	}
	at := start.at
	if at == nil {
		found, err := startAt(v, start.Message)
		if err != nil {
			return c.ID, err
		}
		at = &found
	}
	_, err = s.startIn(ctx, v, c, start.Variables, *at, "case-opened", map[string]any{"title": c.Title, "number": c.toCase().Number})
	return c.ID, err
}

// startAt finds the start event that a message begins at.
func startAt(v *Version, message string) (engine.NodeID, error) {
	if message == "" {
		return engine.None, nil
	}
	for _, n := range v.Graph.Starters(engine.MessageEvent) {
		if v.Graph.Node(n).Ref == message {
			return n, nil
		}
	}
	return engine.None, errs.Invalid("process.not-started-by", "message", message)
}

// StartIn runs another process in an open case; it needs process.administer
// over the case, or is called by an action of the case's own process.
func (s *Service) StartIn(ctx context.Context, id ids.CaseID, key string, vars map[string]any) (InstanceID, error) {
	return command.Run(ctx, s.DB, s.Clock, "process.start-in", func(ctx context.Context) (InstanceID, error) {
		c, err := s.caseRow(ctx, id)
		if err != nil {
			return InstanceID{}, err
		}
		if authz.ActorFrom(ctx).User != Principal(c.Process) {
			if c, err = s.caseFor(ctx, id, RightAdminister); err != nil {
				return InstanceID{}, err
			}
		}
		if c.ClosedAt != 0 {
			return InstanceID{}, errs.Conflict("process.case-closed")
		}
		number, err := s.currentNumber(ctx, key)
		if err != nil {
			return InstanceID{}, err
		}
		v, err := s.version(ctx, number)
		if err != nil {
			return InstanceID{}, err
		}
		r, err := s.startIn(ctx, v, c, vars, engine.None, "instance-started", map[string]any{})
		if err != nil {
			return InstanceID{}, err
		}
		return r.id, nil
	})
}

// startIn begins an instance in a case.
func (s *Service) startIn(ctx context.Context, v *Version, c caseRow, vars map[string]any, at engine.NodeID, kind ledger.Kind, payload map[string]any) (*run, error) {
	r := &run{
		s: s, v: v, c: c, id: ids.New[instanceKind](), revision: unborn, started: s.now(),
		actor: authz.ActorFrom(ctx), asked: !c.Shared,
	}
	in := s.inputAt(engine.Begin, 0)
	in.Vars, in.Node = vars, at
	if err := r.step(ctx, in); err != nil {
		return nil, err
	}
	payload["process"], payload["version"] = v.Key, v.Version
	return r, r.finish(ctx, ledger.Subject{Kind: "case", ID: c.ID.String()}, kind, payload)
}

// localYear is the year on the municipality's wall.
func (s *Service) localYear() int {
	now := s.Clock.Now()
	if s.opts.Calendar != nil {
		now = now.In(s.opts.Calendar.Zone())
	}
	return now.Year()
}

// Cancel ends every instance of a case before its time; it needs
// process.administer. The reason stands in the case's history.
func (s *Service) Cancel(ctx context.Context, id ids.CaseID, reason string) error {
	return s.do(ctx, "process.cancel", func(ctx context.Context) error {
		c, err := s.caseFor(ctx, id, RightAdminister)
		if err != nil {
			return err
		}
		if strings.TrimSpace(reason) == "" {
			return errs.Invalid("process.reason-missing")
		}
		running, err := sqldb.All[InstanceID](ctx, s.DB, "SELECT id FROM process_instance WHERE case_id = $1 AND ended_at = 0 ORDER BY id", c.ID)
		if err != nil {
			return err
		}
		if len(running) == 0 {
			return errs.Conflict("process.case-closed")
		}
		for _, i := range running {
			r, err := s.load(ctx, i)
			if err != nil {
				return err
			}
			if err := r.step(ctx, s.inputAt(engine.Cancel, 0)); err != nil {
				return err
			}
			if err := r.finish(ctx, ledger.Subject{Kind: "case", ID: c.ID.String()}, "case-cancelled", map[string]any{"reason": reason}); err != nil {
				return err
			}
		}
		return nil
	})
}

// caseFor returns a case that the actor holds right over. Who may not even see
// it is told that it is not there.
func (s *Service) caseFor(ctx context.Context, id ids.CaseID, right authz.Right) (caseRow, error) {
	c, err := s.caseRow(ctx, id)
	if err != nil {
		return c, err
	}
	if authz.ScopeOf(ctx, right).Allows(c.object()) {
		return c, nil
	}
	if err := s.maySee(ctx, c); err != nil {
		return c, err
	}
	return c, errs.Denied("authz.denied", "right", string(right))
}

// maySee lets those with process.see-case, those who take part, and those who
// have a task in it.
func (s *Service) maySee(ctx context.Context, c caseRow) error {
	if authz.ScopeOf(ctx, RightSeeCase).Allows(c.object()) || authz.ScopeOf(ctx, RightAdminister).Allows(c.object()) {
		return nil
	}
	user := authz.ActorFrom(ctx).User
	if user.IsZero() || c.ClosedAt != 0 {
		return errs.NotFound("process.no-such-case")
	}
	_, part, err := sqldb.Maybe[int64](ctx, s.DB, `SELECT 1 FROM process_participant WHERE case_id = $1 AND person = $2 AND until_at = 0
UNION ALL SELECT 1 FROM process_task t JOIN process_instance i ON i.id = t.instance WHERE i.case_id = $1 AND t.person = $2 AND t.closed_at = 0`, c.ID, user)
	if err == nil && !part {
		err = errs.NotFound("process.no-such-case")
	}
	return err
}

// CaseOf returns a case that the actor may see.
func (s *Service) CaseOf(ctx context.Context, id ids.CaseID) (Case, error) {
	c, err := s.caseRow(ctx, id)
	if err != nil {
		return Case{}, err
	}
	if err := s.maySee(ctx, c); err != nil {
		return Case{}, err
	}
	return c.toCase(), nil
}

// CaseByNumber returns a case by its number, if the actor may see it.
func (s *Service) CaseByNumber(ctx context.Context, n Number) (Case, error) {
	id, found, err := sqldb.Maybe[ids.CaseID](ctx, s.DB, "SELECT id FROM process_case WHERE year = $1 AND serial = $2", int64(n.Year), int64(n.Serial))
	if err == nil && !found {
		err = errs.NotFound("process.no-such-case")
	}
	if err != nil {
		return Case{}, err
	}
	return s.CaseOf(ctx, id)
}

// CaseQuery chooses and pages cases, newest first.
type CaseQuery struct {
	Process string // key; empty for all
	Text    string // part of the title, in large or small letters; empty for all
	Open    bool   // only open ones
	Closed  bool   // only closed ones
	Mine    bool   // only those the actor owns, takes part in or has a task in
	Number  Number // only this one; zero for all
	Offset  int
	Most    int // 0 means 50
}

// Cases lists the cases that the actor may see, newest first, and how many
// there are in all.
func (s *Service) Cases(ctx context.Context, q CaseQuery) ([]Case, int, error) {
	where, args := q.where(ctx)
	if q.Most == 0 {
		q.Most = 50
	}
	var rows []caseRow
	var count int
	err := s.DB.View(ctx, func(ctx context.Context) (err error) {
		if count, err = sqldb.One[int](ctx, s.DB, "SELECT count(*) FROM process_case c WHERE "+where, args...); err != nil {
			return err
		}
		rows, err = sqldb.All[caseRow](ctx, s.DB, "SELECT "+caseColumns+" FROM process_case c WHERE "+where+
			" ORDER BY c.year DESC, c.serial DESC LIMIT "+itoa(q.Most)+" OFFSET "+itoa(max(q.Offset, 0)), args...)
		return err
	})
	cases := make([]Case, len(rows))
	for i, r := range rows {
		cases[i] = r.toCase()
	}
	return cases, count, err
}

func (q CaseQuery) where(ctx context.Context) (string, []any) {
	columns := authz.Columns{Agency: "c.agency", Unit: "c.unit", Case: "c.id", Owner: "c.owner"}
	seen, args := authz.ScopeOf(ctx, RightSeeCase).Where(columns, 1)
	arg := func(v any) string {
		args = append(args, v)
		return "$" + itoa(len(args))
	}
	user := arg(authz.ActorFrom(ctx).User)
	parts := []string{"(" + seen + " OR c.closed_at = 0 AND (" + involved(user) + "))"}
	if q.Mine {
		parts = append(parts, "(c.owner = "+user+" OR "+involved(user)+")")
	}
	if q.Number != (Number{}) {
		parts = append(parts, "c.year = "+arg(int64(q.Number.Year))+" AND c.serial = "+arg(int64(q.Number.Serial)))
	}
	if q.Process != "" {
		parts = append(parts, "c.process = "+arg(q.Process))
	}
	if q.Text != "" {
		parts = append(parts, "c.folded LIKE "+arg(sqldb.Like(strings.ToLower(q.Text)))+" ESCAPE '!'")
	}
	if q.Open {
		parts = append(parts, "c.closed_at = 0")
	}
	if q.Closed {
		parts = append(parts, "c.closed_at > 0")
	}
	return strings.Join(parts, " AND "), args
}

// involved says that the user takes part in case c or has a task in it.
func involved(user string) string {
	return `EXISTS (SELECT 1 FROM process_participant p WHERE p.case_id = c.id AND p.person = ` + user + ` AND p.until_at = 0)
  OR EXISTS (SELECT 1 FROM process_task t JOIN process_instance i ON i.id = t.instance WHERE i.case_id = c.id AND t.person = ` + user + ` AND t.closed_at = 0)`
}

// Instances lists the runs of a case, oldest first. The actor must see the case.
func (s *Service) Instances(ctx context.Context, id ids.CaseID) ([]Instance, error) {
	if _, err := s.CaseOf(ctx, id); err != nil {
		return nil, err
	}
	rows, err := sqldb.All[runRow](ctx, s.DB, "SELECT "+instanceColumns+", "+caseColumns+fromInstances+"WHERE i.case_id = $1 ORDER BY i.id", id)
	if err != nil {
		return nil, err
	}
	all := make([]Instance, 0, len(rows))
	for _, row := range rows {
		r, err := s.open(ctx, row)
		if err != nil {
			return nil, err
		}
		all = append(all, r.instance(row.EndedAt))
	}
	return all, nil
}

func (r *run) instance(ended clock.Instant) Instance {
	return Instance{
		ID: r.id, Case: r.c.ID, Key: r.v.Key, Version: r.v.Version, Status: r.state.Status,
		Variables: r.state.Vars, StartedAt: r.started.Time(), EndedAt: ended.Time(),
	}
}

// OwnerOf is who has the case, for what is told to the owner whoever acts; zero
// for nobody.
func (s *Service) OwnerOf(ctx context.Context, id ids.CaseID) (ids.UserID, error) {
	c, err := s.caseRow(ctx, id)
	return c.Owner, err
}
