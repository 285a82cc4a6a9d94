package accessapp_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"saksgang/access"
	"saksgang/access/accessapp"
	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/municipality"
	"saksgang/party"
	"saksgang/staff"
	"saksgang/staff/staffapp"
	"saksgang/testkit"
)

// Fjordvik is loaded as app does it: the organisation first, then access. Its
// own faults are shown by the folder's test.
func TestFjordviksSixPeopleCanEnterWithTheirRoles(t *testing.T) {
	t.Parallel()
	r := municipality.NewRegistry()
	staffapp.RegisterSections(r)
	accessapp.RegisterSections(r)
	loaded, _, err := r.Check(os.DirFS(filepath.Join(testkit.ProjectRoot(), "demo", "fjordvik")))
	if err != nil {
		t.Fatal(err)
	}
	organisation, roles := staffapp.Load(loaded), accessapp.Load(loaded)
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, now := t.Context(), clock.NewFixed(time.Date(2023, 1, 9, 7, 0, 0, 0, time.UTC))
		deps := base.Deps{DB: db, Clock: now, Ledger: ledger.New(db, now, ledger.Sealing{})}
		parties := party.NewService(deps, party.Options{})
		st := staff.NewService(deps, parties, staff.Options{})
		s := access.NewService(deps, parties, st, access.Options{})
		start := time.Now()
		if _, err := st.Sync(ctx, organisation); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Sync(ctx, roles); err != nil {
			t.Fatal(err)
		}
		first := time.Since(start)
		if again, err := st.Sync(ctx, organisation); err != nil || again.Any() {
			t.Fatalf("the second run changed %+v, %v", again, err)
		}
		if again, err := s.Sync(ctx, roles); err != nil || again.Any() || again.Effect != (access.Effect{}) {
			t.Fatalf("the second run changed %+v, %v", again, err)
		}
		t.Logf("%d people: first %v, both %v", len(organisation.People), first, time.Since(start))
		people, err := accessapp.DemoPeople(ctx, s, st, organisation.People)
		if err != nil || len(people) != 6 {
			t.Fatalf("%d people, %v", len(people), err)
		}
		for _, p := range people {
			actor, err := s.Actor(ctx, p.User)
			isEmployee := slices.ContainsFunc(actor.Roles, func(h authz.Holding) bool { return h.Role == "ansatt" && h.Unit != "" })
			if err != nil || !isEmployee || actor.Name != p.Name+", "+p.Role {
				t.Errorf("%s enters as %s with %+v, %v", p.Name, actor.Name, actor.Roles, err)
			}
		}
	})
}
