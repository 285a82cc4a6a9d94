package exchange_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/exchange"
	"saksgang/testkit"
)

// agreed is one connection, as a municipality's folder would tell it.
type agreed struct{}

var recruiter = exchange.FolderConnection{
	Key: "recruiter", Title: "Rekrutteringssystemet", Owner: "hr", Direction: "in",
	Ways:     []exchange.FolderWay{{Kind: "folder", Path: "inbox"}, {Kind: "zip", Path: "inbox"}},
	Messages: []exchange.FolderMessage{{Kind: "test.application", Handler: "test.application"}},
	Limits:   exchange.FolderLimits{FileMB: 1, MessageMB: 2, Files: 5},
}

func (agreed) Connection(_ context.Context, key string) (exchange.FolderConnection, bool, error) {
	return recruiter, key == recruiter.Key, nil
}

func (agreed) Connections(context.Context) ([]exchange.FolderConnection, error) {
	return []exchange.FolderConnection{recruiter}, nil
}

type fixture struct {
	*exchange.Service
	t     *testing.T
	root  string
	clock *clock.Manual
	run   *jobs.Runner
	took  []string // what the handler took, by the data's "name"
}

func each(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		now := clock.NewFixed(time.Date(2024, 1, 8, 12, 0, 0, 0, time.UTC))
		queue := jobs.New(db, now)
		f := &fixture{t: t, root: t.TempDir(), clock: now}
		f.Service = exchange.New(base.Deps{
			DB: db, Clock: now, Ledger: ledger.New(db, now, ledger.Sealing{}), Work: work.New(db, now), Jobs: queue,
			Files: blob.New(db, now, blob.Dir(t.TempDir())),
		}, agreed{}, f.root)
		f.Register(exchange.Handler{Kind: "test.application", Handle: f.take})
		f.run = jobs.NewRunner(queue, "a", nil, jobs.RunnerOptions{})
		f.run.Handle(exchange.HandleJob, f.Handle)
		f.run.Handle(exchange.ReceiptJob, f.HandleReceipt)
		test(t, f)
	})
}

func (f *fixture) take(_ context.Context, d exchange.Delivery, _ any) (exchange.Outcome, error) {
	var said struct{ Name, Vacancy string }
	if err := json.Unmarshal(d.Data, &said); err != nil {
		return exchange.Outcome{}, errs.InvalidBecause(err, "test.unreadable")
	}
	if said.Vacancy == "unknown" {
		return exchange.Outcome{}, errs.NotFound("test.no-vacancy")
	}
	f.took = append(f.took, said.Name)
	return exchange.Outcome{Result: "receipt for " + d.SourceID}, nil
}

func envelope(id, name, vacancy string) string {
	data, _ := json.Marshal(map[string]string{"name": name, "vacancy": vacancy})
	text, _ := json.Marshal(exchange.Envelope{SpecVersion: "1.0", ID: id, Source: "/recruiter", Type: "test.application", Subject: vacancy, Data: data})
	return string(text)
}

// deliver writes a folder as a sender would, and renames it when all is there.
func (f *fixture) deliver(name string, files map[string]string) {
	f.t.Helper()
	hidden := filepath.Join(f.root, "inbox", "."+name)
	for file, text := range files {
		path := filepath.Join(hidden, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			f.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			f.t.Fatal(err)
		}
	}
	if err := os.Rename(hidden, filepath.Join(f.root, "inbox", name)); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) zip(name string, files map[string]string) []byte {
	f.t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for file, text := range files {
		part, err := w.Create(file)
		if err != nil {
			f.t.Fatal(err)
		}
		part.Write([]byte(text))
	}
	w.Close()
	f.place(name, b.Bytes())
	return b.Bytes()
}

