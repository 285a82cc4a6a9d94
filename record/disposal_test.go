package record_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"saksgang/base/calendar"
	"saksgang/base/sqldb"
	"saksgang/record"
	"saksgang/testkit"
)

const marker = "xyzzyplugh"

func approver(n int) context.Context {
	if n == 1 {
		return as(per, "Per Arkivleder", record.RightApproveDisposal)
	}
	return as(liv, "Liv Jurist", record.RightApproveDisposal)
}

// decided makes a case file with an application, its CV, its reply by mail, and
// a reference note, all closed, and moves the clock three years on.
func (w *world) decided(t *testing.T) (f record.CaseFileID, application record.EntryID) {
	t.Helper()
	ctx := archivist()
	f = w.open(t)
	application, err := w.Register(ctx, record.NewEntry{
		Key: "application/1", CaseFile: f, DocumentType: "soknad", Fields: nurse, Correspondents: []record.Correspondent{{Name: "Ola Nordmann Dahl"}},
		Documents: []record.NewDocument{{FileName: "soknad-" + marker + ".txt", File: w.put(t, "Jeg har jobbet ved "+marker+" sykehus.\n")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	err = w.WriteDocument(ctx, record.Order{
		Key: "reject/1", CaseFile: f, DocumentType: "avslag", Template: "avslag", Fields: nurse, Lines: []string{"Vi så særlig på " + marker + "."},
		Correspondent: record.Correspondent{Name: "Ola Nordmann Dahl"}, Mail: "ola@example.org", Answers: application,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Register(ctx, record.NewEntry{Key: "ad", CaseFile: f, DocumentType: "stillingsannonse", Fields: nurse, Documents: []record.NewDocument{{File: w.put(t, "Annonse\n")}}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Register(ctx, record.NewEntry{Key: "reference/1", CaseFile: f, DocumentType: "referansenotat", Fields: nurse, Documents: []record.NewDocument{{File: w.put(t, "Flink.\n")}}})
	if err != nil {
		t.Fatal(err)
	}
	w.drain(t)
	if _, err := w.SignOffFile(ctx, f); err != nil {
		t.Fatal(err)
	}
	want(t, w.Decided(ctx, f, calendar.MustDate("2024-05-02")), "")
	want(t, w.Close(ctx, f), "")
	w.clock.Set(time.Date(2027, 5, 3, 8, 0, 0, 0, time.UTC))
	return f, application
}

func (w *world) types(t *testing.T, id record.DisposalID) []string {
	t.Helper()
	v, err := w.Disposal(archivist(), id)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, i := range v.Items {
		out = append(out, i.DocumentType)
	}
	return out
}

func TestDisposalFollowsThePlan(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		w.decided(t)
		for _, c := range []struct {
			day  string
			want []string
		}{
			{"2025-05-01", nil},
			{"2025-05-02", []string{"referansenotat"}},
			{"2026-05-02", []string{"soknad", "avslag", "referansenotat"}},
		} {
			due, err := w.DueForDisposal(ctx, calendar.MustDate(c.day))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range due {
				got = append(got, d.DocumentType)
			}
			slices.Sort(got)
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", c.day, got, c.want)
			}
		}
		_, err := w.ProposeDisposal(ctx, calendar.MustDate("2028-01-01"))
		want(t, err, "record.disposal-ahead-of-time")
	})
}

func TestWhatIsDueIsCountedAsItIsListed(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		agree := func(day calendar.Date) (n int) {
			t.Helper()
			listed, err := w.DueForDisposal(ctx, day)
			if err != nil {
				t.Fatal(err)
			}
			var want record.DueCount
			for _, c := range listed {
				if c.Held {
					want.Held++
				} else {
					want.Due++
				}
			}
			if got, err := w.CountDue(ctx, day); err != nil || got != want {
				t.Errorf("%s: %+v is counted and %+v listed, %v", day, got, want, err)
			}
			return len(listed)
		}
		agree(calendar.MustDate("2026-01-01")) // nothing is recorded yet
		f, _ := w.decided(t)
		seen := map[int]bool{}
		for _, decided := range []string{"2024-02-29", "2024-01-31", "2023-02-28"} { // years that end on another day than they began
			if _, err := sqldb.Exec(context.Background(), db, "UPDATE record_case_file SET decided_on = $1", decided); err != nil {
				t.Fatal(err)
			}
			for _, years := range []int{1, 2} {
				day := calendar.MustDate(decided).AddMonths(12 * years)
				for off := -2; off <= 2; off++ {
					seen[agree(day.AddDays(off))] = true
				}
			}
		}
		if len(seen) < 3 {
			t.Errorf("no days differ: %v", seen)
		}
		day := calendar.MustDate("2026-06-01")
		want(t, w.ComplaintOpened(ctx, f, "Klage"), "")
		agree(day)
		want(t, w.ComplaintClosed(ctx, f), "")
		if _, err := w.ProposeDisposal(ctx, day); err != nil {
			t.Fatal(err)
		}
		if n := agree(day); n != 0 {
			t.Errorf("%d are due that have been proposed", n)
		}
		if _, err := w.CountDue(as(per, "Per", record.RightRead), day); err == nil {
			t.Error("whoever reads counts what is to go")
		}
	})
}

func TestNothingIsDestroyedWhileAComplaintIsOpen(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f, _ := w.decided(t)
		asOf := calendar.MustDate("2025-06-01")
		want(t, w.ComplaintOpened(ctx, f, "Klage på ansettelsen"), "")
		if id, err := w.ProposeDisposal(ctx, asOf); err != nil || !id.IsZero() {
			t.Fatalf("proposed %v in spite of the complaint, %v", id, err)
		}
		want(t, w.ComplaintClosed(ctx, f), "")
		id, err := w.ProposeDisposal(ctx, asOf)
		if err != nil || id.IsZero() {
			t.Fatalf("nothing proposed, %v", err)
		}
		want(t, w.ApproveDisposal(approver(1), id, false), "")
		want(t, w.ApproveDisposal(approver(2), id, true), "")
		want(t, w.ComplaintOpened(ctx, f, "Klage igjen"), "") // after the approvals, before the job
		w.drain(t)
		if v, _ := w.Disposal(ctx, id); v.Status != "performed" || v.Items[0].State != "kept" {
			t.Errorf("%s, %+v", v.Status, v.Items)
		}
	})
}

func TestDisposalTakesTwoDifferentPeople(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		w.decided(t)
		id, err := w.ProposeDisposal(ctx, calendar.MustDate("2027-01-01"))
		if err != nil {
			t.Fatal(err)
		}
		if again, err := w.ProposeDisposal(ctx, calendar.MustDate("2027-01-01")); err != nil || !again.IsZero() {
			t.Errorf("the same documents were proposed twice: %v %v", again, err)
		}
		want(t, w.ApproveDisposal(ctx, id, false), "authz.denied")
		want(t, w.ApproveDisposal(approver(2), id, true), "record.disposal-lacks-first-approval")
		want(t, w.ApproveDisposal(approver(1), id, false), "")
		want(t, w.ApproveDisposal(approver(1), id, true), "record.second-approver-is-first")
		want(t, w.ApproveDisposal(approver(2), id, false), "record.disposal-approved-already")
		_, err = sqldb.Exec(context.Background(), db, "UPDATE record_disposal SET second = first, status = 'approved'")
		if err == nil {
			t.Error("the database lets one person approve twice")
		}
		w.drain(t)
		if n := w.count(t, "record_object"); n != 8 {
			t.Errorf("%d files are left after one approval, want all 8", n)
		}
		v, _ := w.Disposal(ctx, id)
		want(t, w.KeepDocument(approver(2), id, v.Items[0].Document, "En forsker spør etter den."), "")
		want(t, w.ApproveDisposal(approver(2), id, true), "")
		w.drain(t)
		v, _ = w.Disposal(ctx, id)
		if v.Status != "performed" || v.FirstName != "Per Arkivleder" || v.SecondName != "Liv Jurist" || v.Items[0].State != "kept" || v.Items[1].State != "gone" {
			t.Errorf("%+v", v)
		}
	})
}

