package recruit_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/recruit"
)

func TestNeedIsDecidedAfterTheUnionWasConsulted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.open()
		f.refused("recruit.need-not-consulted")(f.DecideNeed(f.as("chief"), f.vacancy, recruit.Executive, true, "needed"))
		f.clock.Advance(8 * 24 * time.Hour) // five working days: that she was asked is enough
		f.must(f.DecideNeed(f.as("chief"), f.vacancy, recruit.Executive, true, "needed"))
		f.refused("recruit.need-decided-already")(f.Consult(f.as("union"), f.vacancy, "late", ""))
	})
}

func TestNeedIsDecidedByTwoTogether(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.consulted()
		f.must(f.DecideNeed(f.as("chief"), f.vacancy, recruit.Executive, true, "needed"))
		f.refused("recruit.need-undecided")(f.SetRequirements(f.as("leader"), f.vacancy, []recruit.Requirement{{Text: "x", Must: true}}))
		f.refused("recruit.need-undecided")(f.Publish(f.as("hr"), f.vacancy))
		both := f.people["chief"]
		both.Grants = append(slices.Clone(both.Grants), f.people["hr"].Grants...)
		f.people["both"] = both
		f.refused("recruit.need-one-person")(f.DecideNeed(f.as("both"), f.vacancy, recruit.HR, true, "needed"))
		f.refused("authz.denied")(f.DecideNeed(f.as("leader"), f.vacancy, recruit.HR, true, "needed"))
		f.must(f.DecideNeed(f.as("hr"), f.vacancy, recruit.HR, true, "needed"))
	})
}

func TestARefusedNeedIsNotAdvertised(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.consulted()
		f.must(f.DecideNeed(f.as("chief"), f.vacancy, recruit.Executive, true, "needed"))
		f.must(f.DecideNeed(f.as("hr"), f.vacancy, recruit.HR, false, "no money"))
		f.refused("recruit.need-refused")(f.SetRequirements(f.as("leader"), f.vacancy, []recruit.Requirement{{Text: "x", Must: true}}))
	})
}

func TestARefusedNeedEndsTheVacancy(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.consulted()
		f.refused("recruit.not-published")(f.Close(f.as("leader"), f.vacancy))
		f.must(f.DecideNeed(f.as("chief"), f.vacancy, recruit.Executive, false, "no money"))
		f.must(f.Close(f.as("leader"), f.vacancy))
		if got := f.now().StageOn(deadline); got != recruit.StageClosed || len(f.archive.files) != 0 {
			t.Fatalf("stage %s, %d case files", got, len(f.archive.files))
		}
		f.refused("recruit.vacancy-closed")(f.DecideNeed(f.as("hr"), f.vacancy, recruit.HR, true, "needed"))
	})
}

func TestAnAdvertisementNeedsRequirementsAndACommittee(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.decided()
		submit := func() (recruit.Vacancy, error) {
			return f.SubmitAd(f.as("leader"), f.vacancy, "Sykepleier", "Vi søker", deadline)
		}
		f.refused("recruit.requirements-missing")(submit())
		f.refused("recruit.requirements-missing")(f.SetRequirements(f.as("leader"), f.vacancy, []recruit.Requirement{{Text: "only wished for"}}))
		f.must(f.SetRequirements(f.as("leader"), f.vacancy, []recruit.Requirement{{Text: "autorisasjon", Must: true}}))
		f.refused("recruit.committee-missing")(submit())
		f.must(f.ComposeCommittee(f.as("leader"), f.vacancy, f.committee()))
		f.refused("recruit.deadline-past")(f.SubmitAd(f.as("leader"), f.vacancy, "Sykepleier", "Vi søker", calendar.MustDate("2024-01-08")))
		f.must(submit())
	})
}

func TestACommitteeHasTwoForTheEmployerAndTheUnion(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.decided()
		all := f.committee()
		f.refused("recruit.committee-too-few-employers")(f.ComposeCommittee(f.as("leader"), f.vacancy, all[1:]))
		f.refused("recruit.committee-without-union")(f.ComposeCommittee(f.as("leader"), f.vacancy, all[:2]))
		f.refused("recruit.committee-twice")(f.ComposeCommittee(f.as("leader"), f.vacancy, append(all, all[0])))
		f.must(f.ComposeCommittee(f.as("leader"), f.vacancy, all))
	})
}

func TestCommitteeAccessFollowsMembershipAndEndsWithTheCase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		first, _, _ := f.decidedOn()
		if len(f.cases.access) != 3 {
			t.Fatalf("%d have access", len(f.cases.access))
		}
		f.must(f.Offer(f.as("hr"), f.vacancy, first, terms))
		f.must(f.answers("Åse", true))
		f.hiredToTheEnd()
		f.must(f.Close(f.as("leader"), f.vacancy))
		if len(f.cases.access) != 0 {
			t.Fatalf("%d still have access", len(f.cases.access))
		}
		f.refused("recruit.vacancy-closed")(f.Shortlist(f.as("member"), f.vacancy, []recruit.ApplicationID{first}))
	})
}

