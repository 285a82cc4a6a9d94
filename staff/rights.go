package staff

import "saksgang/base/authz"

// The rights over who works where.
const (
	// RightRead shows units, positions and who holds them.
	RightRead authz.Right = "staff.read"
	// RightEdit employs, and ends employments.
	RightEdit authz.Right = "staff.edit"
)
