package record_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/ids"
	"saksgang/base/mail"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/record"
	"saksgang/testkit"
)

var (
	unionRep = as(ids.Derive[ids.User]("test", "Tove"), "Tove Tillit", record.RightRead, record.RightReadScreened)
	deputy   = as(ids.Derive[ids.User]("test", "Ulf"), "Ulf Vara", record.RightRead)
	newcomer = as(ids.Derive[ids.User]("test", "Nina"), "Nina Ny")
)

func (w *world) holdUnion(who ...context.Context) {
	w.holders["union"] = nil
	for _, ctx := range who {
		w.holders["union"] = append(w.holders["union"], authz.ActorFrom(ctx))
	}
}

// announce registers a row of the plan whose copies go to everybody on a list.
func (w *world) announce(t *testing.T, f record.CaseFileID, text string) record.EntryID {
	t.Helper()
	id, err := w.Register(archivist(), record.NewEntry{
		Key: "kunngjoring", CaseFile: f, DocumentType: "kunngjoring", Fields: nurse, Correspondents: []record.Correspondent{{Name: "Alle"}},
		Documents: []record.NewDocument{{FileName: "a.txt", File: w.put(t, text)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.drain(t)
	return id
}

func (w *world) copyNames(t *testing.T, id record.EntryID) (names []string) {
	t.Helper()
	v, err := w.Entry(archivist(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range v.Copies {
		names = append(names, c.Name)
	}
	for _, c := range v.Correspondents {
		if c.Role == "copy" && !slices.Contains(names, c.Name) {
			t.Errorf("%s is a copy recipient without a copy", c.Name)
		}
	}
	return names
}

func (w *world) waiting(t *testing.T, ctx context.Context) []work.Item {
	t.Helper()
	items, err := w.deps.Work.Waiting(ctx, work.Query{Kind: record.CopyWork})
	if err != nil {
		t.Fatal(err)
	}
	return items
}

func TestARowOfThePlanSendsItsCopiesOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		w.holdUnion(unionRep, deputy, newcomer)
		id := w.announce(t, w.open(t), "Vi søker\n \n\n\nsykepleier.")
		if got := w.copyNames(t, id); !slices.Equal(got, []string{"Tove Tillit", "Ulf Vara", "NAV Fjordvik"}) {
			t.Errorf("copies to %v", got)
		}
		if n := len(w.waiting(t, unionRep)) + len(w.waiting(t, deputy)); n != 2 || len(w.waiting(t, newcomer)) != 0 {
			t.Errorf("%d copies wait to be read", n)
		}
		letters, err := w.deps.Mail.OfCase(t.Context(), w.hiring)
		if err != nil || len(letters) != 1 || letters[0].To != "Nav@fjordvik.example" || letters[0].State != mail.Sent || !strings.Contains(letters[0].Body, "\n\nVi søker\n\nsykepleier.\n\n") {
			t.Fatalf("%v, %v", letters, err)
		}
		events, err := w.deps.Ledger.OfCase(t.Context(), w.hiring)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if strings.Contains(e.Payload, "Tove") || strings.Contains(e.Payload, "NAV") || strings.Contains(e.Payload, "Nye stillinger") {
				t.Errorf("the ledger holds a name: %s", e.Payload)
			}
		}
		// Sent by hand as well: nobody is left, until somebody new holds the role.
		_, err = w.Distribute(archivist(), id, "alle")
		want(t, err, "record.copy-nobody-left")
		w.holdUnion(unionRep, deputy, as(ids.Derive[ids.User]("test", "Vibe"), "Vibe Valgt", record.RightRead))
		if n, err := w.Distribute(archivist(), id, "innside"); n != 1 || err != nil {
			t.Errorf("%d new copies, %v", n, err)
		}
		if letters, _ := w.deps.Mail.OfCase(t.Context(), w.hiring); len(letters) != 1 {
			t.Errorf("%d letters", len(letters))
		}
	})
}

func TestACopyGoesToNobodyWhoMayNotSeeTheDocument(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		w.holdUnion(unionRep, deputy)
		f := w.open(t)
		application := w.apply(t, f, "a", "Jeg søker.")
		_, reached, err := w.Lists(archivist(), application)
		if err != nil {
			t.Fatal(err)
		}
		var refused []string
		for _, r := range reached["alle"] {
			refused = append(refused, r.Name+" "+r.Refused)
		}
		if !slices.Equal(refused, []string{"Tove Tillit ", "Ulf Vara record.copy-not-readable", "NAV Fjordvik record.copy-withheld"}) {
			t.Errorf("%q", refused)
		}
		if n, err := w.Distribute(archivist(), application, "alle"); n != 1 || err != nil {
			t.Errorf("%d copies, %v", n, err)
		}
		if got := w.copyNames(t, application); !slices.Equal(got, []string{"Tove Tillit"}) {
			t.Errorf("copies to %v", got)
		}
		if letters, _ := w.deps.Mail.OfCase(t.Context(), w.hiring); len(letters) != 0 {
			t.Error("what is withheld went out by mail")
		}
		_, err = w.Distribute(unionRep, application, "innside")
		want(t, err, "authz.denied")
		_, err = w.Distribute(newcomer, application, "innside")
		want(t, err, "record.entry-not-found")
		_, err = w.Distribute(archivist(), application, "ukjent")
		want(t, err, "record.list-unknown")
	})
}

