package blob_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/sqldb"
	"saksgang/migrations"
	"saksgang/testkit"
)

func each(t *testing.T, test func(t *testing.T, db *sqldb.DB, files *blob.Files)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		test(t, db, blob.New(db, clock.System(), blob.Dir(t.TempDir())))
	})
}

func put(t *testing.T, files *blob.Files, text string) blob.Ref {
	t.Helper()
	ref, err := files.Put(t.Context(), strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func present(t *testing.T, files *blob.Files, s blob.Sum) bool {
	t.Helper()
	r, err := files.Open(t.Context(), s)
	if err != nil {
		if errs.KindOf(err) != errs.KindNotFound {
			t.Fatal(err)
		}
		return false
	}
	r.Close()
	return true
}

func TestAFileComesBackByItsSum(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB, files *blob.Files) {
		ref := put(t, files, "søknad")
		if again := put(t, files, "søknad"); again != ref || ref.Size != 7 {
			t.Fatalf("%+v, %+v", ref, again)
		}
		r, err := files.Open(t.Context(), ref.Sum)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if text, _ := io.ReadAll(r); string(text) != "søknad" {
			t.Fatalf("%q", text)
		}
	})
}

func TestAFileIsDestroyedOnlyWhenNobodyRefersToIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB, files *blob.Files) {
		ref := put(t, files, "cv")
		for range 2 {
			if err := files.Hold(t.Context(), ref); err != nil {
				t.Fatal(err)
			}
		}
		if err := files.Release(t.Context(), ref.Sum); err != nil {
			t.Fatal(err)
		}
		if gone, err := files.DestroyOrphan(t.Context(), ref.Sum); gone || err != nil || !present(t, files, ref.Sum) {
			t.Fatalf("destroyed while held: %v %v", gone, err)
		}
		if err := files.Release(t.Context(), ref.Sum); err != nil {
			t.Fatal(err)
		}
		if gone, err := files.DestroyOrphan(t.Context(), ref.Sum); !gone || err != nil || present(t, files, ref.Sum) {
			t.Fatalf("not destroyed: %v %v", gone, err)
		}
		if err := files.Release(t.Context(), ref.Sum); err == nil {
			t.Fatal("a reference was released that nobody held")
		}
	})
}

func TestAFileWhoseNameACrashForgotIsStillDestroyed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB, files *blob.Files) {
		ref := put(t, files, "cv")
		if _, err := files.DestroyOrphan(t.Context(), ref.Sum); err != nil || present(t, files, ref.Sum) {
			t.Fatalf("the file is still there, %v", err)
		}
	})
}

func TestTheSweepTakesWhatNobodyNamed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB, files *blob.Files) {
		held, orphan := put(t, files, "held"), put(t, files, "orphan")
		if err := files.Hold(t.Context(), held); err != nil {
			t.Fatal(err)
		}
		if n, err := files.Sweep(t.Context(), time.Hour); n != 0 || err != nil {
			t.Fatalf("swept %d within the grace time, %v", n, err)
		}
		if n, err := files.Sweep(t.Context(), -time.Hour); n != 1 || err != nil {
			t.Fatalf("swept %d, %v", n, err)
		}
		if present(t, files, orphan.Sum) || !present(t, files, held.Sum) {
			t.Fatal("the wrong file was swept")
		}
	})
}

func TestAFileIsNotWrittenInsideATransaction(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB, files *blob.Files) {
		err := db.Transact(t.Context(), func(ctx context.Context) error {
			_, err := files.Put(ctx, strings.NewReader("slow"))
			return err
		})
		if !errs.Has(err, "blob.in-transaction") {
			t.Fatalf("got %v", err)
		}
	})
}

func TestAReadOnlyFolderIsNamedClearly(t *testing.T) {
	t.Parallel()
	file := t.TempDir() + "/not-a-folder"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	files := blob.New(testkit.SQLite(t), clock.System(), blob.Dir(file))
	if _, err := files.Put(t.Context(), strings.NewReader("x")); err == nil {
		t.Fatal("stored in a file")
	}
}

// again stores a file once more while it is being swept, as a delivery that is
// repeated does.
type again struct {
	blob.Dir
	after func()
}

func (a *again) Walk(ctx context.Context, visit func(s blob.Sum, stored time.Time) error) error {
	err := a.Dir.Walk(ctx, visit)
	a.after()
	return err
}

