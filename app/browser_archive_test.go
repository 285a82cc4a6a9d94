package app

import (
	"os"
	"path/filepath"
	"strings"

	"saksgang/testkit/browser"
)

// archive is the archivist's part, from the closed case to the package that is
// signed off; each time she finds on Home what waits.
func (s *stage) archive() {
	s.t.Helper()
	s.refuseArchive()
	instead := map[string]func(){
		"the archivist preserves what could not be converted": s.preserve,
		"the archivist signs off and closes the case file":    s.signOffAndClose,
		"reference notes are proposed for disposal":           func() { s.propose(s.bundled) },
		"two approve": func() { s.approve(s.alone) },
		"unsuccessful applications are proposed for disposal": func() { s.propose(s.alone) },
		"two approve again":   func() { s.approve(s.bundled) },
		"the package is made": s.makePackage,
	}
	for _, sc := range archiveScenes() {
		s.clock.Set(s.at(sc))
		if do := instead[sc.name]; do != nil {
			do()
			delete(instead, sc.name)
		} else if err := s.scene(s.t.Context(), sc); err != nil {
			s.t.Fatalf("%s: %v", sc.name, err)
		}
		s.machine()
	}
	for name := range instead {
		s.t.Errorf("%q is no scene any more", name)
	}
	s.signPackage()
}

