// Package party is the one register of persons and organisations that every
// other module points to.
//
// A party is registered once: whoever registers the same national id again
// gets the same party, and the same id with another name is a visible Conflict.
// Contact is bitemporal: it is corrected with a reason and never overwritten,
// so that the register tells both what holds and what was believed. Rights
// reach a party through the places it belongs to (a unit, a case, itself);
// what the reader may not know of looks like what is not there.
//
// A person under protection (fortrolig or strengt fortrolig adresse,
// folkeregisterloven § 10-4) has all contact in a store of its own, which only
// Reveal reads, with a purpose and a record of the reading. Such a person is
// neither found nor counted by a search without that right, and no error, log
// or event of this package holds a contact value of theirs. Each command is
// one transaction: after a crash it has happened or it has not.
package party

import (
	"strings"

	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/ids"
	"saksgang/base/period"
	"saksgang/party/nationalid"
)

type partyKind struct{}

// ID identifies a party.
type ID = ids.ID[partyKind]

// Kind is what a party is.
type Kind string

// The kinds of party.
const (
	Person       Kind = "person"
	Organisation Kind = "organisation"
)

// Protection is how far a person's whereabouts are withheld.
type Protection string

// The grades of protection; most have none.
const (
	Open                 Protection = ""
	Confidential         Protection = "confidential"          // fortrolig
	StrictlyConfidential Protection = "strictly-confidential" // strengt fortrolig
)

// Party is a person or an organisation. Contact is what holds today; it is
// empty, and Withheld true, for a person under protection unless it was
// revealed.
type Party struct {
	ID         ID
	Kind       Kind
	Given      string // as written by its owner; empty for organisations
	Family     string // family name, or an organisation's whole name
	Number     nationalid.Number
	Protection Protection
	Withheld   bool
	Contact    []Contact
	Source     string // where we know of it from: "folder", "application"
	Registered clock.Instant
}

// Name is the party's name as it is read.
func (p Party) Name() string { return strings.TrimSpace(p.Given + " " + p.Family) }

// IsProtected says that the person's whereabouts are withheld.
func (p Party) IsProtected() bool { return p.Protection != Open }

// ContactKind is a way to reach a party.
type ContactKind string

// The ways to reach a party.
const (
	Address ContactKind = "address" // lines, parted by "\n"
	Mail    ContactKind = "mail"
	Phone   ContactKind = "phone"
)

// Contact is one way to reach a party, from when, and how we know.
type Contact struct {
	Kind     ContactKind
	Value    string
	Valid    period.Dates
	Source   string
	Recorded clock.Instant
}

// First returns the party's present value of a kind, or "".
func (p Party) First(kind ContactKind) string {
	for _, c := range p.Contact {
		if c.Kind == kind {
			return c.Value
		}
	}
	return ""
}

// New is what Register is given.
type New struct {
	// ID is the caller's own, for parties without a national id: registering
	// the same ID again gives the same party. Zero makes one.
	ID         ID
	Kind       Kind
	Given      string
	Family     string
	Number     nationalid.Number // zero when it is not known
	Protection Protection
	Contact    []NewContact
	Source     string        // "folder", "application", "register"
	Since      calendar.Date // from when the contact holds; zero is today
}

// NewContact is a way to reach the party that is registered.
type NewContact struct {
	Kind  ContactKind
	Value string
}

// Place is where a party belongs, so that rights reach it. Source and Key name
// it: "staff.employment" and the employment's id.
type Place struct {
	Source string
	Key    string
	Agency string
	Unit   string
	Case   ids.CaseID
	Owner  ids.UserID
	Valid  period.Dates
}
