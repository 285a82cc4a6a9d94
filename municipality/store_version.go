package municipality

import (
	"context"
	"maps"
	"slices"

	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/sqldb"
)

const versionColumns = `id, number, digest, note, state, drafted_by, drafted_at,
approved_by, approved_at, activated_by, activated_at, active_from`

// Version returns one version. It needs no right; see Load.
func (s *Service) Version(ctx context.Context, id VersionID) (Version, error) {
	v, found, err := sqldb.Maybe[Version](ctx, s.deps.DB,
		"SELECT "+versionColumns+" FROM municipality_version WHERE id = $1", id)
	if err == nil && !found {
		err = errs.NotFound("municipality.no-such-version", "version", id)
	}
	return v, err
}

// Versions lists all versions, the newest first.
func (s *Service) Versions(ctx context.Context) ([]Version, error) {
	return sqldb.All[Version](ctx, s.deps.DB,
		"SELECT "+versionColumns+" FROM municipality_version ORDER BY number DESC")
}

func (s *Service) byDigest(ctx context.Context, digest string) (Version, bool, error) {
	return sqldb.Maybe[Version](ctx, s.deps.DB,
		"SELECT "+versionColumns+" FROM municipality_version WHERE digest = $1", digest)
}

// inForce is the activated version with the latest day that has come; of two
// from the same day, the one activated last.
func (s *Service) inForce(ctx context.Context, day calendar.Date) (Version, bool, error) {
	return sqldb.Maybe[Version](ctx, s.deps.DB, "SELECT "+versionColumns+` FROM municipality_version
WHERE state = 'activated' AND active_from <= $1
ORDER BY active_from DESC, activated_at DESC, number DESC LIMIT 1`, day)
}

// insert stores a version with its files and gives it the next number.
func (s *Service) insert(ctx context.Context, v Version, files map[string][]byte) (Version, error) {
	db := s.deps.DB
	number, err := sqldb.One[int64](ctx, db, "SELECT coalesce(max(number), 0) + 1 FROM municipality_version")
	if err != nil {
		return v, err
	}
	v.Number = number
	_, err = sqldb.Exec(ctx, db, `INSERT INTO municipality_version (`+versionColumns+`)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		v.ID, v.Number, v.Digest, v.Note, string(v.State), v.DraftedBy, v.DraftedAt,
		v.ApprovedBy, v.ApprovedAt, v.ActivatedBy, v.ActivatedAt, v.ActiveFrom)
	if err != nil {
		return v, err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		digest := FileDigest(files[name])
		if _, err := sqldb.Exec(ctx, db, `INSERT INTO municipality_file (digest, content) VALUES ($1, $2)
ON CONFLICT (digest) DO NOTHING`, digest, files[name]); err != nil {
			return v, err
		}
		if _, err := sqldb.Exec(ctx, db, `INSERT INTO municipality_version_file (version, path, digest)
VALUES ($1, $2, $3)`, v.ID, name, digest); err != nil {
			return v, err
		}
	}
	return v, nil
}

// update stores a step, unless another took it meanwhile.
func (s *Service) update(ctx context.Context, before State, v Version) error {
	touched, err := sqldb.Exec(ctx, s.deps.DB, `UPDATE municipality_version
SET state = $1, approved_by = $2, approved_at = $3, activated_by = $4, activated_at = $5, active_from = $6
WHERE id = $7 AND state = $8`,
		string(v.State), v.ApprovedBy, v.ApprovedAt, v.ActivatedBy, v.ActivatedAt, v.ActiveFrom, v.ID, string(before))
	if err == nil && touched == 0 {
		err = errs.Conflict("municipality.version-changed-meanwhile", "version", v.Number)
	}
	return err
}

// files returns a version's files by path.
func (s *Service) files(ctx context.Context, id VersionID) (map[string][]byte, error) {
	type row struct {
		Path    string
		Content []byte
	}
	if _, err := s.Version(ctx, id); err != nil {
		return nil, err
	}
	rows, err := sqldb.All[row](ctx, s.deps.DB, `SELECT v.path, f.content FROM municipality_version_file v
JOIN municipality_file f ON f.digest = v.digest WHERE v.version = $1 ORDER BY v.path`, id)
	files := make(map[string][]byte, len(rows))
	for _, r := range rows {
		files[r.Path] = r.Content
	}
	return files, err
}
