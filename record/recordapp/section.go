// Package recordapp joins record to the rest of the program: its part of the
// municipality's folder, its pages, jobs, actions for drawings and commands.
//
// A page shows what the reader may see and nothing of the rest: what may not be
// read is neither listed nor counted. What is refused comes back with the form
// as it was filled in. A file is handed out as an attachment under a policy that
// lets it run nothing; reading what is withheld from others is recorded before
// the first byte.
package recordapp

import (
	"embed"
	"net/mail"

	"saksgang/base/calendar"
	"saksgang/municipality"
	"saksgang/record"
)

// Locales hold the words of this package's problems.
//
//go:embed locales/*.toml
var Locales embed.FS

// The names of the sections, for municipality.Files.
const (
	GroundsSection = "record.grounds"
	ClassesSection = "record.classes"
	PlanSection    = "record.plan"
	LettersSection = "record.letters"
	ListsSection   = "record.lists"
)

// RegisterSections adds record/*.yaml and templates/*.md.
func RegisterSections(r *municipality.Registry) {
	municipality.Register(r, municipality.Section[record.FolderGrounds]{
		Name: GroundsSection, Pattern: "record/grounds*.yaml", Required: true, Check: checkGrounds,
	})
	municipality.Register(r, municipality.Section[record.FolderClasses]{
		Name: ClassesSection, Pattern: "record/classes.yaml", Required: true, Check: checkClasses,
	})
	municipality.Register(r, municipality.Section[record.FolderPlan]{
		Name: PlanSection, Pattern: "record/plan*.yaml", Required: true, Check: checkPlan,
	})
	municipality.Register(r, municipality.Section[record.FolderLetter]{
		Name: LettersSection, Pattern: "templates/*.md", Decode: decodeLetter,
		Index: func(c *municipality.Checker, f *municipality.File[record.FolderLetter]) {
			c.Define("record.letter", f.Value.Key+"."+f.Value.Language, f.At(f.Value), f.Value)
		},
	})
	municipality.Register(r, municipality.Section[record.FolderLists]{
		Name: ListsSection, Pattern: "record/distribution*.yaml", Check: checkLists,
	})
	r.Know("record.field", record.FieldNames()...)
}

// townCountry is what grounds need of the town.
type townCountry interface{ CountryCode() calendar.Country }

// checkGrounds asks that the law is the country's: a Danish folder is never
// offered a Norwegian list.
func checkGrounds(c *municipality.Checker, f *municipality.File[record.FolderGrounds]) {
	value, _ := c.Find("municipality.town", "town")
	if town, ok := value.(townCountry); ok && f.Value.Country != "" && town.CountryCode() != "" && town.CountryCode() != f.Value.Country {
		c.Fault(f.At(&f.Value.Country), "record.law-of-other-country",
			"country", string(f.Value.Country), "town", string(town.CountryCode()))
	}
	for i := range f.Value.Grounds {
		ground := &f.Value.Grounds[i]
		for j := range ground.Provisions {
			checkProvision(c, f, ground, j)
		}
	}
}

// checkProvision asks that the provisions of a ground follow one another, so
// that every day has at most one.
func checkProvision(c *municipality.Checker, f *municipality.File[record.FolderGrounds], g *record.FolderGround, i int) {
	p := &g.Provisions[i]
	if !p.To.IsZero() && p.To <= p.From {
		c.Fault(f.At(&p.To), "record.ground-ends-before-it-begins", "ground", g.Key)
	}
	if !p.RereadOn.IsZero() && p.RereadOn <= p.ReadOn {
		c.Fault(f.At(&p.RereadOn), "record.reread-before-read", "ground", g.Key)
	}
	if p.RereadOn.IsZero() && p.To.IsZero() && !f.Bad(&p.RereadOn) {
		c.Fault(f.At(p), "record.never-reread", "ground", g.Key)
	}
	if i > 0 && (g.Provisions[i-1].To.IsZero() || g.Provisions[i-1].To > p.From) {
		c.Fault(f.At(&p.From), "record.provisions-overlap", "ground", g.Key, "from", p.From.String())
	}
}

