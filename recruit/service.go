package recruit

import (
	"context"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/ledger"
)

// Options are what a municipality decides; the zero value works.
type Options struct {
	// Calendar reckons working days and the local date; nil is UTC without holidays.
	Calendar *calendar.Calendar
	// AnswerDays are the working days the union has to answer; 0 means 5.
	AnswerDays int
	// CommitteeRole is the case role of the interview committee; empty means
	// "committee".
	CommitteeRole string
	// UnionRole and HRRole are whom copies and messages go to; empty means
	// "union" and "hr".
	UnionRole, HRRole string
	// WithdrawDays are the working days that an applicant who was refused to be
	// withheld has to withdraw, before the list goes out; 0 is none.
	WithdrawDays int
	// Language is that of documents to nobody in particular, and of letters to
	// applicants who have not told theirs; empty is bokmål.
	Language i18n.Language
}

// Service carries out the commands. It is safe for concurrent use.
type Service struct {
	base.Deps
	archive  Archive
	employer Employer
	cases    Cases
	opts     Options
}

// New returns the service.
func New(deps base.Deps, archive Archive, employer Employer, cases Cases, opts Options) *Service {
	if opts.AnswerDays == 0 {
		opts.AnswerDays = 5
	}
	if opts.CommitteeRole == "" {
		opts.CommitteeRole = "committee"
	}
	if opts.UnionRole == "" {
		opts.UnionRole = "union"
	}
	if opts.HRRole == "" {
		opts.HRRole = "hr"
	}
	return &Service{Deps: deps, archive: archive, employer: employer, cases: cases, opts: opts}
}

// Today is the day on the municipality's wall.
func (s *Service) Today() calendar.Date { return s.today() }

func (s *Service) today() calendar.Date { return s.dateOf(s.Clock.Now()) }

func (s *Service) dateOf(t time.Time) calendar.Date {
	if s.opts.Calendar == nil {
		return calendar.DateOf(t)
	}
	return s.opts.Calendar.Today(t)
}

// act is the actor in ctx, now. What a process does on behalf of a person is
// the person's act, so that a rule about two people cannot be passed by having
// the process do it.
func (s *Service) act(ctx context.Context) Act {
	actor := authz.ActorFrom(ctx)
	act := Act{By: actor.User, Name: actor.Name, At: s.Clock.Now()}
	if !actor.OnBehalfOf.IsZero() {
		act.By = actor.OnBehalfOf
	}
	return act
}

// nameOf is the name of a person for whom a process acts, who has done
// something in this hiring before; else the process's own.
func (v Vacancy) nameOf(by Act) string {
	acts := []Act{v.Ad.Approved, v.Ad.Submitted, v.Need[Executive].Act, v.Need[HR].Act, v.Consultation.Act, v.CasePaper, v.Decision.Act, v.Hire.Contract, v.Hire.Attested}
	for _, a := range acts {
		if a.By == by.By && a.Done() {
			return a.Name
		}
	}
	return by.Name
}

// step is one command on one vacancy.
type step struct {
	name  string      // "recruit.nominate"
	right authz.Right // what it takes; empty for what connections bring
	kind  ledger.Kind // what History says
	// rule is the pure rule.
	rule func(v Vacancy, by Act) (Vacancy, error)
	// then writes what follows, in the same transaction; nil for nothing.
	then func(ctx context.Context, v Vacancy, by Act) (Vacancy, error)
	// detail is what History keeps of it; it may hold personal data.
	detail any
}

// on loads the vacancy, asks for the right, applies the rule, and stores state
// and history, in one transaction.
func (s *Service) on(ctx context.Context, id VacancyID, c step) (Vacancy, error) {
	_, err := command.Run(ctx, s.DB, s.Clock, c.name, func(ctx context.Context) (VacancyID, error) {
		was, err := s.load(ctx, "id = $1", id)
		if err != nil {
			return id, err
		}
		if err := s.permit(ctx, was.Vacancy, c.right); err != nil {
			return id, err
		}
		by := s.act(ctx)
		if !authz.ActorFrom(ctx).OnBehalfOf.IsZero() {
			by.Name = was.nameOf(by)
		}
		v, err := c.rule(was.Vacancy, by)
		if err != nil {
			return id, err
		}
		if c.then != nil {
			if v, err = c.then(ctx, v, by); err != nil {
				return id, err
			}
		}
		if err := s.save(ctx, was, v); err != nil {
			return id, err
		}
		return id, s.record(ctx, v, c.kind, c.detail)
	})
	if err != nil {
		return Vacancy{}, err
	}
	now, err := s.load(ctx, "id = $1", id)
	return now.Vacancy, err
}

// permit says NotFound to a stranger and Denied to one who may look but not do.
func (s *Service) permit(ctx context.Context, v Vacancy, right authz.Right) error {
	if right == "" {
		return nil
	}
	actor := authz.ActorFrom(ctx)
	if actor.Scope(right).Allows(v.object()) {
		return nil
	}
	if err := authz.See(ctx, RightRead, v.object(), "recruit.no-vacancy"); err != nil {
		return err
	}
	return errs.Denied("authz.denied", "right", string(right))
}

func (s *Service) record(ctx context.Context, v Vacancy, kind ledger.Kind, detail any) error {
	if detail == nil {
		detail = struct{}{}
	}
	_, err := s.Ledger.Append(ctx, ledger.Event{
		Agency: v.Agency, Case: v.Case, Module: "recruit", Subject: subjectOf(v.ID), Kind: kind, Payload: detail,
	})
	return err
}

// Vacancy returns one vacancy with its applications. NotFound for a stranger.
func (s *Service) Vacancy(ctx context.Context, id VacancyID) (Vacancy, error) {
	return s.read(ctx, "id = $1", id)
}

// OfCase returns the vacancy of a case. NotFound for a stranger.
func (s *Service) OfCase(ctx context.Context, c ids.CaseID) (Vacancy, error) {
	return s.read(ctx, "case_id = $1", c)
}

func (s *Service) read(ctx context.Context, where string, arg any) (Vacancy, error) {
	var v loaded
	err := s.DB.View(ctx, func(ctx context.Context) (err error) {
		v, err = s.load(ctx, where, arg)
		return err
	})
	if err != nil {
		return Vacancy{}, err
	}
	return v.Vacancy, authz.See(ctx, RightRead, v.object(), "recruit.no-vacancy")
}

func subjectOf(id VacancyID) ledger.Subject { return ledger.Subject{Kind: "vacancy", ID: id.String()} }

// SeeApplicants returns the vacancy of a case for one who looks at its
// applicants, some of whom have asked to be withheld, and records that she did:
// once a day, however often she looks.
func (s *Service) SeeApplicants(ctx context.Context, c ids.CaseID) (Vacancy, error) {
	v, err := s.OfCase(ctx, c)
	if err != nil || len(v.Applications) == 0 {
		return v, err
	}
	once := command.With(ctx, ids.Derive[ids.Command]("recruit.see-applicants", v.ID.String()+"/"+s.Today().String()))
	_, err = command.Run(once, s.DB, s.Clock, "recruit.see-applicants", func(ctx context.Context) (bool, error) {
		return true, s.record(ctx, v, "applicants read", nil)
	})
	return v, err
}
