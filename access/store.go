package access

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/period"
	"saksgang/base/sqldb"
	"saksgang/party"
)

const userColumns = "id, party, name, title"

func (s *Service) user(ctx context.Context, where string, args ...any) (User, error) {
	u, found, err := sqldb.Maybe[User](ctx, s.DB, "SELECT "+userColumns+" FROM access_user WHERE "+where, args...)
	if err == nil && !found {
		err = errs.NotFound("access.user-not-found")
	}
	return u, err
}

func (s *Service) insertUser(ctx context.Context, u User) error {
	_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO access_user (id, party, name, title, folded, created_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, title = excluded.title, folded = excluded.folded`,
		u.ID, u.Party, u.Name, u.Title, " "+party.Fold(u.Name), clock.At(s.Clock.Now()))
	return err
}

type roleRow struct{ Key, Title, Purpose, Given, Rights, Resources string }

// roles are those in effect, by key.
func (s *Service) roles(ctx context.Context) (map[string]Role, error) {
	rows, err := sqldb.All[roleRow](ctx, s.DB, "SELECT key, title, purpose, given, rights, resources FROM access_role WHERE ended IS NULL")
	if err != nil {
		return nil, err
	}
	out := make(map[string]Role, len(rows))
	for _, r := range rows {
		role := Role{Key: r.Key, Title: r.Title, Purpose: r.Purpose, Given: r.Given}
		for text, into := range map[string]any{r.Rights: &role.Rights, r.Resources: &role.Resources} {
			if err := json.Unmarshal([]byte(text), into); err != nil {
				return nil, errs.Internal(err, "access.role-unreadable", "role", r.Key)
			}
		}
		out[r.Key] = role
	}
	return out, nil
}

const assignmentColumns = `id, source, user_id, role, agency, unit, valid_from, valid_to, case_id, reason, given_by_name, given_at`

type assignmentRow struct {
	ID                 AssignmentID
	Source             string
	User               ids.UserID
	Role, Agency, Unit string
	From, To           calendar.Date
	Case               ids.CaseID
	Reason, By         string
	Given              clock.Instant
}

func (s *Service) assignments(ctx context.Context, where string, args ...any) ([]Assignment, error) {
	rows, err := sqldb.All[assignmentRow](ctx, s.DB, "SELECT "+assignmentColumns+" FROM access_assignment WHERE "+where, args...)
	out := make([]Assignment, len(rows))
	for i, r := range rows {
		out[i] = Assignment{
			ID: r.ID, Source: r.Source, User: r.User, Role: r.Role, Agency: r.Agency, Unit: r.Unit,
			Valid: period.Dates{From: r.From, To: r.To}, Case: r.Case, Reason: r.Reason, By: r.By, Given: r.Given,
		}
	}
	return out, err
}

// inForce lists the user's assignments of today.
func (s *Service) inForce(ctx context.Context, user ids.UserID) ([]Assignment, error) {
	return s.assignments(ctx, "user_id = $1 AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2) ORDER BY role, valid_from, id",
		user, s.Today().String())
}

func (s *Service) putAssignment(ctx context.Context, a Assignment, key string, by ids.UserID) error {
	_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO access_assignment (id, source, source_key, user_id, role, agency, unit, valid_from, valid_to,
  case_id, reason, given_by, given_by_name, given_at, began, finished)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (source, source_key) DO UPDATE SET user_id = excluded.user_id, role = excluded.role, agency = excluded.agency,
  unit = excluded.unit, valid_from = excluded.valid_from, valid_to = excluded.valid_to, reason = excluded.reason,
  given_by = excluded.given_by, given_by_name = excluded.given_by_name, given_at = excluded.given_at, finished = excluded.finished`,
		a.ID, a.Source, key, a.User, a.Role, a.Agency, a.Unit, a.Valid.From.String(), a.Valid.To,
		a.Case, a.Reason, by, a.By, a.Given, false, false)
	return err
}

func (s *Service) endAssignment(ctx context.Context, where string, to calendar.Date, args ...any) error {
	_, err := sqldb.Exec(ctx, s.DB, "UPDATE access_assignment SET valid_to = $1, finished = $2 WHERE "+where, append([]any{to, false}, args...)...)
	return err
}

// in is "($2, $3)" and the arguments after those already there.
func in[T any](args []any, values []T) (string, []any) {
	marks := make([]string, len(values))
	for i, v := range values {
		args = append(args, v)
		marks[i] = fmt.Sprintf("$%d", len(args))
	}
	return "(" + strings.Join(marks, ", ") + ")", args
}
