package app

import (
	"saksgang/recruit"
)

// The stages bring a hiring to where a rule begins, by the services and without
// pages. What the rule is about is done over HTTP by the showing itself.

func (x *hiring) opened() {
	x.t.Helper()
	id, err := x.recruit.Open(x.as(leaderKey), recruit.NewVacancy{
		Case: x.c, Reference: x.reference, Title: x.title, Position: x.position, Agency: "helse", Unit: "skogheim-2", Police: !x.unguarded, Health: true, Reason: "En slutter.",
	})
	need(x.t, err)
	x.id = id
}

func (x *hiring) consulted() {
	x.t.Helper()
	x.opened()
	x.must(x.recruit.Consult(x.as(unionKey), x.id, "enig", ""))
}

func (x *hiring) decided() {
	x.t.Helper()
	x.consulted()
	x.must(x.recruit.DecideNeed(x.as(chiefKey), x.id, recruit.Executive, true, "Trengs."))
	x.must(x.recruit.DecideNeed(x.as(hrKey), x.id, recruit.HR, true, "Rom i budsjettet."))
}

// committee are the leader, the member and the union's representative, or
// others for the employer.
func (x *hiring) committee(employers ...string) []recruit.Member {
	if len(employers) == 0 {
		employers = []string{leaderKey, memberKey}
	}
	members := []recruit.Member{{User: x.cast[unionKey], Name: unionKey, Side: recruit.ForUnion}}
	for _, key := range employers {
		members = append(members, recruit.Member{User: x.cast[key], Name: key, Side: recruit.ForEmployer})
	}
	return members
}

func (x *hiring) required() {
	x.t.Helper()
	x.decided()
	x.must(x.recruit.SetRequirements(x.as(leaderKey), x.id, []recruit.Requirement{{Text: "Autorisasjon som sykepleier", Must: true}}))
}

func (x *hiring) composed(employers ...string) {
	x.t.Helper()
	x.required()
	x.must(x.recruit.ComposeCommittee(x.as(leaderKey), x.id, x.committee(employers...)))
}

func (x *hiring) submitted(employers ...string) {
	x.t.Helper()
	x.composed(employers...)
	x.must(x.recruit.SubmitAd(x.as(leaderKey), x.id, "Sykepleier", "Vi søker en sykepleier.", x.deadline))
}

func (x *hiring) approved(employers ...string) {
	x.t.Helper()
	x.submitted(employers...)
	x.must(x.recruit.ApproveAd(x.as(hrKey), x.id))
}

func (x *hiring) published(employers ...string) {
	x.t.Helper()
	x.approved(employers...)
	x.must(x.recruit.Publish(x.as(hrKey), x.id))
}

// applied are applications that came in time, by the ids that tell who.
func (x *hiring) applied(names ...string) []string {
	x.t.Helper()
	var out []string
	for _, name := range names {
		out = append(out, x.applies(recruit.NewApplication{Name: name}))
	}
	return out
}

func (x *hiring) applies(n recruit.NewApplication) string {
	x.t.Helper()
	n.Reference, n.Source, n.SourceID, n.Mail, n.Language = x.reference, "/recruiter", x.sent(n.Name), n.Name+"@example.net", "nb"
	file, err := x.Files.Put(x.t.Context(), text("Søknad fra "+n.Name))
	need(x.t, err)
	n.Attachments = []recruit.Attachment{{Kind: recruit.KindApplication, Name: "soknad.txt", File: file}}
	got, err := x.recruit.ReceiveApplication(x.t.Context(), n)
	need(x.t, err)
	return got.Application.String()
}

// sent is the recruitment system's id for somebody's application here.
func (x *hiring) sent(name string) string { return x.reference + "/" + name }

func (x *hiring) ids(applications []string) []recruit.ApplicationID {
	x.t.Helper()
	var out []recruit.ApplicationID
	for _, one := range applications {
		id, err := parse[recruit.ApplicationID](one)
		need(x.t, err)
		out = append(out, id)
	}
	return out
}

