// Package accessapp joins access to the rest of the program: its part of the
// municipality's folder, and later its pages and actions.
package accessapp

import (
	"embed"
	"slices"
	"strings"

	"saksgang/access"
	"saksgang/municipality"
)

// Locales hold the words of this package's problems.
//
//go:embed locales/*.toml
var Locales embed.FS

// The names of the sections, for municipality.Files.
const (
	RolesSection       = "access.roles"
	ResourcesSection   = "access.resources"
	GroupsSection      = "access.groups"
	AssignmentsSection = "access.assignments"
)

// RegisterSections adds access/*.yaml. Rights are known to it from those who
// have them: each module calls r.Know("access.right", …) with its own.
func RegisterSections(r *municipality.Registry) {
	municipality.Register(r, municipality.Section[access.FolderRoles]{
		Name: RolesSection, Pattern: "access/roles.yaml", Required: true, Check: checkRoles,
	})
	municipality.Register(r, municipality.Section[access.FolderCatalogue]{
		Name: ResourcesSection, Pattern: "access/resources.yaml",
	})
	municipality.Register(r, municipality.Section[access.FolderGroups]{
		Name: GroupsSection, Pattern: "access/groups.yaml", Check: checkGroups,
	})
	municipality.Register(r, municipality.Section[access.FolderAssignments]{
		Name: AssignmentsSection, Pattern: "access/assignments.yaml", Check: checkAssignments,
	})
}

// checkRoles asks that a role opens a level that the resource has.
func checkRoles(c *municipality.Checker, f *municipality.File[access.FolderRoles]) {
	for i := range f.Value.Roles {
		for j := range f.Value.Roles[i].Resources {
			opened := &f.Value.Roles[i].Resources[j]
			value, _ := c.Find("access.resource", opened.Resource)
			resource, known := value.(*access.FolderEntitlement)
			if !known || opened.Level == "" && len(resource.Levels) == 0 || slices.Contains(resource.Levels, opened.Level) {
				continue
			}
			c.Fault(f.At(&opened.Level), "access.unknown-level", "resource", resource.Key, "level", opened.Level,
				"allowed", strings.Join(resource.Levels, ", "))
		}
	}
}

func checkGroups(c *municipality.Checker, f *municipality.File[access.FolderGroups]) {
	for i := range f.Value.Groups {
		g := &f.Value.Groups[i]
		for _, conflict := range f.Value.Conflicts {
			if len(conflict.Roles) > 1 && containsAll(g.Roles, conflict.Roles) {
				c.Fault(f.At(&g.Roles), "access.group-of-conflicting-roles", "group", g.Key, "roles", strings.Join(conflict.Roles, ", "))
			}
		}
	}
	for i := range f.Value.Conflicts {
		if conflict := &f.Value.Conflicts[i]; len(conflict.Roles) == 1 {
			c.Fault(f.At(&conflict.Roles), "access.conflict-with-itself", "role", conflict.Roles[0])
		}
	}
}

func containsAll(all, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

// checkAssignments asks that a role whose rights reach a unit or an agency is
// given somewhere, and that only roles meant for it are assigned.
func checkAssignments(c *municipality.Checker, f *municipality.File[access.FolderAssignments]) {
	for i := range f.Value.Assignments {
		a := &f.Value.Assignments[i]
		if !a.To.IsZero() && a.To <= a.From {
			c.Fault(f.At(&a.To), "access.ends-before-it-begins", "person", a.Person, "role", a.Role)
		}
		value, _ := c.Find("access.role", a.Role)
		role, known := value.(*access.FolderRole)
		if !known {
			continue
		}
		if role.Given == "case" {
			c.Fault(f.At(&a.Role), "access.case-role-assigned", "role", a.Role)
		}
		for _, right := range role.Rights {
			if right.Reach == "unit" && a.Unit == "" || right.Reach == "agency" && a.Agency == "" && a.Unit == "" {
				c.Fault(f.At(a), "access.assignment-without-place", "person", a.Person, "role", a.Role, "reach", right.Reach)
				break
			}
		}
	}
}
