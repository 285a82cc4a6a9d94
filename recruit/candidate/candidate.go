// Package candidate reads what recruitment systems say about applicants.
//
// The form is our own JSON Schema (Schema), in the candidate vocabulary of HR
// Open: an application with its person, profile and files, and the messages
// that may follow it. What does not fit the schema is refused with every fault
// at its JSON pointer, so that the sender can mend all of them at once; no value
// is repeated, since values are personal data. Nothing here touches a database,
// a clock or a network.
package candidate

import (
	"embed"
	"encoding/json"
	"time"

	"saksgang/base/calendar"
)

// Schema is the JSON Schema as it is published to those who deliver.
//
//go:embed candidate.schema.json
var Schema []byte

// Locales hold the words of this package's problems.
//
//go:embed locales/*.toml
var Locales embed.FS

// Application is one application for one vacancy.
type Application struct {
	Person      Person       `json:"person"`
	Profile     Profile      `json:"profile,omitzero"`
	Attachments []Attachment `json:"attachments,omitempty"`
	About       About        `json:"application"`
}

// Person is who applies.
type Person struct {
	Name          Name          `json:"name"`
	BirthDate     calendar.Date `json:"birthDate,omitzero"`
	Communication Communication `json:"communication,omitzero"`
}

// Name is a person's name.
type Name struct {
	Given  string `json:"given"`
	Middle string `json:"middle,omitempty"`
	Family string `json:"family"`
}

// Communication is how a person is reached, the preferred way first.
type Communication struct {
	Email   []Email   `json:"email,omitempty"`
	Phone   []Phone   `json:"phone,omitempty"`
	Address []Address `json:"address,omitempty"`
}

// Email is an electronic address.
type Email struct {
	Address string `json:"address"`
}

// Phone is a telephone number as people write it.
type Phone struct {
	FormattedNumber string `json:"formattedNumber"`
}

// Address is a postal address; CountryCode is ISO 3166-1, two letters.
type Address struct {
	Line        string `json:"line,omitempty"`
	PostalCode  string `json:"postalCode,omitempty"`
	City        string `json:"city,omitempty"`
	CountryCode string `json:"countryCode,omitempty"`
}

// Profile is what an applicant has done and can do.
type Profile struct {
	Employment     []Employment    `json:"employment,omitempty"`
	Education      []Education     `json:"education,omitempty"`
	Certifications []Certification `json:"certifications,omitempty"`
	Languages      []Language      `json:"languages,omitempty"`
}

// Employment is one position held. Start and End are ISO 8601 as far as they
// are known: "2019", "2019-08" or "2019-08-15".
type Employment struct {
	Organization string `json:"organization,omitempty"`
	Title        string `json:"title"`
	Start        string `json:"start,omitempty"`
	End          string `json:"end,omitempty"`
	Current      bool   `json:"current,omitempty"`
	Description  string `json:"description,omitempty"`
}

// Education is one course of study.
type Education struct {
	Institution string `json:"institution,omitempty"`
	Program     string `json:"program"`
	Degree      string `json:"degree,omitempty"`
	Start       string `json:"start,omitempty"`
	End         string `json:"end,omitempty"`
}

// Certification is a licence or certificate, such as a nurse's authorisation.
type Certification struct {
	Name    string `json:"name"`
	Issuer  string `json:"issuer,omitempty"`
	Issued  string `json:"issued,omitempty"`
	Expires string `json:"expires,omitempty"`
}

// Language is a language the applicant knows; Level is A1 to C2, or "native".
type Language struct {
	Code  string `json:"code"`
	Level string `json:"level,omitempty"`
}

// AttachmentKind is what a file is; the connection maps it to a document type.
type AttachmentKind string

// The kinds of files that come with an application.
const (
	CV          AttachmentKind = "cv"
	Diploma     AttachmentKind = "diploma"
	Certificate AttachmentKind = "certificate"
	Letter      AttachmentKind = "letter"
	Other       AttachmentKind = "other"
)

// Attachment names one file of the delivery.
type Attachment struct {
	Kind      AttachmentKind `json:"kind"`
	FileName  string         `json:"fileName"` // in the delivery, folders with "/"
	Title     string         `json:"title,omitempty"`
	MediaType string         `json:"mediaType"`
	SHA256    string         `json:"sha256"` // 64 lower-case hexadecimal digits
	Size      int64          `json:"size"`   // bytes
}

