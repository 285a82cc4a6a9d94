package noark_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"saksgang/record/noark"
)

// FuzzCheck: a package that somebody else made may hold anything; the check
// ends with faults, never with a panic, and never looks outside the package.
func FuzzCheck(f *testing.F) {
	dir := filepath.Join(f.TempDir(), "avleveringspakke")
	if _, err := noark.Extract(f.Context(), period(), synthetic{caseFiles: 1, perFile: 1}, noark.Options{Dir: dir, OpenDocument: openText}); err != nil {
		f.Fatal(err)
	}
	for _, name := range []string{"arkivstruktur", "loependeJournal", "offentligJournal", "endringslogg", "arkivuttrekk"} {
		content, err := os.ReadFile(filepath.Join(dir, name+".xml"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(name, string(content))
	}
	f.Add("arkivstruktur", "<avskrivning/>")
	f.Add("arkivstruktur", "<dokumentobjekt><referanseDokumentfil>../../../../etc/passwd</referanseDokumentfil></dokumentobjekt>")
	f.Add("arkivuttrekk", "<property name=\"file\"><value>..</value></property>")
	f.Fuzz(func(t *testing.T, name, content string) {
		if strings.ContainsAny(name, "/\\\x00") || len(name) > 50 {
			return
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name+".xml"), []byte(content), 0o600); err != nil {
			return
		}
		faults, err := noark.Check(dir)
		if err != nil || len(faults) == 0 {
			t.Fatalf("half a package has no faults: %v", err)
		}
	})
}
