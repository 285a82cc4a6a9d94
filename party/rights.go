package party

import "saksgang/base/authz"

// The rights over the register of persons and organisations.
const (
	// RightRead shows who a party is and how to reach it.
	RightRead authz.Right = "party.read"
	// RightReadProtected shows the address of a person under protection. Each
	// reading is recorded with its purpose.
	RightReadProtected authz.Right = "party.read-protected"
	// RightEdit registers parties and corrects what is known of them.
	RightEdit authz.Right = "party.edit"
)
