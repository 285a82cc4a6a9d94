package recruit

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/work"
)

// NewVacancy is a position to fill.
type NewVacancy struct {
	Case      ids.CaseID
	Reference string // empty takes the case's own
	Title     string
	Position  string
	Agency    string
	Unit      string
	Internal  bool
	Police    bool
	Health    bool
	Reason    string
}

// Open begins a vacancy in a case, and asks the union.
func (s *Service) Open(ctx context.Context, n NewVacancy) (VacancyID, error) {
	return command.Run(ctx, s.DB, s.Clock, "recruit.open", func(ctx context.Context) (VacancyID, error) {
		if err := authz.Require(ctx, RightPrepare, authz.Object{Agency: n.Agency, Unit: n.Unit, Case: n.Case}); err != nil {
			return VacancyID{}, err
		}
		if n.Title == "" || n.Case.IsZero() {
			return VacancyID{}, errs.Invalid("recruit.title-missing")
		}
		v := Vacancy{
			ID: ids.New[vacancyKind](), Case: n.Case, Reference: n.Reference, Title: n.Title, Position: n.Position, Agency: n.Agency,
			Unit: n.Unit, Internal: n.Internal, Police: n.Police, Health: n.Health, OpenedAt: s.Clock.Now(),
		}
		if v.Reference == "" {
			v.Reference = v.ID.String()
		}
		if err := s.unused(ctx, v); err != nil {
			return v.ID, err
		}
		v.Reason, v.Consultation.Asked = n.Reason, v.OpenedAt
		v.Consultation.AnswerBy = s.workingDaysAfter(v.OpenedAt, s.opts.AnswerDays)
		if err := s.insertVacancy(ctx, v); err != nil {
			return v.ID, err
		}
		return v.ID, s.record(ctx, v, "opened", map[string]any{"title": v.Title, "position": v.Position, "reason": n.Reason})
	})
}

// unused refuses a second vacancy in a case, and another's reference.
func (s *Service) unused(ctx context.Context, v Vacancy) error {
	if _, err := s.load(ctx, "case_id = $1", v.Case); !errs.Has(err, "recruit.no-vacancy") {
		return cmp.Or(err, errs.Conflict("recruit.opened-already"))
	}
	if _, err := s.load(ctx, "reference = $1", v.Reference); !errs.Has(err, "recruit.no-vacancy") {
		return cmp.Or(err, errs.Conflict("recruit.reference-taken"))
	}
	return nil
}

// workingDaysAfter is the end of the n-th working day after t.
func (s *Service) workingDaysAfter(t time.Time, n int) time.Time {
	if s.opts.Calendar == nil {
		return t.AddDate(0, 0, n)
	}
	due := s.opts.Calendar.AddWorkingDays(s.dateOf(t), n)
	return due.AddDays(1).In(s.opts.Calendar.Zone()).UTC()
}

// Consult takes the union's answer about the need.
func (s *Service) Consult(ctx context.Context, id VacancyID, view, note string) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.consult", right: RightConsult, kind: "union consulted", detail: map[string]any{"view": view, "note": note},
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.consult(by, view, note) },
	})
}

// DecideNeed takes one side's decision; both together decide it.
func (s *Service) DecideNeed(ctx context.Context, id VacancyID, side Side, fill bool, reason string) (Vacancy, error) {
	right := RightDecideNeed
	if side == HR {
		right = RightDecideNeedHR
	}
	return s.on(ctx, id, step{
		name: "recruit.decide-need", right: right, kind: "need decided", detail: map[string]any{"side": side, "fill": fill, "reason": reason},
		rule: func(v Vacancy, by Act) (Vacancy, error) {
			return v.decideNeed(side, NeedDecision{Act: by, Fill: fill, Reason: reason})
		},
	})
}

// SetRequirements states what the position asks of an applicant.
func (s *Service) SetRequirements(ctx context.Context, id VacancyID, requirements []Requirement) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.set-requirements", right: RightPrepare, kind: "requirements set", detail: requirements,
		rule: func(v Vacancy, _ Act) (Vacancy, error) { return v.require(requirements) },
	})
}

// ComposeCommittee sets the interview committee and gives its members access to
// the case; who is no longer a member loses it.
func (s *Service) ComposeCommittee(ctx context.Context, id VacancyID, members []Member) (Vacancy, error) {
	var before []Member
	return s.on(ctx, id, step{
		name: "recruit.compose-committee", right: RightPrepare, kind: "committee composed", detail: members,
		rule: func(v Vacancy, _ Act) (Vacancy, error) {
			before = v.Committee
			return v.compose(members)
		},
		then: func(ctx context.Context, v Vacancy, _ Act) (Vacancy, error) {
			for _, m := range before {
				if err := s.cases.RemoveParticipant(ctx, v.Case, s.opts.CommitteeRole, m.User); err != nil {
					return v, err
				}
			}
			for _, m := range members {
				if err := s.cases.AddParticipant(ctx, v.Case, s.opts.CommitteeRole, m.User); err != nil {
					return v, err
				}
			}
			return v, nil
		},
	})
}

