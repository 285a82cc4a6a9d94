package process

import (
	"context"
	"fmt"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/process/engine"
)

const caseColumns = `c.id, c.year, c.serial, c.title, c.process, c.agency, c.unit, c.owner, c.opened_at, c.closed_at,
EXISTS (SELECT 1 FROM process_participant p WHERE p.case_id = c.id AND p.until_at = 0)`

type caseRow struct {
	ID       ids.CaseID
	Year     int64
	Serial   int64
	Title    string
	Process  string
	Agency   string
	Unit     string
	Owner    ids.UserID
	OpenedAt clock.Instant
	ClosedAt clock.Instant
	Shared   bool // somebody takes part
}

func (c caseRow) toCase() Case {
	return Case{
		ID: c.ID, Number: Number{int(c.Year), int(c.Serial)}, Title: c.Title, Process: c.Process, Agency: c.Agency, Unit: c.Unit,
		Owner: c.Owner, OpenedAt: c.OpenedAt.Time(), ClosedAt: c.ClosedAt.Time(),
	}
}

func (c caseRow) object() authz.Object {
	return authz.Object{Agency: c.Agency, Unit: c.Unit, Case: c.ID, Owner: c.Owner}
}

const instanceColumns = "i.id, i.definition, i.revision, i.status, i.state, i.variables, i.started_at, i.ended_at"

type instanceRow struct {
	ID         InstanceID
	Definition int64
	Revision   int64
	Status     int64
	State      []byte
	Variables  string
	StartedAt  clock.Instant
	EndedAt    clock.Instant
}

// runRow is an instance and its case.
type runRow struct {
	instanceRow
	caseRow
}

const fromInstances = " FROM process_instance i JOIN process_case c ON c.id = i.case_id "

// load reads an instance to go on with it.
func (s *Service) load(ctx context.Context, id InstanceID) (*run, error) {
	r, found, err := sqldb.Maybe[runRow](ctx, s.DB, "SELECT "+instanceColumns+", "+caseColumns+fromInstances+"WHERE i.id = $1", id)
	if err == nil && !found {
		err = errs.NotFound("process.no-such-instance")
	}
	if err != nil {
		return nil, err
	}
	return s.open(ctx, r)
}

// open makes a loaded row ready to run.
func (s *Service) open(ctx context.Context, r runRow) (*run, error) {
	v, err := s.version(ctx, r.Definition)
	if err != nil {
		return nil, err
	}
	state, err := engine.Decode(r.State, r.Variables)
	if err == nil && !state.Fits(v.Graph) {
		err = errs.Internal(fmt.Errorf("the tokens of %s stand outside version %d of %s", r.instanceRow.ID, v.Version, v.Key), "process.state-unreadable")
	}
	if err != nil {
		return nil, err
	}
	return &run{s: s, v: v, c: r.caseRow, id: r.instanceRow.ID, revision: r.Revision, state: state, started: r.StartedAt, actor: authz.ActorFrom(ctx), asked: !r.Shared}, nil
}

// unborn is the revision of an instance that has not been written yet.
const unborn = -1

// save writes the instance back, if nobody else has meanwhile.
func (s *Service) save(ctx context.Context, r *run) error {
	state, err := r.state.Encode()
	if err != nil {
		return err
	}
	vars, err := r.state.EncodeVars()
	if err != nil {
		return err
	}
	ended := clock.Instant(0)
	if r.state.Status > engine.Running {
		ended = s.now()
	}
	if r.revision == unborn {
		r.revision = 0
		_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO process_instance (id, case_id, definition, revision, status, state, variables, started_at, ended_at)
VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8)`, r.id, r.c.ID, r.v.number, int64(r.state.Status), state, vars, r.started, ended)
		return err
	}
	n, err := sqldb.Exec(ctx, s.DB, `UPDATE process_instance SET revision = revision + 1, definition = $1, status = $2, state = $3, variables = $4, ended_at = $5
WHERE id = $6 AND revision = $7`, r.v.number, int64(r.state.Status), state, vars, ended, r.id, r.revision)
	if err == nil && n == 0 {
		err = errs.Conflict("process.changed-meanwhile", "instance", r.id)
	}
	r.revision++
	return err
}

// insertCase writes a case and gives it the next number of its year. Starts
// wait for each other by it, but the actions that a start runs into must be
// able to name the case. The number is read first: for an INSERT that returns
// something SQLite builds a table, which takes longer than the INSERT.
func (s *Service) insertCase(ctx context.Context, c caseRow) (serial int64, err error) {
	serial, err = sqldb.One[int64](ctx, s.DB, "SELECT COALESCE(max(serial), 0) + 1 FROM process_case WHERE year = $1", c.Year)
	if err != nil {
		return 0, err
	}
	_, err = sqldb.Exec(ctx, s.DB, `INSERT INTO process_case (id, year, serial, title, folded, process, agency, unit, owner, opened_at, closed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)`, c.ID, c.Year, serial, c.Title, strings.ToLower(c.Title), c.Process, c.Agency, c.Unit, c.Owner, c.OpenedAt)
	return serial, err
}

func (s *Service) caseRow(ctx context.Context, id ids.CaseID) (caseRow, error) {
	c, found, err := sqldb.Maybe[caseRow](ctx, s.DB, "SELECT "+caseColumns+" FROM process_case c WHERE c.id = $1", id)
	if err == nil && !found {
		err = errs.NotFound("process.no-such-case")
	}
	return c, err
}
