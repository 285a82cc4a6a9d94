package access

import (
	"context"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/party"
	"saksgang/staff/level"
)

// Folder is access as the municipality's folder has it.
type Folder struct {
	Roles       []FolderRole
	Resources   []FolderEntitlement
	Groups      []FolderGroup
	Conflicts   []FolderConflict
	Assignments []FolderAssignment
}

// Synced counts what a Sync changed; all zero when nothing did.
type Synced struct {
	Roles, Resources, Groups, Conflicts, Assignments level.Changes
	Effect                                           Effect
}

// Any says that something changed in the folder's own tables.
func (s Synced) Any() bool {
	return s.Roles.Any() || s.Resources.Any() || s.Groups.Any() || s.Conflicts.Any() || s.Assignments.Any()
}

// Sync brings the tables to what the folder says and lets it take effect, in
// one transaction. It is called after staff.Service.Sync, when a version of
// the folder comes into force, and at start.
func (s *Service) Sync(ctx context.Context, f Folder) (Synced, error) {
	var done Synced
	ctx = authz.With(ctx, folderActor(authz.ActorFrom(ctx).User))
	err := s.DB.Transact(ctx, func(ctx context.Context) (err error) {
		done = Synced{}
		if err = s.syncCatalogue(ctx, f, &done); err != nil {
			return err
		}
		run, _, _, err := s.beginSettling(ctx, &done.Effect)
		if err != nil {
			return err
		}
		rows, err := run.assignmentsOfFolder(f.Assignments)
		if err != nil {
			return err
		}
		made := done.Effect.Users
		done.Assignments, err = run.settleFact(fact{source: SourceFolder, by: "access/assignments.yaml", rows: rows}, ids.UserID{})
		if err != nil {
			return err
		}
		if done.Effect, err = s.takeEffect(ctx); err != nil {
			return err
		}
		if done.Effect.Users += made; !done.Any() {
			return nil
		}
		_, err = s.Ledger.Append(ctx, ledger.Event{
			Module: "access", Subject: ledger.Subject{Kind: "access", ID: "folder"}, Kind: "synced", Payload: done,
		})
		return err
	})
	return done, err
}

// assignmentsOfFolder are the folder's lines as rows.
func (run *settling) assignmentsOfFolder(lines []FolderAssignment) ([]wantedRow, error) {
	members, err := run.staff.PeopleOfFolder(run.ctx)
	if err != nil {
		return nil, err
	}
	parties := make(map[string]party.ID, len(members))
	for _, m := range members {
		parties[m.Key] = m.Party
	}
	rows := make([]wantedRow, len(lines))
	for i, a := range lines {
		id, found := parties[a.Person]
		if !found {
			return nil, errs.Invalid("access.unknown-person", "person", a.Person)
		}
		rows[i] = wantedRow{
			Key: strings.Join([]string{a.Person, a.Role, a.Agency, a.Unit, a.From.String()}, "/"), User: run.users[id],
			Role: a.Role, Agency: a.Agency, Unit: a.Unit, From: a.From, To: a.To, Ended: ended(a.To, run.Today()),
		}
	}
	return rows, nil
}

// ended says that a period with this end is over.
func ended(to, today calendar.Date) bool { return !to.IsZero() && to <= today }
