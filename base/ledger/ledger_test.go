package ledger_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/testkit"
)

type fixture struct {
	*ledger.Ledger
	t      *testing.T
	db     *sqldb.DB
	folder string
}

func each(t *testing.T, test func(t *testing.T, f fixture)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		folder := t.TempDir()
		sealing, err := ledger.OpenSealing(folder)
		if err != nil {
			t.Fatal(err)
		}
		now := clock.NewFixed(time.Date(2024, 1, 8, 12, 0, 0, 0, time.UTC))
		test(t, fixture{ledger.New(db, now, sealing), t, db, folder})
	})
}

func (f fixture) append(n int, kind ledger.Kind) []ids.EventID {
	f.t.Helper()
	var out []ids.EventID
	for range n {
		err := f.db.Transact(f.t.Context(), func(ctx context.Context) error {
			ctx = authz.With(ctx, authz.Actor{User: ids.New[ids.User](), Name: "Kari Lund"})
			id, err := f.Append(ctx, ledger.Event{Module: "test", Subject: ledger.Subject{Kind: "thing", ID: "7"}, Kind: kind, Payload: map[string]string{"name": "Åse"}})
			out = append(out, id)
			return err
		})
		if err != nil {
			f.t.Fatal(err)
		}
	}
	return out
}

func (f fixture) exec(sql string, args ...any) {
	f.t.Helper()
	if n, err := sqldb.Exec(f.t.Context(), f.db, sql, args...); err != nil || n == 0 {
		f.t.Fatalf("%s: %d rows, %v", sql, n, err)
	}
}

func (f fixture) verify() ledger.Report {
	f.t.Helper()
	report, err := f.Verify(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	return report
}

func TestAnUntouchedLedgerVerifies(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		for _, n := range []int{1, 2, 5, 13} {
			f.append(n, "done")
			if err := f.SealAll(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		f.append(3, "not sealed yet")
		got := f.verify()
		if !got.Verified || got.Events != 24 || got.Sealed != 21 || got.Heads != 4 {
			t.Fatalf("%+v", got)
		}
	})
}

func TestEventsThatHappenedTogetherStandInTheirOrder(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		thing := ledger.Subject{Kind: "thing", ID: "9"}
		err := f.db.Transact(t.Context(), func(ctx context.Context) error {
			_, err := f.AppendAll(ctx, ledger.Event{Module: "test", Subject: thing, Kind: "done", Payload: 1}, ledger.Event{Module: "test", Subject: thing, Kind: "closed", Payload: 2})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		entries, err := f.OfSubject(t.Context(), thing)
		if err != nil || len(entries) != 2 || string(entries[0].Kind)+entries[0].Payload != "done1" || string(entries[1].Kind)+entries[1].Payload != "closed2" {
			t.Fatalf("%v %+v", err, entries)
		}
		if err := f.SealAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := f.verify(); !got.Verified || got.Sealed != 2 {
			t.Fatalf("%+v", got)
		}
	})
}

func TestTheLatestOfASubjectComesFirst(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		all := f.append(4, "done")
		thing := ledger.Subject{Kind: "thing", ID: "7"}
		latest, err := f.LatestOfSubject(t.Context(), thing, 2)
		if err != nil || len(latest) != 2 || latest[0].ID != all[3] || latest[1].ID != all[2] {
			t.Fatalf("%+v, %v", latest, err)
		}
		if other, err := f.LatestOfSubject(t.Context(), ledger.Subject{Kind: "thing", ID: "8"}, 2); err != nil || len(other) != 0 {
			t.Fatalf("%+v, %v", other, err)
		}
	})
}

func TestWhatWasChangedIsNamed(t *testing.T) {
	t.Parallel()
	changes := []struct{ name, code, sql string }{
		{"one byte of a payload", "digest-differs", "UPDATE ledger_payload SET payload = '{\"name\":\"Åsa\"}' WHERE event_id = $1"},
		{"who did it", "event-changed", "UPDATE ledger_event SET actor_name = 'Kari Lunde' WHERE id = $1"},
		{"when it was recorded", "event-changed", "UPDATE ledger_event SET recorded_at = recorded_at + 1 WHERE id = $1"},
		{"a payload taken away", "payload-missing", "DELETE FROM ledger_payload WHERE event_id = $1"},
	}
	for _, c := range changes {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, f fixture) {
				events := f.append(9, "done")
				if err := f.SealAll(t.Context()); err != nil {
					t.Fatal(err)
				}
				f.exec(c.sql, events[4])
				got := f.verify()
				named := slices.ContainsFunc(got.Faults, func(x ledger.Fault) bool { return x.Event == events[4] && x.Code == c.code })
				if got.Verified || !named {
					t.Fatalf("%+v does not name %s with %s", got, events[4], c.code)
				}
			})
		})
	}
}

