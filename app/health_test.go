package app

import (
	"context"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"saksgang/access"
	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/console"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/mail"
	"saksgang/base/sqldb"
	"saksgang/municipality"
	"saksgang/testkit"
)

// spoil makes the folder in force one that cannot be read any more.
func (n newTown) spoil() {
	n.t.Helper()
	_, err := sqldb.Exec(n.t.Context(), n.DB, `UPDATE municipality_file SET content = $1 WHERE digest =
(SELECT digest FROM municipality_version_file WHERE path = 'town.yaml')`, []byte("nonsense"))
	n.must(err)
}

// The place for heads stands in the folder in force: where that cannot be read,
// nobody may say that the ledger holds.
func TestAFolderThatCannotBeReadIsNotOneWithoutAPlaceForHeads(t *testing.T) {
	t.Parallel()
	eachNewTown(t, func(t *testing.T, n newTown) {
		n.spoil()
		versions := newVersions(n.Deps)
		zone, err := heedTown(t.Context(), n.Deps, versions)
		if !errs.Has(err, "municipality.version-no-longer-reads") {
			t.Errorf("got %v", err)
		}
		c := newClinic(n.Deps, n.folder, versions, zone)
		c.unknown = err
		if _, err := checkLedger(t.Context(), c); !errs.Has(err, "municipality.version-no-longer-reads") {
			t.Errorf("got %v", err)
		}
		if _, err := checkInForce(t.Context(), c); !errs.Has(err, "municipality.version-no-longer-reads") {
			t.Errorf("got %v", err)
		}
	})
}

func TestADataFolderWithNothingInForceHasNoPlaceForHeads(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		folder := Folder{Dir: t.TempDir()}
		deps, err := folder.attach(db, clock.System(), mail.Folder(folder.mail()), "localhost")
		if err == nil {
			_, err = heedTown(t.Context(), deps, newVersions(deps))
		}
		if err != nil {
			t.Fatal(err)
		}
		if f, err := checkInForce(t.Context(), newClinic(deps, folder, newVersions(deps), time.UTC)); err != nil || f.Said != "none" {
			t.Errorf("%+v, %v", f, err)
		}
	})
}

// What is broken in one place is when one needs to know of the others.
func TestACheckThatCannotBeMadeIsAFindingAmongTheOthers(t *testing.T) {
	t.Parallel()
	eachNewTown(t, func(t *testing.T, n newTown) {
		broken := func(context.Context, clinic) (finding, error) {
			return finding{}, errs.Unavailable(syscall.EIO, "blob.read-only")
		}
		checks := []check{{"files", broken}, {"restart", n.checkRestart}}
		found, err := n.clinic().examine(t.Context(), checks...)
		if err != nil || len(found) != 2 || found[0].Fine || found[0].Name != "files" || !found[1].Fine {
			t.Fatalf("%+v, %v", found, err)
		}
		words := n.bundle.Localizer(i18n.Settings{Interface: i18n.English})
		known, remedy := found[0].words(words)
		if want, what := words.Problem(found[0].Err); known != want || remedy != what || want == "" {
			t.Errorf("%q, %q", known, remedy)
		}
		var out strings.Builder
		if err := report(console.Streams{Out: &out, Err: &out, Words: words}, found, false); console.Status(err) != console.Faults || !strings.Contains(out.String(), "input/output error") {
			t.Errorf("%v: %s", err, &out)
		}
		stopped, stop := context.WithCancel(t.Context())
		stop()
		if _, err := n.clinic().examine(stopped, checks...); !errors.Is(err, context.Canceled) {
			t.Errorf("asked to stop: %v", err)
		}
	})
}

func TestWhoHasARightByTwoRolesIsCountedOnce(t *testing.T) {
	t.Parallel()
	eachNewTown(t, func(t *testing.T, n newTown) {
		roles := string(n.loaded.Load().Files["access/roles.yaml"])
		deputy := "  - {key: deputy, title: Stedfortreder, purpose: Vikarierer., given: assigned, rights: [{right: municipality.activate, reach: everywhere}]}\n"
		n.write(n.folder, "access/roles.yaml", []byte(strings.TrimRight(roles, "\n")+"\n"+deputy))
		loaded, faults, err := newRegistry().Check(os.DirFS(n.folder.municipality()))
		if err != nil || len(faults) > 0 {
			t.Fatalf("%v, %v", faults, err)
		}
		n.must(n.apply(t.Context(), loaded))
		ctx := authz.With(t.Context(), setUp)
		role, err := n.administratorRole(ctx, "administrator")
		n.must(err)
		kari, err := adminCreateCommand{Given: "Kari", Family: "Nes"}.make(ctx, n.house, role)
		n.must(err)
		_, err = n.access.Assign(ctx, access.Grant{User: kari.ID, Role: "deputy", Reason: "test"})
		n.must(err)
		holders, err := n.clinic().holders(ctx, municipality.RightActivate)
		if err != nil || len(holders) != 1 || holders[0].ID != kari.ID {
			t.Fatalf("%+v, %v", holders, err)
		}
	})
}