// hiredToTheEnd does what remains after an accepted offer.
func (f *town) hiredToTheEnd() {
	f.t.Helper()
	f.must(f.WriteContract(f.as("hr"), f.vacancy, terms))
	f.must(f.RejectOthers(f.as("hr"), f.vacancy, ""))
	f.must(f.ReceiveSignedContract(f.as("hr"), f.vacancy, []recruit.Attachment{{Kind: recruit.KindSignedContract, Name: "contract.pdf"}}))
	f.must(f.Attest(f.as("leader"), f.vacancy, "12848104033"))
	f.must(f.SeeCertificate(f.as("leader"), f.vacancy))
	f.must(f.Introduce(f.as("leader"), f.vacancy, introduced))
}

var introduced = recruit.Introduction{Form: true, Confidentiality: true, Health: true}

func TestTheUnionGetsHerCopyWhenTheAdGoesToApproval(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.decided()
		if f.waitsFor("union", "union", "@recruit.work.ad-copy") {
			t.Fatal("a copy before there was an advertisement")
		}
		f.must(f.SetRequirements(f.as("leader"), f.vacancy, []recruit.Requirement{{Text: "autorisasjon", Must: true}}))
		f.must(f.ComposeCommittee(f.as("leader"), f.vacancy, f.committee()))
		f.must(f.SubmitAd(f.as("leader"), f.vacancy, "Sykepleier", "Vi søker", deadline))
		if !f.waitsFor("union", "union", "@recruit.work.ad-copy") {
			t.Fatal("no copy")
		}
	})
}

func TestAnAdvertisementIsApprovedByAnother(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.prepared()
		own := f.people["leader"]
		own.Grants = append(slices.Clone(own.Grants), f.people["hr"].Grants...)
		f.people["own"] = own
		f.refused("recruit.ad-own")(f.ApproveAd(f.as("own"), f.vacancy))
		f.must(f.ApproveAd(f.as("hr"), f.vacancy))
	})
}

func TestNothingIsPublishedBeforeItIsApproved(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.prepared()
		f.refused("recruit.ad-not-approved")(f.Publish(f.as("hr"), f.vacancy))
		f.must(f.ApproveAd(f.as("chief"), f.vacancy))
		f.must(f.SubmitAd(f.as("leader"), f.vacancy, "Sykepleier", "Changed after approval", deadline))
		f.refused("recruit.ad-not-approved")(f.Publish(f.as("hr"), f.vacancy))
	})
}

func TestTheCaseFileOpensAtPublicationAndTakesTheNeed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.prepared()
		if len(f.archive.files)+len(f.archive.written) != 0 {
			t.Fatal("something was filed before publication")
		}
		f.must(f.ApproveAd(f.as("hr"), f.vacancy))
		f.must(f.Publish(f.as("hr"), f.vacancy))
		need := f.archive.kinds(recruit.KindNeed)
		if len(f.archive.files) != 1 || len(need) != 1 || need[0].FileRef != "file-1" || len(need[0].Lines) != 3 || need[0].Lines[0] != "slutter" {
			t.Fatalf("%+v", f.archive)
		}
		for _, kind := range []recruit.Kind{recruit.KindConsultation, recruit.KindRequirements, recruit.KindCommittee, recruit.KindAdvertisement} {
			if len(f.archive.kinds(kind)) != 1 {
				t.Errorf("%s was not filed", kind)
			}
		}
	})
}

func TestAnApplicationIsRegisteredAndAcknowledgedOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		first, again := f.apply("Åse", false), f.apply("Åse", false)
		if first != again || len(f.archive.received) != 1 || len(f.archive.kinds(recruit.KindAcknowledgement)) != 1 {
			t.Fatalf("%v %v, %d registered", first, again, len(f.archive.received))
		}
		_, err := f.ReceiveApplication(t.Context(), recruit.NewApplication{Reference: "unknown"})
		if errs.KindOf(err) != errs.KindNotFound {
			t.Fatalf("an unknown vacancy gave %v", err)
		}
	})
}

func TestALateApplicationIsKeptButNotConsideredByItself(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		f.afterDeadline()
		late := f.apply("Late", false)
		if !f.waitsFor("leader", "", "@recruit.work.late") || len(f.archive.received) != 1 {
			t.Fatal("a late application must be registered and put before the leader")
		}
		f.refused("recruit.late-not-considered")(f.Shortlist(f.as("member"), f.vacancy, []recruit.ApplicationID{late}))
		f.must(f.ConsiderLate(f.as("leader"), f.vacancy, late, "too few applied"))
		f.must(f.Shortlist(f.as("member"), f.vacancy, []recruit.ApplicationID{late}))
	})
}

