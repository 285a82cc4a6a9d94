// Command saksgang is the whole program: it reads the command line and hands
// over to app.
package main

import (
	"os"
	"runtime/debug"

	"saksgang/app"
)

func main() {
	if os.Getenv("GOGC") == "" {
		// What lives is small beside what a request makes: at Go's own value the
		// collector runs many times a second.
		debug.SetGCPercent(400)
	}
	os.Exit(app.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
