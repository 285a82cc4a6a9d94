package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"saksgang/base"
	"saksgang/base/console"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/process"
)

// tiny measures next to nothing: what is tested is that all of it runs, and
// what is printed. How fast it is depends on the machine.
var tiny = budget{
	memory:  series{rounds: 3},
	durable: series{rounds: 2, cases: 3},
	group:   series{rounds: 2, cases: 6},
	flat:    series{rounds: 3, cases: 4},
	length:  time.Millisecond,
	clients: 3, weighed: 40, waitFew: 6, waitMany: 60,
}

// constant is an engine that says it runs so many instances a second.
type constant struct {
	perSecond float64
	closed    *bool
}

func (constant) Name() string { return "another engine" }

func (c constant) Round(context.Context, time.Duration) (float64, error) {
	if c.perSecond == 0 {
		return 0, errs.Unavailable(errors.New("killed"), "bench.reference-failed")
	}
	return c.perSecond, nil
}

func (c constant) Close() error {
	*c.closed = true
	return nil
}

func opens(e otherEngine) opener {
	return func(context.Context, console.Streams) (otherEngine, error) { return e, nil }
}

// screen is a console in English, whose outputs can be read.
func screen(t *testing.T) (s console.Streams, out, progress *bytes.Buffer) {
	t.Helper()
	bundle, err := i18n.NewBundle(
		i18n.Source{Package: "base", Files: base.Locales},
		i18n.Source{Package: "bench", Files: Locales},
		i18n.Source{Package: "process", Files: process.Locales})
	if err != nil {
		t.Fatal(err)
	}
	out, progress = &bytes.Buffer{}, &bytes.Buffer{}
	words := bundle.Localizer(i18n.Settings{Interface: i18n.English})
	return console.Streams{In: strings.NewReader(""), Out: out, Err: progress, Words: words}, out, progress
}

