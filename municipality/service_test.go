package municipality_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/municipality"
	"saksgang/testkit"
)

// town is a service with two people who may do everything with the folder.
type town struct {
	*municipality.Service
	t     *testing.T
	clock *clock.Manual
	books *ledger.Ledger
	kari  context.Context // makes
	olav  context.Context // approves
}

func eachTown(t *testing.T, test func(t *testing.T, w town)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		now := clock.NewFixed(time.Date(2024, 1, 8, 22, 30, 0, 0, time.UTC))
		books := ledger.New(db, now, ledger.Sealing{})
		deps := base.Deps{DB: db, Clock: now, Ledger: books}
		oslo, err := time.LoadLocation("Europe/Oslo")
		if err != nil {
			t.Fatal(err)
		}
		zone := func(*municipality.Loaded) *time.Location { return oslo }
		test(t, town{
			municipality.New(deps, newRegistry(), municipality.Options{Zone: zone}), t, now, books,
			acting(t.Context(), "Kari"), acting(t.Context(), "Olav"),
		})
	})
}

func acting(ctx context.Context, name string) context.Context {
	actor := authz.Actor{User: ids.New[ids.User](), Name: name}
	for _, right := range municipality.Rights() {
		actor.Grants = append(actor.Grants, authz.Grant{Right: right, Reach: authz.Everywhere})
	}
	return authz.With(ctx, actor)
}

func folderOf(text string) fstest.MapFS {
	return fstest.MapFS{"parks.yaml": {Data: []byte(text)}}
}

// inForce takes a folder all the way, made by Kari and approved by Olav.
func (w town) inForce(text, from string) municipality.Version {
	w.t.Helper()
	v, err := w.Draft(w.kari, folderOf(text), "")
	w.must(err)
	_, _, err = w.Check(w.kari, v.ID)
	w.must(err)
	_, err = w.Approve(w.olav, v.ID)
	w.must(err)
	v, err = w.Activate(w.olav, v.ID, calendar.MustDate(from))
	w.must(err)
	return v
}

func (w town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w town) refused(err error, code string) {
	w.t.Helper()
	if !errs.Has(err, code) {
		w.t.Errorf("want %s, got %v", code, err)
	}
}

func TestAVersionGoesFromDraftToForceThroughTwoPeople(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w town) {
		w.inForce(wholePark, "2024-01-09")
		v, err := w.Draft(w.kari, folderOf(strings.Replace(wholePark, "40", "41", 1)), "One tree more")
		w.must(err)
		if v.Number != 2 || v.State != municipality.Draft || v.Note != "One tree more" {
			t.Fatalf("%+v", v)
		}
		_, err = w.Approve(w.olav, v.ID)
		w.refused(err, "municipality.version-not-checked")
		v, faults, err := w.Check(w.kari, v.ID)
		w.must(err)
		if len(faults) != 0 || v.State != municipality.Checked {
			t.Fatalf("%+v %v", v, faults)
		}
		_, err = w.Activate(w.olav, v.ID, calendar.MustDate("2024-02-01"))
		w.refused(err, "municipality.version-not-approved")
	})
}

func TestNobodyApprovesTheirOwnVersionButTheVeryFirst(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w town) {
		first, err := w.Draft(w.kari, folderOf(wholePark), "")
		w.must(err)
		_, _, err = w.Check(w.kari, first.ID)
		w.must(err)
		_, err = w.Approve(w.kari, first.ID)
		w.must(err)
		_, err = w.Approve(w.olav, first.ID)
		w.refused(err, "municipality.version-approved-already")

		second, err := w.Draft(w.kari, folderOf(wholePark+"# more\n"), "")
		w.must(err)
		_, _, err = w.Check(w.kari, second.ID)
		w.must(err)
		_, err = w.Approve(w.kari, second.ID)
		w.refused(err, "municipality.own-version")
		approved, err := w.Approve(w.olav, second.ID)
		w.must(err)
		if approved.State != municipality.Approved || approved.ApprovedBy == approved.DraftedBy {
			t.Fatalf("%+v", approved)
		}
	})
}

func TestAVersionWithFaultsStaysADraft(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w town) {
		v, err := w.Draft(w.kari, folderOf(wholePark+"  - {key: x}\n"), "")
		w.must(err)
		v, faults, err := w.Check(w.kari, v.ID)
		w.refused(err, "municipality.version-has-faults")
		if len(faults) != 1 || v.State != municipality.Draft {
			t.Fatalf("%+v %v", v, brief(faults))
		}
		_, err = w.Load(w.kari, v.ID)
		w.refused(err, "municipality.version-no-longer-reads")
	})
}

