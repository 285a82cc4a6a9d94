package app

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"slices"

	"github.com/a-h/templ"

	"saksgang/base/i18n"
	"saksgang/municipality"
	"saksgang/municipality/municipalityapp"
	"saksgang/municipality/sections"
	"saksgang/process"
	"saksgang/process/processapp"
	"saksgang/web"
)

// setupPages are /setup: is it healthy, and what is left to do.
type setupPages struct {
	h     *house
	login bool // there is a way to log in that lasts
}

// module is for those who make versions of the municipality's folder: they see
// to it that the program is well.
func (p setupPages) module() web.Module {
	right := municipality.RightEdit
	return web.Module{Name: "app", Routes: []web.Route{
		{Pattern: "GET /setup", Right: right, Handle: p.show},
		{Pattern: "GET /setup/ledger", Right: right, Handle: p.ledger},
		{Pattern: "POST /setup/ledger", Right: right, Handle: p.verify},
	}}
}

func (h *house) clinic() clinic {
	return clinic{Deps: h.Deps, folder: h.folder, versions: h.municipality, access: h.access, outbox: h.outbox}
}

func (p setupPages) show(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	found, err := p.h.clinic().examine(ctx, append(slices.Clone(quickChecks), check{"ledger", checkVerified}, check{"files", checkStock}, check{"restart", p.h.checkRestart})...)
	if err != nil {
		return err
	}
	steps, err := p.steps(ctx)
	if err != nil {
		return err
	}
	faults := 0
	for _, f := range found {
		if !f.Fine {
			faults++
		}
		if f.Err != nil {
			slog.ErrorContext(ctx, "a check could not be made", "request", web.RequestID(ctx), "check", f.Name, "error", f.Err)
		}
	}
	page := web.Report{
		Title: i18n.T(ctx, "app.setup.title"), AsOf: p.h.Clock.Now(), Intro: i18n.T(ctx, "app.setup.well"),
		Notes: []string{i18n.T(ctx, "app.setup.program", "version", version())},
	}
	if faults > 0 {
		page.Intro = i18n.T(ctx, "app.setup.faults", "count", faults)
	}
	checks := web.Section{Title: i18n.T(ctx, "app.setup.checks"), Body: checksTable(ctx, found)}
	page.Chart = web.Stack{stepsPart(ctx, steps), checks}
	return web.Show(w, r, page)
}

func checksTable(ctx context.Context, found []finding) web.Table {
	words := i18n.From(ctx)
	t := web.Table{Caption: i18n.T(ctx, "app.setup.checks"), Columns: []web.Column{
		{Label: i18n.T(ctx, "app.setup.known")}, {Label: i18n.T(ctx, "app.setup.state")},
	}}
	// What needs somebody comes first; within that the order is always the same.
	ordered := append(slices.DeleteFunc(slices.Clone(found), finding.isFine), slices.DeleteFunc(slices.Clone(found), finding.isFault)...)
	for _, f := range ordered {
		known, remedy := f.words(words)
		state := web.Tag{Text: words.T("app.health.is-fine"), Tone: web.Success}
		if !f.Fine {
			state = web.Tag{Text: words.T("app.health.is-fault"), Tone: web.Warning}
		}
		if remedy != "" {
			known += ". " + remedy
		}
		t.Rows = append(t.Rows, web.Row{Href: f.Href, Cells: []templ.Component{
			web.Link{Text: f.title(words), Href: f.Href, Note: known}, state,
		}})
	}
	return t
}

func (f finding) isFine() bool  { return f.Fine }
func (f finding) isFault() bool { return !f.Fine }

// checkRestart tells what has come into force and is read only at start.
func (h *house) checkRestart(context.Context, clinic) (finding, error) {
	if changed := h.needsRestart(); len(changed) > 0 {
		return fault("restart", "needed", "file", changed[0]), nil
	}
	return fine("restart", "fine"), nil
}

// step is one thing to do before the municipality can begin.
type step struct {
	key  string
	done bool
	href string
}

func undone(steps []step) []step {
	return slices.DeleteFunc(slices.Clone(steps), func(s step) bool { return s.done })
}

// steps are the first-run steps, in the order in which they are best taken.
func (p setupPages) steps(ctx context.Context) ([]step, error) {
	loaded := p.h.loaded.Load()
	town := sections.TownOf(loaded)
	starter, err := municipalityapp.Starter(town.Country, "")
	if err != nil {
		return nil, err
	}
	own := func(file string) bool { return string(loaded.Files[file]) != string(starter[file]) }
	people, err := p.h.access.Colleagues(ctx, "", 3)
	if err != nil {
		return nil, err
	}
	whole, inForce, err := p.onDisk(ctx)
	return []step{
		{"town", own("town.yaml") && town.Number != "0000", ""},
		{"login", p.login, ""},
		{"units", own("organisation/units.yaml"), ""},
		{"people", len(people) > 2, ""},
		{"process", len(municipality.Values[process.FolderProcess](loaded, processapp.ProcessesSection)) > 0, ""},
		{"check", whole, "/setup/municipality/folder"},
		{"activate", inForce, "/setup/municipality/folder"},
	}, err
}

// onDisk says whether the folder beside the data is without faults, and whether
// it is what is in force; without such a folder both hold.
func (p setupPages) onDisk(ctx context.Context) (whole, inForce bool, err error) {
	if !p.h.folder.begun() {
		return true, true, nil
	}
	preview, err := p.h.municipality.Preview(ctx, os.DirFS(p.h.folder.municipality()), p.h.today())
	return len(preview.Faults) == 0, len(preview.Changes) == 0, err
}

// stepsPart lists the steps that are left; nothing when none is.
func stepsPart(ctx context.Context, steps []step) templ.Component {
	left := undone(steps)
	if len(left) == 0 {
		return nil
	}
	t := web.Table{Caption: i18n.T(ctx, "app.setup.steps"), Columns: []web.Column{{Label: i18n.T(ctx, "app.setup.remedy")}}}
	for _, s := range left {
		t.Rows = append(t.Rows, web.Row{Href: s.href, Cells: []templ.Component{
			web.Link{Text: i18n.T(ctx, "app.setup.step-"+s.key), Href: s.href, Note: i18n.T(ctx, "app.setup.do-"+s.key)},
		}})
	}
	return web.Section{Title: i18n.T(ctx, "app.setup.steps"), Body: web.Stack{
		web.Progress{
			Label: i18n.T(ctx, "app.setup.progress"), Done: len(steps) - len(left), Of: len(steps),
			Text: i18n.T(ctx, "app.setup.steps-done", "done", len(steps)-len(left), "of", len(steps)),
		}, t,
	}}
}
