package exchange

import (
	"context"
	"strings"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/mail"
	"saksgang/base/work"
)

// letterWork is the kind of the items about one letter that did not arrive.
const letterWork = "exchange.letter"

// Addressees say who learns that a letter of a case, or of none, did not arrive.
type Addressees interface {
	// AddresseeOf is a person, and a role for when there is none.
	AddresseeOf(ctx context.Context, c ids.CaseID) (ids.UserID, string, error)
}

// Post is the letters that were refused by the recipient's mail server, or of
// which nobody knows whether they arrived. Each waits for a person, who marks it
// as arrived or has it sent again; none goes again by itself.
type Post struct {
	base.Deps
	addressees Addressees
}

// NewPost returns the post of a database.
func NewPost(deps base.Deps, a Addressees) *Post { return &Post{deps, a} }

// LetterPath is the address of a letter.
func LetterPath(id mail.ID) string { return "/control/letters/" + id.String() }

var stuckLetter = map[mail.State]ledger.Kind{mail.Refused: "letter refused", mail.Uncertain: "letter uncertain"}

// NotArrived puts the letter before the one who has its case.
func (p *Post) NotArrived(ctx context.Context, l mail.Letter) error {
	person, role, err := p.addressees.AddresseeOf(ctx, l.Case)
	if err != nil {
		return err
	}
	err = p.Work.Put(ctx, work.Item{
		Kind: letterWork, Subject: l.ID.String(), Title: "@exchange.work.letter-" + string(l.State), About: l.Subject,
		Reason: "work.reason.owner", Link: LetterPath(l.ID), Role: role, Person: person, Case: l.Case,
	})
	if err != nil {
		return err
	}
	return p.record(ctx, l, stuckLetter[l.State], map[string]any{})
}

// Forgotten ends what waits about a letter that is erased, and its words.
func (p *Post) Forgotten(ctx context.Context, id mail.ID) error {
	return p.Work.Forget(ctx, letterWork, id.String())
}

func (p *Post) record(ctx context.Context, l mail.Letter, kind ledger.Kind, payload any) error {
	_, err := p.Ledger.Append(ctx, ledger.Event{
		Case: l.Case, Module: "exchange", Subject: ledger.Subject{Kind: "letter", ID: l.ID.String()}, Kind: kind, Payload: payload,
	})
	return err
}

// Letter returns a letter to whom it waits for, or who may read messages.
// NotFound for a stranger.
func (p *Post) Letter(ctx context.Context, id mail.ID) (mail.Letter, error) {
	l, err := p.Mail.Get(ctx, id)
	if err != nil {
		return l, err
	}
	if mine, err := p.isMine(ctx, id); err != nil || mine {
		return l, err
	}
	return l, authz.See(ctx, RightRead, authz.Object{Case: l.Case}, "mail.not-found")
}

// isMine says that the letter waits, or has waited, for the actor.
func (p *Post) isMine(ctx context.Context, id mail.ID) (bool, error) {
	_, err := p.Work.Get(ctx, letterWork, id.String())
	if errs.KindOf(err) == errs.KindNotFound {
		return false, nil
	}
	return err == nil, err
}

// LettersOf lists the letters of a case, oldest first, for who may read its
// messages.
func (p *Post) LettersOf(ctx context.Context, c ids.CaseID) ([]mail.Letter, error) {
	if err := authz.See(ctx, RightRead, authz.Object{Case: c}, "exchange.no-message"); err != nil {
		return nil, err
	}
	return p.Mail.OfCase(ctx, c)
}

// MaySettle says whether the actor may settle the letter.
func (p *Post) MaySettle(ctx context.Context, l mail.Letter) (bool, error) {
	if !l.Stuck() {
		return false, nil
	}
	if mine, err := p.isMine(ctx, l.ID); err != nil || mine {
		return mine, err
	}
	return authz.ScopeOf(ctx, RightRepair).Allows(authz.Object{Case: l.Case}), nil
}

// Arrived marks the letter as arrived; how somebody knows is kept in History.
func (p *Post) Arrived(ctx context.Context, id mail.ID, reason string) error {
	return p.settle(ctx, "exchange.letter-arrived", id, func(ctx context.Context, l mail.Letter) error {
		if strings.TrimSpace(reason) == "" {
			return errs.Invalid("exchange.reason-missing")
		}
		if err := p.Mail.Arrived(ctx, id); err != nil {
			return err
		}
		return p.record(ctx, l, "letter arrived", map[string]any{"reason": reason})
	})
}

// SendAgain sends the letter's text to an address as a new letter.
func (p *Post) SendAgain(ctx context.Context, id mail.ID, to string) error {
	return p.settle(ctx, "exchange.letter-again", id, func(ctx context.Context, l mail.Letter) error {
		anew, err := p.Mail.SendAgain(ctx, id, strings.TrimSpace(to))
		if err != nil {
			return err
		}
		return p.record(ctx, l, "letter sent again", map[string]any{"letter": anew})
	})
}

func (p *Post) settle(ctx context.Context, name string, id mail.ID, body func(ctx context.Context, l mail.Letter) error) error {
	_, err := command.Run(ctx, p.DB, p.Clock, name, func(ctx context.Context) (bool, error) {
		l, err := p.Letter(ctx, id)
		if err != nil {
			return false, err
		}
		may, err := p.MaySettle(ctx, l)
		if err != nil {
			return false, err
		}
		if !may && l.Stuck() {
			return false, errs.Denied("authz.denied", "right", string(RightRepair))
		}
		if err := body(ctx, l); err != nil {
			return false, err
		}
		return true, p.Work.Close(ctx, letterWork, id.String())
	})
	return err
}