// copyKind is the kind of the items by which somebody gets a copy to read.
const copyKind = "recruit.copy"

// SubmitAd sends the advertisement to approval; the union gets her copy in the
// same moment (C6 row 6).
func (s *Service) SubmitAd(ctx context.Context, id VacancyID, heading, text string, deadline calendar.Date) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.submit-ad", right: RightPrepare, kind: "advertisement submitted", detail: map[string]any{"heading": heading, "deadline": deadline},
		rule: func(v Vacancy, by Act) (Vacancy, error) {
			return v.submitAd(Advertisement{Heading: heading, Text: text, Submitted: by}, deadline, s.today())
		},
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			return v, s.tell(ctx, v, "ad/"+by.At.String(), "@recruit.work.ad-copy", s.opts.UnionRole)
		},
	})
}

// tell puts a copy or message before whoever holds a role.
func (s *Service) tell(ctx context.Context, v Vacancy, what, title, role string) error {
	return s.Work.Put(ctx, work.Item{
		Kind: copyKind, Subject: v.ID.String() + "/" + what, Title: title, About: v.Title, Reason: "work.reason.copy",
		Link: "/cases/" + v.Case.String(), Agency: v.Agency, Unit: v.Unit, Case: v.Case, Role: role, Created: clock.At(s.Clock.Now()),
	})
}

// ApproveAd approves the advertisement.
func (s *Service) ApproveAd(ctx context.Context, id VacancyID) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.approve-ad", right: RightApproveAd, kind: "advertisement approved",
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.approveAd(by) },
	})
}

// Publish makes the vacancy public, opens its case file (A7) and files there
// what was decided before it was open.
func (s *Service) Publish(ctx context.Context, id VacancyID) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.publish", right: RightApproveAd, kind: "published",
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.publish(by, s.today()) },
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			file, err := s.archive.OpenFile(ctx, NewFile{Case: v.Case, Title: v.Title, Agency: v.Agency, Unit: v.Unit, Responsible: v.Ad.Submitted.By})
			if err != nil {
				return v, err
			}
			v.FileRef = file
			return v, s.fileBeforePublication(ctx, v, by)
		},
	})
}

func (s *Service) fileBeforePublication(ctx context.Context, v Vacancy, by Act) error {
	need := []string{v.Reason}
	for _, side := range []Side{Executive, HR} {
		d := v.Need[side]
		need = append(need, fmt.Sprintf("%s, %s: %s", d.Name, s.dayOf("", d.At), d.Reason))
	}
	var requirements []string
	for _, r := range v.Requirements {
		requirements = append(requirements, r.Text)
	}
	var committee []string
	for _, m := range v.Committee {
		committee = append(committee, m.Name)
	}
	orders := []Order{
		{Kind: KindNeed, Lines: need},
		{Kind: KindConsultation, Lines: []string{v.Consultation.Name, v.Consultation.View, v.Consultation.Note}},
		{Kind: KindRequirements, Lines: requirements},
		{Kind: KindCommittee, Lines: committee},
		{Kind: KindAdvertisement, Lines: []string{v.Ad.Heading, v.Ad.Text}},
		{Kind: KindPublication, Lines: []string{v.Ad.Heading, v.Ad.Text, s.day("", v.Deadline)}},
	}
	for _, o := range orders {
		if err := s.write(ctx, v, by, string(o.Kind), o); err != nil {
			return err
		}
	}
	return nil
}

// write orders a document of the vacancy, with the fields every document may use.
func (s *Service) write(ctx context.Context, v Vacancy, by Act, key string, o Order) error {
	o.Key = v.ID.String() + "/" + key
	o.Case, o.By, o.ByName = v.Case, by.By, by.Name
	if o.FileRef == "" {
		o.FileRef = v.FileRef
	}
	fields := s.fields(v, by, o.Language)
	for name, value := range o.Fields {
		fields[name] = value
	}
	o.Fields = fields
	return s.archive.Write(ctx, o)
}

// Extend moves the deadline later. Whoever came too late for the former one and
// in time for the new one is not put before the leader any more.
func (s *Service) Extend(ctx context.Context, id VacancyID, to calendar.Date, reason string) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.extend", right: RightPrepare, kind: "deadline extended", detail: map[string]any{"to": to, "reason": reason},
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.extend(Extension{Act: by, To: to, Reason: reason}) },
		then: func(ctx context.Context, v Vacancy, _ Act) (Vacancy, error) {
			for _, a := range v.Applications {
				if a.Late {
					continue
				}
				if err := s.Work.Close(ctx, lateWork, a.ID.String()); err != nil {
					return v, err
				}
			}
			return v, nil
		},
	})
}
