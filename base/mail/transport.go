package mail

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/wholefile"
)

func message(l Letter) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := m.From(l.From); err != nil {
		return nil, errs.InvalidBecause(err, "mail.sender-malformed")
	}
	if err := m.To(l.To); err != nil {
		return nil, errs.InvalidBecause(err, "mail.recipient-malformed")
	}
	m.Subject(l.Subject)
	m.SetMessageIDWithValue(l.MessageID)
	m.SetDateWithValue(l.Created.Time())
	m.SetBodyString(gomail.TypeTextPlain, l.Body)
	return m, nil
}

// Folder is a transport that leaves letters as EML files in a folder; a
// demonstration and a relay that fetches them use it. It can be asked.
type Folder string

func (f Folder) path(messageID string) string {
	return filepath.Join(string(f), filepath.Base(strings.ReplaceAll(messageID, "@", "_"))+".eml")
}

// again is where a letter lies that was delivered before: a second delivery is
// to be seen, not to vanish in the first.
func (f Folder) again(messageID string) string {
	return strings.TrimSuffix(f.path(messageID), ".eml") + "." + ids.New[letterKind]().String() + ".eml"
}

// Deliver writes the letter whole or not at all.
func (f Folder) Deliver(ctx context.Context, l Letter) error {
	m, err := message(l)
	if err != nil {
		return err
	}
	path := f.path(l.MessageID)
	if has, err := f.Has(ctx, l.MessageID); err != nil || has {
		path = f.again(l.MessageID)
	}
	err = wholefile.Write(path, func(w io.Writer) error {
		_, err := m.WriteTo(w)
		return err
	})
	if err != nil {
		return errs.Unavailable(err, "mail.folder-unwritable")
	}
	return nil
}

// Has says whether the letter lies in the folder.
func (f Folder) Has(_ context.Context, messageID string) (bool, error) {
	_, err := os.Stat(f.path(messageID))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Erase removes the letter's files; none is no error.
func (f Folder) Erase(_ context.Context, messageID string) error {
	entries, err := os.ReadDir(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	name := strings.TrimSuffix(filepath.Base(f.path(messageID)), ".eml")
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), name+".") {
			continue
		}
		if gone := os.Remove(filepath.Join(string(f), e.Name())); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

// SMTP is a transport to a mail server.
type SMTP struct {
	Host     string
	Port     int
	User     string // empty for no log-in
	Password string
	// Plain allows a connection without TLS, for a relay on the same machine.
	Plain bool
}

// Deliver sends the letter by SMTP.
func (s SMTP) Deliver(ctx context.Context, l Letter) error {
	m, err := message(l)
	if err != nil {
		return err
	}
	client, err := s.client()
	if err != nil {
		return errs.Unavailable(err, "mail.server-misconfigured")
	}
	if err := client.DialWithContext(ctx); err != nil {
		return errs.Unavailable(err, "mail.server-down")
	}
	defer client.Close()
	return outcome(client.Send(m))
}

func (s SMTP) client() (*gomail.Client, error) {
	policy := gomail.TLSMandatory
	if s.Plain {
		policy = gomail.NoTLS
	}
	opts := []gomail.Option{gomail.WithPort(s.Port), gomail.WithTLSPolicy(policy)}
	if s.User != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	return gomail.NewClient(s.Host, opts...)
}

// outcome sorts the server's answer: refused for good, not now, or unknown.
func outcome(err error) error {
	var sending *gomail.SendError
	if err == nil || !errors.As(err, &sending) {
		return err
	}
	var broken net.Error
	switch {
	case errors.As(err, &broken):
		return err
	case sending.IsTemp():
		return errs.Unavailable(err, "mail.not-now")
	case sending.ErrorCode() >= 500:
		return errs.InvalidBecause(err, "mail.refused")
	}
	return err
}
