package app

import (
	"net/http"
	"net/url"
	"regexp"

	"saksgang/exchange"
)

// Showings of the rules from the shortlist to the decision (C6 rows 7–11).

func about(application string, more ...string) url.Values {
	in := url.Values{"applicant": {application}}
	for i := 0; i+1 < len(more); i += 2 {
		in.Set(more[i], more[i+1])
	}
	return in
}

func chosen(applications ...string) url.Values { return url.Values{"chosen": applications} }

func ranked(applications ...string) url.Values {
	return url.Values{"ranked": applications, "assessment": {"Vurdert mot kravene."}}
}

func ordered(applications ...string) url.Values {
	return url.Values{"order": applications, "reason": {"Som innstilt."}}
}

func nobodyBeforeTheDeadline(x *hiring) {
	x.published()
	a := x.applied("Aase")
	x.mayNot(memberKey, x.tab("shortlist"), chosen(a...), http.StatusUnprocessableEntity, "recruit.before-deadline")
	x.later(x.deadline.AddDays(1))
	x.may(memberKey, x.tab("shortlist"), chosen(a...))
}

func committeeShortlists(x *hiring) {
	x.published(hrKey, memberKey)
	a := x.applied("Aase")
	x.later(x.deadline.AddDays(1))
	x.mayNot(leaderKey, x.tab("shortlist"), chosen(a...), http.StatusUnprocessableEntity, "recruit.not-a-member")
	if status, _ := x.visitor(archivistKey).Post(x.tab("shortlist"), chosen(a...)); status != http.StatusNotFound {
		x.t.Errorf("a stranger gets %d", status)
	}
	x.may(memberKey, x.tab("shortlist"), chosen(a...))
}

func conflictKeepsOut(x *hiring) {
	all := x.due("Soskenbarn", "Annen")
	x.may(memberKey, x.tab("declare-conflict"), about(all[0], "reason", "Søskenbarn."))
	x.mayNot(memberKey, x.tab("shortlist"), chosen(all[1]), http.StatusUnprocessableEntity, "recruit.conflict-of-interest")
	x.may(leaderKey, x.tab("shortlist"), chosen(all[0]))
	x.handled("withdrawal", "t-1", x.follows("Soskenbarn"))
	x.may(memberKey, x.tab("shortlist"), chosen(all[1]))
}

func (x *hiring) meeting(application string) url.Values {
	return about(application, "time", "kl. 10", "place", "Skogheim", "answer-by", x.today().AddDays(3).String())
}

func interviewAfterCall(x *hiring) {
	a := x.due("Aase")[0]
	x.mayNot(leaderKey, x.tab("call"), x.meeting(a), http.StatusUnprocessableEntity, "recruit.not-shortlisted")
	x.may(memberKey, x.tab("shortlist"), chosen(a))
	x.mayNot(memberKey, x.tab("interview"), about(a), http.StatusUnprocessableEntity, "recruit.not-called")
	x.may(leaderKey, x.tab("call"), x.meeting(a))
	x.may(memberKey, x.tab("interview"), about(a))
}

func (x *hiring) meets(names ...string) []string {
	x.t.Helper()
	x.published(hrKey, memberKey) // the leader has no seat
	a := x.applied(names...)
	x.clock.Set(x.deadline.AddDays(1).In(x.zone).UTC())
	return a
}

func interviewByCommittee(x *hiring) {
	a := x.meets("Aase")[0]
	x.called(a)
	x.mayNot(leaderKey, x.tab("interview"), about(a), http.StatusUnprocessableEntity, "recruit.not-a-member")
	x.may(memberKey, x.tab("interview"), about(a))
}

func certificatesWhenCalled(x *hiring) {
	a := x.due("Aase")[0]
	x.may(memberKey, x.tab("shortlist"), chosen(a))
	x.may(leaderKey, x.tab("call"), x.meeting(a))
	x.drain()
	page := x.shows(leaderKey, x.documents())
	x.shows(leaderKey, x.leads(page, "Innkalling til intervju")+"/content", "Last opp vitnemål og attester")
	x.handledWith("certificates", "v-1", x.follows("Aase"), map[string]string{"vitnemal.txt": "Bachelor i sykepleie."})
	x.shows(leaderKey, x.documents(), "Vitnemål og attester – Aase")
	if state, problem := x.delivers("certificates", x.reference+"/v-2", x.follows("Aase"), nil); state != exchange.Problem || !x.tells(problem, "recruit.certificates-missing") {
		x.t.Errorf("a message without files is %s: %s", state, problem)
	}
}

func interviewForm(x *hiring) {
	all := x.due("Aase", "Bo")
	x.called(all...)
	x.may(memberKey, x.tab("interview"), about(all[0]))
	x.drain()
	if page := x.shows(leaderKey, x.documents()); contains(page, "Intervjunotat – ") {
		x.t.Errorf("a form was filed: %s", saidOn(page))
	}
	x.may(leaderKey, x.tab("interview"), about(all[1], "notes", "Kjenner avdelingen."))
	x.drain()
	x.shows(leaderKey, x.documents(), "Intervjunotat – ")
}

func referenceNotes(x *hiring) {
	a := x.due("Aase")[0]
	x.interviewed(a)
	x.may(leaderKey, x.tab("reference"), about(a, "notes", "Anbefales."))
	x.drain()
	page := saidOn(x.shows(leaderKey, x.documents()))
	if !regexp.MustCompile(`Referansenotat [^–]*1 år etter vedtaket`).MatchString(page) {
		x.t.Errorf("the notes are not kept for a year: %s", page)
	}
}

