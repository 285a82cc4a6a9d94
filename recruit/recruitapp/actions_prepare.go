package recruitapp

import (
	"context"

	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/recruit"
)

// preparing are the actions from the consultation to the publication (C6 rows 1–6).
func (a actions) preparing() []do {
	return []do{
		{"recruit.consult", recruit.RightConsult, func(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
			return a.s.Consult(ctx, v.ID, f.one("view"), f.text("note"))
		}},
		{"recruit.decide-need", recruit.RightDecideNeed, a.decideNeed},
		{"recruit.set-requirements", recruit.RightPrepare, a.setRequirements},
		{"recruit.compose-committee", recruit.RightPrepare, a.composeCommittee},
		{"recruit.submit-ad", recruit.RightPrepare, a.submitAd},
		{"recruit.approve-ad", recruit.RightApproveAd, a.approveAd},
		{"recruit.publish", recruit.RightApproveAd, func(ctx context.Context, _ fields, v recruit.Vacancy) (recruit.Vacancy, error) {
			return a.s.Publish(ctx, v.ID)
		}},
		{"recruit.look", recruit.RightPrepare, func(_ context.Context, _ fields, v recruit.Vacancy) (recruit.Vacancy, error) {
			return v, nil
		}},
		{"recruit.extend", recruit.RightPrepare, a.extend},
	}
}

func (a actions) decideNeed(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	side := recruit.Executive
	if f.call.Attributes["side"] == string(recruit.HR) {
		side = recruit.HR
	}
	return a.s.DecideNeed(ctx, v.ID, side, f.is("fill"), f.text("reason"))
}

func (a actions) setRequirements(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	var all []recruit.Requirement
	for _, text := range f.lines("must") {
		all = append(all, recruit.Requirement{Text: text, Must: true})
	}
	for _, text := range f.lines("wish") {
		all = append(all, recruit.Requirement{Text: text})
	}
	return a.s.SetRequirements(ctx, v.ID, all)
}

func (a actions) composeCommittee(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	var members []recruit.Member
	for _, side := range []recruit.MemberSide{recruit.ForEmployer, recruit.ForUnion} {
		argument := string(side) // "employer" or "union"
		for _, text := range f.texts(argument) {
			user, err := ids.Parse[ids.User](text)
			if err != nil {
				return v, errs.Invalid("recruit.field-wrong", "field", f.field(argument))
			}
			name, err := a.town.PersonName(ctx, user)
			if err != nil {
				return v, err
			}
			members = append(members, recruit.Member{User: user, Name: name, Side: side})
		}
	}
	return a.s.ComposeCommittee(ctx, v.ID, members)
}

func (a actions) submitAd(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	deadline, err := f.date("deadline")
	if err != nil {
		return v, err
	}
	return a.s.SubmitAd(ctx, v.ID, f.one("heading"), f.text("text"), deadline)
}

// approveAd approves it, or sends it back with a note that says why; then it is
// for its author to change it.
func (a actions) approveAd(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	if f.is("approved") {
		return a.s.ApproveAd(ctx, v.ID)
	}
	if f.text("note") == "" {
		return v, errs.Invalid("recruit.reason-missing")
	}
	return v, nil
}

func (a actions) extend(ctx context.Context, f fields, v recruit.Vacancy) (recruit.Vacancy, error) {
	to, err := f.date("deadline")
	if err != nil {
		return v, err
	}
	return a.s.Extend(ctx, v.ID, to, f.text("reason"))
}
