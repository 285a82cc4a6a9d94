package web

import (
	"net/http"

	"saksgang/base/i18n"
)

// accessibility says what holds and where to complain. The municipality's own
// statement is linked when it has one.
func (s *Shell) accessibility(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var links []Link
	if s.Statement != "" {
		links = append(links, Link{Text: i18n.T(ctx, "web.accessibility.statement"), Href: s.Statement})
	}
	return Show(w, r, Plain{Title: i18n.T(ctx, "web.accessibility.title"), Narrow: true, Body: statementPage([]string{
		i18n.T(ctx, "web.accessibility.aim"), i18n.T(ctx, "web.accessibility.keys"),
		i18n.T(ctx, "web.accessibility.feedback", "contact", s.contact(r)),
	}, links)})
}

// privacy says what is kept about the reader and whom to ask.
func (s *Shell) privacy(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	return Show(w, r, Plain{Title: i18n.T(ctx, "web.privacy.title"), Narrow: true, Body: statementPage([]string{
		i18n.T(ctx, "web.privacy.what"), i18n.T(ctx, "web.privacy.cookie"), i18n.T(ctx, "web.privacy.log"),
		i18n.T(ctx, "web.privacy.ask", "contact", s.contact(r)),
	}, nil)})
}

// contact is who helps, or the words for "the municipality" when none is named.
func (s *Shell) contact(r *http.Request) string {
	if s.Contact != "" {
		return s.Contact
	}
	return i18n.T(r.Context(), "web.contact")
}

// help is what "?" shows, for those without script or keys.
func (s *Shell) help(w http.ResponseWriter, r *http.Request) error {
	return Show(w, r, Plain{Title: i18n.T(r.Context(), "web.help.title"), Narrow: true, Body: helpPage()})
}
