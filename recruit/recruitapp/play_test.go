package recruitapp_test

import (
	"strings"
	"testing"

	"saksgang/process"
	"saksgang/recruit"
)

const deadline = "2024-01-31"

func (f *town) needed() {
	f.t.Helper()
	f.start()
	f.do("leader", "meld", form{
		"stilling": "skogheim-2-ledig", "behov": "uendret", "begrunnelse": "En slutter.", "omgjoring": "ingen", "prosent": 100, "heltid": "Hel stilling.",
		"utlysning": "ekstern", "reglement": true,
	})
}

func (f *town) decided(executive, hr string) {
	f.t.Helper()
	f.needed()
	f.do("union", "droft", form{"syn": "enig", "dato": "2024-01-09"})
	f.waitsAt("behov-hr task-1")
	f.do("chief", "task-1", form{"besett": executive, "begrunnelse": "Trengs."})
	f.do("hr", "behov-hr", form{"besett": hr, "begrunnelse": "Rom i budsjettet."})
}

func (f *town) advertised() {
	f.t.Helper()
	f.decided("ja", "ja")
	f.do("leader", "task-2", form{"stillingsbeskrivelse": true, "oppgaver": "Pleie", "ma": "Autorisasjon som sykepleier\nGod norsk", "autorisasjon": true, "egenskaper": "Rolig"})
	f.do("leader", "task-4", form{"arbeidsgiver": []any{f.user("leader"), f.user("member")}, "tillitsvalgt": []any{f.user("union")}, "inhabilitet": true})
	f.do("leader", "task-5", form{"frist": deadline, "utvelgelse": "2024-02-05", "intervju_fra": "2024-02-08", "intervju_til": "2024-02-12", "vedtak": "2024-02-20", "innkalt": true})
	f.do("leader", "task-6", ad())
}

func ad() form {
	return form{
		"overskrift": "Sykepleier", "ingress": "Skogheim", "oppgaver": "Pleie", "krav": "Autorisasjon", "tilbyr": "Godt miljø", "frist": deadline,
		"kontakt": "leader", "offentlighet": true, "kanaler": []any{"kommune"},
	}
}

func (f *town) published() {
	f.t.Helper()
	f.advertised()
	f.do("hr", "godkjenn", form{"avgjorelse": "godkjent"})
}

// listed brings the case past row 7, with the applications chosen.
func (f *town) listed(chosen ...any) {
	f.t.Helper()
	f.at("2024-02-01")
	f.waitsAt("task-7 velg")
	f.do("leader", "task-7", form{"kontrollert": true, "opplysninger": true})
	f.do("hr", "gi-ut", nil)
	f.do("member", "velg", form{"intervju": chosen, "begrunnelse": "Oppfyller kravene."})
}

func called() form {
	return form{"tid": "torsdag 8. februar kl. 10", "sted": "Skogheim", "svarfrist": "2024-02-06"}
}

func interview(a any) form {
	return form{"soker": a, "dato": "2024-02-08", "til_stede": []any{"member", "union"}, "motivasjon": "God", "fag": "Godt", "egnethet": "God", "vitnemal": true, "referanser": "En leder"}
}

func reference(a any) form {
	return form{"soker": a, "referanse": "En leder", "dato": "2024-02-09", "relasjon": "Leder", "fag": "Sterk", "samarbeid": "Godt", "framover": "ja", "samlet": "Anbefales"}
}

// chosen brings two applicants of three to the nomination.
func (f *town) chosen() (first, second string) {
	f.t.Helper()
	f.published()
	first, second = f.apply("Aase"), f.apply("Bo")
	f.apply("Cy")
	f.listed(first, second)
	f.do("leader", "kall-inn", called())
	f.do("member", "task-8", interview(first))
	f.do("member", "task-8", interview(second))
	f.do("leader", "task-9", reference(first))
	f.do("leader", "task-9", reference(second))
	return first, second
}

