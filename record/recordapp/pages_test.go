package recordapp_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"saksgang/base/calendar"
	"saksgang/base/sqldb"
	"saksgang/record"
	"saksgang/testkit"
	"saksgang/testkit/browser"
)

// places are record's pages about one hiring.
func (tn *town) places(t *testing.T, application record.EntryID) []string {
	t.Helper()
	e, err := tn.records.Entry(tn.as(archivist), application)
	if err != nil {
		t.Fatal(err)
	}
	document := "/records/documents/" + e.Documents[0].ID.String()
	return []string{
		"/records", "/records?q=nothing-of-the-kind", "/records/journal", "/records/journal?view=public", "/records/plan",
		document, document + "/content", document + "/history", "/cases/" + tn.hiring.String() + "/documents", "/records/disposal", "/desk", "/search?q=sykepleier",
	}
}

func TestEveryPageIsShownWithItsWords(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		tn := newTown(t, db)
		_, application := tn.hire(t)
		r := tn.login(t, archivist)
		for _, path := range tn.places(t, application) {
			answer, body := r.get(path)
			if answer.StatusCode != http.StatusOK || strings.Contains(body, "⟦") {
				at := max(strings.Index(body, "⟦"), 0)
				t.Errorf("%s: %d %s", path, answer.StatusCode, body[at:min(at+80, len(body))])
			}
			if strings.Contains(body, "<script>alert") {
				t.Errorf("%s draws what came from outside", path)
			}
		}
	})
}

func TestTheClerkIsShownNothingOfWhatIsWithheld(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		tn := newTown(t, db)
		_, application := tn.hire(t)
		r := tn.login(t, clerk)
		for _, path := range tn.places(t, application) {
			answer, body := r.get(path)
			if strings.Contains(body, "Dahl") {
				t.Errorf("%s names the applicant", path)
			}
			wanted := http.StatusOK
			if strings.Contains(path, "/records/documents/") || path == "/records/disposal" {
				wanted = http.StatusNotFound
			}
			if answer.StatusCode != wanted {
				t.Errorf("%s: %d, want %d", path, answer.StatusCode, wanted)
			}
		}
	})
}

func TestAFileIsHandedOutAsAnAttachmentThatRunsNothingAndTheReadingIsRecorded(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		tn := newTown(t, db)
		_, application := tn.hire(t)
		e, _ := tn.records.Entry(tn.as(archivist), application)
		v, err := tn.records.Document(tn.as(archivist), e.Documents[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		path := "/records/documents/" + v.ID.String() + "/files/" + v.Objects[0].ID.String()
		answer, body := tn.login(t, archivist).get(path)
		h := answer.Header
		if answer.StatusCode != http.StatusOK || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment;") || !strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") || !strings.Contains(body, "Jeg søker") {
			t.Errorf("%d %v %q", answer.StatusCode, h, body)
		}
		if strings.Contains(h.Get("Content-Disposition"), "soknad") {
			t.Error("the file bears the sender's name for it")
		}
		if v, _ = tn.records.Document(tn.as(archivist), v.ID); len(v.Readings) != 1 || v.Readings[0].Name != "Kari Arkivar" {
			t.Errorf("readings %+v", v.Readings)
		}
		if answer, _ := tn.login(t, clerk).get(path); answer.StatusCode != http.StatusNotFound {
			t.Errorf("the clerk got %d", answer.StatusCode)
		}
	})
}