// checkClasses asks that no class lies, over any number of steps, in itself.
func checkClasses(c *municipality.Checker, f *municipality.File[record.FolderClasses]) {
	for i := range f.Value.Classes {
		class := &f.Value.Classes[i]
		above, found := findClass(c, class.Parent)
		for steps := 0; found && steps <= len(f.Value.Classes); steps++ {
			if above.Key == class.Key {
				c.Fault(f.At(&class.Parent), "record.class-in-itself", "class", class.Key)
				break
			}
			above, found = findClass(c, above.Parent)
		}
	}
}

func findClass(c *municipality.Checker, key string) (*record.FolderClass, bool) {
	value, _ := c.Find("record.class", key)
	class, ok := value.(*record.FolderClass)
	return class, ok
}

// checkPlan asks that a row says by which rule something is withheld or
// destroyed, and that its title can be made.
func checkPlan(c *municipality.Checker, f *municipality.File[record.FolderPlan]) {
	for i := range f.Value.Types {
		row := &f.Value.Types[i]
		if row.Publicity.Status != "public" && !f.Bad(&row.Publicity) && row.Publicity.Ground == "" {
			c.Fault(f.At(&row.Publicity.Ground), "record.withheld-without-ground", "type", row.Key)
		}
		checkRetention(c, f, row)
		checkCopies(c, f, row)
		if row.Settled != "" && row.Direction != "incoming" {
			c.Fault(f.At(&row.Settled), "record.settles-what-did-not-come-in", "type", row.Key)
		}
		if row.Acknowledges && row.Direction != "outgoing" {
			c.Fault(f.At(&row.Acknowledges), "record.acknowledges-without-sending", "type", row.Key)
		}
		pieces, faults := record.ParseLetter(row.NamePattern)
		for _, fault := range faults {
			c.Fault(f.At(&row.NamePattern), "record.bad-field", "text", fault.Text)
		}
		for _, piece := range pieces {
			if piece.Field != "" {
				c.Refer("record.field", piece.Field, f.At(&row.NamePattern))
			}
		}
	}
}

// checkCopies asks that what is withheld goes to nobody outside.
func checkCopies(c *municipality.Checker, f *municipality.File[record.FolderPlan], row *record.FolderDocumentType) {
	for i, key := range row.Copies {
		value, _ := c.Find("record.list", key)
		list, known := value.(*record.FolderList)
		if known && list.Outside() && row.Publicity.Status != "public" && !f.Bad(&row.Publicity) {
			c.Fault(f.At(&row.Copies[i]), "record.copies-of-what-is-withheld", "type", row.Key, "list", list.Title)
		}
	}
}

// checkLists asks that every member is a role, or a name with an address.
func checkLists(c *municipality.Checker, f *municipality.File[record.FolderLists]) {
	for i := range f.Value.Lists {
		list := &f.Value.Lists[i]
		for j := range list.Members {
			m := &list.Members[j]
			switch {
			case f.Bad(m):
			case (m.Role == "") == (m.Mail == ""):
				c.Fault(f.At(m), "record.member-neither-role-nor-address", "list", list.Title)
			case m.Role == "" && m.Name == "":
				c.Fault(f.At(m), "record.member-without-name", "mail", m.Mail)
			case m.Mail != "" && (m.Agency != "" || m.Unit != ""):
				c.Fault(f.At(m), "record.member-in-two-places", "mail", m.Mail)
			}
			if m.Mail != "" {
				if a, err := mail.ParseAddress(m.Mail); err != nil || a.Address != m.Mail {
					c.Fault(f.At(&m.Mail), "record.member-address-unreadable", "mail", m.Mail)
				}
			}
		}
	}
}

// checkRetention asks that time and outcome belong together.
func checkRetention(c *municipality.Checker, f *municipality.File[record.FolderPlan], row *record.FolderDocumentType) {
	if f.Bad(&row.Retention) {
		return
	}
	r := row.Retention
	switch disposed := r.Outcome == "dispose"; {
	case disposed && (r.After.IsZero() || r.From == ""):
		c.Fault(f.At(&row.Retention), "record.disposal-without-time", "type", row.Key)
	case !disposed && (!r.After.IsZero() || r.From != ""):
		c.Fault(f.At(&row.Retention), "record.preserved-with-time", "type", row.Key)
	}
}
