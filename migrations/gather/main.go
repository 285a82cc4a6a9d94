// Command gather copies every module's migrations into one stream. It fails on
// a timestamp that occurs twice, since one of the two would be skipped.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	root := ".."
	if len(os.Args) == 2 {
		root = os.Args[1]
	}
	if err := gather(root, filepath.Join(root, "migrations")); err != nil {
		fmt.Fprintln(os.Stderr, "gather:", err)
		os.Exit(1)
	}
}

func gather(root, into string) error {
	var sources []string
	for _, pattern := range []string{"*/migrations/*.sql", "*/*/migrations/*.sql"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			return err
		}
		sources = append(sources, found...)
	}
	if err := refuseDuplicates(sources); err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, source := range sources {
		wanted[filepath.Base(source)] = true
		if err := copyFile(source, filepath.Join(into, filepath.Base(source))); err != nil {
			return err
		}
	}
	return removeOthers(into, wanted)
}

func refuseDuplicates(sources []string) error {
	seen := map[string]string{}
	for _, source := range sources {
		stamp, _, ok := strings.Cut(filepath.Base(source), "_")
		if !ok || len(stamp) != len("20060102150405") {
			return fmt.Errorf("%s: the name must be <14 digits>_<what>.sql", source)
		}
		if first, twice := seen[stamp]; twice {
			return fmt.Errorf("%s and %s have the same timestamp", first, source)
		}
		seen[stamp] = source
	}
	return nil
}

func copyFile(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if same, err := os.ReadFile(to); err == nil && bytes.Equal(same, text) {
		return nil
	}
	return os.WriteFile(to, text, 0o644)
}

func removeOthers(into string, wanted map[string]bool) error {
	present, err := filepath.Glob(filepath.Join(into, "*.sql"))
	if err != nil {
		return err
	}
	for _, file := range present {
		if !wanted[filepath.Base(file)] {
			if err := os.Remove(file); err != nil {
				return err
			}
		}
	}
	return nil
}
