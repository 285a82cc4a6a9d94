package record

import (
	"context"

	"saksgang/base/blob"
	"saksgang/base/ids"
)

// Forgetter is somebody who keeps a copy of what is disposed of: the inbox, the
// applicants' files, mail. A disposal asks each, in its transaction, to erase
// what it has; what can only be done after the commit (a file, a folder) it
// returns as functions. After a crash Forget is asked again with the same
// Disposed until every function has succeeded, so both are harmless to repeat.
// Ledger payloads that hold what the document said are erased under Event.
type Forgetter interface {
	Forget(ctx context.Context, d Disposed) ([]func(ctx context.Context) error, error)
}

// Disposed is one document that goes, and how others may know it.
type Disposed struct {
	Document     DocumentID
	DocumentType string
	Entry        EntryID
	EntryKey     string     // as it was registered or ordered with
	EntryGone    bool       // no document of the entry is left
	Case         ids.CaseID // zero when it belongs to none
	CaseFile     CaseFileID
	Files        []blob.Sum // of every variant
	Event        ids.EventID
}

// AddForgetter registers somebody who keeps copies; before the service is used.
func (s *Service) AddForgetter(f Forgetter) { s.forgetters = append(s.forgetters, f) }
