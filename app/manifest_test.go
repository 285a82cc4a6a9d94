package app

import (
	"encoding/xml"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"saksgang/base/sqldb"
	"saksgang/testkit"
)

// outcome is what became of so many documents of a type, and by which ground.
type outcome struct {
	number       int
	what, ground string
}

// handManifest reads demo/testdata/manifest.tsv, which was written by hand.
func handManifest(t *testing.T) map[string]outcome {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testkit.ProjectRoot(), "demo", "testdata", "manifest.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]outcome{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || len(cells) != 4 {
			continue
		}
		n, err := strconv.Atoi(cells[1])
		if err != nil {
			t.Fatal(err)
		}
		rows[cells[0]] = outcome{n, cells[2], cells[3]}
	}
	return rows
}

const unopened = "(søknad som ikke kan åpnes)"

// checkManifest holds the package, what is still open, and the plan's grounds
// against the manifest, and the summary's counts against its sums.
func checkManifest(t *testing.T, s summary, database string) {
	t.Helper()
	want := handManifest(t)
	grounds := groundsOfPlan(t)
	grounds[unopened] = "eier"
	got := inPackage(t, s.Package.Path)
	maps.Copy(got, stillOpen(t, database))
	got[unopened] = outcome{number: s.Applications.Damaged, what: "open"}
	for _, kind := range slices.Sorted(maps.Keys(got)) {
		o := got[kind]
		o.ground = grounds[kind]
		if o != want[kind] {
			t.Errorf("%s: %+v, want %+v", kind, o, want[kind])
		}
	}
	sums := map[string]int{}
	for kind, o := range want {
		sums[o.what] += o.number
		if _, there := got[kind]; !there {
			t.Errorf("%s is missing", kind)
		}
	}
	captured := sums["preserved"] + sums["destroyed"] + sums["open"]
	if d := (documentCount{Captured: captured, Preserved: sums["preserved"], Destroyed: sums["destroyed"], Open: sums["open"]}); s.Documents != d {
		t.Errorf("documents %+v, want %+v", s.Documents, d)
	}
}

func inPackage(t *testing.T, dir string) map[string]outcome {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "arkivstruktur.xml"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	found := map[string]outcome{}
	d := xml.NewDecoder(f)
	for token, err := d.Token(); err == nil; token, err = d.Token() {
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "dokumentbeskrivelse" {
			continue
		}
		var one struct {
			Type     string    `xml:"dokumenttype"`
			Disposed *struct{} `xml:"utfoertKassasjon"`
		}
		if err := d.DecodeElement(&one, &start); err != nil {
			t.Fatal(err)
		}
		o := outcome{found[one.Type].number + 1, "preserved", ""}
		if one.Disposed != nil {
			o.what = "destroyed"
		}
		if before, seen := found[one.Type]; seen && before.what != o.what {
			t.Errorf("%s: one %s and one %s", one.Type, before.what, o.what)
		}
		found[one.Type] = o
	}
	return found
}

func stillOpen(t *testing.T, database string) map[string]outcome {
	t.Helper()
	db, err := sqldb.Open(t.Context(), database, sqldb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	type row struct {
		Type   string
		Number int
	}
	rows, err := sqldb.All[row](t.Context(), db, `SELECT d.type_title, count(*) FROM record_document d JOIN record_case_file f ON f.id = d.case_file
WHERE f.status = 'open' AND d.archive <> 'disposed' GROUP BY d.type_title`)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]outcome{}
	for _, r := range rows {
		found[r.Type] = outcome{r.Number, "open", ""}
	}
	return found
}

// groundsOfPlan gives, for each document type, the plan's ground and for how
// long what is not preserved is kept.
func groundsOfPlan(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testkit.ProjectRoot(), "demo", "fjordvik", "record", "plan-ansettelse.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var plan struct {
		Types []struct {
			Title     string
			Retention struct{ Ground, After string }
		} `yaml:"document_types"`
	}
	if err := yaml.Unmarshal(text, &plan); err != nil {
		t.Fatal(err)
	}
	grounds := map[string]string{}
	for _, row := range plan.Types {
		grounds[row.Title] = strings.TrimSpace(fmt.Sprint(row.Retention.Ground, " ", row.Retention.After))
	}
	return grounds
}
