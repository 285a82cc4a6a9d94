package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"saksgang/base/authz"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
)

// Directory knows who may log in.
type Directory interface {
	// Actor loads a user with the rights held now. NotFound says that the user
	// is gone or closed; the session then ends.
	Actor(ctx context.Context, user ids.UserID) (authz.Actor, error)
	// BySubject finds the user that a log-in provider's subject belongs to.
	BySubject(ctx context.Context, issuer, subject string) (ids.UserID, error)
}

// Options are what the shell is made of. Fields without a comment on their
// zero value are required.
type Options struct {
	Bundle    *i18n.Bundle
	Clock     clock.Clock
	Directory Directory
	Town      string         // "Fjordvik kommune"; empty shows the program's name alone
	Language  i18n.Language  // for those who have not chosen; empty follows the browser
	Content   i18n.Language  // of letters; empty is bokmål
	Country   string         // whose law: "no" (also when empty), "dk", "se"
	Zone      *time.Location // the municipality's; nil is UTC
	Work      WorkList       // nil when there is no work yet
	Sessions  scs.Store      // nil keeps sessions in memory
	Secure    bool           // cookies over TLS only; leave out on loopback alone
	OIDC      *OIDC          // log-in provider; nil has none
	Demo      *Demo          // "choose a person"; nil outside demo on loopback
	Log       *slog.Logger   // nil is slog.Default
	MaxBody   int64          // bytes of a request; 0 is 50 MB
	// Statement is the address of the municipality's accessibility statement.
	Statement string
	// Built is the assets build's output; nil is what the program embeds.
	Built fs.FS
	// Contact is who helps with privacy and access, as shown to the public.
	Contact string
}

// Shell holds every page together. Add the modules, then serve Handler.
type Shell struct {
	Options
	log      *slog.Logger
	mux      *http.ServeMux
	sessions *scs.SessionManager
	assets   assets

	routes   map[string]Route // by pattern
	subjects map[string]SubjectKind
	tabs     map[string][]Tab
	panels   []Panel
	searches []Search
	whys     map[string]WhySource
	starts   []Start
	navTabs  []NavTab
}

const defaultMaxBody = 50 << 20

// New makes a shell with web's own pages. It refuses options that would not
// hold: no words, a demo that is not on loopback.
func New(o Options) (*Shell, error) {
	if o.Bundle == nil || o.Clock == nil || o.Directory == nil {
		return nil, errors.New("web: Options needs Bundle, Clock and Directory")
	}
	o.MaxBody = cmp.Or(o.MaxBody, defaultMaxBody)
	built, err := assetsFrom(static, o.Built)
	if err != nil {
		return nil, err
	}
	s := &Shell{
		Options: o, log: cmp.Or(o.Log, slog.Default()), mux: http.NewServeMux(), assets: built,
		routes: map[string]Route{}, subjects: map[string]SubjectKind{}, tabs: map[string][]Tab{}, whys: map[string]WhySource{},
	}
	s.sessions = newSessions(o)
	s.sessions.ErrorFunc = s.sessionFault
	s.mux.HandleFunc("/", s.notFound)
	return s, s.Add(s.own())
}

