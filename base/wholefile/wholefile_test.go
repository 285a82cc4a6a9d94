package wholefile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"saksgang/base/wholefile"
)

func TestAFileThatCouldNotBeFinishedIsNotThere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "made", "letter.txt")
	if err := wholefile.WriteBytes(path, []byte("first")); err != nil {
		t.Fatal(err)
	}
	cut := errors.New("cut off")
	err := wholefile.Write(path, func(w io.Writer) error {
		io.WriteString(w, "sec")
		return cut
	})
	text, reading := os.ReadFile(path)
	left, listing := os.ReadDir(filepath.Dir(path))
	if !errors.Is(err, cut) || string(text) != "first" || len(left) != 1 || reading != nil || listing != nil {
		t.Fatalf("%v, %q, %d files", err, text, len(left))
	}
}
