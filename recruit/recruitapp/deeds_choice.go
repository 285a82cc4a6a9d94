package recruitapp

import (
	"context"
	"net/url"
	"slices"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/recruit"
	"saksgang/web"
)

// deedsOfChoice are what the committee and the leader do about applicants.
func (p pages) deedsOfChoice() []deed {
	return []deed{
		{key: "declare-conflict", right: recruit.RightRead, about: true, form: conflictForm, run: func(ctx context.Context, v recruit.Vacancy, a recruit.ApplicationID, in url.Values) error {
			return only(p.s.DeclareConflict(ctx, v.ID, a, in.Get("reason")))
		}},
		{key: "shortlist", right: recruit.RightShortlist, form: shortlistForm, run: p.shortlistDeed},
		{key: "hold", right: recruit.RightShortlist, about: true, form: holdForm, run: p.holdDeed},
		{key: "call", right: recruit.RightShortlist, about: true, form: callForm, run: func(ctx context.Context, v recruit.Vacancy, a recruit.ApplicationID, in url.Values) error {
			answerBy, err := dateIn(in, "answer-by")
			if err != nil {
				return err
			}
			return only(p.s.CallToInterview(ctx, v.ID, a, recruit.Meeting{Time: in.Get("time"), Place: in.Get("place"), AnswerBy: answerBy}))
		}},
		{key: "interview", right: recruit.RightShortlist, about: true, form: noteForm(mayBeInterviewed, false), run: func(ctx context.Context, v recruit.Vacancy, a recruit.ApplicationID, in url.Values) error {
			return only(p.s.RecordInterview(ctx, v.ID, a, in.Get("notes")))
		}},
		{key: "reference", right: recruit.RightReference, about: true, form: noteForm(mayBeReferenced, true), run: func(ctx context.Context, v recruit.Vacancy, a recruit.ApplicationID, in url.Values) error {
			return only(p.s.RecordReference(ctx, v.ID, a, in.Get("notes")))
		}},
		{key: "assess", right: recruit.RightNominate, about: true, form: assessForm, run: func(ctx context.Context, v recruit.Vacancy, a recruit.ApplicationID, in url.Values) error {
			return only(p.s.Assess(ctx, v.ID, a, recruit.Standing(in.Get("standing")), in.Get("assessment")))
		}},
	}
}

// takesPart says that the reader prepares, makes or decides the choice.
func (x view) takesPart() bool {
	return x.isMember() || slices.ContainsFunc([]authz.Right{recruit.RightPrepare, recruit.RightReference, recruit.RightDecide}, x.may)
}

func conflictForm(x view, a recruit.Application) []web.Field {
	if !x.takesPart() || !a.InTheRunning() {
		return nil
	}
	for _, c := range a.Conflicts {
		if c.By == x.actor.User {
			return nil
		}
	}
	return []web.Field{x.reason()}
}

// shortlistForm offers those who may be chosen and are not.
func shortlistForm(x view, _ recruit.Application) []web.Field {
	if !x.isMember() || x.today <= x.v.Deadline || x.v.Nomination.Done() {
		return nil
	}
	f := x.field("chosen", web.ChecksField, true)
	for _, a := range x.v.Applications {
		if a.InTheRunning() && a.Shortlisted.IsZero() {
			f.Options = append(f.Options, web.Option{Value: a.ID.String(), Label: a.Name})
		}
	}
	if len(f.Options) == 0 {
		return nil
	}
	return []web.Field{f}
}

func (p pages) shortlistDeed(ctx context.Context, v recruit.Vacancy, _ recruit.ApplicationID, in url.Values) error {
	var chosen []recruit.ApplicationID
	for _, text := range in["chosen"] {
		id, err := parseApplication(text)
		if err != nil {
			return errs.Invalid("recruit.field-wrong", "field", "chosen")
		}
		chosen = append(chosen, id)
	}
	return only(p.s.Shortlist(ctx, v.ID, chosen))
}

// holdForm asks about each requirement.
func holdForm(x view, a recruit.Application) []web.Field {
	if x.v.Nomination.Done() || !a.InTheRunning() || len(x.v.Requirements) == 0 {
		return nil
	}
	var out []web.Field
	for i, r := range x.v.Requirements {
		f := x.choice("meets", "yes", "no")
		f.Name, f.Label, f.Required = index(i), r.Text, false
		if i < len(a.Meets) {
			f.Value = string(a.Meets[i])
		}
		out = append(out, f)
	}
	return out
}

func (p pages) holdDeed(ctx context.Context, v recruit.Vacancy, a recruit.ApplicationID, in url.Values) error {
	meets := make([]recruit.Meets, len(v.Requirements))
	for i := range meets {
		switch m := recruit.Meets(in.Get(index(i))); m {
		case recruit.DoesMeet, recruit.DoesNot:
			meets[i] = m
		}
	}
	return only(p.s.Hold(ctx, v.ID, a, meets))
}

func callForm(x view, a recruit.Application) []web.Field {
	if !mayBeCalled(a) {
		return nil
	}
	return []web.Field{x.field("time", web.TextField, true), x.field("place", web.TextField, true), x.field("answer-by", web.DateField, true)}
}

func noteForm(now func(recruit.Application) bool, required bool) func(x view, a recruit.Application) []web.Field {
	return func(x view, a recruit.Application) []web.Field {
		if !now(a) {
			return nil
		}
		return []web.Field{x.field("notes", web.TextArea, required)}
	}
}

func assessForm(x view, a recruit.Application) []web.Field {
	if x.v.Nomination.Done() || !a.InTheRunning() {
		return nil
	}
	standing := x.choice("standing", "qualified", "unqualified")
	standing.Value = string(a.Standing)
	text := x.field("assessment", web.TextArea, true)
	text.Value = a.Assessment
	return []web.Field{standing, text}
}

// deedsOfOffer are what HR does about an offer that is out.
func (p pages) deedsOfOffer() []deed {
	return []deed{p.seeCertificate(), {
		key: "record-answer", right: recruit.RightOffer, about: true,
		form: func(x view, a recruit.Application) []web.Field {
			if a.Offer != recruit.Offered {
				return nil
			}
			return []web.Field{x.choice("answer-to-offer", "yes", "no", "lapsed"), x.field("notes", web.TextArea, false)}
		},
		run: func(ctx context.Context, v recruit.Vacancy, a recruit.ApplicationID, in url.Values) error {
			return only(p.s.RecordOfferAnswer(ctx, v.ID, a, recruit.Answer(in.Get("answer-to-offer")), in.Get("notes")))
		},
	}}
}

// seeCertificate asks for nothing, so that what a certificate says has nowhere to
// be written.
func (p pages) seeCertificate() deed {
	return deed{
		key: "see-certificate", right: recruit.RightSeeCertificate, about: true,
		form: func(x view, a recruit.Application) []web.Field {
			if !x.v.Police || !x.v.Hire.Attested.Done() || x.v.Hire.Certificate.Done() || a.ID != x.v.Hire.Application || a.ID.IsZero() {
				return nil
			}
			return []web.Field{}
		},
		run: func(ctx context.Context, v recruit.Vacancy, _ recruit.ApplicationID, _ url.Values) error {
			return only(p.s.SeeCertificate(ctx, v.ID))
		},
	}
}
