package web_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"saksgang/base/ids"
	"saksgang/web"
)

// visitor is somebody with a browser's cookies and no script.
type visitor struct {
	t    *testing.T
	tn   *town
	http *http.Client
}

func visit(t *testing.T, tn *town) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t, tn, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// as logs the visitor in.
func as(t *testing.T, tn *town, user ids.UserID) *visitor {
	t.Helper()
	v := visit(t, tn)
	if r, _ := v.post("/demo/login", url.Values{"user": {user.String()}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("log-in answered %d", r.StatusCode)
	}
	return v
}

func (v *visitor) do(r *http.Request) (*http.Response, string) {
	v.t.Helper()
	answer, err := v.http.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer, string(text)
}

func (v *visitor) get(path string) (*http.Response, string) {
	v.t.Helper()
	r, err := http.NewRequest(http.MethodGet, v.tn.URL+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Accept-Language", "en")
	return v.do(r)
}

func (v *visitor) post(path string, form url.Values) (*http.Response, string) {
	v.t.Helper()
	r, err := http.NewRequest(http.MethodPost, v.tn.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept-Language", "en")
	return v.do(r)
}

func TestEveryPageForbidsWhatCouldHarmIt(t *testing.T) {
	t.Parallel()
	v := as(t, newTown(t, nil), leader)
	for _, path := range []string{"/desk", "/login", "/cases/0", "/demo/panic", "/api/v1/fail/internal"} {
		answer, _ := v.get(path)
		h := answer.Header
		policy := h.Get("Content-Security-Policy")
		for _, want := range []string{"script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "form-action 'self'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: policy %q lacks %q", path, policy, want)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy is unsafe: %s", path, policy)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store"} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q, want %q", path, name, h.Get(name), want)
			}
		}
		if len(h.Get("X-Request-Id")) != 16 {
			t.Errorf("%s: no request id", path)
		}
	}
}

func TestPagesHaveNoInlineStyleOrScript(t *testing.T) {
	t.Parallel()
	v := as(t, newTown(t, nil), leader)
	for _, g := range gallery {
		_, text := v.get(g.path)
		for _, bad := range []string{" style=", "<style", " onclick=", "javascript:", "<script>"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s holds %q", g.path, bad)
			}
		}
	}
}

func TestEachKindOfFailureHasItsStatusAndWords(t *testing.T) {
	t.Parallel()
	v := as(t, newTown(t, nil), leader)
	for _, c := range []struct {
		kind   string
		page   int
		api    int
		phrase string
	}{
		{"invalid", 422, 422, "No rows were chosen."},
		{"denied", 404, 403, "The page is not there, or it is not yours to see."},
		{"not-found", 404, 404, "The page is not there, or it is not yours to see."},
		{"conflict", 409, 409, "Somebody else changed this while you worked."},
		{"unavailable", 503, 503, "A part that Saksgang needs does not answer now."},
		{"internal", 500, 500, "Something went wrong on our side."},
	} {
		answer, text := v.get("/demo/fail/" + c.kind)
		if answer.StatusCode != c.page || !strings.Contains(text, c.phrase) {
			t.Errorf("page %s: %d, want %d with %q", c.kind, answer.StatusCode, c.page, c.phrase)
		}
		answer, text = v.get("/api/v1/fail/" + c.kind)
		var d struct {
			Type, Title, Code string
			Status            int
			Args              map[string]any
		}
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			t.Fatalf("api %s: %v in %s", c.kind, err, text)
		}
		if answer.StatusCode != c.api || d.Status != c.api || answer.Header.Get("Content-Type") != "application/problem+json" || d.Code == "" || d.Title == "" {
			t.Errorf("api %s: %d %+v", c.kind, answer.StatusCode, d)
		}
	}
	if answer, _ := v.get("/demo/fail/unavailable"); answer.Header.Get("Retry-After") == "" {
		t.Error("503 says nothing of when to try again")
	}
}

