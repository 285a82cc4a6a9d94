package record_test

import (
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"saksgang/base/errs"
	"saksgang/base/jobs"
	"saksgang/base/sqldb"
	"saksgang/record"
	"saksgang/testkit"
)

func TestAnApplicationIsSettledByItsReplyAndNeverByItsAcknowledgement(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f := w.open(t)
		application := w.apply(t, f, "application/1", "Jeg søker.")
		err := w.WriteDocument(ctx, record.Order{
			Key: "ack/1", CaseFile: f, DocumentType: "bekreftelse", Template: "bekreftelse", Fields: nurse,
			Correspondent: record.Correspondent{Name: "Ola Nordmann Dahl"}, Mail: "ola@example.org", Answers: application,
		})
		if err != nil {
			t.Fatal(err)
		}
		w.drain(t)
		ack, _, err := w.EntryByKey(ctx, "ack/1")
		if err != nil || ack.Answers != application {
			t.Fatalf("the acknowledgement does not refer to the application: %v", err)
		}
		if v, _ := w.Entry(ctx, application); v.Settlement != nil {
			t.Error("the acknowledgement settled the application")
		}
		want(t, w.Settle(ctx, application, record.ByLetter, ack.ID, ""), "record.acknowledgement-never-settles")
		want(t, w.Settle(ctx, application, record.TakenNoteOf, record.EntryID{}, ""), "record.reply-or-reason")

		w.reject(t, f, "reject/1", application)
		w.drain(t)
		v, err := w.Entry(ctx, application)
		if err != nil || v.Settlement == nil {
			t.Fatalf("the reply did not settle the application: %v", err)
		}
		reply, _, _ := w.EntryByKey(ctx, "reject/1")
		if v.Settlement.ByEntry != reply.ID || v.Settlement.Method != record.ByMail {
			t.Errorf("settled by %v %v, want the reply %v", v.Settlement.Method, v.Settlement.ByEntry, reply.ID)
		}
		want(t, w.Settle(ctx, application, record.TakenNoteOf, record.EntryID{}, "sent twice"), "record.entry-settled-already")
	})
}

func TestASignedContractIsSettledByTakingNoteOfIt(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f := w.open(t)
		id, err := w.Register(ctx, record.NewEntry{
			Key: "contract", CaseFile: f, DocumentType: "avtale", Fields: nurse, Correspondents: []record.Correspondent{{Name: "Ola Nordmann Dahl"}},
			Documents: []record.NewDocument{{FileName: "avtale.txt", File: w.put(t, "Underskrevet")}},
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // repeated, it changes nothing
			if err := w.TakeNoteOf(ctx, id, ""); err != nil {
				t.Fatal(err)
			}
		}
		if v, _ := w.Entry(ctx, id); v.Settlement == nil || v.Settlement.Method != record.TakenNoteOf {
			t.Errorf("settlement %+v", v.Settlement)
		}
	})
}

func TestThePlansRowDecidesTitlePublicityAndRetention(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f := w.open(t)
		v, err := w.Entry(ctx, w.apply(t, f, "application/1", "Jeg søker."))
		if err != nil {
			t.Fatal(err)
		}
		if v.Title != "Søknad – Ola Nordmann Dahl" || v.PublicTitle != "Søknad – *****" {
			t.Errorf("title %q, for the public %q", v.Title, v.PublicTitle)
		}
		if v.Publicity != "exempt" || v.Cite != "offl. § 25 første ledd" {
			t.Errorf("publicity %s by %q: it is the provision in force that day that counts", v.Publicity, v.Cite)
		}
		if v.Reference() != "2024/1-1" || v.JournalSeq != 1 || v.JournalYear != 2024 {
			t.Errorf("numbers %s and %d/%d", v.Reference(), v.JournalSeq, v.JournalYear)
		}
		if len(v.Documents) != 2 || v.Documents[1].DocumentType != "cv" || v.Documents[1].Main || v.Documents[0].Outcome != "dispose" {
			t.Errorf("documents %+v", v.Documents)
		}
		_, err = w.Register(ctx, record.NewEntry{Key: "note", CaseFile: f, DocumentType: "huskelapp", Documents: []record.NewDocument{{File: w.put(t, "x")}}})
		want(t, err, "record.not-captured")
		_, err = w.Register(ctx, record.NewEntry{Key: "x", CaseFile: f, DocumentType: "soknad", Documents: []record.NewDocument{{File: w.put(t, "x")}}})
		want(t, err, "record.title-lacks-field")
	})
}

