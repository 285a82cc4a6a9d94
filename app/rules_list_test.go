package app

import (
	"net/http"
	"net/url"

	"saksgang/base/calendar"
	"saksgang/exchange"
	"saksgang/recruit"
)

// Showings of the rules about applications and applicant lists (C6 row 7).

// application is one as the recruitment system writes it.
func (x *hiring) application(family string) map[string]any {
	return map[string]any{
		"person": map[string]any{
			"name":          map[string]any{"given": "Aase", "family": family},
			"communication": map[string]any{"email": []any{map[string]any{"address": "aase@example.net"}}},
		},
		"profile":     map[string]any{},
		"attachments": []any{},
		"application": map[string]any{
			"vacancy": map[string]any{"reference": x.reference}, "receivedAt": "2024-01-20T10:00:00Z", "language": "nb", "letter": "Jeg søker.",
		},
	}
}

// follows is a message about somebody's application.
func (x *hiring) follows(name string, more ...string) map[string]any {
	data := map[string]any{"application": map[string]any{"id": x.sent(name)}}
	for i := 0; i+1 < len(more); i += 2 {
		data[more[i]] = more[i+1]
	}
	return data
}

func (x *hiring) handled(kind, id string, data map[string]any) {
	x.t.Helper()
	x.handledWith(kind, id, data, nil)
}

func (x *hiring) handledWith(kind, id string, data map[string]any, files map[string]string) {
	x.t.Helper()
	if state, problem := x.delivers(kind, x.reference+"/"+id, data, files); state != exchange.Handled {
		x.t.Fatalf("the message %s is %s: %s", id, state, problem)
	}
	x.permitted++
}

func (x *hiring) documents() string { return "/cases/" + x.c.String() + "/documents" }

func applicationOnce(x *hiring) {
	x.published()
	x.handled("application", "a-1", x.application("Testvik"))
	x.handled("application", "a-1", x.application("Testvik"))
	x.drain()
	const acknowledged = "Bekreftelse på mottatt søknad – Aase Testvik"
	page := x.shows(leaderKey, x.documents(), "Testvik")
	if n := len(x.now().Applications); n != 1 || times(page, acknowledged) != 1 {
		x.t.Errorf("%d applications, %d acknowledgements: %s", n, times(page, acknowledged), saidOn(page))
	}
	unknown := x.application("Ukjent")
	unknown["application"].(map[string]any)["vacancy"] = map[string]any{"reference": "FJ-ukjent"}
	if state, problem := x.delivers("application", x.reference+"/a-2", unknown, nil); state != exchange.Problem || !x.tells(problem, "recruit.no-vacancy") {
		x.t.Errorf("an unknown vacancy is %s: %s", state, problem)
	}
}

func lateIsKept(x *hiring) {
	x.published()
	x.later(x.deadline.AddDays(1))
	x.handled("application", "late", x.application("Seinsen"))
	x.shows(leaderKey, x.documents(), "Seinsen")
	x.waitsFor(leaderKey, "late", true)
	late := x.now().Applications[0].ID.String()
	x.mayNot(memberKey, x.tab("shortlist"), url.Values{"chosen": {late}}, http.StatusUnprocessableEntity, "recruit.late-not-considered")
	x.may(leaderKey, x.tab("consider-late"), url.Values{"applicant": {late}, "reason": {"Få søkere."}})
	x.may(memberKey, x.tab("shortlist"), url.Values{"chosen": {late}})
}

func lateInTime(x *hiring) {
	x.published()
	x.later(x.deadline.AddDays(1))
	x.handled("application", "between", x.application("Mellomsen"))
	x.waitsFor(leaderKey, "late", true)
	second := x.deadline.AddDays(14)
	x.may(leaderKey, x.tab("extend"), url.Values{"deadline": {second.String()}, "reason": {"Få søkere."}})
	x.waitsFor(leaderKey, "late", false)
	x.later(second.AddDays(1))
	x.may(memberKey, x.tab("shortlist"), chosen(x.now().Applications[0].ID.String()))
}

func accessAnswered(x *hiring) {
	x.published()
	in := url.Values{"name": {"Lokalavisen"}, "mail": {"red@example.net"}, "answer": {"Her er listen."}}
	if status, _ := x.visitor(leaderKey).Post(x.tab("answer-access"), in); status != http.StatusNotFound && status != http.StatusForbidden {
		x.t.Errorf("the leader answers with %d", status)
	}
	x.may(hrKey, x.tab("answer-access"), in)
	x.drain()
	x.shows(hrKey, x.documents(), "Svar på krav om innsyn")
}

