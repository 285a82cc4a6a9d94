package checklist

import (
	"cmp"
	"slices"
	"strings"

	"saksgang/base/errs"
)

// Options of Parse. The zero value takes the likeliest table.
type Options struct {
	// Table is which of the text's checklists to take, from 1 in the order of
	// the text; 0 is the likeliest: one with a header before one without, then
	// the longest, then the first.
	Table int
}

// The longest text and the longest cell read, in bytes. A checklist is written
// by hand.
const (
	maxFile = 4 << 20
	maxCell = 16 << 10
)

// Parse finds the checklist in a file. Errors are Invalid: checklist.empty,
// checklist.too-large, checklist.is-drawing, checklist.no-table,
// checklist.no-rows and checklist.table-not-there (with the number of tables).
func Parse(file []byte, o Options) (Table, []Remark, error) {
	if len(file) > maxFile {
		return Table{}, nil, errs.Invalid("checklist.too-large", "bytes", len(file), "limit", maxFile)
	}
	text := decode(file)
	if strings.TrimSpace(text) == "" {
		return Table{}, nil, errs.Invalid("checklist.empty")
	}
	found := candidates(text)
	if len(found) == 0 {
		if strings.Contains(text, "http://www.omg.org/spec/BPMN/20100524/MODEL") {
			return Table{}, nil, errs.Invalid("checklist.is-drawing")
		}
		return Table{}, nil, errs.Invalid("checklist.no-table")
	}
	if o.Table < 0 || o.Table > len(found) {
		return Table{}, nil, errs.Invalid("checklist.table-not-there", "table", o.Table, "tables", len(found))
	}
	chosen, remarks := choose(found, o.Table)
	if len(chosen.Rows) == 0 {
		return Table{}, nil, errs.Invalid("checklist.no-rows", "line", chosen.Line)
	}
	if len(chosen.Rows) > maxRows {
		return Table{}, nil, errs.Invalid("checklist.too-large", "rows", len(chosen.Rows), "limit", maxRows)
	}
	for _, row := range chosen.Rows {
		for _, cell := range row.cells() {
			if len(cell) > maxCell {
				return Table{}, nil, errs.Invalid("checklist.too-large", "bytes", len(cell), "limit", maxCell)
			}
		}
	}
	return chosen.Table, append(remarks, chosen.remarks...), nil
}

// candidate is a table that may be the checklist.
type candidate struct {
	Table
	headed  bool
	remarks []Remark
}

