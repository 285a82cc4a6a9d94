// Package blob keeps files by their content.
//
// A file is written and synced under its SHA-256 before the transaction that
// names it commits; the transaction holds a reference. A file without
// references is an orphan (its transaction never came, or its last reference
// was released) and is swept after a grace time, or destroyed at once when the
// law asks for it. A crash leaves at worst an orphan, never a name without a
// file.
package blob

import (
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/sqldb"
)

// Sum is the SHA-256 of a file's content, by which it is named.
type Sum [sha256.Size]byte

// String is the sum in lower-case hexadecimal digits.
func (s Sum) String() string { return hex.EncodeToString(s[:]) }

// IsZero says that the sum names no file.
func (s Sum) IsZero() bool { return s == Sum{} }

// ParseSum reads 64 hexadecimal digits.
func ParseSum(text string) (Sum, error) {
	var s Sum
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != len(s) {
		return s, errs.Invalid("blob.sum-malformed")
	}
	copy(s[:], b)
	return s, nil
}

// MarshalText writes the hexadecimal form.
func (s Sum) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the hexadecimal form.
func (s *Sum) UnmarshalText(text []byte) (err error) {
	*s, err = ParseSum(string(text))
	return err
}

// Value stores 32 bytes, or NULL for none.
func (s Sum) Value() (driver.Value, error) {
	if s.IsZero() {
		return nil, nil
	}
	return s[:], nil
}

// Scan reads what Value stored.
func (s *Sum) Scan(src any) error {
	b, ok := src.([]byte)
	if src == nil {
		*s = Sum{}
		return nil
	}
	if !ok || len(b) != len(s) {
		return fmt.Errorf("blob: %T in the database, want 32 bytes", src)
	}
	copy(s[:], b)
	return nil
}

// Ref names a file and says how large it is.
type Ref struct {
	Sum  Sum
	Size int64
}

// Place is where files lie: a directory, or a bucket elsewhere.
type Place interface {
	// Put stores everything that r gives, durably, under its sum. Storing the
	// same content again is harmless.
	Put(ctx context.Context, r io.Reader) (Ref, error)
	// Open reads a file; fs.ErrNotExist when it is not there.
	Open(ctx context.Context, s Sum) (io.ReadCloser, error)
	// Remove takes a file away; none is no error.
	Remove(ctx context.Context, s Sum) error
	// RemoveOld takes a file away unless it was stored since; it says whether
	// it did.
	RemoveOld(ctx context.Context, s Sum, before time.Time) (bool, error)
	// Walk visits every file with the time it was stored.
	Walk(ctx context.Context, visit func(s Sum, stored time.Time) error) error
}

// Files are the files of one database: a place, and who refers to what in it.
type Files struct {
	db    *sqldb.DB
	clock clock.Clock
	place Place
}

// New returns the files of db that lie at place.
func New(db *sqldb.DB, now clock.Clock, place Place) *Files {
	return &Files{db: db, clock: now, place: place}
}

// Put stores a file before it is named. It is slow and must be called outside
// any transaction.
func (f *Files) Put(ctx context.Context, r io.Reader) (Ref, error) {
	if sqldb.InTransaction(ctx) {
		return Ref{}, errs.Internal(errors.New("Put inside a transaction"), "blob.in-transaction")
	}
	ref, err := f.place.Put(ctx, r)
	if errors.Is(err, syscall.ENOSPC) {
		return Ref{}, errs.Unavailable(err, "blob.disk-full")
	}
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return Ref{}, errs.Unavailable(err, "blob.read-only")
	}
	return ref, err
}

// Hold adds a reference to a stored file, in the transaction that names it.
func (f *Files) Hold(ctx context.Context, ref Ref) error {
	_, err := sqldb.Exec(ctx, f.db, `INSERT INTO blob (sha256, size, refs, written_at) VALUES ($1, $2, 1, $3)
ON CONFLICT (sha256) DO UPDATE SET refs = blob.refs + 1`, ref.Sum, ref.Size, clock.At(f.clock.Now()))
	return err
}

// Held is the reference to a file that something refers to, by its content.
func (f *Files) Held(ctx context.Context, s Sum) (Ref, error) {
	size, found, err := sqldb.Maybe[int64](ctx, f.db, "SELECT size FROM blob WHERE sha256 = $1 AND refs > 0", s)
	if err == nil && !found {
		err = errs.NotFound("blob.missing", "sum", s)
	}
	return Ref{Sum: s, Size: size}, err
}

// Release takes a reference away, in the transaction that forgets the file.
func (f *Files) Release(ctx context.Context, s Sum) error {
	n, err := sqldb.Exec(ctx, f.db, "UPDATE blob SET refs = refs - 1 WHERE sha256 = $1 AND refs > 0", s)
	if err == nil && n == 0 {
		err = errs.Internal(fmt.Errorf("no reference to %s is left", s), "blob.not-held")
	}
	return err
}

// Open reads a file. NotFound says that it is not there, which for a held file
// means that it was taken away from outside.
func (f *Files) Open(ctx context.Context, s Sum) (io.ReadCloser, error) {
	r, err := f.place.Open(ctx, s)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.NotFound("blob.missing", "sum", s)
	}
	return r, err
}

// DestroyOrphan removes the file at once if nothing refers to it any more, and
// says whether somebody had. It is called after the transaction that released
// it, and may be called again: what a crash left between forgetting the name
// and removing the file, the second call removes.
func (f *Files) DestroyOrphan(ctx context.Context, s Sum) (bool, error) {
	n, err := sqldb.Exec(ctx, f.db, "DELETE FROM blob WHERE sha256 = $1 AND refs = 0", s)
	if err != nil {
		return false, err
	}
	held, err := sqldb.One[int](ctx, f.db, "SELECT count(*) FROM blob WHERE sha256 = $1", s)
	if err != nil || held > 0 {
		return false, err
	}
	return n > 0, f.place.Remove(ctx, s)
}

