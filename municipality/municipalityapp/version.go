package municipalityapp

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/municipality"
	"saksgang/web"
)

func parseID(text string) (municipality.VersionID, error) {
	id, err := ids.Parse[municipality.Version](text)
	if err != nil {
		return id, errs.NotFound("municipality.no-such-version", "version", text)
	}
	return id, nil
}

// subject is one version with what was done with it.
type subject struct {
	municipality.Version
	present municipality.Version
	entries []ledger.Entry
}

func (p pages) load(ctx context.Context, text string) (subject, error) {
	var v subject
	id, err := parseID(text)
	if err != nil {
		return v, err
	}
	if v.Version, err = p.Version(ctx, id); err != nil {
		return v, err
	}
	if v.present, err = p.Present(ctx, p.opts.Today()); err != nil {
		return v, err
	}
	history, err := p.History(ctx, id)
	v.entries = history[id]
	return v, err
}

func (v subject) who(ctx context.Context, kind string) string {
	return state{history: map[municipality.VersionID][]ledger.Entry{v.ID: v.entries}}.who(ctx, v.Version, kind)
}

// head is what stands above a version's tabs.
func (p pages) head(r *http.Request, text string) (web.Subject, error) {
	ctx := r.Context()
	v, err := p.load(ctx, text)
	if err != nil {
		return web.Subject{}, err
	}
	tag := p.standing(ctx, v.Version, v.present, p.opts.Today())
	return web.Subject{
		Kind: i18n.T(ctx, "municipality.version-kind"), Name: i18n.T(ctx, "municipality.version", "number", v.Number),
		State: &tag, Owner: v.who(ctx, "drafted"), Since: v.DraftedAt.Time(),
		Back: &web.Link{Text: i18n.T(ctx, "municipality.page"), Href: root},
	}, nil
}

// overview is what the version is, what is wrong with it and the next step.
func (p pages) overview(r *http.Request, text string) (templ.Component, error) {
	return p.overviewWith(r.Context(), text, nil)
}

// overviewWith is overview with the next step's form as it came back.
func (p pages) overviewWith(ctx context.Context, text string, failed *web.Form) (web.Stack, error) {
	v, err := p.load(ctx, text)
	if err != nil {
		return nil, err
	}
	parts := web.Stack{p.facts(ctx, v)}
	var faults []municipality.Fault
	if v.State == municipality.Draft {
		if faults, err = p.Faults(ctx, v.ID); err != nil {
			return nil, err
		}
		parts = append(parts, faultsPart(ctx, faults))
	}
	next := p.next(ctx, v, len(faults))
	if failed != nil {
		next = *failed
	}
	return append(parts, next), nil
}

func (p pages) facts(ctx context.Context, v subject) web.Facts {
	facts := web.Facts{{Name: i18n.T(ctx, "municipality.fact.made-by"), Value: dated(v.who(ctx, "drafted"), web.When{Time: v.DraftedAt.Time(), Hour: true})}}
	if v.Note != "" {
		facts = append(facts, web.Fact{Name: i18n.T(ctx, "municipality.fact.note"), Value: web.Text(v.Note)})
	}
	if !v.ApprovedBy.IsZero() {
		facts = append(facts, web.Fact{Name: i18n.T(ctx, "municipality.fact.approved-by"), Value: dated(v.who(ctx, "approved"), web.When{Time: v.ApprovedAt.Time(), Hour: true})})
	}
	if v.State == municipality.Activated {
		facts = append(facts,
			web.Fact{Name: i18n.T(ctx, "municipality.fact.activated-by"), Value: dated(v.who(ctx, "activated"), web.When{Time: v.ActivatedAt.Time(), Hour: true})},
			web.Fact{Name: i18n.T(ctx, "municipality.column.in-force"), Value: p.day(v.ActiveFrom)})
	}
	return facts
}

