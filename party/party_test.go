package party_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/period"
	"saksgang/base/sqldb"
	"saksgang/party"
	"saksgang/party/nationalid"
	"saksgang/testkit"
)

type fixture struct {
	*party.Service
	t      *testing.T
	db     *sqldb.DB
	clock  *clock.Manual
	ledger *ledger.Ledger
}

func each(t *testing.T, test func(t *testing.T, f fixture)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		now := clock.NewFixed(time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC))
		deps := base.Deps{DB: db, Clock: now, Ledger: ledger.New(db, now, ledger.Sealing{})}
		test(t, fixture{party.NewService(deps, party.Options{}), t, db, now, deps.Ledger})
	})
}

// as is a context in which somebody with these rights everywhere acts.
func (f fixture) as(rights ...authz.Right) context.Context {
	var grants []authz.Grant
	for _, r := range rights {
		grants = append(grants, authz.Grant{Right: r, Reach: authz.Everywhere})
	}
	return f.with(grants...)
}

func (f fixture) with(grants ...authz.Grant) context.Context {
	return authz.With(f.t.Context(), authz.Actor{User: ids.New[ids.User](), Name: "Amina Dahle, HR", Grants: grants})
}

func (f fixture) register(n party.New) party.ID {
	f.t.Helper()
	if n.Kind == "" {
		n.Kind = party.Person
	}
	id, err := f.Register(f.as(party.RightEdit), n)
	if err != nil {
		f.t.Fatal(err)
	}
	return id
}

func number(text string) nationalid.Number {
	n, err := nationalid.ParsePerson(text)
	if err != nil {
		panic(err)
	}
	return n
}

func (f fixture) found(ctx context.Context, text string) string {
	f.t.Helper()
	page, err := f.Find(ctx, party.Query{Text: text})
	if err != nil {
		f.t.Fatal(err)
	}
	names := []string{}
	for _, p := range page.Parties {
		names = append(names, p.Name())
		if len(p.Contact) != 0 {
			f.t.Errorf("a list tells the contact of %s", p.Name())
		}
	}
	if page.Total != len(names) {
		f.t.Errorf("counted %d, listed %d", page.Total, len(names))
	}
	return strings.Join(names, ", ")
}

func TestAPersonIsRegisteredOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		ingrid := party.New{Given: "Ingrid", Family: "Aasen", Number: number("27818804208"), Source: "application"}
		first := f.register(ingrid)
		again := ingrid
		again.Given, again.Family = " ingrid ", "Åsen" // as another wrote it
		if second := f.register(again); second != first {
			t.Fatal("the same person was registered twice")
		}
		other := ingrid
		other.Family = "Bakke"
		other.Kind = party.Person
		_, err := f.Register(f.as(party.RightEdit), other)
		if errs.KindOf(err) != errs.KindConflict || strings.Contains(err.Error(), "27818804208") {
			t.Fatalf("the same number with another name: %v", err)
		}
		events, err := f.ledger.OfSubject(t.Context(), ledger.Subject{Kind: party.SubjectKind, ID: first.String()})
		if err != nil || len(events) != 1 || events[0].Kind != "registered" {
			t.Fatalf("%+v, %v", events, err)
		}
	})
}

func TestAPersonWithoutANumberIsTheCallersOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		ola := party.New{Given: "Ola", Family: "Berg"}
		first := f.register(ola)
		if ola.ID = f.register(ola); ola.ID == first {
			t.Fatal("two of the same name are two until somebody knows better")
		}
		if again := f.register(ola); again != ola.ID {
			t.Fatal("the caller's own id was registered twice")
		}
	})
}

func TestWhatMayNotBeRegistered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		orgNumber, err := nationalid.ParseOrganisation("974760673")
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			say, code string
			n         party.New
		}{
			{"no name", "party.name-missing", party.New{Kind: party.Person, Given: "Kari"}},
			{"neither person nor organisation", "party.unknown-kind", party.New{Kind: "ship", Family: "Fram"}},
			{"a person with an organisation's number", "party.number-of-other-kind", party.New{Kind: party.Person, Family: "Berg", Number: orgNumber}},
			{"an organisation under protection", "party.protected-organisation", party.New{Kind: party.Organisation, Family: "Berg AS", Protection: party.Confidential}},
			{"a malformed address of mail", "party.mail-malformed", party.New{Kind: party.Person, Family: "Berg", Contact: []party.NewContact{{Kind: party.Mail, Value: "berg"}}}},
		} {
			if _, err := f.Register(f.as(party.RightEdit), c.n); !errs.Has(err, c.code) {
				t.Errorf("%s: %v", c.say, err)
			}
		}
		if _, err := f.Register(f.as(party.RightRead), party.New{Kind: party.Person, Family: "Berg"}); errs.KindOf(err) != errs.KindDenied {
			t.Errorf("without the right: %v", err)
		}
	})
}

