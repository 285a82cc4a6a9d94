package record

import (
	"context"
	"embed"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/record/format"
)

// Locales hold the sentence and remedy of each of this package's problems.
//
//go:embed locales/*.toml
var Locales embed.FS

// Service keeps the records of one municipality. It is safe for concurrent
// use, on any number of nodes.
type Service struct {
	base.Deps
	plan       PlanSource
	opt        Options
	forgetters []Forgetter
}

// Options are the tunables of New; the zero value can be used.
type Options struct {
	// Directory gives names to units and people; nil shows their keys.
	Directory Directory
	// Audience finds the people on distribution lists; nil finds nobody.
	Audience Audience
	// Archivist is the role that gets what needs an archivist's hand; empty is
	// the plan's owner.
	Archivist string
	// Converter turns other formats into archive formats; nil is LibreOffice
	// where it is found.
	Converter Converter
	// Approver is the role that disposals wait for; empty is the plan's owner.
	Approver string
	// SystemName is the program with its version, as packages name it.
	SystemName string
}

// Directory gives names, as they stand in journals and letters.
type Directory interface {
	UnitName(ctx context.Context, agency, unit string) string
	PersonName(ctx context.Context, user ids.UserID) string
}

// Converter makes an archive format of another format.
type Converter interface {
	Convert(ctx context.Context, in []byte, to string) (format.Converted, error)
}

// New returns the service. Forgetters are registered before it is used.
func New(deps base.Deps, plan PlanSource, opt Options) *Service {
	if opt.Converter == nil {
		// Well within the time that a job may take.
		opt.Converter = format.Converter{Limit: 90 * time.Second}
	}
	if opt.SystemName == "" {
		opt.SystemName = "Saksgang"
	}
	return &Service{Deps: deps, plan: plan, opt: opt}
}

// run carries out a command in one transaction. Of two at once with the same
// key the later finds, run again, what the first has done.
func run[T any](ctx context.Context, s *Service, name string, body func(ctx context.Context) (T, error)) (T, error) {
	result, err := command.Run(ctx, s.DB, s.Clock, "record."+name, body)
	if sqldb.IsDuplicate(err) && !sqldb.InTransaction(ctx) {
		return command.Run(ctx, s.DB, s.Clock, "record."+name, body)
	}
	return result, err
}

// do is run for a command without a result.
func (s *Service) do(ctx context.Context, name string, body func(ctx context.Context) error) error {
	_, err := run(ctx, s, name, func(ctx context.Context) (bool, error) { return true, body(ctx) })
	return err
}

func (s *Service) now() clock.Instant { return clock.At(s.Clock.Now()) }

func (s *Service) today(p *Plan) calendar.Date { return p.Today(s.Clock.Now()) }

// actorName is who acts, as journals write it.
func (s *Service) actorName(ctx context.Context) string {
	actor := authz.ActorFrom(ctx)
	if actor.Name == "" {
		return s.opt.SystemName
	}
	return actor.Name
}

func (s *Service) unitName(ctx context.Context, agency, unit string) string {
	if s.opt.Directory != nil {
		if name := s.opt.Directory.UnitName(ctx, agency, unit); name != "" {
			return name
		}
	}
	if unit == "" {
		return agency
	}
	return unit
}

func (s *Service) personName(ctx context.Context, user ids.UserID) string {
	if s.opt.Directory != nil && !user.IsZero() {
		return s.opt.Directory.PersonName(ctx, user)
	}
	return ""
}

func (s *Service) archivist(p *Plan) string {
	if s.opt.Archivist != "" {
		return s.opt.Archivist
	}
	return p.Owner
}

func (s *Service) approver(p *Plan) string {
	if s.opt.Approver != "" {
		return s.opt.Approver
	}
	return p.Owner
}

// Kinds of subject in the ledger.
const (
	SubjectCaseFile = "case-file"
	SubjectEntry    = "registry-entry"
	SubjectDocument = "document"
	SubjectDisposal = "disposal"
	SubjectPackage  = "package"
)

// tell writes a ledger event. The payload holds identifiers and codes alone.
func (s *Service) tell(ctx context.Context, about ledger.Subject, kind ledger.Kind, agency string, c ids.CaseID, payload any) (ids.EventID, error) {
	return s.Ledger.Append(ctx, ledger.Event{Agency: agency, Case: c, Module: "record", Subject: about, Kind: kind, Payload: payload})
}

func (s *Service) tellEntry(ctx context.Context, e Entry, kind ledger.Kind, payload any) error {
	_, err := s.tell(ctx, ledger.Subject{Kind: SubjectEntry, ID: e.ID.String()}, kind, e.Agency, e.Case, payload)
	return err
}

func (s *Service) tellFile(ctx context.Context, f CaseFile, kind ledger.Kind, payload any) error {
	_, err := s.tell(ctx, ledger.Subject{Kind: SubjectCaseFile, ID: f.ID.String()}, kind, f.Agency, f.Case, payload)
	return err
}

// fileFor loads a case file to be changed, and asks for the right over it.
func (s *Service) fileFor(ctx context.Context, id CaseFileID, right authz.Right) (CaseFile, error) {
	f, found, err := s.caseFile(ctx, id)
	if err != nil {
		return f, err
	}
	if !found {
		return f, errs.NotFound("record.case-file-not-found")
	}
	if err := authz.Require(ctx, right, f.object()); err != nil {
		return f, unlessHidden(ctx, f.object(), err, "record.case-file-not-found")
	}
	return f, nil
}

// unlessHidden is the refusal for who may read it; to others it is not there.
func unlessHidden(ctx context.Context, o authz.Object, refusal error, code string) error {
	if authz.ScopeOf(ctx, RightRead).Allows(o) {
		return refusal
	}
	return errs.NotFound(code)
}

// entryFor loads an entry to be changed, and asks for the right over it.
func (s *Service) entryFor(ctx context.Context, id EntryID, right authz.Right) (Entry, error) {
	e, found, err := s.entry(ctx, id)
	if err != nil {
		return e, err
	}
	if !found {
		return e, errs.NotFound("record.entry-not-found")
	}
	if err := authz.Require(ctx, right, e.object()); err != nil {
		return e, unlessHidden(ctx, e.object(), err, "record.entry-not-found")
	}
	return e, nil
}

// requireEverywhere asks for the right over the whole municipality, for what
// concerns no single case.
func requireEverywhere(ctx context.Context, right authz.Right) error {
	return authz.Require(ctx, right, authz.Object{})
}

// acting lets the person for whom a job was ordered act with the one right that
// he had then.
func acting(ctx context.Context, user ids.UserID, name string, right authz.Right) context.Context {
	return authz.With(ctx, authz.Actor{User: user, Name: name, Grants: []authz.Grant{{Right: right, Reach: authz.Everywhere, Because: "ordered"}}})
}
