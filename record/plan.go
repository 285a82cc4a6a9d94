package record

import (
	"context"
	"slices"
	"strings"
	"time"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/record/noark"
)

// PlanSource gives the municipality's rules as they are in force now. What it
// returns is read-only.
type PlanSource interface {
	Plan(ctx context.Context) (*Plan, error)
}

// Plan is one version of what the folder says about documents.
type Plan struct {
	Version  string // of the folder, as kept with everything it decided
	Town     Town
	Zone     *time.Location // nil is UTC
	Language string         // of what is recorded, "nb"
	Owner    string         // role that owns the plan
	Types    []FolderDocumentType
	Grounds  []FolderGround
	Classes  FolderClasses
	Letters  []FolderLetter
	Lists    []FolderList
}

// Town is the archive's creator and the sender of its letters.
type Town struct {
	Name      string
	OrgNumber string
	Address   []string
	Mail      string
	Web       string
}

// Plan is the plan in force now, for whoever may read records.
func (s *Service) Plan(ctx context.Context) (*Plan, error) {
	if err := authz.RequireAnywhere(ctx, RightRead); err != nil {
		return nil, err
	}
	return s.plan.Plan(ctx)
}

// Today is the municipality's date at the instant.
func (p *Plan) Today(now time.Time) calendar.Date { return calendar.DateOf(now.In(p.zone())) }

func (p *Plan) zone() *time.Location {
	if p.Zone == nil {
		return time.UTC
	}
	return p.Zone
}

// Type returns the plan's row of that key. Invalid says that there is none.
func (p *Plan) Type(key string) (FolderDocumentType, error) {
	i := slices.IndexFunc(p.Types, func(t FolderDocumentType) bool { return t.Key == key })
	if i < 0 {
		return FolderDocumentType{}, errs.Invalid("record.document-type-unknown", "type", key)
	}
	return p.Types[i], nil
}

// List returns the distribution list of that key. Invalid says that there is none.
func (p *Plan) List(key string) (FolderList, error) {
	i := slices.IndexFunc(p.Lists, func(l FolderList) bool { return l.Key == key })
	if i < 0 {
		return FolderList{}, errs.Invalid("record.list-unknown", "list", key)
	}
	return p.Lists[i], nil
}

// Cite is how the provision in force on the day is written in the journal.
// Invalid says that the ground has none that day.
func (p *Plan) Cite(ground string, day calendar.Date) (string, error) {
	if ground == "" {
		return "", nil
	}
	for _, g := range p.Grounds {
		if g.Key != ground {
			continue
		}
		if provision, found := g.On(day); found {
			return provision.Cite, nil
		}
	}
	return "", errs.Invalid("record.ground-not-in-force", "ground", ground, "day", day.String())
}

// Class returns the class of that key with those above it, the topmost first.
func (p *Plan) Class(key string) ([]FolderClass, error) {
	var path []FolderClass
	for key != "" {
		i := slices.IndexFunc(p.Classes.Classes, func(c FolderClass) bool { return c.Key == key })
		if i < 0 || len(path) > len(p.Classes.Classes) {
			return nil, errs.Invalid("record.class-unknown", "class", key)
		}
		path = append(path, p.Classes.Classes[i])
		key = p.Classes.Classes[i].Parent
	}
	slices.Reverse(path)
	return path, nil
}

// Letter returns the template in the language, or else in the plan's own.
func (p *Plan) Letter(key, language string) (FolderLetter, error) {
	for _, wanted := range []string{language, p.Language} {
		for _, l := range p.Letters {
			if l.Key == key && l.Language == wanted {
				return l, nil
			}
		}
	}
	return FolderLetter{}, errs.Invalid("record.letter-unknown", "letter", key)
}

// fileGround is the ground by which the title of a case file of this kind is
// screened, where the caller names none.
func (p *Plan) fileGround(kind string) string {
	for _, t := range p.Types {
		if t.File == kind && t.Publicity.ScreenName && t.Publicity.Ground != "" {
			return t.Publicity.Ground
		}
	}
	return ""
}

// personal are the fields that name a person; they are marked out in a title
// that the public reads.
var personal = []string{"applicant.name", "applicant.address"}

// titles makes an entry's title by the row's pattern, and its public form.
// Invalid names the fields that have no value.
func (p *Plan) titles(row FolderDocumentType, values map[string]string) (title, public string, err error) {
	pieces, _ := ParseLetter(row.NamePattern)
	title, err = RenderLetter(pieces, values)
	if err != nil {
		return "", "", errs.InvalidBecause(err, "record.title-lacks-field", "type", row.Key)
	}
	if !row.Publicity.ScreenName {
		return title, title, nil
	}
	masked := make(map[string]string, len(values))
	for key, value := range values {
		masked[key] = value
		if value != "" && slices.Contains(personal, key) {
			masked[key] = noark.ScreenedText
		}
	}
	public, err = RenderLetter(pieces, masked)
	return title, public, err
}

// keyed returns fields by their keys, whatever word they came under. A name
// that is no field is left out.
func keyed(fields map[string]string) map[string]string {
	out := make(map[string]string, len(fields))
	for name, value := range fields {
		if key, known := FieldKey(name); known {
			out[key] = strings.TrimSpace(value)
		}
	}
	return out
}

// Due is the day from which a document may be destroyed: after the event that
// the row counts from. It is zero while that event has not come, and for what
// is preserved.
func Due(outcome, from string, after calendar.Span, events Events) calendar.Date {
	if outcome != "dispose" {
		return 0
	}
	base := map[string]calendar.Date{
		"decision": events.Decided, "case-closed": events.Closed,
		"document-date": events.Document, "employment-ended": events.Ended,
	}[from]
	if base.IsZero() {
		return 0
	}
	return after.After(base)
}

// Events are the days that retention counts from; zero for what has not come.
type Events struct {
	Decided, Closed, Document, Ended calendar.Date
}
