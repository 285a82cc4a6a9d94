package municipality

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxFile is the largest file the folder may hold, in bytes. It is meant for
// people to read.
const maxFile = 4 << 20

// Loaded is a folder as the modules read it. It does not change.
type Loaded struct {
	// Digest is the content digest of the folder; see Digest.
	Digest string
	// Files holds the text of each file by its path, line ends normalised.
	Files    map[string][]byte
	sections map[string][]any
}

// Files returns the decoded files of the section with that name, in order of
// path. Asking for another type than was registered gives none.
func Files[T any](l *Loaded, section string) []*File[T] {
	var files []*File[T]
	for _, file := range l.sections[section] {
		if f, ok := file.(*File[T]); ok {
			files = append(files, f)
		}
	}
	return files
}

// Values is Files without the places.
func Values[T any](l *Loaded, section string) []*T {
	var values []*T
	for _, f := range Files[T](l, section) {
		values = append(values, f.Value)
	}
	return values
}

// Check reads the folder and returns it with every fault, in order of file,
// line and column. The error is of reading: a folder that is not there or may
// not be read.
func (r *Registry) Check(folder fs.FS) (*Loaded, []Fault, error) {
	files, faults, err := readFolder(folder)
	if err != nil {
		return nil, nil, err
	}
	loaded, more := r.CheckFiles(files)
	return loaded, sortFaults(append(faults, more...)), nil
}

// CheckFiles is Check of a folder that has been read, by path.
func (r *Registry) CheckFiles(files map[string][]byte) (*Loaded, []Fault) {
	c := &Checker{
		loaded: &Loaded{Digest: Digest(files), Files: files, sections: make(map[string][]any)},
		things: make(map[string]map[string]definition),
	}
	for kind, keys := range r.known {
		for _, key := range keys {
			c.enter(kind, key, definition{})
		}
	}
	decoded := r.decode(c)
	for _, d := range decoded {
		c.enterNames(d.src)
		d.section.index(c, d.file)
	}
	for _, d := range decoded {
		d.section.check(c, d.file)
	}
	c.resolve()
	return c.loaded, sortFaults(c.faults)
}

type decodedFile struct {
	section registered
	src     *Source
	file    any
}

// decode reads every file with its section, in order of path.
func (r *Registry) decode(c *Checker) []decodedFile {
	var decoded []decodedFile
	seen := make(map[string]bool)
	for _, name := range slices.Sorted(maps.Keys(c.loaded.Files)) {
		section, found := r.sectionOf(name)
		if !found {
			c.Fault(Position{name, 1, 1}, "municipality.unknown-file", "file", name, "near", r.nearestPattern(name))
			continue
		}
		src := NewSource(name, c.loaded.Files[name])
		file := section.decode(src)
		seen[section.name] = true
		c.faults = append(c.faults, src.faults...)
		c.loaded.sections[section.name] = append(c.loaded.sections[section.name], file)
		decoded = append(decoded, decodedFile{section, src, file})
	}
	for _, section := range r.sections {
		if section.required && !seen[section.name] {
			c.Fault(Position{section.pattern, 1, 1}, "municipality.missing-file", "file", section.pattern)
		}
	}
	return decoded
}

// nearestPattern is what a file that belongs nowhere was perhaps meant to be.
func (r *Registry) nearestPattern(name string) string {
	var patterns []string
	for _, s := range r.sections {
		patterns = append(patterns, strings.Replace(s.pattern, "*", strings.TrimSuffix(path.Base(name), path.Ext(name)), 1))
	}
	return Nearest(name, patterns)
}

// readFolder reads every file but hidden ones, README.md files and what an
// editor leaves behind. Faults are files that no person wrote as text.
func readFolder(folder fs.FS) (map[string][]byte, []Fault, error) {
	files := make(map[string][]byte)
	var faults []Fault
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case err != nil && name == ".":
			return err
		case err != nil:
			faults = append(faults, newFault(Position{name, 1, 1}, "municipality.unreadable", []any{"file", name}))
			return nil
		case name == ".":
			return nil
		case strings.HasPrefix(base, ".") && entry.IsDir():
			return fs.SkipDir
		case strings.HasPrefix(base, "."), strings.HasSuffix(base, "~"), base == "README.md", entry.IsDir():
			return nil
		}
		data, fault := readFile(folder, name)
		if fault != "" {
			faults = append(faults, newFault(Position{name, 1, 1}, fault, []any{"file", name, "limit", maxFile >> 20}))
			return nil
		}
		files[name] = data
		return nil
	})
	return files, faults, err
}

// readFile returns the text, or why there is none. What is no ordinary file is
// not opened: reading a pipe or a device would never end.
func readFile(folder fs.FS, name string) (data []byte, fault string) {
	info, err := fs.Stat(folder, name)
	switch {
	case errors.Is(err, fs.ErrPermission):
		return nil, "municipality.unreadable"
	case err != nil: // not there, or a ring of links
		return nil, "municipality.broken-link"
	case info.IsDir():
		return nil, "municipality.link-to-folder"
	case !info.Mode().IsRegular():
		return nil, "municipality.not-a-file"
	case info.Size() > maxFile:
		return nil, "municipality.file-too-large"
	}
	data, err = fs.ReadFile(folder, name)
	if err != nil {
		return nil, "municipality.unreadable"
	}
	if !utf8.Valid(data) {
		return nil, "municipality.not-utf8"
	}
	return normalise(data), ""
}
