package recruit

import (
	"context"

	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/work"
)

// Terms are what an offer and a contract say.
type Terms struct {
	Start      calendar.Date
	AnswerBy   calendar.Date
	Salary     string
	Hours      string
	Percent    string
	Code       string
	Agreement  string
	Probation  string
	Notice     string
	Conditions string
}

func (s *Service) termFields(t Terms, language string) map[string]string {
	return map[string]string{
		"contract.start": s.day(language, t.Start), "reply.deadline": s.day(language, t.AnswerBy), "contract.salary": t.Salary, "contract.hours": t.Hours,
		"vacancy.percent": t.Percent, "vacancy.code": t.Code, "contract.agreement": t.Agreement, "contract.probation": t.Probation,
		"contract.notice": t.Notice, "contract.conditions": t.Conditions,
	}
}

// Offer offers the position to the one whose turn it is.
func (s *Service) Offer(ctx context.Context, id VacancyID, a ApplicationID, t Terms) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.offer", right: RightOffer, kind: "offered", detail: map[string]any{"application": a},
		rule: func(v Vacancy, _ Act) (Vacancy, error) { return v.offer(a, t.AnswerBy.AddDays(1).In(s.zone()).UTC()) },
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			i, _ := v.find(a)
			language := v.Applications[i].Language
			fields := s.termFields(t, language)
			fields["decision.date"] = s.dayOf(language, v.Decision.At)
			return v, s.letter(ctx, v, v.Applications[i], by, KindOffer, fields, "")
		},
	})
}

// AnswerOffer takes the applicant's answer to an offer. When nobody is left to
// offer, the leader is told.
func (s *Service) AnswerOffer(ctx context.Context, who FromApplicant, accepts bool, came []Attachment) (Vacancy, error) {
	id, a, err := s.byApplicant(ctx, who)
	if err != nil {
		return Vacancy{}, err
	}
	return s.answer(ctx, id, a, step{
		name: "recruit.answer-offer", kind: "offer answered", detail: map[string]any{"application": a, "accepts": accepts},
		rule: func(v Vacancy, _ Act) (Vacancy, error) { return v.answerOffer(a, accepts) },
		then: func(ctx context.Context, v Vacancy, _ Act) (Vacancy, error) {
			v, entry, err := s.hear(ctx, v, a, KindOfferAnswer, who, came)
			if err != nil || entry == "" {
				return v, err
			}
			return v, s.archive.TakeNoteOf(ctx, entry, "offer answered")
		},
	})
}

// Answer is what became of an offer.
type Answer string

// What may become of an offer.
const (
	AnswerYes    Answer = "yes"
	AnswerNo     Answer = "no"
	AnswerLapsed Answer = "lapsed" // nobody answered in time
)

// RecordOfferAnswer records for the applicant an answer that did not come as a
// message: told to HR by word of mouth, or never given. Invalid
// recruit.offer-still-open says that the time to answer has not run out.
func (s *Service) RecordOfferAnswer(ctx context.Context, id VacancyID, a ApplicationID, answer Answer, note string) (Vacancy, error) {
	return s.answer(ctx, id, a, step{
		name: "recruit.record-offer-answer", right: RightOffer, kind: "offer answered",
		detail: map[string]any{"application": a, "answer": answer, "note": note},
		rule: func(v Vacancy, by Act) (Vacancy, error) {
			switch answer {
			case AnswerYes, AnswerNo:
				return v.answerOffer(a, answer == AnswerYes)
			case AnswerLapsed:
				return v.lapse(a, by.At)
			}
			return v, errs.Invalid("recruit.answer-missing")
		},
	})
}

