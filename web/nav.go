package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"saksgang/base/i18n"
)

// navEntry is one of the seven places. Its order and tabs are the same for
// everyone; a tab shows when its address has a route the reader may use, and
// an entry when one of its tabs does.
type navEntry struct {
	key  string
	root string
	tabs []navTab
}

// navTab is one tab under an entry.
type navTab struct{ key, text, href string }

func tabs(entry string, pairs ...string) []navTab {
	var out []navTab
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, navTab{key: "web.nav." + entry + "-" + pairs[i], href: pairs[i+1]})
	}
	return out
}

var navigation = []navEntry{
	{"work", "/desk", tabs("work", "home", "/desk", "tasks", "/desk/tasks", "others", "/desk/waiting")},
	{"cases", "/cases", tabs("cases", "all", "/cases")},
	{"records", "/records", tabs("records", "search", "/records", "journal", "/records/journal",
		"plan", "/records/plan", "coverage", "/records/coverage", "disposal", "/records/disposal", "packages", "/records/packages")},
	{"people", "/people", tabs("people", "search", "/people", "units", "/people/units",
		"duplicates", "/people/duplicates", "agreements", "/people/agreements")},
	{"access", "/access", tabs("access", "roles", "/access/roles", "systems", "/access/systems",
		"changes", "/access/changes", "reviews", "/access/reviews", "log", "/access/log")},
	{"processes", "/processes", tabs("processes", "library", "/processes", "rules", "/processes/rules",
		"risks", "/processes/risks", "guides", "/processes/guides", "cooperation", "/processes/cooperation")},
	{"control", "/control", tabs("control", "findings", "/control", "controls", "/control/controls",
		"samples", "/control/samples", "invoices", "/control/invoices", "figures", "/control/figures", "messages", "/control/messages")},
	{"setup", "/setup", tabs("setup", "health", "/setup", "municipality", "/setup/municipality", "connections", "/setup/connections")},
}

// navItem is an entry or a tab as shown to one reader.
type navItem struct {
	Key, Text, Href string
	Current         bool
	Tabs            []navItem
}

// navFor builds the navigation for the request; setup is kept apart, since it
// stands under the reader's own name.
func (s *Shell) navFor(r *http.Request) (entries []navItem, setup *navItem) {
	for _, e := range navigation {
		item := s.navItemFor(r, e)
		if len(item.Tabs) == 0 {
			continue
		}
		item.Href = item.Tabs[0].Href
		if e.key == "setup" {
			setup = &item
			continue
		}
		entries = append(entries, item)
	}
	return entries, setup
}

func (s *Shell) navItemFor(r *http.Request, e navEntry) navItem {
	ctx, here := r.Context(), r.URL.Path
	item := navItem{
		Key: e.key, Text: i18n.T(ctx, "web.nav."+e.key),
		Current: here == e.root || strings.HasPrefix(here, e.root+"/"),
	}
	for _, t := range append(slices.Clone(e.tabs), s.addedTabs(e.key)...) {
		if !s.opens(r, t.href) {
			continue
		}
		item.Tabs = append(item.Tabs, navItem{Key: t.key, Text: t.label(ctx), Href: t.href})
	}
	markCurrent(item.Tabs, r)
	return item
}

func (t navTab) label(ctx context.Context) string {
	return cmp.Or(t.text, i18n.T(ctx, t.key))
}

func (s *Shell) addedTabs(entry string) []navTab {
	var out []navTab
	for _, t := range s.navTabs {
		if t.Entry == entry {
			out = append(out, navTab{key: t.Label, text: t.Text, href: t.Href})
		}
	}
	return out
}

// markCurrent marks the tab with the longest address that the page is under.
func markCurrent(items []navItem, r *http.Request) {
	best, length := -1, 0
	for i, t := range items {
		path, query, hasQuery := strings.Cut(t.Href, "?")
		fits := r.URL.Path == path || (!hasQuery && strings.HasPrefix(r.URL.Path, path+"/"))
		if hasQuery {
			fits = r.URL.Path == path && strings.Contains("&"+r.URL.RawQuery+"&", "&"+query+"&")
		}
		if fits && len(t.Href) > length {
			best, length = i, len(t.Href)
		}
	}
	if best >= 0 {
		items[best].Current = true
	}
}

// opens says whether the reader may use GET href. Only a route of exactly that
// address counts: "/people/{id}" does not make "/people/units" a page.
func (s *Shell) opens(r *http.Request, href string) bool {
	path, _, _ := strings.Cut(href, "?")
	rt, found := s.routes["GET "+path]
	return found && rt.opensTo(r.Context())
}

// startsFor is the menu New for the reader.
func (s *Shell) startsFor(r *http.Request) []navItem {
	var out []navItem
	for _, st := range s.starts {
		if s.opens(r, st.Href) && (st.Right == "" || may(r.Context(), st.Right)) {
			out = append(out, navItem{Text: i18n.T(r.Context(), st.Label), Href: st.Href})
		}
	}
	return out
}

func byOrder[T any](items []T, order func(T) int) {
	slices.SortStableFunc(items, func(a, b T) int { return cmp.Compare(order(a), order(b)) })
}
