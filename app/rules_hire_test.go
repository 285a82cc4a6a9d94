package app

import (
	"io"
	"net/http"
	"net/url"
	"strings"

	"saksgang/recruit"
)

// Showings of the rules from the offer to the first day at work (C6 rows 11–15).

func text(s string) io.Reader { return strings.NewReader(s) }

func contains(page, words string) bool { return times(page, words) > 0 }

func times(page, words string) int { return strings.Count(page, words) }

func (x *hiring) offer(application string) url.Values {
	in := x.contract()
	in.Set("applicant", application)
	return in
}

func (x *hiring) contract() url.Values {
	t := x.terms()
	return url.Values{
		"start": {t.Start.String()}, "answer-by": {t.AnswerBy.String()}, "salary": {t.Salary}, "percent": {t.Percent}, "hours": {t.Hours},
		"probation": {t.Probation}, "notice": {t.Notice}, "agreement": {t.Agreement},
	}
}

func (x *hiring) answers(name, answer string) {
	x.t.Helper()
	x.handled("offer-answer", "o-"+name, x.follows(name, "answer", answer))
}

func offerAfterDecision(x *hiring) {
	a := x.due("Aase")[0]
	x.nominated(a)
	x.may(leaderKey, x.step("case-paper"), paper)
	x.mayNot(hrKey, x.step("offer"), x.offer(a), http.StatusUnprocessableEntity, "recruit.not-decided")
	x.may(chiefKey, x.step("decide"), ordered(a))
	x.may(hrKey, x.step("offer"), x.offer(a))
}

func firstChoiceDeclines(x *hiring) {
	first, second, _ := x.resolved()
	x.mayNot(hrKey, x.step("offer"), x.offer(second), http.StatusUnprocessableEntity, "recruit.offer-out-of-turn")
	x.may(hrKey, x.step("offer"), x.offer(first))
	x.answers("Aase", "declined")
	x.waitsFor(hrKey, "offer-next", true)
	x.may(hrKey, x.step("offer"), x.offer(second))
	x.answers("Bo", "accepted")
	if hired := x.now().Hire.Application.String(); hired != second {
		x.t.Errorf("%s was hired", hired)
	}
}

func offerLapses(x *hiring) {
	first, second, _ := x.offered()
	lapsed := about(first, "answer-to-offer", "lapsed")
	x.mayNot(hrKey, x.tab("record-answer"), lapsed, http.StatusUnprocessableEntity, "recruit.offer-still-open")
	x.later(x.today().AddDays(8))
	x.may(hrKey, x.tab("record-answer"), lapsed)
	x.may(hrKey, x.step("offer"), x.offer(second))
}

func rejectedNeverOffered(x *hiring) {
	first, second, third := x.resolved()
	x.may(hrKey, x.step("offer"), x.offer(first))
	x.answers("Aase", "accepted")
	x.may(hrKey, x.step("reject-others"), nil)
	for _, rejected := range []string{second, third} {
		x.mayNot(hrKey, x.step("offer"), x.offer(rejected), http.StatusUnprocessableEntity, "recruit.offer-to-rejected")
	}
}

func contractAfterAcceptance(x *hiring) {
	x.offered()
	x.mayNot(hrKey, x.step("write-contract"), x.contract(), http.StatusUnprocessableEntity, "recruit.contract-before-acceptance")
	x.answers("Aase", "accepted")
	x.may(hrKey, x.step("write-contract"), x.contract())
}

func othersAnsweredAfterAcceptance(x *hiring) {
	x.offered()
	x.mayNot(hrKey, x.step("reject-others"), nil, http.StatusUnprocessableEntity, "recruit.reject-before-acceptance")
	x.answers("Aase", "accepted")
	x.may(hrKey, x.step("reject-others"), nil)
}

func eachSettledByItsReply(x *hiring) {
	x.accepted()
	x.drain()
	x.settlements("Venter på svar")
	x.may(hrKey, x.step("write-contract"), x.contract())
	x.may(hrKey, x.step("reject-others"), nil)
	x.drain()
	x.settlements("Besvart med ")
}

// settlements wants the page of each application to say how it is settled.
func (x *hiring) settlements(words string) {
	x.t.Helper()
	page := x.shows(leaderKey, x.documents())
	for _, a := range x.now().Applications {
		x.shows(leaderKey, x.leads(page, x.title+" – "+a.Name), words)
	}
}

