package processapp

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/i18n"
	"saksgang/base/ledger"
	"saksgang/process"
	"saksgang/process/engine"
	"saksgang/web"
	"saksgang/web/schemaform"
)

// processHead is what stands above the tabs of a process.
func (p *pages) processHead(r *http.Request, key string) (web.Subject, error) {
	ctx := r.Context()
	v, err := p.Process.Current(ctx, key)
	if err != nil {
		return web.Subject{}, err
	}
	w, err := p.wordsFor(ctx)
	if err != nil {
		return web.Subject{}, err
	}
	open, err := p.Process.OpenByProcess(ctx)
	if err != nil {
		return web.Subject{}, err
	}
	s := web.Subject{
		Kind: said(" · ", i18n.T(ctx, "process.process"), v.Meta.Area), Name: v.Meta.Title, Owner: w.role(v.Meta.Owner),
		State: &web.Tag{Text: i18n.T(ctx, "process.version-tag", "version", v.Version), Tone: web.Neutral},
		Back:  &web.Link{Text: i18n.T(ctx, "process.library.title"), Href: "/processes"},
		Facts: web.Facts{
			{Name: i18n.T(ctx, "process.library.purpose"), Value: orNothing(v.Meta.Purpose)},
			{Name: i18n.T(ctx, "process.library.revise"), Value: p.revision(ctx, v)},
			{Name: i18n.T(ctx, "process.library.open"), Value: openCases(ctx, key, open[key])},
		},
	}
	if usual := spanInWords(ctx, v.Meta.UsualTime); usual != "" {
		s.Facts = append(s.Facts, web.Fact{Name: i18n.T(ctx, "process.new.usual"), Value: web.Text(usual)})
	}
	places, err := p.Places.Places(ctx)
	if len(placesFor(ctx, v, places)) > 0 {
		s.Primary = &web.Button{Text: i18n.T(ctx, "process.new.menu"), Href: "/cases/new?process=" + key}
	}
	return s, err
}

// processSteps is the step list beside the drawing, and what each step takes.
func (p *pages) processSteps(r *http.Request, key string) (templ.Component, error) {
	ctx := r.Context()
	v, err := p.Process.Current(ctx, key)
	if err != nil {
		return nil, err
	}
	d, err := p.drawings.of(v)
	if err != nil {
		return nil, err
	}
	w, err := p.wordsFor(ctx)
	if err != nil {
		return nil, err
	}
	steps := drawnSteps(v.Graph)
	list := d.list(ctx, w, steps, nil)
	for i := range list {
		list[i].Stage = "" // nobody is anywhere in it
	}
	table, err := p.stepTable(ctx, v, d, w)
	return web.Stack{
		web.Steps{Title: i18n.T(ctx, "process.case.steps"), Steps: list, Drawing: d.picture(ctx, v.Meta.Title, "p-", nil)},
		web.Section{Title: table.Caption, Body: table},
	}, err
}

// drawnSteps are the nodes of a drawing as a case that has not begun shows them.
func drawnSteps(g *engine.Graph) []process.Step {
	var steps []process.Step
	for _, n := range inOrder(g) {
		switch n.Kind {
		case engine.Exclusive, engine.Parallel, engine.Inclusive, engine.EventBased, engine.Boundary:
			continue
		}
		steps = append(steps, process.Step{Node: n.ID, Name: n.Name, Kind: n.Kind, Lane: n.Lane, Roles: n.Roles})
	}
	return steps
}

