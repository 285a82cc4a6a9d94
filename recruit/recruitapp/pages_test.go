package recruitapp_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/recruit"
	"saksgang/recruit/recruitapp"
	"saksgang/testkit"
	"saksgang/testkit/browser"
	"saksgang/web"
)

func deedOf(pattern string) (string, bool) {
	return strings.CutPrefix(pattern, "POST /cases/{id}/applicants/")
}

// directory gives each of the cast the rights of Fjordvik's roles.
type directory struct{ f *town }

var rightsOf = map[string][]authz.Right{
	"leader": {recruit.RightRead, recruit.RightPrepare, recruit.RightCheckPublicList, recruit.RightShortlist, recruit.RightReference, recruit.RightNominate},
	"chief":  {recruit.RightRead},
	"hr":     {recruit.RightRead, recruit.RightWithhold, recruit.RightReleaseList, recruit.RightOffer},
	"hr2":    {recruit.RightRead, recruit.RightReleaseList},
	"member": {recruit.RightRead, recruit.RightShortlist, recruit.RightNominate},
	"union":  {recruit.RightRead, recruit.RightShortlist},
}

func (d directory) Actor(_ context.Context, user ids.UserID) (authz.Actor, error) {
	for who, a := range d.f.people {
		if a.User != user {
			continue
		}
		for _, r := range rightsOf[who] {
			g := authz.Grant{Right: r, Reach: authz.InAgency, Agency: "helse"}
			if r == recruit.RightNominate || r == recruit.RightShortlist { // by taking part
				g = authz.Grant{Right: r, Reach: authz.InCase, Case: d.f.c}
			}
			a.Grants = append(a.Grants, g)
		}
		return a, nil
	}
	return authz.Actor{}, errs.NotFound("access.user-not-found")
}

func (directory) BySubject(context.Context, string, string) (ids.UserID, error) {
	return ids.UserID{}, errs.NotFound("access.user-not-found")
}

// paged is a town whose pages are open. Cases and processes are shown by
// subjects of the test's own, since they are another module's.
type paged struct {
	*town
	door *testkit.Visitor
}

func eachPaged(t *testing.T, test func(t *testing.T, f *paged)) {
	t.Helper()
	each(t, func(t *testing.T, f *town) { test(t, f.paged()) })
}

func (f *town) paged() *paged {
	f.t.Helper()
	var demo web.Demo
	for who, a := range f.people {
		demo.People = append(demo.People, web.DemoPerson{User: a.User, Name: who, Role: who})
	}
	shell, err := web.New(web.Options{
		Bundle: bundle(f.t), Clock: f.clock, Directory: directory{f}, Town: "Fjordvik", Zone: time.UTC, Demo: &demo, Log: slog.New(slog.DiscardHandler),
	})
	must(f.t, err)
	head := func(*http.Request, string) (web.Subject, error) { return web.Subject{Name: "Sykepleier"}, nil }
	overview := func(*http.Request, string) (templ.Component, error) { return web.Text("x"), nil }
	must(f.t, shell.Add(web.Module{
		Name: "test", Subjects: []web.SubjectKind{
			{Kind: "case", Path: "/cases/{id}", Right: web.SignedIn, Head: head}, {Kind: "process", Path: "/processes/{id}", Right: web.SignedIn, Head: head},
		},
		Tabs: []web.Tab{{Kind: "case", Label: "web.nav.cases", Right: web.SignedIn, Body: overview}, {Kind: "process", Label: "web.nav.processes", Right: web.SignedIn, Body: overview}},
	}))
	must(f.t, shell.Add(recruitapp.Module(shell, f.recruit, func(_ context.Context, key string) bool { return key == "ansettelse" })))
	return &paged{f, testkit.Visit(f.t, shell.Handler())}
}

func (f *paged) tab() string { return "/cases/" + f.c.String() + "/applicants" }

// shows asks for a page as somebody, and wants the texts on it.
func (f *paged) shows(who, path string, texts ...string) string {
	f.t.Helper()
	status, page := f.door.As(f.people[who].User).Get(path)
	if status != http.StatusOK {
		f.t.Fatalf("%s at %s: %d", who, path, status)
	}
	for _, text := range texts {
		if !strings.Contains(page, text) {
			f.t.Errorf("%s at %s does not see %q", who, path, text)
		}
	}
	return page
}

func (f *paged) posts(who, deed string, in url.Values) (int, string) {
	f.t.Helper()
	return f.door.As(f.people[who].User).Post(f.tab()+"/"+deed, in)
}

func (f *paged) did(who, deed string, in url.Values) {
	f.t.Helper()
	if status, text := f.posts(who, deed, in); status != http.StatusSeeOther || text != f.tab() {
		f.t.Fatalf("%s does %s: %d %s", who, deed, status, text)
	}
}

