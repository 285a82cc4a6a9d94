package app

import (
	"strings"
	"testing"

	"saksgang/access"
	"saksgang/base/authz"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/testkit"
)

// Who is offered a task is who may do it, not the first names of the town.
func TestATaskIsOfferedOnlyToThoseWhoMayDoIt(t *testing.T) {
	t.Setenv(secretName, secret)
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := openSquare(t, db)
		actor, err := s.access.Actor(t.Context(), s.cast[chiefKey])
		need(t, err)
		ctx := authz.With(t.Context(), actor)
		l := workList{work: s.Work, access: s.access, process: s.process, clock: s.clock}
		before, err := l.Receivers(ctx)
		need(t, err)
		if len(before) != 0 {
			t.Fatalf("with nothing to give, %d are offered it", len(before))
		}
		var role authz.Holding
		var holders []access.User
		for _, role = range actor.Roles {
			if holders, err = s.access.Holders(ctx, role.Role, role.Agency, role.Unit); err != nil || len(holders) > 1 {
				break
			}
		}
		need(t, err)
		need(t, s.Work.Put(t.Context(), work.Item{Kind: taskWork, Subject: "t", Title: "T", Role: role.Role, Agency: role.Agency, Unit: role.Unit}))
		after, err := l.Receivers(ctx)
		need(t, err)
		if len(holders) < 2 || len(after) != len(holders)-1 {
			t.Fatalf("%d are offered it, %d hold the role", len(after), len(holders))
		}
		for _, o := range after {
			if strings.Contains(o.Label, cast[chiefKey]) {
				t.Errorf("the reader herself is offered it: %s", o.Label)
			}
		}
	})
}
