package party

import (
	"context"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/ledger"
)

// Get returns a party with the contact that holds today. Contact of a person
// under protection is withheld; see Reveal. NotFound also says that the party
// is not the reader's to know of.
func (s *Service) Get(ctx context.Context, id ID) (Party, error) {
	if err := s.see(ctx, RightRead, id); err != nil {
		return Party{}, err
	}
	return s.load(ctx, id)
}

// Reveal returns a party with all contact, also under protection, to a reader
// who has RightReadProtected over it and says what it is for. Each reading is
// recorded with its purpose before anything is returned.
func (s *Service) Reveal(ctx context.Context, id ID, purpose string) (Party, error) {
	purpose = strings.TrimSpace(purpose)
	if purpose == "" {
		return Party{}, errs.Invalid("party.purpose-missing")
	}
	var p Party
	err := s.DB.Transact(ctx, func(ctx context.Context) (err error) {
		if err = s.see(ctx, RightReadProtected, id); err != nil {
			return err
		}
		if p, err = s.load(ctx, id); err != nil || !p.Withheld {
			return err
		}
		if p.Contact, err = s.contactToday(ctx, p); err != nil {
			return err
		}
		p.Withheld = false
		return s.record(ctx, id, "protected-read", map[string]string{"purpose": purpose})
	})
	if err != nil {
		return Party{}, err
	}
	return p, nil
}

// load reads without asking for rights; protected contact stays where it is.
func (s *Service) load(ctx context.Context, id ID) (Party, error) {
	p, found, err := s.row(ctx, "id = $1", id)
	if err == nil && !found {
		err = errs.NotFound("party.not-found")
	}
	if err != nil {
		return Party{}, err
	}
	if p.IsProtected() {
		p.Withheld = true
		return p, nil
	}
	p.Contact, err = s.contactToday(ctx, p)
	return p, err
}

func (s *Service) contactToday(ctx context.Context, p Party) ([]Contact, error) {
	rows, err := s.beliefs(ctx, p.ID, p.Protection)
	if err != nil {
		return nil, err
	}
	var out []Contact
	for _, r := range rows {
		if r.Valid.Contains(s.Today()) {
			out = append(out, r.Contact)
		}
	}
	return out, nil
}

// see says NotFound unless right reaches one of the party's places.
func (s *Service) see(ctx context.Context, right authz.Right, id ID) error {
	reached, err := s.reaches(ctx, authz.ScopeOf(ctx, right), id)
	if err == nil && !reached {
		err = errs.NotFound("party.not-found")
	}
	return err
}

// May says whether the actor has right over the party.
func (s *Service) May(ctx context.Context, right authz.Right, id ID) (bool, error) {
	return s.reaches(ctx, authz.ScopeOf(ctx, right), id)
}

// Query chooses parties by words that begin words of their names, or by a
// whole national id.
type Query struct {
	Text   string
	Kind   Kind // empty for all
	Offset int
	Most   int // 0 means 50
}

// Found is one page of parties, in the order of their names, and how many
// there are. Both are within the reader's rights; persons under protection are
// in neither unless the reader has RightReadProtected over them.
type Found struct {
	Parties []Party // without contact
	Total   int
}

// Find lists parties.
func (s *Service) Find(ctx context.Context, q Query) (Found, error) {
	var found Found
	err := s.DB.View(ctx, func(ctx context.Context) (err error) {
		found, err = s.search(ctx, q)
		return err
	})
	return found, err
}

// Names returns the names of parties that the caller already may speak of, for
// lists of its own. It checks no rights and gives nothing but names.
func (s *Service) Names(ctx context.Context, ids []ID) (map[ID]string, error) {
	return s.names(ctx, ids)
}

// Protected says which of the parties are under protection, so that lists of
// other modules can leave them out.
func (s *Service) Protected(ctx context.Context, ids []ID) (map[ID]bool, error) {
	return s.protected(ctx, ids)
}

// History lists what happened to a party, with every reading of protected
// data, oldest first.
func (s *Service) History(ctx context.Context, id ID) ([]ledger.Entry, error) {
	if err := s.see(ctx, RightRead, id); err != nil {
		return nil, err
	}
	return s.Ledger.OfSubject(ctx, ledger.Subject{Kind: SubjectKind, ID: id.String()})
}
