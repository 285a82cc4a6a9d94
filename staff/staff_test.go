package staff_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

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

type fixture struct {
	*staff.Service
	t       *testing.T
	parties *party.Service
	clock   *clock.Manual
	ledger  *ledger.Ledger
}

func each(t *testing.T, test func(t *testing.T, f fixture)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		now := clock.NewFixed(time.Date(2024, 3, 1, 9, 0, 0, 0, oslo))
		deps := base.Deps{DB: db, Clock: now, Ledger: ledger.New(db, now, ledger.Sealing{})}
		parties := party.NewService(deps, party.Options{Zone: oslo})
		test(t, fixture{staff.NewService(deps, parties, staff.Options{Zone: oslo}), t, parties, now, deps.Ledger})
	})
}

func day(text string) calendar.Date { return calendar.MustDate(text) }

// folder is a small town: a nursing home with two wards, and a school.
func folder() staff.Folder {
	person := func(key, given, family, number string) staff.FolderPerson {
		return staff.FolderPerson{Key: key, Given: given, Family: family, NationalID: number, Email: key + "@example.org"}
	}
	return staff.Folder{
		Agencies:    []staff.FolderAgency{{Key: "health", Name: "Helse", Leader: "chief"}, {Key: "school", Name: "Oppvekst"}},
		Occupations: []staff.FolderOccupation{{Code: "7174", Title: "Sykepleier", Authorised: true}, {Code: "9454", Title: "Avdelingsleder"}},
		Units: []staff.FolderUnit{
			{Key: "home", Name: "Skogheim", Agency: "health", Kind: "home", Requires: []staff.FolderRequirement{{What: "police-certificate", Ground: "hol"}}},
			{Key: "ward-1", Name: "Avdeling 1", Agency: "health", Parent: "home", Kind: "ward"},
			{Key: "ward-2", Name: "Avdeling 2", Agency: "health", Parent: "home", Kind: "ward"},
			{Key: "primary", Name: "Ås skole", Agency: "school", Kind: "school"},
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

func (f fixture) sync(folder staff.Folder) staff.Synced {
	f.t.Helper()
	done, err := f.Sync(f.t.Context(), folder)
	if err != nil {
		f.t.Fatal(err)
	}
	return done
}

func (f fixture) person(key string) party.ID {
	f.t.Helper()
	id, err := f.PartyOfKey(f.t.Context(), key)
	if err != nil {
		f.t.Fatal(err)
	}
	return id
}

// as is a context in which somebody with these grants acts.
func (f fixture) as(grants ...authz.Grant) context.Context {
	return authz.With(f.t.Context(), authz.Actor{User: ids.New[ids.User](), Name: "Marte Solvang", Grants: grants})
}

func in(unit string, rights ...authz.Right) []authz.Grant {
	var out []authz.Grant
	for _, r := range rights {
		out = append(out, authz.Grant{Right: r, Reach: authz.InUnit, Unit: unit})
	}
	return out
}

var hr = []authz.Grant{
	{Right: staff.RightRead, Reach: authz.Everywhere},
	{Right: staff.RightEdit, Reach: authz.Everywhere},
	{Right: party.RightRead, Reach: authz.Everywhere},
	{Right: party.RightEdit, Reach: authz.Everywhere},
}

func (f fixture) newcomer() party.ID {
	f.t.Helper()
	number, err := nationalid.ParsePerson("27818804208")
	if err != nil {
		f.t.Fatal(err)
	}
	id, err := f.parties.Register(f.as(hr...), party.New{Kind: party.Person, Given: "Amina", Family: "Dahle", Number: number, Source: "application"})
	if err != nil {
		f.t.Fatal(err)
	}
	return id
}

func TestSyncingTheSameFolderAgainChangesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		first := f.sync(folder())
		if first.People.Put != 3 || first.Units.Put != 4 || first.Positions.Put != 4 || first.Employments.Put != 3 {
			t.Fatalf("%+v", first)
		}
		f.clock.Advance(30 * 24 * time.Hour)
		if again := f.sync(folder()); again.Any() {
			t.Fatalf("the second run changed %+v", again)
		}
		events, err := f.ledger.OfSubject(t.Context(), ledger.Subject{Kind: "organisation", ID: "folder"})
		if err != nil || len(events) != 1 {
			t.Fatalf("%d events, %v", len(events), err)
		}
	})
}

