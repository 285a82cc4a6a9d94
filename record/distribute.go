package record

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/mail"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/record/format"
)

// DistributeJob is the kind of job that sends the copies that a row of the plan
// asks for; its handler is Service.SendCopies.
const DistributeJob = "record.distribute"

// CopyWork is the kind of the items by which somebody gets a copy to read.
const CopyWork = "record.copy"

// Audience finds the people that a distribution list names by a role.
type Audience interface {
	// Holders are those who hold the role today in the unit or one above it, in
	// the agency, or everywhere, each with what he may do.
	Holders(ctx context.Context, role, agency, unit string) ([]authz.Actor, error)
	// RoleTitles are what roles are called.
	RoleTitles(ctx context.Context) (map[string]string, error)
}

// RoleTitles are what the roles on distribution lists are called, by key.
func (s *Service) RoleTitles(ctx context.Context) (map[string]string, error) {
	if s.opt.Audience == nil {
		return nil, nil
	}
	return s.opt.Audience.RoleTitles(ctx)
}

// Recipient is somebody on a distribution list, as it reaches for one entry.
type Recipient struct {
	Name    string
	Role    string     // of the list's member; empty for who is outside
	User    ids.UserID // zero for who is outside
	Mail    string     // of who is outside
	Had     bool       // has a copy already
	Refused string     // problem code of why he gets none; empty when he may
}

// who tells the recipients of an entry apart.
func (r Recipient) who() string {
	if r.User.IsZero() {
		return strings.ToLower(r.Mail)
	}
	return r.User.String()
}

// SentCopy is a copy of an entry that somebody got.
type SentCopy struct {
	Entry  EntryID
	Who    string // user, or address; empty once the entry's documents are destroyed
	Place  int    // among the entry's correspondents
	Name   string
	User   ids.UserID // zero for who is outside
	List   string     // key of the distribution list
	Title  string     // of the list, as it was called then
	Plan   string     // version of the plan
	Mail   mail.ID
	At     clock.Instant
	By     string
	ReadAt clock.Instant // zero until he has said so
}

func (c SentCopy) workSubject() string { return c.Entry.String() + "/" + c.User.String() }

// Lists are the distribution lists in force, with whom each reaches for an entry,
// for who may send it.
func (s *Service) Lists(ctx context.Context, id EntryID) ([]FolderList, map[string][]Recipient, error) {
	e, err := s.entryFor(ctx, id, RightRegister)
	if err != nil {
		return nil, nil, err
	}
	plan, err := s.plan.Plan(ctx)
	if err != nil {
		return nil, nil, err
	}
	reached := map[string][]Recipient{}
	for _, l := range plan.Lists {
		if reached[l.Key], err = s.reach(ctx, e, l); err != nil {
			return nil, nil, err
		}
	}
	return plan.Lists, reached, nil
}

