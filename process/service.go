package process

import (
	"context"
	"embed"
	"sync"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/command"
	"saksgang/base/ids"
	"saksgang/process/engine"
)

// Locales are the words and problems of this package.
//
//go:embed locales/*.toml
var Locales embed.FS

// Options are what a municipality decides; the zero value works.
type Options struct {
	// Calendar reckons deadlines; nil counts every day as a working day, by UTC.
	Calendar engine.Calendar
	// Forms check input; nil accepts everything.
	Forms Forms
	// Holders says who may be given a task; nil lets it be given to anybody.
	Holders Holders
	// TaskLink and CaseLink are where a work item leads; empty for
	// "/desk/tasks/" and "/cases/". The identifier is appended.
	TaskLink, CaseLink string
	// KeepMessages is how long a message by key is kept that nobody awaits;
	// 0 means 90 days. One to a case is kept as long as the case is open.
	KeepMessages time.Duration
}

// Holders tells who holds a role.
type Holders interface {
	// Holds says whether the user holds the role over the object.
	Holds(ctx context.Context, user ids.UserID, role string, o authz.Object) (bool, error)
}

// Service runs processes. It is safe for concurrent use.
type Service struct {
	base.Deps
	actions *Registry
	opts    Options

	mu       sync.RWMutex
	versions map[int64]*Version // compiled; versions never change
}

// New returns the service. The registry must be full before the first command.
func New(deps base.Deps, actions *Registry, opts Options) *Service {
	if opts.TaskLink == "" {
		opts.TaskLink = "/desk/tasks/"
	}
	if opts.CaseLink == "" {
		opts.CaseLink = "/cases/"
	}
	if opts.KeepMessages == 0 {
		opts.KeepMessages = 90 * 24 * time.Hour
	}
	return &Service{Deps: deps, actions: actions, opts: opts, versions: map[int64]*Version{}}
}

// Actions is the registry that modules fill.
func (s *Service) Actions() *Registry { return s.actions }

func (s *Service) now() clock.Instant { return clock.At(s.Clock.Now()) }

// do runs a command that gives nothing back.
func (s *Service) do(ctx context.Context, name string, body func(ctx context.Context) error) error {
	_, err := command.Run(ctx, s.DB, s.Clock, name, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, body(ctx)
	})
	return err
}

// inputAt is an engine input of this moment.
func (s *Service) inputAt(kind engine.InputKind, token engine.TokenID) engine.Input {
	return engine.Input{Kind: kind, Token: token, Node: engine.None, Now: s.Clock.Now(), Calendar: s.opts.Calendar}
}
