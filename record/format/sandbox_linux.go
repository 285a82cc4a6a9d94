package format

import (
	"context"
	"os/exec"
	"runtime"
	"slices"
	"sync"
	"syscall"
)

// mostMemory is what a converter may ask for, in bytes of address space.
const mostMemory = "4294967296"

// confined runs the command so that nothing it starts outlives it, or us: in a
// process tree of its own that the kernel ends as a whole, without network, and
// with limited memory, as far as the system lets us.
func confined(args []string) []string { return append(confinement(), args...) }

// confinement is what the system lets us, tried out once: the answer stays.
var confinement = sync.OnceValue(func() []string {
	var prefix []string
	for _, try := range [][]string{
		{"unshare", "-n", "-p", "-f", "--kill-child", "--"},
		{"unshare", "-r", "-n", "-p", "-f", "--kill-child", "--"},
	} {
		if works(try) {
			prefix = try
			break
		}
	}
	limit := []string{"prlimit", "--as=" + mostMemory, "--core=0", "--"}
	if works(limit) {
		prefix = append(prefix, limit...)
	}
	return slices.Clip(prefix)
})

// works has no time limit of a conversion: one that runs out would leave all
// later conversions free.
func works(prefix []string) bool {
	return exec.CommandContext(context.Background(), prefix[0], append(slices.Clip(prefix[1:]), "true")...).Run() == nil
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