// About is what is asked of the municipality.
type About struct {
	Vacancy         VacancyRef `json:"vacancy"`
	ReceivedAt      time.Time  `json:"receivedAt"`
	Language        string     `json:"language,omitempty"`
	Letter          string     `json:"letter,omitempty"`
	Withhold        Withhold   `json:"withholdFromPublicList,omitzero"`
	InsideApplicant bool       `json:"insideApplicant,omitempty"`
	Age             int        `json:"age,omitempty"` // years; 0 when not told
	Gender          string     `json:"gender,omitempty"`
	Place           string     `json:"place,omitempty"`
	Occupation      string     `json:"occupation,omitempty"`
}

// VacancyRef is how the sender names the vacancy.
type VacancyRef struct {
	Reference string `json:"reference"`
}

// Withhold is the request not to stand on the public applicant list
// (offentleglova § 25). One that is made has a reason.
type Withhold struct {
	Requested bool   `json:"requested"`
	Reason    string `json:"reason,omitempty"`
}

// Reference names an earlier application by the id of the event it came as.
type Reference struct {
	ID string `json:"id"`
}

// WithholdRequest is the data of a "withhold-request": one made after the
// application was sent.
type WithholdRequest struct {
	Application Reference `json:"application"`
	Reason      string    `json:"reason"`
}

// Withdrawal is the data of a "withdrawal".
type Withdrawal struct {
	Application Reference `json:"application"`
	Reason      string    `json:"reason,omitempty"`
}

// Certificates is the data of a "certificates".
type Certificates struct {
	Application Reference `json:"application"`
}

// Answer is what an applicant says to an offer.
type Answer string

// The answers to an offer.
const (
	Accepted Answer = "accepted"
	Declined Answer = "declined"
)

// OfferAnswer is the data of an "offer-answer".
type OfferAnswer struct {
	Application Reference `json:"application"`
	Answer      Answer    `json:"answer"`
	Reason      string    `json:"reason,omitempty"`
}

// Parse reads the data of an "application". Invalid
// (recruit.candidate-invalid) says how many faults there are and lists them,
// each as JSON pointer and keyword.
func Parse(data json.RawMessage) (Application, error) {
	a, err := read[Application](data, applicationForm)
	if err != nil {
		return Application{}, err
	}
	return a, a.checkNames()
}

// ParseWithholdRequest reads the data of a "withhold-request"; see Parse.
func ParseWithholdRequest(data json.RawMessage) (WithholdRequest, error) {
	return read[WithholdRequest](data, withholdForm)
}

// ParseWithdrawal reads the data of a "withdrawal"; see Parse.
func ParseWithdrawal(data json.RawMessage) (Withdrawal, error) {
	return read[Withdrawal](data, withdrawalForm)
}

// ParseOfferAnswer reads the data of an "offer-answer"; see Parse.
func ParseOfferAnswer(data json.RawMessage) (OfferAnswer, error) {
	return read[OfferAnswer](data, offerForm)
}

// ParseCertificates reads the data of a "certificates"; see Parse.
func ParseCertificates(data json.RawMessage) (Certificates, error) {
	return read[Certificates](data, certificatesForm)
}

// String is the name in the order it is spoken.
func (n Name) String() string {
	if n.Middle == "" {
		return n.Given + " " + n.Family
	}
	return n.Given + " " + n.Middle + " " + n.Family
}

// Email is the preferred address, or empty.
func (a Application) Email() string {
	if len(a.Person.Communication.Email) == 0 {
		return ""
	}
	return a.Person.Communication.Email[0].Address
}

// Place is where the applicant lives or works, for the lists: as told, else
// the city of the first address.
func (a Application) Place() string {
	if a.About.Place != "" || len(a.Person.Communication.Address) == 0 {
		return a.About.Place
	}
	return a.Person.Communication.Address[0].City
}

// Occupation is the present position, for the lists: as told, else the title
// of the employment marked as current.
func (a Application) Occupation() string {
	if a.About.Occupation != "" {
		return a.About.Occupation
	}
	for _, e := range a.Profile.Employment {
		if e.Current {
			return e.Title
		}
	}
	return ""
}

// AgeOn is the applicant's age in whole years on a day; 0 when neither date of
// birth nor age was told.
func (a Application) AgeOn(day calendar.Date) int {
	born := a.Person.BirthDate
	if born.IsZero() || day < born {
		return a.About.Age
	}
	age := day.Year() - born.Year()
	if day.Month() < born.Month() || day.Month() == born.Month() && day.Day() < born.Day() {
		age--
	}
	return age
}
