package processapp

import (
	"errors"
	"path"
	"slices"
	"strings"

	"saksgang/base/errs"
	"saksgang/municipality"
	"saksgang/process"
	"saksgang/process/bpmn"
	"saksgang/process/checklist"
	"saksgang/process/engine"
)

// decodeDrawing carries the drawing and reports what keeps it from being read,
// or, once read, what does not hang together in it.
func decodeDrawing(src *municipality.Source, into *process.FolderText) {
	decodeText(src, into)
	drawing, err := bpmn.Read(strings.NewReader(string(src.Data)))
	var unread *bpmn.ReadError
	switch {
	case errors.As(err, &unread):
		args := append(pairs(unread.Args), "line", max(unread.Line, 1), "column", max(unread.Column, 1))
		src.Fault(src.Place(unread.Line, unread.Column), unread.Code, args...)
	case err != nil:
		src.Fault(src.Place(1, 1), "process.drawing-unreadable")
	default:
		for _, fault := range bpmn.Validate(drawing) {
			src.Fault(src.Place(fault.Line, 1), fault.Code, pairs(fault.Args)...)
		}
	}
}

// decodeChecklist carries the checklist and asks that it can be read: the
// process's page compares it with the drawing.
func decodeChecklist(src *municipality.Source, into *process.FolderText) {
	decodeText(src, into)
	if _, _, err := checklist.Parse(src.Data, checklist.Options{}); err != nil {
		src.Fault(src.Place(1, 1), errs.CodeOf(err), pairs(errs.ArgsOf(err))...)
	}
}

func pairs(args []errs.Arg) []any {
	var all []any
	for _, a := range args {
		all = append(all, a.Name, a.Value)
	}
	return all
}

// checkRuns asks that the drawing of a process can be put in force as the
// folder describes it, and that what its steps name is there. What is wrong
// with the drawing alone, decoding has reported.
func checkRuns(c *municipality.Checker, f *municipality.File[process.FolderProcess], offered *process.Registry) {
	file := path.Join(path.Dir(f.Path), f.Value.File)
	text, found := c.FileText(file)
	if f.Value.File == "" || !found {
		return
	}
	drawing, err := bpmn.Read(strings.NewReader(string(text)))
	if err != nil {
		return
	}
	_, faults := process.CheckDrawing(drawing, process.MetaOf(*f.Value), offered)
	told := map[string]bool{}
	for _, fault := range bpmn.Validate(drawing) {
		told[fault.Element] = true
	}
	d := drawingCheck{c, file, drawing}
	astray := d.lanes(f)
	for _, fault := range faults {
		if !told[fault.Element] && !(astray && fault.Code == "process.task-without-role") {
			c.Fault(place(file, drawing, fault), fault.Code, append(pairs(fault.Args), "process", f.Value.Key, "name", fault.Name)...)
		}
	}
	for _, p := range drawing.Processes {
		d.steps(&p.Scope)
	}
}

// place is where the element at fault stands in the drawing's file.
func place(file string, drawing *bpmn.Definitions, fault engine.Fault) municipality.Position {
	line := fault.Line
	if n, _ := drawing.Node(fault.Element); line == 0 && n != nil {
		line = n.Line
	}
	return municipality.Position{File: file, Line: max(line, 1), Column: 1}
}

type drawingCheck struct {
	c       *municipality.Checker
	file    string
	drawing *bpmn.Definitions
}

// lanes asks that every lane the folder gives roles to is drawn, and tells
// whether one is not or stands twice: then tasks lack a role because of it.
func (d drawingCheck) lanes(f *municipality.File[process.FolderProcess]) (astray bool) {
	var drawn []string
	for _, p := range d.drawing.Processes {
		for _, lane := range p.AllLanes() {
			drawn = append(drawn, lane.Name)
		}
	}
	seen := map[string]bool{}
	for i := range f.Value.Lanes {
		lane := &f.Value.Lanes[i]
		astray = astray || seen[lane.Name]
		seen[lane.Name] = true
		if lane.Name != "" && !slices.Contains(drawn, lane.Name) {
			d.c.Fault(f.At(&lane.Name), "process.lane-not-drawn", "lane", lane.Name, "near", municipality.Nearest(lane.Name, drawn))
			astray = true
		}
	}
	return astray
}

// steps refers to the forms, document types and roles that steps name.
func (d drawingCheck) steps(s *bpmn.Scope) {
	for _, n := range s.Nodes {
		at := municipality.Position{File: d.file, Line: max(n.Line, 1), Column: 1}
		for attribute, kind := range map[string]string{
			"form": "process.form", "documents": "record.document-type", "role": "access.role",
		} {
			for _, key := range engine.Words(n.Get(attribute)) {
				if _, ofCase := process.RoleOf(key); ofCase && kind == "access.role" {
					continue // whoever takes part in the case in it
				}
				d.c.Refer(kind, key, at)
			}
		}
		if n.Body != nil {
			d.steps(n.Body)
		}
	}
}
