package process

import "saksgang/base/authz"

// The rights of this module.
const (
	// RightSeeCase lets one read cases, their steps and incidents, within its
	// reach. Participants have it in their case while it is open.
	RightSeeCase authz.Right = "process.see-case"
	// RightStart lets one start cases in an agency or unit.
	RightStart authz.Right = "process.start"
	// RightAdminister lets one give others' tasks on, move instances to another
	// version, retry incidents, change participants and cancel.
	RightAdminister authz.Right = "process.administer"
	// RightDeploy lets one put a process version in force.
	RightDeploy authz.Right = "process.deploy"
)

// Rights lists them.
func Rights() []authz.Right {
	return []authz.Right{RightSeeCase, RightStart, RightAdminister, RightDeploy}
}
