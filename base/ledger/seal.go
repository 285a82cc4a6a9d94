package ledger

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

// Sealing is what the sealer needs beside the database.
type Sealing struct {
	Signer   note.Signer   // signs the heads of the tree
	Verifier note.Verifier // checks them
	// Heads keeps signed heads outside the database.
	Heads HeadStore
}

// HeadStore keeps signed heads where the database's keeper cannot change them
// unseen: a file elsewhere, a mailbox, a neighbour.
type HeadStore interface {
	// Keep adds one signed head (a note). Keeping the same one twice is harmless.
	Keep(ctx context.Context, signed string) error
	// Kept lists what was kept, oldest first.
	Kept(ctx context.Context) ([]string, error)
}

const (
	sealKey    = 0x5ea1 // serialises sealers on PostgreSQL
	mostAtOnce = 5000
)

// Seal gives the unsealed events their leaf numbers, and signs the new head.
// It returns how many it sealed; call it until it returns 0. Any number of
// nodes may call it at the same time.
func (l *Ledger) Seal(ctx context.Context) (int, error) {
	var sealed int
	var signed string
	err := l.db.Transact(ctx, func(ctx context.Context) error {
		sealed, signed = 0, ""
		if err := l.db.AdvisoryLock(ctx, sealKey); err != nil {
			return err
		}
		rows, err := sqldb.All[row](ctx, l.db, "SELECT "+rowColumns+` FROM ledger_unsealed u
JOIN ledger_event e ON e.id = u.event_id ORDER BY e.recorded_at, e.id LIMIT $1`, mostAtOnce)
		if err != nil || len(rows) == 0 {
			return err
		}
		size, err := treeSize(ctx, l.db)
		if err != nil {
			return err
		}
		if err := l.appendLeaves(ctx, size, rows); err != nil {
			return err
		}
		sealed = len(rows)
		signed, err = l.writeHead(ctx, size+int64(sealed))
		return err
	})
	if err != nil || sealed == 0 {
		return 0, err
	}
	return sealed, l.keep(ctx, signed)
}

func treeSize(ctx context.Context, db *sqldb.DB) (int64, error) {
	return sqldb.One[int64](ctx, db, "SELECT COALESCE(max(number) + 1, 0) FROM ledger_leaf")
}

func (l *Ledger) appendLeaves(ctx context.Context, first int64, rows []row) error {
	fresh := map[int64]tlog.Hash{}
	reader := l.hashReader(ctx, fresh)
	for i, r := range rows {
		number := first + int64(i)
		hashes, err := tlog.StoredHashes(number, r.leaf(), reader)
		if err != nil {
			return err
		}
		at := tlog.StoredHashIndex(0, number)
		for j, h := range hashes {
			fresh[at+int64(j)] = h
			if _, err := sqldb.Exec(ctx, l.db, "INSERT INTO ledger_hash (number, hash) VALUES ($1, $2)", at+int64(j), h[:]); err != nil {
				return err
			}
		}
		if _, err := sqldb.Exec(ctx, l.db, "INSERT INTO ledger_leaf (number, event_id, hash) VALUES ($1, $2, $3)", number, r.ID, hashes[0][:]); err != nil {
			return err
		}
		if _, err := sqldb.Exec(ctx, l.db, "DELETE FROM ledger_unsealed WHERE event_id = $1", r.ID); err != nil {
			return err
		}
	}
	return nil
}

// hashReader reads stored hashes, those of the present transaction from memory.
func (l *Ledger) hashReader(ctx context.Context, fresh map[int64]tlog.Hash) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			h, known := fresh[index]
			if !known {
				stored, err := sqldb.One[[]byte](ctx, l.db, "SELECT hash FROM ledger_hash WHERE number = $1", index)
				if err != nil || len(stored) != len(h) {
					return nil, fmt.Errorf("ledger: stored hash %d: %w", index, err)
				}
				copy(h[:], stored)
				fresh[index] = h
			}
			out[i] = h
		}
		return out, nil
	})
}

func (l *Ledger) writeHead(ctx context.Context, size int64) (string, error) {
	root, err := tlog.TreeHash(size, l.hashReader(ctx, map[int64]tlog.Hash{}))
	if err != nil {
		return "", err
	}
	text := string(tlog.FormatTree(tlog.Tree{N: size, Hash: root}))
	signed, err := note.Sign(&note.Note{Text: text}, l.seal.Signer)
	if err != nil {
		return "", errs.Internal(err, "ledger.cannot-sign")
	}
	_, err = sqldb.Exec(ctx, l.db, "INSERT INTO ledger_head (size, root, sealed_at, note) VALUES ($1, $2, $3, $4)",
		size, root[:], clock.At(l.clock.Now()), string(signed))
	return string(signed), err
}

// SealAll seals until nothing is left.
func (l *Ledger) SealAll(ctx context.Context) error {
	for {
		n, err := l.Seal(ctx)
		if err != nil || n == 0 {
			return err
		}
	}
}

// Proof is what shows that an event stands in the tree of a signed head.
type Proof struct {
	Event  ids.EventID
	Leaf   int64
	Size   int64
	Hashes []string
	Head   string
}

// Prove returns the proof that the event is in the newest head.
func (l *Ledger) Prove(ctx context.Context, e ids.EventID) (Proof, error) {
	p := Proof{Event: e}
	err := l.db.View(ctx, func(ctx context.Context) error {
		var found bool
		var err error
		if p.Leaf, found, err = sqldb.Maybe[int64](ctx, l.db, "SELECT number FROM ledger_leaf WHERE event_id = $1", e); err != nil {
			return err
		}
		if !found {
			return errs.NotFound("ledger.not-sealed", "event", e)
		}
		type head struct {
			Size int64
			Note string
		}
		h, err := sqldb.One[head](ctx, l.db, "SELECT size, note FROM ledger_head ORDER BY size DESC LIMIT 1")
		if err != nil {
			return err
		}
		p.Size, p.Head = h.Size, h.Note
		proof, err := tlog.ProveRecord(p.Size, p.Leaf, l.hashReader(ctx, map[int64]tlog.Hash{}))
		for _, hash := range proof {
			p.Hashes = append(p.Hashes, hash.String())
		}
		return err
	})
	return p, err
}

// treeOf reads a signed head and checks its signature.
func (s Sealing) treeOf(signed string) (tlog.Tree, error) {
	n, err := note.Open([]byte(signed), note.VerifierList(s.Verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	return tlog.ParseTree([]byte(strings.TrimSpace(n.Text) + "\n"))
}
