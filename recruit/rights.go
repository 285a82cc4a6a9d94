package recruit

import "saksgang/base/authz"

// The rights of recruit. Who holds them is the municipality's to say.
const (
	RightRead            authz.Right = "recruit.read"              // see a vacancy and its applicants
	RightPrepare         authz.Right = "recruit.prepare"           // open a vacancy, requirements, committee, advertisement
	RightConsult         authz.Right = "recruit.consult"           // answer for the union
	RightDecideNeed      authz.Right = "recruit.decide-need"       // decide the need as executive
	RightDecideNeedHR    authz.Right = "recruit.decide-need-hr"    // decide the need for HR
	RightApproveAd       authz.Right = "recruit.approve-ad"        // approve and publish the advertisement
	RightWithhold        authz.Right = "recruit.withhold"          // decide requests to be withheld
	RightCheckPublicList authz.Right = "recruit.check-public-list" // check the public list
	RightReleaseList     authz.Right = "recruit.release-list"      // release the public list, answer requests for access
	RightShortlist       authz.Right = "recruit.shortlist"         // choose for interview, and interview
	RightReference       authz.Right = "recruit.reference"         // take references
	RightNominate        authz.Right = "recruit.nominate"          // assess and nominate
	RightDecide          authz.Right = "recruit.decide"            // decide whom to offer
	RightOffer           authz.Right = "recruit.offer"             // offer, and answer the others
	RightContract        authz.Right = "recruit.contract"          // contract
	RightSeeCertificate  authz.Right = "recruit.see-certificate"   // see a police certificate
)
