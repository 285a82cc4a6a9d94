package web

import (
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"saksgang/base/authz"
	"saksgang/base/why"
)

// Module is what one module shows. A Mapp package has a function that returns
// it, and app hands it to Shell.Add; nothing registers itself.
type Module struct {
	Name     string // the package, for faults at start
	Routes   []Route
	Subjects []SubjectKind
	Tabs     []Tab
	Panels   []Panel
	Searches []Search
	Whys     []WhySource
	Starts   []Start
	NavTabs  []NavTab
}

// SubjectKind is a kind of thing that has a page with tabs. The module that
// owns the thing registers it; every module may put tabs on it. The shell
// makes the routes Path (the first tab) and Path/{tab}.
type SubjectKind struct {
	Kind  string // "case"; what Tab.Kind says
	Path  string // "/cases/{id}"; the wildcard must be {id}
	Right authz.Right
	// Head loads what stands above the tabs: everything but Tabs and Body. It
	// refuses with NotFound what the reader may not know of.
	Head func(r *http.Request, id string) (Subject, error)
}

// Tab is one tab of a subject, from the subject's own module or another.
type Tab struct {
	Kind  string      // the SubjectKind
	Key   string      // last part of the address; empty is the first tab (Overview)
	Label string      // key in the catalogue
	Order int         // lower is further left; the key "history" is always last
	Right authz.Right // a reader without it does not see the tab
	// Shown says whether this subject has the tab; nil is always.
	Shown func(r *http.Request, id string) bool
	// Body loads the tab for the subject.
	Body func(r *http.Request, id string) (templ.Component, error)
}

// Panel is at most five rows on Home, with "show all" and its age.
type Panel struct {
	Key   string
	Order int
	Right authz.Right // a reader without it does not see the panel
	Load  func(ctx context.Context) (PanelView, error)
}

// PanelView is a panel as loaded. Rows beyond the fifth are not shown.
type PanelView struct {
	Title string
	Rows  []PanelRow
	All   Link      // "Show all 12"
	AsOf  time.Time // how old the rows are; zero says they are live
	Empty string    // one sentence when there are no rows
}

// PanelRow is one line of a panel.
type PanelRow struct {
	Text  string
	Href  string
	Note  string
	State *Tag
}

// Search finds things of one kind for the one search box. A module counts and
// returns only what the reader may know of.
type Search struct {
	Key   string
	Order int
	Right authz.Right
	// Find returns at most limit hits.
	Find func(ctx context.Context, text string, limit int) (Hits, error)
	// Jump recognises a case number or an id and says where it leads; nil never does.
	Jump func(ctx context.Context, text string) (href string, found bool)
}

// Hits are the finds of one kind.
type Hits struct {
	Title string
	Items []Hit
	Total int
	All   string // address of the full list
}

// Hit is one find.
type Hit struct {
	Title string
	Href  string
	Text  string // where it was found
	State *Tag
}

// WhySource explains values of one kind on a page of their own,
// /why/{kind}/{id}; the same five lines stand beside the value itself as Why.
type WhySource struct {
	Kind    string
	Right   authz.Right
	Explain func(ctx context.Context, id string) (why.Answer, error)
}

// Start is one entry of the menu New.
type Start struct {
	Label string      // key in the catalogue
	Href  string      // an address with a GET route; its right decides who sees it
	Right authz.Right // needed besides; empty for none
	Order int
}

// NavTab adds a tab under an entry of the navigation, such as one saved view
// of Cases for each case type.
type NavTab struct {
	Entry string // "cases"
	Label string // key in the catalogue, or Text for words from the municipality's folder
	Text  string
	Href  string
	Order int
}

// WorkList is where everything that waits for a person is read from; app makes
// it of base/work. Only what the reader may see is returned and counted.
type WorkList interface {
	// Waiting returns the rows of one view, by due date, and how many there are.
	Waiting(ctx context.Context, q WorkQuery) (rows []WorkRow, total int, err error)
	// Take makes the reader the one who does it.
	Take(ctx context.Context, ids []string) error
	// Give hands rows to another person.
	Give(ctx context.Context, ids []string, to string) error
	// Receivers lists whom the reader may give rows to, as value and name.
	Receivers(ctx context.Context) ([]Option, error)
}

// The views of a work list.
const (
	WorkForMe    = "for-me" // mine and what my roles let me take; what Home shows
	WorkMine     = "mine"
	WorkRoles    = "roles"    // any of several people may take it
	WorkDeputy   = "deputy"   // the reader stands in for somebody
	WorkOthers   = "others"   // others do it, the reader waits
	WorkFinished = "finished" // done by the reader
)

// WorkQuery chooses rows.
type WorkQuery struct {
	View   string
	Text   string // part of what or about whom
	Limit  int
	Offset int
}

// WorkRow is one thing that waits.
type WorkRow struct {
	ID      string
	What    string // "Approve nomination"
	About   string // "Nurse, Skogheim"
	Case    string // number, for reading
	WhyMe   string // "You lead the unit"
	Holder  string // who has it
	Due     time.Time
	Since   time.Time
	Href    string
	State   *Tag
	MayTake bool
}
