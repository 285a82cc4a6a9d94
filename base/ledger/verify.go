package ledger

import (
	"bytes"
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"saksgang/base/ids"
	"saksgang/base/sqldb"
)

// Fault is one thing that Verify found. Codes: digest-differs, event-changed,
// payload-missing, erased-without-ground, leaf-missing, head-differs,
// head-unsigned, head-kept-differs.
type Fault struct {
	Event ids.EventID `json:"event,omitzero"`
	Leaf  int64       `json:"leaf"` // -1 for an event that is not sealed yet
	Code  string      `json:"code"`
}

// Report is what Verify found.
type Report struct {
	Events   int64   `json:"events"`
	Sealed   int64   `json:"sealed"`
	Erased   int64   `json:"erased"`
	Heads    int     `json:"heads"`
	Verified bool    `json:"verified"`
	Faults   []Fault `json:"faults,omitempty"`
}

// Verify recomputes every digest and the whole tree, and compares them with
// what is stored, with the signed heads, and with the heads kept outside. It
// reads each event once and keeps only the tree's edge in memory.
func (l *Ledger) Verify(ctx context.Context) (Report, error) {
	v := verifier{ledger: l, roots: map[int64]tlog.Hash{}}
	err := l.db.View(ctx, func(ctx context.Context) error {
		if err := v.loadHeads(ctx); err != nil {
			return err
		}
		if err := v.sealed(ctx); err != nil {
			return err
		}
		if err := v.unsealed(ctx); err != nil {
			return err
		}
		return v.heads(ctx)
	})
	v.report.Verified = err == nil && len(v.report.Faults) == 0
	return v.report, err
}

type verifier struct {
	ledger *Ledger
	report Report
	edge   []subtree           // complete subtrees, largest first
	wanted map[int64]bool      // sizes at which a head was signed
	roots  map[int64]tlog.Hash // recomputed roots at those sizes
	kept   []tlog.Tree         // what the heads kept outside say
}

type subtree struct {
	leaves int64
	hash   tlog.Hash
}

type storedEvent struct {
	row
	Number  int64
	Hash    []byte
	Salt    []byte
	Payload *string
	Under   ids.EventID
	Ground  bool
	Present bool
}

const selectStored = "SELECT " + rowColumns + `, %s, p.salt, p.payload, p.erased_under,
  EXISTS (SELECT 1 FROM ledger_event g WHERE g.id = p.erased_under), p.event_id IS NOT NULL FROM ledger_event e
LEFT JOIN ledger_payload p ON p.event_id = e.id %s`

func (v *verifier) fault(e storedEvent, code string) {
	v.report.Faults = append(v.report.Faults, Fault{Event: e.ID, Leaf: e.Number, Code: code})
}

func (v *verifier) sealed(ctx context.Context) error {
	next := int64(0)
	return sqldb.Each(ctx, v.ledger.db, func(e storedEvent) error {
		for ; next < e.Number; next++ {
			v.report.Faults = append(v.report.Faults, Fault{Leaf: next, Code: "leaf-missing"})
		}
		next++
		v.report.Sealed++
		v.event(e)
		leaf := tlog.RecordHash(e.leaf())
		if !bytes.Equal(e.Hash, leaf[:]) {
			v.fault(e, "event-changed")
		}
		v.add(leaf)
		return nil
	}, fmt.Sprintf(selectStored, "l.number, l.hash", "JOIN ledger_leaf l ON l.event_id = e.id ORDER BY l.number"))
}

func (v *verifier) unsealed(ctx context.Context) error {
	return sqldb.Each(ctx, v.ledger.db, func(e storedEvent) error {
		v.event(e)
		return nil
	}, fmt.Sprintf(selectStored, "-1, NULL", "LEFT JOIN ledger_leaf l ON l.event_id = e.id WHERE l.number IS NULL ORDER BY e.recorded_at, e.id"))
}

// event checks one event's payload against its digest.
func (v *verifier) event(e storedEvent) {
	v.report.Events++
	switch {
	case !e.Present:
		v.fault(e, "payload-missing")
	case e.Payload == nil && !e.Ground:
		v.fault(e, "erased-without-ground")
	case e.Payload == nil:
		v.report.Erased++
	case !bytes.Equal(digest(e.Salt, []byte(*e.Payload)), e.Digest):
		v.fault(e, "digest-differs")
	}
}

// add appends a leaf to the edge, joining equal subtrees (RFC 6962, 2.1).
func (v *verifier) add(leaf tlog.Hash) {
	v.edge = append(v.edge, subtree{1, leaf})
	for n := len(v.edge); n > 1 && v.edge[n-2].leaves == v.edge[n-1].leaves; n = len(v.edge) {
		joined := subtree{2 * v.edge[n-1].leaves, tlog.NodeHash(v.edge[n-2].hash, v.edge[n-1].hash)}
		v.edge = append(v.edge[:n-2], joined)
	}
	if size := v.size(); v.wanted[size] {
		v.roots[size] = v.root()
	}
}

func (v *verifier) size() (n int64) {
	for _, s := range v.edge {
		n += s.leaves
	}
	return n
}

func (v *verifier) root() tlog.Hash {
	root := v.edge[len(v.edge)-1].hash
	for i := len(v.edge) - 2; i >= 0; i-- {
		root = tlog.NodeHash(v.edge[i].hash, root)
	}
	return root
}