func TestWhatIsKeptWithoutAJournalIsAnArchiveNoteWithoutAJournalNumber(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f := w.open(t)
		id, err := w.Register(ctx, record.NewEntry{
			Key: "reference", CaseFile: f, DocumentType: "referansenotat", Fields: nurse, Documents: []record.NewDocument{{File: w.put(t, "Flink.")}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if v, _ := w.Entry(ctx, id); !v.Note || v.JournalSeq != 0 || v.Number != 1 {
			t.Errorf("note %v, journal number %d, number %d", v.Note, v.JournalSeq, v.Number)
		}
	})
}

func TestTheConnectionsMappingDecidesStatusAndHandler(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f := w.open(t)
		id, err := w.Register(ctx, record.NewEntry{
			Key: "a", CaseFile: f, DocumentType: "soknad", Fields: nurse, Status: record.Journaled, Handler: per, HandlerName: "Per HR", HandlerRole: "hr",
			Documents: []record.NewDocument{{File: w.put(t, "x")}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if v, _ := w.Entry(ctx, id); v.Status != record.Journaled || v.Handler != per || v.HandlerName != "Per HR" || v.HandlerRole != "hr" || v.SignedAt == 0 {
			t.Errorf("%+v", v.Entry)
		}
		_, err = w.Register(ctx, record.NewEntry{Key: "b", CaseFile: f, DocumentType: "soknad", Fields: nurse, Status: record.Archived, Documents: []record.NewDocument{{File: w.put(t, "x")}}})
		want(t, err, "record.status-unknown")
	})
}

func TestTheSameKeyIsRegisteredOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		f := w.open(t)
		if again := w.open(t); again != f {
			t.Errorf("two case files %v %v", f, again)
		}
		if a, b := w.apply(t, f, "a", "x"), w.apply(t, f, "a", "x"); a != b {
			t.Errorf("two entries %v %v", a, b)
		}
		for range 2 {
			w.reject(t, f, "r", w.apply(t, f, "a", "x"))
			w.drain(t)
		}
		if n := w.count(t, "record_entry"); n != 2 {
			t.Errorf("%d entries, want the application and its reply", n)
		}
		if n := w.count(t, "mail"); n != 1 {
			t.Errorf("%d mails", n)
		}
	})
}

func TestACaseFileClosesOnlyWhenEverythingInItIsDoneWith(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f := w.open(t)
		application := w.apply(t, f, "a", "x")
		want(t, w.Close(ctx, f), "record.case-file-unsettled")
		w.reject(t, f, "r", application)
		want(t, w.Close(ctx, f), "record.document-being-written")
		w.convert.fails = errs.Unavailable(nil, "record.no-converter")
		_, err := w.Register(ctx, record.NewEntry{
			Key: "rtf", CaseFile: f, DocumentType: "stillingsannonse", Fields: nurse, Documents: []record.NewDocument{{FileName: "a.rtf", File: w.put(t, `{\rtf1 Annonse}`)}},
		})
		if err != nil {
			t.Fatal(err)
		}
		w.drain(t)
		want(t, w.Close(ctx, f), "record.not-in-archive-format")
		w.bring(t, f)
		want(t, w.Close(ctx, f), "record.entry-not-signed-off")
		want(t, w.Remaining(ctx, f), "record.entry-not-signed-off")
		if n, err := w.SignOffFile(ctx, f); n != 3 || err != nil {
			t.Fatalf("%d signed off, %v", n, err)
		}
		want(t, w.Close(as(per, "Per", record.RightRead), f), "authz.denied")
		want(t, w.Close(ctx, f), "")
		want(t, w.Close(ctx, f), "record.case-file-closed")
		_, err = w.Register(ctx, record.NewEntry{Key: "late", CaseFile: f, DocumentType: "soknad", Fields: nurse, Documents: []record.NewDocument{{File: w.put(t, "x")}}})
		want(t, err, "record.case-file-closed")
		want(t, w.Reopen(ctx, f, " "), "record.reason-missing")
		want(t, w.Reopen(ctx, f, "En klage kom."), "")
		if v, _ := w.Entry(ctx, application); v.Status != record.Journaled {
			t.Errorf("after reopening the entry is %s", v.Status)
		}
	})
}

