package recruit_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/recruit"
)

func TestAMovedDeadlineLetsInWhoCameAfterTheFirst(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		f.apply("Early", false)
		f.afterDeadline()
		between := f.apply("Between", true)
		if !f.now().Applications[1].Late || !f.waitsFor("leader", "", "@recruit.work.late") {
			t.Fatal("after the deadline an application is late")
		}
		second := deadline.AddDays(14)
		f.must(f.Extend(f.as("leader"), f.vacancy, second, "too few applied"))
		if f.now().Applications[1].Late || f.waitsFor("leader", "", "@recruit.work.late") {
			t.Fatal("it is in time for the new deadline")
		}
		// The first list waits for nobody who does not stand on it.
		f.must(f.CheckPublicList(f.as("leader"), f.vacancy, deadline))
		f.must(f.ReleasePublicList(f.as("hr"), f.vacancy, deadline))
		f.clock.Set(second.AddDays(1).In(time.UTC).Add(8 * time.Hour))
		f.must(f.CheckPublicList(f.as("leader"), f.vacancy, second))
		f.refused("recruit.list-requests-undecided")(f.ReleasePublicList(f.as("hr"), f.vacancy, second))
		f.must(f.DecideWithheld(f.as("hr"), f.vacancy, between, true, "threatened"))
		f.must(f.ReleasePublicList(f.as("hr"), f.vacancy, second))
		first, last := f.now().PublicListFor(deadline), f.now().PublicListFor(second)
		if len(first.Shown) != 1 || first.Hidden != 0 || len(last.Shown) != 1 || last.Hidden != 1 {
			t.Fatalf("%+v %+v", first, last)
		}
	})
}

// Half an hour into the day after, by the clock on the wall, is still the
// deadline's day in UTC.
func TestTheDayOfAnApplicationIsTheOneOnTheWall(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		f.must(f.Extend(f.as("leader"), f.vacancy, deadline.AddDays(14), "too few applied"))
		f.clock.Set(time.Date(2024, 1, 31, 23, 30, 0, 0, time.UTC))
		f.apply("Night", false)
		f.afterDeadline()
		f.must(f.CheckPublicList(f.as("leader"), f.vacancy, deadline))
		f.must(f.ReleasePublicList(f.as("hr"), f.vacancy, deadline))
		if shown := f.now().PublicListFor(deadline).Shown; len(shown) != 0 {
			t.Fatalf("the first list shows %v", shown)
		}
	})
}

func TestHRAnswersWhoAsksToSeeTheList(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		answer := func(who, words string) (recruit.Vacancy, error) {
			return f.AnswerAccess(f.as(who), f.vacancy, "Lokalavisen", "red@example.net", words)
		}
		f.refused("authz.denied")(answer("leader", "Here it is."))
		f.refused("recruit.reason-missing")(answer("hr", ""))
		f.must(answer("hr", "Here it is."))
		filed := f.archive.kinds(recruit.KindAccessAnswer)
		if len(filed) != 1 || filed[0].Mail != "red@example.net" || filed[0].FileRef != "file-1" {
			t.Fatalf("%+v", filed)
		}
	})
}

func TestCertificatesComeWhenTheApplicantIsCalled(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a := f.apply("Åse", false)
		f.apply("Gone", false)
		f.afterDeadline()
		f.must(f.Shortlist(f.as("member"), f.vacancy, []recruit.ApplicationID{a}))
		f.must(f.CallToInterview(f.as("leader"), f.vacancy, a, recruit.Meeting{Time: "kl. 10"}))
		if calls := f.archive.kinds(recruit.KindInterviewCall); len(calls) != 1 || calls[0].Mail != "Åse@example.net" {
			t.Fatalf("%+v", calls)
		}
		sends := func(who string, files ...string) (recruit.Vacancy, error) {
			var came []recruit.Attachment
			for _, name := range files {
				came = append(came, recruit.Attachment{Kind: recruit.KindDiploma, Name: name})
			}
			return f.ReceiveCertificates(t.Context(), recruit.FromApplicant{Source: "/recruiter", SourceID: who}, came)
		}
		f.refused("recruit.certificates-missing")(sends("Åse"))
		f.must(sends("Åse", "diploma.pdf", "certificate.pdf"))
		got := f.archive.received[len(f.archive.received)-1]
		if got.Kind != recruit.KindDiploma || got.Sender != "Åse" || len(got.Attachments) != 2 {
			t.Fatalf("%+v", got)
		}
		f.must(f.Withdraw(t.Context(), recruit.FromApplicant{Source: "/recruiter", SourceID: "Gone"}, nil))
		f.refused("recruit.not-in-the-running")(sends("Gone", "diploma.pdf"))
		if _, err := sends("Nobody", "diploma.pdf"); !errs.Has(err, "recruit.no-application") {
			t.Fatal(err)
		}
	})
}

// A deadline that is moved past the day of somebody who came late, and was let
// take part, makes her an applicant like the others.
func TestWhoWasLateAndConsideredIsOnTheListOfTheMovedDeadline(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		f.afterDeadline()
		late := f.apply("Late", false)
		f.must(f.ConsiderLate(f.as("leader"), f.vacancy, late, "too few applied"))
		second := deadline.AddDays(14)
		f.must(f.Extend(f.as("leader"), f.vacancy, second, "too few applied"))
		f.clock.Advance(20 * 24 * time.Hour)
		f.must(f.CheckPublicList(f.as("leader"), f.vacancy, second))
		f.must(f.ReleasePublicList(f.as("hr"), f.vacancy, second))
		if shown := f.now().PublicListFor(second).Shown; len(shown) != 1 || shown[0] != late {
			t.Fatalf("the list shows %v", shown)
		}
	})
}

// What came about an application later is found when the application goes.
func TestAForgottenApplicationNamesEveryMessageThatCameAboutIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *town) {
		f.published()
		a := f.apply("Åse", false)
		about := func(message string) recruit.FromApplicant {
			return recruit.FromApplicant{Source: "/recruiter", SourceID: "Åse", Message: message}
		}
		f.must(f.RequestWithheld(t.Context(), about("m-1"), "threatened", []recruit.Attachment{{Name: "request.txt"}}))
		f.must(f.Withdraw(t.Context(), about("m-2"), nil))
		var came []recruit.Came
		err := f.DB.Transact(t.Context(), func(ctx context.Context) (err error) {
			came, err = f.Forget(ctx, a, ids.New[ids.Event]())
			return err
		})
		want := []recruit.Came{{Source: "/recruiter", SourceID: "Åse"}, {Source: "/recruiter", SourceID: "m-1"}, {Source: "/recruiter", SourceID: "m-2"}}
		if err != nil || !slices.Equal(came, want) {
			t.Fatalf("%v %v", came, err)
		}
	})
}
