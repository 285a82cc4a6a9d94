package recruitapp

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"saksgang/base/blob"
	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/exchange"
	"saksgang/exchange/hrxml"
	"saksgang/recruit"
	"saksgang/recruit/candidate"
)

// Store keeps and gives files; blob.Files does.
type Store interface {
	Put(ctx context.Context, r io.Reader) (blob.Ref, error)
	Open(ctx context.Context, s blob.Sum) (io.ReadCloser, error)
}

// Opening is a vacancy as a recruitment system sends it.
type Opening struct {
	Reference string // how its applications name it
	Source    string
	Employer  string
	Title     string
	Text      string // of the advertisement
	Place     string
	Deadline  calendar.Date
}

// Hirings begin hirings; see StartIn.
type Hirings interface {
	StartHiring(ctx context.Context, o Opening) (ids.CaseID, error)
}

// Handlers deal with what a recruitment system delivers: vacancies as HR-XML,
// applications, requests to be withheld, withdrawals, answers to offers, and the
// certificates of those who are called to interview.
//
// Everything slow (reading, checking against the schema, holding the files
// against what the application names) is done before the transaction. What the
// sender must mend is Invalid, an unknown vacancy or application NotFound; both
// stay with an owner. The result of an application is its number in the vacancy.
func Handlers(s *recruit.Service, files Store, hirings Hirings) []exchange.Handler {
	h := handlers{s, files, hirings}
	return []exchange.Handler{
		{Kind: "vacancy", Prepare: h.readVacancy, Handle: h.vacancy},
		{Kind: "application", Prepare: h.readApplication, Handle: h.application},
		{Kind: "withhold-request", Prepare: h.readWithhold, Handle: h.follow},
		{Kind: "withdrawal", Prepare: h.readWithdrawal, Handle: h.follow},
		{Kind: "offer-answer", Prepare: h.readOfferAnswer, Handle: h.follow},
		{Kind: "certificates", Prepare: h.readCertificates, Handle: h.follow},
	}
}

type handlers struct {
	s       *recruit.Service
	files   Store
	hirings Hirings
}

// readVacancy reads the one vacancy of the message.
func (h handlers) readVacancy(ctx context.Context, d exchange.Delivery) (any, error) {
	for _, p := range d.Parts {
		if p.Name == exchange.EnvelopeFile || !strings.EqualFold(path.Ext(p.Name), ".xml") {
			continue
		}
		r, err := h.files.Open(ctx, p.File.Sum)
		if err != nil {
			return nil, err
		}
		positions, err := hrxml.Read(r)
		if err := r.Close(); err != nil {
			return nil, err
		}
		switch {
		case err != nil:
			return nil, err
		case len(positions) != 1:
			return nil, errs.Invalid("recruit.one-vacancy", "count", len(positions))
		}
		return opening(d, positions[0])
	}
	return nil, errs.Invalid("recruit.one-vacancy", "count", 0)
}

func opening(d exchange.Delivery, p hrxml.Position) (Opening, error) {
	return Opening{
		Reference: p.ID, Source: d.Source, Employer: p.Employer, Title: p.Title, Text: p.Description, Place: p.Location.Name, Deadline: p.Deadline,
	}, p.Fault
}

func (h handlers) vacancy(ctx context.Context, _ exchange.Delivery, prepared any) (exchange.Outcome, error) {
	o := prepared.(Opening)
	c, err := h.hirings.StartHiring(ctx, o)
	return exchange.Outcome{Case: c, Result: o.Reference}, err
}

