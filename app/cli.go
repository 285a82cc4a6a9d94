package app

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"saksgang/base/clock"
	"saksgang/base/console"
	"saksgang/base/i18n"
	"saksgang/bench"
	"saksgang/municipality/municipalityapp"
	"saksgang/process/processapp"
	"saksgang/record"
	"saksgang/record/recordapp"
)

// commands is the command line. A command's Run takes the streams and a context
// that ends when the program is asked to stop.
type commands struct {
	Lang    string                   `help:"Language of messages." enum:"nb,en," default:"" env:"SAKSGANG_LANG"`
	Demo    demoCommand              `cmd:"" help:"Play the hiring of a nurse in a fictitious municipality, then serve it."`
	Serve   serveCommand             `cmd:"" help:"Serve a municipality."`
	Check   municipalityapp.CheckCmd `cmd:"" help:"Check a municipality's folder: every fault with file, line and remedy."`
	Init    municipalityapp.InitCmd  `cmd:"" help:"Write a starter folder for a municipality."`
	Process processapp.ProcessCmd    `cmd:"" help:"Processes as drawings."`
	Record  recordapp.RecordCmd      `cmd:"" help:"The archive: make and check packages."`
	Bench   bench.Cmd                `cmd:"" help:"Measure against a live reference."`
	Ledger  ledgerCommand            `cmd:"" help:"The ledger of what happened."`
	Doctor  doctorCommand            `cmd:"" help:"Check a data folder: what is fine, what is not, what to do."`
	Backup  backupCommand            `cmd:"" help:"Copy a data folder, also while it is served: the database first, then the files."`
	Restore restoreCommand           `cmd:"" help:"Put a backup into an empty folder, and verify it."`
	Admin   adminCommand             `cmd:"" help:"Those who set the program up."`
	Version versionCmd               `cmd:"" help:"Print the version of the program."`
}

// Main runs the program and returns its exit status.
func Main(args []string, in io.Reader, out, err io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	bundle, fault := i18n.NewBundle(sources()...)
	if fault != nil {
		io.WriteString(err, "saksgang: "+fault.Error()+"\n")
		return console.Faults
	}
	return run(ctx, bundle, args, console.Streams{In: in, Out: out, Err: err, Words: bundle.Localizer(i18n.Settings{Interface: environmentLanguage(bundle)})})
}

// ended carries the status with which kong wants to exit out of the parser.
type ended int

func run(ctx context.Context, bundle *i18n.Bundle, args []string, streams console.Streams) (status int) {
	defer func() {
		if p := recover(); p != nil {
			end, ok := p.(ended)
			if !ok {
				panic(p)
			}
			status = int(end)
		}
	}()
	var line commands
	parser, err := kong.New(&line,
		kong.Name("saksgang"),
		kong.Description("A municipality's case work, from the drawing to the archive."),
		kong.Writers(streams.Out, streams.Err),
		kong.Exit(func(code int) { panic(ended(code)) }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(bundle, newRegistry(), recordapp.Open(openRecords(bundle))),
	)
	if err != nil {
		streams.Say("saksgang: %v", err)
		return console.Misuse
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		streams.Say("saksgang: %v", err)
		var usage *kong.ParseError
		if errors.As(err, &usage) {
			streams.Say("  saksgang --help shows what there is.")
		}
		return console.Misuse
	}
	if line.Lang != "" {
		streams.Words = bundle.Localizer(i18n.Settings{Interface: i18n.Language(line.Lang)})
	}
	err = parsed.Run(streams)
	streams.Report(ctx, err)
	return console.Status(err)
}

// environmentLanguage follows LC_ALL, LC_MESSAGES and LANG, as programs do.
func environmentLanguage(bundle *i18n.Bundle) i18n.Language {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		value, _, _ := strings.Cut(os.Getenv(name), "_")
		switch value {
		case "":
			continue
		case "no":
			value = "nb"
		}
		if bundle.Speaks(i18n.Language(value)) {
			return i18n.Language(value)
		}
		return i18n.English
	}
	return i18n.Bokmal
}

// openRecords opens the records of a data folder for the commands of record.
func openRecords(bundle *i18n.Bundle) func(ctx context.Context, dir, database string) (*record.Service, func() error, error) {
	return func(ctx context.Context, dir, database string) (*record.Service, func() error, error) {
		h, err := openHouse(ctx, Folder{Dir: dir, Database: database}, bundle, clock.System())
		if err != nil {
			return nil, nil, err
		}
		return h.record, h.DB.Close, nil
	}
}
