package exchange

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"

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
	u := unpacking{service: s, limits: connection.Limits.bounded()}
	a := Arrival{Connection: connection.Key, Way: way, Name: name}
	err := fs.WalkDir(from, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if !e.Type().IsRegular() { // a link could point at files of this machine
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
}

func (u *unpacking) add(ctx context.Context, from fs.FS, name string) error {
	if len(u.parts) == u.limits.files {
		return errs.Invalid("exchange.too-many-files", "most", u.limits.files)
	}
	f, err := from.Open(name)
	if err != nil {
		return damaged(err)
	}
	defer f.Close()
	within := &limited{r: f, left: min(u.limits.file, u.limits.delivery-u.total)}
	var copied bytes.Buffer
	var r io.Reader = within
	if name == EnvelopeFile {
		r = io.TeeReader(within, &copied)
	}
	ref, err := u.service.Files.Put(ctx, r)
	if err != nil {
		return damaged(err)
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

// limited refuses to read more than is left.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, errs.Invalid("exchange.too-large")
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

// checkNames refuses names that point outside the delivery, or twice at one.
func checkNames(r *zip.Reader) error {
	seen := map[string]bool{}
	for _, f := range r.File {
		name := strings.TrimSuffix(f.Name, "/")
		if !fs.ValidPath(name) || strings.Contains(name, `\`) || seen[name] {
			return errs.Invalid("exchange.name-refused")
		}
		seen[name] = true
	}
	return nil
}
