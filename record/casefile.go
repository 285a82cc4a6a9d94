package record

import (
	"context"
	"strconv"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/record/noark"
)

// NewCaseFile is a case file to open.
type NewCaseFile struct {
	Key   string // the same key is the same case file
	Case  ids.CaseID
	Kind  string // hiring, personnel, access-request: as the plan's rows say
	Title string
	// PublicTitle is what the public reads; empty is Title. Where they differ,
	// Ground says why (a key of the folder; empty is the ground that the plan's
	// rows of this kind screen names by).
	PublicTitle string
	Ground      string
	// Class is a key of the classification; empty is that of the plan's rows of
	// this kind, the deepest that most of them have.
	Class           string
	Agency          string
	Unit            string
	UnitName        string // empty asks the Directory
	Responsible     ids.UserID
	ResponsibleName string // empty asks the Directory
}

// OpenCaseFile opens a case file and gives it the year's next number. Repeated
// with the same key it returns the first.
func (s *Service) OpenCaseFile(ctx context.Context, n NewCaseFile) (CaseFileID, error) {
	return run(ctx, s, "open-case-file", func(ctx context.Context) (CaseFileID, error) {
		known, found, err := s.caseFileByKey(ctx, n.Key)
		if found || err != nil {
			return known.ID, err
		}
		f, path, err := s.newCaseFile(ctx, n)
		if err != nil {
			return CaseFileID{}, err
		}
		if err := authz.Require(ctx, RightRegister, f.object()); err != nil {
			return CaseFileID{}, err
		}
		if err := s.keepClass(ctx, path); err != nil {
			return CaseFileID{}, err
		}
		if f.Number, err = s.next(ctx, "case-file/"+strconv.Itoa(f.Year)); err != nil {
			return CaseFileID{}, err
		}
		if err := s.insertCaseFile(ctx, f); err != nil {
			return CaseFileID{}, err
		}
		return f.ID, s.tellFile(ctx, f, "opened", map[string]any{"number": f.Reference(), "kind": f.Kind, "class": f.Class})
	})
}

func (s *Service) newCaseFile(ctx context.Context, n NewCaseFile) (CaseFile, []FolderClass, error) {
	plan, err := s.plan.Plan(ctx)
	if err != nil {
		return CaseFile{}, nil, err
	}
	if n.Key == "" || strings.TrimSpace(n.Title) == "" || n.Agency == "" {
		return CaseFile{}, nil, errs.Invalid("record.case-file-incomplete")
	}
	today := s.today(plan)
	f := CaseFile{
		ID: ids.New[caseFileKind](), Key: n.Key, Case: n.Case, Kind: n.Kind, Year: today.Year(),
		Title: strings.TrimSpace(n.Title), PublicTitle: strings.TrimSpace(n.PublicTitle), Class: n.Class, Agency: n.Agency, Unit: n.Unit,
		UnitName: n.UnitName, Responsible: n.Responsible, ResponsibleName: n.ResponsibleName,
		Status: "open", OpenedOn: today, OpenedAt: s.now(), OpenedBy: s.actorName(ctx),
	}
	if f.Class == "" {
		f.Class = plan.usualClass(f.Kind)
	}
	if f.UnitName == "" {
		f.UnitName = s.unitName(ctx, f.Agency, f.Unit)
	}
	if f.ResponsibleName == "" {
		f.ResponsibleName = s.personName(ctx, f.Responsible)
	}
	if f.ResponsibleName == "" {
		f.ResponsibleName = f.OpenedBy
	}
	if f.PublicTitle == "" {
		f.PublicTitle = f.Title
	}
	if f.PublicTitle != f.Title {
		ground := n.Ground
		if ground == "" {
			ground = plan.fileGround(f.Kind)
		}
		if f.Ground, err = plan.Cite(ground, today); err != nil {
			return f, nil, err
		}
		if f.Ground == "" {
			return f, nil, errs.Invalid("record.screened-without-ground")
		}
	}
	path, err := plan.Class(f.Class)
	return f, path, err
}

// usualClass is the class that most rows of a kind of case file have; of two
// as many, the one named first.
func (p *Plan) usualClass(kind string) string {
	count := map[string]int{}
	best := ""
	for _, t := range p.Types {
		if t.File == kind {
			count[t.Class]++
			if best == "" || count[t.Class] > count[best] {
				best = t.Class
			}
		}
	}
	return best
}

// Decided notes the day on which the matter was decided; retention counts from
// it. A later decision (after a complaint) replaces it, with a reason kept.
func (s *Service) Decided(ctx context.Context, id CaseFileID, on calendar.Date) error {
	return s.day(ctx, "decided", id, on, func(f *CaseFile) *calendar.Date { return &f.DecidedOn })
}

// EmploymentEnded notes the day on which the employment ended that a personnel
// file is about.
func (s *Service) EmploymentEnded(ctx context.Context, id CaseFileID, on calendar.Date) error {
	return s.day(ctx, "employment-ended", id, on, func(f *CaseFile) *calendar.Date { return &f.EndedOn })
}

func (s *Service) day(ctx context.Context, kind ledger.Kind, id CaseFileID, on calendar.Date, field func(*CaseFile) *calendar.Date) error {
	return s.do(ctx, string(kind), func(ctx context.Context) error {
		f, err := s.fileFor(ctx, id, RightRegister)
		if err != nil {
			return err
		}
		if on.IsZero() {
			return errs.Invalid("record.day-missing")
		}
		into := field(&f)
		if *into == on {
			return nil
		}
		before := *into
		*into = on
		if err := s.updateCaseFile(ctx, f); err != nil {
			return err
		}
		return s.tellFile(ctx, f, kind, map[string]any{"on": on, "before": before})
	})
}

