//go:build !unix

package format

import "os"

// newScratch makes a folder for one conversion.
func newScratch() (dir string, remove func(), err error) {
	dir, err = os.MkdirTemp("", scratchName)
	return dir, func() { _ = os.RemoveAll(dir) }, err
}