// due are applications in a hiring whose deadline is over.
func (x *hiring) due(names ...string) []string {
	x.t.Helper()
	x.published()
	out := x.applied(names...)
	x.clock.Set(x.deadline.AddDays(1).In(x.zone).UTC())
	return out
}

// called are applicants who have been called to interview.
func (x *hiring) called(applications ...string) {
	x.t.Helper()
	x.must(x.recruit.Shortlist(x.as(memberKey), x.id, x.ids(applications)))
	for _, a := range x.ids(applications) {
		x.must(x.recruit.CallToInterview(x.as(leaderKey), x.id, a, recruit.Meeting{Time: "kl. 10", Place: "Skogheim", AnswerBy: x.today().AddDays(3)}))
	}
}

func (x *hiring) interviewed(applications ...string) {
	x.t.Helper()
	x.called(applications...)
	for _, a := range x.ids(applications) {
		x.must(x.recruit.RecordInterview(x.as(memberKey), x.id, a, ""))
	}
}

// qualified are applicants who may be nominated.
func (x *hiring) qualified(applications ...string) {
	x.t.Helper()
	x.interviewed(applications...)
	for _, a := range x.ids(applications) {
		x.must(x.recruit.RecordReference(x.as(leaderKey), x.id, a, "Anbefales."))
		x.must(x.recruit.Assess(x.as(memberKey), x.id, a, recruit.Qualified, "Fyller kravene."))
	}
}

func (x *hiring) nominated(applications ...string) {
	x.t.Helper()
	x.qualified(applications...)
	x.must(x.recruit.Nominate(x.as(memberKey), x.id, x.ids(applications), "Alle er kvalifisert.", ""))
}

// resolved brings three applicants to a decision on the first two.
func (x *hiring) resolved() (first, second, third string) {
	x.t.Helper()
	all := x.due("Aase", "Bo", "Cy")
	x.nominated(all[0], all[1])
	x.must(x.recruit.WriteCasePaper(x.as(leaderKey), x.id, "Saken."))
	x.must(x.recruit.Decide(x.as(chiefKey), x.id, x.ids(all[:2]), "Som innstilt."))
	return all[0], all[1], all[2]
}

func (x *hiring) terms() recruit.Terms {
	return recruit.Terms{
		Start: x.today().AddDays(60), AnswerBy: x.today().AddDays(7), Salary: "560000", Percent: "100", Hours: "turnus", Code: "7174",
		Agreement: "Hovedtariffavtalen", Probation: "seks måneder", Notice: "tre måneder",
	}
}

func (x *hiring) offered() (first, second, third string) {
	x.t.Helper()
	first, second, third = x.resolved()
	x.must(x.recruit.Offer(x.as(hrKey), x.id, x.ids([]string{first})[0], x.terms()))
	return first, second, third
}

func (x *hiring) accepted() (first, second, third string) {
	x.t.Helper()
	first, second, third = x.offered()
	x.must(x.recruit.AnswerOffer(x.t.Context(), recruit.FromApplicant{Source: "/recruiter", SourceID: x.sent("Aase")}, true, nil))
	return first, second, third
}

func (x *hiring) contracted() (first, second, third string) {
	x.t.Helper()
	first, second, third = x.accepted()
	x.must(x.recruit.WriteContract(x.as(hrKey), x.id, x.terms()))
	return first, second, third
}

// signed has the signed contract in the file.
func (x *hiring) signed() {
	x.t.Helper()
	x.contracted()
	file, err := x.Files.Put(x.t.Context(), text("Underskrevet."))
	need(x.t, err)
	x.must(x.recruit.ReceiveSignedContract(x.as(hrKey), x.id, []recruit.Attachment{{Kind: recruit.KindSignedContract, Name: "avtale.txt", File: file}}))
}

// attested is the one hired in the registers.
func (x *hiring) attested() {
	x.t.Helper()
	x.signed()
	x.must(x.recruit.Attest(x.as(leaderKey), x.id, hiredNumber))
}
