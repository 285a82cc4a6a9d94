// Package staff knows agencies, units, positions and who is employed in them.
//
// The organisation comes from the municipality's folder by Sync, which compares
// what stands in the folder with what stands in the tables, by key: running it
// again changes nothing, and after a stop the next run does what the last one
// missed. What leaves the folder is ended on that day and stays in the tables.
// Employments come from the folder too, and from signed contracts by Employ;
// Sync never touches those of a contract. Periods are half-open: the last day
// of an employment is the day before its To.
//
// Rights reach units, and through them the people: a reader sees the units
// within reach, and what is not within reach looks like what is not there.
// Each command is one transaction and records what it did.
package staff

import (
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/ids"
	"saksgang/base/period"
	"saksgang/party"
)

// Agency is a virksomhet or förvaltning.
type Agency struct {
	Key         string
	Name        string
	OrgNumber   string
	Leader      party.ID
	LeaderSince calendar.Date
}

// Unit is a place where people work.
type Unit struct {
	Key      string
	Name     string
	Agency   string
	Parent   string // empty at the top of an agency
	Kind     string
	Address  string
	Requires []FolderRequirement
}

// Position is a place in the budget.
type Position struct {
	Key        string
	Unit       string
	Occupation string // the collective agreement's code
	Title      string
	Percent    float64 // of full time
	Leads      bool    // its holder leads the unit
	Authorised bool    // the work needs an authorisation
}

type employmentKind struct{}

// EmploymentID identifies an employment.
type EmploymentID = ids.ID[employmentKind]

// The sources of an employment.
const (
	FromFolder   = "folder"
	FromContract = "contract"
)

// Employment is one person's holding of a position.
type Employment struct {
	ID       EmploymentID
	Party    party.ID
	Position string
	Unit     string
	Agency   string
	Title    string // the position's
	Percent  float64
	Leads    bool // the position leads its unit
	StandsIn bool // for somebody who is absent: the position may be held twice
	Valid    period.Dates
	Source   string
	Case     ids.CaseID // in which it was agreed, if in one
	Recorded clock.Instant
}

// Hire is what a signed contract says.
type Hire struct {
	Party    party.ID
	Position string
	Percent  float64
	From     calendar.Date
	To       calendar.Date // zero when permanent
	StandsIn bool
	Case     ids.CaseID
}

// Leader is who leads a unit, and where the lead was found: the unit itself,
// the nearest one above, or the agency.
type Leader struct {
	Party  party.ID
	Name   string
	Unit   string // empty when it is the agency's leader
	Agency string
	Since  calendar.Date
}
