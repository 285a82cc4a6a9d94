package checklist

import (
	"regexp"
	"slices"
	"strings"
)

// grid is a run of records that may be a table: cells before their columns are
// known.
type grid struct {
	name  string
	line  int // of the first record, from 1
	cells [][]string
	// separated is the source's kind: unlike Markdown and HTML, a run of
	// separated lines is only a table if it looks like one.
	separated bool
}

// lines of text with their place, so that blocks can be named by line.
type lines []string

// tabbed finds the runs of tab-separated lines. A cell may go over several
// lines if it is quoted as spreadsheets do, or if the lines together have the
// tabs of one row.
func tabbed(text string) []grid {
	all := lines(strings.Split(text, "\n"))
	var found []grid
	for i := 0; i < len(all); {
		if !all.beginsRow(i) {
			i++
			continue
		}
		var g grid
		g, i = all.tabbedRun(i)
		found = append(found, g)
	}
	return found
}

func (all lines) tabbedRun(at int) (grid, int) {
	g := grid{line: at + 1, name: all.heading(at), separated: true}
	var records [][]string
	for at < len(all) {
		if all.beginsRow(at) {
			var record []string
			record, at = all.record(at, '\t')
			records = append(records, record)
			continue
		}
		next := all.resumes(at, records)
		if next == 0 {
			break
		}
		for ; at < next; at++ {
			records = append(records, []string{all[at]})
		}
	}
	g.cells = joinBroken(records)
	return g, at
}

// beginsRow says that a line has a tab, or begins a quoted cell that has one
// after it.
func (all lines) beginsRow(at int) bool {
	if strings.Contains(all[at], "\t") {
		return true
	}
	_, after, _, quoted := all.quotedCell(all[at], at, '\t')
	return quoted && after != ""
}

// resumes returns the line where the table goes on after lines without a tab,
// or 0. Lines with text belong to the table only if they stand directly
// between its rows; one blank line may stand there too.
func (all lines) resumes(at int, records [][]string) int {
	width := len(records[len(records)-1])
	if strings.TrimSpace(all[at]) == "" {
		if at+1 < len(all) && width > 2 && strings.Count(all[at+1], "\t") == width-1 &&
			!isHeaderExactly(strings.Split(all[at+1], "\t")) {
			return at + 1
		}
		return 0
	}
	for i := at; i < len(all) && strings.TrimSpace(all[i]) != ""; i++ {
		if strings.Contains(all[i], "\t") {
			return i
		}
	}
	return 0
}

// joinBroken puts rows together that line ends inside cells have broken: lines
// with too few tabs that together have as many as the table's rows.
func joinBroken(records [][]string) [][]string {
	width := usualWidth(records)
	var rows [][]string
	for i := 0; i < len(records); {
		row, used := gather(records[i:], width)
		if used == 0 {
			row, used = records[i], 1
			if blankRecord(row) {
				i++
				continue
			}
		}
		i += used
		if len(row) == 1 && len(rows) > 0 { // a line after a whole row: its last cell goes on
			last := rows[len(rows)-1]
			last[len(last)-1] += "\n" + row[0]
			continue
		}
		rows = append(rows, row)
	}
	return rows
}

// gather joins records until they have width cells; 0 if they never fit.
func gather(records [][]string, width int) ([]string, int) {
	row := slices.Clone(records[0])
	if len(row) < 2 {
		return nil, 0
	}
	for used := 1; ; used++ {
		if len(row) >= width {
			return row, used
		}
		if used == len(records) {
			return nil, 0
		}
		next := records[used]
		if blankRecord(next) || len(row)+len(next)-1 > width || len(next) > 1 && isNumber(next[0]) {
			return nil, 0
		}
		row[len(row)-1] += "\n" + next[0]
		row = append(row, next[1:]...)
	}
}

func blankRecord(record []string) bool {
	return len(record) == 1 && strings.TrimSpace(record[0]) == ""
}

// usualWidth is the width of the header, if the first record is one, else the
// most usual width; of equally usual ones the larger.
func usualWidth(records [][]string) int {
	if _, ok := header(records[0]); ok {
		return len(records[0])
	}
	count, best := map[int]int{}, 0
	for _, record := range records {
		count[len(record)]++
	}
	for width, n := range count {
		if width > 1 && (best == 0 || n > count[best] || n == count[best] && width > best) {
			best = width
		}
	}
	return best
}