func TestTheExtendedListWaitsForNobody(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		f.apply("Secret", true)
		f.must(f.MakeExtendedList(f.as("union"), f.vacancy))
		lists := f.archive.kinds(recruit.KindExtendedList)
		if len(lists) != 1 || !strings.HasPrefix(lists[0].Lines[0], "Secret") {
			t.Fatalf("%+v", lists)
		}
		f.refused("recruit.no-vacancy")(f.MakeExtendedList(f.as("stranger"), f.vacancy))
	})
}

func TestAListIsStillDueAtTheFirstDeadline(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		early := f.apply("Early", false)
		f.refused("recruit.list-before-deadline")(f.CheckPublicList(f.as("leader"), f.vacancy, deadline))
		f.must(f.Extend(f.as("leader"), f.vacancy, deadline.AddDays(14), "too few applied"))
		f.refused("recruit.deadline-not-later")(f.Extend(f.as("leader"), f.vacancy, deadline, "shorter"))
		f.afterDeadline()
		second := f.apply("Second", false)
		f.must(f.CheckPublicList(f.as("leader"), f.vacancy, deadline))
		f.must(f.ReleasePublicList(f.as("hr"), f.vacancy, deadline))
		f.refused("recruit.list-before-deadline")(f.CheckPublicList(f.as("leader"), f.vacancy, deadline.AddDays(14)))
		shown := f.now().PublicListFor(deadline).Shown
		if len(shown) != 1 || shown[0] != early || slices.Contains(shown, second) {
			t.Fatalf("the first list shows %v", shown)
		}
	})
}

func TestPublicListIsCheckedByTheLeaderAndReleasedByHR(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		f.apply("Åse", false)
		f.afterDeadline()
		f.refused("recruit.list-unchecked")(f.ReleasePublicList(f.as("hr"), f.vacancy, deadline))
		f.refused("authz.denied")(f.CheckPublicList(f.as("hr"), f.vacancy, deadline))
		f.must(f.CheckPublicList(f.as("leader"), f.vacancy, deadline))
		f.refused("authz.denied")(f.ReleasePublicList(f.as("leader"), f.vacancy, deadline))
		both := f.people["leader"]
		both.Grants = append(slices.Clone(both.Grants), f.people["hr"].Grants...)
		f.people["both"] = both
		f.refused("recruit.list-one-person")(f.ReleasePublicList(f.as("both"), f.vacancy, deadline))
		f.must(f.ReleasePublicList(f.as("hr"), f.vacancy, deadline))
	})
}

func TestPublicListWaitsForEveryRequestToBeWithheld(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		f.apply("Open", false)
		hidden := f.apply("Hidden", true)
		gone := f.apply("Gone", true)
		f.afterDeadline()
		f.must(f.CheckPublicList(f.as("leader"), f.vacancy, deadline))
		release := func() (recruit.Vacancy, error) { return f.ReleasePublicList(f.as("hr"), f.vacancy, deadline) }
		f.refused("recruit.list-requests-undecided")(release())
		f.must(f.DecideWithheld(f.as("hr"), f.vacancy, hidden, true, "named threat"))
		f.refused("recruit.list-requests-undecided")(release())
		f.must(f.Withdraw(t.Context(), recruit.FromApplicant{Source: "/recruiter", SourceID: "Gone"}, nil))
		f.must(release())
		list := f.archive.kinds(recruit.KindPublicList)[0]
		if strings.Join(list.Lines, "|") != "Open" || list.Fields["list.withheld"] != "1" {
			t.Fatalf("%+v", list)
		}
		f.refused("recruit.list-released-already")(release())
		_ = gone
	})
}

func TestARefusedApplicantIsToldAndMayWithdraw(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		secret := f.apply("Secret", true)
		f.afterDeadline()
		f.must(f.CheckPublicList(f.as("leader"), f.vacancy, deadline))
		f.refused("recruit.reason-missing")(f.DecideWithheld(f.as("hr"), f.vacancy, secret, false, ""))
		f.must(f.DecideWithheld(f.as("hr"), f.vacancy, secret, false, "of public interest"))
		told := f.archive.kinds(recruit.KindWithholdRefused)
		if len(told) != 1 || told[0].Mail != "Secret@example.net" || told[0].Fields["reply.deadline"] == "" {
			t.Fatalf("told %+v", told)
		}
		f.refused("recruit.list-refused-may-withdraw")(f.ReleasePublicList(f.as("hr"), f.vacancy, deadline))
		f.must(f.Withdraw(t.Context(), recruit.FromApplicant{Source: "/recruiter", SourceID: "Secret"}, nil))
		f.must(f.ReleasePublicList(f.as("hr"), f.vacancy, deadline))
		if shown := f.now().PublicListFor(deadline).Shown; len(shown) != 0 {
			t.Fatalf("shown %v", shown)
		}
		if !slices.Contains(f.archive.noted, "entry-1") {
			t.Fatal("a withdrawn application must be settled")
		}
	})
}

