package exchange_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/blob"
	"saksgang/base/clock"
	"saksgang/base/errs"
	"saksgang/base/ids"
	"saksgang/base/jobs"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/base/work"
	"saksgang/exchange"
	"saksgang/testkit"
)

// destination is another system that does what a test tells it.
type destination struct {
	mu      sync.Mutex
	got     []string                     // what it took, by the payload's "n"
	taken   map[exchange.DispatchID]bool // by id
	answers func(n string) (take bool, error error)
	askable bool
	silent  error // what asking answers
}

func (d *destination) Deliver(_ context.Context, _ exchange.FolderWay, m exchange.Dispatch) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := numberOf(m)
	take, err := true, error(nil)
	if d.answers != nil {
		take, err = d.answers(n)
	}
	if take {
		if d.taken[m.ID] {
			return errors.New("the same came twice")
		}
		d.taken[m.ID] = true
		d.got = append(d.got, n)
	}
	return err
}

func (d *destination) Ask(_ context.Context, _ exchange.FolderWay, m exchange.Dispatch) (has, tells bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.taken[m.ID], d.askable, d.silent
}

func (d *destination) say(answers func(n string) (bool, error)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.answers = answers
}

func numberOf(m exchange.Dispatch) string {
	var said struct{ N string }
	_ = json.Unmarshal([]byte(m.Payload), &said) // an empty one shows in the comparison
	return said.N
}

var down = errs.Unavailable(nil, "exchange.destination-silent")

type outward []exchange.FolderConnection

func (o outward) Connection(_ context.Context, key string) (exchange.FolderConnection, bool, error) {
	for _, c := range o {
		if c.Key == key {
			return c, true, nil
		}
	}
	return exchange.FolderConnection{}, false, nil
}

func (o outward) Connections(context.Context) ([]exchange.FolderConnection, error) { return o, nil }

type outFixture struct {
	*exchange.Outbox
	t     *testing.T
	clock *clock.Manual
	run   *jobs.Runner
	queue *jobs.Queue
	to    *destination
	one   ids.CaseID
	two   ids.CaseID
}

func eachOut(t *testing.T, test func(t *testing.T, f *outFixture)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		now := clock.NewFixed(time.Date(2024, 1, 8, 12, 0, 0, 0, time.UTC))
		f := &outFixture{
			t: t, clock: now, queue: jobs.New(db, now), to: &destination{taken: map[exchange.DispatchID]bool{}, askable: true},
			one: ids.New[ids.Case](), two: ids.New[ids.Case](),
		}
		f.Outbox = exchange.NewOutbox(base.Deps{
			DB: db, Clock: now, Ledger: ledger.New(db, now, ledger.Sealing{}), Work: work.New(db, now), Jobs: f.queue, Files: blob.New(db, now, blob.Dir(t.TempDir())),
		}, outward{
			{Key: "there", Title: "Det andre systemet", Owner: "hr", Direction: "both", Ways: []exchange.FolderWay{{Kind: "http", Path: "x"}, {Kind: "test", Path: "x"}}},
			{Key: "elsewhere", Title: "Et tredje", Owner: "hr", Direction: "out", Ways: []exchange.FolderWay{{Kind: "test", Path: "x"}}},
			{Key: "inward", Title: "Bare inn", Owner: "hr", Direction: "in", Ways: []exchange.FolderWay{{Kind: "test", Path: "x"}}},
		}, map[string]exchange.Transport{"test": f.to})
		f.run = f.runner("a")
		test(t, f)
	})
}

func (f *outFixture) runner(node string) *jobs.Runner {
	r := jobs.NewRunner(f.queue, node, nil, jobs.RunnerOptions{})
	r.Handle(exchange.SendJob, f.HandleSend)
	return r
}

func (f *outFixture) send(c ids.CaseID, n string) exchange.DispatchID {
	f.t.Helper()
	id, err := f.Send(f.t.Context(), exchange.Outgoing{Connection: "there", Kind: "application-status", Case: c, Key: n, Payload: map[string]string{"n": n}})
	if err != nil {
		f.t.Fatal(err)
	}
	return id
}

