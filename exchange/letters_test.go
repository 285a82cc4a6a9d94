package exchange_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/mail"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/exchange"
	"saksgang/testkit"
)

// server is a mail server that answers what it is told to, and then takes all.
type server struct {
	answers []error
	taken   []mail.Letter
}

func (s *server) Deliver(_ context.Context, l mail.Letter) error {
	var answer error
	if len(s.answers) > 0 {
		answer, s.answers = s.answers[0], s.answers[1:]
	}
	if answer == nil {
		s.taken = append(s.taken, l)
	}
	return answer
}

type postFixture struct {
	*exchange.Post
	t       *testing.T
	server  *server
	run     *jobs.Runner
	now     *clock.Manual
	theCase ids.CaseID
	owner   authz.Actor
}

func (f *postFixture) AddresseeOf(_ context.Context, c ids.CaseID) (ids.UserID, string, error) {
	if c == f.theCase {
		return f.owner.User, "archivist", nil
	}
	return ids.UserID{}, "archivist", nil
}

func eachPost(t *testing.T, answers []error, test func(t *testing.T, f *postFixture)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		now := clock.NewFixed(time.Date(2024, 1, 8, 12, 0, 0, 0, time.UTC))
		queue := jobs.New(db, now)
		f := &postFixture{
			t: t, server: &server{answers: append([]error(nil), answers...)}, now: now, theCase: ids.New[ids.Case](),
			owner: authz.Actor{User: ids.New[ids.User](), Name: "Kari Lund"},
		}
		deps := base.Deps{
			DB: db, Clock: now, Ledger: ledger.New(db, now, ledger.Sealing{}), Work: work.New(db, now), Jobs: queue,
			Mail: mail.New(db, now, queue, f.server, "fjordvik.example"),
		}
		f.Post = exchange.NewPost(deps, f)
		deps.Mail.KeptBy(f.Post)
		f.run = jobs.NewRunner(queue, "a", func(ctx context.Context, job jobs.Job, _ error) (bool, error) { return deps.Mail.GaveUp(ctx, job) }, jobs.RunnerOptions{})
		f.run.Handle(mail.SendJob, deps.Mail.Deliver)
		test(t, f)
	})
}

func (f *postFixture) send(c ids.CaseID) mail.ID {
	f.t.Helper()
	var id mail.ID
	f.must(f.DB.Transact(f.t.Context(), func(ctx context.Context) (err error) {
		id, err = f.Mail.Send(ctx, mail.Letter{Case: c, From: "post@fjordvik.example", To: "soker@example.net", Subject: "Innkalling", Body: "Hei\n"})
		return err
	}))
	f.drain()
	return id
}

func (f *postFixture) drain() {
	f.t.Helper()
	for range 3 {
		if _, err := f.run.Drain(f.t.Context()); err != nil {
			f.t.Fatal(err)
		}
		f.now.Advance(time.Minute)
	}
}

func (f *postFixture) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *postFixture) waiting(a authz.Actor) []work.Item {
	f.t.Helper()
	items, err := f.Work.Waiting(authz.With(f.t.Context(), a), work.Query{})
	f.must(err)
	return items
}

func (f *postFixture) told(id mail.ID) string {
	f.t.Helper()
	entries, err := f.Ledger.OfSubject(f.t.Context(), ledger.Subject{Kind: "letter", ID: id.String()})
	f.must(err)
	all := ""
	for _, e := range entries {
		all += string(e.Kind) + ";"
	}
	return all
}

func TestALetterThatDidNotArriveWaitsForTheOneWhoHasTheCase(t *testing.T) {
	t.Parallel()
	for state, answer := range map[mail.State]error{mail.Refused: errs.Invalid("mail.refused"), mail.Uncertain: errors.New("cut after DATA")} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			eachPost(t, []error{answer}, func(t *testing.T, f *postFixture) {
				id := f.send(f.theCase)
				items := f.waiting(f.owner)
				if len(items) != 1 || items[0].Title != "@exchange.work.letter-"+string(state) || items[0].About != "Innkalling" || items[0].Link != exchange.LetterPath(id) {
					t.Fatalf("%+v", items)
				}
				if got := f.told(id); got != "letter "+string(state)+";" || len(f.server.taken) != 0 {
					t.Fatalf("%q, %d taken", got, len(f.server.taken))
				}
				stranger := authz.With(t.Context(), authz.Actor{User: ids.New[ids.User]()})
				if err := f.SendAgain(stranger, id, "soker@example.net"); errs.KindOf(err) != errs.KindNotFound {
					t.Fatalf("a stranger: %v", err)
				}
				owner := authz.With(t.Context(), f.owner)
				if err := f.SendAgain(owner, id, "nobody"); !errs.Has(err, "mail.recipient-malformed") {
					t.Fatalf("no address: %v", err)
				}
				f.must(f.SendAgain(owner, id, "rett@example.net"))
				f.drain()
				old, err := f.Letter(owner, id)
				f.must(err)
				if len(f.server.taken) != 1 || f.server.taken[0].ID != old.Again || f.server.taken[0].MessageID == old.MessageID || f.server.taken[0].To != "rett@example.net" {
					t.Fatalf("%+v %+v", f.server.taken, old)
				}
				if len(f.waiting(f.owner)) != 0 || f.told(id) != "letter "+string(state)+";letter sent again;" {
					t.Fatalf("%+v %s", f.waiting(f.owner), f.told(id))
				}
				if err := f.SendAgain(owner, id, "rett@example.net"); !errs.Has(err, "mail.not-stuck") {
					t.Fatalf("a second time: %v", err)
				}
				f.must(f.DB.Transact(t.Context(), func(ctx context.Context) error {
					gone, err := f.Mail.Forget(ctx, id)
					if len(gone) != 2 {
						t.Errorf("forgot %v", gone)
					}
					return err
				}))
				if l, err := f.Mail.Get(t.Context(), old.Again); err != nil || l.Body != "" || l.To != "" {
					t.Fatalf("the copy is left: %+v %v", l, err)
				}
			})
		})
	}
}

