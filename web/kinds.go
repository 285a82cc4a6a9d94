package web

import (
	"time"

	"github.com/a-h/templ"
)

// Content is what stands in the main part of a page: one of the five kinds
// (List, Subject, Step, Worklist, Report) or Plain.
type Content interface {
	// PageTitle is the page's name, for the window and the bookmark.
	PageTitle() string
	// Main is the page's content, with its h1.
	Main() templ.Component
}

// View is one saved way to look at a list.
type View struct {
	Name    string
	Href    string
	Count   int // -1 shows none
	Current bool
}

// Filter is the row of fields above a list; what is chosen stands in the address.
type Filter struct {
	Fields []Field
	Clear  string            // address without the filter; shown when something is chosen
	Keep   map[string]string // what else must stay in the address, such as the view
}

// List is a question with many answers.
type List struct {
	Title  string
	Count  int // -1 when unknown; always within the reader's rights
	Intro  string
	Views  []View
	Filter *Filter
	Table  Table
	Bulk   []Button // sent with the chosen rows' ids as "id"
	// BulkFields are what the last bulk action needs to know, such as to whom.
	BulkFields []Field
	Export     string // address of the same rows as a file
	Empty      Empty  // shown instead of a table without rows
	Pager      Pager
	Action     *Button // the one thing to do from here, such as "New case"
	Before     templ.Component
	After      templ.Component
}

// SubjectTab is one tab of a Subject as shown.
type SubjectTab struct {
	Label   string
	Href    string
	Count   int // -1 shows none
	Current bool
}

// Subject is one case, person, unit, document, system …: what it is, where it
// stands, who has it, and its tabs, of which History is the last.
type Subject struct {
	Kind    string // what it is, in words above the name: "Case 2026/123"
	Name    string
	State   *Tag
	Owner   string
	Since   time.Time
	Due     time.Time
	Facts   Facts   // a few more, beside owner and since
	Primary *Button // the one primary action
	Others  []Button
	Notices []Alert
	Tabs    []SubjectTab
	Body    templ.Component // the chosen tab
	Back    *Link           // to the list it stands in
}

// Step is one thing to decide.
type Step struct {
	Title     string
	Number    string // "Step 8 of 14"
	Case      *Link
	State     *Tag
	Due       time.Time
	Facts     Facts
	Notices   []Alert
	Compare   *Compare // the present value beside the new
	Before    templ.Component
	Form      Form
	Guide     []GuideItem
	Whys      []Why
	Documents *Documents
	Return    *Form // return it, with a reason
	Steps     *Steps
	After     templ.Component
}

// Worklist is one proposal at a time, side by side, with keys and undo.
type Worklist struct {
	Title   string
	At, Of  int // this is number At of Of
	Left    Side
	Right   Side
	Compare *Compare // value by value, with weight or difference
	Choices []Choice // at most four
	Action  string   // where a choice is sent
	Item    string   // what a choice is about
	Undo    *Button  // takes the last choice back
	Done    *Empty   // shown when none is left
	Note    string
}

// Side is one of the two things compared.
type Side struct {
	Title string
	Note  string
	Body  templ.Component
}

// Choice is one answer with its key.
type Choice struct {
	Value       string
	Label       string
	Key         string // one letter
	Primary     bool
	Consequence string
}

// Report is a question with a figure, a chart and a table.
type Report struct {
	Title  string // the question
	AsOf   time.Time
	Old    string // why it is old, if it is
	Intro  string
	Filter *Filter
	Chart  templ.Component
	Table  Table
	Notes  []string // what is hidden and why; definitions
	Export string
	After  templ.Component
}

// Plain is words and parts, for pages that are none of the five kinds.
type Plain struct {
	Title  string
	Intro  string
	Narrow bool // a measure for reading
	Body   templ.Component
}

// PageTitle is the list's name; see Content.
func (l List) PageTitle() string { return l.Title }

// Main is the list; see Content.
func (l List) Main() templ.Component { return listPage(l) }

// PageTitle is the subject's name; see Content.
func (s Subject) PageTitle() string { return s.Name }

// Main is the subject; see Content.
func (s Subject) Main() templ.Component { return subjectPage(s) }

// PageTitle is what is to be decided; see Content.
func (s Step) PageTitle() string { return s.Title }

// Main is the step; see Content.
func (s Step) Main() templ.Component { return stepPage(s) }

// PageTitle is the worklist's name; see Content.
func (l Worklist) PageTitle() string { return l.Title }

// Main is the worklist; see Content.
func (l Worklist) Main() templ.Component { return worklistPage(l) }

// PageTitle is the report's question; see Content.
func (r Report) PageTitle() string { return r.Title }

// Main is the report; see Content.
func (r Report) Main() templ.Component { return reportPage(r) }

// PageTitle is the page's name; see Content.
func (p Plain) PageTitle() string { return p.Title }

// Main is the page; see Content.
func (p Plain) Main() templ.Component { return plainPage(p) }

// active says whether something is filtered away.
func (f Filter) active() bool {
	for _, field := range f.Fields {
		if field.Value != "" || len(field.Values) > 0 {
			return true
		}
	}
	return false
}