func (f *outFixture) drain() {
	f.t.Helper()
	if _, err := f.run.Drain(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
}

// after lets time pass in steps that let every attempt come.
func (f *outFixture) after(d time.Duration) {
	f.t.Helper()
	step := max(15*time.Minute, d/20)
	for passed := time.Duration(0); passed < d; passed += step {
		f.clock.Advance(step)
		f.drain()
	}
}

func (f *outFixture) as(rights ...authz.Right) context.Context {
	a := authz.Actor{User: ids.New[ids.User](), Name: "Ida", Roles: []authz.Holding{{Role: "hr"}}}
	for _, r := range rights {
		a.Grants = append(a.Grants, authz.Grant{Right: r, Reach: authz.Everywhere})
	}
	return authz.With(f.t.Context(), a)
}

func (f *outFixture) owner() context.Context {
	return f.as(exchange.RightRead, exchange.RightRepair, exchange.RightPause)
}

func (f *outFixture) is(id exchange.DispatchID, state exchange.OutState, code string) {
	f.t.Helper()
	d, err := f.Dispatch(f.owner(), id)
	if err != nil || d.State != state || d.Problem != code {
		f.t.Errorf("%s is %s (%s), want %s (%s): %v", numberOf(d), d.State, d.Problem, state, code, err)
	}
}

func (f *outFixture) came(want string) {
	f.t.Helper()
	if got := strings.Join(f.to.got, " "); got != want {
		f.t.Errorf("came %q, want %q", got, want)
	}
}

func (f *outFixture) waiting() []string {
	f.t.Helper()
	items, err := f.Work.Waiting(f.owner(), work.Query{})
	if err != nil {
		f.t.Fatal(err)
	}
	var out []string
	for _, i := range items {
		out = append(out, i.Title)
	}
	return out
}

func TestAMessageIsSentOnceAndTheSameOrderAgainChangesNothing(t *testing.T) {
	t.Parallel()
	eachOut(t, func(t *testing.T, f *outFixture) {
		id := f.send(f.one, "1")
		if again := f.send(f.one, "1"); again != id {
			t.Error("the same order is another message")
		}
		_, err := f.Send(t.Context(), exchange.Outgoing{Connection: "there", Kind: "application-status", Case: f.one, Key: "1", Payload: "else"})
		if errs.KindOf(err) != errs.KindConflict || !errs.Has(err, "exchange.key-sent-otherwise") {
			t.Errorf("other content: %v", err)
		}
		f.drain()
		f.send(f.one, "1")
		f.drain()
		f.came("1")
		f.is(id, exchange.Delivered, "")
	})
}

func TestAMessageOfATransactionThatFailedNeverWas(t *testing.T) {
	t.Parallel()
	eachOut(t, func(t *testing.T, f *outFixture) {
		undone := errors.New("undone")
		err := f.DB.Transact(t.Context(), func(ctx context.Context) error {
			if _, err := f.Send(ctx, exchange.Outgoing{Connection: "there", Kind: "k", Key: "1"}); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		f.drain()
		f.came("")
	})
}

func TestWhatCannotBeSentIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	eachOut(t, func(t *testing.T, f *outFixture) {
		for code, m := range map[string]exchange.Outgoing{
			"exchange.no-connection":      {Connection: "nowhere", Kind: "k", Key: "1"},
			"exchange.no-way-out":         {Connection: "inward", Kind: "k", Key: "1"},
			"exchange.key-missing":        {Connection: "there", Kind: "k"},
			"exchange.payload-unwritable": {Connection: "there", Kind: "k", Key: "1", Payload: func() {}},
		} {
			if _, err := f.Send(t.Context(), m); !errs.Has(err, code) {
				t.Errorf("%v, want %s", err, code)
			}
		}
	})
}

func TestADestinationThatIsDownGetsEverythingInOrderWhenItIsBack(t *testing.T) {
	t.Parallel()
	eachOut(t, func(t *testing.T, f *outFixture) {
		f.to.say(func(string) (bool, error) { return false, down })
		first := f.send(f.one, "1")
		for _, n := range []string{"2", "3"} {
			f.send(f.one, n)
			f.drain()
		}
		f.send(f.two, "b1")
		f.drain()
		f.is(first, exchange.Waiting, "exchange.destination-silent")
		if got := f.waiting(); len(got) != 0 {
			t.Errorf("the owner was told at once: %v", got)
		}
		f.after(3 * time.Hour)
		if got := f.waiting(); fmt.Sprint(got) != "[@exchange.work.destination-silent]" {
			t.Errorf("the owner was told %v", got)
		}
		f.send(f.one, "4")
		f.to.say(nil)
		f.after(time.Hour)
		if order := only(f.to.got, "1", "2", "3", "4"); order != "1 2 3 4" || len(f.to.got) != 5 {
			t.Errorf("came %v", f.to.got)
		}
		if got := f.waiting(); len(got) != 0 {
			t.Errorf("it is up, and the owner has %v", got)
		}
	})
}

func only(got []string, wanted ...string) string {
	var out []string
	for _, g := range got {
		for _, w := range wanted {
			if g == w {
				out = append(out, g)
			}
		}
	}
	return strings.Join(out, " ")
}

func TestASystemThatIsDownForTwoDaysIsPausedWithAnOwnerAndBurnsNothing(t *testing.T) {
	t.Parallel()
	eachOut(t, func(t *testing.T, f *outFixture) {
		tried := 0
		f.to.say(func(string) (bool, error) { tried++; return false, down })
		f.send(f.one, "1")
		f.drain()
		f.after(50 * time.Hour)
		paused, err := f.Paused(t.Context())
		if err != nil || len(paused) != 1 || paused[0].Connection != "there" || paused[0].By != "" {
			t.Fatalf("%+v %v", paused, err)
		}
		before := tried
		f.after(24 * time.Hour)
		if tried != before || fmt.Sprint(f.waiting()) != "[@exchange.work.destination-paused]" {
			t.Errorf("tried %d times more; %v", tried-before, f.waiting())
		}
		f.to.say(nil)
		if err := f.Resume(f.owner(), "there"); err != nil {
			t.Fatal(err)
		}
		f.drain()
		f.came("1")
		if got := f.waiting(); len(got) != 0 {
			t.Errorf("%v", got)
		}
	})
}

func TestAPausedConnectionWaitsAndGoesInOrderAfterwards(t *testing.T) {
	t.Parallel()
	eachOut(t, func(t *testing.T, f *outFixture) {
		if err := f.Pause(f.as(exchange.RightRead, exchange.RightRepair), "there", "moved"); errs.KindOf(err) != errs.KindDenied {
			t.Errorf("without the right: %v", err)
		}
		if err := f.Pause(f.owner(), "there", ""); !errs.Has(err, "exchange.pause-reason-missing") {
			t.Errorf("without a reason: %v", err)
		}
		if err := f.Pause(f.owner(), "nowhere", "moved"); errs.KindOf(err) != errs.KindNotFound {
			t.Errorf("nowhere: %v", err)
		}
		f.send(f.one, "1")
		if err := f.Pause(f.owner(), "there", "moved"); err != nil {
			t.Fatal(err)
		}
		f.send(f.one, "2")
		f.drain() // the jobs come and go, the messages wait
		f.send(f.one, "3")
		if _, err := f.Send(t.Context(), exchange.Outgoing{Connection: "elsewhere", Kind: "k", Key: "x", Payload: map[string]string{"n": "x"}}); err != nil {
			t.Fatal(err)
		}
		f.drain()
		f.came("x")
		if err := f.Resume(f.owner(), "there"); err != nil {
			t.Fatal(err)
		}
		f.send(f.one, "4")
		f.drain()
		f.came("x 1 2 3 4")
		if err := f.Resume(f.owner(), "there"); err != nil {
			t.Errorf("resuming what goes: %v", err)
		}
	})
}

func TestWhatIsRefusedGetsAnOwnerAndLetsTheNextPass(t *testing.T) {
	t.Parallel()
	eachOut(t, func(t *testing.T, f *outFixture) {
		refuse := map[string]bool{"1": true}
		f.to.say(func(n string) (bool, error) {
			if refuse[n] {
				return false, errs.Invalid("exchange.destination-refused", "status", 422)
			}
			return true, nil
		})
		first, _ := f.send(f.one, "1"), f.send(f.one, "2")
		f.drain()
		f.came("2")
		f.is(first, exchange.Refused, "exchange.destination-refused")
		if got := f.waiting(); fmt.Sprint(got) != "[@exchange.work.refused]" {
			t.Errorf("%v", got)
		}
		if err := f.SendAgain(f.as(exchange.RightRead), first); errs.KindOf(err) != errs.KindDenied {
			t.Errorf("without the right: %v", err)
		}
		if err := f.SendAgain(f.as(), first); errs.KindOf(err) != errs.KindNotFound {
			t.Errorf("a stranger: %v", err)
		}
		delete(refuse, "1")
		if err := f.SendAgain(f.owner(), first); err != nil {
			t.Fatal(err)
		}
		f.drain()
		f.came("2 1")
		if got := f.waiting(); len(got) != 0 {
			t.Errorf("%v", got)
		}
		if err := f.SendAgain(f.owner(), first); errs.KindOf(err) != errs.KindConflict {
			t.Errorf("a delivered one was sent again: %v", err)
		}
		history, err := f.History(f.owner(), first)
		var kinds []string
		for _, e := range history {
			kinds = append(kinds, string(e.Kind))
		}
		if err != nil || strings.Join(kinds, ", ") != "ordered, refused, sent again, delivered" {
			t.Errorf("%v %v", kinds, err)
		}
	})
}

func TestAnUnknownOutcomeIsAskedForBeforeAnythingIsSentAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		took, askable bool
		came          string
		state         exchange.OutState
		code          string
	}{
		"it has it":                  {true, true, "1 2", exchange.Delivered, ""},
		"it has it not":              {false, true, "1 2", exchange.Delivered, ""},
		"it has it, cannot be asked": {true, false, "1 2", exchange.Uncertain, "exchange.outcome-unknown"},
		"it has it not, likewise":    {false, false, "2", exchange.Uncertain, "exchange.outcome-unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachOut(t, func(t *testing.T, f *outFixture) {
				f.to.askable = c.askable
				broke := false
				f.to.say(func(n string) (bool, error) {
					if n == "1" && !broke {
						broke = true
						return c.took, errors.New("the line broke")
					}
					return true, nil
				})
				first := f.send(f.one, "1")
				f.send(f.one, "2")
				f.drain()
				f.after(time.Hour)
				f.came(c.came)
				f.is(first, c.state, c.code)
				if told := fmt.Sprint(f.waiting()); (told == "[@exchange.work.uncertain]") != (c.state == exchange.Uncertain) {
					t.Errorf("told %s", told)
				}
			})
		})
	}
}