// What the plan settles itself at sign-off keeps a file open, but waits for no one's
// answer: the list of the case says the second, the closing the first.
func TestTheListOfACaseShowsWhatWaitsForAnAnswer(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f := w.open(t)
		w.apply(t, f, "a", "x")
		var internal record.EntryID // the plan wants no answer to it; signing it off settles it
		for _, kind := range []string{"stillingsannonse", "innstilling"} {
			id, err := w.Register(ctx, record.NewEntry{
				Key: kind, CaseFile: f, DocumentType: kind, Fields: nurse, Documents: []record.NewDocument{{FileName: "a.txt", File: w.put(t, kind)}},
			})
			if err != nil {
				t.Fatal(err)
			}
			internal = id
		}
		agree := func(waiting, unsettled int) {
			t.Helper()
			for _, state := range []string{"", "unsettled"} {
				all, _, err := w.CaseDocuments(ctx, record.CaseQuery{Case: w.hiring, State: state})
				n := 0
				for _, d := range all {
					if d.Waits {
						n++
					}
				}
				if err != nil || n != waiting || state != "" && len(all) != waiting {
					t.Errorf("%q shows %d, %d of them waiting, %v", state, len(all), n, err)
				}
			}
			err := w.Remaining(ctx, f)
			want(t, err, "record.case-file-unsettled")
			if i := slices.IndexFunc(errs.ArgsOf(err), func(a errs.Arg) bool { return a.Name == "count" }); errs.ArgsOf(err)[i].Value != unsettled {
				t.Errorf("%v, and not %d", err, unsettled)
			}
		}
		agree(1, 2)
		want(t, w.SignOff(ctx, internal), "")
		agree(1, 1)
	})
}

// bring adds a PDF/A made by hand to the first document that waits for one.
func (w *world) bring(t *testing.T, f record.CaseFileID) {
	t.Helper()
	ctx := archivist()
	entries, err := w.Entries(ctx, f)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		for _, d := range e.Documents {
			if d.Archive != "task" {
				continue
			}
			want(t, w.AddArchiveVariant(ctx, d.ID, w.put(t, `{\rtf1 Annonse}`), "hånd"), "record.not-an-archive-format")
			want(t, w.AddArchiveVariant(ctx, d.ID, w.put(t, "Annonse\n"), "hånd"), "")
			return
		}
	}
	t.Fatal("no document waits for a hand")
}

func TestWhatNoProgramHereCanConvertIsATaskOfTheArchivist(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f := w.open(t)
		w.convert.fails = errs.Unavailable(nil, "record.no-converter")
		_, err := w.Register(ctx, record.NewEntry{
			Key: "rtf", CaseFile: f, DocumentType: "stillingsannonse", Fields: nurse,
			Documents: []record.NewDocument{{FileName: "hemmelig-navn.rtf", File: w.put(t, `{\rtf1 Annonse}`)}},
		})
		if err != nil {
			t.Fatal(err)
		}
		w.drain(t)
		items, err := w.deps.Work.OfCase(ctx, w.hiring)
		if err != nil || len(items) != 1 || items[0].Kind != record.ConvertWork || items[0].Role != "archivist" {
			t.Fatalf("%+v %v", items, err)
		}
		if strings.Contains(items[0].About, "hemmelig") {
			t.Error("the task shows the file's name")
		}
		w.bring(t, f)
		if open, _ := w.deps.Work.OfCase(ctx, w.hiring); len(open) != 0 {
			t.Errorf("the task still waits: %+v", open)
		}
	})
}

