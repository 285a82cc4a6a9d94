package checklist

import (
	"cmp"
	"slices"
	"strings"
)

// WriteText gives the table as tab-separated text: number, what, who, then the
// further columns, one line for each row. A header comes first if headed is
// true, if there are further columns, or if Parse would read the rows otherwise
// without it.
func WriteText(t Table, headed bool) string {
	extras := 0
	if hasNames(t.Columns.Extra) {
		extras = len(t.Columns.Extra)
	}
	for _, row := range t.Rows {
		extras = max(extras, len(row.trimmed().Extra))
	}
	body := textOf(t.Rows, extras)
	if !headed && !hasNames(t.Columns.Extra) && readsAs(body, t.Rows) {
		return body
	}
	head := Row{
		Number: t.Columns.Number,
		What:   cmp.Or(t.Columns.What, "Hva"),
		Who:    cmp.Or(t.Columns.Who, "Hvem"),
		Extra:  t.Columns.Extra,
	}
	if head.Number == "" {
		head.Number = "Nr"
	}
	if _, ok := header(head.cells()); !ok { // the words were not ones we know by themselves
		head.What, head.Who = "Hva", "Hvem"
	}
	return textOf([]Row{head}, extras) + body
}

func hasNames(columns []string) bool {
	return slices.ContainsFunc(columns, func(c string) bool { return strings.TrimSpace(c) != "" })
}

func readsAs(text string, rows []Row) bool {
	t, _, err := Parse([]byte(text), Options{})
	return err == nil && slices.EqualFunc(t.Rows, rows, Row.equal)
}

// equal leaves empty cells after the last one with text out of account.
func (r Row) equal(o Row) bool {
	return slices.Equal(r.trimmed().cells(), o.trimmed().cells())
}

func (r Row) trimmed() Row {
	for len(r.Extra) > 0 && r.Extra[len(r.Extra)-1] == "" {
		r.Extra = r.Extra[:len(r.Extra)-1]
	}
	return r
}

func (r Row) cells() []string {
	return append([]string{r.Number, r.What, r.Who}, r.Extra...)
}

// textOf writes every row with as many further cells.
func textOf(rows []Row, extras int) string {
	var b strings.Builder
	for _, row := range rows {
		row.Extra = slices.Clone(row.trimmed().Extra)
		for len(row.Extra) < extras {
			row.Extra = append(row.Extra, "")
		}
		for i, cell := range row.cells() {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(quoted(cell))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// quoted puts quotes around a cell that would not be read back without them.
func quoted(cell string) string {
	if !strings.ContainsAny(cell, "\t\n\r") && !strings.HasPrefix(cell, `"`) {
		return cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}
