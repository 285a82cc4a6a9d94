package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/sqldb"
	"saksgang/record/noark"
)

// PackageJob is the kind of job that makes an ordered archive package; its
// handler is Service.MakePackage.
const PackageJob = "record.package"

// Package is the report on an archive package.
type Package struct {
	noark.Summary
	// Valid says whether every file was valid by its schema; nil, with Reason,
	// where no validation could be made.
	Valid  *bool         `json:"valid"`
	Reason string        `json:"reason,omitempty"`
	Faults []noark.Fault `json:"faults,omitempty"`
	// Problem is the code of what kept the package from being made.
	Problem string `json:"problem,omitempty"`
}

// Good says that the package was made and that nothing was found wrong in it.
func (p Package) Good() bool {
	return p.Problem == "" && len(p.Faults) == 0 && (p.Valid == nil || *p.Valid)
}

// ExtractPeriod makes the archive package of a period at dir: the case files
// that were closed in it, with everything under them, streamed from one
// snapshot of the database, checked by the standard's rules and held against
// its schemas. The package is whole or absent. Invalid names the rule that a
// case file breaks; Conflict says that dir exists.
func (s *Service) ExtractPeriod(ctx context.Context, from, to calendar.Date, dir string, schemas []string) (Package, error) {
	if err := requireEverywhere(ctx, RightExtract); err != nil {
		return Package{}, err
	}
	plan, err := s.plan.Plan(ctx)
	if err != nil {
		return Package{}, err
	}
	var p Package
	err = s.DB.View(ctx, func(ctx context.Context) (err error) {
		p.Summary, err = noark.Extract(ctx, s.extraction(ctx, plan, from, to), &source{s, plan, from, to}, noark.Options{
			Dir: dir, Schemas: schemas, OpenDocument: s.openForPackage,
		})
		return err
	})
	if err != nil {
		return Package{}, err
	}
	if p.Faults, err = noark.Check(dir); err != nil {
		return p, err
	}
	valid, reason, faults, err := noark.Validate(ctx, dir)
	p.Valid, p.Reason, p.Faults = valid, reason, append(p.Faults, faults...)
	return p, err
}

// CheckPackage holds any package, ours or another's, against the standard's
// rules and the schemas in it.
func CheckPackage(ctx context.Context, dir string) (Package, error) {
	p := Package{Summary: noark.Summary{Dir: dir}}
	var err error
	if p.Faults, err = noark.Check(dir); err != nil {
		return p, err
	}
	valid, reason, faults, err := noark.Validate(ctx, dir)
	p.Valid, p.Reason, p.Faults = valid, reason, append(p.Faults, faults...)
	return p, err
}

func (s *Service) openForPackage(ctx context.Context, file string) (io.ReadCloser, error) {
	sum, err := blob.ParseSum(file)
	if err != nil {
		return nil, err
	}
	return s.Files.Open(ctx, sum)
}

// extraction is what the heads of the package say.
func (s *Service) extraction(ctx context.Context, plan *Plan, from, to calendar.Date) noark.Extraction {
	stamp := noark.Stamp{At: s.Clock.Now(), By: s.actorName(ctx)}
	begun := noark.Stamp{At: from.In(plan.zone()), By: s.opt.SystemName}
	period := from.String() + "/" + to.String()
	return noark.Extraction{
		Fonds: noark.Fonds{
			ID: derived("fonds", plan.Town.OrgNumber), Title: plan.Town.Name, Status: noark.FondsClosed, Medium: noark.Electronic,
			Created: begun, Closed: stamp, Creators: []noark.Creator{{ID: plan.Town.OrgNumber, Name: plan.Town.Name}},
			Series: []noark.Series{{
				ID: derived("series", plan.Town.OrgNumber+"/"+period), Title: plan.Town.Name + " " + from.String() + " – " + to.String(),
				Status: noark.SeriesClosed, Medium: noark.Electronic, Created: begun, Closed: stamp,
				PeriodStart: noark.Date(from.String()), PeriodEnd: noark.Date(to.String()),
				Systems: []noark.ClassificationSystem{{
					ID: derived("classification", plan.Classes.Key), Type: plan.Classes.Key, Title: plan.Classes.Title, Created: begun,
				}},
			}},
		},
		SystemName: s.opt.SystemName, PeriodStart: noark.Date(from.String()), PeriodEnd: noark.Date(to.String()),
		// A case file belongs to the period in which it was closed, so that what
		// goes on at the end of a period is in the next one.
		FirstEnd: noark.SoftBoundary, LastEnd: noark.SoftBoundary,
		Made: noark.Date(plan.Today(s.Clock.Now()).String()), Zone: plan.zone(),
	}
}

func derived(kind, name string) noark.SystemID {
	return noark.SystemID(ids.Derive[Package]("record/"+kind, name).String())
}