// readApplication reads the application and holds its files against it.
func (h handlers) readApplication(ctx context.Context, d exchange.Delivery) (any, error) {
	a, err := candidate.Parse(d.Data)
	if err != nil {
		return nil, err
	}
	parts := map[string]blob.Ref{}
	var came []candidate.File
	for _, p := range d.Parts {
		if p.Name == exchange.EnvelopeFile {
			continue
		}
		parts[p.Name] = p.File
		came = append(came, candidate.File{Name: p.Name, Sum: p.File.Sum, Size: p.File.Size})
	}
	if err := candidate.CheckAttachments(a, came); err != nil {
		return nil, err
	}
	n := fromCandidate(a, h.s.Today())
	n.Source, n.SourceID = d.Source, d.SourceID
	n.Type, n.Status, n.Handler = mapped(d, recruit.KindApplication)
	for _, at := range a.Attachments {
		kind := kindOf[at.Kind]
		row, _, _ := mapped(d, kind)
		n.Attachments = append(n.Attachments, recruit.Attachment{Kind: kind, Type: row, Title: at.Title, Name: at.FileName, File: parts[at.FileName]})
	}
	return h.withLetter(ctx, d, a, n)
}

// kindOf is what an attachment becomes. A further paper goes with the diplomas.
var kindOf = map[candidate.AttachmentKind]recruit.Kind{
	candidate.Letter: recruit.KindApplication, candidate.CV: recruit.KindCV,
	candidate.Diploma: recruit.KindDiploma, candidate.Certificate: recruit.KindDiploma, candidate.Other: recruit.KindDiploma,
}

// withLetter puts the application itself first: the letter that came as a file,
// else the words of the letter, else the whole of what was entered.
func (h handlers) withLetter(ctx context.Context, d exchange.Delivery, a candidate.Application, n recruit.NewApplication) (recruit.NewApplication, error) {
	i := slices.IndexFunc(n.Attachments, func(at recruit.Attachment) bool { return at.Kind == recruit.KindApplication })
	if i >= 0 {
		letter := n.Attachments[i]
		n.Attachments = slices.Insert(slices.Delete(n.Attachments, i, i+1), 0, letter)
		return n, nil
	}
	text := a.About.Letter
	if text == "" {
		text = asEntered(d.Data)
	}
	file, err := h.files.Put(ctx, strings.NewReader(text))
	if err != nil {
		return n, err
	}
	letter := recruit.Attachment{Kind: recruit.KindApplication, Type: n.Type, Name: "application.txt", File: file}
	n.Attachments = slices.Insert(n.Attachments, 0, letter)
	return n, nil
}

// asEntered is what the message says, in lines that can be read.
func asEntered(data json.RawMessage) string {
	var lines bytes.Buffer
	if err := json.Indent(&lines, data, "", "  "); err != nil {
		return string(data)
	}
	return lines.String()
}

func fromCandidate(a candidate.Application, today calendar.Date) recruit.NewApplication {
	n := recruit.NewApplication{
		Reference: a.About.Vacancy.Reference, Name: a.Person.Name.String(), Mail: a.Email(), Language: a.About.Language,
		Inside: a.About.InsideApplicant, Withhold: a.About.Withhold.Requested, Reason: a.About.Withhold.Reason,
		About: recruit.Remarks{Age: a.AgeOn(today), Gender: a.About.Gender, Place: a.Place(), Occupation: a.Occupation(), Address: addressOf(a)},
	}
	for _, e := range a.Profile.Education {
		n.About.Education = append(n.About.Education, joined(e.Program, e.Institution))
	}
	for _, e := range a.Profile.Employment {
		n.About.Experience = append(n.About.Experience, joined(e.Title, e.Organization))
	}
	return n
}

func addressOf(a candidate.Application) string {
	if len(a.Person.Communication.Address) == 0 {
		return ""
	}
	at := a.Person.Communication.Address[0]
	return joined(at.Line, strings.TrimSpace(at.PostalCode+" "+at.City))
}

func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", ")
}

// mapped is what the connection decides for a kind of document (A7): the row of
// the plan, its status and who has it.
func mapped(d exchange.Delivery, kind recruit.Kind) (row, status, handler string) {
	for _, m := range d.Mapping {
		if m.Kind == string(kind) {
			return m.Type, m.Status, m.Handler
		}
	}
	return "", "", ""
}

