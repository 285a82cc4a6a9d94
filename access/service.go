package access

import (
	"cmp"
	"context"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/party"
	"saksgang/staff"
)

// SubjectUser is the ledger's name for users.
const SubjectUser = "user"

// PlaceSource names the place that being a user gives a party: itself.
const PlaceSource = "access.user"

// Options are the tunables; the zero value is documented with each field.
type Options struct {
	Zone  *time.Location // the municipality's, decides which day it is; nil is UTC
	Cases CaseParts      // nil: nobody has a part in a case
}

// Service is the access of one municipality. It is the web's Directory.
type Service struct {
	base.Deps
	parties *party.Service
	staff   *staff.Service
	zone    *time.Location
	cases   CaseParts
}

// NewService returns the access on deps.
func NewService(deps base.Deps, parties *party.Service, st *staff.Service, o Options) *Service {
	return &Service{Deps: deps, parties: parties, staff: st, zone: cmp.Or(o.Zone, time.UTC), cases: o.Cases}
}

// Today is the day it is in the municipality.
func (s *Service) Today() calendar.Date { return calendar.DateOf(s.Clock.Now().In(s.zone)) }

// NextDay is the first instant of tomorrow in the municipality.
func (s *Service) NextDay() time.Time { return s.Today().AddDays(1).In(s.zone) }

// caseHoldings are the user's parts in cases.
func (s *Service) caseHoldings(ctx context.Context, user ids.UserID) ([]authz.Holding, error) {
	if s.cases == nil {
		return nil, nil
	}
	return s.cases.HoldingsOf(ctx, user)
}

func (s *Service) record(ctx context.Context, user ids.UserID, a Assignment, kind ledger.Kind, effective calendar.Date, payload any) error {
	_, err := s.Ledger.Append(ctx, ledger.Event{
		Effective: effective.In(s.zone), Agency: a.Agency, Case: a.Case, Module: "access",
		Subject: ledger.Subject{Kind: SubjectUser, ID: user.String()}, Kind: kind, Payload: payload,
	})
	return err
}
