//go:build linux || darwin

package app

import "syscall"

// freeBytes is how much room the disk of a folder has for this program.
func freeBytes(folder string) (int64, bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true
}
