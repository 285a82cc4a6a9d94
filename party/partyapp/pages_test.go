package partyapp_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/party"
	"saksgang/party/nationalid"
	"saksgang/party/partyapp"
	"saksgang/testkit"
	"saksgang/web"
)

// people are who may log in, with their rights.
type people map[ids.UserID]authz.Actor

func (p people) Actor(_ context.Context, user ids.UserID) (authz.Actor, error) {
	if a, found := p[user]; found {
		return a, nil
	}
	return authz.Actor{}, errs.NotFound("access.user-not-found")
}

func (p people) BySubject(context.Context, string, string) (ids.UserID, error) {
	return ids.UserID{}, errs.NotFound("access.user-not-found")
}

type marks map[party.ID]string

func (m marks) Marks(context.Context, []party.ID) (map[party.ID]string, error) { return m, nil }

type fixture struct {
	t       *testing.T
	parties *party.Service
	door    *testkit.Visitor
	hr, it  ids.UserID // with party.edit and party.read-protected; with party.read
	kari    party.ID   // an employee
	beate   party.ID   // under protection
}

const secret = "Hemmeligvegen 13"

func each(t *testing.T, test func(t *testing.T, f fixture)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		now := clock.NewFixed(time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC))
		parties := party.NewService(base.Deps{DB: db, Clock: now, Ledger: ledger.New(db, now, ledger.Sealing{})}, party.Options{})
		f := fixture{t: t, parties: parties, hr: ids.New[ids.User](), it: ids.New[ids.User]()}
		all := people{f.hr: actor(f.hr, party.RightRead, party.RightEdit, party.RightReadProtected), f.it: actor(f.it, party.RightRead)}
		f.kari = f.register(all[f.hr], party.New{Given: "Kari", Family: "Lund", Contact: []party.NewContact{{Kind: party.Mail, Value: "kari@example.org"}}, Source: "application"})
		number, err := nationalid.ParsePerson("27818804208")
		if err != nil {
			t.Fatal(err)
		}
		f.beate = f.register(all[f.hr], party.New{
			Given: "Beate", Family: "Skjold", Number: number, Protection: party.StrictlyConfidential,
			Contact: []party.NewContact{{Kind: party.Address, Value: secret}},
		})
		f.door = testkit.Visit(t, pages(t, now, all, parties, marks{f.kari: "Sykepleier, Avdeling 2"}))
		test(t, f)
	})
}

func actor(user ids.UserID, rights ...authz.Right) authz.Actor {
	a := authz.Actor{User: user, Name: "Amina Dahle"}
	for _, r := range rights {
		a.Grants = append(a.Grants, authz.Grant{Right: r, Reach: authz.Everywhere})
	}
	return a
}

func (f fixture) register(by authz.Actor, n party.New) party.ID {
	f.t.Helper()
	n.Kind = party.Person
	id, err := f.parties.Register(authz.With(f.t.Context(), by), n)
	if err != nil {
		f.t.Fatal(err)
	}
	return id
}

func pages(t *testing.T, now clock.Clock, all people, parties *party.Service, m marks) http.Handler {
	t.Helper()
	bundle, err := i18n.NewBundle(i18n.Source{Package: "web", Files: web.Locales}, i18n.Source{Package: "party", Files: partyapp.Locales})
	if err != nil {
		t.Fatal(err)
	}
	demo := &web.Demo{}
	for user := range all {
		demo.People = append(demo.People, web.DemoPerson{User: user})
	}
	shell, err := web.New(web.Options{Bundle: bundle, Clock: now, Directory: all, Demo: demo, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := shell.Add(partyapp.Module(shell, parties, m)); err != nil {
		t.Fatal(err)
	}
	return shell.Handler()
}

func (f fixture) shows(page string, wanted, unwanted []string) {
	f.t.Helper()
	for _, w := range wanted {
		if !strings.Contains(page, w) {
			f.t.Errorf("the page lacks %q", w)
		}
	}
	for _, u := range unwanted {
		if strings.Contains(page, u) {
			f.t.Errorf("the page tells %q", u)
		}
	}
	if strings.Contains(page, "⟦") {
		f.t.Error("the page lacks words")
	}
}

func TestTheListMarksEmployeesAndLeavesOutTheProtected(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		status, page := f.door.As(f.it).Get("/people")
		if status != http.StatusOK {
			t.Fatal(status, page)
		}
		f.shows(page, []string{"Kari Lund", "Sykepleier, Avdeling 2", partyapp.Path(f.kari)}, []string{"Beate", "kari@example.org"})
		_, page = f.door.As(f.hr).Get("/people?q=skjold")
		f.shows(page, []string{"Beate Skjold"}, []string{"Kari", secret, "278188"})
		_, page = f.door.As(f.it).Get("/search?q=kari")
		f.shows(page, []string{"Kari Lund"}, nil)
	})
}

