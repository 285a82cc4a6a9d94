package record

import (
	"bytes"
	"html/template"
	"strings"
	"sync"

	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/record/format"
)

// composed is what an ordered document says, before it has a number of its own.
type composed struct {
	Letter format.Letter
	Blocks []htmlBlock
	Words  *i18n.Localizer
}

// htmlBlock is a heading, a list or a paragraph of the letter's text.
type htmlBlock struct {
	Heading string
	Items   []string
	Lines   []string
}

var letterWords = sync.OnceValue(func() *i18n.Bundle {
	b, err := i18n.NewBundle(i18n.Source{Package: "record", Files: Locales})
	if err != nil {
		panic(err) // our own embedded files; shown by every test that writes a letter
	}
	return b
})

// compose fills in the template. Invalid names the fields that have no value.
func (s *Service) compose(plan *Plan, f CaseFile, e Entry, o storedOrder) (composed, error) {
	language, title, text := o.Language, e.Title, ""
	if language == "" {
		language = plan.Language
	}
	if o.Template != "" {
		t, err := plan.Letter(o.Template, language)
		if err != nil {
			return composed{}, err
		}
		language = t.Language
		values := s.fieldsOf(plan, f, o.Fields)
		if values["letter.date"] == "" {
			values["letter.date"] = words(plan, language).Date(o.At.Time())
		}
		if text, err = RenderLetter(t.Letter.Body, values); err == nil {
			title, err = RenderLetter(t.Letter.Subject, values)
		}
		if err != nil {
			return composed{}, errs.InvalidBecause(err, "record.letter-lacks-field", "letter", o.Template, "what", strings.TrimPrefix(err.Error(), "record: the letter lacks "))
		}
	}
	text = strings.TrimSpace(text + "\n\n" + strings.Join(o.Lines, "\n\n"))
	c := composed{Blocks: blocksOf(text), Words: words(plan, language)}
	c.Letter = format.Letter{
		Language: language, Sender: append([]string{plan.Town.Name}, plan.Town.Address...),
		Date: c.Words.Date(o.At.Time()), Reference: c.Words.T("record.letter.reference", "number", f.Reference()),
		Title: title, Paragraphs: plainParagraphs(text), Made: o.At.Time(),
	}
	if o.Correspondent.Name != "" {
		c.Letter.Recipient = []string{o.Correspondent.Name}
	}
	if o.Template == "" && o.ByName != "" {
		c.Letter.Signature = []string{o.ByName, f.UnitName}
	}
	return c, nil
}

func words(plan *Plan, language string) *i18n.Localizer {
	return letterWords().Localizer(i18n.Settings{Interface: i18n.Language(language), Zone: plan.zone()})
}

// plainParagraphs leaves out the sign of a heading; items keep theirs.
func plainParagraphs(text string) []string {
	var out []string
	for _, p := range strings.Split(text, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, strings.TrimPrefix(strings.ReplaceAll(p, "\n# ", "\n"), "# "))
		}
	}
	return out
}

func blocksOf(text string) []htmlBlock {
	var out []htmlBlock
	for _, p := range strings.Split(text, "\n\n") {
		var b htmlBlock
		flush := func() {
			if b.Heading != "" || len(b.Items)+len(b.Lines) > 0 {
				out = append(out, b)
			}
			b = htmlBlock{}
		}
		for _, line := range strings.Split(strings.TrimSpace(p), "\n") {
			heading, isHeading := strings.CutPrefix(line, "# ")
			item, isItem := strings.CutPrefix(line, "- ")
			switch {
			case isHeading:
				flush()
				b.Heading = heading
				flush()
			case isItem:
				if len(b.Lines) > 0 {
					flush()
				}
				b.Items = append(b.Items, item)
			case strings.TrimSpace(line) != "":
				if len(b.Items) > 0 {
					flush()
				}
				b.Lines = append(b.Lines, line)
			}
		}
		flush()
	}
	return out
}

// page is a letter as a page that a screen reader reads: its language, one
// heading of the first level, lists as lists.
var page = template.Must(template.New("letter").Parse(`<!DOCTYPE html>
<html lang="{{.Letter.Language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Letter.Title}}</title>
</head>
<body>
<header>
<p>{{range $i, $line := .Letter.Sender}}{{if $i}}<br>{{end}}{{$line}}{{end}}</p>
{{- if .Letter.Recipient}}
<p>{{range $i, $line := .Letter.Recipient}}{{if $i}}<br>{{end}}{{$line}}{{end}}</p>
{{- end}}
<p>{{.Letter.Reference}}<br><time datetime="{{.Letter.Made.Format "2006-01-02"}}">{{.Letter.Date}}</time></p>
</header>
<main>
<h1>{{.Letter.Title}}</h1>
{{- range .Blocks}}
{{- if .Heading}}
<h2>{{.Heading}}</h2>
{{- else if .Items}}
<ul>{{range .Items}}
<li>{{.}}</li>{{end}}
</ul>
{{- else}}
<p>{{range $i, $line := .Lines}}{{if $i}}<br>{{end}}{{$line}}{{end}}</p>
{{- end}}
{{- end}}
{{- if .Letter.Signature}}
<p>{{range $i, $line := .Letter.Signature}}{{if $i}}<br>{{end}}{{$line}}{{end}}</p>
{{- end}}
</main>
</body>
</html>
`))

// render makes the accessible page and the archive's file: PDF/A, or UTF-8 text
// where the typeface lacks a character.
func render(c composed) (html, sealed []byte, err error) {
	var out bytes.Buffer
	if err := page.Execute(&out, c); err != nil {
		return nil, nil, errs.Internal(err, "record.letter-not-rendered")
	}
	sealed, err = format.RenderPDFA(c.Letter)
	if errs.Has(err, "record.letter-character-missing") {
		sealed, err = format.RenderText(c.Letter), nil
	}
	return out.Bytes(), sealed, err
}

// mailText is what the mail says. A letter that is withheld from others is not
// put into a mail: it says that there is one, its number, and how to get it.
func (c composed) mailText(plan *Plan, f CaseFile, e Entry) string {
	number := f.Reference() + "-" + itoa(e.Number)
	var parts []string
	if e.Publicity == "exempt" {
		parts = append(parts, c.Words.T("record.mail.withheld", "title", c.Letter.Title, "number", number, "town", plan.Town.Name))
	} else {
		parts = append(parts, c.Letter.Paragraphs...)
		parts = append(parts, c.Words.T("record.mail.number", "number", number))
	}
	if plan.Town.Web != "" {
		parts = append(parts, plan.Town.Web)
	}
	return strings.Join(parts, "\n\n") + "\n"
}

// text is what a search finds the letter by.
func (c composed) text() string { return string(format.RenderText(c.Letter)) }
