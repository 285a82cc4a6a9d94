package checklist

import (
	"regexp"
	"strings"
)

var markdownRule = regexp.MustCompile(`^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$`)

// piped finds the tables of Markdown: a header with a rule of dashes below it,
// or lines that begin with a pipe.
func piped(text string) []grid {
	all := lines(strings.Split(text, "\n"))
	var found []grid
	for at := 0; at < len(all); at++ {
		ruled := at+1 < len(all) && strings.Contains(all[at], "|") &&
			strings.Contains(all[at+1], "|") && markdownRule.MatchString(all[at+1])
		if !ruled && !strings.HasPrefix(strings.TrimSpace(all[at]), "|") {
			continue
		}
		g := grid{line: at + 1, name: all.heading(at)}
		for ; at < len(all) && isPipeRow(all[at]); at++ {
			if !markdownRule.MatchString(all[at]) {
				g.cells = append(g.cells, pipeCells(all[at]))
			}
		}
		found = append(found, g)
	}
	return found
}

func isPipeRow(line string) bool { return strings.Contains(line, "|") }

// pipeCells splits a row at its pipes, but not at escaped ones. Padding is no
// part of a cell.
func pipeCells(line string) []string {
	line = strings.TrimPrefix(strings.TrimSpace(line), "|")
	var cells []string
	var cell strings.Builder
	closed := false
	for i := 0; i < len(line); i++ {
		closed = false
		switch {
		case line[i] == '\\' && i+1 < len(line) && line[i+1] == '|':
			cell.WriteByte('|')
			i++
		case line[i] == '|':
			cells = append(cells, strings.TrimSpace(cell.String()))
			cell.Reset()
			closed = true
		default:
			cell.WriteByte(line[i])
		}
	}
	if !closed {
		cells = append(cells, strings.TrimSpace(cell.String()))
	}
	return cells
}