func (f *town) decidedOn() (first, second string) {
	f.t.Helper()
	first, second = f.chosen()
	f.do("member", "task-10", form{"forste": first, "andre": second, "vurdering": "Begge er kvalifisert."})
	f.do("leader", "task-11", form{"bakgrunn": "x", "soknader": "x", "vurdering": "x", "forslag": "x", "habilitet": true})
	f.do("chief", "vedta", form{"avgjorelse": "som-innstilt", "begrunnelse": "Som innstilt.", "dato": "2024-02-12"})
	return first, second
}

func offered(a any) form {
	return form{"soker": a, "lonn": 560000, "tiltredelse": "2024-05-01", "svarfrist": "2024-02-26"}
}

func TestAHiringGoesFromNeedToClose(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		first, _ := f.decidedOn()
		f.do("hr", "tilby", offered(first))
		f.waitsAt("")
		f.answers("Aase", true)
		f.waitsAt("task-12")
		f.do("hr", "task-12", form{
			"soker": first, "tiltredelse": "2024-05-01", "svarfrist": "2024-03-01", "varighet": "fast", "prosent": 100, "lonn": 560000,
			"arbeidssted": "skogheim-2", "arbeidstid": "turnus", "provetid": "seks måneder", "oppsigelse": "tre måneder", "pensjon": true, "tariff": true,
		})
		f.do("hr", "task-13", form{})
		f.refused("hr", "signert", nil, "recruit.nothing-came")
		file, err := f.deps.Files.Put(t.Context(), strings.NewReader("underskrevet"))
		must(t, err)
		_, err = f.process.Attach(f.as("hr"), f.task("signert").ID, file, "avtale.pdf", "application/pdf")
		must(t, err)
		f.do("hr", "signert", nil)
		f.do("leader", "task-14", form{"attestert": true, "anvist": true, "fodselsnummer": "12848104033", "ny_bruker": true, "avskrevet": true})
		before := form{"introduksjon": true, "taushet": true, "politiattest": "ikke-krav", "smittevern": "mottatt"}
		f.refused("leader", "task-15", before, "recruit.start-without-certificate")
		before["politiattest"] = "sett"
		f.do("leader", "task-15", before)
		f.waitsAt("")

		v := f.now()
		if v.StageOn(f.recruit.Today()) != recruit.StageClosed || len(f.hires.hired) != 1 || f.hires.hired[0].Name != "Aase" || f.hires.hired[0].NationalID != "12848104033" {
			t.Errorf("stage %s, hired %+v", v.StageOn(f.recruit.Today()), f.hires.hired)
		}
		signed := f.archive.received[len(f.archive.received)-1]
		if signed.Kind != recruit.KindSignedContract || signed.Attachments[0].File != file {
			t.Errorf("the signed contract is registered as %+v", signed)
		}
		for _, o := range f.archive.written {
			if o.Kind == recruit.KindContract && (o.Fields["contract.salary"] != "560\u00a0000" || o.Fields["contract.agreement"] != "Hovedtariffavtalen i KS-området" || o.Fields["vacancy.percent"] != "100") {
				t.Errorf("the contract says %v", o.Fields)
			}
		}
		for kind, want := range map[recruit.Kind]int{
			recruit.KindNeed: 1, recruit.KindExtendedList: 1, recruit.KindPublicList: 1, recruit.KindInterviewCall: 2, recruit.KindReferenceNotes: 2,
			recruit.KindInterviewNotes: 0, recruit.KindContract: 1, recruit.KindRejection: 2, recruit.KindCertificateSeen: 1,
		} {
			if got := f.archive.count(kind); got != want {
				t.Errorf("%d documents of kind %s, want %d", got, kind, want)
			}
		}
		c, err := f.process.CaseOf(f.as("admin"), f.c)
		must(t, err)
		if held, _ := f.process.HoldingsOf(t.Context(), f.people["member"].User); c.IsOpen() || len(held) != 0 {
			t.Errorf("open %v, the committee still holds %v", c.IsOpen(), held)
		}
	})
}

func TestNoWordAboutAPersonBecomesAVariableOfTheCase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.decidedOn()
		instances, err := f.process.Instances(f.as("admin"), f.c)
		must(t, err)
		for _, name := range []string{"motivasjon", "samlet", "soker", "vurdering", "forste", "fag"} {
			if v, there := instances[0].Variables[name]; there {
				t.Errorf("%s is a variable: %v", name, v)
			}
		}
	})
}

