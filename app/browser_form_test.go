package app

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"saksgang/testkit/browser"
)

// control is one field of a form as it stands on the page.
type control struct {
	Name, Type, Value, Label string
	Checked                  bool
	Many                     bool // there is a field to find it by its name
}

// fill fills a form in without a mouse, in the order of the page: Tab to each
// field, arrows within a group or a menu, space for what is ticked.
func (s *stage) fill(w *browser.Page, form string, input map[string]any) {
	s.t.Helper()
	var order []string
	for _, c := range s.controls(w, form) {
		if !slices.Contains(order, c.Name) {
			order = append(order, c.Name)
		}
	}
	for name := range input {
		if !slices.Contains(order, name) && input[name] != nil {
			s.t.Errorf("%s: the form has no field %q", w.URL(), name)
		}
	}
	for _, name := range order {
		if value, given := input[name]; given {
			s.enter(w, form, name, value)
		}
	}
}

// enter fills one field in, whatever it is shown as.
func (s *stage) enter(w *browser.Page, form, name string, value any) {
	s.t.Helper()
	wanted := []string{}
	if list, ok := value.([]any); ok {
		for _, v := range list {
			wanted = append(wanted, fmt.Sprint(v))
		}
	} else {
		wanted = append(wanted, fmt.Sprint(value))
	}
	field := fmt.Sprintf("%s [name=%q]", form, name)
	for _, c := range s.controls(w, form) {
		if c.Name != name {
			continue
		}
		switch c.Type {
		case "radio", "select-one":
			w.Reach(field)
			w.Choose(wanted[0])
			return
		case "checkbox":
			if on := slices.Contains(wanted, c.Value) || value == true; on != c.Checked {
				s.find(w, fmt.Sprintf("%s fieldset:has([name=%q]) [data-sg-find] input", form, name), c)
				w.Reach(fmt.Sprintf("%s[value=%q]", field, c.Value))
				w.Press("Space")
			}
		default:
			w.Reach(field)
			if c.Value != "" {
				w.Press("Control+a")
			}
			w.Type(typed(c.Type, strings.Join(wanted, "\n")))
			return
		}
	}
}

// find narrows a long list to the one to tick, by its name.
func (s *stage) find(w *browser.Page, finder string, c control) {
	s.t.Helper()
	if !c.Many {
		return
	}
	var within bool
	s.eval(w, fmt.Sprintf(`document.querySelector(%q).closest("fieldset").contains(document.activeElement)`, finder), &within)
	if within {
		w.ReachBack(finder)
	} else {
		w.Reach(finder)
	}
	w.Press("Control+a")
	w.Type(c.Label)
}

// typed is what one types for a value: a date field takes month, day and year.
func typed(kind, value string) string {
	day, err := time.Parse(time.DateOnly, value)
	if kind != "date" || err != nil {
		return value
	}
	return day.Format("01022006") // in the order of the browser's own language
}

func (s *stage) controls(w *browser.Page, form string) []control {
	s.t.Helper()
	script := fmt.Sprintf(`[...document.querySelectorAll('%s [name]')].filter(e => /^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName) && e.type !== "hidden")
  .map(e => ({Name: e.name, Type: e.type, Value: e.value, Checked: !!e.checked,
    Label: e.labels?.[0]?.textContent.trim() ?? "", Many: !!e.closest("fieldset")?.querySelector("[data-sg-find]")}))`, form)
	var out []control
	if err := json.Unmarshal([]byte(w.Eval(script)), &out); err != nil {
		s.t.Fatal(err)
	}
	return out
}

// send sends the form that has focus by its keys, and waits for what is said.
func (s *stage) send(w *browser.Page, said string) {
	s.t.Helper()
	w.Press("Control+Enter")
	w.WaitText(said)
}

// follow reaches a link by Tab, opens it and waits for the page.
func (s *stage) follow(w *browser.Page, selector, part string) {
	s.t.Helper()
	w.Reach(selector)
	w.Press("Enter")
	w.WaitURL(part)
}
