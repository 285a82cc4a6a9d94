package authz_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/testkit"
)

var (
	names = []string{"", "health", "school", "works"}
	cases = []ids.CaseID{{}, ids.New[ids.Case](), ids.New[ids.Case]()}
	users = []ids.UserID{{}, ids.New[ids.User](), ids.New[ids.User]()}
)

func drawActor(t *rapid.T) authz.Actor {
	grant := rapid.Custom(func(t *rapid.T) authz.Grant {
		return authz.Grant{
			Right:  rapid.SampledFrom([]authz.Right{"a.read", "b.write"}).Draw(t, "right"),
			Reach:  rapid.SampledFrom([]authz.Reach{authz.Own, authz.InCase, authz.InUnit, authz.InAgency, authz.Everywhere}).Draw(t, "reach"),
			Agency: rapid.SampledFrom(names).Draw(t, "agency"),
			Unit:   rapid.SampledFrom(names).Draw(t, "unit"),
			Case:   rapid.SampledFrom(cases).Draw(t, "case"),
		}
	})
	return authz.Actor{
		User:   rapid.SampledFrom(users).Draw(t, "user"),
		Grants: rapid.SliceOfN(grant, 0, 4).Draw(t, "grants"),
	}
}

type thing struct {
	authz.Object
	number int
}

// Lists and permissions come from the same value; here it is shown, by asking
// the database and the scope about the same things.
func TestAListShowsExactlyWhatThePermissionAllows(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		things := everyThing()
		create := "CREATE TABLE thing (number BIGINT, agency TEXT, unit TEXT, case_id BYTEA, owner BYTEA)"
		if _, err := sqldb.Exec(t.Context(), db, db.Dialect().Translate(create)); err != nil {
			t.Fatal(err)
		}
		for _, o := range things {
			_, err := sqldb.Exec(t.Context(), db, "INSERT INTO thing VALUES ($1, $2, $3, $4, $5)", o.number, o.Agency, o.Unit, o.Case, o.Owner)
			if err != nil {
				t.Fatal(err)
			}
		}
		rapid.Check(t, func(rt *rapid.T) {
			scope := drawActor(rt).Scope("a.read")
			where, args := scope.Where(authz.Columns{Agency: "agency", Unit: "unit", Case: "case_id", Owner: "owner"}, 2)
			listed, err := sqldb.All[int](t.Context(), db, "SELECT number FROM thing WHERE number >= $1 AND "+where+" ORDER BY number", append([]any{0}, args...)...)
			if err != nil {
				rt.Fatal(err)
			}
			var allowed []int
			for _, o := range things {
				if scope.Allows(o.Object) {
					allowed = append(allowed, o.number)
				}
			}
			if fmt.Sprint(listed) != fmt.Sprint(allowed) {
				rt.Fatalf("the list shows %v, the permission allows %v", listed, allowed)
			}
			if scope.IsEmpty() && len(allowed) > 0 {
				rt.Fatal("an empty scope allowed something")
			}
		})
	})
}

func everyThing() []thing {
	var out []thing
	for _, agency := range names {
		for _, unit := range names {
			for _, c := range cases {
				for _, owner := range users {
					out = append(out, thing{authz.Object{Agency: agency, Unit: unit, Case: c, Owner: owner}, len(out)})
				}
			}
		}
	}
	return out
}

func TestNobodyMayDoAnything(t *testing.T) {
	t.Parallel()
	err := authz.Require(t.Context(), "record.read", authz.Object{Agency: "health"})
	if errs.KindOf(err) != errs.KindDenied {
		t.Fatalf("got %v", err)
	}
	if err := authz.See(t.Context(), "record.read", authz.Object{}, "record.not-found"); errs.KindOf(err) != errs.KindNotFound {
		t.Fatalf("a stranger was told %v", err)
	}
}
