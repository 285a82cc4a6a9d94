package web_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/web"
)

func TestAFaultyModuleIsRefusedAtStart(t *testing.T) {
	t.Parallel()
	handle := func(http.ResponseWriter, *http.Request) error { return nil }
	body := func(*http.Request, string) (templ.Component, error) { return web.Text(""), nil }
	for name, c := range map[string]struct {
		m    web.Module
		want string
	}{
		"a route without a right":      {web.Module{Routes: []web.Route{{Pattern: "GET /x", Handle: handle}}}, "names no right"},
		"a route without a method":     {web.Module{Routes: []web.Route{{Pattern: "/x", Right: web.Anyone, Handle: handle}}}, `"METHOD /path"`},
		"a route without a handler":    {web.Module{Routes: []web.Route{{Pattern: "GET /x", Right: web.Anyone}}}, "no handler"},
		"a route that is there":        {web.Module{Routes: []web.Route{{Pattern: "GET /desk", Right: web.Anyone, Handle: handle}}}, "conflicts"},
		"a subject without an address": {web.Module{Subjects: []web.SubjectKind{{Kind: "x", Path: "/x", Right: web.Anyone}}}, "needs a Path"},
		"a tab without a right":        {web.Module{Tabs: []web.Tab{{Kind: "case", Key: "x", Body: body}}}, "names no right"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := web.New(web.Options{Bundle: words(t), Clock: clock.NewFixed(today), Directory: demoPeople(), Log: slog.New(slog.DiscardHandler)})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Add(c.m); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	if _, err := web.New(web.Options{}); err == nil {
		t.Error("a shell without words, clock and directory was made")
	}
}

func TestDemoLogInIsThereOnlyWhenTheAppSaysSo(t *testing.T) {
	t.Parallel()
	tn := newTown(t, func(o *web.Options) { o.Demo = nil })
	if answer, _ := visit(t, tn).post("/demo/login", url.Values{"user": {leader.String()}}); answer.StatusCode == http.StatusSeeOther {
		t.Error("somebody was let in")
	}
	if _, ok := tn.shell.Routes()["GET /demo/login"]; ok {
		t.Error("the page is there")
	}
}

func TestAssetsAreKeptForGoodUnderTheirHash(t *testing.T) {
	t.Parallel()
	v := visit(t, newTown(t, nil))
	_, text := v.get("/login")
	_, after, _ := strings.Cut(text, `src="`)
	src, _, _ := strings.Cut(after, `"`)
	answer, script := v.get(src)
	if answer.StatusCode != 200 || !strings.Contains(answer.Header.Get("Cache-Control"), "immutable") || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/javascript") {
		t.Errorf("%s: %d %v", src, answer.StatusCode, answer.Header)
	}
	if strings.Contains(script, "http://") || strings.Contains(script, "https://") {
		t.Error("the script speaks of another site")
	}
	if answer, _ := v.get("/assets/x/../../shell.go"); answer.StatusCode == 200 {
		t.Error("a file outside was served")
	}
	if answer, _ := v.get("/assets/old/print.css"); answer.StatusCode != 200 || answer.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("an old hash: %d %s", answer.StatusCode, answer.Header.Get("Cache-Control"))
	}
}

func TestTheActorReachesTheHandler(t *testing.T) {
	t.Parallel()
	tn := newTown(t, nil)
	got := make(chan authz.Actor, 1)
	err := tn.shell.Add(web.Module{Name: "probe", Routes: []web.Route{{Pattern: "GET /probe", Right: "demo.read", Handle: func(_ http.ResponseWriter, r *http.Request) error {
		got <- authz.ActorFrom(context.WithoutCancel(r.Context()))
		return nil
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	as(t, tn, leader).get("/probe")
	if a := <-got; a.User != leader {
		t.Errorf("the handler saw %v", a.User)
	}
}

// brokenStore is a session store whose database has gone.
type brokenStore struct{}

func (brokenStore) Find(string) ([]byte, bool, error)      { return nil, false, errors.New("gone") }
func (brokenStore) Commit(string, []byte, time.Time) error { return errors.New("gone") }
func (brokenStore) Delete(string) error                    { return errors.New("gone") }

func TestASessionThatCannotBeKeptIsSaidOnceAndWhole(t *testing.T) {
	t.Parallel()
	tn := newTown(t, func(o *web.Options) { o.Sessions = brokenStore{} })
	answer, text := visit(t, tn).post("/demo/login", url.Values{"user": {leader.String()}})
	if answer.StatusCode != 503 || !strings.Contains(text, "could not be kept") || strings.Count(text, "</html>") != 1 {
		t.Errorf("answered %d with %d pages: %s", answer.StatusCode, strings.Count(text, "</html>"), text)
	}
}

func TestADrawingOfAProcessGetsTheStagesOfItsSteps(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	err := web.Steps{
		Steps:   []web.ProcessStep{{ID: "row-1", Name: "Need", Stage: web.Past}, {ID: "end", Name: "End", Stage: web.Next}},
		Drawing: web.Drawing{Prefix: "p-", SVG: `<svg class="bpmn"><g id="p-task-row-1" class="task"></g><g id="p-node-end"></g><g id="p-task-row-11"></g></svg>`},
	}.Render(t.Context(), &b)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`id="p-task-row-1" data-step="row-1" data-stage="past"`, `id="p-node-end" data-step="end" data-stage="next"`, `<g id="p-task-row-11"></g>`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the drawing lacks %s in %s", want, b.String())
		}
	}
}

func TestStoppingLetsARequestUnderWayFinish(t *testing.T) {
	t.Parallel()
	tn := newTown(t, nil)
	begun, goOn := make(chan struct{}), make(chan struct{})
	err := tn.shell.Add(web.Module{Name: "slow", Routes: []web.Route{{Pattern: "GET /slow", Right: web.Anyone, Handle: func(w http.ResponseWriter, r *http.Request) error {
		close(begun)
		<-goOn
		return web.Show(w, r, web.Plain{Title: "Finished"})
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended, answered := make(chan error, 1), make(chan string, 1)
	go func() { ended <- tn.shell.Serve(ctx, ln) }()
	go func() {
		answer, err := http.Get("http://" + ln.Addr().String() + "/slow")
		if err != nil {
			answered <- err.Error()
			return
		}
		defer func() { _ = answer.Body.Close() }()
		text, _ := io.ReadAll(answer.Body)
		answered <- string(text)
	}()
	<-begun
	stop()
	close(goOn)
	if text := <-answered; !strings.Contains(text, "Finished") {
		t.Errorf("the request under way got %q", text)
	}
	if err := <-ended; err != nil {
		t.Errorf("the end was not orderly: %v", err)
	}
}
