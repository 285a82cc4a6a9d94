package processapp

import (
	"context"
	"net/http"
	"time"

	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/process"
	"saksgang/web"
)

// The subjects under which other modules put their tabs.
const (
	CaseKind    = "case"    // its id is a ids.CaseID
	ProcessKind = "process" // its id is the process's key
)

// CasePath is the address of a case.
func CasePath(id ids.CaseID) string { return "/cases/" + id.String() }

// TaskPath is the address of a task.
func TaskPath(id process.TaskID) string { return "/desk/tasks/" + id.String() }

// ProcessPath is the address of a process.
func ProcessPath(key string) string { return "/processes/" + key }

// People tells who users and roles are. Names are of those whose id the reader
// already holds, so it checks no rights.
type People interface {
	// Names are users as History shows them; those unknown are left out.
	Names(ctx context.Context, users []ids.UserID) (map[ids.UserID]string, error)
	// RoleTitles are what roles are called, by key.
	RoleTitles(ctx context.Context) (map[string]string, error)
	// Receivers lists who holds the role in a place, as user id and name.
	Receivers(ctx context.Context, role, agency, unit string) ([]web.Option, error)
}

// Place is where a case can belong.
type Place struct{ Agency, Unit, Name string }

// Places lists the municipality's agencies and units, in the order people know.
type Places interface {
	Places(ctx context.Context) ([]Place, error)
}

// Choices offers the alternatives of a field whose schema says "x-options"
// (people, units, positions, applicants), within the case. It returns only what
// the reader may know of; a source it does not know has none.
type Choices interface {
	Options(ctx context.Context, source string, c process.Case) ([]web.Option, error)
}

// Folder is what the pages show of the municipality's folder in force.
type Folder interface {
	// Form is the JSON Schema of a form; NotFound process.no-such-form.
	Form(ctx context.Context, key string) ([]byte, error)
	// Checklist is the text that a process was drawn from, if there is one.
	Checklist(ctx context.Context, process string) (text []byte, found bool, err error)
	// DocumentTitles are what document types are called, by key.
	DocumentTitles(ctx context.Context) (map[string]string, error)
}

// Deps is what the pages stand on.
type Deps struct {
	Process *process.Service
	People  People
	Places  Places
	Choices Choices
	Folder  Folder
	// Verified is when the ledger was last found whole; nil says nothing of it.
	Verified func(ctx context.Context) (time.Time, error)
}

// pages are the handlers with what they need.
type pages struct {
	Deps
	drawings drawings
}

// Module is what process shows. A task, a case and the library are open to
// whoever is logged in; the Service decides which of them.
func Module(d Deps) web.Module {
	p := &pages{Deps: d}
	return web.Module{
		Name:   "process",
		Routes: p.routes(),
		Subjects: []web.SubjectKind{
			{Kind: CaseKind, Path: "/cases/{id}", Right: web.SignedIn, Head: p.caseHead},
			{Kind: ProcessKind, Path: "/processes/{id}", Right: web.SignedIn, Head: p.processHead},
		},
		Tabs: []web.Tab{
			{Kind: CaseKind, Label: "process.tab.overview", Right: web.SignedIn, Body: p.overview},
			{Kind: CaseKind, Key: "history", Label: "process.tab.history", Right: web.SignedIn, Body: p.caseHistory},
			{Kind: ProcessKind, Label: "process.tab.steps", Right: web.SignedIn, Body: p.processSteps},
			{Kind: ProcessKind, Key: "checklist", Label: "process.tab.checklist", Order: 20, Right: web.SignedIn, Shown: p.hasChecklist, Body: p.difference},
			{Kind: ProcessKind, Key: "versions", Label: "process.tab.versions", Order: 80, Right: web.SignedIn, Body: p.versions},
			{Kind: ProcessKind, Key: "history", Label: "process.tab.history", Right: web.SignedIn, Body: p.processHistory},
		},
		Panels:   []web.Panel{{Key: "my-cases", Order: 20, Right: web.SignedIn, Load: p.myCases}},
		Searches: []web.Search{{Key: "cases", Order: 10, Right: web.SignedIn, Find: p.findCases, Jump: p.jumpToCase}},
		Starts:   []web.Start{{Label: "process.new.menu", Href: "/cases/new", Order: 10}},
	}
}

func (p *pages) routes() []web.Route {
	in := func(pattern string, handle web.Handler) web.Route {
		return web.Route{Pattern: pattern, Right: web.SignedIn, Handle: handle}
	}
	return []web.Route{
		in("GET /desk/tasks/{id}", p.task),
		in("POST /desk/tasks/{id}", p.complete),
		in("POST /desk/tasks/{id}/draft", p.saveDraft),
		in("POST /desk/tasks/{id}/take", p.take),
		in("POST /desk/tasks/{id}/give", p.give),
		in("POST /desk/tasks/{id}/return", p.giveBack),
		in("POST /desk/tasks/{id}/send-back", p.sendBack),
		in("POST /desk/tasks/{id}/comment", p.comment),
		in("POST /desk/tasks/{id}/attach", p.attach),
		in("GET /desk/tasks/{id}/files/{note}", p.file),
		in("GET /cases", p.cases),
		in("GET /cases/new", p.newCase),
		in("POST /cases/new", p.start),
		in("GET /cases/{id}/history.csv", p.caseHistoryFile),
		in("POST /cases/{id}/incidents/{incident}", p.retry),
		in("GET /processes", p.library),
	}
}

// readID reads the id in an address; what is no id is not there.
func readID[T any](into *ids.ID[T], text, code string) error {
	if err := into.UnmarshalText([]byte(text)); err != nil || into.IsZero() {
		return errs.NotFound(code)
	}
	return nil
}

func caseID(text string) (ids.CaseID, error) {
	var id ids.CaseID
	err := readID(&id, text, "process.no-such-case")
	return id, err
}

func taskID(r *http.Request) (process.TaskID, error) {
	var id process.TaskID
	err := readID(&id, r.PathValue("id"), "process.no-such-task")
	return id, err
}

// commandField carries the request's id, so that a form sent twice is carried
// out once. Its name cannot be that of a form's own field.
const commandField = "sg-command"

func commandOf(r *http.Request) ids.CommandID {
	id, err := ids.Parse[ids.Command](r.PostFormValue(commandField))
	if err != nil {
		return ids.CommandID{}
	}
	return id
}

// fresh is the hidden field with a new request's id.
func fresh() web.Field {
	return web.Field{Name: commandField, Kind: web.HiddenField, Value: ids.New[ids.Command]().String()}
}
