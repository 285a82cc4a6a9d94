package recruit_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/recruit"
	"saksgang/testkit"
)

// archive remembers what it was asked, by hand.
type archive struct {
	files    []recruit.NewFile
	received []recruit.Incoming
	written  []recruit.Order
	noted    []string
	decided  []calendar.Date
}

func (a *archive) OpenFile(_ context.Context, f recruit.NewFile) (string, error) {
	a.files = append(a.files, f)
	return "file-1", nil
}

func (a *archive) Receive(_ context.Context, d recruit.Incoming) (string, error) {
	a.received = append(a.received, d)
	return fmt.Sprintf("entry-%d", len(a.received)), nil
}

func (a *archive) Write(_ context.Context, d recruit.Order) error {
	a.written = append(a.written, d)
	return nil
}

func (a *archive) TakeNoteOf(_ context.Context, entry, _ string) error {
	a.noted = append(a.noted, entry)
	return nil
}

func (a *archive) Decided(_ context.Context, _ string, on calendar.Date) error {
	a.decided = append(a.decided, on)
	return nil
}

func (a *archive) kinds(kind recruit.Kind) []recruit.Order {
	var out []recruit.Order
	for _, o := range a.written {
		if o.Kind == kind {
			out = append(out, o)
		}
	}
	return out
}

type employer struct{ hired []recruit.Hired }

func (e *employer) Hire(_ context.Context, h recruit.Hired) (string, error) {
	e.hired = append(e.hired, h)
	return "personnel file", nil
}

// cases remembers who has access, and what the process was told.
type cases struct {
	access map[ids.UserID]bool
	told   []map[string]any
	keys   map[string]bool
}

func (c *cases) AddParticipant(_ context.Context, _ ids.CaseID, _ string, u ids.UserID) error {
	c.access[u] = true
	return nil
}

func (c *cases) RemoveParticipant(_ context.Context, _ ids.CaseID, _ string, u ids.UserID) error {
	delete(c.access, u)
	return nil
}

func (c *cases) Deliver(_ context.Context, message, key string, payload map[string]any) error {
	if message == recruit.MessageOfferAnswered && !c.keys[key] {
		c.keys[key] = true
		c.told = append(c.told, payload)
	}
	return nil
}

// town is a service with its people: each holds the rights of their role.
type town struct {
	*recruit.Service
	t       *testing.T
	db      *sqldb.DB
	clock   *clock.Manual
	archive *archive
	hires   *employer
	cases   *cases
	people  map[string]authz.Actor
	vacancy recruit.VacancyID
	// unguarded is a position that requires no police certificate.
	unguarded bool
}

var roles = map[string][]authz.Right{
	"leader": {recruit.RightRead, recruit.RightPrepare, recruit.RightCheckPublicList, recruit.RightShortlist, recruit.RightReference, recruit.RightNominate, recruit.RightSeeCertificate},
	"chief":  {recruit.RightRead, recruit.RightDecideNeed, recruit.RightApproveAd, recruit.RightDecide},
	"hr": {
		recruit.RightRead, recruit.RightDecideNeedHR, recruit.RightApproveAd, recruit.RightWithhold, recruit.RightReleaseList, recruit.RightOffer,
		recruit.RightContract,
	},
	"union":    {recruit.RightRead, recruit.RightConsult, recruit.RightShortlist},
	"member":   {recruit.RightRead, recruit.RightShortlist, recruit.RightNominate},
	"stranger": nil,
}

func each(t *testing.T, test func(t *testing.T, f *town)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		now := clock.NewFixed(time.Date(2024, 1, 8, 9, 0, 0, 0, time.UTC))
		norway, err := calendar.New("no", "Europe/Oslo", nil)
		if err != nil {
			t.Fatal(err)
		}
		f := &town{t: t, db: db, clock: now, archive: &archive{}, hires: &employer{}, cases: &cases{access: map[ids.UserID]bool{}, keys: map[string]bool{}}, people: map[string]authz.Actor{}}
		for role, rights := range roles {
			actor := authz.Actor{User: ids.New[ids.User](), Name: role}
			for _, r := range rights {
				actor.Grants = append(actor.Grants, authz.Grant{Right: r, Reach: authz.Everywhere})
			}
			f.people[role] = actor
		}
		deps := base.Deps{DB: db, Clock: now, Ledger: ledger.New(db, now, ledger.Sealing{}), Work: work.New(db, now), Jobs: jobs.New(db, now)}
		f.Service = recruit.New(deps, f.archive, f.hires, f.cases, recruit.Options{Calendar: norway, WithdrawDays: 3, HRRole: "hr", UnionRole: "union"})
		test(t, f)
	})
}

func (f *town) as(who string) context.Context { return authz.With(f.t.Context(), f.people[who]) }

