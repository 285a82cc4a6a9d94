// Package sections holds the parts of a municipality's folder that no module
// owns: the town itself and its calendar.
//
// Register adds both to a registry; a folder without town.yaml has a fault,
// one without calendar.yaml has no closed days of its own.
package sections

import (
	"embed"
	"path/filepath"
	"slices"
	"time"

	"saksgang/base/calendar"
	"saksgang/municipality"
)

// Locales hold the words of this package's problems.
//
//go:embed locales/*.toml
var Locales embed.FS

// Town is town.yaml: who the municipality is and by which country's law it
// works. Interface language is each user's own; Content is the language of
// letters and of what is recorded.
type Town struct {
	Name       string           `yaml:"name" check:"required"`
	Number     string           `yaml:"number" check:"required"` // kommunenummer, kommunkod
	OrgNumber  string           `yaml:"org_number" check:"required"`
	Country    calendar.Country `yaml:"country" check:"required"`
	Zone       string           `yaml:"zone"` // IANA name; empty is the country's
	Languages  []string         `yaml:"languages" check:"required,one=nb|nn|da|sv|en"`
	Content    string           `yaml:"content_language" check:"required,one=nb|nn|da|sv|en"`
	Population int              `yaml:"population"`
	Address    Address          `yaml:"address"`
	Email      string           `yaml:"email"`
	Web        string           `yaml:"web"`
	// LedgerHeads is a folder, best on another machine, that the ledger's signed
	// heads are kept in too: what the data folder alone could not show then
	// shows when the ledger is verified.
	LedgerHeads string `yaml:"ledger_heads"`
	// Demo marks a fictitious town: demo log-in and people in the folder are
	// allowed there and nowhere else.
	Demo bool `yaml:"demo"`
}

// IsDemo tells whether the town is fictitious.
func (t *Town) IsDemo() bool { return t.Demo }

// CountryCode is the country by whose law the town works.
func (t *Town) CountryCode() calendar.Country { return t.Country }

// Address is where letters go.
type Address struct {
	Street   string `yaml:"street"`
	Postcode string `yaml:"postcode"`
	Place    string `yaml:"place"`
}

// Closed is calendar.yaml: the days the town hall is closed beside the
// country's own.
type Closed struct {
	Days []ClosedDay `yaml:"closed_days"`
}

// ClosedDay is one such day.
type ClosedDay struct {
	Date calendar.Date `yaml:"date" check:"required"`
	Name string        `yaml:"name" check:"required"`
}

// The names of the sections, for municipality.Files.
const (
	TownSection   = "municipality.town"
	ClosedSection = "municipality.calendar"
)

// Register adds town.yaml and calendar.yaml.
func Register(r *municipality.Registry) {
	municipality.Register(r, municipality.Section[Town]{
		Name: TownSection, Pattern: "town.yaml", Required: true,
		Index: func(c *municipality.Checker, f *municipality.File[Town]) {
			c.Define("municipality.town", "town", f.At(f.Value), f.Value)
		},
		Check: checkTown,
	})
	municipality.Register(r, municipality.Section[Closed]{
		Name: ClosedSection, Pattern: "calendar.yaml", Check: checkClosed,
	})
}

func checkTown(c *municipality.Checker, f *municipality.File[Town]) {
	town := f.Value
	if _, err := calendar.New(calendar.Norway, town.Zone, nil); err != nil {
		c.Fault(f.At(&town.Zone), "municipality.unknown-zone", "zone", town.Zone)
	}
	if town.LedgerHeads != "" && !filepath.IsAbs(town.LedgerHeads) {
		c.Fault(f.At(&town.LedgerHeads), "municipality.heads-not-absolute", "folder", town.LedgerHeads)
	}
	if !f.Bad(&town.Content) && !f.Bad(&town.Languages) && !slices.Contains(town.Languages, town.Content) {
		c.Fault(f.At(&town.Content), "municipality.content-language-not-listed", "language", town.Content)
	}
}

func checkClosed(c *municipality.Checker, f *municipality.File[Closed]) {
	seen := make(map[calendar.Date]bool)
	for i := range f.Value.Days {
		day := &f.Value.Days[i]
		if seen[day.Date] {
			c.Fault(f.At(&day.Date), "municipality.closed-twice", "date", day.Date.String())
		}
		seen[day.Date] = true
	}
}

// TownOf returns the town of a checked folder; nil only when the folder has
// faults.
func TownOf(l *municipality.Loaded) *Town {
	for _, town := range municipality.Values[Town](l, TownSection) {
		return town
	}
	return nil
}

// CalendarOf returns the working-day calendar of a checked folder.
func CalendarOf(l *municipality.Loaded) (*calendar.Calendar, error) {
	own := make(map[calendar.Date]string)
	for _, closed := range municipality.Values[Closed](l, ClosedSection) {
		for _, day := range closed.Days {
			own[day.Date] = day.Name
		}
	}
	town := TownOf(l)
	if town == nil {
		return calendar.New("", "", own)
	}
	return calendar.New(town.Country, town.Zone, own)
}

// ZoneOf returns the town's time zone, UTC while there is no town.
func ZoneOf(l *municipality.Loaded) *time.Location {
	c, err := CalendarOf(l)
	if err != nil {
		return time.UTC
	}
	return c.Zone()
}
