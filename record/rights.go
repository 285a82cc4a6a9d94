package record

import "saksgang/base/authz"

// The rights over what is documented.
const (
	// RightRead shows case files, journal and documents that are not screened.
	RightRead authz.Right = "record.read"
	// RightReadScreened shows what is screened, within its reach. Each reading
	// of a protected document is recorded.
	RightReadScreened authz.Right = "record.read-screened"
	// RightRegister registers documents and writes registry entries.
	RightRegister authz.Right = "record.register"
	// RightSignOff settles an entry by a reply or by taking note of it.
	RightSignOff authz.Right = "record.sign-off"
	// RightScreen decides what is withheld from the public journal.
	RightScreen authz.Right = "record.screen"
	// RightClose closes case files, and opens them again with a reason.
	RightClose authz.Right = "record.close"
	// RightPlan owns the document plan.
	RightPlan authz.Right = "record.plan"
	// RightProposeDisposal proposes what may go.
	RightProposeDisposal authz.Right = "record.dispose-propose"
	// RightApproveDisposal approves it; it takes two people.
	RightApproveDisposal authz.Right = "record.dispose-approve"
	// RightExtract makes archive packages.
	RightExtract authz.Right = "record.extract"
	// RightSignPackage signs off a package that another has ordered.
	RightSignPackage authz.Right = "record.sign-package"
)
