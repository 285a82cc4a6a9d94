package process

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/process/engine"
)

// raise writes an incident and puts it before the process's owner.
func (r *run) raise(ctx context.Context, e engine.Effect) error {
	args, err := json.Marshal(incidentArgs(e.Err))
	if err != nil {
		return errs.Internal(err, "process.incident-unwritable")
	}
	n := r.v.Graph.Node(e.Node)
	id := ids.New[incidentKind]()
	_, err = sqldb.Exec(ctx, r.s.DB, `INSERT INTO process_incident (id, instance, token, node, code, args, opened_at, closed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`, id, r.id, int64(e.Token), n.ID, e.Text, string(args), r.s.now())
	if err != nil {
		return err
	}
	item := incidentWork(r, id)
	item.Title = n.Name
	if item.Title == "" {
		item.Title = n.ID
	}
	if err := r.s.Work.Put(ctx, item); err != nil {
		return err
	}
	return r.s.append(ctx, r.c, ledger.Subject{Kind: "incident", ID: id.String()}, "incident-raised", map[string]any{"node": n.ID, "code": e.Text})
}

func incidentWork(r *run, id IncidentID) work.Item {
	return work.Item{
		Kind: workIncident, Subject: id.String(), About: r.c.Title, Reason: "process.reason.incident",
		Link: r.s.opts.CaseLink + r.c.ID.String(), Agency: r.c.Agency, Unit: r.c.Unit, Case: r.c.ID, Role: r.v.Meta.Owner,
	}
}

// incidentArgs keep what the catalogue needs to say what went wrong, and the
// place in the drawing's text where there is one.
func incidentArgs(err error) []errs.Arg {
	args := []errs.Arg{}
	for e := err; e != nil; {
		var problem *errs.Error
		if !errors.As(e, &problem) {
			break
		}
		if problem.Err != nil || len(args) == 0 {
			for _, a := range problem.Args {
				args = append(args, errs.Arg{Name: a.Name, Value: fmt.Sprint(a.Value)})
			}
		}
		e = problem.Err
	}
	return args
}

func (r *run) closeIncident(ctx context.Context, token engine.TokenID) error {
	open, err := sqldb.All[IncidentID](ctx, r.s.DB, `UPDATE process_incident SET closed_at = $1
WHERE instance = $2 AND token = $3 AND closed_at = 0 RETURNING id`, r.s.now(), r.id, int64(token))
	if err != nil {
		return err
	}
	for _, id := range open {
		if err := r.s.Work.Close(ctx, workIncident, id.String()); err != nil {
			return err
		}
	}
	return nil
}

type incidentRow struct {
	ID       IncidentID
	Instance InstanceID
	Case     ids.CaseID
	Token    int64
	Node     string
	Code     string
	Args     string
	OpenedAt clock.Instant
	ClosedAt clock.Instant
}

const selectIncident = `SELECT n.id, n.instance, i.case_id, n.token, n.node, n.code, n.args, n.opened_at, n.closed_at
FROM process_incident n JOIN process_instance i ON i.id = n.instance `

func (r incidentRow) toIncident() (Incident, error) {
	i := Incident{ID: r.ID, Case: r.Case, Instance: r.Instance, Node: r.Node, Code: r.Code, OpenedAt: r.OpenedAt.Time(), ClosedAt: r.ClosedAt.Time()}
	if err := json.Unmarshal([]byte(r.Args), &i.Args); err != nil {
		return i, errs.Internal(err, "process.incident-unreadable", "incident", r.ID)
	}
	return i, nil
}

// Incidents lists a case's incidents, the newest first, closed ones too. The
// actor must see the case.
func (s *Service) Incidents(ctx context.Context, c ids.CaseID) ([]Incident, error) {
	if _, err := s.CaseOf(ctx, c); err != nil {
		return nil, err
	}
	rows, err := sqldb.All[incidentRow](ctx, s.DB, selectIncident+"WHERE i.case_id = $1 ORDER BY n.opened_at DESC, n.id DESC", c)
	if err != nil {
		return nil, err
	}
	all := make([]Incident, 0, len(rows))
	for _, r := range rows {
		i, err := r.toIncident()
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, nil
}

// Retry lets an incident's token go on from where it stopped, after what was
// wrong has been mended: by the process's owner, or by who administers the case.
// An action is called again with the same key.
func (s *Service) Retry(ctx context.Context, id IncidentID) error {
	return s.do(ctx, "process.retry", func(ctx context.Context) error {
		row, found, err := sqldb.Maybe[incidentRow](ctx, s.DB, selectIncident+"WHERE n.id = $1", id)
		if err == nil && !found {
			err = errs.NotFound("process.no-such-incident")
		}
		if err != nil {
			return err
		}
		r, err := s.load(ctx, row.Instance)
		if err != nil {
			return err
		}
		if !work.MayTake(r.actor, incidentWork(r, id)) && !authz.ScopeOf(ctx, RightAdminister).Allows(r.c.object()) {
			return errs.NotFound("process.no-such-incident")
		}
		if row.ClosedAt != 0 {
			return errs.Conflict("process.incident-closed", "incident", id)
		}
		if err := r.step(ctx, s.inputAt(engine.Retry, engine.TokenID(row.Token))); err != nil {
			return err
		}
		return r.finish(ctx, ledger.Subject{Kind: "incident", ID: id.String()}, "incident-retried", map[string]any{"node": row.Node})
	})
}
