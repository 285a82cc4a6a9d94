package app

import (
	"testing"
	"time"

	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/mail"
	"saksgang/base/sqldb"
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
		if err := keepElsewhere(t.Context(), n.Deps); !errs.Has(err, "municipality.version-no-longer-reads") {
			t.Errorf("got %v", err)
		}
		if _, err := checkInForce(t.Context(), newClinic(n.Deps, n.folder, time.UTC)); !errs.Has(err, "municipality.version-no-longer-reads") {
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
			err = keepElsewhere(t.Context(), deps)
		}
		if err != nil {
			t.Fatal(err)
		}
		if f, err := checkInForce(t.Context(), newClinic(deps, folder, time.UTC)); err != nil || f.Said != "none" {
			t.Errorf("%+v, %v", f, err)
		}
	})
}
