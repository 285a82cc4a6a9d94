package saksgang_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testName  = regexp.MustCompile("`(Test[A-Za-z0-9]+)`")
	filePlace = regexp.MustCompile("`((?:access|app|base|bench|cmd|demo|docs|exchange|migrations|municipality|party|process|record|recruit|schema|scripts|staff|testkit|tools|web)/[A-Za-z0-9_./-]*)`")
	testFunc  = regexp.MustCompile(`(?m)^func (Test[A-Za-z0-9]+)\(`)
)

// What the documents promise can be looked up: each test and each file that
// they name is there. Recipes are followed by their names.
func TestWhatTheDocumentsNameIsThere(t *testing.T) {
	tests := map[string]bool{}
	var documents []string
	err := filepath.WalkDir(".", func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil || e.IsDir() && (e.Name() == "node_modules" || e.Name() == ".git" || e.Name() == "var"):
			if err == nil {
				err = fs.SkipDir
			}
		case strings.HasSuffix(path, "_test.go"):
			for _, name := range testFunc.FindAllStringSubmatch(read(t, path), -1) {
				tests[name[1]] = true
			}
		case filepath.Ext(path) == ".md" && (filepath.Dir(path) == "." || strings.HasPrefix(path, "docs")):
			documents = append(documents, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, document := range documents {
		text := read(t, document)
		for _, name := range testName.FindAllStringSubmatch(text, -1) {
			named++
			if !tests[name[1]] {
				t.Errorf("%s names %s, which is no test", document, name[1])
			}
		}
		for _, place := range filePlace.FindAllStringSubmatch(text, -1) {
			named++
			if _, err := os.Stat(place[1]); err != nil {
				t.Errorf("%s names %s, which is not there", document, place[1])
			}
		}
	}
	if named < 100 {
		t.Fatalf("only %d names were found in %d documents; the search is broken", named, len(documents))
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
