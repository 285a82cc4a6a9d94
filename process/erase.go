package process

import (
	"context"
	"slices"

	"saksgang/base/blob"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
)

// freeText are the kinds of ledger events that hold what somebody wrote.
var freeText = []ledger.Kind{"task-returned", "task-sent-back", "case-cancelled", "corrected"}

// Erase takes away what people entered in a closed case: variables, what tasks
// were completed with, notes and attachments, messages, and the free text of
// its events. Steps, times and who did what remain. Under is the event that
// tells why it is lawful; Erase must be called in the transaction that appended
// it, by whoever has had the disposal approved, and asks for no right itself.
// The caller runs sqldb.DB.Checkpoint afterwards. Erased again
// it only tells the ledger so again.
func (s *Service) Erase(ctx context.Context, id ids.CaseID, under ids.EventID) error {
	c, err := s.caseRow(ctx, id)
	if err != nil {
		return err
	}
	if c.ClosedAt == 0 {
		return errs.Conflict("process.case-open")
	}
	const ofCase = " WHERE instance IN (SELECT id FROM process_instance WHERE case_id = $1)"
	files, err := sqldb.All[blob.Sum](ctx, s.DB, "SELECT file FROM process_note WHERE case_id = $1 AND file IS NOT NULL", id)
	if err != nil {
		return err
	}
	for _, sum := range files {
		if err := s.Files.Release(ctx, sum); err != nil {
			return err
		}
	}
	for _, statement := range []string{
		"UPDATE process_instance SET variables = '{}' WHERE case_id = $1",
		"UPDATE process_task SET input = NULL, draft = NULL" + ofCase,
		"UPDATE process_incident SET args = '[]'" + ofCase,
		"UPDATE process_note SET text = '', file = NULL, file_name = '' WHERE case_id = $1",
		"UPDATE process_message SET payload = '{}' WHERE case_id = $1",
	} {
		if _, err := sqldb.Exec(ctx, s.DB, statement, id); err != nil {
			return err
		}
	}
	return s.eraseEvents(ctx, c, under)
}

func (s *Service) eraseEvents(ctx context.Context, c caseRow, under ids.EventID) error {
	entries, err := s.Ledger.OfCase(ctx, c.ID)
	if err != nil {
		return err
	}
	var gone []ids.EventID
	for _, e := range entries {
		if e.Module == "process" && !e.Erased && slices.Contains(freeText, e.Kind) {
			gone = append(gone, e.ID)
		}
	}
	if err := s.Ledger.Erase(ctx, gone, under); err != nil {
		return err
	}
	return s.append(ctx, c, ledger.Subject{Kind: "case", ID: c.ID.String()}, "content-erased", map[string]any{"under": under, "events": len(gone)})
}
