package format

import (
	"context"
	"os/exec"
	"runtime"
	"syscall"
)

// mostMemory is what a converter may ask for, in bytes of address space.
const mostMemory = "4294967296"

// confined runs the command so that nothing it starts outlives it, or us: in a
// process tree of its own that the kernel ends as a whole, without network, and
// with limited memory, as far as the system lets us.
func confined(ctx context.Context, args []string) []string {
	limit := []string{"prlimit", "--as=" + mostMemory, "--core=0", "--"}
	if works(ctx, limit) {
		args = append(limit, args...)
	}
	for _, try := range [][]string{
		{"unshare", "-n", "-p", "-f", "--kill-child", "--"},
		{"unshare", "-r", "-n", "-p", "-f", "--kill-child", "--"},
	} {
		if works(ctx, try) {
			return append(try, args...)
		}
	}
	return args
}

func works(ctx context.Context, prefix []string) bool {
	return exec.CommandContext(ctx, prefix[0], append(prefix[1:len(prefix):len(prefix)], "true")...).Run() == nil
}

// inOwnGroup runs cmd to its end. Its time limit ends it with everything it
// started, and so does our own death: the kernel tells it when the thread that
// started it ends, which is why that thread is kept.
func inOwnGroup(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return cmd.Run()
}
