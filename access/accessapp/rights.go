package accessapp

import (
	"slices"

	"saksgang/municipality"
)

//go:generate go run ./gather ../.. rights_generated.go ../../schema/rights.txt

// Rights lists every right that the program's packages declare, in order.
// Every route and every action names one of them.
func Rights() []string { return slices.Clone(declaredRights) }

// KnowRights tells the folder which rights a role may open.
func KnowRights(r *municipality.Registry) { r.Know("access.right", declaredRights...) }
