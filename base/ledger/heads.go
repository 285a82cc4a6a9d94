package ledger

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"saksgang/base/errs"
	"saksgang/base/sqldb"
	"saksgang/base/wholefile"
)

// loadHeads finds the sizes at which a head was signed, and reads the heads kept
// outside; one whose signature fails is a fault.
func (v *verifier) loadHeads(ctx context.Context) error {
	sizes, err := sqldb.All[int64](ctx, v.ledger.db, "SELECT size FROM ledger_head")
	if err != nil {
		return err
	}
	v.wanted = map[int64]bool{}
	for _, n := range sizes {
		v.wanted[n] = true
	}
	for _, place := range v.ledger.places() {
		notes, err := place.Kept(ctx)
		if err != nil {
			return err
		}
		for _, signed := range notes {
			if tree, ok := v.treeOf(signed); ok {
				v.kept, v.wanted[tree.N] = append(v.kept, tree), true
			}
		}
	}
	return nil
}

// treeOf reads a signed head; that it has no valid signature is a fault.
func (v *verifier) treeOf(signed string) (tlog.Tree, bool) {
	tree, err := v.ledger.seal.treeOf(signed)
	if err != nil {
		v.report.Faults = append(v.report.Faults, Fault{Leaf: -1, Code: "head-unsigned"})
	}
	return tree, err == nil
}

// heads compares each signed head, in the database and outside it, with the
// root recomputed at its size.
func (v *verifier) heads(ctx context.Context) error {
	notes, err := sqldb.All[string](ctx, v.ledger.db, "SELECT note FROM ledger_head ORDER BY size")
	if err != nil {
		return err
	}
	v.report.Heads = len(notes)
	for _, signed := range notes {
		if tree, ok := v.treeOf(signed); ok {
			v.compareHead(tree, "head-differs")
		}
	}
	for _, tree := range v.kept {
		v.compareHead(tree, "head-kept-differs")
	}
	return nil
}

func (v *verifier) compareHead(tree tlog.Tree, code string) {
	if root, ok := v.roots[tree.N]; !ok || root != tree.Hash {
		v.report.Faults = append(v.report.Faults, Fault{Leaf: tree.N - 1, Code: code})
	}
}

// OpenSealing returns the sealing of a data folder: the key that signs is made
// there at first use, and heads are kept in a file beside it.
func OpenSealing(folder string) (Sealing, error) {
	path := keyPath(folder)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		if err := makeKey(path); err != nil {
			return Sealing{}, err
		}
	}
	return ReadSealing(folder)
}

// ReadSealing is OpenSealing for who changes nothing: Unavailable says that the
// key is not there.
func ReadSealing(folder string) (Sealing, error) {
	text, err := os.ReadFile(keyPath(folder))
	if err != nil {
		return Sealing{}, errs.Unavailable(err, "ledger.key-unreadable")
	}
	secret, public, ok := strings.Cut(strings.TrimSpace(string(text)), "\n")
	if !ok {
		return Sealing{}, errs.Internal(fmt.Errorf("two lines expected"), "ledger.key-unreadable")
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		return Sealing{}, errs.Internal(err, "ledger.key-unreadable")
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		return Sealing{}, errs.Internal(err, "ledger.key-unreadable")
	}
	return Sealing{Signer: signer, Verifier: verifier, Heads: HeadFile(filepath.Join(folder, "ledger-heads.txt"))}, nil
}

func keyPath(folder string) string { return filepath.Join(folder, "ledger-key.txt") }

func makeKey(path string) error {
	secret, public, err := note.GenerateKey(rand.Reader, "saksgang-ledger")
	if err != nil {
		return err
	}
	if err := wholefile.WriteBytes(path, []byte(secret+"\n"+public+"\n")); err != nil {
		return errs.Unavailable(err, "ledger.key-unwritten")
	}
	return nil
}

// HeadFile keeps heads in a file, each followed by an empty line.
type HeadFile string

const (
	headEnd = "\n\n\n"
	cutOff  = "cut off" // stands at the end of a head that a crash did
)

// Keep appends the head and waits until it is on the disk. One that a crash cut
// off before is marked as such, so that it does not spoil this one.
func (p HeadFile) Keep(_ context.Context, signed string) error {
	f, err := os.OpenFile(string(p), os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	text := strings.TrimRight(signed, "\n") + headEnd
	whole, err := endsWhole(f)
	if err == nil && !whole {
		text = cutOff + headEnd + text
	}
	if err == nil {
		_, err = f.WriteString(text)
	}
	return errors.Join(err, f.Sync(), f.Close())
}

func endsWhole(f *os.File) (bool, error) {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return true, err
	}
	end := make([]byte, min(info.Size(), int64(len(headEnd))))
	_, err = f.ReadAt(end, info.Size()-int64(len(end)))
	return string(end) == headEnd, err
}

// Kept reads what Keep appended; one cut off by a crash is left out.
func (p HeadFile) Kept(context.Context) ([]string, error) {
	text, err := os.ReadFile(string(p))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	parts := strings.Split(string(text), headEnd)
	var heads []string
	for _, head := range parts[:len(parts)-1] {
		if !strings.HasSuffix(head, cutOff) {
			heads = append(heads, head+"\n")
		}
	}
	return heads, nil
}
