package checklist

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// marked finds the tables of HTML, and returns the text with them blanked out,
// so that the other readers do not read their lines again.
func marked(text string) ([]grid, string) {
	rest := []byte(text)
	var found []grid
	for _, s := range tableSpans(text) {
		grids := tablesAt(text, s, maxNested)
		if len(grids) == 0 {
			continue
		}
		found = append(found, grids...)
		for i := s.Start; i < s.End; i++ {
			if rest[i] != '\n' {
				rest[i] = ' '
			}
		}
	}
	return found, string(rest)
}

// maxNested is how deep within tables that only lay out a page a checklist is
// looked for. Each step reads the text again.
const maxNested = 6

// tablesAt is the table at a place, or the checklists within it if it is none.
func tablesAt(text string, at Span, depth int) []grid {
	node := parseTable(at.of(text))
	if node == nil {
		return nil
	}
	g := grid{
		line:  1 + strings.Count(text[:at.Start], "\n"),
		name:  tableName(node, text[:at.Start]),
		cells: tableCells(node),
	}
	inside := Span{at.Start + len("<table"), at.End}
	if depth == 0 || g.isChecklist() || !strings.Contains(strings.ToLower(inside.of(text)), "<table") {
		return []grid{g}
	}
	var inner []grid
	for _, s := range tableSpans(inside.of(text)) {
		inner = append(inner, tablesAt(text, Span{inside.Start + s.Start, inside.Start + s.End}, depth-1)...)
	}
	if len(inner) > 0 {
		return inner
	}
	return []grid{g}
}

func (g grid) isChecklist() bool {
	return slices.ContainsFunc(g.parts(), func(part grid) bool {
		_, ok := part.candidate()
		return ok
	})
}

// tableSpans are the places of the outermost tables.
func tableSpans(text string) []Span {
	z := html.NewTokenizer(strings.NewReader(text))
	var spans []Span
	at, start, depth := 0, 0, 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if depth > 0 {
				spans = append(spans, Span{start, len(text)})
			}
			return spans
		}
		before := at
		at += len(z.Raw())
		name, _ := z.TagName()
		if string(name) != "table" {
			continue
		}
		switch kind {
		case html.StartTagToken:
			if depth == 0 {
				start = before
			}
			depth++
		case html.EndTagToken:
			if depth == 1 {
				spans = append(spans, Span{start, at})
			}
			depth = max(0, depth-1)
		}
	}
}

// parseTable returns the table, or nil if it has no rows.
func parseTable(text string) *html.Node {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(text), body)
	if err != nil {
		return nil
	}
	for _, n := range nodes {
		if n.DataAtom == atom.Table && len(rowsOf(n)) > 0 {
			return n
		}
	}
	return nil
}

// tableName is the caption, or the last heading or line of text before it.
func tableName(table *html.Node, before string) string {
	for c := range table.ChildNodes() {
		if c.DataAtom == atom.Caption {
			return plain(cellText(c))
		}
	}
	if i := strings.LastIndex(before, "</table"); i >= 0 {
		before = before[i:] // a heading further up belongs to the table before
	}
	if all := htmlHeading.FindAllStringSubmatch(before, -1); len(all) > 0 {
		return plain(html.UnescapeString(all[len(all)-1][1]))
	}
	all := lines(strings.Split(before, "\n"))
	return all.heading(len(all))
}

var htmlHeading = regexp.MustCompile(`(?is)<h[1-6][^<>]*>(.*?)</h[1-6]`)

func rowsOf(table *html.Node) []*html.Node {
	var rows []*html.Node
	for c := range table.ChildNodes() {
		switch c.DataAtom {
		case atom.Tr:
			rows = append(rows, c)
		case atom.Thead, atom.Tbody, atom.Tfoot:
			rows = append(rows, rowsOf(c)...)
		}
	}
	return rows
}

// Bounds of a table: anybody can write any number in rowspan and colspan.
const (
	maxRows    = 5000
	maxColumns = 64
)

// tableCells lays the cells out by row and column. A cell over several rows
// stands in each of them, one over several columns in the first.
func tableCells(table *html.Node) [][]string {
	var cells [][]string
	hanging := map[int]struct {
		rows int
		text string
	}{}
	for _, row := range rowsOf(table) {
		if len(cells) > maxRows {
			break // Parse refuses it
		}
		record := []string{}
		fill := func() {
			for h := hanging[len(record)]; h.rows > 0; h = hanging[len(record)] {
				h.rows--
				hanging[len(record)] = h
				record = append(record, h.text)
			}
		}
		for c := range row.ChildNodes() {
			if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
				continue
			}
			fill()
			text, first := cellText(c), len(record)
			record = append(record, text)
			for range min(spanOf(c, "colspan"), maxColumns-len(record)) - 1 {
				record = append(record, "")
			}
			for i := first; i < len(record); i++ {
				h := hanging[i]
				h.rows, h.text = spanOf(c, "rowspan")-1, record[i]
				hanging[i] = h
			}
		}
		fill()
		cells = append(cells, record)
	}
	return cells
}

func spanOf(cell *html.Node, key string) int {
	for _, a := range cell.Attr {
		if n, err := strconv.Atoi(strings.TrimSpace(a.Val)); a.Key == key && err == nil {
			return min(max(n, 1), maxRows)
		}
	}
	return 1
}

// cellText is what a browser shows, with <br> for a line break and "<br>- " for
// a list item.
func cellText(cell *html.Node) string {
	var w cellWriter
	w.children(cell, 0)
	return strings.TrimRight(w.b.String(), " ")
}

type cellWriter struct {
	b strings.Builder
	// broken asks for a line break before the next text, space for a space.
	broken, space bool
	// bullet is put before the next text.
	bullet string
}

func (w *cellWriter) text(s string) {
	for _, r := range s {
		if strings.ContainsRune(" \t\n\f\r", r) {
			w.space = true
			continue
		}
		w.gap()
		w.b.WriteRune(r)
	}
}

// gap writes the break or space that is due before text.
func (w *cellWriter) gap() {
	switch {
	case w.broken && w.b.Len() > 0:
		w.b.WriteString("<br>")
	case w.space && !w.broken && w.b.Len() > 0 && w.bullet == "":
		w.b.WriteString(" ")
	}
	w.b.WriteString(w.bullet)
	w.broken, w.space, w.bullet = false, false, ""
}

func (w *cellWriter) children(n *html.Node, depth int) {
	for c := range n.ChildNodes() {
		w.node(c, depth)
	}
}

func (w *cellWriter) node(n *html.Node, depth int) {
	if n.Type == html.TextNode {
		w.text(n.Data)
		return
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template:
	case atom.Br:
		if w.broken && w.bullet == "" && w.b.Len() > 0 {
			w.b.WriteString("<br>")
		}
		w.broken = true
	case atom.Ul, atom.Ol:
		w.broken = true
		w.children(n, depth+1)
		w.broken, w.bullet = true, ""
	case atom.Li:
		w.broken, w.bullet = true, strings.Repeat("  ", max(depth-1, 0))+"- "
		w.children(n, depth)
		w.broken, w.bullet = true, ""
	case atom.P, atom.Div, atom.Tr, atom.Dl, atom.Dt, atom.Dd, atom.H1, atom.H2, atom.H3, atom.H4, atom.Blockquote, atom.Pre:
		w.broken = w.broken || w.b.Len() > 0
		w.children(n, depth)
		w.broken = true
	case atom.Td, atom.Th:
		w.space = true
		w.children(n, depth)
	case atom.Input:
	default:
		w.children(n, depth)
	}
}
