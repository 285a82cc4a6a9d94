package web_test

import (
	"os"
	"path/filepath"
	"testing"

	"saksgang/testkit/browser"
)

// gallery is a page of every kind, and the pages of web's own.
var gallery = []struct{ name, path string }{
	{"home", "/desk"}, {"tasks", "/desk/tasks"}, {"waiting", "/desk/waiting"}, {"list", "/cases"}, {"subject", "/cases/1201"},
	{"documents", "/cases/1201/documents"}, {"history", "/cases/1201/history"}, {"step", "/demo/step"}, {"worklist", "/demo/worklist"},
	{"report", "/demo/report"}, {"empty", "/demo/nothing"}, {"search", "/search?q=nurse"}, {"search-none", "/search?q=nothing"},
	{"not-there", "/cases/0"}, {"failed", "/demo/fail/internal"}, {"why", "/why/retention/1"}, {"help", "/help"},
	{"accessibility", "/accessibility"}, {"privacy", "/privacy"},
}

func signIn(t *testing.T, p *browser.Page, tn *town, button string) {
	t.Helper()
	p.Goto(tn.URL + "/demo/login")
	p.Click("button", button)
	p.WaitURL("/desk")
}

// TestEveryPageIsAccessible looks at each page wide, as on a telephone and at
// 400 %. With SAKSGANG_GALLERY=FOLDER it leaves pictures there.
func TestEveryPageIsAccessible(t *testing.T) {
	t.Parallel()
	tn := newTown(t, nil)
	folder := os.Getenv("SAKSGANG_GALLERY")
	p := browser.New(t)
	p.AllowFaults = true // a page that answers 404 or 500 is reported by the browser
	signIn(t, p, tn, "Be Randi Leder")
	for _, size := range []struct {
		name          string
		width, height int
	}{{"wide", 1280, 900}, {"telephone", 390, 844}, {"zoomed", 320, 256}} {
		p.SetViewport(size.width, size.height)
		for _, g := range gallery {
			p.Goto(tn.URL + g.path)
			p.Axe()
			p.NoSidewaysScroll()
			if folder != "" {
				p.Screenshot(filepath.Join(folder, g.name+"-"+size.name+".png"))
			}
		}
	}
}
