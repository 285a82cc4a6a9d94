package exchangeapp_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"saksgang/base/errs"
	"saksgang/exchange"
	"saksgang/exchange/exchangeapp"
	"saksgang/municipality"
	"saksgang/testkit"
	"saksgang/testkit/browser"
)

func (f *fixture) tell(key string) exchange.DispatchID {
	f.t.Helper()
	id, err := f.out.Send(f.t.Context(), exchange.Outgoing{Connection: "recruiter", Kind: "application-status", Case: f.theCase, Key: key, Payload: key})
	if err != nil {
		f.t.Fatal(err)
	}
	f.drain()
	return id
}

func TestWhatWasNotTakenIsShownAndSentAgainOrClosed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		owner := f.as(f.owner)
		_, page := owner.Get("/control/messages/out")
		shows(t, page, []string{"Nothing has been sent."}, nil)
		delivered := f.tell("a-1")
		f.there.refuse = errs.Invalid("exchange.destination-refused", "status", 422)
		refused, other := f.tell("a-2"), f.tell("a-3")
		_, page = owner.Get("/control/messages/out")
		shows(t, page, []string{exchange.DispatchPath(delivered), exchange.DispatchPath(refused), "What became of an application", "it answers 422", "Delivered", "Refused"}, nil)
		_, page = owner.Get("/desk")
		shows(t, page, []string{"Show all 2", exchange.DispatchPath(refused), "/control/messages/out?state=stuck"}, nil)
		_, page = owner.Get("/control/messages/out?state=stuck")
		shows(t, page, []string{exchange.DispatchPath(refused)}, []string{exchange.DispatchPath(delivered)})
		_, page = owner.Get("/cases/" + f.theCase.String() + "/messages")
		shows(t, page, []string{exchange.DispatchPath(delivered), "Sent"}, nil)
		_, page = f.as(f.reader).Get(exchange.DispatchPath(refused))
		shows(t, page, []string{"it answers 422", "a-2"}, []string{"Send again", "Close by hand"})
		f.there.refuse = nil
		if status, _ := owner.Post(exchange.DispatchPath(refused)+"/again", nil); status != http.StatusSeeOther {
			t.Fatal(status)
		}
		f.drain()
		_, page = owner.Get(exchange.DispatchPath(refused))
		shows(t, page, []string{"The message is being sent again.", "Delivered"}, []string{"it answers 422"})
		status, page := owner.Post(exchange.DispatchPath(other)+"/close", form("reference", "77"))
		if status != http.StatusUnprocessableEntity {
			t.Error(status)
		}
		shows(t, page, []string{"closed by hand only with a reason", "77"}, nil)
		if status, _ := owner.Post(exchange.DispatchPath(other)+"/close", form("reason", "told by telephone")); status != http.StatusSeeOther {
			t.Error(status)
		}
		_, page = owner.Get(exchange.DispatchPath(other) + "/history")
		shows(t, page, []string{"Ordered", "Refused by the other system", "Closed by hand", "told by telephone"}, nil)
		if status, _ := f.as(f.nobody).Get(exchange.DispatchPath(other)); status != http.StatusNotFound {
			t.Error(status)
		}
	})
}

func TestAConnectionIsPausedAndResumedFromItsPage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, f *fixture) {
		owner := f.as(f.owner)
		if status, _ := f.as(f.reader).Post("/control/connections/recruiter/pause", form("reason", "x")); status == http.StatusSeeOther {
			t.Error("one without the right paused it")
		}
		if status, _ := owner.Post("/control/connections/recruiter/pause", form("reason", "they move")); status != http.StatusSeeOther {
			t.Fatal(status)
		}
		id := f.tell("a-1")
		_, page := owner.Get("/control/messages/out")
		shows(t, page, []string{"Paused by Amina Dahle", "they move", "Resume", "Waiting"}, nil)
		if status, _ := owner.Post("/control/connections/recruiter/resume", nil); status != http.StatusSeeOther {
			t.Fatal(status)
		}
		f.drain()
		_, page = owner.Get(exchange.DispatchPath(id))
		shows(t, page, []string{"Delivered"}, nil)
		_, page = f.as(f.reader).Get("/control/messages/out")
		shows(t, page, []string{exchange.DispatchPath(id)}, []string{"Why is nothing to be sent?"})
	})
}

func TestThePagesOfWhatIsSentAreAccessible(t *testing.T) {
	t.Parallel()
	f := newFixture(t, testkit.SQLite(t))
	f.there.refuse = errs.Invalid("exchange.destination-refused", "status", 422)
	refused := f.tell("a-1")
	p := browser.New(t)
	p.Goto(f.server.URL + "/demo/login")
	p.Click("button", "Be Amina Dahle")
	p.WaitURL("/desk")
	for _, width := range []int{1280, 320} {
		p.SetViewport(width, 800)
		for _, path := range []string{"/control/messages/out", exchange.DispatchPath(refused), exchange.DispatchPath(refused) + "/history"} {
			p.Goto(f.server.URL + path)
			p.NoSidewaysScroll()
			p.Axe()
		}
	}
	p.Goto(f.server.URL + "/control/messages/out")
	p.Click("summary", "Pause sending")
	p.Axe()
	p.Fill("Why is nothing to be sent?", "They move")
	p.Click("button", "Pause sending")
	p.WaitText("Paused by Amina Dahle")
	p.Axe()
}

func TestAnAddressThatMayNotBeSentToIsAFaultOfTheFolder(t *testing.T) {
	t.Parallel()
	const file = `schema: 1
key: there
title: Det andre systemet
system: s
owner: hr
direction: out
ways:
  - {kind: http-out, path: status, url: "ADDRESS", secret: THERE_TOKEN, ask: true}
  - {kind: folder-out, path: ut/there}
`
	for address, want := range map[string]string{"https://there.example/api": "", "http://there.example/api": "exchange.address-not-allowed", "": "exchange.address-not-allowed"} {
		r := municipality.NewRegistry()
		exchangeapp.RegisterSections(r)
		r.Know("access.resource", "s")
		r.Know("access.role", "hr")
		_, faults, err := r.Check(fstest.MapFS{"connections/there.yaml": {Data: []byte(strings.Replace(file, "ADDRESS", address, 1))}})
		if err != nil {
			t.Fatal(err)
		}
		if want == "" && len(faults) > 0 || want != "" && (len(faults) != 1 || faults[0].Code != want) {
			t.Errorf("%q: %+v", address, faults)
		}
	}
}
