package recruitapp

import (
	"context"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/process"
	"saksgang/recruit"
	"saksgang/web"
)

// Cases lets recruit reach the cases of its vacancies. That it may change who
// takes part follows from the command that recruit has permitted, so it does
// that with a right of its own, in that case alone.
func Cases(p *process.Service) recruit.Cases { return cases{p} }

type cases struct{ p *process.Service }

func inCharge(ctx context.Context, c ids.CaseID) context.Context {
	actor := authz.ActorFrom(ctx)
	actor.Grants = append(actor.Grants[:len(actor.Grants):len(actor.Grants)], authz.Grant{
		Right: process.RightAdminister, Reach: authz.InCase, Case: c, Because: "recruit",
	})
	return authz.With(ctx, actor)
}

func (c cases) AddParticipant(ctx context.Context, id ids.CaseID, role string, user ids.UserID) error {
	return c.p.AddParticipant(inCharge(ctx, id), id, role, user)
}

// RemoveParticipant has nothing left to do in a case that is closed: everybody's
// part has ended with it.
func (c cases) RemoveParticipant(ctx context.Context, id ids.CaseID, role string, user ids.UserID) error {
	err := c.p.RemoveParticipant(inCharge(ctx, id), id, role, user)
	if errs.Has(err, "process.case-closed") {
		return nil
	}
	return err
}

func (c cases) Deliver(ctx context.Context, message, key string, payload map[string]any) error {
	_, err := c.p.Deliver(ctx, process.Message{Name: message, Key: key, Payload: payload, Once: message + "/" + key})
	return err
}

// Applicants are the choices of form fields whose x-options is "applicants": the
// applicants of a case who have not withdrawn, by the application's id.
func Applicants(s *recruit.Service) func(ctx context.Context, c ids.CaseID) ([]web.Option, error) {
	return func(ctx context.Context, c ids.CaseID) ([]web.Option, error) {
		v, err := s.OfCase(ctx, c)
		if err != nil {
			return nil, err
		}
		var out []web.Option
		for _, a := range v.Applications {
			if a.Withdrawn.IsZero() {
				out = append(out, web.Option{Value: a.ID.String(), Label: a.Name})
			}
		}
		return out, nil
	}
}
