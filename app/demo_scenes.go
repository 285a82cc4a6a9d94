package app

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"saksgang/base/ids"
	"saksgang/demo/sender"
	"saksgang/process"
	"saksgang/recruit"
)

// scenes are the play, in their order: from a need to the archive.
var scenes = append(hiringScenes(), archiveScenes()...)

func hiringScenes() []scene {
	return []scene{
		{name: "the leader reports a vacancy", day: 0, hour: 9, do: person(leaderKey, startCase)},
		{name: "the leader states the need", day: 0, hour: 10, who: leaderKey, node: "meld", given: fixed(map[string]any{"stilling": "skogheim-2-ledig", "politiattest": true, "utlysning": "ekstern", "prosent": 100})},
		{name: "the union answers", day: 1, hour: 9, who: unionKey, node: "droft", given: fixed(map[string]any{"syn": "enig"})},
		{name: "the kommunalsjef decides the need", day: 2, hour: 9, who: chiefKey, node: "task-1", given: fixed(map[string]any{"besett": "ja"})},
		{name: "HR decides the need", day: 2, hour: 11, who: hrKey, node: "behov-hr", given: fixed(map[string]any{"besett": "ja"})},
		{name: "the leader states the requirements", day: 3, hour: 9, who: leaderKey, node: "task-2", given: fixed(map[string]any{"ma": "Autorisasjon som sykepleier"})},
		{name: "the leader composes the committee", day: 3, hour: 10, who: leaderKey, node: "task-4", given: composeCommittee},
		{name: "the leader plans the progress", day: 3, hour: 11, who: leaderKey, node: "task-5", given: planProgress},
		{name: "the leader writes the advertisement", day: 4, hour: 9, who: leaderKey, node: "task-6", given: writeAd},
		{name: "HR approves, and the case file opens", day: 7, hour: 9, who: hrKey, node: "godkjenn", given: fixed(map[string]any{"avgjorelse": "godkjent"})},
		{name: "applications come", day: 14, hour: 12, do: applicationsCome},
		{name: "HR decides who may be withheld", day: 21, hour: 9, do: person(hrKey, decideWithheld)},
		{name: "the one who was refused withdraws", day: 22, hour: 12, do: refusedWithdraws},
		{name: "one comes too late", day: 37, hour: 8, do: lateComes},
		{name: "the leader checks the public list", day: 38, hour: 9, who: leaderKey, node: "task-7"},
		{name: "HR releases the public list", day: 38, hour: 11, who: hrKey, node: "gi-ut"},
		{name: "the committee chooses whom to meet", day: 39, hour: 9, who: memberKey, node: "velg", given: chooseForInterview},
		{name: "the leader calls them in", day: 39, hour: 12, who: leaderKey, node: "kall-inn", given: fixed(map[string]any{"tid": "kl. 10", "sted": "Skogheim, møterom " + sender.Marker, "svarfrist": inDays(4)})},
		{name: "the committee interviews", day: 46, hour: 10, who: memberKey, node: "task-8", left: func(a recruit.Application) bool {
			return !a.Called.IsZero() && a.Interviewed.IsZero()
		}, given: fixed(map[string]any{"bevares": false, "til_stede": castOf{leaderKey, memberKey, unionKey}})},
		{name: "the leader takes references", day: 49, hour: 9, who: leaderKey, node: "task-9", left: func(a recruit.Application) bool {
			return !a.Interviewed.IsZero() && a.Referenced.IsZero()
		}},
		{name: "the committee nominates three", day: 51, hour: 9, who: memberKey, node: "task-10", given: nominate},
		{name: "the leader writes the case paper", day: 52, hour: 9, who: leaderKey, node: "task-11"},
		{name: "the committee of appointment decides", day: 56, hour: 9, who: chiefKey, node: "vedta", given: fixed(map[string]any{"avgjorelse": "som-innstilt"})},
		{name: "HR offers the first", day: 57, hour: 9, who: hrKey, node: "tilby", given: offerNext},
		{name: "the first declines", day: 59, hour: 12, do: firstDeclines},
		{name: "HR offers the second", day: 60, hour: 9, who: hrKey, node: "tilby", given: offerNext},
		{name: "the second accepts", day: 63, hour: 12, do: secondAccepts},
		{name: "HR writes the contract", day: 64, hour: 9, who: hrKey, node: "task-12", given: writeContract},
		{name: "HR answers the others", day: 65, hour: 9, who: hrKey, node: "task-13"},
		{name: "the signed contract comes", day: 70, hour: 9, do: person(hrKey, signedContract)},
		{name: "the leader attests and orders", day: 71, hour: 9, who: leaderKey, node: "task-14", given: fixed(map[string]any{"fodselsnummer": hiredNumber})},
		{name: "the new one is received", day: 85, hour: 9, who: leaderKey, node: "task-15", given: fixed(map[string]any{"politiattest": "sett", "smittevern": "mottatt"})},
	}
}

// hiredNumber is the synthetic national id of the one who is hired.
const hiredNumber = "14898903053"

func (p *play) sender() sender.Sender {
	return sender.Sender{
		Dir: filepath.Join(p.folder.Dir, "sender"), Inbox: filepath.Join(p.folder.Dir, "inn", "rekruttering"),
		Reference: p.reference(), Day: p.progress.Start.AddDays(8).In(p.zone),
	}
}

// reference names the vacancy to the outside.
func (p *play) reference() string {
	v, err := p.vacancy(context.Background())
	if err != nil {
		return ""
	}
	return v.Reference
}