func TestRowNineIsNotReachedBeforeRowEight(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a := f.apply("Aase")
		f.apply("Bo")
		f.listed(a)
		f.waitsAt("kall-inn")
		f.do("leader", "kall-inn", called())
		f.waitsAt("task-8")
		f.do("member", "task-8", interview(a))
		f.waitsAt("task-9")
		steps, err := f.process.Steps(f.as("admin"), f.c)
		must(t, err)
		for _, s := range steps {
			if s.Node == "task-13" && s.When != process.Later {
				t.Error("row 13 has been reached")
			}
		}
	})
}

func TestTheLastInterviewAndReferenceAreSaidToBeTheLast(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a, b := f.apply("Aase"), f.apply("Bo")
		f.listed(a, b)
		one := called()
		one["soker"] = a
		f.do("leader", "kall-inn", one)
		f.waitsAt("kall-inn") // the other is still to be called
		f.do("leader", "kall-inn", called())
		last := interview(a)
		last["ferdig"] = true
		f.do("member", "task-8", last)
		f.waitsAt("task-9")
		f.do("leader", "task-9", reference(a))
		f.waitsAt("task-10")
	})
}

func TestRowThirteenIsNotReachedBeforeAnOfferIsAccepted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		first, second := f.decidedOn()
		f.waitsAt("tilby")
		f.refused("hr", "tilby", offered(second), "recruit.offer-out-of-turn")
		f.do("hr", "tilby", offered(first))
		f.waitsAt("")
		f.answers("Aase", false)
		f.waitsAt("tilby") // declined: the next one
		f.do("hr", "tilby", offered(second))
		f.at("2024-02-27") // nobody answers
		f.waitsAt("folg-opp")
		f.do("hr", "folg-opp", form{"svar": "ja", "merknad": "Ringte."})
		f.waitsAt("task-12")
	})
}

func TestNobodyIsLeftToOffer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		first, second := f.decidedOn()
		f.do("hr", "tilby", offered(first))
		f.answers("Aase", false)
		f.do("hr", "tilby", offered(second))
		f.at("2024-02-27")
		f.do("hr", "folg-opp", form{"svar": "ikke-svart"})
		f.waitsAt("svar-alle")
		f.do("hr", "svar-alle", form{"begrunnelse": "De som fikk tilbud, takket nei."})
		f.waitsAt("")
		if v := f.now(); v.ClosedAt.IsZero() || f.archive.count(recruit.KindNobodyHired) != 3 {
			t.Errorf("closed %v, %d answers", v.ClosedAt, f.archive.count(recruit.KindNobodyHired))
		}
	})
}

func TestNobodyQualifiedGoesStraightToAnAnswerToEverybody(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a := f.apply("Aase")
		f.at("2024-02-01")
		f.do("leader", "task-7", form{"kontrollert": true, "opplysninger": true})
		f.do("hr", "gi-ut", nil)
		f.do("member", "velg", form{"ikke_kvalifisert": []any{a}, "begrunnelse": "Mangler autorisasjon."})
		f.waitsAt("task-10") // nobody to call, interview or ask about
		f.refused("member", "task-10", form{"forste": a, "vurdering": "likevel"}, "recruit.nominate-without-interview")
		f.do("member", "task-10", form{"vurdering": "Ingen er kvalifisert."})
		f.do("leader", "task-11", form{"bakgrunn": "x", "soknader": "x", "vurdering": "x", "forslag": "x", "habilitet": true})
		f.do("chief", "vedta", form{"avgjorelse": "ingen", "begrunnelse": "Ingen kvalifiserte.", "dato": "2024-02-12"})
		f.waitsAt("svar-alle")
		f.do("hr", "svar-alle", form{"begrunnelse": "Ingen var kvalifisert."})
		f.waitsAt("")
	})
}