func TestNobodyIsChosenBeforeTheDeadline(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a := f.apply("Åse", false)
		f.refused("recruit.before-deadline")(f.Shortlist(f.as("member"), f.vacancy, []recruit.ApplicationID{a}))
	})
}

func TestOnlyTheCommitteeShortlists(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a := f.apply("Åse", false)
		f.afterDeadline()
		outsider := f.people["hr"]
		outsider.Grants = append(slices.Clone(outsider.Grants), f.people["member"].Grants...)
		f.people["outsider"] = outsider
		f.refused("recruit.not-a-member")(f.Shortlist(f.as("outsider"), f.vacancy, []recruit.ApplicationID{a}))
		f.refused("authz.denied")(f.Shortlist(f.as("chief"), f.vacancy, []recruit.ApplicationID{a}))
		f.refused("recruit.no-vacancy")(f.Shortlist(f.as("stranger"), f.vacancy, []recruit.ApplicationID{a}))
		f.must(f.Shortlist(f.as("member"), f.vacancy, []recruit.ApplicationID{a}))
	})
}

func TestAConflictOfInterestKeepsAMemberOutOfTheChoice(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		cousin, other := f.apply("Cousin", false), f.apply("Other", false)
		f.afterDeadline()
		f.must(f.DeclareConflict(f.as("member"), f.vacancy, cousin, "cousin"))
		f.refused("recruit.conflict-of-interest")(f.Shortlist(f.as("member"), f.vacancy, []recruit.ApplicationID{other}))
		f.must(f.Shortlist(f.as("leader"), f.vacancy, []recruit.ApplicationID{other}))
		f.must(f.Withdraw(t.Context(), recruit.FromApplicant{Source: "/recruiter", SourceID: "Cousin"}, nil))
		f.must(f.Shortlist(f.as("member"), f.vacancy, []recruit.ApplicationID{other}))
	})
}

func TestAnInterviewComesAfterShortlistAndCall(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a := f.apply("Åse", false)
		f.afterDeadline()
		f.refused("recruit.not-shortlisted")(f.CallToInterview(f.as("leader"), f.vacancy, a, recruit.Meeting{}))
		f.must(f.Shortlist(f.as("member"), f.vacancy, []recruit.ApplicationID{a}))
		f.refused("recruit.not-called")(f.RecordInterview(f.as("member"), f.vacancy, a, ""))
		f.must(f.CallToInterview(f.as("leader"), f.vacancy, a, recruit.Meeting{Time: "kl. 10"}))
		if calls := f.archive.kinds(recruit.KindInterviewCall); len(calls) != 1 || calls[0].Fields["interview.committee"] != "leader, member, union" {
			t.Fatalf("%+v", calls)
		}
		f.must(f.RecordInterview(f.as("member"), f.vacancy, a, ""))
		if len(f.archive.kinds(recruit.KindInterviewNotes)) != 0 {
			t.Fatal("an interview form need not be kept")
		}
	})
}

func TestReferenceIsNeverTakenBeforeTheInterview(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a := f.apply("Åse", false)
		f.afterDeadline()
		f.must(f.Shortlist(f.as("member"), f.vacancy, []recruit.ApplicationID{a}))
		f.must(f.CallToInterview(f.as("leader"), f.vacancy, a, recruit.Meeting{}))
		f.refused("recruit.reference-before-interview")(f.RecordReference(f.as("leader"), f.vacancy, a, "good"))
		f.must(f.RecordInterview(f.as("member"), f.vacancy, a, ""))
		f.must(f.RecordReference(f.as("leader"), f.vacancy, a, "good"))
		if len(f.archive.kinds(recruit.KindReferenceNotes)) != 1 {
			t.Fatal("the notes are kept in the case")
		}
	})
}

func TestAtMostThreeAreNominated(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		four := []recruit.ApplicationID{f.apply("A", false), f.apply("B", false), f.apply("C", false), f.apply("D", false)}
		f.afterDeadline()
		f.qualified(four...)
		f.refused("recruit.nominate-too-many")(f.Nominate(f.as("member"), f.vacancy, four, "all fit", ""))
		f.refused("recruit.nominate-twice")(f.Nominate(f.as("member"), f.vacancy, []recruit.ApplicationID{four[0], four[0]}, "fits", ""))
		f.must(f.Nominate(f.as("member"), f.vacancy, four[1:], "three fit", ""))
		if got := f.now().Applications[1].Rank; got != 1 {
			t.Fatalf("B has rank %d", got)
		}
	})
}

