//go:build unix

package noark

import (
	"os"
	"syscall"

	"saksgang/base/errs"
)

// lockDirectory keeps other processes off a partial package. The lock ends with
// the process, so that a killed run never blocks the next.
func lockDirectory(path string) (release func(), err error) {
	d, err := os.Open(path)
	if err != nil {
		return nil, cannotWrite(err)
	}
	if err := syscall.Flock(int(d.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = d.Close()
		return nil, errs.Conflict("record.extraction-running", "path", path)
	}
	return func() { _ = d.Close() }, nil
}
