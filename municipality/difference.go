package municipality

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// ChangeKind says what became of a file.
type ChangeKind string

// What can become of a file.
const (
	Added   ChangeKind = "added"
	Changed ChangeKind = "changed"
	Removed ChangeKind = "removed"
)

// Change is one file that differs between two versions. Lines are those that
// differ with up to three unchanged around them.
type Change struct {
	Path  string
	Kind  ChangeKind
	Lines []ChangedLine
}

// ChangedLine is one line. Before and After are its numbers, 0 where it does
// not stand.
type ChangedLine struct {
	Before, After int
	Text          string
}

// Difference lists the files that differ, in order of path.
func Difference(before, after map[string][]byte) []Change {
	paths := make(map[string]bool)
	for path := range before {
		paths[path] = true
	}
	for path := range after {
		paths[path] = true
	}
	var changes []Change
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		old, was := before[path]
		fresh, is := after[path]
		old, fresh = normalise(old), normalise(fresh)
		kind := Changed
		switch {
		case !was:
			kind = Added
		case !is:
			kind = Removed
		case string(old) == string(fresh):
			continue
		}
		changes = append(changes, Change{path, kind, changedLines(old, fresh)})
	}
	return changes
}

// changedLines reads the lines out of a unified diff: hunks that begin with
// "@@ -a,b +c,d @@", lines that begin with a blank, "-" or "+".
func changedLines(before, after []byte) []ChangedLine {
	var lines []ChangedLine
	var b, a int
	inHunk := false
	for _, line := range strings.Split(strings.TrimSuffix(string(diff.Diff("a", before, "b", after)), "\n"), "\n") {
		switch {
		case strings.HasPrefix(line, "@@ "):
			b, a = hunkStart(line)
			inHunk = true
		case !inHunk || line == "":
		case line[0] == ' ':
			lines = append(lines, ChangedLine{b, a, line[1:]})
			b, a = b+1, a+1
		case line[0] == '-':
			lines = append(lines, ChangedLine{b, 0, line[1:]})
			b++
		case line[0] == '+':
			lines = append(lines, ChangedLine{0, a, line[1:]})
			a++
		}
	}
	return lines
}

func hunkStart(line string) (before, after int) {
	fields := strings.Fields(line)
	start := func(field string) int {
		number, _, _ := strings.Cut(field[1:], ",")
		n, err := strconv.Atoi(number)
		if err != nil {
			return 1
		}
		return max(n, 1)
	}
	return start(fields[1]), start(fields[2])
}
