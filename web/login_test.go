package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/oauth2-proxy/mockoidc"

	"saksgang/base/errs"
	"saksgang/web"
)

// providerTown is a town whose people log in at a provider.
func providerTown(t *testing.T, subject string) (*town, *mockoidc.MockOIDC) {
	t.Helper()
	provider, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = provider.Shutdown() })
	provider.QueueUser(&mockoidc.MockUser{Subject: subject, Email: subject + "@example.org"})
	// The redirect must be our own address, which is known only when serving.
	login := &web.OIDC{}
	tn := newTown(t, func(o *web.Options) { o.OIDC, o.Demo = login, nil })
	made, err := web.NewOIDC(t.Context(), provider.Issuer(), provider.ClientID, provider.ClientSecret, tn.URL+"/login/return")
	if err != nil {
		t.Fatal(err)
	}
	*login = *made
	return tn, provider
}

// follow goes where the answer leads, outside our own server too.
func (v *visitor) follow(answer *http.Response) *http.Response {
	v.t.Helper()
	to := answer.Header.Get("Location")
	if strings.HasPrefix(to, "/") {
		to = v.tn.URL + to
	}
	r, err := http.NewRequest(http.MethodGet, to, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Accept-Language", "en")
	answer, _ = v.do(r)
	return answer
}

func TestLoggingInAtAProviderLeadsBackToThePage(t *testing.T) {
	t.Parallel()
	tn, _ := providerTown(t, "leader")
	v := visit(t, tn)
	answer, _ := v.get("/login/start?to=/cases/1201")
	sent, err := url.Parse(answer.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"state", "nonce", "code_challenge"} {
		if sent.Query().Get(want) == "" {
			t.Errorf("we sent no %s", want)
		}
	}
	if sent.Query().Get("code_challenge_method") != "S256" {
		t.Error("PKCE is not by S256")
	}
	before := sessionCookie(v)
	answer = v.follow(answer) // the provider, which sends us back
	answer = v.follow(answer) // our /login/return
	if got := answer.Header.Get("Location"); got != "/cases/1201" {
		t.Fatalf("led to %q with %d", got, answer.StatusCode)
	}
	if sessionCookie(v) == before {
		t.Error("the session kept its token over the log-in")
	}
	if answer, text := v.get("/cases/1201"); answer.StatusCode != 200 || !strings.Contains(text, "Randi Leder") {
		t.Errorf("the page answered %d", answer.StatusCode)
	}
}

func sessionCookie(v *visitor) string {
	u, err := url.Parse(v.tn.URL)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, c := range v.http.Jar.Cookies(u) {
		if c.Name == "saksgang" {
			return c.Value
		}
	}
	return ""
}

func TestAReturnThatWeDidNotAskForOpensNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(url.Values)
	}{
		{"another state", func(q url.Values) { q.Set("state", "planted") }},
		{"no state", func(q url.Values) { q.Del("state") }},
		{"a code that was never given", func(q url.Values) { q.Set("code", "planted") }},
		{"a refusal", func(q url.Values) { q.Set("error", "access_denied") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tn, _ := providerTown(t, "leader")
			v := visit(t, tn)
			answer, _ := v.get("/login/start")
			answer = v.follow(answer)
			back, err := url.Parse(answer.Header.Get("Location"))
			if err != nil {
				t.Fatal(err)
			}
			q := back.Query()
			c.change(q)
			answer, text := v.get("/login/return?" + q.Encode())
			if answer.StatusCode != 422 || !strings.Contains(text, "The log-in was not completed.") {
				t.Errorf("answered %d", answer.StatusCode)
			}
			if answer, _ := v.get("/desk"); answer.StatusCode != http.StatusSeeOther {
				t.Error("somebody was let in")
			}
		})
	}
}

func TestAReturnIsGoodOnlyOnceAndOnlyInItsOwnBrowser(t *testing.T) {
	t.Parallel()
	tn, _ := providerTown(t, "leader")
	v := visit(t, tn)
	answer, _ := v.get("/login/start")
	answer = v.follow(answer)
	back := strings.TrimPrefix(answer.Header.Get("Location"), tn.URL)
	if answer, _ := visit(t, tn).get(back); answer.StatusCode != 422 {
		t.Errorf("another browser got %d", answer.StatusCode)
	}
	if answer, _ := v.get(back); answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("the right browser got %d", answer.StatusCode)
	}
	v.post("/logout", nil)
	if answer, _ := v.get(back); answer.StatusCode != 422 {
		t.Errorf("the second time gave %d", answer.StatusCode)
	}
}

func TestSomebodyTheTownDoesNotKnowIsToldSo(t *testing.T) {
	t.Parallel()
	tn, _ := providerTown(t, "stranger")
	v := visit(t, tn)
	answer, _ := v.get("/login/start")
	answer = v.follow(answer)
	answer, text := v.get(strings.TrimPrefix(answer.Header.Get("Location"), tn.URL))
	if answer.StatusCode != 422 || !strings.Contains(text, "no user in Saksgang") {
		t.Errorf("answered %d: %s", answer.StatusCode, text)
	}
}

func TestAProviderThatDoesNotAnswerIsNamed(t *testing.T) {
	t.Parallel()
	_, err := web.NewOIDC(t.Context(), "http://127.0.0.1:1", "id", "secret", "http://127.0.0.1/login/return")
	if errs.KindOf(err) != errs.KindUnavailable || errs.CodeOf(err) != "web.login-provider" {
		t.Errorf("got %v", err)
	}
}
