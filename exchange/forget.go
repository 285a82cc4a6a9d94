package exchange

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"saksgang/base/clock"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

// OfCase lists the messages of a case, oldest first. The caller has checked
// that the reader may see the case.
func (s *Service) OfCase(ctx context.Context, c ids.CaseID) ([]Message, error) {
	rows, err := sqldb.All[messageRow](ctx, s.DB, "SELECT "+messageColumns+" FROM message WHERE case_id = $1 ORDER BY received_at, id", c)
	out := make([]Message, len(rows))
	for i, r := range rows {
		out[i] = r.message()
	}
	return out, err
}

// Forget removes the content of a message in the transaction of a disposal: its
// parts, file name and result. That it came, when, and what became of it stays.
// The caller destroys the returned files after the transaction, and calls
// ForgetReceipt. Repeated it changes nothing and returns the same files, so that
// a destruction that a crash cut off can be done again.
func (s *Service) Forget(ctx context.Context, id MessageID) ([]Part, error) {
	parts, err := s.parts(ctx, id)
	if err != nil {
		return nil, err
	}
	n, err := sqldb.Exec(ctx, s.DB, `UPDATE message SET file_name = '', result = '', problem_args = '[]', forgotten_at = $1
WHERE id = $2 AND forgotten_at = 0`, clock.At(s.Clock.Now()), id)
	if err != nil || n == 0 {
		return parts, err
	}
	for _, p := range parts {
		if err := s.Files.Release(ctx, p.File.Sum); err != nil {
			return nil, err
		}
	}
	_, err = sqldb.Exec(ctx, s.DB, "UPDATE message_part SET name = '' WHERE message_id = $1", id)
	return parts, err
}

// ForgetReceipt removes the receipt that the sender could fetch.
func (s *Service) ForgetReceipt(ctx context.Context, id MessageID) error {
	m, err := s.load(ctx, id)
	if err != nil {
		return err
	}
	path, ok, err := s.receiptPath(ctx, m)
	if err != nil || !ok {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// BySource lists the messages that a sender's id came as, also those that were
// in conflict or have been forgotten.
func (s *Service) BySource(ctx context.Context, source, sourceID string) ([]MessageID, error) {
	return sqldb.All[MessageID](ctx, s.DB, "SELECT id FROM message WHERE source = $1 AND source_id = $2", source, sourceID)
}
