package app

import (
	"os"
	"path/filepath"
	"testing"
)

// A data folder is a name, not a pattern: nothing that a disposal erases stays
// in the copies that upgrades took.
func TestSnapshotsAreDroppedWhateverTheDataFolderIsCalled(t *testing.T) {
	t.Parallel()
	folder := Folder{Dir: filepath.Join(t.TempDir(), "town [1]")}
	drop := forgetter{&house{folder: folder}}.dropSnapshots
	if err := drop(t.Context()); err != nil {
		t.Fatalf("a folder without snapshots: %v", err)
	}
	if err := folder.create(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder.snapshots(), "before-1-1.db"), []byte("Kari Nes"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := drop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(folder.snapshots()); err != nil || len(left) != 0 {
		t.Fatalf("%v are left, %v", left, err)
	}
}
