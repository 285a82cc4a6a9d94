package recordapp_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"saksgang/base/sqldb"
	"saksgang/record"
	"saksgang/testkit"
)

var rowTitles = regexp.MustCompile(`href="/records/documents/[0-9a-f-]+"[^>]*>\s*Merknad (\d+)`)

// noted are the numbers of the notes that a page shows, in their order.
func noted(body string) []string {
	var out []string
	for _, m := range rowTitles.FindAllStringSubmatch(body, -1) {
		if len(out) == 0 || out[len(out)-1] != m[1] {
			out = append(out, m[1])
		}
	}
	return out
}

func TestTheDocumentsOfACaseArePagedFilteredAndSortedByTheAddress(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		tn := newTown(t, db)
		f, _ := tn.hire(t)
		var first record.EntryID
		for n := 10; n < 40; n++ {
			kind, text, from := "stillingsannonse", fmt.Sprintf("innhold%d\n", n), []record.Correspondent(nil)
			switch n {
			case 20:
				kind, from = "trekk", []record.Correspondent{{Name: "Ola Nordmann Dahl"}} // waits to be settled
			case 21:
				text = "GIF89a that nothing here converts"
			}
			ref, err := tn.deps.Files.Put(t.Context(), strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			id, err := tn.records.Register(tn.as(archivist), record.NewEntry{
				Key: fmt.Sprint("note/", n), CaseFile: f, DocumentType: kind, Fields: nurse, Correspondents: from,
				Documents: []record.NewDocument{{Title: fmt.Sprint("Merknad ", n), FileName: "a.txt", File: ref}},
			})
			if err != nil {
				t.Fatal(err)
			}
			if n == 10 {
				first = id
			}
		}
		tn.drain(t)
		if err := tn.records.SignOff(tn.as(archivist), first); err != nil {
			t.Fatal(err)
		}
		if _, err := sqldb.Exec(t.Context(), db, "UPDATE record_document SET archive = 'disposed', disposed_at = 1 WHERE title = 'Merknad 22'"); err != nil {
			t.Fatal(err)
		}
		here := "/cases/" + tn.hiring.String() + "/documents"
		r := tn.login(t, archivist)
		for _, c := range []struct {
			query       string
			first, last string
			many        int
		}{
			{"", "10", "", 22}, // three come before them
			{"?page=2", "", "39", 8},
			{"?sort=-number", "39", "", 25},
			{"?q=innhold17", "17", "17", 1},
			{"?type=avslag", "", "", 0},
			{"?state=unsettled", "20", "20", 1},
			{"?state=unsigned", "11", "", 22},
			{"?state=unsigned&page=2", "", "39", 7},
			{"?state=by-hand", "21", "21", 1},
			{"?state=destroyed", "22", "22", 1},
		} {
			_, body := r.get(here + c.query)
			got := noted(body)
			if len(got) != c.many || c.first != "" && got[0] != c.first || c.last != "" && !slices.Contains(got, c.last) {
				t.Errorf("%q shows %v", c.query, got)
			}
		}
		_, all := r.get(here)
		_, clerks := tn.login(t, clerk).get(here)
		if !strings.Contains(all, "33 documents") && !strings.Contains(all, "33 dokumenter") || strings.Contains(clerks, "33 do") {
			t.Error("the count is not of what the reader may see")
		}
	})
}

// The one search box finds documents within the reader's reach; what is
// withheld is neither shown nor counted.
func TestTheSearchBoxFindsDocumentsWithinReach(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		tn := newTown(t, db)
		tn.hire(t)
		const group, hit = `<span class="sg-count">`, "/records/documents/"
		archive, outsider := tn.login(t, archivist), tn.login(t, clerk)
		if _, body := archive.get("/search?q=Dahl"); !strings.Contains(body, hit) {
			t.Errorf("the archivist does not find the applicant's documents:\n%s", body)
		}
		if _, body := outsider.get("/search?q=Dahl"); strings.Contains(body, hit) || strings.Contains(body, group) {
			t.Errorf("the clerk finds what is withheld:\n%s", body)
		}
		// The advertisement is open, the application is not: one is found, one counted.
		if _, body := outsider.get("/search?q=stillingen"); !strings.Contains(body, group+"1<") || strings.Contains(body, "Dahl") {
			t.Errorf("the clerk finds more than the advertisement, or less:\n%s", body)
		}
		if _, body := archive.get("/search?q=stillingen"); strings.Contains(body, group+"1<") {
			t.Errorf("the archivist finds no more than the clerk:\n%s", body)
		}
	})
}