func TestASearchFindsWordsThatBeginWordsOfTheName(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		for _, n := range []party.New{
			{Given: "Åse", Family: "Østby", Number: number("27818804208")},
			{Given: "Ola", Family: "Aas"},
			{Given: "Émile", Family: "Berg-Ås"},
			{Given: "Per_%", Family: "Zimmer"},
			{Kind: party.Organisation, Family: "Fjordvik kommune"},
		} {
			f.register(n)
		}
		ctx := f.as(party.RightRead)
		for _, c := range []struct{ text, want string }{
			{"", "Émile Berg-Ås, Fjordvik kommune, Per_% Zimmer, Åse Østby, Ola Aas"},
			{"ås", "Émile Berg-Ås, Åse Østby, Ola Aas"},
			{"aase", "Åse Østby"},
			{"emile ber", "Émile Berg-Ås"},
			{"ost", ""},
			{"Öst", "Åse Østby"},
			{"278188 04208", "Åse Østby"},
			{"%", "Émile Berg-Ås, Fjordvik kommune, Per_% Zimmer, Åse Østby, Ola Aas"},
			{"erg", ""},
		} {
			if got := f.found(ctx, c.text); got != c.want {
				t.Errorf("%q finds %q", c.text, got)
			}
		}
		page, err := f.Find(ctx, party.Query{Kind: party.Person, Offset: 1, Most: 2})
		if err != nil || page.Total != 4 || len(page.Parties) != 2 || page.Parties[0].Family != "Zimmer" {
			t.Errorf("%+v, %v", page, err)
		}
	})
}

func TestRightsReachAPartyThroughWhereItBelongs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		id := f.register(party.New{Given: "Jonas", Family: "Hauglid"})
		c, owner := ids.New[ids.Case](), ids.New[ids.User]()
		belongs := func(key string, p party.Place) {
			p.Source, p.Key = "test", key
			if p.Valid.From.IsZero() {
				p.Valid.From = f.Today()
			}
			if err := f.Belong(t.Context(), id, p); err != nil {
				t.Fatal(err)
			}
		}
		belongs("unit", party.Place{Agency: "health", Unit: "ward-1"})
		belongs("former", party.Place{Unit: "ward-9", Valid: period.Dates{From: f.Today().AddDays(-9), To: f.Today()}})
		belongs("future", party.Place{Unit: "ward-8", Valid: period.Dates{From: f.Today().AddDays(1)}})
		belongs("case", party.Place{Case: c})
		belongs("self", party.Place{Owner: owner})
		self := authz.With(t.Context(), authz.Actor{User: owner, Grants: []authz.Grant{{Right: party.RightRead, Reach: authz.Own}}})
		grant := func(g authz.Grant) context.Context { g.Right = party.RightRead; return f.with(g) }
		for _, who := range []struct {
			say  string
			ctx  context.Context
			sees bool
		}{
			{"everywhere", grant(authz.Grant{Reach: authz.Everywhere}), true},
			{"the agency", grant(authz.Grant{Reach: authz.InAgency, Agency: "health"}), true},
			{"another agency", grant(authz.Grant{Reach: authz.InAgency, Agency: "school"}), false},
			{"the unit", grant(authz.Grant{Reach: authz.InUnit, Unit: "ward-1"}), true},
			{"the unit it left today", grant(authz.Grant{Reach: authz.InUnit, Unit: "ward-9"}), false},
			{"the unit it comes to tomorrow", grant(authz.Grant{Reach: authz.InUnit, Unit: "ward-8"}), false},
			{"the case", grant(authz.Grant{Reach: authz.InCase, Case: c}), true},
			{"another case", grant(authz.Grant{Reach: authz.InCase, Case: ids.New[ids.Case]()}), false},
			{"the person", self, true},
			{"another person", grant(authz.Grant{Reach: authz.Own}), false},
			{"nobody", t.Context(), false},
		} {
			_, err := f.Get(who.ctx, id)
			if sees := err == nil; sees != who.sees || !sees && errs.KindOf(err) != errs.KindNotFound {
				t.Errorf("%s: %v", who.say, err)
			}
			if listed := f.found(who.ctx, "jonas") != ""; listed != who.sees {
				t.Errorf("%s: the list and the page differ", who.say)
			}
		}
		if err := f.Leave(t.Context(), "test", "unit"); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Get(grant(authz.Grant{Reach: authz.InUnit, Unit: "ward-1"}), id); errs.KindOf(err) != errs.KindNotFound {
			t.Errorf("after it left: %v", err)
		}
	})
}