// answer carries out a step that ends an offer: it tells those who must act
// next, and the process.
func (s *Service) answer(ctx context.Context, id VacancyID, a ApplicationID, c step) (Vacancy, error) {
	file := c.then
	c.then = func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
		if file != nil {
			var err error
			if v, err = file(ctx, v, by); err != nil {
				return v, err
			}
		}
		accepted := v.Hire.Application == a
		if err := s.next(ctx, v, accepted); err != nil {
			return v, err
		}
		return v, s.cases.Deliver(ctx, MessageOfferAnswered, OfferKey(a), map[string]any{
			"offerAccepted": accepted, "offersLeft": v.OffersLeft(),
		})
	}
	return s.on(ctx, id, c)
}

const nextWork = "recruit.next"

// next puts what an answer calls for before those who must act.
func (s *Service) next(ctx context.Context, v Vacancy, accepted bool) error {
	if accepted {
		return nil
	}
	item := work.Item{
		Kind: nextWork, Subject: v.ID.String(), Title: "@recruit.work.offer-next", About: v.Title, Reason: "work.reason.role",
		Link: "/cases/" + v.Case.String() + "/applicants", Agency: v.Agency, Unit: v.Unit, Case: v.Case, Role: s.opts.HRRole, Created: clock.At(s.Clock.Now()),
	}
	if v.NextToOffer().IsZero() {
		item.Title, item.Role, item.Person = "@recruit.work.nobody-left", "", v.Ad.Submitted.By
	}
	return s.Work.Put(ctx, item)
}

// WriteContract writes the contract from the standard template, for the one who
// accepted. It settles the application.
func (s *Service) WriteContract(ctx context.Context, id VacancyID, t Terms) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.write-contract", right: RightContract, kind: "contract written", detail: map[string]any{"start": t.Start},
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.contract(by, t.Start, s.today()) },
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			a, err := v.hired()
			if err != nil {
				return v, err
			}
			if err := s.Work.Close(ctx, nextWork, v.ID.String()); err != nil {
				return v, err
			}
			return v, s.letter(ctx, v, a, by, KindContract, s.termFields(t, a.Language), a.EntryRef)
		},
	})
}

func (v Vacancy) hired() (Application, error) {
	i, err := v.find(v.Hire.Application)
	if err != nil {
		return Application{}, errs.Invalid("recruit.nobody-hired")
	}
	return v.Applications[i], nil
}

// RejectOthers answers everybody who is not hired; each letter settles its
// application (C6 row 13).
func (s *Service) RejectOthers(ctx context.Context, id VacancyID, reason string) (Vacancy, error) {
	var rejected []ApplicationID
	return s.on(ctx, id, step{
		name: "recruit.reject-others", right: RightOffer, kind: "others answered",
		rule: func(v Vacancy, by Act) (Vacancy, error) {
			rejected = nil
			for _, a := range v.Unanswered() {
				var err error
				if v, err = v.reject(a.ID, by.At); err != nil {
					return v, err
				}
				rejected = append(rejected, a.ID)
			}
			if len(rejected) == 0 {
				return v, errs.Conflict("recruit.all-answered")
			}
			return v, nil
		},
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			kind := KindRejection
			if v.Hire.Application.IsZero() {
				kind = KindNobodyHired
			}
			for _, id := range rejected {
				i, _ := v.find(id)
				a := v.Applications[i]
				if err := s.Work.Close(ctx, lateWork, id.String()); err != nil {
					return v, err
				}
				if err := s.letter(ctx, v, a, by, kind, map[string]string{"decision.reason": reason}, a.EntryRef); err != nil {
					return v, err
				}
			}
			return v, nil
		},
	})
}

// ReceiveSignedContract registers the signed contract, which is settled by
// "taken note of" (C6 row 14).
func (s *Service) ReceiveSignedContract(ctx context.Context, id VacancyID, came []Attachment) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.receive-signed-contract", right: RightContract, kind: "contract signed",
		rule: func(v Vacancy, by Act) (Vacancy, error) {
			if len(came) == 0 {
				return v, errs.Invalid("recruit.nothing-came")
			}
			return v.sign(by)
		},
		then: func(ctx context.Context, v Vacancy, _ Act) (Vacancy, error) {
			a, err := v.hired()
			if err != nil {
				return v, err
			}
			if v.Hire.SignedRef, err = s.incoming(ctx, v, a, KindSignedContract, FromApplicant{}, came); err != nil {
				return v, err
			}
			return v, s.archive.TakeNoteOf(ctx, v.Hire.SignedRef, "signed contract")
		},
	})
}

