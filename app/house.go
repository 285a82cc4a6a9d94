package app

import (
	"cmp"
	"context"
	"sync"
	"sync/atomic"
	"time"

	"saksgang/access"
	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/mail"
	"saksgang/exchange"
	"saksgang/exchange/exchangeapp"
	"saksgang/municipality"
	"saksgang/municipality/sections"
	"saksgang/party"
	"saksgang/process"
	"saksgang/record"
	"saksgang/record/recordapp"
	"saksgang/recruit"
	"saksgang/recruit/recruitapp"
	"saksgang/staff"
	"saksgang/web"
)

// house is every module, put together over one data folder.
type house struct {
	base.Deps
	folder       Folder
	bundle       *i18n.Bundle
	zone         *time.Location
	loaded       atomic.Pointer[municipality.Loaded]
	following    sync.Mutex           // held while the program is brought to a folder
	applied      string               // digest of the folder that it was brought to
	built        *municipality.Loaded // what the parts that do not change were built from
	calendar     *calendar.Calendar
	municipality *municipality.Service
	parties      *party.Service
	staff        *staff.Service
	access       *access.Service
	forms        *process.SchemaForms
	process      *process.Service
	record       *record.Service
	recruit      *recruit.Service
	exchange     *exchange.Service
	outbox       *exchange.Outbox
	post         *exchange.Post
	runner       *jobs.Runner
	login        *web.OIDC // nil when there is no log-in provider
	secure       bool      // browsers reach the program by TLS alone
}

// build makes the modules for a municipality whose folder has been checked.
// Nothing runs yet.
func build(deps base.Deps, folder Folder, bundle *i18n.Bundle, loaded *municipality.Loaded) (*house, error) {
	days, err := sections.CalendarOf(loaded)
	if err != nil {
		return nil, err
	}
	h := &house{Deps: deps, folder: folder, bundle: bundle, zone: sections.ZoneOf(loaded), calendar: days, built: loaded}
	h.loaded.Store(loaded)
	keepElsewhere(h.Ledger, loaded)
	h.municipality = newVersions(deps)
	if h.forms, err = process.NewSchemaForms(nil); err != nil {
		return nil, err
	}
	h.parties = party.NewService(deps, party.Options{Zone: h.zone})
	h.staff = staff.NewService(deps, h.parties, staff.Options{Zone: h.zone})
	h.access = access.NewService(deps, h.parties, h.staff, access.Options{Zone: h.zone, Cases: caseParts{h}})
	h.process = process.New(deps, process.NewRegistry(), process.Options{Calendar: h.calendar, Forms: h.forms, Holders: holders{h}})
	plan := folderPlan(loaded)
	h.record = record.New(deps, &plans{h: h}, record.Options{
		Directory: directory{h}, Audience: audience{h}, Archivist: plan.Archivist, Approver: plan.Approver, SystemName: version(), Converter: folder.converter,
	})
	h.exchange = exchange.New(deps, connections{h}, folder.Dir)
	h.outbox = exchange.NewOutbox(deps, connections{h}, exchange.Transports(folder.Dir, exchangeapp.Environment{}.Secret))
	h.post = exchange.NewPost(deps, addressees{h})
	deps.Mail.KeptBy(h.post)
	h.recruit = recruit.New(deps, archive{h}, employer{h}, recruitapp.Cases(h.process), h.recruitOptions())
	h.record.AddForgetter(forgetter{h})
	h.offer()
	h.handleJobs()
	return h, nil
}

func (h *house) settings() recruit.FolderRecruit {
	for _, f := range municipality.Values[recruit.FolderRecruit](h.loaded.Load(), recruitapp.Section) {
		return *f
	}
	return recruit.FolderRecruit{}
}

// townWords speak the language that the municipality writes.
func (h *house) townWords() *i18n.Localizer {
	return h.bundle.Localizer(i18n.Settings{Interface: i18n.Language(sections.TownOf(h.loaded.Load()).Content)})
}

func (h *house) recruitOptions() recruit.Options {
	f := h.settings()
	return recruit.Options{
		Calendar: h.calendar, AnswerDays: f.AnswerDays, WithdrawDays: f.WithdrawDays,
		CommitteeRole: f.Roles.Committee, UnionRole: f.Roles.Union, HRRole: f.Roles.HR,
		Language: i18n.Language(sections.TownOf(h.loaded.Load()).Content),
	}
}

// offer lets the modules put their actions and handlers on the table.
func (h *house) offer() {
	for _, a := range recruitapp.Actions(h.recruit, town{h}, h.process, h.Files) {
		h.process.Actions().Add(a)
	}
	for _, a := range recordapp.Actions(h.record) {
		h.process.Actions().Add(a)
	}
	for _, x := range recruitapp.Handlers(h.recruit, h.Files, recruitapp.StartIn(h.process, h.settings().Process, h.placing)) {
		h.exchange.Register(x)
	}
}

// handleJobs tells the runner who does which of the machine's work.
func (h *house) handleJobs() {
	h.runner = jobs.NewRunner(h.Jobs, "node", h.jobFailed, jobs.RunnerOptions{})
	h.process.Handle(h.runner)
	h.runner.Handle(mail.SendJob, h.Mail.Deliver)
	h.runner.HandleRecurring(sweepJob, h.sweep, func(ctx context.Context) error { return h.nightly(ctx, sweepJob) })
	h.runner.HandleRecurring(verifyJob, h.verifyLedger, func(ctx context.Context) error { return h.nightly(ctx, verifyJob) })
	exchangeapp.RegisterJobs(h.runner, h.exchange)
	for _, all := range []map[string]jobs.Handler{recordapp.Jobs(h.record), exchangeapp.OutJobs(h.outbox)} {
		for kind, handler := range all {
			h.runner.Handle(kind, handler)
		}
	}
}