func startCase(ctx context.Context, p *play) error {
	id, err := p.process.StartCase(once(ctx, "start"), process.Start{
		Process: "ansettelse", Title: "Sykepleier, Skogheim avdeling 2", Agency: "helse", Unit: "skogheim-2",
		Participants: map[string][]ids.UserID{"ansettelsesutvalg": {p.cast[chiefKey].User}},
	})
	if err != nil {
		return err
	}
	p.progress.Case = id.String()
	return p.save()
}

func composeCommittee(_ context.Context, p *play) (map[string]any, error) {
	return map[string]any{
		"arbeidsgiver": []any{p.user(leaderKey), p.user(memberKey)}, "tillitsvalgt": []any{p.user(unionKey)},
	}, nil
}

func planProgress(_ context.Context, _ *play) (map[string]any, error) {
	return map[string]any{
		"frist": inDays(33), "utvelgelse": inDays(37), "intervju_fra": inDays(43), "intervju_til": inDays(45), "vedtak": inDays(54),
	}, nil
}

func writeAd(_ context.Context, p *play) (map[string]any, error) {
	return map[string]any{
		"overskrift": "Sykepleier til Skogheim", "frist": inDays(32), "kontakt": p.user(leaderKey), "kanaler": []any{"kommune"},
	}, nil
}

func applicationsCome(_ context.Context, p *play) error {
	s := p.sender()
	if err := s.Prepare(); err != nil {
		return err
	}
	return s.HandOver(s.OnTime()...)
}

func lateComes(_ context.Context, p *play) error {
	s := p.sender()
	return s.HandOver(s.Late()...)
}

func decideWithheld(ctx context.Context, p *play) error {
	v, err := p.vacancy(ctx)
	if err != nil {
		return err
	}
	for n, grant := range map[int]bool{sender.WithheldOne: true, sender.WithheldTwo: true, sender.RefusedOne: false} {
		a, err := applicant(v, sender.ApplicationID(n))
		if err != nil {
			return err
		}
		if a.Withholding != recruit.Asked {
			continue
		}
		if _, err := p.recruit.DecideWithheld(ctx, v.ID, a.ID, grant, "Vurdert etter offentleglova § 25."); err != nil {
			return err
		}
	}
	return nil
}

func refusedWithdraws(_ context.Context, p *play) error {
	return p.sender().Answer("trekk-023", "withdrawal", sender.ApplicationID(sender.RefusedOne), "Jeg trekker søknaden min.\n", map[string]any{})
}

// interviewed are the numbers of those whom the committee meets.
var interviewed = []int{2, 7, 11, 15, 28}

func chooseForInterview(ctx context.Context, p *play) (map[string]any, error) {
	v, err := p.vacancy(ctx)
	if err != nil {
		return nil, err
	}
	var chosen []any
	for _, n := range interviewed {
		a, err := applicant(v, sender.ApplicationID(n))
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, a.ID.String())
	}
	return map[string]any{"intervju": chosen}, nil
}

func nominate(ctx context.Context, p *play) (map[string]any, error) {
	v, err := p.vacancy(ctx)
	if err != nil {
		return nil, err
	}
	given := map[string]any{"vurdering": "Alle tre fyller kravene i utlysningen."}
	for i, field := range []string{"forste", "andre", "tredje"} {
		a, err := applicant(v, sender.ApplicationID(interviewed[i]))
		if err != nil {
			return nil, err
		}
		given[field] = a.ID.String()
	}
	return given, nil
}

func offerNext(ctx context.Context, p *play) (map[string]any, error) {
	v, err := p.vacancy(ctx)
	if err != nil {
		return nil, err
	}
	next := v.NextToOffer()
	if next.IsZero() {
		return nil, fmt.Errorf("nobody is left to offer")
	}
	return map[string]any{"soker": next.String(), "tiltredelse": inDays(60), "svarfrist": inDays(10), "lonn": 560000}, nil
}

func firstDeclines(_ context.Context, p *play) error {
	return p.sender().Answer("svar-001", "offer-answer", sender.ApplicationID(interviewed[0]), "Takk, men jeg har fått en annen stilling.\n", map[string]any{"answer": "declined"})
}

func secondAccepts(_ context.Context, p *play) error {
	return p.sender().Answer("svar-002", "offer-answer", sender.ApplicationID(interviewed[1]), "Ja takk!\n", map[string]any{"answer": "accepted"})
}

func writeContract(ctx context.Context, p *play) (map[string]any, error) {
	v, err := p.vacancy(ctx)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"soker": v.Hire.Application.String(), "tiltredelse": inDays(53), "svarfrist": inDays(10), "lonn": 560000, "prosent": 100, "varighet": "fast",
	}, nil
}

// signedContract attaches the signed contract to the task, and registers it.
func signedContract(ctx context.Context, p *play) error {
	t, open, err := p.task(ctx, "signert")
	if err != nil || !open {
		return err
	}
	if t.Person.IsZero() {
		if err := p.process.Take(ctx, t.ID); err != nil {
			return err
		}
	}
	file, err := p.Files.Put(ctx, strings.NewReader("Underskrevet arbeidsavtale, "+p.date(0)+"\n"))
	if err != nil {
		return err
	}
	if _, err := p.process.Attach(once(ctx, "signed"), t.ID, file, "arbeidsavtale-signert.txt", "text/plain"); err != nil {
		return err
	}
	return p.process.Complete(ctx, t.ID, map[string]any{})
}