// Attest is "attester og anvis": the leader confirms the contract and sends it
// to HR. The one hired becomes an employee and a user from the start date, and
// has a personnel file with application and contract.
func (s *Service) Attest(ctx context.Context, id VacancyID, nationalID string) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.attest", right: RightPrepare, kind: "contract attested",
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.attest(by) },
		then: func(ctx context.Context, v Vacancy, _ Act) (Vacancy, error) {
			a, err := v.hired()
			if err != nil {
				return v, err
			}
			v.Hire.FileRef, err = s.employer.Hire(ctx, Hired{
				Key: v.ID.String(), Responsible: v.Hire.Contract.By, Fields: s.applicantFields(v, a, s.fields(v, v.Hire.Contract, "")),
				Kept: []Kept{{KindHiredApplication, a.EntryRef}, {KindHiredContract, v.Hire.SignedRef}},
				Case: v.Case, Name: a.Name, Mail: a.Mail, NationalID: nationalID, Position: v.Position, Unit: v.Unit, Start: v.Hire.Start,
			})
			return v, err
		},
	})
}

// SeeCertificate records that the police certificate was seen: by whom, when.
// It takes no words, so that its content cannot be written down.
func (s *Service) SeeCertificate(ctx context.Context, id VacancyID) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.see-certificate", right: RightSeeCertificate, kind: "police certificate seen",
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.seeCertificate(by) },
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			a, err := v.hired()
			if err != nil {
				return v, err
			}
			return v, s.write(ctx, v, by, string(KindCertificateSeen), Order{
				Kind: KindCertificateSeen, FileRef: v.Hire.FileRef, Lines: []string{by.Name + ", " + s.dayOf("", by.At)}, Fields: s.applicantFields(v, a, nil),
			})
		},
	})
}

// Introduction is what has been done with the one hired before the first day.
type Introduction struct {
	Form            bool `json:"form"`            // the introduction, gone through point by point
	Confidentiality bool `json:"confidentiality"` // the declaration, signed
	Health          bool `json:"health"`          // the health declaration, handed in
}

// Introduce records what must be done before the first day: introduction,
// confidentiality and, where the work asks for it, the health declaration.
func (s *Service) Introduce(ctx context.Context, id VacancyID, done Introduction) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.introduce", right: RightPrepare, kind: "introduced", detail: done,
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.introduce(by, done) },
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			kinds := []Kind{KindIntroduction, KindConfidentiality}
			if done.Health {
				kinds = append(kinds, KindHealth)
			}
			a, err := v.hired()
			if err != nil {
				return v, err
			}
			for _, kind := range kinds {
				line := a.Name + ", " + s.dayOf("", by.At)
				if err := s.write(ctx, v, by, string(kind), Order{Kind: kind, FileRef: v.Hire.FileRef, Lines: []string{line}, Fields: s.applicantFields(v, a, nil)}); err != nil {
					return v, err
				}
			}
			return v, nil
		},
	})
}

// Close ends the vacancy when everybody has been answered; the committee's
// access ends with it, and copies that nobody can open any more stop waiting.
func (s *Service) Close(ctx context.Context, id VacancyID) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.close", right: RightPrepare, kind: "closed",
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.close(by.At) },
		then: func(ctx context.Context, v Vacancy, _ Act) (Vacancy, error) {
			for _, m := range v.Committee {
				if err := s.cases.RemoveParticipant(ctx, v.Case, s.opts.CommitteeRole, m.User); err != nil {
					return v, err
				}
			}
			return v, s.Work.CloseOfCase(ctx, copyKind, v.Case)
		},
	})
}