// record reads the record that begins at a line, and returns the line after
// it. A cell in quotes may hold the separator, doubled quotes and line ends; a
// quote that is never closed properly is a character like others.
func (all lines) record(at int, separator byte) ([]string, int) {
	var cells []string
	rest := all[at]
	for {
		cell, after, line, quoted := all.quotedCell(rest, at, separator)
		if !quoted {
			cell, after = rest, ""
			if i := strings.IndexByte(rest, separator); i >= 0 {
				cell, after = rest[:i], rest[i:]
			}
			line = at
		}
		cells, rest, at = append(cells, cell), after, line
		if rest == "" {
			return cells, at + 1
		}
		rest = rest[1:]
	}
}

// maxQuotedLines is how far a quoted cell may reach. A stray quote in running
// text must not swallow the text after it.
const maxQuotedLines = 200

// quotedCell reads a quoted cell at the start of rest, which is the end of line
// at. It returns what stands after the cell and the line it ends on.
func (all lines) quotedCell(rest string, at int, separator byte) (cell, after string, line int, ok bool) {
	if !strings.HasPrefix(rest, `"`) {
		return "", "", 0, false
	}
	var b strings.Builder
	rest = rest[1:]
	for line = at; ; {
		i := strings.IndexByte(rest, '"')
		switch {
		case i < 0:
			line++
			if line == len(all) || line > at+maxQuotedLines {
				return "", "", 0, false
			}
			b.WriteString(rest + "\n")
			rest = all[line]
		case strings.HasPrefix(rest[i+1:], `"`):
			b.WriteString(rest[:i+1])
			rest = rest[i+2:]
		case i+1 == len(rest) || rest[i+1] == separator:
			b.WriteString(rest[:i])
			return b.String(), rest[i+1:], line, true
		default:
			return "", "", 0, false
		}
	}
}

// delimited finds the tables of CSV text with this separator. Since commas
// stand in any text, a run must begin with a header, or have three columns
// with a number first in every record.
func delimited(text string, separator byte) []grid {
	all := lines(strings.Split(text, "\n"))
	var found []grid
	for at := 0; at < len(all); {
		first, after := all.record(at, separator)
		_, headed := header(first)
		if !headed && (len(first) < 3 || !isNumber(first[0])) {
			at++
			continue
		}
		g := grid{line: at + 1, name: all.heading(at), separated: true, cells: [][]string{first}}
		for at = after; at < len(all); at = after {
			var next []string
			if strings.TrimSpace(all[at]) == "" {
				if !headed || !all.rowAfter(at, separator, first) {
					break
				}
				at++
			}
			next, after = all.record(at, separator)
			if len(next) < 2 || !headed && (len(next) < 3 || !isNumber(next[0])) {
				break
			}
			g.cells = append(g.cells, next)
		}
		found = append(found, g)
	}
	return found
}

// rowAfter says that the table goes on after one blank line: with a record as
// wide as the header and, where the header has a number, a number in its place.
func (all lines) rowAfter(at int, separator byte, head []string) bool {
	if len(head) < 3 || at+1 >= len(all) || strings.TrimSpace(all[at+1]) == "" {
		return false
	}
	next, _ := all.record(at+1, separator)
	place, _ := header(head)
	number := place[roleNumber]
	return len(next) == len(head) && !isHeaderExactly(next) && (number < 0 || isNumber(next[number]))
}

var headingMarks = regexp.MustCompile(`<[^<>]*>|^[#>\s]+|[#\s:]+$|[*_` + "`" + `]{1,3}`)

// maxHeading is the longest line, in characters, that can be a table's heading.
const maxHeading = 100

// heading is the nearest line with text above a line, if it reads like one.
func (all lines) heading(at int) string {
	for i := at - 1; i >= 0 && i >= at-3; i-- {
		line := strings.TrimSpace(all[i])
		if line == "" {
			continue
		}
		if len([]rune(line)) > maxHeading || strings.ContainsAny(line, "\t|") || strings.HasSuffix(line, ".") ||
			strings.HasPrefix(line, "```") {
			return ""
		}
		return strings.TrimSpace(headingMarks.ReplaceAllString(line, ""))
	}
	return ""
}
