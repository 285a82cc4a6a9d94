package recruit

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

type vacancyRow struct {
	ID                                       VacancyID
	Case                                     ids.CaseID
	Reference, Title, Position, Agency, Unit string
	Internal, Police, Health                 bool
	OpenedAt                                 clock.Instant
	Deadline                                 calendar.Date
	PublishedAt                              clock.Instant
	FileRef                                  string
	ClosedAt                                 clock.Instant
	Dossier                                  string
	Revision                                 int64
}

const vacancyColumns = `id, case_id, reference, title, position_key, agency, unit, internal, police, health,
  opened_at, deadline, published_at, file_ref, closed_at, dossier, revision`

func (r vacancyRow) vacancy() (Vacancy, error) {
	v := Vacancy{
		ID: r.ID, Case: r.Case, Reference: r.Reference, Title: r.Title, Position: r.Position, Agency: r.Agency, Unit: r.Unit,
		Internal: r.Internal, Police: r.Police, Health: r.Health, OpenedAt: r.OpenedAt.Time(), Deadline: r.Deadline,
		Published: r.PublishedAt.Time(), FileRef: r.FileRef, ClosedAt: r.ClosedAt.Time(),
	}
	if err := json.Unmarshal([]byte(r.Dossier), &v.Dossier); err != nil {
		return v, errs.Internal(err, "recruit.dossier-unreadable", "vacancy", r.ID)
	}
	return v, nil
}

type applicationRow struct {
	ID                                     ApplicationID
	Number                                 int
	Source, SourceID, Name, Mail, Language string
	Received                               clock.Instant
	Late, Considered, Inside               bool
	Withholding                            Withholding
	Withdrawn, Shortlisted, Called         clock.Instant
	Interviewed, Referenced                clock.Instant
	Standing                               Standing
	Rank                                   int
	Offer                                  OfferState
	Rejected                               clock.Instant
	EntryRef, Remarks                      string
}

const applicationColumns = `id, number, source, source_id, name, mail, language, received_at, late, considered, inside, withholding,
  withdrawn_at, shortlisted_at, called_at, interviewed_at, referenced_at, standing, rank, offer, rejected_at, entry_ref, remarks`

func (r applicationRow) application() (Application, error) {
	a := Application{
		ID: r.ID, Number: r.Number, Source: r.Source, SourceID: r.SourceID, Name: r.Name, Mail: r.Mail, Language: r.Language,
		Received: r.Received.Time(), Late: r.Late, Considered: r.Considered, Inside: r.Inside, Withholding: r.Withholding,
		Withdrawn: r.Withdrawn.Time(), Shortlisted: r.Shortlisted.Time(), Called: r.Called.Time(), Interviewed: r.Interviewed.Time(),
		Referenced: r.Referenced.Time(), Standing: r.Standing, Rank: r.Rank, Offer: r.Offer, Rejected: r.Rejected.Time(), EntryRef: r.EntryRef,
	}
	if err := json.Unmarshal([]byte(r.Remarks), &a.Remarks); err != nil {
		return a, errs.Internal(err, "recruit.dossier-unreadable", "application", r.ID)
	}
	return a, nil
}

// loaded is a vacancy as it was read, to see what a rule changed.
type loaded struct {
	Vacancy
	revision int64
}

func (s *Service) load(ctx context.Context, where string, arg any) (loaded, error) {
	r, found, err := sqldb.Maybe[vacancyRow](ctx, s.DB, "SELECT "+vacancyColumns+" FROM vacancy WHERE "+where, arg)
	if err == nil && !found {
		err = errs.NotFound("recruit.no-vacancy")
	}
	if err != nil {
		return loaded{}, err
	}
	v, err := r.vacancy()
	if err != nil {
		return loaded{}, err
	}
	rows, err := sqldb.All[applicationRow](ctx, s.DB, "SELECT "+applicationColumns+" FROM application WHERE vacancy_id = $1 ORDER BY number", r.ID)
	if err != nil {
		return loaded{}, err
	}
	for _, row := range rows {
		a, err := row.application()
		if err != nil {
			return loaded{}, err
		}
		a.Day = s.dateOf(a.Received)
		v.Applications = append(v.Applications, a)
	}
	return loaded{v, r.Revision}, nil
}

