//go:build unix

package format

import (
	"os/exec"
	"syscall"
)

// ownGroup lets the time limit end the converter with everything it started:
// the office program is a script that starts another.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
