package app

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"saksgang/access"
	"saksgang/base/authz"
	"saksgang/base/console"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/municipality"
	"saksgang/party"
)

type adminCommand struct {
	Create adminCreateCommand `cmd:"" help:"Make an administrator, and a link by which to log in once."`
}

type adminCreateCommand struct {
	Folder
	Given   string `required:"" help:"Given name." placeholder:"NAME"`
	Family  string `required:"" help:"Family name." placeholder:"NAME"`
	Role    string `help:"Role of the municipality's folder; without it, the one that may put a version in force." placeholder:"KEY"`
	Issuer  string `help:"Address of the log-in provider, as in serve --oidc-issuer." placeholder:"URL"`
	Subject string `help:"What the log-in provider calls the person; with it no link is made." placeholder:"ID"`
	URL     string `name:"url" help:"The program's own address, for the link." default:"http://127.0.0.1:8080" env:"SAKSGANG_URL"`
}

// Validate refuses half a log-in and an address that no link can begin with.
func (c adminCreateCommand) Validate() error {
	if (c.Issuer == "") != (c.Subject == "") {
		return errors.New("--issuer and --subject belong together")
	}
	if strings.TrimSpace(c.Given) == "" || strings.TrimSpace(c.Family) == "" {
		return errors.New("--given and --family must not be empty")
	}
	if u, err := url.Parse(c.URL); err != nil || u.Host == "" {
		return errors.New("--url is not an address such as https://saksgang.example")
	}
	return nil
}

// Run makes a person with that name a user with the administrator's role.
// Somebody of the name who has the role already is that person, so that the
// command can be given again for a new link. The link is all that stands on
// standard output.
func (c adminCreateCommand) Run(ctx context.Context, bundle *i18n.Bundle, s console.Streams) error {
	h, err := openOrBegin(ctx, c.Folder, Post{Domain: "localhost"}, bundle, s)
	if err != nil {
		return err
	}
	defer h.DB.Close()
	s.Words = s.Words.In(h.zone)
	ctx = authz.With(ctx, setUp)
	role, err := h.administratorRole(ctx, c.Role)
	if err != nil {
		return err
	}
	user, err := c.make(ctx, h, role)
	if err != nil {
		return err
	}
	s.Say("%s", s.Words.T("app.admin.made", "name", user.Name, "role", role.Title))
	if c.Subject != "" {
		if err := h.access.LinkLogin(ctx, user.ID, c.Issuer, c.Subject); err != nil {
			return err
		}
		s.Say("%s", s.Words.T("app.admin.linked", "name", user.Name, "issuer", c.Issuer))
		return nil
	}
	token, until, err := h.access.Link(ctx, user.ID)
	if err != nil {
		return err
	}
	s.Say("%s", s.Words.T("app.admin.link", "until", s.Words.DateTime(until)))
	_, err = fmt.Fprintf(s.Out, "%s/login/link?token=%s\n", strings.TrimRight(c.URL, "/"), token)
	return err
}

func (c adminCreateCommand) make(ctx context.Context, h *house, role access.Role) (access.User, error) {
	name := party.Party{Given: strings.TrimSpace(c.Given), Family: strings.TrimSpace(c.Family)}.Name()
	holders, err := h.access.Holders(ctx, role.Key, "", "")
	if err != nil {
		return access.User{}, err
	}
	for _, u := range holders {
		if u.Name == name {
			return u, nil
		}
	}
	var user access.User
	err = h.DB.Transact(ctx, func(ctx context.Context) error {
		id, err := h.parties.Register(ctx, party.New{Kind: party.Person, Given: c.Given, Family: c.Family, Source: "set-up"})
		if err != nil {
			return err
		}
		if user, err = h.access.AddUser(ctx, id, role.Title); err != nil {
			return err
		}
		_, err = h.access.Assign(ctx, access.Grant{User: user.ID, Role: role.Key, Reason: "saksgang admin create"})
		return err
	})
	return user, err
}

// administratorRole is the role of that key; without one, the only role that
// may put a version in force and is given by decision.
func (h *house) administratorRole(ctx context.Context, key string) (access.Role, error) {
	roles, err := h.access.Roles(ctx)
	if err != nil {
		return access.Role{}, err
	}
	var fit []access.Role
	var keys []string
	for _, r := range roles {
		if r.Key == key || key == "" && r.Given == access.GivenAssigned && opens(r, municipality.RightActivate) {
			fit, keys = append(fit, r), append(keys, r.Key)
		}
	}
	switch {
	case len(fit) == 1:
		return fit[0], nil
	case len(fit) > 1:
		return access.Role{}, console.Wrong(errs.Invalid("app.several-administrator-roles", "roles", strings.Join(keys, ", ")))
	case key != "":
		return access.Role{}, console.Wrong(errs.Invalid("access.unknown-role", "role", key))
	}
	return access.Role{}, errs.Invalid("app.no-administrator-role")
}

// opens says that the role opens the right somewhere.
func opens(r access.Role, right authz.Right) bool {
	return slices.ContainsFunc(r.Rights, func(opened access.FolderRight) bool { return authz.Right(opened.Right) == right })
}
