package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"saksgang/base/console"
	"saksgang/base/i18n"
	"saksgang/base/sqldb"
	"saksgang/demo/sender"
	"saksgang/record"
	"saksgang/record/format"
	"saksgang/testkit"
)

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

// playDemo plays it from outside and holds the counts against the manifest.
func playDemo(t *testing.T, environment []string, args ...string) summary {
	t.Helper()
	schemas := []string{"--schemas", testkit.Data(t, "data/noark5/xsd-v5.0"), "--schemas", testkit.Data(t, "data/addml/v8.2")}
	dir := t.TempDir()
	cmd := exec.Command(program(t), append(append([]string{"demo", "--exit", "--json", "--dir", dir}, schemas...), args...)...)
	cmd.Env = environment
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	var s summary
	if err := json.Unmarshal(out.Bytes(), &s); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	checkSummary(t, s)
	database := filepath.Join(dir, "saksgang.db")
	if i := slices.Index(args, "--database"); i >= 0 {
		database = args[i+1]
	}
	checkManifest(t, s, database)
	return s
}

func checkSummary(t *testing.T, s summary) {
	t.Helper()
	if s.Applications != expectedApplications {
		t.Errorf("applications %+v, want %+v", s.Applications, expectedApplications)
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
		playDemo(t, withoutOffice(t))
	})
	t.Run("postgres, with an office program", func(t *testing.T) {
		if !(format.Converter{}).Available() {
			testkit.Missing(t, "LibreOffice (soffice)")
		}
		playDemo(t, nil, "--database", testkit.EmptyPostgresURL(t))
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
// disposal. After it, it is in no file of the data folder, nor of PostgreSQL's.
func TestWhatIsDestroyedIsNowhereAnyMore(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		playUntilDestroyed(t, Folder{Dir: dir}, func() []string { return holding(t, dir, sender.Marker) })
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		cluster, dir := testkit.NewPostgresCluster(t), t.TempDir()
		playUntilDestroyed(t, Folder{Dir: dir, Database: cluster.URL}, func() []string {
			cluster.Settle(t)
			return append(holding(t, dir, sender.Marker), holding(t, cluster.Data(), sender.Marker)...)
		})
	})
}

func playUntilDestroyed(t *testing.T, folder Folder, found func() []string) {
	t.Helper()
	ctx := t.Context()
	bundle, err := i18n.NewBundle(sources()...)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	streams := console.Streams{Out: &log, Err: &log, Words: bundle.Localizer(i18n.Settings{})}
	c := demoCommand{Folder: folder}
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
			lookBefore(ctx, t, p, found())
		}
		if err := p.scene(ctx, sc); err != nil {
			t.Fatalf("%s: %v\n%s", sc.name, err, log.String())
		}
	}
	if !searched {
		t.Fatal("the disposal has another name")
	}
	for _, path := range found() {
		t.Errorf("%s still holds it", path)
	}
	kept, err := sqldb.One[int](ctx, p.DB, "SELECT count(*) FROM message WHERE kind IN ('application', 'withdrawal') AND state = 'handled' AND forgotten_at = 0")
	if err != nil || kept != 0 {
		t.Errorf("%d messages of forgotten applicants are still in the inbox, %v", kept, err)
	}
	as, err := p.as(ctx, archivistKey)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := p.record.Search(as, record.Query{Text: sender.Marker}); err != nil || again.Total != 0 {
		t.Errorf("the search finds %d, %v", again.Total, err)
	}
	if strings.Contains(log.String(), sender.Marker) {
		t.Error("the log holds it")
	}
}

// lookBefore sees that the word is everywhere that it must leave, also in a copy
// of the database such as an upgrade takes, and in the mail.
func lookBefore(ctx context.Context, t *testing.T, p *play, planted []string) {
	t.Helper()
	as, err := p.as(ctx, archivistKey)
	if err != nil {
		t.Fatal(err)
	}
	found, err := p.record.Search(as, record.Query{Text: sender.Marker})
	if err != nil || len(found.Hits) < 2 {
		t.Fatalf("the search finds %d, %v", len(found.Hits), err)
	}
	places := strings.Join(planted, "\n")
	for _, place := range []string{p.folder.files(), p.folder.mail()} {
		if !strings.Contains(places, place) {
			t.Fatalf("the marker was not planted in %s but in\n%s", place, places)
		}
	}
	if _, err := p.DB.Snapshot(ctx, filepath.Join(p.folder.snapshots(), "before-1-1.db")); err != nil {
		t.Fatal(err)
	}
}

// holding lists the files of a folder that hold a word, in their content or
// name. What the sender outside remembers of what it sent is not ours to erase.
func holding(t *testing.T, dir, word string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && !e.Type().IsRegular() && !e.IsDir() {
			return nil // a server's own coming and going
		}
		if err == nil && e.IsDir() && e.Name() == "sender" {
			return fs.SkipDir
		}
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
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
