package noark_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"saksgang/base/errs"
	"saksgang/record/noark"
	"saksgang/testkit"
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

// mustBeValid holds a package against the official schemas and our own checks.
func mustBeValid(t *testing.T, dir string) {
	t.Helper()
	valid, reason, faults, err := noark.Validate(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if valid == nil && reason == noark.NoValidator {
		testkit.Missing(t, "xmllint")
	}
	if valid == nil {
		t.Fatalf("not validated: %s", reason)
	}
	for _, f := range faults {
		t.Errorf("%s: %s", f.File, f.What)
	}
	mustBeFaultless(t, dir)
}

func mustBeFaultless(t *testing.T, dir string) {
	t.Helper()
	faults, err := noark.Check(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Errorf("%s: %s: %s", f.File, f.Rule, f.What)
	}
}

func nothingAt(t *testing.T, dir string) {
	t.Helper()
	for _, path := range []string{dir, dir + ".partial"} {
		if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is left", filepath.Base(path))
		}
	}
}

func TestAnExtractionIsValidByTheOfficialSchemas(t *testing.T) {
	t.Parallel()
	sum, dir := extracted(t, synthetic{caseFiles: 3, perFile: 4}, officialSchemas(t))
	mustBeValid(t, dir)
	if sum.RegistryEntries != 12 || sum.CaseFiles != 3 || sum.Documents != 12 || sum.Changes != 3 || sum.Classes != 2 {
		t.Fatalf("summary %+v", sum)
	}
	if !sum.OfficialSchemas || len(sum.MissingSchemas) != 0 || sum.Dir != dir {
		t.Fatalf("summary %+v", sum)
	}
	if sum.Files != 12+6+5 {
		t.Fatalf("%d files", sum.Files)
	}
	if _, err := os.Stat(dir + ".partial"); !os.IsNotExist(err) {
		t.Fatal("the partial directory is left")
	}
}

func TestTheSchemasInThePackageAreThoseGivenByteForByte(t *testing.T) {
	t.Parallel()
	folders := officialSchemas(t)
	_, dir := extracted(t, synthetic{caseFiles: 1, perFile: 1}, folders)
	for _, name := range noark.SchemaNames() {
		want, err := os.ReadFile(filepath.Join(folders[0], name))
		if err != nil {
			want, err = os.ReadFile(filepath.Join(folders[1], name))
		}
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s differs: %v", name, err)
		}
	}
}

func TestWithoutSchemasThePackageIsMadeButNotOfficial(t *testing.T) {
	t.Parallel()
	sum, dir := extracted(t, synthetic{caseFiles: 1, perFile: 2}, nil)
	if sum.OfficialSchemas || len(sum.MissingSchemas) != 6 {
		t.Fatalf("summary %+v", sum)
	}
	valid, reason, _, err := noark.Validate(t.Context(), dir)
	if err != nil || valid != nil || reason == "" {
		t.Fatalf("valid=%v reason=%q err=%v", valid, reason, err)
	}
	mustBeFaultless(t, dir)
}

