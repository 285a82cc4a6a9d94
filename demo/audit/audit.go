// Package audit counts, from outside, what became of what was sent: from the
// sender's manifest, the mail that arrived and the archive package, and from
// nothing that the program says about itself. It imports no module.
package audit

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
)

// Sent is one delivery of the sender's manifest.
type Sent struct {
	Kind   string `json:"kind"`
	ID     string `json:"id"`
	Who    string `json:"who"`
	To     string `json:"to"`
	Expect string `json:"expect"`
	// Withdraws says that the applicant waits for no answer.
	Withdraws bool `json:"withdraws"`
	// Documents is how many documents the delivery held.
	Documents int `json:"documents"`
}

// Manifest reads the sender's manifest.
func Manifest(path string) ([]Sent, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out []Sent
	return out, json.Unmarshal(text, &out)
}

// expected are the applicants whose applications should be registered.
func expected(manifest []Sent) []Sent {
	var out []Sent
	for _, s := range manifest {
		if s.Expect == "journaled" {
			out = append(out, s)
		}
	}
	return out
}

// Count is what was found too little and too much.
type Count struct {
	Lost    int      `json:"lost"`
	Doubled int      `json:"doubled"`
	Notes   []string `json:"notes,omitempty"` // what, without names
}

// times counts what should be there once.
func (c *Count) times(what string, n int) { c.Of(what, 1, n) }

// Of counts what should be there so many times.
func (c *Count) Of(what string, want, got int) {
	if got == want {
		return
	}
	c.Lost += max(want-got, 0)
	c.Doubled += max(got-want, 0)
	c.Notes = append(c.Notes, fmt.Sprintf("%s: %d, not %d", what, got, want))
}

// Plus adds another count.
func (c Count) Plus(other Count) Count {
	return Count{Lost: c.Lost + other.Lost, Doubled: c.Doubled + other.Doubled, Notes: append(c.Notes, other.Notes...)}
}

// Mail counts the letters in a folder of EML files: each applicant must have got
// one acknowledgement and one last answer, which the two functions tell by the
// subject, and no letter twice by its Message-ID.
func Mail(manifest []Sent, folder string, acknowledgement, answer func(subject string) bool) (Count, error) {
	type box struct{ acknowledged, answered int }
	boxes, ids := map[string]*box{}, map[string]int{}
	files, err := filepath.Glob(filepath.Join(folder, "*.eml"))
	if err != nil {
		return Count{}, err
	}
	for _, path := range files {
		id, to, subject, err := letter(path)
		if err != nil {
			return Count{}, err
		}
		ids[id]++
		if boxes[to] == nil {
			boxes[to] = &box{}
		}
		if acknowledgement(subject) {
			boxes[to].acknowledged++
		}
		if answer(subject) {
			boxes[to].answered++
		}
	}
	var c Count
	for _, s := range expected(manifest) {
		b := boxes[s.To]
		if b == nil {
			b = &box{}
		}
		c.times(s.ID+", acknowledgement", b.acknowledged)
		if !s.Withdraws {
			c.times(s.ID+", answer", b.answered)
		}
	}
	for id, n := range ids {
		c.times("letter "+id, n)
	}
	return c, nil
}

func letter(path string) (id, to, subject string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", "", "", err
	}
	defer f.Close()
	m, err := mail.ReadMessage(f)
	if err != nil {
		return "", "", "", err
	}
	address, err := m.Header.AddressList("To")
	if err != nil || len(address) != 1 {
		return "", "", "", errors.Join(err, fmt.Errorf("%s has %d recipients", path, len(address)))
	}
	subject, err = decoder.DecodeHeader(m.Header.Get("Subject"))
	return m.Header.Get("Message-ID"), address[0].Address, subject, err
}

// Documents are the Noark document descriptions of a package by what became of
// them.
type Documents struct {
	Preserved int `json:"preserved"`
	Destroyed int `json:"destroyed"`
	Neither   int `json:"neither"` // no object and no performed disposal: a fault
}

// Package counts the documents of an extraction, and the applications among its
// registry entries: each must be there once, with as many documents as were sent.
func Package(manifest []Sent, dir string, application func(title string) bool) (Documents, Count, error) {
	f, err := os.Open(filepath.Join(dir, "arkivstruktur.xml"))
	if err != nil {
		return Documents{}, Count{}, err
	}
	defer f.Close()
	var docs Documents
	found := map[string][]registration{}
	err = eachRegistration(f, func(r registration) {
		if r.Kind == "Inngående dokument" && application(r.Title) {
			found[r.Title] = append(found[r.Title], r)
		}
		for _, d := range r.Documents {
			switch {
			case d.Disposed != nil:
				docs.Destroyed++
			case len(d.Objects) > 0:
				docs.Preserved++
			default:
				docs.Neither++
			}
		}
	})
	var c Count
	for _, s := range expected(manifest) {
		entries, documents := 0, 0
		for title, all := range found {
			if strings.HasSuffix(title, s.Who) {
				entries += len(all)
				documents += len(all[0].Documents)
			}
		}
		c.times(s.ID+", registry entry", entries)
		if entries > 0 {
			c.Of(s.ID+", documents", s.Documents, documents)
		}
	}
	return docs, c, err
}

type registration struct {
	Title     string     `xml:"tittel"`
	Kind      string     `xml:"journalposttype"`
	Documents []document `xml:"dokumentbeskrivelse"`
}

type document struct {
	Objects  []struct{} `xml:"dokumentobjekt"`
	Disposed *struct{}  `xml:"utfoertKassasjon"`
}

func eachRegistration(r io.Reader, visit func(registration)) error {
	d := xml.NewDecoder(r)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "registrering" {
			continue
		}
		var one registration
		if err := d.DecodeElement(&one, &start); err != nil {
			return err
		}
		visit(one)
	}
}

var decoder mime.WordDecoder
