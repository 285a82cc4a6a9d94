//go:build unix && !linux

package format

import (
	"os/exec"
	"syscall"
)

// confined has nothing here to take the network and the memory away with.
func confined(args []string) []string { return args }

// inOwnGroup lets the time limit end the converter with everything it started:
// the office program is a script that starts another.
func inOwnGroup(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd.Run()
}
