// Package ids makes and reads identifiers: UUIDv7, with a Go type for each
// kind of thing, so that a case cannot be passed where a person is meant.
//
// Identifiers are made in Go, sort by the time they were made, and are stored
// as 16 bytes. The zero value means "none" and is stored as NULL.
package ids

import (
	"database/sql/driver"
	"fmt"

	"github.com/google/uuid"

	"saksgang/base/errs"
)

// ID identifies a T. T is only a name and holds nothing.
type ID[T any] [16]byte

// Names of things that more than one module must speak of.
type (
	// Case is the thread everything hangs on; opened when a process starts.
	Case struct{}
	// User is somebody who can log in.
	User struct{}
	// Command is one request of one actor to change something.
	Command struct{}
	// Event is one entry of the ledger.
	Event struct{}
)

// Identifiers of those things.
type (
	CaseID    = ID[Case]
	UserID    = ID[User]
	CommandID = ID[Command]
	EventID   = ID[Event]
)

// New returns a fresh identifier (UUIDv7).
func New[T any]() ID[T] { return ID[T](uuid.Must(uuid.NewV7())) }

// Parse reads the 36-character form.
func Parse[T any](s string) (ID[T], error) {
	u, err := uuid.Parse(s)
	if err != nil || len(s) != 36 {
		return ID[T]{}, errs.Invalid("ids.malformed", "length", len(s))
	}
	return ID[T](u), nil
}

// Derive returns the identifier that always belongs to name within space, for
// things whose identity another party has given (a command repeated by a
// machine, a row of the municipality's folder). It is a UUIDv5.
func Derive[T any](space, name string) ID[T] {
	return ID[T](uuid.NewSHA1(uuid.NewSHA1(uuid.NameSpaceOID, []byte(space)), []byte(name)))
}

// String is the 36-character form; empty for none.
func (id ID[T]) String() string {
	if id.IsZero() {
		return ""
	}
	return uuid.UUID(id).String()
}

// IsZero says that the identifier names nothing.
func (id ID[T]) IsZero() bool { return id == ID[T]{} }

// MarshalText writes the 36-character form, or nothing for none.
func (id ID[T]) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (id *ID[T]) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*id = ID[T]{}
		return nil
	}
	parsed, err := Parse[T](string(b))
	*id = parsed
	return err
}

// Value stores 16 bytes, or NULL for none.
func (id ID[T]) Value() (driver.Value, error) {
	if id.IsZero() {
		return nil, nil
	}
	return id[:], nil
}

// Scan reads what Value stored.
func (id *ID[T]) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*id = ID[T]{}
		return nil
	case []byte:
		if len(v) == len(id) {
			copy(id[:], v)
			return nil
		}
		return fmt.Errorf("ids: %d bytes in the database, want 16", len(v))
	}
	return fmt.Errorf("ids: %T in the database, want bytes", src)
}
