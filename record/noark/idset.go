package noark

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
)

// idSet tells whether two streams held the same ids the same number of times,
// in any order and in constant memory: it counts them and adds their hashes.
// Two different streams agree with probability 2^-128.
type idSet struct {
	n      int
	hi, lo uint64
}

func (s *idSet) add(id SystemID) {
	h := sha256.Sum256([]byte(strings.ToLower(string(id))))
	s.n++
	s.hi += binary.BigEndian.Uint64(h[:8])
	s.lo += binary.BigEndian.Uint64(h[8:16])
}
