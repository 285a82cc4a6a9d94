package recruit

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
	"saksgang/base/work"
)

// fields are what every document about the vacancy may use, by the keys of
// letter templates.
func (s *Service) fields(v Vacancy, by Act, language string) map[string]string {
	return map[string]string{
		"vacancy.title": v.Title, "vacancy.number": v.Reference, "vacancy.deadline": s.day(language, v.Deadline),
		"case.handler": by.Name, "unit.key": v.Unit,
	}
}

func (s *Service) applicantFields(v Vacancy, a Application, more map[string]string) map[string]string {
	fields := map[string]string{
		"applicant.name": a.Name, "applicant.address": a.Address, "application.number": strconv.Itoa(a.Number), "application.received": s.dayOf(a.Language, a.Received),
	}
	for name, value := range more {
		fields[name] = value
	}
	return fields
}

// NewApplication is an application as it comes in.
type NewApplication struct {
	Reference   string // the vacancy's
	Source      string // who sent it
	SourceID    string // the sender's id for it
	Name        string
	Mail        string
	Language    string
	Inside      bool
	Withhold    bool
	Reason      string // why the applicant asks to be withheld
	About       Remarks
	Type        string // by the connection's mapping (A7), else empty
	Status      string
	Handler     string
	Attachments []Attachment // the application itself first
}

// Received is the receipt of an application.
type Received struct {
	Vacancy     VacancyID
	Case        ids.CaseID
	Application ApplicationID
	Number      int
	Late        bool
}

// ReceiveApplication takes an application in: registers it, acknowledges it, and
// gives a request to be withheld to HR. The same source id again returns the
// first receipt. NotFound says that no such vacancy is open.
func (s *Service) ReceiveApplication(ctx context.Context, n NewApplication) (Received, error) {
	return command.Run(ctx, s.DB, s.Clock, "recruit.receive-application", func(ctx context.Context) (Received, error) {
		was, err := s.load(ctx, "reference = $1", n.Reference)
		if err != nil {
			return Received{}, err
		}
		for _, a := range was.Applications {
			if a.Source == n.Source && a.SourceID == n.SourceID {
				return receipt(was.Vacancy, a), nil
			}
		}
		now := s.Clock.Now()
		v, a, err := was.receive(Application{
			ID: ids.New[applicationKind](), Source: n.Source, SourceID: n.SourceID, Name: n.Name, Mail: n.Mail, Language: n.Language,
			Received: now, Inside: n.Inside, Remarks: n.About,
		}, s.dateOf(now))
		if err != nil {
			return Received{}, err
		}
		if a.EntryRef, err = s.register(ctx, v, a, n); err != nil {
			return Received{}, err
		}
		v.Applications[len(v.Applications)-1] = a
		if n.Withhold {
			if v, err = v.askWithheld(a.ID, n.Reason); err != nil && errs.KindOf(err) != errs.KindConflict {
				return Received{}, err
			}
		}
		if err := s.save(ctx, was, v); err != nil {
			return Received{}, err
		}
		return receipt(v, a), s.acknowledge(ctx, v, a, n.Withhold)
	})
}

func receipt(v Vacancy, a Application) Received {
	return Received{Vacancy: v.ID, Case: v.Case, Application: a.ID, Number: a.Number, Late: a.Late}
}

func (s *Service) register(ctx context.Context, v Vacancy, a Application, n NewApplication) (string, error) {
	return s.archive.Receive(ctx, Incoming{
		Key: "application/" + a.ID.String(), Case: v.Case, FileRef: v.FileRef, Kind: KindApplication, Type: n.Type, Status: n.Status, Handler: n.Handler,
		Sender: a.Name, Mail: a.Mail, Language: a.Language, Fields: s.applicantFields(v, a, s.fields(v, s.act(ctx), a.Language)), Attachments: n.Attachments,
	})
}

// acknowledge writes to the applicant in the name of who advertised the
// position: a connection signs nothing.
func (s *Service) acknowledge(ctx context.Context, v Vacancy, a Application, withhold bool) error {
	by := Act{By: v.Ad.Submitted.By, Name: v.Ad.Submitted.Name, At: s.Clock.Now()}
	err := s.letter(ctx, v, a, by, KindAcknowledgement, nil, "")
	if err != nil {
		return err
	}
	if err := s.record(ctx, v, "application received", map[string]any{"application": a.ID, "late": a.Late}); err != nil {
		return err
	}
	if withhold {
		if err := s.askHR(ctx, v, a, "@recruit.work.decide-withheld"); err != nil {
			return err
		}
	}
	if a.Late {
		return s.askLeader(ctx, v, a)
	}
	return nil
}

