package process

import (
	"context"
	"maps"
	"slices"
	"strings"

	"saksgang/base/errs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/process/engine"
)

// Move takes a running instance to another version of its process; it needs
// process.administer over the case. Mapping says, by id in the drawing, which
// step of the new version corresponds to one of the old; steps that are not in
// it correspond to those with their own id. Invalid process.move-unmapped and
// process.move-unlike name a step where the case waits and that has no
// counterpart of its kind. Open tasks stay open, with their deadlines, and wait
// for the roles of the new version.
func (s *Service) Move(ctx context.Context, id InstanceID, toVersion int, mapping map[string]string) error {
	return s.do(ctx, "process.move", func(ctx context.Context) error {
		r, err := s.load(ctx, id)
		if err != nil {
			return err
		}
		if _, err := s.caseFor(ctx, r.c.ID, RightAdminister); err != nil {
			return err
		}
		if r.state.Status != engine.Running {
			return errs.Conflict("process.case-closed")
		}
		number, found, err := sqldb.Maybe[int64](ctx, s.DB, "SELECT number FROM process_definition WHERE key = $1 AND version = $2", r.v.Key, int64(toVersion))
		if err == nil && !found {
			err = errs.NotFound("process.no-such-version", "number", toVersion)
		}
		if err != nil {
			return err
		}
		to, err := s.version(ctx, number)
		if err != nil {
			return err
		}
		return r.moveTo(ctx, to, mapping)
	})
}

func (r *run) moveTo(ctx context.Context, to *Version, mapping map[string]string) error {
	from := r.v
	state, err := engine.Move(from.Graph, to.Graph, r.state, mapping)
	if err != nil {
		return err
	}
	r.state, r.v = state, to
	open, err := sqldb.All[taskRow](ctx, r.s.DB, "SELECT "+taskColumns+" FROM process_task t WHERE t.instance = $1 AND t.closed_at = 0 ORDER BY t.id", r.id)
	if err != nil {
		return err
	}
	for _, t := range open {
		token, ok := r.state.Token(engine.TokenID(t.Token))
		if !ok {
			continue
		}
		t.Node = to.Graph.Node(token.Node).ID
		if _, err := sqldb.Exec(ctx, r.s.DB, "UPDATE process_task SET node = $1 WHERE id = $2", t.Node, t.ID); err != nil {
			return err
		}
		if err := (heldTask{run: r, t: t}).resolveNow(ctx); err != nil {
			return err
		}
	}
	return r.finish(ctx, ledger.Subject{Kind: "instance", ID: r.id.String()}, "moved-to-version", map[string]any{
		"from": from.Version, "to": to.Version, "mapping": mapping,
	})
}

// Correct gives variables of a running instance other values, so that an
// incident over them can be retried; it needs process.administer over the case.
// The reason stands in the history with the names, the values do not.
func (s *Service) Correct(ctx context.Context, id InstanceID, vars map[string]any, reason string) error {
	return s.do(ctx, "process.correct", func(ctx context.Context) error {
		r, err := s.load(ctx, id)
		if err != nil {
			return err
		}
		if _, err := s.caseFor(ctx, r.c.ID, RightAdminister); err != nil {
			return err
		}
		if strings.TrimSpace(reason) == "" {
			return errs.Invalid("process.reason-missing")
		}
		if r.state.Status != engine.Running {
			return errs.Conflict("process.case-closed")
		}
		changed := maps.Clone(r.state.Vars)
		if changed == nil {
			changed = map[string]any{}
		}
		maps.Copy(changed, vars)
		r.state.Vars = changed
		return r.finish(ctx, ledger.Subject{Kind: "instance", ID: id.String()}, "corrected", map[string]any{
			"variables": slices.Sorted(maps.Keys(vars)), "reason": reason,
		})
	})
}