// What stands masked in the public journal is masked in what leaves the house.
func TestACopyOutsideHasThePublicTitle(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		f := w.open(t)
		id, err := w.Register(archivist(), record.NewEntry{
			Key: "omtale", CaseFile: f, DocumentType: "omtale", Fields: nurse, Documents: []record.NewDocument{{FileName: "a.txt", File: w.put(t, "Om stillingen.")}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := w.Distribute(archivist(), id, "alle"); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		letters, err := w.deps.Mail.OfCase(t.Context(), w.hiring)
		if err != nil || len(letters) != 1 || strings.Contains(letters[0].Subject+letters[0].Body, "Dahl") || !strings.Contains(letters[0].Subject, "Omtale") {
			t.Errorf("%v, %v", letters, err)
		}
	})
}

func TestACopyIsReadByWhoGotIt(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		w.holdUnion(unionRep)
		id := w.announce(t, w.open(t), "Vi søker sykepleier.")
		want(t, w.ReadCopy(archivist(), id), "record.entry-not-found")
		want(t, w.ReadCopy(unionRep, id), "")
		want(t, w.ReadCopy(unionRep, id), "")
		v, err := w.Entry(archivist(), id)
		if err != nil || v.Copies[0].ReadAt == 0 || len(w.waiting(t, unionRep)) != 0 {
			t.Errorf("%+v, %v", v.Copies, err)
		}
	})
}

// A copy waits for nobody when its case file is closed, and what was sent out goes
// with the document.
func TestCopiesGoWithTheDocument(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		w.holdUnion(unionRep)
		f := w.open(t)
		id := w.announce(t, f, "Vi søker "+marker+".")
		if len(w.holding(t, marker)) == 0 {
			t.Fatal("the marker is nowhere to begin with")
		}
		if _, err := w.SignOffFile(ctx, f); err != nil {
			t.Fatal(err)
		}
		want(t, w.Decided(ctx, f, calendar.MustDate("2024-05-02")), "")
		want(t, w.Close(ctx, f), "")
		if len(w.waiting(t, unionRep)) != 0 {
			t.Error("a copy of a closed case waits to be read")
		}
		_, err := w.Distribute(ctx, id, "innside")
		want(t, err, "record.entry-at-rest")
		w.clock.Set(time.Date(2027, 5, 3, 8, 0, 0, 0, time.UTC))
		d, err := w.ProposeDisposal(ctx, calendar.MustDate("2027-05-03"))
		if err != nil {
			t.Fatal(err)
		}
		want(t, w.ApproveDisposal(approver(1), d, false), "")
		want(t, w.ApproveDisposal(approver(2), d, true), "")
		w.drain(t)
		letters, err := w.deps.Mail.OfCase(t.Context(), w.hiring)
		if err != nil || len(letters) != 1 || letters[0].To != "" || letters[0].Body != "" {
			t.Errorf("%v, %v", letters, err)
		}
		if got := w.copyNames(t, id); !slices.Equal(got, []string{"Tove Tillit", "NAV Fjordvik"}) {
			t.Errorf("who had a copy: %v", got)
		}
		if db.Path() != "" {
			if left := w.holding(t, "nav@fjordvik"); len(left) != 0 {
				t.Errorf("the address is left in %v", left)
			}
		}
	})
}
