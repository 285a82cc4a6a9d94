package recruit

import (
	"slices"
	"time"

	"saksgang/base/calendar"
	"saksgang/base/errs"
)

// The rules from the shortlist to the decision (C6 rows 7–11).

// mostNominated is how many may be nominated (C6 row 10).
const mostNominated = 3

// choosing is what the committee must satisfy to choose.
func (v Vacancy) choosing(by Act, today calendar.Date) error {
	if err := v.isPublished(); err != nil {
		return err
	}
	if today <= v.Deadline {
		return errs.Invalid("recruit.before-deadline", "deadline", v.Deadline)
	}
	return v.sits(by)
}

// sits says no to somebody outside the interview committee, or with a conflict
// of interest in it.
func (v Vacancy) sits(by Act) error {
	if !v.isMember(by.By.String()) {
		return errs.Denied("recruit.not-a-member")
	}
	return v.impartial(by)
}

// shortlist chooses whom to interview; it is the committee's choice.
func (v Vacancy) shortlist(by Act, chosen []ApplicationID, today calendar.Date) (Vacancy, error) {
	if err := v.choosing(by, today); err != nil {
		return v, err
	}
	if len(chosen) == 0 {
		return v, errs.Invalid("recruit.nobody-chosen")
	}
	for _, id := range chosen {
		var err error
		v, err = v.change(id, func(a Application) (Application, error) {
			if a.Late && !a.Considered {
				return a, errs.Invalid("recruit.late-not-considered", "application", a.ID)
			}
			if !a.InTheRunning() {
				return a, errs.Invalid("recruit.not-in-the-running", "application", a.ID)
			}
			a.Shortlisted = by.At
			return a, nil
		})
		if err != nil {
			return v, err
		}
	}
	return v, nil
}

// call invites a shortlisted applicant to interview, and asks for certificates.
func (v Vacancy) call(id ApplicationID, at time.Time) (Vacancy, error) {
	return v.change(id, func(a Application) (Application, error) {
		if a.Shortlisted.IsZero() || !a.InTheRunning() {
			return a, errs.Invalid("recruit.not-shortlisted", "application", a.ID)
		}
		a.Called = at
		return a, nil
	})
}

// takeCertificates lets an applicant who is in the running send certificates.
func (v Vacancy) takeCertificates(id ApplicationID, files int) (Vacancy, error) {
	return v.change(id, func(a Application) (Application, error) {
		if !a.InTheRunning() {
			return a, errs.Conflict("recruit.not-in-the-running", "application", a.ID)
		}
		if files == 0 {
			return a, errs.Invalid("recruit.certificates-missing")
		}
		return a, nil
	})
}

func (v Vacancy) interview(by Act, id ApplicationID) (Vacancy, error) {
	if err := v.sits(by); err != nil {
		return v, err
	}
	return v.change(id, func(a Application) (Application, error) {
		if a.Called.IsZero() {
			return a, errs.Invalid("recruit.not-called", "application", a.ID)
		}
		if !a.Interviewed.IsZero() {
			return a, errs.Conflict("recruit.interviewed-already", "application", a.ID)
		}
		a.Interviewed = by.At
		return a, nil
	})
}

// reference records a reference, which is never taken before the interview.
func (v Vacancy) reference(by Act, id ApplicationID) (Vacancy, error) {
	if err := v.impartial(by); err != nil {
		return v, err
	}
	return v.change(id, func(a Application) (Application, error) {
		if a.Interviewed.IsZero() {
			return a, errs.Invalid("recruit.reference-before-interview", "application", a.ID)
		}
		a.Referenced = by.At
		return a, nil
	})
}

// hold holds an applicant against each requirement; one that is not met which
// must be, keeps the applicant from being found qualified.
func (v Vacancy) hold(by Act, id ApplicationID, meets []Meets) (Vacancy, error) {
	if err := v.sits(by); err != nil {
		return v, err
	}
	if v.Nomination.Done() {
		return v, errs.Conflict("recruit.nominated-already")
	}
	if len(meets) != len(v.Requirements) {
		return v, errs.Invalid("recruit.requirements-changed")
	}
	return v.change(id, func(a Application) (Application, error) {
		a.Meets = slices.Clone(meets)
		if a.Standing == Qualified && v.lacks(a) {
			return a, errs.Invalid("recruit.qualified-without-requirement", "application", a.ID)
		}
		return a, nil
	})
}