// stepTable is what each numbered step takes: who, form, deadline, guide and
// documents.
func (p *pages) stepTable(ctx context.Context, v process.Version, d *drawing, w words) (web.Table, error) {
	t := web.Table{Caption: i18n.T(ctx, "process.steps.title"), Columns: []web.Column{
		{Label: i18n.T(ctx, "process.steps.step")},
		{Label: i18n.T(ctx, "process.steps.who")},
		{Label: i18n.T(ctx, "process.steps.form")},
		{Label: i18n.T(ctx, "process.steps.deadline")},
		{Label: i18n.T(ctx, "process.steps.guide")},
		{Label: i18n.T(ctx, "process.steps.documents")},
	}}
	for _, n := range inOrder(v.Graph) {
		drawn := d.nodes[n.ID]
		if drawn == nil || !drawn.Kind.IsActivity() || n.Kind == engine.SubProcess {
			continue
		}
		form, err := p.formTitle(ctx, n.Form)
		if err != nil {
			return t, err
		}
		documents, err := p.documentTitles(ctx, n.Documents)
		if err != nil {
			return t, err
		}
		step := process.Step{Name: n.Name, Kind: n.Kind, Roles: n.Roles}
		row := web.Row{Cells: []templ.Component{
			web.Text(said(" ", d.numbers[n.ID], stepName(ctx, step))), orNothing(stepWho(ctx, w, step)),
			orNothing(form), orNothing(d.deadline(ctx, n)), nil, nil,
		}}
		if points := d.guide(n); len(points) > 0 {
			row.Cells[4] = bullets(points)
		}
		if len(documents) > 0 {
			row.Cells[5] = bullets(documents)
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

// formTitle is what a form is called; one that is not in force is its key.
func (p *pages) formTitle(ctx context.Context, key string) (string, error) {
	if key == "" {
		return "", nil
	}
	text, err := p.Folder.Form(ctx, key)
	if err != nil {
		return key, nil // the check of the folder says so, to who can mend it
	}
	schema, err := schemaform.Parse(text)
	if err != nil || schema.Title == "" {
		return key, nil
	}
	return schema.Title, nil
}

// deadline is a step's time limit in words: as it is reckoned, else as the
// checklist has it.
func (d *drawing) deadline(ctx context.Context, n *engine.Node) string {
	switch text := strings.TrimSpace(n.Attributes["deadline"]); {
	case strings.HasPrefix(text, "="):
		return i18n.T(ctx, "process.steps.reckoned")
	case text != "":
		return spanInWords(ctx, text)
	}
	var told []string
	if drawn := d.nodes[n.ID]; drawn != nil {
		for _, e := range drawn.Extensions("deadline") {
			told = append(told, strings.TrimSpace(e.InnerText()))
		}
	}
	return strings.Join(told, "; ")
}

// versions lists them, and when each was put in force.
func (p *pages) versions(r *http.Request, key string) (templ.Component, error) {
	ctx := r.Context()
	all, err := p.Process.Versions(ctx, key)
	if err != nil {
		return nil, err
	}
	t := web.Table{Caption: i18n.T(ctx, "process.tab.versions"), Columns: []web.Column{
		{Label: i18n.T(ctx, "process.versions.version")},
		{Label: i18n.T(ctx, "process.versions.deployed")},
		{Label: i18n.T(ctx, "process.versions.by")},
		{Label: i18n.T(ctx, "process.versions.activated")},
		{Label: i18n.T(ctx, "process.versions.steps"), Number: true},
	}}
	for _, v := range all {
		d, err := p.drawings.of(v)
		if err != nil {
			return nil, err
		}
		by, err := p.deployer(ctx, v)
		if err != nil {
			return nil, err
		}
		name := templ.Component(web.Text(i18n.T(ctx, "process.version-tag", "version", v.Version)))
		if v.Current {
			name = web.Stack{name, web.Tag{Text: i18n.T(ctx, "process.versions.current"), Tone: web.Success}}
		}
		t.Rows = append(t.Rows, web.Row{Now: v.Current, Cells: []templ.Component{
			name, web.When{Time: v.DeployedAt, Hour: true}, orNothing(by), web.When{Time: v.Activated, Hour: true}, web.Number(i18n.Number(ctx, d.numbered)),
		}})
	}
	return web.Stack{quiet(i18n.T(ctx, "process.versions.kept")), t}, nil
}

// processHistory is what was done with the process itself.
func (p *pages) processHistory(r *http.Request, key string) (templ.Component, error) {
	entries, err := p.Process.Ledger.OfSubject(r.Context(), ledger.Subject{Kind: ProcessKind, ID: key})
	if err != nil {
		return nil, err
	}
	slices.Reverse(entries)
	count := ledger.Count{Events: len(entries)}
	for _, e := range entries {
		if e.Sealed {
			count.Sealed++
		}
	}
	return p.history(r.Context(), entries, count, web.History{})
}
