package recruitapp

import (
	"context"

	"saksgang/base/errs"
	"saksgang/recruit"
)

// choosing are the actions from the applicant lists to the decision (C6 rows 7–11).
func (a actions) choosing() []do {
	return []do{
		{"recruit.decide-withheld", recruit.RightWithhold, a.decideWithheld},
		{"recruit.make-extended-list", recruit.RightRead, func(ctx context.Context, _ fields, v recruit.Vacancy) (recruit.Vacancy, error) {
			return a.s.MakeExtendedList(ctx, v.ID)
		}},
		{"recruit.check-list", recruit.RightCheckPublicList, a.checkList},
		{"recruit.release-list", recruit.RightReleaseList, a.releaseList},
		{"recruit.shortlist", recruit.RightShortlist, a.shortlist},
		{"recruit.call", recruit.RightShortlist, a.call},
		{"recruit.interview", recruit.RightShortlist, a.interview},
		{"recruit.reference", recruit.RightReference, a.reference},
		{"recruit.nominate", recruit.RightNominate, a.nominate},
		{"recruit.case-paper", recruit.RightPrepare, func(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
			if err := f.ticked("impartial"); err != nil {
				return v, err
			}
			return a.s.WriteCasePaper(ctx, v.ID, f.text("text"))
		}},
		{"recruit.decide", recruit.RightDecide, a.decide},
	}
}

func (a actions) decideWithheld(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	applicant, err := f.applicant("applicant")
	if err != nil {
		return v, err
	}
	return a.s.DecideWithheld(ctx, v.ID, applicant, f.is("grant"), f.text("reason"))
}

// checkList and releaseList concern the list that is due; when none is, it went
// out from the tab meanwhile, and the case goes on.
func (a actions) checkList(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	if err := f.ticked("checked", "correct"); err != nil {
		return v, err
	}
	deadline, due := listDue(v, a.s.Today())
	if !due {
		return v, nil
	}
	return a.s.CheckPublicList(ctx, v.ID, deadline)
}

func (a actions) releaseList(ctx context.Context, _ fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	deadline, due := listDue(v, a.s.Today())
	if !due {
		return v, nil
	}
	return a.s.ReleasePublicList(ctx, v.ID, deadline)
}

// shortlist chooses whom to interview, and records who was found unqualified.
// Nobody at all is a choice too, when it is said why.
func (a actions) shortlist(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	chosen, err := f.applicants("chosen")
	if err != nil {
		return v, err
	}
	unqualified, err := f.applicants("unqualified")
	if err != nil {
		return v, err
	}
	reason := f.text("reason")
	for _, id := range unqualified {
		if v, err = a.s.Assess(ctx, v.ID, id, recruit.Unqualified, reason); err != nil {
			return v, err
		}
	}
	if len(chosen) > 0 {
		return a.s.Shortlist(ctx, v.ID, chosen)
	}
	if reason == "" {
		return v, errs.Invalid("recruit.reason-missing")
	}
	return v, nil
}

// call invites one applicant, or everybody who is left, to the same meeting.
func (a actions) call(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	chosen, err := f.applicants("applicant")
	if err != nil {
		return v, err
	}
	if len(chosen) == 0 {
		for _, x := range v.Applications {
			if mayBeCalled(x) {
				chosen = append(chosen, x.ID)
			}
		}
	}
	answerBy, err := f.date("answer-by")
	if err != nil {
		return v, err
	}
	meeting := recruit.Meeting{Time: f.one("time"), Place: f.one("place"), AnswerBy: answerBy}
	for _, id := range chosen {
		if v, err = a.s.CallToInterview(ctx, v.ID, id, meeting); err != nil {
			return v, err
		}
	}
	return v, nil
}

// gone says that the applicant is out of the running, so that nothing is left
// to record.
func gone(v recruit.Vacancy, id recruit.ApplicationID) bool {
	for _, a := range v.Applications {
		if a.ID == id {
			return !a.InTheRunning()
		}
	}
	return false
}

func (a actions) interview(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	applicant, err := f.applicant("applicant")
	if err != nil || gone(v, applicant) {
		return v, err
	}
	notes := ""
	if f.is("keep") { // the form need not be kept (C6 row 8)
		notes = f.text("notes")
	}
	now, err := a.s.RecordInterview(ctx, v.ID, applicant, notes)
	return a.again(ctx, v, now, err, "recruit.interviewed-already")
}

func (a actions) reference(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	applicant, err := f.applicant("applicant")
	if err != nil || gone(v, applicant) {
		return v, err
	}
	return a.s.RecordReference(ctx, v.ID, applicant, f.text("notes"))
}

// nominate ranks; those of them whom nobody has assessed are found qualified
// with the nomination's own words.
func (a actions) nominate(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	ranked, err := f.applicants("ranked")
	if err != nil {
		return v, err
	}
	assessment := f.text("assessment")
	for _, id := range ranked {
		for _, x := range v.Applications {
			if x.ID != id || x.Standing != recruit.NotAssessed {
				continue
			}
			if v, err = a.s.Assess(ctx, v.ID, id, recruit.Qualified, assessment); err != nil {
				return v, err
			}
		}
	}
	return a.s.Nominate(ctx, v.ID, ranked, assessment, f.text("dissent"))
}

func (a actions) decide(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	order, err := f.applicants("order")
	switch {
	case err != nil:
		return v, err
	case f.is("nobody"):
		order = nil
	case f.is("as-nominated"):
		order = v.Nomination.Ranked
	case len(order) == 0:
		return v, errs.Invalid("recruit.nobody-chosen")
	}
	return a.s.Decide(ctx, v.ID, order, f.text("reason"))
}