// letter orders a letter to an applicant; answers is the entry that it settles.
func (s *Service) letter(ctx context.Context, v Vacancy, a Application, by Act, kind Kind, fields map[string]string, answers string) error {
	return s.write(ctx, v, by, string(kind)+"/"+a.ID.String(), Order{
		Kind: kind, Language: a.Language, To: a.Name, Mail: a.Mail, Answers: answers, Fields: s.applicantFields(v, a, fields),
	})
}

const (
	withholdWork = "recruit.withhold"
	lateWork     = "recruit.late"
)

func (s *Service) askHR(ctx context.Context, v Vacancy, a Application, title string) error {
	return s.Work.Put(ctx, work.Item{
		Kind: withholdWork, Subject: a.ID.String(), Title: title, About: v.Title, Reason: "work.reason.role", Link: applicantLink(v, a),
		Agency: v.Agency, Unit: v.Unit, Case: v.Case, Role: s.opts.HRRole, Due: clock.At(v.Deadline.AddDays(1).In(s.zone())),
	})
}

// applicantLink leads to the one whom the work is about.
func applicantLink(v Vacancy, a Application) string {
	return "/cases/" + v.Case.String() + "/applicants?applicant=" + a.ID.String() + "#applicant"
}

func (s *Service) zone() *time.Location {
	if s.opts.Calendar == nil {
		return time.UTC
	}
	return s.opts.Calendar.Zone()
}

func (s *Service) askLeader(ctx context.Context, v Vacancy, a Application) error {
	return s.Work.Put(ctx, work.Item{
		Kind: lateWork, Subject: a.ID.String(), Title: "@recruit.work.late", About: v.Title, Reason: "work.reason.owner",
		Link: applicantLink(v, a), Agency: v.Agency, Unit: v.Unit, Case: v.Case, Person: v.Ad.Submitted.By,
	})
}

// ConsiderLate lets a late application take part all the same.
func (s *Service) ConsiderLate(ctx context.Context, id VacancyID, a ApplicationID, reason string) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.consider-late", right: RightPrepare, kind: "late application considered", detail: map[string]any{"application": a, "reason": reason},
		rule: func(v Vacancy, _ Act) (Vacancy, error) { return v.considerLate(a, reason) },
		then: func(ctx context.Context, v Vacancy, _ Act) (Vacancy, error) {
			return v, s.Work.Close(ctx, lateWork, a.String())
		},
	})
}

// FromApplicant names an application as its applicant's system does, in a
// message about it.
type FromApplicant struct {
	Source   string
	SourceID string // of the application
	Message  string // the sender's id of the message itself; empty when it came otherwise
	Type     string // what the message becomes, by the connection's mapping (A7), else empty
	Status   string
	Handler  string
}

// byApplicant finds the vacancy and the application that a message names.
func (s *Service) byApplicant(ctx context.Context, who FromApplicant) (VacancyID, ApplicationID, error) {
	type found struct {
		Vacancy     VacancyID
		Application ApplicationID
	}
	f, ok, err := sqldb.Maybe[found](ctx, s.DB, "SELECT vacancy_id, id FROM application WHERE source = $1 AND source_id = $2 ORDER BY id DESC", who.Source, who.SourceID)
	if err == nil && !ok {
		err = errs.NotFound("recruit.no-application")
	}
	return f.Vacancy, f.Application, err
}

// RequestWithheld takes an applicant's request to be withheld from the public
// list, with what it came as.
func (s *Service) RequestWithheld(ctx context.Context, who FromApplicant, reason string, came []Attachment) (Vacancy, error) {
	id, a, err := s.byApplicant(ctx, who)
	if err != nil {
		return Vacancy{}, err
	}
	return s.on(ctx, id, step{
		name: "recruit.request-withheld", kind: "asked to be withheld", detail: map[string]any{"application": a},
		rule: func(v Vacancy, _ Act) (Vacancy, error) { return v.askWithheld(a, reason) },
		then: func(ctx context.Context, v Vacancy, _ Act) (Vacancy, error) {
			v, _, err := s.hear(ctx, v, a, KindWithholdRequest, who, came)
			if err != nil {
				return v, err
			}
			i, _ := v.find(a)
			return v, s.askHR(ctx, v, v.Applications[i], "@recruit.work.decide-withheld")
		},
	})
}

