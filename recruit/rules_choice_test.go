package recruit_test

import (
	"testing"

	"saksgang/recruit"
)

// seated is a hiring after its deadline whose committee sits without the leader.
func (f *town) seated(names ...string) []recruit.ApplicationID {
	f.t.Helper()
	f.published()
	members := f.committee()
	members[0].User, members[0].Name = f.people["hr"].User, "hr"
	f.must(f.ComposeCommittee(f.as("leader"), f.vacancy, members))
	var out []recruit.ApplicationID
	for _, name := range names {
		out = append(out, f.apply(name, false))
	}
	f.afterDeadline()
	return out
}

func TestOnlyTheCommitteeInterviews(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		a := f.seated("A")
		f.must(f.Shortlist(f.as("member"), f.vacancy, a))
		f.must(f.CallToInterview(f.as("leader"), f.vacancy, a[0], recruit.Meeting{}))
		f.refused("recruit.not-a-member")(f.RecordInterview(f.as("leader"), f.vacancy, a[0], ""))
		f.must(f.RecordInterview(f.as("member"), f.vacancy, a[0], ""))
	})
}

func TestOnlyTheCommitteeNominates(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		a := f.seated("A")
		f.qualified(a...)
		f.refused("recruit.not-a-member")(f.Assess(f.as("leader"), f.vacancy, a[0], recruit.Unqualified, "not to my liking"))
		f.refused("recruit.not-a-member")(f.Hold(f.as("leader"), f.vacancy, a[0], []recruit.Meets{recruit.DoesNot}))
		f.refused("recruit.not-a-member")(f.Nominate(f.as("leader"), f.vacancy, a, "fits", ""))
		f.must(f.Nominate(f.as("member"), f.vacancy, a, "fits", ""))
	})
}

func TestNobodyIsNominatedWithoutAnInterview(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a, b := f.apply("A", false), f.apply("B", false)
		f.afterDeadline()
		f.qualified(a)
		f.must(f.Assess(f.as("member"), f.vacancy, b, recruit.Qualified, "on paper"))
		f.refused("recruit.nominate-without-interview")(f.Nominate(f.as("member"), f.vacancy, []recruit.ApplicationID{a, b}, "both fit", ""))
		f.must(f.Nominate(f.as("member"), f.vacancy, []recruit.ApplicationID{a}, "fits", ""))
	})
}

func TestAnInterviewFormIsKeptOnlyWhenWished(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a, b := f.apply("A", false), f.apply("B", false)
		f.afterDeadline()
		f.interviewed(a)
		if kept := f.archive.kinds(recruit.KindInterviewNotes); len(kept) != 0 {
			t.Fatalf("%+v", kept)
		}
		f.must(f.Shortlist(f.as("member"), f.vacancy, []recruit.ApplicationID{b}))
		f.must(f.CallToInterview(f.as("leader"), f.vacancy, b, recruit.Meeting{}))
		f.must(f.RecordInterview(f.as("leader"), f.vacancy, b, "knows the ward"))
		if kept := f.archive.kinds(recruit.KindInterviewNotes); len(kept) != 1 || kept[0].Lines[0] != "knows the ward" {
			t.Fatalf("%+v", kept)
		}
	})
}

// How long they are kept is a row of the document plan; it counts from the
// decision, which the archive is told.
func TestReferenceNotesAreFiledForAYear(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.decidedOn()
		notes := f.archive.kinds(recruit.KindReferenceNotes)
		if len(notes) != 2 || notes[0].To != "" || notes[0].FileRef != "file-1" {
			t.Fatalf("%+v", notes)
		}
		if len(f.archive.decided) != 1 || f.archive.decided[0] != f.Today() {
			t.Fatalf("decided %v", f.archive.decided)
		}
	})
}

