package municipalityapp

import (
	"context"
	"io/fs"
	"net/http"
	"time"

	"saksgang/base/calendar"
	"saksgang/base/command"
	"saksgang/base/ids"
	"saksgang/municipality"
	"saksgang/web"
)

//go:generate go run github.com/a-h/templ/cmd/templ@v0.3.977 generate

// Kind is the subject under which other modules may put tabs on a version of
// the folder.
const Kind = "municipality-version"

const root = "/setup/municipality"

// Path is the address of a version.
func Path(id municipality.VersionID) string { return root + "/versions/" + id.String() }

// Options are what the pages need beside the Service.
type Options struct {
	// Folder is the folder on the program's own disk; nil when there is none.
	Folder fs.FS
	// Place is where that folder lies, as it is said to people.
	Place string
	// Today is the day it is in the municipality.
	Today func() calendar.Date
	// Zone is the municipality's.
	Zone *time.Location
	// Follow makes the program follow what is in force; it is called after an
	// activation, and it is no harm to call it again.
	Follow func(ctx context.Context) error
}

// pages are the handlers with what they need.
type pages struct {
	*municipality.Service
	shell *web.Shell
	opts  Options
}

// Module is what people see and do with the municipality's folder: what is in
// force, the versions, and how a new one is proposed, approved and activated.
func Module(shell *web.Shell, s *municipality.Service, opts Options) web.Module {
	p := pages{s, shell, opts}
	read := municipality.RightRead
	return web.Module{
		Name: "municipality",
		Routes: []web.Route{
			{Pattern: "GET " + root, Right: read, Handle: p.tab("")},
			{Pattern: "GET " + root + "/folder", Right: read, Handle: p.tab("folder")},
			{Pattern: "GET " + root + "/history", Right: read, Handle: p.tab("history")},
			{Pattern: "POST " + root + "/propose", Right: municipality.RightEdit, Handle: p.propose},
			{Pattern: "POST " + root + "/upload", Right: municipality.RightEdit, Handle: p.upload},
			{Pattern: "POST " + root + "/versions/{id}/check", Right: municipality.RightEdit, Handle: p.check},
			{Pattern: "POST " + root + "/versions/{id}/approve", Right: municipality.RightApprove, Handle: p.approve},
			{Pattern: "POST " + root + "/versions/{id}/activate", Right: municipality.RightActivate, Handle: p.activate},
		},
		Subjects: []web.SubjectKind{{Kind: Kind, Path: root + "/versions/{id}", Right: read, Head: p.head}},
		Tabs: []web.Tab{
			{Kind: Kind, Label: "municipality.tab.overview", Right: read, Body: p.overview},
			{Kind: Kind, Key: "difference", Label: "municipality.tab.difference", Order: 20, Right: read, Body: p.difference},
			{Kind: Kind, Key: "history", Label: "municipality.tab.history", Right: read, Body: p.versionHistory},
		},
	}
}

// once returns the context in which the form's change happens once, however
// often it is sent.
func once(r *http.Request) context.Context {
	id, err := ids.Parse[ids.Command](r.PostFormValue("command"))
	if err != nil {
		return r.Context()
	}
	return command.With(r.Context(), id)
}

func fresh() string { return ids.New[ids.Command]().String() }

func parseVersion(r *http.Request) (municipality.VersionID, error) {
	return parseID(r.PathValue("id"))
}