func TestAnErasureNeedsItsGround(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		event := f.append(1, "done")[0]
		f.exec("UPDATE ledger_payload SET salt = NULL, payload = NULL, erased_under = $2 WHERE event_id = $1", event, ids.New[ids.Event]())
		got := f.verify()
		if got.Verified || len(got.Faults) != 1 || got.Faults[0].Code != "erased-without-ground" || got.Faults[0].Event != event {
			t.Fatalf("%+v", got)
		}
	})
}

func TestALedgerPutBackToAnEarlierStateIsNoticed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.append(4, "done")
		if err := f.SealAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		last := f.append(1, "inconvenient")[0]
		if err := f.SealAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.exec("DELETE FROM ledger_leaf WHERE event_id = $1", last)
		f.exec("DELETE FROM ledger_head WHERE size = 5")
		f.exec("DELETE FROM ledger_payload WHERE event_id = $1", last)
		f.exec("DELETE FROM ledger_event WHERE id = $1", last)
		got := f.verify()
		if got.Verified || !slices.ContainsFunc(got.Faults, func(x ledger.Fault) bool { return x.Code == "head-kept-differs" }) {
			t.Fatalf("%+v", got)
		}
	})
}

// Whoever has the whole data folder in hand, key and heads included, is caught
// by the heads that lie elsewhere.
func TestHeadsKeptElsewhereCatchWhoHasTheDataFolder(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		elsewhere := t.TempDir()
		f.KeepAlso(ledger.HeadDir(elsewhere))
		f.append(4, "done")
		if err := f.SealAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		last := f.append(1, "inconvenient")[0]
		if err := f.SealAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := f.verify(); !got.Verified {
			t.Fatalf("%+v", got)
		}
		f.exec("DELETE FROM ledger_leaf WHERE event_id = $1", last)
		f.exec("DELETE FROM ledger_head WHERE size = 5")
		f.exec("DELETE FROM ledger_payload WHERE event_id = $1", last)
		f.exec("DELETE FROM ledger_event WHERE id = $1", last)
		if err := os.Remove(filepath.Join(f.folder, "ledger-heads.txt")); err != nil {
			t.Fatal(err)
		}
		if got := f.verify(); got.Verified || len(got.Faults) != 1 || got.Faults[0].Code != "head-kept-differs" {
			t.Fatalf("%+v", got)
		}
	})
}

// A folder is a name, not a pattern.
func TestHeadsAreReadFromAFolderWhateverItIsCalled(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		place := ledger.HeadDir(filepath.Join(t.TempDir(), "heads [old]*"))
		if err := os.Mkdir(string(place), 0o700); err != nil {
			t.Fatal(err)
		}
		f.KeepAlso(place)
		for range 2 {
			f.append(1, "done")
			if err := f.SealAll(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := place.Kept(t.Context())
		if err != nil || len(kept) != 2 || !strings.Contains(kept[0], "\n1\n") || !strings.Contains(kept[1], "\n2\n") {
			t.Fatalf("%q %v", kept, err)
		}
	})
}

// counted says how often the heads kept there were read.
type counted struct {
	ledger.HeadDir
	reads *int
}

func (c counted) Kept(ctx context.Context) ([]string, error) {
	*c.reads++
	return c.HeadDir.Kept(ctx)
}

