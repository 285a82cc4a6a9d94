package recruitapp

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/i18n"
	"saksgang/recruit"
	"saksgang/web"
)

// view is the tab as one reader sees it.
type view struct {
	ctx    context.Context
	v      recruit.Vacancy
	today  calendar.Date
	now    time.Time
	actor  authz.Actor
	deeds  []deed
	chosen recruit.ApplicationID   // whose particulars are shown
	pair   []recruit.ApplicationID // who are compared
	// failed is the deed that was refused, with what was entered.
	failed  string
	entered url.Values
	err     error
}

// applicants is the tab Applicants.
func (p pages) applicants(r *http.Request, id string) (templ.Component, error) {
	v, err := p.vacancy(r, id)
	if err != nil {
		return nil, err
	}
	if v, err = p.s.SeeApplicants(r.Context(), v.Case); err != nil {
		return nil, err
	}
	return p.view(r, v).body(), nil
}

func (p pages) view(r *http.Request, v recruit.Vacancy) view {
	x := view{ctx: r.Context(), v: v, deeds: p.deeds(), today: p.s.Today(), now: p.s.Clock.Now(), actor: authz.ActorFrom(r.Context())}
	if id, err := parseApplication(r.FormValue("applicant")); err == nil {
		x.chosen = id
	}
	for _, text := range strings.Split(r.FormValue("compare"), ",") {
		if id, err := parseApplication(text); err == nil {
			x.pair = append(x.pair, id)
		}
	}
	return x
}

func (x view) t(key string, args ...any) string { return i18n.T(x.ctx, "recruit."+key, args...) }

// may says whether the reader holds a right over the vacancy.
func (x view) may(right authz.Right) bool {
	return x.actor.Scope(right).Allows(authz.Object{Agency: x.v.Agency, Unit: x.v.Unit, Case: x.v.Case})
}

func (x view) isMember() bool {
	return slices.ContainsFunc(x.v.Committee, func(m recruit.Member) bool { return m.User == x.actor.User })
}

// conflicted says that the reader has declared a conflict of interest about
// somebody who is still in the running: then assessments are not for her eyes.
func (x view) conflicted() bool {
	return slices.ContainsFunc(x.v.Applications, func(a recruit.Application) bool {
		return a.InTheRunning() && slices.ContainsFunc(a.Conflicts, func(c recruit.Conflict) bool { return c.By == x.actor.User })
	})
}

func (x view) body() web.Stack {
	var parts web.Stack
	if x.v.Published.IsZero() {
		return append(parts, web.Empty{Text: x.t("applicants.not-published"), Action: web.Link{Text: x.t("applicants.to-case"), Href: "/cases/" + x.v.Case.String()}})
	}
	if x.err != nil && !x.hasForm(x.failed) {
		what, remedy := i18n.Problem(x.ctx, x.err)
		parts = append(parts, web.Problem{What: what, Remedy: remedy})
	}
	if x.conflicted() {
		parts = append(parts, web.Alert{Tone: web.Warning, Title: x.t("applicants.conflicted"), Text: x.t("applicants.conflicted-text")})
	}
	parts = append(parts, x.lists())
	if x.chosenOne() != nil {
		parts = append(parts, x.particulars(*x.chosenOne()))
	}
	if len(x.pair) > 1 && !x.conflicted() {
		parts = append(parts, x.comparison())
	}
	parts = append(parts, x.table())
	return append(parts, x.deedsFor(recruit.ApplicationID{})...)
}

func (x view) one(id recruit.ApplicationID) *recruit.Application {
	i := slices.IndexFunc(x.v.Applications, func(a recruit.Application) bool { return a.ID == id })
	if i < 0 {
		return nil
	}
	return &x.v.Applications[i]
}

func (x view) chosenOne() *recruit.Application { return x.one(x.chosen) }

