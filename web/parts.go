package web

import (
	"context"
	"io"
	"time"

	"github.com/a-h/templ"

	"saksgang/base/i18n"
	"saksgang/base/why"
)

// Every part below is plain data that renders itself: a module fills in the
// struct and places it in a templ template (@web.Tag{…}), in another part's
// field, or in a page. Texts are already in the reader's language.

// Tone is what a state means, never a colour alone: the word stands beside it.
// Danger is overdue or failed and nothing else.
type Tone string

// The tones there are. The zero value is neutral.
const (
	Neutral Tone = "neutral"
	Info    Tone = "info"
	Success Tone = "success"
	Warning Tone = "warning"
	Danger  Tone = "danger"
)

// Text is words, escaped.
type Text string

// Number is an amount or a count, already formatted; lists put it to the right.
type Number string

// When is a day or an instant with its machine-readable form.
type When struct {
	Time time.Time // zero is shown as a dash
	Hour bool      // show the time of day too
	Near bool      // show the weekday and leave the year out
}

// Link goes somewhere.
type Link struct {
	Text string
	Href string
	Note string // a second, quieter line
}

// Tag is a state, told by a word.
type Tag struct {
	Text string
	Tone Tone
}

// Button does something. With Post it is a form of its own, so that nothing
// changes by following a link; without, it goes to Href.
type Button struct {
	Text        string
	Href        string
	Post        bool
	Values      map[string]string // sent along with Post
	Primary     bool              // at most one on a page
	Danger      bool              // for what destroys
	Consequence string            // written under it: what happens when it is pressed
	Blocked     string            // why it cannot be pressed now; the button is then replaced by this sentence
	Name, Value string            // when it stands in a form of the page's own
	Submits     bool              // it submits the form it stands in
	Keys        string            // "Control+Enter", told to assistive technology
}

// Alert tells something about the page it stands on.
type Alert struct {
	Tone  Tone
	Title string
	Text  string
	Body  templ.Component // more, if words are not enough
	Links []Link
}

// Problem says what is wrong, why, what to do and who can help.
type Problem struct {
	What   string
	Why    string // empty when What says it
	Remedy string
	Who    string
	Fields []FieldProblem // faults of a form, each a link to its field
}

// FieldProblem is one field's fault.
type FieldProblem struct{ Field, Label, Text string }

// Empty is one sentence and one action, never a bare table.
type Empty struct {
	Text   string
	Action Link
}

// Column is one column of a table.
type Column struct {
	Label  string
	Number bool   // to the right
	Sort   string // the value of ?sort= that sorts by it; empty cannot be sorted by
	Hidden bool   // the heading is for assistive technology only
}

// Row is one row of a table. Cells may be nil.
type Row struct {
	ID     string // what bulk actions send; empty cannot be chosen
	Href   string // what Enter opens; the first cell normally links there too
	Cells  []templ.Component
	Now    bool // the row that is meant (the present step)
	Danger bool // overdue or failed
}

// Table is rows under headings; on a narrow screen each row is a labelled block.
type Table struct {
	Caption string // what it is, for assistive technology; always
	Shown   bool   // show the caption as a heading too
	Columns []Column
	Rows    []Row
	Choose  bool   // rows can be chosen for a bulk action; List sets it
	Sort    string // the present ?sort=, "due" or "-due"
	Foot    []templ.Component
}

// Pager is where in a long list one stands.
type Pager struct {
	Page, PerPage, Total int // Page counts from 1
}

// Fact is one line of a definition list, with Why if it was decided.
type Fact struct {
	Name  string
	Value templ.Component
	Note  string // source and age
	Why   *Why
}

// Facts is a definition list.
type Facts []Fact

// Why answers "why?" in the same five lines everywhere, quietly, beside the
// value it explains.
type Why struct {
	ID     string // unique on the page, [a-z0-9-]+; the link is #why-ID
	About  string // the value it explains, for the button: "Why 12 years?"
	Answer why.Answer
}

// Event is one line of a history.
type Event struct {
	At     time.Time
	Who    string
	What   string
	Reason string
	Before string
	After  string
	Href   string
}

// History is who did what, when, why, and what it was before and after.
type History struct {
	Events []Event
	// Verified says that the ledger's proof was checked, and when; zero says nothing.
	Verified time.Time
	Export   string // address of an export; empty has none
	Pager    Pager  // zero shows everything on one page
}

// Who names the actor of an event in words: people, processes and connections
// have names of their own; what acts by a file of the municipality's folder is
// named after the file, and what nobody asked for has no name.
func Who(ctx context.Context, actor string) string {
	if actor == "" {
		return i18n.T(ctx, "web.actor.program")
	}
	if key := "web.actor." + actor; i18n.From(ctx).Has(key) {
		return i18n.T(ctx, key)
	}
	return actor
}

// Progress is how far something has come, as a bar and in words.
type Progress struct {
	Label string
	Done  int
	Of    int
	Text  string // "9 of 14 steps"; empty says "Done of Of"
}

// Details is more for those who want it.
type Details struct {
	Summary string
	Open    bool
	Body    templ.Component
}

// Section is a part of a page under a heading.
type Section struct {
	Title string
	ID    string
	Note  string
	Aside templ.Component // to the right of the title: a link, a button
	Body  templ.Component
}

