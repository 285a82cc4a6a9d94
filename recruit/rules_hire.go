package recruit

import (
	"time"

	"saksgang/base/calendar"
	"saksgang/base/errs"
)

// The rules from the offer to the first day at work (C6 rows 12–15).

// offer offers the position to the one whose turn it is. A rejected applicant is
// never offered anything.
func (v Vacancy) offer(id ApplicationID, answerBy time.Time) (Vacancy, error) {
	if !v.Decision.Done() {
		return v, errs.Invalid("recruit.not-decided")
	}
	next := v.NextToOffer()
	return v.change(id, func(a Application) (Application, error) {
		switch {
		case !a.Rejected.IsZero():
			return a, errs.Invalid("recruit.offer-to-rejected", "application", id)
		case a.Offer != NoOffer:
			return a, errs.Conflict("recruit.offered-already", "application", id)
		case id != next:
			return a, errs.Invalid("recruit.offer-out-of-turn", "application", id)
		}
		a.Offer, a.OfferBy = Offered, answerBy
		return a, nil
	})
}

// answerOffer takes the applicant's answer. After a refusal it is the next one's
// turn.
func (v Vacancy) answerOffer(id ApplicationID, accepts bool) (Vacancy, error) {
	v, err := v.change(id, func(a Application) (Application, error) {
		if a.Offer != Offered {
			return a, errs.Conflict("recruit.no-open-offer", "application", id)
		}
		a.Offer = Declined
		if accepts {
			a.Offer = Accepted
		}
		return a, nil
	})
	if err == nil && accepts {
		v.Hire.Application = id
	}
	return v, err
}

// lapse ends an offer that nobody answered in time.
func (v Vacancy) lapse(id ApplicationID, at time.Time) (Vacancy, error) {
	i, err := v.find(id)
	if err != nil {
		return v, err
	}
	if a := v.Applications[i]; a.Offer == Offered && at.Before(a.OfferBy) {
		return v, errs.Invalid("recruit.offer-still-open", "until", a.OfferBy)
	}
	return v.answerOffer(id, false)
}

// OffersLeft is how many of those decided on are still to be offered.
func (v Vacancy) OffersLeft() int {
	left := 0
	for _, id := range v.Decision.Order {
		if i, err := v.find(id); err == nil && v.Applications[i].InTheRunning() && v.Applications[i].Offer == NoOffer {
			left++
		}
	}
	return left
}

// OpenOffer is who has an offer that is not answered; the zero id for nobody.
func (v Vacancy) OpenOffer() ApplicationID {
	for _, a := range v.Applications {
		if a.Offer == Offered {
			return a.ID
		}
	}
	return ApplicationID{}
}

// contract writes the contract for the one who accepted.
func (v Vacancy) contract(by Act, start, today calendar.Date) (Vacancy, error) {
	switch {
	case v.Hire.Application.IsZero():
		return v, errs.Invalid("recruit.contract-before-acceptance")
	case v.Hire.Signed.Done():
		return v, errs.Conflict("recruit.signed-already")
	case start <= today:
		return v, errs.Invalid("recruit.start-past", "start", start)
	}
	v.Hire.Contract, v.Hire.Start = by, start
	return v, nil
}

// reject answers an applicant who is not hired: not before somebody accepted,
// unless it was decided that nobody is hired or nobody is left to offer.
func (v Vacancy) reject(id ApplicationID, at time.Time) (Vacancy, error) {
	nobody := v.Decision.Done() && v.NextToOffer().IsZero()
	if v.Hire.Application.IsZero() && !nobody {
		return v, errs.Invalid("recruit.reject-before-acceptance")
	}
	return v.change(id, func(a Application) (Application, error) {
		if a.IsAnswered() || a.Offer == Offered {
			return a, errs.Conflict("recruit.answered-already", "application", id)
		}
		a.Rejected = at
		return a, nil
	})
}

// Unanswered lists the applicants who have not had the last word.
func (v Vacancy) Unanswered() []Application {
	var out []Application
	for _, a := range v.Applications {
		if !a.IsAnswered() {
			out = append(out, a)
		}
	}
	return out
}

func (v Vacancy) sign(by Act) (Vacancy, error) {
	if !v.Hire.Contract.Done() {
		return v, errs.Invalid("recruit.no-contract")
	}
	if v.Hire.Signed.Done() {
		return v, errs.Conflict("recruit.signed-already")
	}
	v.Hire.Signed = by
	return v, nil
}

// attest is "attester og anvis": the leader confirms the signed contract and
// sends it to HR.
func (v Vacancy) attest(by Act) (Vacancy, error) {
	if !v.Hire.Signed.Done() {
		return v, errs.Invalid("recruit.not-signed")
	}
	v.Hire.Attested = by
	return v, nil
}

// seeCertificate records that a police certificate was seen, where the position
// requires one. There is no place for what it says.
func (v Vacancy) seeCertificate(by Act) (Vacancy, error) {
	if !v.Police {
		return v, errs.Invalid("recruit.certificate-not-required")
	}
	if v.Hire.Application.IsZero() {
		return v, errs.Invalid("recruit.nobody-hired")
	}
	if !v.Hire.Attested.Done() {
		return v, errs.Invalid("recruit.not-attested") // the note lies in the personnel file, which is opened then
	}
	v.Hire.Certificate = by
	return v, nil
}

// introduce records the introduction, the declaration of confidentiality and,
// where the work asks for it, the health declaration. Nobody starts before the
// police certificate has been seen.
func (v Vacancy) introduce(by Act, done Introduction) (Vacancy, error) {
	switch {
	case !v.Hire.Attested.Done():
		return v, errs.Invalid("recruit.not-attested")
	case v.Police && !v.Hire.Certificate.Done():
		return v, errs.Invalid("recruit.start-without-certificate")
	case !done.Form:
		return v, errs.Invalid("recruit.introduction-missing")
	case !done.Confidentiality:
		return v, errs.Invalid("recruit.confidentiality-missing")
	case v.Health && !done.Health:
		return v, errs.Invalid("recruit.health-missing")
	}
	v.Hire.Introduced, v.Hire.Confidential = by, by
	if done.Health {
		v.Hire.Health = by
	}
	return v, nil
}

// close ends the vacancy: when everybody has been answered, or before it was
// published when the need was refused.
func (v Vacancy) close(at time.Time) (Vacancy, error) {
	if err := v.isOpen(); err != nil {
		return v, err
	}
	if v.NeedRefused() {
		v.ClosedAt = at
		return v, nil
	}
	if err := v.isPublished(); err != nil {
		return v, err
	}
	if left := len(v.Unanswered()); left > 0 {
		return v, errs.Invalid("recruit.close-unanswered", "left", left)
	}
	if !v.Hire.Application.IsZero() && !v.Hire.Introduced.Done() {
		return v, errs.Invalid("recruit.close-before-start")
	}
	v.ClosedAt = at
	return v, nil
}