// reach resolves a list for an entry. Whoever stands on it twice is there once.
func (s *Service) reach(ctx context.Context, e Entry, l FolderList) ([]Recipient, error) {
	copies, err := s.copiesOf(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	had := map[string]bool{}
	for _, c := range copies {
		had[c.Who] = true
	}
	var all []Recipient
	on := map[string]bool{}
	add := func(r Recipient) {
		if !on[r.who()] {
			on[r.who()], r.Had = true, had[r.who()]
			all = append(all, r)
		}
	}
	for _, m := range l.Members {
		if m.Role == "" {
			r := Recipient{Name: m.Name, Mail: m.Mail}
			if e.Publicity != "public" {
				r.Refused = "record.copy-withheld"
			}
			add(r)
			continue
		}
		holders, err := s.holders(ctx, e, m)
		if err != nil {
			return nil, err
		}
		for _, h := range holders {
			r := Recipient{Name: h.Name, User: h.User, Role: m.Role}
			if !maySee(authz.With(ctx, h), e) {
				r.Refused = "record.copy-not-readable"
			}
			add(r)
		}
	}
	return all, nil
}

// holders looks for a role where the list says, or else where the entry is.
func (s *Service) holders(ctx context.Context, e Entry, m FolderMember) ([]authz.Actor, error) {
	if s.opt.Audience == nil {
		return nil, nil
	}
	agency, unit := m.Agency, m.Unit
	if agency == "" && unit == "" {
		agency, unit = e.Agency, e.Unit
	}
	return s.opt.Audience.Holders(ctx, m.Role, agency, unit)
}

// Distribute sends a copy of an entry to everybody on a distribution list who has
// none yet, and says how many that were: to those inside as work, to those outside
// by mail. Who may not see the document gets none. Each becomes a copy recipient of
// the entry (Noark 5 korrespondanseparttype). Conflict says that nobody was left to
// send to.
func (s *Service) Distribute(ctx context.Context, id EntryID, list string) (int, error) {
	text, err := s.textForOutside(ctx, id, list)
	if err != nil {
		return 0, err
	}
	return run(ctx, s, "distribute", func(ctx context.Context) (int, error) {
		n, err := s.distribute(ctx, id, list, text)
		if err == nil && n == 0 {
			err = errs.Conflict("record.copy-nobody-left", "list", list)
		}
		return n, err
	})
}

// distribution is an entry on its way to a list.
type distribution struct {
	plan  *Plan
	entry Entry
	file  CaseFile
	main  Document
	list  FolderList
}

func (d distribution) number() string { return d.file.Reference() + "-" + itoa(d.entry.Number) }

// distribution loads an entry that the actor may send to the list, and refuses one
// that cannot be sent now.
func (s *Service) distribution(ctx context.Context, id EntryID, list string) (d distribution, err error) {
	if d.entry, err = s.entryFor(ctx, id, RightRegister); err != nil {
		return d, err
	}
	switch {
	case d.entry.Status == Reserved:
		return d, errs.Invalid("record.entry-without-document", "entry", id)
	case d.entry.Status.Final():
		return d, errs.Conflict("record.entry-at-rest", "entry", id)
	}
	if d.plan, err = s.plan.Plan(ctx); err != nil {
		return d, err
	}
	if d.list, err = d.plan.List(list); err != nil {
		return d, err
	}
	if d.file, _, err = s.caseFile(ctx, d.entry.CaseFile); err != nil {
		return d, err
	}
	documents, err := s.documentsOf(ctx, id)
	if i := slices.IndexFunc(documents, func(one Document) bool { return one.Main }); i >= 0 {
		d.main = documents[i]
	}
	return d, err
}

func (s *Service) distribute(ctx context.Context, id EntryID, list, text string) (int, error) {
	d, err := s.distribution(ctx, id, list)
	if err != nil {
		return 0, err
	}
	all, err := s.reach(ctx, d.entry, d.list)
	if err != nil {
		return 0, err
	}
	place, err := sqldb.One[int](ctx, s.DB, "SELECT COALESCE(max(place), 0) FROM record_correspondent WHERE entry = $1", id)
	if err != nil {
		return 0, err
	}
	var sent []int
	var refused []ids.UserID
	for _, r := range all {
		if r.Refused != "" {
			refused = append(refused, r.User)
		}
		if r.Had || r.Refused != "" {
			continue
		}
		place++
		if err := s.sendCopy(ctx, d, r, place, text); err != nil {
			return 0, err
		}
		sent = append(sent, place)
	}
	if len(sent)+len(refused) == 0 {
		return 0, nil
	}
	return len(sent), s.tellEntry(ctx, d.entry, "distributed", map[string]any{"list": d.list.Key, "plan": d.plan.Version, "places": sent, "refused": refused})
}

func (s *Service) sendCopy(ctx context.Context, d distribution, r Recipient, place int, text string) (err error) {
	c := SentCopy{
		Entry: d.entry.ID, Who: r.who(), Place: place, Name: r.Name, User: r.User, List: d.list.Key, Title: d.list.Title, Plan: d.plan.Version,
		At: s.now(), By: s.actorName(ctx),
	}
	if r.User.IsZero() {
		subject := words(d.plan, d.plan.Language).T("record.mail.copy-subject", "title", d.entry.PublicTitle)
		c.Mail, err = s.Mail.Send(ctx, mail.Letter{Case: d.file.Case, From: d.plan.Town.Mail, To: r.Mail, Subject: subject, Body: d.mailText(text)})
	} else {
		err = s.Work.Put(ctx, work.Item{
			Kind: CopyWork, Subject: c.workSubject(), Title: "@record.work.copy", About: d.number() + " " + d.entry.Title, Reason: "work.reason.copy",
			Link: d.main.path(), Agency: d.entry.Agency, Unit: d.entry.Unit, Case: d.entry.Case, Role: r.Role, Person: r.User, Created: c.At,
		})
	}
	if err != nil {
		return err
	}
	if err := s.insertCopy(ctx, c); err != nil {
		return err
	}
	return s.insertCorrespondent(ctx, c.Entry, place, Correspondent{Role: "copy", Name: r.Name, Mail: r.Mail})
}

// mailText is what the mail to somebody outside says: the public title, and the
// text of a public document.
func (d distribution) mailText(text string) string {
	w := words(d.plan, d.plan.Language)
	parts := []string{w.T("record.mail.copy", "title", d.entry.PublicTitle, "number", d.number(), "town", d.plan.Town.Name, "list", d.list.Title)}
	if text != "" {
		parts = append(parts, text)
	} else {
		parts = append(parts, w.T("record.mail.copy-without-text", "mail", d.plan.Town.Mail, "number", d.number()))
	}
	if d.plan.Town.Web != "" {
		parts = append(parts, d.plan.Town.Web)
	}
	return strings.Join(parts, "\n\n") + "\n"
}

// mostCopied is how much of a document's text a mail carries.
const mostCopied = 100_000

// textForOutside is the public document's text, when the list has somebody outside.
// It is read before the transaction.
func (s *Service) textForOutside(ctx context.Context, id EntryID, list string) (string, error) {
	d, err := s.distribution(ctx, id, list)
	if err != nil || !d.list.Outside() || d.entry.Publicity != "public" || d.main.Publicity != "public" {
		return "", err
	}
	return s.plainText(ctx, d.main)
}

func (s *Service) plainText(ctx context.Context, d Document) (string, error) {
	o, found, err := s.productionOf(ctx, d.ID)
	if err != nil || !found {
		return "", err
	}
	content, err := s.content(ctx, o.Sum)
	if err != nil {
		return "", err
	}
	text, err := format.Text(content)
	if err != nil || len(text) > mostCopied {
		return "", nil // unreadable or long: the mail says how to get it
	}
	return gaps.ReplaceAllLiteralString(strings.TrimSpace(text), "\n\n"), nil
}

// gaps are the empty lines that a page's markup leaves between its paragraphs.
var gaps = regexp.MustCompile(`\n\s*\n`)

// copyOrder is what DistributeJob carries.
type copyOrder struct {
	Entry  EntryID    `json:"entry"`
	List   string     `json:"list"`
	By     ids.UserID `json:"by"`
	ByName string     `json:"by_name"`
}

// orderCopies has the copies sent that the entry's row asks for.
func (s *Service) orderCopies(ctx context.Context, row FolderDocumentType, e Entry) error {
	if e.Status == Reserved {
		return nil
	}
	actor := authz.ActorFrom(ctx)
	for _, list := range row.Copies {
		o := copyOrder{Entry: e.ID, List: list, By: actor.User, ByName: s.actorName(ctx)}
		if err := s.Jobs.Enqueue(ctx, DistributeJob, o, jobs.Order{Unique: e.ID.String() + "/" + list}); err != nil {
			return err
		}
	}
	return nil
}

// SendCopies is the handler of DistributeJob. A list that the folder no longer has,
// or an entry that has come to rest meanwhile, sends nothing.
func (s *Service) SendCopies(ctx context.Context, job jobs.Job) error {
	var o copyOrder
	if err := json.Unmarshal([]byte(job.Payload), &o); err != nil {
		return errs.InvalidBecause(err, "record.job-unreadable")
	}
	ctx = acting(ctx, o.By, o.ByName, RightRegister)
	text, err := s.textForOutside(ctx, o.Entry, o.List)
	if err != nil && !overtaken(err) {
		return err
	}
	return s.DB.Transact(ctx, func(ctx context.Context) error {
		if err := s.Jobs.Finish(ctx, job); err != nil {
			return err
		}
		_, err := s.distribute(ctx, o.Entry, o.List, text)
		if overtaken(err) {
			return nil
		}
		return err
	})
}

// overtaken says that what was ordered is no longer to be done.
func overtaken(err error) bool {
	return errs.Has(err, "record.list-unknown") || errs.Has(err, "record.entry-at-rest")
}

// ReadCopy says that the actor has read the copy he got. Repeated, it changes
// nothing; NotFound says that he got none.
func (s *Service) ReadCopy(ctx context.Context, id EntryID) error {
	return s.do(ctx, "read-copy", func(ctx context.Context) error {
		e, found, err := s.entry(ctx, id)
		if err != nil {
			return err
		}
		me := authz.ActorFrom(ctx).User
		c, has, err := sqldb.Maybe[SentCopy](ctx, s.DB, "SELECT "+copyColumns+" FROM record_copy c WHERE c.entry = $1 AND c.who = $2", id, me.String())
		if err != nil {
			return err
		}
		if !found || !has || me.IsZero() || !maySee(ctx, e) {
			return errs.NotFound("record.entry-not-found")
		}
		if c.ReadAt != 0 {
			return nil
		}
		if _, err := sqldb.Exec(ctx, s.DB, "UPDATE record_copy SET read_at = $1 WHERE entry = $2 AND who = $3", s.now(), id, c.Who); err != nil {
			return err
		}
		if err := s.Work.Close(ctx, CopyWork, c.workSubject()); err != nil {
			return err
		}
		return s.tellEntry(ctx, e, "copy-read", map[string]any{"list": c.List})
	})
}

// forgetCopies erases what was sent of an entry whose documents are destroyed: that
// somebody got a copy, and when, stays.
func (s *Service) forgetCopies(ctx context.Context, id EntryID) ([]func(ctx context.Context) error, error) {
	copies, err := s.copiesOf(ctx, id)
	if err != nil {
		return nil, err
	}
	var after []func(ctx context.Context) error
	for _, c := range copies {
		if !c.User.IsZero() {
			if err := s.Work.Forget(ctx, CopyWork, c.workSubject()); err != nil {
				return nil, err
			}
			continue
		}
		clean, err := s.forgetMail(ctx, c.Mail)
		if err != nil {
			return nil, err
		}
		after = append(after, clean)
		if _, err := sqldb.Exec(ctx, s.DB, "UPDATE record_copy SET who = $1 WHERE entry = $2 AND who = $3", "#"+itoa(c.Place), id, c.Who); err != nil {
			return nil, err
		}
	}
	return after, nil
}

const copyColumns = "c.entry, c.who, c.place, c.name, c.person, c.list, c.title, c.plan_version, c.mail, c.at, c.by_name, c.read_at"

func (s *Service) copiesOf(ctx context.Context, id EntryID) ([]SentCopy, error) {
	return sqldb.All[SentCopy](ctx, s.DB, "SELECT "+copyColumns+" FROM record_copy c WHERE c.entry = $1 ORDER BY c.place", id)
}

func (s *Service) insertCopy(ctx context.Context, c SentCopy) error {
	_, err := sqldb.Exec(ctx, s.DB, `INSERT INTO record_copy (entry, who, place, name, person, list, title, plan_version, mail, at, by_name, read_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)`, c.Entry, c.Who, c.Place, c.Name, c.User, c.List, c.Title, c.Plan, c.Mail, c.At, c.By)
	return err
}
