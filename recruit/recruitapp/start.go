package recruitapp

import (
	"context"

	"saksgang/base/authz"
	"saksgang/base/ids"
	"saksgang/process"
)

// Placing says where a vacancy that came from outside belongs, and who answers
// for it. NotFound says that nobody knows, so that the message waits for a
// person.
type Placing func(ctx context.Context, o Opening) (agency, unit string, owner ids.UserID, err error)

// StartIn begins a case of the process for each vacancy that comes from outside.
// The case begins where every hiring does, with the need: what was advertised
// elsewhere is proposed in its forms, and nothing is skipped.
func StartIn(p *process.Service, key string, place Placing) Hirings { return starter{p, key, place} }

type starter struct {
	p     *process.Service
	key   string
	place Placing
}

// StartHiring begins the case, by a right of its own: the municipality has
// agreed that the connection may.
func (s starter) StartHiring(ctx context.Context, o Opening) (ids.CaseID, error) {
	agency, unit, owner, err := s.place(ctx, o)
	if err != nil {
		return ids.CaseID{}, err
	}
	actor := authz.ActorFrom(ctx)
	actor.Grants = append(actor.Grants[:len(actor.Grants):len(actor.Grants)], authz.Grant{
		Right: process.RightStart, Reach: authz.InAgency, Agency: agency, Because: "recruit.vacancy",
	})
	variables := map[string]any{"reference": o.Reference, "title": o.Title, "vacancyText": o.Text}
	if !o.Deadline.IsZero() {
		variables["vacancyDeadline"] = o.Deadline.String()
	}
	return s.p.StartCase(authz.With(ctx, actor), process.Start{
		Process: s.key, Title: joined(o.Title, o.Place), Agency: agency, Unit: unit, Owner: owner, Variables: variables,
	})
}