func signedContractTakenNoteOf(x *hiring) {
	x.contracted()
	sign := x.step("sign")
	x.mayNot(hrKey, sign, nil, http.StatusUnprocessableEntity, "recruit.nothing-came")
	x.attaches(hrKey, sign, "avtale.txt", "Underskrevet.")
	x.may(hrKey, sign, nil)
	x.drain()
	page := x.shows(leaderKey, x.documents())
	x.shows(leaderKey, x.leads(page, "Signert arbeidsavtale"), "Tatt til etterretning")
}

func attestation(number string) url.Values {
	return url.Values{"attested": {"true"}, "ordered": {"true"}, "national-id": {number}}
}

func onlySignedIsAttested(x *hiring) {
	x.contracted()
	x.mayNot(leaderKey, x.step("attest"), attestation(hiredNumber), http.StatusUnprocessableEntity, "recruit.not-signed")
	sign := x.step("sign")
	x.attaches(hrKey, sign, "avtale.txt", "Underskrevet.")
	x.may(hrKey, sign, nil)
	x.may(leaderKey, x.step("attest"), attestation(hiredNumber))
}

func newEmployee(certificate, health bool) url.Values {
	in := url.Values{"introduction": {"true"}, "confidentiality": {"true"}}
	for name, done := range map[string]bool{"certificate": certificate, "health": health} {
		if done {
			in.Set(name, "true")
		}
	}
	return in
}

func certificateBeforeStart(x *hiring) {
	x.attested()
	x.mayNot(leaderKey, x.step("new-employee"), newEmployee(false, true), http.StatusUnprocessableEntity, "recruit.start-without-certificate")
	at, hired := x.clock.Now(), x.now().Hire.Application.String()
	x.may(leaderKey, x.tab("see-certificate"), about(hired))
	x.shows(leaderKey, x.tab("")+"?applicant="+hired, "Politiattest sett")
	x.may(leaderKey, x.step("new-employee"), newEmployee(false, true))
	if seen := x.now().Hire.Certificate; seen.By != x.cast[leaderKey] || !seen.At.Equal(at) {
		x.t.Errorf("seen %+v", seen)
	}
}

func certificateWhereRequired(x *hiring) {
	x.unguarded = true
	x.attested()
	hired := x.now().Hire.Application.String()
	x.mayNot(leaderKey, x.tab("see-certificate"), about(hired), http.StatusUnprocessableEntity, "recruit.certificate-not-required")
	x.may(leaderKey, x.step("new-employee"), newEmployee(false, true))
}

func introducedAndSworn(x *hiring) {
	x.attested()
	for field, code := range map[string]string{"introduction": "recruit.introduction-missing", "confidentiality": "recruit.confidentiality-missing"} {
		in := newEmployee(true, true)
		in.Del(field)
		x.mayNot(leaderKey, x.step("new-employee"), in, http.StatusUnprocessableEntity, code)
	}
	x.may(leaderKey, x.step("new-employee"), newEmployee(true, true))
}

func healthDeclaration(x *hiring) {
	x.attested()
	x.mayNot(leaderKey, x.step("new-employee"), newEmployee(true, false), http.StatusUnprocessableEntity, "recruit.health-missing")
	x.may(leaderKey, x.step("new-employee"), newEmployee(true, true))
}

func closesWhenAllAreAnswered(x *hiring) {
	x.attested()
	x.mayNot(leaderKey, x.step("close"), nil, http.StatusUnprocessableEntity, "recruit.close-unanswered")
	x.may(hrKey, x.step("reject-others"), nil)
	x.mayNot(leaderKey, x.step("close"), nil, http.StatusUnprocessableEntity, "recruit.close-before-start")
	x.may(leaderKey, x.step("new-employee"), newEmployee(true, true))
	x.may(leaderKey, x.step("close"), nil)
}

func nobodyQualified(x *hiring) {
	a := x.due("Aase")[0]
	x.may(memberKey, x.tab("assess"), about(a, "standing", "unqualified", "assessment", "Mangler autorisasjon."))
	x.may(memberKey, x.step("nominate"), ranked())
	x.may(leaderKey, x.step("case-paper"), paper)
	x.may(chiefKey, x.step("decide"), url.Values{"nobody": {"true"}, "reason": {"Ingen var kvalifisert."}})
	x.may(hrKey, x.step("reject-others"), url.Values{"reason": {"Ingen var kvalifisert."}})
	x.may(leaderKey, x.step("close"), nil)
	if v := x.now(); v.StageOn(x.today()) != recruit.StageClosed || v.Applications[0].Rejected.IsZero() {
		x.t.Errorf("%s, %+v", v.StageOn(x.today()), v.Applications[0])
	}
}