// Whoever cannot forge a head that lies elsewhere may spoil it; that is seen.
func TestAHeadKeptElsewhereWithoutItsSignatureIsAFault(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		elsewhere, reads := t.TempDir(), 0
		f.KeepAlso(counted{ledger.HeadDir(elsewhere), &reads})
		for range 2 {
			f.append(1, "done")
			if err := f.SealAll(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := f.verify(); !got.Verified || reads != 1 {
			t.Fatalf("%+v, read %d times", got, reads)
		}
		path := filepath.Join(elsewhere, "head-000000000000002.txt")
		head, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(strings.Replace(string(head), "\n2\n", "\n1\n", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := f.verify(); got.Verified || len(got.Faults) != 1 || got.Faults[0].Code != "head-unsigned" {
			t.Fatalf("%+v", got)
		}
	})
}

func TestAPlaceForHeadsThatIsNotThereIsNamed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.KeepAlso(ledger.HeadDir(filepath.Join(t.TempDir(), "not-mounted")))
		f.append(1, "done")
		if err := f.SealAll(t.Context()); !errs.Has(err, "ledger.heads-not-kept") {
			t.Fatalf("got %v", err)
		}
		if _, err := f.Verify(t.Context()); !errs.Has(err, "ledger.heads-not-kept") {
			t.Fatalf("got %v", err)
		}
	})
}

func TestAnErasedPayloadStillVerifies(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		events := f.append(3, "done")
		under := f.append(1, "disposal performed")[0]
		if err := f.SealAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := f.db.Transact(t.Context(), func(ctx context.Context) error { return f.Erase(ctx, events[:2], under) })
		if err != nil {
			t.Fatal(err)
		}
		if got := f.verify(); !got.Verified || got.Erased != 2 {
			t.Fatalf("%+v", got)
		}
		history, err := f.OfSubject(t.Context(), ledger.Subject{Kind: "thing", ID: "7"})
		if err != nil || len(history) != 4 || !history[0].Erased || history[0].Payload != "" || history[2].Erased {
			t.Fatalf("%+v %v", history, err)
		}
	})
}

// Who only looks must not make a key: a ledger signed by another does not verify.
func TestAKeyIsMadeOnlyWhereItIsAskedFor(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if _, err := ledger.ReadSealing(folder); !errs.Has(err, "ledger.key-unreadable") || errs.KindOf(err) != errs.KindUnavailable {
		t.Fatalf("got %v", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
		t.Fatalf("%v, %v", left, err)
	}
	made, err := ledger.OpenSealing(folder)
	if err != nil {
		t.Fatal(err)
	}
	read, err := ledger.ReadSealing(folder)
	if err != nil || read.Verifier.KeyHash() != made.Verifier.KeyHash() || read.Heads != made.Heads {
		t.Fatalf("%+v and %+v, %v", made, read, err)
	}
}

func TestAnEventNeedsItsTransaction(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		if _, err := f.Append(t.Context(), ledger.Event{Module: "test"}); err == nil {
			t.Fatal("an event was written by itself")
		}
	})
}

func TestAHeadCutOffByACrashIsLeftOut(t *testing.T) {
	t.Parallel()
	file := ledger.HeadFile(filepath.Join(t.TempDir(), "heads.txt"))
	for _, head := range []string{"one\n", "two\n\n— x y\n"} {
		if err := file.Keep(t.Context(), head); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := os.ReadFile(string(file))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(string(file), whole[:len(whole)-2], 0o600); err != nil {
		t.Fatal(err)
	}
	kept, err := file.Kept(t.Context())
	if err != nil || len(kept) != 1 || strings.TrimSpace(kept[0]) != "one" {
		t.Fatalf("%q %v", kept, err)
	}
}

// A crash in the midst of keeping a head is no ground to say that somebody
// spoiled it, nor the next one.
func TestAHeadCutOffByACrashDoesNotSpoilTheNext(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		seal := func() {
			t.Helper()
			f.append(1, "done")
			if err := f.SealAll(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		seal()
		path := filepath.Join(f.folder, "ledger-heads.txt")
		for _, cut := range []int{1, 2, 20} {
			seal()
			whole, err := os.ReadFile(path)
			if err == nil {
				err = os.WriteFile(path, whole[:len(whole)-cut], 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		seal()
		kept, err := ledger.HeadFile(path).Kept(t.Context())
		if err != nil || len(kept) != 2 || !strings.Contains(kept[1], "\n5\n") {
			t.Fatalf("%q %v", kept, err)
		}
		if got := f.verify(); !got.Verified || got.Heads != 5 {
			t.Fatalf("%+v", got)
		}
	})
}