func TestARefusedNeedEndsTheCase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.decided("ja", "nei")
		f.waitsAt("")
		if v := f.now(); v.ClosedAt.IsZero() || f.archive.files != 0 {
			t.Errorf("closed %v, %d case files", v.ClosedAt, f.archive.files)
		}
	})
}

func TestAPositionThatNobodyNamedIsKnownByItsCase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.named = map[string]any{}
		f.needed()
		if v := f.now(); v.Reference != "2024-1" || v.Title != "Sykepleier" || !v.Police {
			t.Errorf("%+v", v)
		}
	})
}

func TestTheNeedIsDecidedAfterFiveWorkingDaysWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.needed()
		f.waitsAt("droft")
		f.at("2024-01-12")
		f.waitsAt("droft")
		f.at("2024-01-16") // Monday the 15th was the fifth
		f.waitsAt("behov-hr task-1")
		f.do("chief", "task-1", form{"besett": "ja", "begrunnelse": "Trengs."})
	})
}

func TestARejectedAdvertisementGoesBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.advertised()
		f.refused("hr", "godkjenn", form{"avgjorelse": "retur"}, "recruit.reason-missing")
		f.do("hr", "godkjenn", form{"avgjorelse": "retur", "merknad": "Skriv om turnusen."})
		f.waitsAt("task-6")
		if f.archive.files != 0 {
			t.Error("a case file was opened before publication")
		}
		f.do("leader", "task-6", ad())
		f.do("chief", "godkjenn", form{"avgjorelse": "godkjent"})
		f.waitsAt("")
		if v := f.now(); v.Published.IsZero() || f.archive.files != 1 {
			t.Errorf("published %v, %d case files", v.Published, f.archive.files)
		}
	})
}

func TestAMovedDeadlineStillGivesAListForTheFirst(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a := f.apply("Aase")
		leader := f.people["leader"]
		leader.Grants = append(leader.Grants, grantIn(recruit.RightPrepare, "skogheim-2"))
		f.people["leader"] = leader
		later := mustDate("2024-02-14")
		_, err := f.recruit.Extend(f.as("leader"), f.now().ID, later, "Få søkere.")
		must(t, err)
		f.at("2024-02-01")
		f.waitsAt("task-7") // the list, but nobody is chosen yet
		f.do("leader", "task-7", form{"kontrollert": true, "opplysninger": true})
		f.do("hr", "gi-ut", nil)
		f.waitsAt("")
		f.at("2024-02-15")
		f.waitsAt("task-7 velg")
		f.do("leader", "task-7", form{"kontrollert": true, "opplysninger": true})
		f.do("hr2", "gi-ut", nil)
		f.do("member", "velg", form{"intervju": []any{a}, "begrunnelse": "Oppfyller kravene."})
		f.waitsAt("kall-inn")
		if got := f.archive.count(recruit.KindPublicList); got != 2 {
			t.Errorf("%d public lists", got)
		}
	})
}

func TestEachIsRefusedAnothersTask(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.needed()
		for _, who := range []string{"leader", "chief", "hr", "member", "second", "archive"} {
			f.refused(who, "droft", form{"syn": "enig", "dato": "2024-01-09"}, "process.no-such-task")
		}
		f.do("union", "droft", form{"syn": "enig", "dato": "2024-01-09"})
		yes := form{"besett": "ja", "begrunnelse": "Trengs."}
		f.refused("hr", "task-1", yes, "process.no-such-task")
		f.refused("chief", "behov-hr", yes, "process.no-such-task")
		f.refused("chief", "task-1", form{"besett": "ja"}, "process.form-invalid")
	})
}

func TestTheCommitteesTasksAreItsMembersAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a := f.apply("Aase")
		f.at("2024-02-01")
		choice := form{"intervju": []any{a}, "begrunnelse": "Oppfyller kravene."}
		f.refused("second", "velg", choice, "process.no-such-task")
		f.refused("hr", "velg", choice, "process.no-such-task")
		_, err := f.recruit.DeclareConflict(f.as("member"), f.now().ID, f.now().Applications[0].ID, "Søsken.")
		must(t, err)
		f.refused("member", "velg", choice, "recruit.conflict-of-interest")
		f.do("union", "velg", choice)
	})
}