func TestNobodyUnqualifiedIsNominated(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a, b := f.apply("A", false), f.apply("B", false)
		f.afterDeadline()
		f.qualified(a, b)
		f.must(f.Assess(f.as("member"), f.vacancy, b, recruit.Unqualified, "lacks authorisation"))
		f.refused("recruit.nominate-unqualified")(f.Nominate(f.as("member"), f.vacancy, []recruit.ApplicationID{a, b}, "x", ""))
		f.must(f.Nominate(f.as("member"), f.vacancy, []recruit.ApplicationID{a}, "x", ""))
	})
}

func TestNobodyIsQualifiedWithoutWhatIsRequired(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a := f.apply("A", false)
		f.afterDeadline()
		f.refused("recruit.requirements-changed")(f.Hold(f.as("member"), f.vacancy, a, nil))
		f.must(f.Hold(f.as("member"), f.vacancy, a, []recruit.Meets{recruit.DoesNot}))
		f.refused("recruit.qualified-without-requirement")(f.Assess(f.as("member"), f.vacancy, a, recruit.Qualified, "otherwise good"))
		f.must(f.Hold(f.as("member"), f.vacancy, a, []recruit.Meets{recruit.DoesMeet}))
		f.must(f.Assess(f.as("member"), f.vacancy, a, recruit.Qualified, "good"))
		f.refused("recruit.qualified-without-requirement")(f.Hold(f.as("member"), f.vacancy, a, []recruit.Meets{recruit.DoesNot}))
	})
}

func TestAReferenceIsAlwaysTakenAlsoFromInside(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		got, err := f.ReceiveApplication(t.Context(), recruit.NewApplication{Reference: "FJ-1", Source: "s", SourceID: "i", Name: "Inside", Inside: true})
		if err != nil {
			t.Fatal(err)
		}
		f.afterDeadline()
		f.interviewed(got.Application)
		f.must(f.Assess(f.as("member"), f.vacancy, got.Application, recruit.Qualified, "known to us"))
		f.refused("recruit.nominate-without-reference")(f.Nominate(f.as("member"), f.vacancy, []recruit.ApplicationID{got.Application}, "x", ""))
	})
}

func TestADecisionNeedsItsCasePaper(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a := f.apply("A", false)
		f.afterDeadline()
		f.refused("recruit.not-nominated")(f.WriteCasePaper(f.as("leader"), f.vacancy, "too soon"))
		f.qualified(a)
		f.must(f.Nominate(f.as("member"), f.vacancy, []recruit.ApplicationID{a}, "x", ""))
		f.refused("recruit.case-paper-missing")(f.Decide(f.as("chief"), f.vacancy, []recruit.ApplicationID{a}, "x"))
		f.must(f.WriteCasePaper(f.as("leader"), f.vacancy, "the case"))
		f.must(f.Decide(f.as("chief"), f.vacancy, []recruit.ApplicationID{a}, "x"))
		if len(f.archive.decided) != 1 {
			t.Fatal("retention counts from the decision; the archive must know it")
		}
	})
}

func TestHRIsToldWithTheCasePaper(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.decidedOn()
		if !f.waitsFor("hr", "hr", "@recruit.work.flag") || len(f.archive.kinds(recruit.KindCasePaper)) != 1 {
			t.Fatal("no message to HR with the case paper")
		}
	})
}

func TestOnlyTheNominatedAreDecidedOn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a, b := f.apply("A", false), f.apply("B", false)
		f.afterDeadline()
		f.qualified(a)
		f.must(f.Nominate(f.as("member"), f.vacancy, []recruit.ApplicationID{a}, "x", ""))
		f.must(f.WriteCasePaper(f.as("leader"), f.vacancy, "the case"))
		f.refused("recruit.decide-not-nominated")(f.Decide(f.as("chief"), f.vacancy, []recruit.ApplicationID{b}, "x"))
	})
}

func TestTheFirstChoiceDeclinesAndTheNextIsOffered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		first, second, _ := f.decidedOn()
		f.refused("recruit.offer-out-of-turn")(f.Offer(f.as("hr"), f.vacancy, second, terms))
		f.must(f.Offer(f.as("hr"), f.vacancy, first, terms))
		f.must(f.answers("Åse", false))
		if !f.waitsFor("hr", "hr", "@recruit.work.offer-next") {
			t.Fatal("HR was not told that it is the next one's turn")
		}
		f.refused("recruit.offered-already")(f.Offer(f.as("hr"), f.vacancy, first, terms))
		f.must(f.Offer(f.as("hr"), f.vacancy, second, terms))
		f.must(f.answers("Bo", true))
		if f.now().Hire.Application != second {
			t.Fatal("the second was not hired")
		}
	})
}

