// Package staffapp joins staff to the rest of the program: its part of the
// municipality's folder, and later its pages and actions.
package staffapp

import (
	"embed"

	"saksgang/municipality"
	"saksgang/staff"
)

// Locales hold the words of this package's problems.
//
//go:embed locales/*.toml
var Locales embed.FS

// The names of the sections, for municipality.Files.
const (
	AgenciesSection    = "staff.agencies"
	UnitsSection       = "staff.units"
	OccupationsSection = "staff.occupations"
	PositionsSection   = "staff.positions"
	PeopleSection      = "staff.people"
)

// RegisterSections adds organisation/*.yaml.
func RegisterSections(r *municipality.Registry) {
	municipality.Register(r, municipality.Section[staff.FolderAgencies]{
		Name: AgenciesSection, Pattern: "organisation/agencies.yaml", Required: true,
	})
	municipality.Register(r, municipality.Section[staff.FolderUnits]{
		Name: UnitsSection, Pattern: "organisation/units.yaml", Required: true, Check: checkUnits,
	})
	municipality.Register(r, municipality.Section[staff.FolderOccupations]{
		Name: OccupationsSection, Pattern: "organisation/occupations.yaml",
	})
	municipality.Register(r, municipality.Section[staff.FolderPositions]{
		Name: PositionsSection, Pattern: "organisation/positions*.yaml", Check: checkPositions,
	})
	municipality.Register(r, municipality.Section[staff.FolderPeople]{
		Name: PeopleSection, Pattern: "organisation/people*.yaml", Check: checkPeople,
	})
}

// checkUnits asks that a unit lies in its parent's agency and never, over any
// number of steps, in itself.
func checkUnits(c *municipality.Checker, f *municipality.File[staff.FolderUnits]) {
	for i := range f.Value.Units {
		u := &f.Value.Units[i]
		parent, found := findUnit(c, u.Parent)
		if !found {
			continue
		}
		if parent.Agency != u.Agency {
			c.Fault(f.At(&u.Agency), "staff.unit-in-other-agency", "unit", u.Key, "parent", parent.Key, "agency", parent.Agency)
		}
		for steps := 0; found && steps <= len(f.Value.Units); steps++ {
			if parent.Key == u.Key {
				c.Fault(f.At(&u.Parent), "staff.unit-in-itself", "unit", u.Key)
				break
			}
			parent, found = findUnit(c, parent.Parent)
		}
	}
}

func findUnit(c *municipality.Checker, key string) (*staff.FolderUnit, bool) {
	value, _ := c.Find("staff.unit", key)
	unit, ok := value.(*staff.FolderUnit)
	return unit, ok
}

func checkPositions(c *municipality.Checker, f *municipality.File[staff.FolderPositions]) {
	for i := range f.Value.Positions {
		p := &f.Value.Positions[i]
		if (p.Percent <= 0 || p.Percent > 100) && !f.Bad(&p.Percent) {
			c.Fault(f.At(&p.Percent), "staff.percent-out-of-range", "position", p.Key, "percent", p.Percent)
		}
		if p.Holder != "" && p.Since.IsZero() && !f.Bad(&p.Since) {
			c.Fault(f.At(&p.Since), "staff.holder-without-date", "position", p.Key)
		}
		if !p.Temporary.IsZero() && p.Temporary <= p.Since {
			c.Fault(f.At(&p.Temporary), "staff.ends-before-it-begins", "position", p.Key)
		}
	}
}

// demoTown is what people need of the town, which this package may not import.
type demoTown interface{ IsDemo() bool }

func checkPeople(c *municipality.Checker, f *municipality.File[staff.FolderPeople]) {
	town, _ := c.Find("municipality.town", "town")
	if t, ok := town.(demoTown); ok && !t.IsDemo() {
		c.Fault(f.At(f.Value), "staff.people-outside-demo", "file", f.Path)
	}
	owners := make(map[string]string)
	for i := range f.Value.People {
		p := &f.Value.People[i]
		if p.NationalID != "" && !elevenDigits(p.NationalID) {
			c.Fault(f.At(&p.NationalID), "staff.national-id-not-digits", "person", p.Key)
		}
		if earlier, taken := owners[p.NationalID]; taken && p.NationalID != "" {
			c.Fault(f.At(&p.NationalID), "staff.national-id-twice", "person", p.Key, "other", earlier)
		}
		owners[p.NationalID] = p.Key
	}
}

func elevenDigits(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(text) == 11
}