func TestAnUncertainMessageIsClosedWithAReason(t *testing.T) {
	t.Parallel()
	eachOut(t, func(t *testing.T, f *outFixture) {
		f.to.askable = false
		f.to.say(func(string) (bool, error) { return true, errors.New("the line broke") })
		id := f.send(f.one, "1")
		if err := f.Forget(t.Context(), id); errs.KindOf(err) != errs.KindConflict {
			t.Errorf("forgotten on its way: %v", err)
		}
		f.drain()
		f.after(time.Hour)
		if err := f.Abandon(f.owner(), id, "", ""); !errs.Has(err, "exchange.reason-missing") {
			t.Errorf("without a reason: %v", err)
		}
		if err := f.Abandon(f.owner(), id, "they have it", "77"); err != nil {
			t.Fatal(err)
		}
		f.is(id, exchange.Abandoned, "exchange.outcome-unknown")
		if got := f.waiting(); len(got) != 0 {
			t.Errorf("%v", got)
		}
		f.came("1")
	})
}

// The program dies after the other system took the message and before that was
// written down.
func TestACrashWhileSendingNeitherLosesNorDoubles(t *testing.T) {
	t.Parallel()
	eachOut(t, func(t *testing.T, f *outFixture) {
		for _, n := range []string{"1", "2", "3"} {
			f.send(f.one, n)
		}
		for _, took := range []bool{true, false, true} {
			dying, die := context.WithCancel(t.Context())
			f.to.say(func(string) (bool, error) { die(); return took, dying.Err() })
			if _, err := f.runner("a").Drain(dying); err == nil {
				t.Fatal("it lived")
			}
		}
		f.to.say(nil)
		f.drain()
		f.came("1 2 3")
	})
}

