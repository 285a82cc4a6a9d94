package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/mail"
	"saksgang/base/sqldb"
	"saksgang/exchange"
	"saksgang/process"
	"saksgang/recruit"
	"saksgang/testkit"
)

// square is Fjordvik open for visitors: the whole program over one database,
// with its pages and its receiving API. Each rule is shown there on a hiring of
// its own.
type square struct {
	*house
	clock  *clock.Manual
	cast   map[string]ids.UserID
	door   *testkit.Visitor
	inside map[string]*testkit.Visitor
	words  *i18n.Localizer
	begun  int // hirings
}

// The connection's secret, by the name in Fjordvik's folder.
const (
	secretName = "SAKSGANG_REKRUTTERING_TOKEN"
	secret     = "what-the-recruitment-system-shows"
)

func openSquare(t *testing.T, db *sqldb.DB) *square {
	t.Helper()
	bundle, err := i18n.NewBundle(sources()...)
	need(t, err)
	now := clock.NewFixed(time.Date(2024, 1, 8, 9, 0, 0, 0, time.UTC))
	folder := Folder{Dir: t.TempDir()}
	need(t, folder.create())
	deps, err := folder.deps(t.Context(), db, now, mail.Folder(folder.mail()), "fjordvik.example")
	need(t, err)
	files := freeFolder(t)
	_, faults, err := newRegistry().Check(files)
	need(t, err)
	for _, f := range faults {
		t.Errorf("%+v", f)
	}
	h, err := settle(t.Context(), deps, folder, bundle, files)
	need(t, err)
	shell, err := h.shell(t.Context(), true)
	need(t, err)
	s := &square{
		house: h, clock: now, cast: map[string]ids.UserID{}, door: testkit.Visit(t, shell.Handler()).Reading("nb"), inside: map[string]*testkit.Visitor{},
		words: bundle.Localizer(i18n.Settings{Interface: i18n.Bokmal, Zone: h.zone}),
	}
	for _, key := range []string{leaderKey, chiefKey, hrKey, unionKey, memberKey, archivistKey} {
		id, err := h.staff.PartyOfKey(authz.With(t.Context(), setUp), key)
		need(t, err)
		user, err := h.access.UserOf(t.Context(), id)
		need(t, err)
		s.cast[key] = user.ID
	}
	return s
}

