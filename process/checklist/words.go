package checklist

import (
	"embed"

	"saksgang/base/i18n"
)

// Locales hold the sentence of each remark and problem of this package, under
// the name "checklist".
//
//go:embed locales/*.toml
var Locales embed.FS

// Sentence is the remark for people, beginning with the row it is about.
func (r Remark) Sentence(l *i18n.Localizer) string {
	text := l.T("checklist.remark."+r.Code, r.Args...)
	switch {
	case r.Row != "":
		return l.T("checklist.remark.at-row", "row", r.Row, "text", text)
	case r.Position > 0:
		return l.T("checklist.remark.at-position", "position", r.Position, "text", text)
	}
	return text
}
