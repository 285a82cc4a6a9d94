// Package access answers who may do what, where, and why.
//
// A role opens rights, each with how far it reaches; an assignment gives a user
// a role in a place over a period. Most assignments follow from facts: being
// employed, leading a unit or an agency, a line in the municipality's folder.
// These are settled by level: what should be is compared with what is, so that
// running it again changes nothing and a night that was missed is made up in
// the morning. What a user may do is computed for the day it is, from the
// periods; nothing has to happen at midnight for a right to begin or to end.
//
// A user without a role in force cannot enter: the Directory says NotFound, and
// the web ends the session. Each command is one transaction with its events.
package access

import (
	"context"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/ids"
	"saksgang/base/period"
	"saksgang/party"
)

// CaseParts tells which roles a user has in single cases. Process implements
// it; app hands it on.
type CaseParts interface {
	// HoldingsOf lists the user's parts in cases that are open now.
	HoldingsOf(ctx context.Context, user ids.UserID) ([]authz.Holding, error)
}

// User is somebody who can log in.
type User struct {
	ID    ids.UserID
	Party party.ID
	Name  string
	Title string
}

// Shown is the user as History shows one: "Kari Lund, avdelingsleder".
func (u User) Shown() string {
	if u.Title == "" {
		return u.Name
	}
	return u.Name + ", " + u.Title
}

// Role is what people do, and what it opens.
type Role struct {
	Key       string
	Title     string
	Purpose   string
	Given     string // see the consts
	Rights    []FolderRight
	Resources []FolderResource
}

// How a role is given; these are the folder's words.
const (
	GivenEmployee     = "employee"
	GivenUnitLeader   = "unit-leader"
	GivenAgencyLeader = "agency-leader"
	GivenAssigned     = "assigned"
	GivenCase         = "case"
)

// The sources of an assignment beside those words.
const (
	SourceFolder  = "folder"
	SourceGranted = "granted"
)

type assignmentKind struct{}

// AssignmentID identifies an assignment.
type AssignmentID = ids.ID[assignmentKind]

// Assignment is a role that a user has in a place over a period. With neither
// Agency nor Unit the place is the whole municipality.
type Assignment struct {
	ID     AssignmentID
	Source string
	User   ids.UserID
	Role   string
	Agency string
	Unit   string
	Valid  period.Dates
	Case   ids.CaseID // in which it was decided, if in one
	Reason string
	By     string // who gave it: a person, or the file that says so
	Given  clock.Instant
}

// Path is one way in which a user has a right.
type Path struct {
	Role       string
	RoleTitle  string
	Reach      authz.Reach
	Agency     string
	Unit       string     // with InUnit: this unit and all below it
	Case       ids.CaseID // with InCase
	Assignment Assignment // zero for a part in a case
}
