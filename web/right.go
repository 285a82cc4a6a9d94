package web

import (
	"context"

	"saksgang/base/authz"
)

// Anyone and SignedIn stand where a right would, for routes that need none.
const (
	// Anyone needs no log-in: vacancies, the public journal, statements.
	Anyone authz.Right = "web.anyone"
	// SignedIn needs a log-in and no more; the handler shows only what is the reader's.
	SignedIn authz.Right = "web.signed-in"
)

// may says whether the context's person holds right anywhere at all. Which
// things it reaches is the module's to decide.
func may(ctx context.Context, right authz.Right) bool {
	switch right {
	case Anyone:
		return true
	case SignedIn:
		return signedIn(ctx)
	}
	return signedIn(ctx) && authz.ActorFrom(ctx).May(right)
}

// signedIn says whether the context has a person.
func signedIn(ctx context.Context) bool { return !authz.ActorFrom(ctx).User.IsZero() }
