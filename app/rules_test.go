package app

import (
	"testing"

	"saksgang/base/sqldb"
	"saksgang/recruit"
	"saksgang/testkit"
)

// showings show each rule of hiring over HTTP, by the name of the test that the
// rule names and that shows it of the Service: what is refused, in the words of
// the catalogue, and what is then permitted.
var showings = map[string]func(x *hiring){
	"TestNeedIsDecidedAfterTheUnionWasConsulted":             needAfterConsultation,
	"TestNeedIsDecidedByTwoTogether":                         needByTwoTogether,
	"TestARefusedNeedIsNotAdvertised":                        refusedNeedIsNotAdvertised,
	"TestARefusedNeedEndsTheVacancy":                         refusedNeedEndsTheVacancy,
	"TestAnAdvertisementNeedsRequirementsAndACommittee":      adNeedsRequirementsAndCommittee,
	"TestACommitteeHasTwoForTheEmployerAndTheUnion":          committeeOfBothSides,
	"TestCommitteeAccessFollowsMembershipAndEndsWithTheCase": committeeAccess,
	"TestTheUnionGetsHerCopyWhenTheAdGoesToApproval":         unionGetsHerCopy,
	"TestAnAdvertisementIsApprovedByAnother":                 adApprovedByAnother,
	"TestNothingIsPublishedBeforeItIsApproved":               nothingPublishedUnapproved,
	"TestTheCaseFileOpensAtPublicationAndTakesTheNeed":       caseFileAtPublication,
	"TestAnApplicationIsRegisteredAndAcknowledgedOnce":       applicationOnce,
	"TestALateApplicationIsKeptButNotConsideredByItself":     lateIsKept,
	"TestTheExtendedListWaitsForNobody":                      extendedListAtOnce,
	"TestAListIsStillDueAtTheFirstDeadline":                  listAtTheFirstDeadline,
	"TestPublicListIsCheckedByTheLeaderAndReleasedByHR":      listCheckedAndReleased,
	"TestPublicListWaitsForEveryRequestToBeWithheld":         listWaitsForRequests,
	"TestARefusedApplicantIsToldAndMayWithdraw":              refusedMayWithdraw,
	"TestNobodyIsChosenBeforeTheDeadline":                    nobodyBeforeTheDeadline,
	"TestOnlyTheCommitteeShortlists":                         committeeShortlists,
	"TestAConflictOfInterestKeepsAMemberOutOfTheChoice":      conflictKeepsOut,
	"TestAnInterviewComesAfterShortlistAndCall":              interviewAfterCall,
	"TestReferenceIsNeverTakenBeforeTheInterview":            referenceAfterInterview,
	"TestAtMostThreeAreNominated":                            atMostThree,
	"TestNobodyUnqualifiedIsNominated":                       nobodyUnqualified,
	"TestNobodyIsQualifiedWithoutWhatIsRequired":             qualifiedMeetsRequirements,
	"TestAReferenceIsAlwaysTakenAlsoFromInside":              referenceAlways,
	"TestADecisionNeedsItsCasePaper":                         decisionNeedsCasePaper,
	"TestHRIsToldWithTheCasePaper":                           hrIsTold,
	"TestOnlyTheNominatedAreDecidedOn":                       onlyTheNominated,
	"TestTheFirstChoiceDeclinesAndTheNextIsOffered":          firstChoiceDeclines,
	"TestAnOfferLapsesAfterItsDeadlineAndNotBefore":          offerLapses,
	"TestARejectedApplicantIsNeverOffered":                   rejectedNeverOffered,
	"TestAContractFollowsAnAcceptedOffer":                    contractAfterAcceptance,
	"TestTheOthersAreAnsweredAfterAnAcceptedOffer":           othersAnsweredAfterAcceptance,
	"TestEachApplicationIsSettledByItsReply":                 eachSettledByItsReply,
	"TestTheSignedContractIsTakenNoteOf":                     signedContractTakenNoteOf,
	"TestOnlyASignedContractIsAttested":                      onlySignedIsAttested,
	"TestNobodyStartsBeforeThePoliceCertificateIsSeen":       certificateBeforeStart,
	"TestAHealthDeclarationIsAskedWhereTheWorkNeedsIt":       healthDeclaration,
	"TestAVacancyDoesNotCloseBeforeEverybodyIsAnswered":      closesWhenAllAreAnswered,
	"TestAMovedDeadlineLetsInWhoCameAfterTheFirst":           lateInTime,
	"TestHRAnswersWhoAsksToSeeTheList":                       accessAnswered,
	"TestCertificatesComeWhenTheApplicantIsCalled":           certificatesWhenCalled,
	"TestOnlyTheCommitteeInterviews":                         interviewByCommittee,
	"TestAnInterviewFormIsKeptOnlyWhenWished":                interviewForm,
	"TestReferenceNotesAreFiledForAYear":                     referenceNotes,
	"TestOnlyTheCommitteeNominates":                          nominatedByCommittee,
	"TestNobodyIsNominatedWithoutAnInterview":                nominatedWereInterviewed,
	"TestAConflictOfInterestKeepsOutOfCasePaperAndDecision":  conflictInPaperAndDecision,
	"TestNoOfferBeforeTheDecision":                           offerAfterDecision,
	"TestNoPoliceCertificateIsAskedWhereNoneIsRequired":      certificateWhereRequired,
	"TestNobodyStartsWithoutIntroductionAndConfidentiality":  introducedAndSworn,
	"TestNobodyQualifiedEndsWithAnAnswerToEverybody":         nobodyQualified,
}

// Every rule is shown over HTTP: a page or the receiving API has told each
// refusal of the table in the catalogue's words, and has carried out what is
// permitted.
func TestTheRulesOfHiringHoldOverHTTP(t *testing.T) {
	t.Setenv(secretName, secret)
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := openSquare(t, db)
		refusals := map[string][]string{}
		var order []string
		for _, r := range recruit.Rules {
			if _, known := refusals[r.Test]; !known {
				order = append(order, r.Test)
			}
			refusals[r.Test] = append(refusals[r.Test], r.Refused)
		}
		for _, name := range order {
			t.Run(name, func(t *testing.T) {
				show := showings[name]
				if show == nil {
					t.Fatal("the rule is not shown over HTTP")
				}
				s.show(t, show, refusals[name])
			})
		}
	})
}

// show shows one rule, and wants each of its refusals told by a page.
func (s *square) show(t *testing.T, show func(x *hiring), refusals []string) {
	t.Helper()
	x := s.begin(t)
	show(x)
	if x.permitted == 0 {
		t.Error("nothing was permitted")
	}
	for _, code := range refusals {
		if code != "" && !x.refusals[code] {
			t.Errorf("no page told %s", code)
		}
	}
}
