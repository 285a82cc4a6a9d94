package municipality

import (
	"context"
	"io/fs"
	"sync"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/command"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
)

// Service keeps the versions of the municipality's folder. It is safe for
// concurrent use, on any number of nodes.
type Service struct {
	deps     base.Deps
	registry *Registry
	options  Options

	mu     sync.Mutex
	loaded map[string]*Loaded // by digest; a version's content never changes
}

// Options are the tunables of New.
type Options struct {
	// Zone tells in which zone a folder's municipality lives, to know what day
	// it is there; nil is UTC.
	Zone func(*Loaded) *time.Location
}

// New returns the service. The registry must hold every module's sections.
func New(deps base.Deps, registry *Registry, options Options) *Service {
	return &Service{deps: deps, registry: registry, options: options, loaded: make(map[string]*Loaded)}
}

// Draft stores the folder as a new version. Content that is a version already
// gives that version, so the command is safe to repeat. Faults do not hinder a
// draft; they hinder the next step.
func (s *Service) Draft(ctx context.Context, folder fs.FS, note string) (Version, error) {
	if err := authz.RequireAnywhere(ctx, RightEdit); err != nil {
		return Version{}, err
	}
	files, faults, err := readFolder(folder)
	if err != nil {
		return Version{}, errs.InvalidBecause(err, "municipality.folder-unreadable")
	}
	if len(faults) > 0 {
		// What is no text cannot be kept as a version.
		return Version{}, faults[0].Err()
	}
	digest := Digest(files)
	return command.Run(ctx, s.deps.DB, s.deps.Clock, "municipality.draft", func(ctx context.Context) (Version, error) {
		if known, found, err := s.byDigest(ctx, digest); found || err != nil {
			return known, err
		}
		v := Version{
			ID: ids.New[Version](), Digest: digest, Note: note, State: Draft,
			DraftedBy: authz.ActorFrom(ctx).User, DraftedAt: clock.At(s.deps.Clock.Now()),
		}
		if v, err = s.insert(ctx, v, files); err != nil {
			return v, err
		}
		return v, s.tell(ctx, v, "drafted")
	})
}

// Check reads the version with every section and reports every fault. Without
// any it becomes checked; with some it stays a draft, and the error is Invalid.
func (s *Service) Check(ctx context.Context, id VersionID) (Version, []Fault, error) {
	if err := authz.RequireAnywhere(ctx, RightEdit); err != nil {
		return Version{}, nil, err
	}
	files, err := s.files(ctx, id)
	if err != nil {
		return Version{}, nil, err
	}
	_, faults := s.registry.CheckFiles(files)
	v, err := s.step(ctx, id, "checked", func(v Version) (Version, error) { return v.check(len(faults)) })
	return v, faults, err
}

// Approve approves a checked version that another person made (the first of
// all may be one's own).
func (s *Service) Approve(ctx context.Context, id VersionID) (Version, error) {
	if err := authz.RequireAnywhere(ctx, RightApprove); err != nil {
		return Version{}, err
	}
	return s.step(ctx, id, "approved", func(v Version) (Version, error) {
		return v.approve(authz.ActorFrom(ctx).User, clock.At(s.deps.Clock.Now()))
	})
}

// Activate puts an approved version in force from a day, today or later, until
// another one is. Cases that run keep the version they began with.
func (s *Service) Activate(ctx context.Context, id VersionID, from calendar.Date) (Version, error) {
	if err := authz.RequireAnywhere(ctx, RightActivate); err != nil {
		return Version{}, err
	}
	loaded, err := s.Load(ctx, id)
	if err != nil {
		return Version{}, err
	}
	zone := time.UTC
	if s.options.Zone != nil {
		zone = s.options.Zone(loaded)
	}
	today := calendar.DateOf(s.deps.Clock.Now().In(zone))
	return s.step(ctx, id, "activated", func(v Version) (Version, error) {
		return v.activate(from, today, authz.ActorFrom(ctx).User, clock.At(s.deps.Clock.Now()))
	})
}

// step applies a rule to a version, stores it and tells the ledger.
func (s *Service) step(ctx context.Context, id VersionID, kind ledger.Kind, rule func(Version) (Version, error)) (Version, error) {
	return command.Run(ctx, s.deps.DB, s.deps.Clock, "municipality."+string(kind), func(ctx context.Context) (Version, error) {
		before, err := s.Version(ctx, id)
		if err != nil {
			return before, err
		}
		after, err := rule(before)
		if err != nil || after == before {
			return before, err
		}
		if err := s.update(ctx, before.State, after); err != nil {
			return before, err
		}
		return after, s.tell(ctx, after, kind)
	})
}

func (s *Service) tell(ctx context.Context, v Version, kind ledger.Kind) error {
	_, err := s.deps.Ledger.Append(ctx, ledger.Event{
		Module:  "municipality",
		Subject: ledger.Subject{Kind: SubjectVersion, ID: v.ID.String()},
		Kind:    kind,
		Payload: map[string]any{"number": v.Number, "digest": v.Digest, "active_from": v.ActiveFrom},
	})
	return err
}

// InForce returns the version in force on a day, and what it says. NotFound
// means that none has been activated for that day.
func (s *Service) InForce(ctx context.Context, day calendar.Date) (Version, *Loaded, error) {
	v, found, err := s.inForce(ctx, day)
	if err != nil {
		return Version{}, nil, err
	}
	if !found {
		return Version{}, nil, errs.NotFound("municipality.none-in-force", "day", day.String())
	}
	loaded, err := s.Load(ctx, v.ID)
	return v, loaded, err
}

// Load returns what a version says, for a case that began with it. It needs no
// right: it is what the program itself runs by.
func (s *Service) Load(ctx context.Context, id VersionID) (*Loaded, error) {
	v, err := s.Version(ctx, id)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	known := s.loaded[v.Digest]
	s.mu.Unlock()
	if known != nil {
		return known, nil
	}
	files, err := s.files(ctx, id)
	if err != nil {
		return nil, err
	}
	loaded, faults := s.registry.CheckFiles(files)
	if len(faults) > 0 {
		return nil, errs.Internal(faults[0].Err(), "municipality.version-no-longer-reads", "version", v.Number, "count", len(faults))
	}
	s.mu.Lock()
	s.loaded[v.Digest] = loaded
	s.mu.Unlock()
	return loaded, nil
}

// Compare returns what changed from one version to another, file by file.
func (s *Service) Compare(ctx context.Context, before, after VersionID) ([]Change, error) {
	if err := authz.RequireAnywhere(ctx, RightRead); err != nil {
		return nil, err
	}
	old, err := s.files(ctx, before)
	if err != nil {
		return nil, err
	}
	fresh, err := s.files(ctx, after)
	if err != nil {
		return nil, err
	}
	return Difference(old, fresh), nil
}
