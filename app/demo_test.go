package app

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"saksgang/base/console"
	"saksgang/base/i18n"
	"saksgang/demo/sender"
	"saksgang/record"
	"saksgang/record/format"
	"saksgang/testkit"
)

// expectedDocuments is the manifest written by hand, from what the play does and
// what the document plan says: document type → how many, and what becomes of
// them (docs/demo.md tells the ground of each).
var expectedDocuments = documentCount{Captured: 196, Preserved: 21, Destroyed: 174, Open: 1}

var expectedApplications = applicationCount{Received: 43, Journaled: 40, Duplicate: 2, Damaged: 1}

func program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "saksgang")
	build := exec.Command("go", "build", "-o", path, "saksgang/cmd/saksgang")
	build.Dir = testkit.ProjectRoot()
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

// withoutOffice is the environment of a machine that has no office program: its
// command path leads to the validator alone.
func withoutOffice(t *testing.T) []string {
	t.Helper()
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		testkit.Missing(t, "xmllint")
	}
	dir := t.TempDir()
	if err := os.Symlink(xmllint, filepath.Join(dir, "xmllint")); err != nil {
		t.Fatal(err)
	}
	return append(os.Environ(), "PATH="+dir)
}

func playDemo(t *testing.T, environment []string, args ...string) summary {
	t.Helper()
	schemas := []string{"--schemas", testkit.Data(t, "data/noark5/xsd-v5.0"), "--schemas", testkit.Data(t, "data/addml/v8.2")}
	cmd := exec.Command(program(t), append(append([]string{"demo", "--exit", "--json", "--dir", t.TempDir()}, schemas...), args...)...)
	cmd.Env = environment
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	var s summary
	if err := json.Unmarshal(out.Bytes(), &s); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	return s
}

func checkSummary(t *testing.T, s summary) {
	t.Helper()
	if s.Applications != expectedApplications {
		t.Errorf("applications %+v, want %+v", s.Applications, expectedApplications)
	}
	if s.Documents != expectedDocuments {
		t.Errorf("documents %+v, want %+v", s.Documents, expectedDocuments)
	}
	if !s.Ledger.Verified || s.Ledger.Events == 0 {
		t.Errorf("ledger %+v", s.Ledger)
	}
	if s.Package.Valid == nil || !*s.Package.Valid || !s.Package.OfficialSchemas {
		t.Errorf("package %+v", s.Package)
	}
}

// The counts are the same whether a program here can read the one DOCX or the
// archivist has to type it.
func TestTheNursesHiringEndsWithEveryDocumentAccountedFor(t *testing.T) {
	t.Parallel()
	t.Run("sqlite, no office program", func(t *testing.T) {
		checkSummary(t, playDemo(t, withoutOffice(t)))
	})
	t.Run("postgres, with an office program", func(t *testing.T) {
		if !(format.Converter{}).Available() {
			testkit.Missing(t, "LibreOffice (soffice)")
		}
		checkSummary(t, playDemo(t, nil, "--database", testkit.EmptyPostgresURL(t)))
	})
}

// Killed anywhere, any number of times, nothing is lost or doubled, and the
// package is whole.
func TestKilledOnTheWayTheHiringEndsAlike(t *testing.T) {
	t.Parallel()
	targets := map[string][]string{"sqlite": nil, "postgres": {"--database", testkit.EmptyPostgresURL(t)}}
	for name, args := range targets {
		t.Run(name, func(t *testing.T) {
			const kills = 100
			s := playDemo(t, nil, append(args, "--crash", "100")...)
			checkSummary(t, s)
			inside := 0
			for _, k := range s.Kills {
				if k.Inside != "between" {
					inside++
				}
			}
			if len(s.Kills) != kills || inside < kills/2 {
				t.Errorf("%d kills, %d of them inside a transaction or a job", len(s.Kills), inside)
			}
		})
	}
}

// A word that stands in a text, a mail and a file name is found before the
// disposal, and is in no file of the data folder after it.
func TestWhatIsDestroyedIsNowhereAnyMore(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	bundle, err := i18n.NewBundle(sources()...)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	streams := console.Streams{Out: &log, Err: &log, Words: bundle.Localizer(i18n.Settings{})}
	c := demoCommand{Folder: Folder{Dir: t.TempDir()}}
	if err := c.create(); err != nil {
		t.Fatal(err)
	}
	p, err := c.open(ctx, bundle, streams)
	if err != nil {
		t.Fatal(err)
	}
	defer p.DB.Close()
	searched := false
	for _, sc := range scenes {
		p.clock.Set(p.at(sc))
		if sc.name == "unsuccessful applications are proposed for disposal" {
			searched = true
			lookBefore(ctx, t, p)
		}
		if err := p.scene(ctx, sc); err != nil {
			t.Fatalf("%s: %v\n%s", sc.name, err, log.String())
		}
	}
	if !searched {
		t.Fatal("the disposal has another name")
	}
	if err := p.DB.Checkpoint(ctx); err != nil {
		t.Fatal(err)
	}
	for _, path := range holding(t, c.Dir, sender.Marker) {
		t.Errorf("%s still holds it", path)
	}
}

func lookBefore(ctx context.Context, t *testing.T, p *play) {
	t.Helper()
	as, err := p.as(ctx, archivistKey)
	if err != nil {
		t.Fatal(err)
	}
	found, err := p.record.Search(as, record.Query{Text: sender.Marker})
	if err != nil || len(found.Hits) < 2 {
		t.Fatalf("the search finds %d, %v", len(found.Hits), err)
	}
	if len(holding(t, p.folder.Dir, sender.Marker)) == 0 {
		t.Fatal("the marker was not planted")
	}
}

// holding lists the files of a folder that hold a word, in their content or name.
func holding(t *testing.T, dir, word string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err == nil && (bytes.Contains(bytes.ToLower(content), []byte(word)) || bytes.Contains([]byte(e.Name()), []byte(word))) {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
