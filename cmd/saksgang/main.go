// Command saksgang is the whole program: it reads the command line and hands
// over to app.
package main

import (
	"os"

	"saksgang/app"
)

func main() {
	os.Exit(app.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