// hear registers something that an applicant sent later, and remembers which
// message it was, so that the message goes when the application goes.
func (s *Service) hear(ctx context.Context, v Vacancy, id ApplicationID, kind Kind, who FromApplicant, came []Attachment) (_ Vacancy, entryRef string, err error) {
	v, err = v.change(id, func(a Application) (Application, error) {
		if who.Message != "" {
			a.Later = append(slices.Clip(a.Later), who.Message)
		}
		return a, nil
	})
	if err != nil {
		return v, "", err
	}
	i, _ := v.find(id)
	entryRef, err = s.incoming(ctx, v, v.Applications[i], kind, who, came)
	return v, entryRef, err
}

// incoming registers something that came for an applicant.
func (s *Service) incoming(ctx context.Context, v Vacancy, a Application, kind Kind, how FromApplicant, came []Attachment) (string, error) {
	if len(came) == 0 {
		return "", nil
	}
	return s.archive.Receive(ctx, Incoming{
		Key: fmt.Sprintf("%s/%s/%s", kind, a.ID, came[0].File.Sum), Case: v.Case, FileRef: v.FileRef, Kind: kind,
		Type: how.Type, Status: how.Status, Handler: how.Handler, Sender: a.Name, Mail: a.Mail,
		Language: a.Language, Fields: s.applicantFields(v, a, s.fields(v, s.act(ctx), a.Language)), Attachments: came,
	})
}

// DecideWithheld decides such a request; the applicant is told either way.
func (s *Service) DecideWithheld(ctx context.Context, id VacancyID, a ApplicationID, grant bool, reason string) (Vacancy, error) {
	withdrawBy := s.Clock.Now()
	if s.opts.WithdrawDays > 0 {
		withdrawBy = s.workingDaysAfter(withdrawBy, s.opts.WithdrawDays)
	}
	return s.on(ctx, id, step{
		name: "recruit.decide-withheld", right: RightWithhold, kind: "request to be withheld decided",
		detail: map[string]any{"application": a, "granted": grant, "reason": reason},
		rule:   func(v Vacancy, _ Act) (Vacancy, error) { return v.decideWithheld(a, grant, reason, withdrawBy) },
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			if err := s.Work.Close(ctx, withholdWork, a.String()); err != nil {
				return v, err
			}
			kind := KindWithholdRefused
			if grant {
				kind = KindWithholdGranted
			}
			i, _ := v.find(a)
			language := v.Applications[i].Language
			return v, s.letter(ctx, v, v.Applications[i], by, kind, map[string]string{
				"decision.reason": reason, "decision.date": s.day(language, s.today()), "reply.deadline": s.dayOf(language, withdrawBy.Add(-time.Second)),
			}, "")
		},
	})
}

// Withdraw takes an application back, at the applicant's wish.
func (s *Service) Withdraw(ctx context.Context, who FromApplicant, came []Attachment) (Vacancy, error) {
	id, a, err := s.byApplicant(ctx, who)
	if err != nil {
		return Vacancy{}, err
	}
	return s.on(ctx, id, step{
		name: "recruit.withdraw", kind: "application withdrawn", detail: map[string]any{"application": a},
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.withdraw(a, by.At) },
		then: func(ctx context.Context, v Vacancy, _ Act) (Vacancy, error) {
			if err := s.Work.Close(ctx, withholdWork, a.String()); err != nil {
				return v, err
			}
			v, entry, err := s.hear(ctx, v, a, KindWithdrawal, who, came)
			if err == nil && entry != "" {
				err = s.archive.TakeNoteOf(ctx, entry, "withdrawn")
			}
			if err != nil {
				return v, err
			}
			i, _ := v.find(a)
			return v, s.archive.TakeNoteOf(ctx, v.Applications[i].EntryRef, "withdrawn")
		},
	})
}

// MakeExtendedList makes the list for the parties, who may have it at once.
func (s *Service) MakeExtendedList(ctx context.Context, id VacancyID) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.make-extended-list", right: RightRead, kind: "extended list made",
		rule: func(v Vacancy, _ Act) (Vacancy, error) { return v, v.isPublished() },
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			key := fmt.Sprintf("%s/%d", KindExtendedList, len(v.Applications))
			return v, s.write(ctx, v, by, key, Order{Kind: KindExtendedList, Lines: v.ExtendedList(), Fields: listFields(v.ExtendedList(), s.counted(v.present()), 0)})
		},
	})
}

