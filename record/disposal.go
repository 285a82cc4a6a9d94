package record

import (
	"context"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/base/work"
)

// DisposeWork is the kind of work item for a disposal that waits for approval.
const DisposeWork = "record.dispose"

// Disposal is a proposal to destroy documents, and what became of it.
type Disposal struct {
	ID          DisposalID
	AsOf        calendar.Date
	Status      string // proposed, approved-once, approved, performed, withdrawn
	ProposedAt  clock.Instant
	ProposedBy  string
	First       ids.UserID
	FirstName   string
	FirstAt     clock.Instant
	Second      ids.UserID
	SecondName  string
	SecondAt    clock.Instant
	PerformedAt clock.Instant
	Event       ids.EventID
}

// approve is the rule alone: two approvals, by two who are not the same.
func (d Disposal) approve(second bool, by ids.UserID, name string, at clock.Instant) (Disposal, error) {
	switch {
	case by.IsZero():
		return d, errs.Denied("record.approver-unknown")
	case d.Status == "withdrawn" || d.Status == "performed":
		return d, errs.Conflict("record.disposal-over", "disposal", d.ID)
	case !second && d.Status != "proposed":
		return d, errs.Conflict("record.disposal-approved-already", "disposal", d.ID)
	case second && d.Status == "proposed":
		return d, errs.Invalid("record.disposal-lacks-first-approval", "disposal", d.ID)
	case second && d.Status == "approved":
		return d, errs.Conflict("record.disposal-approved-already", "disposal", d.ID)
	case second && by == d.First:
		return d, errs.Denied("record.second-approver-is-first", "disposal", d.ID)
	}
	if second {
		d.Status, d.Second, d.SecondName, d.SecondAt = "approved", by, name, at
	} else {
		d.Status, d.First, d.FirstName, d.FirstAt = "approved-once", by, name, at
	}
	return d, nil
}

// Candidate is a document whose retention has run out.
type Candidate struct {
	Document     DocumentID
	CaseFile     CaseFileID
	Year, File   int
	Number       int
	DocumentType string
	TypeTitle    string
	Title        string
	Outcome      string
	After        After
	From         string
	RuleCite     string
	DocumentDate calendar.Date
	DecidedOn    calendar.Date
	ClosedOn     calendar.Date
	EndedOn      calendar.Date
	Held         bool // a complaint is open
}

// Due is the day from which it may go.
func (c Candidate) Due() calendar.Date {
	return Due(c.Outcome, c.From, c.After.Span, Events{Decided: c.DecidedOn, Closed: c.ClosedOn, Document: c.DocumentDate, Ended: c.EndedOn})
}

// candidates are the documents that may go some day; one of an entry that waits
// for its answer is not among them.
const candidates = ` FROM record_document d JOIN record_entry e ON e.id = d.entry JOIN record_case_file f ON f.id = d.case_file
WHERE d.outcome = 'dispose' AND d.archive IN ('ready', 'task') AND NOT (` + unsettled + ") "

const (
	held        = "EXISTS (SELECT 1 FROM record_hold h WHERE h.case_file = f.id AND h.closed_at = 0)"
	notProposed = "AND NOT EXISTS (SELECT 1 FROM record_disposal_item i WHERE i.document = d.id AND i.state <> 'kept')"
)

const selectCandidates = `SELECT d.id, f.id, f.year, f.number, COALESCE(e.number, 0), d.document_type, d.type_title, d.title, d.outcome, d.after_span,
  d.from_event, d.rule_cite, d.document_date, f.decided_on, f.closed_on, f.ended_on, ` + held + candidates

// dueBy lists what may go on a day, oldest case file first.
func (s *Service) dueBy(ctx context.Context, asOf calendar.Date, condition string, args ...any) ([]Candidate, error) {
	var out []Candidate
	err := sqldb.Each(ctx, s.DB, func(c Candidate) error {
		if due := c.Due(); !due.IsZero() && due <= asOf {
			out = append(out, c)
		}
		return nil
	}, selectCandidates+condition+" ORDER BY f.year, f.number, e.number, d.place", args...)
	return out, err
}

// DueForDisposal lists what could be proposed on a day, and what is due but
// held back by a complaint.
func (s *Service) DueForDisposal(ctx context.Context, asOf calendar.Date) ([]Candidate, error) {
	if err := maySeeDue(ctx); err != nil {
		return nil, err
	}
	return s.dueBy(ctx, asOf, notProposed)
}