func (f *fixture) place(name string, content []byte) {
	f.t.Helper()
	dir := filepath.Join(f.root, "inbox")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) poll(want int) {
	f.t.Helper()
	n, err := f.Poll(f.t.Context())
	if err != nil || n != want {
		f.t.Fatalf("took %d deliveries, want %d: %v", n, want, err)
	}
	if _, err := f.run.Drain(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) as(roles ...string) context.Context {
	actor := authz.Actor{User: ids.New[ids.User](), Name: "Ida"}
	for _, r := range roles {
		actor.Roles = append(actor.Roles, authz.Holding{Role: r})
		actor.Grants = append(actor.Grants, authz.Grant{Right: exchange.RightRead, Reach: authz.Everywhere}, authz.Grant{Right: exchange.RightRepair, Reach: authz.Everywhere})
	}
	return authz.With(f.t.Context(), actor)
}

func (f *fixture) messages(state exchange.State) []exchange.Message {
	f.t.Helper()
	out, total, err := f.Messages(f.as("hr"), exchange.Query{State: state})
	if err != nil || total != len(out) {
		f.t.Fatalf("%d of %d: %v", len(out), total, err)
	}
	return out
}

func (f *fixture) receipts() map[string]exchange.ReceiptFile {
	f.t.Helper()
	out := map[string]exchange.ReceiptFile{}
	found, _ := filepath.Glob(filepath.Join(f.root, "inbox", "receipts", "*.json"))
	for _, path := range found {
		text, err := os.ReadFile(path)
		var r exchange.ReceiptFile
		if err != nil || json.Unmarshal(text, &r) != nil {
			f.t.Fatalf("%s %v", text, err)
		}
		out[r.Delivery] = r
	}
	return out
}

func TestADeliveryIsStoredHandledAndAnswered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		f.deliver("a-1", map[string]string{"event.json": envelope("1", "Åse", "v1"), "cv.txt": "cv"})
		f.zip("a-2.zip", map[string]string{"event.json": envelope("2", "Bo", "v1")})
		f.poll(2)
		if strings.Join(f.took, " ") != "Åse Bo" {
			t.Fatalf("took %v", f.took)
		}
		if r := f.receipts(); r["a-1"].State != exchange.Handled || r["a-1"].Result != "receipt for 1" || r["a-2.zip"].State != exchange.Handled {
			t.Fatalf("%+v", r)
		}
		f.poll(0)
	})
}

func TestTheSameAgainIsCountedAndOtherContentIsAConflict(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		for _, name := range []string{"first", "again"} {
			f.deliver(name, map[string]string{"event.json": envelope("1", "Åse", "v1"), "cv.txt": "cv"})
			f.poll(1)
		}
		f.deliver("other", map[string]string{"event.json": envelope("1", "Åse", "v1"), "cv.txt": "another cv"})
		f.poll(1)
		handled, conflicts := f.messages(exchange.Handled), f.messages(exchange.Conflict)
		if len(f.took) != 1 || len(handled) != 1 || handled[0].Repeats != 1 || len(conflicts) != 1 {
			t.Fatalf("took %v, handled %+v, conflicts %+v", f.took, handled, conflicts)
		}
		waiting, err := f.Work.Waiting(f.as("hr"), work.Query{})
		if err != nil || len(waiting) != 1 || waiting[0].Title != "@exchange.work.conflict" {
			t.Fatalf("%+v %v", waiting, err)
		}
	})
}

func TestWhatIsWrongIsKeptOwnedToldAndStopsNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		whole := f.zip("good.zip", map[string]string{"event.json": envelope("1", "Åse", "v1")})
		f.place("cut.zip", whole[:len(whole)-20])
		f.place("letter.txt", []byte("who am I"))
		f.deliver("no-envelope", map[string]string{"cv.txt": "cv"})
		f.deliver("too-large", map[string]string{"event.json": envelope("5", "Per", "v1"), "film.mp4": strings.Repeat("x", 1<<20+1)})
		f.deliver("unknown-vacancy", map[string]string{"event.json": envelope("6", "Eva", "unknown")})
		f.deliver("z-good", map[string]string{"event.json": envelope("7", "Bo", "v1")})
		f.poll(7)
		if strings.Join(f.took, " ") != "Åse Bo" {
			t.Fatalf("took %v", f.took)
		}
		want := map[string]string{
			"cut.zip": "exchange.damaged", "letter.txt": "exchange.neither-folder-nor-zip", "no-envelope": "exchange.no-envelope",
			"too-large": "exchange.too-large", "unknown-vacancy": "test.no-vacancy",
		}
		receipts := f.receipts()
		for name, code := range want {
			if receipts[name].Problem != code || receipts[name].State != exchange.Problem {
				t.Errorf("%s: told %+v, want %s", name, receipts[name], code)
			}
		}
		waiting, err := f.Work.Waiting(f.as("hr"), work.Query{})
		if err != nil || len(waiting) != len(want) {
			t.Fatalf("%d wait for HR, want %d: %v", len(waiting), len(want), err)
		}
		for _, m := range f.messages(exchange.Problem) {
			whole, err := f.Message(f.as("hr"), m.ID)
			if err != nil || len(whole.Parts) == 0 {
				t.Errorf("%s: nothing was kept (%v)", m.FileName, err)
			}
		}
	})
}