func (f *paged) refusedWith(who, deed string, in url.Values, status int, words string) {
	f.t.Helper()
	got, text := f.posts(who, deed, in)
	if got != status || !strings.Contains(text, words) {
		f.t.Fatalf("%s does %s: %d, want %d and %q in %s", who, deed, got, status, words, text)
	}
}

// The tab shows who asked to be withheld: that somebody looked is recorded, once
// a day for each.
func TestLookingAtTheApplicantsIsRecordedOnceADay(t *testing.T) {
	t.Parallel()
	eachPaged(t, func(t *testing.T, f *paged) {
		f.published()
		_, err := f.recruit.ReceiveApplication(t.Context(), recruit.NewApplication{
			Reference: "FJ-1", Source: "s", SourceID: "1", Name: "Secret Sørensen", Withhold: true, Reason: "private", Attachments: []recruit.Attachment{{}},
		})
		must(t, err)
		readers := func() (out []ids.UserID) {
			entries, err := f.recruit.Ledger.OfCase(t.Context(), f.c)
			must(t, err)
			for _, e := range entries {
				if e.Kind == "applicants read" {
					out = append(out, e.Actor)
				}
			}
			return out
		}
		f.shows("hr", f.tab(), "Secret")
		f.shows("hr", f.tab())
		f.shows("leader", f.tab())
		if got := readers(); len(got) != 2 || got[0] != f.people["hr"].User || got[1] != f.people["leader"].User {
			t.Fatalf("readers: %v", got)
		}
		f.clock.Advance(24 * time.Hour)
		f.shows("hr", f.tab())
		if got := readers(); len(got) != 3 {
			t.Fatalf("on the next day: %v", got)
		}
	})
}

func TestTheListGoesOutFromTheTabWhenTheLawAllowsIt(t *testing.T) {
	t.Parallel()
	eachPaged(t, func(t *testing.T, f *paged) {
		f.published()
		got, err := f.recruit.ReceiveApplication(t.Context(), recruit.NewApplication{
			Reference: "FJ-1", Source: "s", SourceID: "1", Name: "Secret Sørensen", Withhold: true, Reason: "private", Attachments: []recruit.Attachment{{}},
		})
		must(t, err)
		f.shows("leader", f.tab(), "Secret Sørensen", "Locked", "24 days until the list can be made")
		f.refusedWith("hr", "release-list", url.Values{"deadline": {deadline}}, 422, "The leader has not checked the list")
		f.at("2024-02-01")
		f.refusedWith("hr", "check-list", url.Values{"deadline": {deadline}}, http.StatusNotFound, "")
		f.did("leader", "check-list", url.Values{"deadline": {deadline}})
		f.shows("hr", f.tab(), "1 requests to be withheld have not been decided", "Locked")
		about := got.Application.String()
		f.shows("hr", f.tab()+"?applicant="+about, "Decide the request to be withheld")
		f.refusedWith("hr", "decide-withheld", url.Values{"applicant": {about}, "grant": {"yes"}}, 422, "The reason is missing")
		f.did("hr", "decide-withheld", url.Values{"applicant": {about}, "grant": {"yes"}, "reason": {"A named threat."}})
		f.shows("hr", f.tab(), "Ready", "Release the list")
		f.did("hr", "release-list", url.Values{"deadline": {deadline}})
		f.shows("union", f.tab(), "0 names, 1 withheld")
		f.refusedWith("hr2", "release-list", url.Values{"deadline": {deadline}}, 422, "The list has been released")
	})
}

func TestTheCommitteeWorksOnTheTab(t *testing.T) {
	t.Parallel()
	eachPaged(t, func(t *testing.T, f *paged) {
		f.published()
		a, b := f.apply("Aase"), f.apply("Bo")
		f.at("2024-02-01")
		f.refusedWith("hr", "shortlist", url.Values{"chosen": {a}}, http.StatusNotFound, "")
		f.did("member", "shortlist", url.Values{"chosen": {a, b}})
		f.did("leader", "call", url.Values{"applicant": {a}, "time": {"10"}, "place": {"Skogheim"}, "answer-by": {"2024-02-05"}})
		f.refusedWith("leader", "reference", url.Values{"applicant": {a}, "notes": {"x"}}, 422, "not be taken before the interview")
		f.did("member", "interview", url.Values{"applicant": {a}})
		f.did("leader", "reference", url.Values{"applicant": {a}, "notes": {"Recommended."}})
		f.did("member", "hold", url.Values{"applicant": {a}, "meets-0": {"no"}, "meets-1": {"yes"}})
		kept := "Kept although it was refused"
		f.refusedWith("member", "assess", url.Values{"applicant": {a}, "standing": {"qualified"}, "assessment": {kept}}, 422, kept)
		f.did("member", "hold", url.Values{"applicant": {a}, "meets-0": {"yes"}})
		f.did("member", "assess", url.Values{"applicant": {a}, "standing": {"qualified"}, "assessment": {"Fits."}})
		f.shows("member", f.tab()+"?compare="+a+","+b, "Two applicants side by side", "Reference taken", "Shortlisted", "Fits.", "Qualified")
		f.did("union", "declare-conflict", url.Values{"applicant": {b}, "reason": {"Siblings."}})
		page := f.shows("union", f.tab()+"?applicant="+a, "You have a conflict of interest in this case")
		if strings.Contains(page, "Fits.") || strings.Contains(page, "Assess the applicant") {
			t.Error("who has a conflict of interest sees assessments")
		}
		f.refusedWith("archive", "shortlist", url.Values{"chosen": {a}}, http.StatusNotFound, "")
	})
}