func maySeeDue(ctx context.Context) error {
	if authz.RequireAnywhere(ctx, RightProposeDisposal) == nil {
		return nil
	}
	return authz.RequireAnywhere(ctx, RightApproveDisposal)
}

// ProposeDisposal gathers every document whose retention had run out on the
// day, and lays the list before the approvers. What a complaint holds back, or
// what is proposed already, is left out. The zero id says that nothing is due.
func (s *Service) ProposeDisposal(ctx context.Context, asOf calendar.Date) (DisposalID, error) {
	return run(ctx, s, "propose-disposal", func(ctx context.Context) (DisposalID, error) {
		if err := requireEverywhere(ctx, RightProposeDisposal); err != nil {
			return DisposalID{}, err
		}
		plan, err := s.plan.Plan(ctx)
		if err != nil {
			return DisposalID{}, err
		}
		if asOf > s.today(plan) {
			return DisposalID{}, errs.Invalid("record.disposal-ahead-of-time", "day", asOf.String())
		}
		due, err := s.DueForDisposal(ctx, asOf)
		if err != nil {
			return DisposalID{}, err
		}
		return s.propose(ctx, plan, asOf, due)
	})
}

func (s *Service) propose(ctx context.Context, plan *Plan, asOf calendar.Date, due []Candidate) (DisposalID, error) {
	d := Disposal{ID: ids.New[disposalKind](), AsOf: asOf, Status: "proposed", ProposedAt: s.now(), ProposedBy: s.actorName(ctx)}
	n := 0
	for _, c := range due {
		if c.Held {
			continue
		}
		if n++; n == 1 {
			if err := s.insertDisposal(ctx, d); err != nil {
				return DisposalID{}, err
			}
		}
		_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO record_disposal_item (disposal, document, due_on, rule_cite, state, kept, files, mail)
VALUES ($1, $2, $3, $4, 'proposed', '', '', NULL)`, d.ID, c.Document, c.Due(), c.RuleCite)
		if err != nil {
			return DisposalID{}, err
		}
	}
	if n == 0 {
		return DisposalID{}, nil
	}
	if err := s.askApproval(ctx, plan, d, "@record.work.dispose-first"); err != nil {
		return d.ID, err
	}
	_, err := s.tellDisposal(ctx, d, "proposed", map[string]any{"as-of": asOf, "documents": n})
	return d.ID, err
}

func (s *Service) askApproval(ctx context.Context, plan *Plan, d Disposal, title string) error {
	return s.Work.Put(ctx, work.Item{
		Kind: DisposeWork, Subject: d.ID.String(), Title: title, About: d.AsOf.String(), Reason: "work.reason.role",
		Link: "/records/disposal?disposal=" + d.ID.String(), Role: s.approver(plan),
	})
}

func (s *Service) tellDisposal(ctx context.Context, d Disposal, kind ledger.Kind, payload any) (ids.EventID, error) {
	return s.tell(ctx, ledger.Subject{Kind: SubjectDisposal, ID: d.ID.String()}, kind, "", ids.CaseID{}, payload)
}

// approvals is what History says when a disposal has come so far.
var approvals = map[string]ledger.Kind{"approved-once": "approved-once", "approved": "approved"}

// ApproveDisposal gives the first approval, or, by somebody else, the second;
// then the documents are destroyed. Denied says that the actor lacks the right
// or has approved already.
func (s *Service) ApproveDisposal(ctx context.Context, id DisposalID, second bool) error {
	return s.do(ctx, "approve-disposal", func(ctx context.Context) error {
		if err := requireEverywhere(ctx, RightApproveDisposal); err != nil {
			return err
		}
		d, err := s.disposalFor(ctx, id)
		if err != nil {
			return err
		}
		plan, err := s.plan.Plan(ctx)
		if err != nil {
			return err
		}
		if d, err = d.approve(second, authz.ActorFrom(ctx).User, s.actorName(ctx), s.now()); err != nil {
			return err
		}
		if err := s.updateDisposal(ctx, d); err != nil {
			return err
		}
		if _, err := s.tellDisposal(ctx, d, approvals[d.Status], nil); err != nil {
			return err
		}
		if !second {
			return s.askApproval(ctx, plan, d, "@record.work.dispose-second")
		}
		if err := s.Work.Close(ctx, DisposeWork, id.String()); err != nil {
			return err
		}
		return s.Jobs.Enqueue(ctx, DisposeJob, id, jobs.Order{Unique: id.String()})
	})
}

// KeepDocument takes a document out of a proposal, with a reason; it may be
// proposed again.
func (s *Service) KeepDocument(ctx context.Context, id DisposalID, document DocumentID, reason string) error {
	return s.do(ctx, "keep-document", func(ctx context.Context) error {
		if err := requireEverywhere(ctx, RightApproveDisposal); err != nil {
			return err
		}
		d, err := s.disposalFor(ctx, id)
		if err != nil {
			return err
		}
		if strings.TrimSpace(reason) == "" {
			return errs.Invalid("record.reason-missing")
		}
		if d.Status != "proposed" && d.Status != "approved-once" {
			return errs.Conflict("record.disposal-over", "disposal", id)
		}
		n, err := sqldb.Exec(ctx, s.DB, "UPDATE record_disposal_item SET state = 'kept', kept = $1 WHERE disposal = $2 AND document = $3 AND state = 'proposed'", reason, id, document)
		if err != nil || n == 0 {
			return orElse(err, errs.NotFound("record.document-not-found"))
		}
		_, err = s.tellDisposal(ctx, d, "kept", map[string]any{"document": document})
		return err
	})
}

// WithdrawDisposal ends a proposal that has not been approved by both.
func (s *Service) WithdrawDisposal(ctx context.Context, id DisposalID) error {
	return s.do(ctx, "withdraw-disposal", func(ctx context.Context) error {
		if requireEverywhere(ctx, RightProposeDisposal) != nil {
			if err := requireEverywhere(ctx, RightApproveDisposal); err != nil {
				return err
			}
		}
		d, err := s.disposalFor(ctx, id)
		if err != nil {
			return err
		}
		if d.Status != "proposed" && d.Status != "approved-once" {
			return errs.Conflict("record.disposal-over", "disposal", id)
		}
		d.Status = "withdrawn"
		if err := s.updateDisposal(ctx, d); err != nil {
			return err
		}
		if _, err := sqldb.Exec(ctx, s.DB, "UPDATE record_disposal_item SET state = 'kept' WHERE disposal = $1 AND state = 'proposed'", id); err != nil {
			return err
		}
		if err := s.Work.Close(ctx, DisposeWork, id.String()); err != nil {
			return err
		}
		_, err = s.tellDisposal(ctx, d, "withdrawn", nil)
		return err
	})
}

func (s *Service) disposalFor(ctx context.Context, id DisposalID) (Disposal, error) {
	d, found, err := s.disposal(ctx, id)
	if err == nil && !found {
		err = errs.NotFound("record.disposal-not-found")
	}
	return d, err
}

// DisposalView is a disposal with what it concerns: the list before the
// approvers, and afterwards the certificate.
type DisposalView struct {
	Disposal
	Items []DisposalItem
}

// DisposalItem is one document of a disposal.
type DisposalItem struct {
	Document     DocumentID
	Year, File   int
	Number       int
	Place        int // within the entry
	DocumentType string
	TypeTitle    string
	Title        string // empty when the reader may not see the document
	DueOn        calendar.Date
	RuleCite     string
	State        string // proposed, kept, erasing, gone
	Kept         string // why
}

// Disposals lists them, newest first.
func (s *Service) Disposals(ctx context.Context) ([]Disposal, error) {
	if err := mayDispose(ctx); err != nil {
		return nil, err
	}
	return sqldb.All[Disposal](ctx, s.DB, "SELECT "+disposalColumns+" FROM record_disposal ORDER BY proposed_at DESC, id DESC LIMIT 200")
}

// Disposal returns one with what it concerns.
func (s *Service) Disposal(ctx context.Context, id DisposalID) (DisposalView, error) {
	if err := mayDispose(ctx); err != nil {
		return DisposalView{}, err
	}
	d, err := s.disposalFor(ctx, id)
	if err != nil {
		return DisposalView{}, err
	}
	may := reachOf(ctx, 2)
	items, err := sqldb.All[DisposalItem](ctx, s.DB, `SELECT d.id, f.year, f.number, COALESCE(e.number, 0), d.place, d.document_type, d.type_title,
  CASE WHEN `+may.documents()+` THEN d.title ELSE '' END, i.due_on, i.rule_cite, i.state, i.kept
FROM record_disposal_item i JOIN record_document d ON d.id = i.document JOIN record_entry e ON e.id = d.entry JOIN record_case_file f ON f.id = d.case_file
WHERE i.disposal = $1 ORDER BY f.year, f.number, e.number, d.place`, append([]any{id}, may.args...)...)
	return DisposalView{d, items}, err
}

func mayDispose(ctx context.Context) error {
	if requireEverywhere(ctx, RightProposeDisposal) == nil {
		return nil
	}
	return requireEverywhere(ctx, RightApproveDisposal)
}
