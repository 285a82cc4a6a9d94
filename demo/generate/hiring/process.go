package main

import "saksgang/process/bpmn"

// row marks a node that is a row of the checklist.
const row bpmn.Kind = ""

// node is one step. Attributes, inputs and the like are "name:value".
type node struct {
	kind       bpmn.Kind
	id, name   string
	lane       string
	attributes []string
	inputs     []string
	keeps      []string // what becomes of the task's result; nil keeps all of it
	while      string   // the task is done again as long as this holds, also not once
	otherwise  string   // where a gateway leads when no condition holds: the target
	on         string   // the task that a boundary event stands on
	duration   string   // a timer's
	until      string
	message    string
}

type flow struct{ from, to, name, when string }

const (
	union      = "Hovedtillitsvalgt"
	executive  = "Kommunalsjef"
	office     = "Personalkontoret"
	leader     = "Leder"
	committee  = "Intervjuutvalget"
	appointing = "Ansettelsesutvalget"
)

// lanes in the order they are drawn: those who meet often lie together.
var lanes = []string{union, executive, office, leader, committee, appointing}

// Tasks whose forms hold words about persons keep only what the flow needs, so
// that these words do not live on as variables of the case.
var (
	choiceFacts = []string{"deadlinePassed", "callsLeft", "interviewsLeft", "referencesLeft"}
	offerFacts  = []string{"offersLeft", "offerAccepted"}
)

