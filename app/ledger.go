package app

import (
	"context"

	"saksgang/base/clock"
	"saksgang/base/console"
	"saksgang/base/mail"
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
