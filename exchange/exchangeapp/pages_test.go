package exchangeapp_test

import (
	"context"
	"io"
	"io/fs"
	"net/http"
	"net/http/cookiejar"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"saksgang/base/authz"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/mail"
	"saksgang/base/work"
	"saksgang/exchange"
	"saksgang/exchange/exchangeapp"
	"saksgang/exchange/hrxml"
	"saksgang/testkit"
	"saksgang/testkit/browser"
)

func TestEveryTextHasItsWordsInEachLanguage(t *testing.T) {
	t.Parallel()
	all := fstest.MapFS{}
	for _, language := range []string{"locales/nb.toml", "locales/en.toml"} {
		var text []byte
		for _, files := range []fs.FS{exchange.Locales, exchangeapp.Locales, hrxml.Locales} {
			part, err := fs.ReadFile(files, language)
			if err != nil {
				t.Fatal(err)
			}
			text = append(append(text, part...), '\n')
		}
		all[language] = &fstest.MapFile{Data: text}
	}
	testkit.Words(t, "exchange", all, "exchange", "exchange/exchangeapp", "exchange/hrxml")
}

// filled has a handled message, one with a problem, one conflict and one that
// cannot be read.
func filled(f *fixture) (handled, troubled, conflict, unreadable exchange.MessageID) {
	f.t.Helper()
	handled = f.deliver("1", "Åse").Message
	f.drain()
	conflict = f.deliver("1", "Bo").Message
	f.reject = errs.NotFound("exchange.kind-not-agreed", "kind", "FJ-17")
	troubled = f.deliver("2", "Eva").Message
	f.drain()
	f.reject = nil
	unreadable = f.send(http.MethodPost, "recruiter/messages", "application/zip", strings.NewReader("PK"), nil).Message
	return handled, troubled, conflict, unreadable
}

func TestTheListOpensWithWhatNeedsAHandAndSaysWhatToDo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		owner := f.as(f.owner)
		_, page := owner.Get("/control/messages")
		shows(t, page, []string{"No message needs a hand.", "See all messages"}, nil)
		handled, troubled, conflict, unreadable := filled(f)
		_, page = owner.Get("/control/messages")
		shows(t, page, []string{
			exchangeapp.Path(troubled), exchangeapp.Path(conflict), exchangeapp.Path(unreadable), "Application", "Unreadable message", "Rekrutteringssystemet",
			"Needs a hand", "Other content", "have not been agreed on this connection", "then try again", "The delivery is damaged", "Ask its sender to send it anew",
		}, []string{exchangeapp.Path(handled), "Åse", "Eva"})
		_, page = owner.Get("/control/messages?state=handled&connection=recruiter")
		shows(t, page, []string{exchangeapp.Path(handled), "Handled"}, []string{exchangeapp.Path(troubled)})
		_, page = owner.Get("/control/messages?state=all")
		shows(t, page, []string{exchangeapp.Path(handled), exchangeapp.Path(troubled)}, nil)
		_, page = owner.Get("/control/messages?state=handled&connection=other")
		shows(t, page, []string{"No messages match.", "Clear the filter"}, nil)
		_, page = owner.Get("/desk")
		shows(t, page, []string{"Messages needing a hand", "Show all 3", exchangeapp.Path(troubled)}, nil)
	})
}

