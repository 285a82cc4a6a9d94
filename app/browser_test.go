package app

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"saksgang/base/authz"
	"saksgang/base/console"
	"saksgang/base/i18n"
	"saksgang/record/format"
	"saksgang/testkit/browser"
	"saksgang/web"
)

// stage is the play with its pages open, each of the cast at a window. The same
// house is shown twice: with the bundled design system, and with our own
// stylesheet alone, as where npm has not run.
type stage struct {
	*play
	t       *testing.T
	bundled string // addresses of the two
	alone   string
	windows map[string]*browser.Page
	looked  map[string]bool // pages that axe has looked at, tasks that others were refused
}

// cast are the six, as the page "choose a person" names them.
var cast = map[string]string{
	leaderKey: "Marte Solvang", chiefKey: "Øystein Brekkhus", hrKey: "Amina Dahle", unionKey: "Torunn Myklevoll", memberKey: "Jonas Hauglid",
	archivistKey: "Sigrid Nessheim",
}

// outsiders have rights, but no part in the case: one leads another agency, one
// another unit's accounts. They may be chosen here alone.
var outsiders = map[string]string{"gunnhild-aasgard": "Gunnhild Aasgard", "bente-kvernmo": "Bente Kvernmo"}

func raise(t *testing.T) *stage {
	t.Helper()
	bundle, err := i18n.NewBundle(sources()...)
	if err != nil {
		t.Fatal(err)
	}
	streams := console.Streams{Out: os.Stderr, Err: os.Stderr, Words: bundle.Localizer(i18n.Settings{})}
	// Without a converter the one document in another format waits for the archivist.
	c := demoCommand{Folder: Folder{Dir: t.TempDir(), converter: format.Converter{Program: "no-converter-here"}}}
	if err := c.create(); err != nil {
		t.Fatal(err)
	}
	p, err := c.open(t.Context(), bundle, streams)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.DB.Close() })
	s := &stage{play: p, t: t, windows: map[string]*browser.Page{}, looked: map[string]bool{}}
	o, err := p.shown(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	o.Demo.People = append(o.Demo.People, s.outside()...)
	s.bundled = s.serve(o)
	o.Built = fstest.MapFS{}
	s.alone = s.serve(o)
	return s
}

func (s *stage) outside() (people []web.DemoPerson) {
	s.t.Helper()
	ctx := authz.With(s.t.Context(), setUp)
	for key, name := range outsiders {
		id, err := s.staff.PartyOfKey(ctx, key)
		if err != nil {
			s.t.Fatal(err)
		}
		user, err := s.access.UserOf(ctx, id)
		if err != nil {
			s.t.Fatal(err)
		}
		people = append(people, web.DemoPerson{User: user.ID, Name: name})
	}
	return people
}

func (s *stage) serve(o web.Options) string {
	s.t.Helper()
	shell, err := s.compose(o)
	if err != nil {
		s.t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- shell.Serve(ctx, ln) }()
	s.t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			s.t.Error(err)
		}
	})
	return "http://" + ln.Addr().String()
}

// window is the person's own, logged in by keyboard; both addresses share the log-in.
func (s *stage) window(key string) *browser.Page {
	s.t.Helper()
	if w := s.windows[key]; w != nil {
		return w
	}
	name := cast[key]
	if name == "" {
		name = outsiders[key]
	}
	w := browser.NewIn(s.t, "nb-NO")
	w.AllowFaults = true // the browser reports the pages that are refused
	w.Goto(s.bundled + "/demo/login")
	w.Click("button", "Vær "+name)
	w.WaitURL("/desk")
	s.windows[key] = w
	return w
}

// open opens a page that must be there, in the look it is called with.
func (s *stage) open(w *browser.Page, address string) {
	s.t.Helper()
	if status := w.Goto(address); status != 200 {
		s.t.Fatalf("%s answers %d", address, status)
	}
}

// see lets axe look at the page as it stands, and at the same address in the
// other look, wide and on a telephone. With SAKSGANG_GALLERY=FOLDER it leaves
// pictures there.
func (s *stage) see(w *browser.Page, name string) {
	s.t.Helper()
	if s.looked[name] {
		return
	}
	s.looked[name] = true
	here := w.URL()
	there := strings.Replace(here, s.bundled, s.alone, 1)
	if strings.HasPrefix(here, s.alone) {
		there = strings.Replace(here, s.alone, s.bundled, 1)
	}
	s.inspect(w, name)
	s.open(w, there)
	s.inspect(w, name)
	s.open(w, here)
}

func (s *stage) inspect(w *browser.Page, name string) {
	s.t.Helper()
	look := "own"
	if strings.HasPrefix(w.URL(), s.bundled) {
		look = "bundled"
	}
	w.Axe()
	if text := w.Text("body"); strings.Contains(text, "⟦") {
		s.t.Errorf("%s lacks a text: %s", name, text)
	}
	for _, width := range []int{390, 1280} {
		w.SetViewport(width, 900)
		w.NoSidewaysScroll()
		if folder := os.Getenv("SAKSGANG_GALLERY"); folder != "" {
			w.Screenshot(filepath.Join(folder, fmt.Sprintf("%s-%d-%s.png", name, width, look)))
		}
	}
}
