package app

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/console"
	"saksgang/base/errs"
)

type restoreCommand struct {
	From   string `arg:"" help:"The backup." placeholder:"PATH" type:"path"`
	Dir    string `help:"The empty folder to restore to." required:"" type:"path" placeholder:"DIR"`
	Verify bool   `help:"Verify the ledger and every document when the files are in place."`
}

// Run puts a backup into an empty folder. Every checksum is compared on the
// way; with Verify also the ledger and each document that the database names.
// What fails on the way leaves a folder without its database, not for use; what
// does not verify is said, and the folder left as it is.
func (c restoreCommand) Run(ctx context.Context, s console.Streams) error {
	m, err := readManifest(c.From)
	if err != nil {
		return console.Wrong(err)
	}
	if entries, err := os.ReadDir(c.Dir); err == nil && len(entries) > 0 {
		return console.Wrong(errs.Conflict("app.restore-not-empty", "folder", c.Dir))
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return errs.Unavailable(err, "app.folder-not-made")
	}
	// The database comes last: a folder that was not restored to the end has none.
	slices.Reverse(m.Files)
	for _, f := range m.Files {
		if err := c.restore(f); err != nil {
			return err
		}
	}
	s.Say("%s", s.Words.T("app.restore.done", "files", len(m.Files)-1, "folder", c.Dir))
	if !c.Verify {
		return nil
	}
	return c.verify(ctx, m, s)
}

func (c restoreCommand) restore(f copied) error {
	name := filepath.FromSlash(f.Path)
	if !filepath.IsLocal(name) {
		return errs.Invalid("app.backup-damaged", "file", f.Path)
	}
	from, to := filepath.Join(c.From, name), filepath.Join(c.Dir, name)
	done, err := copyFile(from, to)
	done.Path = f.Path
	switch {
	case unread(err, from):
		return errs.InvalidBecause(err, "app.backup-damaged", "file", f.Path)
	case err != nil:
		return errs.Unavailable(err, "app.folder-not-made")
	case done != f:
		return errs.InvalidBecause(os.Remove(to), "app.backup-damaged", "file", f.Path)
	}
	return nil
}

// verify recomputes the ledger and reads every document.
func (c restoreCommand) verify(ctx context.Context, m manifest, s console.Streams) error {
	deps, _, err := Folder{Dir: c.Dir}.look(ctx, clock.System())
	if err != nil {
		return err
	}
	defer deps.DB.Close()
	report, err := deps.Ledger.Verify(ctx)
	if err != nil {
		return err
	}
	missing, err := deps.Files.Missing(ctx)
	if err != nil {
		return err
	}
	missing = slices.DeleteFunc(missing, func(sum blob.Sum) bool { return slices.Contains(m.Gone, sum.String()) })
	stock, err := deps.Files.Stock(ctx)
	if err != nil {
		return err
	}
	if !report.Verified {
		s.Say("%s", s.Words.T("app.restore.ledger-faults", "faults", len(report.Faults), "folder", c.Dir))
	}
	if len(missing) > 0 {
		s.Say("%s", s.Words.T("app.restore.missing", "missing", len(missing)))
	}
	if !report.Verified || len(missing) > 0 {
		return console.Found()
	}
	s.Say("%s", s.Words.T("app.restore.verified", "events", report.Events, "files", stock.Files))
	return nil
}
