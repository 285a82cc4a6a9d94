package recruit

import (
	"time"

	"saksgang/base/calendar"
	"saksgang/base/ids"
)

type (
	vacancyKind     struct{}
	applicationKind struct{}
)

// Identifiers of recruit's things.
type (
	VacancyID     = ids.ID[vacancyKind]
	ApplicationID = ids.ID[applicationKind]
)

// Act is who did something, and when.
type Act struct {
	By   ids.UserID `json:"by"`
	Name string     `json:"name"`
	At   time.Time  `json:"at"`
}

// Done says whether it has been done.
func (a Act) Done() bool { return !a.At.IsZero() }

// Side is whose answer a decision about the need is.
type Side string

// The two who decide the need together (C6 row 1).
const (
	Executive Side = "executive" // the kommunalsjef
	HR        Side = "hr"        // the personnel office
)

// Consultation is the union's answer about the need.
type Consultation struct {
	Act
	Asked    time.Time `json:"asked"`
	AnswerBy time.Time `json:"answerBy"` // the time given; after it, that she was asked is enough
	View     string    `json:"view,omitempty"`
	Note     string    `json:"note,omitempty"`
}

// NeedDecision is one side's decision.
type NeedDecision struct {
	Act
	Fill   bool   `json:"fill"`
	Reason string `json:"reason"`
}

// Requirement is what the position asks of an applicant.
type Requirement struct {
	Text string `json:"text"`
	Must bool   `json:"must"` // else it counts in favour
}

// Member is one of the interview committee.
type Member struct {
	User ids.UserID `json:"user"`
	Name string     `json:"name"`
	Side MemberSide `json:"side"`
}

// MemberSide is whom a member sits for.
type MemberSide string

// Whom a member sits for.
const (
	ForEmployer MemberSide = "employer"
	ForUnion    MemberSide = "union"
)

// Advertisement is the ad and its way to publication.
type Advertisement struct {
	Heading   string `json:"heading"`
	Text      string `json:"text"`
	Submitted Act    `json:"submitted"` // at this moment the union gets her copy
	Approved  Act    `json:"approved"`
}

// Extension is a deadline moved later.
type Extension struct {
	Act
	From   calendar.Date `json:"from"`
	To     calendar.Date `json:"to"`
	Reason string        `json:"reason"`
}

// PublicList is the list that anyone may see, for one deadline.
type PublicList struct {
	Deadline calendar.Date   `json:"deadline"`
	Checked  Act             `json:"checked"`
	Released Act             `json:"released"`
	Shown    []ApplicationID `json:"shown,omitempty"` // as released
	Hidden   int             `json:"hidden,omitempty"`
}

// Nomination is the committee's ranked proposal.
type Nomination struct {
	Act
	Ranked     []ApplicationID `json:"ranked,omitempty"` // at most three, best first
	Assessment string          `json:"assessment"`
	Dissent    string          `json:"dissent,omitempty"`
}

// Decision is what the appointing committee decided.
type Decision struct {
	Act
	Order  []ApplicationID `json:"order,omitempty"` // whom to offer, in turn; empty when nobody is hired
	Reason string          `json:"reason"`
}

// Hire is what happens to the one who accepted.
type Hire struct {
	Application  ApplicationID `json:"application"`
	Start        calendar.Date `json:"start"`
	Contract     Act           `json:"contract"`
	Signed       Act           `json:"signed"`
	SignedRef    string        `json:"signedRef"`   // the archive's entry of the signed contract
	Attested     Act           `json:"attested"`    // attester og anvis (C6 row 14)
	Certificate  Act           `json:"certificate"` // seen, by whom, when; never its content
	Introduced   Act           `json:"introduced"`
	Confidential Act           `json:"confidential"`
	Health       Act           `json:"health"`
	FileRef      string        `json:"fileRef"` // the personnel file, from the day the contract is attested
}

// Vacancy is one position to fill, with everything decided about it.
type Vacancy struct {
	ID        VacancyID
	Case      ids.CaseID
	Reference string // how other systems name it
	Title     string
	Position  string // its key in the municipality's folder
	Agency    string
	Unit      string
	Internal  bool // advertised inside only
	Police    bool // a police certificate is required before the start
	Health    bool // a health declaration is required (children, nursing homes)
	OpenedAt  time.Time
	Deadline  calendar.Date
	Published time.Time
	FileRef   string // the case file, opened at publication
	ClosedAt  time.Time

	Dossier
	Applications []Application
}

// Dossier is what has been decided step by step.
type Dossier struct {
	Reason       string                `json:"reason,omitempty"` // why it is to be filled, as it was reported
	Consultation Consultation          `json:"consultation"`
	Need         map[Side]NeedDecision `json:"need,omitempty"`
	Requirements []Requirement         `json:"requirements,omitempty"`
	Committee    []Member              `json:"committee,omitempty"`
	Ad           Advertisement         `json:"ad"`
	Extensions   []Extension           `json:"extensions,omitempty"`
	Lists        []PublicList          `json:"lists,omitempty"`
	Nomination   Nomination            `json:"nomination"`
	CasePaper    Act                   `json:"casePaper"` // saksframlegg
	Decision     Decision              `json:"decision"`
	Hire         Hire                  `json:"hire"`
}

