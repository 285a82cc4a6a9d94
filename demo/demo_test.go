package demo_test

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"testing"
	"testing/fstest"

	"github.com/alecthomas/kong"
	"github.com/rogpeppe/go-internal/testscript"

	"saksgang/access/accessapp"
	"saksgang/base/calendar"
	"saksgang/base/console"
	"saksgang/base/i18n"
	"saksgang/demo"
	"saksgang/exchange/exchangeapp"
	"saksgang/municipality"
	"saksgang/municipality/municipalityapp"
	"saksgang/municipality/sections"
	"saksgang/process/processapp"
	"saksgang/record/recordapp"
	"saksgang/recruit/recruitapp"
	"saksgang/staff/staffapp"
)

func registry() *municipality.Registry {
	r := municipality.NewRegistry()
	sections.Register(r)
	staffapp.RegisterSections(r)
	accessapp.RegisterSections(r)
	accessapp.KnowRights(r)
	recordapp.RegisterSections(r)
	processapp.RegisterSections(r, nil)
	exchangeapp.RegisterSections(r)
	recruitapp.RegisterSections(r)
	return r
}

func bundle(t interface{ Fatal(...any) }) *i18n.Bundle {
	b, err := i18n.NewBundle(
		i18n.Source{Package: "municipality", Files: municipality.Locales},
		i18n.Source{Package: "municipality", Files: sections.Locales},
		i18n.Source{Package: "staff", Files: staffapp.Locales},
		i18n.Source{Package: "access", Files: accessapp.Locales},
		i18n.Source{Package: "record", Files: recordapp.Locales},
		i18n.Source{Package: "process", Files: processapp.Locales},
		i18n.Source{Package: "exchange", Files: exchangeapp.Locales},
		i18n.Source{Package: "recruit", Files: recruitapp.Locales},
	)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func noFaults(t *testing.T, folder fs.FS) *municipality.Loaded {
	t.Helper()
	loaded, faults, err := registry().Check(folder)
	if err != nil {
		t.Fatal(err)
	}
	words := bundle(t).Localizer(i18n.Settings{Interface: i18n.English})
	for _, fault := range faults {
		sentence, remedy := fault.Words(words)
		t.Errorf("%s: %s — %s (%s)", fault.Position, sentence, remedy, fault.Code)
	}
	return loaded
}

func TestFjordvikHasNoFaults(t *testing.T) {
	t.Parallel()
	noFaults(t, demo.Fjordvik())
}

func TestFjordvikHasItsOwnClosedDaysAndZone(t *testing.T) {
	t.Parallel()
	loaded := noFaults(t, demo.Fjordvik())
	c, err := sections.CalendarOf(loaded)
	if err != nil {
		t.Fatal(err)
	}
	if name, closed := c.Closed(calendar.MustDate("2026-12-24")); !closed || name != "Julaften" {
		t.Errorf("Christmas Eve: %q %v", name, closed)
	}
	if c.IsWorkingDay(calendar.MustDate("2026-05-17")) || sections.ZoneOf(loaded).String() != "Europe/Oslo" {
		t.Error(c.Zone())
	}
}

func TestTheStarterOfEachCountryHasNoFaults(t *testing.T) {
	t.Parallel()
	for _, country := range calendar.Countries() {
		files, err := municipalityapp.Starter(country, `Bø "i" Fjorden`)
		if err != nil {
			t.Fatal(err)
		}
		folder := fstest.MapFS{}
		for name, text := range files {
			folder[name] = &fstest.MapFile{Data: text}
		}
		loaded := noFaults(t, folder)
		town := sections.TownOf(loaded)
		if town.Country != country || town.Name != `Bø "i" Fjorden` {
			t.Errorf("%s: %+v", country, town)
		}
	}
}

func TestEveryWordIsInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, gap := range bundle(t).Gaps() {
		t.Error(gap)
	}
}

var update = flag.Bool("update", false, "write what the commands print into testdata")

type commands struct {
	Language string `default:"nb"`

	Check municipalityapp.CheckCmd `cmd:""`
	Init  municipalityapp.InitCmd  `cmd:""`
}

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"saksgang": func() { os.Exit(run(os.Args[1:])) }})
}

// run is a program of these commands alone.
func run(args []string) int {
	var c commands
	parser := kong.Must(&c, kong.Name("saksgang"))
	ctx, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "saksgang:", err)
		return console.Misuse
	}
	words := bundle(fatal{}).Localizer(i18n.Settings{Interface: i18n.Language(c.Language)})
	streams := console.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Words: words}
	err = ctx.Run(streams, registry())
	streams.Report(context.Background(), err)
	return console.Status(err)
}

type fatal struct{}

func (fatal) Fatal(args ...any) { panic(args) }

func TestCommands(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{Dir: "testdata", UpdateScripts: *update})
}