func extendedListAtOnce(x *hiring) {
	x.published()
	x.applies(recruit.NewApplication{Name: "Skjult Skjermdal", Withhold: true, Reason: "Privat"})
	if status, _ := x.visitor(archivistKey).Post(x.tab("make-extended-list"), nil); status != http.StatusNotFound {
		x.t.Errorf("a stranger makes the list: %d", status)
	}
	x.may(unionKey, x.tab("make-extended-list"), nil)
	x.drain()
	x.shows(leaderKey, x.documents(), "Utvidet søkerliste")
}

func (x *hiring) of(deadline calendar.Date) url.Values {
	return url.Values{"deadline": {deadline.String()}}
}

func listAtTheFirstDeadline(x *hiring) {
	x.published()
	early := x.applied("Tidlig")
	second := x.deadline.AddDays(14)
	x.mayNot(leaderKey, x.tab("check-list"), x.of(x.deadline), http.StatusUnprocessableEntity, "recruit.list-before-deadline")
	x.may(leaderKey, x.tab("extend"), url.Values{"deadline": {second.String()}, "reason": {"Få søkere."}})
	x.later(x.deadline.AddDays(1))
	x.applied("Senere")
	x.may(leaderKey, x.tab("check-list"), x.of(x.deadline))
	x.may(hrKey, x.tab("release-list"), x.of(x.deadline))
	x.mayNot(leaderKey, x.tab("check-list"), x.of(second), http.StatusUnprocessableEntity, "recruit.list-before-deadline")
	if shown := x.now().PublicListFor(x.deadline).Shown; len(shown) != 1 || shown[0].String() != early[0] {
		x.t.Errorf("the first list shows %v", shown)
	}
	x.later(second.AddDays(1))
	x.may(leaderKey, x.tab("check-list"), x.of(second))
}

func listCheckedAndReleased(x *hiring) {
	x.due("Aase")
	x.mayNot(hrKey, x.tab("release-list"), x.of(x.deadline), http.StatusUnprocessableEntity, "recruit.list-unchecked")
	x.may(hrKey, x.step("check-list"), url.Values{"checked": {"true"}, "correct": {"true"}})
	x.mayNot(hrKey, x.step("release-list"), nil, http.StatusForbidden, "recruit.list-one-person")
	x.may(leaderKey, x.tab("check-list"), x.of(x.deadline))
	x.may(hrKey, x.tab("release-list"), x.of(x.deadline))
}

func listWaitsForRequests(x *hiring) {
	x.published()
	x.applied("Aapen")
	hidden := x.applies(recruit.NewApplication{Name: "Skjult", Withhold: true, Reason: "Trusler"})
	x.later(x.deadline.AddDays(1))
	x.may(leaderKey, x.tab("check-list"), x.of(x.deadline))
	x.mayNot(hrKey, x.tab("release-list"), x.of(x.deadline), http.StatusUnprocessableEntity, "recruit.list-requests-undecided")
	x.may(hrKey, x.tab("decide-withheld"), url.Values{"applicant": {hidden}, "grant": {"yes"}, "reason": {"Konkret trussel."}})
	x.may(hrKey, x.tab("release-list"), x.of(x.deadline))
	if l := x.now().PublicListFor(x.deadline); l.Hidden != 1 || len(l.Shown) != 1 {
		x.t.Errorf("%+v", l)
	}
}

func refusedMayWithdraw(x *hiring) {
	x.published()
	x.applied("Aapen")
	secret := x.applies(recruit.NewApplication{Name: "Skjult"})
	x.handled("withhold-request", "w-1", x.follows("Skjult", "reason", "Privat"))
	x.clock.Set(x.deadline.AddDays(1).In(x.zone).UTC())
	x.may(leaderKey, x.tab("check-list"), x.of(x.deadline))
	x.may(hrKey, x.tab("decide-withheld"), url.Values{"applicant": {secret}, "grant": {"no"}, "reason": {"Stillingen er av offentlig interesse."}})
	x.drain()
	x.shows(leaderKey, x.documents(), "Svar på krav om å stå utenfor")
	x.mayNot(hrKey, x.tab("release-list"), x.of(x.deadline), http.StatusUnprocessableEntity, "recruit.list-refused-may-withdraw")
	x.handled("withdrawal", "t-1", x.follows("Skjult"))
	x.may(hrKey, x.tab("release-list"), x.of(x.deadline))
	if l := x.now().PublicListFor(x.deadline); len(l.Shown) != 1 || l.Hidden != 0 {
		x.t.Errorf("%+v", l)
	}
}
