package staffapp

import (
	"saksgang/municipality"
	"saksgang/staff"
)

// Load is the organisation in a checked folder, for staff.Service.Sync.
func Load(l *municipality.Loaded) staff.Folder {
	var f staff.Folder
	for _, v := range municipality.Values[staff.FolderAgencies](l, AgenciesSection) {
		f.Agencies = append(f.Agencies, v.Agencies...)
	}
	for _, v := range municipality.Values[staff.FolderUnits](l, UnitsSection) {
		f.Units = append(f.Units, v.Units...)
	}
	for _, v := range municipality.Values[staff.FolderOccupations](l, OccupationsSection) {
		f.Occupations = append(f.Occupations, v.Occupations...)
	}
	for _, v := range municipality.Values[staff.FolderPositions](l, PositionsSection) {
		f.Positions = append(f.Positions, v.Positions...)
	}
	for _, v := range municipality.Values[staff.FolderPeople](l, PeopleSection) {
		f.People = append(f.People, v.People...)
	}
	return f
}
