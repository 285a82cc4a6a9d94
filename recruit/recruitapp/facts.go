package recruitapp

import (
	"time"

	"saksgang/base/calendar"
	"saksgang/recruit"
)

// Facts are what every action returns: variables of the process that gateways,
// loops and timers read. None of them says anything of a person.
//
//	needFilled      both sides have decided to fill the position
//	needRefused     one of them has decided not to
//	adApproved      the advertisement is approved as it stands
//	deadline        the day by which to apply, now
//	deadlinePassed  that day is over
//	listDue         a public list is due or on its way
//	applications    how many have come
//	callsLeft       chosen, in the running and not called to interview
//	interviewsLeft  called, in the running and not interviewed
//	referencesLeft  interviewed, in the running, not found unqualified, without a reference
//	nominated       how many are
//	offersLeft      how many of those decided on are still to be offered
//	offerAccepted   somebody has accepted
//	offerKey        the key of the message that answers the open offer; empty without one
//	offerBy         until when that offer stands
//	unanswered      applicants without the last word
func Facts(v recruit.Vacancy, today calendar.Date) map[string]any {
	_, listDue := listDue(v, today)
	key, by := "", ""
	for _, a := range v.Applications {
		if a.Offer == recruit.Offered {
			key, by = recruit.OfferKey(a.ID), a.OfferBy.UTC().Format(time.RFC3339)
		}
	}
	return map[string]any{
		"offerKey": key, "offerBy": by,
		"needFilled": v.NeedFilled(), "needRefused": v.NeedRefused(),
		"adApproved": v.Ad.Approved.Done(),
		"deadline":   v.Deadline.String(), "deadlinePassed": !v.Deadline.IsZero() && today > v.Deadline,
		"listDue": listDue, "applications": len(v.Applications),
		"callsLeft": count(v, mayBeCalled), "interviewsLeft": count(v, mayBeInterviewed), "referencesLeft": count(v, mayBeReferenced),
		"nominated": len(v.Nomination.Ranked), "offersLeft": v.OffersLeft(),
		"offerAccepted": !v.Hire.Application.IsZero(), "unanswered": len(v.Unanswered()),
	}
}

func count(v recruit.Vacancy, which func(a recruit.Application) bool) int {
	n := 0
	for _, a := range v.Applications {
		if which(a) {
			n++
		}
	}
	return n
}

func mayBeCalled(a recruit.Application) bool {
	return a.InTheRunning() && !a.Shortlisted.IsZero() && a.Called.IsZero()
}

func mayBeInterviewed(a recruit.Application) bool {
	return a.InTheRunning() && !a.Called.IsZero() && a.Interviewed.IsZero()
}

func mayBeReferenced(a recruit.Application) bool {
	return a.InTheRunning() && !a.Interviewed.IsZero() && a.Referenced.IsZero() && a.Standing != recruit.Unqualified
}

// listDue is the earliest deadline that has passed and whose public list is not
// out.
func listDue(v recruit.Vacancy, today calendar.Date) (calendar.Date, bool) {
	for _, d := range v.Deadlines() {
		if !d.IsZero() && today > d && !v.PublicListFor(d).Released.Done() {
			return d, true
		}
	}
	return 0, false
}
