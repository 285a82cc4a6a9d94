package staff

import (
	"context"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/period"
	"saksgang/party"
)

// Employ enters what a signed contract says. The same contract again gives the
// employment that is there. Invalid says that it cannot be so (a percentage
// above the position's, an end before the start); Conflict that the position
// is held by another over that time, unless the new one stands in for somebody.
// The actor needs RightEdit over the unit or the case.
func (s *Service) Employ(ctx context.Context, h Hire) (Employment, error) {
	var made Employment
	err := s.DB.Transact(ctx, func(ctx context.Context) error {
		position, unit, err := s.place(ctx, h.Position)
		if err != nil {
			return err
		}
		if err := authz.Require(ctx, RightEdit, authz.Object{Agency: unit.Agency, Unit: unit.Key, Case: h.Case}); err != nil {
			return err
		}
		holders, err := s.employments(ctx, "WHERE e.position = $1 ORDER BY e.valid_from, e.id", h.Position)
		if err != nil {
			return err
		}
		if same, found := sameContract(holders, h); found {
			made = same
			return nil
		}
		if err := h.fits(position, holders); err != nil {
			return err
		}
		made = h.employment(position, unit, clock.At(s.Clock.Now()))
		return s.begin(ctx, made)
	})
	return made, err
}

func (s *Service) begin(ctx context.Context, e Employment) error {
	if err := s.insertEmployment(ctx, e, ""); err != nil {
		return err
	}
	if err := s.belong(ctx, e); err != nil {
		return err
	}
	return s.record(ctx, e, "employed", e.Valid.From, map[string]any{
		"party": e.Party, "position": e.Position, "percent": e.Percent, "from": e.Valid.From, "to": e.Valid.To,
	})
}

// End ends an employment: to is the first day that is no longer worked. A
// reason is kept with it. The actor needs RightEdit over the unit.
func (s *Service) End(ctx context.Context, id EmploymentID, to calendar.Date, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return errs.Invalid("staff.reason-missing")
	}
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		e, err := s.Employment(ctx, id)
		if err != nil {
			return err
		}
		if err := authz.Require(ctx, RightEdit, authz.Object{Agency: e.Agency, Unit: e.Unit}); err != nil {
			return err
		}
		if to < e.Valid.From {
			return errs.Invalid("staff.ends-before-it-begins", "position", e.Position)
		}
		if e.Valid.To == to {
			return nil
		}
		before := e.Valid.To
		e.Valid.To = to
		if err := s.setEnd(ctx, id, to); err != nil {
			return err
		}
		if err := s.belong(ctx, e); err != nil {
			return err
		}
		return s.record(ctx, e, "employment-ended", to, map[string]any{"before": before, "to": to, "reason": reason})
	})
}

// sameContract finds the employment that a repeated command made.
func sameContract(holders []Employment, h Hire) (Employment, bool) {
	for _, e := range holders {
		if e.Party == h.Party && e.Valid.From == h.From && e.Valid.To == h.To && e.Percent == h.Percent && e.Case == h.Case {
			return e, true
		}
	}
	return Employment{}, false
}

// fits is the rule of what a position may be held by.
func (h Hire) fits(p Position, holders []Employment) error {
	valid := period.Dates{From: h.From, To: h.To}
	switch {
	case h.From.IsZero():
		return errs.Invalid("staff.start-missing", "position", p.Key)
	case valid.IsEmpty():
		return errs.Invalid("staff.ends-before-it-begins", "position", p.Key)
	case h.Percent <= 0 || h.Percent > p.Percent:
		return errs.Invalid("staff.percent-above-position", "position", p.Key, "percent", h.Percent, "most", p.Percent)
	}
	held := 0.0
	for _, e := range holders {
		if e.StandsIn || !e.Valid.Overlaps(valid) {
			continue
		}
		if e.Party == h.Party {
			return errs.Conflict("staff.held-by-same", "position", p.Key)
		}
		held += e.Percent
	}
	if !h.StandsIn && held+h.Percent > p.Percent {
		return errs.Conflict("staff.position-held", "position", p.Key, "held", held, "of", p.Percent)
	}
	return nil
}

func (h Hire) employment(p Position, u Unit, now clock.Instant) Employment {
	return Employment{
		ID: ids.New[employmentKind](), Party: h.Party, Position: p.Key, Unit: u.Key, Agency: u.Agency, Title: p.Title,
		Percent: h.Percent, Leads: p.Leads, StandsIn: h.StandsIn, Valid: period.Dates{From: h.From, To: h.To},
		Source: FromContract, Case: h.Case, Recorded: now,
	}
}

// place is the position and its unit.
func (s *Service) place(ctx context.Context, key string) (Position, Unit, error) {
	p, err := s.position(ctx, key)
	if err != nil {
		return Position{}, Unit{}, err
	}
	tree, err := s.Units(ctx)
	if err != nil {
		return Position{}, Unit{}, err
	}
	u, found := tree.Unit(p.Unit)
	if !found {
		return Position{}, Unit{}, errs.NotFound("staff.position-not-found", "position", key)
	}
	return p, u, nil
}

// belong lets rights over the unit reach the person from today until the
// employment ends: a leader prepares for the one who comes.
func (s *Service) belong(ctx context.Context, e Employment) error {
	valid := e.Valid
	if today := s.Today(); e.Source == FromContract && valid.From > today {
		valid.From = today
	}
	if valid.IsEmpty() {
		return s.parties.Leave(ctx, PlaceSource, e.ID.String())
	}
	return s.parties.Belong(ctx, e.Party, party.Place{
		Source: PlaceSource, Key: e.ID.String(), Agency: e.Agency, Unit: e.Unit, Valid: valid,
	})
}

func (s *Service) record(ctx context.Context, e Employment, kind ledger.Kind, effective calendar.Date, payload any) error {
	_, err := s.Ledger.Append(ctx, ledger.Event{
		Effective: effective.In(s.zone), Agency: e.Agency, Case: e.Case, Module: "staff",
		Subject: ledger.Subject{Kind: SubjectEmployment, ID: e.ID.String()}, Kind: kind, Payload: payload,
	})
	return err
}
