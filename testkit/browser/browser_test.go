package browser_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"saksgang/testkit/browser"
)

const form = `<!doctype html><html lang="en"><head><title>Form</title></head><body><main><h1>Form</h1>
<form method="post"><label for="r">Reason</label><input id="r" name="reason"><button>Send</button></form></main></body></html>`

func TestAPersonWithoutAMouseFillsInAForm(t *testing.T) {
	t.Parallel()
	got := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			got <- r.FormValue("reason")
			_, _ = fmt.Fprint(w, `<!doctype html><html lang="en"><head><title>Done</title></head><body><main><h1>Received</h1></main></body></html>`)
			return
		}
		_, _ = fmt.Fprint(w, form)
	}))
	t.Cleanup(server.Close)
	page := browser.New(t)
	page.AllowFaults = true // the test server has no icon
	if status := page.Goto(server.URL); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	page.SetViewport(320, 640)
	page.NoSidewaysScroll()
	page.Axe()
	page.Fill("Reason", "Qualified")
	page.Click("button", "Send")
	page.WaitText("Received")
	if reason := <-got; reason != "Qualified" {
		t.Errorf("the server got %q", reason)
	}
}
