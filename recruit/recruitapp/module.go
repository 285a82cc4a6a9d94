package recruitapp

import (
	"context"
	"net/http"
	"strings"

	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/recruit"
	"saksgang/web"
)

// The subjects that recruit puts tabs on; process owns them.
const (
	caseSubject    = "case"
	processSubject = "process"
	applicantsTab  = "applicants"
)

// HiringsPath is the list of hirings.
const HiringsPath = "/cases/hirings"

// Runs says whether a process uses recruit, so that its page shows the rules.
type Runs func(ctx context.Context, process string) bool

type pages struct {
	shell *web.Shell
	s     *recruit.Service
	runs  Runs
}

// Module is what recruit shows: the tab Applicants on a case, where a person
// does what the rules let her do now, the list of hirings, two panels on Home,
// and the rules on the page of the process.
func Module(shell *web.Shell, s *recruit.Service, runs Runs) web.Module {
	p := pages{shell, s, runs}
	m := web.Module{
		Name:   "recruit",
		Routes: []web.Route{{Pattern: "GET " + HiringsPath, Right: recruit.RightRead, Handle: p.hirings}},
		Tabs: []web.Tab{
			{Kind: caseSubject, Key: applicantsTab, Label: "recruit.tab.applicants", Order: 30, Right: recruit.RightRead, Shown: p.hasVacancy, Body: p.applicants},
			{Kind: processSubject, Key: "rules", Label: "recruit.tab.rules", Order: 40, Right: web.SignedIn, Shown: p.isHiring, Body: p.rules},
		},
		Panels: []web.Panel{
			{Key: "vacancies", Order: 30, Right: recruit.RightRead, Load: p.stagePanel},
			{Key: "locked-lists", Order: 31, Right: recruit.RightReleaseList, Load: p.lockedPanel},
			{Key: "unchecked-lists", Order: 31, Right: recruit.RightCheckPublicList, Load: p.uncheckedPanel},
		},
		NavTabs: []web.NavTab{{Entry: "cases", Label: "recruit.nav", Href: HiringsPath, Order: 20}},
	}
	for _, d := range p.deeds() {
		m.Routes = append(m.Routes, web.Route{Pattern: "POST /cases/{id}/applicants/" + d.key, Right: d.right, Handle: p.handle(d)})
	}
	return m
}

// vacancy is the vacancy of the case in an address.
func (p pages) vacancy(r *http.Request, id string) (recruit.Vacancy, error) {
	c, err := ids.Parse[ids.Case](id)
	if err != nil {
		return recruit.Vacancy{}, errs.NotFound("recruit.no-vacancy")
	}
	return p.s.OfCase(r.Context(), c)
}

func (p pages) hasVacancy(r *http.Request, id string) bool {
	_, err := p.vacancy(r, id)
	return err == nil
}

func (p pages) isHiring(r *http.Request, key string) bool {
	return p.runs != nil && p.runs(r.Context(), key)
}

// tabPath is the address of the tab Applicants of a case.
func tabPath(c ids.CaseID) string { return "/cases/" + c.String() + "/" + applicantsTab }

// word is a text of recruit by the last part of its key.
func word(ctx context.Context, kind, key string, args ...any) string {
	return i18n.T(ctx, "recruit."+kind+"."+key, args...)
}

// sentence is what is wrong in words, without what to do.
func sentence(ctx context.Context, err error) string {
	text, _ := i18n.Problem(ctx, err)
	return strings.TrimSpace(text)
}
