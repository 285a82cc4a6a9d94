package work_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/testkit"
)

var noon = clock.NewFixed(time.Date(2024, 1, 8, 12, 0, 0, 0, time.UTC))

func titles(t *testing.T, list *work.List, actor authz.Actor, q work.Query) []string {
	t.Helper()
	items, err := list.Waiting(authz.With(t.Context(), actor), q)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, i := range items {
		out = append(out, i.Title)
	}
	n, err := list.Count(authz.With(t.Context(), actor), q)
	if err != nil || n != len(out) && q.Most == 0 {
		t.Fatalf("count %d, listed %d, %v", n, len(out), err)
	}
	return out
}

func TestAnItemWaitsForTheHoldersOfItsRoleUntilOneTakesIt(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		list := work.New(db, noon)
		kari := authz.Actor{User: ids.New[ids.User](), Roles: []authz.Holding{{Role: "leader", Unit: "skogheim"}}}
		olav := authz.Actor{User: ids.New[ids.User](), Roles: []authz.Holding{{Role: "leader", Unit: "skogheim"}}}
		stranger := authz.Actor{User: ids.New[ids.User](), Roles: []authz.Holding{{Role: "leader", Unit: "library"}}}
		later, sooner := clock.At(noon.Now().Add(2*time.Hour)), clock.At(noon.Now().Add(time.Hour))
		for _, i := range []work.Item{
			{Kind: "task", Subject: "1", Title: "no due time", Role: "leader", Unit: "skogheim"},
			{Kind: "task", Subject: "2", Title: "later", Role: "leader", Unit: "skogheim", Due: later},
			{Kind: "task", Subject: "3", Title: "sooner", Role: "leader", Unit: "skogheim", Due: sooner},
		} {
			if err := list.Put(t.Context(), i); err != nil {
				t.Fatal(err)
			}
		}
		if got := fmt.Sprint(titles(t, list, kari, work.Query{})); got != "[sooner later no due time]" {
			t.Fatalf("Kari sees %s", got)
		}
		if got := titles(t, list, stranger, work.Query{}); got != nil {
			t.Fatalf("a stranger sees %v", got)
		}
		if _, err := list.Get(authz.With(t.Context(), stranger), "task", "3"); errs.KindOf(err) != errs.KindNotFound {
			t.Fatalf("a stranger got %v", err)
		}
		if err := list.Assign(t.Context(), "task", "3", olav.User); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(titles(t, list, kari, work.Query{}), titles(t, list, olav, work.Query{Whose: work.Mine})); got != "[later no due time] [sooner]" {
			t.Fatalf("after Olav took one: %s", got)
		}
		if err := list.Close(t.Context(), "task", "3"); err != nil {
			t.Fatal(err)
		}
		if got := titles(t, list, olav, work.Query{Whose: work.Mine}); got != nil {
			t.Fatalf("done, but still waiting: %v", got)
		}
		if err := list.Assign(t.Context(), "task", "3", kari.User); errs.KindOf(err) != errs.KindNotFound {
			t.Fatalf("a closed item was given on: %v", err)
		}
	})
}

func TestWhatIWaitForIsSeenUntilOthersHaveDoneIt(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		list, me, other := work.New(db, noon), authz.Actor{User: ids.New[ids.User]()}, authz.Actor{User: ids.New[ids.User]()}
		for subject, person := range map[string]ids.UserID{"theirs": other.User, "mine": me.User, "anybody's": {}} {
			if err := list.Put(t.Context(), work.Item{Kind: "k", Subject: subject, Title: subject, Person: person, Role: "hr", AskedBy: me.User}); err != nil {
				t.Fatal(err)
			}
		}
		if got := titles(t, list, me, work.Query{Whose: work.Others}); len(got) != 2 || got[0] == "mine" || got[1] == "mine" {
			t.Fatalf("I wait for %v", got)
		}
		if got := titles(t, list, other, work.Query{Whose: work.Others}); got != nil {
			t.Fatalf("the other waits for %v", got)
		}
		me.Roles = []authz.Holding{{Role: "hr"}}
		if got := fmt.Sprint(titles(t, list, me, work.Query{Whose: work.Others})); got != "[theirs]" {
			t.Fatalf("what I may do myself is not others': %s", got)
		}
	})
}

