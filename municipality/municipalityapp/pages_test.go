package municipalityapp_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/municipality"
	"saksgang/municipality/municipalityapp"
	"saksgang/municipality/sections"
	"saksgang/testkit"
	"saksgang/testkit/browser"
	"saksgang/web"
)

// house is the pages served over a folder with a town in it.
type house struct {
	*municipality.Service
	t        *testing.T
	folder   fstest.MapFS
	followed int
	people   map[string]authz.Actor
	door     *testkit.Visitor
}

// Actor is web.Directory over the people of the test.
func (h *house) Actor(_ context.Context, user ids.UserID) (authz.Actor, error) {
	for _, a := range h.people {
		if a.User == user {
			return a, nil
		}
	}
	return authz.Actor{}, errs.NotFound("access.user-not-found")
}

func (h *house) BySubject(context.Context, string, string) (ids.UserID, error) {
	return ids.UserID{}, errs.NotFound("access.user-not-found")
}

func town(t *testing.T) fstest.MapFS {
	t.Helper()
	files, err := municipalityapp.Starter(calendar.Norway, "Prøvevik")
	if err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{"town.yaml": {Data: files["town.yaml"]}, "calendar.yaml": {Data: files["calendar.yaml"]}}
}

func eachHouse(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		now := clock.NewFixed(time.Date(2024, 1, 8, 9, 0, 0, 0, time.UTC))
		registry := municipality.NewRegistry()
		sections.Register(registry)
		deps := base.Deps{DB: db, Clock: now, Ledger: ledger.New(db, now, ledger.Sealing{})}
		h := &house{t: t, folder: town(t), people: map[string]authz.Actor{}}
		h.Service = municipality.New(deps, registry, municipality.Options{Zone: sections.ZoneOf})
		h.person("Kari", municipality.Rights()...)
		h.person("Olav", municipality.RightRead, municipality.RightApprove)
		h.person("Per")
		h.door = testkit.Visit(t, h.pages(now, func() fs.FS { return h.folder }).Handler())
		h.first()
		test(t, h)
	})
}

func (h *house) person(name string, rights ...authz.Right) {
	a := authz.Actor{User: ids.New[ids.User](), Name: name}
	for _, r := range rights {
		a.Grants = append(a.Grants, authz.Grant{Right: r, Reach: authz.Everywhere})
	}
	h.people[name] = a
}

func (h *house) pages(now clock.Clock, folder func() fs.FS) *web.Shell {
	h.t.Helper()
	words, err := i18n.NewBundle(
		i18n.Source{Package: "base", Files: base.Locales}, i18n.Source{Package: "web", Files: web.Locales},
		i18n.Source{Package: "municipality", Files: municipality.Locales}, i18n.Source{Package: "municipality", Files: municipalityapp.Locales},
		i18n.Source{Package: "municipality", Files: sections.Locales},
	)
	h.must(err)
	var demo []web.DemoPerson
	for name, a := range h.people {
		demo = append(demo, web.DemoPerson{User: a.User, Name: name})
	}
	shell, err := web.New(web.Options{
		Bundle: words, Clock: now, Directory: h, Demo: &web.Demo{People: demo}, Log: slog.New(slog.DiscardHandler),
	})
	h.must(err)
	h.must(shell.Add(municipalityapp.Module(shell, h.Service, municipalityapp.Options{
		Folder: folder(), Place: "/srv/municipality", Zone: time.UTC, Today: func() calendar.Date { return calendar.DateOf(now.Now()) },
		Follow: func(context.Context) error { h.followed++; return nil },
	})))
	return shell
}

// first puts the folder in force as it is.
func (h *house) first() {
	h.t.Helper()
	ctx := authz.With(h.t.Context(), h.people["Kari"])
	v, err := h.Draft(ctx, h.folder, "")
	h.must(err)
	_, _, err = h.Check(ctx, v.ID)
	h.must(err)
	_, err = h.Approve(ctx, v.ID)
	h.must(err)
	_, err = h.Activate(ctx, v.ID, calendar.MustDate("2024-01-08"))
	h.must(err)
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) as(name string) *testkit.Visitor { return h.door.As(h.people[name].User) }

// change makes the folder on disk another than the one in force.
func (h *house) change(name, text string) { h.folder[name] = &fstest.MapFile{Data: []byte(text)} }

const oneDayMore = "schema: 1\nclosed_days:\n  - {date: 2024-05-10, name: Inneklemt}\n"