func TestContactIsCorrectedFromADayWithAReason(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		id := f.register(party.New{Given: "Kari", Family: "Lund", Source: "application", Contact: []party.NewContact{{Kind: party.Mail, Value: "old@example.org"}}})
		ctx := f.as(party.RightEdit, party.RightRead)
		change := party.Correction{Kind: party.Mail, Value: "new@example.org", Source: "the person", Valid: period.Dates{From: f.Today().AddDays(10)}}
		if err := f.CorrectContact(ctx, id, change); !errs.Has(err, "party.reason-missing") {
			t.Fatal(err)
		}
		change.Reason = "has moved"
		if err := f.CorrectContact(ctx, id, change); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			days int
			want string
		}{{0, "old@example.org"}, {9, "old@example.org"}, {10, "new@example.org"}} {
			f.clock.Set(time.Date(2024, 3, 1+c.days, 12, 0, 0, 0, time.UTC))
			p, err := f.Get(ctx, id)
			if err != nil || p.First(party.Mail) != c.want {
				t.Errorf("after %d days: %+v, %v", c.days, p.Contact, err)
			}
		}
		history, err := f.History(ctx, id)
		if err != nil || len(history) != 2 || !strings.Contains(history[1].Payload, `"before":"old@example.org"`) {
			t.Fatalf("%+v, %v", history, err)
		}
		if err := f.CorrectContact(f.as(party.RightRead), id, change); errs.KindOf(err) != errs.KindNotFound {
			t.Fatalf("without the right: %v", err)
		}
	})
}

const secret = "Hemmeligvegen 13"

func (f fixture) registerProtected() party.ID {
	return f.register(party.New{
		Given: "Beate", Family: "Skjold", Number: number("27818804208"), Protection: party.StrictlyConfidential, Source: "application",
		Contact: []party.NewContact{{Kind: party.Address, Value: secret}, {Kind: party.Mail, Value: "hemmelig@example.org"}},
	})
}

func TestReadingWhatIsProtectedTakesARightAndAPurposeAndIsRecorded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		id := f.registerProtected()
		if p, err := f.Get(f.as(party.RightRead), id); err != nil || !p.Withheld || len(p.Contact) != 0 || p.Name() != "Beate Skjold" {
			t.Fatalf("%+v, %v", p, err)
		}
		if _, err := f.Reveal(f.as(party.RightRead), id, "the contract"); errs.KindOf(err) != errs.KindNotFound {
			t.Fatalf("without the right: %v", err)
		}
		may := f.as(party.RightRead, party.RightReadProtected)
		if _, err := f.Reveal(may, id, "  "); !errs.Has(err, "party.purpose-missing") {
			t.Fatalf("without a purpose: %v", err)
		}
		p, err := f.Reveal(may, id, "the contract")
		if err != nil || p.Withheld || p.First(party.Address) != secret {
			t.Fatalf("%+v, %v", p, err)
		}
		history, err := f.History(may, id)
		if err != nil || len(history) != 2 || history[1].Kind != "protected-read" || history[1].ActorName != "Amina Dahle, HR" ||
			!strings.Contains(history[1].Payload, "the contract") {
			t.Fatalf("%+v, %v", history, err)
		}
	})
}

func TestWhoIsProtectedIsNeitherFoundNorCounted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		f.registerProtected()
		f.register(party.New{Given: "Beate", Family: "Berg"})
		for _, text := range []string{"beate", "skjold", "27818804208", ""} {
			want := map[string]string{"beate": "Beate Berg", "": "Beate Berg"}[text]
			if got := f.found(f.as(party.RightRead), text); got != want {
				t.Errorf("%q finds %q", text, got)
			}
		}
		if got := f.found(f.as(party.RightRead, party.RightReadProtected), "beate"); got != "Beate Berg, Beate Skjold" {
			t.Errorf("with the right: %q", got)
		}
	})
}

