package noark_test

import (
	"os"
	"path/filepath"
	"testing"

	"saksgang/record/noark"
)

// extracted makes a package and returns where it is.
func extracted(t *testing.T, src noark.Source, schemas []string) (noark.Summary, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "avleveringspakke")
	sum, err := noark.Extract(t.Context(), period(), src, noark.Options{Dir: dir, Schemas: schemas, OpenDocument: openText})
	if err != nil {
		t.Fatal(err)
	}
	return sum, dir
}

func mustBeValid(t *testing.T, dir string) {
	t.Helper()
	valid, reason, faults, err := noark.Validate(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if valid == nil {
		t.Fatalf("not validated: %s", reason)
	}
	for _, f := range faults {
		t.Errorf("%s: %s", f.File, f.What)
	}
}

func TestAnExtractionIsValidByTheOfficialSchemas(t *testing.T) {
	t.Parallel()
	sum, dir := extracted(t, synthetic{caseFiles: 3, perFile: 4}, officialSchemas(t))
	mustBeValid(t, dir)
	if sum.RegistryEntries != 12 || sum.CaseFiles != 3 || sum.Documents != 12 || sum.Changes != 3 || sum.Classes != 2 {
		t.Fatalf("summary %+v", sum)
	}
	if !sum.OfficialSchemas || len(sum.MissingSchemas) != 0 {
		t.Fatalf("schemas: %+v", sum)
	}
	if sum.Files != 12+6+5 {
		t.Fatalf("%d files", sum.Files)
	}
	if _, err := os.Stat(dir + ".partial"); !os.IsNotExist(err) {
		t.Fatal("the partial directory is left")
	}
}
