// Package hrxml reads vacancies that recruitment systems send as HR-XML
// PositionOpening (2007-04-15), the form that Norwegian systems have sent to
// the labour administration for years, with or without a SOAP envelope.
//
// Senders differ in encoding, namespaces, prefixes and in what they leave
// empty, so elements are known by their local names alone and an empty element
// is one that is not there. A document that cannot be read is refused whole,
// with line and column; one vacancy that lacks what it must have carries its
// Fault, and the others of the same document are read all the same. Document
// type declarations are refused, and with them every entity of the sender's
// own; size, depth and number are bounded. Descriptions come out as plain text:
// no markup of the sender reaches anybody's page.
package hrxml

import (
	"embed"
	"io"

	"saksgang/base/calendar"
	"saksgang/base/errs"
)

// Locales hold the words of this package's problems.
//
//go:embed locales/*.toml
var Locales embed.FS

// The bounds of one document.
const (
	mostBytes     = 16 << 20
	mostDepth     = 64
	mostNodes     = 200_000
	mostPositions = 1_000
)

// Position is one vacancy as its sender tells it. What was not told is empty or
// zero; only ID, Employer and Title are always there unless Fault says otherwise.
type Position struct {
	ID           string // the sender's own
	Supplier     string // the recruitment system; some do not tell
	Employer     string
	Title        string
	Description  string // plain text; paragraphs are divided by an empty line
	Organization string // about the employer, likewise
	Deadline     calendar.Date
	ShownUntil   calendar.Date
	Published    calendar.Date
	Start        calendar.Date
	End          calendar.Date // of a temporary position
	AtOnce       bool          // to start as soon as possible
	Percentage   float64       // of a full position
	Schedule     string        // in the sender's words, such as "Permanent"
	Location     Location
	ContactName  string
	ContactPhone string
	ContactMail  string
	Categories   []string
	Number       int    // how many are wanted
	URL          string // where to read more or apply: http or https
	// XML is the vacancy alone as a document of its own, in UTF-8 and always the
	// same for the same content; Read reads it again.
	XML []byte
	// Line is where the vacancy begins in the document it came in.
	Line int
	// Fault is what it lacks or tells wrongly (kind Invalid, with line and
	// column); nil when it can be used.
	Fault error
}

// Location is where the work is done.
type Location struct {
	Name       string
	Address    string
	PostalCode string
	Country    string // ISO 3166-1, two letters
}

// Read reads every vacancy of a document. Invalid says what is wrong with the
// document as a whole (exchange.hrxml-…), with the line and column where it is.
func Read(r io.Reader) ([]Position, error) {
	text, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err != nil {
		return nil, err
	}
	if len(text) > mostBytes {
		return nil, errs.Invalid("exchange.hrxml-too-large", "megabytes", mostBytes>>20)
	}
	decoded, err := decode(text)
	if err != nil {
		return nil, err
	}
	nodes, err := openings(decoded)
	if err != nil {
		return nil, err
	}
	out := make([]Position, len(nodes))
	for i, n := range nodes {
		out[i] = position(n)
	}
	return out, nil
}