// jobFailed tells the module whose job has failed for good.
func (h *house) jobFailed(ctx context.Context, job jobs.Job, cause error) (settled bool, err error) {
	if job.Kind == mail.SendJob {
		return h.Mail.GaveUp(ctx, job)
	}
	return h.process.JobFailed(ctx, job, cause)
}

// addressees tells who learns of a letter that did not arrive: the one who has
// the case, and the archivist where no case or person has it.
type addressees struct{ h *house }

func (a addressees) AddresseeOf(ctx context.Context, c ids.CaseID) (ids.UserID, string, error) {
	plan := folderPlan(a.h.loaded.Load())
	role := cmp.Or(plan.Archivist, plan.Owner)
	if c.IsZero() {
		return ids.UserID{}, role, nil
	}
	owner, err := a.h.process.OwnerOf(ctx, c)
	return owner, role, err
}

// people is the web's Directory: access, and what taking part in a case gives.
type people struct{ h *house }

// Actor loads a user with the rights held now.
func (p people) Actor(ctx context.Context, user ids.UserID) (authz.Actor, error) {
	actor, err := p.h.access.Actor(ctx, user)
	if err != nil {
		return actor, err
	}
	grants, err := p.h.process.GrantsOf(ctx, user)
	if err != nil {
		return actor, err
	}
	holdings, err := p.h.process.HoldingsOf(ctx, user)
	actor.Grants, actor.Roles = append(actor.Grants, grants...), append(actor.Roles, holdings...)
	return actor, err
}

// entering is Actor; who may not enter now is nobody, and no error.
func (p people) entering(ctx context.Context, user ids.UserID) (_ authz.Actor, enters bool, err error) {
	actor, err := p.Actor(ctx, user)
	if err != nil && errs.KindOf(err) == errs.KindNotFound {
		return authz.Actor{}, false, nil
	}
	return actor, err == nil, err
}

// BySubject finds the user that a log-in provider's subject belongs to.
func (p people) BySubject(ctx context.Context, issuer, subject string) (ids.UserID, error) {
	return p.h.access.BySubject(ctx, issuer, subject)
}

// caseParts is access's CaseParts: who takes part in which case.
type caseParts struct{ h *house }

// HoldingsOf lists the user's parts in open cases.
func (c caseParts) HoldingsOf(ctx context.Context, user ids.UserID) ([]authz.Holding, error) {
	return c.h.process.HoldingsOf(ctx, user)
}

// holders is process's Holders: who may be given a task.
type holders struct{ h *house }

// Holds says whether the user holds the role over the object.
func (p holders) Holds(ctx context.Context, user ids.UserID, role string, o authz.Object) (bool, error) {
	actor, _, err := people{p.h}.entering(ctx, user)
	for _, r := range actor.Roles {
		if r.Role == role && (r.Agency == "" || r.Agency == o.Agency) && (r.Unit == "" || r.Unit == o.Unit) && (r.Case.IsZero() || r.Case == o.Case) {
			return true, err
		}
	}
	return false, err
}

// directory is record's Directory: names of units and people.
type directory struct{ h *house }

// UnitName returns the unit's name, or its key.
func (d directory) UnitName(ctx context.Context, _, unit string) string {
	tree, err := d.h.staff.Units(ctx)
	if err != nil {
		return unit
	}
	if u, found := tree.Unit(unit); found {
		return u.Name
	}
	return unit
}

// PersonName returns the user's name as History shows it.
func (d directory) PersonName(ctx context.Context, user ids.UserID) string {
	u, err := d.h.access.User(ctx, user)
	if err != nil {
		return ""
	}
	return u.Shown()
}

// audience is record's Audience: who holds a role, with what each may do.
type audience struct{ h *house }

// Holders lists them by name. Whoever may not log in gets nothing.
func (a audience) Holders(ctx context.Context, role, agency, unit string) ([]authz.Actor, error) {
	users, err := a.h.access.Holders(ctx, role, agency, unit)
	if err != nil {
		return nil, err
	}
	var out []authz.Actor
	for _, u := range users {
		actor, enters, err := people{a.h}.entering(ctx, u.ID)
		if err != nil {
			return nil, err
		}
		if enters {
			out = append(out, actor)
		}
	}
	return out, nil
}

// RoleTitles are what roles are called.
func (a audience) RoleTitles(ctx context.Context) (map[string]string, error) {
	return pagePeople{a.h.access}.RoleTitles(ctx)
}

// connections is exchange's Connections: those of the folder in force.
type connections struct{ h *house }

// Connection returns one connection.
func (c connections) Connection(ctx context.Context, key string) (exchange.FolderConnection, bool, error) {
	all, err := c.Connections(ctx)
	for _, one := range all {
		if one.Key == key {
			return one, true, err
		}
	}
	return exchange.FolderConnection{}, false, err
}

// Connections lists them all.
func (c connections) Connections(context.Context) ([]exchange.FolderConnection, error) {
	var out []exchange.FolderConnection
	for _, f := range municipality.Values[exchange.FolderConnection](c.h.loaded.Load(), exchangeapp.ConnectionsSection) {
		out = append(out, *f)
	}
	return out, nil
}