// propose is the form on the folder's page, sent; it returns the version's page.
func (h *house) propose(v *testkit.Visitor, note string) string {
	h.t.Helper()
	status, to := v.Post("/setup/municipality/propose", url.Values{"note": {note}, "command": {ids.New[ids.Command]().String()}})
	if status != 303 {
		h.t.Fatalf("%d: %s", status, to)
	}
	return to
}

func (h *house) sees(v *testkit.Visitor, path string, all ...string) string {
	h.t.Helper()
	status, text := v.Get(path)
	if status != 200 {
		h.t.Fatalf("%s: %d", path, status)
	}
	for _, want := range all {
		if !strings.Contains(text, want) {
			h.t.Errorf("%s does not say %q", path, want)
		}
	}
	return text
}

func TestAFolderIsProposedByOneApprovedByAnotherAndPutInForce(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		kari, olav := h.as("Kari"), h.as("Olav")
		h.sees(kari, "/setup/municipality", "Prøvevik", "Version 1 is in force")
		h.sees(kari, "/setup/municipality/folder", "The folder on disk is the one in force")
		h.change("calendar.yaml", oneDayMore)
		h.sees(kari, "/setup/municipality/folder", "is not a version yet", "Inneklemt", "Propose as a new version")

		version := h.propose(kari, "A day between")
		text := h.sees(kari, version, "Version 2", "You made version 2 yourself", "A day between")
		if strings.Contains(text, version+"/approve") {
			t.Error("the maker is offered to approve")
		}
		status, _ := kari.Post(version+"/approve", nil)
		if status != 403 {
			t.Errorf("the maker approves: %d", status)
		}
		h.sees(olav, version+"/difference", "Inneklemt", "Difference from version 1")
		if status, to := olav.Post(version+"/approve", nil); status != 303 {
			t.Fatalf("%d: %s", status, to)
		}
		if status, _ := olav.Post(version+"/activate", url.Values{"from": {"2024-01-08"}}); status != 404 {
			t.Errorf("one without the right activates: %d", status)
		}
		h.sees(olav, version, "Waits for an administrator")
		if status, text := kari.Post(version+"/activate", url.Values{"from": {"2024-01-07"}}); status != 422 || !strings.Contains(text, "is before today") {
			t.Errorf("a day that has passed: %d", status)
		}
		if h.followed != 0 {
			t.Error("the program followed what is not in force")
		}
		if status, to := kari.Post(version+"/activate", url.Values{"from": {"2024-01-08"}}); status != 303 {
			t.Fatalf("%d: %s", status, to)
		}
		if h.followed != 1 {
			t.Errorf("the program followed %d times", h.followed)
		}
		h.sees(kari, "/setup/municipality", "Version 2 is in force", "Replaced")
		h.sees(kari, "/setup/municipality/history", "Version 2 was approved", "Olav", "Version 1 was put in force")
		h.sees(kari, version+"/history", "Version 2 was proposed")
	})
}

func TestAFaultyFolderStaysADraftWithFileLineAndRemedy(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		kari, olav := h.as("Kari"), h.as("Olav")
		h.change("calendar.yaml", "schema: 1\nclosed_days:\n  - {date: 2024-05-10, nam: Inneklemt}\n")
		h.sees(kari, "/setup/municipality/folder", "calendar.yaml", "line 3")
		version := h.propose(kari, "")
		h.sees(kari, version, "calendar.yaml", "line 3", "Mend the faults", "Draft")
		if status, text := olav.Post(version+"/approve", nil); status != 422 || !strings.Contains(text, "has not been checked") {
			t.Errorf("a draft with faults is approved: %d", status)
		}
		h.sees(kari, "/setup/municipality", "Version 1 is in force")
	})
}

func TestAProposalSentTwiceIsOneVersion(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		h.change("calendar.yaml", oneDayMore)
		kari := h.as("Kari")
		if one, two := h.propose(kari, ""), h.propose(kari, ""); one != two {
			t.Errorf("%s and %s", one, two)
		}
		all, err := h.Versions(t.Context())
		h.must(err)
		if len(all) != 2 {
			t.Errorf("%d versions", len(all))
		}
	})
}

// What the machine did has the program's name, as on every other page.
func TestAStepThatNobodyTookIsTheProgramsOwn(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		h.change("calendar.yaml", oneDayMore)
		machine := h.people["Kari"]
		machine.User, machine.Name = ids.New[ids.User](), ""
		v, err := h.Draft(authz.With(t.Context(), machine), h.folder, "")
		h.must(err)
		text := h.sees(h.as("Kari"), municipalityapp.Path(v.ID)+"/history", "Version 2 was proposed")
		if _, after, _ := strings.Cut(text, "<main"); !strings.Contains(after, "Saksgang") {
			t.Error("the step has no name")
		}
	})
}

