package hrxml

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// plain turns a sender's HTML into text: paragraphs divided by an empty line,
// list items begun with "- ". It also returns the first web address that the
// text links to. Text without markup keeps its lines.
func plain(markup string) (text, link string) {
	w := writer{asItIs: !strings.Contains(markup, "<")}
	z := html.NewTokenizer(strings.NewReader(markup))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return w.text(), w.link
		case html.TextToken:
			w.words(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			w.open(z.Token())
		case html.EndTagToken:
			w.close(z.Token())
		}
	}
}

// unread is content that is not for readers.
var unread = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Title: true, atom.Noscript: true, atom.Template: true,
	atom.Iframe: true, atom.Object: true, atom.Textarea: true, atom.Select: true,
}

// blocks stand under one another; true means with an empty line between.
var blocks = map[atom.Atom]bool{
	atom.P: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Ul: true, atom.Ol: true,
	atom.Table: true, atom.Blockquote: true, atom.Dl: true, atom.Pre: true, atom.Hr: true,
	atom.Div: false, atom.Li: false, atom.Tr: false, atom.Section: false, atom.Article: false, atom.Dt: false, atom.Dd: false,
}

type writer struct {
	lines  []string
	line   strings.Builder
	skip   int // within what is not read
	link   string
	asItIs bool
}

func (w *writer) words(raw string) {
	if w.skip > 0 {
		return
	}
	text := clean(html.UnescapeString(raw))
	if w.asItIs {
		for i, line := range strings.Split(text, "\n") {
			if i > 0 {
				w.end(false)
			}
			w.line.WriteString(line)
		}
		return
	}
	w.line.WriteString(strings.ReplaceAll(text, "\n", " "))
}

func (w *writer) open(t html.Token) {
	if unread[t.DataAtom] && t.Type == html.StartTagToken {
		w.skip++
	}
	switch t.DataAtom {
	case atom.Br:
		w.end(false)
	case atom.Td, atom.Th:
		w.line.WriteByte(' ')
	case atom.A:
		w.follow(t)
	}
	if apart, is := blocks[t.DataAtom]; is {
		w.end(apart)
	}
	if t.DataAtom == atom.Li && w.skip == 0 {
		w.line.WriteString("- ")
	}
}

func (w *writer) close(t html.Token) {
	if unread[t.DataAtom] && w.skip > 0 {
		w.skip--
	}
	if apart, is := blocks[t.DataAtom]; is {
		w.end(apart)
	}
}

func (w *writer) follow(t html.Token) {
	for _, a := range t.Attr {
		if a.Key == "href" && w.link == "" && w.skip == 0 {
			w.link = webAddress(a.Val)
		}
	}
}

// end ends the line, and the paragraph too when what follows stands apart.
func (w *writer) end(apart bool) {
	line := strings.Join(strings.Fields(w.line.String()), " ")
	w.line.Reset()
	if line != "" && line != "-" || w.asItIs && len(w.lines) > 0 {
		w.lines = append(w.lines, line)
	}
	if apart && len(w.lines) > 0 && w.lines[len(w.lines)-1] != "" {
		w.lines = append(w.lines, "")
	}
}

func (w *writer) text() string {
	w.end(false)
	return strings.TrimSpace(strings.Join(w.lines, "\n"))
}

// clean takes away what shows nothing or turns the text around, and makes the
// spaces of the sender's editor plain ones.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\u00a0' || r == '\t':
			return ' '
		case unicode.IsControl(r), r == '\ufeff', r == '\u200b', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}
