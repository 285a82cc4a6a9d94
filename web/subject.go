package web

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"

	"saksgang/base/errs"
	"saksgang/base/i18n"
)

// maxTabs is how many tabs a subject may have; more would not be read.
const maxTabs = 6

func tabOrder(t Tab) int {
	if t.Key == "history" {
		return math.MaxInt
	}
	if t.Key == "" {
		return math.MinInt
	}
	return t.Order
}

// addSubject makes the routes of a kind of subject.
func (s *Shell) addSubject(k SubjectKind) error {
	if !strings.HasSuffix(k.Path, "/{id}") || k.Head == nil {
		return fmt.Errorf("web: subject %q needs a Path that ends in /{id}, and a Head", k.Kind)
	}
	if _, taken := s.subjects[k.Kind]; taken {
		return fmt.Errorf("web: subject %q is registered twice", k.Kind)
	}
	s.subjects[k.Kind] = k
	show := func(w http.ResponseWriter, r *http.Request) error { return s.showSubject(w, r, k) }
	return errors.Join(
		s.handle(Route{Pattern: "GET " + k.Path, Right: k.Right, Handle: show}),
		s.handle(Route{Pattern: "GET " + k.Path + "/{tab}", Right: k.Right, Handle: show}))
}

// SubjectPath is the address of a subject, for links; empty when no module
// shows subjects of that kind.
func (s *Shell) SubjectPath(kind, id string) string {
	k, ok := s.subjects[kind]
	if !ok {
		return ""
	}
	return strings.Replace(k.Path, "{id}", id, 1)
}

// showSubject loads what stands above the tabs, then the chosen tab.
func (s *Shell) showSubject(w http.ResponseWriter, r *http.Request, k SubjectKind) error {
	subject, tab, err := s.loadSubject(r, k, r.PathValue("tab"))
	if err != nil {
		return err
	}
	subject.Body, err = tab.Body(r, r.PathValue("id"))
	if err != nil {
		return err
	}
	return Show(w, r, subject)
}

// ShowSubjectForm shows a subject with body in place of the tab's own, and the
// status 422: for a form on a tab that comes back with faults.
func (s *Shell) ShowSubjectForm(w http.ResponseWriter, r *http.Request, kind, tabKey string, body Stack) error {
	k, ok := s.subjects[kind]
	if !ok {
		return errs.NotFound("web.not-there")
	}
	subject, _, err := s.loadSubject(r, k, tabKey)
	if err != nil {
		return err
	}
	subject.Body = body
	return ShowStatus(w, r, http.StatusUnprocessableEntity, subject)
}

func (s *Shell) loadSubject(r *http.Request, k SubjectKind, tabKey string) (Subject, Tab, error) {
	id := r.PathValue("id")
	subject, err := k.Head(r, id)
	if err != nil {
		return Subject{}, Tab{}, err
	}
	var chosen *Tab
	for _, t := range s.tabs[k.Kind] {
		if !may(r.Context(), t.Right) || (t.Shown != nil && !t.Shown(r, id)) {
			continue
		}
		if t.Key == tabKey {
			chosen = &t
		}
		subject.Tabs = append(subject.Tabs, SubjectTab{
			Label: i18n.T(r.Context(), t.Label), Count: -1, Current: t.Key == tabKey,
			Href: strings.TrimSuffix(s.SubjectPath(k.Kind, id)+"/"+t.Key, "/"),
		})
	}
	if chosen == nil {
		return Subject{}, Tab{}, errs.NotFound("web.not-there", "tab", cmp.Or(tabKey, "first"))
	}
	if len(subject.Tabs) > maxTabs {
		return Subject{}, Tab{}, errs.Internal(fmt.Errorf("%d tabs on %s", len(subject.Tabs), k.Kind), "web.too-many-tabs")
	}
	return subject, *chosen, nil
}
