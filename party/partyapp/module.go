// Package partyapp shows the register of parties: the list of people, a person
// or organisation with every value's source and date, and the history of what
// was changed and read. It decides nothing: what a reader may see and change is
// the Service's, and a refused form comes back with what was typed.
package partyapp

import (
	"context"
	"embed"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/party"
	"saksgang/web"
)

// Locales hold the words of party and its pages.
//
//go:embed locales/*.toml
var Locales embed.FS

// Kind is the subject under which other modules put their tabs on a party.
const Kind = "person"

// Path is the address of a party.
func Path(id party.ID) string { return "/people/" + id.String() }

// Marks tells what parties do here, for the list; staff implements it.
type Marks interface {
	Marks(ctx context.Context, parties []party.ID) (map[party.ID]string, error)
}

// pages are the handlers with what they need.
type pages struct {
	parties *party.Service
	marks   Marks
	shell   *web.Shell
}

// Module is what party shows. Marks may be nil: then nobody is marked.
func Module(shell *web.Shell, parties *party.Service, marks Marks) web.Module {
	p := pages{parties, marks, shell}
	return web.Module{
		Name: "party",
		Routes: []web.Route{
			{Pattern: "GET /people", Right: party.RightRead, Handle: p.list},
			{Pattern: "POST /people/{id}/reveal", Right: party.RightReadProtected, Handle: p.reveal},
			{Pattern: "POST /people/{id}/contact", Right: party.RightEdit, Handle: p.correct},
		},
		Subjects: []web.SubjectKind{{Kind: Kind, Path: "/people/{id}", Right: party.RightRead, Head: p.head}},
		Tabs: []web.Tab{
			{Kind: Kind, Label: "party.tab.overview", Right: party.RightRead, Body: p.overview},
			{Kind: Kind, Key: "history", Label: "party.tab.history", Right: party.RightRead, Body: p.history},
		},
		Searches: []web.Search{{Key: "people", Order: 30, Right: party.RightRead, Find: p.search}},
	}
}

// idOf reads the id in an address; what is no id is not there.
func idOf(text string) (party.ID, error) {
	var id party.ID
	if err := id.UnmarshalText([]byte(text)); err != nil || id.IsZero() {
		return id, errs.NotFound("party.not-found")
	}
	return id, nil
}

func (p pages) get(r *http.Request, text string) (party.Party, error) {
	id, err := idOf(text)
	if err != nil {
		return party.Party{}, err
	}
	return p.parties.Get(r.Context(), id)
}

// head is what stands above a party's tabs.
func (p pages) head(r *http.Request, text string) (web.Subject, error) {
	found, err := p.get(r, text)
	if err != nil {
		return web.Subject{}, err
	}
	ctx := r.Context()
	subject := web.Subject{
		Kind: i18n.T(ctx, "party.kind."+string(found.Kind)), Name: found.Name(), Since: found.Registered.Time(),
		Back: &web.Link{Text: i18n.T(ctx, "party.people"), Href: "/people"},
	}
	if found.IsProtected() {
		subject.State = &web.Tag{Text: i18n.T(ctx, "party.protection."+string(found.Protection)), Tone: web.Warning}
	}
	return subject, nil
}

const hitsPerPage = 50

// list is one search for persons and organisations, employees marked.
func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	text, kind, page := r.FormValue("q"), party.Kind(r.FormValue("kind")), web.PageOf(r)
	found, err := p.parties.Find(ctx, party.Query{Text: text, Kind: kind, Offset: (page - 1) * hitsPerPage, Most: hitsPerPage})
	if err != nil {
		return err
	}
	marks, err := p.marksOf(ctx, found.Parties)
	if err != nil {
		return err
	}
	title := i18n.T(ctx, "party.people")
	content := web.List{
		Title: title, Count: found.Total, Intro: i18n.T(ctx, "party.list.intro"), Filter: filter(ctx, text, kind),
		Empty: web.Empty{Text: i18n.T(ctx, "party.list.empty"), Action: web.Link{Text: i18n.T(ctx, "party.list.all"), Href: "/people"}},
		Table: web.Table{Caption: title, Columns: []web.Column{
			{Label: i18n.T(ctx, "party.name")}, {Label: i18n.T(ctx, "party.list.does")}, {Label: i18n.T(ctx, "party.number")},
		}},
		Pager: web.Pager{Page: page, PerPage: hitsPerPage, Total: found.Total},
	}
	for _, f := range found.Parties {
		content.Table.Rows = append(content.Table.Rows, web.Row{Href: Path(f.ID), Cells: []templ.Component{
			web.Link{Text: f.Name(), Href: Path(f.ID)}, web.Text(marks[f.ID]), web.Text(masked(f)),
		}})
	}
	return web.Show(w, r, content)
}

func filter(ctx context.Context, text string, kind party.Kind) *web.Filter {
	options := []web.Option{}
	for _, k := range []party.Kind{party.Person, party.Organisation} {
		options = append(options, web.Option{Value: string(k), Label: i18n.T(ctx, "party.kind."+string(k))})
	}
	return &web.Filter{Clear: "/people", Fields: []web.Field{
		{Name: "q", Label: i18n.T(ctx, "party.list.who"), Value: text},
		{Name: "kind", Label: i18n.T(ctx, "party.list.kind"), Kind: web.SelectField, Options: options, Value: string(kind)},
	}}
}

// marksOf says what each party does here: an employee's title and unit, or
// that it is an organisation.
func (p pages) marksOf(ctx context.Context, parties []party.Party) (map[party.ID]string, error) {
	marks := map[party.ID]string{}
	wanted := make([]party.ID, len(parties))
	for i, f := range parties {
		wanted[i] = f.ID
	}
	if p.marks != nil {
		var err error
		if marks, err = p.marks.Marks(ctx, wanted); err != nil {
			return nil, err
		}
	}
	for _, f := range parties {
		if f.Kind == party.Organisation && marks[f.ID] == "" {
			marks[f.ID] = i18n.T(ctx, "party.kind.organisation")
		}
	}
	return marks, nil
}

// masked is the number as lists show it; that of a person under protection
// would tell the day of birth and is left out.
func masked(f party.Party) string {
	if f.Number.IsZero() || f.IsProtected() {
		return "–"
	}
	return f.Number.Masked()
}

// search is party's part of the one search box.
func (p pages) search(ctx context.Context, text string, limit int) (web.Hits, error) {
	hits := web.Hits{Title: i18n.T(ctx, "party.people"), All: "/people?q=" + url.QueryEscape(text)}
	found, err := p.parties.Find(ctx, party.Query{Text: text, Most: limit})
	if err != nil {
		return hits, err
	}
	marks, err := p.marksOf(ctx, found.Parties)
	hits.Total = found.Total
	for _, f := range found.Parties {
		hits.Items = append(hits.Items, web.Hit{Title: f.Name(), Href: Path(f.ID), Text: marks[f.ID]})
	}
	return hits, err
}

// commandOf is the request id that the form carried, so that a form sent twice
// is carried out once.
func commandOf(r *http.Request) ids.CommandID {
	id, err := ids.Parse[ids.Command](r.PostFormValue("command"))
	if err != nil {
		return ids.CommandID{}
	}
	return id
}