func TestAfterDisposalEveryCopyIsGoneAndTheMetadataRemain(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f, application := w.decided(t)
		if found, err := w.Search(ctx, record.Query{Text: marker}); err != nil || found.Total != 2 {
			t.Fatalf("%d hits before disposal, want the application and its reply: %v", found.Total, err)
		}
		if len(w.holding(t, marker)) == 0 {
			t.Fatal("the marker is nowhere; the test shows nothing")
		}
		w.dispose(t)
		if found, err := w.Search(ctx, record.Query{Text: marker}); err != nil || found.Total != 0 {
			t.Errorf("%d hits after disposal, %v", found.Total, err)
		}
		if left := w.holding(t, marker); len(left) != 0 {
			t.Errorf("the marker is still in %v", left)
		}
		v, err := w.Entry(ctx, application)
		if err != nil || v.Title != "Søknad – Ola Nordmann Dahl" || v.Documents[0].DisposedAt == 0 || v.Documents[0].DisposedBy != "Liv Jurist" {
			t.Errorf("metadata %+v %v", v, err)
		}
		entries, _ := w.Entries(ctx, f)
		for _, e := range entries {
			d, err := w.Document(ctx, e.Documents[0].ID)
			if kept := e.DocumentType == "stillingsannonse"; err != nil || kept != (len(d.Objects) > 0) {
				t.Errorf("%s has %d files, %v", e.DocumentType, len(d.Objects), err)
			}
		}
		letters, _ := w.deps.Mail.OfCase(ctx, w.hiring)
		if len(letters) != 1 || letters[0].State != "erased" || letters[0].To != "" {
			t.Errorf("%+v", letters)
		}
	})
}