func TestAConflictOfInterestKeepsOutOfCasePaperAndDecision(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		a := f.seated("Sister", "B")
		f.qualified(a...)
		f.must(f.Nominate(f.as("member"), f.vacancy, a, "both fit", ""))
		f.refused("recruit.reason-missing")(f.DeclareConflict(f.as("leader"), f.vacancy, a[0], ""))
		f.must(f.DeclareConflict(f.as("leader"), f.vacancy, a[0], "sister"))
		f.must(f.DeclareConflict(f.as("chief"), f.vacancy, a[0], "neighbour"))
		f.refused("recruit.conflict-declared-already")(f.DeclareConflict(f.as("chief"), f.vacancy, a[0], "again"))
		f.refused("recruit.no-vacancy")(f.DeclareConflict(f.as("stranger"), f.vacancy, a[0], "x"))
		f.refused("recruit.conflict-of-interest")(f.WriteCasePaper(f.as("leader"), f.vacancy, "the case"))
		deputy := f.people["leader"]
		deputy.User, deputy.Name = f.people["stranger"].User, "deputy"
		f.people["deputy"] = deputy
		f.must(f.WriteCasePaper(f.as("deputy"), f.vacancy, "the case"))
		f.refused("recruit.conflict-of-interest")(f.Decide(f.as("chief"), f.vacancy, a[1:], "x"))
		f.must(f.Withdraw(t.Context(), recruit.FromApplicant{Source: "/recruiter", SourceID: "Sister"}, nil))
		f.must(f.Decide(f.as("chief"), f.vacancy, a[1:], "x"))
	})
}

func TestNoOfferBeforeTheDecision(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a := f.apply("A", false)
		f.afterDeadline()
		f.qualified(a)
		f.must(f.Nominate(f.as("member"), f.vacancy, []recruit.ApplicationID{a}, "fits", ""))
		f.must(f.WriteCasePaper(f.as("leader"), f.vacancy, "the case"))
		f.refused("recruit.not-decided")(f.Offer(f.as("hr"), f.vacancy, a, terms))
		f.must(f.Decide(f.as("chief"), f.vacancy, []recruit.ApplicationID{a}, "as nominated"))
		f.must(f.Offer(f.as("hr"), f.vacancy, a, terms))
	})
}

// attested brings the first of three to where only the first day is left.
func (f *town) attested() {
	f.t.Helper()
	first, _, _ := f.decidedOn()
	f.must(f.Offer(f.as("hr"), f.vacancy, first, terms))
	f.must(f.answers("Åse", true))
	f.must(f.WriteContract(f.as("hr"), f.vacancy, terms))
	f.must(f.ReceiveSignedContract(f.as("hr"), f.vacancy, []recruit.Attachment{{Name: "contract.pdf"}}))
	f.must(f.Attest(f.as("leader"), f.vacancy, "12848104033"))
}

func TestNoPoliceCertificateIsAskedWhereNoneIsRequired(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.unguarded = true
		f.attested()
		f.refused("recruit.certificate-not-required")(f.SeeCertificate(f.as("leader"), f.vacancy))
		f.must(f.Introduce(f.as("leader"), f.vacancy, introduced))
		if seen := f.now().Hire.Certificate; seen.Done() || len(f.archive.kinds(recruit.KindCertificateSeen)) != 0 {
			t.Fatalf("%+v", seen)
		}
	})
}

func TestNobodyStartsWithoutIntroductionAndConfidentiality(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.attested()
		f.must(f.SeeCertificate(f.as("leader"), f.vacancy))
		f.refused("recruit.introduction-missing")(f.Introduce(f.as("leader"), f.vacancy, recruit.Introduction{Confidentiality: true, Health: true}))
		f.refused("recruit.confidentiality-missing")(f.Introduce(f.as("leader"), f.vacancy, recruit.Introduction{Form: true, Health: true}))
		f.must(f.Introduce(f.as("leader"), f.vacancy, introduced))
		for _, kind := range []recruit.Kind{recruit.KindIntroduction, recruit.KindConfidentiality, recruit.KindHealth} {
			if len(f.archive.kinds(kind)) != 1 {
				t.Errorf("%s was not filed", kind)
			}
		}
	})
}
