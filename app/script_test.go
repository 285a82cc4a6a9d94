package app

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"saksgang/testkit"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"saksgang": func() { os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// The program as it is met on the command line; each script is one behaviour.
func TestCommandLine(t *testing.T) {
	t.Parallel()
	testkit.Data(t, "seeds/002_a81d40bdad913f9b.txt")
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			e.Setenv("SHARED", testkit.SharedRoot())
			e.Setenv("LANG", "en_GB.UTF-8")
			e.Setenv("LC_ALL", "")
			return nil
		},
	})
}
