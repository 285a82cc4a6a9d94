package process

import "saksgang/base/calendar"

// The types in this file are what processes/*.yaml and forms/*.json of a
// municipality's folder decode into. They hold what is written there, nothing
// more.

// FolderProcess is processes/<key>.yaml: a drawing and what stands around it.
type FolderProcess struct {
	Key     string `yaml:"key" check:"required,define=process.process"`
	Title   string `yaml:"title" check:"required"`
	Purpose string `yaml:"purpose" check:"required"`
	Area    string `yaml:"area"`
	// File is the BPMN drawing, Checklist the text it came from; both stand
	// beside this file.
	File      string   `yaml:"file" check:"required"`
	Checklist string   `yaml:"checklist"`
	Owner     string   `yaml:"owner" check:"required,refer=access.role"`
	Starters  []string `yaml:"starters" check:"required,refer=access.role"`
	// Rights are what its service tasks may use, on behalf of the person who
	// acts or of the owner.
	Rights []string `yaml:"rights" check:"refer=access.right"`
	// Lanes say which roles do the tasks of a lane.
	Lanes []FolderLane `yaml:"lanes" check:"required"`
	Forms []string     `yaml:"forms" check:"refer=process.form"`
	// Documents are the document types that its steps use.
	Documents []string      `yaml:"documents" check:"refer=record.document-type"`
	Grounds   []string      `yaml:"grounds" check:"refer=record.ground"`
	AtHand    []string      `yaml:"at_hand"` // what to have ready before starting
	Usual     calendar.Span `yaml:"usual_time"`
	RevisedOn calendar.Date `yaml:"revised_on"`
	ReviseBy  calendar.Date `yaml:"revise_by" check:"required"`
}

// FolderLane joins a lane of the drawing, by its name, with roles.
type FolderLane struct {
	Name  string   `yaml:"name" check:"required"`
	Roles []string `yaml:"roles" check:"required,refer=access.role"`
	// Both means that one of each role must take part, instead of any of them.
	Both bool `yaml:"both"`
}

// FolderForm is forms/<key>.json: a JSON Schema (draft 2020-12) of an object,
// with the fields in the order they are asked.
type FolderForm struct {
	Key    string
	Title  string
	Schema []byte // the file itself
	Fields []FolderField
}

// FolderField is one property of a form.
type FolderField struct {
	Name     string
	Title    string
	Required bool
}

// FolderText is a file that the section only carries: a BPMN drawing, a
// checklist.
type FolderText struct {
	Name string // without folder and ending
	Text []byte
}
