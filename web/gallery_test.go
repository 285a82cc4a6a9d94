package web_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/fstest"

	"saksgang/testkit"
	"saksgang/testkit/browser"
	"saksgang/web"
)

// gallery is a page of every kind, and the pages of web's own.
var gallery = []struct{ name, path string }{
	{"home", "/desk"},
	{"tasks", "/desk/tasks"},
	{"waiting", "/desk/waiting"},
	{"list", "/cases"},
	{"subject", "/cases/1201"},
	{"documents", "/cases/1201/documents"},
	{"history", "/cases/1201/history"},
	{"step", "/demo/step"},
	{"worklist", "/demo/worklist"},
	{"report", "/demo/report"},
	{"empty", "/demo/nothing"},
	{"search", "/search?q=nurse"},
	{"search-none", "/search?q=nothing"},
	{"not-there", "/cases/0"},
	{"failed", "/demo/fail/internal"},
	{"why", "/why/retention/1"},
	{"help", "/help"},
	{"accessibility", "/accessibility"},
	{"privacy", "/privacy"},
	{"choose-a-person", "/demo/login"},
	{"search-how", "/search"},
}

func signIn(t *testing.T, p *browser.Page, tn *town, button string) {
	t.Helper()
	p.Goto(tn.URL + "/demo/login")
	p.Click("button", button)
	p.WaitURL("/desk")
}

// sizes are a desk, a telephone and what 400 % zoom leaves of a desk.
var sizes = []struct {
	name          string
	width, height int
}{{"wide", 1280, 900}, {"telephone", 390, 844}, {"zoomed", 320, 256}}

// TestEveryPageIsAccessible looks at each page in every size, with our own
// stylesheet alone and with the bundled design system. With
// SAKSGANG_GALLERY=FOLDER it leaves pictures there.
func TestEveryPageIsAccessible(t *testing.T) {
	t.Parallel()
	for _, look := range []struct {
		name  string
		built func(t *testing.T) fs.FS
	}{
		{"own", func(*testing.T) fs.FS { return fstest.MapFS{} }},
		{"designsystemet", builtAssets},
	} {
		t.Run(look.name, func(t *testing.T) {
			t.Parallel()
			files := look.built(t)
			tn := newTown(t, func(o *web.Options) { o.Built = files })
			p := browser.New(t)
			p.AllowFaults = true // a page that answers 404 or 500 is reported by the browser
			signIn(t, p, tn, "Be Randi Leder")
			walkGallery(t, p, tn, look.name)
		})
	}
}

func walkGallery(t *testing.T, p *browser.Page, tn *town, look string) {
	t.Helper()
	folder := os.Getenv("SAKSGANG_GALLERY")
	for _, size := range sizes {
		p.SetViewport(size.width, size.height)
		for _, g := range gallery {
			p.Goto(tn.URL + g.path)
			p.NoSidewaysScroll()
			if size.name != "telephone" {
				p.Axe()
			}
			if folder != "" {
				p.Screenshot(filepath.Join(folder, g.name+"-"+size.name+"-"+look+".png"))
			}
		}
	}
}

// builtAssets runs the assets build into a folder of the test's own.
func builtAssets(t *testing.T) fs.FS {
	t.Helper()
	out := t.TempDir()
	cmd := exec.Command("go", "run", "./assets/build", "-out", out)
	if text, err := cmd.CombinedOutput(); err != nil {
		testkit.Missing(t, "the bundled design system: "+string(text))
	}
	return os.DirFS(out)
}