func TestAnEntryIsSignedOffSettledAndCorrectedOnItsPage(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		tn := newTown(t, db)
		f, _ := tn.hire(t)
		offer := tn.register(t, f, "tilbudssvar", "Ja takk", "svar.txt")
		tn.drain(t)
		r, path := tn.login(t, archivist), "/records/entries/"+offer.String()
		before, err := tn.records.Entry(tn.as(archivist), offer)
		if err != nil {
			t.Fatal(err)
		}
		title, day := before.Title, before.DocumentDate.String()
		answer, body := r.post(path+"/correct", url.Values{"title": {"Min tittel"}, "seen-title": {"En tidligere tittel"}, "reason": {"Feil"}})
		if answer.StatusCode != http.StatusConflict || !strings.Contains(body, "Min tittel") || !strings.Contains(body, `value="`+title+`"`) {
			t.Errorf("a correction of what was corrected meanwhile: %d", answer.StatusCode)
		}
		if answer, body := r.post(path+"/correct", url.Values{"title": {"Nytt svar"}, "seen-title": {title}, "reason": {""}}); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "Nytt svar") {
			t.Errorf("a correction without a reason: %d, and what was typed is there: %v", answer.StatusCode, strings.Contains(body, "Nytt svar"))
		}
		if answer, _ := r.post(path+"/correct", url.Values{"reason": {"Ingenting"}}); answer.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("a correction of nothing: %d", answer.StatusCode)
		}
		for verb, values := range map[string]url.Values{
			"correct": {"title": {"Nytt svar"}, "seen-title": {title}, "document-date": {"2024-03-02"}, "seen-document-date": {day}, "reason": {"Feil navn"}}, "settle": {"method": {"taken-note-of"}}, "sign-off": {},
		} {
			if answer, body := r.post(path+"/"+verb, values); answer.StatusCode != http.StatusSeeOther {
				t.Errorf("%s: %d %s", verb, answer.StatusCode, body)
			}
		}
		v, err := tn.records.Entry(tn.as(archivist), offer)
		if err != nil || v.Title != "Nytt svar" || v.DocumentDate.String() != "2024-03-02" || v.Settlement == nil || v.Status != record.Journaled {
			t.Errorf("%+v %v", v, err)
		}
		if answer, _ := tn.login(t, clerk).post(path+"/sign-off", nil); answer.StatusCode == http.StatusSeeOther {
			t.Error("the clerk signed off")
		}
	})
}

func TestDisposalIsProposedAndApprovedByTwoOnItsPage(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		tn := newTown(t, db)
		f, _ := tn.hire(t)
		tn.close(t, f)
		answer, _ := tn.login(t, archivist).post("/records/disposal/propose", nil)
		_, id, found := strings.Cut(answer.Header.Get("Location"), "disposal=")
		if !found {
			t.Fatalf("%d to %q", answer.StatusCode, answer.Header.Get("Location"))
		}
		choose := func(r *reader, choice string) int {
			answer, _ := r.post("/records/disposal", url.Values{"item": {id}, "choice": {choice}})
			return answer.StatusCode
		}
		first, second := tn.login(t, leader), tn.login(t, lawyer)
		if got := choose(first, "first"); got != http.StatusSeeOther {
			t.Fatalf("the first approval: %d", got)
		}
		if got := choose(first, "second"); got == http.StatusSeeOther {
			t.Error("one person approved twice")
		}
		if _, body := second.get("/records/disposal"); !strings.Contains(body, "Per Arkivleder") {
			t.Error("the second approver is not told who was the first")
		}
		if got := choose(second, "second"); got != http.StatusSeeOther {
			t.Fatalf("the second approval: %d", got)
		}
		tn.drain(t)
		_, body := second.get("/records/disposal/" + id)
		for _, want := range []string{"Per Arkivleder", "Liv Jurist", "Kassert", "Utført"} {
			if !strings.Contains(body, want) {
				t.Errorf("the certificate lacks %q", want)
			}
		}
	})
}

