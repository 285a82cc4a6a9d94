package exchangeapp_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
	"testing"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/exchange"
)

func zipOf(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range files {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func formOf(t *testing.T, files map[string]string) (kind string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, text := range files {
		part, err := w.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.Bytes()
}

func TestAMessageIsTakenInByEachWayAndItsSenderMayAskWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		files := func(id string) map[string]string {
			return map[string]string{"event.json": event(id, "Åse"), "papers/cv.txt": "cv"}
		}
		formKind, formBody := formOf(t, files("b"))
		for id, got := range map[string]answered{
			"a": f.send(http.MethodPost, "recruiter/messages", "application/zip", bytes.NewReader(zipOf(t, files("a"))), nil),
			"b": f.send(http.MethodPost, "recruiter/messages", formKind, bytes.NewReader(formBody), nil),
			"c": f.deliver("c", "Bo"),
		} {
			if got.status != http.StatusAccepted || got.State != exchange.Received || got.Message.IsZero() || got.Repeated {
				t.Fatalf("%s: %+v", id, got)
			}
			f.drain()
			became := f.send(http.MethodGet, "recruiter/messages/"+got.Message.String(), "", nil, nil)
			if became.status != http.StatusOK || became.State != exchange.Handled || became.Result != "number "+id || became.SourceID != id {
				t.Errorf("%s: %+v", id, became)
			}
			m, err := f.Message(authz.With(t.Context(), connections[0].Sender()), got.Message)
			if err != nil || m.CameAs != exchange.ByHTTP || (id != "c") != (len(m.Parts) == 2 && m.Parts[1].Name == "papers/cv.txt") {
				t.Errorf("%s: %+v %v", id, m, err)
			}
		}
		if len(f.took) != 3 {
			t.Errorf("took %v", f.took)
		}
	})
}

func TestOnlyTheConnectionsOwnTokenDelivers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		bearer := func(value string) func(*http.Request) {
			return func(r *http.Request) {
				r.Header.Del("Authorization")
				if value != "" {
					r.Header.Set("Authorization", value)
				}
			}
		}
		for name, c := range map[string]struct {
			path, authorization string
			status              int
			code                string
		}{
			"no token":                         {"recruiter/messages", "", 401, "exchange.token-missing"},
			"a password instead":               {"recruiter/messages", "Basic " + token, 401, "exchange.token-missing"},
			"an empty token":                   {"recruiter/messages", "Bearer ", 401, "exchange.token-missing"},
			"a wrong token":                    {"recruiter/messages", "Bearer " + token + "x", 403, "exchange.token-refused"},
			"another connection's token":       {"other/messages", "Bearer " + token, 403, "exchange.token-refused"},
			"a connection that is not there":   {"nowhere/messages", "Bearer " + token, 403, "exchange.token-refused"},
			"a connection without its secret":  {"unset/messages", "Bearer " + token, 403, "exchange.token-refused"},
			"a connection that names none":     {"unset/positions", "Bearer " + token, 403, "exchange.token-refused"},
			"a connection without this way":    {"folder-only/messages", "Bearer " + token, 403, "exchange.token-refused"},
			"vacancies where none were agreed": {"other/positions", "Bearer another-token", 403, "exchange.token-refused"},
		} {
			got := f.send(http.MethodPost, c.path, events, strings.NewReader(event("1", "Åse")), bearer(c.authorization))
			if got.status != c.status || got.Code != c.code || got.Status != c.status || got.header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s: %+v", name, got)
			}
			if (got.status == 401) != (got.header.Get("WWW-Authenticate") != "") {
				t.Errorf("%s: %v", name, got.header)
			}
		}
		if left := f.all(); len(left) != 0 {
			t.Errorf("kept %+v", left)
		}
	})
}

func TestTheSameAgainIsADuplicateAndOtherContentAConflict(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		first, again, other := f.deliver("1", "Åse"), f.deliver("1", "Åse"), f.deliver("1", "Bo")
		if again.status != 202 || !again.Repeated || again.Message != first.Message {
			t.Errorf("the same again: %+v", again)
		}
		if other.status != 409 || other.Code != "exchange.other-content" || other.State != exchange.Conflict || other.Message == first.Message ||
			other.Args["first"] != first.Message.String() {
			t.Errorf("other content: %+v", other)
		}
		f.drain()
		if len(f.took) != 1 || len(f.all()) != 2 {
			t.Errorf("took %v of %d", f.took, len(f.all()))
		}
	})
}

