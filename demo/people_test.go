package demo_test

import (
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"saksgang/access"
	"saksgang/access/accessapp"
	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/municipality"
	"saksgang/party"
	"saksgang/party/partyapp"
	"saksgang/staff"
	"saksgang/staff/staffapp"
	"saksgang/testkit"
	"saksgang/testkit/browser"
	"saksgang/web"
)

// town is Fjordvik's people as the program has them, with their pages.
type town struct {
	t      *testing.T
	loaded *municipality.Loaded
	staff  *staff.Service
	access *access.Service
	clock  *clock.Manual
	people []web.DemoPerson
	door   *testkit.Visitor
}

// inFjordvik loads the folder as app does: the organisation, then access. That
// the folder has no faults is another test's.
func inFjordvik(t *testing.T, test func(t *testing.T, tn *town)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) { test(t, openFjordvik(t, db)) })
}

func openFjordvik(t *testing.T, db *sqldb.DB) *town {
	t.Helper()
	loaded, _, err := registry().Check(os.DirFS("fjordvik"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, now := t.Context(), clock.NewFixed(time.Date(2023, 1, 9, 7, 0, 0, 0, time.UTC))
	deps := base.Deps{DB: db, Clock: now, Ledger: ledger.New(db, now, ledger.Sealing{}), Jobs: jobs.New(db, now)}
	parties := party.NewService(deps, party.Options{})
	tn := &town{t: t, loaded: loaded, clock: now}
	tn.staff = staff.NewService(deps, parties, staff.Options{})
	tn.access = access.NewService(deps, parties, tn.staff, access.Options{})
	organisation := staffapp.Load(loaded)
	if _, err := tn.staff.Sync(ctx, organisation); err != nil {
		t.Fatal(err)
	}
	if _, err := tn.access.Sync(ctx, accessapp.Load(loaded)); err != nil {
		t.Fatal(err)
	}
	if tn.people, err = accessapp.DemoPeople(ctx, tn.access, tn.staff, organisation.People); err != nil {
		t.Fatal(err)
	}
	tn.door = testkit.Visit(t, tn.pages(db, parties))
	return tn
}

func (tn *town) pages(db *sqldb.DB, parties *party.Service) http.Handler {
	tn.t.Helper()
	words, err := i18n.NewBundle(
		i18n.Source{Package: "web", Files: web.Locales}, i18n.Source{Package: "party", Files: partyapp.Locales},
		i18n.Source{Package: "staff", Files: staffapp.Locales}, i18n.Source{Package: "access", Files: accessapp.Locales},
	)
	if err != nil {
		tn.t.Fatal(err)
	}
	shell, err := web.New(web.Options{
		Bundle: words, Clock: tn.clock, Directory: tn.access, Demo: &web.Demo{People: tn.people},
		Sessions: access.NewSessions(db, clock.System()), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		tn.t.Fatal(err)
	}
	for _, m := range []web.Module{
		partyapp.Module(shell, parties, tn.staff), staffapp.Module(tn.staff), accessapp.Module(tn.access, tn.staff),
	} {
		if err := shell.Add(m); err != nil {
			tn.t.Fatal(err)
		}
	}
	return shell.Handler()
}

func (tn *town) user(name string) ids.UserID {
	tn.t.Helper()
	for _, p := range tn.people {
		if p.Name == name {
			return p.User
		}
	}
	tn.t.Fatalf("%s is not among the demonstration's people", name)
	return ids.UserID{}
}

func (tn *town) path(key string) string {
	tn.t.Helper()
	id, err := tn.staff.PartyOfKey(tn.t.Context(), key)
	if err != nil {
		tn.t.Fatal(err)
	}
	return partyapp.Path(id)
}

func TestTheSixPeopleEnterWithTheirTitlesAndRoles(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"Marte Solvang": "leder", "Øystein Brekkhus": "kommunalsjef", "Amina Dahle": "hr-medarbeider",
		"Torunn Myklevoll": "hovedtillitsvalgt", "Jonas Hauglid": "sykepleier", "Sigrid Nessheim": "arkivleder",
	}
	inFjordvik(t, func(t *testing.T, tn *town) {
		if len(tn.people) != len(want) {
			t.Fatalf("%d people", len(tn.people))
		}
		for _, p := range tn.people {
			actor, err := tn.access.Actor(t.Context(), p.User)
			has := func(role string) bool {
				return slices.ContainsFunc(actor.Roles, func(h authz.Holding) bool { return h.Role == role })
			}
			if err != nil || !has("ansatt") || !has(want[p.Name]) || actor.Name != p.Name+", "+p.Role {
				t.Errorf("%s enters as %q with %+v, %v", p.Name, actor.Name, actor.Roles, err)
			}
		}
	})
}

func TestLoadingFjordvikAgainChangesNothing(t *testing.T) {
	t.Parallel()
	inFjordvik(t, func(t *testing.T, tn *town) {
		tn.clock.Advance(time.Hour)
		if again, err := tn.staff.Sync(t.Context(), staffapp.Load(tn.loaded)); err != nil || again.Any() {
			t.Errorf("%+v, %v", again, err)
		}
		if again, err := tn.access.Sync(t.Context(), accessapp.Load(tn.loaded)); err != nil || again.Any() || again.Effect != (access.Effect{}) {
			t.Errorf("%+v, %v", again, err)
		}
	})
}

// The leader of ward 2 sees her own people and unit; another ward and its
// people are not there for her.
func TestALeaderSeesTheOwnUnitAndItsPeopleOnly(t *testing.T) {
	t.Parallel()
	inFjordvik(t, func(t *testing.T, tn *town) {
		marte := tn.door.As(tn.user("Marte Solvang"))
		for _, c := range []struct {
			path   string
			status int
			wanted []string
		}{
			{"/people", 200, []string{"Jonas Hauglid", "Fagsykepleier, Skogheim avdeling 2"}},
			{"/people/units", 200, []string{"Skogheim avdeling 2"}},
			{"/people/units/skogheim-2", 200, []string{"Marte Solvang", "Jonas Hauglid", "Vacant", "Police certificate"}},
			{"/people/units/skogheim-2/history", 200, nil},
			{"/people/units/skogheim-1", 404, nil},
			{"/people/units/there-is-none", 404, nil},
			{tn.path("jonas-hauglid"), 200, []string{"Jonas Hauglid", "jonas.hauglid@fjordvik.example", "308383 *****"}},
			{tn.path("jonas-hauglid") + "/employment", 200, []string{"Fagsykepleier", "1 Mar 2014"}},
			{tn.path("jonas-hauglid") + "/access", 200, []string{"Sykepleier på Skogheim", "Why?", "Nøkkel til medisinrom", "skrive"}},
			{tn.path("jonas-hauglid") + "/history", 200, nil},
			{tn.path("amina-dahle"), 404, nil},
			{tn.path("amina-dahle") + "/access", 404, nil},
		} {
			status, page := marte.Get(c.path)
			if status != c.status || strings.Contains(page, "⟦") {
				t.Errorf("%s answers %d", c.path, status)
			}
			for _, w := range c.wanted {
				if !strings.Contains(page, w) {
					t.Errorf("%s lacks %q", c.path, w)
				}
			}
		}
		_, list := marte.Get("/people")
		if strings.Contains(list, "Amina Dahle") || strings.Contains(list, "308383 04997") {
			t.Error("the list tells of others, or a whole number")
		}
		jonas := tn.door.As(tn.user("Jonas Hauglid"))
		if status, page := jonas.Get("/people"); status != 200 || strings.Contains(page, "Marte Solvang</a>") {
			t.Errorf("an employee's list: %d", status)
		}
		if status, _ := jonas.Get("/people/units/skogheim-2"); status != 404 {
			t.Errorf("an employee opens the leader's page: %d", status)
		}
	})
}

// The pages as the leader opens them in a browser, looked at by axe, on a wide
// and on a narrow screen.
func TestThePagesOfPeopleAreAccessible(t *testing.T) {
	t.Parallel()
	tn := openFjordvik(t, testkit.SQLite(t)) // the pages are the same on both databases
	page := browser.New(t)
	page.Goto(tn.door.Address("/demo/login"))
	page.Click("button", "Be Marte Solvang")
	page.WaitURL("/desk")
	jonas := tn.path("jonas-hauglid")
	for _, path := range []string{
		"/people", "/people/units", "/people/units/skogheim-2", "/people/units/skogheim-2/history",
		jonas, jonas + "/employment", jonas + "/access", jonas + "/history",
	} {
		page.SetViewport(1280, 900)
		page.Goto(tn.door.Address(path))
		page.Axe()
		if folder := os.Getenv("SAKSGANG_GALLERY"); folder != "" {
			page.Screenshot(folder + "/" + strings.ReplaceAll(path[1:], "/", "-") + ".png")
		}
		page.SetViewport(360, 800)
		page.NoSidewaysScroll()
	}
}

func TestTheNightlyJobWaitsForTheNextNight(t *testing.T) {
	t.Parallel()
	inFjordvik(t, func(t *testing.T, tn *town) {
		ctx, db := t.Context(), tn.access.DB
		if err := accessapp.Start(ctx, tn.access); err != nil {
			t.Fatal(err)
		}
		runner := jobs.NewRunner(tn.access.Jobs, "test", nil, jobs.RunnerOptions{})
		accessapp.RegisterJobs(runner, tn.access, access.NewSessions(db, clock.System()))
		for range 2 { // a start and a second start before midnight
			if err := accessapp.Start(ctx, tn.access); err != nil {
				t.Fatal(err)
			}
		}
		count := func() int {
			n, err := sqldb.One[int](ctx, db, "SELECT count(*) FROM job WHERE kind = $1 AND state = 'ready'", accessapp.JobTakeEffect)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := count(); n != 1 {
			t.Fatalf("%d nightly jobs wait", n)
		}
		tn.clock.Advance(72 * time.Hour) // stopped over three nights
		if _, err := runner.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		troubled, err := tn.access.Jobs.Troubled(ctx, 5)
		if err != nil || len(troubled) != 0 || count() != 1 {
			t.Fatalf("%+v, %v, %d wait", troubled, err, count())
		}
	})
}