// lists are the applicant lists with their locks, the reason, and until when.
func (x view) lists() templ.Component {
	table := web.Table{Caption: x.t("list.title"), Columns: []web.Column{
		{Label: x.t("list.which")}, {Label: x.t("list.state")}, {Label: x.t("list.reason")}, {Label: x.t("list.do"), Hidden: true},
	}}
	for _, d := range x.v.Deadlines() {
		state, reason, act := x.listState(d)
		table.Rows = append(table.Rows, web.Row{Cells: []templ.Component{web.Text(x.t("list.public", "deadline", dayTime(d))), state, web.Text(reason), act}})
	}
	table.Rows = append(table.Rows, x.extendedList())
	return web.Section{Title: x.t("list.title"), ID: "lists", Body: table}
}

// extendedList is for the parties at once, as long as there is a case.
func (x view) extendedList() web.Row {
	state, reason, act := web.Tag{Text: x.t("list.open"), Tone: web.Success}, x.t("list.extended-reason"), templ.Component(web.Text("–"))
	switch {
	case !x.v.ClosedAt.IsZero():
		state, reason = web.Tag{Text: x.t("list.over")}, "–"
	case x.may(recruit.RightRead):
		act = x.button("make-extended-list", "", nil)
	}
	return web.Row{Cells: []templ.Component{web.Text(x.t("list.extended")), state, web.Text(reason), act}}
}

func (x view) listState(d calendar.Date) (state templ.Component, reason string, act templ.Component) {
	l := x.v.PublicListFor(d)
	values := map[string]string{"deadline": d.String()}
	switch {
	case l.Released.Done():
		return web.Tag{Text: x.t("list.released"), Tone: web.Success}, x.t("list.released-by", "name", l.Released.Name, "day", l.Released.At, "shown", len(l.Shown), "hidden", l.Hidden), nil
	case x.today <= d:
		return web.Tag{Text: x.t("list.locked"), Tone: web.Warning}, x.t("list.days-left", "count", x.today.DaysUntil(d)+1), nil
	}
	waits := x.v.ListWaits(d, x.now)
	if waits == nil {
		if x.may(recruit.RightReleaseList) {
			act = x.button("release-list", x.t("deed.release-list-follows"), values)
		}
		return web.Tag{Text: x.t("list.ready"), Tone: web.Success}, x.t("list.checked-by", "name", l.Checked.Name), act
	}
	if !l.Checked.Done() && x.may(recruit.RightCheckPublicList) {
		act = x.button("check-list", x.t("deed.check-list-follows"), values)
	}
	return web.Tag{Text: x.t("list.locked"), Tone: web.Warning}, sentence(x.ctx, waits), act
}

// button is a deed that needs nothing but a press.
func (x view) button(key, follows string, values map[string]string) web.Button {
	sent := map[string]string{"command": newCommand()}
	for name, value := range values {
		sent[name] = value
	}
	return web.Button{Text: x.t("deed." + key), Href: tabPath(x.v.Case) + "/" + key, Post: true, Values: sent, Consequence: follows}
}

// table is the applicants against the requirements.
func (x view) table() templ.Component {
	columns := []web.Column{{Label: x.t("applicants.number"), Number: true}, {Label: x.t("applicants.name")}, {Label: x.t("applicants.state")}}
	for _, r := range x.v.Requirements {
		label := r.Text
		if r.Must {
			label += " *"
		}
		columns = append(columns, web.Column{Label: label})
	}
	columns = append(columns, web.Column{Label: x.t("applicants.standing")}, web.Column{Label: x.t("applicants.rank"), Number: true}, web.Column{Label: x.t("applicants.compare"), Hidden: true})
	table := web.Table{Caption: x.t("applicants.title"), Columns: columns}
	for _, a := range x.v.Applications {
		table.Rows = append(table.Rows, x.row(a))
	}
	var body templ.Component = table
	if len(table.Rows) == 0 {
		body = web.Empty{Text: x.t("applicants.none"), Action: web.Link{Text: x.t("applicants.to-case"), Href: "/cases/" + x.v.Case.String()}}
	}
	return web.Section{Title: x.t("applicants.count", "count", len(x.v.Applications)), ID: "applicants", Note: x.t("applicants.must-note"), Body: body}
}

