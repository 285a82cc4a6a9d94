package mail_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/mail"
	"saksgang/base/sqldb"
	"saksgang/testkit"
)

type silent struct {
	answers []error
	handed  int
}

func (s *silent) Deliver(context.Context, mail.Letter) error {
	s.handed++
	answer := s.answers[0]
	s.answers = s.answers[1:]
	return answer
}

type fixture struct {
	db    *sqldb.DB
	clock *clock.Manual
	out   *mail.Outbox
	run   *jobs.Runner
}

func with(db *sqldb.DB, transport mail.Transport) fixture {
	now := clock.NewFixed(time.Date(2024, 1, 8, 12, 0, 0, 0, time.UTC))
	queue := jobs.New(db, now)
	f := fixture{db, now, mail.New(db, now, queue, transport, "fjordvik.example"), jobs.NewRunner(queue, "a", nil, jobs.RunnerOptions{})}
	f.run.Handle(mail.SendJob, f.out.Deliver)
	return f
}

func (f fixture) send(t *testing.T, l mail.Letter) mail.ID {
	t.Helper()
	var id mail.ID
	err := f.db.Transact(t.Context(), func(ctx context.Context) (err error) {
		id, err = f.out.Send(ctx, l)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (f fixture) drain(t *testing.T) {
	t.Helper()
	if _, err := f.run.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (f fixture) state(t *testing.T, id mail.ID) mail.State {
	t.Helper()
	l, err := f.out.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return l.State
}

var letter = mail.Letter{From: "post@fjordvik.example", To: "soker@example.net", Subject: "Vi har mottatt søknaden", Body: "Saksnummer 2024/1\n"}

func TestALetterIsWrittenAsAFile(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		folder := t.TempDir()
		f := with(db, mail.Folder(folder))
		id := f.send(t, letter)
		f.drain(t)
		found, err := os.ReadDir(folder)
		if err != nil || len(found) != 1 || f.state(t, id) != mail.Sent {
			t.Fatalf("%d files, %v, %s", len(found), err, f.state(t, id))
		}
		text, err := os.ReadFile(folder + "/" + found[0].Name())
		if err != nil || !strings.Contains(string(text), "Message-ID: <"+id.String()+"@fjordvik.example>") {
			t.Fatalf("%s %v", text, err)
		}
	})
}

func TestASecondDeliveryOfALetterIsSeenAndErasedWithTheFirst(t *testing.T) {
	t.Parallel()
	folder := mail.Folder(t.TempDir())
	l := letter
	l.MessageID = "7@fjordvik.example"
	for want := 1; want <= 2; want++ {
		if err := folder.Deliver(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		if found, err := os.ReadDir(string(folder)); err != nil || len(found) != want {
			t.Fatalf("%d files after %d deliveries, %v", len(found), want, err)
		}
	}
	if err := folder.Erase(t.Context(), l.MessageID); err != nil {
		t.Fatal(err)
	}
	if found, _ := os.ReadDir(string(folder)); len(found) != 0 {
		t.Fatalf("%d files are left", len(found))
	}
}

func TestALetterIsNeverSentTwiceWhenNobodyKnowsWhetherItArrived(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		cut := &silent{answers: []error{errors.New("connection cut after DATA")}}
		f := with(db, cut)
		id := f.send(t, letter)
		f.drain(t)
		f.clock.Advance(time.Minute)
		f.drain(t)
		if f.state(t, id) != mail.Uncertain || cut.handed != 1 {
			t.Fatalf("%s after %d attempts", f.state(t, id), cut.handed)
		}
	})
}

func TestLettersOfACaseWaitForTheServerAndGoInOrder(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		server := &silent{answers: []error{errs.Unavailable(errors.New("refused"), "mail.server-down"), nil, errs.Invalid("mail.refused")}}
		f := with(db, server)
		l := letter
		l.Case = ids.New[ids.Case]()
		first, second := f.send(t, l), f.send(t, l)
		f.drain(t)
		if f.state(t, first) != mail.Waiting || f.state(t, second) != mail.Waiting {
			t.Fatalf("%s, %s", f.state(t, first), f.state(t, second))
		}
		f.clock.Advance(time.Minute)
		f.drain(t)
		if f.state(t, first) != mail.Sent || f.state(t, second) != mail.Refused {
			t.Fatalf("%s, %s", f.state(t, first), f.state(t, second))
		}
	})
}

func TestAForgottenLetterLeavesNoCopy(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		folder := t.TempDir()
		f := with(db, mail.Folder(folder))
		id := f.send(t, letter)
		f.drain(t)
		if _, err := f.out.Forget(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		l, err := f.out.Get(t.Context(), id)
		if err != nil || l.To+l.Subject+l.Body != "" || l.SentAt.IsZero() {
			t.Fatalf("%+v %v", l, err)
		}
		if err := f.out.ForgetCopy(t.Context(), l.MessageID); err != nil {
			t.Fatal(err)
		}
		if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
			t.Fatalf("%v %v", left, err)
		}
	})
}