func TestADeadlineIsMovedAndAnAnswerGivenFromTheTab(t *testing.T) {
	t.Parallel()
	eachPaged(t, func(t *testing.T, f *paged) {
		f.published()
		f.refusedWith("leader", "extend", url.Values{"deadline": {"2024-01-10"}, "reason": {"x"}}, 422, "The new deadline is not later")
		f.did("leader", "extend", url.Values{"deadline": {"2024-02-14"}, "reason": {"Few applied."}})
		f.did("hr", "answer-access", url.Values{"name": {"Lokalavisen"}, "mail": {"red@example.net"}, "answer": {"Here is the list."}})
		f.did("union", "make-extended-list", url.Values{})
		if f.archive.count(recruit.KindAccessAnswer) != 1 || f.archive.count(recruit.KindExtendedList) != 1 {
			t.Errorf("%+v", f.archive.written)
		}
	})
}

func TestAnAnswerByTelephoneMovesTheCase(t *testing.T) {
	t.Parallel()
	eachPaged(t, func(t *testing.T, f *paged) {
		first, _ := f.decidedOn()
		f.do("hr", "tilby", offered(first))
		f.refusedWith("hr", "record-answer", url.Values{"applicant": {first}, "answer-to-offer": {"lapsed"}}, 422, "The applicant has until")
		f.did("hr", "record-answer", url.Values{"applicant": {first}, "answer-to-offer": {"yes"}, "notes": {"Telephoned."}})
		f.waitsAt("task-12")
	})
}

func TestHiringsStandByStageWithinWhatTheReaderMaySee(t *testing.T) {
	t.Parallel()
	eachPaged(t, func(t *testing.T, f *paged) {
		f.published()
		f.shows("hr", recruitapp.HiringsPath, "Sykepleier", "FJ-1", "Applications come in")
		f.shows("hr", recruitapp.HiringsPath+"?stage=offer", "No positions match")
		f.at("2024-02-01")
		f.shows("hr", "/desk", "Vacancies by stage", "1 position", "Lists locked and why", "The leader has not checked the list")
		f.shows("leader", "/desk", "Lists for you to check")
		if status, _ := f.door.As(f.people["archive"].User).Get(recruitapp.HiringsPath); status != http.StatusNotFound {
			t.Errorf("a stranger gets %d", status)
		}
		if status, _ := f.door.As(f.people["archive"].User).Get(f.tab()); status != http.StatusNotFound {
			t.Errorf("a stranger gets %d for the applicants", status)
		}
	})
}

func TestTheRulesStandOnThePageOfTheProcess(t *testing.T) {
	t.Parallel()
	eachPaged(t, func(t *testing.T, f *paged) {
		f.shows("chief", "/processes/ansettelse/rules", "Rules of hiring", "A reference is never taken before the interview.", "offentleglova § 25")
		if status, _ := f.door.As(f.people["chief"].User).Get("/processes/annet/rules"); status != http.StatusNotFound {
			t.Errorf("another process shows them: %d", status)
		}
	})
}

func TestTheTabIsAccessible(t *testing.T) {
	t.Parallel()
	eachPaged(t, func(t *testing.T, f *paged) {
		f.published()
		a := f.apply("Aase")
		b := f.apply("Bo")
		f.at("2024-02-01")
		p := browser.New(t)
		p.Goto(f.door.Address("/demo/login"))
		p.Click("button", "Be leader")
		p.WaitURL("/desk")
		for i, path := range []string{f.tab() + "?applicant=" + a, f.tab() + "?compare=" + a + "," + b, recruitapp.HiringsPath, "/processes/ansettelse/rules"} {
			p.Goto(f.door.Address(path))
			p.NoSidewaysScroll()
			p.Axe()
			if folder := os.Getenv("SAKSGANG_GALLERY"); folder != "" {
				p.Screenshot(filepath.Join(folder, fmt.Sprintf("recruit-%d.png", i)))
			}
		}
	})
}