func TestASchemaThatIsNotAKnownEditionIsCarriedButNotCalledOfficial(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, from := range officialSchemas(t) {
		files, _ := filepath.Glob(filepath.Join(from, "*.xsd"))
		for _, f := range files {
			content, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if filepath.Base(f) == "endringslogg.xsd" {
				content = append(content, "<!-- changed -->"...)
			}
			if err := os.WriteFile(filepath.Join(folder, filepath.Base(f)), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	sum, _ := extracted(t, synthetic{caseFiles: 1, perFile: 1}, []string{folder})
	if sum.OfficialSchemas || len(sum.UnknownSchemas) != 1 || sum.UnknownSchemas[0] != "endringslogg.xsd" {
		t.Fatalf("summary %+v", sum)
	}
	opt := noark.Options{Dir: filepath.Join(t.TempDir(), "p"), Schemas: append(officialSchemas(t), folder), OpenDocument: openText}
	_, err := noark.Extract(t.Context(), period(), synthetic{caseFiles: 1, perFile: 1}, opt)
	if !errs.Has(err, "record.schemas-differ") {
		t.Fatalf("two different schemas under one name: %v", err)
	}
	opt.Schemas = []string{filepath.Join(folder, "missing")}
	if _, err := noark.Extract(t.Context(), period(), synthetic{caseFiles: 1, perFile: 1}, opt); !errs.Has(err, "record.schema-folder-missing") {
		t.Fatalf("a folder that is not there: %v", err)
	}
	nothingAt(t, opt.Dir)
}

func TestTenThousandEntriesAreValidAndNeedNoMoreMemoryThanAHundred(t *testing.T) {
	small := peakOfExtraction(t, 10, 10)
	large := peakOfExtraction(t, 100, 100)
	t.Logf("peak heap %d KiB for 100 entries, %d KiB for 10,000", small>>10, large>>10)
	if large > small+16<<20 {
		t.Errorf("the heap grew by %d MiB", (large-small)>>20)
	}
}

// peakOfExtraction makes and validates a package and returns the largest heap
// that was seen while its documents were opened.
func peakOfExtraction(t *testing.T, caseFiles, perFile int) uint64 {
	t.Helper()
	var peak uint64
	opened := 0
	open := func(ctx context.Context, file string) (io.ReadCloser, error) {
		if opened++; opened%50 == 0 {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
		}
		return openText(ctx, file)
	}
	dir := filepath.Join(t.TempDir(), "avleveringspakke")
	src := synthetic{caseFiles: caseFiles, perFile: perFile}
	sum, err := noark.Extract(t.Context(), period(), src, noark.Options{Dir: dir, Schemas: officialSchemas(t), OpenDocument: open})
	if err != nil {
		t.Fatal(err)
	}
	if sum.RegistryEntries != caseFiles*perFile {
		t.Fatalf("summary %+v", sum)
	}
	mustBeValid(t, dir)
	return peak
}

func TestACancelledExtractionLeavesNothing(t *testing.T) {
	t.Parallel()
	for _, after := range []int{1, 7, 20} {
		ctx, cancel := context.WithCancel(t.Context())
		opened := 0
		open := func(ctx context.Context, file string) (io.ReadCloser, error) {
			if opened++; opened == after {
				cancel()
			}
			return openText(ctx, file)
		}
		dir := filepath.Join(t.TempDir(), "avleveringspakke")
		_, err := noark.Extract(ctx, period(), synthetic{caseFiles: 5, perFile: 4}, noark.Options{Dir: dir, OpenDocument: open})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled at document %d: %v", after, err)
		}
		nothingAt(t, dir)
		cancel()
	}
}

// TestMain lets the test program be the process that is killed. Properties are
// tried 25 times, since each try syncs files and runs xmllint five times;
// -rapid.checks asks for more.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "25"); err != nil {
		panic(err)
	}
	if dir := os.Getenv("NOARK_KILLED_EXTRACTION"); dir != "" {
		open := func(ctx context.Context, file string) (io.ReadCloser, error) {
			if file == "9" {
				_, _ = os.Stdout.WriteString("halfway\n")
				time.Sleep(time.Minute)
			}
			return openText(ctx, file)
		}
		_, err := noark.Extract(context.Background(), period(), synthetic{caseFiles: 5, perFile: 4}, noark.Options{Dir: dir, OpenDocument: open})
		_, _ = os.Stdout.WriteString(errs.CodeOf(err) + "\n")
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestAKilledExtractionIsNoPackageAndTheNextOneClearsItAway(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "avleveringspakke")
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), "NOARK_KILLED_EXTRACTION="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len("halfway"))); err != nil {
		t.Fatal(err)
	}
	opt := noark.Options{Dir: dir, OpenDocument: openText}
	if _, err := noark.Extract(t.Context(), period(), synthetic{caseFiles: 1, perFile: 1}, opt); !errs.Has(err, "record.extraction-running") {
		t.Errorf("a second extraction to the same place: %v", err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
	if _, err := os.Lstat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Fatal("the killed run left a package")
	}
	if _, err := os.Lstat(dir + ".partial"); err != nil {
		t.Fatalf("the killed run left nothing to clear: %v", err)
	}
	sum, err := noark.Extract(t.Context(), period(), synthetic{caseFiles: 2, perFile: 2}, opt)
	if err != nil || sum.Documents != 4 {
		t.Fatalf("%+v, %v", sum, err)
	}
	mustBeFaultless(t, dir)
	if _, err := os.Lstat(dir + ".partial"); !errors.Is(err, os.ErrNotExist) {
		t.Fatal("the partial directory is left")
	}
}

func TestAPackageIsNeverOverwritten(t *testing.T) {
	t.Parallel()
	_, dir := extracted(t, synthetic{caseFiles: 1, perFile: 1}, nil)
	_, err := noark.Extract(t.Context(), period(), synthetic{caseFiles: 2, perFile: 1}, noark.Options{Dir: dir, OpenDocument: openText})
	if !errs.Has(err, "record.package-exists") || errs.KindOf(err) != errs.KindConflict {
		t.Fatalf("got %v", err)
	}
	mustBeFaultless(t, dir)
}

func TestAFolderThatCannotBeWrittenIsToldAsUnavailable(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "missing", "avleveringspakke")
	_, err := noark.Extract(t.Context(), period(), synthetic{caseFiles: 1, perFile: 1}, noark.Options{Dir: dir, OpenDocument: openText})
	if errs.KindOf(err) != errs.KindUnavailable {
		t.Fatalf("got %v", err)
	}
}

func TestTheSameSourceGivesTheSamePackage(t *testing.T) {
	t.Parallel()
	_, a := extracted(t, synthetic{caseFiles: 2, perFile: 3}, nil)
	_, b := extracted(t, synthetic{caseFiles: 2, perFile: 3}, nil)
	for _, name := range []string{"arkivstruktur.xml", "loependeJournal.xml", "offentligJournal.xml", "endringslogg.xml", "arkivuttrekk.xml"} {
		if read(t, a, name) != read(t, b, name) {
			t.Errorf("%s differs", name)
		}
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestCharactersThatXMLCannotCarryAreReplacedAndCounted(t *testing.T) {
	t.Parallel()
	src := synthetic{caseFiles: 1, perFile: 1, changeEntry: func(e *noark.RegistryEntry) {
		e.Title = "Søk\x00nad \x1b<&> \xff Åse\r\n\U0001F600"
	}}
	sum, dir := extracted(t, src, officialSchemas(t))
	mustBeValid(t, dir)
	want := "<tittel>Søk\uFFFDnad \uFFFD&lt;&amp;&gt; \uFFFD Åse&#xD;\n\U0001F600</tittel>"
	if got := read(t, dir, "arkivstruktur.xml"); !strings.Contains(got, want) {
		t.Error("the title is not as expected")
	}
	if sum.CharactersChanged != 3*3 { // in arkivstruktur, running and public journal
		t.Errorf("%d characters counted", sum.CharactersChanged)
	}
}