func (h handlers) application(ctx context.Context, _ exchange.Delivery, prepared any) (exchange.Outcome, error) {
	got, err := h.s.ReceiveApplication(ctx, prepared.(recruit.NewApplication))
	return exchange.Outcome{Case: got.Case, Result: strconv.Itoa(got.Number)}, err
}

// following is a message about an earlier application.
type following struct {
	who  recruit.FromApplicant
	came []recruit.Attachment
	tell func(ctx context.Context, f following) (recruit.Vacancy, error)
}

func (h handlers) readWithhold(ctx context.Context, d exchange.Delivery) (any, error) {
	m, err := candidate.ParseWithholdRequest(d.Data)
	if err != nil {
		return nil, err
	}
	return h.following(ctx, d, m.Application, recruit.KindWithholdRequest, func(ctx context.Context, f following) (recruit.Vacancy, error) {
		return h.s.RequestWithheld(ctx, f.who, m.Reason, f.came)
	})
}

func (h handlers) readWithdrawal(ctx context.Context, d exchange.Delivery) (any, error) {
	m, err := candidate.ParseWithdrawal(d.Data)
	if err != nil {
		return nil, err
	}
	return h.following(ctx, d, m.Application, recruit.KindWithdrawal, func(ctx context.Context, f following) (recruit.Vacancy, error) {
		return h.s.Withdraw(ctx, f.who, f.came)
	})
}

func (h handlers) readOfferAnswer(ctx context.Context, d exchange.Delivery) (any, error) {
	m, err := candidate.ParseOfferAnswer(d.Data)
	if err != nil {
		return nil, err
	}
	return h.following(ctx, d, m.Application, recruit.KindOfferAnswer, func(ctx context.Context, f following) (recruit.Vacancy, error) {
		return h.s.AnswerOffer(ctx, f.who, m.Answer == candidate.Accepted, f.came)
	})
}

// readCertificates takes files only: the message itself is no diploma.
func (h handlers) readCertificates(ctx context.Context, d exchange.Delivery) (any, error) {
	m, err := candidate.ParseCertificates(d.Data)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(d.Parts, func(p exchange.Part) bool { return p.Name != exchange.EnvelopeFile }) {
		return nil, errs.Invalid("recruit.certificates-missing")
	}
	return h.following(ctx, d, m.Application, recruit.KindDiploma, func(ctx context.Context, f following) (recruit.Vacancy, error) {
		return h.s.ReceiveCertificates(ctx, f.who, f.came)
	})
}

// following gathers the files of the message; one without files is itself the
// document.
func (h handlers) following(ctx context.Context, d exchange.Delivery, about candidate.Reference, kind recruit.Kind,
	tell func(context.Context, following) (recruit.Vacancy, error),
) (any, error) {
	f := following{who: recruit.FromApplicant{Source: d.Source, SourceID: about.ID, Message: d.SourceID}, tell: tell}
	f.who.Type, f.who.Status, f.who.Handler = mapped(d, kind)
	for _, p := range d.Parts {
		if p.Name != exchange.EnvelopeFile {
			f.came = append(f.came, recruit.Attachment{Kind: kind, Type: f.who.Type, Name: p.Name, File: p.File})
		}
	}
	if len(f.came) == 0 {
		file, err := h.files.Put(ctx, strings.NewReader(asEntered(d.Data)))
		if err != nil {
			return nil, err
		}
		f.came = []recruit.Attachment{{Kind: kind, Type: f.who.Type, Name: string(kind) + ".txt", File: file}}
	}
	return f, nil
}

func (h handlers) follow(ctx context.Context, _ exchange.Delivery, prepared any) (exchange.Outcome, error) {
	f := prepared.(following)
	v, err := f.tell(ctx, f)
	return exchange.Outcome{Case: v.Case, Result: v.Reference}, err
}
