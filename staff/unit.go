package staff

import (
	"context"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/ledger"
	"saksgang/party"
)

// UnitPage is what a leader asks of a unit: who works here, and what is missing.
type UnitPage struct {
	Unit      Unit
	Agency    Agency
	Parent    Unit // zero at the top
	Leader    Leader
	Positions []HeldPosition
	Below     []Unit // right under it
	Employed  int    // people, today
	Percent   float64
	Vacant    float64 // percent that nobody holds today
}

// HeldPosition is a position with who holds it today and who will.
type HeldPosition struct {
	Position
	Holders []Holder
	Vacant  float64 // percent that nobody holds today; those who stand in do not count
}

// Holder is somebody who holds a position, now or later.
type Holder struct {
	Employment
	Name string
	Now  bool // false: begins later
}

// ReadableUnits is the tree of units with which of them the reader has
// RightRead over.
func (s *Service) ReadableUnits(ctx context.Context) (Tree, map[string]bool, error) {
	tree, err := s.Units(ctx)
	scope, readable := authz.ScopeOf(ctx, RightRead), map[string]bool{}
	tree.Walk(func(u Unit, _ int) { readable[u.Key] = scope.Allows(authz.Object{Agency: u.Agency, Unit: u.Key}) })
	return tree, readable, err
}

// Unit returns what there is to know of a unit today. NotFound also says that
// it is not the reader's to know of.
func (s *Service) Unit(ctx context.Context, key string) (UnitPage, error) {
	var page UnitPage
	err := s.DB.View(ctx, func(ctx context.Context) (err error) {
		page, err = s.unitPage(ctx, key)
		return err
	})
	return page, err
}

func (s *Service) unitPage(ctx context.Context, key string) (UnitPage, error) {
	var page UnitPage
	tree, err := s.Units(ctx)
	if err != nil {
		return page, err
	}
	u, found := tree.Unit(key)
	if !found {
		return page, errs.NotFound("staff.unit-not-found")
	}
	if err := authz.See(ctx, RightRead, authz.Object{Agency: u.Agency, Unit: key}, "staff.unit-not-found"); err != nil {
		return page, err
	}
	page.Unit = u
	page.Parent, _ = tree.Unit(u.Parent)
	for _, child := range tree.Children(key) {
		below, _ := tree.Unit(child)
		page.Below = append(page.Below, below)
	}
	agencies, err := s.Agencies(ctx)
	for _, a := range agencies {
		if a.Key == u.Agency {
			page.Agency = a
		}
	}
	if err != nil {
		return page, err
	}
	if page.Leader, err = s.LeaderOf(ctx, key); err != nil && errs.KindOf(err) != errs.KindNotFound {
		return page, err
	}
	return page, s.fillPositions(ctx, &page)
}

func (s *Service) fillPositions(ctx context.Context, page *UnitPage) error {
	positions, err := s.positionsIn(ctx, page.Unit.Key)
	if err != nil {
		return err
	}
	today := s.Today()
	employed, err := s.employments(ctx, "WHERE p.unit = $1 AND (e.valid_to IS NULL OR e.valid_to > $2) ORDER BY e.valid_from, e.id", page.Unit.Key, today.String())
	if err != nil {
		return err
	}
	people := make([]party.ID, len(employed))
	for i, e := range employed {
		people[i] = e.Party
	}
	names, err := s.parties.Names(ctx, people)
	if err != nil {
		return err
	}
	here := map[party.ID]bool{}
	for _, p := range positions {
		held := HeldPosition{Position: p, Vacant: p.Percent}
		for _, e := range employed {
			if e.Position != p.Key {
				continue
			}
			h := Holder{Employment: e, Name: names[e.Party], Now: e.Valid.Contains(today)}
			held.Holders = append(held.Holders, h)
			if h.Now && !e.StandsIn {
				held.Vacant = max(0, held.Vacant-e.Percent)
			}
			here[e.Party] = here[e.Party] || h.Now
		}
		page.Positions = append(page.Positions, held)
		page.Percent, page.Vacant = page.Percent+p.Percent, page.Vacant+held.Vacant
	}
	for _, now := range here {
		if now {
			page.Employed++
		}
	}
	return nil
}

// UnitHistory lists who was employed in a unit and whose employment ended,
// oldest first. The folder's own changes are one event each, see Sync.
func (s *Service) UnitHistory(ctx context.Context, key string) ([]ledger.Entry, error) {
	tree, err := s.Units(ctx)
	if err != nil {
		return nil, err
	}
	u, found := tree.Unit(key)
	if !found {
		return nil, errs.NotFound("staff.unit-not-found")
	}
	if err := authz.See(ctx, RightRead, authz.Object{Agency: u.Agency, Unit: key}, "staff.unit-not-found"); err != nil {
		return nil, err
	}
	all, err := s.employments(ctx, "WHERE p.unit = $1 AND e.source = $2 ORDER BY e.recorded_at, e.id", key, FromContract)
	if err != nil {
		return nil, err
	}
	var out []ledger.Entry
	for _, e := range all {
		entries, err := s.Ledger.OfSubject(ctx, ledger.Subject{Kind: SubjectEmployment, ID: e.ID.String()})
		if err != nil {
			return nil, err
		}
		out = append(out, entries...)
	}
	return out, nil
}
