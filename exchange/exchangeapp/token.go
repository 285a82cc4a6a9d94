package exchangeapp

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/exchange"
	"saksgang/web"
)

// Secrets give the secret of a name; the names stand in the municipality's
// folder, the secrets never do.
type Secrets interface {
	Secret(name string) (value string, found bool)
}

// Environment takes secrets from the program's environment.
type Environment struct{}

// Secret is the environment variable of that name; an empty one is none.
func (Environment) Secret(name string) (string, bool) {
	value := os.Getenv(name)
	return value, value != ""
}

var (
	errNoToken   = errs.Denied("exchange.token-missing")
	errBadToken  = errs.Denied("exchange.token-refused")
	errTooLarge  = errs.Invalid("exchange.too-large")
	errCutShort  = errs.Invalid("exchange.body-cut-short")
	errMediaType = errs.Invalid("exchange.media-type")
)

// statuses are those that say more than the kind of a problem does.
var statuses = map[string]int{
	"exchange.token-missing":  http.StatusUnauthorized,
	"exchange.token-refused":  http.StatusForbidden,
	"exchange.too-large":      http.StatusRequestEntityTooLarge,
	"exchange.body-cut-short": http.StatusBadRequest,
	"exchange.media-type":     http.StatusUnsupportedMediaType,
}

// sender returns the connection that the request's token belongs to, and the
// request as the connection's own. A connection that is not there, has no such
// way or has no secret looks to a caller exactly like a wrong token.
func (p pages) sender(r *http.Request, ways ...exchange.Way) (exchange.FolderConnection, *http.Request, error) {
	given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || given == "" {
		return exchange.FolderConnection{}, r, errNoToken
	}
	connection, known, err := p.messages.Agreed(r.Context(), r.PathValue("key"))
	if err != nil {
		return connection, r, err
	}
	fits := false
	for _, kind := range ways {
		if way, has := connection.Way(kind); known && has {
			fits = p.fits(r, connection.Key, way.Secret, given) || fits
		}
	}
	if !fits {
		return connection, r, errBadToken
	}
	return connection, r.WithContext(authz.With(r.Context(), connection.Sender())), nil
}

// fits compares in a time that tells nothing about the secret, nor its length.
func (p pages) fits(r *http.Request, connection, secret, given string) bool {
	if p.opts.Secrets == nil || secret == "" {
		return false
	}
	wanted, found := p.opts.Secrets.Secret(secret)
	if !found || wanted == "" {
		slog.WarnContext(r.Context(), "a connection's secret is not set, so nobody may deliver over it", "connection", connection, "secret", secret)
		return false
	}
	a, b := sha256.Sum256([]byte(wanted)), sha256.Sum256([]byte(given))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// problemDocument is what went wrong as RFC 9457 has it, with the message that
// was kept, when one was.
type problemDocument struct {
	Type     string              `json:"type"`
	Title    string              `json:"title"`
	Status   int                 `json:"status"`
	Detail   string              `json:"detail,omitempty"`
	Instance string              `json:"instance,omitempty"`
	Code     string              `json:"code"`
	Args     map[string]any      `json:"args,omitempty"`
	Message  *exchange.MessageID `json:"message,omitempty"`
	State    exchange.State      `json:"state,omitempty"`
}

func problemOf(r *http.Request, status int, err error) problemDocument {
	title, detail := i18n.Problem(r.Context(), err)
	d := problemDocument{
		Type: "urn:saksgang:problem:" + errs.CodeOf(err), Title: title, Status: status, Detail: detail,
		Instance: "urn:saksgang:request:" + web.RequestID(r.Context()), Code: errs.CodeOf(err),
	}
	for _, a := range errs.ArgsOf(err) {
		if d.Args == nil {
			d.Args = map[string]any{}
		}
		d.Args[a.Name] = a.Value
	}
	return d
}

// refuse answers with a problem document where the status says more than the
// kind of err, and leaves the rest to the shell.
func refuse(w http.ResponseWriter, r *http.Request, err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		err = errTooLarge
	}
	status, ours := statuses[errs.CodeOf(err)]
	if !ours {
		return err
	}
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="saksgang"`)
	}
	if status == http.StatusRequestEntityTooLarge || status == http.StatusBadRequest {
		w.Header().Set("Connection", "close") // the rest of the body is not waited for
	}
	return send(w, status, "application/problem+json", problemOf(r, status, err))
}

func send(w http.ResponseWriter, status int, mediaType string, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return errs.Internal(err, "exchange.answer-unwritable")
	}
	w.Header().Set("Content-Type", mediaType)
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n')) // the caller has gone; there is nobody to tell
	return nil
}

func publish(schema []byte) web.Handler {
	return func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", "application/schema+json")
		_, _ = w.Write(schema) // the reader has gone; there is nobody to tell
		return nil
	}
}
