package processapp

import (
	"errors"
	"os"
	"path/filepath"
)

// file is a file to be written.
type file struct {
	name    string
	content []byte
}

// writeAll writes every file beside its place and puts them there when all are
// whole. On failure what was written is taken away again and no file is changed,
// unless putting a later one in its place fails after an earlier one was put.
func writeAll(files []file) error {
	var staged []string
	defer func() {
		for _, name := range staged {
			os.Remove(name) // gone already where it was put in its place
		}
	}()
	var places []string
	for _, f := range files {
		place, special, err := placeOf(f.name)
		if err != nil {
			return notWritten(f.name, err)
		}
		if special {
			if err := os.WriteFile(place, f.content, 0o666); err != nil {
				return notWritten(f.name, err)
			}
			continue
		}
		name, err := stage(place, f.content)
		if err != nil {
			return notWritten(f.name, err)
		}
		staged, places = append(staged, name), append(places, place)
	}
	for i, name := range staged {
		if err := os.Rename(name, places[i]); err != nil {
			return notWritten(places[i], err)
		}
	}
	return nil
}

// placeOf follows links. A device or pipe is special: it is written to and not
// replaced.
func placeOf(name string) (place string, special bool, err error) {
	if to, err := filepath.EvalSymlinks(name); err == nil {
		name = to
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return name, false, nil
	case err != nil:
		return "", false, err
	case info.IsDir():
		return "", false, errors.New("it is a folder")
	}
	return name, !info.Mode().IsRegular(), nil
}

// stage writes content to a new file beside place, with the mode of a file
// there, and syncs it.
func stage(place string, content []byte) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(place), "."+filepath.Base(place)+".*")
	if err != nil {
		return "", err
	}
	mode := os.FileMode(0o644)
	if info, err := os.Stat(place); err == nil {
		mode = info.Mode().Perm()
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}