// Stack is parts under one another.
type Stack []templ.Component

// Halves is two parts beside one another, under one another on narrow screens.
type Halves struct{ Left, Right templ.Component }

// Stage is where a step stands in time.
type Stage string

// Past, Now and Next are told by shape and word, never by colour alone.
const (
	Past    Stage = "past"
	Now     Stage = "now"
	Next    Stage = "next"
	Skipped Stage = "skipped"
)

// ProcessStep is one step of a case or a process.
type ProcessStep struct {
	ID     string // the same as data-step in the drawing
	Number string
	Name   string
	Who    string
	Stage  Stage
	Note   string // "by Kari Nordmann, 26 Nov", "due Fri 4 Dec"
	Href   string
	Why    *Why
}

// Steps is the step list beside its drawing: the same numbers and the same
// words, and choosing a step in one marks it in the other.
type Steps struct {
	Title   string
	Steps   []ProcessStep
	Drawing Drawing // may be empty
}

// Drawing is an SVG made by us, as process/bpmn makes it with NoStyle: the
// content security policy refuses style elements and style="…". The shape of
// a step is the element with id Prefix+"task-"+ID or Prefix+"node-"+ID, or one
// that carries data-step="ID" itself; it gets the step's stage, and choosing it
// marks the step in the list.
type Drawing struct {
	Title  string
	SVG    string // trusted: never from outside
	Prefix string
}

// Document is a file that belongs to a step or a case.
type Document struct {
	Title string
	Href  string
	Type  string // "Application", "PDF"
	Size  int64
	At    time.Time
	State *Tag
	Note  string
}

// Documents lists files.
type Documents struct {
	Items []Document
	Empty string
}

// GuideItem is one thing to know or to do at a step.
type GuideItem struct {
	Text string
	Href string
}

// Compare is the present value beside the new one.
type Compare struct {
	Caption           string
	NowLabel, ToLabel string // headings; empty says "Now" and "Proposed"
	Rows              []CompareRow
}

// CompareRow is one value that changes, or does not.
type CompareRow struct{ Name, Now, To, Difference string }

// part renders a component; every part has a Render method made of it.
func part(ctx context.Context, w io.Writer, c templ.Component) error { return c.Render(ctx, w) }

// Render writes the part; see templ.Component.
func (p Text) Render(ctx context.Context, w io.Writer) error { return part(ctx, w, text(p)) }

func (p Number) Render(ctx context.Context, w io.Writer) error  { return part(ctx, w, text(Text(p))) }
func (p When) Render(ctx context.Context, w io.Writer) error    { return part(ctx, w, when(p)) }
func (p Link) Render(ctx context.Context, w io.Writer) error    { return part(ctx, w, link(p)) }
func (p Tag) Render(ctx context.Context, w io.Writer) error     { return part(ctx, w, tag(p)) }
func (p Button) Render(ctx context.Context, w io.Writer) error  { return part(ctx, w, button(p)) }
func (p Alert) Render(ctx context.Context, w io.Writer) error   { return part(ctx, w, alert(p)) }
func (p Problem) Render(ctx context.Context, w io.Writer) error { return part(ctx, w, problem(p)) }
func (p Empty) Render(ctx context.Context, w io.Writer) error   { return part(ctx, w, empty(p)) }
func (p Table) Render(ctx context.Context, w io.Writer) error   { return part(ctx, w, table(p)) }
func (p Filter) Render(ctx context.Context, w io.Writer) error  { return part(ctx, w, filter(p)) }
func (p Pager) Render(ctx context.Context, w io.Writer) error   { return part(ctx, w, pager(p)) }
func (p Facts) Render(ctx context.Context, w io.Writer) error   { return part(ctx, w, facts(p)) }
func (p Why) Render(ctx context.Context, w io.Writer) error     { return part(ctx, w, whyPanel(p)) }

func (p History) Render(ctx context.Context, w io.Writer) error { return part(ctx, w, history(p)) }

func (p Progress) Render(ctx context.Context, w io.Writer) error { return part(ctx, w, progress(p)) }

func (p Details) Render(ctx context.Context, w io.Writer) error { return part(ctx, w, details(p)) }

func (p Section) Render(ctx context.Context, w io.Writer) error { return part(ctx, w, section(p)) }
func (p Stack) Render(ctx context.Context, w io.Writer) error   { return part(ctx, w, stack(p)) }
func (p Halves) Render(ctx context.Context, w io.Writer) error  { return part(ctx, w, halves(p)) }
func (p Steps) Render(ctx context.Context, w io.Writer) error   { return part(ctx, w, steps(p)) }
func (p Drawing) Render(ctx context.Context, w io.Writer) error { return part(ctx, w, drawing(p)) }

func (p Documents) Render(ctx context.Context, w io.Writer) error { return part(ctx, w, documents(p)) }

func (p Compare) Render(ctx context.Context, w io.Writer) error { return part(ctx, w, compare(p)) }
func (p Form) Render(ctx context.Context, w io.Writer) error    { return part(ctx, w, form(p)) }
func (p Field) Render(ctx context.Context, w io.Writer) error   { return part(ctx, w, field(p)) }
func (p Due) Render(ctx context.Context, w io.Writer) error     { return part(ctx, w, due(time.Time(p))) }