// lacks says that the applicant was found not to meet something that is a must.
func (v Vacancy) lacks(a Application) bool {
	for i, r := range v.Requirements {
		if r.Must && i < len(a.Meets) && a.Meets[i] == DoesNot {
			return true
		}
	}
	return false
}

// assess holds an applicant against the requirements.
func (v Vacancy) assess(by Act, id ApplicationID, s Standing, assessment string) (Vacancy, error) {
	if err := v.sits(by); err != nil {
		return v, err
	}
	if v.Nomination.Done() {
		return v, errs.Conflict("recruit.nominated-already")
	}
	if assessment == "" {
		return v, errs.Invalid("recruit.reason-missing")
	}
	return v.change(id, func(a Application) (Application, error) {
		if s != Qualified && s != Unqualified {
			return a, errs.Invalid("recruit.standing-missing", "application", a.ID)
		}
		if s == Qualified && v.lacks(a) {
			return a, errs.Invalid("recruit.qualified-without-requirement", "application", a.ID)
		}
		a.Standing, a.Assessment = s, assessment
		return a, nil
	})
}

// nominate ranks at most three. Each has been interviewed, has a reference taken
// after it (also one from inside), and was found qualified. Nobody at all is a
// nomination too, when the assessment says why.
func (v Vacancy) nominate(n Nomination, today calendar.Date) (Vacancy, error) {
	if err := v.choosing(n.Act, today); err != nil {
		return v, err
	}
	if v.Nomination.Done() {
		return v, errs.Conflict("recruit.nominated-already")
	}
	if len(n.Ranked) > mostNominated {
		return v, errs.Invalid("recruit.nominate-too-many", "most", mostNominated)
	}
	if n.Assessment == "" {
		return v, errs.Invalid("recruit.reason-missing")
	}
	for rank, id := range n.Ranked {
		if slices.Contains(n.Ranked[:rank], id) {
			return v, errs.Invalid("recruit.nominate-twice", "application", id)
		}
		var err error
		v, err = v.change(id, func(a Application) (Application, error) {
			a.Rank = rank + 1
			return a, a.mayBeNominated()
		})
		if err != nil {
			return v, err
		}
	}
	v.Nomination = n
	return v, nil
}

func (a Application) mayBeNominated() error {
	switch {
	case !a.InTheRunning():
		return errs.Invalid("recruit.not-in-the-running", "application", a.ID)
	case a.Interviewed.IsZero():
		return errs.Invalid("recruit.nominate-without-interview", "application", a.ID)
	case a.Referenced.IsZero():
		return errs.Invalid("recruit.nominate-without-reference", "application", a.ID)
	case a.Standing != Qualified:
		return errs.Invalid("recruit.nominate-unqualified", "application", a.ID)
	}
	return nil
}

// writeCasePaper is the leader's saksframlegg; HR is told at the same moment.
// Who prepares a decision must be as impartial as who takes it.
func (v Vacancy) writeCasePaper(by Act) (Vacancy, error) {
	if err := v.impartial(by); err != nil {
		return v, err
	}
	if !v.Nomination.Done() {
		return v, errs.Invalid("recruit.not-nominated")
	}
	if v.Decision.Done() {
		return v, errs.Conflict("recruit.decided-already")
	}
	v.CasePaper = by
	return v, nil
}

// decide settles whom to offer, in turn, among the nominated.
func (v Vacancy) decide(d Decision) (Vacancy, error) {
	if err := v.isPublished(); err != nil {
		return v, err
	}
	if err := v.impartial(d.Act); err != nil {
		return v, err
	}
	if !v.CasePaper.Done() {
		return v, errs.Invalid("recruit.case-paper-missing")
	}
	if v.Decision.Done() {
		return v, errs.Conflict("recruit.decided-already")
	}
	if d.Reason == "" {
		return v, errs.Invalid("recruit.reason-missing")
	}
	for i, id := range d.Order {
		if !slices.Contains(v.Nomination.Ranked, id) {
			return v, errs.Invalid("recruit.decide-not-nominated", "application", id)
		}
		if slices.Contains(d.Order[:i], id) {
			return v, errs.Invalid("recruit.nominate-twice", "application", id)
		}
	}
	v.Decision = d
	return v, nil
}

// NextToOffer is whose turn it is; the zero id when nobody is left.
func (v Vacancy) NextToOffer() ApplicationID {
	for _, id := range v.Decision.Order {
		if i, err := v.find(id); err == nil && v.Applications[i].InTheRunning() {
			return id
		}
	}
	return ApplicationID{}
}
