package bpmn_test

import (
	"fmt"

	"saksgang/process/bpmn"
)

// sampleRows are a checklist of our own, as long as those municipalities use:
// what, who, and a note.
var sampleRows = [][3]string{
	{"Behov meldes", "Kommunalsjef", "Avklares i ledermøtet før noe lyses ut. Drøftes med tillitsvalgt."},
	{"Kravprofil", "Leder", "Se over stillingsbeskrivelsen\nSkriv hva som er et krav og hva som er ønskelig"},
	{"Utvalg for intervju", "Leder", "Minst to fra arbeidsgiver, og en tillitsvalgt"},
	{"Fremdriftsplan", "Leder", "Kall inn alle i utvalget. Gi dem tilgang til saken i god tid før søknadsfristen går ut."},
	{"Annonse skrives og sendes til godkjenning", "Leder", "Kopi til tillitsvalgt samtidig"},
	{"Annonse godkjennes", "Personalkontoret", ""},
	{"Søkerlister", "Leder", "Offentlig søkerliste når alle som vil unntas er avgjort; utvidet liste til partene med en gang. Innsyn behandles av personalkontoret."},
	{"Intervju", "Intervjuutvalget/ansettelsesutvalget", "Bruk skjemaet. Vitnemål og attester lastes opp før intervjuet."},
	{"Referanser", "Leder", "Alltid etter intervjuet, også for interne søkere"},
	{"Innstilling", "Intervjuutvalget/ansettelsesutvalget", "Høyst tre, aldri en som ikke er kvalifisert"},
	{"Saksframlegg og vedtak", "Leder", ""},
	{"Tilbud og arbeidsavtale", "Personalkontoret", "Standard mal"},
	{"Svar til øvrige søkere", "Personalkontoret", ""},
	{"Opplæring, taushetserklæring og politiattest der stillingen krever det", "Leder", "Introduksjonsskjemaet gås gjennom med alle nye. Egenerklæring der det er aktuelt."},
}

// checklist is a strictly sequential process of the sample rows.
func checklist() *bpmn.Definitions {
	d := bpmn.New("hiring", "Ansettelse")
	p := d.AddProcess("hiring-process", "Ansettelse")
	d.AddPool("pool", "Ansettelse", p.ID)
	p.AddNode(bpmn.StartEvent, "start", "Stilling ledig")
	lanes := map[string]*bpmn.Lane{}
	before := "start"
	for i, r := range sampleRows {
		id := fmt.Sprintf("row-%d", i+1)
		p.AddNode(bpmn.UserTask, id, r[0])
		p.Connect(fmt.Sprintf("flow-%d", i+1), before, id)
		before = id
		if lanes[r[1]] == nil {
			lanes[r[1]] = p.AddLane(fmt.Sprintf("lane-%d", len(lanes)+1), r[1])
		}
		lanes[r[1]].Nodes = append(lanes[r[1]].Nodes, id)
		if r[2] != "" {
			p.Annotate("note-"+id, r[2], id)
		}
	}
	p.AddNode(bpmn.EndEvent, "end", "Ansatt")
	p.Connect("flow-end", before, "end")
	first, last := p.LaneOf("row-1"), p.LaneOf(before)
	first.Nodes = append([]string{"start"}, first.Nodes...)
	last.Nodes = append(last.Nodes, "end")
	bpmn.Layout(d)
	return d
}

