package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"saksgang/base"
	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/console"
	"saksgang/base/errs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/base/wholefile"
)

// manifestName is the file that makes a backup whole: it is written last, and
// names everything else with its checksum.
const manifestName = "backup.json"

// databaseName is the database in a data folder and in a backup.
const databaseName = "saksgang.db"

// headsName is the ledger's signed heads in a data folder.
const headsName = "ledger-heads.txt"

// manifest is what a backup holds.
type manifest struct {
	Program string    `json:"program"`
	Schema  int64     `json:"schema"`
	Taken   time.Time `json:"taken"`
	Files   []copied  `json:"files"`
	// Gone are files that the copied database names and that were lawfully
	// destroyed before they could be copied.
	Gone []string `json:"gone,omitempty"`
	// Damaged are files that the database still names and that were not to be
	// had as they were stored: the data folder has lost them.
	Damaged []string `json:"damaged,omitempty"`
}

// copied is one file of a backup; Path has slashes.
type copied struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

func (m manifest) size() (n int64) {
	for _, f := range m.Files {
		n += f.Size
	}
	return n
}

type backupCommand struct {
	Folder
	To string `required:"" help:"The folder to make; it must not be there yet." placeholder:"PATH" type:"path"`
}

// Run copies the data folder, which may be in use meanwhile: a consistent copy
// of the database first, then the files, since every file was stored before the
// database named it. A backup without its manifest is not whole. One that finds
// that the data folder has lost a file copies the rest, says so and does not
// count as taken.
func (c backupCommand) Run(ctx context.Context, s console.Streams) error {
	if c.Database != "" {
		return console.Wrong(errs.Invalid("app.backup-postgres"))
	}
	if within(c.To, c.Dir) {
		return console.Wrong(errs.Invalid("app.backup-overlaps"))
	}
	deps, pending, err := c.look(ctx, clock.System())
	if err != nil {
		return err
	}
	defer deps.DB.Close()
	if entries, err := os.ReadDir(c.To); err == nil && len(entries) > 0 {
		return console.Wrong(errs.Conflict("app.backup-not-empty", "folder", c.To))
	}
	m := manifest{Program: version(), Schema: pending.From, Taken: deps.Clock.Now().UTC()}
	if err := c.copyAll(ctx, deps, &m); err != nil {
		if errs.CodeOf(err) == "internal" {
			err = errs.Unavailable(err, "app.backup-unwritten")
		}
		return err
	}
	if pending.From == pending.To && len(m.Damaged) == 0 {
		if err := remember(ctx, deps, m); err != nil {
			return err
		}
	}
	s.Say("%s", s.Words.T("app.backup.done", "path", c.To, "files", len(m.Files)-1, "size", s.Words.Bytes(m.size())))
	if len(m.Gone) > 0 {
		s.Say("%s", s.Words.T("app.backup.gone", "count", len(m.Gone)))
	}
	if len(m.Damaged) > 0 {
		s.Say("%s", s.Words.T("app.backup.damaged", "count", len(m.Damaged)))
		return console.Found()
	}
	return nil
}

