package access

import "saksgang/base/authz"

// The rights over who may do what.
const (
	// RightRead shows who has which role, and why.
	RightRead authz.Right = "access.read"
	// RightAssign gives and takes roles, and admits those who are hired.
	RightAssign authz.Right = "access.assign"
)