func TestWhatOneMayNotOpenLooksLikeWhatIsNotThere(t *testing.T) {
	t.Parallel()
	tn := newTown(t, nil)
	nils := as(t, tn, newcomer)
	mine, theirs := "/no/such/page", "/cases/1201"
	a, missing := nils.get(mine)
	b, forbidden := nils.get(theirs)
	if a.StatusCode != 404 || b.StatusCode != 404 {
		t.Fatalf("statuses %d and %d", a.StatusCode, b.StatusCode)
	}
	if strings.ReplaceAll(missing, mine, "") != strings.ReplaceAll(forbidden, theirs, "") {
		t.Error("the two pages differ")
	}
	c, secret := as(t, tn, leader).get("/cases/1201/secret")
	if c.StatusCode != 404 || strings.Contains(secret, "Nurse") {
		t.Errorf("a tab without the right: %d", c.StatusCode)
	}
}

func TestNavigationHoldsOnlyWhatOneMayUse(t *testing.T) {
	t.Parallel()
	tn := newTown(t, nil)
	_, all := as(t, tn, leader).get("/desk")
	_, few := as(t, tn, newcomer).get("/desk")
	for _, entry := range []string{`data-nav="cases"`, `data-nav="records"`, `data-nav="people"`, `data-nav="control"`, ">Set-up<", ">New<"} {
		if !strings.Contains(all, entry) {
			t.Errorf("the leader lacks %s", entry)
		}
		if strings.Contains(few, entry) {
			t.Errorf("the newcomer sees %s", entry)
		}
	}
	if strings.Contains(all, `data-nav="access"`) {
		t.Error("Access is shown though it has no page")
	}
	if _, plan := as(t, tn, leader).get("/records/plan"); !strings.Contains(plan, `href="/records/plan" aria-current="page"`) {
		t.Error("the tab Plan is not marked as the present one")
	}
	if strings.Contains(all, "the sixth row") {
		t.Error("a panel shows more than five rows")
	}
	if !strings.Contains(all, "does not answer now") {
		t.Error("a broken panel does not say so")
	}
}

func TestAStrangerIsSentToLogInAndBack(t *testing.T) {
	t.Parallel()
	tn := newTown(t, nil)
	v := visit(t, tn)
	answer, _ := v.get("/cases?type=hiring")
	if got := answer.Header.Get("Location"); got != "/login?to=%2Fcases%3Ftype%3Dhiring" {
		t.Fatalf("sent to %q", got)
	}
	answer, _ = v.post("/demo/login", url.Values{"user": {leader.String()}, "to": {"/cases?type=hiring"}})
	if got := answer.Header.Get("Location"); got != "/cases?type=hiring" {
		t.Errorf("then to %q", got)
	}
	for _, elsewhere := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "evil", "/\r\nX: y"} {
		answer, _ = v.post("/demo/login", url.Values{"user": {leader.String()}, "to": {elsewhere}})
		if got := answer.Header.Get("Location"); got != "/desk" {
			t.Errorf("%q led to %q", elsewhere, got)
		}
	}
	if answer, _ := v.get("/api/v1/fail/internal"); answer.StatusCode != 500 {
		t.Errorf("logged in, the API answered %d", answer.StatusCode)
	}
	if answer, _ := visit(t, tn).get("/api/v1/fail/internal"); answer.StatusCode != 403 {
		t.Errorf("a stranger got %d from the API", answer.StatusCode)
	}
}

