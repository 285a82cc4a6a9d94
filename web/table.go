package web

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"saksgang/base/i18n"
)

// fewColumns fit a narrow screen as they are; with more, each row becomes a
// labelled block.
const fewColumns = 2

// sortedBy is aria-sort for the column, or nothing.
func (t Table) sortedBy(c Column) string {
	switch {
	case c.Sort == "":
		return ""
	case t.Sort == c.Sort:
		return "ascending"
	case t.Sort == "-"+c.Sort:
		return "descending"
	}
	return ""
}

// nextSort is what choosing the heading sorts by.
func (t Table) nextSort(c Column) string {
	if t.Sort == c.Sort {
		return "-" + c.Sort
	}
	return c.Sort
}

func (t Table) sortMark(c Column) string {
	switch t.sortedBy(c) {
	case "ascending":
		return " ↑"
	case "descending":
		return " ↓"
	}
	return ""
}

// withQuery is the page's own address with one value of its query changed, so
// that filter, view, sort and page always stand in the address. A new sort
// begins at the first page.
func withQuery(ctx context.Context, name, value string) string {
	r := viewOf(ctx).request
	if r == nil {
		return "?" + name + "=" + url.QueryEscape(value)
	}
	q := r.URL.Query()
	q.Set(name, value)
	if name != "page" {
		q.Del("page")
	}
	return "?" + q.Encode()
}

// nothing says that a cell has no answer, so that a narrow window, where each
// cell is a line, may leave it out.
func nothing(c templ.Component) bool {
	switch c := c.(type) {
	case nil:
		return true
	case Text:
		return c == "" || c == "–"
	case When:
		return c.Time.IsZero()
	}
	return false
}

// rowName is the words of a row's first cell, for its checkbox.
func rowName(ctx context.Context, r Row) string {
	if len(r.Cells) == 0 || r.Cells[0] == nil {
		return r.ID
	}
	return words(ctx, r.Cells[0])
}

// words is the text of a part that consists of words.
func words(ctx context.Context, c templ.Component) string {
	switch c := c.(type) {
	case Text:
		return string(c)
	case Number:
		return string(c)
	case Link:
		return joined(" ", c.Text, c.Note)
	case Tag:
		return c.Text
	case When:
		return whenText(ctx, c)
	}
	return ""
}

// historyTable leaves out the columns that no event fills.
func historyTable(ctx context.Context, h History) Table {
	has := func(get func(Event) string) bool {
		return slices.ContainsFunc(h.Events, func(e Event) bool { return get(e) != "" })
	}
	reason, before := has(func(e Event) string { return e.Reason }), has(func(e Event) string { return e.Before + e.After })
	t := Table{Caption: i18n.T(ctx, "web.history.title"), Columns: []Column{
		{Label: i18n.T(ctx, "web.history.when")}, {Label: i18n.T(ctx, "web.history.who")}, {Label: i18n.T(ctx, "web.history.what")},
	}}
	if reason {
		t.Columns = append(t.Columns, Column{Label: i18n.T(ctx, "web.history.why")})
	}
	if before {
		t.Columns = append(t.Columns, Column{Label: i18n.T(ctx, "web.history.before")}, Column{Label: i18n.T(ctx, "web.history.after")})
	}
	for _, e := range h.Events {
		row := Row{Cells: []templ.Component{When{Time: e.At, Hour: true}, Text(dash(e.Who)), Link{Text: e.What, Href: e.Href}}}
		if reason {
			row.Cells = append(row.Cells, Text(dash(e.Reason)))
		}
		if before {
			row.Cells = append(row.Cells, Text(dash(e.Before)), Text(dash(e.After)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// staged writes each step's stage onto its shapes in the drawing, so that list
// and drawing never disagree.
func staged(s Steps) Drawing {
	d := s.Drawing
	for _, st := range s.Steps {
		mark := `data-step="` + templ.EscapeString(st.ID) + `"`
		for _, kind := range []string{"task-", "node-"} {
			id := `id="` + templ.EscapeString(d.Prefix+kind+st.ID) + `"`
			d.SVG = strings.ReplaceAll(d.SVG, id, id+" "+mark)
		}
		d.SVG = strings.ReplaceAll(d.SVG, mark, mark+` data-stage="`+string(st.Stage)+`"`)
	}
	return d
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
