package municipalityapp

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ledger"
	"saksgang/municipality"
	"saksgang/municipality/sections"
	"saksgang/web"
)

// state is what the municipality's page stands on: every version, the one in
// force, and who did what with each.
type state struct {
	today    calendar.Date
	versions []municipality.Version
	present  municipality.Version
	loaded   *municipality.Loaded
	history  map[municipality.VersionID][]ledger.Entry
}

func (p pages) state(ctx context.Context) (state, error) {
	st := state{today: p.opts.Today()}
	var err error
	if st.versions, err = p.Versions(ctx); err != nil {
		return st, err
	}
	st.present, st.loaded, err = p.InForce(ctx, st.today)
	if err != nil && !errs.Has(err, "municipality.none-in-force") {
		return st, err
	}
	var all []municipality.VersionID
	for _, v := range st.versions {
		all = append(all, v.ID)
	}
	st.history, err = p.History(ctx, all...)
	return st, err
}

// who is the name of whoever took a step, as the ledger has it.
func (st state) who(ctx context.Context, v municipality.Version, kind string) string {
	for _, e := range st.history[v.ID] {
		if string(e.Kind) == kind {
			return web.Who(ctx, e.ActorName)
		}
	}
	return ""
}

// coming is the activated version whose day has not come, the nearest first.
func (st state) coming() []municipality.Version {
	var out []municipality.Version
	for _, v := range st.versions {
		if v.State == municipality.Activated && v.ActiveFrom > st.today {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b municipality.Version) int { return cmp.Compare(a.ActiveFrom, b.ActiveFrom) })
	return out
}

// tab shows the municipality with one of its tabs.
func (p pages) tab(key string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return p.show(w, r, http.StatusOK, key, nil)
	}
}

// show is the page; with forms, those stand in place of fresh ones.
func (p pages) show(w http.ResponseWriter, r *http.Request, status int, key string, failed *web.Form) error {
	ctx := r.Context()
	st, err := p.state(ctx)
	if err != nil {
		return err
	}
	page := p.subject(ctx, st, key)
	switch key {
	case "folder":
		page.Body, err = p.folderTab(ctx, st, failed)
	case "history":
		page.Body = web.History{Events: allEvents(ctx, st)}
	default:
		page.Body = p.versionsTable(ctx, st)
	}
	if err != nil {
		return err
	}
	return web.ShowStatus(w, r, status, page)
}

func (p pages) subject(ctx context.Context, st state, key string) web.Subject {
	page := web.Subject{Kind: i18n.T(ctx, "municipality.page"), Name: i18n.T(ctx, "municipality.page")}
	if town := townOf(st.loaded); town != nil {
		page.Name = town.Name
	}
	if st.present.ID.IsZero() {
		page.State = &web.Tag{Text: i18n.T(ctx, "municipality.nothing-in-force"), Tone: web.Warning}
	} else {
		page.State = &web.Tag{Text: i18n.T(ctx, "municipality.version-in-force", "number", st.present.Number), Tone: web.Success}
		page.Facts = web.Facts{
			{Name: i18n.T(ctx, "municipality.fact.in-force-since"), Value: p.day(st.present.ActiveFrom)},
			{Name: i18n.T(ctx, "municipality.fact.made-by"), Value: person(st.who(ctx, st.present, "drafted"))},
			{Name: i18n.T(ctx, "municipality.fact.approved-by"), Value: person(st.who(ctx, st.present, "approved"))},
			{Name: i18n.T(ctx, "municipality.fact.activated-by"), Value: person(st.who(ctx, st.present, "activated"))},
		}
	}
	for _, v := range st.coming() {
		page.Notices = append(page.Notices, web.Alert{
			Tone: web.Info, Title: i18n.T(ctx, "municipality.comes", "number", v.Number, "day", i18n.Date(ctx, v.ActiveFrom.In(p.opts.Zone))),
			Links: []web.Link{{Text: i18n.T(ctx, "municipality.open-version", "number", v.Number), Href: Path(v.ID)}},
		})
	}
	for _, t := range []struct{ key, label, href string }{
		{"", "municipality.tab.versions", root},
		{"folder", "municipality.tab.folder", root + "/folder"},
		{"history", "municipality.tab.history", root + "/history"},
	} {
		page.Tabs = append(page.Tabs, web.SubjectTab{Label: i18n.T(ctx, t.label), Href: t.href, Count: -1, Current: t.key == key})
	}
	return page
}

