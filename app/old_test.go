package app

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"saksgang/base/console"
	"saksgang/base/i18n"
	"saksgang/base/sqldb"
)

// commandLine runs the program as it is met there, in English.
func commandLine(t *testing.T) func(args ...string) (int, string) {
	t.Helper()
	bundle, err := i18n.NewBundle(sources()...)
	if err != nil {
		t.Fatal(err)
	}
	return func(args ...string) (int, string) {
		var out strings.Builder
		s := console.Streams{Out: &out, Err: &out, Words: bundle.Localizer(i18n.Settings{Interface: i18n.English})}
		return run(t.Context(), bundle, args, s), out.String()
	}
}

// A data folder that a newer program has upgraded is left alone by this one,
// whatever it is asked to do with it.
func TestADataFolderTooNewForThisProgramIsRefusedUntouched(t *testing.T) {
	t.Parallel()
	say := commandLine(t)
	dir := t.TempDir()
	for _, args := range [][]string{{"init", "--dir", dir}, {"admin", "create", "--dir", dir, "--given", "Kari", "--family", "Nes"}} {
		if status, text := say(args...); status != console.Done {
			t.Fatalf("%v: %d\n%s", args, status, text)
		}
	}
	makeNewer(t, filepath.Join(dir, databaseName))
	for _, args := range [][]string{
		{"serve", "--dir", dir},
		{"doctor", "--dir", dir},
		{"ledger", "verify", "--dir", dir},
		{"backup", "--dir", dir, "--to", filepath.Join(t.TempDir(), "b")},
		{"admin", "create", "--dir", dir, "--given", "Per", "--family", "Vik"},
	} {
		status, text := say(args...)
		if status != console.Faults || !strings.Contains(text, "is newer than this program") || strings.Count(text, "\n") != 2 {
			t.Errorf("%v: %d\n%s", args, status, text)
		}
	}
}

// The command line tells times as the clocks of the municipality show them.
func TestTheCommandLineTellsTheTimeInTheMunicipality(t *testing.T) {
	t.Parallel()
	say, dir := commandLine(t), t.TempDir()
	if status, text := say("init", "--dir", dir); status != console.Done {
		t.Fatal(text)
	}
	before := time.Now()
	status, text := say("admin", "create", "--dir", dir, "--given", "Kari", "--family", "Nes")
	if status != console.Done {
		t.Fatal(text)
	}
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	for at := before; at.Before(time.Now().Add(time.Minute)); at = at.Add(time.Minute) {
		if strings.Contains(strings.ReplaceAll(text, "\u00a0", " "), at.Add(24*time.Hour).In(oslo).Format("15:04")) {
			return
		}
	}
	t.Errorf("the link is for a day, and it is %s in Oslo: %s", before.In(oslo), text)
}

func makeNewer(t *testing.T, path string) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), path, sqldb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, text := range []string{
		"UPDATE schema_support SET oldest_program = 29990101000000",
		"INSERT INTO schema_version (version_id, is_applied) VALUES (29990101000000, 1)",
	} {
		if _, err := sqldb.Exec(t.Context(), db, text); err != nil {
			t.Fatal(err)
		}
	}
}
