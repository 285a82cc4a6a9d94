package recruit

import "saksgang/base/authz"

// Rule is one line of the municipality's hiring rules: who does what, on which
// condition, what is refused, where it comes from, and the test that shows it.
// In which words it is refused stands in the catalogue under the code.
type Rule struct {
	ID      string
	Right   authz.Right // who: those who hold it
	Command string
	Refused string // the problem code; empty for a rule that makes something happen
	Source  string
	Test    string
}

// Rules is the table, in the order of the checklist. Its sentences stand in the
// catalogue as recruit.rule.<ID>.
var Rules = []Rule{
	{"need-after-consultation", RightDecideNeed, "DecideNeed", "recruit.need-not-consulted", "C6 row 1", "TestNeedIsDecidedAfterTheUnionWasConsulted"},
	{"need-by-two", RightDecideNeed, "Publish", "recruit.need-undecided", "C6 row 1", "TestNeedIsDecidedByTwoTogether"},
	{"need-two-people", RightDecideNeedHR, "DecideNeed", "recruit.need-one-person", "C6 row 1", "TestNeedIsDecidedByTwoTogether"},
	{"need-refused", RightDecideNeed, "SetRequirements", "recruit.need-refused", "C6 row 1", "TestARefusedNeedIsNotAdvertised"},
	{"need-refused-closes", RightPrepare, "Close", "", "C6 row 1", "TestARefusedNeedEndsTheVacancy"},
	{"requirements-first", RightPrepare, "SubmitAd", "recruit.requirements-missing", "C6 row 2", "TestAnAdvertisementNeedsRequirementsAndACommittee"},
	{"committee-first", RightPrepare, "SubmitAd", "recruit.committee-missing", "C6 row 4", "TestAnAdvertisementNeedsRequirementsAndACommittee"},
	{"committee-employers", RightPrepare, "ComposeCommittee", "recruit.committee-too-few-employers", "C6 row 4", "TestACommitteeHasTwoForTheEmployerAndTheUnion"},
	{"committee-union", RightPrepare, "ComposeCommittee", "recruit.committee-without-union", "C6 row 4", "TestACommitteeHasTwoForTheEmployerAndTheUnion"},
	{"committee-access", RightPrepare, "ComposeCommittee", "", "C6 row 5, C7", "TestCommitteeAccessFollowsMembershipAndEndsWithTheCase"},
	{"ad-copy", RightPrepare, "SubmitAd", "", "C6 row 6", "TestTheUnionGetsHerCopyWhenTheAdGoesToApproval"},
	{"ad-not-own", RightApproveAd, "ApproveAd", "recruit.ad-own", "C6 row 6", "TestAnAdvertisementIsApprovedByAnother"},
	{"ad-approved", RightApproveAd, "Publish", "recruit.ad-not-approved", "C6 row 6", "TestNothingIsPublishedBeforeItIsApproved"},
	{"file-at-publication", RightApproveAd, "Publish", "", "A7, C6 row 1", "TestTheCaseFileOpensAtPublicationAndTakesTheNeed"},
	{"application-acknowledged", "", "ReceiveApplication", "", "A7, B3", "TestAnApplicationIsRegisteredAndAcknowledgedOnce"},
	{"late-kept", "", "ReceiveApplication", "", "C6 row 7", "TestALateApplicationIsKeptButNotConsideredByItself"},
	{"late-considered", RightShortlist, "Shortlist", "recruit.late-not-considered", "C6 row 7", "TestALateApplicationIsKeptButNotConsideredByItself"},
	{"late-in-time", RightPrepare, "Extend", "", "C6 row 7", "TestAMovedDeadlineLetsInWhoCameAfterTheFirst"},
	{"extended-at-once", RightRead, "MakeExtendedList", "", "offentleglova § 25, A7", "TestTheExtendedListWaitsForNobody"},
	{"list-after-deadline", RightCheckPublicList, "CheckPublicList", "recruit.list-before-deadline", "offentleglova § 25", "TestAListIsStillDueAtTheFirstDeadline"},
	{"list-checked", RightReleaseList, "ReleasePublicList", "recruit.list-unchecked", "C6 row 7", "TestPublicListIsCheckedByTheLeaderAndReleasedByHR"},
	{"list-two-people", RightReleaseList, "ReleasePublicList", "recruit.list-one-person", "C6 row 7", "TestPublicListIsCheckedByTheLeaderAndReleasedByHR"},
	{"list-requests", RightReleaseList, "ReleasePublicList", "recruit.list-requests-undecided", "offentleglova § 25", "TestPublicListWaitsForEveryRequestToBeWithheld"},
	{"list-may-withdraw", RightReleaseList, "ReleasePublicList", "recruit.list-refused-may-withdraw", "offentleglova § 25", "TestARefusedApplicantIsToldAndMayWithdraw"},
	{"access-answered", RightReleaseList, "AnswerAccess", "", "C6 row 7", "TestHRAnswersWhoAsksToSeeTheList"},
	{"choice-after-deadline", RightShortlist, "Shortlist", "recruit.before-deadline", "C6 row 7", "TestNobodyIsChosenBeforeTheDeadline"},
	{"choice-by-committee", RightShortlist, "Shortlist", "recruit.not-a-member", "C6 row 7", "TestOnlyTheCommitteeShortlists"},
	{"choice-impartial", RightShortlist, "Shortlist", "recruit.conflict-of-interest", "forvaltningsloven ch. II", "TestAConflictOfInterestKeepsAMemberOutOfTheChoice"},
	{"call-certificates", RightShortlist, "CallToInterview", "", "C6 row 8", "TestCertificatesComeWhenTheApplicantIsCalled"},
	{"interview-by-committee", RightShortlist, "RecordInterview", "recruit.not-a-member", "C6 row 8", "TestOnlyTheCommitteeInterviews"},
	{"interview-called", RightShortlist, "RecordInterview", "recruit.not-called", "C6 row 8", "TestAnInterviewComesAfterShortlistAndCall"},
	{"interview-form", RightShortlist, "RecordInterview", "", "C6 row 8", "TestAnInterviewFormIsKeptOnlyWhenWished"},
	{"reference-after-interview", RightReference, "RecordReference", "recruit.reference-before-interview", "C6 row 9", "TestReferenceIsNeverTakenBeforeTheInterview"},
	{"reference-notes", RightReference, "RecordReference", "", "C6 row 9", "TestReferenceNotesAreFiledForAYear"},
	{"nominate-by-committee", RightNominate, "Nominate", "recruit.not-a-member", "C6 row 10", "TestOnlyTheCommitteeNominates"},
	{"nominate-interviewed", RightNominate, "Nominate", "recruit.nominate-without-interview", "C6 rows 8, 10", "TestNobodyIsNominatedWithoutAnInterview"},
	{"nominate-most-three", RightNominate, "Nominate", "recruit.nominate-too-many", "C6 row 10", "TestAtMostThreeAreNominated"},
	{"nominate-qualified", RightNominate, "Nominate", "recruit.nominate-unqualified", "C6 row 10", "TestNobodyUnqualifiedIsNominated"},
	{"qualified-meets", RightNominate, "Assess", "recruit.qualified-without-requirement", "C6 row 10", "TestNobodyIsQualifiedWithoutWhatIsRequired"},
	{"nominate-reference", RightNominate, "Nominate", "recruit.nominate-without-reference", "C6 row 9", "TestAReferenceIsAlwaysTakenAlsoFromInside"},
	{"decide-case-paper", RightDecide, "Decide", "recruit.case-paper-missing", "C6 row 11", "TestADecisionNeedsItsCasePaper"},
	{"case-paper-impartial", RightPrepare, "WriteCasePaper", "recruit.conflict-of-interest", "forvaltningsloven ch. II", "TestAConflictOfInterestKeepsOutOfCasePaperAndDecision"},
	{"decide-impartial", RightDecide, "Decide", "recruit.conflict-of-interest", "forvaltningsloven ch. II", "TestAConflictOfInterestKeepsOutOfCasePaperAndDecision"},
	{"decide-flag", RightPrepare, "WriteCasePaper", "", "C6 row 11", "TestHRIsToldWithTheCasePaper"},
	{"decide-nominated", RightDecide, "Decide", "recruit.decide-not-nominated", "C6 row 10", "TestOnlyTheNominatedAreDecidedOn"},
	{"offer-after-decision", RightOffer, "Offer", "recruit.not-decided", "C6 row 11", "TestNoOfferBeforeTheDecision"},
	{"offer-in-turn", RightOffer, "Offer", "recruit.offer-out-of-turn", "C6 row 11", "TestTheFirstChoiceDeclinesAndTheNextIsOffered"},
	{"offer-not-rejected", RightOffer, "Offer", "recruit.offer-to-rejected", "C6 row 13", "TestARejectedApplicantIsNeverOffered"},
	{"contract-after-acceptance", RightContract, "WriteContract", "recruit.contract-before-acceptance", "C6 row 12", "TestAContractFollowsAnAcceptedOffer"},
	{"reject-after-acceptance", RightOffer, "RejectOthers", "recruit.reject-before-acceptance", "C6 row 13", "TestTheOthersAreAnsweredAfterAnAcceptedOffer"},
	{"reply-settles", RightOffer, "RejectOthers", "", "C9", "TestEachApplicationIsSettledByItsReply"},
	{"offer-lapses", RightOffer, "RecordOfferAnswer", "recruit.offer-still-open", "C6 row 12", "TestAnOfferLapsesAfterItsDeadlineAndNotBefore"},
	{"contract-taken-note-of", RightContract, "ReceiveSignedContract", "", "C6 row 14, C9", "TestTheSignedContractIsTakenNoteOf"},
	{"attest-signed", RightPrepare, "Attest", "recruit.not-signed", "C6 row 14", "TestOnlyASignedContractIsAttested"},
	{"certificate-where-required", RightSeeCertificate, "SeeCertificate", "recruit.certificate-not-required", "C6 row 15", "TestNoPoliceCertificateIsAskedWhereNoneIsRequired"},
	{"start-certificate", RightPrepare, "Introduce", "recruit.start-without-certificate", "C6 row 15", "TestNobodyStartsBeforeThePoliceCertificateIsSeen"},
	{"start-introduced", RightPrepare, "Introduce", "recruit.introduction-missing", "C6 row 15", "TestNobodyStartsWithoutIntroductionAndConfidentiality"},
	{"start-confidential", RightPrepare, "Introduce", "recruit.confidentiality-missing", "C6 row 15", "TestNobodyStartsWithoutIntroductionAndConfidentiality"},
	{"start-health", RightPrepare, "Introduce", "recruit.health-missing", "C6 row 15", "TestAHealthDeclarationIsAskedWhereTheWorkNeedsIt"},
	{"close-answered", RightPrepare, "Close", "recruit.close-unanswered", "C9", "TestAVacancyDoesNotCloseBeforeEverybodyIsAnswered"},
	{"close-introduced", RightPrepare, "Close", "recruit.close-before-start", "C6 row 15", "TestAVacancyDoesNotCloseBeforeEverybodyIsAnswered"},
	{"nobody-qualified", RightNominate, "Nominate", "", "C6 row 10", "TestNobodyQualifiedEndsWithAnAnswerToEverybody"},
}