func TestWhatIsWrongWithADeliveryIsToldAndKeptWhenItCameWhole(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		whole := zipOf(t, map[string]string{"event.json": event("1", "Åse"), "cv.txt": strings.Repeat("a life ", 200)})
		damaged := bytes.Clone(whole)
		damaged[60] ^= 0xff
		twiceKind, twice := formOf(t, map[string]string{"event.json": event("9", "Åse"), "a/b": "1", "a/b/c": "2"})
		cutKind, cut := formOf(t, map[string]string{"event.json": event("9", "Åse")})
		manyKind, many := formOf(t, map[string]string{"event.json": "{}", "1": "", "2": "", "3": "", "4": ""})
		outKind, out := formOf(t, map[string]string{"event.json": event("9", "Åse"), "../cv.txt": "x"})
		for name, c := range map[string]struct {
			kind   string
			body   []byte
			status int
			code   string
			kept   bool
		}{
			"a ZIP cut by its sender":      {"application/zip", whole[:len(whole)-30], 422, "exchange.damaged", true},
			"a byte changed on the way":    {"application/zip", damaged, 422, "exchange.damaged", true},
			"no envelope":                  {"application/zip", zipOf(t, map[string]string{"cv.txt": "x"}), 422, "exchange.no-envelope", true},
			"an envelope that is no JSON":  {events, []byte("{"), 422, "exchange.envelope-unreadable", true},
			"an envelope without an id":    {events, []byte(`{"specversion": "1.0"}`), 422, "exchange.envelope-incomplete", true},
			"more files than agreed":       {manyKind, many, 422, "exchange.too-many-files", true},
			"a file larger than agreed":    {events, []byte(strings.Repeat(" ", 1<<20+1)), 422, "exchange.too-large", true},
			"a body larger than agreed":    {"application/zip", make([]byte, 2<<20+1), 413, "exchange.too-large", false},
			"a form cut by its sender":     {cutKind, cut[:len(cut)-60], 400, "exchange.body-cut-short", false},
			"a name that points out":       {outKind, out, 422, "exchange.name-refused", false},
			"a file where a folder stands": {twiceKind, twice, 422, "exchange.name-refused", false},
			"a kind of body nobody reads":  {"text/plain", []byte("hello"), 415, "exchange.media-type", false},
			"no kind of body":              {"", []byte("hello"), 415, "exchange.media-type", false},
		} {
			before := len(f.all())
			got := f.send(http.MethodPost, "recruiter/messages", c.kind, bytes.NewReader(c.body), nil)
			if got.status != c.status || got.Code != c.code || got.Title == "" || strings.Contains(got.Title, "⟦") {
				t.Errorf("%s: %+v", name, got)
			}
			if kept := len(f.all()) > before; kept != c.kept || kept == got.Message.IsZero() {
				t.Errorf("%s: kept %v, told %v", name, kept, got.Message)
			}
		}
		if good := f.deliver("good", "Bo"); good.status != 202 {
			t.Errorf("what is wrong stopped the rest: %+v", good)
		}
	})
}

func TestABodyThatEndsEarlyIsNotKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		for _, kind := range []string{events, "application/zip", "application/xml"} {
			path := "messages"
			if kind == "application/xml" {
				path = "positions"
			}
			conn, err := net.Dial("tcp", f.server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(conn, "POST /api/v1/connections/recruiter/%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nContent-Length: 5000\r\n\r\n%s",
				path, token, kind, event("1", "Åse"))
			if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
				t.Fatal(err)
			}
			answer, err := io.ReadAll(conn)
			if err != nil || !bytes.Contains(answer, []byte("400 Bad Request")) || !bytes.Contains(answer, []byte("exchange.body-cut-short")) {
				t.Errorf("%s: %s %v", kind, answer, err)
			}
		}
		if left := f.all(); len(left) != 0 {
			t.Errorf("kept %+v", left)
		}
	})
}