// next is the one thing to do with the version now, or why there is nothing.
func (p pages) next(ctx context.Context, v subject, faults int) templ.Component {
	values := map[string]string{"command": fresh()}
	switch v.State {
	case municipality.Draft:
		if faults > 0 {
			return web.Alert{Tone: web.Info, Text: i18n.T(ctx, "municipality.draft-has-faults"), Links: []web.Link{
				{Text: i18n.T(ctx, "municipality.tab.folder"), Href: root + "/folder"},
			}}
		}
		return blockedWithout(ctx, municipality.RightEdit, "municipality.waits-for-check", web.Button{
			Text: i18n.T(ctx, "municipality.check"), Href: Path(v.ID) + "/check", Post: true, Primary: true, Values: values,
			Consequence: i18n.T(ctx, "municipality.check-consequence"),
		})
	case municipality.Checked:
		approve := web.Button{
			Text: i18n.T(ctx, "municipality.approve"), Href: Path(v.ID) + "/approve", Post: true, Primary: true, Values: values,
			Consequence: i18n.T(ctx, "municipality.approve-consequence"),
		}
		if why := v.MayApprove(authz.ActorFrom(ctx).User); why != nil && may(ctx, municipality.RightApprove) {
			what, remedy := i18n.Problem(ctx, why)
			approve.Blocked = what + " " + remedy
		}
		return blockedWithout(ctx, municipality.RightApprove, "municipality.waits-for-approval", approve)
	case municipality.Approved:
		if !may(ctx, municipality.RightActivate) {
			return web.Alert{Tone: web.Info, Text: i18n.T(ctx, "municipality.waits-for-activation")}
		}
		return p.activateForm(ctx, v.Version)
	}
	return nil
}

// blockedWithout says who must take the step when the reader may not.
func blockedWithout(ctx context.Context, right authz.Right, key string, b web.Button) templ.Component {
	if may(ctx, right) {
		return b
	}
	return web.Alert{Tone: web.Info, Text: i18n.T(ctx, key)}
}

func (p pages) activateForm(ctx context.Context, v municipality.Version) web.Form {
	today := p.opts.Today().String()
	return web.Form{
		Action: Path(v.ID) + "/activate",
		Fields: []web.Field{
			{Name: "from", Label: i18n.T(ctx, "municipality.from"), Help: i18n.T(ctx, "municipality.from-help"), Kind: web.DateField, Value: today, Min: today, Required: true},
			{Name: "command", Kind: web.HiddenField, Value: fresh()},
		},
		Submit: web.Button{Text: i18n.T(ctx, "municipality.activate"), Consequence: i18n.T(ctx, "municipality.activate-consequence")},
	}
}

// faultsPart lists faults by place, each with what to do.
func faultsPart(ctx context.Context, faults []municipality.Fault) templ.Component {
	if len(faults) == 0 {
		return web.Alert{Tone: web.Success, Text: i18n.T(ctx, "municipality.no-faults")}
	}
	t := web.Table{Caption: i18n.T(ctx, "municipality.faults"), Columns: []web.Column{
		{Label: i18n.T(ctx, "municipality.column.place")}, {Label: i18n.T(ctx, "municipality.column.wrong")}, {Label: i18n.T(ctx, "municipality.column.remedy")},
	}}
	for _, f := range faults {
		what, remedy := f.Words(i18n.From(ctx))
		t.Rows = append(t.Rows, web.Row{Cells: []templ.Component{
			web.Link{Text: f.File, Note: i18n.T(ctx, "municipality.line", "line", f.Line)}, web.Text(what), web.Text(remedy),
		}})
	}
	return web.Section{Title: i18n.T(ctx, "municipality.faults-count", "count", len(faults)), Body: t}
}

// difference is what the version changes in what is in force; for one in force
// or replaced, in what was in force before it.
func (p pages) difference(r *http.Request, text string) (templ.Component, error) {
	ctx := r.Context()
	v, err := p.load(ctx, text)
	if err != nil {
		return nil, err
	}
	against := v.present
	if v.State == municipality.Activated {
		if against, err = p.Predecessor(ctx, v.Version); err != nil {
			return nil, err
		}
	}
	if against.ID.IsZero() {
		return web.Empty{Text: i18n.T(ctx, "municipality.difference-first")}, nil
	}
	changes, err := p.Compare(ctx, against.ID, v.ID)
	if err != nil {
		return nil, err
	}
	return web.Section{
		Title: i18n.T(ctx, "municipality.difference-from", "number", against.Number),
		Body:  changesPart(ctx, changes),
	}, nil
}

func (p pages) versionHistory(r *http.Request, text string) (templ.Component, error) {
	v, err := p.load(r.Context(), text)
	if err != nil {
		return nil, err
	}
	return web.History{Events: events(r.Context(), v.Version, v.entries)}, nil
}
