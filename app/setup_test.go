package app

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/mail"
	"saksgang/base/sqldb"
	"saksgang/municipality"
	"saksgang/municipality/municipalityapp"
	"saksgang/testkit"
	"saksgang/testkit/browser"
)

// newTown is a house on a folder as "saksgang init" makes it.
type newTown struct {
	*house
	t     *testing.T
	clock *clock.Manual
	door  *testkit.Visitor
}

func eachNewTown(t *testing.T, test func(t *testing.T, n newTown)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) { test(t, openNewTown(t, db)) })
}

func openNewTown(t *testing.T, db *sqldb.DB) newTown {
	t.Helper()
	n := newTown{t: t, clock: clock.NewFixed(time.Date(2024, 1, 8, 9, 0, 0, 0, time.UTC))}
	bundle, err := i18n.NewBundle(sources()...)
	n.must(err)
	folder := Folder{Dir: t.TempDir()}
	starter, err := municipalityapp.Starter(calendar.Norway, "Prøvevik")
	n.must(err)
	for _, name := range slices.Sorted(maps.Keys(starter)) {
		n.write(folder, name, starter[name])
	}
	deps, err := folder.attach(db, n.clock, mail.Folder(folder.mail()), "localhost")
	n.must(err)
	n.house, err = settle(t.Context(), deps, folder, bundle, os.DirFS(folder.municipality()))
	n.must(err)
	shell, err := n.shell(t.Context(), true)
	n.must(err)
	n.door = testkit.Visit(t, shell.Handler())
	return n
}

func (n newTown) must(err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatal(err)
	}
}

func (n newTown) write(folder Folder, name string, text []byte) {
	n.t.Helper()
	path := filepath.Join(folder.municipality(), filepath.FromSlash(name))
	n.must(os.MkdirAll(filepath.Dir(path), 0o755))
	n.must(os.WriteFile(path, text, 0o644))
}

// admit makes somebody with the role and returns a link's token.
func (n newTown) admit(given, role string) string {
	n.t.Helper()
	ctx := authz.With(n.t.Context(), setUp)
	r, err := n.administratorRole(ctx, role)
	n.must(err)
	user, err := adminCreateCommand{Given: given, Family: "Nes"}.make(ctx, n.house, r)
	n.must(err)
	token, _, err := n.access.Link(ctx, user.ID)
	n.must(err)
	return token
}

// enter logs a new visitor in with a link's token.
func (n newTown) enter(token string) *testkit.Visitor {
	n.t.Helper()
	v := n.door.Another()
	status, to := v.Post("/login/link", url.Values{"token": {token}})
	if status != http.StatusSeeOther || to != "/desk" {
		n.t.Fatalf("%d: %s", status, to)
	}
	return v
}

func (n newTown) sees(v *testkit.Visitor, path string, all ...string) {
	n.t.Helper()
	status, text := v.Get(path)
	if status != http.StatusOK {
		n.t.Fatalf("%s: %d", path, status)
	}
	for _, want := range all {
		if !strings.Contains(text, want) {
			n.t.Errorf("%s does not say %q", path, want)
		}
	}
}

// drain lets the machine do what is due.
func (n newTown) drain() {
	n.t.Helper()
	_, err := n.runner.Drain(n.t.Context())
	n.must(err)
}

