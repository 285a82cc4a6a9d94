package testkit

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"saksgang/base/i18n"
)

var (
	problemCode = regexp.MustCompile(`errs\.(?:Invalid|Denied|NotFound|Conflict|Unavailable|InvalidBecause)\((?:err, )?"([a-z0-9]+\.[a-z0-9-]+)"`)
	textKey     = regexp.MustCompile(`i18n\.T\([^,"]+, "([a-z0-9.-]+)"[,)]`)
	labelKey    = regexp.MustCompile(`Label: +"([a-z0-9-]+\.[a-z0-9.-]+)"`)
)

// Words fails for each text that the Go files of the folders (from the
// project's root, "party") use and the catalogue lacks, in any language: keys,
// and the sentence and remedy of each problem that is not our own fault.
// Pkg is whose texts they are; problems are checked that begin with it or with
// the name of one of the folders, those of others are theirs to word.
func Words(t *testing.T, pkg string, locales fs.FS, folders ...string) {
	t.Helper()
	bundle, err := i18n.NewBundle(i18n.Source{Package: pkg, Files: locales})
	if err != nil {
		t.Fatal(err)
	}
	for _, gap := range bundle.Gaps() {
		t.Error(gap)
	}
	modules := []string{pkg}
	for _, folder := range folders {
		modules = append(modules, path.Base(folder))
	}
	for _, file := range goFilesUnder(t, folders) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range keysIn(string(source), pkg, modules) {
			if !bundle.Has(key) {
				t.Errorf("%s: there is no text %q", filepath.Base(file), key)
			}
		}
	}
}

// keysIn are the keys of texts that a file uses by their whole name.
func keysIn(source, pkg string, modules []string) []string {
	var keys []string
	for _, pattern := range []*regexp.Regexp{textKey, labelKey} {
		for _, m := range pattern.FindAllStringSubmatch(source, -1) {
			if strings.HasPrefix(m[1], pkg+".") {
				keys = append(keys, m[1])
			}
		}
	}
	for _, m := range problemCode.FindAllStringSubmatch(source, -1) {
		if module, _, _ := strings.Cut(m[1], "."); slices.Contains(modules, module) {
			keys = append(keys, "problem."+m[1]+".sentence", "problem."+m[1]+".remedy")
		}
	}
	return keys
}

func goFilesUnder(t *testing.T, folders []string) []string {
	t.Helper()
	var files []string
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join(ProjectRoot(), folder), func(name string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
				files = append(files, name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(files) == 0 {
		t.Fatalf("there is no Go file under %v", folders)
	}
	return files
}
