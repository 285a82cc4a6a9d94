package record

import (
	"database/sql/driver"
	"fmt"

	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/ids"
	"saksgang/base/mail"
	"saksgang/record/noark"
)

type (
	caseFileKind struct{}
	entryKind    struct{}
	documentKind struct{}
	objectKind   struct{}
	orderKind    struct{}
	disposalKind struct{}
	packageKind  struct{}
	partyKind    struct{}
)

// Identifiers of what record keeps.
type (
	CaseFileID = ids.ID[caseFileKind]
	EntryID    = ids.ID[entryKind]
	DocumentID = ids.ID[documentKind]
	ObjectID   = ids.ID[objectKind]
	OrderID    = ids.ID[orderKind]
	DisposalID = ids.ID[disposalKind]
	PackageID  = ids.ID[packageKind]
	// PartyID is the party that a correspondent is, where the register has it;
	// the bytes are those of party's own identifier.
	PartyID = ids.ID[partyKind]
)

// Status is how far an entry has come (the letters are Noark's older ones,
// which officials still use).
type Status string

// The statuses of an entry, in their order.
const (
	Reserved   Status = "reserved"   // R: announced, its document is not here
	Received   Status = "received"   // M: in, not yet looked at
	Finished   Status = "finished"   // F: written, not sent
	Dispatched Status = "dispatched" // E: sent
	Journaled  Status = "journaled"  // J: signed off by the archive
	Archived   Status = "archived"   // A: at rest in a closed case file
	Cancelled  Status = "cancelled"  // U: a mistake, kept to be seen
)

// Final says that the entry changes no more by its own course.
func (s Status) Final() bool { return s == Archived || s == Cancelled }

func (s Status) known() bool {
	switch s {
	case Reserved, Received, Finished, Dispatched, Journaled, Archived, Cancelled:
		return true
	}
	return false
}

// Method is how an entry was settled.
type Method string

// The ways to settle (Noark M619).
const (
	ByLetter       Method = "letter"
	ByMail         Method = "mail"
	ByTelephone    Method = "telephone"
	TakenNoteOf    Method = "taken-note-of"
	ForInformation Method = "information" // the plan's row asks for nothing
)

var noarkMethods = map[Method]noark.SettlementMethod{
	ByLetter: noark.AnsweredByLetter, ByMail: noark.AnsweredByMail, ByTelephone: noark.AnsweredByTelephone,
	TakenNoteOf: noark.TakenNoteOf, ForInformation: noark.TakenForInformation,
}

var entryTypes = map[string]noark.EntryType{
	"incoming": noark.Incoming, "outgoing": noark.Outgoing, "internal": noark.InternalFollowedUp,
	"internal-no-reply": noark.InternalNotFollowed, "case-paper": noark.CasePaper,
}

// CaseFile is a Noark 5 saksmappe.
type CaseFile struct {
	ID              CaseFileID
	Key             string
	Case            ids.CaseID
	Kind            string // hiring, personnel, access-request
	Year, Number    int
	Title           string
	PublicTitle     string // equal to Title where nothing is screened
	Ground          string // provision that screens the title
	Class           string
	Agency, Unit    string
	UnitName        string
	Responsible     ids.UserID
	ResponsibleName string
	Status          string // open, closed, cancelled
	OpenedOn        calendar.Date
	OpenedAt        clock.Instant
	OpenedBy        string
	ClosedOn        calendar.Date
	ClosedAt        clock.Instant
	ClosedBy        string
	DecidedOn       calendar.Date
	EndedOn         calendar.Date // employment ended
}

// Reference is the number that people use, "2026/14".
func (f CaseFile) Reference() string { return fmt.Sprintf("%d/%d", f.Year, f.Number) }

func (f CaseFile) object() authz.Object {
	return authz.Object{Agency: f.Agency, Unit: f.Unit, Case: f.Case, Owner: f.Responsible}
}

func (f CaseFile) isOpen() bool { return f.Status == "open" }

