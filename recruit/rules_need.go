package recruit

import (
	"maps"
	"slices"

	"saksgang/base/calendar"
	"saksgang/base/errs"
)

// The rules from the need to the publication (C6 rows 1–6). Each method returns
// the vacancy as it is afterwards; it knows no clock, no database and no rights.

func (v Vacancy) isOpen() error {
	if !v.ClosedAt.IsZero() {
		return errs.Conflict("recruit.vacancy-closed")
	}
	return nil
}

// consult takes the union's answer; once the need is decided it comes too late.
func (v Vacancy) consult(by Act, view, note string) (Vacancy, error) {
	if err := v.isOpen(); err != nil {
		return v, err
	}
	if len(v.Need) > 0 {
		return v, errs.Conflict("recruit.need-decided-already")
	}
	if view == "" {
		return v, errs.Invalid("recruit.view-missing")
	}
	v.Consultation.Act, v.Consultation.View, v.Consultation.Note = by, view, note
	return v, nil
}

// decideNeed takes one side's decision. The executive and HR decide together:
// both, two people, after the union has answered or her time is up.
func (v Vacancy) decideNeed(side Side, d NeedDecision) (Vacancy, error) {
	if err := v.isOpen(); err != nil {
		return v, err
	}
	if !v.Consultation.Done() && d.At.Before(v.Consultation.AnswerBy) {
		return v, errs.Invalid("recruit.need-not-consulted")
	}
	if _, decided := v.Need[side]; decided {
		return v, errs.Conflict("recruit.need-decided-already")
	}
	for _, other := range v.Need {
		if other.By == d.By {
			return v, errs.Denied("recruit.need-one-person")
		}
	}
	if d.Reason == "" {
		return v, errs.Invalid("recruit.reason-missing")
	}
	v.Need = maps.Clone(v.Need)
	if v.Need == nil {
		v.Need = map[Side]NeedDecision{}
	}
	v.Need[side] = d
	return v, nil
}

// needDecided says why the position may not be advertised yet, as to the need.
func (v Vacancy) needDecided() error {
	for _, side := range []Side{Executive, HR} {
		d, decided := v.Need[side]
		if !decided {
			return errs.Invalid("recruit.need-undecided", "side", string(side))
		}
		if !d.Fill {
			return errs.Invalid("recruit.need-refused", "side", string(side))
		}
	}
	return nil
}

// NeedFilled says that both sides have decided that the position is to be filled.
func (v Vacancy) NeedFilled() bool { return v.needDecided() == nil }

// NeedRefused says that one side has decided that the position is not to be filled.
func (v Vacancy) NeedRefused() bool {
	for _, d := range v.Need {
		if !d.Fill {
			return true
		}
	}
	return false
}

func (v Vacancy) require(requirements []Requirement) (Vacancy, error) {
	if err := v.beforePublication(); err != nil {
		return v, err
	}
	musts := slices.ContainsFunc(requirements, func(r Requirement) bool { return r.Must && r.Text != "" })
	if !musts {
		return v, errs.Invalid("recruit.requirements-missing")
	}
	v.Requirements = slices.Clone(requirements)
	return v, nil
}

func (v Vacancy) beforePublication() error {
	if err := v.isOpen(); err != nil {
		return err
	}
	if !v.Published.IsZero() {
		return errs.Conflict("recruit.published-already")
	}
	return v.needDecided()
}

// compose sets the interview committee: at least two for the employer, and the
// union (C6 row 4).
func (v Vacancy) compose(members []Member) (Vacancy, error) {
	if err := v.isOpen(); err != nil {
		return v, err
	}
	if err := v.needDecided(); err != nil {
		return v, err
	}
	if v.Nomination.Done() {
		return v, errs.Conflict("recruit.nominated-already")
	}
	count := map[MemberSide]int{}
	seen := map[string]bool{}
	for _, m := range members {
		if seen[m.User.String()] {
			return v, errs.Invalid("recruit.committee-twice")
		}
		seen[m.User.String()] = true
		count[m.Side]++
	}
	switch {
	case count[ForEmployer] < 2:
		return v, errs.Invalid("recruit.committee-too-few-employers", "have", count[ForEmployer])
	case count[ForUnion] < 1:
		return v, errs.Invalid("recruit.committee-without-union")
	}
	v.Committee = slices.Clone(members)
	return v, nil
}