// Sweep removes files that nothing has referred to for the grace time: those
// released, and those whose transaction never came. It returns how many. A file
// that is stored again meanwhile is left: its transaction is on its way.
func (f *Files) Sweep(ctx context.Context, grace time.Duration) (int, error) {
	held, err := f.allHeld(ctx)
	if err != nil {
		return 0, err
	}
	var old []Sum
	limit := time.Now().Add(-grace)
	err = f.place.Walk(ctx, func(s Sum, stored time.Time) error {
		if stored.Before(limit) && !held[s] {
			old = append(old, s)
		}
		return nil
	})
	swept := 0
	for _, s := range old {
		gone, serr := f.sweepOne(ctx, s, limit)
		if serr != nil {
			return swept, errors.Join(err, serr)
		}
		if gone {
			swept++
		}
	}
	return swept, err
}

// allHeld are the files that something refers to; almost every stored one is.
func (f *Files) allHeld(ctx context.Context) (map[Sum]bool, error) {
	sums, err := sqldb.All[Sum](ctx, f.db, "SELECT sha256 FROM blob WHERE refs > 0")
	held := make(map[Sum]bool, len(sums))
	for _, s := range sums {
		held[s] = true
	}
	return held, err
}

// sweepOne removes a file that was not held a moment ago, unless it is now.
func (f *Files) sweepOne(ctx context.Context, s Sum, limit time.Time) (bool, error) {
	if _, err := sqldb.Exec(ctx, f.db, "DELETE FROM blob WHERE sha256 = $1 AND refs = 0", s); err != nil {
		return false, err
	}
	held, err := sqldb.One[int](ctx, f.db, "SELECT count(*) FROM blob WHERE sha256 = $1", s)
	if err != nil || held > 0 {
		return false, err
	}
	return f.place.RemoveOld(ctx, s, limit)
}

// Stock is what the database refers to.
type Stock struct {
	Files int64
	Bytes int64
}

// Stock counts the files that something refers to.
func (f *Files) Stock(ctx context.Context) (Stock, error) {
	return sqldb.One[Stock](ctx, f.db, "SELECT count(*), COALESCE(sum(size), 0) FROM blob WHERE refs > 0")
}

// Missing lists the files that something refers to and that are not there,
// cannot be read, or whose content is another than it was. It reads every file.
func (f *Files) Missing(ctx context.Context) ([]Sum, error) {
	held, err := sqldb.All[Sum](ctx, f.db, "SELECT sha256 FROM blob WHERE refs > 0 ORDER BY sha256")
	if err != nil {
		return nil, err
	}
	var missing []Sum
	for _, s := range held {
		if !f.whole(ctx, s) {
			missing = append(missing, s)
		}
		if err := ctx.Err(); err != nil {
			return missing, err
		}
	}
	return missing, nil
}

// whole says that the file can be read and is what it was. Why it cannot is of
// no interest: on a damaged disk all that can be read must still be found.
func (f *Files) whole(ctx context.Context, s Sum) bool {
	r, err := f.place.Open(ctx, s)
	if err != nil {
		return false
	}
	h := sha256.New()
	_, err = io.Copy(h, r)
	return errors.Join(err, r.Close()) == nil && Sum(h.Sum(nil)) == s
}

// Dir is a place in a directory: files under two levels of their sum's digits.
type Dir string

func (d Dir) path(s Sum) string {
	name := s.String()
	return filepath.Join(string(d), name[:2], name)
}

// Put writes beside the final name, syncs, and renames.
func (d Dir) Put(_ context.Context, r io.Reader) (ref Ref, err error) {
	if err := os.MkdirAll(string(d), 0o700); err != nil {
		return ref, err
	}
	f, err := os.CreateTemp(string(d), ".new-*")
	if err != nil {
		return ref, err
	}
	defer os.Remove(f.Name())
	h := sha256.New()
	ref.Size, err = io.Copy(io.MultiWriter(f, h), r)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return Ref{}, err
	}
	h.Sum(ref.Sum[:0])
	return ref, d.adopt(f.Name(), ref.Sum)
}

func (d Dir) adopt(temporary string, s Sum) error {
	path := d.path(s)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return err
	}
	return errors.Join(syncDir(filepath.Dir(path)), syncDir(string(d)))
}

func syncDir(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Open opens the file for reading.
func (d Dir) Open(_ context.Context, s Sum) (io.ReadCloser, error) { return os.Open(d.path(s)) }

// Remove overwrites nothing; it unlinks the file.
func (d Dir) Remove(_ context.Context, s Sum) error {
	err := os.Remove(d.path(s))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// RemoveOld unlinks the file unless it was written since.
func (d Dir) RemoveOld(ctx context.Context, s Sum, before time.Time) (bool, error) {
	info, err := os.Stat(d.path(s))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil || !info.ModTime().Before(before) {
		return false, err
	}
	return true, d.Remove(ctx, s)
}

// Walk visits the stored files, and removes temporary ones that a crash left
// more than a day ago.
func (d Dir) Walk(_ context.Context, visit func(s Sum, stored time.Time) error) error {
	err := filepath.WalkDir(string(d), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if strings.HasPrefix(e.Name(), ".new-") {
			if time.Since(info.ModTime()) > 24*time.Hour {
				return os.Remove(path)
			}
			return nil
		}
		s, err := ParseSum(e.Name())
		if err != nil {
			return nil // not ours
		}
		return visit(s, info.ModTime())
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