func TestPuttingAnItemAgainReplacesIt(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		list, me := work.New(db, noon), authz.Actor{User: ids.New[ids.User]()}
		for _, title := range []string{"first", "second"} {
			if err := list.Put(t.Context(), work.Item{Kind: "k", Subject: "s", Title: title, Person: me.User}); err != nil {
				t.Fatal(err)
			}
		}
		if got := fmt.Sprint(titles(t, list, me, work.Query{})); got != "[second]" {
			t.Fatal(got)
		}
		for text, want := range map[string]int{"eco": 1, "%": 0, "_": 0, "first": 0} {
			if got := titles(t, list, me, work.Query{Text: text}); len(got) != want {
				t.Errorf("searching %q found %v", text, got)
			}
		}
	})
}

func TestWhatIsSettledIsFoundByWhoSettledIt(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		list, me := work.New(db, noon), authz.Actor{User: ids.New[ids.User](), Roles: []authz.Holding{{Role: "hr"}}}
		for _, subject := range []string{"settled", "withdrawn", "again"} {
			if err := list.Put(t.Context(), work.Item{Kind: "k", Subject: subject, Title: subject, Role: "hr"}); err != nil {
				t.Fatal(err)
			}
		}
		for _, end := range []error{
			list.Close(authz.With(t.Context(), me), "k", "settled"), list.Withdraw(authz.With(t.Context(), me), "k", "withdrawn"),
			list.Close(authz.With(t.Context(), me), "k", "again"), list.Close(t.Context(), "k", "never there"),
			list.Put(t.Context(), work.Item{Kind: "k", Subject: "again", Title: "again", Role: "hr"}),
		} {
			if end != nil {
				t.Fatal(end)
			}
		}
		if got := fmt.Sprint(titles(t, list, me, work.Query{Whose: work.Finished})); got != "[settled]" {
			t.Errorf("settled by me: %s", got)
		}
		if got := fmt.Sprint(titles(t, list, me, work.Query{})); got != "[again]" {
			t.Errorf("waiting for me: %s", got)
		}
	})
}

// What a list shows and what may be taken are decided in two places, SQL and
// Go; here they are held against each other.
func TestTheListAgreesWithWhatMayBeTaken(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		list := work.New(db, noon)
		places := []string{"", "a", "b"}
		someCase, user := ids.New[ids.Case](), ids.New[ids.User]()
		var items []work.Item
		for n := range 3 * 3 * 3 * 2 * 2 {
			i := work.Item{Kind: "k", Subject: fmt.Sprint(n), Title: fmt.Sprint(n), Role: places[n%3], Agency: places[n/3%3], Unit: places[n/9%3]}
			if n/27%2 == 1 {
				i.Case = someCase
			}
			if n/54%2 == 1 {
				i.Person = user
			}
			items = append(items, i)
			if err := list.Put(t.Context(), i); err != nil {
				t.Fatal(err)
			}
		}
		rapid.Check(t, func(rt *rapid.T) {
			holding := rapid.Custom(func(rt *rapid.T) authz.Holding {
				place := rapid.SampledFrom(places)
				return authz.Holding{
					Role: place.Draw(rt, "role"), Agency: place.Draw(rt, "agency"), Unit: place.Draw(rt, "unit"),
					Case: rapid.SampledFrom([]ids.CaseID{{}, someCase}).Draw(rt, "case"),
				}
			})
			actor := authz.Actor{User: rapid.SampledFrom([]ids.UserID{user, ids.New[ids.User]()}).Draw(rt, "user"), Roles: rapid.SliceOfN(holding, 0, 3).Draw(rt, "roles")}
			listed := map[string]bool{}
			for _, title := range titles(t, list, actor, work.Query{Most: 1000}) {
				listed[title] = true
			}
			for _, i := range items {
				if listed[i.Title] != work.MayTake(actor, i) {
					rt.Fatalf("item %+v: listed %v, may take %v", i, listed[i.Title], work.MayTake(actor, i))
				}
			}
		})
	})
}
