// Package municipalityapp is what people meet of the municipality's folder: the
// commands that check one and begin one, and later its pages.
package municipalityapp

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"saksgang/base/calendar"
	"saksgang/base/i18n"
	"saksgang/municipality"
)

// Terminal is what the commands need of the program that runs them. Bind it
// with kong.Bind.
type Terminal struct {
	Registry *municipality.Registry
	Bundle   *i18n.Bundle
	Out, Err io.Writer
}

// ExitError ends the program with a status: 1 for faults found, 2 for wrong
// use. Its text has been printed already when Printed is set.
type ExitError struct {
	Status  int
	Text    string
	Printed bool
}

func (e *ExitError) Error() string { return e.Text }

// ExitCode is the status, as kong asks for it.
func (e *ExitError) ExitCode() int { return e.Status }

func wrongUse(format string, args ...any) error {
	return &ExitError{Status: 2, Text: fmt.Sprintf(format, args...)}
}

// CheckCmd is "saksgang check FOLDER".
type CheckCmd struct {
	Folder   string `arg:"" help:"The municipality's folder."`
	JSON     bool   `name:"json" help:"Print the faults as one JSON list."`
	Language string `default:"nb" enum:"nb,en" help:"Language of the sentences (${enum})."`
}

// Run prints every fault as "file:line:column: sentence — remedy" and ends with
// an ExitError of status 1 when there are any.
func (c *CheckCmd) Run(t *Terminal) error {
	info, err := os.Stat(c.Folder)
	if err != nil || !info.IsDir() {
		return wrongUse("%s is not a folder that can be read", c.Folder)
	}
	_, faults, err := t.Registry.Check(os.DirFS(c.Folder))
	if err != nil {
		return wrongUse("%s cannot be read: %v", c.Folder, err)
	}
	words := t.Bundle.Localizer(i18n.Settings{Interface: i18n.Language(c.Language)})
	if c.JSON {
		if err := writeJSON(t.Out, faults, words); err != nil {
			return err
		}
	} else {
		for _, fault := range faults {
			sentence, remedy := fault.Words(words)
			fmt.Fprintf(t.Out, "%s: %s — %s\n", fault.Position, sentence, remedy)
		}
	}
	if len(faults) == 0 {
		return nil
	}
	text := words.T("municipality.faults-found", "count", len(faults), "folder", c.Folder)
	fmt.Fprintln(t.Err, text)
	return &ExitError{Status: 1, Text: text, Printed: true}
}

func writeJSON(out io.Writer, faults []municipality.Fault, words *i18n.Localizer) error {
	type spoken struct {
		File     string         `json:"file"`
		Line     int            `json:"line"`
		Column   int            `json:"column"`
		Code     string         `json:"code"`
		Args     map[string]any `json:"args"`
		Sentence string         `json:"sentence"`
		Remedy   string         `json:"remedy"`
	}
	list := make([]spoken, 0, len(faults))
	for _, f := range faults {
		args := make(map[string]any, len(f.Args))
		for _, a := range f.Args {
			args[a.Name] = a.Value
		}
		sentence, remedy := f.Words(words)
		list = append(list, spoken{f.File, f.Line, f.Column, f.Code, args, sentence, remedy})
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(list)
}

//go:embed starter
var starters embed.FS

// InitCmd is "saksgang init": it writes a small folder that checks without
// faults into DIR/municipality.
type InitCmd struct {
	Dir      string `required:"" help:"The data folder; the municipality's folder is made in it."`
	Country  string `default:"no" enum:"no,dk,se" help:"Whose law and holidays (${enum})."`
	Name     string `help:"The municipality's name."`
	Language string `default:"nb" enum:"nb,en" help:"Language of what is printed (${enum})."`
}

// Run refuses a folder that has something in it.
func (c *InitCmd) Run(t *Terminal) error {
	target := filepath.Join(c.Dir, "municipality")
	if entries, err := os.ReadDir(target); err == nil && len(entries) > 0 {
		return wrongUse("%s is not empty; nothing was written", target)
	}
	starter, err := Starter(calendar.Country(c.Country), c.Name)
	if err != nil {
		return wrongUse("%v", err)
	}
	for name, text := range starter {
		path := filepath.Join(target, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, text, 0o644)); err != nil {
			return wrongUse("%s cannot be written: %v", path, err)
		}
	}
	words := t.Bundle.Localizer(i18n.Settings{Interface: i18n.Language(c.Language)})
	fmt.Fprintln(t.Out, words.T("municipality.begun", "count", len(starter), "folder", target))
	return nil
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