// ComplaintOpened holds everything in the case file back from disposal until
// ComplaintClosed. Repeated, it changes nothing.
func (s *Service) ComplaintOpened(ctx context.Context, id CaseFileID, reason string) error {
	return s.do(ctx, "complaint-opened", func(ctx context.Context) error {
		f, err := s.fileFor(ctx, id, RightRegister)
		if err != nil {
			return err
		}
		if strings.TrimSpace(reason) == "" {
			return errs.Invalid("record.reason-missing")
		}
		if _, held, err := s.openHold(ctx, id); held || err != nil {
			return err
		}
		_, err = sqldb.Exec(ctx, s.DB, `INSERT INTO record_hold (id, case_file, reason, opened_at, opened_by, closed_at, closed_by)
VALUES ($1, $2, $3, $4, $5, 0, '')`, ids.New[Hold](), id, reason, s.now(), s.actorName(ctx))
		if err != nil {
			return err
		}
		return s.tellFile(ctx, f, "held", nil)
	})
}

// Complaint returns the open complaint that holds a case file back, and whether
// there is one.
func (s *Service) Complaint(ctx context.Context, id CaseFileID) (Hold, bool, error) {
	if _, err := s.CaseFile(ctx, id); err != nil {
		return Hold{}, false, err
	}
	return s.openHold(ctx, id)
}

// ComplaintClosed lets disposal go on. Without an open complaint it changes
// nothing.
func (s *Service) ComplaintClosed(ctx context.Context, id CaseFileID) error {
	return s.do(ctx, "complaint-closed", func(ctx context.Context) error {
		f, err := s.fileFor(ctx, id, RightRegister)
		if err != nil {
			return err
		}
		n, err := sqldb.Exec(ctx, s.DB, "UPDATE record_hold SET closed_at = $1, closed_by = $2 WHERE case_file = $3 AND closed_at = 0",
			s.now(), s.actorName(ctx), id)
		if err != nil || n == 0 {
			return err
		}
		return s.tellFile(ctx, f, "released", nil)
	})
}

// Close closes a case file in which everything is written, settled, signed off
// and in an archive format, and lays its entries to rest. Invalid names what is
// left: how many, and the first.
func (s *Service) Close(ctx context.Context, id CaseFileID) error {
	return s.do(ctx, "close", func(ctx context.Context) error {
		f, err := s.fileFor(ctx, id, RightClose)
		if err != nil {
			return err
		}
		plan, err := s.plan.Plan(ctx)
		if err != nil {
			return err
		}
		left, err := s.remaining(ctx, id)
		if err != nil {
			return err
		}
		if err := f.close(left); err != nil {
			return err
		}
		f.Status, f.ClosedOn, f.ClosedAt, f.ClosedBy = "closed", s.today(plan), s.now(), s.actorName(ctx)
		if err := s.updateCaseFile(ctx, f); err != nil {
			return err
		}
		_, err = sqldb.Exec(ctx, s.DB, `UPDATE record_entry SET status = 'archived', archived_at = $1, archived_by = $2
WHERE case_file = $3 AND status <> 'cancelled'`, f.ClosedAt, f.ClosedBy, id)
		if err != nil {
			return err
		}
		err = s.changed(ctx, id, id, "saksstatus", string(noark.CaseFileOpen), string(noark.CaseFileClosed), "")
		if err != nil {
			return err
		}
		if !f.Case.IsZero() {
			if err := s.Work.CloseOfCase(ctx, CopyWork, f.Case); err != nil {
				return err
			}
		}
		return s.tellFile(ctx, f, "closed", map[string]any{"on": f.ClosedOn})
	})
}

// Remaining says what keeps a case file from closing; nil when nothing does.
func (s *Service) Remaining(ctx context.Context, id CaseFileID) error {
	f, err := s.CaseFile(ctx, id)
	if err != nil {
		return err
	}
	left, err := s.remaining(ctx, id)
	if err != nil {
		return err
	}
	return f.close(left)
}

// Reopen opens a closed case file again, with a reason; its entries are again
// signed off, not at rest.
func (s *Service) Reopen(ctx context.Context, id CaseFileID, reason string) error {
	return s.do(ctx, "reopen", func(ctx context.Context) error {
		f, err := s.fileFor(ctx, id, RightClose)
		if err != nil {
			return err
		}
		if strings.TrimSpace(reason) == "" {
			return errs.Invalid("record.reason-missing")
		}
		if f.isOpen() {
			return errs.Conflict("record.case-file-open-already", "file", f.Reference())
		}
		f.Status, f.ClosedOn, f.ClosedAt, f.ClosedBy = "open", 0, 0, ""
		if err := s.updateCaseFile(ctx, f); err != nil {
			return err
		}
		_, err = sqldb.Exec(ctx, s.DB, `UPDATE record_entry SET status = 'journaled', archived_at = 0, archived_by = ''
WHERE case_file = $1 AND status = 'archived'`, id)
		if err != nil {
			return err
		}
		err = s.changed(ctx, id, id, "saksstatus", string(noark.CaseFileClosed), string(noark.CaseFileOpen), reason)
		if err != nil {
			return err
		}
		return s.tellFile(ctx, f, "reopened", nil)
	})
}