func TestAnOfferLapsesAfterItsDeadlineAndNotBefore(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		first, second, _ := f.decidedOn()
		f.must(f.Offer(f.as("hr"), f.vacancy, first, terms))
		f.refused("recruit.offer-still-open")(f.RecordOfferAnswer(f.as("hr"), f.vacancy, first, recruit.AnswerLapsed, ""))
		f.refused("authz.denied")(f.RecordOfferAnswer(f.as("leader"), f.vacancy, first, recruit.AnswerYes, ""))
		f.refused("recruit.answer-missing")(f.RecordOfferAnswer(f.as("hr"), f.vacancy, first, "perhaps", ""))
		f.clock.Set(terms.AnswerBy.AddDays(1).In(time.UTC))
		f.must(f.RecordOfferAnswer(f.as("hr"), f.vacancy, first, recruit.AnswerLapsed, "no answer"))
		f.must(f.Offer(f.as("hr"), f.vacancy, second, recruit.Terms{AnswerBy: terms.AnswerBy.AddDays(14)}))
		f.must(f.RecordOfferAnswer(f.as("hr"), f.vacancy, second, recruit.AnswerYes, "by telephone"))
		want := []map[string]any{{"offerAccepted": false, "offersLeft": 1}, {"offerAccepted": true, "offersLeft": 0}}
		if !reflect.DeepEqual(f.cases.told, want) {
			t.Fatalf("the process was told %v", f.cases.told)
		}
	})
}

func TestARejectedApplicantIsNeverOffered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		first, second, third := f.decidedOn()
		f.must(f.Offer(f.as("hr"), f.vacancy, first, terms))
		f.must(f.answers("Åse", true))
		f.must(f.RejectOthers(f.as("hr"), f.vacancy, ""))
		for _, rejected := range []recruit.ApplicationID{second, third} {
			f.refused("recruit.offer-to-rejected")(f.Offer(f.as("hr"), f.vacancy, rejected, terms))
		}
	})
}

func TestAContractFollowsAnAcceptedOffer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		first, _, _ := f.decidedOn()
		f.refused("recruit.contract-before-acceptance")(f.WriteContract(f.as("hr"), f.vacancy, terms))
		f.must(f.Offer(f.as("hr"), f.vacancy, first, terms))
		f.refused("recruit.contract-before-acceptance")(f.WriteContract(f.as("hr"), f.vacancy, terms))
		f.must(f.answers("Åse", true))
		f.must(f.WriteContract(f.as("hr"), f.vacancy, terms))
	})
}

func TestTheOthersAreAnsweredAfterAnAcceptedOffer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		first, _, _ := f.decidedOn()
		f.refused("recruit.reject-before-acceptance")(f.RejectOthers(f.as("hr"), f.vacancy, ""))
		f.must(f.Offer(f.as("hr"), f.vacancy, first, terms))
		f.refused("recruit.reject-before-acceptance")(f.RejectOthers(f.as("hr"), f.vacancy, ""))
		f.must(f.answers("Åse", true))
		f.must(f.RejectOthers(f.as("hr"), f.vacancy, ""))
		f.refused("recruit.all-answered")(f.RejectOthers(f.as("hr"), f.vacancy, ""))
	})
}

func TestEachApplicationIsSettledByItsReply(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		first, _, _ := f.decidedOn()
		f.must(f.Offer(f.as("hr"), f.vacancy, first, terms))
		f.must(f.answers("Åse", true))
		f.must(f.WriteContract(f.as("hr"), f.vacancy, terms))
		f.must(f.RejectOthers(f.as("hr"), f.vacancy, ""))
		settles := map[string]string{}
		for _, o := range f.archive.written {
			if o.Answers != "" {
				settles[o.To] = o.Answers
			}
		}
		for _, a := range f.now().Applications {
			if settles[a.Name] != a.EntryRef {
				t.Errorf("%s came as %s and is settled by the reply to %q", a.Name, a.EntryRef, settles[a.Name])
			}
		}
		for _, o := range f.archive.kinds(recruit.KindAcknowledgement) {
			if o.Answers != "" {
				t.Error("an acknowledgement settled an application")
			}
		}
	})
}

func TestTheSignedContractIsTakenNoteOf(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		first, _, _ := f.decidedOn()
		f.must(f.Offer(f.as("hr"), f.vacancy, first, terms))
		f.must(f.answers("Åse", true))
		f.must(f.WriteContract(f.as("hr"), f.vacancy, terms))
		f.refused("recruit.nothing-came")(f.ReceiveSignedContract(f.as("hr"), f.vacancy, nil))
		f.must(f.ReceiveSignedContract(f.as("hr"), f.vacancy, []recruit.Attachment{{Kind: recruit.KindSignedContract, Name: "contract.pdf"}}))
		last := len(f.archive.received)
		if f.archive.received[last-1].Kind != recruit.KindSignedContract || !slices.Contains(f.archive.noted, "entry-"+string(rune('0'+last))) {
			t.Fatalf("%+v, noted %v", f.archive.received[last-1], f.archive.noted)
		}
	})
}