// Who lacks the right sees what a stranger sees.
func TestTheMunicipalityIsForThoseWithTheRight(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		per, olav := h.as("Per"), h.as("Olav")
		for _, path := range []string{"", "/folder", "/history"} {
			if status, _ := per.Get("/setup/municipality" + path); status != 404 {
				t.Errorf("%s: %d", path, status)
			}
		}
		if status, _ := olav.Post("/setup/municipality/propose", nil); status != 404 {
			t.Errorf("one who may only approve proposes: %d", status)
		}
		if status, _ := h.door.Get("/setup/municipality"); status != 303 {
			t.Errorf("one who is not logged in: %d", status)
		}
	})
}

// The pages in a browser, looked at by axe, on a wide and a narrow screen.
func TestThePagesOfTheMunicipalityAreAccessible(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		h.change("calendar.yaml", oneDayMore)
		version := h.propose(h.as("Kari"), "A day between")
		h.change("town.yaml", "schema: 1\nname: Prøvevik\n")
		faulty := h.propose(h.as("Kari"), "")
		page := browser.New(t)
		page.Goto(h.door.Address("/demo/login"))
		page.Click("button", "Be Kari")
		page.WaitURL("/desk")
		for _, path := range []string{
			"/setup/municipality", "/setup/municipality/folder", "/setup/municipality/history",
			version, version + "/difference", version + "/history", faulty,
		} {
			page.SetViewport(1280, 900)
			page.Goto(h.door.Address(path))
			page.Axe()
			if folder := os.Getenv("SAKSGANG_GALLERY"); folder != "" {
				page.Screenshot(folder + "/" + strings.ReplaceAll(path[1:], "/", "-") + ".png")
			}
			page.SetViewport(360, 800)
			page.NoSidewaysScroll()
		}
	})
}

func TestEveryWordOfThePagesIsInBothLanguages(t *testing.T) {
	t.Parallel()
	words, err := i18n.NewBundle(i18n.Source{Package: "municipality", Files: municipalityapp.Locales})
	if err != nil {
		t.Fatal(err)
	}
	for _, gap := range words.Gaps() {
		t.Error(gap)
	}
	for _, key := range []string{"state.draft", "state.checked", "state.approved", "change.added", "change.changed", "change.removed"} {
		if !words.Has("municipality." + key) {
			t.Errorf("there is no text municipality.%s", key)
		}
	}
}

// zipped packs files as a browser would send them.
func zipped(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAFolderIsUploadedAsAZip(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		kari := h.as("Kari")
		files := map[string]string{"vik/calendar.yaml": oneDayMore, "vik/town.yaml": string(h.folder["town.yaml"].Data)}
		status, to := kari.Upload("/setup/municipality/upload", "folder", "vik.zip", zipped(t, files), url.Values{"upload-note": {"From my desk"}})
		if status != 303 {
			t.Fatalf("%d: %s", status, to)
		}
		h.sees(kari, to, "Version 2", "From my desk", "Waits for approval")
		for name, content := range map[string][]byte{"not a whole ZIP": []byte("PK\x03\x04 and then nothing"), "No file is chosen": nil} {
			if status, text := kari.Upload("/setup/municipality/upload", "folder", "vik.zip", content, nil); status != 422 || !strings.Contains(text, name) {
				t.Errorf("%s: %d", name, status)
			}
		}
	})
}

func TestAnUploadedFolderIsBounded(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		kari := h.as("Kari")
		for name, files := range map[string]map[string]string{
			"64 MB unpacked":      {"town.yaml": strings.Repeat("a", 65<<20)},
			"is larger than 4 MB": {"town.yaml": strings.Repeat("a", 5<<20)},
			"not a whole ZIP":     {"../town.yaml": "schema: 1\n", "town.yaml": "schema: 1\n"},
		} {
			status, text := kari.Upload("/setup/municipality/upload", "folder", "vik.zip", zipped(t, files), nil)
			if status != 422 || !strings.Contains(text, name) {
				t.Errorf("%s: %d", name, status)
			}
		}
		all, err := h.Versions(t.Context())
		h.must(err)
		if len(all) != 1 {
			t.Errorf("%d versions", len(all))
		}
	})
}
