package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"saksgang/base"
	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/mail"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/migrations"
	"saksgang/record"
)

// Folder is where the program's data lies, as given on the command line.
type Folder struct {
	Dir      string `help:"The data folder." default:"data" type:"path" env:"SAKSGANG_DIR"`
	Database string `help:"Address of a PostgreSQL database; without it, SQLite in the data folder." env:"SAKSGANG_DATABASE"`

	before    func(query string) error // for simulations of failure
	converter record.Converter         // nil is the one that record finds
}

// target is what sqldb opens.
func (f Folder) target() string {
	if f.Database != "" {
		return f.Database
	}
	return filepath.Join(f.Dir, "saksgang.db")
}

// exists says whether something was begun there.
func (f Folder) exists() bool {
	if f.Database != "" {
		return true
	}
	_, err := os.Stat(f.target())
	return err == nil
}

// create makes the data folder if it is not there.
func (f Folder) create() error {
	for _, dir := range []string{f.Dir, f.snapshots()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return errs.Unavailable(err, "app.folder-not-made")
		}
	}
	return nil
}

// municipality is where the municipality's own folder lies.
func (f Folder) municipality() string { return filepath.Join(f.Dir, "municipality") }

// begun says whether the municipality's folder is there.
func (f Folder) begun() bool {
	info, err := os.Stat(f.municipality())
	return err == nil && info.IsDir()
}

func (f Folder) snapshots() string { return filepath.Join(f.Dir, "snapshots") }
func (f Folder) files() string     { return filepath.Join(f.Dir, "files") }
func (f Folder) mail() string      { return filepath.Join(f.Dir, "mail") }

// open opens what every module stands on. The caller closes Deps.DB.
func (f Folder) open(ctx context.Context, now clock.Clock, transport mail.Transport, domain string) (base.Deps, error) {
	if !f.exists() {
		return base.Deps{}, errs.NotFound("app.folder-empty")
	}
	return f.begin(ctx, now, transport, domain)
}

// begin is open for a folder that may be new.
func (f Folder) begin(ctx context.Context, now clock.Clock, transport mail.Transport, domain string) (base.Deps, error) {
	db, err := sqldb.Open(ctx, f.target(), sqldb.Options{Before: f.before})
	if err != nil {
		return base.Deps{}, err
	}
	deps, err := f.deps(ctx, db, now, transport, domain)
	if err != nil {
		return base.Deps{}, errors.Join(err, db.Close())
	}
	return deps, nil
}

func (f Folder) deps(ctx context.Context, db *sqldb.DB, now clock.Clock, transport mail.Transport, domain string) (base.Deps, error) {
	if _, err := db.Migrate(ctx, migrations.Files, f.snapshots()); err != nil {
		return base.Deps{}, err
	}
	return f.attach(db, now, transport, domain)
}

// look opens a data folder as it is, without upgrading its database or making
// what is missing, and says whether it would be upgraded.
func (f Folder) look(ctx context.Context, now clock.Clock) (base.Deps, sqldb.Migration, error) {
	if !f.exists() {
		return base.Deps{}, sqldb.Migration{}, errs.NotFound("app.folder-empty")
	}
	db, err := sqldb.Open(ctx, f.target(), sqldb.Options{Before: f.before})
	if err != nil {
		return base.Deps{}, sqldb.Migration{}, err
	}
	m, err := db.Pending(ctx, migrations.Files)
	if err != nil {
		return base.Deps{}, m, errors.Join(err, db.Close())
	}
	sealing, err := ledger.ReadSealing(f.Dir)
	if err != nil {
		return base.Deps{}, m, errors.Join(err, db.Close())
	}
	return f.stand(db, now, sealing, mail.Folder(f.mail()), "localhost"), m, nil
}

// attach gives an open database everything that stands on it; the ledger's key
// is made if it is not there.
func (f Folder) attach(db *sqldb.DB, now clock.Clock, transport mail.Transport, domain string) (base.Deps, error) {
	sealing, err := ledger.OpenSealing(f.Dir)
	if err != nil {
		return base.Deps{}, err
	}
	return f.stand(db, now, sealing, transport, domain), nil
}

func (f Folder) stand(db *sqldb.DB, now clock.Clock, sealing ledger.Sealing, transport mail.Transport, domain string) base.Deps {
	queue := jobs.New(db, now)
	return base.Deps{
		DB:     db,
		Clock:  now,
		Ledger: ledger.New(db, now, sealing),
		Work:   work.New(db, now),
		Jobs:   queue,
		Files:  blob.New(db, now, blob.Dir(f.files())),
		Mail:   mail.New(db, now, queue, transport, domain),
	}
}