func (f *town) must(_ recruit.Vacancy, err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// refused says that the command was refused for that reason, and changed nothing.
func (f *town) refused(code string) func(recruit.Vacancy, error) {
	return func(_ recruit.Vacancy, err error) {
		f.t.Helper()
		if !errs.Has(err, code) {
			f.t.Fatalf("got %v, want %s", err, code)
		}
	}
}

func (f *town) now() recruit.Vacancy {
	f.t.Helper()
	v, err := f.Vacancy(f.as("hr"), f.vacancy)
	if err != nil {
		f.t.Fatal(err)
	}
	return v
}

func (f *town) open() {
	f.t.Helper()
	id, err := f.Open(f.as("leader"), recruit.NewVacancy{
		Case: ids.New[ids.Case](), Reference: "FJ-1", Title: "Sykepleier", Position: "7174-12", Agency: "helse", Unit: "skogheim", Police: !f.unguarded, Health: true, Reason: "slutter",
	})
	if err != nil {
		f.t.Fatal(err)
	}
	f.vacancy = id
}

func (f *town) consulted() {
	f.t.Helper()
	f.open()
	f.must(f.Consult(f.as("union"), f.vacancy, "agrees", ""))
}

func (f *town) decided() {
	f.t.Helper()
	f.consulted()
	f.must(f.DecideNeed(f.as("chief"), f.vacancy, recruit.Executive, true, "needed"))
	f.must(f.DecideNeed(f.as("hr"), f.vacancy, recruit.HR, true, "needed"))
}

func (f *town) committee() []recruit.Member {
	return []recruit.Member{
		{User: f.people["leader"].User, Name: "leader", Side: recruit.ForEmployer},
		{User: f.people["member"].User, Name: "member", Side: recruit.ForEmployer},
		{User: f.people["union"].User, Name: "union", Side: recruit.ForUnion},
	}
}

var deadline = calendar.MustDate("2024-01-31")

func (f *town) prepared() {
	f.t.Helper()
	f.decided()
	f.must(f.SetRequirements(f.as("leader"), f.vacancy, []recruit.Requirement{{Text: "autorisasjon", Must: true}}))
	f.must(f.ComposeCommittee(f.as("leader"), f.vacancy, f.committee()))
	f.must(f.SubmitAd(f.as("leader"), f.vacancy, "Sykepleier", "Vi søker", deadline))
}

func (f *town) published() {
	f.t.Helper()
	f.prepared()
	f.must(f.ApproveAd(f.as("hr"), f.vacancy))
	f.must(f.Publish(f.as("hr"), f.vacancy))
}

func (f *town) apply(name string, withhold bool) recruit.ApplicationID {
	f.t.Helper()
	got, err := f.ReceiveApplication(f.t.Context(), recruit.NewApplication{
		Reference: "FJ-1", Source: "/recruiter", SourceID: name, Name: name, Mail: name + "@example.net", Withhold: withhold, Reason: "private",
		Attachments: []recruit.Attachment{{Kind: recruit.KindApplication, Name: "application.txt"}},
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return got.Application
}

func (f *town) afterDeadline() { f.clock.Set(deadline.AddDays(1).In(time.UTC).Add(8 * time.Hour)) }

// interviewed brings applicants to the end of their interviews.
func (f *town) interviewed(chosen ...recruit.ApplicationID) {
	f.t.Helper()
	f.must(f.Shortlist(f.as("member"), f.vacancy, chosen))
	for _, a := range chosen {
		f.must(f.CallToInterview(f.as("leader"), f.vacancy, a, recruit.Meeting{Time: "tirsdag kl. 10", Place: "Skogheim"}))
		f.must(f.RecordInterview(f.as("member"), f.vacancy, a, ""))
	}
}

// qualified also takes references and assesses them.
func (f *town) qualified(chosen ...recruit.ApplicationID) {
	f.t.Helper()
	f.interviewed(chosen...)
	for _, a := range chosen {
		f.must(f.RecordReference(f.as("leader"), f.vacancy, a, "good"))
		f.must(f.Assess(f.as("member"), f.vacancy, a, recruit.Qualified, "fits"))
	}
}

// decidedOn brings three applicants through to a decision on the first two.
func (f *town) decidedOn() (first, second, third recruit.ApplicationID) {
	f.t.Helper()
	f.published()
	first, second, third = f.apply("Åse", false), f.apply("Bo", false), f.apply("Cy", false)
	f.afterDeadline()
	f.qualified(first, second)
	f.must(f.Nominate(f.as("member"), f.vacancy, []recruit.ApplicationID{first, second}, "both fit", ""))
	f.must(f.WriteCasePaper(f.as("leader"), f.vacancy, "the case"))
	f.must(f.Decide(f.as("chief"), f.vacancy, []recruit.ApplicationID{first, second}, "as nominated"))
	return first, second, third
}

var terms = recruit.Terms{Start: calendar.MustDate("2024-04-01"), AnswerBy: calendar.MustDate("2024-02-20")}

func (f *town) answers(name string, yes bool) (recruit.Vacancy, error) {
	return f.AnswerOffer(f.t.Context(), recruit.FromApplicant{Source: "/recruiter", SourceID: name}, yes, []recruit.Attachment{{Kind: recruit.KindOfferAnswer, Name: "answer.txt"}})
}

func (f *town) waitsFor(who, role, title string) bool {
	f.t.Helper()
	actor := f.people[who]
	if role != "" {
		actor.Roles = []authz.Holding{{Role: role}}
	}
	items, err := f.Work.Waiting(authz.With(f.t.Context(), actor), work.Query{})
	if err != nil {
		f.t.Fatal(err)
	}
	return slices.ContainsFunc(items, func(i work.Item) bool { return i.Title == title })
}