func TestAPersonsValuesStandWithTheirSourceAndDate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		status, page := f.door.As(f.it).Get(partyapp.Path(f.kari))
		if status != http.StatusOK {
			t.Fatal(status, page)
		}
		f.shows(page, []string{"Kari Lund", "kari@example.org", "Application, since 1 Mar 2024"}, []string{"Correct a contact value"})
		for _, path := range []string{"/people/" + ids.New[ids.User]().String(), "/people/nobody"} {
			if status, _ := f.door.As(f.it).Get(path); status != http.StatusNotFound {
				t.Errorf("%s: %d", path, status)
			}
		}
		if status, to := f.door.Get(partyapp.Path(f.kari)); status != http.StatusSeeOther || !strings.HasPrefix(to, "/login") {
			t.Errorf("a stranger: %d %s", status, to)
		}
	})
}

func TestAProtectedAddressIsShownForAPurposeAndTheHistorySaysSo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		path := partyapp.Path(f.beate)
		_, page := f.door.As(f.it).Get(path)
		f.shows(page, []string{"Strictly confidential address"}, []string{secret, "What is it for?"})
		if status, _ := f.door.As(f.it).Post(path+"/reveal", url.Values{"purpose": {"curious"}}); status == http.StatusOK {
			t.Error("without the right it was shown")
		}
		hr := f.door.As(f.hr)
		if status, page := hr.Post(path+"/reveal", url.Values{"purpose": {" "}}); status != http.StatusUnprocessableEntity || strings.Contains(page, secret) {
			t.Errorf("without a purpose: %d", status)
		}
		status, page := hr.Post(path+"/reveal", url.Values{"purpose": {"send the contract"}})
		if status != http.StatusOK {
			t.Fatal(status)
		}
		f.shows(page, []string{secret}, nil)
		_, page = hr.Get(path + "/history")
		f.shows(page, []string{"Protected data read", "send the contract", "Amina Dahle"}, []string{secret})
	})
}

func TestAContactIsCorrectedOnceHoweverOftenTheFormIsSent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		hr, path := f.door.As(f.hr), partyapp.Path(f.kari)
		form := url.Values{
			"command": {ids.New[ids.Command]().String()}, "kind": {"mail"}, "value": {"kari.lund@example.org"},
			"from": {"2024-03-01"}, "source": {"the person"}, "reason": {""},
		}
		status, page := hr.Post(path+"/contact", form)
		if status != http.StatusUnprocessableEntity {
			t.Fatal(status)
		}
		f.shows(page, []string{"It does not say why.", "kari.lund@example.org"}, nil)
		form.Set("reason", "new name")
		for range 2 {
			if status, to := hr.Post(path+"/contact", form); status != http.StatusSeeOther || to != path {
				t.Fatal(status, to)
			}
		}
		_, page = hr.Get(path)
		f.shows(page, []string{"kari.lund@example.org", "The value has been corrected."}, []string{"kari@example.org<"})
		_, page = hr.Get(path + "/history")
		f.shows(page, []string{"Contact corrected: E-mail", "new name"}, nil)
		if n := strings.Count(page, "Contact corrected"); n != 1 {
			t.Errorf("it was corrected %d times", n)
		}
		if status, _ := f.door.As(f.it).Post(path+"/contact", form); status == http.StatusSeeOther {
			t.Error("without the right it was corrected")
		}
	})
}
