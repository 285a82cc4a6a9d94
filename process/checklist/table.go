package checklist

import "strings"

// Table is a checklist as it was found.
type Table struct {
	// Name is the heading above the table, or "".
	Name    string
	Columns Columns
	Rows    []Row
	// Line is where the table begins in the text, from 1; 0 where unknown.
	Line int
}

// Columns are the header's words as they stood; "" where there was none.
type Columns struct {
	Number, What, Who string
	Extra             []string
}

// Row is one row with its cells verbatim; see "Cells as they were".
type Row struct {
	Number, What, Who string
	// Extra are the cells of Columns.Extra, and those beyond the last column.
	Extra []string
}

// Label is the row's number as people say it: "7" for "7." and "**7**".
func (r Row) Label() string {
	return strings.TrimRight(strings.Trim(plain(r.Number), " "), ".)")
}

// isEmpty says that the row has no text at all.
func (r Row) isEmpty() bool {
	for _, cell := range append([]string{r.Number, r.What, r.Who}, r.Extra...) {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

// Remark is something unclear that did not stop the work. Its sentence is
// "checklist.remark.<Code>" in the catalogue, with Args as name/value pairs.
type Remark struct {
	// Row is the label of the row; "" if it has none, or for the whole table.
	Row string
	// Position is the row's place in the table, from 1; 0 for the whole table.
	Position int
	Code     string
	Args     []any
}

func (r Row) remark(position int, code string, args ...any) Remark {
	return Remark{Row: r.Label(), Position: position, Code: code, Args: args}
}
