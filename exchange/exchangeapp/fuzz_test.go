package exchangeapp

import (
	"bytes"
	"context"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"saksgang/base"
	"saksgang/base/blob"
	"saksgang/base/errs"
	"saksgang/exchange"
)

const boundary = "border"

// counted reads what it is given, and keeps nothing: a disk that syncs each
// file lets little be tried.
type counted struct{ blob.Place }

func (counted) Put(_ context.Context, r io.Reader) (blob.Ref, error) {
	n, err := io.Copy(io.Discard, r)
	return blob.Ref{Size: n}, err
}

// part is one part of a form.
func part(disposition, text string) string {
	return "--" + boundary + "\r\nContent-Disposition: " + disposition + "\r\n\r\n" + text + "\r\n"
}

// FuzzArrival: whatever stands in the body of a delivery, by each way of
// packing, is taken in or refused as the sender's, and is never our own fault.
func FuzzArrival(f *testing.F) {
	event := `{"specversion": "1.0", "id": "1", "source": "s", "type": "application"}`
	named := func(name string) string { return `form-data; name="file"; filename="` + name + `"` }
	whole := part(named("event.json"), event)
	end := "--" + boundary + "--\r\n"
	for _, body := range []string{
		whole + part(named("cv.pdf"), "%PDF-1.7") + end, whole + end, whole, whole + part(named("../x"), "x") + end, whole + whole + end,
		whole + part(named("a"), "x") + part(named("a/b"), "y") + end, whole + part(named("a/b"), "x") + part(named("a"), "y") + end,
		whole + part(named(strings.Repeat("n", 300)), "x") + end, whole + part(named(strings.Repeat("n/", 3000)+"n"), "x") + end,
		whole + part(`form-data; name="a`+"\x00"+`b"`, "x") + end, whole + part("", "x") + end, whole + part(`form-data; filename*=UTF-8''a%00b`, "x") + end,
		whole + part(named("a/"), "x") + end, end, event, "PK\x05\x06" + strings.Repeat("\x00", 18), "",
	} {
		for _, kind := range []uint8{0, 1, 2} {
			f.Add(kind, []byte(body))
		}
	}
	kinds := []string{"multipart/form-data; boundary=" + boundary, "application/cloudevents+json", "application/zip"}
	p := pages{messages: exchange.New(base.Deps{Files: blob.New(nil, nil, counted{})}, nil, "")}
	agreed := exchange.FolderConnection{Key: "c", Limits: exchange.FolderLimits{FileMB: 1, MessageMB: 1, Files: 3}}
	f.Fuzz(func(t *testing.T, kind uint8, body []byte) {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/", bytes.NewReader(body))
		r.Header.Set("Content-Type", kinds[int(kind)%len(kinds)])
		a, err := p.arrival(httptest.NewRecorder(), r, agreed)
		if err != nil {
			if errs.KindOf(err) != errs.KindInvalid {
				t.Fatalf("a stranger's delivery became our fault: %v", err)
			}
			return
		}
		for _, part := range a.Parts {
			if !utf8.ValidString(part.Name) || strings.ContainsRune(part.Name, 0) {
				t.Fatalf("the name %q was taken in", part.Name)
			}
		}
	})
}
