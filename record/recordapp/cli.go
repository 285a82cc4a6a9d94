package recordapp

import (
	"context"
	"errors"
	"fmt"
	"os"

	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/console"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/record"
	"saksgang/record/noark"
)

// RecordCmd is "saksgang record …".
type RecordCmd struct {
	Extract ExtractCmd `cmd:"" help:"Make the archive package (Noark 5) of a closed period."`
	Check   VerifyCmd  `cmd:"" help:"Check any Noark 5 package: the standard's rules, and the schemas in it."`
}

// Open opens the records in a data folder; app gives it to the commands. The
// caller calls done.
type Open func(ctx context.Context, dir, database string) (s *record.Service, done func() error, err error)

// ExtractCmd makes a package.
type ExtractCmd struct {
	Dir      string   `help:"The data folder." default:"data" type:"path" env:"SAKSGANG_DIR"`
	Database string   `help:"Address of a PostgreSQL database; without it, SQLite in the data folder." env:"SAKSGANG_DATABASE"`
	From     string   `required:"" placeholder:"DATE" help:"First day of the period, 2024-01-01."`
	To       string   `required:"" placeholder:"DATE" help:"Last day of the period, 2024-12-31."`
	Out      string   `short:"o" required:"" placeholder:"DIR" type:"path" help:"Where the package goes; it must not exist."`
	Schemas  []string `sep:"none" placeholder:"DIR" type:"path" help:"Folder with the official schemas; may be given more than once."`
	JSON     bool     `name:"json" help:"Print the report as one JSON object."`

	from, to calendar.Date
}

// AfterApply reads the days; a fault in them is a wrong use of the command.
func (c *ExtractCmd) AfterApply() (err error) {
	if c.from, err = calendar.ParseDate(c.From); err != nil {
		return fmt.Errorf("--from: %w", err)
	}
	if c.to, err = calendar.ParseDate(c.To); err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	if c.to < c.from {
		return errors.New("--to is before --from")
	}
	return nil
}

// Run makes the package and reports on it; console.Found says that it has faults.
func (c *ExtractCmd) Run(ctx context.Context, s console.Streams, open Open) (err error) {
	service, done, err := open(ctx, c.Dir, c.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	p, err := service.ExtractPeriod(atTheMachine(ctx, s), c.from, c.to, c.Out, c.Schemas)
	if err != nil {
		return err
	}
	return report(s, p, c.JSON)
}

// VerifyCmd checks a package.
type VerifyCmd struct {
	Package string `arg:"" type:"path" help:"The package's folder."`
	JSON    bool   `name:"json" help:"Print the report as one JSON object."`
}

// Validate refuses what is no folder; it makes a wrong use of the command.
func (c VerifyCmd) Validate() error {
	if info, err := os.Stat(c.Package); err != nil || !info.IsDir() {
		return fmt.Errorf("%s is not a folder that can be read", c.Package)
	}
	return nil
}

// Run checks the package and reports on it.
func (c VerifyCmd) Run(ctx context.Context, s console.Streams) error {
	p, err := record.CheckPackage(ctx, c.Package)
	if err != nil {
		return err
	}
	return report(s, p, c.JSON)
}

// atTheMachine is whoever runs a command: he has the data folder itself.
func atTheMachine(ctx context.Context, s console.Streams) context.Context {
	return authz.With(ctx, authz.Actor{
		User: ids.Derive[ids.User]("record", "command-line"), Name: s.Words.T("record.cli.actor"),
		Grants: []authz.Grant{{Right: record.RightExtract, Reach: authz.Everywhere, Because: "command line"}},
	})
}

func report(s console.Streams, p record.Package, asJSON bool) error {
	if asJSON {
		if err := s.JSON(p); err != nil {
			return err
		}
	} else {
		for _, f := range p.Faults {
			fmt.Fprintln(s.Out, FaultText(s.Words, f))
		}
	}
	s.Say("%s", verdict(s.Words, p))
	if p.Good() {
		return nil
	}
	return console.Found()
}

func verdict(l *i18n.Localizer, p record.Package) string {
	switch {
	case !p.Good():
		return l.T("record.cli.faults", "count", len(p.Faults), "path", p.Dir)
	case p.Valid == nil:
		return l.T("record.cli.not-validated", "path", p.Dir)
	}
	return l.T("record.cli.good", "path", p.Dir)
}

// FaultText is a fault of a package in words.
func FaultText(l *i18n.Localizer, f noark.Fault) string {
	where := f.File
	if where != "" {
		where += ": "
	}
	return where + f.Rule + ": " + f.What
}
