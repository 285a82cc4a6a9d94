package processapp

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/calendar"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/process"
	"saksgang/process/engine"
	"saksgang/web"
)

// newCase answers "What can I start?", and asks for the little that a case
// begins with once a process has been chosen.
func (p *pages) newCase(w http.ResponseWriter, r *http.Request) error {
	if key := r.FormValue("process"); key != "" {
		return p.showStart(w, r, http.StatusOK, key, nil)
	}
	ctx := r.Context()
	versions, err := p.Process.Processes(ctx)
	if err != nil {
		return err
	}
	places, err := p.Places.Places(ctx)
	if err != nil {
		return err
	}
	byArea := map[string]web.Stack{}
	var areas []string
	for _, v := range versions {
		if len(placesFor(ctx, v, places)) == 0 {
			continue
		}
		area := v.Meta.Area
		if area == "" {
			area = i18n.T(ctx, "process.new.other-area")
		}
		if byArea[area] == nil {
			areas = append(areas, area)
		}
		byArea[area] = append(byArea[area], startable(ctx, v))
	}
	slices.Sort(areas)
	var body web.Stack
	for _, area := range areas {
		body = append(body, web.Section{Title: area, Body: byArea[area]})
	}
	if len(body) == 0 {
		body = append(body, web.Empty{Text: i18n.T(ctx, "process.new.none"), Action: web.Link{Text: i18n.T(ctx, "process.new.library"), Href: "/processes"}})
	}
	return web.Show(w, r, web.Plain{Title: i18n.T(ctx, "process.new.title"), Intro: i18n.T(ctx, "process.new.intro"), Body: body})
}

// startable is a process by its purpose, with what to have at hand.
func startable(ctx context.Context, v process.Version) templ.Component {
	return together(web.Link{Text: v.Meta.Title, Href: "/cases/new?process=" + v.Key, Note: v.Meta.Purpose}, prepare(ctx, v))
}

// prepare is what to have at hand, and how long it usually takes.
func prepare(ctx context.Context, v process.Version) web.Facts {
	facts := web.Facts{}
	if len(v.Meta.AtHand) > 0 {
		facts = append(facts, web.Fact{Name: i18n.T(ctx, "process.new.at-hand"), Value: bullets(v.Meta.AtHand)})
	}
	if usual := spanInWords(ctx, v.Meta.UsualTime); usual != "" {
		facts = append(facts, web.Fact{Name: i18n.T(ctx, "process.new.usual"), Value: web.Text(usual)})
	}
	return facts
}

// placesFor are the places where the reader may start the process.
func placesFor(ctx context.Context, v process.Version, all []Place) []Place {
	var mine []Place
	for _, place := range all {
		if v.MayStart(ctx, place.Agency, place.Unit) {
			mine = append(mine, place)
		}
	}
	return mine
}

// showStart is the form that a case begins with.
func (p *pages) showStart(w http.ResponseWriter, r *http.Request, status int, key string, back *refusal) error {
	ctx := r.Context()
	v, err := p.Process.Current(ctx, key)
	if err != nil {
		return err
	}
	places, err := p.Places.Places(ctx)
	if err != nil {
		return err
	}
	mine := placesFor(ctx, v, places)
	if len(mine) == 0 {
		return errs.NotFound("process.no-such-process", "process", key)
	}
	consequence, err := p.firstStep(ctx, v)
	if err != nil {
		return err
	}
	form := startForm(ctx, v, mine)
	form.Submit.Consequence = consequence
	if back != nil {
		form.Fill(back.typed)
		form.Fail(ctx, back.err, back.faults)
	}
	step := web.Step{
		Title: i18n.T(ctx, "process.new.start", "process", v.Meta.Title), Case: &web.Link{Text: i18n.T(ctx, "process.new.title"), Href: "/cases/new"},
		Form: form, Facts: append(web.Facts{{Name: i18n.T(ctx, "process.library.purpose"), Value: orNothing(v.Meta.Purpose)}}, prepare(ctx, v)...),
	}
	return web.ShowStatus(w, r, status, step)
}

func startForm(ctx context.Context, v process.Version, mine []Place) web.Form {
	where := web.Field{Name: "place", Label: i18n.T(ctx, "process.new.place"), Kind: web.SelectField, Required: true}
	for _, place := range mine {
		where.Options = append(where.Options, web.Option{Value: place.key(), Label: place.Name})
	}
	if len(mine) == 1 {
		where.Value = mine[0].key()
	}
	return web.Form{
		ID: "start", Action: "/cases/new", Draft: "start-" + v.Key,
		Fields: []web.Field{
			fresh(),
			{Name: "process", Kind: web.HiddenField, Value: v.Key},
			{Name: "title", Label: i18n.T(ctx, "process.new.case-title"), Help: i18n.T(ctx, "process.new.case-title-help"), Required: true, MaxLen: 200},
			where,
		},
		Submit: web.Button{Text: i18n.T(ctx, "process.new.do")},
	}
}

func (l Place) key() string { return l.Agency + "/" + l.Unit }

// firstStep is what a case of the process comes to first.
func (p *pages) firstStep(ctx context.Context, v process.Version) (string, error) {
	w, err := p.wordsFor(ctx)
	if err != nil {
		return "", err
	}
	for _, n := range v.Graph.Starters(engine.NoEvent) {
		return consequence(ctx, w, v, v.Graph.Node(n).ID), nil
	}
	return "", nil
}

// start opens a case and leads to it, or to its first task where the reader has it.
func (p *pages) start(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	begin := process.Start{Process: r.PostFormValue("process"), Title: strings.TrimSpace(r.PostFormValue("title"))}
	faults := map[string]string{}
	if begin.Title == "" {
		faults["title"] = i18n.T(ctx, "process.field.required")
	}
	var known bool
	if begin.Agency, begin.Unit, known = strings.Cut(r.PostFormValue("place"), "/"); !known {
		faults["place"] = i18n.T(ctx, "process.field.required")
	}
	err := errs.Invalid("process.start-incomplete")
	if len(faults) == 0 {
		id, startErr := p.Process.StartCase(command.With(ctx, commandOf(r)), begin)
		if startErr == nil {
			web.Done(ctx, "process.new.started")
			return p.goToStarted(w, r, id)
		}
		err = startErr
	}
	switch errs.KindOf(err) {
	case errs.KindInvalid, errs.KindConflict, errs.KindDenied:
		return p.showStart(w, r, web.StatusOf(err), begin.Process, &refusal{err: err, faults: faults, typed: r.PostForm})
	}
	return err
}

// spanInWords is a length of time as people say it; what is none stands as it is.
func spanInWords(ctx context.Context, text string) string {
	span, err := calendar.ParseSpan(text)
	if err != nil {
		return text
	}
	var parts []string
	add := func(key string, n int) {
		if n > 0 {
			parts = append(parts, i18n.T(ctx, "process.span."+key, "count", n))
		}
	}
	add("working-days", span.WorkingDays)
	add("years", span.Months/12)
	add("months", span.Months%12)
	if span.Days%7 == 0 {
		add("weeks", span.Days/7)
	} else {
		add("days", span.Days)
	}
	add("hours", int(span.Clock.Hours()))
	add("minutes", int(span.Clock.Minutes())%60)
	return strings.Join(parts, ", ")
}