func TestWhatLeavesTheFolderEndsAndDoesNotVanish(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync(folder())
		smaller := folder()
		smaller.Positions[2].Holder = ""
		smaller.Units = smaller.Units[:3]
		done := f.sync(smaller)
		if done.Employments.Ended != 1 || done.Units.Ended != 1 {
			t.Fatalf("%+v", done)
		}
		all, err := f.EmploymentsOf(f.as(hr...), f.person("jonas"))
		if err != nil || len(all) != 1 || all[0].Valid.To != day("2024-03-01") {
			t.Fatalf("%+v, %v", all, err)
		}
		if below, _ := f.UnitsBelow(t.Context(), "primary"); below != nil {
			t.Fatalf("an ended unit has %v below", below)
		}
		if back := f.sync(folder()); back.Employments.Put != 1 || back.Units.Put != 1 {
			t.Fatalf("what came back: %+v", back)
		}
		if all, _ = f.EmploymentsOf(f.as(hr...), f.person("jonas")); len(all) != 1 || !all[0].Valid.IsOpen() {
			t.Fatalf("%+v", all)
		}
	})
}

func TestTheFolderDoesNotTakeUpAgainWhatACommandHasEnded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync(folder())
		of, err := f.EmploymentsOf(f.as(hr...), f.person("jonas"))
		if err != nil || len(of) != 1 {
			t.Fatal(of, err)
		}
		if err := f.End(f.as(hr...), of[0].ID, day("2024-06-01"), "has given notice"); err != nil {
			t.Fatal(err)
		}
		if done := f.sync(folder()); done.Any() {
			t.Fatalf("%+v", done)
		}
		if e, _ := f.Employment(t.Context(), of[0].ID); e.Valid.To != day("2024-06-01") {
			t.Fatalf("%+v", e)
		}
	})
}

func TestUnitsBelowAreTheUnitAndAllUnderIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync(folder())
		for unit, want := range map[string]string{
			"home": "home ward-1 ward-2", "ward-1": "ward-1", "primary": "primary", "nowhere": "",
		} {
			below, err := f.UnitsBelow(t.Context(), unit)
			if err != nil || strings.Join(below, " ") != want {
				t.Errorf("%s: %v, %v", unit, below, err)
			}
		}
	})
}

func TestAUnitWithoutALeaderIsLedFromAbove(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync(folder())
		for _, c := range []struct{ unit, name, from string }{
			{"ward-1", "Marte Solvang", "ward-1"}, {"ward-2", "Øystein Brekkhus", "home"},
		} {
			leader, err := f.LeaderOf(t.Context(), c.unit)
			if err != nil || leader.Name != c.name || leader.Unit != c.from {
				t.Errorf("%s is led by %+v, %v", c.unit, leader, err)
			}
		}
		if _, err := f.LeaderOf(t.Context(), "primary"); !errs.Has(err, "staff.nobody-leads") {
			t.Errorf("a school without leader and agency leader: %v", err)
		}
	})
}

func TestAContractMakesAnEmploymentOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync(folder())
		hire := staff.Hire{Party: f.newcomer(), Position: "ward-2-nurse", Percent: 100, From: day("2024-05-01"), Case: ids.New[ids.Case]()}
		first, err := f.Employ(f.as(hr...), hire)
		if err != nil || first.Unit != "ward-2" || first.Agency != "health" || first.Title != "Sykepleier" {
			t.Fatalf("%+v, %v", first, err)
		}
		again, err := f.Employ(f.as(hr...), hire)
		if err != nil || again.ID != first.ID {
			t.Fatalf("%+v, %v", again, err)
		}
		events, err := f.ledger.OfCase(t.Context(), hire.Case)
		if err != nil || len(events) != 1 || events[0].Kind != "employed" || events[0].Effective.Time().In(oslo).Format(time.DateOnly) != "2024-05-01" {
			t.Fatalf("%+v, %v", events, err)
		}
		named := folder()
		named.People = append(named.People, staff.FolderPerson{Key: "amina", Given: "Amina", Family: "Dahle", NationalID: "27818804208"})
		named.Positions[3].Holder, named.Positions[3].Since = "amina", day("2024-05-01")
		if done := f.sync(named); done.Employments.Any() {
			t.Fatalf("the folder doubled the contract: %+v", done)
		}
	})
}

