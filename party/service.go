package party

import (
	"cmp"
	"context"
	"strings"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/period"
)

// SubjectKind is the ledger's name for parties.
const SubjectKind = "party"

// Options are the tunables; the zero value is documented with each field.
type Options struct {
	Zone *time.Location // the municipality's, decides which day it is; nil is UTC
}

// Service is the register of one municipality.
type Service struct {
	base.Deps
	zone *time.Location
}

// NewService returns the register on deps.
func NewService(deps base.Deps, o Options) *Service {
	return &Service{Deps: deps, zone: cmp.Or(o.Zone, time.UTC)}
}

// Today is the day it is in the municipality.
func (s *Service) Today() calendar.Date { return calendar.DateOf(s.Clock.Now().In(s.zone)) }

// Register enters a party and returns its id. The same national id, or the
// same ID, gives the party that is there; contact it lacks is added and contact
// it has is left alone. Conflict says that the id belongs to a party of another
// name, which a person must look into. The actor needs RightEdit somewhere.
func (s *Service) Register(ctx context.Context, n New) (ID, error) {
	if err := authz.RequireAnywhere(ctx, RightEdit); err != nil {
		return ID{}, err
	}
	var id ID
	err := s.DB.Transact(ctx, func(ctx context.Context) (err error) {
		var made bool
		if id, made, err = s.enter(ctx, n); err != nil || !made {
			return err
		}
		return s.record(ctx, id, "registered", map[string]any{"kind": n.Kind, "source": n.Source})
	})
	return id, err
}

// RegisterAll enters many parties at once, with one event for all of them; it
// is for loading a register or a folder. Ids come in the order given.
func (s *Service) RegisterAll(ctx context.Context, all []New, source string) ([]ID, error) {
	if err := authz.RequireAnywhere(ctx, RightEdit); err != nil {
		return nil, err
	}
	out := make([]ID, len(all))
	err := s.DB.Transact(ctx, func(ctx context.Context) error {
		count := 0
		for i, n := range all {
			id, made, err := s.enter(ctx, n)
			if err != nil {
				return err
			}
			if out[i] = id; made {
				count++
			}
		}
		if count == 0 {
			return nil
		}
		_, err := s.Ledger.Append(ctx, ledger.Event{
			Module: "party", Subject: ledger.Subject{Kind: "party-register", ID: source},
			Kind: "loaded", Payload: map[string]any{"registered": count, "given": len(all)},
		})
		return err
	})
	return out, err
}

// enter finds or inserts the party.
func (s *Service) enter(ctx context.Context, n New) (id ID, made bool, err error) {
	n, err = tidy(n)
	if err != nil {
		return ID{}, false, err
	}
	present, found, err := s.findSame(ctx, n)
	if err != nil {
		return ID{}, false, err
	}
	if found {
		if !sameHolder(present, n) {
			return ID{}, false, errs.Conflict("party.registered-otherwise", "party", present.ID)
		}
		if n.Protection != Open && !present.IsProtected() {
			if err := s.tighten(ctx, &present, n); err != nil {
				return ID{}, false, err
			}
		}
		return present.ID, false, s.addMissing(ctx, present, n)
	}
	if n.ID.IsZero() {
		n.ID = ids.New[partyKind]()
	}
	if err := s.insert(ctx, n); err != nil {
		return ID{}, false, err
	}
	return n.ID, true, s.addMissing(ctx, Party{ID: n.ID, Protection: n.Protection}, n)
}

// tighten puts a known person under protection because the new source says so.
// What protects a person is taken over at once; what lifts it is Protect's.
func (s *Service) tighten(ctx context.Context, p *Party, n New) error {
	if err := s.moveContact(ctx, *p, n.Protection); err != nil {
		return err
	}
	err := s.recordProtection(ctx, *p, n.Protection, n.Source)
	p.Protection = n.Protection
	return err
}

// tidy is the rule of what may be registered.
func tidy(n New) (New, error) {
	n.Given, n.Family = strings.Join(strings.Fields(n.Given), " "), strings.Join(strings.Fields(n.Family), " ")
	switch {
	case n.Kind != Person && n.Kind != Organisation:
		return n, errs.Invalid("party.unknown-kind", "kind", string(n.Kind))
	case n.Family == "":
		return n, errs.Invalid("party.name-missing")
	case n.Kind == Organisation && n.Protection != Open:
		return n, errs.Invalid("party.protected-organisation")
	case !n.Number.IsZero() && n.Number.IsPerson() != (n.Kind == Person):
		return n, errs.Invalid("party.number-of-other-kind", "kind", string(n.Kind))
	}
	contact := make([]NewContact, len(n.Contact))
	for i, c := range n.Contact {
		value, err := clean(c.Kind, c.Value)
		if err != nil {
			return n, err
		}
		contact[i] = NewContact{c.Kind, value}
	}
	n.Contact = contact
	return n, nil
}

// sameHolder compares names as a person would: case, accents and spacing aside.
func sameHolder(p Party, n New) bool {
	return p.Kind == n.Kind && Fold(p.Name()) == Fold(n.Given+" "+n.Family) &&
		(n.Number.IsZero() || p.Number.IsZero() || p.Number.Digits == n.Number.Digits)
}

// addMissing adds the kinds of contact that the party does not have today.
func (s *Service) addMissing(ctx context.Context, p Party, n New) error {
	if len(n.Contact) == 0 {
		return nil
	}
	present, err := s.beliefs(ctx, p.ID, p.Protection)
	if err != nil {
		return err
	}
	have := map[ContactKind]bool{}
	for _, c := range present {
		have[c.Kind] = have[c.Kind] || c.Valid.Contains(s.Today())
	}
	for _, c := range n.Contact {
		if have[c.Kind] {
			continue
		}
		have[c.Kind] = true
		value := Contact{Kind: c.Kind, Value: c.Value, Source: n.Source, Valid: period.Dates{From: cmp.Or(n.Since, s.Today())}}
		if err := s.believe(ctx, p, present, value); err != nil {
			return err
		}
	}
	return nil
}

// believe gives up what the value replaces and enters it.
func (s *Service) believe(ctx context.Context, p Party, present []contactRow, value Contact) error {
	now := clock.At(s.Clock.Now())
	givenUp, added := revise(present, value)
	for _, c := range givenUp {
		if err := s.giveUp(ctx, p.Protection, c, now); err != nil {
			return err
		}
	}
	for _, c := range added {
		c.Recorded = now
		row := contactRow{ID: ids.New[contactKind](), Party: p.ID, Contact: c}
		if err := s.insertContact(ctx, p.Protection, row); err != nil {
			return err
		}
	}
	return nil
}

// Belong says that the party belongs somewhere, so that rights over that place
// reach it. A second place of the same source and key replaces the first. It is
// called by the module that knows, inside its own transaction.
func (s *Service) Belong(ctx context.Context, id ID, p Place) error {
	return s.putPlace(ctx, id, p)
}

// Leave ends what Belong said; none is no error.
func (s *Service) Leave(ctx context.Context, source, key string) error {
	return s.dropPlace(ctx, source, key)
}

func (s *Service) record(ctx context.Context, id ID, kind ledger.Kind, payload any) error {
	_, err := s.Ledger.Append(ctx, ledger.Event{
		Module: "party", Subject: ledger.Subject{Kind: SubjectKind, ID: id.String()}, Kind: kind, Payload: payload,
	})
	return err
}
