package app

import (
	"net/http"
	"net/url"

	"saksgang/recruit"
)

// Showings of the rules from the need to the publication (C6 rows 1–6).

var (
	fill   = url.Values{"fill": {"true"}, "reason": {"Trengs."}}
	refuse = url.Values{"fill": {"false"}, "reason": {"Ikke rom i budsjettet."}}
	musts  = url.Values{"must": {"Autorisasjon som sykepleier"}}
	agreed = url.Values{"view": {"enig"}}
	passed = url.Values{"approved": {"true"}}
)

func (x *hiring) ad() url.Values {
	return url.Values{"heading": {"Sykepleier"}, "text": {"Vi søker en sykepleier."}, "deadline": {x.deadline.String()}}
}

func needAfterConsultation(x *hiring) {
	x.opened()
	x.mayNot(chiefKey, x.step("decide-need"), fill, http.StatusUnprocessableEntity, "recruit.need-not-consulted")
	x.may(unionKey, x.step("consult"), agreed)
	x.may(chiefKey, x.step("decide-need"), fill)
}

func needByTwoTogether(x *hiring) {
	x.consulted()
	x.may(chiefKey, x.step("decide-need"), fill)
	x.mayNot(hrKey, x.step("publish"), nil, http.StatusUnprocessableEntity, "recruit.need-undecided")
	x.mayNot(chiefKey, x.step("decide-need-hr"), fill, http.StatusForbidden, "recruit.need-one-person")
	x.may(hrKey, x.step("decide-need-hr"), fill)
	x.may(leaderKey, x.step("set-requirements"), musts)
}

func refusedNeedIsNotAdvertised(x *hiring) {
	x.consulted()
	x.may(chiefKey, x.step("decide-need"), fill)
	x.may(hrKey, x.step("decide-need-hr"), refuse)
	x.mayNot(leaderKey, x.step("set-requirements"), musts, http.StatusUnprocessableEntity, "recruit.need-refused")
}

func refusedNeedEndsTheVacancy(x *hiring) {
	x.consulted()
	x.mayNot(leaderKey, x.step("close"), nil, http.StatusUnprocessableEntity, "recruit.not-published")
	x.may(chiefKey, x.step("decide-need"), refuse)
	x.may(leaderKey, x.step("close"), nil)
	if v := x.now(); v.StageOn(x.today()) != recruit.StageClosed || v.FileRef != "" {
		x.t.Errorf("stage %s, case file %q", v.StageOn(x.today()), v.FileRef)
	}
}

func adNeedsRequirementsAndCommittee(x *hiring) {
	x.decided()
	x.mayNot(leaderKey, x.step("submit-ad"), x.ad(), http.StatusUnprocessableEntity, "recruit.requirements-missing")
	x.mayNot(leaderKey, x.step("set-requirements"), url.Values{"wish": {"Rolig"}}, http.StatusUnprocessableEntity, "recruit.requirements-missing")
	x.may(leaderKey, x.step("set-requirements"), musts)
	x.mayNot(leaderKey, x.step("submit-ad"), x.ad(), http.StatusUnprocessableEntity, "recruit.committee-missing")
	x.may(leaderKey, x.step("compose-committee"), x.sitting(leaderKey, memberKey))
	x.may(leaderKey, x.step("submit-ad"), x.ad())
}

// sitting is a committee of these for the employer, and the union.
func (x *hiring) sitting(employers ...string) url.Values {
	in := url.Values{"union": {x.person(unionKey)}}
	for _, key := range employers {
		in.Add("employer", x.person(key))
	}
	return in
}

func committeeOfBothSides(x *hiring) {
	x.decided()
	x.mayNot(leaderKey, x.step("compose-committee"), x.sitting(leaderKey), http.StatusUnprocessableEntity, "recruit.committee-too-few-employers")
	alone := x.sitting(leaderKey, memberKey)
	alone.Del("union")
	x.mayNot(leaderKey, x.step("compose-committee"), alone, http.StatusUnprocessableEntity, "recruit.committee-without-union")
	x.may(leaderKey, x.step("compose-committee"), x.sitting(leaderKey, memberKey))
}

// stranger says that the hiring is not there for somebody.
func (x *hiring) stranger(who string) {
	x.t.Helper()
	for _, path := range []string{"/cases/" + x.c.String(), x.tab("")} {
		if status, _ := x.visitor(who).Get(path); status != http.StatusNotFound {
			x.t.Errorf("%s gets %d at %s, and should find nothing", who, status, path)
		}
	}
}

func committeeAccess(x *hiring) {
	x.decided()
	x.stranger(memberKey)
	x.may(leaderKey, x.step("compose-committee"), x.sitting(leaderKey, memberKey))
	x.shows(memberKey, x.tab(""))
	x.may(leaderKey, x.step("compose-committee"), x.sitting(leaderKey, hrKey))
	x.stranger(memberKey)
	x.may(leaderKey, x.step("compose-committee"), x.sitting(leaderKey, memberKey))
	x.shows(memberKey, x.tab(""))
	x.may(leaderKey, x.step("set-requirements"), musts)
	x.may(leaderKey, x.step("submit-ad"), x.ad())
	x.may(hrKey, x.step("approve-ad"), passed)
	x.may(hrKey, x.step("publish"), nil)
	x.may(leaderKey, x.step("close"), nil) // nobody applied, so everybody is answered
	x.stranger(memberKey)
}

func unionGetsHerCopy(x *hiring) {
	x.composed()
	x.waitsFor(unionKey, "ad-copy", false)
	x.may(leaderKey, x.step("submit-ad"), x.ad())
	x.waitsFor(unionKey, "ad-copy", true)
}

// waitsFor says whether something of this hiring stands on somebody's list.
func (x *hiring) waitsFor(who, work string, waits bool) {
	x.t.Helper()
	words := x.words.T("recruit.work." + work)
	if page := x.shows(who, "/desk/tasks?q="+url.QueryEscape(x.title)); contains(page, words) != waits {
		x.t.Fatalf("%q stands on the list of %s: %v, want %v: %s", words, who, !waits, waits, saidOn(page))
	}
}

func adApprovedByAnother(x *hiring) {
	x.submitted()
	x.mayNot(leaderKey, x.step("approve-ad"), passed, http.StatusForbidden, "recruit.ad-own")
	x.may(hrKey, x.step("approve-ad"), passed)
}

func nothingPublishedUnapproved(x *hiring) {
	x.submitted()
	x.mayNot(hrKey, x.step("publish"), nil, http.StatusUnprocessableEntity, "recruit.ad-not-approved")
	x.may(hrKey, x.step("approve-ad"), passed)
	changed := x.ad()
	changed.Set("text", "Endret etter godkjenningen.")
	x.may(leaderKey, x.step("submit-ad"), changed)
	x.mayNot(hrKey, x.step("publish"), nil, http.StatusUnprocessableEntity, "recruit.ad-not-approved")
	x.may(chiefKey, x.step("approve-ad"), passed)
	x.may(hrKey, x.step("publish"), nil)
}

func caseFileAtPublication(x *hiring) {
	x.approved()
	if ref := x.now().FileRef; ref != "" {
		x.t.Fatalf("the case file %s was opened before publication", ref)
	}
	x.may(hrKey, x.step("publish"), nil)
	x.drain()
	x.shows(leaderKey, "/cases/"+x.c.String()+"/documents", "Behovsvurdering", "Drøfting", "Krav", "Intervjuutvalg", "Stillingsannonse")
}
