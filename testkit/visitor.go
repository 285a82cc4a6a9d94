package testkit

import (
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"saksgang/base/ids"
)

// Visitor is somebody at a page with a browser's cookies and no script. It
// follows no redirects and reads English, or the language of Reading.
type Visitor struct {
	t        testing.TB
	server   string
	http     *http.Client
	language string
}

// Visit serves the handler for the test and returns a visitor who is not
// logged in.
func Visit(t testing.TB, pages http.Handler) *Visitor {
	t.Helper()
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	return &Visitor{t: t, server: server.URL, http: client(t), language: "en"}
}

func client(t testing.TB) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// Another is another visitor at the same place, not logged in.
func (v *Visitor) Another() *Visitor {
	return &Visitor{t: v.t, server: v.server, http: client(v.t), language: v.language}
}

// As is another visitor at the same place, logged in as one of the
// demonstration's people.
func (v *Visitor) As(user ids.UserID) *Visitor {
	v.t.Helper()
	other := v.Another()
	if status, text := other.Post("/demo/login", url.Values{"user": {user.String()}}); status != http.StatusSeeOther {
		v.t.Fatalf("log-in answered %d: %s", status, text)
	}
	return other
}

// Reading is the same visitor with another first language: "nb".
func (v *Visitor) Reading(language string) *Visitor {
	other := *v
	other.language = language
	return &other
}

// Address is the whole address of a path here, for a browser.
func (v *Visitor) Address(path string) string { return v.server + path }

// Get asks for a page and returns its status and text.
func (v *Visitor) Get(path string) (int, string) {
	v.t.Helper()
	return v.do(http.MethodGet, path, "", "")
}

// Post sends a form from the same place and returns the answer's status and
// text; for a redirect the text is where it leads.
func (v *Visitor) Post(path string, form url.Values) (int, string) {
	v.t.Helper()
	return v.Send(path, "application/x-www-form-urlencoded", form.Encode())
}

// Send is Post for a body of another kind: a form with a file.
func (v *Visitor) Send(path, kind, body string) (int, string) {
	v.t.Helper()
	return v.do(http.MethodPost, path, kind, body)
}

// Upload sends a form with one file in it, or with none when content is nil,
// and returns what Post does.
func (v *Visitor) Upload(path, field, name string, content []byte, form url.Values) (int, string) {
	v.t.Helper()
	var body strings.Builder
	w := multipart.NewWriter(&body)
	for key, values := range form {
		for _, value := range values {
			if err := w.WriteField(key, value); err != nil {
				v.t.Fatal(err)
			}
		}
	}
	if content != nil {
		part, err := w.CreateFormFile(field, name)
		if err == nil {
			_, err = part.Write(content)
		}
		if err != nil {
			v.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		v.t.Fatal(err)
	}
	return v.Send(path, w.FormDataContentType(), body.String())
}

func (v *Visitor) do(method, path, kind, body string) (int, string) {
	v.t.Helper()
	r, err := http.NewRequest(method, v.server+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Accept-Language", v.language)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	answer, err := v.http.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	if to := answer.Header.Get("Location"); to != "" {
		return answer.StatusCode, to
	}
	return answer.StatusCode, string(text)
}
