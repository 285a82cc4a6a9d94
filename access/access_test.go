package access_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"saksgang/access"
	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/party"
	"saksgang/party/nationalid"
	"saksgang/staff"
	"saksgang/testkit"
)

var oslo = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		panic(err)
	}
	return zone
}()

// caseParts are parts in cases as process would tell of them.
type caseParts map[ids.UserID][]authz.Holding

func (c caseParts) HoldingsOf(_ context.Context, user ids.UserID) ([]authz.Holding, error) {
	return c[user], nil
}

type fixture struct {
	*access.Service
	t       *testing.T
	db      *sqldb.DB
	parties *party.Service
	staff   *staff.Service
	clock   *clock.Manual
	ledger  *ledger.Ledger
	cases   caseParts
}

func each(t *testing.T, test func(t *testing.T, f fixture)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		now := clock.NewFixed(time.Date(2024, 3, 1, 9, 0, 0, 0, oslo))
		deps := base.Deps{DB: db, Clock: now, Ledger: ledger.New(db, now, ledger.Sealing{})}
		parties := party.NewService(deps, party.Options{Zone: oslo})
		st := staff.NewService(deps, parties, staff.Options{Zone: oslo})
		cases := caseParts{}
		s := access.NewService(deps, parties, st, access.Options{Zone: oslo, Cases: cases})
		test(t, fixture{s, t, db, parties, st, now, deps.Ledger, cases})
	})
}

func day(text string) calendar.Date { return calendar.MustDate(text) }

func organisation() staff.Folder {
	person := func(key, given, family, number string) staff.FolderPerson {
		return staff.FolderPerson{Key: key, Given: given, Family: family, NationalID: number}
	}
	return staff.Folder{
		Agencies:    []staff.FolderAgency{{Key: "health", Name: "Helse", Leader: "chief"}},
		Occupations: []staff.FolderOccupation{{Code: "7174", Title: "Sykepleier"}, {Code: "9454", Title: "Avdelingsleder"}},
		Units: []staff.FolderUnit{
			{Key: "home", Name: "Skogheim", Agency: "health", Kind: "home"},
			{Key: "ward-1", Name: "Avdeling 1", Agency: "health", Parent: "home", Kind: "ward"},
			{Key: "ward-2", Name: "Avdeling 2", Agency: "health", Parent: "home", Kind: "ward"},
		},
		Positions: []staff.FolderPosition{
			{Key: "home-leader", Unit: "home", Occupation: "9454", Percent: 100, Holder: "chief", Since: day("2012-02-01"), Leads: true},
			{Key: "ward-1-leader", Unit: "ward-1", Occupation: "9454", Percent: 100, Holder: "marte", Since: day("2016-08-01"), Leads: true},
			{Key: "ward-1-nurse", Unit: "ward-1", Occupation: "7174", Percent: 80, Holder: "jonas", Since: day("2020-01-01")},
			{Key: "ward-2-nurse", Unit: "ward-2", Occupation: "7174", Percent: 100},
		},
		People: []staff.FolderPerson{
			person("chief", "Øystein", "Brekkhus", "03896804102"), person("marte", "Marte", "Solvang", "12848104033"),
			person("jonas", "Jonas", "Hauglid", "30838304997"),
		},
	}
}

func roles() access.Folder {
	rights := func(pairs ...string) []access.FolderRight {
		var out []access.FolderRight
		for _, p := range pairs {
			right, reach, _ := strings.Cut(p, " ")
			out = append(out, access.FolderRight{Right: right, Reach: reach})
		}
		return out
	}
	return access.Folder{
		Roles: []access.FolderRole{
			{Key: "employee", Title: "Ansatt", Purpose: "Alle", Given: access.GivenEmployee, Rights: rights("party.read own", "process.read everywhere")},
			{Key: "leader", Title: "Leder", Purpose: "Leder", Given: access.GivenUnitLeader, Rights: rights("party.read unit", "staff.read unit", "access.read unit")},
			{Key: "chief", Title: "Kommunalsjef", Purpose: "Leder", Given: access.GivenAgencyLeader, Rights: rights("staff.read agency", "access.read agency")},
			{Key: "hr", Title: "HR", Purpose: "Personal", Given: access.GivenAssigned, Rights: rights("staff.edit everywhere", "record.read case", "party.edit everywhere", "access.assign everywhere")},
			{Key: "committee", Title: "Utvalg", Purpose: "I én sak", Given: access.GivenCase, Rights: rights("recruit.read case")},
		},
		Assignments: []access.FolderAssignment{{Person: "jonas", Role: "hr", From: day("2024-03-10"), To: day("2024-06-01")}},
	}
}