// submitAd sends the advertisement to approval.
func (v Vacancy) submitAd(ad Advertisement, deadline, today calendar.Date) (Vacancy, error) {
	if err := v.beforePublication(); err != nil {
		return v, err
	}
	switch {
	case len(v.Requirements) == 0:
		return v, errs.Invalid("recruit.requirements-missing")
	case len(v.Committee) == 0:
		return v, errs.Invalid("recruit.committee-missing")
	case ad.Heading == "" || ad.Text == "":
		return v, errs.Invalid("recruit.ad-empty")
	case deadline <= today:
		return v, errs.Invalid("recruit.deadline-past", "deadline", deadline)
	}
	ad.Approved = Act{}
	v.Ad, v.Deadline = ad, deadline
	return v, nil
}

// approveAd approves the advertisement; its author does not approve it.
func (v Vacancy) approveAd(by Act) (Vacancy, error) {
	if err := v.beforePublication(); err != nil {
		return v, err
	}
	if !v.Ad.Submitted.Done() {
		return v, errs.Invalid("recruit.ad-not-submitted")
	}
	if v.Ad.Submitted.By == by.By {
		return v, errs.Denied("recruit.ad-own")
	}
	v.Ad.Approved = by
	return v, nil
}

// publish makes the vacancy public; it is when the case file opens (A7).
func (v Vacancy) publish(by Act, today calendar.Date) (Vacancy, error) {
	if err := v.beforePublication(); err != nil {
		return v, err
	}
	if !v.Ad.Approved.Done() {
		return v, errs.Invalid("recruit.ad-not-approved")
	}
	if v.Deadline <= today {
		return v, errs.Invalid("recruit.deadline-past", "deadline", v.Deadline)
	}
	v.Published = by.At
	return v, nil
}

// extend moves the deadline later. Lists that were due at the former one stay
// due; who came after it and before the new one has come in time.
func (v Vacancy) extend(e Extension) (Vacancy, error) {
	if err := v.isPublished(); err != nil {
		return v, err
	}
	if v.Nomination.Done() {
		return v, errs.Conflict("recruit.nominated-already")
	}
	if e.To <= v.Deadline {
		return v, errs.Invalid("recruit.deadline-not-later", "deadline", v.Deadline)
	}
	if e.Reason == "" {
		return v, errs.Invalid("recruit.reason-missing")
	}
	e.From = v.Deadline
	v.Extensions = append(slices.Clip(v.Extensions), e)
	v.Deadline = e.To
	v.Applications = slices.Clone(v.Applications)
	for i, a := range v.Applications {
		if a.Late && a.Day <= e.To {
			v.Applications[i].Late = false
		}
	}
	return v, nil
}

func (v Vacancy) isPublished() error {
	if err := v.isOpen(); err != nil {
		return err
	}
	if v.Published.IsZero() {
		return errs.Invalid("recruit.not-published")
	}
	return nil
}

// FirstDeadline is the deadline as it was first advertised.
func (v Vacancy) FirstDeadline() calendar.Date {
	if len(v.Extensions) > 0 {
		return v.Extensions[0].From
	}
	return v.Deadline
}

// Deadlines lists the first deadline and those it was moved to.
func (v Vacancy) Deadlines() []calendar.Date {
	out := []calendar.Date{v.FirstDeadline()}
	for _, e := range v.Extensions {
		out = append(out, e.To)
	}
	return out
}
