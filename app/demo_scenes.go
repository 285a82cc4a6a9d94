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
		{"the leader reports a vacancy", 0, 9, person(leaderKey, startCase)},
		{"the leader states the need", 0, 10, person(leaderKey, complete("meld", map[string]any{"stilling": "skogheim-2-ledig", "politiattest": true, "utlysning": "ekstern", "prosent": 100}))},
		{"the union answers", 1, 9, person(unionKey, complete("droft", map[string]any{"syn": "enig"}))},
		{"the kommunalsjef decides the need", 2, 9, person(chiefKey, complete("task-1", map[string]any{"besett": "ja"}))},
		{"HR decides the need", 2, 11, person(hrKey, complete("behov-hr", map[string]any{"besett": "ja"}))},
		{"the leader states the requirements", 3, 9, person(leaderKey, complete("task-2", map[string]any{"ma": "Autorisasjon som sykepleier"}))},
		{"the leader composes the committee", 3, 10, person(leaderKey, composeCommittee)},
		{"the leader plans the progress", 3, 11, person(leaderKey, planProgress)},
		{"the leader writes the advertisement", 4, 9, person(leaderKey, writeAd)},
		{"HR approves, and the case file opens", 7, 9, person(hrKey, complete("godkjenn", map[string]any{"avgjorelse": "godkjent"}))},
		{"applications come", 14, 12, applicationsCome},
		{"HR decides who may be withheld", 21, 9, person(hrKey, decideWithheld)},
		{"the one who was refused withdraws", 22, 12, refusedWithdraws},
		{"one comes too late", 37, 8, lateComes},
		{"the leader checks the public list", 38, 9, person(leaderKey, complete("task-7", nil))},
		{"HR releases the public list", 38, 11, person(hrKey, complete("gi-ut", nil))},
		{"the committee chooses whom to meet", 39, 9, person(memberKey, chooseForInterview)},
		{"the leader calls them in", 39, 12, person(leaderKey, complete("kall-inn", map[string]any{"tid": "kl. 10", "sted": "Skogheim, møterom " + sender.Marker, "svarfrist": inDays(4)}))},
		{"the committee interviews", 46, 10, person(memberKey, eachLeft("task-8", func(a recruit.Application) bool {
			return !a.Called.IsZero() && a.Interviewed.IsZero()
		}, map[string]any{"bevares": false, "til_stede": castOf{leaderKey, memberKey, unionKey}}))},
		{"the leader takes references", 49, 9, person(leaderKey, eachLeft("task-9", func(a recruit.Application) bool {
			return !a.Interviewed.IsZero() && a.Referenced.IsZero()
		}, nil))},
		{"the committee nominates three", 51, 9, person(memberKey, nominate)},
		{"the leader writes the case paper", 52, 9, person(leaderKey, complete("task-11", nil))},
		{"the committee of appointment decides", 56, 9, person(chiefKey, complete("vedta", map[string]any{"avgjorelse": "som-innstilt"}))},
		{"HR offers the first", 57, 9, person(hrKey, offerNext)},
		{"the first declines", 59, 12, firstDeclines},
		{"HR offers the second", 60, 9, person(hrKey, offerNext)},
		{"the second accepts", 63, 12, secondAccepts},
		{"HR writes the contract", 64, 9, person(hrKey, writeContract)},
		{"HR answers the others", 65, 9, person(hrKey, complete("task-13", nil))},
		{"the signed contract comes", 70, 9, person(hrKey, signedContract)},
		{"the leader attests and orders", 71, 9, person(leaderKey, complete("task-14", map[string]any{"fodselsnummer": hiredNumber}))},
		{"the new one is received", 85, 9, person(leaderKey, complete("task-15", map[string]any{"politiattest": "sett", "smittevern": "mottatt"}))},
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

func composeCommittee(ctx context.Context, p *play) error {
	return complete("task-4", map[string]any{
		"arbeidsgiver": []any{p.user(leaderKey), p.user(memberKey)}, "tillitsvalgt": []any{p.user(unionKey)},
	})(ctx, p)
}

func planProgress(ctx context.Context, p *play) error {
	return complete("task-5", map[string]any{
		"frist": inDays(33), "utvelgelse": inDays(37), "intervju_fra": inDays(43), "intervju_til": inDays(45), "vedtak": inDays(54),
	})(ctx, p)
}

func writeAd(ctx context.Context, p *play) error {
	return complete("task-6", map[string]any{
		"overskrift": "Sykepleier til Skogheim", "frist": inDays(32), "kontakt": p.user(leaderKey), "kanaler": []any{"kommune"},
	})(ctx, p)
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

func chooseForInterview(ctx context.Context, p *play) error {
	v, err := p.vacancy(ctx)
	if err != nil {
		return err
	}
	var chosen []any
	for _, n := range interviewed {
		a, err := applicant(v, sender.ApplicationID(n))
		if err != nil {
			return err
		}
		chosen = append(chosen, a.ID.String())
	}
	return complete("velg", map[string]any{"intervju": chosen})(ctx, p)
}

func nominate(ctx context.Context, p *play) error {
	v, err := p.vacancy(ctx)
	if err != nil {
		return err
	}
	given := map[string]any{"vurdering": "Alle tre fyller kravene i utlysningen."}
	for i, field := range []string{"forste", "andre", "tredje"} {
		a, err := applicant(v, sender.ApplicationID(interviewed[i]))
		if err != nil {
			return err
		}
		given[field] = a.ID.String()
	}
	return complete("task-10", given)(ctx, p)
}

func offerNext(ctx context.Context, p *play) error {
	v, err := p.vacancy(ctx)
	if err != nil {
		return err
	}
	next := v.NextToOffer()
	if next.IsZero() {
		return fmt.Errorf("nobody is left to offer")
	}
	t, open, err := p.task(ctx, "tilby")
	if err != nil || !open {
		return err
	}
	return p.finish(ctx, t, map[string]any{"soker": next.String(), "tiltredelse": inDays(60), "svarfrist": inDays(10), "lonn": 560000})
}

func firstDeclines(_ context.Context, p *play) error {
	return p.sender().Answer("svar-001", "offer-answer", sender.ApplicationID(interviewed[0]), "Takk, men jeg har fått en annen stilling.\n", map[string]any{"answer": "declined"})
}

func secondAccepts(_ context.Context, p *play) error {
	return p.sender().Answer("svar-002", "offer-answer", sender.ApplicationID(interviewed[1]), "Ja takk!\n", map[string]any{"answer": "accepted"})
}

func writeContract(ctx context.Context, p *play) error {
	v, err := p.vacancy(ctx)
	if err != nil {
		return err
	}
	return complete("task-12", map[string]any{
		"soker": v.Hire.Application.String(), "tiltredelse": inDays(53), "svarfrist": inDays(10), "lonn": 560000, "prosent": 100, "varighet": "fast",
	})(ctx, p)
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
