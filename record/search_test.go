package record_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"saksgang/base/authz"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/record"
	"saksgang/testkit"
)

func TestASearchFindsWordsByStemPartAndNumber(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx := newWorld(t, db), archivist()
		f := w.open(t)
		w.apply(t, f, "a", "Jeg har vært sykepleierstudent på flere avdelinger i Bodø.")
		w.drain(t)
		for _, c := range []struct {
			say, query string
			hits       int
		}{
			{"a word of the text", "bodø", 2},
			{"another form of the word", "avdelingen", 2},
			{"a later part of a compound", "studenter", 2},
			{"the file's name", "cv-ola.txt", 1},
			{"the sender", "Nordmann", 2},
			{"two words that are both there", "Bodø flere", 2},
			{"two words of which one is not", "Bodø tromsø", 0},
			{"the case file's number", "2024/1", 2},
			{"the entry's number", "2024/1-1", 2},
			{"a number that is not there", "2024/1-2", 0},
			{"signs alone", `"*(`, 0},
			{"nothing asked, everything found", " ", 2},
		} {
			if found, err := w.Search(ctx, record.Query{Text: c.query}); err != nil || found.Total != c.hits || len(found.Hits) != c.hits {
				t.Errorf("%s: %d hits, want %d; %v", c.say, found.Total, c.hits, err)
			}
		}
	})
}

func TestWhatOneMayNotSeeIsNeitherFoundNorCountedNorRead(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		f := w.open(t)
		application := w.apply(t, f, "a", "Hemmelig søknad")
		w.drain(t)
		e, err := w.Entry(archivist(), application)
		if err != nil {
			t.Fatal(err)
		}
		clerk := as(per, "Per", record.RightRead)
		if found, err := w.Search(clerk, record.Query{Text: "hemmelig"}); err != nil || found.Total != 0 {
			t.Errorf("%d hits, %v", found.Total, err)
		}
		_, err = w.Entry(clerk, application)
		want(t, err, "record.entry-not-found")
		_, err = w.Document(clerk, e.Documents[0].ID)
		want(t, err, "record.document-not-found")
		lines, total, err := w.Journal(clerk, record.JournalQuery{})
		if err != nil || total != 1 || !lines[0].Masked || strings.Contains(fmt.Sprint(lines), "Dahl") || !lines[0].Document.IsZero() {
			t.Errorf("%+v %v", lines, err)
		}
		if lines, _, _ = w.Journal(archivist(), record.JournalQuery{}); lines[0].Masked || lines[0].Parties[0] != "Ola Nordmann Dahl" || !lines[0].Waits {
			t.Errorf("%+v", lines)
		}
		if lines, _, _ = w.Journal(archivist(), record.JournalQuery{Public: true}); !lines[0].Masked || lines[0].Parties[0] != "*****" {
			t.Errorf("the public journal shows %+v", lines)
		}
	})
}

// TestListsSearchAndSingleReadingAgree gives people grants at random and asks
// three ways what they may see.
func TestListsSearchAndSingleReadingAgree(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		entries, cases := w.scattered(t)
		rapid.Check(t, func(rt *rapid.T) {
			ctx := authz.With(context.Background(), someone(rt, cases))
			found, err := w.Search(ctx, record.Query{Text: "felles", Most: 100})
			if err != nil {
				rt.Fatal(err)
			}
			hits := map[record.EntryID]int{}
			for _, h := range found.Hits {
				hits[h.Entry]++
			}
			if len(found.Hits) != found.Total {
				rt.Fatalf("%d hits, %d counted", len(found.Hits), found.Total)
			}
			for file, ids := range entries {
				listed, err := w.Entries(ctx, file)
				in := map[record.EntryID]int{}
				for _, l := range listed {
					in[l.ID] = len(l.Documents)
				}
				for _, id := range ids {
					v, single := w.Entry(ctx, id)
					if hits[id] != len(v.Documents) || (single == nil) != (hits[id] > 0) || err == nil && in[id] != hits[id] {
						rt.Fatalf("found: %d, listed: %d, read: %d, %v (%+v)", hits[id], in[id], len(v.Documents), single, v.Entry)
					}
				}
			}
		})
	})
}

// scattered registers one open and one withheld entry in each of four places.
func (w *world) scattered(t *testing.T) (map[record.CaseFileID][]record.EntryID, []ids.CaseID) {
	t.Helper()
	entries := map[record.CaseFileID][]record.EntryID{}
	var cases []ids.CaseID
	for i, place := range []struct{ agency, unit string }{{"helse", "skogheim"}, {"helse", "solheim"}, {"skole", "fjordskolen"}, {"skole", "dalskolen"}} {
		c := ids.New[ids.Case]()
		cases = append(cases, c)
		f, err := w.OpenCaseFile(archivist(), record.NewCaseFile{
			Key: fmt.Sprint(i), Case: c, Kind: "hiring", Title: "Sak", Agency: place.agency, Unit: place.unit, Responsible: []ids.UserID{kari, per}[i%2],
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"stillingsannonse", "soknad"} {
			id, err := w.Register(archivist(), record.NewEntry{
				Key: fmt.Sprint(kind, i), CaseFile: f, DocumentType: kind, Fields: nurse,
				Documents: []record.NewDocument{{File: w.put(t, "felles")}, {DocumentType: "cv", File: w.put(t, "felles CV")}},
			})
			if err != nil {
				t.Fatal(err)
			}
			entries[f] = append(entries[f], id)
		}
	}
	w.drain(t)
	return entries, cases
}

func someone(t *rapid.T, cases []ids.CaseID) authz.Actor {
	a := authz.Actor{User: rapid.SampledFrom([]ids.UserID{kari, per, liv}).Draw(t, "user")}
	for range rapid.IntRange(0, 4).Draw(t, "grants") {
		a.Grants = append(a.Grants, authz.Grant{
			Right:  rapid.SampledFrom([]authz.Right{record.RightRead, record.RightReadScreened}).Draw(t, "right"),
			Reach:  rapid.SampledFrom([]authz.Reach{authz.Own, authz.InCase, authz.InUnit, authz.InAgency, authz.Everywhere}).Draw(t, "reach"),
			Agency: rapid.SampledFrom([]string{"helse", "skole"}).Draw(t, "agency"),
			Unit:   rapid.SampledFrom([]string{"skogheim", "dalskolen"}).Draw(t, "unit"),
			Case:   rapid.SampledFrom(cases).Draw(t, "case"),
		})
	}
	return a
}