func TestTheSameContentIsTheSameVersion(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w town) {
		first, err := w.Draft(w.kari, folderOf(wholePark), "")
		w.must(err)
		again, err := w.Draft(w.olav, folderOf(strings.ReplaceAll(wholePark, "\n", "\r\n")), "saved on Windows")
		w.must(err)
		if again.ID != first.ID {
			t.Fatalf("%v and %v", first, again)
		}
	})
}

func TestAVersionIsInForceFromItsDayAndARunningCaseKeepsItsOwn(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w town) {
		_, _, err := w.InForce(w.kari, calendar.MustDate("2024-01-09"))
		w.refused(err, "municipality.none-in-force")
		winter := w.inForce(wholePark, "2024-01-09")
		spring := w.inForce(strings.Replace(wholePark, "40", "41", 1), "2024-04-01")
		for day, want := range map[string]municipality.VersionID{
			"2024-01-09": winter.ID, "2024-03-31": winter.ID, "2024-04-01": spring.ID, "2030-01-01": spring.ID,
		} {
			v, loaded, err := w.InForce(w.kari, calendar.MustDate(day))
			w.must(err)
			if v.ID != want || loaded.Digest != v.Digest {
				t.Errorf("%s: version %d", day, v.Number)
			}
		}
		begun, err := w.Load(w.kari, winter.ID)
		w.must(err)
		if trees := municipality.Values[parks](begun, "test.parks")[0].Parks[0].Trees; trees != 40 {
			t.Errorf("the case began with 40 trees, sees %d", trees)
		}
	})
}

func TestTodayIsTheMunicipalitysToday(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w town) {
		w.clock.Advance(time.Hour) // 23:30 UTC on the 8th is 00:30 on the 9th in Oslo
		v, err := w.Draft(w.kari, folderOf(wholePark), "")
		w.must(err)
		_, _, err = w.Check(w.kari, v.ID)
		w.must(err)
		_, err = w.Approve(w.olav, v.ID)
		w.must(err)
		_, err = w.Activate(w.olav, v.ID, calendar.MustDate("2024-01-08"))
		w.refused(err, "municipality.activation-in-the-past")
		_, err = w.Activate(w.olav, v.ID, calendar.MustDate("2024-01-09"))
		w.must(err)
		_, err = w.Activate(w.olav, v.ID, calendar.MustDate("2024-01-10"))
		w.refused(err, "municipality.version-activated-already")
	})
}

func TestEachStepNeedsItsRightAndStandsInTheLedger(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w town) {
		nobody := authz.With(t.Context(), authz.Actor{User: ids.New[ids.User]()})
		v := w.inForce(wholePark, "2024-01-09")
		_, err := w.Draft(nobody, folderOf(wholePark), "")
		w.refused(err, "authz.denied")
		_, _, err = w.Check(nobody, v.ID)
		w.refused(err, "authz.denied")
		_, err = w.Approve(nobody, v.ID)
		w.refused(err, "authz.denied")
		_, err = w.Activate(nobody, v.ID, v.ActiveFrom)
		w.refused(err, "authz.denied")
		_, err = w.Compare(nobody, v.ID, v.ID)
		w.refused(err, "authz.denied")

		entries, err := w.books.OfSubject(w.kari, ledger.Subject{Kind: "version", ID: v.ID.String()})
		w.must(err)
		var kinds []string
		for _, e := range entries {
			kinds = append(kinds, string(e.Kind))
		}
		if d := cmp.Diff([]string{"drafted", "checked", "approved", "activated"}, kinds); d != "" {
			t.Error(d)
		}
	})
}

func TestTheDifferenceShowsEachChangedLine(t *testing.T) {
	t.Parallel()
	before := map[string][]byte{
		"a.yaml": []byte("one\ntwo\nthree\n"), "gone.yaml": []byte("x\n"), "same.yaml": []byte("y\r\n"),
	}
	after := map[string][]byte{
		"a.yaml": []byte("one\n2\nthree\nfour\n"), "new.yaml": []byte("- z\n"), "same.yaml": []byte("y\n"),
	}
	want := []municipality.Change{
		{Path: "a.yaml", Kind: municipality.Changed, Lines: []municipality.ChangedLine{
			{Before: 1, After: 1, Text: "one"},
			{Before: 2, Text: "two"},
			{After: 2, Text: "2"},
			{Before: 3, After: 3, Text: "three"},
			{After: 4, Text: "four"},
		}},
		{Path: "gone.yaml", Kind: municipality.Removed, Lines: []municipality.ChangedLine{{Before: 1, Text: "x"}}},
		{Path: "new.yaml", Kind: municipality.Added, Lines: []municipality.ChangedLine{{After: 1, Text: "- z"}}},
	}
	if d := cmp.Diff(want, municipality.Difference(before, after)); d != "" {
		t.Error(d)
	}
}
