package access_test

import (
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"saksgang/access"
	"saksgang/base/clock"
	"saksgang/base/sqldb"
	"saksgang/testkit"
)

var _ scs.CtxStore = (*access.Sessions)(nil)

func TestASessionIsFoundUntilItExpires(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		now := clock.NewFixed(time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC))
		s := access.NewSessions(db, now)
		for _, data := range []string{"first", "second"} {
			if err := s.Commit("token", []byte(data), now.Now().Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		if data, found, err := s.Find("token"); err != nil || !found || string(data) != "second" {
			t.Fatalf("%q %v %v", data, found, err)
		}
		if _, found, err := s.Find("other"); err != nil || found {
			t.Fatal(found, err)
		}
		if n, err := s.Sweep(t.Context()); err != nil || n != 0 {
			t.Fatal("a living session was swept", n, err)
		}
		now.Advance(time.Hour)
		if _, found, err := s.Find("token"); err != nil || found {
			t.Fatal("an expired session was found", err)
		}
		if n, err := s.Sweep(t.Context()); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if err := s.Delete("token"); err != nil {
			t.Fatal("deleting what is gone:", err)
		}
	})
}
