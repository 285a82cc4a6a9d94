package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"saksgang/access"
	"saksgang/base"
	"saksgang/base/authz"
	"saksgang/base/calendar"
	"saksgang/base/errs"
	"saksgang/base/i18n"
	"saksgang/base/ids"
	"saksgang/base/ledger"
	"saksgang/base/sqldb"
	"saksgang/exchange"
	"saksgang/migrations"
	"saksgang/municipality"
)

// What is too little, too old or too late.
const (
	leastFree   = 1 << 30            // bytes on the disk of the data folder
	backupAge   = 2 * 24 * time.Hour // a backup each night, and one may fail
	verifiedAge = 8 * 24 * time.Hour // the ledger is verified each night
	jobsOverdue = 15 * time.Minute   // somebody is at work on what is due
)

// backups is the ledger's name for the backups that were taken.
var backups = ledger.Subject{Kind: "backup", ID: "data"}

// finding is one check's answer. Said names its sentence in the catalogue under
// app.health.NAME, and its remedy when it is a fault.
type finding struct {
	Name string
	Fine bool
	Said string
	Args []any
	Href string // where one sees more
	Err  error  // why the check could not be made; it says what and what to do
}

func fine(name, said string, args ...any) finding {
	return finding{Name: name, Fine: true, Said: said, Args: args}
}

func fault(name, said string, args ...any) finding {
	return finding{Name: name, Said: said, Args: args}
}

// title is what the check is called.
func (f finding) title(l *i18n.Localizer) string { return l.T("app.health." + f.Name + ".title") }

// words are what is known, and what to do about it if it is a fault.
func (f finding) words(l *i18n.Localizer) (known, remedy string) {
	if f.Err != nil {
		return l.Problem(f.Err)
	}
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		switch v := a.(type) {
		case time.Time:
			args[i] = l.DateTime(v)
		case calendar.Date:
			args[i] = l.Date(v.In(l.Zone))
		case amount:
			args[i] = l.Bytes(int64(v))
		default:
			args[i] = a
		}
	}
	known = l.T("app.health."+f.Name+"."+f.Said, args...)
	if !f.Fine {
		remedy = l.T("app.health."+f.Name+"."+f.Said+"-remedy", args...)
	}
	return known, remedy
}

// amount is a number of bytes, which is written in the reader's units.
type amount int64

// clinic is what the checks look at. They only read, so that they can be made
// on a data folder that another program is serving.
type clinic struct {
	base.Deps
	folder   Folder
	versions *municipality.Service
	access   *access.Service
	outbox   *exchange.Outbox
	unknown  error // why the place for heads that the folder in force names is not known
}

// check is one question about the health of a data folder, by its name in the
// catalogues.
type check struct {
	name string
	find func(ctx context.Context, c clinic) (finding, error)
}

// quickChecks take no time to speak of, so that a page can make them.
var quickChecks = []check{
	{"database", checkDatabase},
	{"disk", checkDisk},
	{"municipality", checkInForce},
	{"administrator", checkAdministrator},
	{"jobs", checkJobs},
	{"backup", checkBackup},
	{"connections", checkConnections},
}

// examine makes the checks in their order. One that cannot be made is a finding
// too: what the others say is needed most when something is broken.
func (c clinic) examine(ctx context.Context, checks ...check) ([]finding, error) {
	out := make([]finding, 0, len(checks))
	for _, one := range checks {
		f, err := one.find(ctx, c)
		if stopped := ctx.Err(); stopped != nil {
			return out, stopped
		}
		if err != nil {
			f = finding{Name: one.name, Err: err}
		}
		out = append(out, f)
	}
	return out, nil
}

func checkDatabase(ctx context.Context, c clinic) (finding, error) {
	m, err := c.DB.Pending(ctx, migrations.Files)
	if err != nil {
		return finding{}, err
	}
	engine := map[sqldb.Dialect]string{sqldb.SQLite: "SQLite", sqldb.Postgres: "PostgreSQL"}[c.DB.Dialect()]
	if m.From < m.To {
		return fault("database", "behind", "engine", engine, "schema", fmt.Sprint(m.From)), nil
	}
	return fine("database", "fine", "engine", engine, "schema", fmt.Sprint(m.From)), nil
}

func checkDisk(_ context.Context, c clinic) (finding, error) {
	free, known := freeBytes(c.folder.Dir)
	switch {
	case !known:
		return fine("disk", "unknown"), nil
	case free < leastFree:
		return fault("disk", "low", "free", amount(free)), nil
	}
	return fine("disk", "fine", "free", amount(free)), nil
}

func checkInForce(ctx context.Context, c clinic) (finding, error) {
	v, _, err := inForceToday(ctx, c.versions, c.Clock.Now())
	if errs.Has(err, "municipality.none-in-force") {
		return fault("municipality", "none", "folder", c.folder.municipality()), nil
	}
	if err != nil {
		return finding{}, err
	}
	f := fine("municipality", "fine", "number", v.Number, "from", v.ActiveFrom)
	f.Href = "/setup/municipality"
	return f, nil
}