func TestWhatIsForgottenLeavesOnlyThatItWasSent(t *testing.T) {
	t.Parallel()
	eachOut(t, func(t *testing.T, f *outFixture) {
		id := f.send(f.one, "1")
		f.drain()
		if err := f.Forget(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if err := f.ForgetCopy(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		d, err := f.Dispatch(f.owner(), id)
		if err != nil || d.Payload != "" || d.Digest != (blob.Sum{}) || d.Forgotten.IsZero() || d.State != exchange.Delivered {
			t.Errorf("%+v %v", d, err)
		}
		if again := f.send(f.one, "1"); again != id {
			t.Error("what was forgotten is sent again")
		}
	})
}

func TestAListShowsWhatIsWithinTheRights(t *testing.T) {
	t.Parallel()
	eachOut(t, func(t *testing.T, f *outFixture) {
		f.to.say(func(n string) (bool, error) {
			if n == "b" {
				return false, down
			}
			return true, nil
		})
		f.send(f.one, "a")
		f.send(f.two, "b")
		f.drain()
		inOne := authz.With(t.Context(), authz.Actor{User: ids.New[ids.User](), Grants: []authz.Grant{{Right: exchange.RightRead, Reach: authz.InCase, Case: f.one}}})
		for name, c := range map[string]struct {
			ctx  context.Context
			q    exchange.OutQuery
			want int
		}{
			"all":                {f.owner(), exchange.OutQuery{}, 2},
			"what is stuck":      {f.owner(), exchange.OutQuery{Stuck: true}, 1},
			"what was delivered": {f.owner(), exchange.OutQuery{State: exchange.Delivered}, 1},
			"of one case":        {f.owner(), exchange.OutQuery{Case: f.two}, 1},
			"of another system":  {f.owner(), exchange.OutQuery{Connection: "elsewhere"}, 0},
			"with one case's":    {inOne, exchange.OutQuery{}, 1},
			"without rights":     {f.as(), exchange.OutQuery{}, 0},
		} {
			if got, total, err := f.Dispatches(c.ctx, c.q); len(got) != c.want || total != c.want || err != nil {
				t.Errorf("%s: %d of %d, want %d: %v", name, len(got), total, c.want, err)
			}
		}
	})
}

func aDispatch() exchange.Dispatch {
	return exchange.Dispatch{ID: exchange.DispatchID{1}, Connection: "there", Kind: "application-status", Key: "a-1", Payload: `{"n":"1"}`, CreatedAt: clock.At(time.Date(2024, 1, 8, 12, 0, 0, 0, time.UTC))}
}

func TestAFolderGetsWholeFilesAndCanBeAskedAlsoAfterTheyWereTaken(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	to, way, d := exchange.ToFolder{Root: root}, exchange.FolderWay{Path: "out/there"}, aDispatch()
	ask := func(want bool) {
		t.Helper()
		if has, tells, err := to.Ask(t.Context(), way, d); has != want || !tells || err != nil {
			t.Errorf("%v %v %v", has, tells, err)
		}
	}
	ask(false)
	if err := to.Deliver(t.Context(), way, d); err != nil {
		t.Fatal(err)
	}
	ask(true)
	path := filepath.Join(root, "out", "there", d.ID.String()+".json")
	text, err := os.ReadFile(path)
	var e exchange.Envelope
	if err != nil || json.Unmarshal(text, &e) != nil || e.ID != d.ID.String() || e.Type != d.Kind || e.Subject != "a-1" || string(e.Data) != `{"n":"1"}` || e.SpecVersion != "1.0" {
		t.Errorf("%s %v", text, err)
	}
	taken := filepath.Join(root, "out", "there", "taken")
	if err := errors.Join(os.Mkdir(taken, 0o700), os.Rename(path, filepath.Join(taken, d.ID.String()+".json"))); err != nil {
		t.Fatal(err)
	}
	ask(true)
	if err := to.Erase(t.Context(), way, d); err != nil {
		t.Fatal(err)
	}
	ask(false)
	blocked := filepath.Join(root, "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := to.Deliver(t.Context(), exchange.FolderWay{Path: "file/there"}, d); errs.KindOf(err) != errs.KindUnavailable {
		t.Errorf("a folder that cannot be: %v", err)
	}
}

func TestHTTPTellsTheThreeKindsOfFailureApart(t *testing.T) {
	t.Parallel()
	d := aDispatch()
	for status, want := range map[int]errs.Kind{
		400: errs.KindInvalid, 409: errs.KindInvalid, 413: errs.KindInvalid, 422: errs.KindInvalid,
		302: errs.KindUnavailable, 401: errs.KindUnavailable, 403: errs.KindUnavailable, 404: errs.KindUnavailable, 429: errs.KindUnavailable, 503: errs.KindUnavailable,
		500: errs.KindInternal, 502: errs.KindInternal, 504: errs.KindInternal,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
		}))
		err := exchange.ToHTTP{}.Deliver(t.Context(), exchange.FolderWay{URL: server.URL, Path: "status"}, d)
		if err == nil || errs.KindOf(err) != want {
			t.Errorf("%d: %v", status, err)
		}
		server.Close()
	}
}