// OrderedPackage is a package that was ordered, and what became of it.
type OrderedPackage struct {
	ID         PackageID
	From, To   calendar.Date
	Dir        string
	Status     string // ordered, made, failed
	Report     string // Package as JSON, when it is made or failed
	OrderedAt  clock.Instant
	OrderedBy  string
	FinishedAt clock.Instant
	Orderer    ids.UserID
	Signer     ids.UserID
	SignerName string
	SignedAt   clock.Instant
}

// Result is the report, when there is one.
func (o OrderedPackage) Result() (Package, bool) {
	var p Package
	return p, o.Report != "" && json.Unmarshal([]byte(o.Report), &p) == nil
}

type packageOrder struct {
	ID      PackageID
	Schemas []string
	By      ids.UserID
	ByName  string
}

// OrderPackage has a job make the package of a period in a folder of its own
// under dir.
func (s *Service) OrderPackage(ctx context.Context, from, to calendar.Date, dir string, schemas []string) (PackageID, error) {
	return run(ctx, s, "order-package", func(ctx context.Context) (PackageID, error) {
		if err := requireEverywhere(ctx, RightExtract); err != nil {
			return PackageID{}, err
		}
		if from.IsZero() || to < from {
			return PackageID{}, errs.Invalid("record.period-invalid", "start", from.String(), "end", to.String())
		}
		id := ids.New[packageKind]()
		path := filepath.Join(dir, "noark5-"+from.String()+"-"+to.String()+"-"+id.String()[:8])
		_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO record_package (id, from_day, to_day, dir, status, report, ordered_at, ordered_by, finished_at, orderer)
VALUES ($1, $2, $3, $4, 'ordered', '', $5, $6, 0, $7)`, id, from, to, path, s.now(), s.actorName(ctx), authz.ActorFrom(ctx).User)
		if err != nil {
			return id, err
		}
		order := packageOrder{ID: id, Schemas: schemas, By: authz.ActorFrom(ctx).User, ByName: s.actorName(ctx)}
		return id, s.Jobs.Enqueue(ctx, PackageJob, order, jobs.Order{Unique: id.String()})
	})
}

// MakePackage is the handler of PackageJob. A package that was whole when the
// program died is checked and kept; one that breaks a rule is a report, not a
// failed job.
func (s *Service) MakePackage(ctx context.Context, job jobs.Job) error {
	var o packageOrder
	if err := json.Unmarshal([]byte(job.Payload), &o); err != nil {
		return errs.InvalidBecause(err, "record.job-unreadable")
	}
	row, err := s.orderedPackage(ctx, o.ID)
	if err != nil || row.Status != "ordered" {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(row.Dir), 0o750); err != nil {
		return errs.Unavailable(err, "record.package-not-written")
	}
	p, err := s.ExtractPeriod(acting(ctx, o.By, o.ByName, RightExtract), row.From, row.To, row.Dir, o.Schemas)
	status := "made"
	switch {
	case errs.Has(err, "record.package-exists"):
		if p, err = CheckPackage(ctx, row.Dir); err != nil {
			return err
		}
	case errs.KindOf(err) == errs.KindInvalid && err != nil:
		status, p = "failed", Package{Problem: errs.CodeOf(err)}
		for _, a := range errs.ArgsOf(err) {
			p.Faults = append(p.Faults, noark.Fault{Rule: a.Name, What: fmt.Sprint(a.Value)})
		}
	case err != nil:
		return err
	}
	report, err := json.Marshal(p)
	if err != nil {
		return errs.Internal(err, "record.order-unwritable")
	}
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		_, err := sqldb.Exec(ctx, s.DB, "UPDATE record_package SET status = $1, report = $2, finished_at = $3 WHERE id = $4", status, string(report), s.now(), o.ID)
		if err == nil && p.Good() {
			err = s.askSignature(ctx, row)
		}
		return errors.Join(err, s.Jobs.Finish(ctx, job))
	})
}

const packageColumns = "id, from_day, to_day, dir, status, report, ordered_at, ordered_by, finished_at, orderer, signer, signer_name, signed_at"

func (s *Service) orderedPackage(ctx context.Context, id PackageID) (OrderedPackage, error) {
	p, found, err := sqldb.Maybe[OrderedPackage](ctx, s.DB, "SELECT "+packageColumns+" FROM record_package WHERE id = $1", id)
	if err == nil && !found {
		err = errs.NotFound("record.package-not-found")
	}
	return p, err
}

// Packages lists the ordered packages, newest first.
func (s *Service) Packages(ctx context.Context) ([]OrderedPackage, error) {
	if err := maySeePackages(ctx); err != nil {
		return nil, err
	}
	return sqldb.All[OrderedPackage](ctx, s.DB, "SELECT "+packageColumns+" FROM record_package ORDER BY ordered_at DESC, id DESC LIMIT 100")
}

// Package returns an ordered package.
func (s *Service) Package(ctx context.Context, id PackageID) (OrderedPackage, error) {
	if err := maySeePackages(ctx); err != nil {
		return OrderedPackage{}, err
	}
	return s.orderedPackage(ctx, id)
}
