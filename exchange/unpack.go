package exchange

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode"

	"saksgang/base/errs"
)

// bounds of one delivery where the connection names none.
const (
	mostFiles      = 200
	mostFileMB     = 100
	mostDeliveryMB = 250
	megabyte       = 1 << 20
)

// bounded are a connection's limits with the defaults filled in, in bytes.
type bounded struct {
	files          int
	file, delivery int64
}

func (l FolderLimits) bounded() bounded {
	orElse := func(n, otherwise int) int {
		if n > 0 {
			return n
		}
		return otherwise
	}
	return bounded{
		files:    orElse(l.Files, mostFiles),
		file:     int64(orElse(l.FileMB, mostFileMB)) * megabyte,
		delivery: int64(orElse(l.MessageMB, mostDeliveryMB)) * megabyte,
	}
}

// Unpack stores the files of a delivery and reads its envelope. What is wrong
// with the delivery (damaged, too large, names that point elsewhere) becomes
// the arrival's Damage, with what came kept as it came; an error means that it
// could not be stored, and must be handed in again.
func (s *Service) Unpack(ctx context.Context, connection FolderConnection, way Way, name string, from fs.FS) (Arrival, error) {
	_, isZip := from.(*zip.Reader)
	u := unpacking{service: s, limits: connection.Limits.bounded(), isZip: isZip}
	a := Arrival{Connection: connection.Key, Way: way, Name: name}
	err := fs.WalkDir(from, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return u.unreadable(err)
		}
		if e.IsDir() {
			return nil
		}
		if !e.Type().IsRegular() { // a link could point at files of this machine
			return errs.Invalid("exchange.name-refused")
		}
		if !ValidName(p) {
			return errs.Invalid("exchange.name-refused")
		}
		return u.add(ctx, from, p)
	})
	a.Parts, a.Envelope = u.parts, u.envelope
	if err == nil && a.Envelope == nil {
		err = errs.Invalid("exchange.no-envelope")
	}
	if errs.KindOf(err) == errs.KindInvalid {
		a.Damage, err = err, nil
	}
	return a, err
}

type unpacking struct {
	service  *Service
	limits   bounded
	parts    []Part
	envelope []byte
	total    int64
	isZip    bool
}

// unreadable tells a fault of the delivery from one of this machine. All that
// can be wrong with a ZIP is its own: if it was the disk, the ZIP cannot be kept
// as it came either, and UnpackZip says so.
func (u *unpacking) unreadable(err error) error {
	if u.isZip && errs.KindOf(err) != errs.KindInvalid {
		return errs.InvalidBecause(err, "exchange.damaged")
	}
	return damaged(err)
}

func (u *unpacking) add(ctx context.Context, from fs.FS, name string) error {
	if len(u.parts) == u.limits.files {
		return errs.Invalid("exchange.too-many-files", "most", u.limits.files)
	}
	f, err := from.Open(name)
	if err != nil {
		return u.unreadable(err)
	}
	defer f.Close()
	within := &limited{r: f, left: min(u.limits.file, u.limits.delivery-u.total)}
	var copied bytes.Buffer
	var r io.Reader = within
	if name == EnvelopeFile {
		r = io.TeeReader(within, &copied)
	}
	ref, err := u.service.Files.Put(ctx, r)
	if within.fault != nil {
		return u.unreadable(within.fault)
	}
	if err != nil {
		return err
	}
	if name == EnvelopeFile {
		u.envelope = copied.Bytes()
	}
	u.total += ref.Size
	u.parts = append(u.parts, Part{Name: name, File: ref})
	return nil
}

// damaged tells a fault of the delivery from one of our own storage.
func damaged(err error) error {
	for _, fault := range []error{zip.ErrFormat, zip.ErrChecksum, zip.ErrAlgorithm, io.ErrUnexpectedEOF, fs.ErrInvalid} {
		if errors.Is(err, fault) {
			return errs.InvalidBecause(err, "exchange.damaged")
		}
	}
	if strings.Contains(err.Error(), "flate: corrupt") {
		return errs.InvalidBecause(err, "exchange.damaged")
	}
	return err
}

// limited refuses to read more than is left, and remembers that reading failed,
// which storing does not tell apart from writing.
type limited struct {
	r     io.Reader
	left  int64
	fault error
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		n, err = 0, errs.Invalid("exchange.too-large")
	}
	if err != nil && !errors.Is(err, io.EOF) {
		l.fault = err
	}
	return n, err
}

// UnpackZip stores the files of a ZIP. A ZIP that cannot be read is kept as it
// came, as its only part.
func (s *Service) UnpackZip(ctx context.Context, connection FolderConnection, way Way, name string, archive io.ReaderAt, size int64) (Arrival, error) {
	reader, err := zip.NewReader(archive, size)
	if err == nil {
		err = checkNames(reader)
	} else {
		err = errs.InvalidBecause(err, "exchange.damaged")
	}
	var a Arrival
	if err == nil {
		if a, err = s.Unpack(ctx, connection, way, name, reader); err != nil {
			return a, err
		}
		err = a.Damage
	}
	if err == nil {
		return a, nil
	}
	whole, storing := s.Files.Put(ctx, io.NewSectionReader(archive, 0, size))
	return Arrival{Connection: connection.Key, Way: way, Name: name, Damage: err, Parts: []Part{{Name: name, File: whole}}}, storing
}

// longestName is how long a part's name may be: a path is made of it.
const longestName = 512

// ValidName says that a part's name stays inside its delivery, and is a text
// that file systems and databases can hold.
func ValidName(name string) bool {
	if !fs.ValidPath(name) || name == "." || len(name) > longestName || strings.ContainsFunc(name, func(r rune) bool { return r == '\\' || unicode.IsControl(r) }) {
		return false
	}
	return !slices.ContainsFunc(strings.Split(name, "/"), func(part string) bool { return len(part) > 255 })
}

// checkNames refuses names that point outside the delivery, or twice at one.
func checkNames(r *zip.Reader) error {
	seen := map[string]bool{}
	for _, f := range r.File {
		name := strings.TrimSuffix(f.Name, "/")
		if !ValidName(name) || seen[name] {
			return errs.Invalid("exchange.name-refused")
		}
		seen[name] = true
	}
	return nil
}
