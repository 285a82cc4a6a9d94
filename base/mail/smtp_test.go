package mail_test

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"saksgang/base/mail"
	"saksgang/base/sqldb"
	"saksgang/testkit"
)

// postbox is a mail server that takes what it is given, or answers as told.
type postbox struct {
	mu      sync.Mutex
	refuse  *smtp.SMTPError // at the recipient; nil takes it
	cut     bool            // hangs up after the letter, before its answer
	letters []string
	conn    []net.Conn
}

func (b *postbox) NewSession(c *smtp.Conn) (smtp.Session, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.conn = append(b.conn, c.Conn())
	return &delivery{b}, nil
}

type delivery struct{ box *postbox }

func (delivery) Reset()                               {}
func (delivery) Logout() error                        { return nil }
func (delivery) Mail(string, *smtp.MailOptions) error { return nil }
func (d delivery) Rcpt(string, *smtp.RcptOptions) error {
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	if d.box.refuse != nil {
		return d.box.refuse
	}
	return nil
}

func (d delivery) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	d.box.letters = append(d.box.letters, string(text))
	if d.box.cut {
		d.box.conn[len(d.box.conn)-1].Close()
	}
	return err
}

// listen starts the server on loopback.
func (b *postbox) listen(t *testing.T) mail.SMTP {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := smtp.NewServer(b)
	s.Domain = "localhost"
	go s.Serve(ln)
	t.Cleanup(func() { s.Close() })
	return mail.SMTP{Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port, Plain: true}
}

func TestAMailServersAnswerDecidesWhatBecomesOfALetter(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		for _, c := range []struct {
			name    string
			box     *postbox
			state   mail.State
			letters int
		}{
			{"taken", &postbox{}, mail.Sent, 1},
			{"no such recipient", &postbox{refuse: &smtp.SMTPError{Code: 550, Message: "no such user"}}, mail.Refused, 0},
			{"not now", &postbox{refuse: &smtp.SMTPError{Code: 451, Message: "later"}}, mail.Waiting, 0},
			{"cut off before its answer", &postbox{cut: true}, mail.Uncertain, 1},
		} {
			f := with(db, c.box.listen(t))
			id := f.send(t, letter)
			f.drain(t)
			f.clock.Advance(time.Hour)
			f.drain(t)
			if got := f.state(t, id); got != c.state {
				t.Errorf("%s: the letter is %s, want %s", c.name, got, c.state)
			}
			if len(c.box.letters) != c.letters {
				t.Errorf("%s: the server has %d letters", c.name, len(c.box.letters))
			}
			for _, text := range c.box.letters {
				if !strings.Contains(text, id.String()+"@fjordvik.example") {
					t.Errorf("%s: %s", c.name, text)
				}
			}
		}
	})
}

func TestALetterWaitsWhileNoMailServerAnswers(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		port := ln.Addr().(*net.TCPAddr).Port
		ln.Close()
		f := with(db, mail.SMTP{Host: "127.0.0.1", Port: port, Plain: true})
		id := f.send(t, letter)
		f.drain(t)
		if got := f.state(t, id); got != mail.Waiting {
			t.Fatalf("the letter is %s", got)
		}
	})
}
