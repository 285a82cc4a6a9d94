package record

import (
	"slices"

	"saksgang/base/calendar"
	"saksgang/base/period"
)

// The types in this file are what record/*.yaml of a municipality's folder
// decodes into. They hold what is written there, nothing more.

// FolderGrounds is record/grounds.yaml: the rules that publicity and retention
// rest on, as dated data. Law changes; a ground says when it was last read and
// when somebody must read it again.
type FolderGrounds struct {
	Country calendar.Country `yaml:"country" check:"required"`
	Grounds []FolderGround   `yaml:"grounds" check:"required"`
}

// FolderGround is one ground that a plan's row names. The row stays; which
// provision stands behind it depends on the day.
type FolderGround struct {
	Key        string            `yaml:"key" check:"required,define=record.ground"`
	Title      string            `yaml:"title" check:"required"`
	Provisions []FolderProvision `yaml:"provisions" check:"required"`
}

// FolderProvision is the text of the law while it is in force, [From, To).
type FolderProvision struct {
	Cite     string        `yaml:"cite" check:"required"` // as it is written in the journal
	Says     string        `yaml:"says" check:"required"` // in our own words
	Source   string        `yaml:"source" check:"required"`
	From     calendar.Date `yaml:"from" check:"required"`
	To       calendar.Date `yaml:"to"`
	ReadOn   calendar.Date `yaml:"read_on" check:"required"`
	RereadOn calendar.Date `yaml:"reread_on"` // empty when repealed and settled
	Note     string        `yaml:"note"`
}

// On returns the provision in force on a day.
func (g FolderGround) On(day calendar.Date) (FolderProvision, bool) {
	for _, p := range g.Provisions {
		if (period.Dates{From: p.From, To: p.To}).Contains(day) {
			return p, true
		}
	}
	return FolderProvision{}, false
}

// FolderClasses is record/classes.yaml: the classification (Noark 5
// klassifikasjonssystem).
type FolderClasses struct {
	Key     string        `yaml:"key" check:"required"`
	Title   string        `yaml:"title" check:"required"`
	Classes []FolderClass `yaml:"classes" check:"required"`
}

// FolderClass is one class (Noark 5 klasse).
type FolderClass struct {
	Key    string `yaml:"key" check:"required,define=record.class"`
	Title  string `yaml:"title" check:"required"`
	Parent string `yaml:"parent" check:"refer=record.class"`
}

// FolderPlan is record/plan*.yaml: the document plan.
type FolderPlan struct {
	Title string `yaml:"title" check:"required"`
	Owner string `yaml:"owner" check:"required,refer=access.role"`
	// Archivist gets what needs an archivist's hand, Approver what is to be
	// destroyed; empty is the owner.
	Archivist string               `yaml:"archivist" check:"refer=access.role"`
	Approver  string               `yaml:"approver" check:"refer=access.role"`
	Types     []FolderDocumentType `yaml:"document_types" check:"required"`
}

// FolderDocumentType is a row of the document plan.
type FolderDocumentType struct {
	Key   string `yaml:"key" check:"required,define=record.document-type"`
	Title string `yaml:"title" check:"required"`
	// NamePattern is the title of a registry entry, with template fields.
	NamePattern string `yaml:"name_pattern" check:"required"`
	Class       string `yaml:"class" check:"required,refer=record.class"`
	// Registration: journal (registry entry), archive (kept in the case file
	// without a registry entry), none (not captured).
	Registration string `yaml:"registration" check:"required,one=journal|archive|none"`
	// Direction is the Noark 5 journalposttype.
	Direction string `yaml:"direction" check:"required,one=incoming|outgoing|internal|internal-no-reply|case-paper"`
	// File is the case file it goes into.
	File string `yaml:"file" check:"required,one=hiring|personnel|access-request"`
	// Settled tells what settles an incoming entry: a reply, or a note that it
	// is taken note of; empty when it needs nothing.
	Settled string `yaml:"settled_by" check:"one=reply|note"`
	// Acknowledges marks a confirmation that something has come in: it refers
	// to what it confirms and never settles it.
	Acknowledges bool            `yaml:"acknowledges"`
	Publicity    FolderPublicity `yaml:"publicity" check:"required"`
	Retention    FolderRetention `yaml:"retention" check:"required"`
	// Expected means that a case is not whole without one.
	Expected bool `yaml:"expected"`
	// Copies are the distribution lists that get a copy of each when it is
	// registered.
	Copies []string `yaml:"copies" check:"refer=record.list"`
}

// FolderLists is record/distribution*.yaml: the distribution lists.
type FolderLists struct {
	Lists []FolderList `yaml:"lists" check:"required"`
}

// FolderList is a distribution list: who gets a copy of a document together.
type FolderList struct {
	Key     string         `yaml:"key" check:"required,define=record.list"`
	Title   string         `yaml:"title" check:"required"`
	Note    string         `yaml:"note"`
	Members []FolderMember `yaml:"members" check:"required"`
}

// FolderMember is whoever holds a role, or somebody outside with a mail address.
type FolderMember struct {
	Role string `yaml:"role" check:"refer=access.role"`
	// Agency and Unit say where the role is held; empty is where the document is.
	Agency string `yaml:"agency" check:"refer=staff.agency"`
	Unit   string `yaml:"unit" check:"refer=staff.unit"`
	Name   string `yaml:"name"`
	Mail   string `yaml:"mail"`
}

// Outside says whether the list has somebody who is reached by mail.
func (l FolderList) Outside() bool {
	return slices.ContainsFunc(l.Members, func(m FolderMember) bool { return m.Role == "" })
}

// FolderPublicity says who may see it, and by which ground not.
type FolderPublicity struct {
	// Status: public, screened (the entry is public with words marked out), or
	// exempt (the document is withheld).
	Status string `yaml:"status" check:"required,one=public|screened|exempt"`
	Ground string `yaml:"ground" check:"refer=record.ground"`
	// ScreenName replaces persons' names in the public journal.
	ScreenName bool `yaml:"screen_name"`
	// Years until the screening ends; 0 is without end.
	Years int `yaml:"years"`
}

// FolderRetention says whether and when it may be destroyed.
type FolderRetention struct {
	Outcome string `yaml:"outcome" check:"required,one=preserve|dispose"`
	// After and From: disposal comes After the event. Both stand only with
	// "dispose".
	After  calendar.Span `yaml:"after"`
	From   string        `yaml:"from" check:"one=decision|case-closed|document-date|employment-ended"`
	Ground string        `yaml:"ground" check:"required,refer=record.ground"`
	Note   string        `yaml:"note"`
}

// FolderLetter is templates/<key>.<language>.md: a letter template. The file
// begins with its settings between two lines of "---"; the rest is the text.
type FolderLetter struct {
	Key      string // from the file's name
	Language string // from the file's name
	Title    string `yaml:"title" check:"required"`
	Type     string `yaml:"document_type" check:"required,refer=record.document-type"`
	Subject  string `yaml:"subject" check:"required"`
	Letter   Letter
}
