package app

import (
	"fmt"
	"runtime/debug"

	"saksgang/base/console"
)

type versionCmd struct{}

// Run prints the version that the program was built from.
func (versionCmd) Run(s console.Streams) error {
	_, err := fmt.Fprintln(s.Out, version())
	return err
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "saksgang (unknown version)"
	}
	return "saksgang " + info.Main.Version
}