func (f fixture) sync() {
	f.t.Helper()
	if _, err := f.staff.Sync(f.t.Context(), organisation()); err != nil {
		f.t.Fatal(err)
	}
	if _, err := f.Sync(f.t.Context(), roles()); err != nil {
		f.t.Fatal(err)
	}
}

func (f fixture) user(key string) ids.UserID {
	f.t.Helper()
	id, err := f.staff.PartyOfKey(f.t.Context(), key)
	if err != nil {
		f.t.Fatal(err)
	}
	u, err := f.UserOf(f.t.Context(), id)
	if err != nil {
		f.t.Fatal(err)
	}
	return u.ID
}

func (f fixture) actor(user ids.UserID) authz.Actor {
	f.t.Helper()
	actor, err := f.Actor(f.t.Context(), user)
	if err != nil {
		f.t.Fatal(err)
	}
	return actor
}

// on moves the clock to noon of a day.
func (f fixture) on(date string) { f.clock.Set(day(date).In(oslo).Add(12 * time.Hour)) }

// shown writes an actor's roles or grants for comparing.
func holdings(a authz.Actor) string {
	var out []string
	for _, h := range a.Roles {
		text := h.Role
		for _, place := range []string{h.Agency, h.Unit} {
			if place != "" {
				text += "@" + place
			}
		}
		if !h.Case.IsZero() {
			text += "@case"
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

var hr = authz.Actor{User: ids.New[ids.User](), Name: "Amina Dahle", Grants: []authz.Grant{
	{Right: staff.RightEdit, Reach: authz.Everywhere},
	{Right: party.RightEdit, Reach: authz.Everywhere},
	{Right: access.RightAssign, Reach: authz.Everywhere},
	{Right: access.RightRead, Reach: authz.Everywhere},
	{Right: staff.RightRead, Reach: authz.Everywhere},
}}

// hire employs a newcomer as the last steps of a case do.
func (f fixture) hire(from string) (staff.Employment, access.User) {
	f.t.Helper()
	ctx := authz.With(f.t.Context(), hr)
	number, err := nationalid.ParsePerson("27818804208")
	if err != nil {
		f.t.Fatal(err)
	}
	id, err := f.parties.Register(ctx, party.New{Kind: party.Person, Given: "Ingrid", Family: "Aasen", Number: number, Source: "application"})
	if err != nil {
		f.t.Fatal(err)
	}
	e, err := f.staff.Employ(ctx, staff.Hire{Party: id, Position: "ward-2-nurse", Percent: 100, From: day(from), Case: ids.New[ids.Case]()})
	if err != nil {
		f.t.Fatal(err)
	}
	u, err := f.Admit(ctx, e.ID)
	if err != nil {
		f.t.Fatal(err)
	}
	return e, u
}

func TestEachPersonHasTheRolesThatFollowFromWhatTheyDo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync()
		for key, want := range map[string]string{
			// The leader of the home takes the work of ward 2, which has no leader,
			// and not that of ward 1, which has.
			"chief": "chief@health employee@home leader@home leader@ward-2",
			"marte": "employee@ward-1 leader@ward-1",
			"jonas": "employee@ward-1",
		} {
			if got := holdings(f.actor(f.user(key))); got != want {
				t.Errorf("%s has %s, want %s", key, got, want)
			}
		}
		if name := f.actor(f.user("marte")).Name; name != "Marte Solvang, Avdelingsleder" {
			t.Errorf("History shows %q", name)
		}
	})
}

func TestAUnitsRightReachesTheUnitsBelowAndNoOthers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync()
		for _, c := range []struct {
			key, unit string
			allowed   bool
		}{
			{"chief", "home", true},
			{"chief", "ward-1", true},
			{"chief", "ward-2", true},
			{"marte", "ward-1", true},
			{"marte", "ward-2", false},
			{"marte", "home", false},
			{"jonas", "ward-1", false},
		} {
			scope := f.actor(f.user(c.key)).Scope(party.RightRead)
			if scope.Allows(authz.Object{Agency: "health", Unit: c.unit}) != c.allowed {
				t.Errorf("%s reads in %s: %v", c.key, c.unit, !c.allowed)
			}
		}
		ctx := authz.With(t.Context(), f.actor(f.user("jonas")))
		found, err := f.parties.Find(ctx, party.Query{})
		if err != nil || found.Total != 1 || found.Parties[0].Name() != "Jonas Hauglid" {
			t.Errorf("an employee finds %+v, %v", found, err)
		}
	})
}

func TestAPartInACaseOpensThatCaseAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync()
		mine, other := ids.New[ids.Case](), ids.New[ids.Case]()
		jonas := f.user("jonas")
		f.cases[jonas] = []authz.Holding{{Role: "committee", Case: mine}, {Role: "unheard-of", Case: other}}
		scope := f.actor(jonas).Scope("recruit.read")
		if !scope.Allows(authz.Object{Case: mine}) || scope.Allows(authz.Object{Case: other}) || scope.Allows(authz.Object{Unit: "ward-1"}) {
			t.Fatalf("%+v", scope)
		}
		if got := holdings(f.actor(jonas)); got != "committee@case employee@ward-1" {
			t.Fatal(got)
		}
		f.cases[jonas] = nil
		if f.actor(jonas).May("recruit.read") {
			t.Fatal("the right outlived the case")
		}
	})
}

func TestARoleHoldsFromItsFirstDayToTheDayBeforeItsEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync()
		jonas := f.user("jonas")
		for _, c := range []struct {
			date string
			has  bool
		}{{"2024-03-09", false}, {"2024-03-10", true}, {"2024-05-31", true}, {"2024-06-01", false}} {
			f.on(c.date)
			if got := f.actor(jonas).May("staff.edit"); got != c.has {
				t.Errorf("on %s: %v", c.date, got)
			}
		}
	})
}

func TestTheHiredPersonEntersOnTheFirstDayAndNotBefore(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync()
		e, u := f.hire("2024-05-01")
		if u.Name != "Ingrid Aasen" || u.Title != "Sykepleier" {
			t.Fatalf("%+v", u)
		}
		f.on("2024-04-30")
		if _, err := f.Actor(t.Context(), u.ID); errs.KindOf(err) != errs.KindNotFound {
			t.Fatalf("the day before: %v", err)
		}
		f.on("2024-05-01")
		if got := holdings(f.actor(u.ID)); got != "employee@ward-2" {
			t.Fatalf("on the first day: %s", got)
		}
		if err := f.staff.End(authz.With(t.Context(), hr), e.ID, day("2024-06-01"), "gave notice"); err != nil {
			t.Fatal(err)
		}
		if _, err := f.TakeEffect(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.on("2024-06-01")
		if _, err := f.Actor(t.Context(), u.ID); errs.KindOf(err) != errs.KindNotFound {
			t.Fatalf("after the end: %v", err)
		}
	})
}

func TestAdmittingTwiceAdmitsOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync()
		e, first := f.hire("2024-05-01")
		again, err := f.Admit(authz.With(t.Context(), hr), e.ID)
		if err != nil || again != first {
			t.Fatalf("%+v, %v", again, err)
		}
		all, err := f.AssignmentsOf(authz.With(t.Context(), hr), first.ID)
		if err != nil || len(all) != 1 || all[0].Case != e.Case {
			t.Fatalf("%+v, %v", all, err)
		}
		events, err := f.ledger.OfSubject(t.Context(), ledger.Subject{Kind: access.SubjectUser, ID: first.ID.String()})
		if err != nil || len(events) != 1 || events[0].Kind != "admitted" {
			t.Fatalf("%+v, %v", events, err)
		}
		if effect, err := f.TakeEffect(t.Context()); err != nil || effect.Users != 0 || effect.Roles.Any() {
			t.Fatalf("the nightly run did it over: %+v, %v", effect, err)
		}
	})
}