// who names an applicant; one whose name was destroyed is said to be.
func (x view) who(a recruit.Application) string {
	if a.Name == "" {
		return x.t("applicants.erased")
	}
	return a.Name
}

func (x view) row(a recruit.Application) web.Row {
	href := tabPath(x.v.Case) + "?applicant=" + a.ID.String() + "#applicant"
	state := x.state(a)
	row := web.Row{Href: href, Now: a.ID == x.chosen, Cells: []templ.Component{
		web.Number(strconv.Itoa(a.Number)), web.Link{Text: x.who(a), Href: href, Note: joined(a.Occupation, a.Place)}, state,
	}}
	for i := range x.v.Requirements {
		row.Cells = append(row.Cells, x.meets(a, i))
	}
	standing, rank := templ.Component(web.Text("–")), templ.Component(web.Text("–"))
	if a.Standing != recruit.NotAssessed && !x.conflicted() {
		standing = web.Tag{Text: x.t("standing." + string(a.Standing)), Tone: standingTone(a.Standing)}
	}
	if a.Rank > 0 {
		rank = web.Number(strconv.Itoa(a.Rank))
	}
	var compare templ.Component = web.Link{Text: x.t("applicants.compare"), Href: x.compareHref(a.ID)}
	if a.Name == "" { // erased by the plan: there is nothing to compare
		compare = web.Text("")
	}
	row.Cells = append(row.Cells, standing, rank, compare)
	return row
}

func (x view) meets(a recruit.Application, i int) templ.Component {
	if i >= len(a.Meets) || a.Meets[i] == recruit.NotHeld || x.conflicted() {
		return web.Text("–")
	}
	if a.Meets[i] == recruit.DoesMeet {
		return web.Tag{Text: x.t("meets.yes"), Tone: web.Success}
	}
	return web.Tag{Text: x.t("meets.no"), Tone: web.Neutral}
}

func standingTone(s recruit.Standing) web.Tone {
	if s == recruit.Qualified {
		return web.Success
	}
	return web.Neutral
}

// states from the last to the first; the first that holds is shown.
var states = []struct {
	key   string
	tone  web.Tone
	holds func(a recruit.Application) bool
}{
	{"withdrawn", web.Neutral, func(a recruit.Application) bool { return !a.Withdrawn.IsZero() }},
	{"hired", web.Success, func(a recruit.Application) bool { return a.Offer == recruit.Accepted }},
	{"rejected", web.Neutral, func(a recruit.Application) bool { return !a.Rejected.IsZero() }},
	{"declined", web.Neutral, func(a recruit.Application) bool { return a.Offer == recruit.Declined }},
	{"offered", web.Info, func(a recruit.Application) bool { return a.Offer == recruit.Offered }},
	{"nominated", web.Info, func(a recruit.Application) bool { return a.Rank > 0 }},
	{"referenced", web.Info, func(a recruit.Application) bool { return !a.Referenced.IsZero() }},
	{"interviewed", web.Info, func(a recruit.Application) bool { return !a.Interviewed.IsZero() }},
	{"called", web.Info, func(a recruit.Application) bool { return !a.Called.IsZero() }},
	{"shortlisted", web.Info, func(a recruit.Application) bool { return !a.Shortlisted.IsZero() }},
	{"withhold-asked", web.Warning, func(a recruit.Application) bool { return a.Withholding == recruit.Asked }},
	{"late", web.Warning, func(a recruit.Application) bool { return a.Late && !a.Considered }},
	{"received", web.Neutral, func(recruit.Application) bool { return true }},
}

func (x view) state(a recruit.Application) web.Tag {
	for _, s := range states {
		if s.holds(a) {
			return web.Tag{Text: x.t("state." + s.key), Tone: s.tone}
		}
	}
	return web.Tag{}
}