func TestOnlyASignedContractIsAttested(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		first, _, _ := f.decidedOn()
		f.must(f.Offer(f.as("hr"), f.vacancy, first, terms))
		f.must(f.answers("Åse", true))
		f.must(f.WriteContract(f.as("hr"), f.vacancy, terms))
		f.refused("recruit.not-signed")(f.Attest(f.as("leader"), f.vacancy, "12848104033"))
		f.must(f.ReceiveSignedContract(f.as("hr"), f.vacancy, []recruit.Attachment{{Name: "contract.pdf"}}))
		f.must(f.Attest(f.as("leader"), f.vacancy, "12848104033"))
		if len(f.hires.hired) != 1 || f.hires.hired[0].Name != "Åse" || f.hires.hired[0].Start != terms.Start {
			t.Fatalf("%+v", f.hires.hired)
		}
	})
}

func TestWhatOutlivesTheHiringIsKeptInThePersonnelFile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		first, _, _ := f.decidedOn()
		f.must(f.Offer(f.as("hr"), f.vacancy, first, terms))
		f.must(f.answers("Åse", true))
		f.must(f.WriteContract(f.as("hr"), f.vacancy, terms))
		f.must(f.ReceiveSignedContract(f.as("hr"), f.vacancy, []recruit.Attachment{{Name: "contract.pdf"}}))
		f.refused("recruit.not-attested")(f.SeeCertificate(f.as("leader"), f.vacancy))
		f.must(f.Attest(f.as("leader"), f.vacancy, "12848104033"))
		f.must(f.SeeCertificate(f.as("leader"), f.vacancy))
		f.must(f.Introduce(f.as("leader"), f.vacancy, introduced))
		hired := f.hires.hired[0]
		if len(hired.Kept) != 2 || hired.Kept[0].Kind != recruit.KindHiredApplication || hired.Kept[1].Kind != recruit.KindHiredContract ||
			hired.Kept[0].EntryRef == "" || hired.Kept[1].EntryRef == "" || hired.Responsible.IsZero() || hired.Fields["applicant.name"] != "Åse" {
			t.Errorf("%+v", hired)
		}
		for _, kind := range []recruit.Kind{recruit.KindCertificateSeen, recruit.KindIntroduction, recruit.KindConfidentiality, recruit.KindHealth} {
			if written := f.archive.kinds(kind); len(written) != 1 || written[0].FileRef != "personnel file" {
				t.Errorf("%s: %+v", kind, written)
			}
		}
		if contract := f.archive.kinds(recruit.KindContract); len(contract) != 1 || contract[0].FileRef == "personnel file" {
			t.Errorf("the contract settles the application, and stays with it: %+v", contract)
		}
	})
}

func TestNobodyStartsBeforeThePoliceCertificateIsSeen(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		first, _, _ := f.decidedOn()
		f.must(f.Offer(f.as("hr"), f.vacancy, first, terms))
		f.must(f.answers("Åse", true))
		f.must(f.WriteContract(f.as("hr"), f.vacancy, terms))
		f.must(f.ReceiveSignedContract(f.as("hr"), f.vacancy, []recruit.Attachment{{Name: "contract.pdf"}}))
		f.must(f.Attest(f.as("leader"), f.vacancy, "12848104033"))
		f.refused("recruit.start-without-certificate")(f.Introduce(f.as("leader"), f.vacancy, introduced))
		f.refused("authz.denied")(f.SeeCertificate(f.as("member"), f.vacancy))
		f.must(f.SeeCertificate(f.as("leader"), f.vacancy))
		f.must(f.Introduce(f.as("leader"), f.vacancy, introduced))
		seen := f.archive.kinds(recruit.KindCertificateSeen)
		if len(seen) != 1 || len(seen[0].Lines) != 1 || !strings.HasPrefix(seen[0].Lines[0], "leader, ") || !strings.HasSuffix(seen[0].Lines[0], " 2024") {
			t.Fatalf("%+v", seen)
		}
	})
}

func TestAHealthDeclarationIsAskedWhereTheWorkNeedsIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		first, _, _ := f.decidedOn()
		f.must(f.Offer(f.as("hr"), f.vacancy, first, terms))
		f.must(f.answers("Åse", true))
		f.must(f.WriteContract(f.as("hr"), f.vacancy, terms))
		f.must(f.ReceiveSignedContract(f.as("hr"), f.vacancy, []recruit.Attachment{{Name: "contract.pdf"}}))
		f.refused("recruit.not-attested")(f.Introduce(f.as("leader"), f.vacancy, introduced))
		f.must(f.Attest(f.as("leader"), f.vacancy, "12848104033"))
		f.must(f.SeeCertificate(f.as("leader"), f.vacancy))
		f.refused("recruit.health-missing")(f.Introduce(f.as("leader"), f.vacancy, recruit.Introduction{Form: true, Confidentiality: true}))
	})
}