func TestAConvertedDocumentKeepsBothChecksums(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f := w.open(t)
		in := w.put(t, "<html><body><p>Annonse</p></body></html>")
		id, err := w.Register(ctx, record.NewEntry{
			Key: "html", CaseFile: f, DocumentType: "stillingsannonse", Fields: nurse, Documents: []record.NewDocument{{FileName: "a.html", File: in}},
		})
		if err != nil {
			t.Fatal(err)
		}
		w.drain(t)
		e, _ := w.Entry(ctx, id)
		v, err := w.Document(ctx, e.Documents[0].ID)
		if err != nil || len(v.Conversions) != 1 || v.Archive != "ready" {
			t.Fatalf("%+v %v", v, err)
		}
		best, _ := v.Best()
		if c := v.Conversions[0]; c.FromSum != in.Sum || c.ToSum != best.Sum || best.Variant != "archive" || c.From != "fmt/96" || c.To != "fmt/477" {
			t.Errorf("%+v", c)
		}
	})
}

func TestALetterIsAnAccessiblePageAndAPDFAAndTheReadingOfWhatIsWithheldIsRecorded(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f := w.open(t)
		w.reject(t, f, "r", w.apply(t, f, "a", "x"))
		w.drain(t)
		e, _, err := w.EntryByKey(ctx, "r")
		if err != nil || len(e.Documents) != 1 {
			t.Fatalf("%+v %v", e, err)
		}
		v, err := w.Document(ctx, e.Documents[0].ID)
		if err != nil || len(v.Objects) != 2 {
			t.Fatalf("%+v %v", v, err)
		}
		for _, o := range v.Objects {
			_, r, err := w.Read(ctx, v.ID, o.ID)
			if err != nil {
				t.Fatal(err)
			}
			content, _ := io.ReadAll(r)
			r.Close()
			text := string(content)
			switch {
			case o.Variant == "archive" && o.Format != "fmt/477":
				t.Errorf("the archive variant is %s", o.Format)
			case o.Variant == "production" && (!strings.Contains(text, `<html lang="nb">`) || strings.Count(text, "<h1>") != 1 ||
				!strings.Contains(text, "<h2>Hva vi har avgjort</h2>") || !strings.Contains(text, "<li>ett</li>")):
				t.Errorf("not an accessible page:\n%s", text)
			}
		}
		if v, _ = w.Document(ctx, v.ID); len(v.Readings) != 2 || v.Readings[0].Name != "Kari Arkivar" {
			t.Errorf("readings %+v", v.Readings)
		}
		letters, err := w.deps.Mail.OfCase(ctx, w.hiring)
		if err != nil || len(letters) != 1 || !strings.Contains(letters[0].Body, "Stillingen er besatt.") || !strings.Contains(letters[0].Body, "2024/1-2") {
			t.Errorf("%+v %v", letters, err)
		}
	})
}

func TestALetterThatIsWithheldIsNotPutIntoAMail(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f := w.open(t)
		err := w.WriteDocument(ctx, record.Order{
			Key: "u", CaseFile: f, DocumentType: "svar-unntak", Fields: nurse, Lines: []string{"Kravet er avslått fordi hensynene ikke veier tungt nok."},
			Correspondent: record.Correspondent{Name: "Ola Nordmann Dahl"}, Mail: "ola@example.org",
		})
		if err != nil {
			t.Fatal(err)
		}
		w.drain(t)
		letters, err := w.deps.Mail.OfCase(ctx, w.hiring)
		if err != nil || len(letters) != 1 || strings.Contains(letters[0].Body, "hensynene") || !strings.Contains(letters[0].Body, "2024/1-1") {
			t.Errorf("%+v %v", letters, err)
		}
	})
}

func TestAnOrderThatCouldNotBeWrittenIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f := w.open(t)
		order := func(o record.Order) error {
			o.Key, o.CaseFile = "o", f
			return w.WriteDocument(ctx, o)
		}
		want(t, order(record.Order{DocumentType: "finnes-ikke"}), "record.document-type-unknown")
		want(t, order(record.Order{DocumentType: "avslag", Template: "finnes-ikke", Fields: nurse}), "record.letter-unknown")
		want(t, order(record.Order{DocumentType: "avslag", Template: "avslag", Fields: map[string]string{"søker.navn": "A"}}), "record.letter-lacks-field")
		want(t, order(record.Order{DocumentType: "avslag", Fields: nurse}), "record.letter-empty")
		if n := w.count(t, "record_order"); n != 0 {
			t.Errorf("%d orders were kept", n)
		}
	})
}

