// Package browser drives a real Chromium in tests, by keyboard, and lets axe
// look at what is shown.
//
//	page := browser.New(t)
//	page.Goto(server.URL + "/desk")
//	page.Click("link", "Approve nomination") // by Tab and Enter, as without a mouse
//	page.Fill("Reason", "Qualified")
//	page.Press("Control+Enter")
//	page.WaitText("The nomination is approved.")
//	page.Axe()
//
// Each Page has cookies and storage of its own, so that a test can be several
// people at once. One Chromium serves all tests of a package. Every method
// fails the test when what it asks for does not come within 30 seconds. A
// machine without node, npm or Chromium skips (or, with CI=true, fails).
package browser

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// Page is one browser window of one person.
type Page struct {
	t    testing.TB
	d    *driver
	name string
	// Errors of the page's own script and refusals by its policy fail the test
	// at its end, unless AllowFaults is set.
	AllowFaults bool
}

var pageNumber atomic.Int64

// New opens a window with English as the browser's language.
func New(t testing.TB) *Page { return NewIn(t, "en-GB") }

// NewIn opens a window whose browser asks for the language ("nb-NO").
func NewIn(t testing.TB, language string) *Page {
	t.Helper()
	p := &Page{t: t, d: start(t), name: fmt.Sprint("p", pageNumber.Add(1))}
	p.do("new", args{"language": language})
	t.Cleanup(func() {
		if !p.AllowFaults {
			for _, fault := range p.Faults() {
				t.Errorf("browser: %s", fault)
			}
		}
		p.do("close", nil)
	})
	return p
}

// do sends one verb and fails the test on an error.
func (p *Page) do(verb string, a args) json.RawMessage {
	p.t.Helper()
	value, err := p.d.ask(p.name, verb, a)
	if err != nil {
		p.t.Fatalf("browser: %s %v: %v", verb, a, err)
	}
	return value
}

func (p *Page) text(verb string, a args) string {
	p.t.Helper()
	var s string
	_ = json.Unmarshal(p.do(verb, a), &s) // anything but a string is the empty one
	return s
}

// Goto opens an address and returns the HTTP status.
func (p *Page) Goto(url string) (status int) {
	p.t.Helper()
	_ = json.Unmarshal(p.do("goto", args{"url": url}), &status)
	return status
}

// Press presses a key or chord: "j", "Enter", "Control+Enter".
func (p *Page) Press(key string) { p.t.Helper(); p.do("press", args{"key": key}) }

// Type types text where the focus is.
func (p *Page) Type(text string) { p.t.Helper(); p.do("type", args{"text": text}) }

// Focus moves the focus to the field with exactly this label.
func (p *Page) Focus(label string) { p.t.Helper(); p.do("focus", args{"label": label}) }

// Fill replaces the text of the field whose label contains label.
func (p *Page) Fill(label, text string) {
	p.t.Helper()
	p.do("fill", args{"label": label, "text": text, "exact": false})
}

// Select chooses an option by its words in the field whose label contains label.
func (p *Page) Select(label, option string) {
	p.t.Helper()
	p.do("select", args{"label": label, "text": option, "exact": false})
}

// Upload puts files into the field whose label contains label.
func (p *Page) Upload(label string, paths ...string) {
	p.t.Helper()
	p.do("upload", args{"label": label, "files": paths, "exact": false})
}

// tabLimit is how many presses of Tab are allowed before something counts as
// out of reach.
const tabLimit = 300

// TabTo presses Tab until the element with the ARIA role and exact name has
// focus. The role "summary" finds what opens a details element, by its words.
func (p *Page) TabTo(role, name string) {
	p.t.Helper()
	p.do("tabTo", args{"role": role, "name": name, "limit": tabLimit})
}

// Click reaches the element by Tab and presses Enter (Space for a checkbox or
// radio button), then waits for the page that follows.
func (p *Page) Click(role, name string) {
	p.t.Helper()
	p.do("click", args{"role": role, "name": name, "limit": tabLimit})
}

// Reach presses Tab until what has focus fits the CSS selector.
func (p *Page) Reach(selector string) {
	p.t.Helper()
	p.do("reach", args{"selector": selector, "limit": tabLimit, "key": "Tab"})
}

// ReachBack goes the other way, with Shift+Tab.
func (p *Page) ReachBack(selector string) {
	p.t.Helper()
	p.do("reach", args{"selector": selector, "limit": tabLimit, "key": "Shift+Tab"})
}

// Choose presses the arrows, in the menu or the group of radio buttons that has
// focus, until the option of that value is chosen.
func (p *Page) Choose(value string) {
	p.t.Helper()
	p.do("choose", args{"value": value, "limit": tabLimit})
}

// Text is the visible text of the first element that the CSS selector finds.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return p.text("text", args{"selector": selector})
}

// WaitText waits until the page shows text.
func (p *Page) WaitText(text string) { p.t.Helper(); p.do("waitText", args{"text": text}) }

// WaitFor waits until the CSS selector finds something.
func (p *Page) WaitFor(selector string) { p.t.Helper(); p.do("waitFor", args{"selector": selector}) }

// WaitURL waits until the address contains part.
func (p *Page) WaitURL(part string) { p.t.Helper(); p.do("waitURL", args{"text": part}) }

// URL is the present address.
func (p *Page) URL() string { p.t.Helper(); return p.text("url", nil) }

// Eval runs a JavaScript expression in the page and returns its value as JSON.
func (p *Page) Eval(script string) string {
	p.t.Helper()
	return string(p.do("eval", args{"script": script}))
}

// SetViewport sets the window's size in CSS pixels. 320 wide is what 400 % zoom
// leaves of 1280.
func (p *Page) SetViewport(width, height int) {
	p.t.Helper()
	p.do("viewport", args{"width": width, "height": height})
}

// Media shows the page as for "screen" or for "print".
func (p *Page) Media(media string) { p.t.Helper(); p.do("media", args{"media": media}) }

// NoSidewaysScroll fails the test when the page is wider than its window.
func (p *Page) NoSidewaysScroll() {
	p.t.Helper()
	const widest = `(() => { const w = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= w) return "";
		const over = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > w + 1);
		return over.slice(0, 3).map((e) => e.tagName + "." + e.className).join(", ") || "unknown"; })()`
	if got := p.text("eval", args{"script": widest}); got != "" {
		p.t.Errorf("browser: %s is wider than its window: %s", p.URL(), got)
	}
}

// Screenshot writes the whole page as PNG.
func (p *Page) Screenshot(path string) {
	p.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		p.t.Fatal(err)
	}
	p.do("screenshot", args{"path": path, "full": true})
}

// Faults returns, and forgets, the errors of the page's script and what its
// security policy refused.
func (p *Page) Faults() []string {
	p.t.Helper()
	var faults []string
	_ = json.Unmarshal(p.do("faults", nil), &faults)
	return faults
}

// violation is one finding of axe.
type violation struct {
	Rule, Impact, Help string
	Nodes              []string
}

// Axe fails the test with every violation of accessibility rules that axe finds.
func (p *Page) Axe() {
	p.t.Helper()
	var found []violation
	if err := json.Unmarshal(p.do("axe", nil), &found); err != nil {
		p.t.Fatalf("browser: axe: %v", err)
	}
	for _, v := range found {
		p.t.Errorf("axe: %s: %s (%s): %s\n  %s", p.URL(), v.Rule, v.Impact, v.Help, strings.Join(v.Nodes, "\n  "))
	}
}