func TestAPackageIsOrderedMadeAndReportedOn(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		tn := newTown(t, db)
		f, _ := tn.hire(t)
		tn.close(t, f)
		r := tn.login(t, leader)
		if answer, _ := r.post("/records/packages", url.Values{"from": {"2024-12-31"}, "to": {"2024-01-01"}}); answer.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("a period that ends before it begins: %d", answer.StatusCode)
		}
		answer, _ := r.post("/records/packages", url.Values{"from": {"2024-01-01"}, "to": {"2024-12-31"}})
		place := answer.Header.Get("Location")
		if _, body := r.get(place); !strings.Contains(body, "<progress") {
			t.Error("no progress is shown while it is made")
		}
		tn.drain(t)
		answer, body := r.get(place)
		if answer.StatusCode != http.StatusOK || strings.Contains(body, "⟦") || !strings.Contains(body, "noark5-2024-01-01") {
			t.Errorf("%d %s", answer.StatusCode, body)
		}
		all, err := tn.records.Packages(tn.as(leader))
		if err != nil || len(all) != 1 || all[0].Status != "made" {
			t.Errorf("%+v %v", all, err)
		}
		if _, err := sqldb.Exec(t.Context(), db, "UPDATE record_package SET orderer = NULL"); err != nil { // as before it was noted
			t.Fatal(err)
		}
		if _, body := r.get(place); !strings.Contains(body, "Bestill pakken på nytt") {
			t.Error("the page does not tell what to do with a package that nobody is known to have ordered")
		}
		name := filepath.Base(all[0].Dir)
		damage(t, filepath.Join(all[0].Dir, "offentligJournal.xml"))
		if answer, body := r.post("/records/packages/check", url.Values{"package": {name}}); answer.StatusCode != http.StatusOK || !strings.Contains(body, "offentligJournal.xml") || strings.Contains(body, "⟦") {
			t.Errorf("the damage is not told: %d %s", answer.StatusCode, body)
		}
		for _, elsewhere := range []string{"..", "../files", "", "/etc"} {
			if answer, _ := r.post("/records/packages/check", url.Values{"package": {elsewhere}}); answer.StatusCode != http.StatusNotFound {
				t.Errorf("%q was looked into: %d", elsewhere, answer.StatusCode)
			}
		}
		if answer, _ := tn.login(t, clerk).get("/records/packages"); answer.StatusCode != http.StatusNotFound {
			t.Errorf("the clerk sees the packages: %d", answer.StatusCode)
		}
	})
}

func TestAnArchiveFormatMadeByHandIsAddedOnTheDocumentsPage(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		tn := newTown(t, db)
		f, _ := tn.hire(t)
		id := tn.register(t, f, "trekk", "GIF89a och nothing more", "bilde.gif")
		tn.drain(t)
		v, err := tn.records.Entry(tn.as(archivist), id)
		if err != nil || v.Documents[0].Archive != "task" {
			t.Fatalf("%+v %v", v.Documents, err)
		}
		r, path := tn.login(t, archivist), "/records/documents/"+v.Documents[0].ID.String()
		if got := r.upload(path+"/archive-variant", "GIF89a still"); got != http.StatusUnprocessableEntity {
			t.Errorf("another picture: %d", got)
		}
		if got := r.upload(path+"/archive-variant", "Jeg trekker søknaden.\n"); got != http.StatusSeeOther {
			t.Errorf("UTF-8 text: %d", got)
		}
	})
}

func (r *reader) upload(path, content string) int {
	r.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "fil.txt")
	if err != nil {
		r.t.Fatal(err)
	}
	part.Write([]byte(content))
	form.WriteField("tool", "for hånd")
	form.Close()
	answer, err := r.client.Post(r.tn.URL+path, form.FormDataContentType(), &body)
	answer, _ = r.read(answer, err)
	return answer.StatusCode
}

func TestRecordsPagesAreAccessible(t *testing.T) {
	t.Parallel()
	tn := newTown(t, testkit.SQLite(t))
	f, application := tn.hire(t)
	places := append(tn.places(t, application), "/records/packages")
	tn.close(t, f)
	if _, err := tn.records.ProposeDisposal(tn.as(archivist), calendar.MustDate("2027-01-01")); err != nil {
		t.Fatal(err)
	}
	p := browser.New(t)
	for _, person := range []string{"Kari Arkivar", "Per Arkivleder"} {
		p.Goto(tn.URL + "/demo/login")
		p.Click("button", "Be "+person)
		p.WaitURL("/desk")
		for _, path := range places {
			if person == "Kari Arkivar" && path == "/records/packages" {
				continue
			}
			p.Goto(tn.URL + path)
			p.Axe()
			p.NoSidewaysScroll()
		}
	}
}