func TestTheSweepLeavesWhatIsStoredAgainMeanwhile(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		place := &again{Dir: blob.Dir(t.TempDir())}
		files := blob.New(db, clock.System(), place)
		ref := put(t, files, "letter")
		long := time.Now().Add(-48 * time.Hour)
		name := string(place.Dir) + "/" + ref.Sum.String()[:2] + "/" + ref.Sum.String()
		if err := os.Chtimes(name, long, long); err != nil {
			t.Fatal(err)
		}
		place.after = func() { put(t, files, "letter") }
		if n, err := files.Sweep(t.Context(), 24*time.Hour); n != 0 || err != nil || !present(t, files, ref.Sum) {
			t.Fatalf("swept %d, %v", n, err)
		}
	})
}

func TestTheSweepLeavesWhatIsHeldMeanwhile(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		place := &again{Dir: blob.Dir(t.TempDir())}
		files := blob.New(db, clock.System(), place)
		ref := put(t, files, "letter")
		place.after = func() {
			if err := files.Hold(t.Context(), ref); err != nil {
				t.Error(err)
			}
		}
		if n, err := files.Sweep(t.Context(), -time.Hour); n != 0 || err != nil || !present(t, files, ref.Sum) {
			t.Fatalf("swept %d, %v", n, err)
		}
	})
}

// An archive holds a great many files, and each night almost all are held.
func TestTheSweepAsksTheDatabaseOnlyAboutWhatNobodyHolds(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	db, err := sqldb.Open(t.Context(), filepath.Join(t.TempDir(), "blob.db"), sqldb.Options{Before: func(string) error { asked.Add(1); return nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // nothing is left to lose
	if _, err := db.Migrate(t.Context(), migrations.Files, ""); err != nil {
		t.Fatal(err)
	}
	files := blob.New(db, clock.System(), blob.Dir(t.TempDir()))
	put(t, files, "orphan")
	for i := range 20 {
		if err := files.Hold(t.Context(), put(t, files, strconv.Itoa(i))); err != nil {
			t.Fatal(err)
		}
	}
	asked.Store(0)
	if n, err := files.Sweep(t.Context(), -time.Hour); n != 1 || err != nil {
		t.Fatalf("swept %d, %v", n, err)
	}
	if n := asked.Load(); n == 0 || n > 3 {
		t.Errorf("%d statements for one file", n)
	}
}

func TestAMissingAndAChangedFileAreNamed(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		dir := t.TempDir()
		files := blob.New(db, clock.System(), blob.Dir(dir))
		path := func(r blob.Ref) string { return dir + "/" + r.Sum.String()[:2] + "/" + r.Sum.String() }
		whole, gone, changed := put(t, files, "whole"), put(t, files, "gone"), put(t, files, "changed")
		for _, r := range []blob.Ref{whole, gone, changed} {
			if err := files.Hold(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Remove(path(gone)); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path(changed), []byte("changeD"), 0o600); err != nil {
			t.Fatal(err)
		}
		missing, err := files.Missing(t.Context())
		if err != nil || len(missing) != 2 || slices.Contains(missing, whole.Sum) {
			t.Fatalf("%v, %v", missing, err)
		}
		if stock, err := files.Stock(t.Context()); err != nil || stock != (blob.Stock{Files: 3, Bytes: 16}) {
			t.Fatalf("%+v, %v", stock, err)
		}
	})
}

// A disk that gives up in the midst of one file does not hide the others.
func TestAFileThatCannotBeReadIsNamedAsMissing(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		dir := t.TempDir()
		files := blob.New(db, clock.System(), blob.Dir(dir))
		var want []blob.Sum
		for _, text := range []string{"one", "two", "three"} {
			r := put(t, files, text)
			if err := files.Hold(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			path := dir + "/" + r.Sum.String()[:2] + "/" + r.Sum.String()
			if text == "two" {
				continue
			}
			want = append(want, r.Sum)
			// A folder can be opened and not be read.
			if err := errors.Join(os.Remove(path), os.Mkdir(path, 0o700)); err != nil {
				t.Fatal(err)
			}
		}
		missing, err := files.Missing(t.Context())
		if err != nil || len(missing) != 2 || !slices.Contains(missing, want[0]) || !slices.Contains(missing, want[1]) {
			t.Fatalf("%v, %v", missing, err)
		}
		stopped, stop := context.WithCancel(t.Context())
		stop()
		if _, err := files.Missing(stopped); !errors.Is(err, context.Canceled) {
			t.Fatalf("asked to stop: %v", err)
		}
	})
}

// full is a place without room.
type full struct{ blob.Dir }

func (full) Put(context.Context, io.Reader) (blob.Ref, error) {
	return blob.Ref{}, &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
}

func TestAFullDiskIsNamedClearly(t *testing.T) {
	t.Parallel()
	files := blob.New(testkit.SQLite(t), clock.System(), full{})
	if _, err := files.Put(t.Context(), strings.NewReader("x")); !errs.Has(err, "blob.disk-full") {
		t.Fatalf("got %v", err)
	}
}