// compareHref adds the applicant to those compared; the last two count.
func (x view) compareHref(id recruit.ApplicationID) string {
	chosen := []string{id.String()}
	if n := len(x.pair); n > 0 && x.pair[n-1] != id {
		chosen = []string{x.pair[n-1].String(), id.String()}
	}
	return tabPath(x.v.Case) + "?compare=" + strings.Join(chosen, ",") + "#compare"
}

// comparison sets two applicants beside one another.
func (x view) comparison() templ.Component {
	a, b := x.one(x.pair[len(x.pair)-2]), x.one(x.pair[len(x.pair)-1])
	if a == nil || b == nil {
		return web.Text("")
	}
	c := web.Compare{Caption: x.t("applicants.compare-title"), NowLabel: x.who(*a), ToLabel: x.who(*b)}
	add := func(name string, of func(recruit.Application) string) {
		c.Rows = append(c.Rows, web.CompareRow{Name: name, Now: dash(of(*a)), To: dash(of(*b))})
	}
	add(x.t("applicants.state"), func(a recruit.Application) string { return x.state(a).Text })
	add(x.t("applicants.occupation"), func(a recruit.Application) string { return a.Occupation })
	add(x.t("applicants.education"), func(a recruit.Application) string { return strings.Join(a.Education, "; ") })
	add(x.t("applicants.experience"), func(a recruit.Application) string { return strings.Join(a.Experience, "; ") })
	for i, r := range x.v.Requirements {
		add(r.Text, func(a recruit.Application) string {
			if i < len(a.Meets) && a.Meets[i] != recruit.NotHeld {
				return x.t("meets." + string(a.Meets[i]))
			}
			return ""
		})
	}
	add(x.t("applicants.standing"), func(a recruit.Application) string {
		if a.Standing == recruit.NotAssessed {
			return ""
		}
		return x.t("standing." + string(a.Standing))
	})
	add(x.t("applicants.assessment"), func(a recruit.Application) string { return a.Assessment })
	return web.Section{Title: x.t("applicants.compare-title"), ID: "compare", Body: c}
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// dayTime is the day's noon, so that it is the same day in every zone near us.
func dayTime(d calendar.Date) time.Time { return d.In(time.UTC).Add(12 * time.Hour) }

// particulars are what is known of one applicant, and what may be done now.
func (x view) particulars(a recruit.Application) templ.Component {
	facts := web.Facts{
		{Name: x.t("applicants.state"), Value: x.state(a)},
		{Name: x.t("applicants.received"), Value: web.When{Time: a.Received, Hour: true}},
		{Name: x.t("applicants.occupation"), Value: web.Text(dash(joined(a.Occupation, a.Place)))},
		{Name: x.t("applicants.education"), Value: web.Text(dash(strings.Join(a.Education, "; ")))},
		{Name: x.t("applicants.experience"), Value: web.Text(dash(strings.Join(a.Experience, "; ")))},
	}
	if a.Withholding != recruit.NotAsked {
		facts = append(facts, web.Fact{Name: x.t("applicants.withhold"), Value: web.Text(x.t("withholding." + string(a.Withholding))), Note: joined(a.WithholdReason, a.WithholdAnswer)})
	}
	if a.Assessment != "" && !x.conflicted() {
		facts = append(facts, web.Fact{Name: x.t("applicants.assessment"), Value: web.Text(a.Assessment)})
	}
	if seen := x.v.Hire.Certificate; a.ID == x.v.Hire.Application && seen.Done() {
		facts = append(facts, web.Fact{Name: x.t("applicants.certificate"), Value: web.When{Time: seen.At}, Note: seen.Name})
	}
	parts := web.Stack{facts}
	parts = append(parts, x.deedsFor(a.ID)...)
	return web.Section{Title: x.who(a), ID: "applicant", Body: parts}
}
