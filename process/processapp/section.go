package processapp

import (
	"embed"
	"path"
	"strings"

	"saksgang/municipality"
	"saksgang/process"
)

// Locales hold the words of this package's pages and problems.
//
//go:embed locales/*.toml
var Locales embed.FS

// The names of the sections, for municipality.Files.
const (
	ProcessesSection  = "process.processes"
	DrawingsSection   = "process.drawings"
	ChecklistsSection = "process.checklists"
	FormsSection      = "process.forms"
)

// RegisterSections adds processes/* and forms/*.json. Drawings are checked
// against the actions that modules offer; nil accepts every action.
func RegisterSections(r *municipality.Registry, offered *process.Registry) {
	municipality.Register(r, municipality.Section[process.FolderProcess]{
		Name: ProcessesSection, Pattern: "processes/*.yaml",
		Check: func(c *municipality.Checker, f *municipality.File[process.FolderProcess]) {
			checkProcess(c, f)
			checkRuns(c, f, offered)
		},
	})
	municipality.Register(r, municipality.Section[process.FolderText]{
		Name: DrawingsSection, Pattern: "processes/*.bpmn", Decode: decodeDrawing,
	})
	municipality.Register(r, municipality.Section[process.FolderText]{
		Name: ChecklistsSection, Pattern: "processes/*.checklist.tsv", Decode: decodeChecklist,
	})
	municipality.Register(r, municipality.Section[process.FolderForm]{
		Name: FormsSection, Pattern: "forms/*.json", Decode: decodeForm,
		Index: func(c *municipality.Checker, f *municipality.File[process.FolderForm]) {
			c.Define("process.form", f.Value.Key, f.At(f.Value), f.Value)
		},
	})
}

func decodeText(src *municipality.Source, into *process.FolderText) {
	into.Name, _, _ = strings.Cut(path.Base(src.Path), ".")
	into.Text = src.Data
}

func checkProcess(c *municipality.Checker, f *municipality.File[process.FolderProcess]) {
	p := f.Value
	if file := strings.TrimSuffix(path.Base(f.Path), ".yaml"); p.Key != "" && p.Key != file {
		c.Fault(f.At(&p.Key), "process.key-is-not-file-name", "key", p.Key, "file", file)
	}
	for _, beside := range []*string{&p.File, &p.Checklist} {
		if *beside == "" {
			continue
		}
		if _, found := c.FileText(path.Join(path.Dir(f.Path), *beside)); !found {
			c.Fault(f.At(beside), "process.file-missing", "file", *beside)
		}
	}
	if !p.RevisedOn.IsZero() && !f.Bad(&p.ReviseBy) && p.ReviseBy <= p.RevisedOn {
		c.Fault(f.At(&p.ReviseBy), "process.revision-before-last", "date", p.ReviseBy.String())
	}
	seen := make(map[string]bool)
	for i := range p.Lanes {
		lane := &p.Lanes[i]
		if seen[lane.Name] {
			c.Fault(f.At(&lane.Name), "process.lane-twice", "lane", lane.Name)
		}
		seen[lane.Name] = true
	}
}