func TestTheFirstAdministratorLogsInOnceByTheLink(t *testing.T) {
	t.Parallel()
	eachNewTown(t, func(t *testing.T, n newTown) {
		old, token := n.admit("Kari", ""), n.admit("Kari", "")
		n.sees(n.door, "/login/link?token="+token, "logs you in once")
		if status, _ := n.door.Another().Post("/login/link", url.Values{"token": {old}}); status != http.StatusUnprocessableEntity {
			t.Errorf("a link that a newer one replaced: %d", status)
		}
		kari := n.enter(token)
		n.sees(kari, "/setup", "Before the municipality can begin", "Kari Nes")
		if status, text := n.door.Another().Post("/login/link", url.Values{"token": {token}}); status != http.StatusUnprocessableEntity || !strings.Contains(text, "has been used") {
			t.Errorf("the link a second time: %d", status)
		}
		if _, _, err := n.access.Link(t.Context(), ids.New[ids.User]()); !errs.Has(err, "authz.denied") {
			t.Errorf("one without the right makes a link: %v", err)
		}
		late := n.admit("Kari", "")
		n.clock.Advance(25 * time.Hour)
		if status, _ := n.door.Another().Post("/login/link", url.Values{"token": {late}}); status != http.StatusUnprocessableEntity {
			t.Errorf("a link that is too old: %d", status)
		}
	})
}

func TestSetUpIsForThoseWithTheRight(t *testing.T) {
	t.Parallel()
	eachNewTown(t, func(t *testing.T, n newTown) {
		archivist := n.enter(n.admit("Olav", "archivist"))
		for _, path := range []string{"/setup", "/setup/ledger"} {
			if status, _ := archivist.Get(path); status != http.StatusNotFound {
				t.Errorf("%s: %d", path, status)
			}
		}
		if status, _ := n.door.Another().Get("/setup"); status != http.StatusSeeOther {
			t.Errorf("a stranger: %d", status)
		}
	})
}

func TestSetUpTellsWhatIsWrongAndWhatToDo(t *testing.T) {
	t.Parallel()
	eachNewTown(t, func(t *testing.T, n newTown) {
		kari := n.enter(n.admit("Kari", ""))
		n.sees(kari, "/setup", "One person alone", "Not verified yet", "2 of 7 done")
		n.admit("Olav", "archivist")
		n.must(n.DB.Transact(t.Context(), func(ctx context.Context) error {
			return n.Jobs.Enqueue(ctx, "nobody.knows", struct{}{}, jobs.Order{})
		}))
		n.drain()
		n.sees(kari, "/setup", "Failed for good: 1", "Another can approve it")
		if n.folder.Database == "" && n.DB.Dialect() == sqldb.SQLite {
			n.sees(kari, "/setup", "None has been taken")
		}
	})
}

// One byte of what was recorded is changed: the page says so, and which event.
func TestAChangedLedgerIsSeenOnThePage(t *testing.T) {
	t.Parallel()
	eachNewTown(t, func(t *testing.T, n newTown) {
		kari := n.enter(n.admit("Kari", ""))
		verify := func() {
			t.Helper()
			status, to := kari.Post("/setup/ledger", url.Values{"command": {ids.New[ids.Command]().String()}})
			if status != http.StatusSeeOther || to != "/setup/ledger" {
				t.Fatalf("%d: %s", status, to)
			}
			n.drain()
			n.clock.Advance(time.Minute)
		}
		n.must(n.Ledger.SealAll(t.Context()))
		verify()
		n.sees(kari, "/setup/ledger", "Unchanged")
		n.sees(kari, "/setup", "nothing changed")
		all, err := n.Ledger.OfSubject(t.Context(), verifications)
		n.must(err)
		event := all[0].ID
		_, err = sqldb.Exec(t.Context(), n.DB, "UPDATE ledger_payload SET payload = payload || ' ' WHERE event_id = $1", event)
		n.must(err)
		verify()
		n.sees(kari, "/setup/ledger", event.String(), "was changed after it was recorded")
		n.sees(kari, "/setup", "Something was changed afterwards", "Do not restart")
	})
}

