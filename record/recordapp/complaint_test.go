package recordapp_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"saksgang/base/sqldb"
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
		if answer, _ := reader.post(path+"/closed", url.Values{"back": {here}}); answer.StatusCode != http.StatusSeeOther {
			t.Fatalf("deciding it: %d", answer.StatusCode)
		}
		if answer, _ := reader.post("/records/disposal/propose", nil); !strings.Contains(answer.Header.Get("Location"), "disposal=") {
			t.Error("after the complaint nothing was proposed")
		}
	})
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
			answer, _ := r.post("/records/disposal/keep", url.Values{"disposal": {id}, "document": {document}, "reason": {reason}})
			return answer.StatusCode
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
