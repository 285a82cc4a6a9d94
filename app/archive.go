package app

import (
	"context"
	"slices"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/party"
	"saksgang/party/nationalid"
	"saksgang/record"
	"saksgang/record/recordapp"
	"saksgang/recruit"
	"saksgang/staff"
)

// archive is recruit's Archive: record, in the words of the municipality's plan.
type archive struct{ h *house }

// asRecruit lets a step of recruit register what belongs to it: the actor stays
// who it is, and may in this call do what the step itself was allowed to cause.
func asRecruit(ctx context.Context, rights ...authz.Right) context.Context {
	actor := authz.ActorFrom(ctx)
	actor.Grants = append(slices.Clip(actor.Grants), everywhere(rights...)...)
	return authz.With(ctx, actor)
}

func recording(ctx context.Context) context.Context {
	return asRecruit(ctx, record.RightRegister, record.RightSignOff, record.RightRead)
}

// document is the plan's row and the letter of a kind of document.
func (a archive) document(kind recruit.Kind) (recruit.FolderDocument, error) {
	for _, d := range a.h.settings().Documents {
		if d.Kind == kind {
			return d, nil
		}
	}
	return recruit.FolderDocument{}, errs.NotFound("app.kind-unknown", "kind", string(kind))
}

// OpenFile opens the case file of a vacancy.
func (a archive) OpenFile(ctx context.Context, f recruit.NewFile) (string, error) {
	id, err := a.h.record.OpenCaseFile(recording(ctx), record.NewCaseFile{
		Key: "case/" + f.Case.String(), Case: f.Case, Kind: "hiring", Title: f.Title, Agency: f.Agency, Unit: f.Unit, Responsible: f.Responsible,
	})
	return id.String(), err
}