func (s *Service) insertVacancy(ctx context.Context, v Vacancy) error {
	dossier, err := json.Marshal(v.Dossier)
	if err != nil {
		return errs.Internal(err, "recruit.dossier-unwritable")
	}
	_, err = sqldb.Exec(ctx, s.DB, "INSERT INTO vacancy ("+vacancyColumns+`)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)`,
		v.ID, v.Case, v.Reference, v.Title, v.Position, v.Agency, v.Unit, v.Internal, v.Police, v.Health,
		clock.At(v.OpenedAt), v.Deadline, clock.At(v.Published), v.FileRef, clock.At(v.ClosedAt), string(dossier))
	return err
}

// save writes what a rule changed of a vacancy and its applications.
func (s *Service) save(ctx context.Context, was loaded, v Vacancy) error {
	dossier, err := json.Marshal(v.Dossier)
	if err != nil {
		return errs.Internal(err, "recruit.dossier-unwritable")
	}
	n, err := sqldb.Exec(ctx, s.DB, `UPDATE vacancy SET title = $1, internal = $2, police = $3, health = $4, deadline = $5, published_at = $6,
  file_ref = $7, closed_at = $8, dossier = $9, revision = revision + 1 WHERE id = $10 AND revision = $11`,
		v.Title, v.Internal, v.Police, v.Health, v.Deadline, clock.At(v.Published), v.FileRef, clock.At(v.ClosedAt), string(dossier), v.ID, was.revision)
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.Conflict("recruit.changed-meanwhile")
	}
	for i, a := range v.Applications {
		if i >= len(was.Applications) {
			err = s.insertApplication(ctx, v.ID, a)
		} else if !same(was.Applications[i], a) {
			err = s.updateApplication(ctx, a)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func same(a, b Application) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return cmp.Or(errX, errY) == nil && slices.Equal(x, y)
}

func (s *Service) insertApplication(ctx context.Context, vacancy VacancyID, a Application) error {
	remarks, err := json.Marshal(a.Remarks)
	if err != nil {
		return errs.Internal(err, "recruit.dossier-unwritable")
	}
	_, err = sqldb.Exec(ctx, s.DB, "INSERT INTO application (vacancy_id, "+applicationColumns+`)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
		vacancy, a.ID, a.Number, a.Source, a.SourceID, a.Name, a.Mail, a.Language, clock.At(a.Received), a.Late, a.Considered, a.Inside,
		string(a.Withholding), clock.At(a.Withdrawn), clock.At(a.Shortlisted), clock.At(a.Called), clock.At(a.Interviewed), clock.At(a.Referenced),
		string(a.Standing), a.Rank, string(a.Offer), clock.At(a.Rejected), a.EntryRef, string(remarks))
	return err
}

func (s *Service) updateApplication(ctx context.Context, a Application) error {
	remarks, err := json.Marshal(a.Remarks)
	if err != nil {
		return errs.Internal(err, "recruit.dossier-unwritable")
	}
	_, err = sqldb.Exec(ctx, s.DB, `UPDATE application SET considered = $1, withholding = $2, withdrawn_at = $3, shortlisted_at = $4, called_at = $5,
  interviewed_at = $6, referenced_at = $7, standing = $8, rank = $9, offer = $10, rejected_at = $11, entry_ref = $12, remarks = $13, late = $14 WHERE id = $15`,
		a.Considered, string(a.Withholding), clock.At(a.Withdrawn), clock.At(a.Shortlisted), clock.At(a.Called), clock.At(a.Interviewed),
		clock.At(a.Referenced), string(a.Standing), a.Rank, string(a.Offer), clock.At(a.Rejected), a.EntryRef, string(remarks), a.Late, a.ID)
	return err
}

// object is what rights over a vacancy depend on.
func (v Vacancy) object() authz.Object {
	return authz.Object{Agency: v.Agency, Unit: v.Unit, Case: v.Case}
}
