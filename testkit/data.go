// Package testkit is what tests stand on: outside data, databases, a fixed
// clock, a browser. It is imported by tests only.
//
// What a test lacks is named and the test skipped; with CI=true it fails
// instead, so that a missing part can never look like a passing run.
package testkit

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Data returns the absolute path of a file or folder under the shared test
// data, for example "data/noark5/xsd-v5.0" or "seeds/002_a81d40bdad913f9b.txt".
// The root is ../shared beside the project, or SAKSGANG_SHARED.
func Data(t testing.TB, path string) string {
	t.Helper()
	full := filepath.Join(SharedRoot(), filepath.FromSlash(path))
	if _, err := os.Stat(full); err != nil {
		Missing(t, "shared test data "+path)
	}
	return full
}

// SharedRoot is the folder that outside test data stands in.
func SharedRoot() string {
	if root := os.Getenv("SAKSGANG_SHARED"); root != "" {
		return root
	}
	return filepath.Join(ProjectRoot(), "..", "shared")
}

// ProjectRoot is the folder that holds go.mod.
func ProjectRoot() string {
	_, here, _, _ := runtime.Caller(0)
	return filepath.Dir(filepath.Dir(here))
}

// Missing skips the test, naming what it lacks; with CI=true it fails.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("missing: %s", what)
	}
	t.Skipf("missing: %s", what)
}
