package exchange

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"saksgang/base/errs"
	"saksgang/base/wholefile"
)

// The kinds of ways that something is sent by.
const (
	FolderOut = "folder-out"
	HTTPOut   = "http-out"
)

// Transport carries messages to another system.
type Transport interface {
	// Deliver hands the message over. An error of kind Unavailable means that
	// nothing was handed over; of kind Invalid, that it was refused for good;
	// any other, that nobody knows.
	Deliver(ctx context.Context, way FolderWay, d Dispatch) error
	// Ask says whether the other system has the message; tells is false when it
	// cannot be asked.
	Ask(ctx context.Context, way FolderWay, d Dispatch) (has, tells bool, err error)
}

// Eraser is a transport that can take its copy of a message away.
type Eraser interface {
	Erase(ctx context.Context, way FolderWay, d Dispatch) error
}

// takenFolder is where the receiver moves what it has read, so that it can be
// asked for after it was fetched.
const takenFolder = "taken"

// ToFolder writes each message as one whole file <id>.json in the way's folder
// beneath Root. The receiver moves what it has read into the folder "taken"; as
// long as it does, no message comes twice.
type ToFolder struct{ Root string }

func (t ToFolder) path(way FolderWay, d Dispatch, folder ...string) string {
	return filepath.Join(append(append([]string{t.Root, filepath.FromSlash(way.Path)}, folder...), d.ID.String()+".json")...)
}

// Deliver writes the file beside its name and renames it; see Transport.
func (t ToFolder) Deliver(_ context.Context, way FolderWay, d Dispatch) error {
	text, err := d.Event()
	if err != nil {
		return err
	}
	if err := wholefile.WriteBytes(t.path(way, d), text); err != nil {
		// A failed write leaves no file under the name, so nothing was handed over.
		return errs.Unavailable(err, "exchange.destination-unwritable")
	}
	return nil
}

// Ask looks for the file, also among those the receiver has taken.
func (t ToFolder) Ask(_ context.Context, way FolderWay, d Dispatch) (has, tells bool, err error) {
	for _, path := range []string{t.path(way, d), t.path(way, d, takenFolder)} {
		_, err := os.Stat(path)
		if err == nil {
			return true, true, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return false, true, errs.Unavailable(err, "exchange.destination-unwritable")
		}
	}
	return false, true, nil
}

// Erase removes the file wherever it lies; none is no error.
func (t ToFolder) Erase(_ context.Context, way FolderWay, d Dispatch) error {
	for _, path := range []string{t.path(way, d), t.path(way, d, takenFolder)} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return errs.Unavailable(err, "exchange.destination-unwritable")
		}
	}
	return nil
}

// ToHTTP posts each message to the way's address, with the message's id as
// Idempotency-Key and the way's secret as bearer token. When the connection
// says so, the other system is asked by GET <address>/<id>: 200 or 204 has it,
// 404 or 410 has it not.
type ToHTTP struct {
	Client *http.Client // nil has a time limit of 30 seconds
	// Secret gives the secret of a name; nil knows none.
	Secret func(name string) (value string, found bool)
}

var plainClient = &http.Client{Timeout: 30 * time.Second}

func (t ToHTTP) client() *http.Client {
	c := plainClient
	if t.Client != nil {
		c = t.Client
	}
	own := *c
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // a token is shown to nobody else
	return &own
}

func (t ToHTTP) request(ctx context.Context, method string, way FolderWay, d Dispatch, more string, body []byte) (*http.Request, error) {
	address, err := url.JoinPath(way.URL, way.Path, more)
	if err != nil || way.URL == "" {
		return nil, errs.Unavailable(err, "exchange.address-wrong", "connection", d.Connection)
	}
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, errs.Unavailable(err, "exchange.address-wrong", "connection", d.Connection)
	}
	// Without it, Go would send a request with an Idempotency-Key again by
	// itself when a connection breaks; whether that is harmless is not known.
	r.GetBody = nil
	if way.Secret == "" {
		return r, nil
	}
	if t.Secret != nil {
		if token, found := t.Secret(way.Secret); found && token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
			return r, nil
		}
	}
	return nil, errs.Unavailable(nil, "exchange.secret-unset", "secret", way.Secret)
}

// Deliver posts the message; see Transport.
func (t ToHTTP) Deliver(ctx context.Context, way FolderWay, d Dispatch) error {
	text, err := d.Event()
	if err != nil {
		return err
	}
	var begun atomic.Bool
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { begun.Store(true) }})
	r, err := t.request(traced, http.MethodPost, way, d, "", text)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/cloudevents+json")
	r.Header.Set("Idempotency-Key", d.ID.String())
	answer, err := t.client().Do(r)
	if err != nil {
		if !begun.Load() {
			return errs.Unavailable(err, "exchange.destination-silent")
		}
		return errs.Internal(err, "exchange.outcome-unknown")
	}
	drop(answer)
	return verdict(answer.StatusCode)
}

// drop reads what is left, so that the connection can be used again.
func drop(answer *http.Response) {
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10)) // only the status matters
	_ = answer.Body.Close()
}

// verdict tells the three kinds of failure apart: the case is wrong (refused
// for good), the outcome is unknown, or the destination is wrong (everything
// that says nothing about this message, such as a token that has run out).
func verdict(status int) error {
	switch status {
	case http.StatusBadRequest, http.StatusConflict, http.StatusGone, http.StatusRequestEntityTooLarge,
		http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
		return errs.Invalid("exchange.destination-refused", "status", status)
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout:
		return errs.Internal(nil, "exchange.outcome-unknown", "status", status)
	}
	if status >= 200 && status < 300 {
		return nil
	}
	return errs.Unavailable(nil, "exchange.destination-answers", "status", status)
}

// Ask asks for the message by its id; see Transport.
func (t ToHTTP) Ask(ctx context.Context, way FolderWay, d Dispatch) (has, tells bool, err error) {
	if !way.Ask {
		return false, false, nil
	}
	r, err := t.request(ctx, http.MethodGet, way, d, d.ID.String(), nil)
	if err != nil {
		return false, true, err
	}
	answer, err := t.client().Do(r)
	if err != nil {
		return false, true, errs.Unavailable(err, "exchange.destination-silent")
	}
	drop(answer)
	switch answer.StatusCode {
	case http.StatusOK, http.StatusNoContent:
		return true, true, nil
	case http.StatusNotFound, http.StatusGone:
		return false, true, nil
	}
	return false, true, errs.Unavailable(nil, "exchange.destination-answers", "status", answer.StatusCode)
}

// Transports are those of production: folders beneath root, and HTTP with the
// secrets that secret gives.
func Transports(root string, secret func(name string) (string, bool)) map[string]Transport {
	return map[string]Transport{FolderOut: ToFolder{Root: root}, HTTPOut: ToHTTP{Secret: secret}}
}

var _ Eraser = ToFolder{}

// address says whether an address may be sent to: https, or http on this
// machine.
func address(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	host := u.Hostname()
	return u.Scheme == "https" || u.Scheme == "http" && (host == "localhost" || host == "::1" || strings.HasPrefix(host, "127."))
}

// MayBeSentTo says whether the way's address is one that messages may be sent
// to: https without a password or query, or http on this machine.
func (w FolderWay) MayBeSentTo() bool { return address(w.URL) }