// branched is a process with everything at once: branches, a loop, boundary
// events, data, a sub-process, an other pool and messages to it.
func branched() *bpmn.Definitions {
	d := bpmn.New("permit", "Byggesøknad")
	p := d.AddProcess("permit-process", "Byggesøknad")
	d.AddPool("applicant", "Søker", "")
	d.AddPool("town", "Kommunen", p.ID)
	p.AddLane("front", "Mottak", "start", "register", "whole", "end")
	p.AddLane("case", "Saksbehandler", "ask", "split", "check", "hear", "join", "prepare")
	p.AddLane("head", "Leder", "decide", "outcome", "refused")
	p.AddNode(bpmn.StartEvent, "start", "Søknad kommer").Events = []*bpmn.EventDefinition{bpmn.Event(bpmn.EventMessage, "")}
	p.AddNode(bpmn.ServiceTask, "register", "Registrer i arkivet")
	p.AddNode(bpmn.ExclusiveGateway, "whole", "Er søknaden fullstendig?").Default = "f4"
	p.AddNode(bpmn.SendTask, "ask", "Be om det som mangler")
	p.AddNode(bpmn.ParallelGateway, "split", "")
	p.AddNode(bpmn.UserTask, "check", "Kontroller mot planen")
	p.AddNode(bpmn.UserTask, "hear", "Hør naboene")
	p.AddBoundary("hear", "late", "Frist ute", bpmn.Timer(bpmn.TimeDuration, "P14D")).NonInterrupting = true
	p.AddNode(bpmn.UserTask, "remind", "Purr")
	p.AddNode(bpmn.ParallelGateway, "join", "")
	prepare := p.AddNode(bpmn.SubProcess, "prepare", "Skriv innstilling")
	prepare.Body.AddNode(bpmn.StartEvent, "ps", "")
	prepare.Body.AddNode(bpmn.UserTask, "draft", "Utkast")
	prepare.Body.AddNode(bpmn.UserTask, "review", "Les korrektur")
	prepare.Body.AddNode(bpmn.EndEvent, "pe", "")
	prepare.Body.Connect("pf1", "ps", "draft")
	prepare.Body.Connect("pf2", "draft", "review")
	prepare.Body.Connect("pf3", "review", "pe")
	p.AddNode(bpmn.UserTask, "decide", "Avgjør søknaden")
	p.AddNode(bpmn.ExclusiveGateway, "outcome", "Utfall")
	p.AddNode(bpmn.EndEvent, "end", "Innvilget")
	p.AddNode(bpmn.EndEvent, "refused", "Avslått")
	p.LaneSets[0].Lanes[1].Nodes = append(p.LaneSets[0].Lanes[1].Nodes, "remind", "late")
	p.Connect("f1", "start", "register")
	p.Connect("f2", "register", "whole")
	p.Connect("f3", "whole", "ask").When("not(complete)").Name = "Nei"
	p.Connect("f4", "whole", "split").Name = "Ja"
	p.Connect("f5", "ask", "register").Name = "Nye opplysninger"
	p.Connect("f6", "split", "check")
	p.Connect("f7", "split", "hear")
	p.Connect("f8", "late", "remind")
	p.Connect("f9", "check", "join")
	p.Connect("f10", "hear", "join")
	p.Connect("f11", "join", "prepare")
	p.Connect("f12", "prepare", "decide")
	p.Connect("f13", "decide", "outcome")
	p.Connect("f14", "outcome", "end").Name = "Ja"
	p.Connect("f15", "outcome", "refused").Name = "Nei"
	p.Connect("f16", "outcome", "check").Name = "Må vurderes på nytt"
	p.Data = []*bpmn.Data{{Base: bpmn.Base{ID: "file"}, Kind: bpmn.DataObjectReference, Name: "Saksmappe"}}
	p.Node("register").Outputs = []*bpmn.DataAssociation{{Base: bpmn.Base{ID: "da1"}, Target: "file"}}
	p.Node("check").Inputs = []*bpmn.DataAssociation{{Base: bpmn.Base{ID: "da2"}, Sources: []string{"file"}}}
	p.Annotate("note", "Naboer har to uker på seg, plan- og bygningsloven § 21-3", "hear")
	d.Collaboration.MessageFlows = []*bpmn.MessageFlow{
		{Base: bpmn.Base{ID: "m1"}, Source: "applicant", Target: "start", Name: "Søknad"},
		{Base: bpmn.Base{ID: "m2"}, Source: "ask", Target: "applicant", Name: "Mangler"},
	}
	bpmn.Layout(d)
	return d
}