func (w *world) dispose(t *testing.T) record.DisposalID {
	t.Helper()
	id, err := w.ProposeDisposal(archivist(), calendar.MustDate("2027-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	want(t, w.ApproveDisposal(approver(1), id, false), "")
	want(t, w.ApproveDisposal(approver(2), id, true), "")
	w.drain(t)
	return id
}

// inbox is somebody else who keeps copies; it fails once at each step.
type inbox struct {
	fails  int
	asked  map[record.DocumentID]int
	erased map[record.DocumentID]bool
}

var errCrash = errors.New("the machine died")

func (i *inbox) Forget(_ context.Context, d record.Disposed) ([]func(context.Context) error, error) {
	if i.fails--; i.fails == 0 {
		return nil, errCrash
	}
	i.asked[d.Document]++
	return []func(context.Context) error{func(context.Context) error {
		if i.fails--; i.fails == 0 {
			return errCrash
		}
		if len(d.Files) == 0 || d.EntryKey == "" || d.Event.IsZero() {
			return errors.New("the Forgetter was told too little")
		}
		i.erased[d.Document] = true
		return nil
	}}, nil
}

func TestADisposalThatDiesBetweenAnyTwoStepsIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		w.decided(t)
		for step := 1; step <= 6; step++ { // three documents are asked for, then three cleaned up
			box := &inbox{fails: step, asked: map[record.DocumentID]int{}, erased: map[record.DocumentID]bool{}}
			if step > 1 {
				w = anotherWorld(t, db)
				w.decided(t)
			}
			w.AddForgetter(box)
			id := w.dispose(t)
			if v, _ := w.Disposal(archivist(), id); step <= 3 && v.Status != "approved" || step > 3 && v.Items[0].State != "erasing" {
				t.Errorf("step %d: after the crash %s, %+v", step, v.Status, v.Items)
			}
			w.clock.Advance(time.Minute)
			w.drain(t)
			v, err := w.Disposal(archivist(), id)
			if err != nil || v.Status != "performed" || len(box.erased) != 3 {
				t.Errorf("step %d: %s, %d erased, %v", step, v.Status, len(box.erased), err)
			}
			for _, i := range v.Items {
				if i.State != "gone" {
					t.Errorf("step %d: %+v", step, i)
				}
			}
			if left := w.holding(t, marker); len(left) != 0 {
				t.Errorf("step %d: the marker is still in %v", step, left)
			}
		}
	})
}

