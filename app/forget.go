package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"saksgang/base/errs"
	"saksgang/exchange"
	"saksgang/record"
	"saksgang/recruit"
)

// forgetter erases the copies of a disposed document that other modules keep:
// the inbox, the applicant, the words of the case, the snapshots of upgrades.
type forgetter struct{ h *house }

// Forget erases what is known by the entry's key. What can be done only after
// the commit (files) it returns.
func (f forgetter) Forget(ctx context.Context, d record.Disposed) ([]func(ctx context.Context) error, error) {
	cleanups, err := f.copies(ctx, d)
	return append(cleanups, f.dropSnapshots), err
}

// dropSnapshots removes the copies of the database that upgrades took: each
// holds what the disposal erases.
func (f forgetter) dropSnapshots(context.Context) error {
	taken, err := os.ReadDir(f.h.folder.snapshots())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, one := range taken {
		err = errors.Join(err, os.RemoveAll(filepath.Join(f.h.folder.snapshots(), one.Name())))
	}
	return err
}

func (f forgetter) copies(ctx context.Context, d record.Disposed) ([]func(ctx context.Context) error, error) {
	if !d.EntryGone {
		return nil, nil
	}
	text, isApplication := strings.CutPrefix(d.EntryKey, "application/")
	if !isApplication {
		return nil, f.caseWords(ctx, d)
	}
	id, err := parse[recruit.ApplicationID](text)
	if err != nil {
		return nil, err
	}
	came, err := f.h.recruit.Forget(ctx, id, d.Event)
	if err != nil {
		return nil, err
	}
	cleanups, err := f.inbox(ctx, came)
	if err != nil {
		return nil, err
	}
	return cleanups, f.caseWords(ctx, d)
}

// caseWords erases what people entered in the case's tasks.
func (f forgetter) caseWords(ctx context.Context, d record.Disposed) error {
	if d.Case.IsZero() {
		return nil
	}
	err := f.h.process.Erase(ctx, d.Case, d.Event)
	if errs.Has(err, "process.case-open") {
		return nil // its words are still needed; they go with the next disposal
	}
	return err
}

// inbox erases the messages that an application, and what its applicant sent
// later, came as.
func (f forgetter) inbox(ctx context.Context, came []recruit.Came) ([]func(ctx context.Context) error, error) {
	var cleanups []func(ctx context.Context) error
	for _, c := range came {
		messages, err := f.h.exchange.BySource(ctx, c.Source, c.SourceID)
		if err != nil {
			return nil, err
		}
		for _, id := range messages {
			parts, err := f.h.exchange.Forget(ctx, id)
			if err != nil {
				return nil, err
			}
			cleanups = append(cleanups, func(ctx context.Context) error { return f.destroy(ctx, id, parts) })
		}
	}
	return cleanups, nil
}

func (f forgetter) destroy(ctx context.Context, id exchange.MessageID, parts []exchange.Part) error {
	for _, p := range parts {
		if _, err := f.h.Files.DestroyOrphan(ctx, p.File.Sum); err != nil {
			return err
		}
	}
	return f.h.exchange.ForgetReceipt(ctx, id)
}
