package recruit

import (
	"context"
	"strconv"

	"saksgang/base/calendar"
)

// Shortlist chooses whom to interview.
func (s *Service) Shortlist(ctx context.Context, id VacancyID, chosen []ApplicationID) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.shortlist", right: RightShortlist, kind: "shortlisted", detail: map[string]any{"applications": chosen},
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.shortlist(by, chosen, s.today()) },
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			return v, s.write(ctx, v, by, string(KindShortlist)+"/"+by.At.String(), Order{Kind: KindShortlist, Lines: v.names(chosen)})
		},
	})
}

func (v Vacancy) names(chosen []ApplicationID) []string {
	var out []string
	for _, id := range chosen {
		if i, err := v.find(id); err == nil {
			out = append(out, v.Applications[i].Name)
		}
	}
	return out
}

// Meeting is where and when an interview is held.
type Meeting struct {
	Time     string
	Place    string
	AnswerBy calendar.Date
}

// CallToInterview invites a shortlisted applicant, and asks for certificates.
func (s *Service) CallToInterview(ctx context.Context, id VacancyID, a ApplicationID, m Meeting) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.call-to-interview", right: RightShortlist, kind: "called to interview", detail: map[string]any{"application": a},
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.call(a, by.At) },
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			i, _ := v.find(a)
			committee := ""
			for _, member := range v.Committee {
				if committee != "" {
					committee += ", "
				}
				committee += member.Name
			}
			return v, s.letter(ctx, v, v.Applications[i], by, KindInterviewCall, map[string]string{
				"interview.time": m.Time, "interview.place": m.Place, "interview.committee": committee, "reply.deadline": s.day(v.Applications[i].Language, m.AnswerBy),
			}, "")
		},
	})
}

// ReceiveCertificates registers the diplomas and certificates that an applicant
// sends when she is called (C6 row 8). They are taken as long as she is in the
// running, whenever they come.
func (s *Service) ReceiveCertificates(ctx context.Context, who FromApplicant, came []Attachment) (Vacancy, error) {
	id, a, err := s.byApplicant(ctx, who)
	if err != nil {
		return Vacancy{}, err
	}
	return s.on(ctx, id, step{
		name: "recruit.receive-certificates", kind: "certificates received", detail: map[string]any{"application": a},
		rule: func(v Vacancy, _ Act) (Vacancy, error) { return v.takeCertificates(a, len(came)) },
		then: func(ctx context.Context, v Vacancy, _ Act) (Vacancy, error) {
			v, _, err := s.hear(ctx, v, a, KindDiploma, who, came)
			return v, err
		},
	})
}

// RecordInterview records that an applicant was interviewed. The form need not
// be kept; notes that the leader wants kept are filed.
func (s *Service) RecordInterview(ctx context.Context, id VacancyID, a ApplicationID, notes string) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.record-interview", right: RightShortlist, kind: "interviewed", detail: map[string]any{"application": a},
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.interview(by, a) },
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			return v, s.note(ctx, v, by, KindInterviewNotes, a, notes)
		},
	})
}

// note files internal notes about an applicant; empty notes are not filed.
func (s *Service) note(ctx context.Context, v Vacancy, by Act, kind Kind, a ApplicationID, notes string) error {
	if notes == "" {
		return nil
	}
	i, err := v.find(a)
	if err != nil {
		return err
	}
	return s.write(ctx, v, by, string(kind)+"/"+a.String(), Order{
		Kind: kind, Lines: []string{notes}, Fields: s.applicantFields(v, v.Applications[i], map[string]string{"document.text": notes}),
	})
}

// RecordReference records a reference taken after the interview; the internal
// notes are kept for a year after the decision, in case of a complaint (C6 row 9).
func (s *Service) RecordReference(ctx context.Context, id VacancyID, a ApplicationID, notes string) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.record-reference", right: RightReference, kind: "reference taken", detail: map[string]any{"application": a},
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.reference(by, a) },
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			return v, s.note(ctx, v, by, KindReferenceNotes, a, notes)
		},
	})
}

// Hold records which of the requirements an applicant meets, one answer for each
// in their order.
func (s *Service) Hold(ctx context.Context, id VacancyID, a ApplicationID, meets []Meets) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.hold", right: RightShortlist, kind: "held against the requirements", detail: map[string]any{"application": a, "meets": meets},
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.hold(by, a, meets) },
	})
}

// Assess says whether an applicant is qualified, all told.
func (s *Service) Assess(ctx context.Context, id VacancyID, a ApplicationID, standing Standing, assessment string) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.assess", right: RightNominate, kind: "assessed", detail: map[string]any{"application": a, "standing": standing},
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.assess(by, a, standing, assessment) },
	})
}

// Nominate ranks at most three applicants. Each has been found qualified against
// the requirements and has a reference taken after the interview. Invalid names
// the rule and the applicant; Conflict says that the vacancy was decided
// meanwhile.
func (s *Service) Nominate(ctx context.Context, id VacancyID, ranked []ApplicationID, assessment, dissent string) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.nominate", right: RightNominate, kind: "nominated", detail: map[string]any{"ranked": ranked},
		rule: func(v Vacancy, by Act) (Vacancy, error) {
			return v.nominate(Nomination{Act: by, Ranked: ranked, Assessment: assessment, Dissent: dissent}, s.today())
		},
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			lines := []string{assessment}
			for rank, name := range v.names(ranked) {
				lines = append(lines, strconv.Itoa(rank+1)+". "+name)
			}
			if dissent != "" {
				lines = append(lines, dissent)
			}
			return v, s.write(ctx, v, by, string(KindNomination), Order{Kind: KindNomination, Lines: lines})
		},
	})
}

// WriteCasePaper files the leader's saksframlegg and tells HR in the same moment
// (C6 row 11).
func (s *Service) WriteCasePaper(ctx context.Context, id VacancyID, text string) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.write-case-paper", right: RightPrepare, kind: "case paper written",
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.writeCasePaper(by) },
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			if err := s.write(ctx, v, by, string(KindCasePaper), Order{Kind: KindCasePaper, Lines: []string{text}}); err != nil {
				return v, err
			}
			if err := s.write(ctx, v, by, string(KindFlag), Order{Kind: KindFlag, Lines: []string{v.Title}}); err != nil {
				return v, err
			}
			return v, s.tell(ctx, v, "flag", "@recruit.work.flag", s.opts.HRRole)
		},
	})
}

// Decide settles whom to offer, in turn; nobody at all is a decision too.
func (s *Service) Decide(ctx context.Context, id VacancyID, order []ApplicationID, reason string) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.decide", right: RightDecide, kind: "decided", detail: map[string]any{"order": order},
		rule: func(v Vacancy, by Act) (Vacancy, error) {
			return v.decide(Decision{Act: by, Order: order, Reason: reason})
		},
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			lines := append([]string{reason}, v.names(order)...)
			if err := s.write(ctx, v, by, string(KindDecision), Order{Kind: KindDecision, Lines: lines}); err != nil {
				return v, err
			}
			return v, s.archive.Decided(ctx, v.FileRef, s.today())
		},
	})
}
