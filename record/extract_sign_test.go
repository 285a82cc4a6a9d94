package record_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/record"
	"saksgang/testkit"
)

// waits counts what waits for whoever approves.
func (w *world) waits(t *testing.T) int {
	t.Helper()
	approver := authz.With(context.Background(), authz.Actor{User: liv, Roles: []authz.Holding{{Role: "approver"}}})
	n, err := w.deps.Work.Count(approver, work.Query{Kind: record.SignWork})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAPackageIsSignedOffWholeAndByAnotherThanWhoMadeIt(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		w.decided(t)
		id, err := w.OrderPackage(ctx, calendar.MustDate("2024-01-01"), calendar.MustDate("2024-12-31"), filepath.Join(t.TempDir(), "packages"), nil)
		if err != nil {
			t.Fatal(err)
		}
		another := as(liv, "Liv Jurist", record.RightSignPackage)
		want(t, w.SignOffPackage(another, id), "record.package-not-whole") // it is not made yet
		w.drain(t)
		if n := w.waits(t); n != 1 {
			t.Errorf("%d packages wait to be signed off", n)
		}
		if err := w.SignOffPackage(as(per, "Per"), id); err == nil {
			t.Error("somebody without the right signed off")
		}
		want(t, w.SignOffPackage(as(kari, "Kari Arkivar", record.RightExtract, record.RightSignPackage), id), "record.signer-ordered-it")
		o, err := w.Package(another, id)
		if err != nil {
			t.Fatal(err)
		}
		changes := filepath.Join(o.Dir, "endringslogg.xml")
		whole, err := os.ReadFile(changes)
		if err != nil {
			t.Fatal(err)
		}
		write(t, changes, append(whole, ' '))
		want(t, w.SignOffPackage(another, id), "record.package-not-whole")
		write(t, changes, whole)
		w.orderedBy(t, id, ids.UserID{}) // as before it was noted
		want(t, w.SignOffPackage(another, id), "record.package-without-orderer")
		w.orderedBy(t, id, kari)
		want(t, w.SignOffPackage(another, id), "")
		want(t, w.SignOffPackage(another, id), "record.package-signed-already")
		if o, err = w.Package(ctx, id); err != nil || o.SignerName != "Liv Jurist" || o.Signer != liv || o.SignedAt == 0 || w.waits(t) != 0 {
			t.Errorf("%+v, %v, %d wait", o, err, w.waits(t))
		}
	})
}

func (w *world) orderedBy(t *testing.T, id record.PackageID, user ids.UserID) {
	t.Helper()
	if _, err := sqldb.Exec(context.Background(), w.deps.DB, "UPDATE record_package SET orderer = $1 WHERE id = $2", user, id); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestADecidedCaseFileWaitsToBeClosedAndSaysWhatIsLeft(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f := w.open(t)
		w.apply(t, f, "application/1", "Jeg søker")
		waiting := func(as context.Context) []record.Closing {
			files, total, err := w.ToClose(as, 5, 0)
			if err != nil || total != len(files) {
				t.Fatalf("%d of %d, %v", len(files), total, err)
			}
			return files
		}
		if files := waiting(ctx); len(files) != 0 {
			t.Errorf("what is not decided waits: %+v", files)
		}
		want(t, w.Decided(ctx, f, calendar.MustDate("2024-05-02")), "")
		files := waiting(ctx)
		if len(files) != 1 || files[0].ID != f {
			t.Fatalf("%+v", files)
		}
		want(t, files[0].Hinders, "record.case-file-unsettled")
		if files := waiting(as(per, "Per", record.RightRead)); len(files) != 0 {
			t.Errorf("who may not close is shown %+v", files)
		}
	})
}
