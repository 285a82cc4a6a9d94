package staff

import "saksgang/base/calendar"

// The types in this file are what organisation/*.yaml of a municipality's
// folder decodes into. They hold what is written there, nothing more.

// FolderAgencies is organisation/agencies.yaml.
type FolderAgencies struct {
	Agencies []FolderAgency `yaml:"agencies" check:"required"`
}

// FolderAgency is a virksomhet or förvaltning: what rights are scoped by.
type FolderAgency struct {
	Key       string `yaml:"key" check:"required,define=staff.agency"`
	Name      string `yaml:"name" check:"required"`
	OrgNumber string `yaml:"org_number"`
	Leader    string `yaml:"leader" check:"refer=staff.person"`
}

// FolderUnits is organisation/units.yaml.
type FolderUnits struct {
	Units []FolderUnit `yaml:"units" check:"required"`
}

// FolderUnit is a place where people work: a nursing home, a ward, a school.
type FolderUnit struct {
	Key     string `yaml:"key" check:"required,define=staff.unit"`
	Name    string `yaml:"name" check:"required"`
	Agency  string `yaml:"agency" check:"required,refer=staff.agency"`
	Parent  string `yaml:"parent" check:"refer=staff.unit"`
	Kind    string `yaml:"kind" check:"required"`
	Address string `yaml:"address"`
	// Requires lists what a person must have shown or signed before starting
	// here, each with its legal ground (requirement C6, row 15).
	Requires []FolderRequirement `yaml:"requires"`
}

// FolderRequirement is one condition for starting to work.
type FolderRequirement struct {
	What   string `yaml:"what" check:"required,one=police-certificate|infection-declaration|confidentiality"`
	Ground string `yaml:"ground" check:"refer=record.ground"`
}

// FolderOccupations is organisation/occupations.yaml: the collective
// agreement's position codes (stillingskoder).
type FolderOccupations struct {
	Occupations []FolderOccupation `yaml:"occupations" check:"required"`
}

// FolderOccupation is one code of the collective agreement.
type FolderOccupation struct {
	Code  string `yaml:"code" check:"required,define=staff.occupation"`
	Title string `yaml:"title" check:"required"`
	// Authorised tells that the work needs an authorisation (helsepersonelloven § 48).
	Authorised bool `yaml:"authorised"`
	// Union is the organisation that represents most of those with this code.
	Union string `yaml:"union"`
}

// FolderPositions is organisation/positions.yaml.
type FolderPositions struct {
	Positions []FolderPosition `yaml:"positions" check:"required"`
}

// FolderPosition is a stilling (a place in the budget), held or vacant.
type FolderPosition struct {
	Key        string        `yaml:"key" check:"required,define=staff.position"`
	Unit       string        `yaml:"unit" check:"required,refer=staff.unit"`
	Occupation string        `yaml:"occupation" check:"required,refer=staff.occupation"`
	Title      string        `yaml:"title"`   // empty is the occupation's
	Percent    float64       `yaml:"percent"` // of full time
	Holder     string        `yaml:"holder" check:"refer=staff.person"`
	Leads      bool          `yaml:"leads"` // the holder leads the unit
	Since      calendar.Date `yaml:"since"`
	Temporary  calendar.Date `yaml:"temporary_until"`
}

// FolderPeople is organisation/people.yaml. Real people belong in the
// register and not in a file that is shared with the neighbour, so this file
// is for fictitious towns only.
type FolderPeople struct {
	People []FolderPerson `yaml:"people" check:"required"`
}

// FolderPerson is one fictitious employee.
type FolderPerson struct {
	Key        string `yaml:"key" check:"required,define=staff.person"`
	Given      string `yaml:"given" check:"required"`
	Family     string `yaml:"family" check:"required"`
	NationalID string `yaml:"national_id" check:"required"`
	Email      string `yaml:"email"`
	// Demo is the sentence and the thing to try on the page where the
	// demonstration's user chooses a person.
	Demo *FolderDemo `yaml:"demo"`
}

// FolderDemo presents one of the demonstration's persons.
type FolderDemo struct {
	Order int    `yaml:"order" check:"required"`
	Title string `yaml:"title" check:"required"`
	Says  string `yaml:"says" check:"required"`
	Try   string `yaml:"try" check:"required"`
}

// Name is the person's name as it is read.
func (p FolderPerson) Name() string { return p.Given + " " + p.Family }