// within says that a path lies in a folder.
func within(path, folder string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func (c backupCommand) copyAll(ctx context.Context, deps base.Deps, m *manifest) error {
	if err := os.MkdirAll(c.To, 0o700); err != nil {
		return err
	}
	// The signed heads come even before the database, or they would tell of
	// events that the copy does not have.
	if err := c.copyInto(m, headsName); err != nil {
		return err
	}
	if _, err := deps.DB.Snapshot(ctx, filepath.Join(c.To, databaseName)); err != nil {
		return err
	}
	paths, err := c.toCopy()
	if err != nil {
		return err
	}
	for _, path := range paths {
		if err := c.copyInto(m, path); err != nil {
			return err
		}
	}
	if m.Gone, m.Damaged, err = c.lacking(ctx, deps); err != nil {
		return err
	}
	database, err := describe(c.To, databaseName) // now that nobody opens it any more
	if err != nil {
		return err
	}
	m.Files = append([]copied{database}, m.Files...)
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	return wholefile.WriteBytes(filepath.Join(c.To, manifestName), text)
}

// copyInto copies one file and enters it. One that is not there any more was
// destroyed or sent since the folder was listed, and a document that cannot be
// read must not keep the others from being copied; lacking tells if it matters.
func (c backupCommand) copyInto(m *manifest, path string) error {
	from := filepath.Join(c.Dir, path)
	one, err := copyFile(from, filepath.Join(c.To, path))
	if errors.Is(err, fs.ErrNotExist) || unread(err, from) && within(from, c.files()) {
		return nil
	}
	if err == nil {
		one.Path = filepath.ToSlash(path)
		m.Files = append(m.Files, one)
	}
	return err
}

// toCopy lists what a data folder holds beside its database, the copies taken
// before upgrades, and what is being written.
func (c backupCommand) toCopy() ([]string, error) {
	var paths []string
	err := filepath.WalkDir(c.Dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if e.IsDir() && path == c.snapshots() {
			return fs.SkipDir
		}
		temporary := strings.HasPrefix(e.Name(), ".new-") || strings.HasPrefix(e.Name(), ".writable-")
		if !e.Type().IsRegular() || temporary || path == filepath.Join(c.Dir, headsName) || strings.HasPrefix(e.Name(), databaseName) && filepath.Dir(path) == c.Dir {
			return nil
		}
		rel, err := filepath.Rel(c.Dir, path)
		paths = append(paths, rel)
		return err
	})
	return paths, err
}

// lacking lists what the copied database names and the copy does not have as it
// was stored. What the database as it is now does not name either was lawfully
// destroyed meanwhile; the rest is damaged.
func (c backupCommand) lacking(ctx context.Context, deps base.Deps) (gone, damaged []string, err error) {
	db, err := sqldb.Open(ctx, filepath.Join(c.To, databaseName), sqldb.Options{})
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, closeAlone(db)) }()
	missing, err := blob.New(db, deps.Clock, blob.Dir(filepath.Join(c.To, "files"))).Missing(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, sum := range missing {
		_, err := deps.Files.Held(ctx, sum)
		switch {
		case err == nil:
			damaged = append(damaged, sum.String())
		case errs.Has(err, "blob.missing"):
			gone = append(gone, sum.String())
		default:
			return nil, nil, err
		}
	}
	return gone, damaged, nil
}

// closeAlone closes a database that nobody else has open; nothing is left
// beside its file.
func closeAlone(db *sqldb.DB) error {
	return errors.Join(db.Checkpoint(context.Background()), db.Close())
}

// remember writes into the ledger that a backup was taken.
func remember(ctx context.Context, deps base.Deps, m manifest) error {
	return deps.DB.Transact(ctx, func(ctx context.Context) error {
		_, err := deps.Ledger.Append(ctx, ledger.Event{
			Module: "app", Subject: backups, Kind: "taken", Payload: map[string]any{"files": len(m.Files), "bytes": m.size(), "gone": len(m.Gone)},
		})
		return err
	})
}

func describe(folder, name string) (copied, error) {
	f, err := os.Open(filepath.Join(folder, filepath.FromSlash(name)))
	if err != nil {
		return copied{}, err
	}
	h := sha256.New()
	n, err := io.Copy(h, f)
	return copied{name, n, hex.EncodeToString(h.Sum(nil))}, errors.Join(err, f.Close())
}

// copyFile copies one file durably and says what it copied.
func copyFile(from, to string) (copied, error) {
	source, err := os.Open(from)
	if err != nil {
		return copied{}, err
	}
	defer source.Close()
	var out copied
	h := sha256.New()
	err = wholefile.Write(to, func(w io.Writer) (err error) {
		out.Size, err = io.Copy(io.MultiWriter(w, h), source)
		return err
	})
	out.SHA256 = hex.EncodeToString(h.Sum(nil))
	return out, err
}

// unread says that the file at path could not be read, and not that its copy
// could not be written.
func unread(err error, path string) bool {
	var fault *fs.PathError
	return errors.As(err, &fault) && fault.Path == path
}

// readManifest reads what a backup says that it holds.
func readManifest(folder string) (manifest, error) {
	var m manifest
	text, err := os.ReadFile(filepath.Join(folder, manifestName))
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err != nil || !slices.ContainsFunc(m.Files, func(f copied) bool { return f.Path == databaseName }) {
		return m, errs.InvalidBecause(errors.Join(err, fs.ErrInvalid), "app.backup-unreadable", "folder", folder)
	}
	return m, nil
}
