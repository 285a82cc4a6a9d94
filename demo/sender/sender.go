// Package sender is the recruitment system of the demonstration: it prepares
// what applicants send, remembers in a manifest what it sent, and hands each
// delivery over by one rename, so that a delivery is handed over or not, whenever
// the program is killed.
//
// Everything is drawn from a fixed seed: the same applicants every time. They
// are invented.
package sender

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"saksgang/base/wholefile"
)

// Outcome is what should become of a delivery.
type Outcome string

// The outcomes.
const (
	Journaled Outcome = "journaled" // registered as an application
	Duplicate Outcome = "duplicate" // the same came before
	Damaged   Outcome = "damaged"   // cannot be opened; kept with an owner
	Follows   Outcome = "follows"   // a message about an earlier application
)

// Sent is one delivery in the manifest.
type Sent struct {
	Name   string  `json:"name"` // of the folder or file it is handed over as
	Kind   string  `json:"kind"` // application, withdrawal, offer-answer
	ID     string  `json:"id"`   // the sender's own
	Who    string  `json:"who"`  // the applicant
	To     string  `json:"to"`   // the applicant's address
	Expect Outcome `json:"expect"`
	// Withdraws says that the applicant withdraws and so waits for no answer.
	Withdraws bool   `json:"withdraws,omitempty"`
	Files     []File `json:"files"`
	// Documents is how many of what is in it are documents: all but the envelope.
	Documents int `json:"documents"`
}

// File is one file of a delivery, by its content: a file's name may hold a
// person's.
type File struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

// Sender prepares and hands over. Dir is its own folder, Inbox where the
// municipality's connection takes deliveries.
type Sender struct {
	Dir       string
	Inbox     string
	Reference string    // of the vacancy
	Day       time.Time // when the applicants wrote
}

const source = "https://rekruttering.fjordvik.example"

func (s Sender) outbox() string   { return filepath.Join(s.Dir, "outbox") }
func (s Sender) manifest() string { return filepath.Join(s.Dir, "sent.json") }

// Prepare writes every delivery into the outbox and the manifest, once.
func (s Sender) Prepare() error {
	if _, err := os.Stat(s.manifest()); err == nil {
		return nil
	}
	if err := os.RemoveAll(s.outbox()); err != nil {
		return err
	}
	var manifest []Sent
	for _, d := range s.applications() {
		sent, err := s.write(d)
		if err != nil {
			return err
		}
		manifest = append(manifest, sent)
	}
	text, err := json.MarshalIndent(manifest, "", " ")
	if err != nil {
		return err
	}
	return wholefile.WriteBytes(s.manifest(), text)
}

// Manifest reads what was prepared.
func (s Sender) Manifest() ([]Sent, error) {
	var out []Sent
	text, err := os.ReadFile(s.manifest())
	if err != nil {
		return nil, err
	}
	return out, json.Unmarshal(text, &out)
}

// delivery is what is sent, before it is written.
type delivery struct {
	name   string
	kind   string
	id     string
	who    string
	to     string
	expect Outcome
	leaves bool
	data   any
	files  map[string][]byte
}

func (s Sender) write(d delivery) (Sent, error) {
	files, err := d.withEnvelope(s.Day)
	if err != nil {
		return Sent{}, err
	}
	sent := Sent{Name: d.name, Kind: d.kind, ID: d.id, Who: d.who, To: d.to, Expect: d.expect, Withdraws: d.leaves, Documents: len(d.files)}
	if strings.HasSuffix(d.name, ".zip") {
		packed, err := pack(files)
		if err != nil {
			return sent, err
		}
		if d.expect == Damaged {
			packed = packed[:len(packed)*2/3]
		}
		files = map[string][]byte{d.name: packed}
		if err := wholefile.WriteBytes(filepath.Join(s.outbox(), d.name), packed); err != nil {
			return sent, err
		}
	} else if err := writeFolder(filepath.Join(s.outbox(), d.name), files); err != nil {
		return sent, err
	}
	for _, content := range files {
		sum := sha256.Sum256(content)
		sent.Files = append(sent.Files, File{SHA256: hex.EncodeToString(sum[:]), Size: int64(len(content))})
	}
	slices.SortFunc(sent.Files, func(a, b File) int { return strings.Compare(a.SHA256, b.SHA256) })
	return sent, nil
}

func writeFolder(folder string, files map[string][]byte) error {
	for name, content := range files {
		if err := wholefile.WriteBytes(filepath.Join(folder, filepath.FromSlash(name)), content); err != nil {
			return err
		}
	}
	return nil
}

func (d delivery) withEnvelope(day time.Time) (map[string][]byte, error) {
	data, err := json.Marshal(d.data)
	if err != nil {
		return nil, err
	}
	envelope, err := json.Marshal(map[string]any{
		"specversion": "1.0", "id": d.id, "source": source, "type": d.kind, "time": day.UTC().Format(time.RFC3339), "data": json.RawMessage(data),
	})
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{"event.json": envelope}
	for name, content := range d.files {
		files[name] = content
	}
	return files, nil
}

// HandOver moves the deliveries that have one of the names from the outbox to
// the inbox. What was handed over before is left alone.
func (s Sender) HandOver(names ...string) error {
	if err := os.MkdirAll(s.Inbox, 0o700); err != nil {
		return err
	}
	for _, name := range names {
		err := os.Rename(filepath.Join(s.outbox(), name), filepath.Join(s.Inbox, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Answer prepares and hands over an applicant's answer to an offer, or another
// message about an earlier application. The same name is sent once.
func (s Sender) Answer(name, kind, application, text string, data map[string]any) error {
	done := filepath.Join(s.Dir, "answers", name)
	if _, err := os.Stat(done); err == nil {
		return s.HandOver(name)
	}
	data["application"] = map[string]string{"id": application}
	d := delivery{name: name, kind: kind, id: name, data: data, expect: Follows, files: map[string][]byte{"brev.txt": []byte(text)}}
	if err := os.RemoveAll(filepath.Join(s.outbox(), name)); err != nil {
		return err
	}
	if _, err := s.write(d); err != nil {
		return err
	}
	if err := wholefile.WriteBytes(done, []byte(kind)); err != nil {
		return err
	}
	return s.HandOver(name)
}

// ApplicationID is the sender's id of an application, by the applicant's number.
func ApplicationID(n int) string { return fmt.Sprintf("soknad-%03d", n) }