// candidates are the text's tables that have columns for what and who, in the
// order of the text.
func candidates(text string) []candidate {
	grids, text := marked(text)
	grids = append(grids, piped(text)...)
	tabs := tabbed(text)
	grids = append(grids, tabs...)
	for _, separator := range []byte{';', ','} {
		grids = append(grids, outside(delimited(text, separator), tabs)...)
	}
	var found []candidate
	for _, g := range grids {
		for _, part := range g.parts() {
			if c, ok := part.candidate(); ok {
				found = append(found, c)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(a.Line, b.Line) })
	return found
}

// outside leaves out the grids whose lines the tab-separated ones already have.
func outside(grids, tabs []grid) []grid {
	return slices.DeleteFunc(grids, func(g grid) bool {
		return slices.ContainsFunc(tabs, func(t grid) bool {
			return len(t.cells) > 1 && g.line >= t.line && g.line < t.line+len(t.cells)
		})
	})
}

// parts divides a grid where a header begins another table.
func (g grid) parts() []grid {
	var parts []grid
	from := 0
	var named []string
	for i, record := range g.cells {
		if ok := i > from && isHeaderExactly(record); ok && !slices.Equal(record, named) {
			parts = append(parts, g.part(from, i))
			from = i
		}
		if i == from {
			named = record
		}
	}
	return append(parts, g.part(from, len(g.cells)))
}

func (g grid) part(from, to int) grid {
	part := g
	part.cells, part.line = g.cells[from:to], g.line+from
	return part
}

// candidate reads the grid's records as rows; ok is false if it is no checklist.
func (g grid) candidate() (candidate, bool) {
	if len(g.cells) == 0 || len(g.cells[0]) == 0 {
		return candidate{}, false
	}
	c := candidate{Table: Table{Name: g.name, Line: g.line}}
	place, headed := header(g.cells[0])
	body := g.cells
	if headed {
		c.headed, body = true, g.cells[1:]
		c.Columns = place.columns(g.cells[0])
	} else {
		body = withoutBlankHeader(body)
		var ok bool
		if place, ok = guess(body); !ok {
			return candidate{}, false
		}
		if words, ok := unknownHeader(body); ok {
			place, headed = words, true
			c.Columns = place.columns(body[0])
			c.remarks = append(c.remarks, Remark{Code: "header-unknown", Args: []any{
				"what", brief(plain(c.Columns.What)), "who", brief(plain(c.Columns.Who)),
			}})
			g.cells, body = body, body[1:]
		}
	}
	width := len(g.cells[0])
	if !headed {
		width = usualWidth(body)
		c.Columns.Extra = make([]string, width-3)
	}
	c.addRows(body, place, width, g.cells[0])
	return c, true
}

// withoutBlankHeader leaves out the empty header that Markdown demands of a
// table without one.
func withoutBlankHeader(body [][]string) [][]string {
	if len(body) > 1 && strings.TrimSpace(strings.Join(body[0], "")) == "" {
		return body[1:]
	}
	return body
}

func (c *candidate) addRows(body [][]string, place placing, width int, head []string) {
	for _, record := range body {
		if c.headed && slices.Equal(record, head) {
			continue // a header repeated on the next page
		}
		row := place.row(record, width)
		if row.isEmpty() {
			continue
		}
		if row.isSection() {
			c.remarks = append(c.remarks, Remark{Code: "section", Args: []any{"text", brief(plain(row.Number)), "after", len(c.Rows)}})
			continue
		}
		c.Rows = append(c.Rows, row)
		position := len(c.Rows)
		switch {
		case len(record) < width:
			c.remarks = append(c.remarks, row.remark(position, "cells-missing", "cells", len(record), "columns", width))
		case len(record) > width:
			c.remarks = append(c.remarks, row.remark(position, "cells-extra", "cells", len(record), "columns", width))
		}
	}
}

// isSection says that a row is a heading within the table: nothing but text in
// the place of the number, which is no number.
func (r Row) isSection() bool {
	return !isNumber(r.Number) && Row{What: r.What, Who: r.Who, Extra: r.Extra}.isEmpty()
}

func (p placing) row(record []string, width int) Row {
	var row Row
	for i := range max(width, len(record)) {
		cell := ""
		if i < len(record) {
			cell = record[i]
		}
		switch i {
		case p[roleNumber]:
			row.Number = cell
		case p[roleWhat]:
			row.What = cell
		case p[roleWho]:
			row.Who = cell
		default:
			row.Extra = append(row.Extra, cell)
		}
	}
	return row
}

func (p placing) columns(head []string) Columns {
	row := p.row(head, len(head))
	return Columns(row)
}

// choose takes the table asked for, or the likeliest, and remarks on the rest.
func choose(found []candidate, asked int) (candidate, []Remark) {
	best := asked - 1
	if asked == 0 {
		best = 0
		for i, c := range found {
			b := found[best]
			if c.headed != b.headed {
				if c.headed && len(c.Rows) > 0 {
					best = i
				}
			} else if len(c.Rows) > len(b.Rows) {
				best = i
			}
		}
	}
	var remarks []Remark
	for i, c := range found {
		if i != best && asked == 0 && len(c.Rows) > 0 {
			remarks = append(remarks, Remark{Code: "other-table", Args: []any{
				"line", c.Line, "rows", len(c.Rows), "table", i + 1, "taken", found[best].Line,
			}})
		}
	}
	return found[best], remarks
}
