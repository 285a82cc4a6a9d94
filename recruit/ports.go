package recruit

import (
	"context"

	"saksgang/base/blob"
	"saksgang/base/calendar"
	"saksgang/base/ids"
)

// Archive is where recruit's documents are registered and kept. Its calls are
// made in the transaction of the step they belong to: what has to be written
// (letters, lists, notes) is ordered there and written afterwards, once.
type Archive interface {
	// OpenFile opens the case file of a vacancy, once for each case.
	OpenFile(ctx context.Context, f NewFile) (fileRef string, err error)
	// Receive registers what came in, with its files.
	Receive(ctx context.Context, d Incoming) (entryRef string, err error)
	// Write orders a document to be written from a template, registered and,
	// when it has a recipient, sent. The key makes a repeated order harmless.
	Write(ctx context.Context, d Order) error
	// TakeNoteOf settles an incoming entry without a reply.
	TakeNoteOf(ctx context.Context, entryRef, why string) error
	// Decided tells when the matter was decided, which retention counts from.
	Decided(ctx context.Context, fileRef string, on calendar.Date) error
}

// NewFile is a case file to open.
type NewFile struct {
	Case        ids.CaseID
	Title       string
	Agency      string
	Unit        string
	Responsible ids.UserID
}

// Attachment is one file of something that came in.
type Attachment struct {
	Kind  Kind
	Type  string // row of the plan by the connection's mapping; empty is the kind's
	Title string
	Name  string // file name as it came
	File  blob.Ref
}

// Incoming is something to register as received.
type Incoming struct {
	Key         string // the same key is the same entry
	Case        ids.CaseID
	FileRef     string
	Kind        Kind
	Type        string // row of the plan by the connection's mapping; empty is the kind's
	Status      string // by the connection's mapping (A7); empty is the plan's
	Handler     string // role, by the connection's mapping; empty is the case's
	Sender      string
	Mail        string
	Language    string
	Fields      map[string]string // for the title pattern
	Attachments []Attachment      // the main document first
}

// Order is a document to write.
type Order struct {
	Key      string
	Case     ids.CaseID
	FileRef  string // empty is the vacancy's
	Kind     Kind   // names the row of the plan and the template
	Language string // of the letter; empty is the municipality's
	Fields   map[string]string
	Lines    []string // paragraphs, where the kind has no template
	To       string   // recipient's name; empty for an internal document
	Mail     string   // where it is sent; empty is nowhere
	Answers  string   // the entry that it answers, which it then settles
	By       ids.UserID
	ByName   string
}

// Employer takes the one who was hired into the registers: a party, an
// employee, a user with the base role from the start date; and opens the
// personnel file, which outlives the hiring.
type Employer interface {
	Hire(ctx context.Context, h Hired) (fileRef string, err error)
}

// Kept is something in the vacancy's case file that is copied to the personnel
// file, where the plan keeps it longer.
type Kept struct {
	Kind     Kind // in the personnel file
	EntryRef string
}

// Hired is who starts where and when.
type Hired struct {
	Key         string
	Responsible ids.UserID // for the personnel file
	Fields      map[string]string
	Kept        []Kept
	Case        ids.CaseID
	Name        string
	Mail        string
	NationalID  string
	Position    string
	Unit        string
	Start       calendar.Date
}

// Cases is what recruit asks of the cases that its vacancies run in.
type Cases interface {
	// AddParticipant and RemoveParticipant give and take roles in a case.
	AddParticipant(ctx context.Context, c ids.CaseID, role string, user ids.UserID) error
	RemoveParticipant(ctx context.Context, c ids.CaseID, role string, user ids.UserID) error
	// Deliver tells whatever process waits for the message with this key what has
	// happened, once. That none waits is no error.
	Deliver(ctx context.Context, message, key string, payload map[string]any) error
}

// MessageOfferAnswered is told by OfferKey when an offer has been answered, with
// offerAccepted and offersLeft, the number of those still to be offered.
const MessageOfferAnswered = "recruit.offer-answered"

// OfferKey is the key of the message about the offer to an applicant, so that a
// process never takes the answer to one offer for that to another.
func OfferKey(a ApplicationID) string { return "recruit/offer/" + a.String() }
