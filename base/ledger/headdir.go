package ledger

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"saksgang/base/errs"
	"saksgang/base/wholefile"
)

// KeepAlso has signed heads kept in one more place, and compared with what is
// kept there. It is called before the ledger is used by many.
func (l *Ledger) KeepAlso(place HeadStore) { l.also = append(l.also, place) }

// places are all in which heads are kept outside the database.
func (l *Ledger) places() []HeadStore {
	if l.seal.Heads == nil {
		return l.also
	}
	return append([]HeadStore{l.seal.Heads}, l.also...)
}

// keep keeps a head everywhere; a place that fails does not keep it from the
// others. A later head vouches for what is before it too.
func (l *Ledger) keep(ctx context.Context, signed string) error {
	var faults []error
	for _, place := range l.places() {
		faults = append(faults, place.Keep(ctx, signed))
	}
	return errors.Join(faults...)
}

// HeadDir keeps heads in a folder that somebody else looks after, one file for
// each. The folder must be there: a share that is not mounted is a fault, not
// a place.
type HeadDir string

// Keep writes the head under its size.
func (d HeadDir) Keep(_ context.Context, signed string) error {
	text, _, _ := strings.Cut(signed, "\n\n")
	tree, err := tlog.ParseTree([]byte(text + "\n"))
	if err != nil {
		return errs.Internal(err, "ledger.heads-not-kept", "folder", string(d))
	}
	if _, err := os.Stat(string(d)); err != nil {
		return errs.Unavailable(err, "ledger.heads-not-kept", "folder", string(d))
	}
	path := filepath.Join(string(d), fmt.Sprintf("head-%015d.txt", tree.N))
	if _, err := os.Stat(path); err == nil {
		return nil // what was said once is not written over
	}
	if err := wholefile.WriteBytes(path, []byte(signed)); err != nil {
		return errs.Unavailable(err, "ledger.heads-not-kept", "folder", string(d))
	}
	return nil
}

// Kept reads what Keep wrote, in the order of size.
func (d HeadDir) Kept(context.Context) ([]string, error) {
	entries, err := os.ReadDir(string(d)) // in the order of names
	if err != nil {
		return nil, errs.Unavailable(err, "ledger.heads-not-kept", "folder", string(d))
	}
	var heads []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "head-") || !strings.HasSuffix(e.Name(), ".txt") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(string(d), e.Name()))
		if err != nil {
			return nil, errs.Unavailable(err, "ledger.heads-not-kept", "folder", string(d))
		}
		heads = append(heads, string(text))
	}
	return heads, nil
}
