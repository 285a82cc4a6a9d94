package web

import (
	"context"
	"net/http"

	"saksgang/base/i18n"
	"saksgang/base/ids"
)

// Links are one-time log-in links, for the first administrator: there is
// nobody yet whom a log-in provider could be told of.
type Links interface {
	// Redeem uses up a link's token and says whom it logs in.
	Redeem(ctx context.Context, token string) (ids.UserID, error)
}

// linkPage asks before it logs in: opening an address changes nothing, and a
// mail program that looks at links must not use one up.
func (s *Shell) linkPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	return Show(w, r, Plain{Title: i18n.T(ctx, "web.link.title"), Intro: i18n.T(ctx, "web.link.intro"), Narrow: true, Body: Form{
		Action: "/login/link",
		Fields: []Field{{Name: "token", Kind: HiddenField, Value: r.URL.Query().Get("token")}},
		Submit: Button{Text: i18n.T(ctx, "web.link.go"), Primary: true},
	}})
}

func (s *Shell) linkLogin(w http.ResponseWriter, r *http.Request) error {
	user, err := s.Links.Redeem(r.Context(), r.PostFormValue("token"))
	if err != nil {
		return err
	}
	if err := s.enter(r.Context(), user); err != nil {
		return err
	}
	return Redirect(w, r, "/desk")
}