// own is what the shell itself shows.
func (s *Shell) own() Module {
	m := Module{Name: "web", Routes: []Route{
		{Pattern: "GET /desk", Right: SignedIn, Handle: s.home},
		{Pattern: "GET /search", Right: SignedIn, Handle: s.search},
		{Pattern: "GET /why/{kind}/{id}", Right: SignedIn, Handle: s.whyPage},
		{Pattern: "GET /accessibility", Right: Anyone, Handle: s.accessibility},
		{Pattern: "GET /privacy", Right: Anyone, Handle: s.privacy},
		{Pattern: "GET /help", Right: Anyone, Handle: s.help},
		{Pattern: "POST /settings", Right: Anyone, Handle: s.settings},
		{Pattern: "GET /login", Right: Anyone, Handle: s.login},
		{Pattern: "POST /logout", Right: Anyone, Handle: s.logout},
		{Pattern: "GET /assets/{hash}/{file...}", Right: Anyone, Handle: s.assets.serve},
	}}
	if s.Work != nil {
		m.Routes = append(m.Routes,
			Route{Pattern: "GET /desk/tasks", Right: SignedIn, Handle: s.tasks},
			Route{Pattern: "POST /desk/tasks", Right: SignedIn, Handle: s.moveTasks},
			Route{Pattern: "GET /desk/waiting", Right: SignedIn, Handle: s.waiting})
	}
	if s.OIDC != nil {
		m.Routes = append(m.Routes,
			Route{Pattern: "GET /login/start", Right: Anyone, Handle: s.oidcStart},
			Route{Pattern: "GET /login/return", Right: Anyone, Handle: s.oidcReturn})
	}
	if s.Demo != nil {
		m.Routes = append(m.Routes,
			Route{Pattern: "GET /demo/login", Right: Anyone, Handle: s.demoPeople},
			Route{Pattern: "POST /demo/login", Right: Anyone, Handle: s.demoLogin})
	}
	return m
}

// Add registers a module. Every fault in it is reported; app then refuses to start.
func (s *Shell) Add(m Module) error {
	var faults []error
	for _, rt := range m.Routes {
		faults = append(faults, s.handle(rt))
	}
	for _, k := range m.Subjects {
		faults = append(faults, s.addSubject(k))
	}
	for _, t := range m.Tabs {
		if t.Right == "" || t.Body == nil {
			faults = append(faults, fmt.Errorf("web: tab %s/%s names no right or has no body", t.Kind, t.Key))
		}
		s.tabs[t.Kind] = append(s.tabs[t.Kind], t)
		byOrder(s.tabs[t.Kind], tabOrder)
	}
	for _, w := range m.Whys {
		s.whys[w.Kind] = w
	}
	s.panels = append(s.panels, m.Panels...)
	s.searches = append(s.searches, m.Searches...)
	s.starts = append(s.starts, m.Starts...)
	s.navTabs = append(s.navTabs, m.NavTabs...)
	byOrder(s.panels, func(p Panel) int { return p.Order })
	byOrder(s.searches, func(x Search) int { return x.Order })
	byOrder(s.starts, func(x Start) int { return x.Order })
	byOrder(s.navTabs, func(x NavTab) int { return x.Order })
	if err := errors.Join(faults...); err != nil {
		return fmt.Errorf("web: module %s: %w", m.Name, err)
	}
	return nil
}

// handle registers a route; ServeMux's panic on a conflict becomes an error.
func (s *Shell) handle(rt Route) (err error) {
	if err := rt.check(); err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("web: route %q: %v", rt.Pattern, p)
		}
	}()
	s.mux.HandleFunc(rt.Pattern, s.guard(rt))
	s.routes[rt.Pattern] = rt
	return nil
}

// Routes lists every route by its pattern, for a test or a page that shows them.
func (s *Shell) Routes() map[string]Route { return s.routes }

// Handler is the whole of the web, outermost first: request id and log, panics,
// headers, cross-origin refusal, body limit, session, language and person.
func (s *Shell) Handler() http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, errs.Denied("web.cross-origin"))
	}))
	var h http.Handler = s.mux
	h = s.withLimit(h)
	h = origin.Handler(h)
	h = s.withView(h)
	h = s.sessions.LoadAndSave(h)
	h = s.withRecovery(h)
	h = withHeaders(h)
	return s.withNote(h)
}

func (s *Shell) withLimit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, s.MaxBody)
		next.ServeHTTP(w, r)
	})
}

func (s *Shell) notFound(w http.ResponseWriter, r *http.Request) {
	note(r.Context()).route = "none"
	if !signedIn(r.Context()) && !strings.HasPrefix(r.URL.Path, "/api/") {
		s.fail(w, r, errs.NotFound("web.not-there"))
		return
	}
	s.refuse(w, r)
}
