package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/console"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/municipality/municipalityapp"
)

// openOrBegin opens a data folder, and puts the municipality's folder in force
// when none was before: the first activation, which nobody else could approve.
func openOrBegin(ctx context.Context, folder Folder, post Post, bundle *i18n.Bundle, s console.Streams) (*house, error) {
	if !folder.exists() && !folder.begun() {
		return nil, errs.NotFound("app.folder-empty")
	}
	if err := folder.create(); err != nil {
		return nil, err
	}
	transport, err := post.transport(folder.mail())
	if err != nil {
		return nil, err
	}
	deps, err := folder.begin(ctx, clock.System(), transport, post.Domain)
	if err != nil {
		return nil, err
	}
	h, err := inForce(ctx, deps, folder, bundle)
	if errs.Has(err, "municipality.none-in-force") && !folder.begun() {
		err = errs.NotFound("app.no-municipality", "folder", folder.municipality())
	}
	if errs.Has(err, "municipality.none-in-force") {
		if h, err = settle(ctx, deps, folder, bundle, os.DirFS(folder.municipality())); err == nil {
			s.Say("%s", s.Words.T("app.first-activation", "folder", folder.municipality()))
		}
	}
	if err != nil {
		return nil, errors.Join(err, deps.DB.Close())
	}
	return h, nil
}

// follow makes the program follow what is in force today. It compares first, so
// that calling it again changes nothing.
func (h *house) follow(ctx context.Context) error {
	h.following.Lock()
	defer h.following.Unlock()
	ctx = authz.With(ctx, setUp)
	present, err := h.municipality.Present(ctx, h.today())
	if err != nil || present.ID.IsZero() || present.Digest == h.applied {
		return err
	}
	loaded, err := h.municipality.Load(ctx, present.ID)
	if err != nil {
		return err
	}
	return h.apply(ctx, loaded)
}

// followEvery lets a version come into force at midnight, and lets every node
// follow what was activated on another.
func (h *house) followEvery(ctx context.Context, pause time.Duration, s console.Streams) {
	for {
		if err := h.follow(ctx); err != nil && ctx.Err() == nil {
			s.Report(ctx, err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// needsRestart lists the files that have come into force since the program was
// started and that it reads only then.
func (h *house) needsRestart() []string {
	var out []string
	for _, name := range []string{"town.yaml", "calendar.yaml", "recruit.yaml", "record/plan.yaml"} {
		if now := h.loaded.Load(); string(now.Files[name]) != string(h.built.Files[name]) {
			out = append(out, name)
		}
	}
	return out
}

// folderPages is what the pages about the municipality's folder need.
func (h *house) folderPages() municipalityapp.Options {
	var own fs.FS
	if h.folder.begun() {
		own = os.DirFS(h.folder.municipality())
	}
	return municipalityapp.Options{Folder: own, Place: h.folder.municipality(), Today: h.today, Zone: h.zone, Follow: h.follow}
}
