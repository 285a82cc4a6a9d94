package staff

import (
	"cmp"
	"time"

	"saksgang/base"
	"saksgang/base/calendar"
	"saksgang/party"
)

// The ledger's names for this module's subjects.
const (
	SubjectUnit       = "unit"
	SubjectEmployment = "employment"
)

// PlaceSource names the places that employments give parties; see party.Place.
const PlaceSource = "staff.employment"

// Options are the tunables; the zero value is documented with each field.
type Options struct {
	Zone *time.Location // the municipality's, decides which day it is; nil is UTC
}

// Service is the staff of one municipality.
type Service struct {
	base.Deps
	parties *party.Service
	zone    *time.Location
}

// NewService returns the staff on deps.
func NewService(deps base.Deps, parties *party.Service, o Options) *Service {
	return &Service{Deps: deps, parties: parties, zone: cmp.Or(o.Zone, time.UTC)}
}

// Today is the day it is in the municipality.
func (s *Service) Today() calendar.Date { return calendar.DateOf(s.Clock.Now().In(s.zone)) }