// Entry is a Noark 5 journalpost, or with Note an arkivnotat.
type Entry struct {
	ID           EntryID
	Key          string
	CaseFile     CaseFileID
	Note         bool
	Number       int // within the case file
	JournalYear  int // zero for a note
	JournalSeq   int
	Direction    string
	DocumentType string
	PlanVersion  string
	Title        string
	PublicTitle  string
	Status       Status
	SettledBy    string // what it waits for: reply, note, or nothing
	Acknowledges bool
	Answers      EntryID
	Publicity    string
	Ground       string // key in the folder
	Cite         string // the provision in force when it was registered
	ScreenName   bool
	ScreenYears  int
	Agency, Unit string
	Case         ids.CaseID
	Handler      ids.UserID
	HandlerName  string
	HandlerRole  string
	DocumentDate calendar.Date
	JournalDate  calendar.Date
	ReceivedAt   clock.Instant
	SentAt       clock.Instant
	DueOn        calendar.Date
	RegisteredAt clock.Instant
	RegisteredBy string
	SignedAt     clock.Instant
	SignedBy     string
	ArchivedAt   clock.Instant
	ArchivedBy   string
	Mail         mail.ID
}

func (e Entry) object() authz.Object {
	return authz.Object{Agency: e.Agency, Unit: e.Unit, Case: e.Case, Owner: e.Handler}
}

// mustBeSettled says that Noark lets the entry rest only when it is settled.
func (e Entry) mustBeSettled() bool {
	return !e.Note && e.Status != Cancelled && entryTypes[e.Direction].MustBeSettled()
}

// Correspondent is who a document comes from or goes to.
type Correspondent struct {
	Role     string // sender, recipient, copy; internal-sender and internal-recipient are added by record
	Name     string
	Screened bool
	Mail     string
	Party    PartyID
	Unit     string
	Handler  string
}

func (c Correspondent) internal() bool {
	return c.Role == "internal-sender" || c.Role == "internal-recipient"
}

// Settlement is how, when and by whom an entry was done with (avskrivning).
type Settlement struct {
	Entry   EntryID
	ID      ids.ID[Settlement]
	Method  Method
	ByEntry EntryID
	Note    string
	On      calendar.Date
	At      clock.Instant
	By      string
}

// Document is a document description.
type Document struct {
	ID            DocumentID
	Entry         EntryID
	CaseFile      CaseFileID
	Place         int
	Main          bool
	DocumentType  string
	TypeTitle     string
	PlanVersion   string
	Title         string
	Publicity     string
	Cite          string
	Outcome       string // preserve, dispose
	After         After
	From          string // the event that After counts from
	Rule          string // key of the ground
	RuleCite      string
	DocumentDate  calendar.Date
	Archive       string // pending, ready, task, disposed
	ArchiveReason string // problem code, when a task is made of it
	SearchRow     int64
	CreatedAt     clock.Instant
	CreatedBy     string
	DisposedAt    clock.Instant
	DisposedBy    string
}

// path is the document's page.
func (d Document) path() string { return "/records/documents/" + d.ID.String() }

// After is how long after its event a document may be destroyed.
type After struct{ calendar.Span }

// Value stores ISO 8601 text; empty for none.
func (a After) Value() (driver.Value, error) {
	if a.IsZero() {
		return "", nil
	}
	return a.String(), nil
}

// Scan reads what Value stored.
func (a *After) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("record: a span cannot be read from %T", src)
	}
	if text == "" {
		*a = After{}
		return nil
	}
	return a.UnmarshalText([]byte(text))
}

// Object is one file of a document.
type Object struct {
	ID        ObjectID
	Document  DocumentID
	Version   int
	Variant   string // production, archive, redacted
	Format    string // PRONOM identifier
	Details   string
	MediaType string
	FileName  string // as it came; production variant alone
	Sum       blob.Sum
	Size      int64
	CreatedAt clock.Instant
	CreatedBy string
}

// Ref names the object's file.
func (o Object) Ref() blob.Ref { return blob.Ref{Sum: o.Sum, Size: o.Size} }

// Conversion is how an archive variant was made from another file.
type Conversion struct {
	Object  ObjectID
	From    string
	To      string
	Tool    string
	Note    string
	FromSum blob.Sum
	ToSum   blob.Sum
	At      clock.Instant
	By      string
}

// Change is one corrected value.
type Change struct {
	ID       ids.ID[Change]
	CaseFile CaseFileID
	Unit     ids.ID[Change] // the entry, document or case file
	Element  string         // Noark's name of it
	Before   string
	After    string
	Reason   string
	At       clock.Instant
	By       string
}

// Hold is why nothing in a case file may be destroyed for now.
type Hold struct {
	ID       ids.ID[Hold]
	CaseFile CaseFileID
	Reason   string
	OpenedAt clock.Instant
	OpenedBy string
	ClosedAt clock.Instant
	ClosedBy string
}
