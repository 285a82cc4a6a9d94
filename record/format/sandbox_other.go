//go:build !unix

package format

import "os/exec"

// confined has nothing here to take the network and the memory away with.
func confined(args []string) []string { return args }

// inOwnGroup has nothing to do here; the time limit ends the program alone.
func inOwnGroup(cmd *exec.Cmd) error { return cmd.Run() }