func nominatedByCommittee(x *hiring) {
	a := x.meets("Aase")
	x.qualified(a...)
	x.mayNot(leaderKey, x.step("nominate"), ranked(a...), http.StatusForbidden, "recruit.not-a-member")
	x.may(memberKey, x.step("nominate"), ranked(a...))
}

func nominatedWereInterviewed(x *hiring) {
	all := x.due("Aase", "Bo")
	x.qualified(all[0])
	x.may(memberKey, x.tab("assess"), about(all[1], "standing", "qualified", "assessment", "Etter papirene."))
	x.mayNot(memberKey, x.step("nominate"), ranked(all...), http.StatusUnprocessableEntity, "recruit.nominate-without-interview")
	x.may(memberKey, x.step("nominate"), ranked(all[0]))
}

func conflictInPaperAndDecision(x *hiring) {
	all := x.meets("Soster", "Bo")
	x.nominated(all...)
	x.shows(chiefKey, x.tab("")+"?applicant="+all[0], "Meld at du er inhabil")
	x.may(leaderKey, x.tab("declare-conflict"), about(all[0], "reason", "Søster."))
	x.may(chiefKey, x.tab("declare-conflict"), about(all[0], "reason", "Nabo."))
	x.mayNot(leaderKey, x.step("case-paper"), paper, http.StatusForbidden, "recruit.conflict-of-interest")
	x.may(hrKey, x.step("case-paper"), paper)
	x.mayNot(chiefKey, x.step("decide"), ordered(all[1]), http.StatusForbidden, "recruit.conflict-of-interest")
	x.handled("withdrawal", "t-1", x.follows("Soster"))
	x.may(chiefKey, x.step("decide"), ordered(all[1]))
}

func referenceAfterInterview(x *hiring) {
	a := x.due("Aase")[0]
	x.called(a)
	x.mayNot(leaderKey, x.tab("reference"), about(a, "notes", "Anbefales."), http.StatusUnprocessableEntity, "recruit.reference-before-interview")
	x.may(memberKey, x.tab("interview"), about(a))
	x.may(leaderKey, x.tab("reference"), about(a, "notes", "Anbefales."))
}

func atMostThree(x *hiring) {
	all := x.due("Aase", "Bo", "Cy", "Dag")
	x.qualified(all...)
	x.mayNot(memberKey, x.step("nominate"), ranked(all...), http.StatusUnprocessableEntity, "recruit.nominate-too-many")
	x.may(memberKey, x.step("nominate"), ranked(all[1:]...))
}

func nobodyUnqualified(x *hiring) {
	all := x.due("Aase", "Bo")
	x.qualified(all...)
	x.may(memberKey, x.tab("assess"), about(all[1], "standing", "unqualified", "assessment", "Mangler autorisasjon."))
	x.mayNot(memberKey, x.step("nominate"), ranked(all...), http.StatusUnprocessableEntity, "recruit.nominate-unqualified")
	x.may(memberKey, x.step("nominate"), ranked(all[0]))
}

func qualifiedMeetsRequirements(x *hiring) {
	a := x.due("Aase")[0]
	good := about(a, "standing", "qualified", "assessment", "Ellers god.")
	x.may(memberKey, x.tab("hold"), about(a, "meets-0", "no"))
	x.mayNot(memberKey, x.tab("assess"), good, http.StatusUnprocessableEntity, "recruit.qualified-without-requirement")
	x.may(memberKey, x.tab("hold"), about(a, "meets-0", "yes"))
	x.may(memberKey, x.tab("assess"), good)
}

func referenceAlways(x *hiring) {
	x.published()
	inside := x.application("Internsen")
	inside["application"].(map[string]any)["insideApplicant"] = true
	x.handled("application", "inside", inside)
	x.later(x.deadline.AddDays(1))
	v := x.now()
	if !v.Applications[0].Inside {
		x.t.Fatalf("%+v", v.Applications[0])
	}
	a := v.Applications[0].ID.String()
	x.interviewed(a)
	x.may(memberKey, x.tab("assess"), about(a, "standing", "qualified", "assessment", "Kjent hos oss."))
	x.mayNot(memberKey, x.step("nominate"), ranked(a), http.StatusUnprocessableEntity, "recruit.nominate-without-reference")
	x.may(leaderKey, x.tab("reference"), about(a, "notes", "Anbefales."))
	x.may(memberKey, x.step("nominate"), ranked(a))
}

var paper = url.Values{"text": {"Bakgrunn og forslag."}, "impartial": {"true"}}

func decisionNeedsCasePaper(x *hiring) {
	a := x.due("Aase")[0]
	x.nominated(a)
	x.mayNot(chiefKey, x.step("decide"), ordered(a), http.StatusUnprocessableEntity, "recruit.case-paper-missing")
	x.may(leaderKey, x.step("case-paper"), paper)
	x.may(chiefKey, x.step("decide"), ordered(a))
}

func hrIsTold(x *hiring) {
	x.nominated(x.due("Aase")...)
	x.waitsFor(hrKey, "flag", false)
	x.may(leaderKey, x.step("case-paper"), paper)
	x.waitsFor(hrKey, "flag", true)
	x.drain()
	x.shows(leaderKey, x.documents(), "Saksframlegg")
}

func onlyTheNominated(x *hiring) {
	all := x.due("Aase", "Bo")
	x.nominated(all[0])
	x.may(leaderKey, x.step("case-paper"), paper)
	x.mayNot(chiefKey, x.step("decide"), ordered(all[1]), http.StatusUnprocessableEntity, "recruit.decide-not-nominated")
	x.may(chiefKey, x.step("decide"), ordered(all[0]))
}
