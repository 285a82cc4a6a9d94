package municipality

import (
	"context"
	"io/fs"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
)

// SubjectVersion is the ledger's name for versions of the folder.
const SubjectVersion = "version"

// Preview is a folder as it would be if it were drafted now.
type Preview struct {
	Digest string
	// Version is the version that has this content already; zero when none has.
	Version Version
	// Faults are everything that is wrong with it, in order of place.
	Faults []Fault
	// Changes are what differs from the version in force that day; everything
	// when none is.
	Changes []Change
}

// Preview reads a folder and compares it with what is in force on a day. It
// stores nothing. Invalid says that the folder cannot be read.
func (s *Service) Preview(ctx context.Context, folder fs.FS, day calendar.Date) (Preview, error) {
	if err := authz.RequireAnywhere(ctx, RightRead); err != nil {
		return Preview{}, err
	}
	files, faults, err := readFolder(folder)
	if err != nil {
		return Preview{}, errs.InvalidBecause(err, "municipality.folder-unreadable")
	}
	_, more := s.registry.CheckFiles(files)
	p := Preview{Digest: Digest(files), Faults: sortFaults(append(faults, more...))}
	err = s.deps.DB.View(ctx, func(ctx context.Context) error {
		if p.Version, _, err = s.byDigest(ctx, p.Digest); err != nil {
			return err
		}
		present, found, err := s.inForce(ctx, day)
		if err != nil {
			return err
		}
		var old map[string][]byte
		if found {
			if old, err = s.files(ctx, present.ID); err != nil {
				return err
			}
		}
		p.Changes = Difference(old, files)
		return nil
	})
	return p, err
}

// Faults lists what is wrong with a stored version, as this program reads it.
func (s *Service) Faults(ctx context.Context, id VersionID) ([]Fault, error) {
	if err := authz.RequireAnywhere(ctx, RightRead); err != nil {
		return nil, err
	}
	files, err := s.files(ctx, id)
	if err != nil {
		return nil, err
	}
	_, faults := s.registry.CheckFiles(files)
	return faults, nil
}

// Present is the version in force on a day, without reading it. The zero
// version says that none is.
func (s *Service) Present(ctx context.Context, day calendar.Date) (Version, error) {
	v, _, err := s.inForce(ctx, day)
	return v, err
}

// Predecessor is what was in force before an activated version came into
// force; the zero version says that it was the first.
func (s *Service) Predecessor(ctx context.Context, v Version) (Version, error) {
	all, err := s.Versions(ctx)
	var before Version
	for _, o := range all {
		if o.State == Activated && o.ID != v.ID && o.ActivatedAt < v.ActivatedAt && o.ActiveFrom <= v.ActiveFrom &&
			(before.ID.IsZero() || o.ActiveFrom > before.ActiveFrom || o.ActiveFrom == before.ActiveFrom && o.ActivatedAt > before.ActivatedAt) {
			before = o
		}
	}
	return before, err
}

// History lists what was done with the versions, each in the order it happened.
func (s *Service) History(ctx context.Context, versions ...VersionID) (map[VersionID][]ledger.Entry, error) {
	if err := authz.RequireAnywhere(ctx, RightRead); err != nil {
		return nil, err
	}
	out := make(map[VersionID][]ledger.Entry, len(versions))
	for _, id := range versions {
		entries, err := s.deps.Ledger.OfSubject(ctx, ledger.Subject{Kind: SubjectVersion, ID: id.String()})
		if err != nil {
			return nil, err
		}
		out[id] = entries
	}
	return out, nil
}

// MayApprove is nil when the user may take the step; otherwise it is the reason
// that Approve would give.
func (v Version) MayApprove(by ids.UserID) error {
	_, err := v.approve(by, v.DraftedAt)
	return err
}