func TestAMendedMessageIsTriedAgainAndAnotherClosedByHand(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		f.deliver("a", map[string]string{"event.json": envelope("1", "Eva", "unknown")})
		f.place("cut.zip", []byte("PK"))
		f.poll(2)
		var mended, broken exchange.Message
		for _, m := range f.messages(exchange.Problem) {
			if m.Kind == "" {
				broken = m
			} else {
				mended = m
			}
		}
		if err := f.Again(t.Context(), mended.ID); errs.KindOf(err) != errs.KindNotFound {
			t.Fatalf("a stranger got %v", err)
		}
		if err := f.Again(f.as("hr"), broken.ID); !errs.Has(err, "exchange.unreadable") {
			t.Fatalf("what cannot be read was tried again: %v", err)
		}
		if err := f.CloseByHand(f.as("hr"), broken.ID, "", ""); !errs.Has(err, "exchange.reason-missing") {
			t.Fatalf("closed without a reason: %v", err)
		}
		if err := f.CloseByHand(f.as("hr"), broken.ID, "the sender sent it anew", "a-2"); err != nil {
			t.Fatal(err)
		}
		if err := f.Again(f.as("hr"), mended.ID); err != nil {
			t.Fatal(err)
		}
		f.poll(0)
		if left := f.messages(exchange.Problem); len(left) != 1 || left[0].ID != mended.ID {
			t.Fatalf("%+v", left)
		}
	})
}

// A crash after storing and before removing leaves the delivery under its
// claim; it is taken once, and is no repetition.
func TestADeliveryTakenTwiceAfterACrashIsOneArrival(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		f.deliver("a", map[string]string{"event.json": envelope("1", "Åse", "v1")})
		inbox := filepath.Join(f.root, "inbox")
		claimed := filepath.Join(inbox, ".taking-"+ids.New[ids.Command]().String()+"-a")
		if err := os.Rename(filepath.Join(inbox, "a"), claimed); err != nil {
			t.Fatal(err)
		}
		keep := t.TempDir()
		if err := os.CopyFS(keep, os.DirFS(claimed)); err != nil {
			t.Fatal(err)
		}
		f.poll(1)
		if err := os.CopyFS(claimed, os.DirFS(keep)); err != nil {
			t.Fatal(err)
		}
		f.poll(1)
		handled := f.messages(exchange.Handled)
		if len(handled) != 1 || handled[0].Repeats != 0 || handled[0].FileName != "a" {
			t.Fatalf("%+v", handled)
		}
	})
}

func TestALinkOutOfADeliveryIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		f.deliver("a", map[string]string{"event.json": envelope("1", "Åse", "v1")})
		if err := os.Symlink("/etc/hostname", filepath.Join(f.root, "inbox", "a", "cv.txt")); err != nil {
			t.Fatal(err)
		}
		f.zip("b.zip", map[string]string{"event.json": envelope("2", "Bo", "v1"), "../../cv.txt": "x"})
		f.poll(2)
		for name, r := range f.receipts() {
			if r.Problem != "exchange.name-refused" {
				t.Errorf("%s: %+v", name, r)
			}
		}
		if len(f.took) != 0 {
			t.Fatalf("took %v", f.took)
		}
	})
}

func TestAForgottenMessageLeavesOnlyThatItCame(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		f.deliver("Åse-Berg", map[string]string{"event.json": envelope("1", "Åse", "v1"), "cv.txt": "secret"})
		f.poll(1)
		m := f.messages(exchange.Handled)[0]
		var parts []exchange.Part
		err := f.DB.Transact(t.Context(), func(ctx context.Context) (err error) {
			parts, err = f.Forget(ctx, m.ID)
			return err
		})
		if err != nil || len(parts) != 2 {
			t.Fatalf("%d parts, %v", len(parts), err)
		}
		for _, p := range parts {
			if gone, err := f.Files.DestroyOrphan(t.Context(), p.File.Sum); !gone || err != nil {
				t.Fatalf("%s is still there: %v", p.Name, err)
			}
		}
		if err := f.ForgetReceipt(t.Context(), m.ID); err != nil {
			t.Fatal(err)
		}
		if left := f.receipts(); len(left) != 0 {
			t.Fatalf("%+v", left)
		}
		m, err = f.Message(f.as("hr"), m.ID)
		if err != nil || m.FileName != "" || len(m.Parts) != 0 || m.State != exchange.Handled || m.Forgotten.IsZero() {
			t.Fatalf("%+v %v", m, err)
		}
	})
}
