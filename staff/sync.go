package staff

import (
	"context"

	"saksgang/base/authz"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/party"
	"saksgang/party/nationalid"
	"saksgang/staff/level"
)

// Folder is the organisation as the municipality's folder has it.
type Folder struct {
	Agencies    []FolderAgency
	Units       []FolderUnit
	Occupations []FolderOccupation
	Positions   []FolderPosition
	People      []FolderPerson
}

// Synced counts what a Sync changed; all zero when nothing did.
type Synced struct {
	People, Agencies, Units, Occupations, Positions, Employments level.Changes
}

// Any says that something changed.
func (s Synced) Any() bool {
	return s.People.Any() || s.Agencies.Any() || s.Units.Any() || s.Occupations.Any() || s.Positions.Any() || s.Employments.Any()
}

// Sync brings the tables to what the folder says, in one transaction with one
// event. It is called when a version of the folder comes into force, and at
// start. The folder's approval is what permits it: it acts as the folder, on
// behalf of whoever is in ctx.
func (s *Service) Sync(ctx context.Context, f Folder) (Synced, error) {
	people, err := newParties(f.People)
	if err != nil {
		return Synced{}, err
	}
	var done Synced
	ctx = authz.With(ctx, folderActor(authz.ActorFrom(ctx).User))
	err = s.DB.Transact(ctx, func(ctx context.Context) error {
		done = Synced{}
		run := &syncing{Service: s, ctx: ctx, folder: f}
		steps := []struct {
			into *level.Changes
			step func() (level.Changes, error)
		}{
			{&done.People, func() (level.Changes, error) { return run.people(people) }},
			{&done.Agencies, run.agencies},
			{&done.Units, run.units},
			{&done.Occupations, run.occupations},
			{&done.Positions, run.positions},
			{&done.Employments, run.employmentsOfFolder},
		}
		for _, st := range steps {
			var err error
			if *st.into, err = st.step(); err != nil {
				return err
			}
		}
		if !done.Any() {
			return nil
		}
		if err := run.placesFollow(done); err != nil {
			return err
		}
		_, err := s.Ledger.Append(ctx, ledger.Event{
			Module: "staff", Subject: ledger.Subject{Kind: "organisation", ID: "folder"}, Kind: "synced", Payload: done,
		})
		return err
	})
	return done, err
}

// folderActor is who acts when the folder's word is carried out. It may
// register parties and nothing else.
func folderActor(activatedBy ids.UserID) authz.Actor {
	return authz.Actor{
		User: ids.Derive[ids.User]("municipality", "organisation/"), Name: "organisation/", OnBehalfOf: activatedBy,
		Grants: []authz.Grant{{Right: party.RightEdit, Reach: authz.Everywhere, Because: "organisation/people.yaml"}},
	}
}

// newParties reads the people's numbers before anything is written.
func newParties(people []FolderPerson) ([]party.New, error) {
	out := make([]party.New, len(people))
	for i, p := range people {
		number, err := nationalid.ParsePerson(p.NationalID)
		if err != nil {
			return nil, err
		}
		out[i] = party.New{Kind: party.Person, Given: p.Given, Family: p.Family, Number: number, Source: "folder"}
		if p.Email != "" {
			out[i].Contact = []party.NewContact{{Kind: party.Mail, Value: p.Email}}
		}
	}
	return out, nil
}