func TestASenderLearnsLaterThatItsMessageCouldNotBeHandled(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		f.reject = errs.NotFound("exchange.kind-not-agreed", "kind", "x")
		got := f.deliver("1", "Åse")
		f.drain()
		became := f.send(http.MethodGet, "recruiter/messages/"+got.Message.String(), "", nil, nil)
		if became.State != exchange.Problem || became.Problem == nil || became.Problem.Code != "exchange.kind-not-agreed" {
			t.Errorf("%+v", became)
		}
		other := func(r *http.Request) { r.Header.Set("Authorization", "Bearer another-token") }
		for _, id := range []string{got.Message.String(), ids.New[int]().String(), "1"} {
			if answer := f.send(http.MethodGet, "other/messages/"+id, "", nil, other); answer.status != 404 {
				t.Errorf("another sender was told %+v", answer)
			}
		}
	})
}

func opening(id, title string) string {
	return "<PositionOpening><PositionPostings><PositionPosting><Id><IdValue>" + id + "</IdValue></Id></PositionPosting></PositionPostings>" +
		"<PositionSupplier><SupplierId><IdValue>Systemet</IdValue></SupplierId><EntityName>Fjordvik</EntityName></PositionSupplier>" +
		"<PositionProfile><ProfileName>" + title + "</ProfileName></PositionProfile></PositionOpening>"
}

func (f *fixture) positions(document string) answered {
	f.t.Helper()
	return f.send(http.MethodPost, "recruiter/positions", "application/xml; charset=utf-8", strings.NewReader(document), nil)
}

func TestEachVacancyOfADocumentIsAMessageOfItsOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		got := f.positions("<all>" + opening("1", "Sykepleier") + opening("", "Uten id") + opening("2", "Renholder") + "</all>")
		if got.status != 202 || len(got.Receipts) != 3 || got.Receipts[0].Position != "1" || got.Receipts[0].State != exchange.Received ||
			got.Receipts[1].Problem == nil || got.Receipts[1].Problem.Code != "exchange.hrxml-missing" || got.Receipts[1].Problem.Args["field"] != "IdValue" {
			t.Fatalf("%+v", got)
		}
		f.drain()
		if strings.Join(f.took, " ") != "1 2" {
			t.Errorf("took %v", f.took)
		}
		again := f.positions(`<s:Envelope xmlns:s="urn:s">` + opening("2", "Renholder") + "</s:Envelope>")
		if again.status != 202 || !again.Repeated || again.Message != got.Receipts[2].Message {
			t.Errorf("the same vacancy in another wrapping: %+v", again)
		}
		if changed := f.positions(opening("2", "Vaktmester")); changed.status != 409 || changed.Code != "exchange.other-content" {
			t.Errorf("a changed vacancy: %+v", changed)
		}
		for _, m := range f.all() {
			if m.Kind != "vacancy" || m.CameAs != exchange.ByHRXML || m.SourceID != "position.xml" && m.Source != "Systemet" {
				t.Errorf("%+v", m)
			}
		}
	})
}

func TestADocumentOfVacanciesThatCannotBeReadIsKeptAndItsPlaceTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		for document, code := range map[string]string{
			"<all>\n<PositionOpening>":                             "exchange.hrxml-malformed",
			"<!DOCTYPE x [<!ENTITY a 'b'>]>" + opening("&a;", "x"): "exchange.hrxml-doctype",
		} {
			got := f.positions(document)
			if got.status != 422 || got.Code != code || got.Args["line"] == nil || got.Message.IsZero() || strings.Contains(got.Title, "e+") {
				t.Errorf("%+v", got)
			}
		}
		if len(f.all()) != 2 {
			t.Errorf("kept %d", len(f.all()))
		}
		if got := f.send(http.MethodPost, "recruiter/positions", "application/json", strings.NewReader("{}"), nil); got.status != 415 {
			t.Errorf("%+v", got)
		}
		if got := f.positions(strings.Repeat(" ", 2<<20+1)); got.status != 413 {
			t.Errorf("%+v", got)
		}
	})
}

func TestSchemasArePublished(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		if status, text := f.door.Get("/api/v1/schemas/candidate.json"); status != 200 || text != `{"type": "object"}` {
			t.Errorf("%d %s", status, text)
		}
	})
}
