package party

import (
	"context"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/period"
)

// Correction is a new value for one kind of contact, from a day, and why.
type Correction struct {
	Kind   ContactKind
	Value  string
	Valid  period.Dates // zero From is today
	Source string       // "the person", "Folkeregisteret"
	Reason string
}

// CorrectContact records that the party is reached in another way over a
// period. What was believed before stays in the register as what was believed.
// The actor needs RightEdit over the party, and a reason.
func (s *Service) CorrectContact(ctx context.Context, id ID, c Correction) error {
	if strings.TrimSpace(c.Reason) == "" {
		return errs.Invalid("party.reason-missing")
	}
	if c.Valid.From.IsZero() {
		c.Valid.From = s.Today()
	}
	if c.Valid.IsEmpty() {
		return errs.Invalid("party.ends-before-it-begins", "from", c.Valid.From.String())
	}
	value, err := clean(c.Kind, c.Value)
	if err != nil {
		return err
	}
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		if err := s.see(ctx, RightEdit, id); err != nil {
			return err
		}
		p, err := s.load(ctx, id)
		if err != nil {
			return err
		}
		present, err := s.beliefs(ctx, id, p.Protection)
		if err != nil {
			return err
		}
		err = s.believe(ctx, p, present, Contact{Kind: c.Kind, Value: value, Valid: c.Valid, Source: c.Source})
		if err != nil {
			return err
		}
		return s.record(ctx, id, "contact-corrected", correctionPayload(p, present, c, value))
	})
}

// correctionPayload tells what changed; of a person under protection it tells
// only that something did.
func correctionPayload(p Party, present []contactRow, c Correction, value string) map[string]any {
	payload := map[string]any{"kind": c.Kind, "from": c.Valid.From, "source": c.Source, "reason": c.Reason}
	if p.IsProtected() {
		return payload
	}
	payload["after"] = value
	for _, r := range present {
		if r.Kind == c.Kind && r.Valid.Contains(c.Valid.From) {
			payload["before"] = r.Value
		}
	}
	return payload
}

// Protect puts a person under protection, or takes the protection away. All
// contact, also what was once believed, moves to or from the protected store,
// and earlier events that told contact values are erased under this one. The
// caller runs sqldb.DB.Checkpoint afterwards, so that SQLite's journal forgets
// too. The actor needs RightReadProtected and RightEdit over the party.
func (s *Service) Protect(ctx context.Context, id ID, grade Protection, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return errs.Invalid("party.reason-missing")
	}
	if grade != Open && grade != Confidential && grade != StrictlyConfidential {
		return errs.Invalid("party.unknown-protection", "grade", string(grade))
	}
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		for _, right := range []authz.Right{RightEdit, RightReadProtected} {
			if err := s.see(ctx, right, id); err != nil {
				return err
			}
		}
		p, err := s.load(ctx, id)
		if err != nil || p.Protection == grade {
			return err
		}
		if p.Kind != Person {
			return errs.Invalid("party.protected-organisation")
		}
		if err := s.moveContact(ctx, p, grade); err != nil {
			return err
		}
		return s.recordProtection(ctx, p, grade, reason)
	})
}

func (s *Service) recordProtection(ctx context.Context, p Party, grade Protection, reason string) error {
	subject := ledger.Subject{Kind: SubjectKind, ID: p.ID.String()}
	earlier, err := s.Ledger.OfSubject(ctx, subject)
	if err != nil {
		return err
	}
	under, err := s.Ledger.Append(ctx, ledger.Event{
		Module: "party", Subject: subject, Kind: "protection-changed",
		Payload: map[string]string{"before": string(p.Protection), "after": string(grade), "reason": reason},
	})
	if err != nil || grade == Open {
		return err
	}
	var telling []ids.EventID
	for _, e := range earlier {
		if e.Kind == "contact-corrected" && !e.Erased {
			telling = append(telling, e.ID)
		}
	}
	return s.Ledger.Erase(ctx, telling, under)
}

// giveUp ends a belief.
func (s *Service) giveUp(ctx context.Context, grade Protection, c contactRow, at clock.Instant) error {
	return s.endContact(ctx, grade, c.ID, at)
}
