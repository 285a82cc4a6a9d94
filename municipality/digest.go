package municipality

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
)

// normalise makes the same text out of what different editors save: line feeds
// alone, and no byte order mark.
func normalise(data []byte) []byte {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
}

// Digest is the SHA-256, in hexadecimal, of the folder's content: one line for
// each file in order of path, with the file's own SHA-256 and its path. Line
// ends and the time of saving do not count.
func Digest(files map[string][]byte) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%s %q\n", FileDigest(files[name]), name)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// FileDigest is the SHA-256, in hexadecimal, of one file's normalised text.
func FileDigest(data []byte) string {
	sum := sha256.Sum256(normalise(data))
	return hex.EncodeToString(sum[:])
}
