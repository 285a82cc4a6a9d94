package recordapp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"saksgang/base/console"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/record"
	"saksgang/record/recordapp"
	"saksgang/testkit"
)

// saksgang runs a command as app does.
func (tn *town) saksgang(t *testing.T, args ...string) (out, said string, err error) {
	t.Helper()
	var line struct {
		Record recordapp.RecordCmd `cmd:""`
	}
	var stdout, stderr bytes.Buffer
	words := bundle(t).Localizer(i18n.Settings{Interface: "en"})
	open := recordapp.Open(func(context.Context, string, string) (*record.Service, func() error, error) {
		return tn.records, func() error { return nil }, nil
	})
	parser, err := kong.New(&line, kong.Name("saksgang"), kong.BindTo(t.Context(), (*context.Context)(nil)), kong.Bind(open))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.Parse(append([]string{"record"}, args...))
	if err != nil {
		return "", err.Error(), err
	}
	err = parsed.Run(console.Streams{Out: &stdout, Err: &stderr, Words: words})
	return stdout.String(), stderr.String(), err
}

func TestAPeriodIsExtractedAndAPackageCheckedFromTheCommandLine(t *testing.T) {
	t.Parallel()
	tn := newTown(t, testkit.SQLite(t))
	f, _ := tn.hire(t)
	tn.close(t, f)
	dir := filepath.Join(t.TempDir(), "package")
	schemas := []string{"--schemas", testkit.Data(t, "data/noark5/xsd-v5.0"), "--schemas", testkit.Data(t, "data/addml/v8.2")}
	out, said, err := tn.saksgang(t, append([]string{"extract", "--from", "2024-01-01", "--to", "2024-12-31", "-o", dir, "--json"}, schemas...)...)
	if err != nil {
		t.Fatalf("%v %s", err, said)
	}
	var report struct {
		Path     string `json:"path"`
		Files    int    `json:"files"`
		Official bool   `json:"official_schemas"`
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil || report.Path != dir || report.Files == 0 || !report.Official {
		t.Errorf("%v in %s", err, out)
	}
	if _, said, err := tn.saksgang(t, "check", dir); err != nil || !strings.Contains(said, "whole") {
		t.Errorf("%v %s", err, said)
	}
	damage(t, filepath.Join(dir, "offentligJournal.xml"))
	if out, said, err := tn.saksgang(t, "check", dir); console.Status(err) != console.Faults || !strings.Contains(out, "offentligJournal.xml") || !strings.Contains(said, "fault") {
		t.Errorf("a damaged package: %v %s %s", err, out, said)
	}
	if _, _, err := tn.saksgang(t, "extract", "--from", "2024-01-01", "--to", "2024-12-31", "-o", dir); !errs.Has(err, "record.package-exists") {
		t.Errorf("a package was written over: %v", err)
	}
	for _, wrong := range [][]string{{"extract", "--from", "2024-13-01", "--to", "2024-12-31", "-o", "x"}, {"extract", "--from", "2024-12-31", "--to", "2024-01-01", "-o", "x"}, {"check", "nowhere"}} {
		if _, _, err := tn.saksgang(t, wrong...); err == nil || console.Status(err) == console.Done {
			t.Errorf("%v was accepted", wrong)
		}
	}
}