func TestALetterWithoutACaseWaitsForARoleAndIsMarkedAsArrived(t *testing.T) {
	t.Parallel()
	eachPost(t, []error{errs.Invalid("mail.refused")}, func(t *testing.T, f *postFixture) {
		id := f.send(ids.CaseID{})
		archivist := authz.Actor{User: ids.New[ids.User](), Roles: []authz.Holding{{Role: "archivist"}}}
		if items := f.waiting(archivist); len(items) != 1 || len(f.waiting(f.owner)) != 0 {
			t.Fatalf("%+v", items)
		}
		ctx := authz.With(t.Context(), archivist)
		if err := f.Arrived(ctx, id, " "); !errs.Has(err, "exchange.reason-missing") {
			t.Fatalf("without a reason: %v", err)
		}
		f.must(f.Arrived(ctx, id, "Hun ringte"))
		l, err := f.Mail.Get(t.Context(), id)
		if err != nil || l.State != mail.Sent || len(f.waiting(archivist)) != 0 || f.told(id) != "letter refused;letter arrived;" || len(f.server.taken) != 0 {
			t.Fatalf("%+v %v %s", l, err, f.told(id))
		}
	})
}

func TestALetterWhoseServerNeverAnswersWaitsForAPersonInTheEnd(t *testing.T) {
	t.Parallel()
	eachPost(t, nil, func(t *testing.T, f *postFixture) {
		id := f.send(f.theCase)
		other := f.send(f.theCase)
		for _, to := range []struct {
			id    mail.ID
			state string
			want  mail.State
		}{{id, "waiting", mail.Refused}, {other, "sending", mail.Uncertain}} {
			_, err := sqldb.Exec(t.Context(), f.DB, "UPDATE mail SET state = $1 WHERE id = $2", to.state, to.id)
			f.must(err)
			_, err = f.Mail.GaveUp(t.Context(), jobs.Job{Payload: `"` + to.id.String() + `"`})
			f.must(err)
			if l, err := f.Mail.Get(t.Context(), to.id); err != nil || l.State != to.want {
				t.Fatalf("%+v %v", l, err)
			}
		}
		if n := len(f.waiting(f.owner)); n != 2 {
			t.Fatalf("%d wait", n)
		}
	})
}

// A letter whose server does not answer for two days is a person's, and what
// the case sends after it goes.
func TestALetterThatWasGivenUpDoesNotHoldTheCasesLaterLettersBack(t *testing.T) {
	t.Parallel()
	down := make([]error, 100)
	for i := range down {
		down[i] = errs.Unavailable(errors.New("no answer"), "mail.server-down")
	}
	eachPost(t, down, func(t *testing.T, f *postFixture) {
		id := f.send(f.theCase)
		for range 60 {
			f.now.Advance(time.Hour)
			f.drain()
		}
		if l, err := f.Mail.Get(t.Context(), id); err != nil || l.State != mail.Refused || len(f.waiting(f.owner)) != 1 {
			t.Fatalf("%+v %v", l, err)
		}
		f.server.answers = nil
		later := f.send(f.theCase)
		f.must(f.SendAgain(authz.With(t.Context(), f.owner), id, "soker@example.net"))
		f.drain()
		given, err := f.Mail.Get(t.Context(), id)
		f.must(err)
		for _, sent := range []mail.ID{later, given.Again} {
			if l, err := f.Mail.Get(t.Context(), sent); err != nil || l.State != mail.Sent {
				t.Errorf("%+v %v", l, err)
			}
		}
	})
}

// Nobody is asked about a letter that the law has had destroyed.
func TestALetterThatIsErasedWaitsForNobody(t *testing.T) {
	t.Parallel()
	eachPost(t, []error{errs.Invalid("mail.refused")}, func(t *testing.T, f *postFixture) {
		id := f.send(f.theCase)
		if n := len(f.waiting(f.owner)); n != 1 {
			t.Fatalf("%d wait", n)
		}
		f.must(f.DB.Transact(t.Context(), func(ctx context.Context) error {
			_, err := f.Mail.Forget(ctx, id)
			return err
		}))
		if left := f.waiting(f.owner); len(left) != 0 {
			t.Fatalf("%+v", left)
		}
		if about, err := sqldb.One[string](t.Context(), f.DB, "SELECT about FROM work_item WHERE subject = $1", id.String()); err != nil || about != "" {
			t.Fatalf("the row still says %q, %v", about, err)
		}
	})
}
