//go:build unix

package format

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// scratchYoung is how long a folder is left alone: another program may have
// made it and not locked it yet.
const scratchYoung = time.Minute

// makingScratch keeps one conversion of this program from sweeping between the
// making and the locking of another's folder.
var makingScratch sync.Mutex

// newScratch makes a folder for one conversion, and takes away those of
// conversions that died: what they left behind is somebody's document. A folder
// in use is locked; the lock ends with the process.
func newScratch() (dir string, remove func(), err error) {
	makingScratch.Lock()
	defer makingScratch.Unlock()
	sweepScratch()
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

func sweepScratch() {
	all, _ := os.ReadDir(os.TempDir()) // what cannot be read now is swept later
	for _, e := range all {
		if !strings.HasPrefix(e.Name(), scratchName) {
			continue
		}
		if info, err := e.Info(); err != nil || time.Since(info.ModTime()) < scratchYoung {
			continue
		}
		left := filepath.Join(os.TempDir(), e.Name())
		if unlock, err := lockScratch(left); err == nil {
			_ = os.RemoveAll(left)
			unlock()
		}
	}
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
