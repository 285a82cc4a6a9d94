package exchange

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"saksgang/base"
	"saksgang/base/blob"
)

// counted reads what it is given, and keeps nothing: a disk that syncs each
// file lets little be tried.
type counted struct{ blob.Place }

func (counted) Put(_ context.Context, r io.Reader) (blob.Ref, error) {
	n, err := io.Copy(io.Discard, r)
	return blob.Ref{Size: n}, err
}

func zipped(f *testing.F, method uint16, files ...string) []byte {
	f.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i+1 < len(files); i += 2 {
		part, err := w.CreateHeader(&zip.FileHeader{Name: files[i], Method: method})
		if err == nil {
			_, err = io.WriteString(part, files[i+1])
		}
		if err != nil {
			f.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	return b.Bytes()
}

// storable says that every database can hold the text.
func storable(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }

const goodEvent = `{"specversion": "1.0", "id": "1", "source": "s", "type": "application", "data": {"name": "Åse"}}`

// FuzzUnpackZip: whatever comes is kept, whole or as damaged, and is never our
// own fault; what is whole has an envelope, names that stay inside, and no more
// than was agreed.
func FuzzUnpackZip(f *testing.F) {
	for _, seed := range [][]byte{
		zipped(f, zip.Deflate, EnvelopeFile, goodEvent, "cv.pdf", "%PDF-1.7"), zipped(f, zip.Store, EnvelopeFile, goodEvent, "a/b.txt", "x"),
		zipped(f, zip.Store, EnvelopeFile, goodEvent, "../b.txt", "x"), zipped(f, zip.Store, EnvelopeFile, goodEvent, "a", "x", "a/b", "y"),
		zipped(f, zip.Store, EnvelopeFile, goodEvent, "a\x00b", "x"), zipped(f, zip.Store, EnvelopeFile, goodEvent, "a\xffb", "x"),
		zipped(f, zip.Store, EnvelopeFile, goodEvent, "folder/", ""), zipped(f, zip.Deflate, EnvelopeFile, goodEvent, "big", strings.Repeat("0", 2<<20)),
		zipped(f, zip.Store), []byte("PK\x05\x06"), []byte("no zip"), zipped(f, zip.Store, `a\b`, "x", EnvelopeFile+"/", ""),
	} {
		f.Add(seed)
		f.Add(seed[:len(seed)/2])
		if at := bytes.IndexByte(seed, 8); at > 0 { // another way of packing than it says
			f.Add(append(append(append([]byte(nil), seed[:at]...), 99), seed[at+1:]...))
		}
	}
	service := New(base.Deps{Files: blob.New(nil, nil, counted{})}, nil, "")
	agreed := FolderConnection{Key: "c", Limits: FolderLimits{FileMB: 1, MessageMB: 1, Files: 3}}
	f.Fuzz(func(t *testing.T, content []byte) {
		a, err := service.UnpackZip(t.Context(), agreed, ByHTTP, "delivery.zip", bytes.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatalf("a stranger's ZIP became our fault: %v", err)
		}
		if a.Damage == nil && a.Envelope == nil || len(a.Parts) > agreed.Limits.Files {
			t.Fatalf("%+v", a)
		}
		for _, p := range a.Parts {
			if !storable(p.Name) || strings.HasPrefix(p.Name, "/") || strings.Contains(p.Name, "..") && a.Damage == nil && !plainDots(p.Name) {
				t.Fatalf("the name %q was taken in", p.Name)
			}
		}
	})
}

// plainDots says that the dots in a name lead nowhere: "a..b".
func plainDots(name string) bool {
	for _, part := range strings.Split(name, "/") {
		if part == ".." {
			return false
		}
	}
	return true
}

// FuzzEnvelope: an envelope that is read says who, what and of which kind, in
// texts that can be stored.
func FuzzEnvelope(f *testing.F) {
	for _, seed := range []string{
		goodEvent, `{}`, `[]`, `null`, ``, `{"specversion": "0.3"}`, `{"specversion": "1.0", "id": "", "source": "s", "type": "t"}`,
		`{"specversion": "1.0", "id": "\u0000", "source": "s", "type": "t"}`, `{"specversion": "1.0", "id": "1", "source": "s", "type": "t", "subject": "a\u0000"}`,
		`{"specversion": "1.0", "id": "1", "source": "s", "type": "t", "data": "\ud800"}`, strings.Repeat("[", 20_000), `{"specversion": 1.0, "id": 7}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		e, err := readEnvelope(text)
		if err != nil {
			return
		}
		if e.ID == "" || e.Source == "" || e.Type == "" {
			t.Fatalf("%+v", e)
		}
		for _, s := range []string{e.ID, e.Source, e.Type, e.Subject, e.Time} {
			if !storable(s) {
				t.Fatalf("%q cannot be stored", s)
			}
		}
	})
}
