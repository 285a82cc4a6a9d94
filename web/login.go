package web

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"net/http"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
)

// OIDC is a log-in provider (the municipality's own, or ID-porten). Make it
// with NewOIDC.
type OIDC struct {
	issuer   string
	config   oauth2.Config
	verifier *oidc.IDTokenVerifier
}

// NewOIDC asks issuer for its addresses and keys. redirect is our own address
// followed by /login/return. It fails when the provider does not answer.
func NewOIDC(ctx context.Context, issuer, clientID, clientSecret, redirect string) (*OIDC, error) {
	provider, err := oidc.NewProvider(ctx, issuer)
	if err != nil {
		return nil, errs.Unavailable(err, "web.login-provider", "issuer", issuer)
	}
	return &OIDC{
		issuer: issuer,
		config: oauth2.Config{
			ClientID: clientID, ClientSecret: clientSecret, RedirectURL: redirect,
			Endpoint: provider.Endpoint(), Scopes: []string{oidc.ScopeOpenID, "profile"},
		},
		verifier: provider.Verifier(&oidc.Config{ClientID: clientID}),
	}, nil
}

// login shows the ways in; with one way only, it is a page with one button.
func (s *Shell) login(w http.ResponseWriter, r *http.Request) error {
	to := localPath(r.FormValue("to"), "/desk")
	if signedIn(r.Context()) {
		return Redirect(w, r, to)
	}
	return Show(w, r, Plain{
		Title: i18n.T(r.Context(), "web.login.title"), Narrow: true,
		Body: loginPage(s.OIDC != nil, s.Demo != nil, to, r.FormValue("out") != ""),
	})
}

// oidcStart sends the browser to the provider with state, nonce and PKCE; all
// three are remembered in the session and used once.
func (s *Shell) oidcStart(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	s.sessions.Put(ctx, sessionState, state)
	s.sessions.Put(ctx, sessionNonce, nonce)
	s.sessions.Put(ctx, sessionVerifier, verifier)
	s.sessions.Put(ctx, sessionTo, localPath(r.FormValue("to"), "/desk"))
	return Redirect(w, r, s.OIDC.config.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)))
}

// oidcReturn takes the provider's answer. Whatever does not fit what we sent is
// refused in the same words, so that nobody learns which part was wrong.
func (s *Shell) oidcReturn(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	state := s.sessions.PopString(ctx, sessionState)
	nonce := s.sessions.PopString(ctx, sessionNonce)
	verifier := s.sessions.PopString(ctx, sessionVerifier)
	to := s.sessions.PopString(ctx, sessionTo)
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(r.FormValue("state"))) != 1 {
		return errs.Invalid("web.login-failed", "reason", "state")
	}
	if r.FormValue("error") != "" {
		return errs.Invalid("web.login-failed", "reason", "provider")
	}
	subject, err := s.OIDC.subject(ctx, r.FormValue("code"), verifier, nonce)
	if err != nil {
		return err
	}
	user, err := s.Directory.BySubject(ctx, s.OIDC.issuer, subject)
	if err != nil {
		if errs.KindOf(err) == errs.KindNotFound {
			return errs.Invalid("web.login-unknown")
		}
		return err
	}
	if err := s.enter(ctx, user); err != nil {
		return err
	}
	return Redirect(w, r, localPath(to, "/desk"))
}

// subject exchanges the code and verifies the token.
func (o *OIDC) subject(ctx context.Context, code, verifier, nonce string) (string, error) {
	token, err := o.config.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		return "", errs.InvalidBecause(err, "web.login-failed", "reason", "code")
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return "", errs.InvalidBecause(fmt.Errorf("no id_token in the answer"), "web.login-failed", "reason", "token")
	}
	id, err := o.verifier.Verify(ctx, raw)
	if err != nil {
		return "", errs.InvalidBecause(err, "web.login-failed", "reason", "token")
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1 {
		return "", errs.Invalid("web.login-failed", "reason", "nonce")
	}
	return id.Subject, nil
}

// Demo is the page where one chooses a person. Only app decides that it is
// there: a folder marked demo, served on loopback.
type Demo struct {
	People []DemoPerson
}

// DemoPerson is somebody to be.
type DemoPerson struct {
	User     ids.UserID
	Name     string
	Role     string
	Sentence string // who it is
	Try      string // one thing to try
}

func (s *Shell) demoPeople(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	return Show(w, r, Plain{
		Title: i18n.T(ctx, "web.demo.title"), Intro: i18n.T(ctx, "web.demo.intro"),
		Body: demoPage(s.Demo.People, localPath(r.FormValue("to"), "/desk")),
	})
}

func (s *Shell) demoLogin(w http.ResponseWriter, r *http.Request) error {
	for _, p := range s.Demo.People {
		if p.User.String() == r.PostFormValue("user") {
			if err := s.enter(r.Context(), p.User); err != nil {
				return err
			}
			return Redirect(w, r, localPath(r.PostFormValue("to"), "/desk"))
		}
	}
	return errs.Invalid("web.demo-unknown")
}
