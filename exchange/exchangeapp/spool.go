package exchangeapp

import (
	"errors"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path"

	"saksgang/base/errs"
	"saksgang/exchange"
)

// arrival spools the body into a folder of its own and stores its files. A body
// that ends early or is too large is refused: its sender is still there, and
// nothing was promised. What came whole is kept, whatever is wrong with it.
func (p pages) arrival(w http.ResponseWriter, r *http.Request, connection exchange.FolderConnection) (exchange.Arrival, error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return exchange.Arrival{}, errMediaType
	}
	folder, err := os.MkdirTemp("", "saksgang-delivery-")
	if err != nil {
		return exchange.Arrival{}, errs.Unavailable(err, "exchange.no-room")
	}
	defer func() { _ = os.RemoveAll(folder) }() // what stays is swept with the system's temporary files
	root, err := os.OpenRoot(folder)
	if err != nil {
		return exchange.Arrival{}, errs.Unavailable(err, "exchange.no-room")
	}
	defer func() { _ = root.Close() }()
	body := http.MaxBytesReader(w, r.Body, connection.Limits.DeliveryBytes())
	switch kind {
	case "application/cloudevents+json":
		err = spool(root, exchange.EnvelopeFile, body)
	case "multipart/form-data":
		err = spoolForm(root, multipart.NewReader(body, params["boundary"]), mostParts(connection))
	case "application/zip", "application/x-zip-compressed":
		return p.zipArrival(r, connection, root, body)
	default:
		err = errMediaType
	}
	if err != nil {
		return exchange.Arrival{}, err
	}
	return p.messages.Unpack(r.Context(), connection, exchange.ByHTTP, "delivery", root.FS())
}

// mostParts bounds what is spooled; one more than agreed, so that Unpack sees
// that there are too many and the message is kept.
func mostParts(connection exchange.FolderConnection) int {
	if connection.Limits.Files > 0 {
		return connection.Limits.Files + 1
	}
	return 1000
}

func (p pages) zipArrival(r *http.Request, connection exchange.FolderConnection, root *os.Root, body io.Reader) (exchange.Arrival, error) {
	const name = "delivery.zip"
	if err := spool(root, name, body); err != nil {
		return exchange.Arrival{}, err
	}
	f, err := root.Open(name)
	if err != nil {
		return exchange.Arrival{}, errs.Unavailable(err, "exchange.no-room")
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return exchange.Arrival{}, errs.Unavailable(err, "exchange.no-room")
	}
	return p.messages.UnpackZip(r.Context(), connection, exchange.ByHTTP, name, f, info.Size())
}

func spool(root *os.Root, name string, from io.Reader) error {
	if dir := path.Dir(name); dir != "." {
		if err := root.MkdirAll(dir, 0o700); err != nil {
			return spoolFault(err)
		}
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return spoolFault(err)
	}
	reading := &source{r: from}
	_, err = io.Copy(f, reading)
	if reading.err != nil {
		_ = f.Close() // it is removed with its folder
		return cutShort(reading.err)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errs.Unavailable(err, "exchange.no-room")
	}
	return nil
}

// spoolFault tells a name that cannot be from a disk that cannot hold it.
func spoolFault(err error) error {
	if errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrInvalid) {
		return errs.Invalid("exchange.name-refused")
	}
	return errs.Unavailable(err, "exchange.no-room")
}

// source remembers that reading failed, which io.Copy does not tell apart from
// writing.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(b []byte) (int, error) {
	n, err := s.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// spoolForm writes each part of a form under its file name, or under the name
// of its field when it has none.
func spoolForm(root *os.Root, form *multipart.Reader, most int) error {
	for n := 0; ; n++ {
		part, err := form.NextPart()
		if err == io.EOF { // bare: a form that was cut off wraps it
			return nil
		}
		if err != nil {
			return cutShort(err)
		}
		if n == most {
			return errs.Invalid("exchange.too-many-files", "most", most-1)
		}
		name := partName(part)
		if !exchange.ValidName(name) {
			return errs.Invalid("exchange.name-refused")
		}
		if err := spool(root, name, part); err != nil {
			return err
		}
	}
}

// partName is the name with its folders, which Part.FileName cuts off.
func partName(part *multipart.Part) string {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err == nil && params["filename"] != "" {
		return params["filename"]
	}
	return part.FormName()
}