var nodes = []node{
	{kind: bpmn.StartEvent, id: "ledig", name: "Stilling ledig", lane: leader},
	{
		kind: bpmn.UserTask, id: "meld", name: "Meld behovet", lane: leader,
		attributes: []string{"form:behov", "action:recruit.open", "documents:behovsvurdering", "fields:position=stilling reason=begrunnelse internal=utlysning:intern police=politiattest"},
	},
	{
		kind: bpmn.UserTask, id: "droft", name: "Drøft behovet", lane: union,
		attributes: []string{"form:drofting", "action:recruit.consult", "documents:droftingsreferat", "deadline:5 arbeidsdager", "fields:view=syn note=merknad"},
	},
	{kind: bpmn.BoundaryEvent, id: "droft-frist", name: "5 arbeidsdager uten svar", lane: union, on: "droft", duration: "5 arbeidsdager"},
	{kind: bpmn.ExclusiveGateway, id: "hort", lane: executive},
	{kind: bpmn.ParallelGateway, id: "begge", lane: executive},
	{
		kind: row, id: "task-1", lane: executive,
		attributes: []string{"form:behovsvedtak", "action:recruit.decide-need", "side:executive", "documents:behovsvurdering", "deadline:5 arbeidsdager", "fields:fill=besett:ja reason=begrunnelse"},
	},
	{
		kind: bpmn.UserTask, id: "behov-hr", name: "Avgjør behovet for HR", lane: office,
		attributes: []string{"form:behovsvedtak", "action:recruit.decide-need", "side:hr", "documents:behovsvurdering", "deadline:5 arbeidsdager", "fields:fill=besett:ja reason=begrunnelse"},
	},
	{kind: bpmn.ParallelGateway, id: "begge-svart", lane: executive},
	{kind: bpmn.ExclusiveGateway, id: "besettes", name: "Skal den besettes?", lane: executive, otherwise: "avslutt-uten"},
	{kind: bpmn.ServiceTask, id: "avslutt-uten", name: "Avslutt uten utlysning", lane: executive, attributes: []string{"action:recruit.close"}},
	{kind: bpmn.EndEvent, id: "ikke-besatt", name: "Ikke besatt", lane: executive},

	{kind: row, id: "task-2", lane: leader, attributes: []string{"form:kravspesifikasjon", "action:recruit.set-requirements", "documents:kravspesifikasjon", "fields:must=ma wish=bor,egenskaper,sprak"}},
	{kind: row, id: "task-4", lane: leader, attributes: []string{"form:intervjuutvalg", "action:recruit.compose-committee", "documents:utvalg", "fields:employer=arbeidsgiver union=tillitsvalgt"}},
	{kind: row, id: "task-5", lane: leader, attributes: []string{"form:fremdrift"}},
	{
		kind: row, id: "task-6", lane: leader, inputs: []string{"overskrift:= title", "ingress:= vacancyText", "frist:= if frist = null then vacancyDeadline else frist"},
		attributes: []string{"form:annonse", "action:recruit.submit-ad", "documents:stillingsannonse", "fields:heading=overskrift text=ingress,oppgaver,krav,tilbyr deadline=frist"},
	},
	{
		kind: bpmn.UserTask, id: "godkjenn", name: "Gjør ferdig og godkjenn annonsen", lane: office,
		attributes: []string{"form:annonsegodkjenning", "action:recruit.approve-ad", "documents:stillingsannonse", "role:hr-medarbeider kommunalsjef", "deadline:3 arbeidsdager", "fields:approved=avgjorelse:godkjent note=merknad"},
	},
	{kind: bpmn.ExclusiveGateway, id: "godkjent", name: "Godkjent?", lane: office, otherwise: "task-6"},
	{kind: bpmn.ServiceTask, id: "lys-ut", name: "Lys ut og åpne arkivsaken", lane: office, attributes: []string{"action:recruit.publish", "documents:utlysning"}},

	{kind: bpmn.IntermediateCatchEvent, id: "frist", name: "Søknadsfristen er ute", lane: office, until: "= deadline"},
	{kind: bpmn.ServiceTask, id: "utvidet", name: "Lag den utvidede søkerlisten", lane: office, attributes: []string{"action:recruit.make-extended-list", "documents:utvidet-sokerliste"}},
	{kind: bpmn.InclusiveGateway, id: "behandle", lane: leader},
	{
		kind: row, id: "task-7", lane: leader,
		attributes: []string{"form:sokerlistekontroll", "action:recruit.check-list", "documents:offentlig-sokerliste", "deadline:2 arbeidsdager", "fields:checked=kontrollert correct=opplysninger"},
	},
	{kind: bpmn.UserTask, id: "gi-ut", name: "Gi ut den offentlige søkerlisten", lane: office, attributes: []string{"action:recruit.release-list", "documents:offentlig-sokerliste", "deadline:2 arbeidsdager"}},
	{
		kind: bpmn.UserTask, id: "velg", name: "Velg hvem som skal intervjues", lane: committee, keeps: choiceFacts,
		attributes: []string{"form:utvelgelse", "action:recruit.shortlist", "documents:utvelgelse", "deadline:= utvelgelse", "fields:chosen=intervju unqualified=ikke_kvalifisert reason=begrunnelse"},
	},
	{kind: bpmn.InclusiveGateway, id: "behandlet", lane: leader},
	{kind: bpmn.ExclusiveGateway, id: "utsatt", name: "Er fristen utsatt?", lane: leader, otherwise: "frist"},

	{
		kind: bpmn.UserTask, id: "kall-inn", name: "Kall inn til intervju", lane: leader, while: "callsLeft > 0", keeps: choiceFacts,
		attributes: []string{"form:innkalling", "action:recruit.call", "documents:intervjuinnkalling", "fields:applicant=soker time=tid place=sted answer-by=svarfrist"},
	},
	{
		kind: row, id: "task-8", lane: committee, while: "interviewsLeft > 0", keeps: choiceFacts,
		attributes: []string{"form:intervju", "action:recruit.interview", "documents:intervjunotat", "deadline:= intervju_til", "fields:applicant=soker notes=motivasjon,fag,egnethet,referanser keep=bevares done=ferdig"},
	},
	{
		kind: row, id: "task-9", lane: leader, while: "referencesLeft > 0", keeps: choiceFacts,
		attributes: []string{"form:referanse", "action:recruit.reference", "documents:referansenotat", "deadline:5 arbeidsdager", "fields:applicant=soker notes=referanse,relasjon,fag,samarbeid,samlet done=ferdig"},
	},
	{
		kind: row, id: "task-10", lane: committee, keeps: []string{"nominated"},
		attributes: []string{"form:innstilling", "action:recruit.nominate", "documents:innstilling", "deadline:5 arbeidsdager", "fields:ranked=forste,andre,tredje assessment=vurdering dissent=dissens"},
	},
	{
		kind: row, id: "task-11", lane: leader, keeps: []string{"nominated"},
		attributes: []string{"form:saksframlegg", "action:recruit.case-paper", "documents:saksframlegg flaggmelding", "deadline:5 arbeidsdager", "fields:text=bakgrunn,soknader,vurdering,forslag impartial=habilitet"},
	},
	{
		kind: bpmn.UserTask, id: "vedta", name: "Vedta ansettelsen", lane: appointing, keeps: offerFacts,
		attributes: []string{"form:vedtak", "action:recruit.decide", "documents:vedtak", "deadline:= vedtak", "fields:as-nominated=avgjorelse:som-innstilt nobody=avgjorelse:ingen order=ansatt,reserve reason=begrunnelse"},
	},
	{kind: bpmn.ExclusiveGateway, id: "noen-igjen", name: "Noen å tilby?", lane: office, otherwise: "svar-alle"},
	{
		kind: bpmn.UserTask, id: "tilby", name: "Tilby stillingen", lane: office, inputs: []string{"percent:= prosent"}, keeps: append([]string{"offerKey", "offerBy"}, offerFacts...),
		attributes: []string{"form:tilbud", "action:recruit.offer", "documents:tilbud", "deadline:2 arbeidsdager", "fields:applicant=soker start=tiltredelse answer-by=svarfrist salary=lonn conditions=vilkar"},
	},
	{kind: bpmn.EventBasedGateway, id: "vent", lane: office},
	{kind: bpmn.IntermediateCatchEvent, id: "svar", name: "Svar på tilbudet", lane: office, message: "offer-answered"},
	{kind: bpmn.IntermediateCatchEvent, id: "svarfrist", name: "Svarfristen er ute", lane: office, until: "= offerBy"},
	{
		kind: bpmn.UserTask, id: "folg-opp", name: "Følg opp tilbudet", lane: office, keeps: offerFacts,
		attributes: []string{"form:tilbudsoppfolging", "action:recruit.record-answer", "documents:tilbudssvar", "deadline:2 arbeidsdager", "fields:yes=svar:ja no=svar:nei note=merknad"},
	},
	{kind: bpmn.ExclusiveGateway, id: "takket-ja", name: "Takket ja?", lane: office, otherwise: "noen-igjen"},

	{
		kind: row, id: "task-12", lane: office, inputs: []string{"prosent:= prosent"}, keeps: offerFacts,
		attributes: []string{"form:arbeidsavtale", "action:recruit.write-contract", "documents:arbeidsavtale", "deadline:3 arbeidsdager", "agreement:Hovedtariffavtalen i KS-området", "fields:applicant=soker start=tiltredelse answer-by=svarfrist salary=lonn percent=prosent hours=arbeidstid probation=provetid notice=oppsigelse"},
	},
	{kind: row, id: "task-13", lane: office, keeps: []string{"unanswered"}, attributes: []string{"form:svarbrev", "action:recruit.reject-others", "documents:avslag", "deadline:3 arbeidsdager", "fields:reason=begrunnelse"}},
	{kind: bpmn.UserTask, id: "signert", name: "Registrer signert avtale", lane: office, keeps: []string{"unanswered"}, attributes: []string{"action:recruit.sign", "documents:signert-arbeidsavtale"}},
	{kind: row, id: "task-14", lane: leader, keeps: []string{"unanswered"}, attributes: []string{"form:huskeliste", "action:recruit.attest", "documents:arbeidsavtale", "fields:attested=attestert ordered=anvist national-id=fodselsnummer"}},
	{
		kind: row, id: "task-15", lane: leader, keeps: []string{"unanswered"},
		attributes: []string{"form:nyansatt", "action:recruit.new-employee", "documents:introduksjon taushetserklaering politiattest-sett egenerklaering-smittevern", "fields:introduction=introduksjon confidentiality=taushet certificate=politiattest:sett health=smittevern:mottatt"},
	},
	{kind: bpmn.ServiceTask, id: "avslutt", name: "Avslutt ansettelsen", lane: leader, attributes: []string{"action:recruit.close"}},
	{kind: bpmn.EndEvent, id: "ansatt", name: "Ansatt", lane: leader},

	{kind: bpmn.UserTask, id: "svar-alle", name: "Svar alle søkerne", lane: office, keeps: []string{"unanswered"}, attributes: []string{"form:svar-alle", "action:recruit.reject-others", "documents:avslag", "deadline:3 arbeidsdager", "fields:reason=begrunnelse"}},
	{kind: bpmn.ServiceTask, id: "avslutt-ingen", name: "Avslutt uten ansettelse", lane: office, attributes: []string{"action:recruit.close"}},
	{kind: bpmn.EndEvent, id: "ingen-ansatt", name: "Ingen ansatt", lane: office},
}

