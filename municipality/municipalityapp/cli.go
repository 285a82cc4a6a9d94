// Package municipalityapp is what people meet of the municipality's folder: the
// commands that check one and begin one, and the pages under /setup/municipality
// where a new version is proposed, approved by another person and put in force.
//
// Each action is one call of municipality.Service, so a page that is sent twice
// does it once; after an activation the program follows at once, and a node
// that died in between follows when it is started again.
package municipalityapp

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"saksgang/base/calendar"
	"saksgang/base/console"
	"saksgang/base/errs"
	"saksgang/municipality"
)

// Locales hold the words of the pages.
//
//go:embed locales/*.toml
var Locales embed.FS

// CheckCmd is "saksgang check FOLDER".
type CheckCmd struct {
	Folder string `arg:"" help:"The municipality's folder."`
	JSON   bool   `name:"json" help:"Print the faults as one JSON list."`
}

// Validate refuses what is no folder; it makes a wrong use of the command.
func (c CheckCmd) Validate() error {
	if info, err := os.Stat(c.Folder); err != nil || !info.IsDir() {
		return fmt.Errorf("%s is not a folder that can be read", c.Folder)
	}
	return nil
}

// Run prints every fault as "file:line:column: sentence — remedy" on standard
// output; console.Found says that there were any.
func (c CheckCmd) Run(s console.Streams, r *municipality.Registry) error {
	_, faults, err := r.Check(os.DirFS(c.Folder))
	if err != nil {
		return errs.InvalidBecause(err, "municipality.folder-unreadable")
	}
	if c.JSON {
		if err := writeJSON(s, faults); err != nil {
			return err
		}
	} else if err := writeLines(s, faults); err != nil {
		return err
	}
	if len(faults) == 0 {
		return nil
	}
	s.Say("%s", s.Words.T("municipality.faults-found", "count", len(faults), "folder", c.Folder))
	return console.Found()
}

func writeLines(s console.Streams, faults []municipality.Fault) error {
	for _, fault := range faults {
		sentence, remedy := fault.Words(s.Words)
		if _, err := fmt.Fprintf(s.Out, "%s: %s — %s\n", fault.Position, sentence, remedy); err != nil {
			return err
		}
	}
	return nil
}

// spoken is a fault as --json prints it.
type spoken struct {
	File     string         `json:"file"`
	Line     int            `json:"line"`
	Column   int            `json:"column"`
	Code     string         `json:"code"`
	Args     map[string]any `json:"args"`
	Sentence string         `json:"sentence"`
	Remedy   string         `json:"remedy"`
}

func writeJSON(s console.Streams, faults []municipality.Fault) error {
	list := make([]spoken, 0, len(faults))
	for _, f := range faults {
		args := make(map[string]any, len(f.Args))
		for _, a := range f.Args {
			args[a.Name] = a.Value
		}
		sentence, remedy := f.Words(s.Words)
		list = append(list, spoken{f.File, f.Line, f.Column, f.Code, args, sentence, remedy})
	}
	return s.JSON(list)
}

//go:embed starter
var starters embed.FS

// InitCmd is "saksgang init": it writes a small folder that checks without
// faults into DIR/municipality.
type InitCmd struct {
	Dir     string `default:"data" env:"SAKSGANG_DIR" placeholder:"DIR" help:"The data folder; the municipality's folder is made in it."`
	Country string `default:"no" enum:"no,dk,se" help:"Whose law and holidays: ${enum}."`
	Name    string `help:"The municipality's name."`
}

// Run refuses a folder that has something in it, with Conflict.
func (c InitCmd) Run(s console.Streams) error {
	target := filepath.Join(c.Dir, "municipality")
	if entries, err := os.ReadDir(target); err == nil && len(entries) > 0 {
		return errs.Conflict("municipality.folder-not-empty", "folder", target)
	}
	starter, err := Starter(calendar.Country(c.Country), c.Name)
	if err != nil {
		return errs.Internal(err, "municipality.no-starter", "country", c.Country)
	}
	for _, name := range slices.Sorted(maps.Keys(starter)) {
		path := filepath.Join(target, filepath.FromSlash(name))
		if err := write(path, starter[name]); err != nil {
			return errs.Unavailable(err, "municipality.cannot-write", "file", path)
		}
	}
	s.Say("%s", s.Words.T("municipality.begun", "count", len(starter), "folder", target))
	return nil
}

func write(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}

// Starter is the files of a new municipality's folder by path, in the
// country's language.
func Starter(country calendar.Country, name string) (map[string][]byte, error) {
	if _, err := calendar.ParseCountry(string(country)); err != nil {
		return nil, err
	}
	root, err := fs.Sub(starters, "starter/"+string(country))
	if err != nil {
		return nil, err
	}
	files := make(map[string][]byte)
	err = fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files[path], err = fs.ReadFile(root, path)
		return err
	})
	if town := "town.yaml"; err == nil && name != "" {
		files[town] = rename(files[town], name)
	}
	return files, err
}

// rename puts the municipality's own name where the starter has a stand-in.
func rename(town []byte, name string) []byte {
	lines := strings.Split(string(town), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "name: ") {
			lines[i] = "name: " + strconv.Quote(name)
		}
	}
	return []byte(strings.Join(lines, "\n"))
}
