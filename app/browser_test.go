package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"saksgang/base/authz"
	"saksgang/base/console"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/process"
	"saksgang/testkit/browser"
)

// stage is the play with its pages open, each of the cast at a window.
type stage struct {
	*play
	t       *testing.T
	url     string
	windows map[string]*browser.Page
	looked  map[string]bool // nodes whose page axe has looked at
}

func raise(t *testing.T) *stage {
	t.Helper()
	bundle, err := i18n.NewBundle(sources()...)
	if err != nil {
		t.Fatal(err)
	}
	streams := console.Streams{Out: os.Stderr, Err: os.Stderr, Words: bundle.Localizer(i18n.Settings{})}
	c := demoCommand{Folder: Folder{Dir: t.TempDir()}}
	if err := c.create(); err != nil {
		t.Fatal(err)
	}
	p, err := c.open(t.Context(), bundle, streams)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.DB.Close() })
	shell, err := p.shell(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- shell.Serve(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return &stage{play: p, t: t, url: "http://" + ln.Addr().String(), windows: map[string]*browser.Page{}, looked: map[string]bool{}}
}

// window is the person's own, logged in by keyboard.
func (s *stage) window(key, name string) *browser.Page {
	s.t.Helper()
	if w := s.windows[key]; w != nil {
		return w
	}
	w := browser.NewIn(s.t, "nb-NO")
	w.AllowFaults = true // the browser reports the pages that are refused
	w.Goto(s.url + "/demo/login")
	w.Click("button", "Vær "+name)
	w.WaitURL("/desk")
	s.windows[key] = w
	return w
}

// The whole hiring, by keyboard, as the six people: every task of the drawing is
// done on its page; what comes from outside comes as it does. Each is refused
// another's task, which looks like one that is not there.
func TestTheWholeHiringIsDoneByKeyboard(t *testing.T) {
	t.Parallel()
	s := raise(t)
	names := map[string]string{
		leaderKey: "Marte Solvang", chiefKey: "Øystein Brekkhus", hrKey: "Amina Dahle", unionKey: "Torunn Myklevoll", memberKey: "Jonas Hauglid",
		archivistKey: "Sigrid Nessheim",
	}
	for _, sc := range hiringScenes() {
		s.clock.Set(s.at(sc))
		if sc.do != nil {
			if err := s.scene(t.Context(), sc); err != nil {
				t.Fatalf("%s: %v", sc.name, err)
			}
			continue
		}
		s.byKeyboard(sc, names)
		if err := s.workOff(t.Context()); err != nil {
			t.Fatalf("%s: %v", sc.name, err)
		}
	}
	v, err := s.vacancy(t.Context())
	if err != nil || v.ClosedAt.IsZero() || v.Hire.Introduced.By.IsZero() {
		t.Fatalf("the hiring has not come to its end: %v", err)
	}
	s.look(names)
}

func (s *stage) byKeyboard(sc scene, names map[string]string) {
	s.t.Helper()
	for range 20 {
		ctx, err := s.as(s.t.Context(), sc.who)
		if err != nil {
			s.t.Fatal(err)
		}
		t, given, err := sc.next(ctx, s.play)
		if err != nil {
			s.t.Fatalf("%s: %v", sc.name, err)
		}
		if t.ID.IsZero() {
			return
		}
		input, err := s.input(t.Form, given)
		if err != nil {
			s.t.Fatal(err)
		}
		s.refuseOthers(t, sc, names)
		s.onPage(s.window(sc.who, names[sc.who]), t, input, sc.name)
		if sc.left == nil {
			return
		}
	}
	s.t.Fatalf("%s does not end", sc.name)
}

// refuseOthers lets each of the others open the task: whoever the service
// refuses gets the page of what is not there.
func (s *stage) refuseOthers(t process.Task, sc scene, names map[string]string) {
	s.t.Helper()
	refused := 0
	for key, name := range names {
		ctx, err := s.as(s.t.Context(), key)
		if err != nil {
			s.t.Fatal(err)
		}
		_, err = s.process.Task(ctx, t.ID)
		if err == nil || s.looked[sc.node+key] {
			continue
		}
		if errs.KindOf(err) != errs.KindNotFound {
			s.t.Errorf("%s: %s is refused with %v", sc.name, name, err)
		}
		refused++
		s.looked[sc.node+key] = true
		if status := s.window(key, name).Goto(s.url + "/desk/tasks/" + t.ID.String()); status != 404 {
			s.t.Errorf("%s: %s opens the task of another with status %d", sc.name, name, status)
		}
	}
	if refused == 0 && !s.looked[sc.node+archivistKey] {
		s.t.Errorf("%s: nobody is refused", sc.name)
	}
}

// control is one field of a form as it stands on the page.
type control struct {
	Tag, Type, Value, Label, Text string
	Checked                       bool
}

func (s *stage) onPage(w *browser.Page, t process.Task, input map[string]any, scene string) {
	s.t.Helper()
	if status := w.Goto(s.url + "/desk/tasks/" + t.ID.String()); status != 200 {
		s.t.Fatalf("%s: the task answers %d", scene, status)
	}
	if t.Person.IsZero() {
		if !strings.Contains(w.Text("main"), "Ta oppgaven") {
			s.t.Fatalf("%s: the task cannot be taken: %s", scene, w.Text("main"))
		}
		w.Click("button", "Ta oppgaven")
		w.WaitText("Oppgaven er din")
	}
	if !s.looked[t.Node] {
		s.looked[t.Node] = true
		w.Axe()
	}
	fields := make([]string, 0, len(input))
	for name := range input {
		fields = append(fields, name)
	}
	slices.Sort(fields)
	for _, name := range fields {
		s.enter(w, name, input[name])
	}
	w.Press("Control+Enter")
	deadline := time.Now().Add(15 * time.Second)
	for strings.Contains(w.URL(), t.ID.String()) {
		if time.Now().After(deadline) {
			s.t.Fatalf("%s: the page stays: %s", scene, w.Text("main"))
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// enter fills one field in, whatever it is shown as.
func (s *stage) enter(w *browser.Page, name string, value any) {
	s.t.Helper()
	wanted := []string{}
	if list, ok := value.([]any); ok {
		for _, v := range list {
			wanted = append(wanted, fmt.Sprint(v))
		}
	} else {
		wanted = append(wanted, fmt.Sprint(value))
	}
	all := s.controls(w, name)
	if len(all) > 0 && all[0].Type == "radio" {
		w.Click("radio", all[0].Label) // Tab comes to the group, arrows go on in it
		for i := 0; all[i].Value != wanted[0]; i++ {
			w.Press("ArrowDown")
		}
		return
	}
	for _, c := range all {
		switch c.Type {
		case "checkbox":
			on := slices.Contains(wanted, c.Value) || value == true
			if on && !c.Checked {
				// Two groups may hold the same names, so the box is found by its field.
				w.Eval(fmt.Sprintf(`document.querySelector('main [name=%q][value=%q]').focus()`, name, c.Value))
				w.Press("Space")
			}
		case "select-one":
			if text := s.option(w, name, wanted[0]); text != "" {
				w.Select(c.Label, text)
			}
		default:
			w.Focus(c.Label)
			w.Press("Control+a")
			w.Type(typed(c.Type, strings.Join(wanted, "\n")))
		}
	}
}

// typed is what one types for a value: a date field takes month, day and year.
func typed(kind, value string) string {
	day, err := time.Parse(time.DateOnly, value)
	if kind != "date" || err != nil {
		return value
	}
	return day.Format("01022006") // in the order of the browser's own language
}

func (s *stage) controls(w *browser.Page, name string) []control {
	s.t.Helper()
	script := fmt.Sprintf(`[...document.querySelectorAll('main [name=%q]')].filter(e => e.type !== "hidden").map(e => ({
  Tag: e.tagName, Type: e.type, Value: e.value, Checked: !!e.checked, Label: e.labels && e.labels[0] ? e.labels[0].innerText.trim() : ""}))`, name)
	var out []control
	if err := json.Unmarshal([]byte(w.Eval(script)), &out); err != nil {
		s.t.Fatal(err)
	}
	return out
}

func (s *stage) option(w *browser.Page, name, value string) string {
	s.t.Helper()
	var text string
	script := fmt.Sprintf(`([...document.querySelectorAll('main select[name=%q] option')].find(o => o.value === %q) || {}).text || ""`, name, value)
	if err := json.Unmarshal([]byte(w.Eval(script)), &text); err != nil {
		s.t.Fatal(err)
	}
	return text
}

// look opens the case's pages as the leader, and as somebody outside it.
func (s *stage) look(names map[string]string) {
	s.t.Helper()
	id := s.progress.Case
	w := s.window(leaderKey, names[leaderKey])
	for _, path := range []string{"/desk", "/desk/tasks", "/cases", "/cases/" + id, "/cases/" + id + "/applicants", "/cases/" + id + "/documents", "/processes/ansettelse", "/records", "/people"} {
		if status := w.Goto(s.url + path); status != 200 {
			s.t.Errorf("%s answers %d", path, status)
		}
		w.Axe()
		w.NoSidewaysScroll()
		if folder := os.Getenv("SAKSGANG_GALLERY"); folder != "" {
			w.Screenshot(filepath.Join(folder, strings.ReplaceAll(strings.Trim(strings.ReplaceAll(path, id, "case"), "/"), "/", "-")+".png"))
		}
	}
	union := s.window(unionKey, names[unionKey])
	for _, path := range []string{"/cases/" + id + "/applicants", "/cases/" + id} {
		ctx, err := s.as(s.t.Context(), unionKey)
		if err != nil {
			s.t.Fatal(err)
		}
		if authz.ScopeOf(ctx, process.RightSeeCase).IsEmpty() {
			if status := union.Goto(s.url + path); status != 404 {
				s.t.Errorf("after the case has ended the committee opens %s with %d", path, status)
			}
		}
	}
}
