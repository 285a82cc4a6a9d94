package exchangeapp

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"

	"saksgang/base/errs"
	"saksgang/exchange"
	"saksgang/exchange/hrxml"
	"saksgang/web"
)

// receipt is the answer to a delivery that was stored.
type receipt struct {
	Message   exchange.MessageID `json:"message"`
	State     exchange.State     `json:"state"`
	Duplicate bool               `json:"duplicate,omitempty"` // the same came before
	Position  string             `json:"position,omitempty"`  // the sender's id, for vacancies
	Problem   *problemDocument   `json:"problem,omitempty"`
}

// deliver takes in one message as ZIP, CloudEvent or multipart form. 202 says
// that it is stored; a message that is stored but wrong answers with a problem
// document that names it, so that a sender which looks at the status alone
// learns it too.
func (p pages) deliver(w http.ResponseWriter, r *http.Request) error {
	connection, r, err := p.sender(r, exchange.ByHTTP)
	if err != nil {
		return refuse(w, r, err)
	}
	a, err := p.arrival(w, r, connection)
	if err != nil {
		return refuse(w, r, err)
	}
	got, err := p.messages.Receive(r.Context(), a)
	if err != nil {
		return err
	}
	answer, err := p.receiptFor(r, got)
	if err != nil {
		return err
	}
	return acknowledge(w, answer)
}

// receiptFor adds to what was stored what is wrong with it, if anything.
func (p pages) receiptFor(r *http.Request, got exchange.Receipt) (receipt, error) {
	answer := receipt{Message: got.Message, State: got.State, Duplicate: got.Duplicate}
	status := 0
	switch got.State {
	case exchange.Problem:
		status = http.StatusUnprocessableEntity
	case exchange.Conflict:
		status = http.StatusConflict
	default:
		return answer, nil
	}
	m, err := p.messages.Message(r.Context(), got.Message)
	if err != nil {
		return answer, err
	}
	d := problemOf(r, status, m.Trouble())
	d.Message, d.State = &answer.Message, got.State
	answer.Problem = &d
	return answer, nil
}

func acknowledge(w http.ResponseWriter, answer receipt) error {
	if answer.Problem != nil {
		return send(w, answer.Problem.Status, "application/problem+json", answer.Problem)
	}
	return send(w, http.StatusAccepted, "application/json", answer)
}

// deliverPositions takes in a document of vacancies; each becomes a message of
// its own, so that one that is wrong stops none of the others.
func (p pages) deliverPositions(w http.ResponseWriter, r *http.Request) error {
	connection, r, err := p.sender(r, exchange.ByHRXML)
	if err != nil {
		return refuse(w, r, err)
	}
	if !isXML(r) {
		return refuse(w, r, errMediaType)
	}
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, connection.Limits.DeliveryBytes()))
	if err != nil {
		return refuse(w, r, cutShort(err))
	}
	positions, err := hrxml.Read(bytes.NewReader(text))
	if err != nil {
		return p.keepUnread(w, r, connection, text, err)
	}
	var answer struct {
		Receipts []receipt `json:"receipts"`
	}
	for _, position := range positions {
		got, err := p.receivePosition(r, connection, position)
		if err != nil {
			return err
		}
		answer.Receipts = append(answer.Receipts, got)
	}
	if len(answer.Receipts) == 1 {
		return acknowledge(w, answer.Receipts[0])
	}
	return send(w, http.StatusAccepted, "application/json", answer)
}

func isXML(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && (kind == "application/xml" || kind == "text/xml" || kind == "application/soap+xml")
}

func (p pages) receivePosition(r *http.Request, connection exchange.FolderConnection, v hrxml.Position) (receipt, error) {
	a := vacancy(connection, "position.xml")
	a.Source, a.SourceID, a.Damage = cmp.Or(v.Supplier, connection.Key), v.ID, v.Fault
	answer, err := p.receiveXML(r, a, v.XML)
	answer.Position = v.ID
	return answer, err
}

// keepUnread keeps a document that cannot be read, with an owner, and tells its
// sender.
func (p pages) keepUnread(w http.ResponseWriter, r *http.Request, connection exchange.FolderConnection, text []byte, fault error) error {
	if errs.KindOf(fault) != errs.KindInvalid {
		return fault
	}
	a := vacancy(connection, "positions.xml")
	a.Damage = fault
	answer, err := p.receiveXML(r, a, text)
	if err != nil {
		return err
	}
	return acknowledge(w, answer)
}

// vacancyKind is the kind of message that a vacancy is.
const vacancyKind = "vacancy"

func vacancy(connection exchange.FolderConnection, name string) exchange.Arrival {
	return exchange.Arrival{Connection: connection.Key, Way: exchange.ByHRXML, Name: name, Kind: vacancyKind}
}

func (p pages) receiveXML(r *http.Request, a exchange.Arrival, text []byte) (receipt, error) {
	file, err := p.messages.Files.Put(r.Context(), bytes.NewReader(text))
	if err != nil {
		return receipt{}, err
	}
	a.Parts = []exchange.Part{{Name: a.Name, File: file}}
	got, err := p.messages.Receive(r.Context(), a)
	if err != nil {
		return receipt{}, err
	}
	return p.receiptFor(r, got)
}

// told is what a sender may learn of a message afterwards.
type told struct {
	Message  exchange.MessageID `json:"message"`
	Source   string             `json:"source"`
	SourceID string             `json:"id"`
	Kind     string             `json:"type,omitempty"`
	State    exchange.State     `json:"state"`
	Received string             `json:"receivedAt"`
	Settled  string             `json:"settledAt,omitempty"`
	Repeats  int                `json:"repeats,omitempty"`
	Result   string             `json:"result,omitempty"`
	Problem  *problemDocument   `json:"problem,omitempty"`
}

// status tells what became of a message of the sender's own connection.
func (p pages) status(w http.ResponseWriter, r *http.Request) error {
	connection, r, err := p.sender(r, exchange.ByHTTP, exchange.ByHRXML)
	if err != nil {
		return refuse(w, r, err)
	}
	m, err := p.ownMessage(r.Context(), connection, r.PathValue("id"))
	if err != nil {
		return err
	}
	answer := told{
		Message: m.ID, Source: m.Source, SourceID: m.SourceID, Kind: m.Kind, State: m.State, Repeats: m.Repeats, Result: m.Result,
		Received: m.ReceivedAt.Time().Format(time.RFC3339),
	}
	if isSettled(m) {
		answer.Settled = m.HandledAt.Time().Format(time.RFC3339)
	}
	if fault := m.Trouble(); fault != nil {
		d := problemOf(r, web.StatusOf(fault), fault)
		answer.Problem = &d
	}
	return send(w, http.StatusOK, "application/json", answer)
}

func (p pages) ownMessage(ctx context.Context, connection exchange.FolderConnection, text string) (exchange.Message, error) {
	id, err := exchange.ParseMessageID(text)
	if err != nil {
		return exchange.Message{}, err
	}
	m, err := p.messages.Message(ctx, id)
	if err == nil && m.Connection != connection.Key {
		err = errs.NotFound("exchange.no-message")
	}
	return m, err
}

// cutShort tells a body that ended too early, whatever noticed it.
func cutShort(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return fmt.Errorf("%w (%w)", errCutShort, err)
}