// anotherWorld empties record's tables, so that one database serves every step.
func anotherWorld(t *testing.T, db *sqldb.DB) *world {
	t.Helper()
	for _, table := range []string{
		"record_disposal_item", "record_disposal", "record_reading", "record_conversion", "record_object", "record_search", "record_document",
		"record_order", "record_settlement", "record_correspondent", "record_change", "record_hold", "record_entry", "record_case_file", "record_counter",
		"blob", "mail", "job", "work_item",
	} {
		if table == "record_entry" {
			if _, err := sqldb.Exec(context.Background(), db, "UPDATE record_entry SET answers = NULL"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := sqldb.Exec(context.Background(), db, "DELETE FROM "+table); err != nil {
			t.Fatal(err)
		}
	}
	return newWorld(t, db)
}

// brittlePlan dies the n-th time it is asked, which is in every step of a job.
type brittlePlan struct{ asks *int }

func (p brittlePlan) Plan(context.Context) (*record.Plan, error) {
	if *p.asks--; *p.asks == 0 {
		return nil, errCrash
	}
	return thePlan, nil
}

func TestALetterWhoseWritingDiesBetweenAnyTwoStepsIsWrittenOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		for step := 1; ; step++ {
			w := anotherWorld(t, db)
			f := w.open(t)
			application := w.apply(t, f, "application", "Jeg søker.")
			w.drain(t)
			w.reject(t, f, "reject", application)
			asks := step
			w.Service = record.New(w.deps, brittlePlan{&asks}, record.Options{})
			w.handle(t)
			w.drain(t)
			if died := w.count(t, "record_entry") == 1; died && w.count(t, "mail")+w.count(t, "record_settlement") != 0 {
				t.Fatalf("step %d: something happened without the rest", step)
			}
			w.clock.Advance(time.Minute)
			w.drain(t)
			if n, m, s := w.count(t, "record_entry"), w.count(t, "mail"), w.count(t, "record_settlement"); n != 2 || m != 1 || s != 1 {
				t.Fatalf("step %d: %d entries, %d mails, %d settlements", step, n, m, s)
			}
			e, found, err := w.entryOf("reject")
			if err != nil || !found || e.JournalSeq != 2 {
				t.Fatalf("step %d: journal number %d, want 2 without a gap; %v", step, e.JournalSeq, err)
			}
			if asks > 0 {
				if step < 4 {
					t.Fatalf("only %d steps were tried", step)
				}
				return
			}
		}
	})
}

func (w *world) entryOf(key string) (record.EntryView, bool, error) {
	return record.New(w.deps, testPlan{}, record.Options{}).EntryByKey(archivist(), key)
}

func TestWhatIsCopiedToThePersonnelFileOutlivesTheHiring(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		_, application := w.decided(t)
		personnel, err := w.OpenCaseFile(ctx, record.NewCaseFile{
			Key: "personnel/1", Kind: "personnel", Title: "Personalmappe – Ola Nordmann Dahl", PublicTitle: "Personalmappe – *****", Ground: "ansettelse", Class: "401", Agency: "helse", Unit: "skogheim",
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err = w.Copy(ctx, record.CopyOf{Key: "copy", Entry: application, CaseFile: personnel, DocumentType: "soknad-ansatt", Fields: nurse}); err != nil {
				t.Fatal(err)
			}
		}
		w.drain(t)
		w.dispose(t)
		e, _, err := w.EntryByKey(ctx, "copy")
		if err != nil || !e.Note || len(e.Documents) != 1 || e.Documents[0].Outcome != "preserve" {
			t.Fatalf("%+v %v", e, err)
		}
		v, err := w.Document(ctx, e.Documents[0].ID)
		if err != nil || v.Archive != "ready" {
			t.Fatalf("%+v %v", v.Document, err)
		}
		best, _ := v.Best()
		if _, r, err := w.Read(ctx, v.ID, best.ID); err != nil {
			t.Errorf("the copy went with the application: %v", err)
		} else {
			r.Close()
		}
		_, err = w.Copy(ctx, record.CopyOf{Key: "late", Entry: application, CaseFile: personnel, DocumentType: "soknad-ansatt", Fields: nurse})
		want(t, err, "record.document-destroyed")
	})
}

// Each employment has its file; together they are the person's, within reach.
func TestThePersonnelFilesOfAPersonAreFoundTogether(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		for _, key := range []string{"personnel/a/1", "personnel/a/2", "personnel/a_/1", "personnel/b/1"} {
			_, err := w.OpenCaseFile(ctx, record.NewCaseFile{Key: key, Kind: "personnel", Title: "Personalmappe " + key, Class: "401", Agency: "helse", Unit: "skogheim"})
			if err != nil {
				t.Fatal(err)
			}
		}
		files, err := w.CaseFilesUnder(ctx, "personnel/a/")
		if err != nil || len(files) != 2 || files[0].Key != "personnel/a/2" || files[1].Key != "personnel/a/1" {
			t.Fatalf("%+v %v", files, err)
		}
		if files, err = w.CaseFilesUnder(ctx, "personnel/a_/"); err != nil || len(files) != 1 {
			t.Fatalf("%+v %v", files, err)
		}
		if files, err = w.CaseFilesUnder(t.Context(), "personnel/a/"); err != nil || len(files) != 0 {
			t.Fatalf("a stranger sees %+v %v", files, err)
		}
	})
}
