// Package wholefile writes a file that is there whole or not at all: beside its
// final name, synced, then renamed. A crash leaves at worst a file whose name
// begins with ".new-".
package wholefile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// Write writes what fill gives to path, readable by its owner only, making the
// folder if it is not there.
func Write(path string, fill func(w io.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // no effect once renamed
	if err := errors.Join(fill(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// WriteBytes writes content to path.
func WriteBytes(path string, content []byte) error {
	return Write(path, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}
