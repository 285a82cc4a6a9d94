package app

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"saksgang/base/ids"
	"saksgang/recruit/recruitapp"
	"saksgang/testkit/browser"
)

const recruitHirings = recruitapp.HiringsPath

// answer is what a window's own browser was answered, and where it ended.
type answer struct {
	Status     int
	Path, Body string
}

// ask sends a request from the window, with its log-in; fields are names and
// values of a form.
func (s *stage) ask(w *browser.Page, method, path string, fields ...string) answer {
	s.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	body := "undefined"
	if method == "POST" {
		body = fmt.Sprintf("new URLSearchParams(%q)", form.Encode())
	}
	var a answer
	s.eval(w, fmt.Sprintf(`(async () => {
  const r = await fetch(new URL(%q, location.origin), {method: %q, body: %s});
  return {Status: r.status, Path: r.url.slice(location.origin.length), Body: await r.text()};
})()`, path, method, body), &a)
	return a
}

func (s *stage) eval(w *browser.Page, script string, into any) {
	s.t.Helper()
	if err := json.Unmarshal([]byte(w.Eval(script)), into); err != nil {
		s.t.Fatal(err)
	}
}

// address is a link to follow or a form to send.
type address struct{ Method, Path string }

// addressesOf are those on the case's pages that lead to what belongs to it.
func (s *stage) addressesOf(key string, paths ...string) (found []address) {
	s.t.Helper()
	w := s.window(key)
	for _, path := range paths {
		s.open(w, s.bundled+path)
		found = append(found, address{"GET", path})
		var there []address
		s.eval(w, `[...document.querySelectorAll("main a[href]")].map(a => ({Method: "GET", Path: a.getAttribute("href")}))
  .concat([...document.querySelectorAll("main form")].map(f => ({Method: f.method.toUpperCase(), Path: f.getAttribute("action") ?? ""})))`, &there)
		for _, a := range there {
			a.Path, _, _ = strings.Cut(a.Path, "#")
			belongs := slices.ContainsFunc([]string{"/cases/", "/desk/tasks/", "/records/"}, func(p string) bool { return strings.HasPrefix(a.Path, p) })
			if belongs && anID.MatchString(a.Path) && !slices.Contains(found, a) {
				found = append(found, a)
			}
		}
	}
	return found
}

var anID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// few keeps some of what is many and alike: the applicants and the documents.
func few(all []address) []address {
	counted := map[string]int{}
	return slices.DeleteFunc(all, func(a address) bool {
		kind := a.Method + anID.ReplaceAllString(a.Path, "id")
		counted[kind]++
		return counted[kind] > 2
	})
}

// refuseOutsiders: each page and each form of the case answers somebody without
// a part in it, and somebody who is not logged in, as one that does not exist.
func (s *stage) refuseOutsiders() {
	s.t.Helper()
	at := "/cases/" + s.progress.Case
	all := s.addressesOf(hrKey, at, at+"/applicants", at+"/documents", at+"/history")
	all = append(all, s.addressesOf(archivistKey, at+"/documents")...)
	document := all[slices.IndexFunc(all, func(a address) bool { return strings.HasPrefix(a.Path, "/records/documents/") })].Path
	all = append(all, s.addressesOf(archivistKey, document, document+"/content", document+"/history")...)
	all = few(all)
	if len(all) < 15 {
		s.t.Errorf("the case has only %d addresses: %v", len(all), all)
	}
	stranger := browser.NewIn(s.t, "nb-NO")
	stranger.AllowFaults = true // the browser reports the pages that are refused
	stranger.Goto(s.bundled + "/demo/login")
	windows := map[string]*browser.Page{"nobody": stranger}
	for key, name := range outsiders {
		windows[name] = s.window(key)
	}
	for name, w := range windows {
		for _, a := range all {
			s.refused(name, w, a)
		}
		s.unfound(name, w)
	}
}

// refused holds the answer against the one to an address that leads nowhere.
func (s *stage) refused(name string, w *browser.Page, a address) {
	s.t.Helper()
	others := map[string]string{}
	nowhere := anID.ReplaceAllStringFunc(a.Path, func(id string) string {
		if others[id] == "" {
			others[id] = ids.New[ids.Case]().String()
		}
		return others[id]
	})
	got, want := s.ask(w, a.Method, a.Path), s.ask(w, a.Method, nowhere)
	for id, other := range others {
		got.Path, got.Body = strings.ReplaceAll(got.Path, id, other), strings.ReplaceAll(got.Body, id, other)
	}
	if got.Status == 200 && !strings.HasPrefix(got.Path, "/login") || got != want {
		s.t.Errorf("%s: %s %s is answered %d at %s, and one that does not exist %d at %s", name, a.Method, a.Path, got.Status, got.Path, want.Status, want.Path)
	}
}

// unfound says that a search by number or title finds as much as one for nothing.
func (s *stage) unfound(name string, w *browser.Page) {
	s.t.Helper()
	ctx, err := s.as(s.t.Context(), hrKey)
	if err != nil {
		s.t.Fatal(err)
	}
	id, err := s.caseID()
	if err != nil {
		s.t.Fatal(err)
	}
	c, err := s.process.CaseOf(ctx, id)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, text := range []string{c.Number.String(), c.Title} {
		const other = "finnes-ikke"
		got, want := s.ask(w, "GET", "/search?q="+url.QueryEscape(text)), s.ask(w, "GET", "/search?q="+other)
		for _, of := range []*answer{&got, &want} {
			for _, q := range []string{text, url.QueryEscape(text), url.QueryEscape(url.QueryEscape(text)), other} {
				of.Path, of.Body = strings.ReplaceAll(of.Path, q, "·"), strings.ReplaceAll(of.Body, q, "·")
			}
		}
		if got != want {
			s.t.Errorf("%s: the search for %q is answered %d at %s: %s", name, text, got.Status, got.Path, got.Body)
		}
	}
}
