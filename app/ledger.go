package app

import (
	"context"
	"time"

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
	if _, err := heedTown(ctx, deps, newVersions(deps)); err != nil {
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

// newVersions are the versions of the municipality's folder in a database.
func newVersions(deps base.Deps) *municipality.Service {
	return municipality.New(deps, newRegistry(), municipality.Options{Zone: sections.ZoneOf})
}

// heedTown lets the ledger know the place for heads that the folder in force
// names, and tells in which zone the municipality lives. A data folder with
// nothing in force has no place and UTC. Whatever else keeps the folder from
// being read is an error: without those heads nothing is verified.
func heedTown(ctx context.Context, deps base.Deps, versions *municipality.Service) (*time.Location, error) {
	_, loaded, err := inForceToday(ctx, versions, deps.Clock.Now())
	if errs.Has(err, "municipality.none-in-force") {
		return time.UTC, nil
	}
	if err != nil {
		return time.UTC, err
	}
	keepElsewhere(deps.Ledger, loaded)
	return sections.ZoneOf(loaded), nil
}

// keepElsewhere has heads kept in the place that the folder names, if any.
func keepElsewhere(l *ledger.Ledger, loaded *municipality.Loaded) {
	if elsewhere := sections.TownOf(loaded).LedgerHeads; elsewhere != "" {
		l.KeepAlso(ledger.HeadDir(elsewhere))
	}
}