func (s *stage) machine() {
	s.t.Helper()
	if err := s.workOff(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// refuseArchive: what is the archivist's to do is not there for the others.
func (s *stage) refuseArchive() {
	s.t.Helper()
	for _, key := range []string{leaderKey, hrKey, unionKey, memberKey} {
		for _, path := range []string{"/records/closing", "/records/disposal", "/records/packages"} {
			if got := s.ask(s.window(key), "GET", path); got.Status != 404 {
				s.t.Errorf("%s opens %s with %d", cast[key], path, got.Status)
			}
		}
	}
}

// atHome opens the archivist's Home.
func (s *stage) atHome(key, look, name string) *browser.Page {
	s.t.Helper()
	w := s.window(key)
	s.open(w, look+"/desk")
	s.see(w, name)
	return w
}

func panelLink(panel string) string { return `section[aria-labelledby="panel-` + panel + `"] li a` }

// preserve adds a transcript of the one document that no converter can read;
// until then its case file does not close.
func (s *stage) preserve() {
	s.t.Helper()
	text := filepath.Join(s.t.TempDir(), "avskrift.txt")
	if err := os.WriteFile(text, []byte("Avskrift av dokumentet, gjort for hånd "+s.date(0)+".\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	w := s.atHome(archivistKey, s.bundled, "archivist-home")
	s.follow(w, panelLink("closing"), "/documents")
	s.see(w, "file-not-ready")
	if text := w.Text("main"); !strings.Contains(text, "arkivformat") || !strings.Contains(text, "Avslutt saksmappen") {
		s.t.Errorf("the case file does not say what keeps it open: %s", text)
	}
	w = s.atHome(archivistKey, s.bundled, "archivist-home")
	w.Click("link", "Få dokumentet over i et arkivformat")
	w.WaitURL("/records/documents/")
	s.see(w, "document-needs-hand")
	w.Reach("#variant [type=file]")
	w.Upload("Fil", text)
	w.Reach("#variant [name=tool]")
	w.Type("avskrift")
	s.send(w, "Arkivformatet er lagt til.")
}

// signOffAndClose signs one entry off on its own page, the others together, and
// closes the case file.
func (s *stage) signOffAndClose() {
	s.t.Helper()
	w := s.atHome(archivistKey, s.alone, "archivist-home-unsigned")
	s.follow(w, panelLink("unsigned"), "/records/documents/")
	s.see(w, "document-unsigned")
	w.Click("button", "Journalfør")
	w.WaitText("Journalført.")
	w = s.atHome(archivistKey, s.bundled, "archivist-home-unsigned")
	s.follow(w, panelLink("closing"), "/documents")
	w.Click("button", "Journalfør alt")
	w.WaitText("Journalført.")
	s.see(w, "file-ready")
	w.Click("button", "Avslutt saksmappen")
	w.WaitText("Saksmappen er avsluttet.")
	s.see(w, "file-closed")
	ctx, err := s.as(s.t.Context(), archivistKey)
	if err != nil {
		s.t.Fatal(err)
	}
	if f, err := s.caseFile(ctx); err != nil || f.Status != "closed" {
		s.t.Fatalf("the case file is %s: %v", f.Status, err)
	}
}

func (s *stage) propose(look string) {
	s.t.Helper()
	w := s.atHome(archivistKey, look, "archivist-home-due")
	s.follow(w, panelLink("disposal"), "/records/disposal")
	s.see(w, "disposal-due")
	w.Click("button", "Foreslå det som kan kasseres")
	w.WaitText("Forslaget venter på første godkjenning.")
	s.see(w, "disposal-proposed")
}

// approve: the archivist gives the first approval and is not offered the
// second; that is another's, and it finds her on Home.
func (s *stage) approve(look string) {
	s.t.Helper()
	w := s.atHome(archivistKey, look, "archivist-home-proposed")
	s.follow(w, panelLink("disposal"), "disposal=")
	w.Click("button", "Godkjenn kassasjonen")
	w.WaitText("Godkjent; en annen person må også godkjenne.")
	if strings.Contains(w.Text("main"), "Godkjenn som nummer to") {
		s.t.Error("who gave the first approval is offered the second")
	}
	second := s.atHome(chiefKey, look, "second-approver-home")
	second.Click("link", "Godkjenn kassasjonen som nummer to")
	second.WaitURL("disposal=")
	s.see(second, "disposal-second")
	second.Press("g")
	second.WaitText("Godkjent av begge; dokumentene kasseres nå.")
	s.machine()
	s.open(second, second.URL())
	if text := second.Text("main"); !strings.Contains(text, "Utført") || !strings.Contains(text, cast[archivistKey]) || !strings.Contains(text, cast[chiefKey]) {
		s.t.Errorf("the certificate says %s", text)
	}
	s.see(second, "disposal-certificate")
}

func (s *stage) makePackage() {
	s.t.Helper()
	w := s.atHome(archivistKey, s.bundled, "archivist-home-package")
	w.Click("link", "Lag en pakke")
	w.WaitURL("/records/packages")
	s.see(w, "packages")
	s.fill(w, "#order", map[string]any{"from": s.today().String(), "to": s.progress.Start.String()})
	s.send(w, "Perioden")
	s.fill(w, "#order", map[string]any{"from": s.progress.Start.String(), "to": s.today().String()})
	s.send(w, "Pakken lages nå.")
	s.see(w, "package-under-way")
	s.machine()
	s.open(w, w.URL())
	if text := w.Text("main"); !strings.Contains(text, "er hel") || !strings.Contains(text, "En annen enn den som laget pakken") {
		s.t.Fatalf("the package: %s", text)
	}
	s.see(w, "package-whole")
	s.checkDamaged(w)
}

// checkDamaged: a package in which one file was changed is checked on the page,
// which says what is wrong with it.
func (s *stage) checkDamaged(w *browser.Page) {
	s.t.Helper()
	packages := filepath.Join(s.folder.Dir, "packages")
	made, err := filepath.Glob(filepath.Join(packages, "noark5-*"))
	if err != nil || len(made) != 1 {
		s.t.Fatalf("packages %v, %v", made, err)
	}
	damaged := filepath.Join(packages, "skadet")
	if err := os.CopyFS(damaged, os.DirFS(made[0])); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(damaged, "endringslogg.xml"), []byte("<endringslogg/>\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.open(w, s.alone+"/records/packages")
	s.fill(w, "#check", map[string]any{"package": "skadet"})
	w.Press("Control+Enter")
	w.WaitURL("/records/packages/check")
	if text := w.Text("main"); !strings.Contains(text, "feil i") || !strings.Contains(text, "endringslogg.xml") {
		s.t.Errorf("the damaged package: %s", text)
	}
	s.inspect(w, "package-damaged")
}

// signPackage: another than the one who made it signs it off, for good.
func (s *stage) signPackage() {
	s.t.Helper()
	w := s.atHome(chiefKey, s.alone, "second-approver-home-package")
	w.Click("link", "Godkjenn arkivpakken")
	w.WaitURL("/records/packages/")
	s.see(w, "package-to-sign")
	w.Click("button", "Godkjenn pakken")
	w.WaitText("Pakken er godkjent.")
	s.see(w, "package-signed")
	if text := w.Text("main"); !strings.Contains(text, cast[chiefKey]) || strings.Contains(text, "Godkjenn pakken") {
		s.t.Errorf("the signed package: %s", text)
	}
}