// Receive registers what came in.
func (a archive) Receive(ctx context.Context, d recruit.Incoming) (string, error) {
	file, err := parse[record.CaseFileID](d.FileRef)
	if err != nil {
		return "", err
	}
	row, err := a.document(d.Kind)
	if err != nil {
		return "", err
	}
	entry := record.NewEntry{
		Key: d.Key, CaseFile: file, DocumentType: orElse(d.Type, row.Type), Status: record.Status(d.Status), HandlerRole: d.Handler, Fields: d.Fields,
		Correspondents: []record.Correspondent{{Role: "sender", Name: d.Sender, Mail: d.Mail}},
	}
	for i, part := range d.Attachments {
		kind, err := a.document(part.Kind)
		if err != nil {
			return "", err
		}
		entry.Documents = append(entry.Documents, record.NewDocument{
			DocumentType: orElse(part.Type, kind.Type), Title: part.Title, FileName: part.Name, File: part.File, Main: i == 0,
		})
	}
	id, err := a.h.record.Register(recording(ctx), entry)
	return id.String(), err
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// parse reads an id that recruit kept as text.
func parse[T any, P interface {
	*T
	UnmarshalText([]byte) error
}](text string) (T, error) {
	var id T
	err := P(&id).UnmarshalText([]byte(text))
	return id, err
}

// Write orders a document.
func (a archive) Write(ctx context.Context, d recruit.Order) error {
	file, err := parse[record.CaseFileID](d.FileRef)
	if err != nil {
		return err
	}
	answers, err := parse[record.EntryID](d.Answers)
	if err != nil {
		return err
	}
	row, err := a.document(d.Kind)
	if err != nil {
		return err
	}
	if err := a.cite(row.Ground, d.Fields); err != nil {
		return err
	}
	order := record.Order{
		Key: d.Key, CaseFile: file, DocumentType: row.Type, Template: row.Template, Language: d.Language, Fields: d.Fields,
		Mail: d.Mail, Answers: answers, By: d.By, ByName: d.ByName,
	}
	if row.Template == "" {
		order.Lines = d.Lines // a letter says what its template says
	}
	if d.To != "" {
		order.Correspondent = record.Correspondent{Role: "recipient", Name: d.To, Mail: d.Mail}
	}
	return a.h.record.WriteDocument(recording(ctx), order)
}

// cite fills in which provision a letter rests on, as it is in force today.
func (a archive) cite(ground string, fields map[string]string) error {
	if ground == "" {
		return nil
	}
	cited, err := planOf(a.h.loaded.Load()).Cite(ground, a.h.today())
	fields["decision.ground"], fields["list.ground"] = cited, cited
	return err
}

// TakeNoteOf settles an incoming entry without a reply.
func (a archive) TakeNoteOf(ctx context.Context, entryRef, why string) error {
	id, err := parse[record.EntryID](entryRef)
	if err != nil {
		return err
	}
	return a.h.record.TakeNoteOf(recording(ctx), id, why)
}

// Decided tells the case file when the matter was decided.
func (a archive) Decided(ctx context.Context, fileRef string, on calendar.Date) error {
	id, err := parse[record.CaseFileID](fileRef)
	if err != nil {
		return err
	}
	return a.h.record.Decided(recording(ctx), id, on)
}

// employer is recruit's Employer: the one hired becomes a party, an employee
// and a user with the base role from the start date, and has a personnel file.
type employer struct{ h *house }

// Hire takes the person into the registers and opens the personnel file.
func (e employer) Hire(ctx context.Context, hired recruit.Hired) (string, error) {
	employment, err := e.employ(ctx, hired)
	if err != nil {
		return "", err
	}
	return archive(e).openPersonnelFile(recording(ctx), hired, employment)
}

func (e employer) employ(ctx context.Context, hired recruit.Hired) (staff.Employment, error) {
	number, err := nationalid.ParsePerson(hired.NationalID)
	if err != nil {
		return staff.Employment{}, err
	}
	ctx = asRecruit(ctx, party.RightEdit, party.RightRead, staff.RightEdit, staff.RightRead, "access.assign")
	given, family := splitName(hired.Name)
	id, err := e.h.parties.Register(ctx, party.New{
		Kind: party.Person, Given: given, Family: family, Number: number, Source: "application", Since: hired.Start,
		Contact: []party.NewContact{{Kind: party.Mail, Value: hired.Mail}},
	})
	if err != nil {
		return staff.Employment{}, err
	}
	position, err := e.h.staff.Position(ctx, hired.Position)
	if err != nil {
		return staff.Employment{}, err
	}
	employment, err := e.h.staff.Employ(ctx, staff.Hire{Party: id, Position: position.Key, Percent: position.Percent, From: hired.Start, Case: hired.Case})
	if err != nil {
		return employment, err
	}
	_, err = e.h.access.Admit(ctx, employment.ID)
	return employment, err
}

// openPersonnelFile opens the file of the employment and copies to it what is
// kept longer there than in the hiring. It belongs to no case, so that who takes
// part in the hiring does not see it; an earlier employment's file stays as it
// is, within the reach of those it was for.
func (a archive) openPersonnelFile(ctx context.Context, hired recruit.Hired, e staff.Employment) (string, error) {
	words := a.h.townWords()
	file, err := a.h.record.OpenCaseFile(ctx, record.NewCaseFile{
		Key: recordapp.PersonnelKey(e.Party.String(), e.ID.String()), Kind: "personnel", Title: words.T("app.personnel-file", "name", hired.Name),
		PublicTitle: words.T("app.personnel-file", "name", "*****"), Agency: e.Agency, Unit: e.Unit, Responsible: hired.Responsible,
	})
	if err != nil {
		return "", err
	}
	for _, kept := range hired.Kept {
		entry, err := parse[record.EntryID](kept.EntryRef)
		if err != nil {
			return "", err
		}
		row, err := a.document(kept.Kind)
		if err != nil {
			return "", err
		}
		_, err = a.h.record.Copy(ctx, record.CopyOf{
			Key: "hired/" + hired.Key + "/" + string(kept.Kind), Entry: entry, CaseFile: file, DocumentType: row.Type, Fields: hired.Fields,
		})
		if err != nil {
			return "", err
		}
	}
	return file.String(), nil
}

// splitName takes the last word as the family name, as the application wrote it.
func splitName(name string) (given, family string) {
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == ' ' {
			return name[:i], name[i+1:]
		}
	}
	return name, name
}