// leaks says where the marker stands outside the protected store.
func (f fixture) leaks(marker string) []string {
	f.t.Helper()
	var out []string
	for _, column := range []string{
		"party.folded", "party.given", "party.family", "party.source", "party_contact.value", "party_place.source_key",
		"ledger_payload.payload", "ledger_event.actor_name", "ledger_event.subject_id", "work_item.title", "work_item.about",
		"job.payload", "mail.body", "command.result",
	} {
		table, name, _ := strings.Cut(column, ".")
		n, err := sqldb.One[int](f.t.Context(), f.db, "SELECT count(*) FROM "+table+" WHERE "+name+" LIKE $1", "%"+marker+"%")
		if err != nil {
			f.t.Fatal(err)
		}
		if n > 0 {
			out = append(out, column)
		}
	}
	return out
}

// A protected address is put in, corrected, made wrong, read and searched for;
// afterwards it stands in its own store and nowhere else.
func TestAProtectedAddressLeavesItsStoreThroughNothing(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) }) // after both databases
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		now := clock.NewFixed(time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC))
		deps := base.Deps{DB: db, Clock: now, Ledger: ledger.New(db, now, ledger.Sealing{})}
		f := fixture{party.NewService(deps, party.Options{}), t, db, now, deps.Ledger}
		id := f.registerProtected()
		all := f.as(party.RightRead, party.RightEdit, party.RightReadProtected)
		var said []string
		say := func(v any, err error) { said = append(said, fmt.Sprintf("%+v %v", v, err)) }
		say(nil, f.CorrectContact(all, id, party.Correction{Kind: party.Address, Value: secret + " B", Reason: "has moved"}))
		say(nil, f.CorrectContact(all, id, party.Correction{Kind: party.Mail, Value: secret, Reason: "wrong"}))
		page, err := f.Find(all, party.Query{Text: secret})
		say(page, err)
		page, err = f.Find(all, party.Query{})
		say(page, err)
		p, err := f.Get(all, id)
		say(p, err)
		_, err = f.Register(f.as(party.RightEdit), party.New{
			Kind: party.Person, Family: "Annen", Number: number("27818804208"),
			Contact: []party.NewContact{{Kind: party.Address, Value: secret}},
		})
		say(nil, err)
		history, err := f.History(all, id)
		say(history, err)
		if _, err := f.Reveal(all, id, "test"); err != nil {
			t.Fatal(err)
		}
		for _, text := range append(said, log.String()) {
			if strings.Contains(text, "Hemmelig") {
				t.Errorf("it was told: %s", text)
			}
		}
		if got := f.leaks("Hemmelig"); got != nil {
			t.Errorf("it stands in %v", got)
		}
	})
}

func TestProtectingSomebodyTakesBackWhatWasOpen(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		id := f.register(party.New{Given: "Beate", Family: "Skjold", Contact: []party.NewContact{{Kind: party.Address, Value: "Storgata 1"}}})
		all := f.as(party.RightRead, party.RightEdit, party.RightReadProtected)
		if err := f.CorrectContact(all, id, party.Correction{Kind: party.Address, Value: secret, Reason: "has moved"}); err != nil {
			t.Fatal(err)
		}
		if f.leaks("Hemmelig") == nil {
			t.Fatal("the test looks in the wrong places")
		}
		if err := f.Protect(f.as(party.RightEdit), id, party.Confidential, "decision"); errs.KindOf(err) != errs.KindNotFound {
			t.Fatalf("without the right: %v", err)
		}
		if err := f.Protect(all, id, party.Confidential, "decision"); err != nil {
			t.Fatal(err)
		}
		if got := append(f.leaks("Hemmelig"), f.leaks("Storgata")...); got != nil {
			t.Errorf("it still stands in %v", got)
		}
		if p, err := f.Reveal(all, id, "test"); err != nil || p.First(party.Address) != secret {
			t.Errorf("%+v, %v", p, err)
		}
		if err := f.Protect(all, id, party.Open, "lifted"); err != nil {
			t.Fatal(err)
		}
		if p, err := f.Get(all, id); err != nil || p.First(party.Address) != secret {
			t.Errorf("%+v, %v", p, err)
		}
	})
}

func TestASourceThatProtectsIsBelievedAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f fixture) {
		open := party.New{Given: "Beate", Family: "Skjold", Number: number("27818804208"), Contact: []party.NewContact{{Kind: party.Address, Value: secret}}}
		id := f.register(open)
		open.Protection, open.Source = party.StrictlyConfidential, "register"
		if again := f.register(open); again != id {
			t.Fatal("registered twice")
		}
		if p, err := f.Get(f.as(party.RightRead), id); err != nil || !p.Withheld || f.leaks("Hemmelig") != nil {
			t.Fatalf("%+v, %v, %v", p, err, f.leaks("Hemmelig"))
		}
	})
}