func TestAChangeAskedForByAnotherSiteIsRefused(t *testing.T) {
	t.Parallel()
	tn := newTown(t, nil)
	v := as(t, tn, leader)
	r, err := http.NewRequest(http.MethodPost, tn.URL+"/desk/tasks", strings.NewReader("do=take&id=1"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Origin", "https://evil.example")
	answer, text := v.do(r)
	if answer.StatusCode != http.StatusForbidden || len(tn.work.taken) != 0 {
		t.Errorf("%d, and taken: %v", answer.StatusCode, tn.work.taken)
	}
	if !strings.Contains(text, "annet nettsted") && !strings.Contains(text, "another site") {
		t.Errorf("the refusal does not say why: %s", text)
	}
}

func TestNothingIsChangedByGet(t *testing.T) {
	t.Parallel()
	tn := newTown(t, nil)
	v := as(t, tn, leader)
	for pattern := range tn.shell.Routes() {
		method, path, _ := strings.Cut(pattern, " ")
		if method != http.MethodGet || strings.Contains(path, "panic") {
			continue
		}
		path = strings.NewReplacer("{id}", "1201", "{tab}", "history", "{kind}", "retention", "{hash}", "x", "{file...}", "print.css").Replace(path)
		answer, _ := v.get(path + "?do=take&id=1&user=" + newcomer.String() + "&language=nb&letters=off")
		if answer.Header.Get("Set-Cookie") != "" {
			t.Errorf("GET %s changed the session", path)
		}
	}
	if len(tn.work.taken)+len(tn.work.given) > 0 {
		t.Error("a GET moved tasks")
	}
	if answer, _ := v.get("/logout"); answer.StatusCode != http.StatusMethodNotAllowed && answer.StatusCode != http.StatusNotFound {
		t.Errorf("GET /logout answered %d", answer.StatusCode)
	}
	if answer, text := v.get("/desk"); answer.StatusCode != 200 || !strings.Contains(text, "Randi Leder") {
		t.Error("the reader was logged out by a GET")
	}
}

func TestTasksAreTakenAndHandedOver(t *testing.T) {
	t.Parallel()
	tn := newTown(t, nil)
	v := as(t, tn, leader)
	v.post("/desk/tasks", url.Values{"do": {"take"}, "id": {"3", "4"}})
	if strings.Join(tn.work.taken, " ") != "3 4" {
		t.Errorf("taken %v", tn.work.taken)
	}
	if _, text := v.get("/desk/tasks"); !strings.Contains(text, "The tasks are yours.") {
		t.Error("the next page does not say what was done")
	}
	if _, text := v.get("/desk/tasks"); strings.Contains(text, "The tasks are yours.") {
		t.Error("it is said twice")
	}
	v.post("/desk/tasks", url.Values{"do": {"give"}, "id": {"5"}, "to": {"kari"}})
	if tn.work.given["5"] != "kari" {
		t.Errorf("given %v", tn.work.given)
	}
	for _, form := range []url.Values{{"do": {"take"}}, {"do": {"give"}, "id": {"1"}}, {"do": {"burn"}, "id": {"1"}}} {
		if answer, _ := v.post("/desk/tasks", form); answer.StatusCode != 422 {
			t.Errorf("%v answered %d, want 422", form, answer.StatusCode)
		}
	}
	if _, text := v.get("/desk/tasks?q=zzz"); !strings.Contains(text, "Nothing matches the filter.") {
		t.Error("a filter that hides all does not say so")
	}
}

func TestAFormThatComesBackHasLostNothing(t *testing.T) {
	t.Parallel()
	v := as(t, newTown(t, nil), leader)
	answer, text := v.post("/demo/step", url.Values{"ranked": {"a", "c"}, "form": {"temporary"}, "start": {"2027-01-04"}, "scale": {"2"}, "checked": {"true"}})
	if answer.StatusCode != 422 {
		t.Fatalf("status %d", answer.StatusCode)
	}
	for _, want := range []string{
		`value="a" checked`, `value="c" checked`, `value="temporary" checked`, `value="2027-01-04"`, `value="2" selected`, `href="#f-reason"`, `aria-invalid="true"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the form lacks %s", want)
		}
	}
	if strings.Contains(text, `value="b" checked`) {
		t.Error("something else came back than was sent")
	}
}

func TestTheSearchBoxFindsAndJumps(t *testing.T) {
	t.Parallel()
	tn := newTown(t, nil)
	v := as(t, tn, leader)
	if answer, _ := v.get("/search?q=2026/1201"); answer.Header.Get("Location") != "/cases/1201" {
		t.Errorf("a case number led to %q", answer.Header.Get("Location"))
	}
	if _, text := v.get("/search?q=%3Cscript%3E"); strings.Contains(text, "<script>") {
		t.Error("what was searched for was not escaped")
	}
	if _, text := as(t, tn, newcomer).get("/search?q=nurse"); strings.Contains(text, "Skogheim") {
		t.Error("a search the reader has no right to gave hits")
	}
}

func TestAPanicIsAPageWithAReference(t *testing.T) {
	t.Parallel()
	tn := newTown(t, nil)
	answer, text := as(t, tn, leader).get("/demo/panic")
	id := answer.Header.Get("X-Request-Id")
	if answer.StatusCode != 500 || !strings.Contains(text, id) || strings.Contains(text, "on fire") {
		t.Errorf("status %d, page %s", answer.StatusCode, text)
	}
	if !strings.Contains(tn.log.String(), id) || !strings.Contains(tn.log.String(), "on fire") {
		t.Error("the log does not hold the reference and the cause")
	}
}

func TestTheLogHoldsNoAddressesAndNoNames(t *testing.T) {
	t.Parallel()
	tn := newTown(t, nil)
	v := as(t, tn, leader)
	v.get("/search?q=secretname")
	v.get("/cases/1201?note=secretname")
	v.get("/secretname")
	for _, bad := range []string{"secretname", "Randi", "/cases/1201"} {
		if strings.Contains(tn.log.String(), bad) {
			t.Errorf("the log holds %q", bad)
		}
	}
	if !strings.Contains(tn.log.String(), `"route":"GET /cases/{id}"`) {
		t.Error("the log does not hold the route")
	}
}

func TestLoggingOutEndsTheSession(t *testing.T) {
	t.Parallel()
	v := as(t, newTown(t, nil), leader)
	v.post("/logout", nil)
	if answer, _ := v.get("/desk"); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("Home answered %d after logging out", answer.StatusCode)
	}
}

func TestAUserWhoIsGoneIsAStranger(t *testing.T) {
	t.Parallel()
	directory := demoPeople()
	tn := newTown(t, func(o *web.Options) { o.Directory = directory })
	v := as(t, tn, newcomer)
	delete(directory, newcomer)
	if answer, _ := v.get("/desk"); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("Home answered %d", answer.StatusCode)
	}
}

func TestTheReaderChoosesTheLanguage(t *testing.T) {
	t.Parallel()
	v := as(t, newTown(t, nil), leader)
	for _, c := range []struct{ language, title string }{{"nb", "Mitt arbeid"}, {"en", "Work"}} {
		v.post("/settings", url.Values{"language": {c.language}, "to": {"/desk"}})
		_, text := v.get("/desk")
		if !strings.Contains(text, `<html lang="`+c.language+`"`) || !strings.Contains(text, c.title) {
			t.Errorf("%s does not say %q", c.language, c.title)
		}
	}
	if answer, _ := v.post("/settings", url.Values{"language": {"xx"}}); answer.StatusCode != 422 {
		t.Errorf("an unknown language answered %d", answer.StatusCode)
	}
}

func TestNoPageLacksWords(t *testing.T) {
	t.Parallel()
	if gaps := words(t).Gaps(); len(gaps) > 0 {
		t.Errorf("the languages differ: %v", gaps)
	}
	v := as(t, newTown(t, nil), leader)
	for _, lang := range []string{"nb", "en"} {
		v.post("/settings", url.Values{"language": {lang}})
		for _, g := range gallery {
			if _, text := v.get(g.path); strings.Contains(text, "⟦") || strings.Contains(text, "no value") {
				_, after, _ := strings.Cut(text, "⟦")
				t.Errorf("%s %s lacks words: %.60s", lang, g.path, after)
			}
		}
	}
}
