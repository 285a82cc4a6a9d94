package app

import (
	"context"
	"strings"
	"sync"

	"saksgang/municipality"
	"saksgang/municipality/sections"
	"saksgang/record"
	"saksgang/record/recordapp"
)

// plans is record's PlanSource: the plan of the folder in force, put together
// once for each folder.
type plans struct {
	h    *house
	mu   sync.Mutex
	of   *municipality.Loaded
	plan *record.Plan
}

// Plan returns the plan.
func (p *plans) Plan(context.Context) (*record.Plan, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := p.h.loaded.Load(); p.of != now {
		p.of, p.plan = now, planOf(now)
	}
	return p.plan, nil
}

// folderPlan is the plan's own settings: whose it is and who does its work.
func folderPlan(loaded *municipality.Loaded) record.FolderPlan {
	for _, p := range municipality.Values[record.FolderPlan](loaded, recordapp.PlanSection) {
		return *p
	}
	return record.FolderPlan{}
}

func planOf(loaded *municipality.Loaded) *record.Plan {
	town := sections.TownOf(loaded)
	plan := &record.Plan{
		Version: loaded.Digest, Zone: sections.ZoneOf(loaded), Language: town.Content,
		Town: record.Town{
			Name: town.Name, OrgNumber: town.OrgNumber, Mail: town.Email, Web: town.Web,
			Address: []string{town.Address.Street, strings.TrimSpace(town.Address.Postcode + " " + town.Address.Place)},
		},
	}
	for _, p := range municipality.Values[record.FolderPlan](loaded, recordapp.PlanSection) {
		plan.Owner = p.Owner
		plan.Types = append(plan.Types, p.Types...)
	}
	for _, g := range municipality.Values[record.FolderGrounds](loaded, recordapp.GroundsSection) {
		plan.Grounds = append(plan.Grounds, g.Grounds...)
	}
	for _, c := range municipality.Values[record.FolderClasses](loaded, recordapp.ClassesSection) {
		plan.Classes = *c
	}
	for _, l := range municipality.Values[record.FolderLetter](loaded, recordapp.LettersSection) {
		plan.Letters = append(plan.Letters, *l)
	}
	for _, l := range municipality.Values[record.FolderLists](loaded, recordapp.ListsSection) {
		plan.Lists = append(plan.Lists, l.Lists...)
	}
	return plan
}