// present are the applications that have not been withdrawn.
func (v Vacancy) present() []Application {
	return slices.DeleteFunc(slices.Clone(v.Applications), func(a Application) bool { return !a.Withdrawn.IsZero() })
}

// ExtendedList is the applicants as the parties may see them, a line each: with
// what they have studied and where they have worked.
func (v Vacancy) ExtendedList() []string {
	var out []string
	for _, a := range v.present() {
		line := a.line()
		for _, more := range [][]string{a.Education, a.Experience} {
			more = slices.DeleteFunc(slices.Clone(more), func(one string) bool { return one == a.Occupation })
			if len(more) > 0 {
				line += "; " + strings.Join(more, ", ")
			}
		}
		out = append(out, line)
	}
	return out
}

// line is the applicant as anybody may see her, unless she is withheld.
func (a Application) line() string {
	parts := []string{a.Name}
	if a.Age > 0 {
		parts = append(parts, strconv.Itoa(a.Age))
	}
	for _, p := range []string{a.Occupation, a.Place} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

func listFields(lines []string, count string, hidden int) map[string]string {
	fields := map[string]string{
		"list.count": count, "list.applicants": "- " + strings.Join(lines, "\n- "),
	}
	if hidden > 0 {
		fields["list.withheld"] = strconv.Itoa(hidden)
	}
	return fields
}

// CheckPublicList is the leader's check of the public list of a deadline.
func (s *Service) CheckPublicList(ctx context.Context, id VacancyID, deadline calendar.Date) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.check-public-list", right: RightCheckPublicList, kind: "public list checked", detail: map[string]any{"deadline": deadline},
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.checkPublicList(by, deadline, s.today()) },
	})
}

// ReleasePublicList gives the public list of a deadline out.
func (s *Service) ReleasePublicList(ctx context.Context, id VacancyID, deadline calendar.Date) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.release-public-list", right: RightReleaseList, kind: "public list released", detail: map[string]any{"deadline": deadline},
		rule: func(v Vacancy, by Act) (Vacancy, error) { return v.releasePublicList(by, deadline) },
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			l := v.PublicListFor(deadline)
			lines := v.publicLines(l)
			return v, s.write(ctx, v, by, string(KindPublicList)+"/"+deadline.String(), Order{
				Kind: KindPublicList, Lines: lines, Fields: listFields(lines, s.counted(v.onList(deadline)), l.Hidden),
			})
		},
	})
}

// onList are those who count for the public list of a deadline, withheld ones too.
func (v Vacancy) onList(deadline calendar.Date) []Application {
	return slices.DeleteFunc(v.present(), func(a Application) bool { return !v.cameBefore(a, deadline) })
}

func (v Vacancy) publicLines(l PublicList) []string {
	var out []string
	for _, id := range l.Shown {
		if i, err := v.find(id); err == nil {
			out = append(out, v.Applications[i].line())
		}
	}
	return out
}

// DeclareConflict records the actor's conflict of interest about an applicant.
func (s *Service) DeclareConflict(ctx context.Context, id VacancyID, a ApplicationID, reason string) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.declare-conflict", right: RightRead, kind: "conflict of interest declared", detail: map[string]any{"application": a, "reason": reason},
		rule: func(v Vacancy, by Act) (Vacancy, error) {
			return v.declareConflict(a, Conflict{Act: by, Reason: reason})
		},
	})
}

// AnswerAccess records that HR answered somebody's request to see the list.
func (s *Service) AnswerAccess(ctx context.Context, id VacancyID, name, mail, answer string) (Vacancy, error) {
	return s.on(ctx, id, step{
		name: "recruit.answer-access", right: RightReleaseList, kind: "request for access answered",
		rule: func(v Vacancy, _ Act) (Vacancy, error) {
			if answer == "" {
				return v, errs.Invalid("recruit.reason-missing")
			}
			return v, v.isPublished()
		},
		then: func(ctx context.Context, v Vacancy, by Act) (Vacancy, error) {
			return v, s.write(ctx, v, by, string(KindAccessAnswer)+"/"+by.At.String()+"/"+authz.ActorFrom(ctx).User.String(), Order{
				Kind: KindAccessAnswer, To: name, Mail: mail, Lines: []string{answer}, Fields: map[string]string{"decision.reason": answer, "document.text": answer, "applicant.name": name},
			})
		},
	})
}
