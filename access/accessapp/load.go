package accessapp

import (
	"cmp"
	"context"
	"slices"

	"saksgang/access"
	"saksgang/municipality"
	"saksgang/staff"
	"saksgang/web"
)

// Load is access in a checked folder, for access.Service.Sync.
func Load(l *municipality.Loaded) access.Folder {
	var f access.Folder
	for _, v := range municipality.Values[access.FolderRoles](l, RolesSection) {
		f.Roles = append(f.Roles, v.Roles...)
	}
	for _, v := range municipality.Values[access.FolderCatalogue](l, ResourcesSection) {
		f.Resources = append(f.Resources, v.Resources...)
	}
	for _, v := range municipality.Values[access.FolderGroups](l, GroupsSection) {
		f.Groups, f.Conflicts = append(f.Groups, v.Groups...), append(f.Conflicts, v.Conflicts...)
	}
	for _, v := range municipality.Values[access.FolderAssignments](l, AssignmentsSection) {
		f.Assignments = append(f.Assignments, v.Assignments...)
	}
	return f
}

// DemoPeople are those whom the page "Choose a person" shows, in the folder's
// order, as the users they are. The folder has been synced.
func DemoPeople(ctx context.Context, s *access.Service, st *staff.Service, people []staff.FolderPerson) ([]web.DemoPerson, error) {
	shown := slices.DeleteFunc(slices.Clone(people), func(p staff.FolderPerson) bool { return p.Demo == nil })
	slices.SortFunc(shown, func(a, b staff.FolderPerson) int { return cmp.Compare(a.Demo.Order, b.Demo.Order) })
	out := make([]web.DemoPerson, len(shown))
	for i, p := range shown {
		id, err := st.PartyOfKey(ctx, p.Key)
		if err != nil {
			return nil, err
		}
		user, err := s.UserOf(ctx, id)
		if err != nil {
			return nil, err
		}
		out[i] = web.DemoPerson{User: user.ID, Name: p.Name(), Role: p.Demo.Title, Sentence: p.Demo.Says, Try: p.Demo.Try}
	}
	return out, nil
}
