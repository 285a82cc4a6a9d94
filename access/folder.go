package access

import "saksgang/base/calendar"

// The types in this file are what access/*.yaml of a municipality's folder
// decodes into. They hold what is written there, nothing more.

// FolderRoles is access/roles.yaml: what people do, and what it opens.
type FolderRoles struct {
	Roles []FolderRole `yaml:"roles" check:"required"`
}

// FolderRole opens rights in this program and resources in others
// (requirement C10: roles left, what lights up right).
type FolderRole struct {
	Key     string `yaml:"key" check:"required,define=access.role"`
	Title   string `yaml:"title" check:"required"`
	Purpose string `yaml:"purpose" check:"required"`
	// Given tells who has it: every employee, every unit's or agency's leader
	// in their own place, or those it is assigned to (also for one case).
	Given     string           `yaml:"given" check:"required,one=employee|unit-leader|agency-leader|assigned|case"`
	Rights    []FolderRight    `yaml:"rights"`
	Resources []FolderResource `yaml:"resources"`
}

// FolderRight is one right with its reach.
type FolderRight struct {
	Right string `yaml:"right" check:"required,refer=access.right"`
	Reach string `yaml:"reach" check:"required,one=own|case|unit|agency|everywhere"`
}

// FolderResource is what the role opens elsewhere, and at which level.
type FolderResource struct {
	Resource string `yaml:"resource" check:"required,refer=access.resource"`
	Level    string `yaml:"level"`
}

// FolderCatalogue is access/resources.yaml: systems, mail lists, doors,
// equipment.
type FolderCatalogue struct {
	Resources []FolderEntitlement `yaml:"resources" check:"required"`
}

// FolderEntitlement is one thing that can be opened or handed out.
type FolderEntitlement struct {
	Key      string   `yaml:"key" check:"required,define=access.resource"`
	Name     string   `yaml:"name" check:"required"`
	Kind     string   `yaml:"kind" check:"required,one=system|list|building|equipment"`
	Levels   []string `yaml:"levels"` // from least to most; none means have or not have
	Owner    string   `yaml:"owner" check:"required,refer=access.role"`
	Licensed bool     `yaml:"licensed"`
}

// FolderGroups is access/groups.yaml: which roles go together, and which never.
type FolderGroups struct {
	Groups    []FolderGroup    `yaml:"groups"`
	Conflicts []FolderConflict `yaml:"conflicts"`
}

// FolderGroup is a permitted combination of roles (requirement D12).
type FolderGroup struct {
	Key   string   `yaml:"key" check:"required,define=access.group"`
	Title string   `yaml:"title" check:"required"`
	Roles []string `yaml:"roles" check:"required,refer=access.role"`
}

// FolderConflict is roles that one person must not hold together.
type FolderConflict struct {
	Roles  []string `yaml:"roles" check:"required,refer=access.role"`
	Reason string   `yaml:"reason" check:"required"`
}

// FolderAssignments is access/assignments.yaml: who holds which role, where.
type FolderAssignments struct {
	Assignments []FolderAssignment `yaml:"assignments"`
}

// FolderAssignment gives a person a role from a date, in a unit, an agency or
// (with neither) the whole municipality.
type FolderAssignment struct {
	Person string        `yaml:"person" check:"required,refer=staff.person"`
	Role   string        `yaml:"role" check:"required,refer=access.role"`
	Unit   string        `yaml:"unit" check:"refer=staff.unit"`
	Agency string        `yaml:"agency" check:"refer=staff.agency"`
	From   calendar.Date `yaml:"from" check:"required"`
	To     calendar.Date `yaml:"to"`
}