func TestWhatAPositionMayBeHeldBy(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync(folder())
		id := f.newcomer()
		for _, c := range []struct {
			say  string
			hire staff.Hire
			code string
		}{
			{"not more than the position is", staff.Hire{Position: "ward-1-nurse", Percent: 100, From: day("2024-05-01")}, "staff.percent-above-position"},
			{"not nothing", staff.Hire{Position: "ward-2-nurse", Percent: 0, From: day("2024-05-01")}, "staff.percent-above-position"},
			{"not while another holds it", staff.Hire{Position: "ward-1-nurse", Percent: 80, From: day("2024-05-01")}, "staff.position-held"},
			{"not without a start", staff.Hire{Position: "ward-2-nurse", Percent: 100}, "staff.start-missing"},
			{"not ending before it begins", staff.Hire{Position: "ward-2-nurse", Percent: 100, From: day("2024-05-01"), To: day("2024-05-01")}, "staff.ends-before-it-begins"},
			{"not a position there is not", staff.Hire{Position: "ward-3-nurse", Percent: 100, From: day("2024-05-01")}, "staff.position-not-found"},
		} {
			c.hire.Party = id
			if _, err := f.Employ(f.as(hr...), c.hire); !errs.Has(err, c.code) {
				t.Errorf("%s: %v", c.say, err)
			}
		}
		stand := staff.Hire{Party: id, Position: "ward-1-nurse", Percent: 80, From: day("2024-05-01"), To: day("2024-09-01"), StandsIn: true}
		if _, err := f.Employ(f.as(hr...), stand); err != nil {
			t.Errorf("one who stands in may share: %v", err)
		}
	})
}

func TestALeaderMayNotEmployInAnothersUnit(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync(folder())
		id := f.newcomer()
		hire := staff.Hire{Party: id, Position: "ward-2-nurse", Percent: 100, From: day("2024-05-01"), Case: ids.New[ids.Case]()}
		if _, err := f.Employ(f.as(in("ward-1", staff.RightEdit)...), hire); errs.KindOf(err) != errs.KindDenied {
			t.Fatal(err)
		}
		byCase := authz.Grant{Right: staff.RightEdit, Reach: authz.InCase, Case: hire.Case}
		if _, err := f.Employ(f.as(byCase), hire); err != nil {
			t.Fatalf("the case's own right: %v", err)
		}
	})
}

func TestALeaderSeesTheOwnUnitsPeopleOnly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.sync(folder())
		ctx := f.as(append(in("ward-1", staff.RightRead), in("ward-1", party.RightRead)...)...)
		found, err := f.parties.Find(ctx, party.Query{})
		if err != nil || found.Total != 2 {
			t.Fatalf("%+v, %v", found, err)
		}
		var names []string
		for _, p := range found.Parties {
			names = append(names, p.Name())
		}
		if fmt.Sprint(names) != "[Jonas Hauglid Marte Solvang]" {
			t.Fatal(names)
		}
		if _, err := f.parties.Get(ctx, f.person("chief")); errs.KindOf(err) != errs.KindNotFound {
			t.Fatalf("another unit's person: %v", err)
		}
		if all, err := f.EmploymentsOf(ctx, f.person("chief")); err != nil || len(all) != 0 {
			t.Fatalf("%v, %v", all, err)
		}
		marks, err := f.Marks(ctx, []party.ID{f.person("jonas"), f.person("chief")})
		if err != nil || len(marks) != 1 || marks[f.person("jonas")] != "Sykepleier, Avdeling 1" {
			t.Fatalf("%v, %v", marks, err)
		}
	})
}