func townOf(l *municipality.Loaded) *sections.Town {
	if l == nil {
		return nil
	}
	return sections.TownOf(l)
}

func (p pages) day(d calendar.Date) templ.Component {
	if d.IsZero() {
		return web.When{}
	}
	return web.When{Time: d.In(p.opts.Zone)}
}

func person(name string) templ.Component {
	if name == "" {
		return nil
	}
	return web.Text(name)
}

func (p pages) versionsTable(ctx context.Context, st state) templ.Component {
	if len(st.versions) == 0 {
		return web.Empty{
			Text:   i18n.T(ctx, "municipality.no-versions"),
			Action: web.Link{Text: i18n.T(ctx, "municipality.tab.folder"), Href: root + "/folder"},
		}
	}
	t := web.Table{Caption: i18n.T(ctx, "municipality.tab.versions"), Columns: []web.Column{
		{Label: i18n.T(ctx, "municipality.column.version")},
		{Label: i18n.T(ctx, "municipality.column.state")},
		{Label: i18n.T(ctx, "municipality.column.in-force")},
		{Label: i18n.T(ctx, "municipality.fact.made-by")},
		{Label: i18n.T(ctx, "municipality.fact.approved-by")},
	}}
	for _, v := range st.versions {
		t.Rows = append(t.Rows, web.Row{
			ID: v.ID.String(), Href: Path(v.ID), Now: v.ID == st.present.ID, Cells: []templ.Component{
				web.Link{Text: i18n.T(ctx, "municipality.version", "number", v.Number), Href: Path(v.ID), Note: v.Note},
				p.standing(ctx, v, st.present, st.today), p.day(v.ActiveFrom),
				dated(st.who(ctx, v, "drafted"), web.When{Time: v.DraftedAt.Time()}), approvedCell(ctx, st, v),
			},
		})
	}
	return t
}

func approvedCell(ctx context.Context, st state, v municipality.Version) templ.Component {
	if v.ApprovedBy.IsZero() {
		return nil
	}
	return dated(st.who(ctx, v, "approved"), web.When{Time: v.ApprovedAt.Time()})
}

// standing is how far a version has come, in a word.
func (p pages) standing(ctx context.Context, v, present municipality.Version, today calendar.Date) web.Tag {
	switch {
	case v.State == municipality.Draft:
		return web.Tag{Text: i18n.T(ctx, "municipality.state.draft"), Tone: web.Neutral}
	case v.State == municipality.Checked:
		return web.Tag{Text: i18n.T(ctx, "municipality.state.checked"), Tone: web.Info}
	case v.State == municipality.Approved:
		return web.Tag{Text: i18n.T(ctx, "municipality.state.approved"), Tone: web.Info}
	case v.ID == present.ID:
		return web.Tag{Text: i18n.T(ctx, "municipality.state.in-force"), Tone: web.Success}
	case v.ActiveFrom > today:
		return web.Tag{Text: i18n.T(ctx, "municipality.state.coming"), Tone: web.Info}
	}
	return web.Tag{Text: i18n.T(ctx, "municipality.state.replaced"), Tone: web.Neutral}
}

// allEvents is the history of all versions, the latest first.
func allEvents(ctx context.Context, st state) []web.Event {
	var out []web.Event
	for _, v := range st.versions {
		out = append(out, events(ctx, v, st.history[v.ID])...)
	}
	slices.SortStableFunc(out, func(a, b web.Event) int { return b.At.Compare(a.At) })
	return out
}

// events are the ledger's entries about a version in the reader's words.
func events(ctx context.Context, v municipality.Version, entries []ledger.Entry) []web.Event {
	var out []web.Event
	for _, e := range entries {
		event := web.Event{
			At: e.At.Time(), Who: web.Who(ctx, e.ActorName), Href: Path(v.ID),
			What: i18n.T(ctx, e.Words(), "number", v.Number),
		}
		var said struct {
			From calendar.Date `json:"active_from"`
		}
		if json.Unmarshal([]byte(e.Payload), &said) == nil && e.Kind == "activated" && !said.From.IsZero() {
			event.Reason = i18n.T(ctx, "municipality.happened.from", "day", i18n.Date(ctx, said.From.In(i18n.From(ctx).Zone)))
		}
		out = append(out, event)
	}
	return out
}

func may(ctx context.Context, right authz.Right) bool { return authz.ActorFrom(ctx).May(right) }