func TestAReaderSeesOnlyWhatIsWithinTheRights(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		handled, troubled, _, _ := filled(f)
		if status, _ := f.as(f.nobody).Get("/control/messages"); status != http.StatusNotFound {
			t.Errorf("nobody: %d", status)
		}
		member := f.as(f.member)
		_, page := member.Get("/control/messages?state=all")
		shows(t, page, []string{exchangeapp.Path(handled)}, []string{exchangeapp.Path(troubled)})
		for _, path := range []string{exchangeapp.Path(troubled), "/control/message-files/" + troubled.String() + "/0", exchangeapp.Path(troubled) + "/history", "/control/messages/1", "/control/message-files/" + handled.String() + "/7"} {
			if status, _ := member.Get(path); status != http.StatusNotFound {
				t.Errorf("%s: %d", path, status)
			}
		}
		reader := f.as(f.reader)
		_, page = reader.Get(exchangeapp.Path(troubled))
		shows(t, page, []string{"have not been agreed"}, []string{"Try again", "Close by hand"})
		if status, _ := reader.Post(exchangeapp.Path(troubled)+"/again", nil); status == http.StatusSeeOther {
			t.Error("one without the right tried again")
		}
		_, page = f.as(f.owner).Get("/cases/" + f.theCase.String() + "/messages")
		shows(t, page, []string{exchangeapp.Path(handled), "Application"}, []string{exchangeapp.Path(troubled)})
		_, page = f.as(f.owner).Get("/cases/" + ids.New[ids.Case]().String() + "/messages")
		shows(t, page, []string{"No messages have come or gone for this case."}, nil)
	})
}

func TestAMessageIsTriedAgainOnceHoweverOftenTheFormIsSent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		_, troubled, conflict, unreadable := filled(f)
		owner, path := f.as(f.owner), exchangeapp.Path(troubled)
		_, page := owner.Get(path)
		shows(t, page, []string{"Try again", "Close by hand", "event.json", "/recruiter", "Concerns", "FJ-17"}, nil)
		command := ids.New[ids.Command]().String()
		for range 2 {
			if status, to := owner.Post(path+"/again", form("command", command)); status != http.StatusSeeOther || to != path {
				t.Fatalf("%d %s", status, to)
			}
		}
		_, page = owner.Get(path)
		shows(t, page, []string{"The message is being tried again."}, nil)
		f.drain()
		_, page = owner.Get(path)
		shows(t, page, []string{"Handled", "number 2", "Open the case"}, []string{"Try again"})
		_, page = owner.Get(path + "/history")
		shows(t, page, []string{"Received", "Could not be handled", "Tried again", "Amina Dahle", "Rekrutteringssystemet"}, nil)
		if status, _ := owner.Post(path+"/again", form("command", ids.New[ids.Command]().String())); status != http.StatusConflict {
			t.Errorf("a handled one was tried again: %d", status)
		}
		_, page = owner.Get(exchangeapp.Path(unreadable))
		shows(t, page, []string{"cannot be done: the message cannot be read"}, nil)
		_, page = owner.Get(exchangeapp.Path(conflict))
		shows(t, page, []string{"See the one that came first"}, nil)
	})
}

func TestAMessageIsClosedByHandWithAReasonAndNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		_, _, conflict, _ := filled(f)
		owner, path := f.as(f.owner), exchangeapp.Path(conflict)
		status, page := owner.Post(path+"/close", form("reason", "  ", "reference", "2024/17"))
		if status != http.StatusUnprocessableEntity {
			t.Fatal(status)
		}
		shows(t, page, []string{"A message is closed by hand only with a reason.", "2024/17"}, nil)
		if status, to := owner.Post(path+"/close", form("reason", "The first one holds", "reference", "2024/17")); status != http.StatusSeeOther || to != path {
			t.Fatalf("%d %s", status, to)
		}
		_, page = owner.Get(path)
		shows(t, page, []string{"The message is closed.", "Closed by hand"}, []string{"Try again"})
		_, page = owner.Get(path + "/history")
		shows(t, page, []string{"The first one holds (2024/17)"}, nil)
		waiting, err := f.Work.Waiting(authz.With(t.Context(), authz.Actor{User: f.owner, Roles: []authz.Holding{{Role: "hr"}}}), work.Query{})
		if err != nil || len(waiting) != 2 {
			t.Errorf("%d wait: %v", len(waiting), err)
		}
	})
}

