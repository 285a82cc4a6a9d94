package app

import (
	"path/filepath"
	"strings"
	"testing"

	"saksgang/base/console"
	"saksgang/base/i18n"
	"saksgang/base/sqldb"
)

// A data folder that a newer program has upgraded is left alone by this one,
// whatever it is asked to do with it.
func TestADataFolderTooNewForThisProgramIsRefusedUntouched(t *testing.T) {
	t.Parallel()
	bundle, err := i18n.NewBundle(sources()...)
	if err != nil {
		t.Fatal(err)
	}
	say := func(args ...string) (int, string) {
		var out strings.Builder
		s := console.Streams{Out: &out, Err: &out, Words: bundle.Localizer(i18n.Settings{Interface: i18n.English})}
		return run(t.Context(), bundle, args, s), out.String()
	}
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
