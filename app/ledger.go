package app

import (
	"context"

	"saksgang/base"
	"saksgang/base/clock"
	"saksgang/base/console"
	"saksgang/base/errs"
	"saksgang/base/ledger"
	"saksgang/base/mail"
	"saksgang/municipality"
	"saksgang/municipality/sections"
)

type ledgerCommand struct {
	Verify verifyCommand `cmd:"" help:"Recompute every digest and the whole tree, and compare."`
}

type verifyCommand struct {
	Folder
	JSON bool `help:"Print one JSON object." name:"json"`
}

// Run verifies the ledger: 0 when it holds, 1 when something was changed.
func (c verifyCommand) Run(ctx context.Context, s console.Streams) error {
	deps, err := c.open(ctx, clock.System(), mail.Folder(c.mail()), "localhost")
	if err != nil {
		return err
	}
	defer deps.DB.Close()
	if err := keepElsewhere(ctx, deps); err != nil {
		return err
	}
	report, err := deps.Ledger.Verify(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		err = s.JSON(report)
	} else {
		for _, f := range report.Faults {
			s.Say("%s: %s", f.Event, s.Words.T("app.ledger."+f.Code, "leaf", f.Leaf))
		}
		s.Say("%s", s.Words.T("app.ledger.summary", "events", report.Events, "sealed", report.Sealed, "erased", report.Erased, "faults", len(report.Faults)))
	}
	if err == nil && !report.Verified {
		return console.Found()
	}
	return err
}

// keepElsewhere lets the ledger know the place for heads that the folder in
// force names; a data folder with nothing in force has none. Whatever else keeps
// it from knowing the place is an error: without those heads nothing is verified.
func keepElsewhere(ctx context.Context, deps base.Deps) error {
	versions := municipality.New(deps, newRegistry(), municipality.Options{})
	_, loaded, err := inForceToday(ctx, versions, deps.Clock.Now())
	if errs.Has(err, "municipality.none-in-force") {
		return nil
	}
	if err != nil {
		return err
	}
	if elsewhere := sections.TownOf(loaded).LedgerHeads; elsewhere != "" {
		deps.Ledger.KeepAlso(ledger.HeadDir(elsewhere))
	}
	return nil
}