func TestTheFiguresAreOneJSONListEachWithItsReference(t *testing.T) {
	t.Parallel()
	s, out, progress := screen(t)
	dir, closed := t.TempDir(), false
	err := Cmd{Name: "engine", JSON: true, Dir: dir}.measure(t.Context(), s, tiny, opens(constant{perSecond: 10, closed: &closed}))
	if err != nil {
		t.Fatal(err)
	}
	var figures []map[string]any
	if err := json.Unmarshal(out.Bytes(), &figures); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	want := []struct{ name, unit string }{
		{"memory", "instances/s"}, {"durable", "commands/s"}, {"group", "commands/s"}, {"waiting_bytes", "bytes"}, {"flatness", "commands/s"},
	}
	if len(figures) != len(want) {
		t.Fatalf("%d figures, want %d", len(figures), len(want))
	}
	for i, w := range want {
		f := figures[i]
		if len(f) != 6 || f["name"] != w.name || f["unit"] != w.unit || f["reference"] == "" {
			t.Errorf("figure %d is %v, want %v with six fields", i, f, w)
		}
		v, r, ratio := f["value"].(float64), f["reference_value"].(float64), f["ratio"].(float64)
		if v <= 0 || r <= 0 || ratio < 0.99*v/r || ratio > 1.01*v/r {
			t.Errorf("%s: %g by %g gives %g", w.name, v, r, ratio)
		}
		if !strings.Contains(progress.String(), w.name+": ") {
			t.Errorf("standard error does not tell how %s stands to its goal:\n%s", w.name, progress)
		}
	}
	if figures[0]["reference_value"] != 10.0 || figures[3]["reference_value"] != 2048.0 {
		t.Errorf("the references are not what they were: %v", figures)
	}
	if !closed {
		t.Error("the reference was left running")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestWithoutJSONTheFiguresAreATable(t *testing.T) {
	t.Parallel()
	s, out, _ := screen(t)
	closed := false
	if err := (Cmd{Name: "engine", Dir: t.TempDir()}).measure(t.Context(), s, tiny, opens(constant{perSecond: 10, closed: &closed})); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(out.String(), "\n"); lines != 5 || !strings.Contains(out.String(), "another engine") {
		t.Errorf("printed\n%s", out)
	}
}

func TestAReferenceThatFailsGivesNoFigure(t *testing.T) {
	t.Parallel()
	s, out, _ := screen(t)
	closed := false
	err := Cmd{Name: "engine", JSON: true, Dir: t.TempDir()}.measure(t.Context(), s, tiny, opens(constant{closed: &closed}))
	if !errs.Has(err, "bench.reference-failed") || console.Status(err) != console.Faults || out.Len() > 0 || !closed {
		t.Errorf("got %v, status %d, output %q, closed %v", err, console.Status(err), out, closed)
	}
}

// Not parallel: what is not on the path is not on the machine.
func TestWithoutNodeTheBenchEndsWithOneAndOneClearSentence(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	s, out, progress := screen(t)
	err := Cmd{Name: "engine", JSON: true, Dir: t.TempDir()}.Run(t.Context(), s)
	if console.Status(err) != console.Faults || out.Len() > 0 {
		t.Errorf("status %d, output %q", console.Status(err), out)
	}
	s.Report(t.Context(), err)
	want := "saksgang: The reference needs node, which is not found on this machine.\n"
	if got := progress.String(); !strings.HasPrefix(got, want) || strings.Contains(got, "⟦") {
		t.Errorf("said %q, want it to begin with %q", got, want)
	}
}

func TestAnUnknownBenchIsAWrongUse(t *testing.T) {
	t.Parallel()
	if err := (Cmd{Name: "motor"}).Validate(); err == nil {
		t.Error("motor was taken for a bench")
	}
	if err := (Cmd{Name: "engine"}).Validate(); err != nil {
		t.Error(err)
	}
}

func TestValueAndReferenceTakeTurnsAndGiveTheirMedians(t *testing.T) {
	t.Parallel()
	var order strings.Builder
	counted := func(name string, figures ...float64) measured {
		return func(context.Context) (float64, error) {
			order.WriteString(name)
			next := figures[0]
			figures = figures[1:]
			return next, nil
		}
	}
	v, r, err := alternate(t.Context(), 3, counted("v", 5, 900, 6), counted("r", 2, 3, 0.1))
	if err != nil || v != 6 || r != 2 || order.String() != "vrrvvr" {
		t.Errorf("got %g by %g in the order %s, %v", v, r, order.String(), err)
	}
}

func TestAFigureKeepsFourDigits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ given, want float64 }{
		{183_123.4, 183_100}, {2048, 2048}, {1084.26, 1084}, {0.31994, 0.3199}, {0.03, 0.03}, {1, 1}, {0, 0},
	} {
		if got := digits(c.given); got != c.want {
			t.Errorf("digits(%g) = %g, want %g", c.given, got, c.want)
		}
	}
}

func TestTheDriverRunsAnInstanceToItsGrantedEnd(t *testing.T) {
	t.Parallel()
	d, err := newInMemory()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.instance(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)); err != nil {
		t.Error(err)
	}
	d.granted, _ = d.graph.Find("refused")
	if err := d.instance(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)); err == nil {
		t.Error("an instance that ends elsewhere passes for one that ends where it should")
	}
}

func TestManyClientsDoEachThingOnceAndTellOfAFailure(t *testing.T) {
	t.Parallel()
	for _, clients := range []int{1, 7} {
		done := make([]chan struct{}, 100)
		for i := range done {
			done[i] = make(chan struct{}, 2)
		}
		if _, err := spread(len(done), clients, func(i int) error {
			done[i] <- struct{}{}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for i, d := range done {
			if len(d) != 1 {
				t.Errorf("%d clients: thing %d was done %d times", clients, i, len(d))
			}
		}
		broken := errors.New("broken")
		_, err := spread(10, clients, func(i int) error {
			if i == 4 {
				return broken
			}
			return nil
		})
		if !errors.Is(err, broken) {
			t.Errorf("%d clients: got %v", clients, err)
		}
	}
}