func TestAFileIsSentForSavingUnderASandboxAndTheReadingIsRecorded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		kind, body := formOf(t, map[string]string{"event.json": event("1", "Åse"), "papers/søknad \"1\".html": "<script>alert(1)</script>"})
		got := f.send(http.MethodPost, "recruiter/messages", kind, strings.NewReader(string(body)), nil)
		owner := f.as(f.owner)
		path := exchangeapp.Path(got.Message)
		text, h := f.download("/control/message-files/" + got.Message.String() + "/" + f.numberOf(got.Message, ".html"))
		if text != "<script>alert(1)</script>" {
			t.Fatal(text)
		}
		if !strings.HasPrefix(h.Get("Content-Disposition"), "attachment; filename*=utf-8''s%C3%B8knad") || h.Get("Content-Type") != "application/octet-stream" ||
			!strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox;") || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%v", h)
		}
		_, page := owner.Get(path + "/history")
		shows(t, page, []string{"A file was read", "Amina Dahle"}, nil)
	})
}

// download fetches a file as the owner, with the headers it came under.
func (f *fixture) download(path string) (string, http.Header) {
	f.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		f.t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	if _, err := client.PostForm(f.server.URL+"/demo/login", form("user", f.owner.String())); err != nil {
		f.t.Fatal(err)
	}
	answer, err := client.Get(f.server.URL + path)
	if err != nil {
		f.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		f.t.Fatal(err)
	}
	return string(text), answer.Header
}

// numberOf is the number of the message's file whose name ends so.
func (f *fixture) numberOf(id exchange.MessageID, suffix string) string {
	f.t.Helper()
	m, err := f.Message(authz.With(f.t.Context(), connections[0].Sender()), id)
	if err != nil {
		f.t.Fatal(err)
	}
	for i, p := range m.Parts {
		if strings.HasSuffix(p.Name, suffix) {
			return strconv.Itoa(i)
		}
	}
	f.t.Fatalf("no file ends in %s: %+v", suffix, m.Parts)
	return ""
}

func TestTheDemonstrationShowsItsMailNewestFirst(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		_, page := f.door.Get("/demo/mail")
		shows(t, page, []string{"No letter has been written yet."}, nil)
		var first mail.ID
		err := f.DB.Transact(t.Context(), func(ctx context.Context) (err error) {
			first, err = f.outbox.Send(ctx, mail.Letter{From: "post@fjordvik.example", To: "a@example.no", Subject: "We have your application", Body: "Hello.\n\nNumber <17>\nFjordvik", Case: f.theCase})
			if err != nil {
				return err
			}
			_, err = f.outbox.Send(ctx, mail.Letter{From: "post@fjordvik.example", To: "b@example.no", Subject: "An offer", Body: "Hello."})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		_, page = f.door.Get("/demo/mail")
		shows(t, page, []string{"An offer", "b@example.no", "Waiting"}, nil)
		if strings.Index(page, "An offer") > strings.Index(page, "We have your application") {
			t.Error("the oldest stands first")
		}
		_, page = f.door.Get("/demo/mail/" + first.String())
		shows(t, page, []string{"Number &lt;17&gt;", "@fjordvik.example", "/cases/" + f.theCase.String()}, nil)
		if status, _ := f.door.Get("/demo/mail/" + ids.New[int]().String()); status != http.StatusNotFound {
			t.Error(status)
		}
	})
}

// TestThePagesAreAccessible looks at each page in a browser, on a desk and at
// 400 % zoom.
func TestThePagesAreAccessible(t *testing.T) {
	t.Parallel()
	f := newFixture(t, testkit.SQLite(t))
	handled, troubled, conflict, unreadable := filled(f)
	p := browser.New(t)
	p.Goto(f.server.URL + "/demo/login")
	p.Click("button", "Be Amina Dahle")
	p.WaitURL("/desk")
	for _, width := range []int{1280, 320} {
		p.SetViewport(width, 800)
		for _, path := range []string{
			"/desk", "/control/messages", "/control/messages?state=all", "/control/messages?state=closed", exchangeapp.Path(handled), exchangeapp.Path(troubled),
			exchangeapp.Path(conflict), exchangeapp.Path(unreadable), exchangeapp.Path(troubled) + "/history", "/cases/" + f.theCase.String() + "/messages", "/demo/mail",
		} {
			p.Goto(f.server.URL + path)
			p.NoSidewaysScroll()
			p.Axe()
		}
	}
	p.Goto(f.server.URL + exchangeapp.Path(troubled))
	p.Click("button", "Try again")
	p.WaitText("The message is being tried again.")
}