func TestAVacancyDoesNotCloseBeforeEverybodyIsAnswered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		first, _, _ := f.decidedOn()
		f.refused("recruit.close-unanswered")(f.Close(f.as("leader"), f.vacancy))
		f.must(f.Offer(f.as("hr"), f.vacancy, first, terms))
		f.must(f.answers("Åse", true))
		f.must(f.WriteContract(f.as("hr"), f.vacancy, terms))
		f.must(f.RejectOthers(f.as("hr"), f.vacancy, ""))
		f.refused("recruit.close-before-start")(f.Close(f.as("leader"), f.vacancy))
	})
}

func TestNobodyQualifiedEndsWithAnAnswerToEverybody(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		f.apply("A", false)
		f.apply("B", false)
		f.afterDeadline()
		f.refused("recruit.reason-missing")(f.Nominate(f.as("member"), f.vacancy, nil, "", ""))
		f.must(f.Nominate(f.as("member"), f.vacancy, nil, "nobody has the authorisation", ""))
		f.must(f.WriteCasePaper(f.as("leader"), f.vacancy, "the case"))
		f.must(f.Decide(f.as("chief"), f.vacancy, nil, "nobody is hired"))
		f.must(f.RejectOthers(f.as("hr"), f.vacancy, "nobody was hired"))
		if len(f.archive.kinds(recruit.KindNobodyHired)) != 2 || len(f.archive.kinds(recruit.KindRejection)) != 0 {
			t.Error("who is told that nobody was hired is not told that another was")
		}
		f.must(f.Close(f.as("leader"), f.vacancy))
		if got := f.now().StageOn(calendar.MustDate("2024-03-01")); got != recruit.StageClosed {
			t.Fatalf("stage %s", got)
		}
	})
}

func TestListsOfVacanciesHoldWhatTheReaderMaySee(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		f.apply("Secret", true)
		f.afterDeadline()
		locked, err := f.LockedLists(f.as("hr"))
		if err != nil || len(locked) != 1 || !errs.Has(locked[0].Waits, "recruit.list-unchecked") {
			t.Fatalf("%+v %v", locked, err)
		}
		stages, err := f.ByStage(f.as("hr"))
		if err != nil || stages[recruit.StageSelection] != 1 {
			t.Fatalf("%v %v", stages, err)
		}
		for stage, want := range map[recruit.Stage]int{recruit.StageSelection: 1, recruit.StageOffer: 0, "": 1} {
			all, total, err := f.Vacancies(f.as("hr"), recruit.Query{Open: true, Stage: stage, Text: "syke"})
			if err != nil || total != want || len(all) != want || want == 1 && all[0].Applications != 1 {
				t.Errorf("%q: %+v, %d, %v", stage, all, total, err)
			}
		}
		if all, _, err := f.Vacancies(f.as("stranger"), recruit.Query{}); err != nil || len(all) != 0 {
			t.Errorf("a stranger sees %v %v", all, err)
		}
	})
}

func TestAListTellsHowManyAndOfWhatSexAlsoOfTheWithheld(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		for name, gender := range map[string]string{"A": "female", "B": "female", "C": "male", "D": ""} {
			_, err := f.ReceiveApplication(t.Context(), recruit.NewApplication{
				Reference: "FJ-1", Source: "/recruiter", SourceID: name, Name: name, Withhold: name == "A", Reason: "x",
				About: recruit.Remarks{Gender: gender, Occupation: "nurse", Education: []string{"nursing"}, Experience: []string{"nurse", "student"}},
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		f.afterDeadline()
		for _, a := range f.now().Applications {
			if a.Name == "A" {
				f.must(f.DecideWithheld(f.as("hr"), f.vacancy, a.ID, true, "threatened"))
			}
		}
		f.must(f.CheckPublicList(f.as("leader"), f.vacancy, deadline))
		f.must(f.ReleasePublicList(f.as("hr"), f.vacancy, deadline))
		f.must(f.MakeExtendedList(f.as("union"), f.vacancy))
		public, extended := f.archive.kinds(recruit.KindPublicList)[0], f.archive.kinds(recruit.KindExtendedList)[0]
		if got, want := public.Fields["list.count"], "4 (2 kvinner, 1 mann, 1 uten opplyst kjønn)"; got != want || len(public.Lines) != 3 {
			t.Errorf("%q, want %q; %v", got, want, public.Lines)
		}
		if line := extended.Lines[0]; !strings.HasSuffix(line, ", nurse; nursing; student") {
			t.Errorf("%q", line)
		}
	})
}
