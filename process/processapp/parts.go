package processapp

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// bullets is a short list.
func bullets(items []string) templ.Component {
	var b strings.Builder
	b.WriteString(`<ul class="sg-guide">`)
	for _, item := range items {
		b.WriteString("<li>" + templ.EscapeString(item) + "</li>")
	}
	b.WriteString("</ul>")
	return templ.Raw(b.String())
}

// quiet is a sentence that does not ask for attention.
func quiet(text string) templ.Component {
	return templ.Raw(`<p class="sg-quiet">` + templ.EscapeString(text) + "</p>")
}

// together is parts that belong closely to one another.
func together(parts ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, "<div>"); err != nil {
			return err
		}
		for _, part := range parts {
			if err := part.Render(ctx, w); err != nil {
				return err
			}
			if _, err := io.WriteString(w, " "); err != nil {
				return err
			}
		}
		_, err := io.WriteString(w, "</div>")
		return err
	})
}