func TestHTTPCarriesTheMessageWithItsKeyAndToken(t *testing.T) {
	t.Parallel()
	d := aDispatch()
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.Path+" "+r.Header.Get("Authorization")+" "+r.Header.Get("Idempotency-Key"))
		var e exchange.Envelope
		switch {
		case r.Method == http.MethodPost && (json.NewDecoder(r.Body).Decode(&e) != nil || e.ID != d.ID.String() || r.Header.Get("Content-Type") != "application/cloudevents+json"):
			w.WriteHeader(http.StatusBadRequest)
		case r.Method == http.MethodGet && !strings.HasSuffix(r.URL.Path, d.ID.String()):
			w.WriteHeader(http.StatusNotFound)
		case r.Method == http.MethodPost:
			w.WriteHeader(http.StatusAccepted)
		}
	}))
	t.Cleanup(server.Close)
	secret := func(name string) (string, bool) { return "s3cret", name == "THERE" }
	to, way := exchange.ToHTTP{Secret: secret}, exchange.FolderWay{URL: server.URL + "/api", Path: "status", Secret: "THERE", Ask: true}
	if err := to.Deliver(t.Context(), way, d); err != nil {
		t.Fatal(err)
	}
	if has, tells, err := to.Ask(t.Context(), way, d); !has || !tells || err != nil {
		t.Errorf("%v %v %v", has, tells, err)
	}
	other := d
	other.ID = exchange.DispatchID{2}
	if has, tells, err := to.Ask(t.Context(), way, other); has || !tells || err != nil {
		t.Errorf("%v %v %v", has, tells, err)
	}
	want := "POST /api/status Bearer s3cret " + d.ID.String() + ", GET /api/status/" + d.ID.String() + " Bearer s3cret "
	if got := strings.Join(asked[:2], ", "); got != want {
		t.Errorf("asked %q, want %q", got, want)
	}
	way.Ask = false
	if _, tells, err := to.Ask(t.Context(), way, d); tells || err != nil {
		t.Errorf("%v %v", tells, err)
	}
	way.Secret = "ANOTHER"
	if err := to.Deliver(t.Context(), way, d); !errs.Has(err, "exchange.secret-unset") || errs.KindOf(err) != errs.KindUnavailable {
		t.Errorf("without its secret: %v", err)
	}
}