// A stop over midnight, or over a week, loses nothing: the next run records
// what came into effect meanwhile, once and with its own date.
func TestWhatANightMissedIsMadeUpByTheNextRun(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync()
		_, u := f.hire("2024-05-01")
		f.on("2024-04-30")
		if effect, err := f.TakeEffect(t.Context()); err != nil || effect.Began != 1 { // jonas, 10 March
			t.Fatalf("%+v, %v", effect, err)
		}
		f.on("2024-05-08")
		if effect, err := f.TakeEffect(t.Context()); err != nil || effect.Began != 1 {
			t.Fatalf("%+v, %v", effect, err)
		}
		if effect, err := f.TakeEffect(t.Context()); err != nil || effect != (access.Effect{}) {
			t.Fatalf("the second run did %+v, %v", effect, err)
		}
		events, err := f.ledger.OfSubject(t.Context(), ledger.Subject{Kind: access.SubjectUser, ID: u.ID.String()})
		if err != nil || len(events) != 2 || events[1].Kind != "role-began" {
			t.Fatalf("%+v, %v", events, err)
		}
		if got := events[1].Effective.Time().In(oslo).Format(time.DateOnly); got != "2024-05-01" {
			t.Fatalf("recorded as effective on %s", got)
		}
	})
}

func TestAnEmploymentThatNobodyAdmittedIsFoundByTheNightlyRun(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync()
		more := organisation()
		more.People = append(more.People, staff.FolderPerson{Key: "new", Given: "Ingrid", Family: "Aasen", NationalID: "27818804208"})
		more.Positions[3].Holder, more.Positions[3].Since = "new", day("2024-03-01")
		if _, err := f.staff.Sync(t.Context(), more); err != nil {
			t.Fatal(err)
		}
		effect, err := f.TakeEffect(t.Context())
		if err != nil || effect.Users != 1 || effect.Roles.Put != 1 {
			t.Fatalf("%+v, %v", effect, err)
		}
		if got := holdings(f.actor(f.user("new"))); got != "employee@ward-2" {
			t.Fatal(got)
		}
	})
}

func TestSyncingTheSameFolderAgainChangesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync()
		f.on("2024-03-05")
		done, err := f.Sync(t.Context(), roles())
		if err != nil || done.Any() || done.Effect != (access.Effect{}) {
			t.Fatalf("%+v, %v", done, err)
		}
		less := roles()
		less.Assignments, less.Roles = nil, less.Roles[:3]
		done, err = f.Sync(t.Context(), less)
		if err != nil || done.Assignments.Ended != 1 || done.Roles.Ended != 2 {
			t.Fatalf("%+v, %v", done, err)
		}
	})
}

func TestWhyNamesEveryPath(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync()
		chief := f.user("chief")
		paths, err := f.Why(authz.With(t.Context(), hr), chief, staff.RightRead)
		if err != nil || len(paths) != 2 {
			t.Fatalf("%+v, %v", paths, err)
		}
		for _, p := range paths {
			switch p.Role {
			case "chief":
				if p.Agency != "health" || p.Assignment.Valid.From != day("2012-02-01") || p.Assignment.By != "access/roles.yaml" {
					t.Errorf("%+v", p)
				}
			case "leader":
				if p.Unit != "home" || p.RoleTitle != "Leder" || p.Assignment.Source != access.GivenUnitLeader {
					t.Errorf("%+v", p)
				}
			default:
				t.Errorf("%+v", p)
			}
		}
		if none, err := f.Why(authz.With(t.Context(), hr), chief, "pay.approve"); err != nil || len(none) != 0 {
			t.Errorf("a right nobody has: %+v, %v", none, err)
		}
	})
}

func TestOnlyThoseWhoMayAskAreToldWhatAnotherMayDo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync()
		for _, c := range []struct {
			asks, about string
			told        bool
		}{{"marte", "jonas", true}, {"chief", "jonas", true}, {"jonas", "jonas", true}, {"jonas", "marte", false}, {"marte", "chief", false}} {
			ctx := authz.With(t.Context(), f.actor(f.user(c.asks)))
			_, err := f.Why(ctx, f.user(c.about), party.RightRead)
			if told := err == nil; told != c.told || !told && errs.KindOf(err) != errs.KindNotFound {
				t.Errorf("%s asks about %s: %v", c.asks, c.about, err)
			}
		}
	})
}

