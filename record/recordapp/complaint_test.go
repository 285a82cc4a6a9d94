package recordapp_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/record"
	"saksgang/testkit"
)

func TestAComplaintHoldsTheCaseFileBackUntilItIsDecidedOnItsPage(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		tn := newTown(t, db)
		f, _ := tn.hire(t)
		tn.close(t, f)
		reader, here := tn.login(t, archivist), "/cases/"+tn.hiring.String()+"/documents"
		path := "/records/files/" + f.String() + "/complaint"
		outsider := tn.login(t, clerk) // reads
		if got := status(outsider, path, url.Values{"reason": {"Rangeringen"}, "back": {here}}); got != http.StatusNotFound {
			t.Errorf("a complaint by whoever may not register: %d", got)
		}
		if answer, _ := reader.post(path, url.Values{"reason": {" "}, "back": {here}}); answer.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("a complaint about nothing: %d", answer.StatusCode)
		}
		if answer, _ := reader.post(path, url.Values{"reason": {"Rangeringen"}, "back": {here}}); answer.Header.Get("Location") != here {
			t.Fatalf("%d to %q", answer.StatusCode, answer.Header.Get("Location"))
		}
		if _, page := reader.get(here); !strings.Contains(page, "Rangeringen") || !strings.Contains(page, path+"/closed") {
			t.Error("the page does not tell of the complaint")
		}
		if answer, _ := reader.post("/records/disposal/propose", nil); strings.Contains(answer.Header.Get("Location"), "disposal=") {
			t.Error("what a complaint holds back was proposed")
		}
		if got := status(outsider, path+"/closed", url.Values{"back": {here}}); got != http.StatusNotFound {
			t.Errorf("deciding it by whoever may not register: %d", got)
		}
		if _, page := reader.get(here); !strings.Contains(page, path+"/closed") {
			t.Error("whoever may not register decided the complaint")
		}
		if answer, _ := reader.post(path+"/closed", url.Values{"back": {here}}); answer.StatusCode != http.StatusSeeOther {
			t.Fatalf("deciding it: %d", answer.StatusCode)
		}
		if answer, _ := reader.post("/records/disposal/propose", nil); !strings.Contains(answer.Header.Get("Location"), "disposal=") {
			t.Error("after the complaint nothing was proposed")
		}
	})
}

func status(r *reader, path string, values url.Values) int {
	answer, _ := r.post(path, values)
	return answer.StatusCode
}

func TestADocumentIsTakenOutOfAProposalOnItsPage(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		tn := newTown(t, db)
		f, _ := tn.hire(t)
		tn.close(t, f)
		answer, _ := tn.login(t, archivist).post("/records/disposal/propose", nil)
		_, id, _ := strings.Cut(answer.Header.Get("Location"), "disposal=")
		approver := tn.login(t, lawyer)
		_, page := approver.get("/records/disposal")
		_, rest, found := strings.Cut(page, `name="document"`)
		_, rest, _ = strings.Cut(rest, `<option value="`)
		if strings.HasPrefix(rest, `"`) { // nothing chosen yet
			_, rest, _ = strings.Cut(rest, `<option value="`)
		}
		document, _, _ := strings.Cut(rest, `"`)
		if !found || document == "" {
			t.Fatal("the page offers no document to keep")
		}
		keep := func(r *reader, reason string) int {
			return status(r, "/records/disposal/keep", url.Values{"disposal": {id}, "document": {document}, "reason": {reason}})
		}
		for who, user := range map[string]ids.UserID{"reads": clerk, "proposes": archivist} {
			if got := keep(tn.login(t, user), "Av interesse"); got != http.StatusNotFound {
				t.Errorf("whoever only %s: %d", who, got)
			}
		}
		if got := keep(approver, ""); got != http.StatusUnprocessableEntity {
			t.Errorf("without a reason: %d", got)
		}
		if got := keep(approver, "Av interesse for bygdeboken"); got != http.StatusSeeOther {
			t.Fatalf("keeping it: %d", got)
		}
		if _, page := approver.get("/records/disposal"); strings.Contains(page, `value="`+document+`"`) {
			t.Error("what is kept is still offered")
		}
	})
}

var keepOptions = regexp.MustCompile(`<option value="([0-9a-f-]{36})"[^>]*>([^<]*)</option>`)

// Two attachments of one type are told apart; who may not see them is shown no
// title, which names a person.
func TestWhatMayBeKeptIsToldApart(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		tn := newTown(t, db)
		f, _ := tn.hire(t)
		part := func(kind, title string) record.NewDocument {
			ref, err := tn.deps.Files.Put(t.Context(), strings.NewReader(title+"\n"))
			if err != nil {
				t.Fatal(err)
			}
			return record.NewDocument{DocumentType: kind, Title: title, FileName: "a.txt", File: ref, Main: kind == "soknad"}
		}
		another, err := tn.records.Register(tn.as(archivist), record.NewEntry{
			Key: "another", CaseFile: f, DocumentType: "soknad", Fields: nurse, Correspondents: []record.Correspondent{{Name: "Ola Nordmann Dahl"}},
			Documents: []record.NewDocument{part("soknad", ""), part("cv", "CV Dahl norsk"), part("cv", "CV Dahl engelsk")},
		})
		if err != nil {
			t.Fatal(err)
		}
		tn.drain(t)
		if err := tn.records.TakeNoteOf(tn.as(archivist), another, "Trukket"); err != nil {
			t.Fatal(err)
		}
		tn.close(t, f)
		answer, _ := tn.login(t, archivist).post("/records/disposal/propose", nil)
		_, id, _ := strings.Cut(answer.Header.Get("Location"), "disposal=")
		for user, titles := range map[ids.UserID]bool{leader: true, lawyer: false} {
			_, page := tn.login(t, user).get("/records/disposal")
			options := keepOptions.FindAllStringSubmatch(page, -1)
			labels := map[string]bool{}
			for _, o := range options {
				labels[o[2]] = true
			}
			if len(options) < 5 || len(labels) != len(options) {
				t.Errorf("%d documents and %d names: %v", len(options), len(labels), labels)
			}
			if got := strings.Contains(page, "CV Dahl engelsk"); got != titles || strings.Contains(page, "Dahl") != titles {
				t.Errorf("titles are shown: %v, want %v", got, titles)
			}
		}
		approver := tn.login(t, lawyer)
		_, page := approver.get("/records/disposal")
		for _, o := range keepOptions.FindAllStringSubmatch(page, -1) {
			approver.post("/records/disposal/keep", url.Values{"disposal": {id}, "document": {o[1]}, "reason": {"Til bygdeboken"}})
		}
		if _, page := approver.get("/records/disposal"); strings.Contains(page, "/records/disposal/keep") {
			t.Error("with nothing left to keep it is still asked for")
		}
	})
}
