package web

import (
	"net/http"
	"strconv"
	"strings"

	"saksgang/base/errs"
	"saksgang/base/i18n"
)

const hitsPerGroup = 8

// hitsShown is one group of finds, or why it could not be shown.
type hitsShown struct {
	Hits
	problem *Problem
}

// search asks every module the reader has the right to search; a case number
// or an id jumps straight there. One module that fails does not hide the rest.
func (s *Shell) search(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	text := strings.TrimSpace(r.FormValue("q"))
	title := i18n.T(ctx, "web.search.title")
	if text == "" {
		return Show(w, r, Plain{Title: title, Body: searchPage("", nil)})
	}
	var groups []hitsShown
	for _, source := range s.searches {
		if !may(ctx, source.Right) {
			continue
		}
		if source.Jump != nil {
			if href, found := source.Jump(ctx, text); found {
				return Redirect(w, r, localPath(href, "/desk"))
			}
		}
		hits, err := source.Find(ctx, text, hitsPerGroup)
		if err != nil {
			s.log.ErrorContext(ctx, "search failed", "search", source.Key, "error", err)
			what, remedy := i18n.Problem(ctx, err)
			groups = append(groups, hitsShown{Hits{Title: hits.Title}, &Problem{What: what, Remedy: remedy}})
			continue
		}
		if len(hits.Items) > 0 {
			groups = append(groups, hitsShown{Hits: hits})
		}
	}
	return Show(w, r, Plain{Title: i18n.T(ctx, "web.search.for", "text", text), Body: searchPage(text, groups)})
}

// whyPage is the five lines on a page of their own: to link to and to print.
func (s *Shell) whyPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	source, ok := s.whys[r.PathValue("kind")]
	if !ok || !may(ctx, source.Right) {
		return errs.NotFound("web.not-there")
	}
	answer, err := source.Explain(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	return Show(w, r, Plain{Title: i18n.T(ctx, "web.why.button"), Narrow: true, Body: whyLines(Why{Answer: answer})})
}

// PageOf is the ?page= of a list, from 1.
func PageOf(r *http.Request) int {
	n, err := strconv.Atoi(r.FormValue("page"))
	if err != nil || n < 1 || n > 1_000_000 {
		return 1
	}
	return n
}
