package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/console"
	"saksgang/base/mail"
)

// threeDocuments makes a data folder that holds three documents, and returns their paths.
func threeDocuments(t *testing.T, say func(args ...string) (int, string)) (dir string, documents []string) {
	t.Helper()
	dir = t.TempDir()
	for _, args := range [][]string{{"init", "--dir", dir}, {"admin", "create", "--dir", dir, "--given", "Kari", "--family", "Nes"}} {
		if status, text := say(args...); status != console.Done {
			t.Fatal(text)
		}
	}
	folder := Folder{Dir: dir}
	deps, err := folder.open(t.Context(), clock.System(), mail.Folder(folder.mail()), "localhost")
	if err != nil {
		t.Fatal(err)
	}
	defer deps.DB.Close()
	for _, text := range []string{"whole", "lost", "changed"} {
		var ref blob.Ref
		if ref, err = deps.Files.Put(t.Context(), strings.NewReader(text)); err == nil {
			err = deps.Files.Hold(t.Context(), ref)
		}
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, filepath.Join(folder.files(), ref.Sum.String()[:2], ref.Sum.String()))
	}
	return dir, documents
}

// A backup each night is worth nothing if it copies the loss in silence.
func TestABackupOfADamagedDataFolderSaysSoAndDoesNotCount(t *testing.T) {
	t.Parallel()
	say := commandLine(t)
	dir, documents := threeDocuments(t, say)
	if err := os.Remove(documents[1]); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(documents[2], []byte("changeD"), 0o600); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "b")
	status, text := say("backup", "--dir", dir, "--to", to)
	if status != console.Faults || !strings.Contains(text, "2 documents are missing or damaged") {
		t.Errorf("%d\n%s", status, text)
	}
	m, err := readManifest(to)
	want := []string{filepath.Base(documents[1]), filepath.Base(documents[2])}
	slices.Sort(want)
	if err != nil || !slices.Equal(m.Damaged, want) || len(m.Gone) != 0 {
		t.Errorf("%v, %v are damaged, want %v; %v are gone", err, m.Damaged, want, m.Gone)
	}
	if _, text = say("doctor", "--dir", dir); !strings.Contains(text, "None has been taken") {
		t.Errorf("it counts as a backup:\n%s", text)
	}
	if status, text = say("restore", to, "--dir", filepath.Join(t.TempDir(), "r"), "--verify"); status != console.Faults || !strings.Contains(text, "2 documents that the database names are not in the backup") {
		t.Errorf("%d\n%s", status, text)
	}
}

// A document that cannot be read is left out for lacking to find; anything else
// that cannot be read, or a copy that cannot be written, ends the backup.
func TestADocumentThatCannotBeReadDoesNotEndTheBackup(t *testing.T) {
	t.Parallel()
	c := backupCommand{Folder: Folder{Dir: t.TempDir()}, To: t.TempDir()}
	for _, path := range []string{"files/ab/abcd", "mail/abcd", "files/cd"} {
		if err := os.MkdirAll(filepath.Join(c.Dir, path), 0o700); err != nil { // a folder can be opened and not be read
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(c.Dir, "files", "cd", "cdef"), []byte("whole"), 0o600); err != nil {
		t.Fatal(err)
	}
	var m manifest
	if err := c.copyInto(&m, "files/ab/abcd"); err != nil || len(m.Files) != 0 {
		t.Errorf("a document: %v, %v", err, m.Files)
	}
	if err := c.copyInto(&m, "mail/abcd"); err == nil {
		t.Error("a letter that cannot be read is left out")
	}
	if err := os.RemoveAll(c.To); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(c.To, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.copyInto(&m, "files/cd/cdef"); err == nil {
		t.Error("a document that cannot be written is left out")
	}
}