func TestAVersionThatComesIntoForceIsFollowed(t *testing.T) {
	t.Parallel()
	eachNewTown(t, func(t *testing.T, n newTown) {
		kari, olav := n.enter(n.admit("Kari", "")), n.enter(n.admit("Olav", "archivist"))
		units := "  - {key: school, name: Prøvevik skole, agency: administration, kind: skole}\n"
		old := n.loaded.Load().Files["organisation/units.yaml"]
		n.write(n.folder, "organisation/units.yaml", append(slices.Clone(old), units...))
		n.sees(kari, "/setup", "The folder on disk is changed")
		status, version := kari.Post("/setup/municipality/propose", nil)
		if status != http.StatusSeeOther {
			t.Fatalf("%d: %s", status, version)
		}
		if status, to := olav.Post(version+"/approve", nil); status != http.StatusSeeOther {
			t.Fatalf("%d: %s", status, to)
		}
		if status, to := kari.Post(version+"/activate", url.Values{"from": {"2024-01-10"}}); status != http.StatusSeeOther {
			t.Fatalf("%d: %s", status, to)
		}
		there := func() bool {
			t.Helper()
			n.must(n.follow(t.Context()))
			tree, err := n.staff.Units(t.Context())
			n.must(err)
			_, found := tree.Unit("school")
			return found
		}
		if there() {
			t.Error("the unit is there before its day")
		}
		n.clock.Advance(48 * time.Hour)
		if !there() {
			t.Error("the unit is not there on its day")
		}
	})
}

func TestTheNightSweepsWhatNobodyNeeds(t *testing.T) {
	t.Parallel()
	eachNewTown(t, func(t *testing.T, n newTown) {
		ctx := t.Context()
		n.must(n.start(ctx))
		orphan, err := n.Files.Put(ctx, strings.NewReader("a delivery whose transaction never came"))
		n.must(err)
		long := time.Now().Add(-2 * orphanGrace)
		n.must(os.Chtimes(filepath.Join(n.folder.files(), orphan.Sum.String()[:2], orphan.Sum.String()), long, long))
		n.clock.Advance(24 * time.Hour)
		n.drain()
		if r, err := n.Files.Open(ctx, orphan.Sum); err == nil {
			t.Error("the orphan is still there", r.Close())
		}
		count := func(where string) int {
			t.Helper()
			c, err := sqldb.One[int](ctx, n.DB, "SELECT count(*) FROM job WHERE "+where)
			n.must(err)
			return c
		}
		if c := count("kind = 'app.sweep' AND state = 'ready'"); c != 1 {
			t.Errorf("%d sweeps wait", c)
		}
		if count("state = 'done'") == 0 {
			t.Fatal("nothing was done")
		}
		n.clock.Advance(jobsKept + 48*time.Hour)
		n.drain() // what was done the first night is old now
		if c := count("state = 'done' AND done_at < " + strconv.FormatInt(int64(clock.At(n.clock.Now().Add(-jobsKept))), 10)); c != 0 {
			t.Errorf("%d old jobs are left", c)
		}
	})
}

// The pages in a browser, looked at by axe, on a wide and a narrow screen; they
// are the same on both databases.
func TestThePagesOfSetUpAreAccessible(t *testing.T) {
	t.Parallel()
	n := openNewTown(t, testkit.SQLite(t))
	page := browser.New(t)
	page.Goto(n.door.Address("/login/link?token=" + n.admit("Kari", "")))
	page.Axe()
	page.Click("button", "Log in")
	page.WaitURL("/desk")
	ctx := authz.With(t.Context(), authz.Actor{Grants: everywhere(municipality.RightEdit)})
	n.must(n.verifyNow(ctx, "test"))
	n.drain()
	for _, path := range []string{"/setup", "/setup/ledger", "/setup/municipality"} {
		for _, width := range []int{1280, 390} {
			page.SetViewport(width, 900)
			page.Goto(n.door.Address(path))
			page.Axe()
			page.NoSidewaysScroll()
			if folder := os.Getenv("SAKSGANG_GALLERY"); folder != "" {
				page.Screenshot(folder + "/" + strings.ReplaceAll(path[1:], "/", "-") + "-" + map[int]string{1280: "wide", 390: "narrow"}[width] + ".png")
			}
		}
	}
}