// Withholding is where a request to be withheld from the public list stands.
type Withholding string

// The states of such a request.
const (
	NotAsked  Withholding = ""
	Asked     Withholding = "asked"
	Granted   Withholding = "granted"
	RefusedIt Withholding = "refused" // and told, so that the applicant may withdraw
)

// Standing is whether an applicant was found qualified.
type Standing string

// The assessments of an applicant.
const (
	NotAssessed Standing = ""
	Qualified   Standing = "qualified"
	Unqualified Standing = "unqualified"
)

// Meets is whether an applicant meets one requirement.
type Meets string

// The answers to that.
const (
	NotHeld  Meets = ""
	DoesMeet Meets = "yes"
	DoesNot  Meets = "no"
)

// OfferState is where an offer stands.
type OfferState string

// The states of an offer.
const (
	NoOffer  OfferState = ""
	Offered  OfferState = "made"
	Accepted OfferState = "accepted"
	Declined OfferState = "declined"
)

// Application is one person's application for one vacancy.
type Application struct {
	ID          ApplicationID
	Number      int // within the vacancy, from 1, as they came
	Source      string
	SourceID    string
	Name        string
	Mail        string
	Language    string
	Received    time.Time
	Day         calendar.Date // it was received, on the municipality's wall
	Late        bool
	Considered  bool // a late one that is considered all the same
	Inside      bool // works in the municipality
	Withholding Withholding
	Withdrawn   time.Time
	Shortlisted time.Time
	Called      time.Time
	Interviewed time.Time
	Referenced  time.Time
	Standing    Standing
	Rank        int // 1–3 when nominated
	Offer       OfferState
	Rejected    time.Time
	EntryRef    string // the registry entry that it came as

	Remarks
}

// Remarks are the words behind an application's states.
type Remarks struct {
	WithholdReason string     `json:"withholdReason,omitempty"` // the applicant's
	WithholdAnswer string     `json:"withholdAnswer,omitempty"`
	WithdrawBy     time.Time  `json:"withdrawBy,omitzero"` // how long a refused one may withdraw before the list
	OfferBy        time.Time  `json:"offerBy,omitzero"`    // how long an offer stands
	Assessment     string     `json:"assessment,omitempty"`
	Meets          []Meets    `json:"meets,omitempty"` // one for each of the vacancy's requirements
	Conflicts      []Conflict `json:"conflicts,omitempty"`
	Age            int        `json:"age,omitempty"` // in years, for the lists; 0 when unknown
	Gender         string     `json:"gender,omitempty"`
	Place          string     `json:"place,omitempty"`
	Address        string     `json:"address,omitempty"`    // postal, on one line, for the contract
	Occupation     string     `json:"occupation,omitempty"` // title of the present position
	Education      []string   `json:"education,omitempty"`
	Experience     []string   `json:"experience,omitempty"`
	Later          []string   `json:"later,omitempty"` // the sender's ids of what came about the application afterwards
}

// Conflict is a member's conflict of interest about an applicant.
type Conflict struct {
	Act
	Reason string `json:"reason"`
}

// InTheRunning says that the application may still lead to an offer.
func (a Application) InTheRunning() bool {
	return a.Withdrawn.IsZero() && a.Rejected.IsZero() && a.Offer != Declined && (!a.Late || a.Considered)
}

// IsAnswered says that the applicant has had the last word: hired, rejected,
// withdrawn.
func (a Application) IsAnswered() bool {
	return !a.Rejected.IsZero() || !a.Withdrawn.IsZero() || a.Offer == Accepted
}

// Stage is how far a vacancy has come, in a leader's words.
type Stage string

// The stages.
const (
	StageNeed         Stage = "need"
	StagePreparation  Stage = "preparation"
	StageApproval     Stage = "approval"
	StageApplications Stage = "applications"
	StageSelection    Stage = "selection"
	StageDecision     Stage = "decision"
	StageOffer        Stage = "offer"
	StageStart        Stage = "start"
	StageClosed       Stage = "closed"
)

// Stages lists them in order.
var Stages = []Stage{
	StageNeed, StagePreparation, StageApproval, StageApplications, StageSelection, StageDecision, StageOffer, StageStart, StageClosed,
}

// StageOn tells the stage on a day.
func (v Vacancy) StageOn(today calendar.Date) Stage {
	switch {
	case !v.ClosedAt.IsZero():
		return StageClosed
	case !v.Hire.Application.IsZero():
		return StageStart
	case v.Decision.Done():
		return StageOffer
	case v.Nomination.Done():
		return StageDecision
	case !v.Published.IsZero() && today > v.Deadline:
		return StageSelection
	case !v.Published.IsZero():
		return StageApplications
	case v.Ad.Submitted.Done():
		return StageApproval
	case v.needDecided() == nil:
		return StagePreparation
	}
	return StageNeed
}