func TestNobodyGivesARoleToOneself(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync()
		jonas, marte := f.user("jonas"), f.user("marte")
		me := hr
		me.User = marte
		ctx := authz.With(t.Context(), me)
		if _, err := f.Assign(ctx, access.Grant{User: marte, Role: "hr", Reason: "I want it"}); !errs.Has(err, "access.to-oneself") {
			t.Fatal(err)
		}
		for _, c := range []struct {
			say, code string
			grant     access.Grant
		}{
			{"a role that follows from a fact", "access.follows-from-fact", access.Grant{User: jonas, Role: "leader", Unit: "ward-1", Reason: "x"}},
			{"a role there is not", "access.unknown-role", access.Grant{User: jonas, Role: "king", Reason: "x"}},
			{"a unit there is not", "access.unknown-unit", access.Grant{User: jonas, Role: "hr", Unit: "ward-9", Reason: "x"}},
			{"without a reason", "access.reason-missing", access.Grant{User: jonas, Role: "hr"}},
		} {
			if _, err := f.Assign(ctx, c.grant); !errs.Has(err, c.code) {
				t.Errorf("%s: %v", c.say, err)
			}
		}
		first, err := f.Assign(ctx, access.Grant{User: jonas, Role: "hr", Reason: "parental leave of the other"})
		if err != nil || !f.actor(jonas).May("staff.edit") {
			t.Fatal(err)
		}
		again, err := f.Assign(ctx, access.Grant{User: jonas, Role: "hr", Reason: "parental leave of the other"})
		if err != nil || again.ID != first.ID {
			t.Fatalf("%+v, %v", again, err)
		}
		if err := f.Revoke(ctx, first.ID, f.Today(), "she is back"); err != nil || f.actor(jonas).May("staff.edit") {
			t.Fatal(err)
		}
	})
}

func TestALoginBelongsToOneUser(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync()
		ctx := authz.With(t.Context(), hr)
		for range 2 { // the second changes nothing
			if err := f.LinkLogin(ctx, f.user("marte"), "https://login.example.org", "s-1"); err != nil {
				t.Fatal(err)
			}
		}
		found, err := f.BySubject(t.Context(), "https://login.example.org", "s-1")
		if err != nil || found != f.user("marte") {
			t.Fatal(found, err)
		}
		if err := f.LinkLogin(ctx, f.user("jonas"), "https://login.example.org", "s-1"); !errs.Has(err, "access.login-taken") {
			t.Fatal(err)
		}
		if _, err := f.BySubject(t.Context(), "https://other.example.org", "s-1"); errs.KindOf(err) != errs.KindNotFound {
			t.Fatal(err)
		}
	})
}

func TestARoleIsHeldInTheUnitOrAboveIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync()
		names := func(role, agency, unit string) string {
			users, err := f.Holders(t.Context(), role, agency, unit)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, u := range users {
				out = append(out, u.Name)
			}
			return strings.Join(out, ", ")
		}
		for _, c := range []struct{ role, agency, unit, want string }{
			{"leader", "", "ward-1", "Marte Solvang, Øystein Brekkhus"},
			{"leader", "", "ward-2", "Øystein Brekkhus"},
			{"chief", "", "ward-2", "Øystein Brekkhus"},
			{"chief", "health", "", "Øystein Brekkhus"},
			{"hr", "", "ward-1", ""},
		} {
			if got := names(c.role, c.agency, c.unit); got != c.want {
				t.Errorf("%s in %s%s: %q", c.role, c.agency, c.unit, got)
			}
		}
	})
}

func TestChoosingAColleagueTakesALoginAndLeavesOutTheProtected(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync()
		if _, err := f.Colleagues(t.Context(), "", 10); errs.KindOf(err) != errs.KindDenied {
			t.Fatalf("a stranger: %v", err)
		}
		named := func(text string) string {
			found, err := f.Colleagues(authz.With(t.Context(), f.actor(f.user("marte"))), text, 10)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, u := range found {
				out = append(out, u.Name)
			}
			return strings.Join(out, ", ")
		}
		if got := named("hau jon"); got != "Jonas Hauglid" {
			t.Fatal(got)
		}
		id, err := f.staff.PartyOfKey(t.Context(), "jonas")
		if err != nil {
			t.Fatal(err)
		}
		registrar := authz.Actor{User: ids.New[ids.User](), Grants: []authz.Grant{
			{Right: party.RightEdit, Reach: authz.Everywhere}, {Right: party.RightReadProtected, Reach: authz.Everywhere},
		}}
		if err := f.parties.Protect(authz.With(t.Context(), registrar), id, party.Confidential, "decision"); err != nil {
			t.Fatal(err)
		}
		if got := named("jon"); got != "" {
			t.Fatalf("found %s, who is under protection", got)
		}
	})
}
