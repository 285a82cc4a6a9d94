package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"saksgang/access"
	"saksgang/base"
	"saksgang/base/clock"
	"saksgang/base/console"
	"saksgang/exchange"
	"saksgang/exchange/exchangeapp"
	"saksgang/municipality"
	"saksgang/party"
	"saksgang/staff"
)

type doctorCommand struct {
	Folder
	JSON bool `name:"json" help:"Print the checks as one JSON list."`
}

// Run makes every check on a data folder, also one that is being served: 0 when
// all is fine, 1 when something is not. It changes nothing.
func (c doctorCommand) Run(ctx context.Context, s console.Streams) error {
	deps, pending, err := c.look(ctx, clock.System())
	if err != nil {
		return err
	}
	defer deps.DB.Close()
	checks := []check{{"database", checkDatabase}, {"disk", checkDisk}} // the others ask for tables that may not be there yet
	zone, versions := time.UTC, newVersions(deps)
	var unknown error
	if pending.From == pending.To {
		checks = append(slices.Clone(quickChecks), check{"ledger", checkLedger}, check{"files", checkFiles})
		zone, unknown = heedTown(ctx, deps, versions)
	}
	clinic := newClinic(deps, c.Folder, versions, zone)
	clinic.unknown = unknown
	found, err := clinic.examine(ctx, checks...)
	if err != nil {
		return err
	}
	s.Words = s.Words.In(zone)
	return report(s, found, c.JSON)
}

// newClinic is the clinic of a data folder that nothing is served from here.
func newClinic(deps base.Deps, folder Folder, versions *municipality.Service, zone *time.Location) clinic {
	people := party.NewService(deps, party.Options{Zone: zone})
	units := staff.NewService(deps, people, staff.Options{Zone: zone})
	return clinic{
		Deps: deps, folder: folder, versions: versions,
		access: access.NewService(deps, people, units, access.Options{Zone: zone}),
		outbox: exchange.NewOutbox(deps, nil, exchange.Transports(folder.Dir, exchangeapp.Environment{}.Secret)),
	}
}

// told is a finding as doctor --json prints it.
type told struct {
	Name   string `json:"name"`
	Fine   bool   `json:"fine"`
	Known  string `json:"known"`
	Remedy string `json:"remedy,omitempty"`
}

// report prints findings and says whether any is a fault.
func report(s console.Streams, found []finding, asJSON bool) error {
	list, faults := make([]told, 0, len(found)), 0
	for _, f := range found {
		known, remedy := f.words(s.Words)
		list = append(list, told{f.Name, f.Fine, known, remedy})
		if f.Err != nil {
			s.Say("saksgang: %s: %v", f.Name, f.Err)
		}
		if !f.Fine {
			faults++
		}
	}
	if err := printFindings(s, list, asJSON); err != nil {
		return err
	}
	if faults > 0 {
		return console.Found()
	}
	return nil
}

func printFindings(s console.Streams, list []told, asJSON bool) error {
	if asJSON {
		return s.JSON(list)
	}
	for _, f := range list {
		state := s.Words.T("app.health.is-fine")
		if !f.Fine {
			state = s.Words.T("app.health.is-fault")
		}
		if _, err := fmt.Fprintf(s.Out, "%-7s %-14s %s\n", state, f.Name, f.Known); err != nil {
			return err
		}
		if f.Remedy != "" {
			if _, err := fmt.Fprintf(s.Out, "%-22s → %s\n", "", f.Remedy); err != nil {
				return err
			}
		}
	}
	return nil
}