var flows = []flow{
	{from: "ledig", to: "meld"},
	{from: "meld", to: "droft"},
	{from: "droft", to: "hort"},
	{from: "droft-frist", to: "hort"},
	{from: "hort", to: "begge"},
	{from: "begge", to: "task-1"},
	{from: "begge", to: "behov-hr"},
	{from: "task-1", to: "begge-svart"},
	{from: "behov-hr", to: "begge-svart"},
	{from: "begge-svart", to: "besettes"},
	{from: "besettes", to: "task-2", name: "Ja", when: "needFilled"},
	{from: "besettes", to: "avslutt-uten", name: "Nei"},
	{from: "avslutt-uten", to: "ikke-besatt"},
	{from: "task-2", to: "task-4"},
	{from: "task-4", to: "task-5"},
	{from: "task-5", to: "task-6"},
	{from: "task-6", to: "godkjenn"},
	{from: "godkjenn", to: "godkjent"},
	{from: "godkjent", to: "lys-ut", name: "Ja", when: "adApproved"},
	{from: "godkjent", to: "task-6", name: "Nei"},
	{from: "lys-ut", to: "frist"},
	{from: "frist", to: "utvidet"},
	{from: "utvidet", to: "behandle"},
	{from: "behandle", to: "task-7", name: "Listen skal ut", when: "listDue"},
	{from: "behandle", to: "velg", name: "Ikke utsatt", when: "deadlinePassed"},
	{from: "task-7", to: "gi-ut"},
	{from: "gi-ut", to: "behandlet"},
	{from: "velg", to: "behandlet"},
	{from: "behandlet", to: "utsatt"},
	{from: "utsatt", to: "kall-inn", name: "Nei", when: "deadlinePassed"},
	{from: "utsatt", to: "frist", name: "Ja"},
	{from: "kall-inn", to: "task-8"},
	{from: "task-8", to: "task-9"},
	{from: "task-9", to: "task-10"},
	{from: "task-10", to: "task-11"},
	{from: "task-11", to: "vedta"},
	{from: "vedta", to: "noen-igjen"},
	{from: "noen-igjen", to: "tilby", name: "Ja", when: "offersLeft > 0"},
	{from: "noen-igjen", to: "svar-alle", name: "Nei"},
	{from: "tilby", to: "vent"},
	{from: "vent", to: "svar"},
	{from: "vent", to: "svarfrist"},
	{from: "svarfrist", to: "folg-opp"},
	{from: "svar", to: "takket-ja"},
	{from: "folg-opp", to: "takket-ja"},
	{from: "takket-ja", to: "task-12", name: "Ja", when: "offerAccepted"},
	{from: "takket-ja", to: "noen-igjen", name: "Nei"},
	{from: "task-12", to: "task-13"},
	{from: "task-13", to: "signert"},
	{from: "signert", to: "task-14"},
	{from: "task-14", to: "task-15"},
	{from: "task-15", to: "avslutt"},
	{from: "avslutt", to: "ansatt"},
	{from: "svar-alle", to: "avslutt-ingen"},
	{from: "avslutt-ingen", to: "ingen-ansatt"},
}
