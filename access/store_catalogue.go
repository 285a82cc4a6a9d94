package access

import (
	"context"
	"encoding/json"
	"strings"

	"saksgang/base/sqldb"
	"saksgang/staff/level"
)

// catalogueRow is a row of the folder's own tables as it is compared: a key, up
// to five texts (lists are JSON) and a mark.
type catalogueRow struct {
	Key           string
	A, B, C, D, E string
	Mark          bool
	Ended         bool
}

func (r catalogueRow) RowKey() string { return r.Key }
func (r catalogueRow) HasEnded() bool { return r.Ended }

func (s *Service) syncCatalogue(ctx context.Context, f Folder, done *Synced) (err error) {
	if done.Roles, err = s.syncRoles(ctx, f.Roles); err != nil {
		return err
	}
	if done.Resources, err = s.syncResources(ctx, f.Resources); err != nil {
		return err
	}
	if done.Groups, err = s.syncGroups(ctx, f.Groups); err != nil {
		return err
	}
	done.Conflicts, err = s.syncConflicts(ctx, f.Conflicts)
	return err
}

func (s *Service) syncRoles(ctx context.Context, roles []FolderRole) (level.Changes, error) {
	wanted := make([]catalogueRow, len(roles))
	for i, r := range roles {
		wanted[i] = catalogueRow{Key: r.Key, A: r.Title, B: r.Purpose, C: r.Given, D: list(r.Rights), E: list(r.Resources)}
	}
	return s.settleTable(ctx, "access_role", "key, title, purpose, given, rights, resources, FALSE", wanted, func(r catalogueRow) error {
		return s.exec(ctx, `INSERT INTO access_role (key, title, purpose, given, rights, resources) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (key) DO UPDATE SET title = excluded.title, purpose = excluded.purpose, given = excluded.given,
  rights = excluded.rights, resources = excluded.resources, ended = NULL`, r.Key, r.A, r.B, r.C, r.D, r.E)
	})
}

func (s *Service) syncResources(ctx context.Context, resources []FolderEntitlement) (level.Changes, error) {
	wanted := make([]catalogueRow, len(resources))
	for i, r := range resources {
		wanted[i] = catalogueRow{Key: r.Key, A: r.Name, B: r.Kind, C: list(r.Levels), D: r.Owner, Mark: r.Licensed}
	}
	return s.settleTable(ctx, "access_resource", "key, name, kind, levels, owner, '', licensed", wanted, func(r catalogueRow) error {
		return s.exec(ctx, `INSERT INTO access_resource (key, name, kind, levels, owner, licensed) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (key) DO UPDATE SET name = excluded.name, kind = excluded.kind, levels = excluded.levels,
  owner = excluded.owner, licensed = excluded.licensed, ended = NULL`, r.Key, r.A, r.B, r.C, r.D, r.Mark)
	})
}

func (s *Service) syncGroups(ctx context.Context, groups []FolderGroup) (level.Changes, error) {
	wanted := make([]catalogueRow, len(groups))
	for i, g := range groups {
		wanted[i] = catalogueRow{Key: g.Key, A: g.Title, B: list(g.Roles)}
	}
	return s.settleTable(ctx, "access_group", "key, title, roles, '', '', '', FALSE", wanted, func(r catalogueRow) error {
		return s.exec(ctx, `INSERT INTO access_group (key, title, roles) VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET title = excluded.title, roles = excluded.roles, ended = NULL`, r.Key, r.A, r.B)
	})
}

func (s *Service) syncConflicts(ctx context.Context, conflicts []FolderConflict) (level.Changes, error) {
	wanted := make([]catalogueRow, len(conflicts))
	for i, c := range conflicts {
		wanted[i] = catalogueRow{Key: strings.Join(c.Roles, "+"), A: c.Reason}
	}
	return s.settleTable(ctx, "access_conflict", "key, reason, '', '', '', '', FALSE", wanted, func(r catalogueRow) error {
		return s.exec(ctx, `INSERT INTO access_conflict (key, reason) VALUES ($1, $2)
ON CONFLICT (key) DO UPDATE SET reason = excluded.reason, ended = NULL`, r.Key, r.A)
	})
}

// settleTable compares a table with what is wanted; columns are those of
// catalogueRow in its order, without the last.
func (s *Service) settleTable(ctx context.Context, table, columns string, wanted []catalogueRow, put func(catalogueRow) error) (level.Changes, error) {
	rows, err := sqldb.All[catalogueRow](ctx, s.DB, "SELECT "+columns+", ended IS NOT NULL FROM "+table)
	if err != nil {
		return level.Changes{}, err
	}
	return level.Settle(rows, wanted, put, func(r catalogueRow) error {
		return s.exec(ctx, "UPDATE "+table+" SET ended = $1 WHERE key = $2", s.Today(), r.Key)
	})
}

func (s *Service) exec(ctx context.Context, query string, args ...any) error {
	_, err := sqldb.Exec(ctx, s.DB, query, args...)
	return err
}

// list is a list as JSON; an empty one is "[]".
func list[T any](values []T) string {
	if values == nil {
		values = []T{}
	}
	text, err := json.Marshal(values)
	if err != nil {
		panic(err) // plain texts always marshal
	}
	return string(text)
}