// checkAdministrator asks that somebody can put a version in force, and that
// another can approve it.
func checkAdministrator(ctx context.Context, c clinic) (finding, error) {
	activate, err := c.holders(ctx, municipality.RightActivate)
	if err != nil {
		return finding{}, err
	}
	approve, err := c.holders(ctx, municipality.RightApprove)
	if err != nil {
		return finding{}, err
	}
	both := map[ids.UserID]bool{}
	for _, u := range append(activate, approve...) {
		both[u.ID] = true
	}
	switch {
	case len(activate) == 0:
		return fault("administrator", "none"), nil
	case len(approve) == 0 || len(both) < 2:
		return fault("administrator", "alone"), nil
	}
	return fine("administrator", "fine", "count", len(activate)), nil
}

// holders are those who have the right in the whole municipality, each once.
func (c clinic) holders(ctx context.Context, right authz.Right) ([]access.User, error) {
	roles, err := c.access.Roles(ctx)
	if err != nil {
		return nil, err
	}
	var out []access.User
	seen := map[ids.UserID]bool{}
	for _, role := range roles {
		if !opens(role, right) {
			continue
		}
		users, err := c.access.Holders(ctx, role.Key, "", "")
		if err != nil {
			return nil, err
		}
		for _, u := range users {
			if !seen[u.ID] {
				out, seen[u.ID] = append(out, u), true
			}
		}
	}
	return out, nil
}

func checkJobs(ctx context.Context, c clinic) (finding, error) {
	count, err := c.Jobs.Count(ctx)
	switch {
	case err != nil:
		return finding{}, err
	case count.Failed > 0:
		return fault("jobs", "failed", "failed", count.Failed, "waiting", count.Waiting), nil
	case !count.Oldest.IsZero() && c.Clock.Now().Sub(count.Oldest.Time()) > jobsOverdue:
		return fault("jobs", "overdue", "waiting", count.Waiting, "since", count.Oldest.Time()), nil
	}
	return fine("jobs", "fine", "waiting", count.Waiting), nil
}

func checkBackup(ctx context.Context, c clinic) (finding, error) {
	if c.DB.Dialect() == sqldb.Postgres {
		return fine("backup", "server"), nil
	}
	last, err := c.Ledger.LatestOfSubject(ctx, backups, 1)
	if err != nil || len(last) == 0 {
		return fault("backup", "never"), err
	}
	at := last[0].At.Time()
	if c.Clock.Now().Sub(at) > backupAge {
		return fault("backup", "old", "at", at), nil
	}
	return fine("backup", "fine", "at", at), nil
}

func checkConnections(ctx context.Context, c clinic) (finding, error) {
	paused, err := c.outbox.Paused(ctx)
	if err != nil || len(paused) == 0 {
		return fine("connections", "fine"), err
	}
	names := make([]string, len(paused))
	for i, p := range paused {
		names[i] = p.Connection
	}
	f := fault("connections", "paused", "count", len(paused), "names", strings.Join(names, ", "))
	f.Href = "/control/messages"
	return f, nil
}

// checkVerified tells of the last verification, without making one.
func checkVerified(ctx context.Context, c clinic) (finding, error) {
	last, report, err := c.lastVerification(ctx)
	var f finding
	switch {
	case err != nil:
		return f, err
	case last.IsZero():
		f = fault("ledger", "never")
	case !report.Verified:
		f = fault("ledger", "faulty", "at", last, "faults", len(report.Faults))
	case c.Clock.Now().Sub(last) > verifiedAge:
		f = fault("ledger", "old", "at", last)
	default:
		f = fine("ledger", "fine", "at", last, "events", report.Events)
	}
	f.Href = "/setup/ledger"
	return f, nil
}

func (c clinic) lastVerification(ctx context.Context) (at time.Time, report ledger.Report, err error) {
	last, err := c.Ledger.LatestOfSubject(ctx, verifications, 1)
	if err != nil || len(last) == 0 {
		return at, report, err
	}
	err = json.Unmarshal([]byte(last[0].Payload), &report)
	return last[0].At.Time(), report, err
}

// checkLedger verifies the ledger here and now.
func checkLedger(ctx context.Context, c clinic) (finding, error) {
	if c.unknown != nil {
		return finding{}, c.unknown
	}
	report, err := c.Ledger.Verify(ctx)
	if errs.Has(err, "ledger.heads-not-kept") {
		return fault("ledger", "elsewhere"), nil
	}
	if err != nil || !report.Verified {
		return fault("ledger", "faulty", "at", c.Clock.Now(), "faults", len(report.Faults)), err
	}
	return fine("ledger", "fine", "at", c.Clock.Now(), "events", report.Events), nil
}

// checkStock counts the files, without reading them.
func checkStock(ctx context.Context, c clinic) (finding, error) {
	stock, err := c.Files.Stock(ctx)
	return fine("files", "counted", "files", stock.Files, "size", amount(stock.Bytes)), err
}

// checkFiles reads every file and compares it with its checksum.
func checkFiles(ctx context.Context, c clinic) (finding, error) {
	stock, err := c.Files.Stock(ctx)
	if err != nil {
		return finding{}, err
	}
	missing, err := c.Files.Missing(ctx)
	if err != nil || len(missing) > 0 {
		return fault("files", "missing", "missing", len(missing), "files", stock.Files), err
	}
	return fine("files", "fine", "files", stock.Files, "size", amount(stock.Bytes)), nil
}