func need(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// hiring is one hiring in the square, on which one rule is shown.
type hiring struct {
	*square
	t         *testing.T
	c         ids.CaseID
	id        recruit.VacancyID
	title     string // no other hiring has it
	reference string
	position  string
	unguarded bool // the position requires no police certificate
	deadline  calendar.Date
	refusals  map[string]bool // codes that a page has told in words
	permitted int             // what was asked for over HTTP and done
}

// begin starts a hiring in the drawing that keeps nothing in order.
func (s *square) begin(t *testing.T) *hiring {
	t.Helper()
	s.begun++
	x := &hiring{square: s, t: t, refusals: map[string]bool{}, deadline: s.today().AddDays(14)}
	x.title, x.reference = fmt.Sprintf("Sykepleier nummer%d", s.begun), fmt.Sprintf("FJ-%d", s.begun)
	x.position = freePosition(s.begun)
	var err error
	x.c, err = s.process.StartCase(x.as(leaderKey), process.Start{Process: freely, Title: x.title, Agency: "helse", Unit: "skogheim-2"})
	need(t, err)
	return x
}

// as is a context in which somebody acts without a page, to bring a hiring to
// where the rule begins.
func (x *hiring) as(who string) context.Context {
	x.t.Helper()
	actor, err := people{x.house}.Actor(x.t.Context(), x.cast[who])
	need(x.t, err)
	return authz.With(x.t.Context(), actor)
}

func (x *hiring) must(_ recruit.Vacancy, err error) {
	x.t.Helper()
	need(x.t, err)
}

func (x *hiring) now() recruit.Vacancy {
	x.t.Helper()
	v, err := x.recruit.OfCase(x.as(hrKey), x.c)
	need(x.t, err)
	return v
}

// later moves the clock to the morning of a day, and does the machine's work.
func (x *hiring) later(day calendar.Date) {
	x.t.Helper()
	x.clock.Set(day.In(x.zone).Add(9 * time.Hour).UTC())
	x.drain()
}

func (x *hiring) drain() {
	x.t.Helper()
	_, err := x.runner.Drain(x.t.Context())
	need(x.t, err)
}

func (x *hiring) person(who string) string { return x.cast[who].String() }

// visitor is somebody logged in, reading Norwegian.
func (x *hiring) visitor(who string) *testkit.Visitor {
	x.t.Helper()
	if x.inside[who] == nil {
		x.inside[who] = x.door.As(x.cast[who])
	}
	return x.inside[who]
}

// step is the address of the open task at a node of the drawing.
func (x *hiring) step(node string) string {
	x.t.Helper()
	tasks, err := x.process.TasksOf(authz.With(x.t.Context(), authz.Actor{User: setUp.User, Grants: everywhere(process.RightAdminister)}), x.c)
	need(x.t, err)
	i := slices.IndexFunc(tasks, func(t process.Task) bool { return t.Node == node })
	if i < 0 {
		x.t.Fatalf("no task waits at %s", node)
	}
	return "/desk/tasks/" + tasks[i].ID.String()
}

// tab is the address of something that is done on the tab Applicants.
func (x *hiring) tab(deed string) string {
	return strings.TrimSuffix("/cases/"+x.c.String()+"/applicants/"+deed, "/")
}

// may posts a form as somebody, and wants it carried out.
func (x *hiring) may(who, path string, in url.Values) {
	x.t.Helper()
	status, text := x.visitor(who).Post(path, in)
	if status != http.StatusSeeOther || text == path {
		x.t.Fatalf("%s at %s gets %d: %s", who, path, status, saidOn(text))
	}
	x.permitted++
	x.clock.Advance(time.Minute)
}

// mayNot posts a form as somebody, and wants it refused with the status, in the
// catalogue's words for the code, and nothing changed.
func (x *hiring) mayNot(who, path string, in url.Values, status int, code string) {
	x.t.Helper()
	before := x.now()
	got, page := x.visitor(who).Post(path, in)
	if got != status || !x.tells(page, code) {
		x.t.Fatalf("%s at %s gets %d, want %d and %q: %s", who, path, got, status, code, saidOn(page))
	}
	if after := x.now(); !reflect.DeepEqual(before, after) {
		x.t.Fatalf("%s was refused at %s, and yet it changed the hiring:\n%+v\n%+v", who, path, before, after)
	}
	x.refusals[code] = true
}

// tells says whether a page has the sentence and the remedy of a problem; where
// they name a day or a number, the words around it.
func (x *hiring) tells(page, code string) bool {
	page = html.UnescapeString(page)
	for _, part := range []string{"sentence", "remedy"} {
		rest := page
		for _, words := range strings.Split(x.words.T("problem."+code+"."+part, unknown...), "…") {
			at := strings.Index(rest, words)
			if at < 0 {
				return false
			}
			rest = rest[at+len(words):]
		}
	}
	return true
}

// unknown stands for what a sentence tells of the case.
var unknown = []any{"deadline", "…", "have", "…", "left", "…", "most", "…", "start", "…", "undecided", "…", "until", "…", "field", "…"}

// shows asks for a page as somebody, and wants the texts on it.
func (x *hiring) shows(who, path string, texts ...string) string {
	x.t.Helper()
	status, page := x.visitor(who).Get(path)
	page = html.UnescapeString(page)
	if status != http.StatusOK {
		x.t.Fatalf("%s at %s gets %d", who, path, status)
	}
	for _, text := range texts {
		if !strings.Contains(page, text) {
			x.t.Errorf("%s at %s does not see %q: %s", who, path, text, saidOn(page))
		}
	}
	return page
}

// leads is where the link with a text leads on a page.
func (x *hiring) leads(page, text string) string {
	x.t.Helper()
	found := regexp.MustCompile(`href="([^"]+)"[^>]*>[^<]*` + regexp.QuoteMeta(text)).FindStringSubmatch(page)
	if found == nil {
		x.t.Fatalf("there is no link %q: %s", text, saidOn(page))
	}
	return found[1]
}

// saidOn is the text of a page's main part, for a failing test.
func saidOn(page string) string {
	if at := strings.Index(page, "<main"); at >= 0 {
		page = page[at:]
	}
	var text strings.Builder
	for _, piece := range strings.Split(page, "<") {
		if _, words, found := strings.Cut(piece, ">"); found {
			text.WriteString(words + " ")
		}
	}
	if text.Len() == 0 {
		return page
	}
	return strings.Join(strings.Fields(html.UnescapeString(text.String())), " ")
}

// delivers sends a message to the receiving API as the recruitment system does,
// with its files, lets it be handled, and says what the system may then learn of it.
func (x *hiring) delivers(kind, id string, data map[string]any, files map[string]string) (state exchange.State, problem string) {
	x.t.Helper()
	text, err := json.Marshal(data)
	need(x.t, err)
	envelope, err := json.Marshal(exchange.Envelope{SpecVersion: "1.0", ID: id, Source: "/recruiter", Type: kind, Data: text})
	need(x.t, err)
	const place = "/api/v1/connections/rekruttering/messages"
	var stored, learned struct {
		Message string         `json:"message"`
		State   exchange.State `json:"state"`
		Problem *struct {
			Detail string `json:"detail"`
			Title  string `json:"title"`
		} `json:"problem"`
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	x.part(form, exchange.EnvelopeFile, string(envelope))
	for name, content := range files {
		x.part(form, name, content)
	}
	need(x.t, form.Close())
	x.call(http.MethodPost, place, form.FormDataContentType(), body.Bytes(), &stored)
	x.drain()
	x.call(http.MethodGet, place+"/"+stored.Message, "", nil, &learned)
	if learned.Problem != nil {
		problem = learned.Problem.Title + " " + learned.Problem.Detail
	}
	return learned.State, problem
}

func (x *hiring) part(form *multipart.Writer, name, content string) {
	x.t.Helper()
	part, err := form.CreateFormFile("file", name)
	need(x.t, err)
	_, err = io.WriteString(part, content)
	need(x.t, err)
}

func (x *hiring) call(method, path, kind string, body []byte, answer any) {
	x.t.Helper()
	r, err := http.NewRequestWithContext(x.t.Context(), method, x.door.Address(path), bytes.NewReader(body))
	need(x.t, err)
	r.Header.Set("Authorization", "Bearer "+secret)
	r.Header.Set("Accept-Language", "nb")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	got, err := http.DefaultClient.Do(r)
	need(x.t, err)
	defer func() { _ = got.Body.Close() }()
	text, err := io.ReadAll(got.Body)
	need(x.t, err)
	if got.StatusCode >= http.StatusBadRequest || json.Unmarshal(text, answer) != nil {
		x.t.Fatalf("%s %s answers %d: %s", method, path, got.StatusCode, text)
	}
}

// attaches puts a file on a task's page, as somebody.
func (x *hiring) attaches(who, path, name, text string) {
	x.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("sg-file", name)
	need(x.t, err)
	_, err = fmt.Fprint(part, text)
	need(x.t, err)
	need(x.t, form.Close())
	status, answer := x.visitor(who).Send(path+"/attach", form.FormDataContentType(), body.String())
	if status != http.StatusSeeOther {
		x.t.Fatalf("%s attaches %s: %d %s", who, name, status, saidOn(answer))
	}
}