func TestNoEventOfTheLedgerHoldsANameATitleOrAFileName(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f := w.open(t)
		w.reject(t, f, "r", w.apply(t, f, "a", "x"))
		w.drain(t)
		if _, err := w.SignOffFile(ctx, f); err != nil {
			t.Fatal(err)
		}
		want(t, w.Close(ctx, f), "")
		events, err := w.deps.Ledger.OfCase(ctx, w.hiring)
		if err != nil || len(events) < 8 {
			t.Fatalf("%d events, %v", len(events), err)
		}
		for _, e := range events {
			for _, word := range []string{"Ola", "Dahl", "Sykepleier", ".txt", "example.org"} {
				if strings.Contains(e.Payload, word) {
					t.Errorf("%s holds %q: %s", e.Kind, word, e.Payload)
				}
			}
		}
	})
}

func TestADocumentThatTheConverterDoesNotManageBecomesATaskAndIsNotTriedForEver(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f := w.open(t)
		w.convert.fails = errs.Unavailable(nil, "record.conversion-timed-out", "limit", "90s")
		id, err := w.Register(ctx, record.NewEntry{
			Key: "html", CaseFile: f, DocumentType: "stillingsannonse", Fields: nurse, Documents: []record.NewDocument{{File: w.put(t, "<html><body>Annonse</body></html>")}},
		})
		if err != nil {
			t.Fatal(err)
		}
		for try := 1; try <= 3; try++ {
			w.drain(t)
			e, _ := w.Entry(ctx, id)
			if got, wanted := e.Documents[0].Archive, map[bool]string{true: "task", false: "pending"}[try == 3]; got != wanted {
				t.Errorf("after %d tries it is %s, want %s", try, got, wanted)
			}
			w.clock.Advance(time.Hour)
		}
	})
}

func TestAJobThatRunsTwiceAtOnceHasOneEffect(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f := w.open(t)
		w.reject(t, f, "r", w.apply(t, f, "a", "x"))
		all, err := sqldb.All[jobs.Job](ctx, db, "SELECT id, kind, '', '', payload, run_at, attempts FROM job")
		if err != nil || len(all) != 3 {
			t.Fatalf("%d jobs, %v", len(all), err)
		}
		var both sync.WaitGroup
		for range 2 { // a lease ran out while its holder still worked
			for _, job := range all {
				both.Go(func() {
					handler := map[string]jobs.Handler{record.WriteJob: w.Write, record.PreserveJob: w.Preserve}[job.Kind]
					if err := handler(ctx, job); err != nil && !errs.Has(err, "jobs.finished-elsewhere") {
						t.Errorf("%s: %v", job.Kind, err)
					}
				})
			}
		}
		both.Wait()
		if e, m, o := w.count(t, "record_entry"), w.count(t, "mail"), w.count(t, "record_object"); e != 2 || m != 1 || o != 6 {
			t.Errorf("%d entries, %d mails, %d files", e, m, o)
		}
	})
}

func TestManyAtOnceGetTheSameEntryForTheSameKeyAndNumbersWithoutGaps(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		f, file := w.open(t), w.put(t, "x")
		var all sync.WaitGroup
		for i := range 12 {
			all.Go(func() {
				_, err := w.Register(archivist(), record.NewEntry{
					Key: string(rune('a' + i%4)), CaseFile: f, DocumentType: "soknad", Fields: nurse, Documents: []record.NewDocument{{File: file}},
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		lines, total, err := w.Journal(archivist(), record.JournalQuery{})
		if err != nil || total != 4 {
			t.Fatalf("%d entries, %v", total, err)
		}
		for i, l := range lines {
			if l.Seq != 4-i {
				t.Errorf("journal number %d, want %d", l.Seq, 4-i)
			}
		}
	})
}
