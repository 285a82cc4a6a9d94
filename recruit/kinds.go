package recruit

// Kind is a kind of document that a hiring produces or receives. The
// municipality's document plan says what each is called, who may see it and how
// long it is kept.
type Kind string

// The kinds.
const (
	KindNeed            Kind = "need"
	KindConsultation    Kind = "consultation"
	KindRequirements    Kind = "requirements"
	KindCommittee       Kind = "committee"
	KindAdvertisement   Kind = "advertisement"
	KindPublication     Kind = "publication"
	KindApplication     Kind = "application"
	KindCV              Kind = "cv"
	KindDiploma         Kind = "diploma"
	KindAcknowledgement Kind = "acknowledgement"
	KindWithholdRequest Kind = "withhold-request"
	KindWithholdGranted Kind = "withhold-granted"
	KindWithholdRefused Kind = "withhold-refused"
	KindWithdrawal      Kind = "withdrawal"
	KindPublicList      Kind = "public-applicant-list"
	KindExtendedList    Kind = "extended-applicant-list"
	KindShortlist       Kind = "shortlist"
	KindInterviewCall   Kind = "interview-call"
	KindInterviewNotes  Kind = "interview-notes"
	KindReferenceNotes  Kind = "reference-notes"
	KindNomination      Kind = "nomination"
	KindCasePaper       Kind = "case-paper"
	KindDecision        Kind = "decision"
	KindFlag            Kind = "flag"
	KindOffer           Kind = "offer"
	KindOfferAnswer     Kind = "offer-answer"
	KindContract        Kind = "contract"
	KindSignedContract  Kind = "signed-contract"
	KindRejection       Kind = "rejection"
	KindNobodyHired     Kind = "nobody-hired" // the reply when nobody was hired
	KindConfidentiality Kind = "confidentiality"
	KindCertificateSeen Kind = "certificate-seen"
	KindHealth          Kind = "health-declaration"
	KindIntroduction    Kind = "introduction"
	KindAccessRequest   Kind = "access-request"
	KindAccessAnswer    Kind = "access-answer"

	// In the personnel file of the one hired.
	KindHiredApplication Kind = "hired-application"
	KindHiredContract    Kind = "hired-contract"
)

// Kinds lists them all; a municipality's folder must name each.
var Kinds = []Kind{
	KindNeed, KindConsultation, KindRequirements, KindCommittee, KindAdvertisement, KindPublication, KindApplication, KindCV, KindDiploma,
	KindAcknowledgement, KindWithholdRequest, KindWithholdGranted, KindWithholdRefused, KindWithdrawal, KindPublicList, KindExtendedList,
	KindShortlist, KindInterviewCall, KindInterviewNotes, KindReferenceNotes, KindNomination, KindCasePaper, KindDecision, KindFlag,
	KindOffer, KindOfferAnswer, KindContract, KindSignedContract, KindRejection, KindNobodyHired, KindConfidentiality, KindCertificateSeen, KindHealth,
	KindIntroduction, KindAccessRequest, KindAccessAnswer, KindHiredApplication, KindHiredContract,
}