func TestALineThatBreaksBeforeOrAfterTheMessageIsToldApart(t *testing.T) {
	t.Parallel()
	d := aDispatch()
	posts := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { posts++; panic(http.ErrAbortHandler) }))
	way := exchange.FolderWay{URL: server.URL, Path: "status"}
	if err := (exchange.ToHTTP{}).Deliver(t.Context(), way, d); errs.KindOf(err) != errs.KindInternal || !errs.Has(err, "exchange.outcome-unknown") {
		t.Errorf("broken after it was sent: %v", err)
	}
	if posts != 1 {
		t.Errorf("sent %d times", posts)
	}
	server.Close()
	if err := (exchange.ToHTTP{}).Deliver(t.Context(), way, d); errs.KindOf(err) != errs.KindUnavailable {
		t.Errorf("nobody there: %v", err)
	}
	if err := (exchange.ToHTTP{}).Deliver(t.Context(), exchange.FolderWay{Path: "status"}, d); errs.KindOf(err) != errs.KindUnavailable {
		t.Errorf("no address: %v", err)
	}
}

func TestMessagesAreSentToSafeAddressesOnly(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"https://system.example/api": true, "http://127.0.0.1:8080": true, "http://localhost/x": true,
		"http://system.example": false, "ftp://system.example": false, "https://user:secret@system.example": false,
		"https://system.example/?key=secret": false, "": false, "system.example": false,
	} {
		if got := (exchange.FolderWay{URL: address}).MayBeSentTo(); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}
