package process

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/process/engine"
)

// Things of this module that have identifiers.
type (
	instanceKind struct{}
	taskKind     struct{}
	incidentKind struct{}
	noteKind     struct{}
	messageKind  struct{}
)

// Identifiers of those things.
type (
	InstanceID = ids.ID[instanceKind]
	TaskID     = ids.ID[taskKind]
	IncidentID = ids.ID[incidentKind]
	NoteID     = ids.ID[noteKind]
	messageID  = ids.ID[messageKind]
)

// Number is a case's number within its year, shown as "2024/17".
type Number struct {
	Year   int
	Serial int
}

// String is year, slash, serial.
func (n Number) String() string { return fmt.Sprintf("%d/%d", n.Year, n.Serial) }

// ParseNumber reads what String writes.
func ParseNumber(text string) (Number, error) {
	year, serial, _ := strings.Cut(text, "/")
	y, errYear := strconv.Atoi(year)
	s, errSerial := strconv.Atoi(serial)
	if errYear != nil || errSerial != nil || y < 1 || s < 1 {
		return Number{}, errs.Invalid("process.case-number-malformed", "number", text)
	}
	return Number{Year: y, Serial: s}, nil
}

// MarshalText writes what String writes.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText reads what ParseNumber reads.
func (n *Number) UnmarshalText(text []byte) error {
	parsed, err := ParseNumber(string(text))
	*n = parsed
	return err
}

// Version is one version of a process: immutable.
type Version struct {
	Key        string
	Version    int
	Meta       Meta
	Drawing    string // BPMN XML
	Current    bool   // what new cases start with
	DeployedAt time.Time
	Activated  time.Time
	Graph      *engine.Graph

	number int64
}

// Meta is what stands around a drawing; from processes/<key>.yaml.
type Meta struct {
	Title   string `json:"title"`
	Purpose string `json:"purpose,omitempty"`
	Area    string `json:"area,omitempty"`
	// Owner is the role that has the incidents.
	Owner string `json:"owner"`
	// Starters are the roles that may start it without process.start.
	Starters []string `json:"starters,omitempty"`
	// Rights are what its actions may use.
	Rights []string `json:"rights,omitempty"`
	// Lanes give roles to lanes by name; any of them does the lane's tasks.
	Lanes map[string][]string `json:"lanes,omitempty"`
	// ProcessID names the process in a drawing that holds several; else the
	// first executable one.
	ProcessID string   `json:"processId,omitempty"`
	AtHand    []string `json:"atHand,omitempty"`
	UsualTime string   `json:"usualTime,omitempty"`
	ReviseBy  string   `json:"reviseBy,omitempty"`
	// Names are variables whose names hold spaces or signs.
	Names []string `json:"names,omitempty"`
	// Agency and Unit are where a case belongs that a timer starts.
	Agency string `json:"agency,omitempty"`
	Unit   string `json:"unit,omitempty"`
}

// Start is how a case begins.
type Start struct {
	Process      string // key; its current version
	Title        string // what the case is called, in the municipality's words
	Agency, Unit string
	Owner        ids.UserID // who answers for the case; the starter when zero
	Variables    map[string]any
	Participants map[string][]ids.UserID // by role
	// Message names the message start event to begin at; empty for the plain one.
	Message string

	at *engine.NodeID // the timer start event that begins it
}

// Case is the thread everything hangs on.
type Case struct {
	ID       ids.CaseID
	Number   Number
	Title    string
	Process  string // key
	Agency   string
	Unit     string
	Owner    ids.UserID
	OpenedAt time.Time
	ClosedAt time.Time // zero while it is open
}

// IsOpen says that something of the case still runs.
func (c Case) IsOpen() bool { return c.ClosedAt.IsZero() }

// Participant takes part in a case in a role.
type Participant struct {
	Role  string
	User  ids.UserID
	From  clock.Instant
	Until clock.Instant // zero while it lasts
}

// Instance is one run of a process version.
type Instance struct {
	ID        InstanceID
	Case      ids.CaseID
	Key       string
	Version   int
	Status    engine.Status
	Variables map[string]any
	StartedAt time.Time
	EndedAt   time.Time
}

// Task is one piece of work for a person.
type Task struct {
	ID        TaskID
	Case      Case
	Instance  InstanceID
	Node      string // id in the drawing
	Name      string
	Visit     int
	Lane      string
	Role      string     // who may take it
	Person    ids.UserID // who has it
	Form      string     // key, or empty
	Action    string     // what completing it calls
	Guide     string
	Documents []string
	// Attributes are Saksgang's attributes on the element.
	Attributes map[string]string
	// Given are what the drawing's input mapping shows the doer.
	Given       map[string]any
	Variables   map[string]any
	Draft       map[string]any
	Input       map[string]any // what it was completed with
	Notes       []Note
	MaySendBack bool // the drawing has a flow back: see Return
	OpenedAt    time.Time
	DueAt       time.Time // zero for none
	ClosedAt    time.Time // zero while it waits
	ClosedBy    ids.UserID
	Withdrawn   bool // taken away by the process, not done
}

// Note is a comment, an attachment or the reason of a return.
type Note struct {
	ID       NoteID
	Kind     string // comment, attachment, return
	By       ids.UserID
	ByName   string
	Text     string
	File     blob.Sum // of an attachment
	FileName string
	Media    string
	At       time.Time
}

// When tells a step's place in time.
type When int

// The times of a step.
const (
	Later When = iota // not come to
	Now
	Past
	Skipped // the case has ended without it
)

// Step is one node as the list of steps and the drawing show it.
type Step struct {
	Node   string // id in the drawing
	Name   string
	Kind   engine.Kind
	Lane   string
	Roles  []string
	When   When
	Visits int        // how many times it was come to
	Task   TaskID     // the newest, of a user task
	Person ids.UserID // who has it, or who did it last
	Since  time.Time  // of Now: since when it waits; of Past: when it was last done
	Due    time.Time
	// Incident is the problem code that keeps it, or empty.
	Incident   string
	IncidentID IncidentID
}

// Incident is where an instance cannot go on until somebody mends and retries.
type Incident struct {
	ID       IncidentID
	Case     ids.CaseID
	Instance InstanceID
	Node     string
	Code     string
	Args     []errs.Arg
	OpenedAt time.Time
	ClosedAt time.Time
}

// Forms check what a person entered, by the forms of the municipality.
type Forms interface {
	// Validate returns Invalid "process.form-invalid" with one argument per
	// field at fault, named by its path: the value is the keyword it breaks.
	Validate(ctx context.Context, form string, input map[string]any) error
}
