//go:build unix

package format

import (
	"os"
	"path/filepath"
	"syscall"
)

// newScratch makes a folder for one conversion, and takes away those of
// conversions that died: what they left behind is somebody's document. A folder
// in use is locked; the lock ends with the process.
func newScratch() (dir string, remove func(), err error) {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), scratchName+"*"))
	for _, old := range left {
		if unlock, err := lockScratch(old); err == nil {
			_ = os.RemoveAll(old)
			unlock()
		}
	}
	if dir, err = os.MkdirTemp("", scratchName); err != nil {
		return "", nil, err
	}
	unlock, err := lockScratch(dir)
	if err != nil {
		_ = os.RemoveAll(dir)
		return "", nil, err
	}
	return dir, func() {
		_ = os.RemoveAll(dir)
		unlock()
	}, nil
}

func lockScratch(dir string) (unlock func(), err error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(d.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = d.Close()
		return nil, err
	}
	return func() { _ = d.Close() }, nil
}
